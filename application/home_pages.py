"""The first page of everybody who signs in: what waits for them."""

from typing import Any

from flask import Blueprint, render_template

from accounts.access import person, requires
from accounts.permissions import OUTLET_ROLES, Permission
from application.home import home_of
from commissions.offline_counter import account_mark
from core.dates import month_before, this_month, today

home = Blueprint("home", __name__)


@home.get("/beranda", endpoint="home")
@requires(Permission.ACCOUNT_OWN)
def home_page() -> Any:  # noqa: ANN401 - a page
    """What waits for whoever is signed in."""
    reader = person()
    return render_template(
        "application/home.html",
        home=home_of(reader),
        reader=reader,
        today=today(),
        month=month_before(this_month()),
        offline={"account": account_mark(reader)} if reader.role in OUTLET_ROLES else None,
    )
