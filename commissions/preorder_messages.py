"""Messages about what a gallery counted. They wait in the outbox or open in WhatsApp; nobody claims they were sent."""

from flask import url_for
from flask_babel import force_locale

from commissions.ledger import Party
from commissions.settlement_messages import people_of, put_for
from core.languages import speak
from core.money import format_number, format_rupiah
from core.wording import N_
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.preorder_models import Preorder

PREORDER = "preorder"


def tell_counted(row: CampaignDelivery) -> None:
    """Tell a producer what was accepted and rejected, what it earns, and why pieces were rejected."""
    campaign = row.member.campaign
    body = N_(
        "%(outlet)s menerima %(accepted)s %(product)s dari Anda pada %(day)s senilai %(gross)s, komisi %(commission)s."
    )
    if row.rejected:
        body = N_(
            "%(outlet)s menerima %(accepted)s %(product)s dari Anda pada %(day)s senilai %(gross)s, komisi"
            " %(commission)s. Ditolak %(rejected)s: %(reason)s"
        )
    put_for(
        people_of(Party.PRODUCER, row.producer_id, row.outlet_id),
        PREORDER,
        N_("Hasil pekerjaan Anda sudah dihitung"),
        body,
        outlet=campaign.outlet.name,
        product=campaign.product_name,
        accepted=format_number(row.accepted),
        rejected=format_number(row.rejected),
        day=row.delivered_on,
        gross=format_rupiah(row.gross_rupiah),
        commission=format_rupiah(row.commission_rupiah),
        reason=row.reason,
    )


def ready_text(order: Preorder, pieces: int) -> str:
    """What a buyer is told when pieces lie ready, as a text for WhatsApp, in Indonesian."""
    campaign: Campaign = order.campaign
    with force_locale("id"):
        return speak(
            N_(
                "Halo, %(pieces)s %(product)s pesanan Anda sudah dapat diambil di %(outlet)s. Tunjukkan kode %(code)s."
                " Keadaan pesanan: %(url)s"
            ),
            pieces=format_number(pieces),
            product=campaign.product_name,
            outlet=campaign.outlet.name,
            code=order.code,
            url=url_for("preorders.follow", code=order.code, _external=True),
        )
