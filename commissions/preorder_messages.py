"""Messages about what a gallery counted. They wait in the outbox or open in WhatsApp; nobody claims they were sent."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import force_locale
from sqlalchemy import select

from accounts.audit import record
from accounts.models import AuditEvent, UserAccount
from commissions.ledger import Party
from commissions.preorder_desk import Expected, expected_on
from commissions.preorder_errors import NobodyToTell, QuietNow, ToldAlready
from commissions.settlement_messages import people_of, put_for
from core.database import db
from core.dates import now
from core.languages import speak
from core.money import format_number, format_rupiah
from core.wording import N_
from outlets import campaigns
from outlets.calendar_settings import reporting_settings
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.preorder_models import Preorder
from outlets.reporting_reminders import is_quiet

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


def tell_work(campaign_id: int, *, day: date, by: UserAccount) -> int:
    """Tell every tailor who was asked for pieces of a day how many and why; how many were told.

    Not within the quiet hours of the outlet's zone, and again only after the shares of that day have changed. Raises
    `UnknownCampaign`, `QuietNow`, `NobodyToTell`, `ToldAlready`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    set_ = reporting_settings()
    if is_quiet(now().astimezone(ZoneInfo(campaign.outlet.time_zone)).hour, set_.quiet_from, set_.quiet_until):
        raise QuietNow(until=set_.quiet_until)
    asked = [one for one in expected_on(campaign, day) if one.asked > 0]
    if not asked:
        raise NobodyToTell(field="day")
    shares = [[one.producer_id, one.asked] for one in asked]
    after: dict[str, object] = {"day": day.isoformat(), "shares": shares}
    told = select(AuditEvent.after).where(
        AuditEvent.subject_type == Campaign.__tablename__,
        AuditEvent.subject_id == campaign.id,
        AuditEvent.action == "campaign:work_told",
        AuditEvent.after["day"].astext == day.isoformat(),
    )
    if db.session.execute(told.order_by(AuditEvent.id.desc()).limit(1)).scalar_one_or_none() == after:
        raise ToldAlready(field="day")
    for one in asked:
        put_for(
            people_of(Party.PRODUCER, one.producer_id, campaign.outlet_id),
            PREORDER,
            N_("Pekerjaan Anda untuk pesanan bersama"),
            N_(
                "Pada %(day)s Anda membuat %(pieces)s %(product)s untuk %(outlet)s. Sebabnya dan slip untuk dicetak ada"
                " di Etalase pada Pekerjaan saya. Bila bahan kurang, catat di sana."
            ),
            day=day,
            pieces=format_number(one.asked),
            product=campaign.product_name,
            outlet=campaign.outlet.name,
        )
    record("campaign:work_told", campaign, by=by, after=after)
    return len(asked)


def work_text(campaign: Campaign, one: Expected, day: date) -> str:
    """What a tailor makes on a day, as a text for WhatsApp, in Indonesian."""
    with force_locale("id"):
        return speak(
            N_("Halo, pada %(day)s Anda membuat %(pieces)s %(product)s untuk %(outlet)s. Sebabnya dan slip: %(url)s"),
            day=day,
            pieces=format_number(one.asked),
            product=campaign.product_name,
            outlet=campaign.outlet.name,
            url=url_for("preorder_work.show", _external=True),
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
            url=url_for("order_pages.follow", order_code=order.code, _external=True),
        )
