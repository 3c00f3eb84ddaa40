"""The pool of a campaign: who may join, joining with pieces per day and days off, changing them, and leaving."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import days_between, now
from outlets import agreement_terms, campaign_sharing, campaigns, outlets
from outlets.campaign_errors import (
    AlreadyInPool,
    CampaignOver,
    DayOffOutside,
    NoAgreementWithOutlet,
    NotInPool,
    ProducerNotActive,
    SourceOfJoiningNeeded,
)
from outlets.campaign_models import Campaign, CampaignDayOff, CampaignMember
from outlets.campaign_room import given_by_day, settle
from outlets.campaign_states import TakenBack
from partnerships import producers
from partnerships.models import Producer
from partnerships.states import ProducerStatus, Source


def visible_to(user: UserAccount) -> Select[tuple[CampaignMember]]:
    """The members a person may see: those of the campaigns they see; a producer itself alone."""
    seen = campaigns.visible_to(user).with_only_columns(Campaign.id)
    rows = select(CampaignMember).where(CampaignMember.campaign_id.in_(seen))
    if user.role is Role.PRODUCER:
        rows = rows.where(CampaignMember.producer_id.in_(outlets.own_producers(user)))
    return rows


def get(campaign_id: int, producer_id: int, *, by: UserAccount) -> CampaignMember:
    """A producer as it stands in the pool today. Raises `UnknownCampaign`, `NotInPool`."""
    campaigns.get(campaign_id, by=by)
    rows = visible_to(by).where(
        CampaignMember.campaign_id == campaign_id,
        CampaignMember.producer_id == producer_id,
        CampaignMember.left_on.is_(None),
    )
    found = db.session.execute(rows).scalar_one_or_none() if 0 < producer_id < 2**63 else None
    if found is None:
        raise NotInPool
    return found


def may_join(campaign: Campaign, *, by: UserAccount) -> list[Producer]:
    """The producers a person may let join now: active, with an agreement in force with the outlet, not in the pool."""
    day = _first_day(campaign)
    agreed = [
        producer_id
        for producer_id, terms in agreement_terms.terms_of_outlet(campaign.outlet_id).items()
        if any(stretch.holds_on(day) for stretch in terms)
    ]
    inside = select(CampaignMember.producer_id).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.left_on.is_(None)
    )
    rows = _may_speak_for(by).where(
        Producer.id.in_(agreed), Producer.status == ProducerStatus.ACTIVE, Producer.id.not_in(inside)
    )
    return list(db.session.execute(rows.order_by(func.lower(Producer.name), Producer.id)).scalars())


def _may_speak_for(user: UserAccount) -> Select[tuple[Producer]]:
    if user.role is Role.PRODUCER:
        return select(Producer).where(Producer.id.in_(outlets.own_producers(user)))
    return producers.visible_to(user)


def _first_day(campaign: Campaign) -> date:
    """The day an agreement must hold for its producer to join: the first one it can still work on."""
    return min(campaigns.first_free_day(campaign), campaign.deliver_until)


def join(
    campaign_id: int,
    *,
    producer_id: int,
    pieces_per_day: int,
    by: UserAccount,
    days_off: Sequence[date] = (),
    source: Source | None = None,
    asks_source: bool = False,
) -> CampaignMember:
    """Let a producer into the pool; the waiting list moves up into the room it brings.

    The pages ask staff by what way the producer's word arrived (`asks_source`); a program may leave it out. Raises
    `UnknownCampaign`, `CampaignCancelled`, `CampaignOver`, `UnknownProducer`, `ProducerNotActive`,
    `NoAgreementWithOutlet`, `ProcessingRestricted`, `SourceOfJoiningNeeded`, `DayOffOutside`, `AlreadyInPool`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    if campaigns.first_free_day(campaign) > campaign.deliver_until:
        raise CampaignOver
    producer = get_visible(_may_speak_for(by), Producer, producer_id)
    if producer is None:
        producers.get(producer_id, by=by)
        raise NotInPool
    _refuse_ineligible(campaign, producer)
    if asks_source and by.role is not Role.PRODUCER and source is None:
        raise SourceOfJoiningNeeded(field="source")
    off = _checked(campaign, days_off)
    mine = select(CampaignMember.left_on).where(
        CampaignMember.campaign_id == campaign.id, CampaignMember.producer_id == producer.id
    )
    if any(left_on is None for left_on in db.session.execute(mine).scalars()):
        raise AlreadyInPool(field="producer_id")
    last = select(func.coalesce(func.max(CampaignMember.joined), 0)).where(CampaignMember.campaign_id == campaign.id)
    told = source.value if source is not None and by.role is not Role.PRODUCER else None
    member = CampaignMember(
        campaign_id=campaign.id,
        producer_id=producer.id,
        pieces_per_day=pieces_per_day,
        joined=int(db.session.execute(last).scalar_one()) + 1,
        joined_on=campaigns.today_at(campaign),
        joined_at=now(),
        joined_by_id=by.id,
        source=told,
        days_off=[CampaignDayOff(day=day) for day in off],
    )
    db.session.add(member)
    db.session.flush()
    record(
        "campaign_member:joined",
        member,
        by=by,
        after={"producer_id": producer.id, "pieces_per_day": pieces_per_day, "days_off": len(off)},
        on_behalf_of="producer" if told else None,
        source=told,
    )
    settle(campaign, by=by)
    return member


def _refuse_ineligible(campaign: Campaign, producer: Producer) -> None:
    if producer.status is not ProducerStatus.ACTIVE:
        raise ProducerNotActive(field="producer_id")
    producers.refuse_restricted(producer)
    day = _first_day(campaign)
    if agreement_terms.terms_on(producer.id, campaign.outlet_id, day) is None:
        raise NoAgreementWithOutlet(field="producer_id", day=day.isoformat())


def _checked(campaign: Campaign, days_off: Sequence[date]) -> list[date]:
    """The days off in order, without twins. Raises `DayOffOutside`."""
    for day in days_off:
        if not campaign.deliver_from <= day <= campaign.deliver_until:
            raise DayOffOutside(field="days_off", day=day.isoformat())
    return sorted(set(days_off))


def change(
    campaign_id: int, producer_id: int, *, pieces_per_day: int, by: UserAccount, days_off: Sequence[date] = ()
) -> CampaignMember:
    """Offer more or less a day, or other days off; what no longer fits is shared out anew.

    Raises `UnknownCampaign`, `CampaignCancelled`, `NotInPool`, `DayOffOutside`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    member = get(campaign_id, producer_id, by=by)
    off = _checked(campaign, days_off)
    before = {"pieces_per_day": member.pieces_per_day, "days_off": len(member.days_off)}
    member.pieces_per_day = pieces_per_day
    standing = {one.day: one for one in member.days_off}
    for day, one in standing.items():
        if day not in off:
            member.days_off.remove(one)
    member.days_off.extend(CampaignDayOff(day=day) for day in off if day not in standing)
    db.session.flush()
    record(
        "campaign_member:changed",
        member,
        by=by,
        before=before,
        after={"pieces_per_day": pieces_per_day, "days_off": len(off)},
    )
    first = campaigns.first_free_day(campaign)
    for (worker_id, day), pieces in sorted(given_by_day(campaign).items()):
        if worker_id == member.producer_id and day >= first:
            less = pieces - (0 if day in off else pieces_per_day)
            if less > 0:
                campaign_sharing.take_back(member, day, less, TakenBack.LESS_OFFERED, by=by)
    campaign_sharing.share_anew(campaign, by=by)
    return member


def leave(campaign_id: int, producer_id: int, *, by: UserAccount, reason: str = "") -> CampaignMember:
    """Leave the pool today: what was given from today on and is not delivered is shared out anew.

    Raises `UnknownCampaign`, `CampaignCancelled`, `NotInPool`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    member = get(campaign_id, producer_id, by=by)
    last = campaigns.today_at(campaign)
    member.left_on, member.left_reason, member.left_at, member.left_by_id = last, reason, now(), by.id
    db.session.flush()
    days = days_between(last, campaign.deliver_until) if last <= campaign.deliver_until else []
    withdrawn = campaign_sharing.take_back_undelivered(member, days, TakenBack.LEFT, by=by)
    record(
        "campaign_member:left",
        member,
        by=by,
        after={"left_on": last.isoformat(), "withdrawn": withdrawn},
        reason=reason or None,
    )
    campaign_sharing.share_anew(campaign, by=by)
    return member
