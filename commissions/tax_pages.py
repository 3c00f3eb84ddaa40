"""Pages about taxes: their terms by day, and since when an outlet is PKP."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from accounts.sent_once import once
from commissions import tax_settings, tax_words, vat_changes, vat_corrections
from commissions.re_rating_pages import address_of
from commissions.re_ratings import MOST_LINES
from commissions.tax_schemas import ChangeVatStatus, ProposeVatCorrection, form_of
from commissions.tax_terms import FIELDS, SOURCES, Tax, terms_on
from core.dates import today
from core.errors import NotFound
from core.forms import SchemaForm
from core.money import format_number, typed_rate
from core.wording import N_
from outlets import agreements, outlets, vat_statuses

pages = Blueprint("taxes", __name__)


class UnknownTax(NotFound):
    """There is no such tax."""

    sentence = N_("Pajak ini tidak dikenal.")


@pages.get("/pengaturan/pajak")
@requires(Permission.LEDGER_READ)
def list_taxes() -> str:
    """Every tax with what holds today, what is to come, and the law."""
    noted = tax_settings.all_noted()
    day = today()
    rows = [
        {
            "tax": tax,
            "today": tax_words.told(tax, terms_on(tax, noted[tax], day)),
            "coming": [(starts_on, tax_words.told(tax, terms)) for starts_on, terms in noted[tax] if starts_on > day],
            "source": SOURCES[tax],
        }
        for tax in Tax
    ]
    user = person()
    to_correct = vat_corrections.outlets_to_correct(user) if user.may(Permission.RE_RATING_PROPOSE) else []
    return render_template("commissions/taxes/list.html", rows=rows, words=tax_words, to_correct=to_correct)


@pages.route("/pengaturan/pajak/<tax_name>", methods=["GET", "POST"])
@requires(Permission.SETTING_MANAGE)
def note_terms(tax_name: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """One tax: its terms by day, who noted them and why, and noting other ones."""
    if tax_name not in set(Tax):
        raise UnknownTax
    tax = Tax(tax_name)
    standing = terms_on(tax, tax_settings.noted_terms(tax), today())
    first = {name: getattr(standing, name) for name in FIELDS[tax]}
    if "rate_bp" in first:
        first["rate_bp"] = typed_rate(standing.rate_bp)
    form = SchemaForm(form_of(tax), {**first, "applies": "true" if standing.applies else ""})
    if request.method == "POST" and form.submit(lambda **told: tax_settings.note(tax, by=person(), **told)):
        flash(_("Aturan pajak dicatat. Penjualan yang sudah dibukukan tidak berubah."))
        return redirect(url_for("taxes.list_taxes"), 303)
    page = render_template(
        "commissions/taxes/note.html",
        form=form,
        tax=tax,
        numbers=FIELDS[tax],
        today=tax_words.told(tax, standing),
        periods=tax_settings.periods_of(tax),
        rows=tax_settings.rows_of(tax),
        terms_of_row=tax_settings.terms_of_row,
        source=SOURCES[tax],
        words=tax_words,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/gerai/<int:outlet_id>/pkp")
@requires(Permission.OUTLET_READ)
def vat_periods(outlet_id: int) -> str:
    """Since when an outlet is PKP, and when it was not."""
    outlet = outlets.get(outlet_id, by=person())
    return render_template(
        "commissions/taxes/outlet.html",
        outlet=outlet,
        periods=vat_statuses.periods_of(outlet),
        rows=vat_statuses.rows_of(outlet),
        registered=vat_statuses.registered_on(outlet, today()),
        wrongly=vat_corrections.wrongly_taxed(outlet) if person().may(Permission.RE_RATING_PROPOSE) else [],
        words=tax_words,
    )


@pages.route("/gerai/<int:outlet_id>/pkp/ubah", methods=["GET", "POST"])
@requires(Permission.OUTLET_MANAGE)
def change_vat(outlet_id: int) -> Any:  # noqa: ANN401
    """Note that an outlet is PKP, or no longer, from a day on."""
    outlet = outlets.get(outlet_id, by=person())
    registered = vat_statuses.registered_on(outlet, today())
    form = SchemaForm(ChangeVatStatus, {"vat_registered": "" if registered else "true"})
    if request.method == "POST":
        left = form.submit(lambda **told: vat_changes.change(outlet_id, by=person(), **told))
        if left is not None:
            flash(_("Status PKP dicatat."))
            if left:
                flash(
                    _(
                        "%(count)s baris sejak hari itu sudah dibukukan dengan status lama dan tidak berubah. Bila"
                        " PPN-nya harus ikut, usulkan koreksinya; baris pesanan bersama dikoreksi pada penyerahannya.",
                        count=format_number(left),
                    )
                )
            return redirect(url_for("taxes.vat_periods", outlet_id=outlet_id), 303)
    page = render_template("commissions/taxes/outlet_change.html", form=form, outlet=outlet, registered=registered)
    return page, (422 if form.is_refused else 200)


@pages.route("/gerai/<int:outlet_id>/pkp/koreksi/<int:agreement_id>", methods=["GET", "POST"])
@requires(Permission.RE_RATING_PROPOSE)
def correct_vat(outlet_id: int, agreement_id: int) -> Any:  # noqa: ANN401
    """Propose that posted sales get the tax code of their day; both amounts of PPN are shown first."""
    user = person()
    outlet, agreement = outlets.get(outlet_id, by=user), agreements.get(agreement_id, by=user)
    found = [one for one in vat_corrections.wrongly_taxed(outlet) if one.agreement_id == agreement.id]
    first = {}
    if found:
        first = {"first_day": found[0].first_day, "last_day": found[0].last_day_of_one_proposal()}
    form = SchemaForm(ProposeVatCorrection, {name: day.isoformat() for name, day in first.items()})
    if request.method == "POST":
        verb = once(vat_corrections.propose, address_of)
        row = form.submit(verb, outlet_id=outlet_id, agreement_id=agreement_id, by=user)
        if row is not None:
            flash(_("Koreksi PPN diusulkan. Belum ada yang dibukukan; orang kedua yang memutuskan."))
            return redirect(address_of(row), 303)
    page = render_template(
        "commissions/taxes/correct.html",
        form=form,
        outlet=outlet,
        agreement=agreement,
        found=found,
        most=MOST_LINES,
        words=tax_words,
    )
    return page, (422 if form.is_refused else 200)
