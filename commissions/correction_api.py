"""The JSON doors of corrections: enter a line again, add a forgotten one, cancel a return that never was."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions.corrections import Corrected, add_forgotten, correct
from commissions.posting import LinesRefused
from commissions.pricing import RETURN_WITHOUT_SALE
from commissions.return_cancelling import cancel_return
from commissions.sales_api import counted, row_answers
from commissions.sales_schemas import (
    AdditionInput,
    CancellationInput,
    CorrectedAnswer,
    CorrectionInput,
    ReversalAnswer,
)
from core.errors import RowProblem
from outlets.states import Channel

api = ApiBlueprint("api_corrections", __name__, description="Corrections of what was reported")


def corrected_answer(done: Corrected) -> dict[str, object]:
    """A correction as the API answers it."""
    return {
        "id": done.report.id,
        "corrects_id": done.report.corrects_id,
        "correction_number": done.report.correction_number,
        "reversal_line_id": done.reversal.id if done.reversal else None,
        "lines_posted": done.lines_posted,
        "lines_held": done.lines_held,
        "gross_rupiah": done.gross_rupiah,
        "commission_rupiah": done.commission_rupiah,
        "warnings": row_answers(done.warnings),
    }


@api.route("/sales-lines/<int:line_id>/correction", methods=["POST"])
@requires(Permission.SALE_REVERSE)
@api.arguments(CorrectionInput)
@api.response(201, CorrectedAnswer)
def correct_line(body: dict[str, Any], line_id: int) -> dict[str, object]:
    """Take back what is left of a posted sale and enter it again as it was."""
    return corrected_answer(correct(line_id, channel=Channel.API, by=person(), **body))


@api.route("/sales-reports/<int:report_id>/additions", methods=["POST"])
@requires(Permission.SALE_REPORT)
@api.arguments(AdditionInput)
@api.response(201, CorrectedAnswer)
def add_lines(body: dict[str, Any], report_id: int) -> dict[str, object]:
    """Add lines a report forgot, within its days. Returns are reported in a report of their own."""
    numbered = list(enumerate(body.pop("lines"), start=1))
    returns = [RowProblem(row, "quantity", RETURN_WITHOUT_SALE) for row, line in numbered if line["quantity"] < 0]
    if returns:
        raise LinesRefused(rows=returns, wrong=len(returns), all=len(numbered))
    done = add_forgotten(report_id, lines=counted(numbered), channel=Channel.API, by=person(), **body)
    return corrected_answer(done)


@api.route("/sales-lines/<int:line_id>/cancellation", methods=["POST"])
@requires(Permission.SALE_REVERSE)
@api.arguments(CancellationInput)
@api.response(201, ReversalAnswer)
def cancel_returned(body: dict[str, Any], line_id: int) -> object:
    """Undo a customer return that was recorded by mistake."""
    return cancel_return(line_id, reason=body["reason"], by=person()).line
