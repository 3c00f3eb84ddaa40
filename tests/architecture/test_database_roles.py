"""What the application may do in its database, and that one plain role that owns its database is enough to run it."""

import shutil
import tempfile
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from accounts import passwords
from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import APP_ROLE, READING_ROLES, SCHEMA, AppendOnly, Base, db
from core.embedded_postgres_process import SUPERUSER
from tests.clients import Client
from tests.conftest import _libpq, _make_app, _on
from tests.factories.people import make_user

PLAIN = "a_plain_role"


def tables(*, append_only: bool) -> list[str]:
    """The tables of ours whose rows are only ever added, or the others."""
    return sorted(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, AppendOnly) is append_only
    )


def may(table: str, privilege: str, role: str = APP_ROLE) -> bool:
    """Whether a role, the application's unless another is named, holds a privilege on a table."""
    asked = text("SELECT has_table_privilege(:role, :table, :privilege)")
    named = {"role": role, "table": f"{SCHEMA}.{table}", "privilege": privilege}
    return bool(db.session.execute(asked, named).scalar_one())


def test_the_application_adds_to_append_only_tables_and_can_do_nothing_else_to_them(app: Flask) -> None:
    held = {
        table: [
            privilege
            for privilege in ("UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
            if may(table, privilege)
        ]
        for table in tables(append_only=True)
    }
    assert {table: privileges for table, privileges in held.items() if privileges} == {}
    assert "audit_event" in held
    assert all(may(table, "INSERT") for table in held)


def test_the_application_empties_no_table_and_makes_none(app: Flask) -> None:
    assert [table for table in tables(append_only=False) if may(table, "TRUNCATE")] == []
    for schema in (SCHEMA, "public"):
        with pytest.raises(DBAPIError, match="permission denied"), db.session.begin_nested():
            db.session.execute(text(f"CREATE TABLE {schema}.of_my_own (id int)"))
    with pytest.raises(DBAPIError, match="must be owner"), db.session.begin_nested():
        db.session.execute(text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))


@pytest.mark.parametrize("role", READING_ROLES)
def test_who_backs_up_or_audits_reads_everything_and_changes_nothing(app: Flask, role: str) -> None:
    every = [*tables(append_only=True), *tables(append_only=False)]
    assert all(may(table, "SELECT", role) for table in every)
    changes = ("INSERT", "UPDATE", "DELETE", "TRUNCATE")
    assert [(table, change) for table in every for change in changes if may(table, change, role)] == []


@pytest.fixture
def plain_app(server: tuple[str, str]) -> Iterator[Flask]:
    """The application on a database of a role that may neither make roles nor databases, over one address for all."""
    superuser = make_url(_on(server[1], "postgres")).set(username=SUPERUSER).render_as_string(hide_password=False)
    with psycopg.connect(_libpq(superuser), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {PLAIN} LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB")
        connection.execute(f"CREATE DATABASE {PLAIN} OWNER {PLAIN}")
    url = make_url(_on(server[0], PLAIN)).set(username=PLAIN).render_as_string(hide_password=False)
    folder = tempfile.mkdtemp(prefix="etalase-data-")
    app = _make_app(url, url, folder)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        yield app
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(_libpq(superuser), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {PLAIN} WITH (FORCE)")
        connection.execute(f"DROP ROLE {PLAIN}")
    shutil.rmtree(folder, ignore_errors=True)


def test_one_plain_role_that_owns_its_database_is_enough(plain_app: Flask) -> None:
    """Then nobody but the triggers keeps the record, and they do."""
    upgrade()
    downgrade(revision="base")
    upgrade()
    assert db.session.execute(text("SELECT current_user")).scalar_one() == PLAIN
    user = make_user(Role.PRODUCER, password_hash=passwords.hashed("kerupuk gurih dari dapur"))
    browser = Client(plain_app)
    browser.get("/masuk")
    answer = browser.post("/masuk", {"email": user.email, "password": "kerupuk gurih dari dapur"})
    assert answer.status_code == 303
    assert browser.get("/beranda").status_code == 200
    assert db.session.query(AuditEvent).count() > 0
    for change in ("UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event", "TRUNCATE audit_event"):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(change))
