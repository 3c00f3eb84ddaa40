"""Pages of stock counts: the list, opening one, the sheet, what differs, and looking at it as a second person."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from commissions import count_charges, count_forms, count_lists, count_settling, count_words
from commissions.count_schemas import BeginCount, ConfirmCount, CountReason
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.database import committed, db
from core.dates import today
from core.documents import as_pdf, can_make_pdf
from core.fields import Schema
from core.forms import SchemaForm
from core.listing import listed, whole_number_argument
from core.pdf_answers import pdf_answer
from outlets import outlets, stock_counts
from outlets.count_models import StockCount
from outlets.count_states import UNDER_WAY, CountKind, CountStatus
from outlets.models import Outlet
from outlets.states import StockPolicy
from outlets.stock_movements import is_tracked
from partnerships.models import Producer

pages = Blueprint("stock_counts", __name__)


@pages.get("/stok-opname")
@requires(Permission.STOCK_READ)
def list_counts() -> Any:  # noqa: ANN401
    """The counts one may see."""
    return render_template(
        "commissions/counts/list.html",
        listing=listed(
            count_lists.rows(person()),
            orders=count_lists.ORDERS,
            default_order="-newest",
            filters=count_lists.filters(),
        ),
        statuses=[(status.value, count_words.status_word(status)) for status in CountStatus],
        words=count_words,
    )


@pages.route("/stok-opname/baru", methods=["GET", "POST"])
@requires(Permission.COUNT_ENTER)
def new() -> Any:  # noqa: ANN401
    """Choose the outlet, say whether today's sales are over, and open its sheet."""
    outlet_id = whole_number_argument("outlet_id", 0, 10**18)
    rows = outlets.visible_to(person()).order_by(Outlet.name).limit(500)
    if not outlet_id:
        wanted = rows if person().may(Permission.OUTLET_MANAGE) else rows.where(Outlet.stock_policy != "untracked")
        found = list(db.session.execute(wanted).scalars())
        if len(found) != 1:
            return render_template("commissions/counts/where.html", outlets=found)
        outlet_id = found[0].id
    outlet = outlets.get(outlet_id, by=person())
    other = stock_counts.under_way(outlet.id)
    if request.method == "GET" and other is not None:
        return redirect(url_for("stock_counts.show", count_id=other.id))
    day, before = today(), today() - timedelta(days=1)
    form = SchemaForm(
        BeginCount,
        {"sales_until": day.isoformat(), "kind": "regular" if is_tracked(outlet) else "opening", "policy": "batch"},
        choices={
            "sales_until": [
                (day.isoformat(), _("Hari ini (%(day)s), toko sudah tutup", day=format_date(day, "d MMMM"))),
                (before.isoformat(), _("Kemarin (%(day)s), sebelum toko buka", day=format_date(before, "d MMMM"))),
            ],
            "policy": [(StockPolicy.BATCH.value, _("Per kode produksi")), (StockPolicy.COUNT.value, _("Per produk"))],
        },
    )
    if request.method == "POST" and (
        count := form.submit(lambda **told: stock_counts.begin(outlet.id, by=person(), **told))
    ):
        return redirect(url_for("stock_counts.sheet", count_id=count.id), 303)
    page = render_template(
        "commissions/counts/new.html", form=form, outlet=outlet, is_opening=not is_tracked(outlet), kinds=CountKind
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/stok-opname/<int:count_id>/lembar", methods=["GET", "POST"])
@requires(Permission.COUNT_ENTER)
def sheet(count_id: int) -> Any:  # noqa: ANN401
    """The sheet: one number for each batch. What is typed stays on the device until it is sent."""
    count = stock_counts.get(count_id, by=person())
    key = request.form.get("key", "")[:64]
    if count.status is not CountStatus.OPEN and (request.method == "GET" or key == (count.entered_key or "-")):
        return redirect(url_for("stock_counts.show", count_id=count.id), 303)
    rows = stock_counts.to_count(count)
    places = {row["placement_id"]: f"{row['product']} · {row['producer']}" for row in stock_counts.shelf_of(count)}
    more = count_forms.more_rows(count, len(places))
    form = count_forms.sheet_form(rows, [(str(place), name) for place, name in places.items()], more)
    if request.method == "POST" and form.submit(
        lambda **typed: stock_counts.enter(
            count_id,
            lines=count_forms.lines_of(rows, typed, more),
            key=typed["key"],
            shelf_is_empty=typed["shelf_is_empty"],
            by=person(),
        )
    ):
        flash(_("Hasil hitung diterima."))
        return redirect(url_for("stock_counts.show", count_id=count_id), 303)
    page = render_template(
        "commissions/counts/sheet.html",
        count=count,
        rows=rows,
        form=form,
        field_of=count_forms.field_of,
        more=more,
        words=count_words,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/stok-opname/<int:count_id>/lembar.pdf")
@requires(Permission.STOCK_READ)
def paper(count_id: int) -> Response:
    """The sheet to print and fill with a pen, in Indonesian."""
    count = stock_counts.get(count_id, by=person())
    settings = all_settings()
    html = current_app.jinja_env.get_template("documents/count_sheet.html").render(
        count=count,
        rows=stock_counts.to_count(count),
        agency=settings.get(AGENCY_NAME, ""),
        is_example=DEMO_LOADED_AT in settings,
    )
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"{count.number}.pdf")


@pages.get("/stok-opname/<int:count_id>")
@requires(Permission.STOCK_READ)
def show(count_id: int) -> Any:  # noqa: ANN401
    """One count: what differs, and what became of it."""
    return _page(stock_counts.get(count_id, by=person()))


def _page(count: StockCount, **forms: SchemaForm) -> str:
    told = count_lists.described(count)
    return render_template(
        "commissions/counts/count.html",
        count=count,
        told=told,
        differing=count_forms.differing(told["lines"]),
        words=count_words,
        said=count_forms.said,
        under_way=count.status in UNDER_WAY,
        tolerance={line.placement_id: count_settling.tolerated(line.placement, count) for line in count.lines}
        if count.status is CountStatus.COUNTED
        else {},
        charges=_charges(count),
        form=forms.get("form") or count_forms.differences_form(told["lines"], count.policy),
        confirm_form=forms.get("confirm_form") or SchemaForm(ConfirmCount),
        beside=_beside(*forms.values()),
        back_form=forms.get("back_form") or SchemaForm(CountReason),
        cancel_form=forms.get("cancel_form") or SchemaForm(CountReason),
        history=timeline("stock_count", count.id) if person().may(Permission.HISTORY_READ) else [],
    )


def _beside(*forms: SchemaForm) -> list[dict[str, Any]]:
    """Both sources of a day that is reported already, where that is why a form was refused."""
    refusals = [form.refusal for form in forms if form.refusal is not None]
    found: list[Any] = [row for refusal in refusals for row in refusal.extra.get("differences", ())]  # type: ignore[attr-defined]
    return [{**row, "sold_on": date.fromisoformat(row["sold_on"])} for row in found]


def _charges(count: StockCount) -> list[tuple[Producer, int]]:
    """The producers whose goods the outlet answers for, with the pieces, for whoever may propose a charge."""
    if not person().may(Permission.SETTLEMENT_ENTER):
        return []
    found = count_charges.chargeable(count)
    return [
        (db.session.get_one(Producer, producer_id), sum(line["quantity"] for line in lines))
        for producer_id, lines in found.items()
    ]


@pages.post("/stok-opname/<int:count_id>/tagih/<int:producer_id>")
@requires(Permission.SETTLEMENT_ENTER)
def charge(count_id: int, producer_id: int) -> Any:  # noqa: ANN401
    """Propose that the outlet makes good what the count found gone."""
    row = committed(count_charges.propose, count_id, producer_id=producer_id, by=person())
    flash(_("Diusulkan. Ganti rugi dihitung sesudah pihak lain menyetujuinya."))
    return redirect(url_for("adjustments.show", adjustment_id=row.id), 303)


@pages.post("/stok-opname/<int:count_id>/selisih")
@requires(Permission.COUNT_CLASSIFY)
def classify(count_id: int) -> Any:  # noqa: ANN401
    """Say what became of every difference."""
    count = stock_counts.get(count_id, by=person())
    lines = count_lists.described(count)["lines"]
    form = count_forms.differences_form(lines, count.policy)
    if settled := form.submit(
        lambda **typed: count_settling.classify(
            count_id,
            differences=count_forms.differences_of(lines, typed),
            by=person(),
            overlap_reason=typed["overlap_reason"],
        )
    ):
        waits = settled.status is CountStatus.AWAITING_CONFIRMATION
        flash(_("Tersimpan. Orang kedua memeriksa barang yang hilang.") if waits else _("Stok opname selesai."))
        return redirect(url_for("stock_counts.show", count_id=count_id), 303)
    return _page(count, form=form), 422


def _done(count_id: int, name: str, schema: type[Schema], verb: Callable[..., Any], message: str) -> Any:  # noqa: ANN401
    """Do something to a count and go back to its page; refused, the page says why at the form."""
    count = stock_counts.get(count_id, by=person())
    form = SchemaForm(schema)
    if form.submit(lambda **typed: verb(count_id, by=person(), **typed)):
        flash(message)
        return redirect(url_for("stock_counts.show", count_id=count_id), 303)
    return _page(count, **{name: form}), 422


@pages.post("/stok-opname/<int:count_id>/periksa")
@requires(Permission.COUNT_CONFIRM)
def confirm(count_id: int) -> Any:  # noqa: ANN401
    """Agree, as another person, with what is gone."""
    return _done(count_id, "confirm_form", ConfirmCount, count_settling.confirm, _("Stok opname selesai."))


@pages.post("/stok-opname/<int:count_id>/kembalikan")
@requires(Permission.COUNT_CONFIRM)
def send_back(count_id: int) -> Any:  # noqa: ANN401
    """Ask for other explanations."""
    return _done(count_id, "back_form", CountReason, count_settling.send_back, _("Dikembalikan untuk dijelaskan lagi."))


@pages.post("/stok-opname/<int:count_id>/batal")
@requires(Permission.COUNT_CLASSIFY)
def cancel(count_id: int) -> Any:  # noqa: ANN401
    """Give the count up."""
    return _done(count_id, "cancel_form", CountReason, stock_counts.cancel, _("Stok opname dibatalkan."))
