"""Signing in and out, the links that set a password, and the language of the pages."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from sqlalchemy import select

from accounts import links, own_account, people, proof, second_step, sessions, throttle
from accounts.access import public
from accounts.errors import ProofExpired
from accounts.models import LinkPurpose, UserAccount
from accounts.own_paths import own_path
from accounts.schemas import ForgottenPassword, NewPassword, SecondStep, SignIn
from accounts.sign_in import hash_of, note_use_after
from core.database import committed, db
from core.dates import now
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import LANGUAGES
from core.secrets_at_rest import decrypt, encrypt

PROOF_SECONDS = 300
"""How long after the password the second step may be taken."""

BROWSERS = (
    *(("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("UCBrowser", "UC Browser")),
    *(("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")),
)
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS")),
    *(("Linux", "Linux"),),
)

pages = Blueprint("accounts", __name__)
pages.after_app_request(note_use_after)


@pages.app_template_filter("browser_name")
def browser_name(user_agent: str) -> str:
    """`Chrome, Android` of what a browser says it is, as far as that can be told."""
    found = [next((name for sign, name in names if sign in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Perangkat lain")


def address() -> str:
    """The network address the request came from."""
    return request.remote_addr or ""


def refused(form: SchemaForm, template: str, **context: Any) -> Any:  # noqa: ANN401 - a rendered page
    """A page shown again with what is wrong; a throttled one says when to come back."""
    status, headers = 422 if form.is_refused else 200, {}
    if wait := getattr(form.refusal, "retry_after_seconds", None):
        status, headers = 429, {"Retry-After": str(wait)}
    return render_template(template, form=form, **context), status, headers


def start_anew() -> None:
    """Drop whatever the browser brought along (so nobody else can have planted it), but the language it chose."""
    language = session.get("language")
    session.clear()
    if language in LANGUAGES:
        session["language"] = language


def let_in(account: UserAccount, destination: str | None) -> Any:  # noqa: ANN401 - a redirect
    """Sign a browser in, or ask for the second step where there is or must be one. Its session before ends."""
    if current_user.is_authenticated and current_user.session_id is not None:
        committed(sessions.end, current_user._get_current_object(), current_user.session_id)  # noqa: SLF001
    start_anew()
    must_have_one = current_app.config["PRODUCTION"] and account.is_staff
    if account.totp_secret_encrypted or must_have_one:
        session["proved"] = {
            "id": account.id,
            "at": int(now().timestamp()),
            "password": hash_of(account.password_hash or "")[:16],
            "next": destination,
        }
        return redirect(
            url_for("accounts.give_code" if account.totp_secret_encrypted else "accounts.set_up_second_step")
        )
    return enter(account, destination)


def enter(account: UserAccount, destination: str | None) -> Any:  # noqa: ANN401 - a redirect
    """Everything is proved: a new session with a new token."""
    start_anew()
    token = proof.enter(account, address=address(), browser=request.user_agent.string)
    account.session_token = token  # type: ignore[misc]
    login_user(account)
    session.permanent = not account.is_staff
    return redirect(destination or first_page(), code=303)


def first_page() -> str:
    """Where one arrives: the first page of the role."""
    return url_for("home.home") if "home.home" in current_app.view_functions else "/"


def proved_account() -> UserAccount:
    """Whose password this browser gave a moment ago. Raises `ProofExpired`."""
    proved = session.get("proved")
    if proved and int(now().timestamp()) - proved["at"] <= PROOF_SECONDS:
        account = db.session.execute(
            select(UserAccount).where(UserAccount.id == proved["id"], UserAccount.is_active)
        ).scalar_one_or_none()
        if account is not None and hash_of(account.password_hash or "")[:16] == proved["password"]:
            return account
    raise ProofExpired


@pages.route("/masuk", methods=["GET", "POST"])
@public
def sign_in() -> Any:  # noqa: ANN401 - a page or a redirect
    """Sign in with an e-mail address and a password."""
    form = SchemaForm(SignIn)
    destination = own_path(request.values.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(destination or first_page())
    if request.method == "POST" and (typed := form.submit(dict)):
        try:
            account = proof.prove(typed["email"], typed["password"], address())
        except Refusal as refusal:
            form.show(refusal)
        else:
            return let_in(account, destination)
    return refused(form, "accounts/sign_in.html", destination=destination, signed_out="keluar" in request.args)


@pages.route("/masuk/kode", methods=["GET", "POST"])
@public
def give_code() -> Any:  # noqa: ANN401
    """The second step: the code of the authenticator."""
    form = SchemaForm(SecondStep)
    try:
        account = proved_account()
    except ProofExpired as refusal:
        return ask_password_again(refusal)
    if request.method == "POST" and (typed := form.submit(dict)):
        try:
            proof.prove_second_step(account, typed["code"], address())
        except Refusal as refusal:
            form.show(refusal)
        else:
            return enter(account, own_path(session["proved"].get("next")))
    return refused(form, "accounts/second_step.html")


@pages.route("/masuk/verifikasi-dua-langkah", methods=["GET", "POST"])
@public
def set_up_second_step() -> Any:  # noqa: ANN401
    """Set up the second step before the first signing in, where it must be had."""
    form = SchemaForm(SecondStep)
    try:
        account = proved_account()
    except ProofExpired as refusal:
        return ask_password_again(refusal)
    if account.totp_secret_encrypted:
        return redirect(url_for("accounts.give_code"))
    secret = secret_being_set_up(account)
    if request.method == "POST" and form.submit(
        lambda code: second_step.switch_on(account, secret=secret, code=code) or True
    ):
        return enter(account, own_path(session["proved"].get("next")))
    return refused(
        form,
        "accounts/second_step_setup.html",
        picture=second_step.picture(account, secret),
        spelled=second_step.spelled(secret),
    )


def secret_being_set_up(account: UserAccount) -> str:
    """The secret of the authenticator this browser is setting up, kept sealed in its session until a code proves it."""
    purpose = f"second_step|{account.id}"
    if "new_second_step" not in session:
        session["new_second_step"] = encrypt(second_step.new_secret(), purpose).hex()
    try:
        return decrypt(bytes.fromhex(session["new_second_step"]), purpose)
    except Refusal:
        session.pop("new_second_step")
        return secret_being_set_up(account)


def ask_password_again(refusal: Refusal) -> Any:  # noqa: ANN401
    """The sign-in page, saying why one is there again."""
    session.pop("proved", None)
    form = SchemaForm(SignIn)
    form.values = {}
    form.show(refusal)
    return refused(form, "accounts/sign_in.html", destination=None, signed_out=False)


@pages.post("/keluar")
@public
def sign_out() -> Any:  # noqa: ANN401
    """End this browser's session and let the browser forget its cookies. What waits to be sent from it stays."""
    if current_user.is_authenticated and current_user.session_id is not None:
        committed(sessions.end, current_user._get_current_object(), current_user.session_id)  # noqa: SLF001
    logout_user()
    session.clear()
    g.pop("_login_user", None)
    response = redirect(url_for("accounts.sign_in", keluar=1), code=303)
    response.headers["Clear-Site-Data"] = '"cookies"'
    return response


@pages.route("/lupa-kata-sandi", methods=["GET", "POST"])
@public
def forgotten_password() -> Any:  # noqa: ANN401
    """Ask for a link; the answer never says whether the account exists."""
    form = SchemaForm(ForgottenPassword)
    asked = False
    if request.method == "POST" and (typed := form.submit(dict)):
        try:
            committed(throttle.begin_attempt, f"reset:{typed['email']}", address())
            committed(people.request_reset, email=typed["email"])
            asked = True
        except Refusal as refusal:
            form.show(refusal)
    return refused(form, "accounts/forgotten_password.html", asked=asked)


@pages.route("/undangan/<token>", methods=["GET", "POST"], endpoint="invitation", defaults={"purpose": "invitation"})
@pages.route("/atur-ulang/<token>", methods=["GET", "POST"], endpoint="reset", defaults={"purpose": "password_reset"})
@public
def set_password(token: str, purpose: str) -> Any:  # noqa: ANN401
    """Set the password a one-time link allows. Looking at the page does not use the link up."""
    form = SchemaForm(NewPassword)
    if request.method == "POST":
        account = form.submit(links.set_password, token=token, purpose=LinkPurpose(purpose))
        if account is not None:
            return let_in(account, None)
    account = links.account_of_link(token, LinkPurpose(purpose))
    return refused(form, "accounts/new_password.html", account=account, purpose=purpose)


@pages.post("/bahasa")
@public
def choose_language() -> Any:  # noqa: ANN401
    """Choose the language of the pages: for this browser, and for the account of whoever is signed in."""
    language = request.form.get("language", "")
    if language in LANGUAGES:
        session["language"] = language
        if current_user.is_authenticated:
            committed(own_account.choose_language, current_user._get_current_object(), language=language)  # noqa: SLF001
    return redirect(own_path(request.form.get("next")) or "/", code=303)
