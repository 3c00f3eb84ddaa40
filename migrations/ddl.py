"""Pieces of DDL the migrations share."""

from alembic import op


def append_only(*tables: str) -> None:
    """Refuse UPDATE, DELETE and TRUNCATE on tables whose rows are only ever added."""
    for table in tables:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_truncated BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
