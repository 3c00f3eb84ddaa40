"""Orders of a campaign: who wants how many, what was promised for when, what was handed over, and the buyer's money."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from outlets.campaign_models import Campaign
from outlets.campaign_states import OrderEventKind, OrderStatus, PaymentMeans


class Preorder(Model):
    """An order. The buyer's name and telephone are personal data: sealed, and removed where the buyer asks for it."""

    __tablename__ = "preorder"

    id: Mapped[int] = id_column()
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    code: Mapped[str] = mapped_column(unique=True)
    """What the buyer follows and fetches it by; nobody guesses it."""
    buyer_encrypted: Mapped[bytes | None]
    phone_hash: Mapped[str | None]
    """By which the orders of one telephone find each other."""
    erased_at: Mapped[datetime | None]
    organisation: Mapped[str] = mapped_column(default="")
    region_code: Mapped[str]
    quantity: Mapped[int]
    price_rupiah: Mapped[int]
    """What a piece of it costs its buyer: the campaign's price when it was placed."""
    wanted_on: Mapped[date]
    takes_parts: Mapped[bool] = mapped_column(default=False)
    """Whether the buyer fetches what is ready before the rest is."""
    status: Mapped[OrderStatus] = mapped_column(code_column(OrderStatus, "status"))
    promised_on: Mapped[date | None]
    """The day by which the last piece is there; None while it waits."""
    cancelled_reason: Mapped[str | None]
    source: Mapped[str | None]
    """How the order reached staff; None when the buyer ordered on the public page."""
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ordered_at: Mapped[datetime]
    form_key: Mapped[UUID | None] = mapped_column(unique=True)
    """What one showing of the public form carries, so that sending it twice makes one order."""
    version: Mapped[int] = mapped_column(default=1)

    campaign: Mapped[Campaign] = relationship()
    promises: Mapped[list["PreorderPromise"]] = relationship(
        order_by="PreorderPromise.day", cascade="all, delete-orphan"
    )

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("id", "campaign_id"),
        CheckConstraint("quantity BETWEEN 1 AND 1000000", name="quantity"),
        CheckConstraint("price_rupiah BETWEEN 1 AND 1000000000", name="price_is_sane"),
        CheckConstraint("(buyer_encrypted IS NULL) = (erased_at IS NOT NULL)", name="there_or_erased"),
        CheckConstraint("(status IN ('accepted', 'handed_over')) = (promised_on IS NOT NULL)", name="promised_a_day"),
        CheckConstraint("(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_for_a_reason"),
        Index("ix_preorder_campaign", "campaign_id", "status", "id"),
        Index("ix_preorder_phone", "phone_hash"),
    )


class PreorderPromise(Model):
    """So many pieces of an accepted order from the work of a day. It holds the room; the history is in the events."""

    __tablename__ = "preorder_promise"

    order_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    pieces: Mapped[int]

    __table_args__ = (CheckConstraint("pieces > 0", name="pieces_above_zero"),)


class PreorderEvent(AppendOnly, Model):
    """What happened to an order, as its buyer reads it."""

    __tablename__ = "preorder_event"

    id: Mapped[int] = id_column()
    order_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"), index=True)
    kind: Mapped[OrderEventKind] = mapped_column(code_column(OrderEventKind, "kind"))
    quantity: Mapped[int]
    promised_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    """Who did it; None for the buyer and for what followed from something else."""


def _of_an_order() -> ForeignKeyConstraint:
    """A row of one campaign speaks of an order of that campaign."""
    return ForeignKeyConstraint(["order_id", "campaign_id"], ["preorder.id", "preorder.campaign_id"])


class PreorderPickup(AppendOnly, Model):
    """Pieces handed to a buyer on a day; brought back or entered by mistake, a further row below zero names it."""

    __tablename__ = "preorder_pickup"

    id: Mapped[int] = id_column()
    order_id: Mapped[int] = mapped_column(index=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    pieces: Mapped[int]
    picked_on: Mapped[date]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("preorder_pickup.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"), unique=True)
    """The line by which pieces the buyer brought back went to their producer; None where the entry was a mistake."""
    reason: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    __table_args__ = (
        _of_an_order(),
        CheckConstraint("pieces <> 0 AND (pieces < 0) = (corrects_id IS NOT NULL)", name="sign_follows_kind"),
        CheckConstraint("pieces > 0 OR reason <> ''", name="taken_back_for_a_reason"),
        CheckConstraint("delivery_id IS NULL OR pieces < 0", name="only_what_comes_back_goes_to_its_producer"),
    )


class BuyerPayment(AppendOnly, Model):
    """Money from a buyer or, as a refund, back to it. Entered by mistake, a further row below zero names it."""

    __tablename__ = "buyer_payment"

    id: Mapped[int] = id_column()
    order_id: Mapped[int] = mapped_column(index=True)
    campaign_id: Mapped[int] = mapped_column(index=True)
    is_refund: Mapped[bool]
    amount_rupiah: Mapped[int]
    means: Mapped[PaymentMeans] = mapped_column(code_column(PaymentMeans, "means"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"))
    """The producer that holds the money; None for the outlet."""
    paid_on: Mapped[date]
    period: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("buyer_payment.id"), unique=True)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]

    __table_args__ = (
        _of_an_order(),
        CheckConstraint(
            "amount_rupiah <> 0 AND (amount_rupiah < 0) = (corrects_id IS NOT NULL)", name="sign_follows_kind"
        ),
        CheckConstraint("reason <> '' OR NOT (is_refund OR corrects_id IS NOT NULL)", name="back_for_a_reason"),
    )
