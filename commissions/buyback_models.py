"""Goods the agency buys back from producers: its budget lines, what was proposed and approved, paid and disposed of."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissions.buyback_states import BuybackGround, BuybackMeans, BuybackStatus
from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from outlets.models import Outlet, Placement
from outlets.stock_models import StockLot
from partnerships.models import Producer


class BuybackBudget(Model):
    """One line of the agency's yearly budget from which goods are bought back."""

    __tablename__ = "buyback_budget"

    id: Mapped[int] = id_column()
    year: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    amount_rupiah: Mapped[int]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("year", "code"),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
        CheckConstraint("year BETWEEN 2000 AND 2100", name="year_is_one"),
    )


class Buyback(Model):
    """Goods of one outlet proposed for buying back, and who decided; the second person is never the first."""

    __tablename__ = "buyback"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    budget_id: Mapped[int] = mapped_column(ForeignKey("buyback_budget.id"), index=True)
    status: Mapped[BuybackStatus] = mapped_column(code_column(BuybackStatus, "status"))
    reason: Mapped[str | None]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decided_on: Mapped[date | None]
    """The business day of the decision, on which an approved one is posted."""
    decision_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    budget: Mapped[BuybackBudget] = relationship()
    lines: Mapped[list["BuybackLine"]] = relationship(order_by="BuybackLine.id")

    @property
    def number(self) -> str:
        """What the record is called: `BA-12/2026`."""
        return f"BA-{self.id}/{self.budget.year}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    __table_args__ = (
        CheckConstraint("decided_by_id <> proposed_by_id", name="second_person_decides"),
        CheckConstraint("(status = 'proposed') = (decided_by_id IS NULL)", name="decided_by_somebody"),
    )


class BuybackLine(AppendOnly, Model):
    """Pieces of one batch left at one price, at a share of that price, half rounded up."""

    __tablename__ = "buyback_line"

    id: Mapped[int] = id_column()
    buyback_id: Mapped[int] = mapped_column(ForeignKey("buyback.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("stock_lot.id"), index=True)
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    ground: Mapped[BuybackGround] = mapped_column(code_column(BuybackGround, "ground"))
    quantity: Mapped[int]
    consigned_price_rupiah: Mapped[int]
    share_percent: Mapped[int]
    amount_rupiah: Mapped[int]

    lot: Mapped[StockLot] = relationship()
    placement: Mapped[Placement] = relationship()
    producer: Mapped[Producer] = relationship()

    __table_args__ = (
        UniqueConstraint("buyback_id", "lot_id", "consigned_price_rupiah"),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share"),
        CheckConstraint(
            "amount_rupiah = (quantity * consigned_price_rupiah * share_percent * 100 + 5000) / 10000",
            name="amount_half_up",
        ),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
    )


class BuybackPayment(AppendOnly, Model):
    """What the agency paid one producer for what it bought back; the slip of the PPh 22 it withheld counts as paid."""

    __tablename__ = "buyback_payment"

    id: Mapped[int] = id_column()
    buyback_id: Mapped[int] = mapped_column(ForeignKey("buyback.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    means: Mapped[BuybackMeans] = mapped_column(code_column(BuybackMeans, "means"))
    amount_rupiah: Mapped[int]
    paid_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    paid_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    producer: Mapped[Producer] = relationship()

    __table_args__ = (
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
        Index("ix_buyback_payment_buyback", "buyback_id", "producer_id"),
    )


class BuybackDisposal(AppendOnly, Model):
    """The proof that what was bought back was destroyed: it is never sold again."""

    __tablename__ = "buyback_disposal"

    id: Mapped[int] = id_column()
    buyback_id: Mapped[int] = mapped_column(ForeignKey("buyback.id"), unique=True)
    disposed_on: Mapped[date]
    method: Mapped[str]
    witnesses: Mapped[str]
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime]

    photo: Mapped[StoredFile | None] = relationship()
