"""Pages of re-ratings, and trying a rate on last month's sales before it is proposed."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.password_again import asks_password
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import rate_previews, re_rating_lists, re_ratings
from commissions.page_addresses import asked
from commissions.re_rating_schemas import ApproveReRating, DeclineReRating, PreviewOnPage, ProposeReRating
from core.database import db
from core.forms import SchemaForm
from core.listing import exported, listed, wanted_export
from outlets import agreements
from outlets.re_rating_models import ReRating
from partnerships.models import Product

pages = Blueprint("re_ratings", __name__)


@pages.get("/koreksi-tarif")
@requires(Permission.AGREEMENT_READ)
def list_re_ratings() -> Any:  # noqa: ANN401 - a page or a file
    """The re-ratings one may see."""
    state = request.args.get("status", "").replace("\x00", "")[:20]
    rows, orders = re_rating_lists.rows(person(), state), re_rating_lists.ORDERS
    if wanted_export():
        columns = re_rating_lists.export_columns()
        return exported(rows, columns, name="koreksi-tarif", orders=orders, default_order="-newest")
    listing = listed(rows, orders=orders, default_order="-newest", filters={"status": state})
    return render_template("commissions/re_ratings/list.html", listing=listing, words=re_rating_lists)


@pages.route("/perjanjian/<int:agreement_id>/koreksi-tarif", methods=["GET", "POST"])
@requires(Permission.RE_RATING_PROPOSE)
def new(agreement_id: int) -> Any:  # noqa: ANN401
    """Propose the right rate for sales that were charged at a wrong one."""
    user = person()
    agreement = agreements.get(agreement_id, by=user)
    form = SchemaForm(ProposeReRating, choices={"product_id": product_choices(agreement.producer_id)})
    if request.method == "POST":
        row = form.submit(once(re_ratings.propose, address_of), agreement_id=agreement_id, by=user)
        if row is not None:
            flash(_("Koreksi tarif diusulkan. Belum ada yang dibukukan; orang kedua yang memutuskan."))
            return redirect(address_of(row), 303)
    page = render_template(
        "commissions/re_ratings/new.html", form=form, agreement=agreement, most=re_ratings.MOST_LINES
    )
    return page, (422 if form.is_refused else 200)


def product_choices(producer_id: int) -> list[tuple[str, str]]:
    """The products of a producer, by name."""
    found = select(Product.id, Product.name).where(Product.producer_id == producer_id)
    return [(str(row.id), row.name) for row in db.session.execute(found.order_by(Product.name, Product.id))]


@pages.get("/koreksi-tarif/<int:re_rating_id>")
@requires(Permission.AGREEMENT_READ)
def show(re_rating_id: int) -> str:
    """One re-rating: the old and the new commission of each line, who decided, its history."""
    return _page(re_ratings.get(re_rating_id, by=person()))


def address_of(row: ReRating) -> str:
    """Where a re-rating is seen."""
    return url_for("re_ratings.show", re_rating_id=row.id)


def _page(row: ReRating, **forms: SchemaForm) -> str:
    user = person()
    return render_template(
        "commissions/re_ratings/show.html",
        row=row,
        told=re_rating_lists.described(row, user),
        words=re_rating_lists,
        approve_form=forms.get("approve_form") or SchemaForm(ApproveReRating, {}),
        decline_form=forms.get("decline_form") or SchemaForm(DeclineReRating, {}),
        history=timeline("re_rating", row.id) if user.may(Permission.HISTORY_READ) else [],
    )


def _done(re_rating_id: int, name: str, form: SchemaForm, verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Decide about a re-rating and go back to its page; refused, the page says why."""
    row = re_ratings.get(re_rating_id, by=person())
    if form.submit(once(verb, lambda _done: address_of(row)), re_rating_id=re_rating_id, by=person()):
        flash(message)
        return redirect(address_of(row), 303)
    return _page(row, **{name: form}), 422


@pages.post("/koreksi-tarif/<int:re_rating_id>/setujui")
@requires(Permission.RE_RATING_DECIDE)
@asks_password
def approve(re_rating_id: int) -> Any:  # noqa: ANN401
    """Approve as a second person."""
    message = _("Disetujui. Setiap baris dibatalkan dan dicatat ulang dengan benar.")
    return _done(re_rating_id, "approve_form", SchemaForm(ApproveReRating), re_ratings.approve, message)


@pages.post("/koreksi-tarif/<int:re_rating_id>/tolak")
@requires(Permission.RE_RATING_DECIDE)
def decline(re_rating_id: int) -> Any:  # noqa: ANN401
    """Decline as a second person."""
    message = _("Tidak disetujui. Tidak ada yang dibukukan.")
    return _done(re_rating_id, "decline_form", SchemaForm(DeclineReRating), re_ratings.decline, message)


@pages.post("/koreksi-tarif/<int:re_rating_id>/tarik")
@requires(Permission.RE_RATING_PROPOSE)
def withdraw(re_rating_id: int) -> Any:  # noqa: ANN401
    """Take one's own proposal back."""
    message = _("Usulan ditarik. Tidak ada yang dibukukan.")
    return _done(re_rating_id, "approve_form", SchemaForm(ApproveReRating), re_ratings.withdraw, message)


@pages.get("/perjanjian/<int:agreement_id>/coba-tarif")
@requires(Permission.AGREEMENT_READ)
def try_rate(agreement_id: int) -> str:
    """What another rate would have made of last month's sales; nothing is posted."""
    user = person()
    agreement = agreements.get(agreement_id, by=user)
    form = SchemaForm(PreviewOnPage, dict(request.args), choices={"product_id": product_choices(agreement.producer_id)})
    tried = None
    if request.args.get("rate_bp", "").strip():
        tried = rate_previews.preview(agreement_id, **asked(PreviewOnPage), by=user)
    return render_template("commissions/re_ratings/try.html", form=form, agreement=agreement, tried=tried)
