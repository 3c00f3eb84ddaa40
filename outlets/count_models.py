"""Stock counts: the sheet of an outlet, what was counted of each batch, and what the differences were."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, code_column, id_column
from outlets.count_states import CountKind, CountOutcome, CountStatus
from outlets.models import Outlet, Placement
from outlets.states import StockPolicy
from outlets.stock_models import StockLot


class StockCount(Model):
    """One count of an outlet's shelves. At most one is under way at an outlet."""

    __tablename__ = "stock_count"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    kind: Mapped[CountKind] = mapped_column(code_column(CountKind, "kind"))
    status: Mapped[CountStatus] = mapped_column(code_column(CountStatus, "status"))
    policy: Mapped[StockPolicy] = mapped_column(code_column(StockPolicy, "policy"))
    """By what is counted: by batch, or by placement. An opening count gives the outlet this policy."""
    sales_until: Mapped[date]
    """Sales up to and including this day were over when the shelves were counted, whenever they are reported."""
    opened_at: Mapped[datetime]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    entered_key: Mapped[str | None]
    """The key the device made before it first sent the numbers; sent again with it they count once."""
    classified_at: Mapped[datetime | None]
    classified_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    cancelled_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    lines: Mapped[list["StockCountLine"]] = relationship(order_by="StockCountLine.id")

    @property
    def number(self) -> str:
        """What people call it: `SO-2026-00012`. Readable, not without gaps."""
        return f"SO-{self.sales_until.year}-{self.id:05d}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("policy <> 'untracked'", name="counts_by_something"),
        CheckConstraint("(status IN ('settled', 'cancelled')) = (closed_at IS NOT NULL)", name="closed_by_somebody"),
        CheckConstraint("(status = 'cancelled') = (cancelled_reason IS NOT NULL)", name="cancelled_for_a_reason"),
        CheckConstraint("confirmed_by_id <> classified_by_id", name="second_person_confirms"),
        Index(
            "uq_stock_count_under_way",
            "outlet_id",
            unique=True,
            postgresql_where=text("status IN ('open', 'counted', 'awaiting_confirmation')"),
        ),
    )


class StockCountLine(Model):
    """What was counted: pieces of one batch, or of one placement where the outlet counts without batches."""

    __tablename__ = "stock_count_line"

    id: Mapped[int] = id_column()
    stock_count_id: Mapped[int] = mapped_column(ForeignKey("stock_count.id"))
    placement_id: Mapped[int] = mapped_column(ForeignKey("placement.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("stock_lot.id"), index=True)
    counted: Mapped[int]
    counted_at: Mapped[datetime]
    """When somebody typed the number, by the clock of the server: the device tells only how long ago that was."""
    expected: Mapped[int | None]
    """What the books held of it then, fixed when the count is settled; until then it is computed."""

    placement: Mapped[Placement] = relationship()
    lot: Mapped[StockLot | None] = relationship()
    differences: Mapped[list["StockCountDifference"]] = relationship(order_by="StockCountDifference.id")

    __table_args__ = (
        UniqueConstraint("stock_count_id", "placement_id", "lot_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("counted >= 0", name="counted_not_below_zero"),
    )


class StockCountDifference(Model):
    """What somebody said about pieces of a line on which books and shelf disagree. Fixed once the count is settled."""

    __tablename__ = "stock_count_difference"

    id: Mapped[int] = id_column()
    line_id: Mapped[int] = mapped_column(ForeignKey("stock_count_line.id"))
    outcome: Mapped[CountOutcome] = mapped_column(code_column(CountOutcome, "outcome"))
    pieces: Mapped[int]
    """Above zero; the direction follows from the line."""
    surplus: Mapped[bool]
    """Whether the pieces were too many; else they were missing."""
    reason: Mapped[str] = mapped_column(default="")

    line: Mapped[StockCountLine] = relationship(back_populates="differences")

    __table_args__ = (
        UniqueConstraint("line_id", "outcome"),
        CheckConstraint("pieces > 0", name="pieces_above_zero"),
        CheckConstraint("NOT surplus OR outcome IN ('found', 'receipt_wrong')", name="surplus_was_not_lost"),
        CheckConstraint("surplus OR outcome <> 'found'", name="missing_was_not_found"),
    )
