"""Readiness in words: the names of places, tables of what is missing where, and texts for WhatsApp about one gap."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from core.database import db
from core.languages import speak
from core.wording import N_
from partnerships.readiness import Gap
from partnerships.readiness_matrix import Everywhere, Place
from partnerships.requirement_kinds import KINDS
from partnerships.rule_models import RequirementSet
from partnerships.shelves import KINDS_OF_OUTLETS

Choices = list[tuple[str, str]]
SET_PREFIX = "set:"
"""Before the code of a set where an address or a form names it beside kinds of outlets."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """A kind that is missing at a place, and the names of the products that lack it when not all do."""

    gap: Gap
    products: tuple[str, ...]

    @property
    def label(self) -> str:
        """The kind in the reader's language."""
        return speak(KINDS[self.gap.kind].name)

    @property
    def next_step(self) -> str:
        """What to do about it, in the reader's language."""
        return speak(self.gap.next_step, **self.gap.params)


@dataclass(frozen=True, slots=True)
class Row:
    """Places that miss the same: their names, how many of the products may stand there, and what the others lack."""

    places: tuple[str, ...]
    ready: int
    total: int
    missing: tuple[Lacking, ...]


def set_names() -> dict[str, str]:
    """The names of the sets of chains, by code."""
    return dict(
        db.session.execute(select(RequirementSet.code, RequirementSet.name).order_by(RequirementSet.name)).all()
    )


def place_word(place: Place, names: Mapping[str, str]) -> str:
    """What a place is called: `Minimarket`, `Alfamart`, `Alfamart (Minimarket)`."""
    kind = speak(KINDS_OF_OUTLETS.get(place.outlet_kind or "", place.outlet_kind or N_("Semua gerai")))
    if place.requirement_set is None:
        return kind
    name = speak(names.get(place.requirement_set, place.requirement_set))
    return name if place.outlet_kind is None else f"{name} ({kind})"


def ready_for(found: Mapping[int, Everywhere], products: Mapping[int, str]) -> list[Row]:
    """The table "ready for": places that miss the same in one row, those that miss the least first.

    `products` are the names of the products by id, those that are looked at.
    """
    if not products:
        return []
    names = set_names()
    rows: dict[tuple[tuple[str, tuple[int, ...]], ...], tuple[list[str], Row]] = {}
    for place in next(iter(found.values())).needed:
        lacking: dict[str, tuple[Gap, list[int]]] = {}
        for product_id in products:
            for gap in found[product_id].missing(place):
                lacking.setdefault(gap.kind, (gap, []))[1].append(product_id)
        key = tuple((kind, tuple(ids)) for kind, (_gap, ids) in lacking.items())
        if key not in rows:
            not_ready = {product_id for _gap, ids in lacking.values() for product_id in ids}
            missing = tuple(
                Lacking(gap, () if len(ids) == len(products) else tuple(products[product_id] for product_id in ids))
                for gap, ids in lacking.values()
            )
            rows[key] = [], Row((), len(products) - len(not_ready), len(products), missing)
        rows[key][0].append(place_word(place, names))
    told = [Row(tuple(places), row.ready, row.total, row.missing) for places, row in rows.values()]
    return sorted(told, key=lambda row: (-row.ready, len(row.missing)))


def place_choices() -> Choices:
    """The places to narrow a list by: kinds of outlets, then the sets of chains."""
    kinds = [(code, speak(label)) for code, label in KINDS_OF_OUTLETS.items()]
    return [*kinds, *((f"{SET_PREFIX}{code}", speak(name)) for code, name in set_names().items())]


def gap_text(owner: str, business: str, gap: Gap) -> str:
    """A text for WhatsApp about one gap, in Indonesian: what is missing, what it is for, and where to get it."""
    kind = KINDS[gap.kind]
    with force_locale("id"):
        return "\n".join(
            [
                _("Halo %(owner)s,", owner=owner),
                _("untuk %(name)s masih kurang: %(kind)s.", name=business, kind=speak(kind.name)),
                speak(kind.purpose),
                _("Langkah berikutnya: %(step)s", step=speak(gap.next_step, **gap.params)),
                _("Diurus di: %(issuer)s", issuer=speak(kind.issuer)),
                _("Biaya: %(cost)s. Lama: %(duration)s.", cost=speak(kind.cost), duration=speak(kind.duration)),
                _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
            ]
        )
