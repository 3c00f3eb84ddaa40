"""What is owed, by API."""

from typing import Any

from marshmallow import fields

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import debt_lists
from commissions.ledger import Claim, Party
from core.fields import AnswerSchema, Code, Day, Id, Schema, Text, page_of
from core.listing import listed

api = ApiBlueprint("api_ageing", __name__, description="What is owed, since when, and for how many days too long")


class DebtQuery(Schema):
    """What narrows the list of debts."""

    state = Text(most=20)
    claim = Code(Claim)
    owed_by = Code(Party)
    producer_id = Id()
    outlet_id = Id()
    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class DebtAnswer(AnswerSchema):
    """What of one claim is open from one month; without a month what was paid too much."""

    producer_id = fields.Integer()
    outlet_id = fields.Integer()
    statement_id = fields.Integer(allow_none=True)
    period = fields.String(allow_none=True)
    claim = fields.String()
    owed_by = fields.String()
    owed_rupiah = fields.Integer()
    state = fields.String()
    due_on = Day(allow_none=True)
    days_overdue = fields.Integer()


@api.route("/debts", methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.arguments(DebtQuery, location="query")
@api.response(200, page_of(DebtAnswer))
def list_debts(query: dict[str, Any]) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """What is owed between pairs this person sees, the longest due first."""
    rows, orders = debt_lists.rows(person(), query)
    return listed(rows, orders=orders, default_order="due_on").envelope(lambda row: row)
