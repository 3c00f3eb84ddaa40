"""The own account: name and language, password, second step, browsers that are signed in, tokens for programs."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts import own_account, proof, second_step, sessions
from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.schemas import NewToken, OwnAccount, OwnPassword, SecondStepOff, SecondStepOn
from accounts.sign_in_pages import address, refused, secret_being_set_up
from core.database import committed
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import LANGUAGES

VALID_DAYS = (30, 90, 365)

own_pages = Blueprint("own_account", __name__)


def submit_with_password(form: SchemaForm, verb: Callable[..., Any], **given: Any) -> Any:  # noqa: ANN401
    """Submit a form whose current password is right; None when it is not, or the verb refuses."""
    try:
        proof.prove_own_password(person(), str(form.values.get("current_password", ""))[:1_000], address())
    except Refusal as refusal:
        form.show(refusal)
        return None
    return form.submit(verb, **given)


@own_pages.get("/akun")
@requires(Permission.ACCOUNT_OWN)
def page() -> Any:  # noqa: ANN401
    """Everything about the own account, and where it is signed in."""
    account = person()
    return render_template(
        "accounts/own.html",
        account=account,
        sessions=sessions.live_sessions(account),
        tokens=sessions.live_tokens(account),
        second_step_required=current_app.config["PRODUCTION"] and account.is_staff,
    )


@own_pages.route("/akun/ubah", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def change() -> Any:  # noqa: ANN401
    """Change the own name and language."""
    account = person()
    form = SchemaForm(
        OwnAccount, {"name": account.name, "language": account.language}, choices={"language": list(LANGUAGES.items())}
    )
    if request.method == "POST" and form.submit(lambda **new: own_account.change(account, **new) or True):
        session["language"] = account.language
        flash(_("Perubahan disimpan."))
        return redirect(url_for("own_account.page"), code=303)
    return refused(form, "accounts/own_change.html")


@own_pages.route("/akun/kata-sandi", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def change_password() -> Any:  # noqa: ANN401
    """Change the own password; the other browsers are signed out."""
    account = person()
    form = SchemaForm(OwnPassword)
    if request.method == "POST" and submit_with_password(
        form, lambda **new: own_account.change_password(account, **new) or True
    ):
        flash(_("Kata sandi diganti. Perangkat lain sudah dikeluarkan."))
        return redirect(url_for("own_account.page"), code=303)
    return refused(form, "accounts/own_password.html", account=account)


@own_pages.route("/akun/verifikasi-dua-langkah", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def second_step_on() -> Any:  # noqa: ANN401
    """Set up the second step of signing in, or set it up anew on another phone."""
    account = person()
    form = SchemaForm(SecondStepOn)
    secret = secret_being_set_up(account)
    if request.method == "POST" and submit_with_password(
        form, lambda code: second_step.switch_on(account, secret=secret, code=code) or True
    ):
        session.pop("new_second_step", None)
        flash(_("Verifikasi dua langkah aktif."))
        return redirect(url_for("own_account.page"), code=303)
    return refused(
        form,
        "accounts/own_second_step.html",
        account=account,
        picture=second_step.picture(account, secret),
        spelled=second_step.spelled(secret),
    )


@own_pages.route("/akun/verifikasi-dua-langkah/matikan", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def second_step_off() -> Any:  # noqa: ANN401
    """Do without the second step, where one may."""
    account = person()
    form = SchemaForm(SecondStepOff)
    required = bool(current_app.config["PRODUCTION"] and account.is_staff)
    if request.method == "POST" and submit_with_password(
        form, lambda: second_step.switch_off(account, by=account, required=required) or True
    ):
        flash(_("Verifikasi dua langkah dimatikan."))
        return redirect(url_for("own_account.page"), code=303)
    return refused(form, "accounts/own_second_step_off.html")


@own_pages.post("/akun/perangkat/<int:session_id>/keluar")
@requires(Permission.ACCOUNT_OWN)
def end_session(session_id: int) -> Any:  # noqa: ANN401
    """Sign one other browser out."""
    committed(sessions.end, person(), session_id)
    flash(_("Perangkat itu sudah dikeluarkan."))
    return redirect(url_for("own_account.page"), code=303)


@own_pages.post("/akun/perangkat/keluar")
@requires(Permission.ACCOUNT_OWN)
def end_other_sessions() -> Any:  # noqa: ANN401
    """Sign every browser but this one out."""
    committed(sessions.end_all, person(), but_session_id=person().session_id, with_tokens=False)
    flash(_("Semua perangkat lain sudah dikeluarkan."))
    return redirect(url_for("own_account.page"), code=303)


@own_pages.route("/akun/token/baru", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def new_token() -> Any:  # noqa: ANN401
    """Make a token for a program; it is shown on the answer to this form and never again."""
    account = person()
    days = [(str(days), ngettext("%(num)s hari", "%(num)s hari", days)) for days in VALID_DAYS]
    form = SchemaForm(NewToken, {"valid_days": "90"}, choices={"valid_days": days})
    if request.method == "POST":
        made = submit_with_password(form, lambda **new: sessions.create_token(account, by=account, **new))
        if made is not None:
            return render_template("accounts/token_shown.html", row=made[0], token=made[1])
    return refused(form, "accounts/new_token.html")


@own_pages.post("/akun/token/<int:token_id>/cabut")
@requires(Permission.ACCOUNT_OWN)
def revoke_token(token_id: int) -> Any:  # noqa: ANN401
    """End a token; programs that use it are refused at once."""
    committed(sessions.revoke_token, person(), token_id)
    flash(_("Token dicabut."))
    return redirect(url_for("own_account.page"), code=303)
