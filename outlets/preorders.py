"""Orders of a campaign: placing one, its promise or its place in the waiting list, changing, cancelling, erasing."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select

from accounts import outbox
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now
from core.languages import choose_language
from core.money import format_rupiah
from core.text import normalise_phone
from core.wording import Problem
from outlets import campaigns, preorder_notices
from outlets.campaign_errors import (
    BuyerStillNeeded,
    CancellingNotConfirmed,
    FetchedInPart,
    FewerThanHandedOver,
    FilledByAProgram,
    NoRoomForMore,
    OlderPrice,
    OrderAtItsEnd,
    UnknownOrder,
    WantedTooEarly,
)
from outlets.campaign_models import Campaign
from outlets.campaign_room import note_promise, promise, room_left, settle
from outlets.campaign_states import OrderStatus
from outlets.order_codes import new_code, read_code
from outlets.preorder_buyers import Buyer, buyer_of, hash_of_phone, sealed
from outlets.preorder_models import Preorder, PreorderEvent, PreorderPickup
from outlets.promise_keeping import smaller
from outlets.promises import earliest
from outlets.ready_pieces import tell_ready
from partnerships.errors import UnknownRegion, WrongContent
from partnerships.regions import is_regency
from partnerships.states import Source

LONGEST_AHEAD = timedelta(days=366)
AT_THEIR_END = (OrderStatus.HANDED_OVER, OrderStatus.CANCELLED)


def visible_to(user: UserAccount) -> Select[tuple[Preorder]]:
    """The orders a person may see: those of the campaigns they see. Producers lack the permission altogether."""
    seen = campaigns.visible_to(user).with_only_columns(Campaign.id)
    return select(Preorder).where(Preorder.campaign_id.in_(seen))


def get(order_id: int, *, by: UserAccount) -> Preorder:
    """One order. Raises `UnknownOrder`."""
    order = get_visible(visible_to(by), Preorder, order_id)
    if order is None:
        raise UnknownOrder
    return order


def by_code(typed: str) -> Preorder:
    """The order of a code, for whoever holds it. Raises `UnknownOrder`."""
    code = read_code(typed)
    found = (
        db.session.execute(select(Preorder).where(Preorder.code == code)).scalar_one_or_none()
        if code is not None
        else None
    )
    if found is None:
        raise UnknownOrder
    return found


def waiting_position(order: Preorder) -> int | None:
    """The place of an order in the waiting list, from 1; None for one that does not wait."""
    if order.status is not OrderStatus.WAITING:
        return None
    ahead = select(func.count()).where(
        Preorder.campaign_id == order.campaign_id, Preorder.status == OrderStatus.WAITING, Preorder.id < order.id
    )
    return int(db.session.execute(ahead).scalar_one()) + 1


def handed_over(order: Preorder) -> int:
    """The pieces the buyer has fetched, what it brought back taken off."""
    rows = select(func.coalesce(func.sum(PreorderPickup.pieces), 0)).where(PreorderPickup.order_id == order.id)
    return int(db.session.execute(rows).scalar_one())


def events_of(order: Preorder) -> Sequence[PreorderEvent]:
    """What happened to an order, latest first."""
    rows = select(PreorderEvent).where(PreorderEvent.order_id == order.id).order_by(PreorderEvent.id.desc())
    return db.session.execute(rows).scalars().all()


def place(
    campaign: Campaign,
    *,
    buyer_name: str,
    phone: str,
    region_code: str,
    quantity: int,
    wanted_on: date,
    by: UserAccount | None,
    organisation: str = "",
    email: str = "",
    takes_parts: bool = False,
    source: Source | None = None,
    form_key: str = "",
) -> Preorder:
    """Order from a campaign whose row the caller has locked.

    It is promised for the earliest day by which the pool can make it all, or waits. A form sent twice makes one order.
    Notices go to the e-mail address, where one is given, in the language a buyer orders in.
    Raises `CampaignCancelled`, `NotTakingOrders`, `WrongContent`, `UnknownRegion`, `WantedTooEarly`.
    """
    key = _key_in(form_key)
    if key is not None:
        sent = db.session.execute(select(Preorder).where(Preorder.form_key == key)).scalar_one_or_none()
        if sent is not None:
            return sent
    campaigns.refuse_without_orders(campaign)
    number = normalise_phone(phone)
    if isinstance(number, Problem):
        raise WrongContent({"phone": [number]})
    if not is_regency(region_code):
        raise UnknownRegion(field="region_code")
    here = campaigns.today_at(campaign)
    if not here <= wanted_on <= here + LONGEST_AHEAD:
        raise WantedTooEarly(field="wanted_on")
    order = Preorder(
        campaign_id=campaign.id,
        code=new_code(),
        buyer_encrypted=sealed(Buyer(buyer_name, number, email, choose_language() if by is None else "id")),
        phone_hash=hash_of_phone(number),
        organisation=organisation,
        region_code=region_code,
        quantity=quantity,
        price_rupiah=campaign.price_rupiah,
        wanted_on=wanted_on,
        takes_parts=takes_parts,
        source=source.value if source is not None and by is not None else None,
        ordered_by_id=by.id if by else None,
        ordered_at=now(),
        form_key=key,
    )
    promise(order, earliest(quantity, room_left(campaign)) or {})
    db.session.add(order)
    db.session.flush()
    note_promise(order, by=by)
    db.session.flush()
    return order


def _key_in(text: str) -> UUID | None:
    """The key of a showing of the form; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def place_publicly(campaign_id: int, *, homepage: str = "", **told: object) -> Preorder:
    """Order on the public page. Raises `UnknownCampaign`, `FilledByAProgram` and as `place`."""
    if homepage:
        raise FilledByAProgram
    return place(campaigns.get_public(campaign_id, for_update=True), by=None, **told)  # type: ignore[arg-type]


def enter(campaign_id: int, *, by: UserAccount, **told: object) -> Preorder:
    """Enter an order for a buyer. Raises `UnknownCampaign` and as `place`."""
    return place(campaigns.get(campaign_id, by=by, for_update=True), by=by, **told)  # type: ignore[arg-type]


def _locked(order: Preorder) -> Preorder:
    """The order with the lock on its campaign, read anew. Raises `CampaignCancelled`, `OrderAtItsEnd`."""
    campaign = campaigns.get_public(order.campaign_id, for_update=True)
    campaigns.refuse_cancelled(campaign)
    db.session.refresh(order)
    if order.status in AT_THEIR_END:
        raise OrderAtItsEnd
    return order


def change_quantity(order: Preorder, *, quantity: int, by: UserAccount | None) -> Preorder:
    """Make an order larger, as far as there is room, or smaller; smaller makes room for the waiting list.

    It keeps its price; more pieces than it was placed for cost that price only while the campaign still has it. `by` is
    None for the buyer itself, who holds the code. Raises `CampaignCancelled`, `OrderAtItsEnd`, `FewerThanHandedOver`,
    `OlderPrice`, `NoRoomForMore`.
    """
    order = _locked(order)
    before, fetched = order.quantity, handed_over(order)
    if quantity < fetched:
        raise FewerThanHandedOver(field="quantity", least=fetched)
    if quantity == before:
        return order
    if quantity > before and order.price_rupiah != order.campaign.price_rupiah:
        raise OlderPrice(field="quantity", price=format_rupiah(order.campaign.price_rupiah))
    made = {promised.day: promised.pieces for promised in order.promises}
    if order.status is OrderStatus.ACCEPTED and quantity > before:
        room = room_left(order.campaign)
        further = earliest(quantity - before, room)
        if further is None:
            raise NoRoomForMore(field="quantity", most=before + sum(room.values()))
        for day, pieces in further.items():
            made[day] = made.get(day, 0) + pieces
    elif sum(made.values()) > quantity:
        made = smaller(made, quantity)
    order.quantity = quantity
    promise(order, made)
    db.session.flush()
    note_promise(order, by=by, quantity_changed=True)
    db.session.flush()
    settle(order.campaign, by=None)
    tell_ready(order.campaign)
    return order


def cancel(order: Preorder, *, reason: str, by: UserAccount | None) -> Preorder:
    """Cancel an order nothing was fetched of; the waiting list moves up.

    Raises `CampaignCancelled`, `OrderAtItsEnd`, `FetchedInPart`.
    """
    order = _locked(order)
    if handed_over(order):
        raise FetchedInPart
    campaigns.end_order(order, reason=reason, by=by)
    db.session.flush()
    settle(order.campaign, by=None)
    tell_ready(order.campaign)
    return order


def cancel_own(order: Preorder, *, sure: bool, reason: str) -> Preorder:
    """The buyer, who holds the code, cancels its order. Raises `CancellingNotConfirmed` and as `cancel`."""
    if not sure:
        raise CancellingNotConfirmed(field="sure")
    return cancel(order, reason=reason, by=None)


def stop_notices(order: Preorder) -> Preorder:
    """Forget the e-mail address of a buyer, who holds the code: no notice goes there any more, those waiting neither.

    Doing it twice does no harm.
    """
    campaigns.get_public(order.campaign_id, for_update=True)
    db.session.refresh(order)
    buyer = buyer_of(order)
    if buyer.email:
        order.buyer_encrypted = sealed(replace(buyer, email=""))
        outbox.remove_about(preorder_notices.about(order), unsent_only=True)
        db.session.flush()
        record("preorder:notices_stopped", order, by=None)
    return order


def erase_buyer(order_id: int, *, by: UserAccount) -> Preorder:
    """Remove who ordered, as the buyer asked (UU 27/2022 Pasal 8); pieces, days and money stay, and name nobody.

    Raises `UnknownOrder`, `BuyerStillNeeded`.
    """
    order = get(order_id, by=by)
    campaigns.get(order.campaign_id, by=by, for_update=True)
    db.session.refresh(order)
    if order.status not in AT_THEIR_END:
        raise BuyerStillNeeded
    if order.erased_at is None:
        order.buyer_encrypted, order.phone_hash, order.organisation, order.erased_at = None, None, "", now()
        outbox.remove_about(preorder_notices.about(order))
        db.session.flush()
        record("preorder:buyer_erased", order, by=by)
    return order
