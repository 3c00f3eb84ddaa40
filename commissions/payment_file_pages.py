"""Pages of payment files: what an outlet owes, the list of transfers made from it, its download and its end."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import payment_file_lists, payment_files, settlement_words
from commissions.ledger import Claim
from commissions.payment_file_api import file_response
from commissions.payment_file_models import PaymentFile
from commissions.payment_file_schemas import CancelPaymentFile, MakePaymentFileOnPage, SendPaymentFile
from commissions.payment_file_states import Layout
from core.database import committed, db
from core.dates import today
from core.errors import NotFound, NotPermitted, Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import listed
from outlets import outlets

pages = Blueprint("payment_files", __name__)


@pages.get("/berkas-pembayaran")
@requires(Permission.PAYMENT_FILE_MAKE)
def list_files() -> str:
    """Outlets that owe something, and the files made so far."""
    user = person()
    return render_template(
        "commissions/payment_files/list.html",
        owing=payment_file_lists.owing_outlets(user),
        listing=listed(payment_file_lists.rows(user), orders=payment_file_lists.ORDERS, default_order="-newest"),
        words=payment_file_lists,
    )


@pages.route("/gerai/<int:outlet_id>/berkas-pembayaran", methods=["GET", "POST"])
@requires(Permission.PAYMENT_FILE_MAKE)
@asks_password
def new(outlet_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Choose what an outlet pays."""
    user = person()
    outlet = outlets.get(outlet_id, by=user)
    form = SchemaForm(MakePaymentFileOnPage)

    def verb(chosen: list[str], everything: str, debit_account: str) -> PaymentFile:
        claims = None if everything else [named for one in chosen if (named := claim_named(one))]
        return payment_files.make(outlet_id, claims=claims, debit_account=debit_account, by=user)

    if request.method == "POST" and (made := form.submit(once(verb, address_of))):
        flash(_("Berkas dibuat. Unduh, unggah ke bank, lalu catat tanggal transfernya di sini."))
        return redirect(address_of(made), 303)
    page = render_template(
        "commissions/payment_files/new.html",
        form=form,
        outlet=outlet,
        rows=db.session.execute(payment_files.payable(outlet_id)).all(),
        words=settlement_words,
    )
    return page, (422 if form.is_refused else 200)


def claim_named(text: str) -> payment_files.Chosen | None:
    """A claim as the page names it, `12:takings`; None for what cannot be meant."""
    number, _colon, claim = text.partition(":")
    is_one = number.isascii() and number.isdigit() and len(number) < 19 and claim in set(Claim)
    return (int(number), Claim(claim)) if is_one else None


@pages.get("/berkas-pembayaran/<int:payment_file_id>")
@requires(Permission.PAYMENT_FILE_MAKE)
def show(payment_file_id: int) -> str:
    """One file: its transfers, who stands apart, the control total."""
    return _page(payment_files.get(payment_file_id, by=person()))


def address_of(payment_file: PaymentFile) -> str:
    """Where a payment file is seen."""
    return url_for("payment_files.show", payment_file_id=payment_file.id)


def _page(payment_file: PaymentFile, **forms: SchemaForm) -> str:
    return render_template(
        "commissions/payment_files/show.html",
        payment_file=payment_file,
        told=payment_file_lists.described(payment_file),
        transfers=payment_files.by_producer(payment_file),
        apart=payment_files.apart(payment_file),
        words=payment_file_lists,
        claim_word=settlement_words.claim_word,
        send_form=forms.get("send_form") or SchemaForm(SendPaymentFile, {"paid_on": today().isoformat()}),
        cancel_form=forms.get("cancel_form") or SchemaForm(CancelPaymentFile, {}),
        history=timeline("payment_file", payment_file.id) if person().may(Permission.HISTORY_READ) else [],
    )


@pages.get("/berkas-pembayaran/<int:payment_file_id>/<any(csv, mandiri):layout>.csv")
@requires(Permission.PAYMENT_FILE_MAKE)
def download(payment_file_id: int, layout: str) -> Any:  # noqa: ANN401 - a file, or back to the page with why not
    """The file for the bank; each account in it is recorded as read."""
    try:
        payment_file, content = committed(payment_files.content, payment_file_id, Layout(layout), by=person())
    except (NotFound, NotPermitted):
        raise
    except Refusal as refusal:
        flash(say_refusal(refusal), "error")
        return redirect(url_for("payment_files.show", payment_file_id=payment_file_id))
    answer: Response = file_response(payment_file, content, Layout(layout))
    return answer


def _done(payment_file_id: int, name: str, form: SchemaForm, verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    payment_file = payment_files.get(payment_file_id, by=person())
    work = once(verb, lambda _done: address_of(payment_file))
    if form.submit(work, payment_file_id=payment_file_id, by=person()):
        flash(message)
        return redirect(address_of(payment_file), 303)
    return _page(payment_file, **{name: form}), 422


@pages.post("/berkas-pembayaran/<int:payment_file_id>/sudah-ditransfer")
@requires(Permission.PAYMENT_FILE_MAKE)
@asks_password
def send(payment_file_id: int) -> Any:  # noqa: ANN401
    """The bank took it."""
    message = _("Pembayaran dicatat untuk setiap produsen. Masing-masing dihitung sesudah produsen mengonfirmasinya.")
    return _done(payment_file_id, "send_form", SchemaForm(SendPaymentFile), payment_files.send, message)


@pages.post("/berkas-pembayaran/<int:payment_file_id>/batal")
@requires(Permission.PAYMENT_FILE_MAKE)
def cancel(payment_file_id: int) -> Any:  # noqa: ANN401
    """It is not sent."""
    message = _("Berkas dibatalkan. Tagihannya dapat dimasukkan ke berkas lain.")
    return _done(payment_file_id, "cancel_form", SchemaForm(CancelPaymentFile), payment_files.cancel, message)
