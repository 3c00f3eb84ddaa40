"""Disputes about lines of statements, and credit notes, by API."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import credit_note_papers, credit_notes, disputes, issued_statements
from commissions.dispute_models import CreditNote, StatementDispute
from commissions.dispute_schemas import (
    CreditNotePage,
    DecideDispute,
    DisputedAnswer,
    DisputeLine,
    DisputePage,
    StatementDisputeAnswer,
)
from commissions.payment_api import for_a_side
from commissions.statement_schemas import PageQuery
from core.listing import listed

api = ApiBlueprint("api_disputes", __name__, description="Disputed lines of statements, and credit notes")
DISPUTE_ORDERS = {"newest": [StatementDispute.id]}
NOTE_ORDERS = {"newest": [CreditNote.id]}


def described(dispute: StatementDispute) -> dict[str, Any]:
    """One dispute as plain values."""
    decision = dispute.decision
    return {
        "id": dispute.id,
        "statement_id": dispute.statement_id,
        "sale_line_id": dispute.line_id,
        "campaign_delivery_id": dispute.delivery_line_id,
        "raised_for": dispute.raised_for,
        "reason": dispute.reason,
        "outcome": decision.outcome if decision else None,
        "decision_reason": decision.reason if decision else None,
    }


@api.route("/statements/<int:statement_id>/dispute", methods=["POST"])
@requires(Permission.STATEMENT_DISPUTE)
@api.arguments(DisputeLine)
@api.response(201, DisputedAnswer)
def dispute_line(body: dict[str, Any], statement_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Dispute one line of a statement: only that line is frozen until somebody else decides."""
    dispute = disputes.raise_dispute(statement_id, **for_a_side(body), by=person())
    status = issued_statements.status_of(dispute.statement)
    return {"id": statement_id, "status": status, "dispute_id": dispute.id}


@api.route("/disputes", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.arguments(PageQuery, location="query")
@api.response(200, DisputePage)
def list_disputes(query: dict[str, Any]) -> Any:  # noqa: ANN401, ARG001 - read by `listed`
    """The disputes this person sees, the newest first."""
    rows = disputes.rows(person())
    return listed(rows, orders=DISPUTE_ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/disputes/<int:statement_dispute_id>", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.response(200, StatementDisputeAnswer)
def show_dispute(statement_dispute_id: int) -> Any:  # noqa: ANN401
    """One dispute."""
    return described(disputes.get(statement_dispute_id, by=person()))


@api.route("/disputes/<int:statement_dispute_id>/decision", methods=["POST"])
@requires(Permission.DISPUTE_DECIDE)
@asks_password
@api.arguments(DecideDispute)
@api.response(200, StatementDisputeAnswer)
def decide_dispute(body: dict[str, Any], statement_dispute_id: int) -> Any:  # noqa: ANN401
    """Decide as somebody who did not raise it: the line stands, or is corrected in the oldest open month."""
    return described(disputes.decide(statement_dispute_id, **body, by=person()))


@api.route("/credit-notes", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.arguments(PageQuery, location="query")
@api.response(200, CreditNotePage)
def list_credit_notes(query: dict[str, Any]) -> Any:  # noqa: ANN401, ARG001
    """The credit notes this person sees, the newest first."""
    rows = credit_notes.rows(person())
    return listed(rows, orders=NOTE_ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/credit-notes/<int:note_id>.pdf", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.response(200, content_type="application/pdf")
def credit_note_pdf(note_id: int) -> Response:
    """The paper of a credit note."""
    return credit_note_papers.paper_response(credit_notes.get(note_id, by=person()))
