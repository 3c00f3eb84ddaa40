"""The accountability pack on a page, as a workbook and as a paper, and as JSON."""

from typing import Any

from flask import Blueprint, render_template, request

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions.accountability import Pack, Table, pack_of
from commissions.accountability_papers import as_paper, as_workbook, control_headings, control_rows, sheets_of
from commissions.accountability_schemas import PackAnswer, PackQuery
from commissions.months import MONTH
from core.dates import month_before, this_month

pages = Blueprint("accountability", __name__)
api = ApiBlueprint("api_accountability", __name__, description="What the partnership came to, for the public")


def asked_pack() -> Pack:
    """The pack of the months the address names, else of last month. Raises as `pack_of`."""
    first, last = (request.args.get(name, "") for name in ("first_month", "last_month"))
    usual = month_before(this_month())
    first_month = first if MONTH.fullmatch(first) else usual
    return pack_of(first_month, last if MONTH.fullmatch(last) else max(first_month, usual), by=person())


@pages.get("/pertanggungjawaban")
@requires(Permission.LEDGER_READ)
def show() -> Any:  # noqa: ANN401
    """The pack of some months, with both totals of each account."""
    pack = asked_pack()
    return render_template(
        "commissions/accountability.html",
        pack=pack,
        sheets=sheets_of(pack),
        controls=control_rows(pack),
        control_headings=control_headings(),
    )


@pages.get("/pertanggungjawaban.xlsx")
@requires(Permission.LEDGER_READ)
def workbook() -> Any:  # noqa: ANN401
    """The pack as a workbook."""
    return as_workbook(asked_pack())


@pages.get("/pertanggungjawaban.pdf")
@requires(Permission.LEDGER_READ)
def paper() -> Any:  # noqa: ANN401
    """The pack as a paper."""
    return as_paper(asked_pack())


def table_answer(table: Table) -> list[dict[str, object]] | None:
    """The rows of a table that may be shown."""
    if table.rows is None:
        return None
    return [
        {"label": cell.label, "businesses": len(cell.businesses), "amounts": dict(cell.amounts)} for cell in table.rows
    ]


@api.route("/accountability", methods=["GET"])
@requires(Permission.LEDGER_READ)
@api.arguments(PackQuery, location="query")
@api.response(200, PackAnswer)
def read_pack(query: dict[str, Any]) -> dict[str, object]:
    """Sales by district and kind of goods, what was not sold, what buying back cost; tables of too few are null."""
    pack = pack_of(query["first_month"], query["last_month"], by=person())
    return {
        "first_month": pack.first_month,
        "last_month": pack.last_month,
        "by_district": table_answer(pack.by_district),
        "by_category": table_answer(pack.by_category),
        "unsold": table_answer(pack.unsold),
        "buybacks": table_answer(pack.buybacks),
        "controls": [
            {
                "account": control.account.value,
                "in_pack_rupiah": None if pack.hides(control) else control.in_pack_rupiah,
                "in_ledger_rupiah": None if pack.hides(control) else control.in_ledger_rupiah,
                "ties": control.ties,
            }
            for control in pack.controls
        ],
    }
