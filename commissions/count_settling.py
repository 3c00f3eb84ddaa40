"""Settling a count: a person says what each difference was, another looks at what is gone unpaid, then it is posted.

Nothing is repaired by itself: without an explanation for every piece a count stays open (docs/stock.md).
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions import count_sales
from commissions.count_sales import SoldPieces
from commissions.periods import lock_for_posting
from core.database import db
from core.dates import month_of, now
from outlets import stock_counts
from outlets.clauses_in_force import clauses_on
from outlets.count_errors import (
    DifferenceNotExplained,
    MoreThanTolerated,
    NotExpiredThen,
    NotOnTheSheet,
    OutcomeDoesNotFit,
    ReasonNeeded,
    SecondPersonConfirms,
)
from outlets.count_models import StockCount, StockCountDifference, StockCountLine
from outlets.count_states import NEEDS_SECOND_PERSON, CountOutcome, CountStatus, fits, movement_of, tolerated_pieces
from outlets.models import Placement
from outlets.outlets import check_region
from outlets.stock import Draw, SourceKind, in_order, is_sellable
from outlets.stock_errors import NotEnoughOnHand
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, as_batches, lock_lots, lot_for, post


def classify(
    count_id: int, *, differences: Sequence[Mapping[str, Any]], by: UserAccount, overlap_reason: str = ""
) -> StockCount:
    """Say what became of the pieces books and shelf disagree on; a line may have several explanations.

    Each of `differences` names `line_id`, `outcome`, `pieces` and, for what was neither sold nor found, a `reason`.
    When something is gone unpaid the count waits for a second person, else it is settled at once. `overlap_reason` says
    why sold pieces are added where every day is reported already (`commissions.count_sales.report`). Raises
    `UnknownCount`, `CountIsElsewhere`, `NotOnTheSheet`, `OutcomeDoesNotFit`, `ReasonNeeded`, `NotExpiredThen`,
    `MoreThanTolerated`, `DifferenceNotExplained`, and as settling does.
    """
    count = stock_counts.get(count_id, by=by, for_update=True)
    check_region(count.outlet, by)
    stock_counts.refuse_unless(count, CountStatus.COUNTED)
    lots = _lock(count)
    lines = {line.id: line for line in count.lines}
    held = stock_counts.expected(count)
    db.session.execute(delete(StockCountDifference).where(StockCountDifference.line_id.in_(lines)))
    said: set[tuple[int, CountOutcome]] = set()
    for place, told in enumerate(differences):
        line = lines.get(told["line_id"])
        if line is None or (told["line_id"], told["outcome"]) in said:
            raise NotOnTheSheet(field=f"differences.{place}.line_id")
        said.add((line.id, told["outcome"]))
        difference = line.counted - held[line.id]
        _check(count, line, told, difference, place)
        db.session.add(
            StockCountDifference(
                line_id=line.id,
                outcome=told["outcome"],
                pieces=told["pieces"],
                surplus=difference > 0,
                reason=told.get("reason") or "",
            )
        )
    db.session.flush()
    db.session.expire(count, ["lines"])
    for line in count.lines:
        db.session.refresh(line, ["differences"])
    _refuse_unexplained(count, held)
    count.classified_at, count.classified_by_id = now(), by.id
    needs_another = any(one.outcome in NEEDS_SECOND_PERSON for line in count.lines for one in line.differences)
    after = {"quantity": sum(one.pieces for line in count.lines for one in line.differences)}
    record("stock_count:classified", count, by=by, after=after)
    if needs_another:
        count.status = CountStatus.AWAITING_CONFIRMATION
        db.session.flush()
        return count
    return _settle(count, lots, by, overlap_reason)


def confirm(count_id: int, *, by: UserAccount, overlap_reason: str = "") -> StockCount:
    """Agree, as another person, with what was said about pieces that are gone; the count is settled.

    Raises `UnknownCount`, `CountIsElsewhere`, `SecondPersonConfirms`, `DifferenceNotExplained` when reports have come
    in meanwhile that changed a difference, and as settling does.
    """
    count = stock_counts.get(count_id, by=by, for_update=True)
    check_region(count.outlet, by)
    stock_counts.refuse_unless(count, CountStatus.AWAITING_CONFIRMATION)
    if count.classified_by_id == by.id:
        raise SecondPersonConfirms
    lots = _lock(count)
    _refuse_unexplained(count, stock_counts.expected(count))
    count.confirmed_by_id = by.id
    return _settle(count, lots, by, overlap_reason)


def send_back(count_id: int, *, reason: str, by: UserAccount) -> StockCount:
    """Ask for other explanations. Raises `UnknownCount`, `CountIsElsewhere`."""
    count = stock_counts.get(count_id, by=by, for_update=True)
    check_region(count.outlet, by)
    stock_counts.refuse_unless(count, CountStatus.AWAITING_CONFIRMATION)
    count.status = CountStatus.COUNTED
    db.session.flush()
    record(
        "stock_count:sent_back",
        count,
        by=by,
        before={"count_status": CountStatus.AWAITING_CONFIRMATION.value},
        after={"count_status": count.status.value},
        reason=reason,
    )
    return count


def _lock(count: StockCount) -> dict[int, StockLot]:
    """Lock the month, then every batch of the sheet by id, so that no report changes a difference being judged."""
    lock_for_posting(month_of(count.sales_until))
    by_batch = {line.lot_id for line in count.lines if line.lot_id is not None}
    whole = [line.placement_id for line in count.lines if line.lot_id is None]
    of_whole = select(StockLot.id).where(StockLot.placement_id.in_(whole))
    return lock_lots(by_batch | set(db.session.execute(of_whole).scalars()))


def tolerated(placement: Placement, count: StockCount) -> int:
    """How many pieces of a placement the agreement of the day still lets shrink unbilled."""
    agreed = clauses_on(placement.producer_id, placement.outlet_id, count.sales_until)
    came = select(func.coalesce(func.sum(StockLot.opening + StockLot.received), 0).cast(db.BigInteger)).where(
        StockLot.placement_id == placement.id
    )
    already = (
        select(func.coalesce(func.sum(StockCountDifference.pieces), 0).cast(db.BigInteger))
        .join(StockCountLine, StockCountLine.id == StockCountDifference.line_id)
        .join(StockCount, StockCount.id == StockCountLine.stock_count_id)
        .where(
            StockCountLine.placement_id == placement.id,
            StockCountDifference.outcome == CountOutcome.SHRINKAGE,
            StockCount.status == CountStatus.SETTLED,
        )
    )
    numbers = (int(db.session.execute(rows).scalar_one()) for rows in (came, already))
    return tolerated_pieces(next(numbers), agreed.shrinkage_tolerance_bp, next(numbers))


def name_of(line: StockCountLine) -> str:
    """How a line is called: product and batch."""
    return f"{line.placement.product.name} {line.lot.batch if line.lot else ''}".strip()


def _check(count: StockCount, line: StockCountLine, told: Mapping[str, Any], difference: int, place: int) -> None:
    """Refuse an explanation that cannot be. Raises as `classify`."""
    outcome = told["outcome"]
    where = f"differences.{place}"
    if not fits(outcome, difference):
        raise OutcomeDoesNotFit(field=f"{where}.outcome", name=name_of(line))
    if outcome in NEEDS_SECOND_PERSON and not told.get("reason"):
        raise ReasonNeeded(field=f"{where}.reason")
    if outcome is CountOutcome.EXPIRED:
        lots = db.session.execute(stock_counts.lots_of(line)).scalars()
        gone = sum(lot.on_hand for lot in lots if not is_sellable(lot.expires_on, stock_counts.day_counted(line)))
        if told["pieces"] > gone:
            raise NotExpiredThen(field=f"{where}.outcome", name=name_of(line))
    if outcome is CountOutcome.SHRINKAGE and told["pieces"] > (most := tolerated(line.placement, count)):
        raise MoreThanTolerated(field=f"{where}.pieces", name=name_of(line), most=most)


def _refuse_unexplained(count: StockCount, held: Mapping[int, int]) -> None:
    """Raises `DifferenceNotExplained` for a line whose explanations do not add up to its difference, either way."""
    for line in count.lines:
        explained = sum(one.pieces if one.surplus else -one.pieces for one in line.differences)
        difference = line.counted - held[line.id]
        if explained != difference:
            raise DifferenceNotExplained(
                field="differences", name=name_of(line), difference=difference, explained=explained
            )


def _settle(count: StockCount, lots: dict[int, StockLot], by: UserAccount, overlap_reason: str) -> StockCount:
    """Post every difference as its own movement, sales as a report. The caller holds the locks."""
    held = stock_counts.expected(count)
    all_said = [(line, one) for line in count.lines for one in line.differences]
    sold: list[SoldPieces] = []
    moved: list[Movement] = []
    left = {lot.id: lot.on_hand for lot in lots.values()}
    for line, one in sorted(all_said, key=lambda pair: pair[1].id):
        draws = _draws(count, line, one, lots, left)
        if one.outcome is CountOutcome.SOLD:
            sold.append(SoldPieces(line.placement, draws))
            continue
        kind = movement_of(one.outcome, 1 if one.surplus else -1)
        moved += [
            Movement(
                draw.lot_id,
                kind,
                draw.pieces,
                count.sales_until,
                SourceKind.STOCK_COUNT,
                count.id,
                part=str(one.id),
                reason=one.reason or None,
            )
            for draw in draws
        ]
    post(moved, by_id=by.id)
    if sold:
        count_sales.report(count, sold, lots, by=by, overlap_reason=overlap_reason)
    for line in count.lines:
        line.expected = held[line.id]
    before = CountStatus.AWAITING_CONFIRMATION if count.confirmed_by_id else CountStatus.COUNTED
    stock_counts.close(count, CountStatus.SETTLED, by)
    record(
        "stock_count:settled",
        count,
        by=by,
        before={"count_status": before.value},
        after={"count_status": count.status.value, "quantity": sum(one.pieces for _line, one in all_said)},
    )
    return count


def _draws(
    count: StockCount,
    line: StockCountLine,
    one: StockCountDifference,
    lots: dict[int, StockLot],
    left: dict[int, int],
) -> list[Draw]:
    """From which batches pieces are gone, or to which they came: the counted one, else first expired, first out.

    Raises `NotEnoughOnHand` when they were sold meanwhile.
    """
    if line.lot_id is not None:
        lot = lots[line.lot_id]
        if not one.surplus and left[lot.id] < one.pieces:
            raise NotEnoughOnHand(field="differences", batch=lot.batch, pieces=one.pieces, left=left[lot.id])
        left[lot.id] += one.pieces if one.surplus else -one.pieces
        return [Draw(line.lot_id, one.pieces)]
    there = [lot for lot in lots.values() if lot.placement_id == line.placement_id]
    if one.surplus:
        if not there:
            lot = lot_for(line.placement, count.number, arrived_on=count.sales_until)
            lots[lot.id], left[lot.id] = lot, 0
            there = [lot]
        newest = max(there, key=lambda lot: (lot.arrived_on, lot.id))
        left[newest.id] += one.pieces
        return [Draw(newest.id, one.pieces)]
    day = stock_counts.day_counted(line)
    found: list[Draw] = []
    wanted = one.pieces
    for batch in in_order(as_batches(there)):
        dead = not is_sellable(batch.expires_on, day)
        wrong_kind = dead is not (one.outcome is CountOutcome.EXPIRED)
        if one.outcome in (CountOutcome.EXPIRED, CountOutcome.SOLD) and wrong_kind:
            continue
        if part := min(left[batch.lot_id], wanted):
            found.append(Draw(batch.lot_id, part))
            left[batch.lot_id] -= part
            wanted -= part
    if wanted:
        name = line.placement.product.name
        raise NotEnoughOnHand(field="differences", batch=name, pieces=one.pieces, left=one.pieces - wanted)
    return found
