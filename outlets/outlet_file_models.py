"""Spreadsheets of many outlets, or of the item codes of one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import UserAccount
from core.database import Model, code_column, id_column
from core.row_file_states import RowFileStatus
from outlets.models import Outlet


class OutletFile(Model):
    """A spreadsheet of outlets or, where it names one, of the item codes of that outlet's till.

    What it holds may name people, so it lies sealed and is removed once it was dealt with.
    """

    __tablename__ = "outlet_file"

    id: Mapped[int] = id_column()
    original_name: Mapped[str]
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    content_hash: Mapped[str]
    content_encrypted: Mapped[bytes | None]
    rows_encrypted: Mapped[bytes | None]
    status: Mapped[RowFileStatus] = mapped_column(code_column(RowFileStatus, "status"))
    mapping: Mapped[dict[str, object]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, int]] = mapped_column(JSONB, default=dict)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    uploaded_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    uploaded_by: Mapped[UserAccount] = relationship()
    outlet: Mapped[Outlet | None] = relationship()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(status = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_some_time"),
    )
