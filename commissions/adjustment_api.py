"""Set-offs, charges and balances brought in by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import adjustment_lists, adjustments
from commissions.adjustment_schemas import (
    AdjustmentAnswer,
    AdjustmentPage,
    AdjustmentQuery,
    CancelAdjustment,
    ProposeBalance,
    ProposeCharge,
    ProposeSetOff,
)
from commissions.payment_api import for_a_side
from commissions.payment_schemas import AnswerForASide, DeclineForASide
from commissions.settlement_states import AdjustmentKind
from core.listing import listed

api = ApiBlueprint("api_adjustments", __name__, description="Set-offs, charges and balances brought in")
NOUNS = {
    "set-offs": (AdjustmentKind.SET_OFF,),
    "charges": (AdjustmentKind.COMPENSATION, AdjustmentKind.AGREED_COST),
    "brought-in-balances": (AdjustmentKind.BROUGHT_IN,),
}
OF_A_NOUN = "/<any('set-offs', charges, 'brought-in-balances'):noun>/<int:adjustment_id>"


@api.route("/adjustments", methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.arguments(AdjustmentQuery, location="query")
@api.response(200, AdjustmentPage)
def list_adjustments(query: dict[str, Any]) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Everything of this kind that this person sees, the newest first."""
    rows = adjustment_lists.rows(person(), query)
    return listed(rows, orders=adjustment_lists.ORDERS, default_order="-newest").envelope(adjustment_lists.row_answer)


@api.route("/set-offs", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@api.arguments(ProposeSetOff)
@api.response(201, AdjustmentAnswer)
def propose_set_off(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Propose to set off what the two owe each other, at most the smaller of the two."""
    return adjustment_lists.described(adjustments.propose_set_off(**for_a_side(body), by=person()))


@api.route("/outlets/<int:outlet_id>/charges", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@api.arguments(ProposeCharge)
@api.response(201, AdjustmentAnswer)
def propose_charge(body: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401
    """Propose that the outlet makes goods good, or that the producer bears a cost."""
    told = for_a_side(body) | {"kind": AdjustmentKind(body["kind"])}
    return adjustment_lists.described(adjustments.propose_charge(**told, outlet_id=outlet_id, by=person()))


@api.route("/brought-in-balances", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@api.arguments(ProposeBalance)
@api.response(201, AdjustmentAnswer)
def propose_balance(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Propose a balance older than the platform."""
    return adjustment_lists.described(adjustments.propose_balance(**for_a_side(body), by=person()))


@api.route(OF_A_NOUN, methods=["GET"])
@requires(Permission.SETTLEMENT_READ)
@api.response(200, AdjustmentAnswer)
def show_adjustment(noun: str, adjustment_id: int) -> Any:  # noqa: ANN401
    """One set-off, charge or balance."""
    return adjustment_lists.described(adjustments.get(adjustment_id, by=person(), kinds=NOUNS[noun]))


@api.route(f"{OF_A_NOUN}/confirm", methods=["POST"])
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
@api.arguments(AnswerForASide)
@api.response(200, AdjustmentAnswer)
def confirm_adjustment(body: dict[str, Any], noun: str, adjustment_id: int) -> Any:  # noqa: ANN401
    """Agree for the other side: it is posted, and counts."""
    told = for_a_side(body)
    return adjustment_lists.described(adjustments.confirm(adjustment_id, **told, kinds=NOUNS[noun], by=person()))


@api.route(f"{OF_A_NOUN}/decline", methods=["POST"])
@requires(Permission.SETTLEMENT_CONFIRM)
@api.arguments(DeclineForASide)
@api.response(200, AdjustmentAnswer)
def decline_adjustment(body: dict[str, Any], noun: str, adjustment_id: int) -> Any:  # noqa: ANN401
    """Disagree for the other side; nothing is posted."""
    told = for_a_side(body)
    return adjustment_lists.described(adjustments.decline(adjustment_id, **told, kinds=NOUNS[noun], by=person()))


@api.route(f"{OF_A_NOUN}/cancel", methods=["POST"])
@requires(Permission.SETTLEMENT_ENTER)
@asks_password
@api.arguments(CancelAdjustment)
@api.response(200, AdjustmentAnswer)
def cancel_adjustment(body: dict[str, Any], noun: str, adjustment_id: int) -> Any:  # noqa: ANN401
    """Take back what waits, or undo compensation for goods that turned up again."""
    return adjustment_lists.described(adjustments.cancel(adjustment_id, **body, kinds=NOUNS[noun], by=person()))
