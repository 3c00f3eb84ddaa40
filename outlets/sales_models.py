"""Sales as outlets report them: the report, the lines it holds, the days it answers for, and uploaded till files.

A sale line is the source document. It stores price, rate, rule, agreement version, money route and commission of the
day of sale, and never changes; what leaves a sale is a further line with a negative quantity.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from outlets.models import Outlet
from outlets.money_routes import MoneyRoute
from outlets.states import Channel, FileStatus, OverlapDecision


class LineKind(StrEnum):
    """What a line is: a sale, goods a customer brought back, the taking back of a wrong entry, or of such a return."""

    SALE = "sale"
    CUSTOMER_RETURN = "customer_return"
    REVERSAL = "reversal"
    RETURN_CANCELLED = "return_cancelled"


class SalesReport(AppendOnly, Model):
    """One accepted report of one outlet, within one month; nil says that nothing was sold.

    A report that corrects another names it, with a number counted from 1 for each report that is corrected, and where
    it stands in for a line that was taken back, that line. The days stay those of the corrected report.
    """

    __tablename__ = "sales_report"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    period_start: Mapped[date]
    period_end: Mapped[date]
    channel: Mapped[Channel] = mapped_column(code_column(Channel, "channel"))
    source: Mapped[str] = mapped_column(default="")
    is_nil: Mapped[bool] = mapped_column(default=False)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reported_at: Mapped[datetime]
    sales_file_id: Mapped[int | None] = mapped_column(ForeignKey("sales_file.id"))
    request_sha256: Mapped[str | None]
    corrects_id: Mapped[int | None]
    correction_number: Mapped[int | None]
    replaces_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id", use_alter=True), unique=True)
    correction_reason: Mapped[str | None]

    outlet: Mapped[Outlet] = relationship()

    __table_args__ = (
        UniqueConstraint("id", "outlet_id"),
        UniqueConstraint("corrects_id", "correction_number"),
        ForeignKeyConstraint(["corrects_id", "outlet_id"], ["sales_report.id", "sales_report.outlet_id"]),
        CheckConstraint(
            "num_nulls(corrects_id, correction_number, correction_reason) IN (0, 3)"
            " AND (replaces_line_id IS NULL OR corrects_id IS NOT NULL) AND (corrects_id IS NULL OR NOT is_nil)",
            name="correction_is_whole",
        ),
        CheckConstraint("period_end >= period_start", name="ends_after_it_starts"),
        Index("ix_sales_report_outlet", "outlet_id", "period_start"),
    )


class ReportedDay(AppendOnly, Model):
    """A day of an outlet that a report answers for.

    `claims_from`..`claims_to` is the range of report ids the claim keeps out, itself excepted: a report whose lines
    carry no receipt numbers (or a nil report) claims the whole day against every other, 0 to the greatest id; one
    whose lines all carry receipts claims only its own id, so several may share the day. An exclusion constraint does
    the rest.
    """

    __tablename__ = "reported_day"

    report_id: Mapped[int] = mapped_column(ForeignKey("sales_report.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    outlet_id: Mapped[int]
    claims_from: Mapped[int]
    claims_to: Mapped[int]

    __table_args__ = (Index("ix_reported_day_outlet", "outlet_id", "day"),)


class DayDecision(AppendOnly, Model):
    """What a person decided about a day that another report answers for, when a second source brought sales of it.

    The report made of the second source stands on this decision instead of a claim of its own. Without a report nothing
    was taken over. One upload decides a day once.
    """

    __tablename__ = "day_decision"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    day: Mapped[date]
    decision: Mapped[OverlapDecision] = mapped_column(code_column(OverlapDecision, "decision"))
    reason: Mapped[str]
    report_id: Mapped[int | None] = mapped_column(ForeignKey("sales_report.id"))
    sales_file_id: Mapped[int | None] = mapped_column(ForeignKey("sales_file.id"))
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("report_id", "day"),
        UniqueConstraint("sales_file_id", "day"),
        CheckConstraint("report_id IS NOT NULL OR sales_file_id IS NOT NULL", name="names_the_second_source"),
        CheckConstraint("btrim(reason) <> ''", name="decided_for_a_reason"),
        Index("ix_day_decision_outlet", "outlet_id", "day"),
    )


class UndecidedDay(AppendOnly, Model):
    """A day on which a program's report, or a file it confirmed, brought receipts beside those of another channel.

    The report was accepted with a warning; the day waits until a decision about the two stands (`DayDecision`).
    """

    __tablename__ = "undecided_day"

    report_id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    outlet_id: Mapped[int]

    __table_args__ = (
        ForeignKeyConstraint(["report_id", "outlet_id"], ["sales_report.id", "sales_report.outlet_id"]),
        Index("ix_undecided_day_outlet", "outlet_id", "day"),
    )


class ReportItem(AppendOnly, Model):
    """A placement that a report has lines of: what ties all those lines to their origin, checked once for all of them.

    Its two keys hold it to its report and its placement and say that they share the outlet; a line then needs only one
    key, to here (docs/decisions/0009).
    """

    __tablename__ = "report_item"

    report_id: Mapped[int] = mapped_column(primary_key=True)
    placement_id: Mapped[int] = mapped_column(primary_key=True)
    outlet_id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(primary_key=True)
    producer_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["report_id", "outlet_id"], ["sales_report.id", "sales_report.outlet_id"]),
        ForeignKeyConstraint(
            ["placement_id", "outlet_id", "product_id", "producer_id"],
            ["placement.id", "placement.outlet_id", "placement.product_id", "placement.producer_id"],
        ),
        Index("ix_report_item_placement", "placement_id"),
    )


class SaleLine(AppendOnly, Model):
    """One posted line: a sale, or with a negative quantity what left one.

    The database holds it to the item of its report, and so to report and placement, and says that they share outlet,
    product and producer (docs/decisions/0009); it looks at all lines of a statement together (docs/decisions/0010).
    """

    __tablename__ = "sale_line"

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=False), primary_key=True)
    report_id: Mapped[int]
    outlet_id: Mapped[int]
    producer_id: Mapped[int]
    placement_id: Mapped[int]
    product_id: Mapped[int]
    agreement_id: Mapped[int]
    agreement_version: Mapped[int]
    rate_id: Mapped[int]
    rule: Mapped[str]
    money_route: Mapped[MoneyRoute] = mapped_column(code_column(MoneyRoute, "money_route"))
    kind: Mapped[LineKind] = mapped_column(code_column(LineKind, "kind"))
    sold_on: Mapped[date]
    period: Mapped[str]
    late: Mapped[bool]
    code: Mapped[str]
    reference: Mapped[str]
    occurrence: Mapped[int]
    file_row: Mapped[int | None]
    quantity: Mapped[int]
    unit_price_rupiah: Mapped[int]
    gross_rupiah: Mapped[int]
    rate_bp: Mapped[int]
    commission_rupiah: Mapped[int]
    tax_code: Mapped[str | None]
    reverses_id: Mapped[int | None]
    refunded_by: Mapped[str | None]
    natural_key: Mapped[UUID | None]

    __table_args__ = (
        UniqueConstraint("natural_key"),
        CheckConstraint("gross_rupiah = quantity * unit_price_rupiah", name="gross_is_quantity_times_price"),
        CheckConstraint(
            "(kind IN ('sale', 'return_cancelled')) = (quantity > 0) AND quantity <> 0", name="sign_follows_kind"
        ),
        CheckConstraint("(kind = 'sale') = (reverses_id IS NULL)", name="what_leaves_names_its_sale"),
        CheckConstraint("unit_price_rupiah > 0 AND abs(gross_rupiah) <= 10000000000000", name="amount_is_sane"),
        CheckConstraint("rate_bp BETWEEN 0 AND 10000 AND abs(commission_rupiah) <= abs(gross_rupiah)", name="rate"),
        Index("ix_sale_line_pair", "producer_id", "outlet_id", "period"),
        Index("ix_sale_line_reverses", "reverses_id", postgresql_where=text("reverses_id IS NOT NULL")),
    )


SaleLine.__table__.add_is_dependent_on(ReportItem.__table__)  # type: ignore[attr-defined]


class LineDeparture(AppendOnly, Model):
    """Pieces that left a sale line, as a chain: each link begins where the one before ended, within what was sold.

    Keys alone refuse to take back more than was sold, a gap, and two at once (quality invariant L5). Only a link that
    names the mistaken return it cancels goes back, and each return is cancelled once.
    """

    __tablename__ = "line_departure"

    sale_line_id: Mapped[int] = mapped_column(ForeignKey("sale_line.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    gone_after: Mapped[int]
    gone_before: Mapped[int]
    chained_from: Mapped[int | None]
    sold: Mapped[int]
    line_id: Mapped[int] = mapped_column(ForeignKey("sale_line.id"), unique=True)
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("line_departure.line_id"), unique=True)
    """The line of the return that was a mistake."""

    __table_args__ = (
        UniqueConstraint("sale_line_id", "number", "gone_after"),
        ForeignKeyConstraint(
            ["sale_line_id", "chained_from", "gone_before"],
            ["line_departure.sale_line_id", "line_departure.number", "line_departure.gone_after"],
        ),
        CheckConstraint(
            "number > 0 AND chained_from IS NOT DISTINCT FROM nullif(number - 1, 0)"
            " AND (number > 1 OR gone_before = 0)",
            name="chain_has_no_gap",
        ),
        CheckConstraint(
            "0 <= gone_before AND gone_before <= sold AND 0 <= gone_after AND gone_after <= sold",
            name="within_the_sale",
        ),
        CheckConstraint(
            "gone_after <> gone_before AND (cancels_id IS NULL) = (gone_after > gone_before)",
            name="only_a_mistake_goes_back",
        ),
    )


class SalesFile(Model):
    """A till file an outlet uploaded: the original is kept, the dry run says what confirming it would post."""

    __tablename__ = "sales_file"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str]
    status: Mapped[FileStatus] = mapped_column(code_column(FileStatus, "status"))
    mapping: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    problems: Mapped[list[dict[str, object]]] = mapped_column(JSONB, default=list)
    remarks: Mapped[dict[str, list[dict[str, object]]]] = mapped_column(JSONB, default=dict)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    confirmed_at: Mapped[datetime | None]
    source: Mapped[str] = mapped_column(default="")
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id"))
    """The job that reads or posts a big file, the last one."""
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    file: Mapped[StoredFile] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (Index("ix_sales_file_outlet", "outlet_id", "sha256"),)
