"""What two sides agree on beside sales and payments: set-offs, goods made good, agreed costs, balances brought in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissions.ledger import Claim
from commissions.settlement_models import DecidedByTheOther, both_sides
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus
from core.database import AppendOnly, Model, code_column, id_column
from outlets.agreement_clauses import Deduction
from outlets.models import Placement
from outlets.stock_models import StockLot


class Adjustment(DecidedByTheOther, Model):
    """One of them, as one side proposes and the other confirms. Rupiah above zero; a balance brought in has a sign."""

    __tablename__ = "adjustment"

    kind: Mapped[AdjustmentKind] = mapped_column(code_column(AdjustmentKind, "kind"))
    status: Mapped[AdjustmentStatus] = mapped_column(code_column(AdjustmentStatus, "status"))
    amount_rupiah: Mapped[int]
    claim: Mapped[Claim | None] = mapped_column(code_column(Claim, "claim"))
    """The claim whose balance is brought in."""
    deduction: Mapped[Deduction | None] = mapped_column(code_column(Deduction, "deduction"))
    """Which deduction of the agreement an agreed cost is; None for any other cost."""
    happened_on: Mapped[date]
    reason: Mapped[str]
    cancelled_on: Mapped[date | None]
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cancelled_at: Mapped[datetime | None]
    cancelled_period: Mapped[str | None] = mapped_column(ForeignKey("period.month"))
    cancel_reason: Mapped[str | None]

    lines: Mapped[list["CompensationLine"]] = relationship(order_by="CompensationLine.id")

    @property
    def number(self) -> str:
        """What it is called: `PNY-12`."""
        return f"PNY-{self.id}"

    __mapper_args__ = {"version_id_col": DecidedByTheOther.version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        *both_sides("'confirmed', 'cancelled'", "proposed"),
        CheckConstraint("amount_rupiah > 0 OR (kind = 'brought_in' AND amount_rupiah < 0)", name="amount_has_its_sign"),
        CheckConstraint("(kind = 'brought_in') = (claim IS NOT NULL)", name="a_balance_names_its_claim"),
        CheckConstraint("deduction IS NULL OR kind = 'agreed_cost'", name="only_costs_are_deductions"),
        CheckConstraint("status <> 'cancelled' OR kind = 'compensation'", name="only_compensation_is_cancelled"),
        CheckConstraint("(status = 'cancelled') = (cancelled_on IS NOT NULL)", name="cancelled_on_a_day"),
        CheckConstraint("(cancelled_on IS NULL) = (cancelled_period IS NULL)", name="cancelling_is_posted"),
        CheckConstraint("cancelled_period >= period", name="cancelled_after_posting"),
        Index(
            "uq_adjustment_one_balance",
            "book_id",
            "claim",
            unique=True,
            postgresql_where=text("kind = 'brought_in' AND status IN ('proposed', 'confirmed')"),
        ),
    )


class CompensationLine(AppendOnly, Model):
    """Pieces of one batch left at one price the outlet answers for, at a share of that price, half rounded up."""

    __tablename__ = "compensation_line"

    id: Mapped[int] = id_column()
    adjustment_id: Mapped[int] = mapped_column(ForeignKey("adjustment.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("stock_lot.id"), index=True)
    """The batch, where the outlet's stock is followed."""
    batch: Mapped[str]
    quantity: Mapped[int]
    consigned_price_rupiah: Mapped[int]
    share_percent: Mapped[int]
    amount_rupiah: Mapped[int]

    placement: Mapped[Placement] = relationship()
    lot: Mapped[StockLot | None] = relationship()

    __table_args__ = (
        UniqueConstraint(
            "adjustment_id", "placement_id", "batch", "consigned_price_rupiah", name="uq_compensation_line_price"
        ),
        CheckConstraint("quantity > 0", name="quantity_above_zero"),
        CheckConstraint("share_percent BETWEEN 1 AND 100", name="share"),
        CheckConstraint(
            "amount_rupiah = (quantity * consigned_price_rupiah * share_percent * 100 + 5000) / 10000",
            name="amount_half_up",
        ),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
    )
