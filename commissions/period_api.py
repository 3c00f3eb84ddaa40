"""The JSON doors of months and of the jobs that close them."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import asked_jobs
from commissions.closing import as_list, ask_for_close
from commissions.months import known_month
from commissions.previewing import Preview, preview
from commissions.statement_schemas import CloseMonth, JobAnswer, JobAsked, PreviewAnswer
from core.languages import say

api = ApiBlueprint("api_periods", __name__, description="Months: preview and close; long work and how far it is")


def preview_answer(seen: Preview) -> dict[str, object]:
    """A preview as the API answers it."""
    return {
        "period": seen.month,
        "status": "closed" if seen.is_closed else "open",
        "refusals": [{"code": problem.code, "message": say(problem)} for problem in seen.obstacles],
        "missing": as_list(seen.missing),
        "pending_files": [
            {
                "id": file.id,
                "outlet_id": file.outlet_id,
                "outlet_name": file.outlet_name,
                "status": file.status.value,
                "rows_valid": file.rows_valid,
            }
            for file in seen.pending_files
        ],
        "held": [
            {
                "id": row.HeldLine.id,
                "outlet_id": row.HeldLine.outlet_id,
                "outlet_name": row.outlet_name,
                "product_name": row.product_name,
                "sold_on": row.HeldLine.sold_on.isoformat(),
                "quantity": row.HeldLine.quantity,
                "reason": row.HeldLine.reason.value,
            }
            for row in seen.held
        ],
        "unconfirmed_payments": [
            {
                "id": row.id,
                "producer_id": row.producer_id,
                "outlet_id": row.outlet_id,
                "paid_by": row.paid_by.value,
                "paid_on": row.paid_on.isoformat(),
                "amount_rupiah": row.amount_rupiah,
            }
            for row in seen.unconfirmed
        ],
        "disputed_lines": [
            {
                "dispute_id": row.id,
                "statement_id": row.statement_id,
                "sale_line_id": row.sale_line_id,
                "gross_rupiah": row.gross_rupiah,
                "reason": row.reason,
            }
            for row in seen.disputed
        ],
        "objections": [
            {
                "objection_id": row.ReportObjection.id,
                "report_id": row.ReportObjection.report_id,
                "sale_line_id": row.ReportObjection.line_id,
                "outlet_name": row.outlet_name,
                "reason": row.ReportObjection.reason,
            }
            for row in seen.objected
        ],
        "two_sources": [
            {
                "report_id": row.report_id,
                "outlet_id": row.outlet_id,
                "outlet_name": row.outlet_name,
                "first_day": row.first_day.isoformat(),
                "days": row.days,
            }
            for row in seen.undecided
        ],
        "late_lines": {"count": seen.late_lines, "gross_rupiah": seen.late_gross_rupiah},
        "items": [
            {
                "producer_id": pair.producer_id,
                "producer_name": pair.producer_name,
                "outlet_id": pair.outlet_id,
                "outlet_name": pair.outlet_name,
                **pair.figures.as_dict(),
            }
            for pair in seen.pairs
        ],
        "totals": seen.totals.as_dict(),
    }


@api.route("/periods/<month>/preview", methods=["GET"])
@requires(Permission.PERIOD_READ)
@api.response(200, PreviewAnswer)
def preview_month(month: str) -> dict[str, object]:
    """What closing the month would write down, what is not in it, and what stands in its way."""
    return preview_answer(preview(known_month(month), by=person()))


@api.route("/periods/<month>/close", methods=["POST"])
@requires(Permission.PERIOD_CLOSE)
@asks_password
@api.arguments(CloseMonth)
@api.response(202, JobAsked)
def close_month(body: dict[str, Any], month: str) -> dict[str, object]:
    """Have the month closed by the worker."""
    job = ask_for_close(
        known_month(month), by=person(), waive_missing=body["waive_missing"], reason=body["reason"] or None
    )
    return {"job_id": job.id}


@api.route("/jobs/<int:job_id>", methods=["GET"])
@requires(Permission.JOB_READ)
@api.response(200, JobAnswer)
def read_job(job_id: int) -> object:
    """How far a job is, and what came of it."""
    return asked_jobs.get(job_id, by=person())
