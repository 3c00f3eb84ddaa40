"""The page of what is owed: by whom, to whom, since when, and for how many days too long."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions import debt_lists, settlement_words
from commissions.debt_reminders import DAYS_AFTER_DUE
from commissions.two_sides import OWN_SIDE
from core.listing import exported, listed, wanted_export

pages = Blueprint("ageing", __name__)


@pages.get("/tagihan")
@requires(Permission.SETTLEMENT_READ)
def list_debts() -> Any:  # noqa: ANN401 - a page or a file
    """Everything that is owed between pairs the reader sees."""
    user = person()
    wanted = debt_lists.filters()
    rows, orders = debt_lists.rows(user, wanted)
    if wanted_export():
        columns = debt_lists.export_columns()
        return exported(rows, columns, name="tagihan", orders=orders, default_order="due_on")
    return render_template(
        "commissions/settlement/debts.html",
        listing=listed(rows, orders=orders, default_order="due_on", filters=wanted),
        totals=debt_lists.totals(rows),
        words=settlement_words,
        states=debt_lists.state_choices(),
        side=OWN_SIDE.get(user.role),
        whatsapp_text=debt_lists.whatsapp_text,
        title=_("Tagihan terbuka"),
        reminded_after=DAYS_AFTER_DUE,
    )
