"""Lists of set-offs, charges and balances brought in, and one of them as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select

from accounts.models import UserAccount
from commissions import adjustments
from commissions.adjustment_models import Adjustment
from commissions.settlement_states import ADJUSTMENT_LABELS, KIND_LABELS, AdjustmentKind, AdjustmentStatus
from commissions.two_sides import is_seen_by
from core.languages import speak
from core.listing import Column, id_in
from outlets.models import Agreement, Outlet
from partnerships.models import Producer

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (Adjustment.id,),
    "happened_on": (Adjustment.happened_on, Adjustment.id),
    "amount": (Adjustment.amount_rupiah, Adjustment.id),
}


def filters() -> dict[str, str]:
    """The filters of the address, as typed."""
    names = ("q", "kind", "status", "producer_id", "outlet_id")
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in names}


PAIR_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "producer": (Producer.name, Outlet.name, Producer.id, Outlet.id),
    "outlet": (Outlet.name, Producer.name, Outlet.id, Producer.id),
}


def pairs(user: UserAccount, text: str = "") -> Select[Any]:
    """The producers and outlets a person sees that both agreed to something, also through a chain."""
    between = or_(Agreement.outlet_id == Outlet.id, Agreement.chain_id == Outlet.chain_id)
    named = (
        Producer.id.label("producer_id"),
        Producer.name.label("producer_name"),
        Outlet.id.label("outlet_id"),
        Outlet.name.label("outlet_name"),
    )
    found = (
        select(*named)
        .select_from(Agreement)
        .join(Outlet, between)
        .join(Producer, Producer.id == Agreement.producer_id)
        .where(
            Agreement.producer_accepted_at.is_not(None),
            Agreement.outlet_accepted_at.is_not(None),
            is_seen_by(Agreement.producer_id, Outlet.id, user),
        )
        .group_by(Producer.id, Outlet.id)
    )
    if text:
        found = found.where(
            Producer.name.icontains(text, autoescape=True) | Outlet.name.icontains(text, autoescape=True)
        )
    return found


def rows(user: UserAccount, wanted: Mapping[str, Any]) -> Select[Any]:
    """What a person may see, narrowed by what is wanted; what cannot be meant narrows nothing."""
    found = (
        adjustments.visible_to(user)
        .with_only_columns(
            Adjustment.id,
            Adjustment.kind,
            Adjustment.status,
            Adjustment.producer_id,
            Adjustment.outlet_id,
            Adjustment.amount_rupiah,
            Adjustment.happened_on,
            Adjustment.period,
            Adjustment.reason,
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        )
        .join(Producer, Producer.id == Adjustment.producer_id)
        .join(Outlet, Outlet.id == Adjustment.outlet_id)
    )
    if wanted.get("kind") in set(AdjustmentKind):
        found = found.where(Adjustment.kind == wanted["kind"])
    if wanted.get("status") in set(AdjustmentStatus):
        found = found.where(Adjustment.status == wanted["status"])
    for column, name in ((Adjustment.producer_id, "producer_id"), (Adjustment.outlet_id, "outlet_id")):
        if (number := id_in(wanted.get(name))) is not None:
            found = found.where(column == number)
    if wanted.get("q"):
        named = (Adjustment.reason, Producer.name, Outlet.name)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    return found


def export_columns() -> list[Column]:
    """What an export holds."""
    return [
        Column(_("Nomor"), lambda row: f"PNY-{row.id}"),
        Column(_("Jenis"), lambda row: speak(KIND_LABELS[row.kind])),
        Column(_("Tanggal kejadian"), lambda row: row.happened_on.isoformat()),
        Column(_("Produsen"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Status"), lambda row: speak(ADJUSTMENT_LABELS[row.status])),
        Column(_("Alasan"), lambda row: row.reason),
        Column(_("Bulan buku"), lambda row: row.period or ""),
        Column("Rupiah", lambda row: row.amount_rupiah, adds_up=True),
    ]


def row_answer(row: Any) -> dict[str, object]:  # noqa: ANN401 - a row of `rows`
    """A row as the API answers it."""
    return {**row._asdict(), "number": f"PNY-{row.id}"}


def described(row: Adjustment) -> dict[str, Any]:
    """One of them as plain values, the same for the page and the API."""
    return {
        "id": row.id,
        "number": row.number,
        "kind": row.kind,
        "status": row.status,
        "producer_id": row.producer_id,
        "outlet_id": row.outlet_id,
        "amount_rupiah": row.amount_rupiah,
        "happened_on": row.happened_on,
        "period": row.period,
        "claim": row.claim,
        "deduction": row.deduction,
        "reason": row.reason,
        "proposed_for": row.made_for,
        "decision_reason": row.decision_reason,
        "cancelled_on": row.cancelled_on,
        "cancel_reason": row.cancel_reason,
        "lines": [
            {
                "placement_id": line.placement_id,
                "batch": line.batch,
                "quantity": line.quantity,
                "consigned_price_rupiah": line.consigned_price_rupiah,
                "share_percent": line.share_percent,
                "amount_rupiah": line.amount_rupiah,
                "product_name": line.placement.product.name,
            }
            for line in row.lines
        ],
    }
