"""The JSON doors of days with receipts of two channels."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import undecided_days
from commissions.second_sources import Overlap, difference_as_json
from commissions.undecided_schemas import DecidedAnswer, TwoSourcesAnswer, UndecidedInput

api = ApiBlueprint("api_undecided_days", __name__, description="Days with receipts of two channels, decided once")


@api.route("/sales-reports/<int:report_id>/sources", methods=["GET"])
@requires(Permission.SALE_READ)
@api.response(200, TwoSourcesAnswer)
def show_sources(report_id: int) -> dict[str, object]:
    """The days of a report that wait for a decision, both sources side by side, and the mark of what is shown."""
    found = undecided_days.two_sources(report_id, by=person())
    return {
        "report_id": report_id,
        "days": [day.isoformat() for day in found.days],
        "differences": [difference_as_json(row) for row in found.rows],
        "seen": found.seen,
    }


@api.route("/sales-reports/<int:report_id>/sources", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(UndecidedInput)
@api.response(200, DecidedAnswer)
def decide_sources(body: dict[str, Any], report_id: int) -> dict[str, object]:
    """Say once what two sources that both stand are; what stands twice is taken back by the ordinary reversal."""
    report = undecided_days.decide_afterwards(report_id, overlap=Overlap(**body), by=person())
    return {"report_id": report.id, "decision": body["decision"].value}
