"""Pieces of a pooled pre-order as they come in at the gallery: counted, corrected, and brought back by a buyer.

Counting posts what the producer earns. Locks are taken in one order: the month, then the campaign.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import preorder_messages
from commissions.disputed_lines import refuse_frozen_delivery
from commissions.line_checks import latest_day
from commissions.periods import lock_for_posting
from commissions.preorder_errors import (
    AlreadyWithBuyers,
    CountedMeanwhile,
    DayOutsideCampaign,
    MoreThanWasCounted,
    NothingDelivered,
    NotInThisPool,
    OnlyDeliveriesAreCorrected,
    UnknownDeliveryEntry,
    WhyRejected,
)
from commissions.preorder_lines import add_delivery, left_of, month_about, take_from
from core.database import db, get_visible
from core.dates import month_of
from core.money import format_number
from core.wording import N_, Problem
from outlets import campaign_sharing, campaigns, outlets
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember, CampaignShare
from outlets.campaign_states import DeliveryKind, TakenBack
from outlets.ready_pieces import ready_at, tell_ready

MORE_THAN_ASKED = N_(
    "Diterima %(brought)s sampai hari ini, sedangkan yang dibagikan kepada produsen ini %(asked)s. Yang diterima gerai"
    " tetap dibayar, juga bila tidak ada pemesannya."
)


@dataclass(frozen=True, slots=True)
class Counted:
    """What counting came to: the line, what to look at again, and the pieces handed out anew because they lack."""

    row: CampaignDelivery
    warnings: list[Problem]
    missing: int


def visible_to(user: UserAccount) -> Select[tuple[CampaignDelivery]]:
    """The deliveries a person may see: of the campaigns they see; a producer its own alone."""
    seen = campaigns.visible_to(user).with_only_columns(Campaign.id).order_by(None)
    rows = select(CampaignDelivery).where(CampaignDelivery.campaign_id.in_(seen))
    if user.role is Role.PRODUCER:
        rows = rows.where(CampaignDelivery.producer_id.in_(outlets.own_producers(user)))
    return rows


def get(delivery_id: int, *, by: UserAccount) -> CampaignDelivery:
    """One delivery. Raises `UnknownDeliveryEntry` for one that does not exist or is not this person's to see."""
    row = get_visible(visible_to(by), CampaignDelivery, delivery_id)
    if row is None:
        raise UnknownDeliveryEntry
    return row


def deliver(
    campaign_id: int,
    *,
    producer_id: int,
    delivered_on: date,
    accepted: int,
    by: UserAccount,
    rejected: int = 0,
    reason: str = "",
    rest_follows: bool = False,
    entries_seen: int | None = None,
    source: str = "",
) -> Counted:
    """Count what a producer brought on a day, and post what it earns by its agreement of that day.

    Pieces that lack of what was asked for up to that day are handed out anew, unless `rest_follows`. `entries_seen` is
    how many deliveries of this producer and day whoever counts knew of. Raises `UnknownCampaign`, `NothingDelivered`,
    `WhyRejected`, `CampaignCancelled`, `DayOutsideCampaign`, `NotInThisPool`, `CountedMeanwhile`,
    `NoAgreementThatDay`.
    """
    if accepted + rejected < 1:
        raise NothingDelivered(field="accepted")
    if rejected and not reason:
        raise WhyRejected(field="reason")
    campaign = campaigns.get(campaign_id, by=by)
    check_day(campaign, delivered_on, "delivered_on")
    month = lock_for_posting(month_of(delivered_on))
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    outlets.check_region(campaign.outlet, by)
    campaigns.refuse_cancelled(campaign)
    member = member_of(campaign, producer_id)
    if entries_seen is not None and entries_seen != entries_of(campaign, producer_id, delivered_on):
        raise CountedMeanwhile
    row = add_delivery(
        campaign,
        member,
        day=delivered_on,
        accepted=accepted,
        rejected=rejected,
        reason=reason,
        month=month,
        by=by,
    )
    after = {"producer_id": producer_id, "accepted": accepted, "rejected": rejected, "month": month}
    record(
        "campaign:delivered",
        campaign,
        by=by,
        after=after,
        reason=reason or None,
        on_behalf_of="outlet" if by.is_staff else None,
        source=source or None,
    )
    asked, brought = _asked_and_brought(campaign, producer_id, delivered_on)
    warnings = []
    if brought > asked:
        told = {"brought": format_number(brought), "asked": format_number(asked)}
        warnings.append(Problem("more_than_asked", MORE_THAN_ASKED, told))
    missing = 0
    if not rest_follows and brought < asked:
        missing = campaign_sharing.take_back_undelivered(member, [delivered_on], TakenBack.SHORT, by=by)
    if missing:
        campaign_sharing.share_out_locked(campaign, by=by)
    tell_ready(campaign)
    preorder_messages.tell_counted(row)
    return Counted(row, warnings, missing)


def correct(
    delivery_id: int, *, reason: str, by: UserAccount, accepted: int = 0, rejected: int = 0, source: str = ""
) -> CampaignDelivery:
    """Take pieces off a delivery that was counted wrongly; what was forgotten is counted as a further delivery.

    Raises `UnknownDeliveryEntry`, `NothingDelivered`, `OnlyDeliveriesAreCorrected`, `LineDisputed`,
    `MoreThanWasCounted`, `AlreadyWithBuyers`.
    """
    if accepted + rejected < 1:
        raise NothingDelivered(field="accepted")
    root = get(delivery_id, by=by)
    if root.kind is not DeliveryKind.DELIVERY:
        raise OnlyDeliveriesAreCorrected
    refuse_frozen_delivery(root.id)
    month = month_about(root, root.delivered_on)
    campaign = campaigns.get(root.campaign_id, by=by, for_update=True)
    outlets.check_region(campaign.outlet, by)
    refuse_more_than_left(root, accepted, rejected)
    there = ready_at(campaign.id)
    if accepted > there:
        raise AlreadyWithBuyers(field="accepted", left=format_number(there))
    row = take_from(
        root,
        kind=DeliveryKind.CORRECTION,
        accepted=accepted,
        rejected=rejected,
        day=root.delivered_on,
        reason=reason,
        month=month,
        by=by,
    )
    record(
        "campaign:delivery_corrected",
        campaign,
        by=by,
        after={"producer_id": root.producer_id, "accepted": -accepted, "rejected": -rejected, "month": month},
        reason=reason,
        on_behalf_of="outlet" if by.is_staff else None,
        source=source or None,
    )
    return row


def refuse_more_than_left(root: CampaignDelivery, accepted: int, rejected: int) -> None:
    """Raises `MoreThanWasCounted` when a delivery no longer holds so many pieces. The campaign is locked."""
    left = left_of(root)
    if accepted > left.accepted or rejected > left.rejected:
        told = {"accepted": format_number(left.accepted), "rejected": format_number(left.rejected)}
        raise MoreThanWasCounted(field="accepted" if accepted > left.accepted else "rejected", **told)


def check_day(campaign: Campaign, day: date, field: str) -> None:
    """Raises `DayOutsideCampaign` for a day before the campaign opened or in the future."""
    latest = latest_day(campaign.outlet)
    if not campaign.opens_on <= day <= latest:
        raise DayOutsideCampaign(field=field, first=campaign.opens_on, latest=latest)


def member_of(campaign: Campaign, producer_id: int) -> CampaignMember:
    """The producer's place in the pool, its last one; who left may still bring what it made. Raises `NotInThisPool`."""
    rows = select(CampaignMember).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.producer_id == producer_id
    )
    member = db.session.execute(rows.order_by(CampaignMember.id.desc()).limit(1)).scalar_one_or_none()
    if member is None:
        raise NotInThisPool(field="producer_id")
    return member


def entries_of(campaign: Campaign, producer_id: int, day: date) -> int:
    """How many deliveries of a producer were counted for a day."""
    rows = select(func.count()).where(
        CampaignDelivery.campaign_id == campaign.id,
        CampaignDelivery.producer_id == producer_id,
        CampaignDelivery.delivered_on == day,
        CampaignDelivery.kind == DeliveryKind.DELIVERY,
    )
    return db.session.execute(rows).scalar_one()


def _asked_and_brought(campaign: Campaign, producer_id: int, day: date) -> tuple[int, int]:
    """Pieces a producer was asked to make up to a day, and pieces of it that were accepted in the campaign."""
    asked = select(func.coalesce(func.sum(CampaignShare.pieces), 0)).where(
        CampaignShare.campaign_id == campaign.id, CampaignShare.producer_id == producer_id, CampaignShare.day <= day
    )
    brought = select(func.coalesce(func.sum(CampaignDelivery.accepted), 0)).where(
        CampaignDelivery.campaign_id == campaign.id,
        CampaignDelivery.producer_id == producer_id,
        CampaignDelivery.kind != DeliveryKind.BROUGHT_BACK,
    )
    return int(db.session.execute(asked).scalar_one()), int(db.session.execute(brought).scalar_one())
