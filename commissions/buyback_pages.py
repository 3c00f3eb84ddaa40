"""Pages of buy-backs: the list, what could be bought back, the record with its approval, payments and disposal."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import buyback_budgets, buyback_lists, buyback_papers, buyback_payments, buyback_words, buybacks
from commissions.buyback_models import Buyback, BuybackBudget
from commissions.buyback_schemas import (
    ApproveBuyback,
    ChangeBudget,
    DeclineBuyback,
    DisposeBuyback,
    OpenBudget,
    PayBuyback,
)
from commissions.buyback_states import BUYBACK_LABELS, BuybackStatus
from core.database import db
from core.dates import today
from core.errors import NotFound, Refusal
from core.fields import Id, Schema, Text, WholeNumber
from core.files import attachment
from core.forms import SchemaForm
from core.languages import speak
from core.listing import exported, listed, wanted_export, whole_number_argument
from core.money import format_rupiah
from core.wording import N_
from outlets import outlets
from outlets.models import Outlet
from outlets.states import StockPolicy

pages = Blueprint("buybacks", __name__)


class ProposalOnPage(Schema):
    """A proposal as it is typed, beside the pieces of each batch."""

    budget_id = Id(required=True, metadata={"label": N_("Dari pos anggaran")})
    reason = Text(most=500, lines=True, load_default=None, metadata={"label": N_("Alasan")})


@pages.get("/pembelian-kembali")
@requires(Permission.BUYBACK_READ)
def list_buybacks() -> Any:  # noqa: ANN401 - a page or a file
    """The buy-backs one may see."""
    rows = buyback_lists.rows(person())
    if wanted_export():
        columns = buyback_lists.export_columns()
        orders = buyback_lists.ORDERS
        return exported(rows, columns, name="pembelian-kembali", orders=orders, default_order="-newest")
    tracked = outlets.visible_to(person()).where(Outlet.stock_policy != StockPolicy.UNTRACKED)
    return render_template(
        "commissions/buybacks/list.html",
        listing=listed(rows, orders=buyback_lists.ORDERS, default_order="-newest", filters=buyback_lists.filters()),
        words=buyback_words,
        statuses=[(status.value, speak(BUYBACK_LABELS[status])) for status in BuybackStatus],
        places=db.session.execute(tracked.order_by(Outlet.name, Outlet.id)).scalars().all()
        if person().may(Permission.BUYBACK_PROPOSE)
        else [],
    )


@pages.route("/pembelian-kembali/baru", methods=["GET", "POST"])
@requires(Permission.BUYBACK_PROPOSE)
def new() -> Any:  # noqa: ANN401
    """Choose among what lies at an outlet, expired goods first, and propose to buy it back."""
    outlet = outlets.get(whole_number_argument("outlet_id", 0, 10**18), by=person())
    lots = buyback_lists.could_be_bought(outlet)
    form = SchemaForm(
        _form_for(lots),
        {f"quantity_{lot['id']}": lot["on_hand"] if lot["is_expired"] else "" for lot in lots}
        | {f"share_{lot['id']}": buybacks.WHOLE_PRICE for lot in lots},
        choices={"budget_id": _budget_choices()},
    )
    if request.method == "POST" and (
        buyback := form.submit(once(lambda **typed: _propose(outlet, lots, typed), address_of))
    ):
        flash(_("Pembelian kembali diusulkan. Orang kedua perlu menyetujuinya."))
        return redirect(address_of(buyback), 303)
    ended = buyback_lists.to_be_returned(outlet)
    page = render_template("commissions/buybacks/new.html", form=form, outlet=outlet, lots=lots, ended=ended)
    return page, (422 if form.is_refused else 200)


def _form_for(lots: Sequence[dict[str, Any]]) -> type[Schema]:
    """A form with the pieces and the share of each batch."""
    fields: dict[str, Any] = {}
    for lot in lots:
        named = f"{lot['product_name']}, {lot['batch']}"
        fields[f"quantity_{lot['id']}"] = WholeNumber(load_default=0, most=10**6, metadata={"label": named})
        fields[f"share_{lot['id']}"] = WholeNumber(
            least=1, most=100, load_default=buybacks.WHOLE_PRICE, metadata={"label": named}
        )
    made: type[Schema] = ProposalOnPage.from_dict(fields, name="ProposalOfLots")  # type: ignore[assignment]
    return made


def _propose(outlet: Outlet, lots: Sequence[dict[str, Any]], typed: dict[str, Any]) -> Buyback:
    """Propose what was typed; a refusal of a line comes back at the field of its batch."""
    wanted = [lot for lot in lots if typed[f"quantity_{lot['id']}"]]
    lines = [
        {
            "placement_id": lot["placement_id"],
            "batch": lot["batch"],
            "quantity": typed[f"quantity_{lot['id']}"],
            "share_percent": typed[f"share_{lot['id']}"],
        }
        for lot in wanted
    ]
    try:
        return buybacks.propose(
            outlet_id=outlet.id, budget_id=typed["budget_id"], lines=lines, reason=typed["reason"], by=person()
        )
    except Refusal as refusal:
        places = {f"lines.{place}.quantity": f"quantity_{lot['id']}" for place, lot in enumerate(wanted)}
        places |= {f"lines.{place}.share_percent": f"share_{lot['id']}" for place, lot in enumerate(wanted)}
        refusal.errors = {places.get(name, name): problems for name, problems in refusal.errors.items()}
        raise


def _budget_choices() -> list[tuple[str, str]]:
    """Budget lines of this year, with what is left of each."""
    rows = buyback_budgets.rows().where(BuybackBudget.year == today().year).order_by(BuybackBudget.code)
    return [
        (
            str(row.id),
            _("%(code)s %(name)s, sisa %(left)s", code=row.code, name=row.name, left=format_rupiah(row.left_rupiah)),
        )
        for row in db.session.execute(rows)
    ]


@pages.get("/pembelian-kembali/<int:buyback_id>")
@requires(Permission.BUYBACK_READ)
def show(buyback_id: int) -> Any:  # noqa: ANN401
    """One buy-back: what, for how much, who decided, what was paid, and its disposal."""
    return _page(buybacks.get(buyback_id, by=person()))


def address_of(buyback: Buyback) -> str:
    """Where a buy-back is seen."""
    return url_for("buybacks.show", buyback_id=buyback.id)


def _page(buyback: Buyback, **forms: SchemaForm) -> str:
    return render_template(
        "commissions/buybacks/show.html",
        buyback=buyback,
        told=buyback_lists.described(buyback, person()),
        words=buyback_words,
        pay_form=forms.get("pay_form") or _pay_form(buyback),
        approve_form=forms.get("approve_form") or SchemaForm(ApproveBuyback, {}),
        decline_form=forms.get("decline_form") or SchemaForm(DeclineBuyback, {}),
        dispose_form=forms.get("dispose_form") or SchemaForm(DisposeBuyback, {"disposed_on": today().isoformat()}),
        history=timeline("buyback", buyback.id) if person().may(Permission.HISTORY_READ) else [],
    )


def _pay_form(buyback: Buyback) -> SchemaForm:
    """The form of a payment; with only one producer it and what it still gets are filled in."""
    payees = {str(line.producer_id): line.producer.name for line in buyback.lines}
    choices = {"producer_id": list(payees.items()), "means": buyback_words.means_choices()}
    values: dict[str, Any] = {"paid_on": today().isoformat()}
    if len(payees) == 1 and buyback.status is BuybackStatus.APPROVED:
        ((producer_id, unpaid),) = buyback_payments.unpaid(buyback).items()
        values |= {"producer_id": str(producer_id), "amount_rupiah": unpaid or ""}
    return SchemaForm(PayBuyback, values, choices=choices)


def _done(buyback_id: int, name: str, form: SchemaForm, verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Do something to a buy-back and go back to its page; refused, the page says why at the form."""
    buyback = buybacks.get(buyback_id, by=person())
    if form.submit(once(lambda **typed: verb(buyback_id, by=person(), **typed), lambda _made: address_of(buyback))):
        flash(message)
        return redirect(address_of(buyback), 303)
    return _page(buyback, **{name: form}), 422


@pages.post("/pembelian-kembali/<int:buyback_id>/setujui")
@requires(Permission.BUYBACK_APPROVE)
@asks_password
def approve(buyback_id: int) -> Any:  # noqa: ANN401
    """Buy, as a second person."""
    message = _("Disetujui. Barangnya keluar dari stok, dan utang Dinas kepada produsen dibukukan.")
    return _done(buyback_id, "approve_form", SchemaForm(ApproveBuyback), buybacks.approve, message)


@pages.post("/pembelian-kembali/<int:buyback_id>/tolak")
@requires(Permission.BUYBACK_APPROVE)
def decline(buyback_id: int) -> Any:  # noqa: ANN401
    """Do not buy."""
    return _done(buyback_id, "decline_form", SchemaForm(DeclineBuyback), buybacks.decline, _("Tidak disetujui."))


@pages.post("/pembelian-kembali/<int:buyback_id>/bayar")
@requires(Permission.BUYBACK_PAY)
@asks_password
def pay(buyback_id: int) -> Any:  # noqa: ANN401
    """Note a payment to one producer."""
    form = _pay_form(buybacks.get(buyback_id, by=person()))
    return _done(buyback_id, "pay_form", form, buyback_payments.pay, _("Pembayaran dicatat."))


@pages.post("/pembelian-kembali/<int:buyback_id>/musnahkan")
@requires(Permission.BUYBACK_PROPOSE)
def dispose(buyback_id: int) -> Any:  # noqa: ANN401
    """Prove that what was bought was destroyed."""
    form = SchemaForm(DisposeBuyback)
    return _done(buyback_id, "dispose_form", form, buyback_payments.dispose, _("Pemusnahan dicatat."))


@pages.get("/pembelian-kembali/<int:buyback_id>/foto")
@requires(Permission.BUYBACK_READ)
def photo(buyback_id: int) -> Response:
    """The photo that proves the disposal."""
    disposal = buyback_payments.disposal_of(buybacks.get(buyback_id, by=person()).id)
    if disposal is None or disposal.photo is None:
        raise NotFound
    return attachment(disposal.photo)


@pages.get("/pembelian-kembali/<int:buyback_id>/berita-acara.pdf")
@requires(Permission.BUYBACK_READ)
def paper(buyback_id: int) -> Response:
    """The official record."""
    return buyback_papers.paper_response(buybacks.get(buyback_id, by=person()), person())


@pages.route("/pembelian-kembali/anggaran", methods=["GET", "POST"])
@requires(Permission.BUYBACK_PAY)
def budgets() -> Any:  # noqa: ANN401
    """The agency's budget lines, and a further one."""
    form = SchemaForm(OpenBudget, {"year": today().year})
    if request.method == "POST" and form.submit(lambda **typed: buyback_budgets.open_line(by=person(), **typed)):
        flash(_("Pos anggaran dicatat."))
        return redirect(url_for("buybacks.budgets"), 303)
    rows = buyback_budgets.rows().order_by(BuybackBudget.year.desc(), BuybackBudget.code)
    page = render_template("commissions/buybacks/budgets.html", form=form, rows=db.session.execute(rows).all())
    return page, (422 if form.is_refused else 200)


@pages.route("/pembelian-kembali/anggaran/<int:budget_id>", methods=["GET", "POST"])
@requires(Permission.BUYBACK_PAY)
def change_budget(budget_id: int) -> Any:  # noqa: ANN401
    """Change what a budget line holds."""
    budget = buyback_budgets.get(budget_id)
    form = SchemaForm(ChangeBudget, {"amount_rupiah": budget.amount_rupiah})
    if request.method == "POST" and form.submit(
        lambda **typed: buyback_budgets.change_amount(budget_id, by=person(), **typed)
    ):
        flash(_("Pagu diubah."))
        return redirect(url_for("buybacks.budgets"), 303)
    history = timeline("buyback_budget", budget.id)
    page = render_template("commissions/buybacks/budget.html", form=form, budget=budget, history=history)
    return page, (422 if form.is_refused else 200)
