"""The producers that lack the least, so that counselling can be aimed: who needs one paper only, and which.

Everything is judged anew at each call, over five reads however many producers there are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from accounts.models import UserAccount
from core.database import db
from partnerships import producers
from partnerships.eligibility import OF_A_PRODUCT, documents_of
from partnerships.lists import lies_in_region
from partnerships.models import Producer, Product
from partnerships.readiness import Completeness, Gap
from partnerships.readiness_matrix import EVERYWHERE, Alike, Place, needed_by
from partnerships.requirement_kinds import KINDS
from partnerships.routed_readiness import route_of, routed_gaps
from partnerships.rules import all_rules
from partnerships.states import ProducerStatus, ProductStatus

HERE = (ProducerStatus.REGISTERED, ProducerStatus.ACTIVE)


class Wanted(NamedTuple):
    """What the list is narrowed to: `gaps` None is any number from one up, `missing` a kind among them."""

    gaps: int | None = 1
    missing: str = ""
    region: str = ""
    category: str = ""
    place: Place = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Near:
    """A producer that is not ready yet, with the first gap of each kind it lacks."""

    producer_id: int
    name: str
    owner_name: str
    phone: str
    region_code: str
    kinds: tuple[str, ...]
    gaps: Mapping[str, Gap]

    @property
    def completeness(self) -> Completeness:
        """How many of the kinds it needs are satisfied."""
        return Completeness(complete=len(self.kinds) - len(self.gaps), required=len(self.kinds))


def closest_to_ready(user: UserAccount, wanted: Wanted, on: date) -> list[Near]:
    """The producers a person sees that lack something for a place on a day, those that lack the least first.

    Looked at are producers that are with the agency and have products, all of them or those of one category; a kind is
    lacking when it is for any of these products.
    """
    rows = _producers(user, wanted)
    made_by = _goods([row.id for row in rows], wanted.category)
    held = documents_of(made_by)
    rules = all_rules()
    needed: dict[Alike, tuple[str, ...]] = {}
    found = []
    for row in rows:
        kinds: dict[str, None] = {}
        gaps: dict[str, Gap] = {}
        for product in made_by.get(row.id, ()):
            alike = Alike(product.category, row.size_class, tuple(product.answered_yes), route_of(product))
            if alike not in needed:
                needed[alike] = needed_by(alike, rules, [wanted.place], on)[wanted.place]
            kinds |= dict.fromkeys(needed[alike])
            facts = [document.fact_for(product.id) for document in held.get(row.id, ())]
            for gap in routed_gaps(needed[alike], facts, alike.route, on=on)[1]:
                gaps.setdefault(gap.kind, gap)
        if gaps and wanted.gaps in {None, len(gaps)} and (not wanted.missing or wanted.missing in gaps):
            ordered = tuple(kind for kind in KINDS if kind in kinds)
            by_kind = {kind: gaps[kind] for kind in ordered if kind in gaps}
            found.append(Near(row.id, row.name, row.owner_name, row.phone, row.region_code, ordered, by_kind))
    return sorted(found, key=lambda near: (len(near.gaps), near.name.casefold(), near.producer_id))


def _producers(user: UserAccount, wanted: Wanted) -> Sequence[Row[tuple[int, str, str, str, str, str]]]:
    rows = (
        producers.visible_to(user)
        .with_only_columns(
            Producer.id,
            Producer.name,
            Producer.owner_name,
            Producer.phone,
            Producer.region_code,
            Producer.size_class,
        )
        .where(Producer.status.in_(HERE))
    )
    if wanted.region:
        rows = rows.where(lies_in_region(Producer.region_code, wanted.region))
    return db.session.execute(rows).all()


def _goods(producer_ids: Sequence[int], category: str) -> dict[int, list[Row[Any]]]:
    """The products of these producers that were not withdrawn, by producer."""
    rows = select(*OF_A_PRODUCT).where(Product.producer_id.in_(producer_ids), Product.status != ProductStatus.WITHDRAWN)
    if category:
        rows = rows.where(Product.category == category)
    made_by: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(rows.order_by(Product.id)):
        made_by.setdefault(row.producer_id, []).append(row)
    return made_by
