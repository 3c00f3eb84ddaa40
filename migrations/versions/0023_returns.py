"""Returns to the producer, and the disposal of what nobody fetched."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only

revision = "0023"
down_revision = "0021"
branch_labels = None
depends_on = None


def _code(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "goods_return",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("outlet_id", sa.BigInteger(), nullable=False),
        sa.Column("producer_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            _code("reason", "unsold", "expired", "damaged", "permit_ended", "agreement_ends"),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("status", _code("status", "announced", "picked_up", "disposed", "cancelled"), nullable=False),
        sa.Column("pick_up_by", sa.Date(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_by_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("fetched_by", sa.Text(), nullable=False),
        sa.Column("cancelled_reason", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("pick_up_by >= announced_on", name=op.f("ck_goods_return_deadline_not_before")),
        sa.CheckConstraint(
            "(status = 'announced') = (closed_at IS NULL)", name=op.f("ck_goods_return_closed_by_somebody")
        ),
        sa.CheckConstraint(
            "(status = 'cancelled') = (cancelled_reason IS NOT NULL)",
            name=op.f("ck_goods_return_cancelled_for_a_reason"),
        ),
        _to("goods_return", "outlet_id", "outlet"),
        _to("goods_return", "producer_id", "producer"),
        _to("goods_return", "announced_by_id", "user_account"),
        _to("goods_return", "closed_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_return")),
    )
    op.create_index(op.f("ix_goods_return_outlet_id"), "goods_return", ["outlet_id"])
    op.create_index(op.f("ix_goods_return_producer_id"), "goods_return", ["producer_id"])
    op.create_index(
        "ix_goods_return_waiting", "goods_return", ["pick_up_by"], postgresql_where=sa.text("status = 'announced'")
    )
    op.create_table(
        "goods_return_line",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("goods_return_id", sa.BigInteger(), nullable=False),
        sa.Column("lot_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_goods_return_line_quantity_above_zero")),
        _to("goods_return_line", "goods_return_id", "goods_return"),
        _to("goods_return_line", "lot_id", "stock_lot"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_return_line")),
        sa.UniqueConstraint("goods_return_id", "lot_id", name=op.f("uq_goods_return_line_goods_return_id_lot_id")),
    )
    op.create_index(op.f("ix_goods_return_line_lot_id"), "goods_return_line", ["lot_id"])
    op.create_table(
        "goods_disposal",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("goods_return_id", sa.BigInteger(), nullable=False),
        sa.Column("disposed_on", sa.Date(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("witnesses", sa.Text(), nullable=False),
        sa.Column("photo_id", sa.BigInteger(), nullable=True),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _to("goods_disposal", "goods_return_id", "goods_return"),
        _to("goods_disposal", "photo_id", "stored_file"),
        _to("goods_disposal", "recorded_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_disposal")),
        sa.UniqueConstraint("goods_return_id", name=op.f("uq_goods_disposal_goods_return_id")),
    )
    append_only("goods_return_line", "goods_disposal")


def downgrade() -> None:
    """Drop them."""
    for table in ("goods_disposal", "goods_return_line", "goods_return"):
        op.drop_table(table)
