"""The navigation of each role: where one goes, in the order one works."""

from dataclasses import dataclass

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from accounts.permissions import Permission as P
from core.wording import N_

ENTRIES: list[tuple[str, str, P]] = [
    ("home.home", N_("Beranda"), P.ACCOUNT_OWN),
]
"""Endpoint, label and the permission that shows it; an endpoint no package has registered yet is left out."""


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation."""

    label: str
    url: str
    active: bool
    count: int | None = None


def entries(app: Flask) -> list[Entry]:
    """The entries the reader may use."""
    if not current_user.is_authenticated:
        return []
    found = []
    for endpoint, label, permission in ENTRIES:
        if endpoint not in app.view_functions or not current_user.may(permission):
            continue
        active = (request.endpoint or "").partition(".")[0] == endpoint.partition(".")[0]
        found.append(Entry(_(label), url_for(endpoint), active))
    return found


def register_navigation(app: Flask) -> None:
    """Give the navigation to every template."""

    @app.context_processor
    def navigation() -> dict[str, object]:
        """The entries of this reader."""
        return {"navigation": entries(app)}
