"""Lines of statements that one side disputes, how that was decided, and the credit notes corrections give."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commissions.ledger import Party
from commissions.models import Statement
from core.database import AppendOnly, Model, code_column, id_column
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.models import Outlet
from outlets.sales_models import SaleLine
from partnerships.models import Producer


class DisputeOutcome(StrEnum):
    """How a dispute ends: the line is corrected by further lines, or it stands."""

    ADJUSTED = "adjusted"
    UPHELD = "upheld"


OUTCOME_LABELS: dict[str, str] = {
    DisputeOutcome.ADJUSTED: N_("Dikoreksi"),
    DisputeOutcome.UPHELD: N_("Baris tetap benar"),
}


class StatementDispute(AppendOnly, Model):
    """One line of one statement that a side says is wrong. Until it is decided nothing is posted about its sale.

    The line is of a sale, or of pieces accepted for a pooled pre-order. Disputes about the same sale or delivery are
    numbered without a gap, so that two cannot be open at once.
    """

    __tablename__ = "statement_dispute"

    id: Mapped[int] = id_column()
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"))
    sale_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"))
    """The sale the line is, or is about."""
    delivery_line_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"))
    """The delivery the line is, or is about."""
    ordinal: Mapped[int]
    raised_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    raised_at: Mapped[datetime]
    raised_for: Mapped[Party] = mapped_column(code_column(Party, "raised_for"))
    raised_source: Mapped[str | None]
    reason: Mapped[str]

    statement: Mapped[Statement] = relationship()
    line: Mapped[SaleLine | None] = relationship(foreign_keys=[line_id])
    delivery_line: Mapped[CampaignDelivery | None] = relationship(foreign_keys=[delivery_line_id])
    delivery: Mapped[CampaignDelivery | None] = relationship(foreign_keys=[delivery_id])
    decision: Mapped["DisputeDecision | None"] = relationship(viewonly=True)

    __table_args__ = (
        UniqueConstraint("sale_line_id", "ordinal"),
        UniqueConstraint("delivery_id", "ordinal"),
        CheckConstraint(
            "num_nonnulls(line_id, sale_line_id) IN (0, 2) AND num_nonnulls(delivery_line_id, delivery_id) IN (0, 2)"
            " AND num_nonnulls(line_id, delivery_line_id) = 1",
            name="sale_or_preorder",
        ),
        UniqueConstraint("id", "raised_by_id"),
        CheckConstraint("ordinal > 0", name="numbered_from_one"),
    )


class DisputeDecision(AppendOnly, Model):
    """How somebody who did not raise it decided a dispute, and why."""

    __tablename__ = "dispute_decision"

    id: Mapped[int] = id_column()
    dispute_id: Mapped[int] = mapped_column(unique=True)
    raised_by_id: Mapped[int]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    decided_at: Mapped[datetime]
    outcome: Mapped[DisputeOutcome] = mapped_column(code_column(DisputeOutcome, "outcome"))
    reason: Mapped[str]

    __table_args__ = (
        ForeignKeyConstraint(
            ["dispute_id", "raised_by_id"],
            ["statement_dispute.id", "statement_dispute.raised_by_id"],
            name="fk_dispute_decision_dispute_id",
        ),
        CheckConstraint("decided_by_id <> raised_by_id", name="second_person_decides"),
    )


class CreditNote(AppendOnly, Model):
    """The document of a correction that concerns an issued statement: it names the statement and the line.

    What was corrected is a sale, or a delivery of a pooled pre-order.
    """

    __tablename__ = "credit_note"

    id: Mapped[int] = id_column()
    number: Mapped[str] = mapped_column(unique=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    sale_line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"))
    line_id: Mapped[int | None] = mapped_column(ForeignKey("sale_line.id"), unique=True)
    """The line that took pieces off the sale."""
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"))
    delivery_line_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_delivery.id"), unique=True)
    """The line that took pieces off the delivery."""
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    gross_rupiah: Mapped[int]
    commission_rupiah: Mapped[int]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]

    statement: Mapped[Statement] = relationship()
    sale_line: Mapped[SaleLine | None] = relationship(foreign_keys=[sale_line_id])
    line: Mapped[SaleLine | None] = relationship(foreign_keys=[line_id])
    delivery: Mapped[CampaignDelivery | None] = relationship(foreign_keys=[delivery_id])
    delivery_line: Mapped[CampaignDelivery | None] = relationship(foreign_keys=[delivery_line_id])
    producer: Mapped[Producer] = relationship()
    outlet: Mapped[Outlet] = relationship()

    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(line_id, sale_line_id) IN (0, 2) AND num_nonnulls(delivery_line_id, delivery_id) IN (0, 2)"
            " AND num_nonnulls(line_id, delivery_line_id) = 1",
            name="sale_or_preorder",
        ),
        CheckConstraint("gross_rupiah > 0", name="gross_above_zero"),
        CheckConstraint("commission_rupiah >= 0", name="commission_not_below_zero"),
    )
