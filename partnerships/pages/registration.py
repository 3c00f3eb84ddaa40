"""The public pages where a producer registers itself on a phone: three short steps, a look at all of it, done.

What was told waits on the server under a token, which stands in a cookie and in a link to go on elsewhere; the NIK
never comes back to a page.
"""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from marshmallow import Schema
from werkzeug.wrappers import Response

from accounts.access import public
from accounts.errors import TooManyAttempts
from accounts.throttle import begin_attempt
from core.database import committed
from core.dates import agency_zone
from core.forms import SchemaForm
from core.languages import say_refusal
from core.text import mask_last4
from partnerships import consents, registration_drafts, words
from partnerships.personal_codes import Purpose
from partnerships.regions import name_of
from partnerships.registration_drafts import KEPT_DAYS, NEEDED, Draft
from partnerships.registration_errors import DraftGone, StepMissing
from partnerships.registration_schemas import SendRegistration, TellBusiness, TellOwner, TellOwnerAgain, TellProducts

pages = Blueprint("registration", __name__)

COOKIE = "pendaftaran"
STEPS = (*NEEDED, "periksa")


@pages.route("/daftar", methods=["GET", "POST"])
@public
def register() -> Any:  # noqa: ANN401 - a page or a redirect
    """The first step: the business. It begins the draft."""
    return take_step("usaha")


@pages.route("/daftar/<any(pemilik, produk):step>", methods=["GET", "POST"])
@public
def tell(step: str) -> Any:  # noqa: ANN401
    """A later step: the owner, the goods. Without the steps before it, back to the first that lacks."""
    draft = current_draft()
    if draft is None or any(not draft.has(before) for before in STEPS[: STEPS.index(step)]):
        return to_step(draft.next_step if draft else "usaha")
    return take_step(step)


@pages.route("/daftar/periksa", methods=["GET", "POST"])
@public
def review() -> Any:  # noqa: ANN401
    """Everything told, to look at once more, and the agreement; sending it registers."""
    draft = current_draft()
    if draft is None or draft.next_step != "periksa":
        return to_step(draft.next_step if draft else "usaha")
    text = consents.current_text(Purpose.PRIVACY_NOTICE)
    form = SchemaForm(SendRegistration, {"text_id": text.id})
    if request.method == "POST":
        digits = "".join(sign for sign in str(draft.told["owner_nik"]) if sign.isdigit())
        committed(begin_attempt, f"register:{digits}", request.remote_addr or "")
        form.submit(registration_drafts.send, token=token_of_reader())
        if isinstance(form.refusal, DraftGone | StepMissing):
            flash(say_refusal(form.refusal), "warning")
            return redirect(url_for("registration.register"), 303)
        if not form.is_refused:
            answer = redirect(url_for("registration.received"), 303)
            answer.delete_cookie(COOKIE, path="/daftar")
            return answer
        text = consents.current_text(Purpose.PRIVACY_NOTICE)
    page = render_template(
        "partnerships/register/review.html",
        form=form,
        told=draft.told,
        nik=mask_last4(draft.told["owner_nik"].strip()),
        wording=consents.wording_of(text),
        text_id=text.id,
        started_on=registration_drafts.as_day(draft.told.get("started_on")),
        region=name_of(draft.told["region_code"]),
        lines=[words.category_word(code) for code in draft.told.get("product_lines", [])],
        **about(draft),
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/daftar/lanjut/<token>")
@public
def resume(token: str) -> Response:
    """Go on with a draft where it was left, on this phone or another."""
    draft = registration_drafts.find(token)
    if draft is None:
        flash(_("Draf ini sudah dikirim, dihapus, atau kedaluwarsa. Mulai lagi bila belum pernah mengirim."), "warning")
        return redirect(url_for("registration.register"), 303)
    return with_cookie(to_step(draft.next_step), token)


@pages.post("/daftar/hapus")
@public
def forget() -> Response:
    """Forget the draft, as on a borrowed phone."""
    committed(registration_drafts.forget, token_of_reader())
    flash(_("Draf dihapus dari server."))
    answer = redirect(url_for("registration.register"), 303)
    answer.delete_cookie(COOKIE, path="/daftar")
    return answer


@pages.get("/daftar/diterima")
@public
def received() -> str:
    """What happens next; the same page for everybody."""
    return render_template("partnerships/register_received.html")


def take_step(step: str) -> Any:  # noqa: ANN401
    """Show a step with what was told before, or save it and go on."""
    draft = current_draft() or Draft()
    form = SchemaForm(
        schema_of(step, draft),
        {name: value for name, value in draft.told.items() if name != "owner_nik" and value is not None},
        choices={"region_code": words.regency_choices(), "product_lines": words.category_choices()},
    )
    if request.method == "POST":
        token = form.submit(save_step, step=step, is_new=draft.saved_at is None)
        if isinstance(form.refusal, TooManyAttempts):
            raise form.refusal
        if token:
            return with_cookie(to_step(STEPS[STEPS.index(step) + 1]), token)
    page = render_template(f"partnerships/register/{step}.html", form=form, step=step, **about(draft))
    return page, (422 if form.is_refused else 200)


def save_step(*, step: str, is_new: bool, **told: Any) -> str:  # noqa: ANN401
    """Save a step; beginning a draft counts as an attempt of the reader's address, so that none can be heaped up."""
    if is_new:
        begin_attempt(f"draft:{told['name']}", request.remote_addr or "")
    return registration_drafts.save(step, token=token_of_reader(), **told)


def schema_of(step: str, draft: Draft) -> type[Schema]:
    """The schema of a step."""
    if step == "pemilik":
        return TellOwnerAgain if draft.told.get("owner_nik") else TellOwner
    return TellBusiness if step == "usaha" else TellProducts


def about(draft: Draft) -> dict[str, object]:
    """What every step shows of the draft: when it was saved, the link to go on elsewhere, the NIK's last four."""
    if draft.saved_at is None:
        return {"saved": "", "link": "", "kept_days": KEPT_DAYS, "kept_nik": ""}
    nik = draft.told.get("owner_nik", "")
    return {
        "saved": f"{draft.saved_at.astimezone(agency_zone()):%H.%M}",
        "link": url_for("registration.resume", token=token_of_reader(), _external=True),
        "kept_days": KEPT_DAYS,
        "kept_nik": mask_last4(nik.strip()) if nik else "",
    }


def current_draft() -> Draft | None:
    """The draft of whoever reads."""
    return registration_drafts.find(token_of_reader())


def token_of_reader() -> str:
    """The token in the cookie; nothing when there is none."""
    return request.cookies.get(COOKIE, "")[:200]


def to_step(step: str) -> Response:
    """On to a step."""
    if step == "usaha":
        return redirect(url_for("registration.register"), 303)
    if step == "periksa":
        return redirect(url_for("registration.review"), 303)
    return redirect(url_for("registration.tell", step=step), 303)


def with_cookie(answer: Response, token: str) -> Response:
    """An answer that lets this browser go on with a draft."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=KEPT_DAYS * 86_400,
        path="/daftar",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
    )
    return answer
