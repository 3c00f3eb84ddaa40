"""Pooled pre-orders: the campaign, its pool of producers, what each makes on which day, and what each brought."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from outlets.campaign_states import CampaignStatus, DeliveryKind
from outlets.models import Outlet
from outlets.money_routes import MoneyRoute
from partnerships.models import Producer


class Campaign(Model):
    """One product many buyers order before it exists, made by a pool of producers, handed over by one outlet.

    Its row is the lock of everything about it: orders, shares and members are changed by whoever holds it.
    """

    __tablename__ = "campaign"

    id: Mapped[int] = id_column()
    product_name: Mapped[str]
    specification: Mapped[str]
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    price_rupiah: Mapped[int]
    """What an order placed now pays for a piece; an order keeps the price it was placed at."""
    minimum_lot: Mapped[int]
    """Nobody is asked to start a day for fewer pieces, where that can be helped."""
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    deliver_from: Mapped[date]
    """The first day on which producers bring pieces, deliver_until the last."""
    deliver_until: Mapped[date]
    status: Mapped[CampaignStatus] = mapped_column(code_column(CampaignStatus, "status"))
    ended_reason: Mapped[str | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    allocated_at: Mapped[datetime | None]
    """When work was last handed out; None before the first time."""
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    closed_days: Mapped[list["CampaignClosedDay"]] = relationship(
        order_by="CampaignClosedDay.day", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("price_rupiah BETWEEN 1 AND 1000000000", name="price_is_sane"),
        CheckConstraint("minimum_lot BETWEEN 1 AND 10000", name="minimum_lot"),
        CheckConstraint("closes_on >= opens_on", name="closes_after_it_opens"),
        CheckConstraint("deliver_until >= deliver_from AND deliver_until >= opens_on", name="delivers_after_it_opens"),
        CheckConstraint("(status = 'open') = (ended_reason IS NULL)", name="ended_for_a_reason"),
    )


class CampaignPrice(AppendOnly, Model):
    """What a piece accepted from a day of delivery on is worth; what was said last counts (`piece_prices`)."""

    __tablename__ = "campaign_price"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    paid_from: Mapped[date]
    price_rupiah: Mapped[int]
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (CheckConstraint("price_rupiah BETWEEN 1 AND 1000000000", name="price_is_sane"),)


class CampaignClosedDay(Model):
    """A day of delivery on which nobody in the campaign works."""

    __tablename__ = "campaign_closed_day"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


class CampaignMember(Model):
    """A producer in the pool of a campaign, with what it offers a day. One that left may join anew as a further row."""

    __tablename__ = "campaign_member"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    pieces_per_day: Mapped[int]
    joined: Mapped[int]
    """Its place in the order of joining, from 1."""
    joined_on: Mapped[date]
    joined_at: Mapped[datetime]
    joined_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    source: Mapped[str | None]
    """How the producer's word reached staff; None when the producer joined itself."""
    left_on: Mapped[date | None]
    """The first day on which it makes nothing any more."""
    left_reason: Mapped[str | None]
    left_at: Mapped[datetime | None]
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    producer: Mapped[Producer] = relationship()
    days_off: Mapped[list["CampaignDayOff"]] = relationship(order_by="CampaignDayOff.day", cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        UniqueConstraint("campaign_id", "joined"),
        UniqueConstraint("id", "campaign_id", "producer_id"),
        CheckConstraint("pieces_per_day BETWEEN 1 AND 100000", name="pieces_per_day"),
        CheckConstraint(
            "(left_on IS NULL) = (left_reason IS NULL) AND (left_on IS NULL) = (left_at IS NULL)"
            " AND (left_on IS NULL) = (left_by_id IS NULL)",
            name="left_for_a_reason",
        ),
    )


class CampaignDayOff(Model):
    """A day on which a member makes nothing."""

    __tablename__ = "campaign_day_off"

    member_id: Mapped[int] = mapped_column(ForeignKey("campaign_member.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)


def _of_a_member() -> ForeignKeyConstraint:
    """A row of one campaign speaks of a member of that campaign, and of that member's producer."""
    return ForeignKeyConstraint(
        ["member_id", "campaign_id", "producer_id"],
        ["campaign_member.id", "campaign_member.campaign_id", "campaign_member.producer_id"],
    )


class CampaignShare(AppendOnly, Model):
    """Pieces given to a producer to make on a day, with why; or, below zero, pieces taken back, with why.

    What a producer makes on a day is the sum of its rows for that day.
    """

    __tablename__ = "campaign_share"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int]
    member_id: Mapped[int]
    producer_id: Mapped[int] = mapped_column(index=True)
    day: Mapped[date]
    pieces: Mapped[int]
    reason: Mapped[str]
    """`allocation.ShareReason` for pieces given, `campaign_states.TakenBack` for pieces taken back."""
    figures: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The numbers its sentence tells."""
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who asked for the sharing out; None where it followed from something a buyer did."""

    member: Mapped[CampaignMember] = relationship()

    __table_args__ = (
        _of_a_member(),
        CheckConstraint(
            "pieces <> 0 AND (pieces < 0) = (reason IN ('left', 'short', 'less_offered', 'not_needed', 'day_off'))",
            name="sign_follows_reason",
        ),
        Index("ix_campaign_share_day", "campaign_id", "day"),
    )


class CampaignDelivery(AppendOnly, Model):
    """Pieces a producer brought to the outlet on a day: accepted and rejected, priced by the agreement of that day.

    A correction and a piece a buyer brought back are further rows below zero that name the row they take from.
    """

    __tablename__ = "campaign_delivery"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int]
    member_id: Mapped[int]
    producer_id: Mapped[int]
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    kind: Mapped[DeliveryKind] = mapped_column(code_column(DeliveryKind, "kind"))
    delivered_on: Mapped[date]
    accepted: Mapped[int]
    rejected: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    """Why pieces were rejected, or what a correction mends."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"), index=True)
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    agreement_version: Mapped[int]
    rate_id: Mapped[int]
    rule: Mapped[str]
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    unit_price_rupiah: Mapped[int]
    gross_rupiah: Mapped[int]
    rate_bp: Mapped[int]
    commission_rupiah: Mapped[int]
    tax_code: Mapped[str | None]
    period: Mapped[str]
    late: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    member: Mapped[CampaignMember] = relationship()

    __table_args__ = (
        _of_a_member(),
        CheckConstraint("gross_rupiah = accepted * unit_price_rupiah", name="gross_is_accepted_times_price"),
        CheckConstraint("(kind = 'delivery') = (corrects_id IS NULL)", name="what_leaves_names_its_delivery"),
        CheckConstraint("accepted <> 0 OR rejected <> 0", name="says_something"),
        CheckConstraint("kind <> 'delivery' OR (accepted >= 0 AND rejected >= 0)", name="delivery_not_negative"),
        CheckConstraint("kind <> 'brought_back' OR (accepted < 0 AND rejected = 0)", name="brought_back_is_negative"),
        CheckConstraint("rejected = 0 OR reason <> ''", name="rejected_for_a_reason"),
        CheckConstraint("rate_bp BETWEEN 0 AND 10000 AND abs(commission_rupiah) <= abs(gross_rupiah)", name="rate"),
        Index("ix_campaign_delivery_campaign", "campaign_id", "delivered_on"),
        Index("ix_campaign_delivery_pair", "producer_id", "outlet_id", "period"),
    )


class MaterialShortage(Model):
    """A member lacks material (elastic, cloth); the agency adds up what is lacking until it is settled."""

    __tablename__ = "material_shortage"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int]
    member_id: Mapped[int]
    producer_id: Mapped[int] = mapped_column(index=True)
    material: Mapped[str]
    quantity: Mapped[int]
    unit: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime]
    told_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    settled_note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    member: Mapped[CampaignMember] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        _of_a_member(),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        Index("ix_material_shortage_campaign", "campaign_id"),
    )


Index(
    "uq_campaign_member_in_pool",
    CampaignMember.campaign_id,
    CampaignMember.producer_id,
    unique=True,
    postgresql_where=text("left_on IS NULL"),
)
