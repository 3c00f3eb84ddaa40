"""Lists of payments, and one payment as plain values, the same for the page and the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, or_, select

from accounts.models import UserAccount
from commissions import payments
from commissions.ledger import Party
from commissions.settlement_models import Payment, PaymentAllocation
from commissions.settlement_states import MEANS_LABELS, PAYMENT_LABELS, PaymentStatus
from commissions.settlement_words import PARTY_LABELS
from core.languages import speak
from core.listing import Column, id_in
from core.money import format_rupiah
from outlets.models import Outlet
from partnerships.models import Producer

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (Payment.id,),
    "paid_on": (Payment.paid_on, Payment.id),
    "amount": (Payment.amount_rupiah, Payment.id),
    "producer": (func.lower(Producer.name), Payment.id),
    "outlet": (func.lower(Outlet.name), Payment.id),
}


def filters() -> dict[str, str]:
    """The filters of the address, as typed."""
    names = ("q", "status", "paid_by", "producer_id", "outlet_id", "statement_id")
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in names}


def rows(user: UserAccount, wanted: Mapping[str, Any]) -> Select[Any]:
    """The payments a person may see, narrowed by what is wanted; what cannot be meant narrows nothing."""
    found = (
        payments.visible_to(user)
        .with_only_columns(
            Payment.id,
            Payment.status,
            Payment.producer_id,
            Payment.outlet_id,
            Payment.paid_by,
            Payment.amount_rupiah,
            Payment.paid_on,
            Payment.means,
            Payment.reference,
            Payment.period,
            Payment.returned_on,
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        )
        .join(Producer, Producer.id == Payment.producer_id)
        .join(Outlet, Outlet.id == Payment.outlet_id)
    )
    if wanted.get("status") in set(PaymentStatus):
        found = found.where(Payment.status == wanted["status"])
    if wanted.get("paid_by") in set(Party):
        found = found.where(Payment.paid_by == wanted["paid_by"])
    for column, name in ((Payment.producer_id, "producer_id"), (Payment.outlet_id, "outlet_id")):
        if (number := id_in(wanted.get(name))) is not None:
            found = found.where(column == number)
    if (number := id_in(wanted.get("statement_id"))) is not None:
        named = select(PaymentAllocation.payment_id).where(PaymentAllocation.statement_id == number)
        found = found.where(Payment.id.in_(named))
    if wanted.get("q"):
        named = (Payment.reference, Producer.name, Outlet.name)
        found = found.where(or_(*[column.icontains(wanted["q"], autoescape=True) for column in named]))
    return found


def export_columns() -> list[Column]:
    """What an export of payments holds; the amounts add up."""
    return [
        Column(_("Nomor"), lambda row: f"BYR-{row.id}"),
        Column(_("Tanggal bayar"), lambda row: row.paid_on.isoformat()),
        Column(_("Produsen"), lambda row: row.producer_name),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Yang membayar"), lambda row: speak(PARTY_LABELS[row.paid_by])),
        Column(_("Cara bayar"), lambda row: speak(MEANS_LABELS[row.means])),
        Column(_("Nomor bukti"), lambda row: row.reference),
        Column(_("Status"), lambda row: speak(PAYMENT_LABELS[row.status])),
        Column(_("Bulan buku"), lambda row: row.period or ""),
        Column("Rupiah", lambda row: row.amount_rupiah, adds_up=True),
    ]


def row_answer(row: Any) -> dict[str, object]:  # noqa: ANN401 - a row of `rows`
    """A row as the API answers it."""
    return {**row._asdict(), "number": f"BYR-{row.id}"}


def warnings_of(payment: Payment) -> list[dict[str, str]]:
    """What whoever confirms should look at: a payment that looks the same, more than is owed."""
    if payment.status is not PaymentStatus.ANNOUNCED:
        return []
    found = []
    if twins := payments.twins_of(payment):
        numbers = ", ".join(twin.number for twin in twins)
        told = _("Mirip dengan %(numbers)s: pembayar, jumlah, dan tanggal atau nomor bukti sama.", numbers=numbers)
        found.append({"code": "looks_like_another", "message": told})
    if over := payments.more_than_owed(payment):
        told = _(
            "Lebih %(over)s dari yang terutang. Kelebihannya dibawa ke bulan berikutnya.", over=format_rupiah(over)
        )
        found.append({"code": "more_than_is_owed", "message": told})
    return found


def described(payment: Payment) -> dict[str, Any]:
    """One payment as plain values."""
    return {
        "id": payment.id,
        "number": payment.number,
        "status": payment.status,
        "producer_id": payment.producer_id,
        "outlet_id": payment.outlet_id,
        "paid_by": payment.paid_by,
        "amount_rupiah": payment.amount_rupiah,
        "paid_on": payment.paid_on,
        "means": payment.means,
        "reference": payment.reference,
        "period": payment.period,
        "returned_on": payment.returned_on,
        "allocations": [
            {"statement_id": part.statement_id, "claim": part.claim, "amount_rupiah": part.amount_rupiah}
            for part in payment.allocations
        ],
        "has_proof": payment.proof_id is not None,
        "announced_for": payment.made_for,
        "decision_reason": payment.decision_reason,
        "return_reason": payment.return_reason,
        "warnings": warnings_of(payment),
    }
