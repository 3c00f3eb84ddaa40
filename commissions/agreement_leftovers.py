"""What is left open between the two sides of an agreement: goods on the shelves and on their way, and balances.

Shown before an agreement is suspended or ended, so that nobody forgets a batch or a debt. It stops nothing: sales until
the last day count, goods go back, and balances are carried until they are settled.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, cast, func, select

from commissions.ledger import Account
from commissions.models import LedgerBook, Transfer
from core.database import db
from outlets.consignment_models import Delivery, DeliveryLine
from outlets.models import Agreement, Outlet, Placement
from outlets.stock_models import StockLot
from outlets.stock_states import DeliveryStatus
from partnerships.models import Product

CLAIMS = (Account.TAKINGS, Account.COMMISSION_DUE)


@dataclass(frozen=True, slots=True)
class LeftGoods:
    """Pieces of one batch at one outlet."""

    outlet: str
    product: str
    batch: str
    expires_on: date | None
    pieces: int
    on_the_way: bool


@dataclass(frozen=True, slots=True)
class LeftBalance:
    """What an outlet and the producer owe each other, in rupiah; a claim below zero has turned round."""

    outlet: str
    takings_rupiah: int
    commission_rupiah: int


@dataclass(frozen=True, slots=True)
class Leftovers:
    """Everything that is open under an agreement the caller may see."""

    goods: list[LeftGoods]
    balances: list[LeftBalance]


def leftovers_of(agreement: Agreement) -> Leftovers:
    """Goods and balances between the producer and the outlet, or every branch of the chain."""
    branches = select(Outlet.id).where(
        Outlet.id == agreement.outlet_id if agreement.outlet_id else Outlet.chain_id == agreement.chain_id
    )
    outlet_ids = list(db.session.execute(branches).scalars())
    return Leftovers(
        goods=[*_on_shelves(agreement.producer_id, outlet_ids), *_on_the_way(agreement.producer_id, outlet_ids)],
        balances=_balances(agreement.producer_id, outlet_ids),
    )


def _on_shelves(producer_id: int, outlet_ids: list[int]) -> list[LeftGoods]:
    rows = (
        select(Outlet.name, Product.name, StockLot.batch, StockLot.expires_on, StockLot.on_hand)
        .join(Outlet, Outlet.id == StockLot.outlet_id)
        .join(Product, Product.id == StockLot.product_id)
        .where(StockLot.producer_id == producer_id, StockLot.outlet_id.in_(outlet_ids), StockLot.on_hand > 0)
        .order_by(Outlet.name, Product.name, StockLot.expires_on.nulls_last(), StockLot.id)
    )
    return [LeftGoods(*row, on_the_way=False) for row in db.session.execute(rows)]


def _on_the_way(producer_id: int, outlet_ids: list[int]) -> list[LeftGoods]:
    rows = (
        select(Outlet.name, Product.name, DeliveryLine.batch, DeliveryLine.expires_on, DeliveryLine.quantity)
        .join(Delivery, Delivery.id == DeliveryLine.delivery_id)
        .join(Outlet, Outlet.id == Delivery.outlet_id)
        .join(Placement, Placement.id == DeliveryLine.placement_id)
        .join(Product, Product.id == Placement.product_id)
        .where(
            Delivery.producer_id == producer_id,
            Delivery.outlet_id.in_(outlet_ids),
            Delivery.status == DeliveryStatus.SENT,
        )
        .order_by(Outlet.name, Product.name, DeliveryLine.id)
    )
    return [LeftGoods(*row, on_the_way=True) for row in db.session.execute(rows)]


def _balances(producer_id: int, outlet_ids: list[int]) -> list[LeftBalance]:
    rows = (
        select(Outlet.name, Transfer.debit, Transfer.credit, cast(func.sum(Transfer.amount_rupiah), BigInteger))
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .where(LedgerBook.producer_id == producer_id, LedgerBook.outlet_id.in_(outlet_ids))
        .group_by(Outlet.id, Transfer.debit, Transfer.credit)
        .order_by(Outlet.name)
    )
    claims: dict[str, dict[str, int]] = {}
    for outlet, debit, credit, amount in db.session.execute(rows):
        of_pair = claims.setdefault(outlet, dict.fromkeys(CLAIMS, 0))
        for account, sign in ((debit, 1), (credit, -1)):
            if account in of_pair:
                of_pair[account] += sign * amount
    return [
        LeftBalance(outlet, of_pair[Account.TAKINGS], -of_pair[Account.COMMISSION_DUE])
        for outlet, of_pair in claims.items()
        if any(of_pair.values())
    ]
