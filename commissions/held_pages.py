"""Pages of held lines: the desk where they wait, and deciding about one."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import person, requires
from accounts.permissions import Permission
from commissions import held_decisions
from commissions.held_api import DecideHeldLine
from commissions.sales_file_lists import outlet_choices
from core.fields import Code
from core.forms import SchemaForm
from core.languages import say
from core.listing import Column, exported, id_in, listed, wanted_export
from core.wording import Problem
from outlets import held_lines, stock_words
from outlets.held_models import HeldLine
from outlets.stock_states import HeldStatus
from partnerships.lists import chosen

pages = Blueprint("held_lines", __name__)

MOST_REASONS = 5
MOST_ROWS = 5


class Decision(DecideHeldLine):
    """What is decided, and why."""

    decision = Code(HeldStatus, required=True)


@pages.get("/baris-ditahan")
@requires(Permission.SALE_READ)
def list_held() -> Any:  # noqa: ANN401 - a page or a file
    """The held lines one may see; those that wait, unless another state is asked for."""
    status = chosen("status", {one.value for one in HeldStatus}.__contains__)
    outlet_id = id_in(request.args.get("outlet_id"))
    rows = held_lines.rows(person(), status=HeldStatus(status or HeldStatus.HELD), outlet_id=outlet_id)
    if wanted_export():
        return exported(rows, columns(), name="baris-ditahan", orders=held_lines.ORDERS, default_order="id")
    return render_template(
        "commissions/held.html",
        listing=listed(
            rows, orders=held_lines.ORDERS, default_order="id", filters={"status": status, "outlet_id": outlet_id or ""}
        ),
        outlet_choices=outlet_choices(person()),
        statuses=[(one.value, stock_words.held_word(one)) for one in HeldStatus],
        stock_words=stock_words,
        may_decide=(status or HeldStatus.HELD) == HeldStatus.HELD and person().may(Permission.HELD_LINE_DECIDE),
    )


def columns() -> list[Column]:
    """What the list exports."""
    return [
        Column(_("Nomor"), lambda row: row.HeldLine.id),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Tanggal jual"), lambda row: row.HeldLine.sold_on.isoformat()),
        Column(_("Kode"), lambda row: row.HeldLine.code),
        Column(_("Jumlah (pcs)"), lambda row: row.HeldLine.quantity, adds_up=True),
        Column(_("Harga"), lambda row: row.HeldLine.unit_price_rupiah),
        Column(_("Alasan ditahan"), lambda row: stock_words.held_reason_word(row.HeldLine.reason)),
        Column(_("Status"), lambda row: stock_words.held_word(row.HeldLine.status)),
    ]


@pages.post("/baris-ditahan/putuskan")
@requires(Permission.HELD_LINE_DECIDE)
def decide_chosen() -> Any:  # noqa: ANN401
    """Decide about the chosen lines for one reason; those that could not be decided are named."""
    chosen_ids = [chosen for chosen in map(id_in, request.form.getlist("chosen")) if chosen is not None]
    form = SchemaForm(Decision)

    def verb(decision: HeldStatus, reason: str) -> list[tuple[int, Problem | None]]:
        return held_decisions.decide_many(chosen_ids, decision=decision, reason=reason, by=person())

    outcomes = form.submit(verb)
    if outcomes is None:
        flash(_("Pilih keputusan dan tulis alasannya."), "error")
    elif not outcomes:
        flash(_("Pilih dulu barisnya."), "error")
    else:
        decided = sum(problem is None for _id, problem in outcomes)
        if decided:
            flash(ngettext("%(num)s baris diputuskan.", "%(num)s baris diputuskan.", decided))
        tell_undecided(outcomes)
    return redirect(url_for("held_lines.list_held"), 303)


def tell_undecided(outcomes: Sequence[tuple[int, Problem | None]]) -> None:
    """Say which lines could not be decided and why, those with the same reason together.

    What is flashed travels in a cookie, so only the first reasons and rows are named and the rest counted.
    """
    rows_of: dict[str, list[int]] = {}
    for held_id, problem in outcomes:
        if problem is not None:
            rows_of.setdefault(say(problem), []).append(held_id)
    for why, rows in list(rows_of.items())[:MOST_REASONS]:
        named = ", ".join(map(str, rows[:MOST_ROWS]))
        if len(rows) > MOST_ROWS:
            named = _("%(rows)s dan %(count)s lain", rows=named, count=len(rows) - MOST_ROWS)
        flash(_("Baris %(row)s: %(why)s", row=named, why=why), "error")
    if untold := sum(map(len, list(rows_of.values())[MOST_REASONS:])):
        flash(
            ngettext(
                "%(num)s baris lain juga belum dapat diputuskan.",
                "%(num)s baris lain juga belum dapat diputuskan.",
                untold,
            ),
            "error",
        )


@pages.get("/baris-ditahan/<int:held_id>")
@requires(Permission.SALE_READ)
def show(held_id: int) -> str:
    """One held line, with the form that decides about it."""
    return held_page(held_lines.get(held_id, by=person()), SchemaForm(Decision))


def held_page(held: HeldLine, form: SchemaForm) -> str:
    """The page of one held line."""
    user = person()
    return render_template(
        "commissions/held_line.html",
        held=held,
        form=form,
        missing=max(held.quantity - (held.on_hand or 0), 0),
        may_decide=held.status is HeldStatus.HELD and user.may(Permission.HELD_LINE_DECIDE),
        history=stock_words.timeline("held_line", held.id) if user.may(Permission.HISTORY_READ) else None,
        stock_words=stock_words,
    )


@pages.post("/baris-ditahan/<int:held_id>")
@requires(Permission.HELD_LINE_DECIDE)
def decide(held_id: int) -> Any:  # noqa: ANN401
    """Release a held line into the books, or refuse it."""
    held = held_lines.get(held_id, by=person())
    form = SchemaForm(Decision)

    def verb(decision: HeldStatus, reason: str) -> HeldLine:
        decide_so = held_decisions.release if decision is HeldStatus.RELEASED else held_decisions.refuse
        return decide_so(held_id, reason=reason, by=person())

    if form.submit(verb):
        flash(_("Keputusan dicatat."))
        return redirect(url_for("held_lines.list_held"), 303)
    return held_page(held_lines.get(held.id, by=person()), form), 422
