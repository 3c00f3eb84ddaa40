"""Shelf slots by API: the queue and why, asking for a place, giving and ending turns, and the figures by outlet."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import shelf_fairness, shelf_lists, shelf_slots, shelf_turns
from outlets.outlet_schemas import OutletReason
from outlets.shelf_models import ShelfRequest, ShelfSlot, ShelfTurn
from outlets.shelf_schemas import (
    AskForTurn,
    ChangeShelfSlot,
    DecideException,
    EndTurn,
    GiveTurn,
    OpenShelfSlot,
    OutletFairnessPage,
    ShelfRequestAnswer,
    ShelfSlotAnswer,
    ShelfSlotPage,
    ShelfSlotShownAnswer,
    ShelfTurnAnswer,
)

api = ApiBlueprint("api_shelves", __name__, description="Shelf slots that go round among producers")


@api.route("/shelf-slots", methods=["GET"])
@requires(Permission.SHELF_READ)
@api.response(200, ShelfSlotPage)
def list_by_api() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The slots this person may see; filters `q`, `outlet_id`, `category`, `state` (`open`, `over`)."""
    return listed(shelf_lists.rows(person()), orders=shelf_lists.ORDERS, default_order="outlet").envelope(
        lambda row: row
    )


@api.route("/shelf-slots", methods=["POST"])
@requires(Permission.SHELF_MANAGE)
@api.arguments(OpenShelfSlot)
@api.response(201, ShelfSlotAnswer)
def open_by_api(body: dict[str, Any]) -> ShelfSlot:
    """Open a slot."""
    return shelf_slots.open_slot(**body, by=person())


@api.route("/shelf-slots/<int:slot_id>", methods=["GET"])
@requires(Permission.SHELF_READ)
@api.response(200, ShelfSlotShownAnswer)
def show_by_api(slot_id: int) -> shelf_lists.Shown:
    """One slot with its rule, its queue and why, its turns and exceptions; a producer gets its own places alone."""
    return shelf_lists.shown(shelf_slots.get(slot_id, by=person()), to=person())


@api.route("/shelf-slots/<int:slot_id>/change", methods=["POST"])
@requires(Permission.SHELF_MANAGE)
@api.arguments(ChangeShelfSlot)
@api.response(200, ShelfSlotAnswer)
def change_by_api(body: dict[str, Any], slot_id: int) -> ShelfSlot:
    """Change a slot; 409 `place_still_given`, `turns_beyond_end`, `changed_meanwhile`."""
    return shelf_slots.change_slot(slot_id, **body, by=person())


@api.route("/shelf-slots/summary", methods=["GET"])
@requires(Permission.SHELF_COMPARE)
@api.response(200, OutletFairnessPage)
def by_outlet_by_api() -> Any:  # noqa: ANN401
    """How the slots of each outlet went round: who asked, had a turn, waited, and turns out of order."""
    rows = shelf_fairness.by_outlet(person())
    return listed(rows, orders=shelf_fairness.BY_OUTLET, default_order="outlet").envelope(lambda row: row)


@api.route("/shelf-turns/<int:shelf_turn_id>/end", methods=["POST"])
@requires(Permission.SHELF_MANAGE)
@api.arguments(EndTurn)
@api.response(200, ShelfTurnAnswer)
def end_by_api(body: dict[str, Any], shelf_turn_id: int) -> ShelfTurn:
    """End a turn earlier on `last_day`, or cancel one that has not begun; 409 `turn_not_running`."""
    return shelf_turns.end_early(shelf_turn_id, **body, by=person())


@api.route("/shelf-slots/<int:slot_id>/requests", methods=["POST"])
@requires(Permission.SHELF_ASK)
@api.arguments(AskForTurn)
@api.response(201, ShelfRequestAnswer)
def ask_by_api(body: dict[str, Any], slot_id: int) -> ShelfRequest:
    """Join the queue; 409 `waits_already`."""
    return shelf_slots.ask(slot_id, **body, by=person())


@api.route("/shelf-slots/<int:slot_id>/turns", methods=["POST"])
@requires(Permission.SHELF_MANAGE)
@api.arguments(GiveTurn)
@api.response(201, ShelfTurnAnswer)
def give_by_api(body: dict[str, Any], slot_id: int) -> ShelfTurn:
    """Give a place; out of order with `ground` and `reason`, and it waits for a second person. 409 `no_free_place`."""
    return shelf_turns.give(slot_id, **body, by=person())


@api.route("/shelf-turns/<int:shelf_turn_id>/decision", methods=["POST"])
@requires(Permission.SHELF_MANAGE)
@api.arguments(DecideException)
@api.response(200, ShelfTurnAnswer)
def decide_by_api(body: dict[str, Any], shelf_turn_id: int) -> ShelfTurn:
    """Approve or decline an exception; 403 `second_person_needed` for who proposed it."""
    return shelf_turns.decide(shelf_turn_id, **body, by=person())


@api.route("/shelf-requests/<int:shelf_request_id>/withdraw", methods=["POST"])
@requires(Permission.SHELF_ASK)
@api.arguments(OutletReason)
@api.response(200, ShelfRequestAnswer)
def withdraw_by_api(body: dict[str, Any], shelf_request_id: int) -> ShelfRequest:
    """Leave the queue; 409 `no_longer_waits`."""
    return shelf_slots.withdraw(shelf_request_id, **body, by=person())
