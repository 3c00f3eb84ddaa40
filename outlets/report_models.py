"""What lies beside a sales report: photos of the paper it was typed from, and what the clock of the device said."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, id_column
from core.files import StoredFile


class ReportPhoto(AppendOnly, Model):
    """A photo (or PDF) of the paper a report was typed from; whoever sees the report sees it."""

    __tablename__ = "report_photo"

    id: Mapped[int] = id_column()
    report_id: Mapped[int] = mapped_column(ForeignKey("sales_report.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship()

    __table_args__ = (UniqueConstraint("report_id", "file_id"),)


class DeviceTime(AppendOnly, Model):
    """What the clock of a device said when a report was made on it and when it was sent: evidence, never trusted.

    `skew_seconds` is that clock less ours when the report arrived.
    """

    __tablename__ = "device_time"

    report_id: Mapped[int] = mapped_column(ForeignKey("sales_report.id"), primary_key=True, autoincrement=False)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime]
    skew_seconds: Mapped[int]
