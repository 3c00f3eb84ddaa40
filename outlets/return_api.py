"""Returns of goods by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import goods_returns, return_lists
from outlets.return_schemas import AnnounceReturn, CancelReturn, DisposeReturn, PickUpReturn, ReturnAnswer, ReturnPage

api = ApiBlueprint("api_returns", __name__, description="Goods that go back to their producer")


@api.route("/returns", methods=["GET"])
@requires(Permission.STOCK_READ)
@api.response(200, ReturnPage)
def list_returns() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The returns this person sees; filters `q`, `status`, `outlet_id`."""
    rows = return_lists.rows(person())
    return listed(rows, orders=return_lists.ORDERS, default_order="-newest").envelope(lambda row: row[0])


@api.route("/returns", methods=["POST"])
@requires(Permission.GOODS_RETURN)
@api.arguments(AnnounceReturn)
@api.response(201, ReturnAnswer)
def announce_return(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Set pieces aside for their producer to fetch."""
    return return_lists.described(goods_returns.announce(**body, by=person()))


@api.route("/returns/<int:return_id>", methods=["GET"])
@requires(Permission.STOCK_READ)
@api.response(200, ReturnAnswer)
def show_return(return_id: int) -> Any:  # noqa: ANN401
    """One return."""
    return return_lists.described(goods_returns.get(return_id, by=person()))


@api.route("/returns/<int:return_id>/pick-up", methods=["POST"])
@requires(Permission.GOODS_FETCH)
@api.arguments(PickUpReturn)
@api.response(200, ReturnAnswer)
def pick_up_return(body: dict[str, Any], return_id: int) -> Any:  # noqa: ANN401
    """Note that the goods were fetched."""
    return return_lists.described(goods_returns.pick_up(return_id, **body, by=person()))


@api.route("/returns/<int:return_id>/dispose", methods=["POST"])
@requires(Permission.GOODS_RETURN)
@api.arguments(DisposeReturn, location="json_or_multipart")
@api.response(200, ReturnAnswer)
def dispose_return(body: dict[str, Any], return_id: int) -> Any:  # noqa: ANN401
    """Destroy what nobody fetched in time, with a record; a `photo` comes as multipart."""
    return return_lists.described(goods_returns.dispose(return_id, **body, by=person()))


@api.route("/returns/<int:return_id>/cancel", methods=["POST"])
@requires(Permission.GOODS_RETURN)
@api.arguments(CancelReturn)
@api.response(200, ReturnAnswer)
def cancel_return(body: dict[str, Any], return_id: int) -> Any:  # noqa: ANN401
    """Keep the goods for sale."""
    return return_lists.described(goods_returns.cancel(return_id, **body, by=person()))
