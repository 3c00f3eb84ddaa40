"""Versions of the rules, the changes that make them, and the extra sets of a retail chain."""

import sqlalchemy as sa
from alembic import op

from migrations.ddl import append_only
from partnerships.base_rules import BASE_RULES
from partnerships.readiness import Rule
from partnerships.set_rules import FIRST_VERSION, SET_RULES, SETS

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEPT = (
    "kind, category, outlet_kind, size_class, requirement_set_id, need, starts_on, ends_on, source,"
    " introduced_in_version, replaces_id"
)
"""What of a rule nobody may change; `to_confirm` may only be changed by a further version as well, as a whole row."""


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Make the tables, keep every rule that is there, and add what the matrix of the law and the sets lack."""
    sets = op.create_table(
        "requirement_set",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["user_account.id"], name=op.f("fk_requirement_set_created_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_set")),
        sa.UniqueConstraint("code", name=op.f("uq_requirement_set_code")),
    )
    op.create_table(
        "rule_version",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_by_id", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["applied_by_id"], ["user_account.id"], name=op.f("fk_rule_version_applied_by_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_rule_version")),
    )
    for column in (
        sa.Column("requirement_set_id", sa.BigInteger(), nullable=True),
        sa.Column("to_confirm", sa.Text(), server_default="", nullable=False),
        sa.Column("introduced_in_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("ended_in_version", sa.BigInteger(), nullable=True),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
    ):
        op.add_column("requirement_rule", column)
    op.create_foreign_key(
        op.f("fk_requirement_rule_requirement_set_id"),
        "requirement_rule",
        "requirement_set",
        ["requirement_set_id"],
        ["id"],
    )
    op.create_foreign_key(
        op.f("fk_requirement_rule_replaces_id"), "requirement_rule", "requirement_rule", ["replaces_id"], ["id"]
    )
    op.create_index(op.f("ix_requirement_rule_requirement_set_id"), "requirement_rule", ["requirement_set_id"])
    op.create_check_constraint(
        op.f("ck_requirement_rule_ends_in_a_later_version"),
        "requirement_rule",
        "ended_in_version > introduced_in_version",
    )
    op.create_check_constraint(
        op.f("ck_requirement_rule_set_only_adds"),
        "requirement_rule",
        "requirement_set_id IS NULL OR need <> 'not_needed'",
    )
    op.create_table(
        "rule_change",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("status", _code("status", "draft", "applied", "discarded"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("prepared_on_version", sa.BigInteger(), nullable=False),
        sa.Column("prepared_by_id", sa.BigInteger(), nullable=False),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("applied_version", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(status = 'applied') = (applied_version IS NOT NULL)", name=op.f("ck_rule_change_applied_as_a_version")
        ),
        sa.ForeignKeyConstraint(
            ["applied_version"], ["rule_version.number"], name=op.f("fk_rule_change_applied_version")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user_account.id"], name=op.f("fk_rule_change_decided_by_id")),
        sa.ForeignKeyConstraint(["prepared_by_id"], ["user_account.id"], name=op.f("fk_rule_change_prepared_by_id")),
        sa.ForeignKeyConstraint(
            ["prepared_on_version"], ["rule_version.number"], name=op.f("fk_rule_change_prepared_on_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
        sa.UniqueConstraint("applied_version", name=op.f("uq_rule_change_applied_version")),
    )
    op.create_table(
        "rule_change_item",
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("change_id", sa.BigInteger(), nullable=False),
        sa.Column("move", _code("move", "add", "end", "supersede"), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("outlet_kind", sa.Text(), nullable=True),
        sa.Column("size_class", sa.Text(), nullable=True),
        sa.Column("requirement_set_id", sa.BigInteger(), nullable=True),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("to_confirm", sa.Text(), nullable=False),
        sa.Column("already_in_force", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(move = 'add') = (rule_id IS NULL)", name=op.f("ck_rule_change_item_adds_or_names_a_rule")),
        sa.ForeignKeyConstraint(["change_id"], ["rule_change.id"], name=op.f("fk_rule_change_item_change_id")),
        sa.ForeignKeyConstraint(
            ["requirement_set_id"], ["requirement_set.id"], name=op.f("fk_rule_change_item_requirement_set_id")
        ),
        sa.ForeignKeyConstraint(["rule_id"], ["requirement_rule.id"], name=op.f("fk_rule_change_item_rule_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change_item")),
    )
    op.create_index(op.f("ix_rule_change_item_change_id"), "rule_change_item", ["change_id"])
    op.add_column("chain", sa.Column("requirement_set_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_chain_requirement_set_id"), "chain", "requirement_set", ["requirement_set_id"], ["id"]
    )
    _seed(sets)
    append_only("rule_version")
    op.execute(
        f"CREATE TRIGGER requirement_rule_kept BEFORE UPDATE OF {KEPT}, to_confirm ON requirement_rule"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER requirement_rule_ends_once BEFORE UPDATE OF ended_in_version ON requirement_rule"
        " FOR EACH ROW WHEN (OLD.ended_in_version IS NOT NULL) EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER requirement_rule_never_deleted BEFORE DELETE ON requirement_rule"
        " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _seed(sets: sa.Table) -> None:
    """Add the sets and the rules that are not there yet, and note what of the seeded rules is to be confirmed."""
    connection = op.get_bind()
    connection.execute(
        sa.text("INSERT INTO rule_version (number, applied_at, reason, source) VALUES (1, now(), :reason, '')"),
        {"reason": FIRST_VERSION},
    )
    op.bulk_insert(sets, [{**one._asdict(), "created_at": sa.func.now()} for one in SETS], multiinsert=False)
    ids = {row.code: row.id for row in connection.execute(sa.text("SELECT code, id FROM requirement_set"))}
    kept = {
        tuple(row)[:-1]: row.id
        for row in connection.execute(
            sa.text(
                "SELECT kind, category, outlet_kind, size_class, need, starts_on, ends_on, id FROM requirement_rule"
            )
        )
    }
    for rule in (*BASE_RULES, *SET_RULES):
        rule_id = None if rule.requirement_set else kept.get(_key(rule))
        if rule_id is None:
            connection.execute(
                sa.text(
                    "INSERT INTO requirement_rule (kind, category, outlet_kind, size_class, need, starts_on, ends_on,"
                    " source, to_confirm, requirement_set_id) VALUES (:kind, :category, :outlet_kind, :size_class,"
                    " :need, :starts_on, :ends_on, :source, :to_confirm, :requirement_set_id)"
                ),
                {
                    "kind": rule.kind,
                    "category": rule.category,
                    "outlet_kind": rule.outlet_kind,
                    "size_class": rule.size_class,
                    "need": rule.need.value,
                    "starts_on": rule.starts_on,
                    "ends_on": rule.ends_on,
                    "source": rule.source,
                    "to_confirm": rule.to_confirm,
                    "requirement_set_id": ids[rule.requirement_set] if rule.requirement_set else None,
                },
            )
        elif rule.to_confirm:
            connection.execute(
                sa.text("UPDATE requirement_rule SET to_confirm = :to_confirm WHERE id = :id"),
                {"to_confirm": rule.to_confirm, "id": rule_id},
            )


def _key(rule: Rule) -> tuple[object, ...]:
    return (
        rule.kind,
        rule.category,
        rule.outlet_kind,
        rule.size_class,
        rule.need.value,
        rule.starts_on,
        rule.ends_on,
    )


def downgrade() -> None:
    """Leave the rules of the newest version that belong to no set, and drop the rest."""
    for trigger in ("kept", "ends_once", "never_deleted"):
        op.execute(f"DROP TRIGGER requirement_rule_{trigger} ON requirement_rule")
    op.drop_constraint(op.f("fk_chain_requirement_set_id"), "chain", type_="foreignkey")
    op.drop_column("chain", "requirement_set_id")
    op.drop_table("rule_change_item")
    op.drop_table("rule_change")
    op.drop_constraint(op.f("fk_requirement_rule_replaces_id"), "requirement_rule", type_="foreignkey")
    op.execute("DELETE FROM requirement_rule WHERE requirement_set_id IS NOT NULL OR ended_in_version IS NOT NULL")
    op.drop_constraint(op.f("ck_requirement_rule_set_only_adds"), "requirement_rule", type_="check")
    op.drop_constraint(op.f("ck_requirement_rule_ends_in_a_later_version"), "requirement_rule", type_="check")
    for column in ("replaces_id", "ended_in_version", "introduced_in_version", "to_confirm", "requirement_set_id"):
        op.drop_column("requirement_rule", column)
    op.drop_table("rule_version")
    op.drop_table("requirement_set")
