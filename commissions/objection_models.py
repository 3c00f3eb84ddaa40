"""What an outlet says against a report, or one line of it, that staff entered for it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import UserAccount
from commissions.objection_states import ObjectionStatus
from core.database import Model, code_column, id_column
from outlets.sales_models import SaleLine, SalesReport


class ReportObjection(Model):
    """An objection to a report, or to one line of it; what was posted stays until it is corrected by further lines.

    `corrections_seen` is how often it had been corrected when the outlet objected: saying "corrected" needs more.
    """

    __tablename__ = "report_objection"

    id: Mapped[int] = id_column()
    report_id: Mapped[int] = mapped_column(ForeignKey("sales_report.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    """Who entered the report; somebody else says that it was right."""
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    raised_at: Mapped[datetime]
    reason: Mapped[str]
    corrections_seen: Mapped[int]
    status: Mapped[ObjectionStatus] = mapped_column(code_column(ObjectionStatus, "status"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    report: Mapped[SalesReport] = relationship()
    line: Mapped[SaleLine | None] = relationship()
    raised_by: Mapped[UserAccount] = relationship(foreign_keys=[raised_by_id])
    decided_by: Mapped[UserAccount | None] = relationship(foreign_keys=[decided_by_id])

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint(
            "num_nulls(decided_by_id, decided_at, decision_reason) = CASE WHEN status = 'open' THEN 3 ELSE 0 END",
            name="decided_for_a_reason",
        ),
        CheckConstraint("status <> 'kept' OR decided_by_id <> entered_by_id", name="second_person_keeps"),
        Index(
            "uq_report_objection_open",
            "report_id",
            text("coalesce(line_id, 0)"),
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
    )
