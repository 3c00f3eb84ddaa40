"""Pages of payments: the list, saying that money moved, and one payment with the other side's answer."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.models import UserAccount
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import (
    debts,
    issued_statements,
    payment_lists,
    payments,
    settlement_messages,
    settlement_words,
    tax_hints,
)
from commissions.ledger import Claim, Party
from commissions.payment_schemas import (
    AnswerForASide,
    DeclineForASide,
    ReturnPayment,
    StaffAnswer,
    StaffDecline,
    WithdrawPayment,
)
from commissions.settlement_models import Payment
from commissions.settlement_states import PAYMENT_LABELS, PaymentMeans, PaymentStatus
from commissions.two_sides import OWN_SIDE, pair_of
from core.database import db
from core.dates import today
from core.errors import NotFound
from core.fields import Code, Day, Rupiah, Schema, Text
from core.files import attachment
from core.forms import SchemaForm
from core.languages import speak
from core.listing import exported, listed, wanted_export, whole_number_argument
from core.money import format_rupiah
from core.wording import N_
from outlets.models import Outlet
from partnerships.models import Producer
from partnerships.schemas import Upload

pages = Blueprint("payments", __name__)
OLDEST_FIRST = "oldest"


class PaymentOnPage(Schema):
    """A payment as it is typed; which statement it is for is chosen from what is open."""

    paid_by = Code(Party, required=True, metadata={"label": N_("Yang membayar")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah dibayar")})
    paid_on = Day(required=True, metadata={"label": N_("Tanggal bayar")})
    means = Code(PaymentMeans, required=True, metadata={"label": N_("Cara bayar")})
    reference = Text(most=60, load_default="", metadata={"label": N_("Nomor bukti")})
    target = Text(most=40, load_default=OLDEST_FIRST, metadata={"label": N_("Untuk tagihan")})
    proof = Upload(load_default=None, metadata={"label": N_("Foto atau PDF bukti")})


class StaffPaymentOnPage(PaymentOnPage):
    """Staff enter it for the payer and say how they know."""

    source = Text(required=True, metadata={"label": N_("Dari mana Anda tahu")})


@pages.get("/pembayaran")
@requires(Permission.SETTLEMENT_READ)
def list_payments() -> Any:  # noqa: ANN401 - a page or a file
    """The payments one may see."""
    wanted = payment_lists.filters()
    rows = payment_lists.rows(person(), wanted)
    if wanted_export():
        columns, orders = payment_lists.export_columns(), payment_lists.ORDERS
        return exported(rows, columns, name="pembayaran", orders=orders, default_order="-newest")
    return render_template(
        "commissions/payments/list.html",
        listing=listed(rows, orders=payment_lists.ORDERS, default_order="-newest", filters=wanted),
        words=settlement_words,
        statuses=[(status.value, speak(PAYMENT_LABELS[status])) for status in PaymentStatus],
    )


@pages.route("/pembayaran/baru", methods=["GET", "POST"])
@requires(Permission.SETTLEMENT_ENTER)
def new() -> Any:  # noqa: ANN401
    """Say that money moved between one producer and one outlet."""
    user = person()
    statement_id = whole_number_argument("statement_id", 0, 10**9)
    producer_id, outlet_id = (whole_number_argument(name, 0, 10**9) or None for name in ("producer_id", "outlet_id"))
    if statement_id:
        statement = issued_statements.get(statement_id, by=user)
        producer_id, outlet_id = statement.producer_id, statement.outlet_id
    if producer_id is None or outlet_id is None:
        return redirect(url_for("ageing.list_debts"))
    producer_id, outlet_id, book_id = pair_of(producer_id, outlet_id, by=user)
    open_rows = debts.of_pair(book_id)
    form = payment_form(open_rows, statement_id)

    def verb(target: str, **typed: Any) -> Payment:  # noqa: ANN401
        parts = allocations(target, typed["amount_rupiah"], open_rows)
        return payments.announce(**typed, producer_id=producer_id, outlet_id=outlet_id, allocations=parts, by=user)

    if request.method == "POST" and (payment := form.submit(once(verb, address_of))):
        flash(_("Pembayaran dicatat. Pembayaran dihitung sesudah pihak lain mengonfirmasinya."))
        return redirect(address_of(payment), 303)
    page = render_template(
        "commissions/payments/new.html",
        form=form,
        producer=db.session.get_one(Producer, producer_id),
        outlet=db.session.get_one(Outlet, outlet_id),
        open_rows=open_rows,
        words=settlement_words,
        action=url_for("payments.new", producer_id=producer_id, outlet_id=outlet_id),
    )
    return page, (422 if form.is_refused else 200)


def address_of(payment: Payment) -> str:
    """Where a payment is seen."""
    return url_for("payments.show", payment_id=payment.id)


def payment_form(open_rows: list[Any], statement_id: int) -> SchemaForm:
    """The form, filled with what the reader's own side owes: of the statement in question, else the oldest one."""
    user = person()
    side = OWN_SIDE.get(user.role)
    theirs = [row for row in open_rows if row.statement_id and side in (None, row.owed_by)]
    first = next((row for row in theirs if row.statement_id == statement_id), theirs[0] if theirs else None)
    values: dict[str, Any] = {
        "paid_on": today().isoformat(),
        "means": PaymentMeans.TRANSFER.value,
        "paid_by": first.owed_by if first else side.value if side else "",
        "amount_rupiah": first.owed_rupiah if first else "",
        "target": f"{first.statement_id}:{first.claim}" if first and statement_id else OLDEST_FIRST,
    }
    schema = StaffPaymentOnPage if side is None else PaymentOnPage
    choices = {
        "paid_by": settlement_words.party_choices(),
        "means": settlement_words.means_choices(),
        "target": [(OLDEST_FIRST, _("Tagihan tertua lebih dahulu"))]
        + [(f"{row.statement_id}:{row.claim}", target_label(row)) for row in open_rows if row.statement_id],
    }
    return SchemaForm(schema, values, choices=choices)


def target_label(row: Any) -> str:  # noqa: ANN401 - a row of `debts`
    """How a claim of a statement is called among the choices."""
    return _(
        "%(number)s, %(claim)s, sisa %(left)s",
        number=row.number,
        claim=settlement_words.claim_word(row.claim),
        left=format_rupiah(row.owed_rupiah),
    )


def allocations(target: str, amount_rupiah: int, open_rows: list[Any]) -> list[dict[str, Any]]:
    """The part of a payment that goes to the claim chosen, at most what is open of it; none for the oldest first."""
    for row in open_rows:
        if row.statement_id and target == f"{row.statement_id}:{row.claim}":
            part = min(amount_rupiah, row.owed_rupiah)
            return [{"statement_id": row.statement_id, "claim": Claim(row.claim), "amount_rupiah": part}]
    return []


@pages.get("/pembayaran/<int:payment_id>")
@requires(Permission.SETTLEMENT_READ)
def show(payment_id: int) -> Any:  # noqa: ANN401
    """One payment: who paid whom, for what, and what the other side says."""
    return _page(payments.get(payment_id, by=person()))


def _page(payment: Payment, **forms: SchemaForm) -> str:
    user = person()
    is_staff = OWN_SIDE.get(user.role) is None
    may_answer = user.may(Permission.SETTLEMENT_CONFIRM) and payments.may_answer(payment, user)
    phone = payment.producer.phone if payment.other_side is Party.PRODUCER and user.is_staff else None
    return render_template(
        "commissions/payments/show.html",
        payment=payment,
        parts=payments.parts_by_claim(payment),
        warnings=payment_lists.warnings_of(payment),
        tax_hints=tax_hints.spoken(tax_hints.of_payment(payment)),
        words=settlement_words,
        may_answer=may_answer,
        may_withdraw=payment.status is PaymentStatus.ANNOUNCED
        and user.may(Permission.SETTLEMENT_ENTER)
        and (OWN_SIDE.get(user.role) is payment.made_for or (is_staff and payment.made_source is not None)),
        is_staff=is_staff,
        confirm_form=forms.get("confirm_form") or answer_form(AnswerForASide, StaffAnswer),
        decline_form=forms.get("decline_form") or answer_form(DeclineForASide, StaffDecline),
        withdraw_form=forms.get("withdraw_form") or SchemaForm(WithdrawPayment, {}),
        return_form=forms.get("return_form") or SchemaForm(ReturnPayment, {"returned_on": today().isoformat()}),
        history=timeline("payment", payment.id) if user.may(Permission.HISTORY_READ) else [],
        phone=phone if payment.status is PaymentStatus.ANNOUNCED else None,
        message=settlement_messages.whatsapp_text(payment),
    )


def answer_form(own: type[Schema], of_staff: type[Schema]) -> SchemaForm:
    """The form of an answer: a button for the other side itself, a source for staff who stand in for it."""
    return SchemaForm(of_staff if OWN_SIDE.get(person().role) is None else own, {})


def answering(verb: Callable[..., Any]) -> Callable[..., Any]:
    """The verb of an answer; on a page staff answer for the side that is asked, without choosing it."""

    def answer(payment_id: int, *, by: UserAccount, on_behalf_of: object = None, **typed: Any) -> Any:  # noqa: ANN401, ARG001
        asked = payments.get(payment_id, by=by).other_side
        return verb(payment_id, by=by, on_behalf_of=asked if OWN_SIDE.get(by.role) is None else None, **typed)

    return answer


def _done(payment_id: int, name: str, form: SchemaForm, verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Do something to a payment and go back to its page; refused, the page says why at the form."""
    payment = payments.get(payment_id, by=person())
    if form.submit(once(lambda **typed: verb(payment_id, by=person(), **typed), address_of)):
        flash(message)
        return redirect(address_of(payment), 303)
    return _page(payment, **{name: form}), 422


@pages.post("/pembayaran/<int:payment_id>/konfirmasi")
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
def confirm(payment_id: int) -> Any:  # noqa: ANN401
    """Say for the other side that the money moved."""
    form, message = answer_form(AnswerForASide, StaffAnswer), _("Pembayaran dikonfirmasi dan dibukukan.")
    return _done(payment_id, "confirm_form", form, answering(payments.confirm), message)


@pages.post("/pembayaran/<int:payment_id>/tolak")
@requires(Permission.SETTLEMENT_CONFIRM)
def decline(payment_id: int) -> Any:  # noqa: ANN401
    """Say for the other side that it did not."""
    form, message = answer_form(DeclineForASide, StaffDecline), _("Dicatat: pembayaran tidak diakui.")
    return _done(payment_id, "decline_form", form, answering(payments.decline), message)


@pages.post("/pembayaran/<int:payment_id>/tarik")
@requires(Permission.SETTLEMENT_ENTER)
def withdraw(payment_id: int) -> Any:  # noqa: ANN401
    """Take back what was entered by mistake."""
    return _done(payment_id, "withdraw_form", SchemaForm(WithdrawPayment), payments.withdraw, _("Ditarik kembali."))


@pages.post("/pembayaran/<int:payment_id>/kembali")
@requires(Permission.SETTLEMENT_CONFIRM)
@asks_password
def send_back(payment_id: int) -> Any:  # noqa: ANN401
    """Note that the bank sent the money back."""
    message = _("Dicatat: uang kembali. Tagihan yang tadinya lunas terbuka lagi.")
    return _done(payment_id, "return_form", SchemaForm(ReturnPayment), payments.send_back, message)


@pages.get("/pembayaran/<int:payment_id>/bukti")
@requires(Permission.SETTLEMENT_READ)
def proof(payment_id: int) -> Response:
    """The photo or paper that came along."""
    payment = payments.get(payment_id, by=person())
    if payment.proof is None:
        raise NotFound
    return attachment(payment.proof)
