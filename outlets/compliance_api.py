"""The local rule by API: what each outlet carries, the figures by kind, the trend, and letters."""

from typing import Any

from flask import Response

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.dates import today
from core.listing import listed
from outlets import compliance, compliance_letters, compliance_lists
from outlets.compliance_schemas import (
    CompliancePage,
    ComplianceSummary,
    LetterHeadAnswer,
    MakeLetters,
    SetLetterHead,
)

api = ApiBlueprint("api_compliance", __name__, description="Which outlets carry local products")


@api.route("/compliance/outlets")
@requires(Permission.COMPLIANCE_READ)
@api.response(200, CompliancePage)
def list_outlets() -> object:
    """The outlets with what they carry today. Filters: `q`, `kind`, `region`, `carries` (`yes` or `no`)."""
    rows, filters = compliance_lists.rows_asked_for(person(), today())
    listing = listed(rows, orders=compliance_lists.ORDERS, default_order="name", filters=filters)
    return listing.envelope(lambda row: row)


@api.route("/compliance/summary")
@requires(Permission.COMPLIANCE_READ)
@api.response(200, ComplianceSummary)
def summary() -> object:
    """The outlets by kind today, and the last twelve months, the oldest first."""
    return {"kinds": compliance.by_kind(person(), today()), "months": compliance.trend(person(), today())}


@api.route("/compliance/letters", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(MakeLetters)
@api.response(200, content_type="application/pdf")
def make_letters(body: dict[str, Any]) -> Response:
    """Letters to outlets that carry no local product, a page each, noted in its history. 409 `carries_already`."""
    return compliance_letters.as_download(compliance_letters.make(**body, by=person()), body["day"])


@api.route("/compliance/letter-head")
@requires(Permission.OUTLET_MANAGE)
@api.response(200, LetterHeadAnswer)
def show_letter_head() -> object:
    """What every letter says: its number, the rules it cites, who signs."""
    return compliance_letters.letter_head()


@api.route("/compliance/letter-head", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(SetLetterHead)
@api.response(200, LetterHeadAnswer)
def set_letter_head(body: dict[str, Any]) -> object:
    """Change what every letter says; what is left out is left blank. 422 `number_not_in_pattern`."""
    return compliance_letters.set_letter_head(**body, by=person())
