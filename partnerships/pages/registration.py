"""The public page where a producer registers itself, on a phone."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from accounts.access import public
from accounts.throttle import begin_attempt
from core.database import committed
from core.forms import SchemaForm
from partnerships import members, words
from partnerships.schemas import RegisterOneself

pages = Blueprint("registration", __name__)


@pages.route("/daftar", methods=["GET", "POST"])
@public
def register() -> Any:  # noqa: ANN401 - a page or a redirect
    """Register oneself. A NIK that is known reads the same answer as a new one; staff see the attempt."""
    form = SchemaForm(RegisterOneself, choices={"region_code": words.regency_choices()})
    if request.method == "POST":
        digits = "".join(sign for sign in str(form.values.get("owner_nik", ""))[:40] if sign.isdigit())
        committed(begin_attempt, f"register:{digits}", request.remote_addr or "")
        form.submit(members.register_oneself)
        if not form.is_refused:
            return redirect(url_for("registration.received"), 303)
    return render_template("partnerships/register.html", form=form), (422 if form.is_refused else 200)


@pages.get("/daftar/diterima")
@public
def received() -> str:
    """What happens next; the same page for everybody."""
    return render_template("partnerships/register_received.html")
