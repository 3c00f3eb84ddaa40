"""The JSON doors of the vetting desk: the queue, many acceptances at once, and a waiver that is not granted."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from partnerships import vetting, vetting_queue
from partnerships.schemas import RequirementAnswer
from partnerships.vetting_schemas import AcceptMany, BulkAnswer, DeclineWaiver, WaitingPage

api = ApiBlueprint("api_vetting", __name__, description="The vetting desk")


@api.route("/requirements/waiting")
@requires(Permission.REQUIREMENT_DECIDE)
@api.response(200, WaitingPage)
def list_waiting() -> object:
    """What waits. Filters: `region`, `kind`, `risk`, `age`; orders: `submitted`, `risk`, `region`, `kind`."""
    view = vetting_queue.narrowed()
    listing = listed(
        vetting_queue.queue(person(), view),
        orders=vetting_queue.ORDERS,
        default_order=vetting_queue.OLDEST_FIRST,
        filters=view.filters(),
    )
    return listing.envelope(lambda row: row)


@api.route("/requirements/accept", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(AcceptMany)
@api.response(200, BulkAnswer)
def accept_many(body: dict[str, Any]) -> object:
    """Accept many documents without warnings; each stands for itself, and one that keeps waiting says why."""
    chosen = [(item["id"], item["version"]) for item in body["items"]]
    return {"items": vetting.accept_many(chosen, by=person())}


@api.route("/requirements/<int:requirement_id>/waiver/decline", methods=["POST"])
@requires(Permission.REQUIREMENT_DECIDE)
@api.arguments(DeclineWaiver)
@api.response(200, RequirementAnswer)
def decline_waiver(body: dict[str, Any], requirement_id: int) -> object:
    """Say no to a waiver that was asked for: the document keeps waiting. 409 `waiver_not_asked`."""
    return vetting.decline_waiver(requirement_id, **body, by=person())
