"""Pages of disputes about lines of statements, and of credit notes."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import credit_note_papers, credit_notes, disputes, issued_statements, settlement_words
from commissions.dispute_api import DISPUTE_ORDERS, NOTE_ORDERS
from commissions.dispute_models import OUTCOME_LABELS, DisputeOutcome, StatementDispute
from commissions.dispute_schemas import DecideDispute, DisputeLine, StaffDisputeLine
from commissions.disputes import NotOnThisStatement, is_open
from commissions.statement_lines import is_stated, line_of
from commissions.two_sides import OWN_SIDE
from core.database import GREATEST_ID, db
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export, whole_number_argument
from outlets.models import Outlet
from partnerships.models import Producer

pages = Blueprint("disputes", __name__)


@pages.get("/keberatan")
@requires(Permission.STATEMENT_READ)
def list_disputes() -> Any:  # noqa: ANN401 - a page or a file
    """The disputes one may see."""
    state = request.args.get("state", "")
    rows = disputes.rows(person())
    if state in {"open", "decided"}:
        rows = rows.where(is_open() if state == "open" else ~is_open())
    if wanted_export():
        columns = [
            Column(_("Keberatan"), lambda row: str(row.id)),
            Column(_("Rekap"), lambda row: row.number),
            Column(_("Produsen"), lambda row: row.producer_name),
            Column(_("Gerai"), lambda row: row.outlet_name),
            Column(_("Produk"), lambda row: row.product_name),
            Column(_("Alasan"), lambda row: row.reason),
            Column(_("Keputusan"), lambda row: speak(OUTCOME_LABELS[row.outcome]) if row.outcome else ""),
            Column("Rupiah", lambda row: row.gross_rupiah, adds_up=True),
        ]
        return exported(rows, columns, name="keberatan", orders=DISPUTE_ORDERS, default_order="-newest")
    listing = listed(rows, orders=DISPUTE_ORDERS, default_order="-newest", filters={"state": state[:20]})
    states = [("open", _("Menunggu keputusan")), ("decided", _("Sudah diputuskan"))]
    return render_template(
        "commissions/settlement/disputes.html", listing=listing, words=settlement_words, states=states
    )


@pages.route("/rekap/<int:statement_id>/keberatan", methods=["GET", "POST"])
@requires(Permission.STATEMENT_DISPUTE)
def new(statement_id: int) -> Any:  # noqa: ANN401
    """Dispute one line of a statement."""
    user = person()
    statement = issued_statements.get(statement_id, by=user)
    sale_line_id = whole_number_argument("line_id", 0, GREATEST_ID) or None
    delivery_line_id = whole_number_argument("campaign_delivery_id", 0, GREATEST_ID) or None
    line = line_of(user, sale_line_id=sale_line_id, delivery_line_id=delivery_line_id)
    if line is None or not is_stated(statement, line):
        flash(str(speak(NotOnThisStatement.sentence)), "error")
        return redirect(url_for("statements.show_statement", statement_id=statement_id), 303)
    form = SchemaForm(
        StaffDisputeLine if OWN_SIDE.get(user.role) is None else DisputeLine,
        {"sale_line_id": sale_line_id, "campaign_delivery_id": delivery_line_id},
        choices={"on_behalf_of": settlement_words.party_choices()},
    )
    if request.method == "POST" and (
        dispute := form.submit(once(disputes.raise_dispute, address_of), statement_id=statement_id, by=user)
    ):
        flash(_("Keberatan dicatat. Hanya baris ini yang ditahan sampai diputuskan; baris lain tetap berlaku."))
        return redirect(address_of(dispute), 303)
    page = render_template("commissions/settlement/dispute_new.html", form=form, statement=statement, line=line)
    return page, (422 if form.is_refused else 200)


def address_of(dispute: StatementDispute) -> str:
    """Where a dispute is seen."""
    return url_for("disputes.show", statement_dispute_id=dispute.id)


@pages.get("/keberatan/<int:statement_dispute_id>")
@requires(Permission.STATEMENT_READ)
def show(statement_dispute_id: int) -> Any:  # noqa: ANN401
    """One dispute: which line, what is said against it, and how it was decided."""
    return _page(disputes.get(statement_dispute_id, by=person()))


def _page(dispute: StatementDispute, form: SchemaForm | None = None) -> str:
    user = person()
    line = line_of(user, sale_line_id=dispute.line_id, delivery_line_id=dispute.delivery_line_id)
    noted = credit_notes.CreditNote.sale_line_id == dispute.sale_line_id
    if dispute.delivery_id is not None:
        noted = credit_notes.CreditNote.delivery_id == dispute.delivery_id
    outcomes = [(outcome.value, speak(OUTCOME_LABELS[outcome])) for outcome in DisputeOutcome]
    return render_template(
        "commissions/settlement/dispute.html",
        dispute=dispute,
        line=line,
        sides=" · ".join(_sides_of(dispute)),
        words=settlement_words,
        outcome=speak(OUTCOME_LABELS[dispute.decision.outcome]) if dispute.decision else "",
        may_decide=dispute.decision is None and user.may(Permission.DISPUTE_DECIDE),
        form=form or SchemaForm(DecideDispute, {}, choices={"outcome": outcomes}),
        notes=db.session.execute(credit_notes.rows(user).where(noted)).all(),
    )


def _sides_of(dispute: StatementDispute) -> tuple[str, str]:
    """The names of producer and outlet."""
    producer = db.session.get_one(Producer, dispute.statement.producer_id)
    outlet = db.session.get_one(Outlet, dispute.statement.outlet_id)
    return producer.name, outlet.name


@pages.post("/keberatan/<int:statement_dispute_id>/putusan")
@requires(Permission.DISPUTE_DECIDE)
@asks_password
def decide(statement_dispute_id: int) -> Any:  # noqa: ANN401
    """Decide as somebody who did not raise it."""
    dispute = disputes.get(statement_dispute_id, by=person())
    outcomes = [(outcome.value, speak(OUTCOME_LABELS[outcome])) for outcome in DisputeOutcome]
    form = SchemaForm(DecideDispute, choices={"outcome": outcomes})
    if form.submit(once(disputes.decide, address_of), dispute_id=statement_dispute_id, by=person()):
        flash(_("Keberatan diputuskan. Kedua pihak diberi tahu."))
        return redirect(address_of(dispute), 303)
    return _page(dispute, form), 422


@pages.get("/nota-kredit")
@requires(Permission.STATEMENT_READ)
def list_notes() -> Any:  # noqa: ANN401 - a page or a file
    """The credit notes one may see."""
    rows = credit_notes.rows(person())
    if wanted_export():
        columns = [
            Column(_("Nomor"), lambda row: row.number),
            Column(_("Tanggal"), lambda row: row.issued_on.isoformat()),
            Column(_("Rekap"), lambda row: row.statement_number),
            Column(_("Produsen"), lambda row: row.producer_name),
            Column(_("Gerai"), lambda row: row.outlet_name),
            Column(_("Penjualan (Rp)"), lambda row: row.gross_rupiah, adds_up=True),
            Column(_("Komisi (Rp)"), lambda row: row.commission_rupiah, adds_up=True),
        ]
        return exported(rows, columns, name="nota-kredit", orders=NOTE_ORDERS, default_order="-newest")
    listing = listed(rows, orders=NOTE_ORDERS, default_order="-newest")
    return render_template("commissions/settlement/credit_notes.html", listing=listing)


@pages.get("/nota-kredit/<int:note_id>.pdf")
@requires(Permission.STATEMENT_READ)
def note_paper(note_id: int) -> Response:
    """The paper of a credit note."""
    return credit_note_papers.paper_response(credit_notes.get(note_id, by=person()))
