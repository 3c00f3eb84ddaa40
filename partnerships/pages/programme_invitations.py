"""Pages of invitations: those of a producer, the answer on the phone or by staff for it, and the code at the door."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from core.database import committed, db
from core.dates import today
from core.forms import SchemaForm
from partnerships import attendance, programme_invitations, programme_messages, programme_words, programmes, words
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.programme_schemas import AnswerInvitation
from partnerships.programme_states import InvitationStatus, SessionStatus

pages = Blueprint("programme_invitations", __name__)


@pages.get("/undangan-program")
@requires(Permission.PROGRAMME_READ)
def own() -> Any:  # noqa: ANN401 - a page or a redirect
    """The invitations of one's own business, the newest session first; staff go to the programmes."""
    if person().is_staff:
        return redirect(url_for("programmes.programmes_list"))
    rows = programme_invitations.visible_to(person()).options(joinedload(ProgrammeInvitation.session))
    found = db.session.execute(rows.order_by(ProgrammeSession.starts_at.desc(), ProgrammeInvitation.id)).scalars()
    return render_template(
        "partnerships/programmes/own_invitations.html",
        invitations=found.all(),
        hours_of=programmes.hours_of,
        is_waiting=lambda one: one.status is InvitationStatus.INVITED and is_answerable(one.session),
        programme_words=programme_words,
    )


def is_answerable(session: ProgrammeSession) -> bool:
    """Whether the deadline of an open session has not passed."""
    return session.status is SessionStatus.OPEN and session.answer_by >= today()


@pages.route("/undangan-program/<int:invitation_id>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_READ)
def show(invitation_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """One invitation, and the answer to it; staff say from what source they know it."""
    invitation = programme_invitations.get(invitation_id, by=person())
    session = invitation.session
    form = SchemaForm(
        AnswerInvitation,
        choices={"answer": programme_words.answer_choices(), "source": words.source_choices()},
    )
    if request.method == "POST" and form.submit(
        lambda **told: programme_invitations.answer(invitation_id, by=person(), **told)
    ):
        flash(_("Jawaban dicatat: %(answer)s.", answer=programme_words.invitation_word(invitation.status)))
        if person().is_staff:
            return redirect(url_for("programme_sessions.show", programme_session_id=session.id), 303)
        return redirect(url_for("programme_invitations.show", invitation_id=invitation_id), 303)
    answers_for = person().is_staff and person().may(Permission.PROGRAMME_MANAGE)
    page = render_template(
        "partnerships/programmes/invitation.html",
        form=form,
        invitation=invitation,
        session=session,
        programme=session.programme,
        hours=programmes.hours_of(session),
        position=programme_invitations.place_in_line(invitation),
        may_answer=session.status is SessionStatus.OPEN if answers_for else is_answerable(session),
        answers_for=answers_for,
        whatsapp_text=programme_messages.whatsapp_text(invitation, invitation.producer) if answers_for else "",
        history=timeline("programme_invitation", invitation.id) if person().is_staff else [],
        words=words,
        programme_words=programme_words,
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/hadir/<int:programme_session_id>/<code>", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_READ)
def check_in(programme_session_id: int, code: str) -> str | Response:
    """What the code at the door opens: one button says that the business is here."""
    session = attendance.session_of_code(programme_session_id, code)
    if request.method == "POST":
        committed(attendance.check_in, programme_session_id, code, by=person())
    mine = attendance.invited_producers(session, person())
    noted = attendance.events_of(session.id)
    return render_template(
        "partnerships/programmes/check_in.html",
        session=session,
        hours=programmes.hours_of(session),
        is_invited=bool(mine),
        is_noted=bool(mine) and all(one in noted and noted[one].is_present for one in mine),
        code=code,
    )
