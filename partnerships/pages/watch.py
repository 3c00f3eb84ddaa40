"""Pages of what is watched over: permits that end, changes that reopen a halal claim, products under the halal duty."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select

from accounts.access import person, requires
from accounts.permissions import Permission
from core.database import db
from core.dates import today
from core.errors import InvalidInput
from core.forms import SchemaForm
from core.listing import Column, exported, listed, wanted_export
from core.wording import N_
from partnerships import expiry, halal_watch, products, requirements, watch_words, words
from partnerships.lists import chosen, lies_in_region
from partnerships.models import Producer, Product, Requirement
from partnerships.regions import is_region, name_of
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus
from partnerships.watch_schemas import DeclareChange
from partnerships.watch_states import WINDOWS

pages = Blueprint("watches", __name__)

ENDING_ORDERS = {
    "until": [Requirement.valid_until, Requirement.id],
    "producer": [Producer.name, Requirement.id],
}
DUTY_ORDERS = {
    "producer": [Producer.name, Product.name, Product.id],
    "product": [Product.name, Product.id],
}
LONGEST_AGO_DAYS = 90
PERIODS = ("ended", *(str(days) for days in sorted(WINDOWS)))


class NotADay(InvalidInput):
    """A filter that should be a day and is none."""

    code = "not_a_day"
    sentence = N_("Tulis tanggal sebagai tahun-bulan-tanggal, misalnya 2026-10-18.")


@pages.get("/izin-berakhir")
@requires(Permission.REQUIREMENT_READ)
def ending() -> Any:  # noqa: ANN401 - a page or a file
    """The permits that end within 90 days or ended in the last 90 and were not renewed, the next to end first."""
    filters = {
        "period": chosen("period", PERIODS.__contains__),
        "kind": chosen("kind", KINDS.__contains__),
        "region": chosen("region", is_region),
    }
    rows = ending_rows(filters)
    if wanted_export():
        return exported(rows, ending_columns(), name="izin-berakhir", orders=ENDING_ORDERS, default_order="until")
    listing = listed(rows, orders=ENDING_ORDERS, default_order="until", filters=filters)
    reach = ending_rows({}).with_only_columns(Producer.region_code).distinct()
    present = db.session.execute(reach).scalars()
    return render_template(
        "partnerships/ending.html",
        listing=listing,
        today=today(),
        periods=[("ended", _("Sudah berakhir")), *[(d, _("Dalam %(days)s hari", days=d)) for d in PERIODS[1:]]],
        areas=words.area_choices(person(), present),
        words=words,
        name_of=name_of,
        reminder=reminder,
    )


def ending_rows(filters: dict[str, str]) -> Select[Any]:
    """The permits one sees that end or have ended, narrowed by period, kind and region."""
    day = today()
    first, last = day - timedelta(days=LONGEST_AGO_DAYS), day + timedelta(days=max(WINDOWS))
    if filters.get("period") == "ended":
        last = day - timedelta(days=1)
    elif filters.get("period"):
        first, last = day, day + timedelta(days=int(filters["period"]))
    visible = requirements.visible_to(person()).with_only_columns(Requirement.id)
    rows = (
        select(Requirement, Producer)
        .join(Producer, Producer.id == Requirement.producer_id)
        .where(
            Requirement.id.in_(visible),
            Requirement.status.in_((*expiry.IN_FORCE, RequirementStatus.EXPIRED)),
            Requirement.replaced_by_id.is_(None),
            Requirement.valid_until.between(first, last),
        )
    )
    if filters.get("kind"):
        rows = rows.where(Requirement.kind == filters["kind"])
    if filters.get("region"):
        rows = rows.where(lies_in_region(Producer.region_code, filters["region"]))
    return rows


def ending_columns() -> list[Column]:
    """What the list of permits that end exports."""
    return [
        Column(_("ID pelaku UMKM"), lambda row: row[1].id),
        Column(_("Nama usaha"), lambda row: row[1].name),
        Column(_("Telepon"), lambda row: row[1].phone),
        Column(_("Wilayah"), lambda row: name_of(row[1].region_code)),
        Column(_("Jenis persyaratan"), lambda row: words.kind_word(row[0].kind)),
        Column(_("Nomor"), lambda row: row[0].shown_number),
        Column(_("Berlaku sampai"), lambda row: row[0].valid_until.isoformat()),
    ]


def reminder(producer: Producer, requirement: Requirement) -> str:
    """A text for WhatsApp about one permit, in Indonesian."""
    return expiry.one_permit_text(producer, requirement, today())


@pages.route("/produk/<int:product_id>/perubahan", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def declare_change(product_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Declare that recipe, supplier, process or site of a product changed; its halal claim is looked at again."""
    product = products.get(product_id, by=person())
    form = SchemaForm(DeclareChange, choices={"changed": watch_words.changed_choices()})
    if request.method == "POST" and form.submit(lambda **told: halal_watch.declare(product_id, by=person(), **told)):
        flash(_("Perubahan dicatat. Verifikator meninjau apakah sertifikat halalnya tetap berlaku."))
        return redirect(url_for("products.show", product_id=product_id), 303)
    claims = halal_watch.claims_of(product.id, today())
    page = render_template("partnerships/declare_change.html", form=form, product=product, claims=claims)
    return page, (422 if form.is_refused else 200)


@pages.get("/produk/wajib-halal")
@requires(Permission.PRODUCT_READ)
def under_halal_duty() -> Any:  # noqa: ANN401 - a page or a file
    """The products that need a halal certificate on a day and have none then."""
    day = day_asked_for()
    filters = {"day": day.isoformat() if request.args.get("day") else ""}
    rows = halal_watch.under_duty(person(), day)
    if wanted_export():
        return exported(rows, duty_columns(), name="wajib-halal", orders=DUTY_ORDERS, default_order="producer")
    listing = listed(rows, orders=DUTY_ORDERS, default_order="producer", filters=filters)
    return render_template("partnerships/halal_duty.html", listing=listing, day=day, words=words, name_of=name_of)


def day_asked_for() -> date:
    """The day the address asks about, today when it names none. Raises `NotADay`."""
    told = request.args.get("day", "").strip()
    if not told:
        return today()
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise NotADay(field="day") from None


def duty_columns() -> list[Column]:
    """What the list of products under the duty exports."""
    return [
        Column(_("ID produk"), lambda row: row[0].id),
        Column(_("Nama produk"), lambda row: row[0].name),
        Column(_("Kategori"), lambda row: words.category_word(row[0].category)),
        Column(_("ID pelaku UMKM"), lambda row: row[1].id),
        Column(_("Nama usaha"), lambda row: row[1].name),
        Column(_("Telepon"), lambda row: row[1].phone),
        Column(_("Wilayah"), lambda row: name_of(row[1].region_code)),
        Column(_("Skala usaha"), lambda row: words.size_word(row[1].size_class)),
    ]
