"""Uang saya: the page on which a producer sees what was sold, what it costs, and what comes when and from whom."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import format_date

from accounts.access import person, requires
from accounts.permissions import Permission, Role
from commissions import own_money, settlement_words
from commissions.ledger import Party
from core.dates import month_of, today

pages = Blueprint("own_money", __name__)


@pages.get("/uang-saya")
@requires(Permission.SETTLEMENT_READ)
def show() -> Any:  # noqa: ANN401 - a page; whoever is no producer goes to what is owed
    """The producer's own money."""
    user = person()
    if user.role is not Role.PRODUCER:
        return redirect(url_for("ageing.list_debts"))
    month = month_of(today())
    outlets = own_money.month_by_outlet(user, month)
    return render_template(
        "commissions/own_money.html",
        month=month,
        outlets=outlets,
        gross_rupiah=sum(row.gross_rupiah for row in outlets),
        commission_rupiah=sum(row.commission_rupiah for row in outlets),
        coming=own_money.open_claims(user, Party.OUTLET),
        going=own_money.open_claims(user, Party.PRODUCER),
        preorder_rupiah=sum(row.preorder_rupiah for row in outlets),
        weeks=[(format_date(monday, "d MMM"), gross) for monday, gross in own_money.weekly(user, today())],
        words=settlement_words,
    )
