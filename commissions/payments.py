"""Money between the two sides: one announces it, the other confirms it, and only then it counts.

A payment is posted at its full amount, one transfer for each claim it goes to, in the month of its day or the oldest
open one (docs/ledger.md, rules 7 and 10). More than is owed turns the claim round and is carried; a payment the bank
sends back is posted again the other way round and opens again what it had settled. The server computes every amount.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from commissions import issued_statements, settlement_messages
from commissions.journal import Posting, post
from commissions.ledger import Claim, Leg, Party, posting_month
from commissions.open_items import claims_of
from commissions.periods import lock_for_posting, oldest_open
from commissions.settlement_errors import (
    AlreadyReturned,
    DayBeforePayment,
    DayInFuture,
    MoreAllocatedThanPaid,
    NamedTwice,
    NotConfirmedYet,
    NotOfThisPair,
    UnknownPayment,
)
from commissions.settlement_models import Payment, PaymentAllocation
from commissions.settlement_states import PaymentMeans, PaymentStatus
from commissions.transfers import claim_of_payment, payment_returned_transfers, payment_transfers
from commissions.two_sides import (
    OWN_SIDE,
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
from core.money import format_rupiah
from outlets.agreement_terms import route_between
from partnerships import evidence


def visible_to(user: UserAccount) -> Select[tuple[Payment]]:
    """The payments a person may see."""
    return rows_visible_to(Payment, user)


def get(payment_id: int, *, by: UserAccount, for_update: bool = False) -> Payment:
    """One payment. Raises `UnknownPayment` for one that does not exist or is not this person's to see."""
    payment = get_visible(visible_to(by), Payment, payment_id, for_update=for_update)
    if payment is None:
        raise UnknownPayment
    return payment


def announce(
    *,
    paid_by: Party,
    amount_rupiah: int,
    paid_on: date,
    by: UserAccount,
    producer_id: int | None = None,
    outlet_id: int | None = None,
    reference: str = "",
    means: PaymentMeans = PaymentMeans.TRANSFER,
    allocations: Sequence[Mapping[str, Any]] = (),
    proof: FileStorage | None = None,
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> Payment:
    """Say that money moved; it changes nothing before the other side confirms it.

    Each of `allocations` names `statement_id`, `claim` and `amount_rupiah`; what they leave goes to the claim on which
    the payer owes, the oldest statement first. Staff speak for the payer unless they name the other side. Raises
    `UnknownStatement`, `NotOfThisPair`, `NamedTwice`, `MoreAllocatedThanPaid`, `PairNeeded`, `UnknownPair`,
    `DayInFuture`, `NotPermitted`, and what reading a proof raises.
    """
    told = speaker(by, on_behalf_of, source, default=paid_by)
    if paid_on > today():
        raise DayInFuture(field="paid_on")
    statements = [issued_statements.get(part["statement_id"], by=by) for part in allocations]
    if statements:
        producer_id = producer_id if producer_id is not None else statements[0].producer_id
        outlet_id = outlet_id if outlet_id is not None else statements[0].outlet_id
    producer_id, outlet_id, book_id = pair_of(producer_id, outlet_id, by=by)
    seen: set[tuple[int, Claim]] = set()
    for place, (statement, part) in enumerate(zip(statements, allocations, strict=True)):
        if statement.book_id != book_id:
            raise NotOfThisPair(field=f"allocations.{place}.statement_id")
        if (statement.id, part["claim"]) in seen:
            raise NamedTwice(field=f"allocations.{place}.claim")
        seen.add((statement.id, part["claim"]))
    parts = sum(part["amount_rupiah"] for part in allocations)
    if parts > amount_rupiah:
        raise MoreAllocatedThanPaid(
            field="allocations", parts=format_rupiah(parts), amount=format_rupiah(amount_rupiah)
        )
    kept = evidence.keep(proof, by=by, field="proof") if proof is not None else None
    payment = Payment(
        book_id=book_id,
        producer_id=producer_id,
        outlet_id=outlet_id,
        status=PaymentStatus.ANNOUNCED,
        paid_by=paid_by,
        amount_rupiah=amount_rupiah,
        paid_on=paid_on,
        means=means,
        reference=reference,
        proof_id=kept.id if kept else None,
        made_by_id=by.id,
        made_at=now(),
        made_for=told.side,
        made_source=told.source,
    )
    db.session.add(payment)
    db.session.flush()
    db.session.add_all(
        PaymentAllocation(
            payment_id=payment.id,
            statement_id=statement.id,
            claim=part["claim"],
            amount_rupiah=part["amount_rupiah"],
        )
        for statement, part in zip(statements, allocations, strict=True)
    )
    db.session.flush()
    db.session.refresh(payment, ["allocations"])
    after: dict[str, object] = {
        "payment_status": payment.status.value,
        "paid_by": paid_by.value,
        "amount_rupiah": amount_rupiah,
        "paid_on": paid_on.isoformat(),
        "payment_means": means.value,
    }
    stood_in = told.side.value if told.source is not None else None
    record("payment:announced", payment, by=by, after=after, on_behalf_of=stood_in, source=told.source or None)
    settlement_messages.ask_to_confirm(payment)
    return payment


def confirm(
    payment_id: int, *, by: UserAccount, on_behalf_of: Party | None = None, source: str | None = None
) -> Payment:
    """Say for the other side that the money moved; from now on it counts.

    Raises `UnknownPayment`, `AlreadyDecided`, `SecondPersonNeeded`, `OtherSideNeeded`, `NeverBothSides`,
    `SideRequired`.
    """
    seen = get(payment_id, by=by)
    period = lock_for_posting(month_of(seen.paid_on))
    lock_pair(seen.book_id)
    payment = get(payment_id, by=by, for_update=True)
    refuse_decided(payment)
    told = decider(payment, by, on_behalf_of, source)
    claim = claim_of_rest(payment)
    rest = payment.amount_rupiah - sum(part.amount_rupiah for part in payment.allocations)
    if rest:
        db.session.add(PaymentAllocation(payment_id=payment.id, claim=claim, amount_rupiah=rest))
        db.session.flush()
        db.session.refresh(payment, ["allocations"])
    payment.status, payment.period = PaymentStatus.CONFIRMED, period
    note_decision(payment, told, by, None)
    db.session.flush()
    _post(payment, payment_transfers, period=period, day=payment.paid_on, by=by)
    _record(payment, "confirmed", PaymentStatus.ANNOUNCED, by, on_behalf_of=told.source is not None, source=told.source)
    settlement_messages.tell_decided(payment)
    return payment


def decline(
    payment_id: int, *, reason: str, by: UserAccount, on_behalf_of: Party | None = None, source: str | None = None
) -> Payment:
    """Say for the other side that the money did not move so. Raises as `confirm`."""
    payment = get(payment_id, by=by, for_update=True)
    refuse_decided(payment)
    told = decider(payment, by, on_behalf_of, source)
    payment.status = PaymentStatus.DECLINED
    note_decision(payment, told, by, reason)
    db.session.flush()
    stood_in = told.source is not None
    _record(payment, "declined", PaymentStatus.ANNOUNCED, by, reason=reason, on_behalf_of=stood_in, source=told.source)
    settlement_messages.tell_decided(payment)
    return payment


def withdraw(payment_id: int, *, reason: str, by: UserAccount) -> Payment:
    """Take back what was announced by mistake, before the other side answered.

    Raises `UnknownPayment`, `AlreadyDecided`, `OnlyWhoEnteredIt`.
    """
    payment = get(payment_id, by=by, for_update=True)
    refuse_decided(payment)
    told = check_may_withdraw(payment, by)
    payment.status = PaymentStatus.WITHDRAWN
    note_decision(payment, told, by, reason)
    db.session.flush()
    _record(payment, "withdrawn", PaymentStatus.ANNOUNCED, by, reason=reason)
    return payment


def send_back(payment_id: int, *, by: UserAccount, reason: str, returned_on: date | None = None) -> Payment:
    """Note that the bank returned a confirmed payment: it counts as never made, and what it settled is open again.

    Raises `UnknownPayment`, `NotConfirmedYet`, `AlreadyReturned`, `DayInFuture`, `DayBeforePayment`.
    """
    day = returned_on or today()
    if day > today():
        raise DayInFuture(field="returned_on")
    seen = get(payment_id, by=by)
    period = lock_for_posting(posting_month(day, oldest_open(), seen.period))
    payment = get(payment_id, by=by, for_update=True)
    if payment.status is PaymentStatus.RETURNED:
        raise AlreadyReturned
    if payment.status is not PaymentStatus.CONFIRMED or payment.period is None:
        raise NotConfirmedYet
    if day < payment.paid_on:
        raise DayBeforePayment(field="returned_on", day=payment.paid_on)
    payment.status, payment.returned_on, payment.returned_period = PaymentStatus.RETURNED, day, period
    payment.returned_by_id, payment.returned_at, payment.return_reason = by.id, now(), reason
    db.session.flush()
    _post(payment, payment_returned_transfers, period=period, day=day, by=by)
    _record(payment, "returned", PaymentStatus.CONFIRMED, by, reason=reason)
    settlement_messages.tell_returned(payment)
    return payment


def claim_of_rest(payment: Payment) -> Claim:
    """The claim that what no allocation names goes to: the one the others name, else the one on which the payer owes.

    Read from the account as it stands, at the moment of confirming.
    """
    named = {part.claim for part in payment.allocations}
    if len(named) == 1:
        return named.pop()
    claims = claims_of(payment.book_id)
    route = route_between(payment.producer_id, payment.outlet_id, payment.paid_on)
    return claim_of_payment(payment.paid_by, claims[Claim.TAKINGS], claims[Claim.COMMISSION], route)


def twins_of(payment: Payment) -> list[Payment]:
    """Other payments of the pair that look like this one: same payer and amount, and the same day or reference.

    They are shown to whoever confirms; two payments alike are not forbidden.
    """
    alike = Payment.paid_on == payment.paid_on
    if payment.reference:
        alike = or_(alike, Payment.reference == payment.reference)
    rows = select(Payment).where(
        Payment.book_id == payment.book_id,
        Payment.id != payment.id,
        Payment.paid_by == payment.paid_by,
        Payment.amount_rupiah == payment.amount_rupiah,
        Payment.status.in_((PaymentStatus.ANNOUNCED, PaymentStatus.CONFIRMED)),
        alike,
    )
    return list(db.session.execute(rows.order_by(Payment.id)).scalars())


def more_than_owed(payment: Payment) -> int:
    """By how many rupiah a payment that waits exceeds what its payer owes on its claims; 0 when it does not."""
    claims = claims_of(payment.book_id)
    sign = 1 if payment.paid_by is Party.OUTLET else -1
    owed = {
        Claim.TAKINGS: max(sign * claims[Claim.TAKINGS], 0),
        Claim.COMMISSION: max(-sign * claims[Claim.COMMISSION], 0),
    }
    parts = parts_by_claim(payment)
    return sum(max(amount - owed[claim], 0) for claim, amount in parts.items())


def parts_by_claim(payment: Payment) -> dict[Claim, int]:
    """How much of a payment goes to each claim; of one that waits, as it would be posted now."""
    parts: dict[Claim, int] = defaultdict(int)
    for part in payment.allocations:
        parts[part.claim] += part.amount_rupiah
    if rest := payment.amount_rupiah - sum(parts.values()):
        parts[claim_of_rest(payment)] += rest
    return dict(parts)


def may_answer(payment: Payment, user: UserAccount) -> bool:
    """Whether this person could confirm or decline a payment that waits, once staff say how they know."""
    if payment.status is not PaymentStatus.ANNOUNCED or payment.made_by_id == user.id:
        return False
    own = OWN_SIDE.get(user.role)
    return own is payment.other_side or (own is None and payment.made_source is None)


def _post(payment: Payment, transfers: Any, *, period: str, day: date, by: UserAccount) -> None:  # noqa: ANN401
    """Write what a payment means into the ledger, one transfer for each claim."""
    legs: list[tuple[Claim, Leg]] = [
        (claim, leg)
        for claim, amount in sorted(parts_by_claim(payment).items())
        for leg in transfers(payment.paid_by, claim, amount)
    ]
    post(
        [
            Posting(
                book_id=payment.book_id,
                leg=leg,
                source=f"payment:{payment.id}",
                part=claim.value,
                period=period,
                sold_in=month_of(day),
                business_date=day,
            )
            for claim, leg in legs
        ],
        by_id=by.id,
    )


def _record(
    payment: Payment,
    what: str,
    before: PaymentStatus,
    by: UserAccount,
    *,
    reason: str | None = None,
    on_behalf_of: bool = False,
    source: str | None = None,
) -> None:
    record(
        f"payment:{what}",
        payment,
        by=by,
        before={"payment_status": before.value},
        after={"payment_status": payment.status.value, "amount_rupiah": payment.amount_rupiah},
        reason=reason,
        on_behalf_of=payment.decided_for.value if on_behalf_of and payment.decided_for else None,
        source=source or None,
    )
