"""Whether the application is alive, and whether it can work."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from accounts.access import public
from core.database import db

health = Blueprint("health", __name__)


@health.get("/sehat")
@public
def alive() -> Response:
    """Alive: the process answers. The database is not asked."""
    return jsonify(status="ok")


@health.get("/siap")
@public
def ready() -> tuple[Response, int]:
    """Ready: the database answers and its tables are there."""
    try:
        db.session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="not ready", database="unavailable"), 503
    return jsonify(status="ok", database="ok"), 200
