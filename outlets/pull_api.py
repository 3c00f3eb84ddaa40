"""The JSON doors of holds and pull lists, and of what takes a document back."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.database import db
from core.listing import listed
from outlets import hold_overrides, holds, outlets, placements, pull_list, withdrawals
from outlets.pull_models import PullEntry
from outlets.pull_schemas import (
    AskOverride,
    GrantOverride,
    HoldAnswer,
    HoldsAnswer,
    MarkPulled,
    PullAnswer,
    PullPage,
    ReviewedAnswer,
    RevokedAnswer,
)
from partnerships.watch_schemas import ReviewDecision, Revoke

api = ApiBlueprint("api_pull_lists", __name__, description="Products whose permit ended: holds and pull lists")


@api.route("/outlets/<int:outlet_id>/pull-list")
@requires(Permission.PLACEMENT_READ)
@api.response(200, PullPage)
def list_pulls(outlet_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """What an outlet is asked to take off its shelf, and what it took off, the nearest deadline first."""
    outlet = outlets.get(outlet_id, by=person())
    rows = pull_list.rows(person(), outlet_id=outlet.id)
    return listed(rows, orders=pull_list.ORDERS, default_order="deadline").envelope(lambda row: row)


@api.route("/pull-list/<int:entry_id>/pulled", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(MarkPulled)
@api.response(200, PullAnswer)
def mark_pulled(body: dict[str, Any], entry_id: int) -> Any:  # noqa: ANN401
    """Note that a product was taken off the shelf: 409 `already_pulled`, `pull_no_longer_asked`."""
    entry = pull_list.mark_pulled(entry_id, **body, by=person())
    rows = pull_list.rows(person()).where(PullEntry.id == entry.id)
    return db.session.execute(rows).one()


@api.route("/requirements/<int:requirement_id>/revoke", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(Revoke)
@api.response(200, RevokedAnswer)
def revoke_requirement(body: dict[str, Any], requirement_id: int) -> Any:  # noqa: ANN401
    """Revoke a document on one of six grounds; the placements that lived on it are held. 409 `not_in_force`."""
    requirement, judged = withdrawals.revoke(requirement_id, **body, by=person())
    requirement.holds, requirement.pull_entries = list(judged.held), list(judged.asked)
    return requirement


@api.route("/placements/<int:placement_id>/holds")
@requires(Permission.PLACEMENT_READ)
@api.response(200, HoldsAnswer)
def list_holds(placement_id: int) -> Any:  # noqa: ANN401
    """The holds of a placement, newest first."""
    placement = placements.get(placement_id, by=person())
    return {"items": holds.of_placement(placement.id)}


@api.route("/holds/<int:hold_id>/override", methods=["POST"])
@requires(Permission.PLACEMENT_PROPOSE)
@api.arguments(AskOverride)
@api.response(200, HoldAnswer)
def ask_override(body: dict[str, Any], hold_id: int) -> Any:  # noqa: ANN401
    """Ask that a hold be overridden; somebody else grants it. 409 `hold_already_lifted`, `override_already_asked`."""
    return hold_overrides.ask(hold_id, **body, by=person())


@api.route("/holds/<int:hold_id>/override/grant", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(GrantOverride)
@api.response(200, HoldAnswer)
def grant_override(body: dict[str, Any], hold_id: int) -> Any:  # noqa: ANN401
    """Grant an override: 403 `second_person_needed` for whoever asked, 409 `override_not_asked`."""
    return hold_overrides.grant(hold_id, **body, by=person())


@api.route("/halal-reviews/<int:review_id>/decision", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(ReviewDecision)
@api.response(200, ReviewedAnswer)
def decide_review(body: dict[str, Any], review_id: int) -> Any:  # noqa: ANN401
    """Decide whether a halal claim holds after a change; `revoked` revokes its certificate and holds placements."""
    review, judged = withdrawals.decide_review(review_id, **body, by=person())
    review.holds = list(judged.held)
    return review
