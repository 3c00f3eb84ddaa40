"""Objections of outlets to reports that staff entered for them."""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def _to(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_report_objection_{column}"))


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "report_objection",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=True),
        sa.Column("entered_by_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_by_id", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrections_seen", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "corrected",
                "kept",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "num_nulls(decided_by_id, decided_at, decision_reason) = CASE WHEN status = 'open' THEN 3 ELSE 0 END",
            name=op.f("ck_report_objection_decided_for_a_reason"),
        ),
        sa.CheckConstraint(
            "status <> 'kept' OR decided_by_id <> entered_by_id",
            name=op.f("ck_report_objection_second_person_keeps"),
        ),
        _to("report_id", "sales_report"),
        _to("line_id", "sale_line"),
        _to("entered_by_id", "user_account"),
        _to("raised_by_id", "user_account"),
        _to("decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_objection")),
    )
    op.create_index(op.f("ix_report_objection_report_id"), "report_objection", ["report_id"])
    op.create_index(
        "uq_report_objection_open",
        "report_objection",
        ["report_id", sa.text("coalesce(line_id, 0)")],
        unique=True,
        postgresql_where=sa.text("status = 'open'"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("report_objection")
