"""Pages of statements: the list, one statement with its lines, agreeing with it, its paper."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, send_file, url_for
from flask_babel import format_date, get_locale
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import history_of
from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from commissions import debts, issued_statements, settlement_words, statement_batches, statement_sources, tax_hints
from commissions import statement_wording as wording
from commissions.issued_statements import (
    ORDERS,
    OWN_SIDE,
    StatementFilters,
    events_of,
    listed_statements,
    status_of,
    totals_of,
)
from commissions.ledger import Party
from commissions.models import STATEMENT_STATUS_LABELS, Statement, StatementStatus
from commissions.months import MONTH
from commissions.statement_batches import Shape
from commissions.statement_documents import annexe_of, document_response, signed
from commissions.statement_lines import listed_statement_lines, whole
from commissions.statement_names import shown
from commissions.statement_schemas import Acknowledgement, AcknowledgementForASide
from core.database import committed, db
from core.dates import first_day
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import say_refusal, speak
from core.listing import Column, exported, id_in, listed, wanted_export
from core.text import rupiah_in_words, rupiah_in_words_english
from core.wording import N_
from partnerships.models import Producer

statements = Blueprint("statements", __name__)

PARTY_LABELS = {Party.PRODUCER: N_("Produsen"), Party.OUTLET: N_("Gerai")}
HISTORY_WORDS = {
    "statement:issued": N_("Rekap terbit"),
    "statement:producer_acknowledged": N_("Produsen menyetujui"),
    "statement:outlet_acknowledged": N_("Gerai menyetujui"),
    "statement:disputed": N_("Keberatan diajukan"),
    "statement:dispute_decided": N_("Keberatan diputuskan"),
}
STANDS_IN = frozenset({Role.ADMINISTRATOR, Role.PARTNERSHIP_OFFICER})


def month_name(month: str) -> str:
    """`Oktober 2026` in the reader's language."""
    return format_date(first_day(month), "MMMM y")


def asked_filters() -> tuple[StatementFilters, dict[str, str]]:
    """What the address narrows the list by; what cannot be meant narrows nothing."""
    typed = {
        name: request.args.get(name, "").replace("\x00", "").strip()[:100]
        for name in ("q", "period", "producer_id", "outlet_id", "status")
    }
    numbers = {name: id_in(typed[name]) for name in ("producer_id", "outlet_id")}
    filters = StatementFilters(
        period=typed["period"] if MONTH.fullmatch(typed["period"]) else None,
        status=typed["status"] if typed["status"] in set(StatementStatus) else None,
        q=typed["q"] or None,
        **numbers,
    )
    return filters, typed


@statements.get("/rekap")
@requires(Permission.STATEMENT_READ)
def list_statements() -> Any:  # noqa: ANN401
    """The statements the reader may see."""
    filters, typed = asked_filters()
    rows = listed_statements(person(), filters)
    if wanted_export():
        columns = [
            Column(_("Nomor"), lambda row: row.number),
            Column(_("Bulan"), lambda row: row.period),
            Column(_("Produsen"), lambda row: row.producer_name),
            Column(_("Gerai"), lambda row: row.outlet_name),
            Column(_("Status"), lambda row: speak(STATEMENT_STATUS_LABELS[StatementStatus(row.status)])),
            Column(_("Jatuh tempo"), lambda row: row.due_on.isoformat()),
            *[
                Column(speak(line.label), _reader(line.name), adds_up=True)
                for line in (*wording.FIGURE_LINES, wording.CLOSING)
            ],
            Column(_("Utang gerai"), lambda row: row.outlet_owes_rupiah, adds_up=True),
            Column(_("Utang produsen"), lambda row: row.producer_owes_rupiah, adds_up=True),
        ]
        return exported(rows, columns, name="rekap", orders=ORDERS, default_order="-period")
    listing = listed(rows, orders=ORDERS, default_order="-period", filters=typed)
    return render_template(
        "commissions/statements.html",
        listing=listing,
        totals=totals_of(rows),
        status_labels=STATEMENT_STATUS_LABELS,
        month_name=month_name,
        papers_of={name: told for name, told in typed.items() if told},
    )


def _reader(name: str) -> Any:  # noqa: ANN401 - a function of a row
    """Reads one figure of a row."""
    return lambda row: getattr(row, name)


@statements.get("/rekap/<int:statement_id>")
@requires(Permission.STATEMENT_READ)
def show_statement(statement_id: int) -> Any:  # noqa: ANN401
    """Who owes whom for the month, why, and what each side said about it."""
    return page_of_statement(issued_statements.get(statement_id, by=person()))


def page_of_statement(statement: Statement, form: SchemaForm | None = None) -> Any:  # noqa: ANN401
    """The page of one statement, with the form of agreeing as it stands."""
    user = person()
    snapshot: dict[str, Any] = shown(statement)
    figures = snapshot["figures"]
    rows, orders = listed_statement_lines(user, statement)
    lines = listed(rows, orders=orders, default_order="sold_on")
    agreed = events_of(statement)
    sides = sides_to_agree(user, set(agreed))
    form = form or agreement_form(user, sides)
    names = {"outlet": snapshot["outlet"]["name"], "producer": snapshot["producer"]["name"]}
    page = render_template(
        "commissions/statement.html",
        statement=statement,
        snapshot=snapshot,
        month=month_name(statement.period),
        status=status_of(statement),
        tax_hints=tax_hints.spoken(tax_hints.hints(snapshot, statement.period, status_of(statement))),
        status_labels=STATEMENT_STATUS_LABELS,
        debts=[(speak(sentence, **names), amount, in_words(amount)) for sentence, amount in wording.debts(figures)],
        sentences=[
            speak(said.sentence, **said.params)
            for said in wording.route_sentences([*snapshot["rows"], *snapshot["prior_rows"]], figures)
        ],
        figures=[(speak(line.label), signed(line, figures[line.name])) for line in wording.figure_lines(figures)],
        prior=[(speak(line.label), signed(line, figures[line.name])) for line in wording.prior_lines(figures)],
        lines=lines,
        shown_lines=whole(lines.rows, user),
        origins=statement_sources.origins_of(statement),
        open_rows=[row for row in debts.of_pair(statement.book_id) if row.statement_id == statement.id],
        words=settlement_words,
        agreed=[(speak(PARTY_LABELS[side]), agreed.get(side)) for side in PARTY_LABELS],
        sides=sides,
        form=form,
        history=history(statement),
        reminder=reminder(statement) if user.role in STANDS_IN else None,
    )
    return page, (422 if form.is_refused else 200)


def reminder(statement: Statement) -> dict[str, str]:
    """The producer's telephone and a text ready to send; it is opened in WhatsApp, never said to be sent."""
    phone = db.session.execute(select(Producer.phone).where(Producer.id == statement.producer_id)).scalar_one()
    text = _(
        "Rekap %(number)s bulan %(month)s sudah terbit. Mohon diperiksa dan disetujui di %(url)s",
        number=statement.number,
        month=month_name(statement.period),
        url=url_for("statements.show_statement", statement_id=statement.id, _external=True),
    )
    return {"phone": phone, "text": text}


def agreement_form(user: UserAccount, sides: list[Party]) -> SchemaForm:
    """The form of agreeing: one button for the two sides, two questions for staff."""
    schema = AcknowledgementForASide if user.role in STANDS_IN else Acknowledgement
    return SchemaForm(schema, choices={"on_behalf_of": [(side.value, speak(PARTY_LABELS[side])) for side in sides]})


def in_words(amount: int) -> str:
    """An amount in the reader's words."""
    return rupiah_in_words_english(amount) if str(get_locale()) == "en" else rupiah_in_words(amount)


def sides_to_agree(user: UserAccount, agreed: set[Party]) -> list[Party]:
    """For which sides this person can still say that the statement is right."""
    if not user.may(Permission.STATEMENT_ACKNOWLEDGE):
        return []
    own = OWN_SIDE.get(user.role)
    wanted = [own] if own else list(Party) if user.role in STANDS_IN else []
    return [side for side in wanted if side not in agreed]


def history(statement: Statement) -> list[dict[str, object]]:
    """What happened to the statement, newest first."""
    return [
        {
            "at": row.at,
            "actor": row.actor or _("Sistem"),
            "action": speak(HISTORY_WORDS.get(row.action, row.action)),
            "reason": row.reason or row.source,
            "on_behalf_of": speak(PARTY_LABELS[Party(row.on_behalf_of)]) if row.on_behalf_of else None,
        }
        for row in db.session.execute(history_of("statement", statement.id))
    ]


@statements.route("/rekap/<int:statement_id>/setuju", methods=["POST"])
@requires(Permission.STATEMENT_ACKNOWLEDGE)
def acknowledge(statement_id: int) -> Any:  # noqa: ANN401
    """Say for one side that the statement is right."""
    user = person()
    statement = issued_statements.get(statement_id, by=user)
    form = agreement_form(user, sides_to_agree(user, set(events_of(statement))))
    if form.submit(issued_statements.acknowledge, statement_id=statement_id, by=user):
        flash(_("Persetujuan dicatat."))
        return redirect(url_for("statements.show_statement", statement_id=statement_id))
    return page_of_statement(statement, form)


@statements.get("/rekap/<int:statement_id>.pdf")
@requires(Permission.STATEMENT_READ)
def paper(statement_id: int) -> Response:
    """The paper of the statement."""
    return document_response(issued_statements.get(statement_id, by=person()))


@statements.post("/rekap/unduhan")
@requires(Permission.STATEMENT_READ)
def ask_for_papers() -> Any:  # noqa: ANN401
    """Have the papers of the list put into one file, and go to the page that shows how far it is."""
    filters, typed = asked_filters()
    shape = Shape.PRINT if request.args.get("shape") == Shape.PRINT else Shape.ZIP
    try:
        job = committed(statement_batches.ask_for_papers, filters, by=person(), shape=shape)
    except Refusal as refusal:
        flash(say_refusal(refusal), "bad")
        return redirect(url_for("statements.list_statements", **{name: told for name, told in typed.items() if told}))
    return redirect(url_for("jobs.show_job", job_id=job.id), code=303)


@statements.get("/rekap/unduhan/<int:job_id>")
@requires(Permission.STATEMENT_READ)
def papers(job_id: int) -> Response:
    """The papers somebody asked for."""
    path = statement_batches.finished(job_id, by=person())
    answer = send_file(path, as_attachment=True, download_name=f"rekap-{path.name}")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@statements.get("/rekap/<int:statement_id>/rincian.csv")
@requires(Permission.STATEMENT_READ)
def annexe(statement_id: int) -> Response:
    """Every row of the statement."""
    return annexe_of(issued_statements.get(statement_id, by=person()))
