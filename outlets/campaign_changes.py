"""Changing a campaign after it opened: its days, its price, its lot, and days on which nobody works.

Nobody is let down by a change: days that are promised or given stay inside, orders keep their price, and no day that
has begun gets another one. Everything is decided with the row of the campaign locked.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from outlets import campaign_messages, campaign_sharing, campaigns
from outlets.campaign_errors import DayHasBegun, DayOffOutside, DeliveryBegan, OpenAlready, PromisedOutside
from outlets.campaign_models import Campaign, CampaignClosedDay
from outlets.campaign_room import given_by_day, pool_of
from outlets.campaign_states import TakenBack
from outlets.preorder_models import Preorder, PreorderPromise

DAYS = ("opens_on", "closes_on", "deliver_from", "deliver_until")


def last_bound_day(campaign: Campaign) -> date | None:
    """The last day for which something is promised to a buyer or given to a producer; None where nothing is."""
    return max(_bound_days(campaign), default=None)


def usual_paid_from(campaign: Campaign) -> date:
    """From which delivery on another price is paid where nobody says otherwise: after all that is bound by now."""
    return max(campaigns.today_at(campaign), last_bound_day(campaign) or date.min) + timedelta(days=1)


def change(
    campaign_id: int,
    *,
    reason: str,
    by: UserAccount,
    specification: str | None = None,
    price_rupiah: int | None = None,
    paid_from: date | None = None,
    minimum_lot: int | None = None,
    opens_on: date | None = None,
    closes_on: date | None = None,
    deliver_from: date | None = None,
    deliver_until: date | None = None,
) -> Campaign:
    """Change what is given; None leaves it. More days let the waiting list move up.

    Another price is for orders placed from now on. Producers get it for pieces brought from `paid_from` on, the day
    after everything promised by now is made unless it is named. Raises `UnknownCampaign`, `CampaignCancelled`,
    `OpenAlready`, `DeliveryBegan`, `DayHasBegun`, `PromisedOutside`, `CampaignDaysReversed`, `CampaignTooLong`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    wanted = {
        "specification": specification,
        "price_rupiah": price_rupiah,
        "minimum_lot": minimum_lot,
        "opens_on": opens_on,
        "closes_on": closes_on,
        "deliver_from": deliver_from,
        "deliver_until": deliver_until,
    }
    before = {name: getattr(campaign, name) for name in wanted}
    told = {name: value for name, value in wanted.items() if value is not None and value != before[name]}
    if not told:
        return campaign
    _check_days(campaign, {name: told[name] for name in DAYS if name in told})
    start = _check_price(campaign, paid_from) if "price_rupiah" in told else None
    for name, value in told.items():
        setattr(campaign, name, value)
    if start is not None:
        campaigns.note_price(campaign, start, by=by)
    db.session.flush()
    after = {**told, **({"paid_from": start} if start else {})}
    record(
        "campaign:changed",
        campaign,
        by=by,
        before=_plain({name: before[name] for name in told}),
        after=_plain(after),
        reason=reason,
    )
    if start is not None:
        campaign_messages.tell_price(campaign, start, before["price_rupiah"])
    campaign_sharing.share_anew(campaign, by=by)
    return campaign


def close_days(campaign_id: int, *, days_off: Sequence[date], reason: str, by: UserAccount) -> Campaign:
    """Say on which days nobody works, all of them; work given for a new one goes to other days, with notice.

    Days that have begun stay as they are. Raises `UnknownCampaign`, `CampaignCancelled`, `DayOffOutside`,
    `DayHasBegun`.
    """
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    campaigns.refuse_cancelled(campaign)
    standing = {closed.day for closed in campaign.closed_days}
    today = campaigns.today_at(campaign)
    wanted = set(days_off) | {day for day in standing if day <= today}
    added, removed = wanted - standing, standing - wanted
    for day in sorted(added):
        if not campaign.deliver_from <= day <= campaign.deliver_until:
            raise DayOffOutside(field="days_off", day=day)
        if day <= today:
            raise DayHasBegun(field="days_off", day=day)
    if not added and not removed:
        return campaign
    campaign.closed_days = [closed for closed in campaign.closed_days if closed.day in wanted]
    campaign.closed_days.extend(CampaignClosedDay(day=day) for day in sorted(added))
    db.session.flush()
    record(
        "campaign:days_closed",
        campaign,
        by=by,
        after={
            "added": sorted(day.isoformat() for day in added),
            "removed": sorted(day.isoformat() for day in removed),
        },
        reason=reason,
    )
    members = {member.producer_id: member for member in pool_of(campaign)}
    for (producer_id, day), pieces in sorted(given_by_day(campaign).items()):
        if day in added:
            campaign_sharing.take_back(members[producer_id], day, pieces, TakenBack.DAY_OFF, by=by)
    db.session.flush()
    campaign_sharing.share_anew(campaign, by=by)
    if added:
        campaign_messages.tell_closed_days(campaign, sorted(added))
    return campaign


def _bound_days(campaign: Campaign) -> list[date]:
    """The first and last day that is promised or given; empty where nothing is."""
    promised = (
        select(func.min(PreorderPromise.day), func.max(PreorderPromise.day))
        .join(Preorder, Preorder.id == PreorderPromise.order_id)
        .where(Preorder.campaign_id == campaign.id)
    )
    days = [day for day in db.session.execute(promised).one() if day is not None]
    return sorted([*days, *(day for _producer_id, day in given_by_day(campaign))])


def _check_days(campaign: Campaign, told: dict[str, date]) -> None:
    """Raises as `change` for days that cannot become these."""
    today = campaigns.today_at(campaign)
    if "opens_on" in told and campaign.opens_on <= today:
        raise OpenAlready(field="opens_on")
    if "deliver_from" in told and campaign.deliver_from <= today:
        raise DeliveryBegan(field="deliver_from")
    for name, day in told.items():
        if day < today:
            raise DayHasBegun(field=name, day=day)
    if not told:
        return
    days = {name: told.get(name, getattr(campaign, name)) for name in DAYS}
    campaigns.check_days(**days)
    bound = _bound_days(campaign)
    if bound and "deliver_from" in told and days["deliver_from"] > bound[0]:
        raise PromisedOutside(field="deliver_from", day=bound[0])
    if bound and "deliver_until" in told and days["deliver_until"] < bound[-1]:
        raise PromisedOutside(field="deliver_until", day=bound[-1])


def _check_price(campaign: Campaign, paid_from: date | None) -> date:
    """From which day of delivery on a new price is paid. Raises `DayHasBegun`."""
    if paid_from is not None and paid_from <= campaigns.today_at(campaign):
        raise DayHasBegun(field="paid_from", day=paid_from)
    return paid_from or usual_paid_from(campaign)


def _plain(told: dict[str, object]) -> dict[str, object]:
    """Values as a history keeps them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in told.items()}
