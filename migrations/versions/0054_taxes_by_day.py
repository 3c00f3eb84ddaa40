"""Since when outlets are PKP, and the terms of taxes by the day they start."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

TAXES = "('ppn', 'pph22', 'pph23', 'pph_final', 'stamp_duty')"
LAW = (("pph23", 200, 0, 0), ("pph_final", 50, 0, 0), ("stamp_duty", 0, 5_000_000, 10_000))


def upgrade() -> None:
    """Make both tables. The yes or no of an outlet has held since it is registered, so it becomes its first status.

    Hints on statements that were switched on apply from this month on: papers of earlier months print as they did.
    """
    op.alter_column("outlet", "vat_registered", new_column_name="first_vat_registered")
    op.create_table(
        "outlet_vat_status",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("vat_registered", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["outlet_id"], ["outlet.id"], name=op.f("fk_outlet_vat_status_outlet_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_outlet_vat_status_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outlet_vat_status")),
    )
    op.create_index("ix_outlet_vat_status_outlet", "outlet_vat_status", ["outlet_id", "starts_on", "id"])
    op.create_table(
        "tax_terms",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("applies", sa.Boolean(), nullable=False),
        sa.Column("rate_bp", sa.BigInteger(), nullable=False),
        sa.Column("base_numerator", sa.BigInteger(), nullable=False),
        sa.Column("base_denominator", sa.BigInteger(), nullable=False),
        sa.Column("threshold_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("duty_rupiah", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rate_bp BETWEEN 0 AND 9999", name=op.f("ck_tax_terms_rate_fits")),
        sa.CheckConstraint(
            "base_numerator BETWEEN 0 AND base_denominator", name=op.f("ck_tax_terms_base_within_the_price")
        ),
        sa.CheckConstraint("base_denominator <= 9999", name=op.f("ck_tax_terms_base_fits")),
        sa.CheckConstraint(
            "threshold_rupiah >= 0 AND duty_rupiah >= 0", name=op.f("ck_tax_terms_amounts_not_below_nothing")
        ),
        sa.CheckConstraint(
            "tax <> 'ppn' OR (rate_bp > 0 AND base_numerator > 0 AND base_denominator > 0)",
            name=op.f("ck_tax_terms_ppn_is_whole"),
        ),
        sa.CheckConstraint(f"tax IN {TAXES}", name=op.f("ck_tax_terms_tax")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user_account.id"], name=op.f("fk_tax_terms_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_terms")),
    )
    op.create_index("ix_tax_terms_tax", "tax_terms", ["tax", "starts_on", "id"])
    carry_over = sa.text(
        "INSERT INTO tax_terms (tax, starts_on, applies, rate_bp, base_numerator, base_denominator,"
        " threshold_rupiah, duty_rupiah, reason, set_by_id, set_at)"
        " SELECT :tax, date_trunc('month', now())::date, true, :rate_bp, 0, 0, :threshold, :duty,"
        " 'Petunjuk pajak sudah ditampilkan', person.id, now()"
        " FROM agency_setting, (SELECT min(id) AS id FROM user_account WHERE role = 'administrator') AS person"
        " WHERE key = 'tax_hints' AND value = 'true' AND person.id IS NOT NULL"
    )
    for tax, rate_bp, threshold, duty in LAW:
        op.execute(carry_over.bindparams(tax=tax, rate_bp=rate_bp, threshold=threshold, duty=duty))
    op.execute("DELETE FROM agency_setting WHERE key = 'tax_hints'")
    append_only("outlet_vat_status", "tax_terms")


def downgrade() -> None:
    """Drop both; the status an outlet began with stays."""
    op.drop_table("tax_terms")
    op.drop_table("outlet_vat_status")
    op.alter_column("outlet", "first_vat_registered", new_column_name="vat_registered")
