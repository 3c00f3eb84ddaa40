"""A tailor's work in pooled pre-orders: how many on which day and why, what was counted of it, and what it earned."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from accounts.models import UserAccount
from core.database import db
from outlets import campaign_pool, campaign_sharing, campaigns
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember, CampaignShare
from outlets.campaign_states import CampaignStatus, DeliveryKind
from outlets.piece_prices import PaidFrom, piece_price_on, prices_ahead

DAYS_BACK = 7


@dataclass(frozen=True, slots=True)
class WorkDay:
    """One day of work: how many pieces and why; `accepted` and `rejected` are what was counted that day."""

    day: date
    pieces: int
    why: str
    accepted: int
    rejected: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Work:
    """The work of one producer in one campaign, day by day from a week ago, and what it has earned in it."""

    campaign: Campaign
    member: CampaignMember
    price_rupiah: int
    """What a piece brought today is worth."""
    later_prices: list[PaidFrom]
    days: list[WorkDay]
    accepted: int
    gross_rupiah: int
    commission_rupiah: int

    @property
    def today(self) -> WorkDay | None:
        """What is to be made today."""
        return next((one for one in self.days if one.is_today), None)

    @property
    def earned_rupiah(self) -> int:
        """What the accepted pieces bring after the gallery's commission."""
        return self.gross_rupiah - self.commission_rupiah


def work_of(user: UserAccount) -> list[Work]:
    """The work of the producers a person acts for, in campaigns that are not cancelled, the newest first."""
    rows = (
        campaign_pool.visible_to(user)
        .join(Campaign, Campaign.id == CampaignMember.campaign_id)
        .where(Campaign.status != CampaignStatus.CANCELLED, CampaignMember.left_on.is_(None))
        .order_by(Campaign.id.desc(), CampaignMember.joined)
        .limit(50)
    )
    return [work_in(member) for member in db.session.execute(rows).scalars()]


def work_in(member: CampaignMember) -> Work:
    """The work of one member. The caller checks that it may be seen."""
    here = campaigns.today_at(member.campaign)
    since = here - timedelta(days=DAYS_BACK)
    shares: dict[date, list[CampaignShare]] = defaultdict(list)
    rows = select(CampaignShare).where(
        CampaignShare.campaign_id == member.campaign_id,
        CampaignShare.producer_id == member.producer_id,
        CampaignShare.day >= since,
    )
    for share in db.session.execute(rows.order_by(CampaignShare.day, CampaignShare.id)).scalars():
        shares[share.day].append(share)
    line = CampaignDelivery
    own = (line.campaign_id == member.campaign_id, line.producer_id == member.producer_id)
    accepted: Counter[date] = Counter()
    rejected: Counter[date] = Counter()
    counted = select(line.delivered_on, line.accepted, line.rejected).where(
        *own, line.kind != DeliveryKind.BROUGHT_BACK, line.delivered_on >= since
    )
    for day, good, bad in db.session.execute(counted):
        accepted[day] += good
        rejected[day] += bad
    sums = select(
        func.coalesce(func.sum(line.accepted), 0),
        func.coalesce(func.sum(line.gross_rupiah), 0),
        func.coalesce(func.sum(line.commission_rupiah), 0),
    ).where(*own)
    total, gross, fee = db.session.execute(sums).one()
    days = [
        WorkDay(
            day,
            sum(share.pieces for share in shares[day]),
            campaign_sharing.why(shares[day]),
            accepted[day],
            rejected[day],
            day == here,
        )
        for day in sorted({*shares, *accepted, *rejected})
    ]
    prices = campaigns.prices_of(member.campaign_id)
    return Work(
        member.campaign,
        member,
        piece_price_on(prices, here),
        prices_ahead(prices, here),
        days,
        int(total),
        int(gross),
        int(fee),
    )
