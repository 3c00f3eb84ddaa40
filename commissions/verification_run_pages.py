"""The page and the API of `verify-ledger`: what is checked, when it last was, and what does not hold."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from marshmallow import fields as plain

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.models import UserAccount
from accounts.permissions import Permission
from commissions import verification_runs
from commissions.statement_schemas import JobAsked
from commissions.verification import CHECKS
from core.database import committed, db
from core.errors import NotFound, Refusal
from core.fields import AnswerSchema
from core.languages import say_refusal, speak
from core.wording import N_

pages = Blueprint("verification_runs", __name__)
BY_SENTENCE = {check.sentence: check for check in CHECKS}
api = ApiBlueprint("api_verification_runs", __name__, description="Checks over the whole ledger and their last result")


class NeverVerified(NotFound):
    """No run has come to its end yet."""

    sentence = N_("Buku belum pernah diperiksa. Mintalah pemeriksaan.")


class CheckAnswer(AnswerSchema):
    """One check."""

    sentence = plain.String()
    invariants = plain.List(plain.String())
    looked_at = plain.Integer()
    broken = plain.Integer()
    named = plain.List(plain.String())


class RunAnswer(AnswerSchema):
    """The last run."""

    job_id = plain.Integer()
    ended_at = plain.DateTime(format="iso")
    overdue = plain.Boolean()
    broken = plain.Integer()
    checks = plain.List(plain.Nested(CheckAnswer))


def told(check: verification_runs.CheckResult) -> tuple[str, tuple[str, ...]]:
    """A check in the reader's language, and the invariants it holds; one that is run no longer speaks for itself."""
    known = BY_SENTENCE.get(check.sentence)
    return (str(speak(known.promise)), known.invariants) if known else (check.sentence, ())


@pages.get("/pemeriksaan-buku")
@requires(Permission.LEDGER_VERIFY)
def show() -> str:
    """The last run: every check with how much it looked at, what is broken first."""
    last = verification_runs.last_run()
    asked_by = db.session.get(UserAccount, last.asked_by_id) if last and last.asked_by_id else None
    checks = sorted(last.checks, key=lambda check: not check.broken) if last else []
    return render_template("commissions/verification_run.html", run=last, checks=checks, told=told, asked_by=asked_by)


@pages.post("/pemeriksaan-buku")
@requires(Permission.LEDGER_VERIFY)
def ask() -> Any:  # noqa: ANN401
    """Have everything verified now, and go to the page that shows how far it is."""
    try:
        job = committed(verification_runs.ask, by=person())
    except Refusal as refusal:
        flash(say_refusal(refusal), "error")
        return redirect(url_for("verification_runs.show"), code=303)
    return redirect(url_for("jobs.show_job", job_id=job.id), code=303)


@api.route("/ledger-verification", methods=["GET"])
@requires(Permission.LEDGER_VERIFY)
@api.response(200, RunAnswer)
def read_run() -> dict[str, object]:
    """The last run of every check. 404 before the first."""
    last = verification_runs.last_run()
    if last is None:
        raise NeverVerified
    return {
        "job_id": last.job_id,
        "ended_at": last.ended_at,
        "overdue": last.is_overdue,
        "broken": last.broken,
        "checks": [
            {
                "sentence": told(check)[0],
                "invariants": told(check)[1],
                "looked_at": check.looked_at,
                "broken": check.broken,
                "named": check.named,
            }
            for check in last.checks
        ],
    }


@api.route("/ledger-verification", methods=["POST"])
@requires(Permission.LEDGER_VERIFY)
@api.response(202, JobAsked)
def ask_by_api() -> dict[str, object]:
    """Have everything verified by the worker; 409 while a run is at work."""
    return {"job_id": committed(verification_runs.ask, by=person()).id}
