"""The first page of everybody who signs in: what waits for them."""

from flask import Blueprint, render_template

from accounts.access import person, requires
from accounts.permissions import Permission

home = Blueprint("home", __name__)


@home.get("/beranda", endpoint="home")
@requires(Permission.ACCOUNT_OWN)
def home_page() -> str:
    """What waits for whoever is signed in."""
    return render_template("application/home.html", person=person())
