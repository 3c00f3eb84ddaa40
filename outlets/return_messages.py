"""Messages about returns. They wait in the outbox or open in WhatsApp; nobody claims they were sent."""

from flask_babel import force_locale
from sqlalchemy import select

from accounts import outbox
from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.wording import N_
from outlets.return_models import GoodsReturn
from outlets.return_states import REASON_LABELS
from partnerships.models import ProducerMember

GOODS_RETURN = "goods_return"


def tell_producer(goods: GoodsReturn) -> None:
    """Tell everybody who acts for the producer what to fetch, where, why and by when."""
    members = select(ProducerMember.user_id).where(ProducerMember.producer_id == goods.producer_id)
    people = select(UserAccount).where(UserAccount.id.in_(members), UserAccount.is_active).order_by(UserAccount.id)
    for member in db.session.execute(people).scalars():
        with force_locale(member.language):
            reason = speak(REASON_LABELS[goods.reason])
        outbox.put(
            GOODS_RETURN,
            member,
            subject=N_("Barang titipan perlu diambil"),
            body=N_(
                "%(outlet)s menyisihkan %(pieces)s pcs barang Anda (%(number)s). Sebab: %(reason)s.\n\nAmbil paling"
                " lambat %(day)s. Barang yang tidak diambil sesudah itu dapat dimusnahkan dengan catatan."
            ),
            outlet=goods.outlet.name,
            pieces=sum(line.quantity for line in goods.lines),
            number=goods.number,
            reason=reason,
            day=goods.pick_up_by,
        )


def whatsapp_text(goods: GoodsReturn) -> str:
    """The same as a text for WhatsApp, in Indonesian."""
    with force_locale("id"):
        told = N_(
            "Halo %(producer)s, %(pieces)s pcs barang Anda di %(outlet)s perlu diambil paling lambat %(day)s"
            " (%(number)s). Terima kasih."
        )
        return speak(
            told,
            producer=goods.producer.name,
            pieces=sum(line.quantity for line in goods.lines),
            outlet=goods.outlet.name,
            day=goods.pick_up_by,
            number=goods.number,
        )
