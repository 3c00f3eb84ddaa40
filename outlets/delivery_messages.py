"""Messages about deliveries. They wait in the outbox; nobody claims they were sent."""

from sqlalchemy import Select, select

from accounts import outbox
from accounts.models import UserAccount
from core.database import db
from core.wording import N_
from outlets.consignment_models import Delivery
from outlets.models import OutletMember
from partnerships.models import ProducerMember

DELIVERY = "delivery"


def tell_outlet(delivery: Delivery) -> None:
    """Tell an outlet what is on its way, and that it counts as received whole after the last day to confirm."""
    for member in _people_at(delivery.outlet_id):
        outbox.put(
            DELIVERY,
            member,
            subject=N_("Barang titipan dikirim ke gerai Anda"),
            body=N_(
                "%(producer)s mengirim barang titipan ke %(outlet)s dengan surat titip jual %(number)s.\n\nPeriksa"
                " barangnya dan konfirmasi di Etalase paling lambat %(day)s. Tanpa konfirmasi, semuanya dianggap"
                " diterima baik sesuai surat."
            ),
            producer=delivery.producer.name,
            outlet=delivery.outlet.name,
            number=delivery.number,
            day=delivery.confirm_by,
        )


def tell_producer(delivery: Delivery) -> None:
    """Tell a producer what the outlet received."""
    receipt = delivery.receipt
    if receipt is None:
        return
    for member in _people_of(delivery.producer_id):
        outbox.put(
            DELIVERY,
            member,
            subject=N_("Barang titipan Anda diterima gerai"),
            body=N_(
                "%(outlet)s menerima surat titip jual %(number)s: %(good)s baik, %(short)s kurang, %(damaged)s rusak."
                " Bila jumlahnya tidak sesuai, ajukan keberatan di Etalase."
            ),
            outlet=delivery.outlet.name,
            number=delivery.number,
            good=sum(line.good for line in receipt.lines),
            short=sum(line.short for line in receipt.lines),
            damaged=sum(line.damaged for line in receipt.lines),
        )


def tell_both(delivery: Delivery) -> None:
    """Tell outlet and producer that a delivery counts as received because nobody confirmed it."""
    tell_producer(delivery)
    for member in _people_at(delivery.outlet_id):
        outbox.put(
            DELIVERY,
            member,
            subject=N_("Barang titipan dianggap diterima"),
            body=N_(
                "Surat titip jual %(number)s dari %(producer)s tidak dikonfirmasi sampai %(day)s, jadi semuanya"
                " dianggap diterima baik."
            ),
            number=delivery.number,
            producer=delivery.producer.name,
            day=delivery.confirm_by,
        )


def _people_at(outlet_id: int) -> list[UserAccount]:
    """Who works at an outlet, in the order of their ids."""
    return _accounts(select(OutletMember.user_id).where(OutletMember.outlet_id == outlet_id))


def _people_of(producer_id: int) -> list[UserAccount]:
    """Who acts for a producer, in the order of their ids."""
    return _accounts(select(ProducerMember.user_id).where(ProducerMember.producer_id == producer_id))


def _accounts(ids: Select[tuple[int]]) -> list[UserAccount]:
    rows = select(UserAccount).where(UserAccount.id.in_(ids), UserAccount.is_active).order_by(UserAccount.id)
    return list(db.session.execute(rows).scalars())
