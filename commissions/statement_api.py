"""The JSON doors of statements: list them, read their lines, agree with them; the PDF is `statement_pages`' too."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import issued_statements
from commissions.issued_statements import ORDERS, StatementFilters, listed_statements, status_of
from commissions.ledger import Party
from commissions.statement_documents import document_response
from commissions.statement_lines import listed_statement_lines, whole
from commissions.statement_schemas import (
    Acknowledgement,
    AcknowledgementAnswer,
    PageQuery,
    StatementAnswer,
    StatementLineAnswer,
    StatementQuery,
)
from commissions.statements import FIELDS
from core.fields import page_of
from core.listing import listed

api = ApiBlueprint("api_statements", __name__, description="Statements: who owes whom for a month")


def statement_answer(row: Any) -> dict[str, object]:  # noqa: ANN401 - a row of `listed_statements`
    """One statement as the API answers it."""
    return {
        "id": row.id,
        "number": row.number,
        "status": str(row.status),
        "producer_id": row.producer_id,
        "outlet_id": row.outlet_id,
        "period": row.period,
        **{name: getattr(row, name) for name in FIELDS},
        "due_on": row.due_on,
        "content_hash": row.content_hash,
        "verification_code": row.verification_code,
    }


@api.route("/statements", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.arguments(StatementQuery, location="query")
@api.response(200, page_of(StatementAnswer))
def list_statements(query: dict[str, Any]) -> Any:  # noqa: ANN401 - the envelope is answered as it is
    """The statements the reader may see, the newest month first."""
    filters = StatementFilters(
        query.get("period"), query.get("producer_id"), query.get("outlet_id"), query.get("status")
    )
    rows = listed_statements(person(), filters)
    return listed(rows, orders=ORDERS, default_order="-period").envelope(statement_answer)


@api.route("/statements/<int:statement_id>", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.response(200, StatementAnswer)
def read_statement(statement_id: int) -> dict[str, object]:
    """One statement."""
    statement = issued_statements.get(statement_id, by=person())
    return statement_answer(_WithStatus(statement, status_of(statement)))


class _WithStatus:
    """A statement that knows its status, like a row of the list."""

    def __init__(self, statement: object, status: str) -> None:
        self._statement, self.status = statement, status

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._statement, name)


@api.route("/statements/<int:statement_id>/lines", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.arguments(PageQuery, location="query")
@api.response(200, page_of(StatementLineAnswer))
def list_lines(query: dict[str, Any], statement_id: int) -> Any:  # noqa: ANN401, ARG001 - read by `listed`
    """The lines a statement is made of, late ones and pre-orders included, each with why it carries its commission."""
    user = person()
    rows, orders = listed_statement_lines(user, issued_statements.get(statement_id, by=user))
    lines = listed(rows, orders=orders, default_order="sold_on")
    lines.rows = whole(lines.rows, user)  # type: ignore[assignment]
    return lines.envelope(lambda line: line.answer)


@api.route("/statements/<int:statement_id>.pdf", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.response(200, content_type="application/pdf")
def statement_pdf(statement_id: int) -> Response:
    """The paper of a statement; where this server cannot make PDFs, the page to print."""
    return document_response(issued_statements.get(statement_id, by=person()))


@api.route("/statements/<int:statement_id>/acknowledge", methods=["POST"])
@requires(Permission.STATEMENT_ACKNOWLEDGE)
@api.arguments(Acknowledgement)
@api.response(200, AcknowledgementAnswer)
def acknowledge(body: dict[str, Any], statement_id: int) -> dict[str, object]:
    """Say for one side that a statement is right."""
    user = person()
    side = body["on_behalf_of"]
    issued_statements.acknowledge(
        statement_id, by=user, on_behalf_of=Party(side) if side else None, source=body["source"]
    )
    return {"id": statement_id, "status": status_of(issued_statements.get(statement_id, by=user))}
