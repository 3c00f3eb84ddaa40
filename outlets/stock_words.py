"""The words for deliveries, stock and held lines, in the reader's language, and what histories call them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import format_date
from sqlalchemy import select

from accounts import audit
from core.database import db
from core.languages import speak
from core.wording import N_
from outlets.consignment_models import Delivery, ReceiptDispute
from outlets.stock import KIND_LABELS, ExpiryPrecision, MovementKind
from outlets.stock_states import (
    DELIVERY_LABELS,
    DISPUTE_LABELS,
    HELD_LABELS,
    HELD_REASON_LABELS,
    STOCK_STATE_LABELS,
    StockState,
)

audit.ACTION_LABELS.update(
    {
        "delivery:sent": N_("Surat titip jual dikirim"),
        "delivery:cancelled": N_("Surat titip jual dibatalkan"),
        "delivery:received": N_("Penerimaan dikonfirmasi gerai"),
        "delivery:received_unanswered": N_("Dianggap diterima: gerai tidak mengonfirmasi"),
        "delivery:disputed": N_("Penerimaan dipersoalkan"),
        "delivery:dispute_corrected": N_("Penerimaan dikoreksi"),
        "delivery:dispute_confirmed": N_("Keberatan ditolak: penerimaan tetap"),
        "held_line:released": N_("Baris dilepas dan dibukukan"),
        "held_line:refused": N_("Baris ditolak"),
    }
)
audit.FIELD_LABELS.update(
    {
        "delivered_on": N_("Tanggal kirim"),
        "delivery_status": N_("Status"),
        "held_status": N_("Status"),
        "good": N_("Baik"),
        "said_good": N_("Baik menurut gerai"),
        "claimed_good": N_("Baik menurut produsen"),
        "short": N_("Kurang"),
        "damaged": N_("Rusak"),
        "held": N_("Baris ditahan"),
    }
)
audit.VALUE_LABELS["delivery_status"] = {str(code): label for code, label in DELIVERY_LABELS.items()}
audit.VALUE_LABELS["held_status"] = {str(code): label for code, label in HELD_LABELS.items()}

DELIVERY_TONES = {"sent": "wait", "received": "good", "disputed": "bad", "cancelled": None}
STATE_TONES = {"near": "wait", "expired": "bad"}
HELD_TONES = {"held": "wait", "released": "good", "refused": "bad"}
timeline = audit.timeline


def delivery_word(status: str) -> str:
    """The word for where a delivery stands."""
    return speak(DELIVERY_LABELS[status])


def delivery_tone(status: str) -> str | None:
    """The tone in which it is shown."""
    return DELIVERY_TONES[str(status)]


def dispute_word(status: str) -> str:
    """The word for what became of a dispute."""
    return speak(DISPUTE_LABELS[status])


def held_word(status: str) -> str:
    """The word for what became of a held line."""
    return speak(HELD_LABELS[status])


def held_reason_word(reason: str) -> str:
    """Why a line is held."""
    return speak(HELD_REASON_LABELS[reason])


def kind_word(kind: MovementKind) -> str:
    """The word for a kind of movement."""
    return speak(KIND_LABELS[kind])


def state_word(state: str) -> str:
    """The word for where the pieces of a batch stand."""
    return speak(STOCK_STATE_LABELS[state])


def state_choices() -> list[tuple[str, str]]:
    """The states stock may be narrowed by."""
    return [(state.value, speak(STOCK_STATE_LABELS[state])) for state in StockState]


def expiry(expires_on: date | None, precision: str = ExpiryPrecision.DAY) -> str:
    """An expiry date as the label tells it."""
    if expires_on is None:
        return "–"
    return str(format_date(expires_on, "MMM y" if precision == ExpiryPrecision.MONTH else "d MMM y"))


def drawn_words(drawn: Iterable[Any]) -> str:
    """From which batches a sale was taken: "5 dari A (kedaluwarsa 3 Des 2026), 2 dari B"."""
    with_date, without = N_("%(pieces)s dari %(batch)s (kedaluwarsa %(day)s)"), N_("%(pieces)s dari %(batch)s")
    return ", ".join(
        speak(with_date, pieces=row.quantity, batch=row.batch, day=expiry(row.expires_on))
        if row.expires_on
        else speak(without, pieces=row.quantity, batch=row.batch)
        for row in drawn
    )


def disputes_of(delivery: Delivery) -> Sequence[ReceiptDispute]:
    """The disputes about a delivery, oldest first."""
    rows = select(ReceiptDispute).where(ReceiptDispute.delivery_id == delivery.id).order_by(ReceiptDispute.id)
    return db.session.execute(rows).scalars().all()
