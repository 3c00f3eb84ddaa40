"""Handing ordered pieces to buyers at the gallery, whole or in part, and taking them back.

Locks are taken in one order: the month, then the campaign.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions import preorder_payments
from commissions.disputed_lines import refuse_frozen_delivery
from commissions.line_checks import latest_day
from commissions.periods import lock_for_posting
from commissions.preorder_book import account_of, legs_of_pickup, post_in_book
from commissions.preorder_deliveries import check_day, refuse_more_than_left
from commissions.preorder_deliveries import get as get_delivery
from commissions.preorder_errors import (
    HandedOverBefore,
    MoreThanOrdered,
    NotEnoughThere,
    NotOrdered,
    NotPaidYet,
    NotSoManyFetched,
    OnlyDeliveriesAreCorrected,
    SetAsideForOthers,
    TakenBackBefore,
    UnknownDeliveryEntry,
    UnknownPickup,
    WaitsForTheWhole,
)
from commissions.preorder_lines import month_about, take_from
from core.database import db, get_visible
from core.dates import month_of, now
from core.money import format_number, format_rupiah
from outlets import campaigns, outlets, preorders
from outlets.campaign_models import Campaign
from outlets.campaign_states import DeliveryKind, OrderEventKind, OrderStatus, PaymentMeans
from outlets.preorder_models import Preorder, PreorderEvent, PreorderPickup
from outlets.ready_pieces import ready_at, waiting_at
from outlets.setting_aside import free_for


def visible_to(user: UserAccount) -> Select[tuple[PreorderPickup]]:
    """The pick-ups a person may see: those of the orders they see."""
    seen = preorders.visible_to(user).with_only_columns(Preorder.id).order_by(None)
    return select(PreorderPickup).where(PreorderPickup.order_id.in_(seen))


def get(pickup_id: int, *, by: UserAccount) -> PreorderPickup:
    """One pick-up. Raises `UnknownPickup` for one that does not exist or is not this person's to see."""
    row = get_visible(visible_to(by), PreorderPickup, pickup_id)
    if row is None:
        raise UnknownPickup
    return row


def of_order(order_id: int) -> Sequence[PreorderPickup]:
    """The pick-ups of an order the caller may see, in their order."""
    rows = select(PreorderPickup).where(PreorderPickup.order_id == order_id).order_by(PreorderPickup.id)
    return db.session.execute(rows).scalars().all()


def hand_over(
    order_id: int,
    *,
    pieces: int,
    by: UserAccount,
    picked_on: date | None = None,
    paid_rupiah: int = 0,
    before_others: bool = False,
    source: str = "",
) -> PreorderPickup:
    """Hand pieces to a buyer; `paid_rupiah` is what it pays with them at the counter.

    A person pays before the pieces leave, an organisation may pay on its invoice later. A part only goes to a buyer who
    agreed to it. Pieces set aside for an earlier promise leave only where that is said (`before_others`). Raises
    `UnknownOrder`, `DayOutsideCampaign`, `NotOrdered`, `MoreThanOrdered`, `WaitsForTheWhole`, `NotEnoughThere`,
    `SetAsideForOthers`, `NotPaidYet`.
    """
    order = preorders.get(order_id, by=by)
    day = picked_on or latest_day(order.campaign.outlet)
    check_day(order.campaign, day, "picked_on")
    month = lock_for_posting(month_of(day))
    campaign = _locked(order.campaign_id, by)
    db.session.refresh(order)
    if order.status is not OrderStatus.ACCEPTED:
        raise NotOrdered
    if paid_rupiah:
        preorder_payments.note(
            order, campaign, amount_rupiah=paid_rupiah, day=day, means=PaymentMeans.ON_PICKUP, month=month, by=by
        )
    account = account_of(order)
    if pieces > account.outstanding:
        raise MoreThanOrdered(field="pieces", left=format_number(account.outstanding))
    if pieces < account.outstanding and not order.takes_parts:
        raise WaitsForTheWhole(field="pieces", left=format_number(account.outstanding))
    there = ready_at(campaign.id)
    if pieces > there:
        raise NotEnoughThere(field="pieces", left=format_number(there))
    taken = max(pieces - free_for(order.id, there, waiting_at(campaign.id)), 0)
    if taken and not before_others:
        free = pieces - taken
        raise SetAsideForOthers(field="before_others", free=format_number(free), aside=format_number(there - free))
    lacks = account.lacks_for(pieces)
    if lacks and not order.organisation:
        raise NotPaidYet(field="paid_rupiah", lacks=format_rupiah(lacks))
    row = _add(order, pieces=pieces, day=day, by=by)
    _post(campaign, order, row, month, by)
    if pieces == account.outstanding:
        order.status = OrderStatus.HANDED_OVER
    _tell(order, OrderEventKind.HANDED_OVER, pieces, by)
    _remember("preorder:handed_over", order, row, by, source, before_others=taken)
    return row


def take_back(pickup_id: int, *, reason: str, by: UserAccount, source: str = "") -> PreorderPickup:
    """Take back a pick-up that was entered by mistake: the pieces never left.

    Raises `UnknownPickup`, `TakenBackBefore`, `NotSoManyFetched` when some of it was brought back since.
    """
    wrong = get(pickup_id, by=by)
    month = lock_for_posting(month_of(wrong.picked_on))
    campaign = _locked(wrong.campaign_id, by)
    order = preorders.get(wrong.order_id, by=by)
    db.session.refresh(order)
    left = _left_of(wrong)
    if wrong.corrects_id is not None or left == 0:
        raise TakenBackBefore
    if left < wrong.pieces:
        raise NotSoManyFetched(left=format_number(left))
    row = _add(order, pieces=-wrong.pieces, day=wrong.picked_on, by=by, corrects_id=wrong.id, reason=reason)
    _post(campaign, order, row, month, by)
    order.status = OrderStatus.ACCEPTED
    _remember("preorder:pickup_taken_back", order, row, by, source, reason)
    return row


def bring_back(
    pickup_id: int,
    *,
    campaign_delivery_id: int,
    pieces: int,
    returned_on: date,
    reason: str,
    by: UserAccount,
    source: str = "",
) -> PreorderPickup:
    """Note that a buyer brought pieces back: they go to the producer whose delivery they came from, as its return.

    The buyer's money is not moved here; a refund is an entry of its own. Raises `UnknownPickup`,
    `UnknownDeliveryEntry`, `OnlyDeliveriesAreCorrected`, `HandedOverBefore`, `LineDisputed`, `NotSoManyFetched`,
    `MoreThanWasCounted`.
    """
    fetched = get(pickup_id, by=by)
    root = get_delivery(campaign_delivery_id, by=by)
    if root.campaign_id != fetched.campaign_id:
        raise UnknownDeliveryEntry
    if root.kind is not DeliveryKind.DELIVERY:
        raise OnlyDeliveriesAreCorrected(field="campaign_delivery_id")
    latest = latest_day(campaigns.get(root.campaign_id, by=by).outlet)
    first = max(fetched.picked_on, root.delivered_on)
    if not first <= returned_on <= latest:
        raise HandedOverBefore(field="returned_on", first=first, latest=latest)
    refuse_frozen_delivery(root.id)
    month = month_about(root, returned_on)
    campaign = _locked(root.campaign_id, by)
    order = preorders.get(fetched.order_id, by=by)
    left = _left_of(fetched)
    if fetched.corrects_id is not None or pieces > left:
        raise NotSoManyFetched(field="pieces", left=format_number(max(left, 0)))
    refuse_more_than_left(root, pieces, 0)
    line = take_from(
        root,
        kind=DeliveryKind.BROUGHT_BACK,
        accepted=pieces,
        rejected=0,
        day=returned_on,
        reason=reason,
        month=month,
        by=by,
    )
    row = _add(
        order,
        pieces=-pieces,
        day=returned_on,
        by=by,
        corrects_id=fetched.id,
        reason=reason,
        delivery_id=line.id,
    )
    _post(campaign, order, row, month, by)
    _remember("preorder:brought_back", order, row, by, source, reason)
    return row


def _left_of(fetched: PreorderPickup) -> int:
    """The pieces of a pick-up the buyer still has."""
    back = select(func.coalesce(func.sum(PreorderPickup.pieces), 0)).where(PreorderPickup.corrects_id == fetched.id)
    return fetched.pieces + int(db.session.execute(back).scalar_one())


def _add(
    order: Preorder,
    *,
    pieces: int,
    day: date,
    by: UserAccount,
    corrects_id: int | None = None,
    reason: str = "",
    delivery_id: int | None = None,
) -> PreorderPickup:
    row = PreorderPickup(
        order_id=order.id,
        campaign_id=order.campaign_id,
        pieces=pieces,
        picked_on=day,
        corrects_id=corrects_id,
        delivery_id=delivery_id,
        reason=reason,
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _post(campaign: Campaign, order: Preorder, row: PreorderPickup, month: str, by: UserAccount) -> None:
    post_in_book(
        campaign,
        legs_of_pickup(row, order.price_rupiah),
        source=f"pickup:{row.id}",
        day=row.picked_on,
        month=month,
        by=by,
    )


def _tell(order: Preorder, kind: OrderEventKind, pieces: int, by: UserAccount) -> None:
    event = PreorderEvent(
        order_id=order.id, kind=kind, quantity=pieces, promised_on=order.promised_on, at=now(), by_id=by.id
    )
    db.session.add(event)
    db.session.flush()


def _locked(campaign_id: int, by: UserAccount) -> Campaign:
    campaign = campaigns.get(campaign_id, by=by, for_update=True)
    outlets.check_region(campaign.outlet, by)
    return campaign


def _remember(
    action: str,
    order: Preorder,
    row: PreorderPickup,
    by: UserAccount,
    source: str,
    reason: str | None = None,
    before_others: int = 0,
) -> None:
    record(
        action,
        order,
        by=by,
        after={"pieces": row.pieces, **({"before_others": before_others} if before_others else {})},
        reason=reason,
        on_behalf_of="outlet" if by.is_staff else None,
        source=source or None,
    )
