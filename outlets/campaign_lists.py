"""What is shown of campaigns: the lists of them, of their members, orders and shares, and one in figures."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.listing import Column, Listing, id_in
from outlets import campaign_pool, campaign_room, campaign_sharing, campaigns, preorders
from outlets.campaign_models import Campaign, CampaignMember, CampaignShare
from outlets.campaign_states import CAMPAIGN_LABELS, ORDER_LABELS, CampaignStatus, OrderStatus
from outlets.models import Outlet
from outlets.order_codes import spelled
from outlets.preorder_buyers import opened
from outlets.preorder_models import Preorder
from outlets.promises import earliest
from partnerships.models import Producer
from partnerships.regions import name_of

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "opened": (Campaign.id,),
    "name": (func.lower(Campaign.product_name), Campaign.id),
    "until": (Campaign.deliver_until, Campaign.id),
}
MEMBER_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {"joined": (CampaignMember.joined, CampaignMember.id)}
PREORDER_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "arrival": (Preorder.id,),
    "quantity": (Preorder.quantity, Preorder.id),
    "promised": (Preorder.promised_on, Preorder.id),
    "wanted": (Preorder.wanted_on, Preorder.id),
}
SHARE_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "day": (CampaignShare.day, func.min(CampaignShare.member_id), CampaignShare.producer_id),
    "producer": (CampaignShare.producer_id, CampaignShare.day),
}


def rows(user: UserAccount) -> Select[Any]:
    """The campaigns a person sees, each with its outlet."""
    columns = [column for column in Campaign.__table__.columns if column.name not in {"version", "opened_by_id"}]
    found = campaigns.visible_to(user).with_only_columns(*columns, Outlet.name.label("outlet_name"))
    return found.join(Outlet, Outlet.id == Campaign.outlet_id)


def public_rows() -> Select[Any]:
    """The campaigns anybody may order from or still follow, the newest first."""
    return (
        select(Campaign)
        .where(Campaign.status == CampaignStatus.OPEN)
        .order_by(Campaign.closes_on.desc(), Campaign.id.desc())
    )


def any_takes_orders() -> bool:
    """Whether a campaign takes orders today, so that the public page links to them."""
    return any(campaigns.takes_orders(one) for one in db.session.execute(public_rows().limit(20)).scalars())


@dataclass(frozen=True)
class Figures:
    """A campaign in figures: its pool, its room, what is promised, who waits, and what was handed out."""

    members: int
    pieces_per_day: int
    pieces_left: int
    earliest: date | None
    accepted_orders: int
    accepted_pieces: int
    waiting_orders: int
    waiting_pieces: int
    given_pieces: int
    handed_over_orders: int

    @property
    def not_handed_out(self) -> int:
        """Pieces that are promised and given to nobody yet."""
        return max(0, self.accepted_pieces - self.given_pieces)


def figures(campaign: Campaign) -> Figures:
    """A campaign in figures, as of now."""
    pool = campaign_room.pool_of(campaign)
    room = campaign_room.room_left(campaign)
    counted = select(Preorder.status, func.count(), func.sum(Preorder.quantity)).where(
        Preorder.campaign_id == campaign.id
    )
    by_status = {
        status: (int(count), int(pieces))
        for status, count, pieces in db.session.execute(counted.group_by(Preorder.status))
    }
    accepted = by_status.get(OrderStatus.ACCEPTED, (0, 0))
    handed_over = by_status.get(OrderStatus.HANDED_OVER, (0, 0))
    waiting = by_status.get(OrderStatus.WAITING, (0, 0))
    first = earliest(1, room)
    return Figures(
        members=len(pool),
        pieces_per_day=sum(member.pieces_per_day for member in pool),
        pieces_left=sum(room.values()),
        earliest=max(first) if first else None,
        accepted_orders=accepted[0] + handed_over[0],
        accepted_pieces=accepted[1] + handed_over[1],
        waiting_orders=waiting[0],
        waiting_pieces=waiting[1],
        given_pieces=sum(campaign_room.given_by_day(campaign).values()),
        handed_over_orders=handed_over[0],
    )


def member_rows(campaign: Campaign, user: UserAccount) -> Select[Any]:
    """The members a person sees, with their producer's name."""
    return (
        campaign_pool.visible_to(user)
        .where(CampaignMember.campaign_id == campaign.id)
        .join(Producer, Producer.id == CampaignMember.producer_id)
        .with_only_columns(CampaignMember, Producer.name.label("producer_name"))
    )


def preorder_rows(campaign: Campaign, user: UserAccount, filters: Mapping[str, str]) -> Select[Any]:
    """The orders of a campaign, narrowed by state, region, and a text in the organisation or a code."""
    found = preorders.visible_to(user).where(Preorder.campaign_id == campaign.id)
    if filters.get("status") in set(OrderStatus):
        found = found.where(Preorder.status == OrderStatus(filters["status"]))
    if region := filters.get("region"):
        found = found.where(Preorder.region_code == region)
    if words := filters.get("q"):
        found = found.where(
            Preorder.organisation.icontains(words, autoescape=True)
            | (Preorder.code == "".join(sign for sign in words.upper() if sign.isalnum()))
        )
    return found.with_only_columns(
        Preorder.id,
        Preorder.code,
        Preorder.buyer_encrypted,
        Preorder.organisation,
        Preorder.region_code,
        Preorder.quantity,
        Preorder.wanted_on,
        Preorder.takes_parts,
        Preorder.status,
        Preorder.promised_on,
        Preorder.ordered_at,
    )


def regions_of_orders(campaign: Campaign) -> list[str]:
    """The regions orders of a campaign come from."""
    found = select(Preorder.region_code).where(Preorder.campaign_id == campaign.id).distinct()
    return sorted(db.session.execute(found).scalars())


def share_rows(campaign: Campaign, user: UserAccount, filters: Mapping[str, str]) -> Select[Any]:
    """What each producer a person sees makes on each day, narrowed by day and producer."""
    found = (
        campaign_sharing.visible_to(user)
        .where(CampaignShare.campaign_id == campaign.id)
        .join(Producer, Producer.id == CampaignShare.producer_id)
    )
    if day := day_in(filters.get("day", "")):
        found = found.where(CampaignShare.day == day)
    if producer_id := id_in(filters.get("producer_id", "")):
        found = found.where(CampaignShare.producer_id == producer_id)
    pieces = func.sum(CampaignShare.pieces)
    return (
        found.with_only_columns(
            CampaignShare.producer_id,
            CampaignShare.day,
            func.min(Producer.name).label("producer_name"),
            pieces.label("quantity"),
        )
        .group_by(CampaignShare.producer_id, CampaignShare.day)
        .having(pieces > 0)
    )


def day_in(text: str) -> date | None:
    """The day a text from an address names; None for anything else."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def with_why(campaign: Campaign, listing: Listing) -> list[dict[str, Any]]:
    """The shares of one page of that list, each with the sentences that say why."""
    wanted = {(row.producer_id, row.day) for row in listing.rows}
    shares = select(CampaignShare).where(
        CampaignShare.campaign_id == campaign.id,
        CampaignShare.producer_id.in_({producer_id for producer_id, _day in wanted}),
        CampaignShare.day.in_({day for _producer_id, day in wanted}),
    )
    of_day: dict[tuple[int, date], list[CampaignShare]] = defaultdict(list)
    for share in db.session.execute(shares.order_by(CampaignShare.id)).scalars():
        of_day[share.producer_id, share.day].append(share)
    return [
        {
            "producer_id": row.producer_id,
            "producer_name": row.producer_name,
            "day": row.day,
            "quantity": int(row.quantity),
            "why": campaign_sharing.why(of_day[row.producer_id, row.day]),
        }
        for row in listing.rows
    ]


def all_shares(campaign: Campaign, user: UserAccount) -> list[dict[str, Any]]:
    """All a person sees of who makes what on which day, by day, each with why."""
    found = db.session.execute(share_rows(campaign, user, {}).order_by(*SHARE_ORDERS["day"])).all()
    return with_why(campaign, Listing(found, len(found), 1, max(1, len(found)), "day"))


def received_by_producer(campaign: Campaign) -> Mapping[int, int]:
    """What each producer was given in all, less what was taken back."""
    return campaign_room.received(campaign_room.given_by_day(campaign))


@dataclass(frozen=True)
class DayOfWork:
    """A day of a campaign: what the pool can make, what is promised, and what was given to producers."""

    day: date
    offered: int
    promised: int
    given: int


def days_of_work(campaign: Campaign) -> list[DayOfWork]:
    """The days of a campaign on which something is promised or given."""
    promised = campaign_room.taken_by_day(campaign)
    given: Counter[date] = Counter()
    for (_producer_id, day), pieces in campaign_room.given_by_day(campaign).items():
        given[day] += pieces
    members = campaign_room.as_members(campaign_room.pool_of(campaign), {})
    return [
        DayOfWork(day, sum(member.offers_on(day) for member in members), promised.get(day, 0), given[day])
        for day in sorted({*promised, *given})
    ]


def campaign_columns() -> list[Column]:
    """What an export of campaigns holds."""
    return [
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Gerai pengambilan"), lambda row: row.outlet_name),
        Column(_("Harga satuan"), lambda row: row.price_rupiah),
        Column(_("Pesanan dibuka"), lambda row: row.opens_on),
        Column(_("Pesanan ditutup"), lambda row: row.closes_on),
        Column(_("Hari penyerahan pertama"), lambda row: row.deliver_from),
        Column(_("Hari penyerahan terakhir"), lambda row: row.deliver_until),
        Column(_("Status"), lambda row: speak(CAMPAIGN_LABELS[row.status])),
    ]


def preorder_columns() -> list[Column]:
    """What an export of orders holds: whom to call, and how many for when."""
    return [
        Column(_("Kode"), lambda row: spelled(row.code)),
        Column(_("Nama pemesan"), lambda row: opened(row.buyer_encrypted).name),
        Column(_("Nomor telepon/WhatsApp"), lambda row: opened(row.buyer_encrypted).phone),
        Column(_("Alamat surel"), lambda row: opened(row.buyer_encrypted).email),
        Column(_("Kantor atau lembaga"), lambda row: row.organisation),
        Column(_("Kabupaten/kota"), lambda row: name_of(row.region_code)),
        Column(_("Jumlah (potong)"), lambda row: row.quantity, adds_up=True),
        Column(_("Diinginkan pada"), lambda row: row.wanted_on),
        Column(_("Status"), lambda row: speak(ORDER_LABELS[row.status])),
        Column(_("Dijanjikan"), lambda row: row.promised_on),
    ]


def share_columns() -> list[Column]:
    """What an export of the sharing out holds."""
    return [
        Column(_("Hari"), lambda row: row.day),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Jumlah (potong)"), lambda row: int(row.quantity), adds_up=True),
    ]
