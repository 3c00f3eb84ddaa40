"""What the gallery's phone shows of a campaign: who brings how many today, and an order at the counter."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from commissions.preorder_lines import left_of
from core.database import db
from core.money import format_number
from outlets import campaigns
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember, CampaignShare
from outlets.campaign_states import DeliveryKind
from partnerships.models import Producer


@dataclass(frozen=True, slots=True)
class Expected:
    """A producer on one day: how many it was asked for, what was counted, and in how many deliveries."""

    producer_id: int
    name: str
    phone: str
    asked: int
    accepted: int
    rejected: int
    entries: int

    @property
    def lacks(self) -> int:
        """Pieces still to come that day."""
        return max(self.asked - self.accepted, 0)


def expected_on(campaign: Campaign, day: date) -> list[Expected]:
    """Who was asked for pieces of a day or brought some, those who still lack some first, then by name."""
    asked: Counter[int] = Counter()
    shares = select(CampaignShare.producer_id, func.sum(CampaignShare.pieces)).where(
        CampaignShare.campaign_id == campaign.id, CampaignShare.day == day
    )
    for producer_id, pieces in db.session.execute(shares.group_by(CampaignShare.producer_id)):
        asked[producer_id] = int(pieces)
    brought: dict[int, tuple[int, int, int]] = {}
    line = CampaignDelivery
    sums = select(
        line.producer_id,
        func.sum(line.accepted),
        func.sum(line.rejected),
        func.count().filter(line.kind == DeliveryKind.DELIVERY),
    ).where(line.campaign_id == campaign.id, line.delivered_on == day, line.kind != DeliveryKind.BROUGHT_BACK)
    for producer_id, accepted, rejected, entries in db.session.execute(sums.group_by(line.producer_id)):
        brought[producer_id] = (int(accepted), int(rejected), entries)
    ids = {one for one in asked if asked[one]} | brought.keys()
    rows = select(Producer.id, Producer.name, Producer.phone).where(Producer.id.in_(ids))
    found = [
        Expected(one, name, phone, asked[one], *brought.get(one, (0, 0, 0)))
        for one, name, phone in db.session.execute(rows)
    ]
    return sorted(found, key=lambda one: (one.lacks == 0, one.name.lower(), one.producer_id))


def members_to_choose(campaign: Campaign) -> list[tuple[str, str]]:
    """Everybody who stands or stood in the pool, as choices of a form, by name."""
    rows = (
        select(Producer.id, Producer.name)
        .where(Producer.id.in_(select(CampaignMember.producer_id).where(CampaignMember.campaign_id == campaign.id)))
        .order_by(func.lower(Producer.name), Producer.id)
    )
    return [(str(producer_id), name) for producer_id, name in db.session.execute(rows)]


def deliveries_to_choose(campaign: Campaign) -> list[tuple[str, str]]:
    """The deliveries a brought-back piece may have come from, the newest first, as choices of a form."""
    rows = (
        select(CampaignDelivery, Producer.name)
        .join(Producer, Producer.id == CampaignDelivery.producer_id)
        .where(CampaignDelivery.campaign_id == campaign.id, CampaignDelivery.kind == DeliveryKind.DELIVERY)
        .order_by(CampaignDelivery.id.desc())
        .limit(200)
    )
    return [
        (str(line.id), f"{name} · {line.delivered_on.isoformat()} · {format_number(line.accepted)}")
        for line, name in db.session.execute(rows)
        if left_of(line).accepted
    ]


def counted_on(campaign: Campaign, day: date) -> list[tuple[CampaignDelivery, str]]:
    """The lines counted for a day with the producer's name, the newest first."""
    rows = (
        select(CampaignDelivery, Producer.name)
        .join(Producer, Producer.id == CampaignDelivery.producer_id)
        .where(CampaignDelivery.campaign_id == campaign.id, CampaignDelivery.delivered_on == day)
        .order_by(CampaignDelivery.id.desc())
    )
    return [(line, name) for line, name in db.session.execute(rows)]


def today_of(campaign: Campaign) -> date:
    """The day it is at the gallery."""
    return campaigns.today_at(campaign)
