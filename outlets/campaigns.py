"""Campaigns of pooled pre-orders: opening one, who may see it, closing, opening again and cancelling."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import GREATEST_ID, db, get_visible
from core.dates import now, today
from outlets import outlets
from outlets.campaign_errors import (
    CampaignCancelled,
    CampaignDaysReversed,
    CampaignMoveNotPossible,
    CampaignOver,
    CampaignTooLong,
    NotTakingOrders,
    PiecesDeliveredAlready,
    UnknownCampaign,
)
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember, CampaignPrice
from outlets.campaign_states import CAMPAIGN_MOVES, CampaignStatus, OrderEventKind, OrderStatus
from outlets.models import Outlet
from outlets.piece_prices import PaidFrom
from outlets.preorder_models import Preorder, PreorderEvent, PreorderPickup
from outlets.preorder_notices import tell_buyer

LONGEST_DELIVERY_DAYS = 366


def visible_to(user: UserAccount) -> Select[tuple[Campaign]]:
    """The campaigns a person may see: those at outlets they see, and for a producer also those it is in."""
    seen = Campaign.outlet_id.in_(outlets.visible_to(user).with_only_columns(Outlet.id))
    if user.role is not Role.PRODUCER:
        return select(Campaign).where(seen)
    own = select(CampaignMember.campaign_id).where(CampaignMember.producer_id.in_(outlets.own_producers(user)))
    return select(Campaign).where(or_(seen, Campaign.id.in_(own)))


def get(campaign_id: int, *, by: UserAccount, for_update: bool = False) -> Campaign:
    """One campaign; locked, its orders, its pool and its shares stand still. Raises `UnknownCampaign`."""
    campaign = get_visible(visible_to(by), Campaign, campaign_id, for_update=for_update)
    if campaign is None:
        raise UnknownCampaign
    return campaign


def get_public(campaign_id: int, *, for_update: bool = False) -> Campaign:
    """One campaign as anybody may read about it and order from it. Raises `UnknownCampaign`."""
    if not 0 < campaign_id <= GREATEST_ID:
        raise UnknownCampaign
    campaign = get_visible(select(Campaign), Campaign, campaign_id, for_update=for_update)
    if campaign is None:
        raise UnknownCampaign
    return campaign


def today_at(campaign: Campaign) -> date:
    """The day it is where the outlet of a campaign stands."""
    return today(ZoneInfo(campaign.outlet.time_zone))


def first_free_day(campaign: Campaign) -> date:
    """The earliest day work can still be promised for: the first of delivery, and never before tomorrow."""
    return max(campaign.deliver_from, today_at(campaign) + timedelta(days=1))


def takes_orders(campaign: Campaign) -> bool:
    """Whether the campaign is open and today is one of its days of ordering."""
    here = today_at(campaign)
    return campaign.status is CampaignStatus.OPEN and campaign.opens_on <= here <= campaign.closes_on


def refuse_cancelled(campaign: Campaign) -> None:
    """Raises `CampaignCancelled`."""
    if campaign.status is CampaignStatus.CANCELLED:
        raise CampaignCancelled


def refuse_without_orders(campaign: Campaign) -> None:
    """Raises `CampaignCancelled`, `NotTakingOrders` for a campaign that takes no orders today."""
    refuse_cancelled(campaign)
    if not takes_orders(campaign):
        raise NotTakingOrders(opens=campaign.opens_on.isoformat(), closes=campaign.closes_on.isoformat())


def open_campaign(
    *,
    product_name: str,
    outlet_id: int,
    price_rupiah: int,
    opens_on: date,
    closes_on: date,
    deliver_from: date,
    deliver_until: date,
    by: UserAccount,
    specification: str = "",
    minimum_lot: int = 1,
) -> Campaign:
    """Open a campaign at an outlet; commission and route come from each producer's agreement on the day of acceptance.

    Raises `UnknownOutlet`, `OutletClosed`, `OutsideYourRegions`, `CampaignDaysReversed`, `CampaignTooLong`,
    `CampaignOver`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    outlets.refuse_closed(outlet)
    outlets.check_region(outlet, by)
    check_days(opens_on, closes_on, deliver_from, deliver_until)
    if deliver_until <= today(ZoneInfo(outlet.time_zone)):
        raise CampaignOver(field="deliver_until")
    campaign = Campaign(
        product_name=product_name,
        specification=specification,
        outlet_id=outlet.id,
        price_rupiah=price_rupiah,
        minimum_lot=minimum_lot,
        opens_on=opens_on,
        closes_on=closes_on,
        deliver_from=deliver_from,
        deliver_until=deliver_until,
        status=CampaignStatus.OPEN,
        opened_by_id=by.id,
        opened_at=now(),
    )
    db.session.add(campaign)
    db.session.flush()
    note_price(campaign, opens_on, by=by)
    db.session.flush()
    record(
        "campaign:opened",
        campaign,
        by=by,
        after={"price_rupiah": price_rupiah, "opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()},
    )
    return campaign


def check_days(opens_on: date, closes_on: date, deliver_from: date, deliver_until: date) -> None:
    """Raises `CampaignDaysReversed`, `CampaignTooLong` for days no campaign has."""
    if closes_on < opens_on:
        raise CampaignDaysReversed(field="closes_on")
    if deliver_until < max(deliver_from, opens_on):
        raise CampaignDaysReversed(field="deliver_until")
    if (deliver_until - deliver_from).days >= LONGEST_DELIVERY_DAYS:
        raise CampaignTooLong(field="deliver_until", most=LONGEST_DELIVERY_DAYS)


def note_price(campaign: Campaign, paid_from: date, *, by: UserAccount) -> None:
    """Write down from which day of delivery on the campaign's price is what a producer gets."""
    price = CampaignPrice(
        campaign_id=campaign.id,
        paid_from=paid_from,
        price_rupiah=campaign.price_rupiah,
        set_at=now(),
        set_by_id=by.id,
    )
    db.session.add(price)


def prices_of(campaign_id: int) -> list[PaidFrom]:
    """What a piece is worth by day of delivery, in the order it was said."""
    rows = select(CampaignPrice.paid_from, CampaignPrice.price_rupiah).where(CampaignPrice.campaign_id == campaign_id)
    return [PaidFrom(*row) for row in db.session.execute(rows.order_by(CampaignPrice.id))]


def close(campaign_id: int, *, reason: str, by: UserAccount) -> Campaign:
    """Take no further orders; work, deliveries and the waiting list go on. Raises `CampaignMoveNotPossible`."""
    return _move(get(campaign_id, by=by, for_update=True), CampaignStatus.CLOSED, reason=reason, by=by)


def reopen(campaign_id: int, *, reason: str, by: UserAccount) -> Campaign:
    """Take orders again, within the days of ordering. Raises `CampaignMoveNotPossible`."""
    return _move(get(campaign_id, by=by, for_update=True), CampaignStatus.OPEN, reason=reason, by=by)


def cancel(campaign_id: int, *, reason: str, by: UserAccount) -> Campaign:
    """Call a campaign off with all its orders, as long as nothing was delivered or fetched.

    Raises `CampaignMoveNotPossible`, `PiecesDeliveredAlready`.
    """
    campaign = get(campaign_id, by=by, for_update=True)
    for table in (CampaignDelivery, PreorderPickup):
        if db.session.execute(select(table.id).where(table.campaign_id == campaign.id).limit(1)).first() is not None:
            raise PiecesDeliveredAlready
    _move(campaign, CampaignStatus.CANCELLED, reason=reason, by=by)
    wanted = select(Preorder).where(
        Preorder.campaign_id == campaign.id, Preorder.status.in_((OrderStatus.ACCEPTED, OrderStatus.WAITING))
    )
    for order in db.session.execute(wanted.order_by(Preorder.id)).scalars():
        end_order(order, reason=reason, by=by)
    db.session.flush()
    return campaign


def end_order(order: Preorder, *, reason: str, by: UserAccount | None) -> None:
    """Mark an order as cancelled and give its room back; whoever calls has judged that it may be."""
    order.status, order.cancelled_reason, order.promised_on = OrderStatus.CANCELLED, reason, None
    order.promises.clear()
    event = PreorderEvent(
        order_id=order.id,
        kind=OrderEventKind.CANCELLED,
        quantity=order.quantity,
        promised_on=None,
        reason=reason,
        at=now(),
        by_id=by.id if by else None,
    )
    db.session.add(event)
    tell_buyer(order, event)
    record("preorder:cancelled", order, by=by, reason=reason)


def _move(campaign: Campaign, status: CampaignStatus, *, reason: str, by: UserAccount) -> Campaign:
    if status not in CAMPAIGN_MOVES[campaign.status]:
        raise CampaignMoveNotPossible
    before = campaign.status
    campaign.status = status
    campaign.ended_reason = None if status is CampaignStatus.OPEN else reason
    db.session.flush()
    record(
        f"campaign:{'reopened' if status is CampaignStatus.OPEN else status.value}",
        campaign,
        by=by,
        before={"status": before.value},
        after={"status": status.value},
        reason=reason,
    )
    return campaign
