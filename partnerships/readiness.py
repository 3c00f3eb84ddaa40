"""What is still missing before a product may stand in an outlet: rules with dates, facts, and the gaps between them.

Pure: the rules come in as plain values (stored in a table, seeded from `base_rules.BASE_RULES`), the facts are what the
producer has handed in, and the day is told. Used by the producer's page, by placement and by the API alike.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from core.wording import N_
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus


class Need(StrEnum):
    """What a rule says of a kind; conditional means a question decides, and its yes makes the kind required."""

    NOT_NEEDED = "not_needed"
    CONDITIONAL = "conditional"
    REQUIRED = "required"


class GapReason(StrEnum):
    """Why a required kind is not satisfied."""

    NOT_SUBMITTED = "not_submitted"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    EXPIRED = "expired"
    REVOKED = "revoked"
    PRODUCT_NOT_COVERED = "product_not_covered"
    ROUTE_UNDECIDED = "route_undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From `starts_on` to `ends_on` (both included, no end is open) these products need this kind, by this source.

    None for `category`, `outlet_kind` or `size_class` means all of them. A rule of a `requirement_set` (its code)
    counts only where that set was chosen, on top of the rules without one. `to_confirm` is what is still open.
    """

    kind: str
    category: str | None = None
    outlet_kind: str | None = None
    size_class: str | None = None
    starts_on: date
    ends_on: date | None = None
    need: Need = Need.REQUIRED
    source: str
    requirement_set: str | None = None
    to_confirm: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementFact:
    """One document a producer has handed in; `covers_product` tells whether it holds for the product in question."""

    kind: str
    status: str
    valid_until: date | None = None
    covers_product: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One required kind that is not satisfied: why, and the sentence that tells the next step, with its parameters."""

    kind: str
    reason: GapReason
    next_step: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """How many of the required kinds are satisfied; `sentence` with `params` says it."""

    complete: int
    required: int
    sentence: str = N_("%(complete)s dari %(required)s lengkap")

    @property
    def params(self) -> Mapping[str, object]:
        """The parameters of the sentence."""
        return {"complete": self.complete, "required": self.required}

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.complete == self.required


NEXT_STEPS: Mapping[GapReason, str] = {
    GapReason.SUBMITTED: N_("Sedang diverifikasi. Tunggu keputusan petugas Dinas."),
    GapReason.RETURNED: N_("Perbaiki sesuai catatan petugas, lalu ajukan lagi."),
    GapReason.REJECTED: N_("Baca alasan penolakan, lalu ajukan dokumen lain yang memenuhi syarat."),
    GapReason.EXPIRED: N_("Sudah kedaluwarsa. Perpanjang, lalu unggah dokumen yang baru."),
    GapReason.REVOKED: N_("Sudah dicabut. Urus dokumen baru pada penerbitnya, lalu unggah."),
    GapReason.PRODUCT_NOT_COVERED: N_("Dokumen Anda belum mencakup produk ini. Ajukan dokumen yang mencakupnya."),
}
PLACES: Mapping[str, int] = {kind: place for place, kind in enumerate(KINDS)}
STRICTNESS: Mapping[Need, int] = {need: strictness for strictness, need in enumerate(Need)}
EXPIRED_ON = N_("Kedaluwarsa sejak %(valid_until)s. Perpanjang, lalu unggah dokumen yang baru.")
NEAREST_FIRST = (
    *(GapReason.SUBMITTED, GapReason.RETURNED, GapReason.PRODUCT_NOT_COVERED, GapReason.EXPIRED, GapReason.REVOKED),
    *(GapReason.REJECTED, GapReason.NOT_SUBMITTED),
)
"""When several documents of a kind fall short, the one nearest to being enough gives the reason."""


def deciding_rules(
    rules: Iterable[Rule],
    *,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    on: date,
    requirement_set: str | None = None,
) -> dict[str, Rule]:
    """The one rule for each kind that decides on a day, by the kind's code.

    The more special rule decides: one that names the outlet kind before one that names only the category, then the size
    class; among equals the later start, then the stricter. Without an outlet kind only rules for all outlets count. An
    unknown size class is answered as strictly as the rules can be.

    The rules of a `requirement_set` are decided among themselves and come on top: for each kind the stricter of the two
    decides, so that a set only ever adds and never lightens what holds for everybody.
    """
    decided: dict[tuple[str, str | None], Rule] = {}
    for rule in rules:
        if not _applies(rule, category, outlet_kind, size_class, requirement_set, on):
            continue
        place = (rule.kind, rule.requirement_set)
        rival = decided.get(place)
        if rival is None or _weight(rule, size_class) > _weight(rival, size_class):
            decided[place] = rule
    strictest: dict[str, Rule] = {}
    for (kind, _of_set), rule in sorted(decided.items(), key=lambda one: one[0][1] is not None):
        if kind not in strictest or STRICTNESS[rule.need] > STRICTNESS[strictest[kind].need]:
            strictest[kind] = rule
    return {kind: strictest[kind] for kind in sorted(strictest, key=_place)}


def required_kinds(
    rules: Iterable[Rule],
    *,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    on: date,
    answered_yes: Collection[str] = (),
    requirement_set: str | None = None,
) -> list[str]:
    """The kinds that are required on a day, with the conditional ones whose question was answered with yes."""
    decided = deciding_rules(
        rules,
        category=category,
        outlet_kind=outlet_kind,
        size_class=size_class,
        on=on,
        requirement_set=requirement_set,
    )
    return [
        kind
        for kind, rule in decided.items()
        if rule.need == Need.REQUIRED or (rule.need == Need.CONDITIONAL and kind in answered_yes)
    ]


def conditional_kinds(
    rules: Iterable[Rule],
    *,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    on: date,
    requirement_set: str | None = None,
) -> list[str]:
    """The kinds whose question (`KINDS[kind].question`) is to be answered for this product."""
    decided = deciding_rules(
        rules,
        category=category,
        outlet_kind=outlet_kind,
        size_class=size_class,
        on=on,
        requirement_set=requirement_set,
    )
    return [kind for kind, rule in decided.items() if rule.need == Need.CONDITIONAL]


def missing(
    rules: Iterable[Rule],
    facts: Iterable[RequirementFact],
    *,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    on: date,
    answered_yes: Collection[str] = (),
    requirement_set: str | None = None,
) -> list[Gap]:
    """Every gap that keeps a product of this category out of this kind of outlet on a day; none means eligible."""
    kinds = required_kinds(
        rules,
        category=category,
        outlet_kind=outlet_kind,
        size_class=size_class,
        on=on,
        answered_yes=answered_yes,
        requirement_set=requirement_set,
    )
    return gaps_among(kinds, facts, on=on)


def completeness(
    rules: Iterable[Rule],
    facts: Iterable[RequirementFact],
    *,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    on: date,
    answered_yes: Collection[str] = (),
    requirement_set: str | None = None,
) -> Completeness:
    """How many of the required kinds are satisfied on a day, "4 dari 6 lengkap"."""
    kinds = required_kinds(
        rules,
        category=category,
        outlet_kind=outlet_kind,
        size_class=size_class,
        on=on,
        answered_yes=answered_yes,
        requirement_set=requirement_set,
    )
    return Completeness(complete=len(kinds) - len(gaps_among(kinds, facts, on=on)), required=len(kinds))


def gaps_among(kinds: Iterable[str], facts: Iterable[RequirementFact], *, on: date) -> list[Gap]:
    """The gaps among kinds known to be required; for many products, work out `required_kinds` once and ask this."""
    by_kind: dict[str, list[RequirementFact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    gaps = []
    for kind in kinds:
        stronger = KINDS[kind].also_satisfied_by if kind in KINDS else ()
        if not any(satisfies(fact, on=on) for code in (kind, *stronger) for fact in by_kind.get(code, ())):
            gaps.append(_gap(kind, by_kind.get(kind, []), on))
    return gaps


def satisfies(fact: RequirementFact, *, on: date) -> bool:
    """Whether a document is enough on a day: accepted or waived, covering the product, its last day included.

    One that has expired since was enough until its last day; one that was revoked is never enough.
    """
    if not fact.covers_product:
        return False
    if fact.status == RequirementStatus.EXPIRED:
        return fact.valid_until is not None and on <= fact.valid_until
    if fact.status not in {RequirementStatus.ACCEPTED, RequirementStatus.WAIVED}:
        return False
    return fact.valid_until is None or on <= fact.valid_until


def _gap(kind: str, facts: list[RequirementFact], on: date) -> Gap:
    reasons = {_shortcoming(fact, on): fact for fact in facts}
    reason = next((reason for reason in NEAREST_FIRST if reason in reasons), GapReason.NOT_SUBMITTED)
    if reason is GapReason.NOT_SUBMITTED:
        how = KINDS[kind].how_to_get if kind in KINDS else N_("Ajukan dokumen ini kepada petugas Dinas.")
        return Gap(kind=kind, reason=reason, next_step=how)
    until = max((f.valid_until for f in facts if f.valid_until and _shortcoming(f, on) == reason), default=None)
    if reason is GapReason.EXPIRED and until is not None:
        return Gap(kind=kind, reason=reason, next_step=EXPIRED_ON, params={"valid_until": until.strftime("%d/%m/%Y")})
    return Gap(kind=kind, reason=reason, next_step=NEXT_STEPS[reason])


def _shortcoming(fact: RequirementFact, on: date) -> GapReason:
    """Why one document that does not satisfy falls short. A dead one for other products counts as never handed in."""
    is_over = fact.status == RequirementStatus.EXPIRED or (
        fact.status in {RequirementStatus.ACCEPTED, RequirementStatus.WAIVED}
        and fact.valid_until is not None
        and fact.valid_until < on
    )
    if not fact.covers_product:
        is_dead = is_over or fact.status in {RequirementStatus.REJECTED, RequirementStatus.REVOKED}
        return GapReason.NOT_SUBMITTED if is_dead else GapReason.PRODUCT_NOT_COVERED
    if is_over:
        return GapReason.EXPIRED
    return GapReason(fact.status)


def _applies(
    rule: Rule,
    category: str,
    outlet_kind: str | None,
    size_class: str | None,
    requirement_set: str | None,
    on: date,
) -> bool:
    return (
        rule.category in {None, category}
        and rule.requirement_set in {None, requirement_set}
        and rule.outlet_kind in {None, outlet_kind}
        and (size_class is None or rule.size_class in {None, size_class})
        and rule.starts_on <= on
        and (rule.ends_on is None or on <= rule.ends_on)
    )


def _weight(rule: Rule, size_class: str | None) -> tuple[bool, bool, bool, date, int]:
    special = (rule.outlet_kind is not None, rule.category is not None)
    strictness = STRICTNESS[rule.need]
    if size_class is None:
        return (*special, False, date.min, strictness)
    return (*special, rule.size_class is not None, rule.starts_on, strictness)


def _place(kind: str) -> int:
    return PLACES.get(kind, len(PLACES))
