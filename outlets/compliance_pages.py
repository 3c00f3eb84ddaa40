"""Pages of the local rule: which outlets carry local products, the trend, and letters to those that carry none."""

from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import db
from core.dates import first_day, today
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import exported, listed, wanted_export
from outlets import compliance, compliance_letters, compliance_lists, outlets, words
from outlets.compliance_schemas import MakeLetters, SetLetterHead
from outlets.models import Outlet
from partnerships.regions import name_of
from partnerships.words import area_choices

pages = Blueprint("compliance", __name__)


@pages.get("/kepatuhan")
@requires(Permission.COMPLIANCE_READ)
def view() -> Any:  # noqa: ANN401 - a page or a file
    """The outlets with what they carry, the figures by kind, and the last twelve months."""
    day = today()
    rows, filters = compliance_lists.rows_asked_for(person(), day)
    orders = compliance_lists.ORDERS
    if wanted_export():
        columns = compliance_lists.columns()
        return exported(rows, columns, name="kepatuhan", orders=orders, default_order="products")
    listing = listed(rows, orders=orders, default_order="products", filters=filters)
    visible = outlets.visible_to(person()).with_only_columns(Outlet.region_code).distinct()
    months = compliance.trend(person(), day)
    return render_template(
        "outlets/compliance.html",
        listing=listing,
        kinds=compliance.by_kind(person(), day),
        months=months,
        points=[(format_date(first_day(one.month), "MMM yy"), one.carrying) for one in months],
        areas=area_choices(person(), db.session.execute(visible).scalars()),
        words=words,
        name_of=name_of,
    )


@pages.route("/kepatuhan/surat", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def letters() -> Any:  # noqa: ANN401 - a page or a PDF
    """Letters to the chosen outlets, one to a page: first who gets one, with number and date, then the file."""
    chosen = [int(value) for value in request.values.getlist("outlet_ids") if value.isdecimal() and len(value) < 19]
    try:
        found = compliance_letters.addressees(chosen, by=person())
    except Refusal as refusal:
        if not refusal.errors:
            raise
        flash(say_refusal(refusal), "warning")
        return redirect(url_for("compliance.view", carries="no"), 303)
    form = SchemaForm(MakeLetters, {"outlet_ids": chosen, "day": today().isoformat()})
    if request.method == "POST" and (
        made := form.submit(lambda **told: (compliance_letters.make(by=person(), **told), told["day"]))
    ):
        return compliance_letters.as_download(*made)
    page = render_template(
        "outlets/compliance_letters.html",
        form=form,
        found=found,
        head=compliance_letters.letter_head(),
        grounds_for=compliance_letters.grounds_for,
        words=words,
        name_of=name_of,
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/kepatuhan/isi-surat", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def letter_head() -> Any:  # noqa: ANN401 - a page or a redirect
    """What every letter says: its number, the rules it cites, who signs."""
    form = SchemaForm(SetLetterHead, asdict(compliance_letters.letter_head()))
    if request.method == "POST" and form.submit(lambda **told: compliance_letters.set_letter_head(by=person(), **told)):
        flash(_("Isi surat disimpan."))
        return redirect(url_for("compliance.view"), 303)
    return render_template("outlets/compliance_letter_head.html", form=form), (422 if form.is_refused else 200)
