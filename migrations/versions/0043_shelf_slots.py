"""Slots on shelves, their queue and their turns."""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "shelf_slot",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("places", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("turn_days", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("opened_by_id", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("shelf_slot", "places", "places BETWEEN 1 AND 100"),
        _check("shelf_slot", "turn_days", "turn_days BETWEEN 1 AND 365"),
        _check("shelf_slot", "ends_after_it_starts", "ends_on >= starts_on"),
        _to("shelf_slot", "outlet_id", "outlet"),
        _to("shelf_slot", "opened_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_slot")),
        sa.UniqueConstraint("outlet_id", "name", name=op.f("uq_shelf_slot_outlet_id_name")),
    )
    op.create_index(op.f("ix_shelf_slot_outlet_id"), "shelf_slot", ["outlet_id"])
    op.create_table(
        "shelf_request",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slot_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("status", _code("status", "waiting", "served", "withdrawn"), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("shelf_request", "withdrawn_for_a_reason", "(status = 'withdrawn') = (withdrawn_reason IS NOT NULL)"),
        _to("shelf_request", "slot_id", "shelf_slot"),
        _to("shelf_request", "producer_id", "producer"),
        _to("shelf_request", "asked_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_request")),
        sa.UniqueConstraint("id", "slot_id", "producer_id", name=op.f("uq_shelf_request_id_slot_id_producer_id")),
    )
    op.create_index(op.f("ix_shelf_request_slot_id"), "shelf_request", ["slot_id"])
    op.create_index(op.f("ix_shelf_request_producer_id"), "shelf_request", ["producer_id"])
    op.create_index(
        "uq_shelf_request_waiting",
        "shelf_request",
        ["slot_id", "producer_id"],
        unique=True,
        postgresql_where=sa.text("status = 'waiting'"),
    )
    op.create_table(
        "shelf_turn",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("slot_id", sa.BigInteger(), nullable=False),
        sa.Column("request_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", _code("status", "awaiting_approval", "given", "declined"), nullable=False),
        sa.Column("ground", _code("ground", "not_ready", "not_reached", "season", "event", "other"), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("given_by_id", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        _check("shelf_turn", "ends_after_it_starts", "ends_on >= starts_on"),
        _check("shelf_turn", "places_count_from_one", "place >= 1 AND rank >= 1"),
        _check("shelf_turn", "out_of_turn_for_a_ground", "(rank = 1) = (ground IS NULL)"),
        _check("shelf_turn", "a_ground_has_a_reason", "(ground IS NULL) = (reason IS NULL)"),
        _check("shelf_turn", "second_person_decides", "decided_by_id <> given_by_id"),
        _check(
            "shelf_turn",
            "exceptions_are_decided",
            "rank = 1 OR (status = 'awaiting_approval') = (decided_by_id IS NULL)",
        ),
        _to("shelf_turn", "slot_id", "shelf_slot"),
        sa.ForeignKeyConstraint(
            ["request_id", "slot_id", "producer_id"],
            ["shelf_request.id", "shelf_request.slot_id", "shelf_request.producer_id"],
            name=op.f("fk_shelf_turn_request_id_slot_id_producer_id"),
        ),
        _to("shelf_turn", "producer_id", "producer"),
        _to("shelf_turn", "given_by_id", "user_account"),
        _to("shelf_turn", "decided_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_turn")),
    )
    op.create_index(op.f("ix_shelf_turn_slot_id"), "shelf_turn", ["slot_id"])
    op.create_index(op.f("ix_shelf_turn_producer_id"), "shelf_turn", ["producer_id"])
    op.create_index(
        "uq_shelf_turn_request",
        "shelf_turn",
        ["request_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('given', 'awaiting_approval')"),
    )
    # A place holds one turn a day: the last place that two officers give at once goes to one of them.
    op.execute(
        "ALTER TABLE shelf_turn ADD CONSTRAINT ex_shelf_turn_one_a_place EXCLUDE USING gist ("
        " int8range(slot_id, slot_id, '[]') WITH &&,"
        " int8range(place, place, '[]') WITH &&,"
        " daterange(starts_on, ends_on, '[]') WITH &&)"
        " WHERE (status = 'given')"
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("shelf_turn", "shelf_request", "shelf_slot"):
        op.drop_table(table)
