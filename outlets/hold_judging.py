"""What the end of a paper does to the shelves, and what its renewal undoes.

`judge` looks at the placements of some producers as they stand now: it holds those whose product lacks a paper that
has ended, puts them on the pull list of their outlet, and lifts what is no longer lacking. Asked again it changes
nothing. It is the one place that does so, for the nightly job, a revocation and a renewal alike.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, select

from accounts.audit import record
from accounts.models import UserAccount
from core.agency_settings import value_of
from core.database import db
from core.dates import business_day, now
from core.setting_kinds import Days, declare
from core.wording import N_
from outlets.models import Chain, Outlet, Placement
from outlets.placement_endings import HELD
from outlets.pull_models import PlacementHold, PullEntry
from partnerships.eligibility import Held, documents_of, gaps_of
from partnerships.models import Requirement
from partnerships.readiness import satisfies
from partnerships.requirement_kinds import KINDS, covers
from partnerships.watch_models import RequirementEnding

PULL_LIST_DAYS = declare(
    Days(
        name="pull_list_days",
        label=N_("Hari bagi gerai untuk menarik produk yang ditahan dari rak"),
        group=N_("Izin produk"),
        default=7,
        least=1,
        most=365,
        ground=N_("Produk tanpa izin edar yang berlaku tidak boleh diperdagangkan: UU 18/2012 Pasal 91."),
    )
)
Place = tuple[str, int | None]
"""A kind of outlet, and the id of the set of its chain, if it has one."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement changed, by id."""

    held: tuple[int, ...] = ()
    """The holds that were made."""
    lifted: tuple[int, ...] = ()
    """The holds that were lifted."""
    asked: tuple[int, ...] = ()
    """The lines that joined a pull list."""


@dataclass(frozen=True, slots=True)
class _Ended:
    """A document that has ended, with its last good day."""

    document: Held
    last_day: date


def pull_list_days() -> int:
    """How many days an outlet has to take a product off its shelf, as the agency set it."""
    return value_of(PULL_LIST_DAYS)


def judge(producer_ids: Collection[int], *, day: date, by: UserAccount | None = None) -> Judged:
    """Hold and lift the placements of these producers as of a day (today, in the agency's zone).

    A placement is held when its product lacks a paper on that day because a document ended after the outlet had
    accepted it; a paper that a new rule asks for holds nothing. Placements are locked in the order of their ids.
    """
    placed = _placements_of(producer_ids, day)
    missing = _missing_kinds(placed, day)
    documents = documents_of(producer_ids)
    ended = _ended_documents(documents)
    existing = _holds_of([placement.id for placement, _place in placed])
    known = {(hold.placement_id, hold.requirement_id, hold.kind) for hold in existing}
    held, lifted = [], []
    for placement, _place in placed:
        if not _stands(placement, day):
            continue
        for kind in missing[placement.id]:
            cause = _cause(placement, kind, ended.get(placement.producer_id, ()))
            if cause is not None and (placement.id, cause.document.id, kind) not in known:
                held.append(_hold(placement, kind, cause, by=by))
    for hold in existing:
        if hold.is_open and hold.kind not in missing[hold.placement_id]:
            renewal = _renewal(hold, documents, day)
            lift(hold, day, by=by, requirement_id=renewal)
            lifted.append(hold)
    db.session.flush()
    asked = settle_pull_lists([placement.id for placement, _place in placed], day, by=by)
    _note_on_documents(held, lifted, by=by)
    return Judged(tuple(hold.id for hold in held), tuple(hold.id for hold in lifted), tuple(asked))


def lift(hold: PlacementHold, day: date, *, by: UserAccount | None, requirement_id: int | None = None) -> None:
    """Let a hold end: from this day on sales are no longer held and deliveries go on."""
    hold.lifted_on, hold.lifted_at = day, now()
    hold.lifted_by_requirement_id = requirement_id
    action = "placement:hold_overridden" if hold.overridden_by_id else "placement:hold_lifted"
    record(
        action,
        hold.placement,
        by=by,
        before={"kind": hold.kind, "held_from": hold.since.isoformat()},
        after={"kind": hold.kind, "lifted_on": day.isoformat()},
        reason=hold.override_reason if hold.overridden_by_id else None,
    )


def settle_pull_lists(placement_ids: Collection[int], day: date, *, by: UserAccount | None) -> list[int]:
    """Ask outlets to pull what is held and stands on their shelf, and take back what is no longer held.

    Returns the ids of the lines that were added.
    """
    holds = [hold for hold in _holds_of(placement_ids) if hold.is_open]
    first_hold: dict[int, PlacementHold] = {}
    for hold in holds:
        first_hold.setdefault(hold.placement_id, hold)
    rows = select(PullEntry).where(PullEntry.placement_id.in_(placement_ids), PullEntry.lifted_on.is_(None))
    current = {entry.placement_id: entry for entry in db.session.execute(rows.with_for_update()).scalars()}
    for placement_id, entry in current.items():
        if placement_id not in first_hold:
            entry.lifted_on = day
    added = []
    for placement_id, hold in sorted(first_hold.items()):
        placement = hold.placement
        if placement_id in current or placement.starts_on > day:
            continue
        entry = PullEntry(
            placement_id=placement_id,
            outlet_id=placement.outlet_id,
            hold_id=hold.id,
            asked_on=day,
            deadline=day + timedelta(days=pull_list_days()),
        )
        db.session.add(entry)
        record("placement:pull_asked", placement, by=by, after={"deadline_on": entry.deadline.isoformat()})
        added.append(entry)
    db.session.flush()
    return [entry.id for entry in added]


def _placements_of(producer_ids: Collection[int], day: date) -> list[tuple[Placement, Place]]:
    """The placements to look at with where they stand: those that stand or will, and those held already."""
    held_already = exists().where(PlacementHold.placement_id == Placement.id, PlacementHold.lifted_on.is_(None))
    rows = (
        select(Placement, Outlet.kind, Chain.requirement_set_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .outerjoin(Chain, Chain.id == Outlet.chain_id)
        .where(
            Placement.producer_id.in_(producer_ids),
            (Placement.status.in_(HELD) & ((Placement.ends_on.is_(None)) | (Placement.ends_on >= day))) | held_already,
        )
        .order_by(Placement.id)
        .with_for_update(of=Placement)
    )
    return [(placement, (kind, of_set)) for placement, kind, of_set in db.session.execute(rows)]


def _stands(placement: Placement, day: date) -> bool:
    return placement.status in HELD and (placement.ends_on is None or placement.ends_on >= day)


def _missing_kinds(placed: Iterable[tuple[Placement, Place]], day: date) -> dict[int, list[str]]:
    """The kinds each placement's product lacks there; the documents are read once for each kind of outlet and set."""
    by_place: dict[Place, list[Placement]] = defaultdict(list)
    for placement, place in placed:
        by_place[place].append(placement)
    missing: dict[int, list[str]] = {}
    for (kind, of_set), some in by_place.items():
        gaps = gaps_of({placement.product_id for placement in some}, kind, day, of_set)
        missing |= {placement.id: [gap.kind for gap in gaps[placement.product_id]] for placement in some}
    return missing


def _ended_documents(documents: dict[int, list[Held]]) -> dict[int, list[_Ended]]:
    """The documents that have ended by producer, the one that ended last first."""
    ids = [document.id for held in documents.values() for document in held]
    last_days = dict(
        db.session.execute(
            select(RequirementEnding.requirement_id, RequirementEnding.last_day).where(
                RequirementEnding.requirement_id.in_(ids)
            )
        ).all()
    )
    return {
        producer_id: sorted(
            (_Ended(document, last_days[document.id]) for document in held if document.id in last_days),
            key=lambda ended: (ended.last_day, ended.document.id),
            reverse=True,
        )
        for producer_id, held in documents.items()
    }


def _proves(document: Held, kind: str, product_id: int) -> bool:
    """Whether a document, while in force, is what a kind asks of this product."""
    is_enough = document.kind == kind or document.kind in KINDS[kind].also_satisfied_by
    return is_enough and covers(document.kind, document.product_ids, product_id)


def _cause(placement: Placement, kind: str, ended: Iterable[_Ended]) -> _Ended | None:
    """The document whose end left the gap: the last to end of those that proved it since the outlet accepted."""
    accepted_on = business_day(placement.accepted_at) if placement.accepted_at else placement.starts_on
    for one in ended:
        if _proves(one.document, kind, placement.product_id):
            return one if one.last_day >= accepted_on else None
    return None


def _renewal(hold: PlacementHold, documents: dict[int, list[Held]], day: date) -> int | None:
    """The newest document that fills the gap now; none when the rules no longer ask for the kind."""
    product_id = hold.placement.product_id
    enough = [
        document.id
        for document in documents.get(hold.placement.producer_id, ())
        if _proves(document, hold.kind, product_id) and satisfies(document.fact_for(product_id), on=day)
    ]
    return max(enough, default=None)


def _holds_of(placement_ids: Collection[int]) -> list[PlacementHold]:
    rows = select(PlacementHold).where(PlacementHold.placement_id.in_(placement_ids)).order_by(PlacementHold.id)
    return list(db.session.execute(rows).scalars())


def _hold(placement: Placement, kind: str, cause: _Ended, *, by: UserAccount | None) -> PlacementHold:
    hold = PlacementHold(
        placement_id=placement.id,
        requirement_id=cause.document.id,
        kind=kind,
        since=cause.last_day + timedelta(days=1),
        made_at=now(),
        placement=placement,
    )
    db.session.add(hold)
    record("placement:held", placement, by=by, after={"kind": kind, "held_from": hold.since.isoformat()})
    return hold


def _note_on_documents(
    held: Iterable[PlacementHold], lifted: Iterable[PlacementHold], *, by: UserAccount | None
) -> None:
    """Write into the history of each document which placements its end held, or its acceptance let go."""
    stopped: dict[int, list[int]] = defaultdict(list)
    released: dict[int, list[int]] = defaultdict(list)
    for hold in held:
        stopped[hold.requirement_id].append(hold.placement_id)
    for hold in lifted:
        if hold.lifted_by_requirement_id is not None:
            released[hold.lifted_by_requirement_id].append(hold.placement_id)
    for action, noted in (("placements_held", stopped), ("placements_released", released)):
        for requirement_id, placement_ids in sorted(noted.items()):
            document = db.session.get_one(Requirement, requirement_id)
            record(f"requirement:{action}", document, by=by, after={"placements": sorted(set(placement_ids))})
