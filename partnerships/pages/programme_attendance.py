"""Pages of the attendance list: many marked at once on a phone, whoever comes uninvited, and corrections."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import or_, select

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from partnerships import attendance, producers, programme_words, programmes
from partnerships.lists import searched
from partnerships.models import Producer
from partnerships.pages.programme_sessions import answers_of
from partnerships.programme_candidates import TAKING_PART
from partnerships.programme_models import AttendanceEvent, ProgrammeSession
from partnerships.programme_schemas import MarkAttendance
from partnerships.regions import name_of

pages = Blueprint("programme_attendance", __name__)
MOST_FOUND = 20


@pages.route("/program/sesi/<int:programme_session_id>/hadir", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def listing(programme_session_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """The list of everybody invited, with a box for each; printed it has a column for signatures."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    form = SchemaForm(MarkAttendance)
    if request.method == "POST":
        made = form.submit(lambda **told: attendance.mark(programme_session_id, by=person(), **told))
        if made is not None and not form.is_refused:
            flash(
                ngettext("%(count)s kehadiran dicatat.", "%(count)s kehadiran dicatat.", len(made), count=len(made))
                if made
                else _("Tidak ada yang berubah.")
            )
            return redirect(url_for("programme_attendance.listing", programme_session_id=programme_session_id), 303)
    noted = attendance.events_of(session.id)
    invited = db.session.execute(answers_of(session).order_by(Producer.name, Producer.id)).all()
    known = {producer.id for _invitation, producer in invited}
    walked_in = [event.producer for one, event in noted.items() if one not in known]
    page = render_template(
        "partnerships/programmes/attendance.html",
        form=form,
        session=session,
        hours=programmes.hours_of(session),
        rows=[*invited, *[(None, producer) for producer in sorted(walked_in, key=lambda one: (one.name, one.id))]],
        noted=noted,
        found=strangers(session, known),
        q=searched(),
        has_begun=session.day <= today(),
        corrections=corrections_of(session),
        programme_words=programme_words,
        name_of=name_of,
    )
    return page, (422 if form.is_refused else 200)


def strangers(session: ProgrammeSession, known: set[int]) -> list[Producer]:
    """Producers found by name, owner or telephone who were not invited and are not on the list yet."""
    wanted = searched()
    if not wanted:
        return []
    on_list = {*known, *attendance.events_of(session.id)}
    rows = producers.visible_to(person()).where(
        Producer.status.in_(TAKING_PART),
        Producer.id.not_in(on_list),
        or_(
            Producer.name.icontains(wanted, autoescape=True),
            Producer.owner_name.icontains(wanted, autoescape=True),
            Producer.phone.contains(wanted.lstrip("0") or wanted, autoescape=True),
        ),
    )
    return list(db.session.execute(rows.order_by(Producer.name, Producer.id).limit(MOST_FOUND)).scalars())


def corrections_of(session: ProgrammeSession) -> list[Any]:
    """The events that took a presence back, newest first, with who said so."""
    rows = (
        select(AttendanceEvent, Producer.name, UserAccount.name)
        .join(Producer, Producer.id == AttendanceEvent.producer_id)
        .join(UserAccount, UserAccount.id == AttendanceEvent.noted_by_id)
        .where(AttendanceEvent.session_id == session.id, ~AttendanceEvent.is_present)
        .order_by(AttendanceEvent.id.desc())
    )
    return list(db.session.execute(rows).all())
