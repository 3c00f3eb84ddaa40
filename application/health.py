"""Whether the application is alive, and whether it can work."""

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from accounts.access import public
from core.database import db
from core.dates import now
from outlets import ladder_night
from partnerships import expiry, programme_night

health = Blueprint("health", __name__)
OLDEST_HEARTBEAT = timedelta(hours=36)
"""A nightly job that was last seen longer ago than this has missed a night."""


@health.get("/sehat")
@public
def alive() -> Response:
    """Alive: the process answers. The database is not asked."""
    return jsonify(status="ok")


@health.get("/siap")
@public
def ready() -> tuple[Response, int]:
    """Ready: the database answers and its tables are there. A late nightly job is told, and does not change that."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        expiry_job, programme_job = heartbeat(expiry.EXPIRY), heartbeat(programme_night.PROGRAMMES)
        ladder_job = heartbeat(ladder_night.LADDER)
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="not ready", database="unavailable"), 503
    jobs = {"expiry_job": expiry_job, "programme_job": programme_job, "ladder_job": ladder_job}
    return jsonify(status="ok", database="ok", **jobs), 200


def heartbeat(name: str) -> str:
    """Whether the nightly work of a name keeps pace: `ok`, `late`, or `not yet` before its first night."""
    run = expiry.last_run(name)
    if run is None:
        return "not yet"
    return "late" if now() - run.ended_at > OLDEST_HEARTBEAT else "ok"
