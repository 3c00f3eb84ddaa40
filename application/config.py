"""Settings, read from the environment once, when the application is made."""

import os
from datetime import timedelta
from pathlib import Path

from sqlalchemy.engine import make_url

from core.database import APP_ROLE, JOBS_SCHEMA, SCHEMA

PROJECT = Path(__file__).resolve().parent.parent

STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 5_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000
STATEMENTS_KEPT = 3_000
"""How many different statements a process keeps ready to be sent. With SQLAlchemy's own 500 the
pages push out each other's, and each page writes its SQL again."""


class MissingSetting(RuntimeError):  # noqa: N818 - named after the fact, like the refusals
    """A setting without which the application must not start."""


def data_folder() -> Path:
    """Where uploads and, when embedded, the database live: `ETALASE_DATA`, default `var/` of the project."""
    return Path(os.environ.get("ETALASE_DATA") or PROJECT / "var").resolve()


def is_production() -> bool:
    """Whether Secure cookies, TOTP for staff and a given `SECRET_KEY` are enforced."""
    return os.environ.get("ETALASE_ENV") == "production"


def secret_key(folder: Path) -> str:
    """`SECRET_KEY`; outside production one is made and kept in the data folder. Raises `MissingSetting`."""
    given = os.environ.get("SECRET_KEY")
    if given:
        if is_production() and len(given) < 32:
            raise MissingSetting("SECRET_KEY must have at least 32 characters")
        return given
    if is_production():
        raise MissingSetting("SECRET_KEY is required when ETALASE_ENV=production")
    path = folder / "secret_key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
    return path.read_text().strip()


def with_driver(url: str) -> str:
    """The address with the driver we use: `postgres://` and `postgresql://` become `postgresql+psycopg://`."""
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def libpq_url(database_url: str) -> str:
    """A database address as libpq reads it: without SQLAlchemy's driver name, and a space in the query as `%20`."""
    address = make_url(database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    place, mark, query = address.partition("?")
    return place + mark + query.replace("+", "%20")


def connection_options(schema: str = SCHEMA) -> str:
    """What each connection is told when it opens: where its tables are and how long it may take."""
    return (
        f"-c search_path={schema},{JOBS_SCHEMA} -c statement_timeout={STATEMENT_TIMEOUT_MS}"
        f" -c lock_timeout={LOCK_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS} -c timezone=UTC"
    )


def settings(database_url: str | None = None) -> dict[str, object]:
    """Every setting of the application. Raises `MissingSetting`."""
    url = database_url or os.environ.get("DATABASE_URL")
    if not url:
        raise MissingSetting("DATABASE_URL is not set; ./run starts a database of its own")
    folder = data_folder()
    hosts = os.environ.get("TRUSTED_HOSTS")
    default_hosts = ["localhost", "127.0.0.1", "[::1]", os.environ.get("HOST", "127.0.0.1")]
    return {
        "DATA_FOLDER": str(folder),
        "PRODUCTION": is_production(),
        "SECRET_KEY": secret_key(folder),
        "SQLALCHEMY_DATABASE_URI": with_driver(url),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "connect_args": {"options": connection_options(), "connect_timeout": 5},
            "query_cache_size": STATEMENTS_KEPT,
            "pool_size": 5,
            "max_overflow": 5,
            "pool_timeout": 5,
            "pool_pre_ping": True,
            # What people typed stands in the parameters; an error that is logged must not repeat it.
            "hide_parameters": True,
        },
        "DATABASE_ROLE": APP_ROLE,
        "MAX_CONTENT_LENGTH": 21 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5_000,
        "TRUSTED_HOSTS": [host.strip() for host in hosts.split(",")] if hosts else default_hosts,
        "SESSION_COOKIE_NAME": "__Host-etalase" if is_production() else "etalase",
        "SESSION_COOKIE_SECURE": is_production(),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=90),
        "PUBLIC_URL": os.environ.get("PUBLIC_URL"),
        "OWN_URL": f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}",
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,
        "BABEL_DEFAULT_LOCALE": "id",
        "API_TITLE": "Etalase",
        "API_VERSION": "v1",
        "OPENAPI_VERSION": "3.0.3",
        "OPENAPI_URL_PREFIX": None,
        "API_SPEC_OPTIONS": {
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
            "security": [{"token": []}],
        },
    }
