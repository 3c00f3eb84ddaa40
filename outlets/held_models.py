"""Lines of sales reports that wait for a decision: kept as they were submitted, priced when they are released."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, code_column, id_column
from outlets.models import Placement
from outlets.sales_models import SaleLine, SalesReport
from outlets.stock_states import HeldReason, HeldStatus


class HeldLine(Model):
    """A line of a report that is held: what was submitted never changes, only what became of it is added."""

    __tablename__ = "held_line"

    id: Mapped[int] = id_column()
    report_id: Mapped[int]
    outlet_id: Mapped[int]
    producer_id: Mapped[int]
    product_id: Mapped[int]
    placement_id: Mapped[int]
    file_row: Mapped[int]
    sold_on: Mapped[date]
    code: Mapped[str]
    quantity: Mapped[int]
    unit_price_rupiah: Mapped[int]
    reference: Mapped[str]
    occurrence: Mapped[int]
    natural_key: Mapped[UUID]
    """By what the same receipt line is known again; a held line counts as reported."""
    reason: Mapped[HeldReason] = mapped_column(code_column(HeldReason, "reason"))
    on_hand: Mapped[int | None]
    """How many pieces might have been sold that day, when it was held."""
    hold_id: Mapped[int | None] = mapped_column(ForeignKey("placement_hold.id"))
    status: Mapped[HeldStatus] = mapped_column(code_column(HeldStatus, "status"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"))
    """The sale it became."""
    version: Mapped[int] = mapped_column(default=1)

    report: Mapped[SalesReport] = relationship(overlaps="placement")
    placement: Mapped[Placement] = relationship(overlaps="report")
    line: Mapped[SaleLine | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        UniqueConstraint("natural_key"),
        ForeignKeyConstraint(["report_id", "outlet_id"], ["sales_report.id", "sales_report.outlet_id"]),
        ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
        ),
        CheckConstraint("quantity > 0 AND unit_price_rupiah > 0", name="amounts_above_zero"),
        CheckConstraint("(status = 'held') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(status = 'released') = (line_id IS NOT NULL)", name="released_as_a_sale"),
        CheckConstraint("(decided_by_id IS NULL) = (decision_reason IS NULL)", name="decided_for_a_reason"),
        Index("ix_held_line_report", "report_id"),
        Index("ix_held_line_open", "outlet_id", "sold_on", postgresql_where=text("status = 'held'")),
    )
