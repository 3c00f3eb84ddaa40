"""Notices to a buyer who left an e-mail address, in its language. They wait in the outbox; nobody says one was sent."""

from accounts import outbox
from accounts.links import address_of
from core.money import format_number
from core.wording import N_
from outlets.campaign_states import OrderEventKind
from outlets.order_codes import spelled
from outlets.preorder_buyers import buyer_of
from outlets.preorder_models import Preorder, PreorderEvent

KIND = "preorder_buyer"
PROMOTED = "promoted"
"""Accepted after it waited; told in other words than an order accepted at once."""

FOOT = N_(
    "\n\nIkuti, ubah atau batalkan pesanan di %(url)s. Simpan kodenya; tunjukkan saat mengambil.\n\nAnda menerima surel"
    " ini karena mengisi alamat surel saat memesan. Di halaman itu Anda dapat berhenti menerimanya."
)
SUBJECTS: dict[str, str] = {
    OrderEventKind.ACCEPTED: N_("Pesanan Anda diterima"),
    PROMOTED: N_("Pesanan Anda naik dari daftar tunggu"),
    OrderEventKind.WAITING: N_("Pesanan Anda di daftar tunggu"),
    OrderEventKind.PROMISE_MOVED: N_("Hari jadi pesanan Anda berubah"),
    OrderEventKind.QUANTITY_CHANGED: N_("Jumlah pesanan Anda diubah"),
    OrderEventKind.CANCELLED: N_("Pesanan Anda dibatalkan"),
    OrderEventKind.READY: N_("Pesanan Anda siap diambil"),
}
BODIES: dict[str, str] = {
    OrderEventKind.ACCEPTED: N_(
        "Pesanan %(code)s diterima: %(pieces)s potong %(product)s. Seluruhnya dijanjikan jadi pada %(day)s dan diambil"
        " di %(outlet)s."
    ),
    PROMOTED: N_(
        "Ada tempat untuk pesanan %(code)s: %(pieces)s potong %(product)s. Seluruhnya dijanjikan jadi pada %(day)s dan"
        " diambil di %(outlet)s."
    ),
    OrderEventKind.WAITING: N_(
        "Pesanan %(code)s, %(pieces)s potong %(product)s di %(outlet)s, ada di daftar tunggu karena belum ada tempat."
        " Kami mengabari begitu ada; urutannya tampil di halaman pesanan."
    ),
    OrderEventKind.PROMISE_MOVED: N_(
        "Pesanan %(code)s, %(pieces)s potong %(product)s, kini dijanjikan jadi seluruhnya pada %(day)s di %(outlet)s."
    ),
    OrderEventKind.QUANTITY_CHANGED: N_(
        "Pesanan %(code)s kini %(pieces)s potong %(product)s di %(outlet)s. Hari jadinya tampil di halaman pesanan."
    ),
    OrderEventKind.CANCELLED: N_(
        "Pesanan %(code)s, %(pieces)s potong %(product)s di %(outlet)s, dibatalkan. Uang yang sudah dibayar"
        " dikembalikan gerai. Alasan: %(reason)s"
    ),
    OrderEventKind.READY: N_(
        "%(pieces)s potong %(product)s dari pesanan %(code)s sudah dapat diambil di %(outlet)s. Datanglah pada jam"
        " buka: %(hours)s"
    ),
}


def about(order: Preorder) -> str:
    """By what the messages to a buyer are found in the outbox."""
    return f"preorder:{order.id}"


def tell_buyer(order: Preorder, event: PreorderEvent, *, was_waiting: bool = False) -> None:
    """Put what happened to an order into the outbox, where its buyer left an address and is to be told of it."""
    kind = PROMOTED if was_waiting and event.kind is OrderEventKind.ACCEPTED else event.kind.value
    if kind not in BODIES:
        return
    buyer = buyer_of(order)
    if not buyer.email:
        return
    campaign = order.campaign
    told = {
        "code": spelled(order.code),
        "pieces": format_number(event.quantity),
        "product": campaign.product_name,
        "outlet": campaign.outlet.name,
        "day": event.promised_on or "",
        "reason": event.reason or "-",
        "hours": campaign.outlet.opening_hours or "-",
        "url": address_of(f"/po/pesanan/{order.code}"),
    }
    outbox.put_to_address(
        KIND,
        buyer.email,
        buyer.language,
        about=about(order),
        subject=SUBJECTS[kind],
        body=BODIES[kind],
        foot=FOOT,
        **told,
    )
