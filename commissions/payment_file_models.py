"""Payment files: which claims of producers an outlet means to pay by bank transfer, and to which accounts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissions.ledger import Claim
from commissions.models import Statement
from commissions.payment_file_states import PaymentFileStatus
from core.database import AppendOnly, Model, code_column, id_column
from outlets.models import Outlet
from partnerships.models import Producer, Requirement
from partnerships.payee_accounts import NoAccount


class PaymentFile(Model):
    """One list of transfers of an outlet; the account numbers are not in it but read anew at each download."""

    __tablename__ = "payment_file"

    id: Mapped[int] = id_column()
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    status: Mapped[PaymentFileStatus] = mapped_column(code_column(PaymentFileStatus, "status"))
    debit_account: Mapped[str | None]
    """The outlet's own account that is to be debited; only a bank's layout needs it."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    ended_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    outlet: Mapped[Outlet] = relationship()
    lines: Mapped[list["PaymentFileLine"]] = relationship(order_by="PaymentFileLine.id", back_populates="payment_file")

    @property
    def number(self) -> str:
        """What the file is called: `BPB-12`."""
        return f"BPB-{self.id}"

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        CheckConstraint("(status = 'open') = (ended_by_id IS NULL)", name="ended_by_somebody"),
        CheckConstraint("(ended_by_id IS NULL) = (ended_at IS NULL)", name="ended_at_an_instant"),
        CheckConstraint("(status = 'sent') = (paid_on IS NOT NULL)", name="sent_on_a_day"),
    )


class PaymentFileLine(AppendOnly, Model):
    """One claim in a file: to the account that was accepted when it was made, or apart for a reason."""

    __tablename__ = "payment_file_line"

    id: Mapped[int] = id_column()
    payment_file_id: Mapped[int] = mapped_column(ForeignKey("payment_file.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    claim: Mapped[Claim] = mapped_column(code_column(Claim, "claim"))
    amount_rupiah: Mapped[int]
    requirement_id: Mapped[int | None] = mapped_column(ForeignKey("requirement.id"))
    no_account: Mapped[NoAccount | None] = mapped_column(code_column(NoAccount, "no_account"))

    payment_file: Mapped[PaymentFile] = relationship(back_populates="lines")
    producer: Mapped[Producer] = relationship()
    statement: Mapped[Statement] = relationship()
    requirement: Mapped[Requirement | None] = relationship()

    __table_args__ = (
        UniqueConstraint("payment_file_id", "statement_id", "claim"),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
        CheckConstraint("(requirement_id IS NULL) = (no_account IS NOT NULL)", name="an_account_or_why_not"),
    )
