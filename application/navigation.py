"""The navigation of each role: where one goes, in the order one works."""

from dataclasses import dataclass

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from accounts.permissions import OUTLET_ROLES, Permission, Role
from core.wording import N_

P = Permission


@dataclass(frozen=True)
class Place:
    """Somewhere one may go: an endpoint, its label, the permission that shows it, and its icon.

    `quick_for` names the roles on whose phones it stands in the bar at the foot. A place of `only_for` is shown to
    those roles alone; a page that names its own `parts` (blueprints) is marked as the current one in all of them.
    """

    endpoint: str
    label: str
    permission: Permission
    icon: str
    quick_for: frozenset[Role] = frozenset()
    only_for: frozenset[Role] = frozenset(Role)
    parts: frozenset[str] = frozenset()


OUTLETS_AND_PRODUCERS = OUTLET_ROLES | {Role.PRODUCER}

PLACES: tuple[Place, ...] = (
    Place("home.home", N_("Beranda"), P.ACCOUNT_OWN, "home", OUTLETS_AND_PRODUCERS),
    Place("people.people", N_("Pengguna"), P.ACCOUNT_MANAGE, "people"),
)
"""In the order one works. A place no package has a door for is left out."""


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation, as the frame shows it."""

    label: str
    url: str
    icon: str
    active: bool
    in_bar: bool
    count: int | None = None


def entries(app: Flask) -> list[Entry]:
    """The entries the reader may use."""
    if g.get("without_database") or not current_user.is_authenticated:
        return []
    here = (request.endpoint or "").partition(".")[0]
    return [
        Entry(
            label=_(place.label),
            url=url_for(place.endpoint),
            icon=place.icon,
            active=here in (place.parts or {place.endpoint.partition(".")[0]}),
            in_bar=current_user.role in place.quick_for,
        )
        for place in PLACES
        if place.endpoint in app.view_functions
        and current_user.role in place.only_for
        and current_user.may(place.permission)
    ]


def register_navigation(app: Flask) -> None:
    """Give the navigation to every template."""

    @app.context_processor
    def navigation() -> dict[str, object]:
        """The entries of this reader."""
        return {"navigation": entries(app)}
