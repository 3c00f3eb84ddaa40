"""Goods on their way to an outlet: the delivery note, what the outlet received of it, and disputes about that.

A delivery moves custody only: the goods stay the producer's until they are sold (docs/stock.md).
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from outlets.models import Outlet, Placement
from outlets.stock import ExpiryPrecision
from outlets.stock_states import DeliveryStatus, DisputeStatus
from partnerships.models import Producer


class Delivery(Model):
    """A note of goods a producer brings to one outlet (surat titip jual)."""

    __tablename__ = "delivery"

    id: Mapped[int] = id_column()
    code: Mapped[str] = mapped_column(unique=True)
    """What the QR code and the short address carry."""
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    delivered_on: Mapped[date]
    status: Mapped[DeliveryStatus] = mapped_column(code_column(DeliveryStatus, "status"))
    note: Mapped[str] = mapped_column(default="")
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    sent_at: Mapped[datetime]
    sent_source: Mapped[str | None]
    """How staff who wrote it for the producer know; None when the producer wrote it."""
    confirm_by: Mapped[date]
    """The last day for the outlet to confirm; after it what was sent counts as received."""
    cancelled_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    producer: Mapped[Producer] = relationship()
    lines: Mapped[list["DeliveryLine"]] = relationship(order_by="DeliveryLine.id", back_populates="delivery")
    receipt: Mapped["Receipt | None"] = relationship(back_populates="delivery")

    @property
    def number(self) -> str:
        """What people call it: `TJ-2026-00012`. Readable, not without gaps."""
        return f"TJ-{self.delivered_on.year}-{self.id:05d}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("id", "outlet_id"),
        CheckConstraint("(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_for_a_reason"),
        Index("ix_delivery_outlet", "outlet_id", "delivered_on"),
        Index("ix_delivery_waiting", "confirm_by", postgresql_where=text("status = 'sent'")),
    )


class DeliveryLine(AppendOnly, Model):
    """Pieces of one batch of one placement on a delivery note."""

    __tablename__ = "delivery_line"

    id: Mapped[int] = id_column()
    delivery_id: Mapped[int]
    outlet_id: Mapped[int]
    placement_id: Mapped[int] = mapped_column(index=True)
    batch: Mapped[str]
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    expiry_precision: Mapped[ExpiryPrecision] = mapped_column(code_column(ExpiryPrecision, "expiry_precision"))
    quantity: Mapped[int]

    delivery: Mapped[Delivery] = relationship(back_populates="lines", overlaps="placement")
    placement: Mapped[Placement] = relationship(overlaps="delivery,lines")
    received: Mapped["ReceiptLine | None"] = relationship(back_populates="line")

    __table_args__ = (
        UniqueConstraint("delivery_id", "placement_id", "batch"),
        UniqueConstraint("id", "quantity"),
        ForeignKeyConstraint(["delivery_id", "outlet_id"], ["delivery.id", "delivery.outlet_id"]),
        ForeignKeyConstraint(["placement_id", "outlet_id"], ["placement.id", "placement.outlet_id"]),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("expires_on >= produced_on", name="expires_after_production"),
    )


class Receipt(AppendOnly, Model):
    """What the outlet says it received of a delivery; by itself, when the days to confirm passed in silence."""

    __tablename__ = "receipt"

    id: Mapped[int] = id_column()
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), unique=True)
    is_automatic: Mapped[bool] = mapped_column(default=False)
    received_on: Mapped[date]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime]
    source: Mapped[str | None]

    delivery: Mapped[Delivery] = relationship(back_populates="receipt")
    lines: Mapped[list["ReceiptLine"]] = relationship(order_by="ReceiptLine.id", back_populates="receipt")

    __table_args__ = (CheckConstraint("is_automatic = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),)


class ReceiptLine(AppendOnly, Model):
    """How many pieces of a line came good, were missing, and were damaged: together as many as were sent."""

    __tablename__ = "receipt_line"

    id: Mapped[int] = id_column()
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    delivery_line_id: Mapped[int] = mapped_column(unique=True)
    sent: Mapped[int]
    good: Mapped[int]
    short: Mapped[int]
    damaged: Mapped[int]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    receipt: Mapped[Receipt] = relationship(back_populates="lines")
    line: Mapped[DeliveryLine] = relationship(back_populates="received")
    photo: Mapped[StoredFile | None] = relationship()

    __table_args__ = (
        ForeignKeyConstraint(["delivery_line_id", "sent"], ["delivery_line.id", "delivery_line.quantity"]),
        CheckConstraint("good >= 0 AND short >= 0 AND damaged >= 0", name="pieces_not_negative"),
        CheckConstraint("good + short + damaged = sent", name="adds_up_to_what_was_sent"),
    )


class ReceiptDispute(Model):
    """A producer's words against what an outlet says it received; staff decide once."""

    __tablename__ = "receipt_dispute"

    id: Mapped[int] = id_column()
    receipt_line_id: Mapped[int] = mapped_column(ForeignKey("receipt_line.id"), unique=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    claimed_good: Mapped[int]
    words: Mapped[str]
    status: Mapped[DisputeStatus] = mapped_column(code_column(DisputeStatus, "status"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    opened_at: Mapped[datetime]
    decided_good: Mapped[int | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    receipt_line: Mapped[ReceiptLine] = relationship()
    delivery: Mapped[Delivery] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("(status = 'open') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("decided_by_id <> opened_by_id", name="second_person_decides"),
        CheckConstraint("claimed_good >= 0 AND decided_good >= 0", name="pieces_not_negative"),
    )
