"""Pieces that lie at the outlet of a campaign: how many, for which orders, and the buyers told that theirs are ready.

Whoever changes something here holds the lock on the campaign.
"""

from sqlalchemy import func, select

from core.database import db
from core.dates import now
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.campaign_states import OrderEventKind, OrderStatus
from outlets.preorder_models import Preorder, PreorderEvent, PreorderPickup
from outlets.preorder_notices import tell_buyer
from outlets.setting_aside import Waits, is_news, set_aside


def ready_at(campaign_id: int) -> int:
    """Pieces that lie at the outlet and nobody has fetched: accepted, corrections off, less handed over.

    A piece a buyer brought back left both sums: it went to its producer, not onto the shelf.
    """
    accepted = select(func.coalesce(func.sum(CampaignDelivery.accepted), 0)).where(
        CampaignDelivery.campaign_id == campaign_id
    )
    fetched = select(func.coalesce(func.sum(PreorderPickup.pieces), 0)).where(PreorderPickup.campaign_id == campaign_id)
    return int(db.session.execute(accepted).scalar_one()) - int(db.session.execute(fetched).scalar_one())


def waiting_at(campaign_id: int) -> list[Waits]:
    """The accepted orders of a campaign that wait for pieces, as the rule of setting aside knows them.

    What a buyer brought back it does not want again, so it counts as fetched.
    """
    fetched = (
        select(PreorderPickup.order_id, func.sum(PreorderPickup.pieces).label("pieces"))
        .where(PreorderPickup.campaign_id == campaign_id, PreorderPickup.delivery_id.is_(None))
        .group_by(PreorderPickup.order_id)
        .subquery()
    )
    latest = (
        select(PreorderEvent.order_id, func.max(PreorderEvent.id).label("event_id"))
        .join(Preorder, Preorder.id == PreorderEvent.order_id)
        .where(
            Preorder.campaign_id == campaign_id,
            PreorderEvent.kind.in_((OrderEventKind.READY, OrderEventKind.HANDED_OVER)),
        )
        .group_by(PreorderEvent.order_id)
        .subquery()
    )
    rows = (
        select(
            Preorder.id,
            Preorder.promised_on,
            Preorder.quantity - func.coalesce(fetched.c.pieces, 0),
            Preorder.takes_parts,
            PreorderEvent.kind,
            PreorderEvent.quantity,
        )
        .outerjoin(fetched, fetched.c.order_id == Preorder.id)
        .outerjoin(latest, latest.c.order_id == Preorder.id)
        .outerjoin(PreorderEvent, PreorderEvent.id == latest.c.event_id)
        .where(Preorder.campaign_id == campaign_id, Preorder.status == OrderStatus.ACCEPTED)
    )
    return [
        Waits(order_id, promised_on, int(left), takes_parts, told if kind is OrderEventKind.READY else 0)
        for order_id, promised_on, left, takes_parts, kind, told in db.session.execute(rows)
        if promised_on is not None and left > 0
    ]


def aside_at(campaign_id: int) -> dict[int, int]:
    """How many of the pieces that lie there are set aside for each order."""
    ready = ready_at(campaign_id)
    return set_aside(ready, waiting_at(campaign_id)) if ready > 0 else {}


def tell_ready(campaign: Campaign) -> None:
    """Write into the history of each order that pieces for it lie ready now, and tell its buyer."""
    ready = ready_at(campaign.id)
    if ready < 1:
        return
    waiting = waiting_at(campaign.id)
    aside = set_aside(ready, waiting)
    news = {one.order_id: aside[one.order_id] for one in waiting if is_news(one, aside.get(one.order_id, 0))}
    if not news:
        return
    orders = select(Preorder).where(Preorder.id.in_(news)).order_by(Preorder.promised_on, Preorder.id)
    for order in db.session.execute(orders).scalars():
        event = PreorderEvent(
            order_id=order.id,
            kind=OrderEventKind.READY,
            quantity=news[order.id],
            promised_on=order.promised_on,
            at=now(),
        )
        db.session.add(event)
        tell_buyer(order, event)
    db.session.flush()
