"""What the frame of every page shows: where home is, whose agency this is, links to the account and at the foot.

A page must come even when the database does not answer, so everything that asks it has a plain value to fall back to.
"""

from typing import Any

import structlog
from flask import Flask, g, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from accounts.permissions import Permission
from accounts.sign_in import Anonymous
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.database import db

log = structlog.get_logger()


def without_database() -> None:
    """Show the rest of this request to nobody in particular, without asking the database."""
    g.without_database = True
    g._login_user = Anonymous()  # noqa: SLF001 - where flask-login keeps who is asking


def without_counts() -> None:
    """Show the rest of this request without what waits for its reader: a refusal is about something else."""
    g.without_counts = True


def agency() -> dict[str, str]:
    """The settings of the agency; none when the database does not answer."""
    if g.get("without_database"):
        return {}
    try:
        return all_settings()
    except SQLAlchemyError as error:
        db.session.rollback()
        log.warning("settings_not_read", error=type(error).__name__)
        return {}


def frame_context() -> dict[str, Any]:
    """What `base.html` reads beside the navigation."""
    settings = agency()
    return {
        "agency_name": settings.get(AGENCY_NAME) or _("Dinas Koperasi dan UKM"),
        "is_demo": DEMO_LOADED_AT in settings,
        "home_url": url_for("home.home") if current_user.is_authenticated else url_for("public.landing"),
        "account_links": account_links(),
        "footer_links": [
            {"label": _("Produk"), "url": url_for("public.landing")},
            {"label": _("Bantuan"), "url": url_for("public.help_page")},
            {"label": _("Periksa rekap"), "url": url_for("public.check_statement")},
            {"label": _("Data pribadi Anda"), "url": url_for("personal_data.ask_publicly")},
            {"label": "API", "url": url_for("public.api_page")},
        ],
    }


def account_links() -> list[dict[str, str]]:
    """The links below a signed-in person's own name."""
    if not current_user.is_authenticated or not current_user.may(Permission.ACCOUNT_OWN):
        return []
    return [
        {"label": _("Akun saya"), "url": url_for("own_account.page"), "icon": "key"},
        {"label": _("Bantuan"), "url": url_for("public.help_page"), "icon": "help"},
    ]


def register_frame(app: Flask) -> None:
    """Give the frame to every template."""
    app.context_processor(frame_context)
