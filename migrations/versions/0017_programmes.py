"""Trainings and exhibitions, who was invited and who came."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.ddl import append_only

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "programme",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "socialisation",
                "exhibition",
                "counselling",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("aims", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("partner_offices", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("region_code", sa.Text(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_programme_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index(op.f("ix_programme_region_code"), "programme", ["region_code"], unique=False)
    op.create_table(
        "programme_session",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("programme_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "open",
                "held",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'cancelled') = (reason IS NOT NULL)", name=op.f("ck_programme_session_cancelled_for_a_reason")
        ),
        sa.CheckConstraint("answer_by <= day", name=op.f("ck_programme_session_answered_before_it_starts")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_programme_session_ends_after_it_starts")),
        sa.CheckConstraint("places > 0", name=op.f("ck_programme_session_has_places")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_session_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_session")),
    )
    op.create_index(op.f("ix_programme_session_day"), "programme_session", ["day"], unique=False)
    op.create_index(op.f("ix_programme_session_programme_id"), "programme_session", ["programme_id"], unique=False)
    op.create_table(
        "programme_invitation",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "invited",
                "coming",
                "waiting",
                "declined",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("waiting_number", sa.BigInteger(), nullable=True),
        sa.Column("invited_by_id", sa.BigInteger(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'invited') = (answered_at IS NULL)", name=op.f("ck_programme_invitation_answered_at_some_time")
        ),
        sa.CheckConstraint(
            "(status = 'waiting') = (waiting_number IS NOT NULL)",
            name=op.f("ck_programme_invitation_waits_with_a_number"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_programme_invitation_answered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["user_account.id"], name=op.f("fk_programme_invitation_invited_by_id")
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_programme_invitation_producer_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["programme_session.id"], name=op.f("fk_programme_invitation_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_invitation")),
        sa.UniqueConstraint("session_id", "producer_id", name=op.f("uq_programme_invitation_session_id_producer_id")),
        sa.UniqueConstraint(
            "session_id", "waiting_number", name=op.f("uq_programme_invitation_session_id_waiting_number")
        ),
    )
    op.create_index(op.f("ix_programme_invitation_producer_id"), "programme_invitation", ["producer_id"], unique=False)
    op.create_table(
        "attendance_event",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column(
            "seen_by",
            sa.Enum("list", "qr", "walk_in", name="seen_by", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("noted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("is_present OR reason <> ''", name=op.f("ck_attendance_event_taken_back_for_a_reason")),
        sa.ForeignKeyConstraint(["noted_by_id"], ["user_account.id"], name=op.f("fk_attendance_event_noted_by_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_attendance_event_producer_id")),
        sa.ForeignKeyConstraint(["session_id"], ["programme_session.id"], name=op.f("fk_attendance_event_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_event")),
    )
    op.create_index(op.f("ix_attendance_event_producer_id"), "attendance_event", ["producer_id"], unique=False)
    op.create_index(
        "ix_attendance_event_session", "attendance_event", ["session_id", "producer_id", "id"], unique=False
    )
    op.create_table(
        "readiness_snapshot",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("after_days", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("required", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("complete", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint("after_days IN (0, 30, 90)", name=op.f("ck_readiness_snapshot_measured_after")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_readiness_snapshot_producer_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["programme_session.id"], name=op.f("fk_readiness_snapshot_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readiness_snapshot")),
        sa.UniqueConstraint(
            "session_id",
            "producer_id",
            "after_days",
            name=op.f("uq_readiness_snapshot_session_id_producer_id_after_days"),
        ),
    )
    op.create_index(op.f("ix_readiness_snapshot_producer_id"), "readiness_snapshot", ["producer_id"], unique=False)
    append_only("attendance_event", "readiness_snapshot")


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f("ix_readiness_snapshot_producer_id"), table_name="readiness_snapshot")
    op.drop_table("readiness_snapshot")
    op.drop_index(op.f("ix_attendance_event_producer_id"), table_name="attendance_event")
    op.drop_index("ix_attendance_event_session", table_name="attendance_event")
    op.drop_table("attendance_event")
    op.drop_index(op.f("ix_programme_invitation_producer_id"), table_name="programme_invitation")
    op.drop_table("programme_invitation")
    op.drop_index(op.f("ix_programme_session_day"), table_name="programme_session")
    op.drop_index(op.f("ix_programme_session_programme_id"), table_name="programme_session")
    op.drop_table("programme_session")
    op.drop_index(op.f("ix_programme_region_code"), table_name="programme")
    op.drop_table("programme")
