"""Messages about settling. They wait in the outbox or open in WhatsApp; nobody claims they were sent."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import force_locale
from sqlalchemy import select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions.dispute_models import StatementDispute
from commissions.ledger import Party
from commissions.settlement_models import Payment
from core.database import db
from core.languages import speak
from core.money import format_rupiah
from core.wording import N_
from outlets.models import OutletMember
from partnerships.models import ProducerMember

PAYMENT = "payment"


def people_of(side: Party, producer_id: int, outlet_id: int) -> list[UserAccount]:
    """Everybody active who speaks for a side: who acts for the producer, or manages the outlet."""
    if side is Party.PRODUCER:
        members = select(ProducerMember.user_id).where(ProducerMember.producer_id == producer_id)
    else:
        members = select(OutletMember.user_id).where(OutletMember.outlet_id == outlet_id)
    role = Role.PRODUCER if side is Party.PRODUCER else Role.OUTLET_MANAGER
    rows = select(UserAccount).where(UserAccount.id.in_(members), UserAccount.is_active, UserAccount.role == role)
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())


def put_for(people: Iterable[UserAccount], kind: str, subject: str, body: str, **params: object) -> None:
    """The same message for several people, each in their own language."""
    for one in people:
        outbox.put(kind, one, subject=subject, body=body, **params)


def ask_to_confirm(payment: Payment) -> None:
    """Ask the other side whether the money moved."""
    put_for(
        people_of(payment.other_side, payment.producer_id, payment.outlet_id),
        PAYMENT,
        N_("Pembayaran menunggu konfirmasi Anda"),
        N_(
            "%(producer)s dan %(outlet)s: pembayaran %(amount)s tanggal %(day)s (%(number)s) dicatat pihak lain."
            "\n\nPeriksa apakah uangnya benar berpindah, lalu konfirmasi atau tolak di Etalase. Sebelum Anda"
            " mengonfirmasi, pembayaran ini tidak dihitung."
        ),
        **_told(payment),
    )


def tell_decided(payment: Payment) -> None:
    """Tell the side that announced a payment what the other one said."""
    said = N_("Pembayaran %(amount)s tanggal %(day)s (%(number)s) antara %(producer)s dan %(outlet)s sudah diterima.")
    if payment.decision_reason is not None:
        said = N_(
            "Pembayaran %(amount)s tanggal %(day)s (%(number)s) antara %(producer)s dan %(outlet)s tidak diakui."
            " Alasan: %(reason)s"
        )
    put_for(
        people_of(payment.made_for, payment.producer_id, payment.outlet_id),
        PAYMENT,
        N_("Jawaban atas pembayaran Anda"),
        said,
        **_told(payment),
    )


def tell_returned(payment: Payment) -> None:
    """Tell both sides that the money came back."""
    for side in Party:
        put_for(
            people_of(side, payment.producer_id, payment.outlet_id),
            PAYMENT,
            N_("Pembayaran kembali"),
            N_(
                "Pembayaran %(amount)s tanggal %(day)s (%(number)s) antara %(producer)s dan %(outlet)s dikembalikan"
                " bank. Tagihan yang tadinya lunas terbuka lagi. Alasan: %(back)s"
            ),
            **_told(payment),
        )


def whatsapp_text(payment: Payment) -> str:
    """The request to confirm as a text for WhatsApp, in Indonesian."""
    with force_locale("id"):
        return speak(
            N_(
                "Halo, pembayaran %(amount)s tanggal %(day)s (%(number)s) antara %(producer)s dan %(outlet)s menunggu"
                " konfirmasi Anda: %(url)s"
            ),
            url=url_for("payments.show", payment_id=payment.id, _external=True),
            **_told(payment),
        )


def _told(payment: Payment) -> dict[str, object]:
    return {
        "producer": payment.producer.name,
        "outlet": payment.outlet.name,
        "amount": format_rupiah(payment.amount_rupiah),
        "day": payment.paid_on,
        "number": payment.number,
        "reason": payment.decision_reason or "",
        "back": payment.return_reason or "",
    }


def tell_dispute_decided(dispute: StatementDispute, reason: str) -> None:
    """Tell both sides how a dispute was decided."""
    statement = dispute.statement
    for side in Party:
        put_for(
            people_of(side, statement.producer_id, statement.outlet_id),
            "dispute",
            N_("Keberatan atas rekap diputuskan"),
            N_("Keberatan atas satu baris rekap %(number)s sudah diputuskan. Alasan: %(reason)s"),
            number=statement.number,
            reason=reason,
        )
