"""What is left open under an agreement, by API."""

from typing import Any

from marshmallow import fields

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions.agreement_leftovers import leftovers_of
from core.fields import AnswerSchema, Day
from outlets import agreements

api = ApiBlueprint("api_leftovers", __name__, description="Goods and balances that are open under an agreement")


class LeftGoodsAnswer(AnswerSchema):
    """Pieces of one batch at one outlet, or on their way to it."""

    outlet = fields.String()
    product = fields.String()
    batch = fields.String()
    expires_on = Day(allow_none=True)
    pieces = fields.Integer()
    on_the_way = fields.Boolean()


class LeftBalanceAnswer(AnswerSchema):
    """The two claims of one pair; below zero a claim has turned round."""

    outlet = fields.String()
    takings_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()


class LeftoversAnswer(AnswerSchema):
    """Everything that is open."""

    goods = fields.List(fields.Nested(LeftGoodsAnswer))
    balances = fields.List(fields.Nested(LeftBalanceAnswer))


@api.route("/agreements/<int:agreement_id>/open-items", methods=["GET"])
@requires(Permission.AGREEMENT_READ)
@api.response(200, LeftoversAnswer)
def open_items(agreement_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Goods on the shelves and on their way, and balances, before an agreement is suspended or ended."""
    return leftovers_of(agreements.get(agreement_id, by=person()))
