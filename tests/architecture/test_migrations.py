"""The migrations make exactly the tables the models describe, undo themselves, and make them again."""

import subprocess
import sys

from alembic.command import check
from flask import Flask, current_app
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from core.database import JOBS_SCHEMA, SCHEMA, db
from tests.architecture.sources import PROJECT
from tests.factories.outlets import make_agreement, make_placement

OBJECTS = text(
    "SELECT count(*) FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname IN (:ours, :jobs) AND relname <> 'alembic_version' AND relname <> 'alembic_version_pkc'"
)


def objects() -> int:
    """How many tables, indexes and sequences there are."""
    counted = db.session.execute(OBJECTS, {"ours": SCHEMA, "jobs": JOBS_SCHEMA}).scalar_one()
    db.session.rollback()
    return int(counted)


def test_migrations_go_up_down_and_up_again_over_rows_and_match_the_models(own_app: Flask) -> None:
    make_agreement(make_placement().producer)
    before = objects()
    db.session.remove()
    db.engine.dispose()
    downgrade(revision="base")
    assert objects() == 0
    db.session.remove()
    db.engine.dispose()
    upgrade()
    assert objects() == before
    db.session.remove()
    check(current_app.extensions["migrate"].migrate.get_config())


LOADED = """
from application import create_app
from core.database import db
create_app("postgresql://nowhere/none", DATA_FOLDER="/nonexistent", SECRET_KEY="a key that is long enough to be one")
print(len([key.column for table in db.metadata.tables.values() for key in table.foreign_keys]))
"""


def test_the_application_alone_knows_every_table_a_foreign_key_of_its_tables_names() -> None:
    """In a process that no test has imported models into: the first posting would fail where one were missing."""
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) > 100
