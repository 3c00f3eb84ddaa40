"""Rolled-up statements on a page and by API."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from marshmallow import fields as plain

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import statement_wording as wording
from commissions.issued_statements import totals_of
from commissions.months import MONTH
from commissions.rolled_up import ROLL_UP_LABELS, RollUp, orders_of, rolled_up
from commissions.statement_schemas import FiguresAnswer
from commissions.statements import FIELDS
from core.fields import Code, Month, Schema, Text, page_of
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export

pages = Blueprint("rolled_up", __name__)
api = ApiBlueprint("api_rolled_up", __name__, description="Statements added up per producer, outlet or chain")


class RollUpQuery(Schema):
    """Whose statements are added up, and of which month."""

    by = Code(RollUp, required=True)
    period = Month()
    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class RollUpAnswer(FiguresAnswer):  # type: ignore[misc,valid-type]
    """The statements of one side and month, added up; whole rupiah with sign."""

    by = Code(RollUp)
    id = plain.Integer()
    name = plain.String()
    period = Month()
    statements = plain.Integer()


@pages.get("/rekap/gabungan")
@requires(Permission.STATEMENT_READ)
def show() -> Any:  # noqa: ANN401
    """What each producer, outlet or chain comes to."""
    typed = {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in ("by", "period", "q")}
    by = RollUp(typed["by"]) if typed["by"] in set(RollUp) else RollUp.PRODUCER
    rows = rolled_up(person(), by, typed["period"] if MONTH.fullmatch(typed["period"]) else None, typed["q"] or None)
    if wanted_export():
        columns = [
            Column(speak(ROLL_UP_LABELS[by]), lambda row: row.name),
            Column(_("Bulan"), lambda row: row.period),
            Column(_("Rekap"), lambda row: row.statements, adds_up=True),
            *[
                Column(speak(line.label), _reader(line.name), adds_up=True)
                for line in (*wording.FIGURE_LINES, wording.CLOSING)
            ],
            Column(_("Utang gerai"), lambda row: row.outlet_owes_rupiah, adds_up=True),
            Column(_("Utang produsen"), lambda row: row.producer_owes_rupiah, adds_up=True),
        ]
        return exported(rows, columns, name="rekap-gabungan", orders=orders_of(rows), default_order="-period")
    listing = listed(rows, orders=orders_of(rows), default_order="-period", filters={**typed, "by": ""})
    return render_template(
        "commissions/rolled_up.html", listing=listing, totals=totals_of(rows), by=by, labels=ROLL_UP_LABELS
    )


def _reader(name: str) -> Any:  # noqa: ANN401 - a function of a row
    return lambda row: getattr(row, name)


@api.route("/statement-roll-ups", methods=["GET"])
@requires(Permission.STATEMENT_READ)
@api.arguments(RollUpQuery, location="query")
@api.response(200, page_of(RollUpAnswer))
def list_roll_ups(query: dict[str, Any]) -> Any:  # noqa: ANN401 - the envelope is answered as it is
    """Statements added up per producer, outlet or chain and month; debts are added, never netted."""
    rows = rolled_up(person(), RollUp(query["by"]), query.get("period"))
    listing = listed(rows, orders=orders_of(rows), default_order="-period")
    return listing.envelope(
        lambda row: {name: getattr(row, name) for name in ("by", "id", "name", "period", "statements", *FIELDS)}
    )
