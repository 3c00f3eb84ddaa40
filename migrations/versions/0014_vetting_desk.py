"""What the vetting desk adds to a document."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SCORE_WHAT_WAITS = """
WITH waiting AS (
    SELECT r.id,
        (r.warnings @> '[{"code": "number_shared"}]')::int AS number_shared,
        (r.warnings @> '[{"code": "holder_is_not_owner"}]')::int AS holder_differs,
        (r.warnings @> '[{"code": "evidence_missing"}]')::int AS no_evidence,
        jsonb_array_length(r.warnings) AS all_warnings,
        (r.kind IN ('pirt', 'bpom_md', 'halal', 'slhs', 'cosmetic_notification', 'traditional_medicine',
            'household_product', 'bank_account'))::int AS grave_kind,
        (NOT EXISTS (SELECT FROM requirement o WHERE o.producer_id = r.producer_id AND o.id < r.id))::int
            AS first_document,
        (SELECT count(*) FROM requirement o WHERE o.producer_id = r.producer_id AND o.id < r.id
            AND o.status IN ('rejected', 'revoked'))::int AS refused_before
    FROM requirement r WHERE r.status = 'submitted'
), counted AS (
    SELECT *, all_warnings - number_shared - holder_differs - no_evidence AS other_warnings FROM waiting
)
UPDATE requirement SET
    risk = 40 * number_shared + 25 * holder_differs + 15 * no_evidence + 10 * least(other_warnings, 3)
        + 10 * grave_kind + 5 * first_document + 15 * least(refused_before, 2),
    risk_signs = (
        SELECT coalesce(jsonb_object_agg(sign, times), '{}') FROM (VALUES
            ('number_shared', number_shared), ('holder_differs', holder_differs), ('no_evidence', no_evidence),
            ('warnings', other_warnings), ('grave_kind', grave_kind), ('first_document', first_document),
            ('refused_before', refused_before)) AS signs (sign, times)
        WHERE times > 0)
FROM counted WHERE counted.id = requirement.id
"""


def upgrade() -> None:
    """Make the columns and the indexes of the queue, and score what waits already."""
    json = postgresql.JSONB(astext_type=sa.Text())
    op.add_column("requirement", sa.Column("reason_code", sa.Text(), nullable=True))
    op.add_column("requirement", sa.Column("missing_items", json, nullable=False, server_default="[]"))
    op.add_column("requirement", sa.Column("waiver_reason", sa.Text(), nullable=True))
    op.add_column("requirement", sa.Column("risk", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("requirement", sa.Column("risk_signs", json, nullable=False, server_default="{}"))
    op.add_column("requirement", sa.Column("evidence_back_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_requirement_evidence_back_id"), "requirement", "stored_file", ["evidence_back_id"], ["id"]
    )
    op.execute(SCORE_WHAT_WAITS)
    op.create_index(op.f("ix_requirement_evidence_id"), "requirement", ["evidence_id"])
    op.create_index(op.f("ix_requirement_evidence_back_id"), "requirement", ["evidence_back_id"])
    op.create_index(op.f("ix_stored_file_original_sha256"), "stored_file", ["original_sha256"])
    op.create_index(
        "ix_requirement_waiting",
        "requirement",
        ["submitted_at", "id"],
        postgresql_include=["producer_id", "kind", "risk", "submitted_by_id"],
        postgresql_where=sa.text("status = 'submitted'"),
    )
    op.create_index(
        "ix_requirement_waiting_risk",
        "requirement",
        ["risk", "submitted_at", "id"],
        postgresql_where=sa.text("status = 'submitted'"),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_stored_file_original_sha256"), table_name="stored_file")
    op.drop_index(op.f("ix_requirement_evidence_back_id"), table_name="requirement")
    op.drop_index(op.f("ix_requirement_evidence_id"), table_name="requirement")
    op.drop_index("ix_requirement_waiting_risk", table_name="requirement")
    op.drop_index("ix_requirement_waiting", table_name="requirement")
    op.drop_constraint(op.f("fk_requirement_evidence_back_id"), "requirement", type_="foreignkey")
    for column in ("evidence_back_id", "risk_signs", "risk", "waiver_reason", "missing_items", "reason_code"):
        op.drop_column("requirement", column)
