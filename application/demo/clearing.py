"""Clearing the demo: its schema is dropped and an empty one migrated, so that the real agency begins at number one."""

import os
import shutil

import psycopg
from flask import current_app
from flask_migrate import upgrade

from application.config import libpq_url, with_driver
from application.demo.standing import DEMO_CLEARED_AT, loaded_at
from core.agency_settings import put
from core.database import JOBS_SCHEMA, SCHEMA, db, transaction
from core.dates import now
from core.files import files_folder

WAIT_SECONDS = 10
"""How long to wait for somebody who is in the middle of something."""


def clear() -> None:
    """Remove everything the demo agency holds, uploads too. Raises `NotDemo`, and psycopg's `LockNotAvailable`.

    The application may keep running, but whoever is signed in is signed out. It does not come back by itself.
    """
    loaded_at()
    db.session.remove()
    db.engine.dispose()
    url = os.environ.get("DATABASE_OWNER_URL") or current_app.config.get("DATABASE_OWNER_URL")
    owner_url = libpq_url(with_driver(str(url or current_app.config["SQLALCHEMY_DATABASE_URI"])))
    with psycopg.connect(owner_url) as connection:
        connection.execute(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")
        connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
        connection.execute(f"DROP SCHEMA {JOBS_SCHEMA} CASCADE")
    upgrade()
    shutil.rmtree(files_folder(), ignore_errors=True)
    with transaction():
        put(DEMO_CLEARED_AT, now().isoformat())
