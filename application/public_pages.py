"""What anybody may see: the front page, the help, the page for programmers, and the way to check a statement."""

from typing import Any

from flask import Blueprint, redirect, render_template, request

from accounts.access import public

pages = Blueprint("public", __name__)


@pages.get("/")
@public
def landing() -> Any:  # noqa: ANN401 - a page
    """What this is, where to go, and what is on the shelves."""
    return render_template("application/landing.html")


@pages.get("/bantuan")
@public
def help_page() -> Any:  # noqa: ANN401
    """How the path goes, from registering to being paid, for each side."""
    return render_template("application/help.html")


@pages.get("/api")
@public
def api_page() -> Any:  # noqa: ANN401
    """How a program signs in and what it may ask."""
    return render_template("application/api.html")


@pages.get("/verifikasi")
@public
def check_statement() -> Any:  # noqa: ANN401
    """Ask for the code printed on a statement."""
    code = "".join(request.args.get("kode", "").split())[:100]
    if code.isascii() and code.isalnum():
        return redirect(f"/verifikasi/{code}")
    return render_template("application/check_statement.html", typed=request.args.get("kode", ""))
