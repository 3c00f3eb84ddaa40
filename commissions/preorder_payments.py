"""Buyers' money in the book of a campaign: paid on pick-up, by transfer or on an office's invoice, and paid back.

The outlet that hands the pieces over holds the money, or the producer who collected it. No card is handled. Locks are
taken in one order: the month, then the campaign.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.periods import lock_for_posting
from commissions.preorder_book import account_of, legs_of_payment, post_in_book
from commissions.preorder_deliveries import check_day, member_of
from commissions.preorder_errors import (
    MoneyWasMoved,
    NothingToRefund,
    TakenBackBefore,
    UnknownBuyerPayment,
    WhyRefunded,
)
from core.database import db, get_visible
from core.dates import month_of, now
from core.money import format_rupiah
from outlets import campaigns, outlets, preorders
from outlets.campaign_models import Campaign
from outlets.campaign_states import PaymentMeans
from outlets.preorder_models import BuyerPayment, Preorder


def visible_to(user: UserAccount) -> Select[tuple[BuyerPayment]]:
    """The payments a person may see: those of the orders they see."""
    seen = preorders.visible_to(user).with_only_columns(Preorder.id).order_by(None)
    return select(BuyerPayment).where(BuyerPayment.order_id.in_(seen))


def get(payment_id: int, *, by: UserAccount) -> BuyerPayment:
    """One payment. Raises `UnknownBuyerPayment` for one that does not exist or is not this person's to see."""
    row = get_visible(visible_to(by), BuyerPayment, payment_id)
    if row is None:
        raise UnknownBuyerPayment
    return row


def of_order(order_id: int) -> Sequence[BuyerPayment]:
    """The payments and refunds of an order the caller may see, in their order."""
    rows = select(BuyerPayment).where(BuyerPayment.order_id == order_id).order_by(BuyerPayment.id)
    return db.session.execute(rows).scalars().all()


def pay(
    order_id: int,
    *,
    amount_rupiah: int,
    paid_on: date,
    means: PaymentMeans,
    by: UserAccount,
    reference: str = "",
    held_by_id: int | None = None,
    source: str = "",
) -> BuyerPayment:
    """Note that a buyer paid, in part, in full or too much; too much is held for it until it goes back.

    `held_by_id` names the producer that collected it, None the outlet. Raises `UnknownOrder`, `DayOutsideCampaign`,
    `NotInThisPool`.
    """
    order = preorders.get(order_id, by=by)
    check_day(order.campaign, paid_on, "paid_on")
    month = lock_for_posting(month_of(paid_on))
    campaign = _locked(order.campaign_id, by)
    return note(
        order,
        campaign,
        amount_rupiah=amount_rupiah,
        day=paid_on,
        means=means,
        month=month,
        by=by,
        reference=reference,
        held_by_id=held_by_id,
        source=source,
    )


def note(
    order: Preorder,
    campaign: Campaign,
    *,
    amount_rupiah: int,
    day: date,
    means: PaymentMeans,
    month: str,
    by: UserAccount,
    reference: str = "",
    held_by_id: int | None = None,
    source: str = "",
) -> BuyerPayment:
    """Store and post a payment; the caller holds the locks of the month and the campaign. Raises `NotInThisPool`."""
    if held_by_id is not None:
        member_of(campaign, held_by_id)
    row = _add(
        order,
        is_refund=False,
        amount_rupiah=amount_rupiah,
        means=means,
        day=day,
        month=month,
        by=by,
        reference=reference,
        held_by_id=held_by_id,
    )
    _post(campaign, row, month, by)
    _remember("preorder:paid", order, row, by, source)
    return row


def refund(
    order_id: int,
    *,
    amount_rupiah: int,
    paid_on: date,
    reason: str,
    means: PaymentMeans,
    by: UserAccount,
    reference: str = "",
    source: str = "",
) -> BuyerPayment:
    """Note that money went back to a buyer: at most what is held and no piece was given for.

    Raises `UnknownOrder`, `DayOutsideCampaign`, `WhyRefunded`, `NothingToRefund`.
    """
    if not reason:
        raise WhyRefunded(field="reason")
    order = preorders.get(order_id, by=by)
    check_day(order.campaign, paid_on, "paid_on")
    month = lock_for_posting(month_of(paid_on))
    campaign = _locked(order.campaign_id, by)
    most = account_of(order).refundable_rupiah
    if amount_rupiah > most:
        raise NothingToRefund(field="amount_rupiah", most=format_rupiah(most))
    row = _add(
        order,
        is_refund=True,
        amount_rupiah=amount_rupiah,
        means=means,
        day=paid_on,
        month=month,
        by=by,
        reference=reference,
        reason=reason,
    )
    _post(campaign, row, month, by)
    _remember("preorder:refunded", order, row, by, source, reason)
    return row


def take_back(payment_id: int, *, reason: str, by: UserAccount, source: str = "") -> BuyerPayment:
    """Take back a payment or refund that was entered by mistake, by a further row of the opposite amount.

    Raises `UnknownBuyerPayment`, `TakenBackBefore`, `MoneyWasMoved`.
    """
    wrong = get(payment_id, by=by)
    order = preorders.get(wrong.order_id, by=by)
    month = lock_for_posting(max(month_of(wrong.paid_on), wrong.period))
    campaign = _locked(wrong.campaign_id, by)
    again = select(BuyerPayment.id).where(BuyerPayment.corrects_id == wrong.id)
    if wrong.corrects_id is not None or db.session.execute(again).first() is not None:
        raise TakenBackBefore
    most = account_of(order).refundable_rupiah
    if not wrong.is_refund and wrong.amount_rupiah > most:
        raise MoneyWasMoved(most=format_rupiah(most))
    row = _add(
        order,
        is_refund=wrong.is_refund,
        amount_rupiah=-wrong.amount_rupiah,
        means=wrong.means,
        day=wrong.paid_on,
        month=month,
        by=by,
        reference=wrong.reference,
        reason=reason,
        held_by_id=wrong.producer_id,
        corrects_id=wrong.id,
    )
    _post(campaign, row, month, by)
    _remember("preorder:payment_taken_back", order, row, by, source, reason)
    return row


def _add(
    order: Preorder,
    *,
    is_refund: bool,
    amount_rupiah: int,
    means: PaymentMeans,
    day: date,
    month: str,
    by: UserAccount,
    reference: str,
    reason: str = "",
    held_by_id: int | None = None,
    corrects_id: int | None = None,
) -> BuyerPayment:
    row = BuyerPayment(
        order_id=order.id,
        campaign_id=order.campaign_id,
        is_refund=is_refund,
        amount_rupiah=amount_rupiah,
        means=means,
        producer_id=held_by_id,
        paid_on=day,
        period=month,
        reference=reference,
        reason=reason,
        corrects_id=corrects_id,
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _post(campaign: Campaign, row: BuyerPayment, month: str, by: UserAccount) -> None:
    post_in_book(campaign, legs_of_payment(row), source=f"buyer_payment:{row.id}", day=row.paid_on, month=month, by=by)


def _locked(campaign_id: int, by: UserAccount) -> Campaign:
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    outlets.check_region(campaign.outlet, by)
    return campaign


def _remember(
    action: str, order: Preorder, row: BuyerPayment, by: UserAccount, source: str, reason: str | None = None
) -> None:
    after: dict[str, object] = {"amount_rupiah": row.amount_rupiah, "means": row.means.value, "month": row.period}
    record(
        action,
        order,
        by=by,
        after=after,
        reason=reason,
        on_behalf_of="outlet" if by.is_staff else None,
        source=source or None,
    )
