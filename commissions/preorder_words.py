"""The words pages use of deliveries, pick-ups and buyers' money, and what histories call their actions."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from outlets.campaign_states import MEANS_LABELS, ORDER_LABELS, DeliveryKind

KIND_LABELS: dict[str, str] = {
    DeliveryKind.DELIVERY: N_("Penyerahan"),
    DeliveryKind.CORRECTION: N_("Koreksi"),
    DeliveryKind.BROUGHT_BACK: N_("Dikembalikan pemesan"),
}

audit.ACTION_LABELS.update(
    {
        "campaign:delivered": N_("Barang masuk dihitung"),
        "campaign:delivery_corrected": N_("Hitungan dikoreksi"),
        "campaign:work_told": N_("Pekerjaan dikabarkan"),
        "preorder:paid": N_("Pembayaran pemesan dicatat"),
        "preorder:refunded": N_("Uang pemesan dikembalikan"),
        "preorder:payment_taken_back": N_("Catatan uang dibatalkan"),
        "preorder:handed_over": N_("Pesanan diserahkan"),
        "preorder:pickup_taken_back": N_("Pengambilan dibatalkan"),
        "preorder:brought_back": N_("Barang dikembalikan pemesan"),
        "material_shortage:noted": N_("Kekurangan bahan dicatat"),
        "material_shortage:settled": N_("Kekurangan bahan selesai"),
    }
)
audit.FIELD_LABELS.update(
    {
        "accepted": N_("Diterima"),
        "rejected": N_("Ditolak"),
        "amount_rupiah": N_("Jumlah uang"),
        "means": N_("Cara bayar"),
        "before_others": N_("Mendahului janji lain"),
    }
)
audit.VALUE_LABELS.update({"means": {str(code): label for code, label in MEANS_LABELS.items()}})


def kind_words() -> dict[str, str]:
    """What each kind of line is called."""
    return {str(code): speak(label) for code, label in KIND_LABELS.items()}


def means_words() -> dict[str, str]:
    """What each way of paying is called."""
    return {str(code): speak(label) for code, label in MEANS_LABELS.items()}


def order_word(status: str) -> str:
    """The word for where an order stands."""
    return speak(ORDER_LABELS[status])
