"""Pages of programmes: the list, planning one, its page with sessions, and what it changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from core.database import db
from core.forms import SchemaForm
from core.listing import Column, as_csv, as_xlsx, control_line, exported, listed, wanted_export
from partnerships import attendance, programme_effect, programme_invitations, programme_words, programmes, words
from partnerships.programme_effect import Course
from partnerships.programme_errors import UnknownProgramme
from partnerships.programme_lists import PROGRAMME_ORDERS, RECORDING, programme_filters
from partnerships.programme_models import Programme, ProgrammeSession
from partnerships.programme_schemas import ProgrammeForm
from partnerships.programme_states import MEASURED_AFTER_DAYS, SessionStatus
from partnerships.regions import all_regions, name_of

pages = Blueprint("programmes", __name__)


@pages.get("/program")
@requires(Permission.PROGRAMME_READ)
def programmes_list() -> Any:  # noqa: ANN401 - a page or a file
    """The programmes of one's regions, the latest first; a producer goes to its invitations."""
    if not person().is_staff:
        return redirect(url_for("programme_invitations.own"))
    visible = programmes.visible_to(person())
    rows, filters = programme_filters(visible)
    if wanted_export():
        return exported(rows, columns(), name="program", orders=PROGRAMME_ORDERS, default_order="-day")
    listing = listed(rows, orders=PROGRAMME_ORDERS, default_order="-day", filters=filters)
    present = db.session.execute(visible.with_only_columns(Programme.region_code).distinct()).scalars()
    found = [row[0] for row in listing.rows]
    return render_template(
        "partnerships/programmes/list.html",
        listing=listing,
        programmes=found,
        figures=figures_of(found),
        areas=words.area_choices(person(), present),
        statuses=[(RECORDING, _("Kehadiran belum dicatat")), *programme_words.session_choices()],
        words=words,
        programme_words=programme_words,
        name_of=name_of,
    )


def figures_of(found: Iterable[Programme]) -> dict[int, dict[str, Any]]:
    """Of each programme: how many sessions, the day of the last, how many said yes and how many came."""
    ids = [programme.id for programme in found]
    sessions = db.session.execute(
        select(ProgrammeSession.id, ProgrammeSession.programme_id, ProgrammeSession.day).where(
            ProgrammeSession.programme_id.in_(ids), ProgrammeSession.status != SessionStatus.CANCELLED
        )
    ).all()
    counts = programme_invitations.counts_of([row.id for row in sessions])
    came = attendance.present_count([row.id for row in sessions])
    figures: dict[int, dict[str, Any]] = {
        programme_id: {"sessions": 0, "day": None, "invited": 0, "came": 0} for programme_id in ids
    }
    for row in sessions:
        one = figures[row.programme_id]
        one["sessions"] += 1
        one["day"] = max(one["day"] or date.min, row.day)
        one["invited"] += sum(counts[row.id].values())
        one["came"] += came[row.id]
    return figures


def columns() -> list[Column]:
    """What the list of programmes exports."""
    known: dict[int, dict[str, Any]] = {}

    def figure(row: Any, name: str) -> Any:  # noqa: ANN401 - a row, and a whole number or a day
        if not known:
            everything = db.session.execute(programmes.visible_to(person())).scalars().all()
            known.update(figures_of(everything))
        return known[row[0].id][name]

    return [
        Column("ID", lambda row: row[0].id),
        Column(_("Judul"), lambda row: row[0].title),
        Column(_("Jenis program"), lambda row: programme_words.kind_word(row[0].kind)),
        Column(_("Wilayah"), lambda row: name_of(row[0].region_code)),
        Column(_("Sasaran persyaratan"), lambda row: ", ".join(words.kind_word(kind) for kind in row[0].aims)),
        Column(_("Instansi mitra"), lambda row: ", ".join(row[0].partner_offices)),
        Column(_("Sesi terakhir"), lambda row: day.isoformat() if (day := figure(row, "day")) else ""),
        Column(_("Jumlah sesi"), lambda row: figure(row, "sessions"), adds_up=True),
        Column(_("Diundang"), lambda row: figure(row, "invited"), adds_up=True),
        Column(_("Hadir"), lambda row: figure(row, "came"), adds_up=True),
    ]


def form_of(values: dict[str, Any] | None = None) -> SchemaForm:
    """The form of a programme."""
    choices = {
        "kind": programme_words.kind_choices(),
        "aims": words.kind_choices(),
        "region_code": region_choices(),
    }
    return SchemaForm(ProgrammeForm, values, choices=choices)


def region_choices() -> list[tuple[str, str]]:
    """Whole provinces first, then regencies and cities, as far as this member of staff works there."""
    areas = person().region_codes
    everywhere = person().works_everywhere
    provinces = [
        (region.code, region.name)
        for region in all_regions().values()
        if region.is_province and (everywhere or region.code in areas)
    ]
    return [*provinces, *words.regency_choices(person())]


def offices_of(text: str) -> list[str]:
    """The offices of a text with one on each line."""
    return [line for line in text.splitlines() if line.strip()]


@pages.route("/program/baru", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def new() -> Any:  # noqa: ANN401 - a page or a redirect
    """Plan a programme."""
    form = form_of()
    if request.method == "POST" and (
        made := form.submit(
            lambda partner_offices, **told: programmes.create(
                by=person(), partner_offices=offices_of(partner_offices), **told
            )
        )
    ):
        flash(_("Program dibuat. Rencanakan sesinya."))
        return redirect(url_for("programmes.show", programme_id=made.id), 303)
    page = render_template("partnerships/programmes/form.html", form=form, programme=None)
    return page, (422 if form.is_refused else 200)


@pages.route("/program/<int:programme_id>/ubah", methods=["GET", "POST"])
@requires(Permission.PROGRAMME_MANAGE)
def change(programme_id: int) -> Any:  # noqa: ANN401
    """Change what a programme is."""
    programme = programmes.get(programme_id, by=person())
    names = ("kind", "title", "description", "aims", "region_code")
    form = form_of(
        {
            **{name: getattr(programme, name) for name in names},
            "partner_offices": "\n".join(programme.partner_offices),
        }
    )
    if request.method == "POST" and form.submit(
        lambda partner_offices, **told: programmes.change(
            programme_id, by=person(), partner_offices=offices_of(partner_offices), **told
        )
    ):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("programmes.show", programme_id=programme_id), 303)
    page = render_template("partnerships/programmes/form.html", form=form, programme=programme)
    return page, (422 if form.is_refused else 200)


@pages.get("/program/<int:programme_id>")
@requires(Permission.PROGRAMME_READ)
def show(programme_id: int) -> str:
    """A programme with its sessions; a producer sees those it is invited to."""
    programme = programmes.get(programme_id, by=person())
    rows = programmes.sessions_visible_to(person()).where(ProgrammeSession.programme_id == programme.id)
    sessions = db.session.execute(rows.order_by(ProgrammeSession.starts_at, ProgrammeSession.id)).scalars().all()
    ids = [session.id for session in sessions]
    return render_template(
        "partnerships/programmes/programme.html",
        programme=programme,
        sessions=sessions,
        counts=programme_invitations.counts_of(ids),
        came=attendance.present_count(ids),
        hours_of=programmes.hours_of,
        aims_told=kinds_told(programme.aims),
        history=timeline("programme", programme.id) if person().is_staff else [],
        words=words,
        programme_words=programme_words,
        name_of=name_of,
    )


@pages.get("/program/<int:programme_id>/dampak")
@requires(Permission.PROGRAMME_READ)
def effect(programme_id: int) -> Any:  # noqa: ANN401 - a page or a file
    """What a programme changed: those who came beside those who were invited and did not."""
    if not person().is_staff:
        raise UnknownProgramme
    programme = programmes.get(programme_id, by=person())
    courses = programme_effect.courses_of(programme)
    if wanted := wanted_export():
        told = effect_columns()
        table = [[column.read(course) for column in told] for course in courses]
        write = as_xlsx if wanted == "xlsx" else as_csv
        headings = [column.heading for column in told]
        return write(f"dampak-program-{programme.id}", headings, table, control_line(told, table))
    return render_template(
        "partnerships/programmes/effect.html",
        programme=programme,
        courses=courses,
        groups=[
            (_("Hadir"), programme_effect.group_of(course for course in courses if course.came)),
            (_("Diundang, tidak hadir"), programme_effect.group_of(course for course in courses if not course.came)),
        ],
        measured=MEASURED_AFTER_DAYS,
        kinds_told=kinds_told,
    )


def kinds_told(kinds: Iterable[str]) -> str:
    """Kinds of requirements by name, in the order of the table of kinds."""
    wanted = set(kinds)
    return ", ".join(label for code, label in words.kind_choices() if code in wanted)


def effect_columns() -> list[Column]:
    """What the effect of a programme exports, one row a producer."""

    def after(days: int) -> list[Column]:
        return [
            Column(
                _("Lengkap setelah %(days)s hari", days=days),
                lambda course: len(course.complete[days]) if days in course.complete else "",
                adds_up=True,
            ),
            Column(_("Diperoleh setelah %(days)s hari", days=days), lambda course: kinds_told(course.gained(days))),
        ]

    told: list[Column] = [
        Column(_("ID pelaku UMKM"), lambda course: course.producer.id),
        Column(_("Nama usaha"), lambda course: course.producer.name),
        Column(_("Telepon"), lambda course: course.producer.phone),
        Column(_("Hadir"), lambda course: _("Ya") if course.came else _("Tidak")),
        Column(_("Yang dibutuhkan"), lambda course: len(course.required), adds_up=True),
        Column(_("Lengkap pada hari sesi"), had_before, adds_up=True),
        Column(_("Kurang pada hari sesi"), lambda course: kinds_told(course.lacked)),
    ]
    for days in MEASURED_AFTER_DAYS:
        told += after(days)
    return told


def had_before(course: Course) -> int:
    """How many of the kinds aimed at a producer had on the day of the session."""
    return len(course.required) - len(course.lacked)
