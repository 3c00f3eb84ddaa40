"""The composition root: the only place that knows every package."""

from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_smorest import Api
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event

import accounts.doors
import application.commands
import application.doors
import commissions.doors
import outlets.doors
import partnerships.doors
from accounts.regions import know_regions
from accounts.sign_in import Anonymous, account_of_request, account_of_session
from application.compression import register_compression
from application.config import PROJECT, settings
from application.error_pages import register_error_pages
from application.frame import register_frame
from application.logging import configure_logging
from application.navigation import register_navigation
from application.row_numbers import RowNumber
from application.security import register_security
from application.static_files import register_static_files
from application.template_filters import register_template_filters
from core.catalogues import compile_catalogues, translation_folders
from core.database import db
from core.languages import choose_language
from partnerships.regions import all_regions

PACKAGES = (accounts, partnerships, outlets, commissions, application)
API_PREFIX = "/api/v1"

csrf = CSRFProtect()


def create_app(database_url: str | None = None, **overrides: Any) -> Flask:  # noqa: ANN401 - any setting
    """The application over a database (`DATABASE_URL` unless given). Raises `MissingSetting`."""
    app = Flask(__name__, template_folder=str(PROJECT / "templates"), static_folder=None)
    app.static_folder = "static"
    app.url_map.converters["int"] = RowNumber
    app.config.from_mapping(settings(database_url))
    app.config.update(overrides)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    configure_logging(testing=bool(app.config.get("TESTING")))
    compile_catalogues()
    know_regions({region.code: region.name for region in all_regions().values()})
    Babel(
        app,
        locale_selector=choose_language,
        default_translation_directories=";".join(str(folder) for folder in translation_folders()),
    )
    db.init_app(app)
    Migrate(app, db, directory=str(PROJECT / "migrations"), compare_type=False)
    csrf.init_app(app)
    _register_sign_in(app)
    api = Api(app)
    for package in PACKAGES:
        for pages in package.doors.PAGES:
            app.register_blueprint(pages)
        for doors in package.doors.APIS:
            csrf.exempt(doors)
            api.register_blueprint(doors, url_prefix=API_PREFIX)
    app.extensions["smorest_api"] = api
    register_error_pages(app)
    register_compression(app)
    register_security(app, csrf)
    register_static_files(app)
    register_navigation(app)
    register_frame(app)
    register_template_filters(app)
    application.commands.register_commands(app)
    with app.app_context():
        _work_as(db.engine, str(app.config["DATABASE_ROLE"]))
    return app


def _register_sign_in(app: Flask) -> None:
    """Who is asking: a browser by its session, a program by its token."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.anonymous_user = Anonymous
    manager.user_loader(account_of_session)
    manager.request_loader(account_of_request)


def _work_as(engine: Engine, role: str) -> None:
    """Let each new connection work as the application's role where the server has it and admits us to it."""

    @event.listens_for(engine, "connect")
    def set_role(connection: Any, _record: object) -> None:  # noqa: ANN401 - a psycopg connection
        autocommit = connection.autocommit
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_roles WHERE rolname = %s AND rolname <> current_user"
                " AND pg_has_role(current_user, oid, 'MEMBER')",
                (role,),
            )
            if cursor.fetchone()[0]:
                cursor.execute(f'SET ROLE "{role}"')
        connection.autocommit = autocommit
