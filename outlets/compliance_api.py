"""The local rule by API: what each outlet carries, the figures by kind, and the trend."""

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.dates import today
from core.listing import listed
from outlets import compliance, compliance_lists
from outlets.compliance_schemas import CompliancePage, ComplianceSummary

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
