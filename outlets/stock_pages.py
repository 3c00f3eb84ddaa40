"""Pages of stock: what lies where, what expires, and how one batch came to what is left of it."""

from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.listing import Column, exported, listed, wanted_export
from outlets import outlets, stock_lists, stock_movements, stock_words
from outlets.batch_values import on_shelf
from outlets.models import Outlet
from outlets.stock import EFFECTS, SUMS
from outlets.stock_states import StockState

pages = Blueprint("stock", __name__)


@pages.get("/stok")
@requires(Permission.STOCK_READ)
def everywhere() -> Any:  # noqa: ANN401 - a page or a file
    """The stock one may see: of one's outlet, of one's own goods wherever they lie, of one's regions."""
    return _listed(person(), None)


@pages.get("/gerai/<int:outlet_id>/stok")
@requires(Permission.STOCK_READ)
def of_outlet(outlet_id: int) -> Any:  # noqa: ANN401
    """The stock of one outlet."""
    user = person()
    return _listed(user, outlets.get(outlet_id, by=user))


@pages.get("/stok/kedaluwarsa")
@requires(Permission.STOCK_READ)
def ending() -> Any:  # noqa: ANN401
    """What expires soon or has expired and still lies somewhere, the earliest date first."""
    user = person()
    wanted = stock_lists.filters()
    rows = stock_lists.rows(user, state=wanted["state"] or StockState.ENDING)
    rows = stock_lists.searched_rows(rows, wanted)
    if wanted_export():
        columns = stock_lists.export_columns()
        return exported(rows, columns, name="kedaluwarsa", orders=stock_lists.ORDERS, default_order="expiry")
    return render_template(
        "outlets/stock_ending.html",
        listing=listed(rows, orders=stock_lists.ORDERS, default_order="expiry", filters=wanted),
        days=stock_lists.near_expiry_days(),
        state_of=stock_lists.state_of,
        stock_words=stock_words,
    )


def _listed(user: UserAccount, outlet: Outlet | None) -> Any:  # noqa: ANN401
    """A list of stock, of one outlet or of all."""
    wanted = stock_lists.filters()
    rows = stock_lists.rows(user, outlet_id=outlet.id if outlet else 0, state=wanted["state"])
    rows = stock_lists.searched_rows(rows, wanted)
    if wanted_export():
        columns: list[Column] = stock_lists.export_columns()
        return exported(rows, columns, name="stok", orders=stock_lists.ORDERS, default_order="product")
    return render_template(
        "outlets/stock.html",
        outlet=outlet,
        is_tracked=outlet is None or stock_movements.is_tracked(outlet),
        listing=listed(rows, orders=stock_lists.ORDERS, default_order="product", filters=wanted),
        state_of=stock_lists.state_of,
        stock_words=stock_words,
    )


@pages.get("/stok/<int:lot_id>")
@requires(Permission.STOCK_READ)
def lot(lot_id: int) -> str:
    """One batch: the stock equation with its figures, and every movement."""
    found = stock_lists.get(lot_id, by=person())
    labels = {
        "opening": _("Stok awal"),
        "received": _("Diterima"),
        "sold": _("Terjual"),
        "customer_returns": _("Retur konsumen"),
        "returned": _("Retur ke produsen"),
        "damaged": _("Rusak"),
        "lost": _("Hilang"),
        "expired": _("Kedaluwarsa dimusnahkan"),
        "bought_back": _("Dibeli kembali"),
    }
    return render_template(
        "outlets/stock_lot.html",
        lot=found,
        worth=on_shelf([found])[found.id],
        sums=[(labels[name], sign, getattr(found, name)) for name, sign in SUMS.items()],
        movements=stock_lists.movements_of(found),
        effects=EFFECTS,
        stock_words=stock_words,
    )
