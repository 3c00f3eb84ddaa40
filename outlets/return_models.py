"""Goods that go back to their producer: what was set aside, who fetched it, and what was destroyed instead."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from outlets.models import Outlet
from outlets.return_states import ReturnReason, ReturnStatus
from outlets.stock_models import StockLot
from partnerships.models import Producer


class GoodsReturn(Model):
    """Pieces an outlet set aside for their producer to fetch by a day. They are stock until they are gone."""

    __tablename__ = "goods_return"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    reason: Mapped[ReturnReason] = mapped_column(code_column(ReturnReason, "reason"))
    note: Mapped[str] = mapped_column(default="")
    status: Mapped[ReturnStatus] = mapped_column(code_column(ReturnStatus, "status"))
    pick_up_by: Mapped[date]
    announced_on: Mapped[date]
    announced_at: Mapped[datetime]
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    closed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    fetched_by: Mapped[str] = mapped_column(default="")
    """Who took the goods along, as told."""
    cancelled_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    producer: Mapped[Producer] = relationship()
    lines: Mapped[list["GoodsReturnLine"]] = relationship(order_by="GoodsReturnLine.id")

    @property
    def number(self) -> str:
        """What people call it: `RB-2026-00012`. Readable, not without gaps."""
        return f"RB-{self.announced_on.year}-{self.id:05d}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("pick_up_by >= announced_on", name="deadline_not_before"),
        CheckConstraint("(status = 'announced') = (closed_at IS NULL)", name="closed_by_somebody"),
        CheckConstraint("(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_for_a_reason"),
        Index("ix_goods_return_waiting", "pick_up_by", postgresql_where=text("status = 'announced'")),
    )


class GoodsReturnLine(AppendOnly, Model):
    """Pieces of one batch that were set aside."""

    __tablename__ = "goods_return_line"

    id: Mapped[int] = id_column()
    goods_return_id: Mapped[int] = mapped_column(ForeignKey("goods_return.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("stock_lot.id"), index=True)
    quantity: Mapped[int]

    lot: Mapped[StockLot] = relationship()

    __table_args__ = (
        UniqueConstraint("goods_return_id", "lot_id"),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
    )


class GoodsDisposal(AppendOnly, Model):
    """The record of goods nobody fetched and that were destroyed: when, how, before whom."""

    __tablename__ = "goods_disposal"

    id: Mapped[int] = id_column()
    goods_return_id: Mapped[int] = mapped_column(ForeignKey("goods_return.id"), unique=True)
    disposed_on: Mapped[date]
    method: Mapped[str]
    witnesses: Mapped[str]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    photo: Mapped[StoredFile | None] = relationship()
