"""The JSON doors of personal data: asking, the desk's list, and consents."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from application.personal_data.pages import give_consent
from core.listing import listed
from partnerships import consents, data_requests, producers
from partnerships.personal_codes import Purpose
from partnerships.personal_models import DataRequest
from partnerships.personal_schemas import (
    AskAboutDataFor,
    ConsentsAnswer,
    DataRequestAnswer,
    DataRequestPage,
    GiveConsent,
)

api = ApiBlueprint("api_personal_data", __name__, description="Personal data: consents and requests (UU 27/2022)")


@api.route("/data-requests", methods=["POST"])
@requires(Permission.PRIVACY_REQUEST)
@api.arguments(AskAboutDataFor)
@api.response(201, DataRequestAnswer)
def ask(body: dict[str, Any]) -> object:
    """Ask for something about a producer's data; staff name `channel` and `source`. The answer comes in 3x24 hours."""
    return data_requests.ask(**body, by=person())


@api.route("/data-requests")
@requires(Permission.PRIVACY_HANDLE)
@api.response(200, DataRequestPage)
def list_requests() -> object:
    """The requests that wait for an answer, the oldest first."""
    orders = {"received": [DataRequest.received_at, DataRequest.id]}
    listing = listed(data_requests.open_requests(person()), orders=orders, default_order="received")
    return listing.envelope(lambda row: row[0])


@api.route("/data-requests/<int:request_id>")
@requires(Permission.PRIVACY_REQUEST)
@api.response(200, DataRequestAnswer)
def show_request(request_id: int) -> object:
    """One request of your own, or one you wrote down."""
    return data_requests.get(request_id, by=person())


@api.route("/producers/<int:producer_id>/consents")
@requires(Permission.PRODUCER_READ)
@api.response(200, ConsentsAnswer)
def list_consents(producer_id: int) -> object:
    """What a producer said about each purpose, and whether its data may be used for it now."""
    return consents_told(producers.get(producer_id, by=person()).id)


@api.route("/producers/<int:producer_id>/consents", methods=["POST"])
@requires(Permission.PRIVACY_REQUEST)
@api.arguments(GiveConsent)
@api.response(201, ConsentsAnswer)
def give(body: dict[str, Any], producer_id: int) -> object:
    """Say yes or no to one purpose; a no holds at once. Staff name `channel` and `source`."""
    give_consent(producer_id=producer_id, **body)
    return consents_told(producer_id)


def consents_told(producer_id: int) -> dict[str, object]:
    """Every purpose as the API tells it; one that was never asked about is not granted."""
    said = consents.latest_of(producer_id)
    items = []
    for purpose in Purpose:
        latest = said.get(purpose)
        items.append(
            {
                "purpose": purpose.value,
                "granted": bool(latest and latest.granted),
                "allowed": consents.allows(producer_id, purpose),
                "text_version": latest.text.version if latest else None,
                "at": latest.at if latest else None,
                "channel": latest.channel.value if latest else None,
            }
        )
    return {"items": items}
