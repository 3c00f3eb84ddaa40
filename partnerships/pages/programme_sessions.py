"""Pages of one session: its plan and states, whom to invite, who came, and the poster with the code at the door."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import Select, select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.links import address_of
from accounts.permissions import Permission
from core.agency_settings import AGENCY_NAME, all_settings
from core.database import committed
from core.dates import agency_zone, today
from core.documents import as_pdf, can_make_pdf
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import Column, exported, listed, wanted_export
from core.pdf_answers import pdf_answer
from core.qr_codes import qr_in_page, qr_of
from partnerships import attendance, programme_invitations, programme_messages, programme_words, programmes, words
from partnerships.lists import chosen
from partnerships.models import Producer
from partnerships.programme_candidates import USUAL_NUMBER, candidates
from partnerships.programme_lists import invitation_filters
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.programme_schemas import CancelSession, InviteToSession, SessionContent
from partnerships.programme_states import SESSION_MOVES
from partnerships.regions import is_region, name_of

pages = Blueprint("programme_sessions", __name__)
ORDERS = {
    "name": [Producer.name, ProgrammeInvitation.id],
    "answer": [ProgrammeInvitation.status, ProgrammeInvitation.waiting_number, Producer.name, ProgrammeInvitation.id],
}


@pages.route("/program/<int:programme_id>/sesi/baru", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def new(programme_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Plan a session."""
    programme = programmes.get(programme_id, by=person())
    day = today() + timedelta(days=14)
    usual = {"day": day.isoformat(), "starts": "09:00", "ends": "12:00", "places": "30"}
    form = SchemaForm(SessionContent, {**usual, "answer_by": (day - timedelta(days=3)).isoformat()})
    if request.method == "POST" and (
        made := form.submit(lambda **told: programmes.add_session(programme_id, by=person(), **told))
    ):
        flash(_("Sesi direncanakan. Buka pendaftarannya untuk mulai mengundang."))
        return redirect(url_for("programme_sessions.show", programme_session_id=made.id), 303)
    page = render_template("partnerships/programmes/session_form.html", form=form, programme=programme, session=None)
    return page, (422 if form.is_refused else 200)


@pages.route("/program/sesi/<int:programme_session_id>/ubah", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def change(programme_session_id: int) -> Any:  # noqa: ANN401
    """Change when or where a session is, or for how many; those invited are told of another time or place."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    zone = agency_zone()
    form = SchemaForm(
        SessionContent,
        {
            "day": session.day.isoformat(),
            "starts": f"{session.starts_at.astimezone(zone):%H:%M}",
            "ends": f"{session.ends_at.astimezone(zone):%H:%M}",
            "place": session.place,
            "places": session.places,
            "answer_by": session.answer_by.isoformat(),
        },
    )
    if request.method == "POST" and form.submit(
        lambda **told: programme_invitations.change_session(programme_session_id, by=person(), **told)
    ):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("programme_sessions.show", programme_session_id=programme_session_id), 303)
    page = render_template(
        "partnerships/programmes/session_form.html", form=form, programme=session.programme, session=session
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/program/sesi/<int:programme_session_id>")
@requires(Permission.PROGRAMME_READ)
def show(programme_session_id: int) -> Any:  # noqa: ANN401 - a page or a file
    """A session: its plan, the answers, and what may be done next."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    rows, filters = invitation_filters(answers_of(session))
    noted = attendance.events_of(session.id)
    if wanted_export():
        columns = answer_columns({one for one, event in noted.items() if event.is_present})
        return exported(rows, columns, name=f"sesi-{session.id}", orders=ORDERS, default_order="name")
    listing = listed(rows, orders=ORDERS, default_order="answer", filters=filters)
    return render_template(
        "partnerships/programmes/session.html",
        session=session,
        listing=listing,
        counts=programme_invitations.counts_of([session.id])[session.id],
        noted=noted,
        came=sum(event.is_present for event in noted.values()),
        hours=programmes.hours_of(session),
        has_begun=session.day <= today(),
        moves=SESSION_MOVES[session.status],
        place_in_line=programme_invitations.place_in_line,
        whatsapp_text=programme_messages.whatsapp_text,
        history=timeline("programme_session", session.id),
        words=words,
        programme_words=programme_words,
        name_of=name_of,
    )


def answers_of(session: ProgrammeSession) -> Select[Any]:
    """The invitations to a session with their producers."""
    return (
        select(ProgrammeInvitation, Producer)
        .join(Producer, Producer.id == ProgrammeInvitation.producer_id)
        .where(ProgrammeInvitation.session_id == session.id)
    )


def answer_columns(came: set[int]) -> list[Column]:
    """What the list of answers exports."""
    return [
        Column(_("ID pelaku UMKM"), lambda row: row[1].id),
        Column(_("Nama usaha"), lambda row: row[1].name),
        Column(_("Pemilik"), lambda row: row[1].owner_name),
        Column(_("Telepon"), lambda row: row[1].phone),
        Column(_("Wilayah"), lambda row: name_of(row[1].region_code)),
        Column(_("Jawaban"), lambda row: programme_words.invitation_word(row[0].status)),
        Column(_("Hadir"), lambda row: _("Ya") if row[1].id in came else ""),
    ]


@pages.post("/program/sesi/<int:programme_session_id>/buka")
@requires(Permission.PROGRAMME_MANAGE)
def open_session(programme_session_id: int) -> Any:  # noqa: ANN401
    """Open a planned session to invitations."""
    return _moved(programme_session_id, programmes.open_session, _("Pendaftaran dibuka. Undang pelaku UMKM."))


@pages.post("/program/sesi/<int:programme_session_id>/selesai")
@requires(Permission.PROGRAMME_MANAGE)
def hold_session(programme_session_id: int) -> Any:  # noqa: ANN401
    """Close the attendance list."""
    return _moved(programme_session_id, programmes.hold_session, _("Daftar hadir ditutup."))


def _moved(session_id: int, verb: Any, told: str) -> Any:  # noqa: ANN401 - a verb, a redirect
    programmes.session_for_staff(session_id, by=person())
    try:
        committed(verb, session_id, by=person())
        flash(told)
    except Refusal as refusal:
        flash(say_refusal(refusal), "warning")
    return redirect(url_for("programme_sessions.show", programme_session_id=session_id), 303)


@pages.route("/program/sesi/<int:programme_session_id>/batal", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def cancel(programme_session_id: int) -> Any:  # noqa: ANN401
    """Cancel a session with a reason that those invited read."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    form = SchemaForm(CancelSession)
    if request.method == "POST" and form.submit(
        lambda **told: programme_invitations.cancel_session(programme_session_id, by=person(), **told)
    ):
        flash(_("Sesi dibatalkan. Pemberitahuan disiapkan bagi yang diundang."))
        return redirect(url_for("programme_sessions.show", programme_session_id=programme_session_id), 303)
    page = render_template("partnerships/programmes/cancel.html", form=form, session=session)
    return page, (422 if form.is_refused else 200)


@pages.route("/program/sesi/<int:programme_session_id>/undang", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def invite(programme_session_id: int) -> Any:  # noqa: ANN401
    """Whom to invite: producers who lack what the programme helps with, closest to ready first; choose and invite."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    form = SchemaForm(InviteToSession)
    if request.method == "POST" and (
        made := form.submit(
            lambda producer_ids, **_aim: programme_invitations.invite(
                programme_session_id, by=person(), producer_ids=producer_ids or []
            )
        )
    ):
        flash(
            ngettext(
                "%(count)s undangan disiapkan. Kirim lewat WhatsApp dari daftar di bawah.",
                "%(count)s undangan disiapkan. Kirim lewat WhatsApp dari daftar di bawah.",
                len(made),
                count=len(made),
            )
        )
        return redirect(url_for("programme_sessions.show", programme_session_id=programme_session_id), 303)
    aims = session.programme.aims
    aim = {
        "missing": chosen("missing", dict(words.kind_choices()).__contains__),
        "region_code": chosen("region_code", is_region),
        "category": chosen("category", dict(words.category_choices()).__contains__),
        "size_class": chosen("size_class", dict(words.size_choices()).__contains__),
        "most": chosen("most", str.isdecimal),
    }
    if "missing" not in request.args and aims:
        aim["missing"] = aims[0]
    most = min(max(int(aim["most"][:4] or USUAL_NUMBER), 1), 500)
    found = candidates(
        session, by=person(), **{name: value for name, value in aim.items() if name != "most"}, most=most
    )
    page = render_template(
        "partnerships/programmes/invite.html",
        form=form,
        session=session,
        aim={**aim, "most": str(most)},
        found=found,
        areas=[(code, label) for code, label in words.regency_choices(person())],
        words=words,
        name_of=name_of,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/program/sesi/<int:programme_session_id>/poster")
@requires(Permission.PROGRAMME_READ)
def poster(programme_session_id: int) -> Any:  # noqa: ANN401 - a page
    """The poster with the code to scan at the door, to look at and print."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    return render_template(
        "partnerships/programmes/poster.html",
        session=session,
        hours=programmes.hours_of(session),
        qr=qr_in_page(check_in_address(session)),
        can_make_pdf=can_make_pdf(),
    )


@pages.get("/program/sesi/<int:programme_session_id>/poster.pdf")
@requires(Permission.PROGRAMME_READ)
def poster_pdf(programme_session_id: int) -> Response:
    """The poster as PDF, in Indonesian for whoever comes. Raises `NoPdfHere`."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    with force_locale("id"):
        html = render_template(
            "documents/session_poster.html",
            session=session,
            hours=programmes.hours_of(session),
            agency=all_settings().get(AGENCY_NAME, ""),
            qr="etalase:qr",
        )
    style = (Path(str(current_app.static_folder)) / "poster.css").read_text(encoding="utf-8")
    content = as_pdf(html, style, {"qr": qr_of(check_in_address(session))})
    return pdf_answer(content, f"poster-sesi-{session.id}.pdf")


def check_in_address(session: ProgrammeSession) -> str:
    """Where the code at the door leads."""
    return address_of(
        url_for("programme_invitations.check_in", programme_session_id=session.id, code=attendance.code_of(session))
    )
