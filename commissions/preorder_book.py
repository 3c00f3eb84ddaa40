"""The book of a campaign: what buyers paid, what went back to them, and what they fetched, as transfers.

A payment or pick-up entered by mistake is taken back by a further row below zero; its transfer is the opposite one.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from accounts.models import UserAccount
from commissions.buyer_accounts import BuyerAccount
from commissions.journal import Posting, post
from commissions.ledger import Leg
from commissions.models import LedgerBook
from commissions.transfers import (
    brought_back_transfers,
    buyer_payment_transfers,
    buyer_refund_transfers,
    handed_over_transfers,
)
from core.database import db
from core.dates import month_of
from outlets.campaign_models import Campaign
from outlets.campaign_states import OrderStatus
from outlets.preorder_models import BuyerPayment, Preorder, PreorderPickup


def legs_of_payment(row: BuyerPayment) -> list[Leg]:
    """What a payment, a refund, or the taking back of one means as transfers."""
    goes_back = row.is_refund == (row.amount_rupiah > 0)
    amount = abs(row.amount_rupiah)
    return buyer_refund_transfers(amount) if goes_back else buyer_payment_transfers(amount)


def legs_of_pickup(row: PreorderPickup, price_rupiah: int) -> list[Leg]:
    """What pieces handed over, or below zero come back, mean as transfers."""
    value = abs(row.pieces) * price_rupiah
    return handed_over_transfers(value) if row.pieces > 0 else brought_back_transfers(value)


def book_of(campaign: Campaign) -> int:
    """The book of a campaign, opened where there is none yet."""
    find = select(LedgerBook.id).where(LedgerBook.campaign_id == campaign.id)
    found = db.session.execute(find).scalar_one_or_none()
    if found is None:
        db.session.execute(insert(LedgerBook).values(kind="campaign", campaign_id=campaign.id).on_conflict_do_nothing())
        found = db.session.execute(find).scalar_one()
    return found


def post_in_book(
    campaign: Campaign, legs: Iterable[Leg], *, source: str, day: date, month: str, by: UserAccount
) -> None:
    """Write what happened to a buyer into the campaign's book. The caller holds the month's lock."""
    book = book_of(campaign)
    post(
        [
            Posting(
                book_id=book,
                leg=leg,
                source=source,
                part="1",
                period=month,
                sold_in=month_of(day),
                business_date=day,
            )
            for leg in legs
        ],
        by_id=by.id,
    )


def accounts_of(orders: Iterable[Preorder]) -> dict[int, BuyerAccount]:
    """Each order in numbers, with two queries however many there are."""
    wanted = {order.id: order for order in orders}
    money: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    pieces: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    if wanted:
        paid = select(BuyerPayment.order_id, BuyerPayment.is_refund, func.sum(BuyerPayment.amount_rupiah))
        paid = paid.where(BuyerPayment.order_id.in_(wanted)).group_by(BuyerPayment.order_id, BuyerPayment.is_refund)
        for order_id, is_refund, amount in db.session.execute(paid):
            money[order_id][is_refund] = int(amount)
        came_back = PreorderPickup.delivery_id.is_not(None)
        fetched = select(PreorderPickup.order_id, came_back, func.sum(PreorderPickup.pieces))
        fetched = fetched.where(PreorderPickup.order_id.in_(wanted)).group_by(PreorderPickup.order_id, came_back)
        for order_id, is_back, count in db.session.execute(fetched):
            pieces[order_id][is_back] = int(count)
    return {
        order_id: BuyerAccount(
            price_rupiah=order.price_rupiah,
            ordered=0 if order.status is OrderStatus.CANCELLED else order.quantity,
            paid_rupiah=money[order_id][0],
            refunded_rupiah=money[order_id][1],
            handed_over=pieces[order_id][0],
            brought_back=-pieces[order_id][1],
        )
        for order_id, order in wanted.items()
    }


def account_of(order: Preorder) -> BuyerAccount:
    """One order in numbers."""
    return accounts_of([order])[order.id]
