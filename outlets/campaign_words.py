"""The words pages use for campaigns and their orders, and what histories call their actions."""

from accounts import audit
from core.languages import speak
from core.wording import N_
from outlets.campaign_models import Campaign
from outlets.campaign_states import CAMPAIGN_LABELS, EVENT_LABELS, ORDER_LABELS, CampaignStatus, OrderStatus
from outlets.campaigns import takes_orders, today_at

NOT_YET = N_("Belum dibuka")
OVER = N_("Masa pesan berakhir")

audit.ACTION_LABELS.update(
    {
        "campaign:opened": N_("Pesanan bersama dibuka"),
        "campaign:closed": N_("Pesanan bersama ditutup untuk pesanan baru"),
        "campaign:reopened": N_("Pesanan bersama dibuka lagi"),
        "campaign:cancelled": N_("Pesanan bersama dibatalkan"),
        "campaign:changed": N_("Pesanan bersama diubah"),
        "campaign:days_closed": N_("Hari libur untuk semua diubah"),
        "campaign:allocated": N_("Pekerjaan dibagi"),
        "campaign_member:joined": N_("Ikut pesanan bersama"),
        "campaign_member:changed": N_("Kemampuan atau hari libur diubah"),
        "campaign_member:left": N_("Berhenti ikut pesanan bersama"),
        **{f"preorder:{kind}": label for kind, label in EVENT_LABELS.items()},
        "preorder:buyer_erased": N_("Data pemesan dihapus"),
        "preorder:notices_stopped": N_("Pemesan berhenti menerima surel"),
    }
)
audit.FIELD_LABELS.update(
    {
        "price_rupiah": N_("Harga satuan"),
        "opens_on": N_("Pesanan dibuka"),
        "closes_on": N_("Pesanan ditutup"),
        "pieces_per_day": N_("Kemampuan sehari (potong)"),
        "days_off": N_("Hari libur"),
        "promised_on": N_("Dijanjikan"),
        "paid_from": N_("Dibayarkan mulai penyerahan"),
        "deliver_from": N_("Hari penyerahan pertama"),
        "deliver_until": N_("Hari penyerahan terakhir"),
        "minimum_lot": N_("Jumlah terkecil sekali kerja"),
        "specification": N_("Spesifikasi"),
        "added": N_("Ditambahkan"),
        "removed": N_("Dihapus"),
        "handed_out": N_("Dibagikan"),
        "withdrawn": N_("Diambil kembali"),
    }
)


def standing(campaign: Campaign) -> str:
    """Where a campaign stands, in words: an open one also by its days of ordering."""
    if campaign.status is CampaignStatus.OPEN and not takes_orders(campaign):
        return speak(NOT_YET if today_at(campaign) < campaign.opens_on else OVER)
    return speak(CAMPAIGN_LABELS[campaign.status])


def status_word(status: CampaignStatus) -> str:
    """The word for the state of a campaign."""
    return speak(CAMPAIGN_LABELS[status])


def order_word(status: OrderStatus) -> str:
    """The word for the state of an order."""
    return speak(ORDER_LABELS[status])


def order_choices() -> list[tuple[str, str]]:
    """The states of orders to narrow by."""
    return [(status.value, speak(ORDER_LABELS[status])) for status in OrderStatus]


def event_word(kind: str) -> str:
    """What happened to an order, in words."""
    return speak(EVENT_LABELS[kind])
