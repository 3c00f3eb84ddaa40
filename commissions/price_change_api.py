"""Prices of placements by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import price_changes
from commissions.price_change_schemas import ChangePrice, PricesAnswer
from outlets import placement_prices, placements

api = ApiBlueprint("api_placement_prices", __name__, description="What a placement costs since when")


@api.route("/placements/<int:placement_id>/prices", methods=["GET"])
@requires(Permission.PLACEMENT_READ)
@api.response(200, PricesAnswer)
def list_prices(placement_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The prices of a placement with the days each holds."""
    return {"items": placement_prices.periods_of(placements.get(placement_id, by=person()))}


@api.route("/placements/<int:placement_id>/prices", methods=["POST"])
@requires(Permission.PLACEMENT_PRICE)
@api.arguments(ChangePrice)
@api.response(201, PricesAnswer)
def change_price(body: dict[str, Any], placement_id: int) -> Any:  # noqa: ANN401
    """Other prices from a day on; sales that stand keep theirs."""
    price_changes.change(placement_id, **body, by=person())
    return {"items": placement_prices.periods_of(placements.get(placement_id, by=person()))}
