"""Months, books, transfers, and the statements that say who owes whom. Rows are added, never changed.

The accounts and the legs a transfer may have stand in docs/ledger.md and `commissions/ledger.py`.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Integer, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import AppendOnly, Model, code_column, id_column
from core.wording import N_


class PeriodStatus(StrEnum):
    """A month is open until it is closed; it is never opened again."""

    OPEN = "open"
    CLOSED = "closed"


class StatementEventKind(StrEnum):
    """What happened to an issued statement."""

    PRODUCER_ACKNOWLEDGED = "producer_acknowledged"
    OUTLET_ACKNOWLEDGED = "outlet_acknowledged"


class StatementStatus(StrEnum):
    """What a statement's events and payments make of it; derived, never stored."""

    ISSUED = "issued"
    ACKNOWLEDGED = "acknowledged"
    DISPUTED = "disputed"
    SETTLED = "settled"


STATEMENT_STATUS_LABELS = {
    StatementStatus.ISSUED: N_("Terbit"),
    StatementStatus.ACKNOWLEDGED: N_("Disetujui kedua pihak"),
    StatementStatus.DISPUTED: N_("Ada keberatan"),
    StatementStatus.SETTLED: N_("Lunas"),
}


class Period(Model):
    """A month of the ledger. Posters share a lock on its row, whoever closes it takes the lock alone."""

    __tablename__ = "period"

    @property
    def id(self) -> int:
        """The month as a number, 202610, by which its history knows it."""
        return int(self.month.replace("-", ""))

    month: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[PeriodStatus] = mapped_column(code_column(PeriodStatus, "status"))
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    waived_missing: Mapped[list[dict[str, object]] | None] = mapped_column(JSONB)
    reason: Mapped[str | None]

    __table_args__ = (
        CheckConstraint("month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'", name="is_a_month"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_has_an_instant"),
    )


class LedgerBook(AppendOnly, Model):
    """Whose account a transfer belongs to: a pair of producer and outlet, a buy-back, or a campaign."""

    __tablename__ = "ledger_book"

    id: Mapped[int] = id_column()
    kind: Mapped[str]
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"))
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"))
    budget_id: Mapped[int | None] = mapped_column(ForeignKey("buyback_budget.id"))
    """The budget line of a buy-back."""
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), unique=True)
    """The campaign whose buyers' money stands here."""

    __table_args__ = (
        CheckConstraint("kind IN ('pair', 'buyback', 'campaign')", name="kind"),
        CheckConstraint("kind <> 'pair' OR (producer_id IS NOT NULL AND outlet_id IS NOT NULL)", name="pair_is_whole"),
        CheckConstraint(
            "(kind = 'buyback') = (budget_id IS NOT NULL)"
            " AND (kind <> 'buyback' OR (producer_id IS NOT NULL AND outlet_id IS NULL))",
            name="buyback_is_whole",
        ),
        CheckConstraint(
            "(kind = 'campaign') = (campaign_id IS NOT NULL)"
            " AND (kind <> 'campaign' OR (producer_id IS NULL AND outlet_id IS NULL))",
            name="campaign_is_whole",
        ),
        Index("uq_ledger_book_buyback", "producer_id", "budget_id", unique=True),
        Index("uq_ledger_book_pair", "producer_id", "outlet_id", unique=True, postgresql_where=text("kind = 'pair'")),
    )


class LedgerLeg(AppendOnly, Model):
    """The debit and credit account each kind of transfer may have. A transfer on no leg cannot be written."""

    __tablename__ = "ledger_leg"

    kind: Mapped[str] = mapped_column(primary_key=True)
    debit: Mapped[str] = mapped_column(primary_key=True)
    credit: Mapped[str] = mapped_column(primary_key=True)


class Transfer(AppendOnly, Model):
    """So many rupiah from one account to another of the same book. A correction is a further transfer."""

    __tablename__ = "transfer"

    id: Mapped[int] = id_column()
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    kind: Mapped[str]
    debit: Mapped[str]
    credit: Mapped[str]
    amount_rupiah: Mapped[int]
    source: Mapped[str]
    part: Mapped[str]
    period: Mapped[str] = mapped_column(ForeignKey("period.month"))
    sold_in: Mapped[str]
    taxed_in: Mapped[str | None]
    tax_code: Mapped[str | None]
    business_date: Mapped[date]
    posted_at: Mapped[datetime]
    posted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        UniqueConstraint("kind", "source", "part"),
        ForeignKeyConstraint(["kind", "debit", "credit"], ["ledger_leg.kind", "ledger_leg.debit", "ledger_leg.credit"]),
        CheckConstraint("amount_rupiah > 0", name="amount_above_zero"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        Index("ix_transfer_period", "period", "book_id"),
        Index("ix_transfer_book", "book_id", "id"),
    )


class Statement(AppendOnly, Model):
    """What one producer and one outlet owe each other for one month, frozen with its hash."""

    __tablename__ = "statement"

    id: Mapped[int] = id_column()
    number: Mapped[str] = mapped_column(unique=True)
    period: Mapped[str] = mapped_column(ForeignKey("period.month"))
    book_id: Mapped[int] = mapped_column(ForeignKey("ledger_book.id"))
    producer_id: Mapped[int] = mapped_column(ForeignKey("producer.id"), index=True)
    outlet_id: Mapped[int] = mapped_column(ForeignKey("outlet.id"), index=True)
    opening_rupiah: Mapped[int]
    gross_rupiah: Mapped[int]
    returns_rupiah: Mapped[int]
    collected_by_producer_rupiah: Mapped[int]
    commission_rupiah: Mapped[int]
    tax_rupiah: Mapped[int]
    adjustments_rupiah: Mapped[int]
    payments_from_outlet_rupiah: Mapped[int]
    payments_from_producer_rupiah: Mapped[int]
    closing_rupiah: Mapped[int]
    takings_claim_rupiah: Mapped[int]
    commission_claim_rupiah: Mapped[int]
    outlet_owes_rupiah: Mapped[int]
    producer_owes_rupiah: Mapped[int]
    prior_gross_rupiah: Mapped[int]
    prior_returns_rupiah: Mapped[int]
    prior_commission_rupiah: Mapped[int]
    due_on: Mapped[date]
    snapshot: Mapped[dict[str, object]] = mapped_column(JSONB)
    names_encrypted: Mapped[bytes | None]
    """The producer's and its products' names of the day of issue, under the producer's key; not part of the seal."""
    content_hash: Mapped[str] = mapped_column(unique=True)
    previous_hash: Mapped[str] = mapped_column(unique=True)
    verification_code: Mapped[str] = mapped_column(unique=True)
    issued_at: Mapped[datetime]
    silence_days: Mapped[int] = mapped_column(Integer)
    """After how many days without an answer it counts as acknowledged; the agency's setting on the day of issue."""

    book: Mapped[LedgerBook] = relationship()

    __table_args__ = (
        UniqueConstraint("period", "book_id"),
        CheckConstraint("silence_days BETWEEN 1 AND 90", name="silence_days_fit"),
        CheckConstraint(
            "opening_rupiah + gross_rupiah - returns_rupiah - collected_by_producer_rupiah - commission_rupiah"
            " - tax_rupiah + adjustments_rupiah - payments_from_outlet_rupiah + payments_from_producer_rupiah"
            " = closing_rupiah",
            name="closing_follows",
        ),
        CheckConstraint(
            "closing_rupiah = takings_claim_rupiah - commission_claim_rupiah"
            " AND closing_rupiah = outlet_owes_rupiah - producer_owes_rupiah",
            name="claims_make_the_closing",
        ),
        CheckConstraint(
            "outlet_owes_rupiah = greatest(takings_claim_rupiah, 0) + greatest(-commission_claim_rupiah, 0)",
            name="outlet_owes",
        ),
    )


class StatementEvent(AppendOnly, Model):
    """Something that happened to a statement after it was issued; its state is derived from these."""

    __tablename__ = "statement_event"

    id: Mapped[int] = id_column()
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    kind: Mapped[StatementEventKind] = mapped_column(code_column(StatementEventKind, "kind"))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    on_behalf_of: Mapped[str | None]
    source: Mapped[str | None]

    __table_args__ = (
        UniqueConstraint("statement_id", "kind"),
        Index(
            "uq_statement_event_one_side",
            "statement_id",
            "by_id",
            unique=True,
            postgresql_where=text("kind IN ('producer_acknowledged', 'outlet_acknowledged')"),
        ),
        Index(
            "uq_statement_event_one_stand_in",
            "statement_id",
            unique=True,
            postgresql_where=text("on_behalf_of IS NOT NULL"),
        ),
    )


class ChainHead(Model):
    """The last link of a hash chain and how many there are; locked by whoever adds the next."""

    __tablename__ = "chain_head"

    name: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]
    links: Mapped[int]


class NumberSeries(Model):
    """The last number given in a series without gaps, such as the statements of a year."""

    __tablename__ = "number_series"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_number: Mapped[int]
