"""Months, the ledger and statements."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from commissions.ledger import LEGS
from migrations.ddl import append_only

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chain_head",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("links", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chain_head")),
    )
    op.create_table(
        "ledger_leg",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "debit", "credit", name=op.f("pk_ledger_leg")),
    )
    op.create_table(
        "number_series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_number_series")),
    )
    op.create_table(
        "period",
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "closed",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("waived_missing", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL)",
            name=op.f("ck_period_closed_has_an_instant"),
        ),
        sa.CheckConstraint("month ~ '^20[0-9]{2}-(0[1-9]|1[0-2])$'", name=op.f("ck_period_is_a_month")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_period_closed_by_id")),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_period")),
    )
    op.create_table(
        "ledger_book",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=True),
        sa.Column("outlet_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'pair' OR (producer_id IS NOT NULL AND outlet_id IS NOT NULL)",
            name=op.f("ck_ledger_book_pair_is_whole"),
        ),
        sa.CheckConstraint("kind IN ('pair', 'buyback', 'campaign')", name=op.f("ck_ledger_book_kind")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_ledger_book_outlet_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_ledger_book_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_book")),
    )
    op.create_index(
        "uq_ledger_book_pair",
        "ledger_book",
        ["producer_id", "outlet_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'pair'"),
    )
    op.create_table(
        "statement",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("book_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("opening_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("returns_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("collected_by_producer_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("tax_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("adjustments_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("payments_from_outlet_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("payments_from_producer_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("closing_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("takings_claim_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("commission_claim_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("outlet_owes_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("producer_owes_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("prior_gross_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("prior_returns_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("prior_commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("snapshot", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.Text(), nullable=False),
        sa.Column("verification_code", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "closing_rupiah = takings_claim_rupiah - commission_claim_rupiah"
            " AND closing_rupiah = outlet_owes_rupiah - producer_owes_rupiah",
            name=op.f("ck_statement_claims_make_the_closing"),
        ),
        sa.CheckConstraint(
            "opening_rupiah + gross_rupiah - returns_rupiah - collected_by_producer_rupiah - commission_rupiah"
            " - tax_rupiah + adjustments_rupiah - payments_from_outlet_rupiah + payments_from_producer_rupiah"
            " = closing_rupiah",
            name=op.f("ck_statement_closing_follows"),
        ),
        sa.CheckConstraint(
            "outlet_owes_rupiah = greatest(takings_claim_rupiah, 0) + greatest(-commission_claim_rupiah, 0)",
            name=op.f("ck_statement_outlet_owes"),
        ),
        sa.ForeignKeyConstraint(["book_id"], ["ledger_book.id"], name=op.f("fk_statement_book_id")),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_statement_outlet_id")),
        sa.ForeignKeyConstraint(["period"], ["period.month"], name=op.f("fk_statement_period")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_statement_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_statement_content_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_statement_number")),
        sa.UniqueConstraint("period", "book_id", name=op.f("uq_statement_period_book_id")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_statement_previous_hash")),
        sa.UniqueConstraint("verification_code", name=op.f("uq_statement_verification_code")),
    )
    op.create_index(op.f("ix_statement_outlet_id"), "statement", ["outlet_id"], unique=False)
    op.create_index(op.f("ix_statement_producer_id"), "statement", ["producer_id"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("book_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("debit", sa.Text(), nullable=False),
        sa.Column("credit", sa.Text(), nullable=False),
        sa.Column("amount_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("sold_in", sa.Text(), nullable=False),
        sa.Column("taxed_in", sa.Text(), nullable=True),
        sa.Column("tax_code", sa.Text(), nullable=True),
        sa.Column("business_date", sa.Date(), nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("posted_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("amount_rupiah > 0", name=op.f("ck_transfer_amount_above_zero")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_transfer_two_accounts")),
        sa.ForeignKeyConstraint(["book_id"], ["ledger_book.id"], name=op.f("fk_transfer_book_id")),
        sa.ForeignKeyConstraint(
            ["kind", "debit", "credit"],
            ["ledger_leg.kind", "ledger_leg.debit", "ledger_leg.credit"],
            name=op.f("fk_transfer_kind_debit_credit"),
        ),
        sa.ForeignKeyConstraint(["period"], ["period.month"], name=op.f("fk_transfer_period")),
        sa.ForeignKeyConstraint(["posted_by_id"], ["user_account.id"], name=op.f("fk_transfer_posted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint("kind", "source", "part", name=op.f("uq_transfer_kind_source_part")),
    )
    op.create_index("ix_transfer_book", "transfer", ["book_id", "id"], unique=False)
    op.create_index("ix_transfer_period", "transfer", ["period", "book_id"], unique=False)
    op.create_table(
        "statement_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("statement_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "producer_acknowledged",
                "outlet_acknowledged",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_statement_event_by_id")),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["statement.id"],
            name=op.f("fk_statement_event_statement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_event")),
        sa.UniqueConstraint("statement_id", "kind", name=op.f("uq_statement_event_statement_id_kind")),
    )
    op.create_index(
        "uq_statement_event_one_side",
        "statement_event",
        ["statement_id", "by_id"],
        unique=True,
        postgresql_where=sa.text("kind IN ('producer_acknowledged', 'outlet_acknowledged')"),
    )
    op.create_index(
        "uq_statement_event_one_stand_in",
        "statement_event",
        ["statement_id"],
        unique=True,
        postgresql_where=sa.text("on_behalf_of IS NOT NULL"),
    )
    legs = sa.table("ledger_leg", sa.column("kind"), sa.column("debit"), sa.column("credit"))
    op.bulk_insert(
        legs,
        [{"kind": str(kind), "debit": str(debit), "credit": str(credit)} for kind, debit, credit in sorted(LEGS)],
    )
    append_only("ledger_book", "ledger_leg", "transfer", "statement", "statement_event")


def downgrade() -> None:
    """Drop them."""
    op.drop_index(
        "uq_statement_event_one_stand_in",
        table_name="statement_event",
        postgresql_where=sa.text("on_behalf_of IS NOT NULL"),
    )
    op.drop_index(
        "uq_statement_event_one_side",
        table_name="statement_event",
        postgresql_where=sa.text("kind IN ('producer_acknowledged', 'outlet_acknowledged')"),
    )
    op.drop_table("statement_event")
    op.drop_index("ix_transfer_period", table_name="transfer")
    op.drop_index("ix_transfer_book", table_name="transfer")
    op.drop_table("transfer")
    op.drop_index(op.f("ix_statement_producer_id"), table_name="statement")
    op.drop_index(op.f("ix_statement_outlet_id"), table_name="statement")
    op.drop_table("statement")
    op.drop_index(
        "uq_ledger_book_pair",
        table_name="ledger_book",
        postgresql_where=sa.text("kind = 'pair'"),
    )
    op.drop_table("ledger_book")
    op.drop_table("period")
    op.drop_table("number_series")
    op.drop_table("ledger_leg")
    op.drop_table("chain_head")
