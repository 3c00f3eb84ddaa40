"""Re-ratings of posted sales, and the agreed rates they make."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

ONE_START = "uq_agreement_rate_agreement_id_scope_starts_on"


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Make the tables; an agreed rate may name the re-rating that made it, and is then one more beside the first."""
    status = sa.Enum(
        *("proposed", "approved", "declined", "withdrawn"),
        name="status",
        native_enum=False,
        create_constraint=True,
        length=40,
    )
    op.create_table(
        "re_rating",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("agreement_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("status", status, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("wrong_rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("re_rating", "second_person_decides", "status = 'withdrawn' OR decided_by_id <> proposed_by_id"),
        _check("re_rating", "decided_by_somebody", "(status = 'proposed') = (decided_by_id IS NULL)"),
        _check("re_rating", "decided_at_an_instant", "(decided_by_id IS NULL) = (decided_at IS NULL)"),
        _check("re_rating", "ends_after_it_starts", "last_day >= first_day"),
        _check(
            "re_rating",
            "rates_differ",
            "rate_bp BETWEEN 0 AND 10000 AND wrong_rate_bp BETWEEN 0 AND 10000 AND rate_bp <> wrong_rate_bp",
        ),
        _check("re_rating", "proposed_for_a_reason", "btrim(reason) <> ''"),
        _to("re_rating", "agreement_id", "agreement"),
        _to("re_rating", "product_id", "product"),
        _to("re_rating", "proposed_by_id", "user_account"),
        _to("re_rating", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_re_rating")),
    )
    op.create_index(op.f("ix_re_rating_agreement_id"), "re_rating", ["agreement_id"])
    op.create_index(
        "uq_re_rating_one_open",
        "re_rating",
        ["agreement_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
    )
    op.create_table(
        "re_rated_line",
        sa.Column("re_rating_id", sa.BigInteger(), nullable=False),
        sa.Column("sale_line_id", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.BigInteger(), nullable=False),
        sa.Column("old_commission_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("new_commission_rupiah", sa.BigInteger(), nullable=False),
        _check("re_rated_line", "something_is_left", "pieces > 0"),
        _to("re_rated_line", "re_rating_id", "re_rating"),
        _to("re_rated_line", "sale_line_id", "sale_line"),
        sa.PrimaryKeyConstraint("re_rating_id", "sale_line_id", name=op.f("pk_re_rated_line")),
    )
    op.create_index("ix_re_rated_line_sale_line_id", "re_rated_line", ["sale_line_id"])
    append_only("re_rated_line")
    op.add_column("agreement_rate", sa.Column("re_rating_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_agreement_rate_re_rating_id"), "agreement_rate", "re_rating", ["re_rating_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_agreement_rate_re_rated_for_a_product_and_days"),
        "agreement_rate",
        "re_rating_id IS NULL OR (product_id IS NOT NULL AND ends_on IS NOT NULL)",
    )
    op.drop_constraint(op.f(ONE_START), "agreement_rate", type_="unique")
    op.create_unique_constraint(
        op.f(f"{ONE_START}_re_rating_id"),
        "agreement_rate",
        ["agreement_id", "scope", "starts_on", "re_rating_id"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_constraint(op.f(f"{ONE_START}_re_rating_id"), "agreement_rate", type_="unique")
    op.create_unique_constraint(op.f(ONE_START), "agreement_rate", ["agreement_id", "scope", "starts_on"])
    op.drop_constraint(op.f("ck_agreement_rate_re_rated_for_a_product_and_days"), "agreement_rate", type_="check")
    op.drop_constraint(op.f("fk_agreement_rate_re_rating_id"), "agreement_rate", type_="foreignkey")
    op.drop_column("agreement_rate", "re_rating_id")
    op.drop_table("re_rated_line")
    op.drop_table("re_rating")
