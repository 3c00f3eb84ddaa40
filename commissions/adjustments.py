"""Set-offs, goods made good, agreed costs and balances brought in: one side proposes, the other confirms.

What is confirmed is posted in the month of its day or the oldest open one (docs/ledger.md, rules 7 and 11). A set-off
is at most the smaller of what the two owe each other at that moment.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from commissions import agreed_costs, compensations
from commissions.adjustment_errors import (
    AlreadyBroughtIn,
    AlreadyCancelled,
    CannotBeCancelled,
    NothingToSettle,
    UnknownAdjustment,
)
from commissions.adjustment_models import Adjustment
from commissions.adjustment_posting import legs_of, post_adjustment
from commissions.ledger import Claim, Party, posting_month
from commissions.open_items import claims_of
from commissions.periods import lock_for_posting, oldest_open
from commissions.settlement_errors import DayBeforePayment, DayInFuture
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus
from commissions.transfers import (
    compensation_cancelled_transfers,
    set_off_limit,
    set_off_transfers,
)
from commissions.two_sides import (
    check_may_withdraw,
    decider,
    lock_pair,
    note_decision,
    pair_of,
    refuse_decided,
    rows_visible_to,
    speaker,
)
from core.database import db, get_visible
from core.dates import month_of, now, today
from outlets.agreement_clauses import Deduction

WHO_GAINS = {AdjustmentKind.COMPENSATION: Party.PRODUCER, AdjustmentKind.AGREED_COST: Party.OUTLET}
"""The side staff speak for when they name none: the one that does not bear it, so that the other confirms."""


def visible_to(user: UserAccount) -> Select[tuple[Adjustment]]:
    """What of this a person may see."""
    return rows_visible_to(Adjustment, user)


def get(
    adjustment_id: int, *, by: UserAccount, kinds: Sequence[AdjustmentKind] = (), for_update: bool = False
) -> Adjustment:
    """One of them. Raises `UnknownAdjustment` for one that does not exist, is of another kind, or not theirs to see."""
    rows = visible_to(by)
    if kinds:
        rows = rows.where(Adjustment.kind.in_(kinds))
    found = get_visible(rows, Adjustment, adjustment_id, for_update=for_update)
    if found is None:
        raise UnknownAdjustment
    return found


def propose_set_off(
    *,
    producer_id: int,
    outlet_id: int,
    amount_rupiah: int,
    by: UserAccount,
    reason: str = "",
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Adjustment:
    """Propose to set off what the two owe each other, at most the smaller of the two.

    Raises `UnknownPair`, `MoreThanBothOwe`, `SideRequired`, `NotPermitted`.
    """
    row = _begin(AdjustmentKind.SET_OFF, producer_id, outlet_id, by, on_behalf_of, source)
    row.amount_rupiah, row.happened_on, row.reason = amount_rupiah, today(), reason
    claims = claims_of(row.book_id)
    set_off_transfers(amount_rupiah, claims[Claim.TAKINGS], claims[Claim.COMMISSION])
    return _proposed(row, by)


def propose_charge(
    *,
    producer_id: int,
    outlet_id: int,
    kind: AdjustmentKind,
    reason: str,
    by: UserAccount,
    lines: Sequence[Mapping[str, Any]] = (),
    amount_rupiah: int | None = None,
    deduction: Deduction | None = None,
    happened_on: date | None = None,
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Adjustment:
    """Propose that the outlet makes lost or damaged goods good, or that the producer bears a cost.

    Compensation takes its amount from its lines, an agreed cost from `amount_rupiah`; one that is a deduction of the
    agreement stays within it. Raises as `propose_set_off`, `compensations.lines_of` and `agreed_costs.check`;
    `DayInFuture`, `NothingToSettle`.
    """
    if happened_on is not None and happened_on > today():
        raise DayInFuture(field="happened_on")
    row = _begin(kind, producer_id, outlet_id, by, on_behalf_of, source)
    row.reason, row.happened_on = reason, happened_on or today()
    made = []
    if kind is AdjustmentKind.COMPENSATION:
        if amount_rupiah is not None or not lines:
            raise NothingToSettle(field="lines" if not lines else "amount_rupiah")
        made = compensations.lines_of(producer_id, outlet_id, lines)
        row.amount_rupiah = sum(line.amount_rupiah for line in made)
    else:
        if lines or amount_rupiah is None:
            raise NothingToSettle(field="amount_rupiah" if amount_rupiah is None else "lines")
        row.amount_rupiah, row.deduction = amount_rupiah, deduction
        agreed_costs.check(row)
    _proposed(row, by)
    for line in made:
        line.adjustment_id = row.id
    db.session.add_all(made)
    db.session.flush()
    db.session.refresh(row, ["lines"])
    return row


def propose_balance(
    *,
    producer_id: int,
    outlet_id: int,
    claim: Claim,
    balance_rupiah: int,
    by: UserAccount,
    reason: str = "",
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Adjustment:
    """Propose a balance older than the platform, signed like the claim on a statement; one a claim and pair.

    Raises as `propose_set_off`, `AlreadyBroughtIn`, `NothingToSettle` for a balance of 0.
    """
    if balance_rupiah == 0:
        raise NothingToSettle(field="balance_rupiah")
    row = _begin(AdjustmentKind.BROUGHT_IN, producer_id, outlet_id, by, on_behalf_of, source)
    row.claim, row.amount_rupiah, row.happened_on, row.reason = claim, balance_rupiah, today(), reason
    try:
        with db.session.begin_nested():
            return _proposed(row, by)
    except IntegrityError:
        raise AlreadyBroughtIn(field="claim") from None


def confirm(
    adjustment_id: int,
    *,
    by: UserAccount,
    kinds: Sequence[AdjustmentKind] = (),
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Adjustment:
    """Agree for the other side: it is posted, and counts.

    Raises `UnknownAdjustment`, `AlreadyDecided`, `SecondPersonNeeded`, `OtherSideNeeded`, `NeverBothSides`,
    `SideRequired`; `MoreThanBothOwe` for a set-off that has become too large, `NotEnoughOnHand` and
    `WorthChanged` for goods sold since.
    """
    seen = get(adjustment_id, by=by, kinds=kinds)
    period = lock_for_posting(month_of(seen.happened_on))
    lock_pair(seen.book_id)
    row = get(adjustment_id, by=by, kinds=kinds, for_update=True)
    refuse_decided(row)
    told = decider(row, by, on_behalf_of, source)
    legs = legs_of(row)
    if row.kind is AdjustmentKind.COMPENSATION:
        compensations.refuse_other_worth(row)
    row.status, row.period = AdjustmentStatus.CONFIRMED, period
    note_decision(row, told, by, None)
    db.session.flush()
    if row.kind is AdjustmentKind.COMPENSATION:
        compensations.take_from_stock(row, by=by)
    post_adjustment(row, legs, period=period, day=row.happened_on, by=by)
    _record(row, "confirmed", AdjustmentStatus.PROPOSED, by, source=told.source)
    return row


def decline(
    adjustment_id: int,
    *,
    reason: str,
    by: UserAccount,
    kinds: Sequence[AdjustmentKind] = (),
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Adjustment:
    """Disagree for the other side; nothing is posted. Raises as `confirm`."""
    row = get(adjustment_id, by=by, kinds=kinds, for_update=True)
    refuse_decided(row)
    told = decider(row, by, on_behalf_of, source)
    row.status = AdjustmentStatus.DECLINED
    note_decision(row, told, by, reason)
    db.session.flush()
    _record(row, "declined", AdjustmentStatus.PROPOSED, by, reason=reason, source=told.source)
    return row


def cancel(
    adjustment_id: int, *, by: UserAccount, reason: str, kinds: Sequence[AdjustmentKind] = (), on: date | None = None
) -> Adjustment:
    """Take back what still waits, or undo a compensation because the goods turned up again.

    Raises `UnknownAdjustment`, `OnlyWhoEnteredIt` for what waits, `CannotBeCancelled`, `AlreadyCancelled`,
    `DayInFuture`, `DayBeforePayment`.
    """
    day = on or today()
    seen = get(adjustment_id, by=by, kinds=kinds)
    if seen.status is AdjustmentStatus.PROPOSED:
        row = get(adjustment_id, by=by, kinds=kinds, for_update=True)
        refuse_decided(row)
        told = check_may_withdraw(row, by)
        row.status = AdjustmentStatus.WITHDRAWN
        note_decision(row, told, by, reason)
        db.session.flush()
        _record(row, "withdrawn", AdjustmentStatus.PROPOSED, by, reason=reason)
        return row
    if day > today():
        raise DayInFuture(field="on")
    period = lock_for_posting(posting_month(day, oldest_open(), seen.period))
    row = get(adjustment_id, by=by, kinds=kinds, for_update=True)
    if row.status is AdjustmentStatus.CANCELLED:
        raise AlreadyCancelled
    if row.kind is not AdjustmentKind.COMPENSATION or row.status is not AdjustmentStatus.CONFIRMED:
        raise CannotBeCancelled
    if day < row.happened_on:
        raise DayBeforePayment(field="on", day=row.happened_on)
    row.status, row.cancelled_on, row.cancelled_period = AdjustmentStatus.CANCELLED, day, period
    row.cancelled_by_id, row.cancelled_at, row.cancel_reason = by.id, now(), reason
    db.session.flush()
    compensations.put_back(row, by=by)
    post_adjustment(row, compensation_cancelled_transfers(row.amount_rupiah), period=period, day=day, by=by)
    _record(row, "cancelled", AdjustmentStatus.CONFIRMED, by, reason=reason)
    return row


def most_to_set_off(book_id: int) -> int:
    """The most the two sides of a pair can set off now, in rupiah."""
    claims = claims_of(book_id)
    return set_off_limit(claims[Claim.TAKINGS], claims[Claim.COMMISSION])


def _begin(
    kind: AdjustmentKind,
    producer_id: int,
    outlet_id: int,
    by: UserAccount,
    on_behalf_of: Party | None,
    source: str | None,
) -> Adjustment:
    """A proposal of somebody for a side, not stored yet."""
    default = WHO_GAINS.get(kind, Party.OUTLET)
    told = speaker(by, on_behalf_of, source, default=default)
    producer_id, outlet_id, book_id = pair_of(producer_id, outlet_id, by=by)
    return Adjustment(
        kind=kind,
        status=AdjustmentStatus.PROPOSED,
        book_id=book_id,
        producer_id=producer_id,
        outlet_id=outlet_id,
        made_by_id=by.id,
        made_at=now(),
        made_for=told.side,
        made_source=told.source,
    )


def _proposed(row: Adjustment, by: UserAccount) -> Adjustment:
    db.session.add(row)
    db.session.flush()
    after: dict[str, object] = {
        "adjustment_status": row.status.value,
        "amount_rupiah": row.amount_rupiah,
        "happened_on": row.happened_on.isoformat(),
    }
    record(
        "adjustment:proposed",
        row,
        by=by,
        after=after,
        reason=row.reason or None,
        on_behalf_of=row.made_for.value if row.made_source is not None else None,
        source=row.made_source or None,
    )
    return row


def _record(
    row: Adjustment,
    what: str,
    before: AdjustmentStatus,
    by: UserAccount,
    *,
    reason: str | None = None,
    source: str | None = None,
) -> None:
    record(
        f"adjustment:{what}",
        row,
        by=by,
        before={"adjustment_status": before.value},
        after={"adjustment_status": row.status.value, "amount_rupiah": row.amount_rupiah},
        reason=reason,
        on_behalf_of=row.decided_for.value if source is not None and row.decided_for else None,
        source=source or None,
    )
