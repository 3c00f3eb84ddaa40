"""Checks of what the database itself promises: triggers, grants, and columns without floats."""

from sqlalchemy import text

from commissions.verification_check import Check
from core.database import APP_ROLE, AppendOnly, Model, db
from core.wording import N_


def append_only_tables() -> list[str]:
    """The tables whose rows are only ever added."""
    return sorted(
        mapper.class_.__tablename__ for mapper in Model.registry.mappers if issubclass(mapper.class_, AppendOnly)
    )


def triggers_stand() -> tuple[int, list[str]]:
    """Every append-only table has its two triggers, and they are switched on."""
    found = db.session.execute(
        text(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
        )
    )
    present = {tuple(row) for row in found}
    wanted = [
        (table, f"{table}_{name}") for table in append_only_tables() for name in ("append_only", "never_truncated")
    ]
    return len(wanted), [f"{table}: no trigger {name}" for table, name in wanted if (table, name) not in present]


def grants_are_narrow() -> tuple[int, list[str]]:
    """The application's role, where the server has one, may not change or remove append-only rows."""
    tables = append_only_tables()
    has_role = db.session.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": APP_ROLE}).scalar()
    if not has_role:
        return 0, []
    narrow = db.session.execute(
        text(
            "SELECT relname FROM pg_class"
            " WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(:tables)"
            " AND NOT (has_table_privilege(:role, oid, 'UPDATE') OR has_table_privilege(:role, oid, 'DELETE')"
            " OR has_table_privilege(:role, oid, 'TRUNCATE'))"
        ),
        {"role": APP_ROLE, "tables": tables},
    )
    wide = sorted(set(tables) - set(narrow.scalars()))
    return len(tables), [f"{table}: the application may change or remove its rows" for table in wide]


def no_floats() -> tuple[int, list[str]]:
    """No column of the agency's schema is a float or of type money."""
    columns = db.session.execute(
        text(
            "SELECT relname || '.' || attname, format_type(atttypid, NULL) FROM pg_attribute"
            " JOIN pg_class ON pg_class.oid = attrelid"
            " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
            " AND attnum > 0 AND NOT attisdropped"
        )
    ).all()
    inexact = {"real", "double precision", "money"}
    return len(columns), [f"{name}: {kind}" for name, kind in columns if kind in inexact]


ROWS_ONLY_ADDED = (
    Check(
        "tables of the ledger refuse changes by trigger",
        N_("Tabel buku besar menolak perubahan lewat pemicu basis data."),
        ("L2",),
        triggers_stand,
    ),
    Check(
        "the application's role may only add to them",
        N_("Akun basis data aplikasi hanya boleh menambah baris di sana."),
        ("L2",),
        grants_are_narrow,
    ),
)
NO_FLOATS = (Check("no column holds a float", N_("Tidak ada kolom pecahan biner di mana pun."), ("M1",), no_floats),)
