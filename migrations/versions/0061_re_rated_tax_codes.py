"""Re-ratings of the tax code that posted sales bear."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

RATES = "rate_bp BETWEEN 0 AND 10000 AND wrong_rate_bp BETWEEN 0 AND 10000 AND rate_bp <> wrong_rate_bp"


def upgrade() -> None:
    """Let a re-rating name an outlet and two tax codes instead of two rates."""
    for column in ("wrong_rate_bp", "rate_bp"):
        op.alter_column("re_rating", column, nullable=True)
    op.add_column("re_rating", sa.Column("outlet_id", sa.BigInteger(), nullable=True))
    op.add_column("re_rating", sa.Column("wrong_tax_code", sa.Text(), nullable=True))
    op.add_column("re_rating", sa.Column("tax_code", sa.Text(), nullable=True))
    op.create_foreign_key(op.f("fk_re_rating_outlet_id"), "re_rating", "outlet", ["outlet_id"], ["id"])
    op.drop_constraint(op.f("ck_re_rating_rates_differ"), "re_rating")
    op.create_check_constraint(
        op.f("ck_re_rating_rates_differ"),
        "re_rating",
        f"outlet_id IS NOT NULL OR num_nonnulls(rate_bp, wrong_rate_bp) = 2 AND {RATES}",
    )
    op.create_check_constraint(
        op.f("ck_re_rating_rate_or_tax_code"),
        "re_rating",
        "CASE WHEN outlet_id IS NULL THEN num_nonnulls(wrong_tax_code, tax_code) = 0 ELSE"
        " num_nonnulls(rate_bp, wrong_rate_bp, product_id) = 0 AND wrong_tax_code IS DISTINCT FROM tax_code END",
    )


def downgrade() -> None:
    """Take the columns away; refused while a re-rating is about a tax code."""
    for column in ("wrong_rate_bp", "rate_bp"):
        op.alter_column("re_rating", column, nullable=False)
    for column in ("outlet_id", "wrong_tax_code", "tax_code"):
        op.drop_column("re_rating", column)
    op.drop_constraint(op.f("ck_re_rating_rates_differ"), "re_rating", if_exists=True)
    op.create_check_constraint(op.f("ck_re_rating_rates_differ"), "re_rating", RATES)
