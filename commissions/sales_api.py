"""The JSON doors of sales: report them, read the lines, take pieces back."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from accounts.stored_answers import request_hash
from commissions.departures import take_back
from commissions.posting import Posted, post_report
from commissions.pricing import ReportLine
from commissions.reported_sales import ORDERS as REPORT_ORDERS
from commissions.reported_sales import ReportFilters, ReportSums, listed_reports, report_answer, sums_of
from commissions.return_lines import ReturnLine
from commissions.sales_lines import ORDERS, LineFilters, line_answer, listed_lines
from commissions.sales_schemas import (
    LineAnswer,
    LineQuery,
    ReportedAnswer,
    ReportQuery,
    ReversalAnswer,
    ReversalInput,
    SalesReportAnswer,
    SalesReportInput,
)
from core.errors import RowProblem
from core.fields import page_of
from core.languages import say
from core.listing import listed
from outlets import outlets
from outlets.states import Channel

api = ApiBlueprint("api_sales", __name__, description="Sales reports, posted lines and what leaves them")


def counted(lines: list[tuple[int, dict[str, Any]]]) -> list[ReportLine]:
    """Lines of sales as the pricing takes them; identical ones on one receipt are told apart by counting."""
    seen: dict[tuple[object, ...], int] = {}
    found = []
    for row, line in lines:
        item = line.get("code") or line["placement_id"]
        key = (line["sold_on"], line["reference"], item, line["quantity"], line["unit_price_rupiah"])
        seen[key] = seen.get(key, 0) + 1
        found.append(
            ReportLine(
                row,
                line["sold_on"],
                item,
                line["quantity"],
                line["unit_price_rupiah"],
                line["reference"],
                seen[key],
            )
        )
    return found


def brought_back(lines: list[tuple[int, dict[str, Any]]]) -> list[ReturnLine]:
    """Negative lines as goods that customers brought back."""
    return [
        ReturnLine(
            row,
            line["sold_on"],
            line.get("code") or line["placement_id"],
            -line["quantity"],
            line["unit_price_rupiah"],
            line["reference"],
            line["returns_reference"],
            line["returns_line_id"],
        )
        for row, line in lines
    ]


def row_answers(rows: list[RowProblem]) -> list[dict[str, object]]:
    """Row problems in the reader's language."""
    return [{"row": row.row, "field": row.field, "code": row.problem.code, "message": say(row.problem)} for row in rows]


def posted_answer(posted: Posted) -> dict[str, object]:
    """What the API answers to a posted report."""
    return {
        "id": posted.report.id,
        "outlet_id": posted.report.outlet_id,
        "lines_posted": posted.lines_posted,
        "lines_held": posted.lines_held,
        "gross_rupiah": posted.gross_rupiah,
        "commission_rupiah": posted.commission_rupiah,
        "warnings": row_answers(posted.warnings),
        "rows": row_answers(posted.rows),
    }


@api.route("/outlets/<int:outlet_id>/sales-reports", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(SalesReportInput)
@api.response(201, SalesReportAnswer)
def report_sales(body: dict[str, Any], outlet_id: int) -> dict[str, object]:
    """Report the sales of an outlet, or nil."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    numbered = list(enumerate(body["lines"], start=1))
    posted = post_report(
        outlet,
        period_start=body["period_start"],
        period_end=body["period_end"],
        lines=counted([(row, line) for row, line in numbered if line["quantity"] >= 0]),
        returns=brought_back([(row, line) for row, line in numbered if line["quantity"] < 0]),
        nil=body["nil"],
        channel=Channel.API,
        by=user,
        source=body["source"],
        skip_wrong=body["skip_wrong"],
        overlap=body["overlap"],
        request_sha256=request_hash(),
        on_behalf_of="outlet" if user.is_staff else None,
    )
    return posted_answer(posted)


@api.route("/outlets/<int:outlet_id>/sales-reports", methods=["GET"])
@requires(Permission.SALE_READ)
@api.arguments(ReportQuery, location="query")
@api.response(200, page_of(ReportedAnswer))
def list_reports(query: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401 - the envelope is answered as it is
    """The reports of an outlet the reader may see, and what each comes to now."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    filters = ReportFilters(outlet.id, query.get("period"), query.get("channel"))
    listing = listed(listed_reports(user, filters), orders=REPORT_ORDERS, default_order="id")
    sums = sums_of([row.SalesReport.id for row in listing.rows])
    return listing.envelope(lambda row: report_answer(row, sums.get(row.SalesReport.id, ReportSums())))


@api.route("/sales-lines", methods=["GET"])
@requires(Permission.SALE_READ)
@api.arguments(LineQuery, location="query")
@api.response(200, page_of(LineAnswer))
def list_lines(query: dict[str, Any]) -> Any:  # noqa: ANN401 - the envelope is answered as it is
    """The posted lines the reader may see."""
    filters = LineFilters(query.get("outlet_id"), query.get("producer_id"), query.get("period"))
    return listed(listed_lines(person(), filters), orders=ORDERS, default_order="id").envelope(line_answer)


@api.route("/sales-lines/<int:line_id>/reversal", methods=["POST"])
@requires(Permission.SALE_REVERSE)
@api.arguments(ReversalInput)
@api.response(201, ReversalAnswer)
def reverse_line(body: dict[str, Any], line_id: int) -> object:
    """Take pieces of a posted sale back."""
    return take_back(line_id, by=person(), **body).line
