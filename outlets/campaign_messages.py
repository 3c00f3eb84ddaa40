"""Messages to the producers of a campaign about what changed in it. They wait in the outbox."""

from collections.abc import Sequence
from datetime import date

from flask_babel import force_locale, format_date
from sqlalchemy import select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.money import format_rupiah
from core.wording import N_
from outlets.campaign_models import Campaign, CampaignMember
from partnerships.models import ProducerMember

PREORDER = "preorder"


def tell_price(campaign: Campaign, paid_from: date, before_rupiah: int) -> None:
    """Tell the pool that its pieces are worth another price from a day of delivery on."""
    for one in _people_in(campaign):
        outbox.put(
            PREORDER,
            one,
            subject=N_("Harga pesanan bersama berubah"),
            body=N_(
                "%(product)s di %(outlet)s yang diterima mulai penyerahan %(day)s dibayar %(price)s per potong, tadinya"
                " %(before)s. Yang diserahkan sebelum itu tetap dibayar dengan harga lama."
            ),
            product=campaign.product_name,
            outlet=campaign.outlet.name,
            day=paid_from,
            price=format_rupiah(campaign.price_rupiah),
            before=format_rupiah(before_rupiah),
        )


def tell_closed_days(campaign: Campaign, days: Sequence[date]) -> None:
    """Tell the pool that nobody works on some days, and that their work is shared out anew."""
    for one in _people_in(campaign):
        with force_locale(one.language):
            named = ", ".join(format_date(day, "d MMMM y") for day in days)
        outbox.put(
            PREORDER,
            one,
            subject=N_("Hari libur pesanan bersama"),
            body=N_(
                "Untuk %(product)s di %(outlet)s tidak ada pekerjaan pada %(days)s. Bagian hari itu dibagi lagi ke hari"
                " lain; lihat Pekerjaan saya di Etalase."
            ),
            product=campaign.product_name,
            outlet=campaign.outlet.name,
            days=named,
        )


def _people_in(campaign: Campaign) -> list[UserAccount]:
    """Who acts for a producer in the pool today."""
    inside = select(CampaignMember.producer_id).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.left_on.is_(None)
    )
    members = select(ProducerMember.user_id).where(ProducerMember.producer_id.in_(inside))
    rows = select(UserAccount).where(
        UserAccount.id.in_(members), UserAccount.is_active, UserAccount.role == Role.PRODUCER
    )
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())
