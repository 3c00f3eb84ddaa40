"""What settles a claim between a producer and an outlet: payments, and how they are spread over statements.

Whatever one side enters, the other one decides; the database itself refuses a decision by the same person, for the
same side, or by staff standing in for both.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from commissions.ledger import Claim, Party
from commissions.models import LedgerBook, Statement
from commissions.settlement_states import PaymentMeans, PaymentStatus
from core.database import AppendOnly, Model, code_column, id_column
from core.files import StoredFile
from outlets.models import Outlet
from partnerships.models import Producer


class DecidedByTheOther:
    """A mixin: who entered something for which side of a pair, and who decided it for the other.

    A source is there when staff stood in for the side, be it empty; nothing stands there when the side acted itself.
    """

    id: Mapped[int] = id_column()
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"), index=True)
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime]
    made_for: Mapped[Party] = mapped_column(code_column(Party, "made_for"))
    made_source: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime | None]
    decided_for: Mapped[Party | None] = mapped_column(code_column(Party, "decided_for"))
    decided_source: Mapped[str | None]
    decision_reason: Mapped[str | None]
    period: Mapped[str | None] = mapped_column(ForeignKey("period.month"))
    """The month it is posted in; None until it is confirmed."""
    version: Mapped[int] = mapped_column(default=1)

    @declared_attr
    def producer(self) -> Mapped[Producer]:
        """The producer's side."""
        return relationship(Producer)

    @declared_attr
    def outlet(self) -> Mapped[Outlet]:
        """The outlet's side."""
        return relationship(Outlet)

    @declared_attr
    def book(self) -> Mapped[LedgerBook]:
        """The account of the pair."""
        return relationship(LedgerBook)

    @property
    def other_side(self) -> Party:
        """The side that decides."""
        return Party.PRODUCER if self.made_for is Party.OUTLET else Party.OUTLET


def both_sides(posted: str, waiting: str) -> tuple[CheckConstraint, ...]:
    """What the database checks of a table of `DecidedByTheOther`; `posted` are its states in the ledger, quoted."""
    return (
        CheckConstraint("status = 'withdrawn' OR decided_by_id <> made_by_id", name="second_person_decides"),
        CheckConstraint("status = 'withdrawn' OR decided_for <> made_for", name="other_side_decides"),
        CheckConstraint("made_source IS NULL OR decided_source IS NULL", name="staff_never_for_both"),
        CheckConstraint(f"(status = '{waiting}') = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_for IS NULL)", name="decided_for_a_side"),
        CheckConstraint(f"(status IN ({posted})) = (period IS NOT NULL)", name="posted_once_confirmed"),
    )


class Payment(DecidedByTheOther, Model):
    """Money that went from one side of a pair to the other, as one side says and the other confirms."""

    __tablename__ = "payment"

    status: Mapped[PaymentStatus] = mapped_column(code_column(PaymentStatus, "status"))
    paid_by: Mapped[Party] = mapped_column(code_column(Party, "paid_by"))
    amount_rupiah: Mapped[int]
    paid_on: Mapped[date]
    means: Mapped[PaymentMeans] = mapped_column(code_column(PaymentMeans, "means"))
    reference: Mapped[str] = mapped_column(default="")
    proof_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    returned_on: Mapped[date | None]
    returned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    returned_at: Mapped[datetime | None]
    returned_period: Mapped[str | None] = mapped_column(ForeignKey("period.month"))
    return_reason: Mapped[str | None]

    proof: Mapped[StoredFile | None] = relationship()
    allocations: Mapped[list["PaymentAllocation"]] = relationship(order_by="PaymentAllocation.id")

    @property
    def number(self) -> str:
        """What the payment is called: `BYR-12`."""
        return f"BYR-{self.id}"

    __mapper_args__ = {"version_id_col": DecidedByTheOther.version}  # noqa: RUF012 - SQLAlchemy's own form
    __table_args__ = (
        *both_sides("'confirmed', 'returned'", "announced"),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
        CheckConstraint("(status = 'returned') = (returned_on IS NOT NULL)", name="returned_on_a_day"),
        CheckConstraint("(returned_on IS NULL) = (returned_period IS NULL)", name="return_is_posted"),
        CheckConstraint("returned_period >= period", name="returned_after_posting"),
        Index("ix_payment_twins", "book_id", "amount_rupiah", "paid_on"),
    )


class PaymentAllocation(AppendOnly, Model):
    """The part of a payment that goes to one claim: of a statement named, or of no statement in particular.

    Named parts stand from the beginning; what is left is added when the payment is confirmed, so that the parts of a
    payment in the ledger sum to its amount.
    """

    __tablename__ = "payment_allocation"

    id: Mapped[int] = id_column()
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    statement_id: Mapped[int | None] = mapped_column(ForeignKey("statement.id"), index=True)
    claim: Mapped[Claim] = mapped_column(code_column(Claim, "claim"))
    amount_rupiah: Mapped[int]

    statement: Mapped[Statement | None] = relationship()

    __table_args__ = (
        UniqueConstraint("payment_id", "statement_id", "claim"),
        Index("uq_payment_allocation_rest", "payment_id", unique=True, postgresql_where=text("statement_id IS NULL")),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
    )
