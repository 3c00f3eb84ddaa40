"""The JSON doors of held lines: which wait, and what is decided about them."""

from typing import Any

from marshmallow import fields

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import held_decisions
from core.fields import AnswerSchema, Code, Day, Id, Schema, Text, WholeNumber, page_of
from core.listing import listed
from core.wording import N_
from outlets import held_lines
from outlets.stock_states import HeldReason, HeldStatus

api = ApiBlueprint("api_held_lines", __name__, description="Lines of reports that wait for a decision")


class HeldQuery(Schema):
    """What narrows the list; those that wait unless told."""

    status = Code(HeldStatus, load_default=HeldStatus.HELD)
    outlet_id = Id()
    page = WholeNumber(least=1)
    per_page = WholeNumber(least=1)
    sort = Text(most=40)


class DecideHeldLine(Schema):
    """Why a line is released or refused."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class HeldAnswer(AnswerSchema):
    """A held line as it was submitted, and what became of it."""

    id = fields.Integer()
    status = Code(HeldStatus)
    reason = Code(HeldReason)
    report_id = fields.Integer()
    outlet_id = fields.Integer()
    producer_id = fields.Integer()
    product_id = fields.Integer()
    placement_id = fields.Integer()
    row = fields.Integer(attribute="file_row")
    sold_on = Day()
    code = fields.String()
    quantity = fields.Integer()
    unit_price_rupiah = fields.Integer()
    reference = fields.String()
    on_hand = fields.Integer(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    line_id = fields.Integer(allow_none=True)


@api.route("/held-lines", methods=["GET"])
@requires(Permission.SALE_READ)
@api.arguments(HeldQuery, location="query")
@api.response(200, page_of(HeldAnswer))
def list_held(query: dict[str, Any]) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The held lines this person sees; those that wait unless `status` says otherwise."""
    rows = held_lines.rows(person(), status=query["status"], outlet_id=query.get("outlet_id"))
    return listed(rows, orders=held_lines.ORDERS, default_order="id").envelope(lambda row: row.HeldLine)


@api.route("/held-lines/<int:held_id>/release", methods=["POST"])
@requires(Permission.HELD_LINE_DECIDE)
@api.arguments(DecideHeldLine)
@api.response(200, HeldAnswer)
def release(body: dict[str, Any], held_id: int) -> Any:  # noqa: ANN401
    """Post a held line, priced by its day of sale."""
    return held_decisions.release(held_id, **body, by=person())


@api.route("/held-lines/<int:held_id>/refuse", methods=["POST"])
@requires(Permission.HELD_LINE_DECIDE)
@api.arguments(DecideHeldLine)
@api.response(200, HeldAnswer)
def refuse(body: dict[str, Any], held_id: int) -> Any:  # noqa: ANN401
    """Close a held line without posting it."""
    return held_decisions.refuse(held_id, **body, by=person())
