"""The JSON doors of objections to reports that staff entered for an outlet."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import objections
from commissions.objection_models import ReportObjection
from commissions.objection_schemas import (
    DecideObjection,
    ObjectionAnswer,
    ObjectionPage,
    ObjectionQuery,
    RaiseObjection,
    WithdrawObjection,
)
from core.listing import listed

api = ApiBlueprint("api_objections", __name__, description="Objections to reports that staff entered for an outlet")
ORDERS = {"newest": [ReportObjection.id]}


@api.route("/sales-reports/<int:report_id>/objections", methods=["POST"])
@requires(Permission.OBJECTION_RAISE)
@api.arguments(RaiseObjection)
@api.response(201, ObjectionAnswer)
def raise_objection(body: dict[str, Any], report_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Object, as the outlet, to a report staff entered for it, or to one of its lines."""
    return objections.raise_objection(report_id, **body, by=person())


@api.route("/report-objections", methods=["GET"])
@requires(Permission.SALE_READ)
@api.arguments(ObjectionQuery, location="query")
@api.response(200, ObjectionPage)
def list_objections(query: dict[str, Any]) -> Any:  # noqa: ANN401
    """The objections this person sees, the newest first."""
    rows = objections.rows(person(), query.get("status"), query.get("report_id"))
    return listed(rows, orders=ORDERS, default_order="-newest").envelope(lambda row: row.ReportObjection)


@api.route("/report-objections/<int:objection_id>", methods=["GET"])
@requires(Permission.SALE_READ)
@api.response(200, ObjectionAnswer)
def show_objection(objection_id: int) -> Any:  # noqa: ANN401
    """One objection."""
    return objections.get(objection_id, by=person())


@api.route("/report-objections/<int:objection_id>/decision", methods=["POST"])
@requires(Permission.OBJECTION_DECIDE)
@api.arguments(DecideObjection)
@api.response(200, ObjectionAnswer)
def decide_objection(body: dict[str, Any], objection_id: int) -> Any:  # noqa: ANN401
    """Answer: corrected by further lines, or kept with a reason by somebody who did not enter the report."""
    return objections.decide(objection_id, **body, by=person())


@api.route("/report-objections/<int:objection_id>/withdrawal", methods=["POST"])
@requires(Permission.OBJECTION_RAISE)
@api.arguments(WithdrawObjection)
@api.response(200, ObjectionAnswer)
def withdraw_objection(body: dict[str, Any], objection_id: int) -> Any:  # noqa: ANN401
    """Take an objection back."""
    return objections.withdraw(objection_id, **body, by=person())
