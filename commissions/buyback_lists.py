"""Lists of buy-backs, what lies at an outlet that could be bought back, and one buy-back as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import joinedload

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import buyback_payments, buybacks
from commissions.buyback_models import Buyback, BuybackBudget, BuybackLine
from commissions.buyback_states import BUYBACK_LABELS, BuybackStatus
from core.database import db
from core.dates import today
from core.languages import speak
from core.listing import Column, whole_number_argument
from outlets.batch_values import on_shelf
from outlets.models import Outlet, Placement
from outlets.placements import status_shown
from outlets.states import PlacementStatus
from outlets.stock_models import StockLot
from partnerships.models import Producer, ProducerMember, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (Buyback.id,),
    "outlet": (func.lower(Outlet.name), Buyback.id),
}


def filters() -> dict[str, str]:
    """The filters of the address."""
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:40] for name in ("status", "outlet_id")}


def rows(user: UserAccount) -> Select[Any]:
    """The buy-backs a person may see, as the address narrows them; a producer's sum is of its own goods."""
    amount = select(func.coalesce(func.sum(BuybackLine.amount_rupiah), 0)).where(BuybackLine.buyback_id == Buyback.id)
    pieces = select(func.coalesce(func.sum(BuybackLine.quantity), 0)).where(BuybackLine.buyback_id == Buyback.id)
    if user.role is Role.PRODUCER:
        own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
        amount, pieces = (one.where(BuybackLine.producer_id.in_(own)) for one in (amount, pieces))
    found = (
        select(
            Buyback.id,
            Buyback.status,
            Buyback.outlet_id,
            Buyback.budget_id,
            Outlet.name.label("outlet_name"),
            BuybackBudget.year,
            Buyback.proposed_at,
            Buyback.decided_on,
            amount.scalar_subquery().cast(db.BigInteger).label("amount_rupiah"),
            pieces.scalar_subquery().cast(db.BigInteger).label("pieces"),
        )
        .join(Outlet, Outlet.id == Buyback.outlet_id)
        .join(BuybackBudget, BuybackBudget.id == Buyback.budget_id)
        .where(Buyback.id.in_(buybacks.visible_to(user).with_only_columns(Buyback.id)))
    )
    wanted = filters()
    if wanted["status"] in set(BuybackStatus):
        found = found.where(Buyback.status == wanted["status"])
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(Buyback.outlet_id == outlet_id)
    return found


def export_columns() -> list[Column]:
    """What an export of buy-backs holds."""
    return [
        Column(_("Nomor"), lambda row: f"BA-{row.id}/{row.year}"),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Status"), lambda row: speak(BUYBACK_LABELS[row.status])),
        Column(_("Diputuskan"), lambda row: row.decided_on.isoformat() if row.decided_on else ""),
        Column(_("Jumlah (pcs)"), lambda row: row.pieces, adds_up=True),
        Column("Rupiah", lambda row: row.amount_rupiah, adds_up=True),
    ]


def could_be_bought(outlet: Outlet) -> list[dict[str, Any]]:
    """What lies at an outlet the caller may see under placements that hold; what expired or expires soonest first."""
    found = db.session.execute(
        select(StockLot, Product.name, Producer.name)
        .join(Placement, Placement.id == StockLot.placement_id)
        .join(Product, Product.id == StockLot.product_id)
        .join(Producer, Producer.id == StockLot.producer_id)
        .where(StockLot.outlet_id == outlet.id, StockLot.on_hand > 0, status_shown() != PlacementStatus.ENDED.value)
        .options(joinedload(StockLot.placement))
        .order_by(StockLot.expires_on.nulls_last(), StockLot.arrived_on, StockLot.id)
    ).all()
    day, worth = today(), on_shelf([lot for lot, _product, _producer in found])
    return [
        {
            "id": lot.id,
            "placement_id": lot.placement_id,
            "batch": lot.batch,
            "expires_on": lot.expires_on,
            "on_hand": lot.on_hand,
            "product_name": product,
            "producer_name": producer,
            "worth": worth[lot.id],
            "is_expired": lot.expires_on is not None and lot.expires_on < day,
        }
        for lot, product, producer in found
    ]


def to_be_returned(outlet: Outlet) -> Sequence[Row[Any]]:
    """Whose goods lie at an outlet although their placement is over, and how many pieces: they are returned instead."""
    pieces = func.sum(StockLot.on_hand).cast(db.BigInteger)
    return db.session.execute(
        select(Producer.id, Producer.name, pieces.label("pieces"))
        .join(StockLot, StockLot.producer_id == Producer.id)
        .join(Placement, Placement.id == StockLot.placement_id)
        .where(StockLot.outlet_id == outlet.id, StockLot.on_hand > 0, status_shown() == PlacementStatus.ENDED.value)
        .group_by(Producer.id, Producer.name)
        .order_by(func.lower(Producer.name), Producer.id)
    ).all()


def described(buyback: Buyback, user: UserAccount) -> dict[str, Any]:
    """One buy-back as a person may see it, the same for the page, the API and the paper."""
    lines = buybacks.lines_seen_by(buyback, user)
    seen = {line.producer_id for line in lines}
    is_approved = buyback.status is BuybackStatus.APPROVED
    due = buyback_payments.unpaid(buyback) if is_approved else {}
    hints = buyback_payments.tax_hints(buyback)
    disposal = buyback_payments.disposal_of(buyback.id)
    return {
        "id": buyback.id,
        "number": buyback.number,
        "status": buyback.status,
        "outlet_id": buyback.outlet_id,
        "budget_id": buyback.budget_id,
        "reason": buyback.reason,
        "decision_reason": buyback.decision_reason,
        "decided_on": buyback.decided_on,
        "amount_rupiah": sum(line.amount_rupiah for line in lines),
        "lines": [
            {
                "id": line.id,
                "placement_id": line.placement_id,
                "producer_id": line.producer_id,
                "product_id": line.placement.product_id,
                "batch": line.lot.batch,
                "expires_on": line.lot.expires_on,
                "ground": line.ground,
                "quantity": line.quantity,
                "consigned_price_rupiah": line.consigned_price_rupiah,
                "share_percent": line.share_percent,
                "amount_rupiah": line.amount_rupiah,
                "product_name": line.placement.product.name,
                "producer_name": line.producer.name,
            }
            for line in lines
        ],
        "producers": [
            {
                "producer_id": producer_id,
                "producer_name": next(line.producer.name for line in lines if line.producer_id == producer_id),
                "amount_rupiah": amount,
                "unpaid_rupiah": due.get(producer_id, 0),
                "pph22_hint_rupiah": hints[producer_id],
            }
            for producer_id, amount in sorted(buybacks.due_by_producer(buyback).items())
            if producer_id in seen
        ],
        "payments": [
            {
                "id": payment.id,
                "producer_id": payment.producer_id,
                "producer_name": payment.producer.name,
                "amount_rupiah": payment.amount_rupiah,
                "paid_on": payment.paid_on,
                "means": payment.means,
                "reference": payment.reference,
            }
            for payment in buyback_payments.payments_of(buyback.id)
            if payment.producer_id in seen
        ],
        "disposal": {
            "disposed_on": disposal.disposed_on,
            "method": disposal.method,
            "witnesses": disposal.witnesses,
            "has_photo": disposal.photo_id is not None,
        }
        if disposal
        else None,
    }
