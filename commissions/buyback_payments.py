"""Paying producers for what was bought back, and proving that it was destroyed."""

from datetime import date

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from commissions import buybacks, journal
from commissions.buyback_errors import (
    AlreadyDisposed,
    DayBeforeApproval,
    DayInFuture,
    MoreThanIsDue,
    NotAPartOfIt,
    NotApproved,
)
from commissions.buyback_models import Buyback, BuybackDisposal, BuybackPayment
from commissions.buyback_states import BuybackMeans, BuybackStatus
from commissions.journal import Posting
from commissions.periods import lock_for_posting
from commissions.tax_settings import terms_of_a_day
from commissions.tax_terms import Tax
from commissions.taxes import pph22_hint
from commissions.transfers import buyback_paid_transfers
from core.database import db
from core.dates import month_of, now, today
from core.money import format_rupiah
from partnerships import evidence


def pay(
    buyback_id: int,
    *,
    producer_id: int,
    amount_rupiah: int,
    paid_on: date,
    means: BuybackMeans,
    by: UserAccount,
    reference: str = "",
) -> BuybackPayment:
    """Note that the agency paid a producer, in part or in full, or handed over the slip of the PPh 22 it withheld.

    Raises `UnknownBuyback`, `NotApproved`, `NotAPartOfIt`, `DayInFuture`, `DayBeforeApproval`, `MoreThanIsDue`.
    """
    period = lock_for_posting(month_of(min(paid_on, today())))
    buyback = _approved(buyback_id, by)
    if producer_id not in buybacks.due_by_producer(buyback):
        raise NotAPartOfIt(field="producer_id")
    _check_day(buyback, paid_on, "paid_on")
    still_due = unpaid(buyback)[producer_id]
    if amount_rupiah > still_due:
        raise MoreThanIsDue(field="amount_rupiah", due=format_rupiah(still_due))
    payment = BuybackPayment(
        buyback_id=buyback.id,
        producer_id=producer_id,
        means=means,
        amount_rupiah=amount_rupiah,
        paid_on=paid_on,
        reference=reference,
        paid_by_id=by.id,
        created_at=now(),
    )
    db.session.add(payment)
    db.session.flush()
    book_id = buybacks.books_of(buyback)[producer_id]
    journal.post(
        [
            Posting(
                book_id=book_id,
                leg=leg,
                source=f"buyback_payment:{payment.id}",
                part="1",
                period=period,
                sold_in=month_of(paid_on),
                business_date=paid_on,
            )
            for leg in buyback_paid_transfers(amount_rupiah)
        ],
        by_id=by.id,
    )
    after: dict[str, object] = {
        "producer_id": producer_id,
        "amount_rupiah": amount_rupiah,
        "means": means.value,
        "paid_on": paid_on.isoformat(),
    }
    record("buyback:paid", buyback, by=by, after=after)
    return payment


def dispose(
    buyback_id: int,
    *,
    disposed_on: date,
    method: str,
    witnesses: str,
    by: UserAccount,
    photo: FileStorage | None = None,
) -> BuybackDisposal:
    """Prove that what was bought was destroyed: when, how, before whom, with a photo.

    Raises `UnknownBuyback`, `NotApproved`, `DayInFuture`, `DayBeforeApproval`, `AlreadyDisposed`, and what reading a
    photo raises.
    """
    buyback = _approved(buyback_id, by)
    _check_day(buyback, disposed_on, "disposed_on")
    if disposal_of(buyback.id) is not None:
        raise AlreadyDisposed
    kept = evidence.keep(photo, by=by, field="photo") if photo is not None else None
    disposal = BuybackDisposal(
        buyback_id=buyback.id,
        disposed_on=disposed_on,
        method=method,
        witnesses=witnesses,
        photo_id=kept.id if kept else None,
        recorded_by_id=by.id,
        created_at=now(),
    )
    db.session.add(disposal)
    db.session.flush()
    record("buyback:disposed", buyback, by=by, after={"disposed_on": disposed_on.isoformat()})
    return disposal


def disposal_of(buyback_id: int) -> BuybackDisposal | None:
    """The proof of disposal of a buy-back the caller may see."""
    return db.session.execute(
        select(BuybackDisposal).where(BuybackDisposal.buyback_id == buyback_id)
    ).scalar_one_or_none()


def payments_of(buyback_id: int) -> list[BuybackPayment]:
    """The payments of a buy-back the caller may see, in their order."""
    rows = select(BuybackPayment).where(BuybackPayment.buyback_id == buyback_id).order_by(BuybackPayment.id)
    return list(db.session.execute(rows).scalars())


def unpaid(buyback: Buyback) -> dict[int, int]:
    """What the agency still owes each producer of an approved buy-back, in rupiah."""
    paid: dict[int, int] = dict(
        db.session.execute(
            select(BuybackPayment.producer_id, func.sum(BuybackPayment.amount_rupiah).cast(db.BigInteger))
            .where(BuybackPayment.buyback_id == buyback.id)
            .group_by(BuybackPayment.producer_id)
        ).all()  # type: ignore[arg-type]
    )
    return {one: due - paid.get(one, 0) for one, due in buybacks.due_by_producer(buyback).items()}


def tax_hints(buyback: Buyback) -> dict[int, int]:
    """PPh 22 the agency's treasurer withholds from each producer of a buy-back, in rupiah; a hint that posts nothing.

    1,5 % of a purchase above Rp2.000.000 that was not split (PMK 51/2025); below, nothing; by the terms of the day of
    approval, and of today before it.
    """
    terms = terms_of_a_day(buyback.decided_on or today())[Tax.PPH22]
    return {producer_id: pph22_hint(due, terms) for producer_id, due in buybacks.due_by_producer(buyback).items()}


def _approved(buyback_id: int, by: UserAccount) -> Buyback:
    buyback = buybacks.get(buyback_id, by=by, for_update=True)
    if buyback.status is not BuybackStatus.APPROVED:
        raise NotApproved
    return buyback


def _check_day(buyback: Buyback, day: date, field: str) -> None:
    if day > today():
        raise DayInFuture(field=field)
    if buyback.decided_on is not None and day < buyback.decided_on:
        raise DayBeforeApproval(field=field, day=buyback.decided_on)
