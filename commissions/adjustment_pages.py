"""Pages of set-offs, charges and balances brought in: the list, proposing one, and one with the other side's answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.models import UserAccount
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import adjustment_lists, adjustments, debts, settlement_words, tax_hints
from commissions.adjustment_forms import (
    MOST_LINES,
    BalanceOnPage,
    ProposalOnPage,
    StaffBalanceOnPage,
    StaffProposalOnPage,
    propose,
    propose_balance,
)
from commissions.adjustment_models import Adjustment
from commissions.adjustment_schemas import CancelAdjustment
from commissions.ledger import Claim, Party
from commissions.payment_pages import answer_form
from commissions.payment_schemas import AnswerForASide, DeclineForASide, StaffAnswer, StaffDecline
from commissions.settlement_states import ADJUSTMENT_LABELS, AdjustmentKind, AdjustmentStatus
from commissions.two_sides import OWN_SIDE, pair_of
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from core.languages import speak
from core.listing import exported, listed, wanted_export, whole_number_argument
from outlets.agreement_clauses import DEDUCTION_LABELS
from outlets.models import Outlet, Placement
from partnerships.models import Producer

pages = Blueprint("adjustments", __name__)


@pages.get("/penyesuaian")
@requires(Permission.SETTLEMENT_READ)
def list_adjustments() -> Any:  # noqa: ANN401 - a page or a file
    """Everything the two sides agreed on beside sales and payments."""
    wanted = adjustment_lists.filters()
    rows, orders = adjustment_lists.rows(person(), wanted), adjustment_lists.ORDERS
    if wanted_export():
        columns = adjustment_lists.export_columns()
        return exported(rows, columns, name="penyesuaian", orders=orders, default_order="-newest")
    return render_template(
        "commissions/settlement/adjustments.html",
        listing=listed(rows, orders=orders, default_order="-newest", filters=wanted),
        words=settlement_words,
        statuses=[(status.value, speak(ADJUSTMENT_LABELS[status])) for status in AdjustmentStatus],
    )


@pages.get("/penyesuaian/antara")
@requires(Permission.SETTLEMENT_ENTER)
def choose_pair() -> str:
    """Between whom: every producer and outlet with an agreement, to propose something or to bring a balance in."""
    wanted = {"q": adjustment_lists.filters()["q"]}
    rows = adjustment_lists.pairs(person(), wanted["q"])
    listing = listed(rows, orders=adjustment_lists.PAIR_ORDERS, default_order="producer", filters=wanted)
    return render_template("commissions/settlement/pairs.html", listing=listing)


def _named_pair(user: UserAccount) -> tuple[int, int, int] | None:
    """The pair the address names; None when it names none. Raises as `pair_of`."""
    wanted = [whole_number_argument(name, 0, 10**9) or None for name in ("producer_id", "outlet_id")]
    return None if None in wanted else pair_of(*wanted, by=user)


@pages.route("/penyesuaian/baru", methods=["GET", "POST"])
@requires(Permission.SETTLEMENT_ENTER)
def new() -> Any:  # noqa: ANN401
    """Propose a set-off, compensation or an agreed cost between one producer and one outlet."""
    user = person()
    if (pair := _named_pair(user)) is None:
        return redirect(url_for("adjustments.choose_pair"))
    producer_id, outlet_id, book_id = pair
    placements = db.session.execute(
        select(Placement)
        .where(Placement.producer_id == producer_id, Placement.outlet_id == outlet_id)
        .order_by(Placement.id)
    ).scalars()
    most = adjustments.most_to_set_off(book_id)
    kinds = [AdjustmentKind.COMPENSATION, AdjustmentKind.AGREED_COST] + ([AdjustmentKind.SET_OFF] if most else [])
    goods = [(str(placement.id), placement.product.name) for placement in placements]
    form = SchemaForm(
        StaffProposalOnPage if OWN_SIDE.get(user.role) is None else ProposalOnPage,
        {"happened_on": today().isoformat()} | {f"share_percent_{place}": 100 for place in range(MOST_LINES)},
        choices={
            "kind": [(kind.value, settlement_words.kind_word(kind)) for kind in kinds],
            "deduction": [(kind.value, speak(label)) for kind, label in DEDUCTION_LABELS.items()],
            **{f"placement_id_{place}": goods for place in range(MOST_LINES)},
        },
    )
    if request.method == "POST" and (
        row := form.submit(once(lambda **typed: propose(producer_id, outlet_id, typed, user), address_of))
    ):
        return _proposed(row)
    page = render_template(
        "commissions/settlement/adjustment_new.html",
        form=form,
        most_lines=MOST_LINES,
        most=most,
        **_between(producer_id, outlet_id, book_id),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/penyesuaian/saldo-bawaan", methods=["GET", "POST"])
@requires(Permission.SETTLEMENT_ENTER)
def new_balance() -> Any:  # noqa: ANN401
    """Propose a balance of an old book, taken over once for each claim."""
    user = person()
    if (pair := _named_pair(user)) is None:
        return redirect(url_for("adjustments.choose_pair"))
    producer_id, outlet_id, book_id = pair
    form = SchemaForm(
        StaffBalanceOnPage if OWN_SIDE.get(user.role) is None else BalanceOnPage,
        choices={
            "claim": [(claim.value, settlement_words.claim_word(claim)) for claim in Claim],
            "owed_by": [(side.value, settlement_words.party_word(side)) for side in Party],
        },
    )
    if request.method == "POST" and (
        row := form.submit(once(lambda **typed: propose_balance(producer_id, outlet_id, typed, user), address_of))
    ):
        return _proposed(row)
    page = render_template(
        "commissions/settlement/balance_new.html", form=form, **_between(producer_id, outlet_id, book_id)
    )
    return page, (422 if form.is_refused else 200)


def address_of(row: Adjustment) -> str:
    """Where an adjustment is seen."""
    return url_for("adjustments.show", adjustment_id=row.id)


def _proposed(row: Adjustment) -> Any:  # noqa: ANN401 - a redirect
    flash(_("Diusulkan. Penyesuaian dihitung sesudah pihak lain menyetujuinya."))
    return redirect(address_of(row), 303)


def _between(producer_id: int, outlet_id: int, book_id: int) -> dict[str, Any]:
    """What both forms show of the pair: who they are, and what is open between them."""
    return {
        "producer": db.session.get_one(Producer, producer_id),
        "outlet": db.session.get_one(Outlet, outlet_id),
        "open_rows": debts.of_pair(book_id),
        "words": settlement_words,
        "pair": {"producer_id": producer_id, "outlet_id": outlet_id},
    }


@pages.get("/penyesuaian/<int:adjustment_id>")
@requires(Permission.SETTLEMENT_READ)
def show(adjustment_id: int) -> Any:  # noqa: ANN401
    """One of them: what, how much, why, and what the other side says."""
    return _page(adjustments.get(adjustment_id, by=person()))


def _page(row: Adjustment, **forms: SchemaForm) -> str:
    user = person()
    own, waits = OWN_SIDE.get(user.role), row.status is AdjustmentStatus.PROPOSED
    may_enter = user.may(Permission.SETTLEMENT_ENTER)
    may_withdraw = waits and (own is row.made_for or (own is None and row.made_source is not None))
    may_answer = (
        waits and row.made_by_id != user.id and (own is row.other_side or (own is None and row.made_source is None))
    )
    is_found = row.status is AdjustmentStatus.CONFIRMED and row.kind is AdjustmentKind.COMPENSATION
    return render_template(
        "commissions/settlement/adjustment.html",
        row=row,
        told=adjustment_lists.described(row),
        tax_hints=tax_hints.spoken(tax_hints.of_adjustment(row)),
        words=settlement_words,
        deduction=speak(DEDUCTION_LABELS[row.deduction]) if row.deduction else "",
        is_staff=own is None,
        may_answer=may_answer and user.may(Permission.SETTLEMENT_CONFIRM),
        may_cancel=may_enter and (may_withdraw or is_found),
        confirm_form=forms.get("confirm_form") or answer_form(AnswerForASide, StaffAnswer),
        decline_form=forms.get("decline_form") or answer_form(DeclineForASide, StaffDecline),
        cancel_form=forms.get("cancel_form") or SchemaForm(CancelAdjustment, {}),
        history=timeline("adjustment", row.id) if user.may(Permission.HISTORY_READ) else [],
    )


def _answering(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb of an answer; staff answer for the side that is asked, without choosing it."""

    def answer(adjustment_id: int, *, by: UserAccount, on_behalf_of: object = None, **typed: Any) -> Any:  # noqa: ANN401, ARG001
        asked = adjustments.get(adjustment_id, by=by).other_side
        return verb(adjustment_id, by=by, on_behalf_of=asked if OWN_SIDE.get(by.role) is None else None, **typed)

    return answer


def _done(adjustment_id: int, name: str, form: SchemaForm, verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Do something to it and go back to its page; refused, the page says why at the form."""
    row = adjustments.get(adjustment_id, by=person())
    if form.submit(once(lambda **typed: verb(adjustment_id, by=person(), **typed), lambda _done: address_of(row))):
        flash(message)
        return redirect(address_of(row), 303)
    return _page(row, **{name: form}), 422


@pages.post("/penyesuaian/<int:adjustment_id>/setujui")
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
def confirm(adjustment_id: int) -> Any:  # noqa: ANN401
    """Agree for the other side."""
    form = answer_form(AnswerForASide, StaffAnswer)
    return _done(adjustment_id, "confirm_form", form, _answering(adjustments.confirm), _("Disetujui dan dibukukan."))


@pages.post("/penyesuaian/<int:adjustment_id>/tolak")
@requires(Permission.SETTLEMENT_CONFIRM)
def decline(adjustment_id: int) -> Any:  # noqa: ANN401
    """Disagree for the other side."""
    form = answer_form(DeclineForASide, StaffDecline)
    return _done(adjustment_id, "decline_form", form, _answering(adjustments.decline), _("Tidak disetujui."))


@pages.post("/penyesuaian/<int:adjustment_id>/batalkan")
@requires(Permission.SETTLEMENT_ENTER)
@asks_password
def cancel(adjustment_id: int) -> Any:  # noqa: ANN401
    """Take back what waits, or undo compensation."""
    form = SchemaForm(CancelAdjustment)
    return _done(adjustment_id, "cancel_form", form, adjustments.cancel, _("Dibatalkan."))
