"""Placements by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import placement_decisions, placement_lists, placement_suspensions, placements
from outlets.agreement_schemas import EndWithReason, GiveReason
from outlets.placement_schemas import AcceptPlacement, PlacementAnswer, PlacementPage, ProposePlacement

api = ApiBlueprint("api_placements", __name__, description="Products on the shelves of outlets")


@api.route("/placements", methods=["GET"])
@requires(Permission.PLACEMENT_READ)
@api.response(200, PlacementPage)
def list_placements() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The placements this person sees; filters `q`, `status`, `producer_id`, `outlet_id`."""
    rows = placement_lists.rows(person())
    return listed(rows, orders=placement_lists.ORDERS, default_order="-newest").envelope(lambda row: row)


@api.route("/placements", methods=["POST"])
@requires(Permission.PLACEMENT_PROPOSE)
@api.arguments(ProposePlacement)
@api.response(201, PlacementAnswer)
def propose_placement(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Propose a product for a shelf; refused with `missing` when it is not eligible."""
    return placement_lists.described(placements.propose(**body, by=person()))


@api.route("/placements/<int:placement_id>", methods=["GET"])
@requires(Permission.PLACEMENT_READ)
@api.response(200, PlacementAnswer)
def show_placement(placement_id: int) -> Any:  # noqa: ANN401
    """One placement."""
    return placement_lists.described(placements.get(placement_id, by=person()))


@api.route("/placements/<int:placement_id>/accept", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
@api.arguments(AcceptPlacement)
@api.response(200, PlacementAnswer)
def accept_placement(body: dict[str, Any], placement_id: int) -> Any:  # noqa: ANN401
    """Accept a product for the shelf."""
    return placement_lists.described(placement_decisions.accept(placement_id, **body, by=person()))


@api.route("/placements/<int:placement_id>/end", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
@api.arguments(EndWithReason)
@api.response(200, PlacementAnswer)
def end_placement(body: dict[str, Any], placement_id: int) -> Any:  # noqa: ANN401
    """Decline a proposal, or take a product off the shelf with its last day."""
    return placement_lists.described(placement_decisions.end(placement_id, **body, by=person()))


@api.route("/placements/<int:placement_id>/suspend", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
@api.arguments(GiveReason)
@api.response(200, PlacementAnswer)
def suspend_placement(body: dict[str, Any], placement_id: int) -> Any:  # noqa: ANN401
    """Let a placement rest: nothing is delivered and the catalogue does not show it."""
    return placement_lists.described(placement_suspensions.suspend(placement_id, **body, by=person()))


@api.route("/placements/<int:placement_id>/resume", methods=["POST"])
@requires(Permission.PLACEMENT_ACCEPT)
@api.arguments(GiveReason)
@api.response(200, PlacementAnswer)
def resume_placement(body: dict[str, Any], placement_id: int) -> Any:  # noqa: ANN401
    """Put a suspended placement back, after judging it anew."""
    return placement_lists.described(placement_suspensions.resume(placement_id, **body, by=person()))
