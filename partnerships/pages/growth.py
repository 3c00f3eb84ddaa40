"""Pages of readiness and growing: who is closest to ready, who moved up a class, and recording the yearly figures."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.forms import SchemaForm
from core.judged_lists import judged_export, judged_list
from core.listing import exported, listed, wanted_export
from partnerships import growth_history, growth_words, producers, readiness_lists, words
from partnerships.closest_to_ready import closest_to_ready
from partnerships.growth_entries import newest_entry
from partnerships.growth_schemas import RecordYear
from partnerships.lists import chosen, lies_in_region
from partnerships.models import Producer
from partnerships.readiness_words import gap_text, place_choices
from partnerships.regions import is_region, name_of

pages = Blueprint("growth", __name__)


@pages.get("/siap-tampil")
@requires(Permission.PRODUCER_READ)
def closest() -> Any:  # noqa: ANN401 - a page, a file or a redirect
    """The producers that lack the least, one paper unless told otherwise, so that counselling can be aimed."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    wanted, filters = readiness_lists.near_filters()
    rows = closest_to_ready(person(), wanted, today())
    orders = readiness_lists.NEAR_ORDERS
    if wanted_export():
        columns = readiness_lists.near_columns()
        return judged_export(rows, columns, name="siap-tampil", orders=orders, default_order="gaps")
    return render_template(
        "partnerships/closest_to_ready.html",
        listing=judged_list(rows, orders=orders, default_order="gaps", filters=filters),
        gap_text=gap_text,
        numbers=[(str(n), str(n)) for n in range(2, readiness_lists.MOST_GAPS + 1)],
        areas=words.area_choices(person(), _present()),
        places=place_choices(),
        words=words,
        name_of=name_of,
    )


@pages.get("/naik-kelas")
@requires(Permission.PRODUCER_READ)
def grown() -> Any:  # noqa: ANN401
    """The producers that moved up a legal class in a year, this one unless told otherwise."""
    if not person().is_staff:
        return redirect(url_for("producers.own"))
    year = readiness_lists.year_asked_for(today())
    filters = {"year": request.args.get("year", ""), "region": chosen("region", is_region)}
    rows, rose = growth_history.grown_in(person(), year)
    if filters["region"]:
        rows = rows.where(lies_in_region(Producer.region_code, filters["region"]))
    orders = growth_history.grown_orders(rose)
    if wanted_export():
        columns = readiness_lists.grown_columns()
        return exported(rows, columns, name=f"naik-kelas-{year}", orders=orders, default_order="name")
    return render_template(
        "partnerships/grown.html",
        listing=listed(rows, orders=orders, default_order="name", filters=filters),
        year=year,
        years=[(str(past), str(past)) for past in range(today().year - 1, today().year - 6, -1)],
        areas=words.area_choices(person(), _present()),
        words=words,
        name_of=name_of,
    )


@pages.route("/umkm/<int:producer_id>/data-tahunan", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def record_year(producer_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Record the yearly figures of a business; its legal size follows."""
    producer = producers.get(producer_id, by=person())
    newest = newest_entry(producer.id)
    known = {"capital_rupiah": producer.capital_rupiah, "day": today().isoformat()}
    if newest is not None:
        known |= {"workers": newest.workers, "monthly_capacity": newest.monthly_capacity, "reach": newest.reach}
    form = SchemaForm(
        RecordYear,
        {name: value for name, value in known.items() if value is not None},
        choices={"reach": growth_words.reach_choices(), "source": words.source_choices()},
    )
    if request.method == "POST" and form.submit(
        lambda **told: growth_history.record_year(producer_id, by=person(), **told)
    ):
        flash(_("Data tahunan dicatat."))
        return redirect(url_for("producers.show", producer_id=producer_id), 303)
    page = render_template("partnerships/yearly_figures.html", form=form, producer=producer, newest=newest)
    return page, (422 if form.is_refused else 200)


def _present() -> list[str]:
    """The regions in which the reader sees producers."""
    rows = producers.visible_to(person()).with_only_columns(Producer.region_code).distinct()
    return list(db.session.execute(rows).scalars())
