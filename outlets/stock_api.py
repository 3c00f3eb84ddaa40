"""The JSON door of stock: what lies at an outlet, batch by batch, and how it came to that."""

from typing import Any

from marshmallow import fields

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.fields import AnswerSchema, Code, Day, Month, Schema, WholeNumber, page_of
from core.listing import listed
from outlets import outlets, stock_lists
from outlets.stock_states import StockState

api = ApiBlueprint("api_stock", __name__, description="Stock of consigned goods by batch")


class StockQuery(Schema):
    """What narrows the stock of an outlet: those that end soon or have ended; or the sums of one month."""

    state = Code(StockState)
    period = Month()
    page = WholeNumber(least=1)
    per_page = WholeNumber(least=1)


class StockRow(AnswerSchema):
    """One batch of one placement, in pieces; the equation of docs/stock.md closes in every row."""

    placement_id = fields.Integer()
    batch = fields.String()
    expires_on = Day(allow_none=True)
    opening = fields.Integer()
    received = fields.Integer()
    sold = fields.Integer()
    customer_returns = fields.Integer()
    returned = fields.Integer()
    damaged = fields.Integer()
    lost = fields.Integer()
    expired = fields.Integer()
    bought_back = fields.Integer()
    closing = fields.Integer()
    sellable = fields.Integer()


@api.route("/outlets/<int:outlet_id>/stock", methods=["GET"])
@requires(Permission.STOCK_READ)
@api.arguments(StockQuery, location="query")
@api.response(200, page_of(StockRow))
def stock_of_outlet(query: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The stock of an outlet, one row a placement and batch; a producer sees its own goods there."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    if "period" in query:
        rows = stock_lists.rows_of_month(user, query["period"], outlet_id=outlet.id)
    else:
        rows = stock_lists.rows(user, outlet_id=outlet.id, state=query.get("state", ""))
    orders = {"placement": (stock_lists.StockLot.placement_id, *stock_lists.ORDERS["expiry"])}
    return listed(rows, orders=orders, default_order="placement").envelope(lambda row: row)
