"""The words pages use about the rules of requirements, and what histories call what is done with them."""

from collections.abc import Collection

from flask_babel import gettext as _

from accounts import audit
from core.database import db
from core.dates import business_day
from core.languages import speak
from core.wording import N_
from outlets import words as of_outlets
from outlets.outlet_kinds import OUTLET_KINDS
from partnerships import requirement_sets, rules
from partnerships import words as of_partnerships
from partnerships.growth import SIZE_LABELS
from partnerships.readiness import Need
from partnerships.readiness_matrix import Place
from partnerships.rule_models import RuleChange
from partnerships.rule_states import MOVE_LABELS, RULE_CHANGE_LABELS, RuleMove

Choices = list[tuple[str, str]]

NEED_LABELS = {
    Need.REQUIRED: N_("Wajib"),
    Need.CONDITIONAL: N_("Bergantung jawaban"),
    Need.NOT_NEEDED: N_("Tidak perlu"),
}
OF_BASE = N_("Aturan dasar")

audit.ACTION_LABELS.update(
    {
        "rule_change:prepared": N_("Perubahan disiapkan"),
        "rule_change:step_added": N_("Langkah ditambahkan"),
        "rule_change:step_removed": N_("Langkah dihapus"),
        "rule_change:applied": N_("Perubahan diterapkan"),
        "rule_change:discarded": N_("Perubahan dibuang"),
        "requirement_set:created": N_("Paket syarat dibuat"),
        "chain:set_chosen": N_("Paket syarat jaringan dipilih"),
    }
)
audit.FIELD_LABELS.update(
    {
        "rules_version": N_("Versi aturan"),
        "rules_ended": N_("Aturan yang berakhir"),
        "rules_added": N_("Aturan yang ditambahkan"),
        "move": N_("Langkah"),
        "requirement_set": N_("Paket syarat"),
    }
)
audit.VALUE_LABELS["move"] = dict(MOVE_LABELS)


def said(sentence: str) -> str:
    """A source or note in the reader's language: those an agency starts with are translated, others stand as typed."""
    return speak(sentence) if sentence else ""


def kind_word(code: str) -> str:
    """The word for a kind of requirement."""
    return of_partnerships.kind_word(code)


def category_word(code: str | None) -> str:
    """The word for a category; none means all."""
    return of_partnerships.category_word(code) if code else _("Semua kategori")


def outlet_word(code: str | None) -> str:
    """The word for a kind of outlet; none means all."""
    return of_outlets.kind_word(code) if code else _("Semua jenis gerai")


def size_word(code: str | None) -> str:
    """The word for a size class; none means all."""
    return of_partnerships.size_word(code) if code else _("Semua skala")


def need_word(need: str) -> str:
    """The word for what a rule says."""
    return speak(NEED_LABELS[Need(need)])


def move_word(move: str) -> str:
    """The word for what a step does."""
    return speak(MOVE_LABELS[RuleMove(move)])


def change_word(status: str) -> str:
    """The word for the state of a change."""
    return speak(RULE_CHANGE_LABELS[status])


def place_word(place: Place) -> str:
    """Where it is: a kind of outlet, or the outlets of chains with a set."""
    if place.requirement_set is None:
        return outlet_word(place.outlet_kind)
    named = dict(set_choices()).get(place.requirement_set, place.requirement_set)
    if place.outlet_kind is None:
        return _("Paket %(name)s", name=named)
    return _("%(kind)s dengan paket %(name)s", kind=outlet_word(place.outlet_kind), name=named)


def places_word(places: Collection[Place]) -> str:
    """Several places in one phrase; every kind of outlet is said as such."""
    kinds = [Place(code) for code in OUTLET_KINDS]
    if not set(kinds) <= set(places):
        return ", ".join(place_word(place) for place in places)
    return ", ".join([outlet_word(None), *(place_word(place) for place in places if place not in kinds)])


def set_choices() -> Choices:
    """The sets to choose from."""
    return [(found.code, speak(found.name)) for found in db.session.execute(requirement_sets.all_sets()).scalars()]


def outlet_choices() -> Choices:
    """Kinds of outlets to choose from."""
    return [(code, speak(kind.label)) for code, kind in OUTLET_KINDS.items()]


def size_choices() -> Choices:
    """Size classes to choose from."""
    return [(size.value, speak(label)) for size, label in SIZE_LABELS.items()]


def need_choices() -> Choices:
    """What a rule may say."""
    return [(need.value, speak(label)) for need, label in NEED_LABELS.items()]


def warnings_of(change: RuleChange) -> list[str]:
    """What whoever applies a change should look at again: the days in the past it reaches back to."""
    days = sorted(
        {
            day
            for item in change.items
            if item.already_in_force
            and (day := item.ends_on if item.move is RuleMove.END else item.starts_on) is not None
            and day < business_day(change.prepared_at)
        }
    )
    return [
        _("Berlaku surut sejak %(day)s: penilaian hari-hari yang lewat ikut berubah.", day=day.strftime("%d/%m/%Y"))
        for day in days
    ]


def told_of_set(short: int) -> str:
    """What choosing a set did, in a sentence."""
    if not short:
        return _("Paket syarat jaringan disimpan. Semua penempatan aktif memenuhi syarat.")
    return _(
        "Paket syarat jaringan disimpan. %(count)s penempatan aktif belum memenuhi syarat dan tetap berjalan.",
        count=short,
    )


def step_choices() -> dict[str, Choices]:
    """What the filters of the rules and the form of a step offer."""
    return {
        "move": [(move.value, move_word(move)) for move in RuleMove],
        "kind": of_partnerships.kind_choices(),
        "category": of_partnerships.category_choices(),
        "outlet_kind": outlet_choices(),
        "size_class": size_choices(),
        "requirement_set": set_choices(),
        "need": need_choices(),
    }


def rule_choices() -> Choices:
    """The rules that hold now, each in one line, to end or supersede."""
    sets = dict(set_choices())
    return [
        (
            str(rule_id),
            " · ".join(
                part
                for part in (
                    kind_word(rule.kind),
                    category_word(rule.category),
                    outlet_word(rule.outlet_kind) if rule.outlet_kind else "",
                    size_word(rule.size_class) if rule.size_class else "",
                    sets.get(rule.requirement_set, "") if rule.requirement_set else "",
                    need_word(rule.need),
                    rule.starts_on.strftime("%d/%m/%Y"),
                )
                if part
            ),
        )
        for rule_id, rule in rules.rules_by_id().items()
    ]
