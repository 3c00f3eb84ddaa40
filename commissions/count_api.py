"""Stock counts by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import count_lists, count_settling
from commissions.count_schemas import (
    BeginCount,
    ClassifyCount,
    ConfirmCount,
    CountAnswer,
    CountPage,
    CountReason,
    EnterCount,
)
from core.listing import listed
from outlets import stock_counts

api = ApiBlueprint("api_counts", __name__, description="Counting what lies on the shelves")


@api.route("/stock-counts", methods=["GET"])
@requires(Permission.STOCK_READ)
@api.response(200, CountPage)
def list_counts() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The counts this person sees; filters `status`, `outlet_id`."""
    rows = count_lists.rows(person())
    return listed(rows, orders=count_lists.ORDERS, default_order="-newest").envelope(lambda row: row[0])


@api.route("/outlets/<int:outlet_id>/stock-counts", methods=["POST"])
@requires(Permission.COUNT_ENTER)
@api.arguments(BeginCount)
@api.response(201, CountAnswer)
def begin_count(body: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401
    """Open the sheet of an outlet; one at a time."""
    return count_lists.described(stock_counts.begin(outlet_id, by=person(), **body))


@api.route("/stock-counts/<int:count_id>", methods=["GET"])
@requires(Permission.STOCK_READ)
@api.response(200, CountAnswer)
def show_count(count_id: int) -> Any:  # noqa: ANN401
    """One count with its lines and differences."""
    return count_lists.described(stock_counts.get(count_id, by=person()))


@api.route("/stock-counts/<int:count_id>/lines", methods=["POST"])
@requires(Permission.COUNT_ENTER)
@api.arguments(EnterCount)
@api.response(200, CountAnswer)
def enter_count(body: dict[str, Any], count_id: int) -> Any:  # noqa: ANN401
    """Send the numbers of the sheet, all at once."""
    return count_lists.described(stock_counts.enter(count_id, by=person(), **body))


@api.route("/stock-counts/<int:count_id>/differences", methods=["POST"])
@requires(Permission.COUNT_CLASSIFY)
@api.arguments(ClassifyCount)
@api.response(200, CountAnswer)
def classify_count(body: dict[str, Any], count_id: int) -> Any:  # noqa: ANN401
    """Say what became of every difference."""
    return count_lists.described(count_settling.classify(count_id, by=person(), **body))


@api.route("/stock-counts/<int:count_id>/confirm", methods=["POST"])
@requires(Permission.COUNT_CONFIRM)
@api.arguments(ConfirmCount)
@api.response(200, CountAnswer)
def confirm_count(body: dict[str, Any], count_id: int) -> Any:  # noqa: ANN401
    """Agree, as another person, with what is gone."""
    return count_lists.described(count_settling.confirm(count_id, by=person(), **body))


@api.route("/stock-counts/<int:count_id>/send-back", methods=["POST"])
@requires(Permission.COUNT_CONFIRM)
@api.arguments(CountReason)
@api.response(200, CountAnswer)
def send_count_back(body: dict[str, Any], count_id: int) -> Any:  # noqa: ANN401
    """Ask for other explanations."""
    return count_lists.described(count_settling.send_back(count_id, by=person(), **body))


@api.route("/stock-counts/<int:count_id>/cancel", methods=["POST"])
@requires(Permission.COUNT_CLASSIFY)
@api.arguments(CountReason)
@api.response(200, CountAnswer)
def cancel_count(body: dict[str, Any], count_id: int) -> Any:  # noqa: ANN401
    """Give a count up; nothing of it is posted."""
    return count_lists.described(stock_counts.cancel(count_id, by=person(), **body))
