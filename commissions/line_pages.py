"""Posted lines as pages: the list of them, one with the reason of every number, and taking pieces back."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from accounts import audit
from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from accounts.sent_once import once
from commissions.correction_chains import replacing_report
from commissions.departures import DepartureKind, TakenBackMeanwhile, pieces_left, take_back
from commissions.ledger import Party
from commissions.objections import is_open_to_objection
from commissions.page_addresses import asked
from commissions.rates import RateRule
from commissions.report_sources import origin_label, source_label
from commissions.return_cancelling import cancelled_return, cancelling_line
from commissions.sales_lines import ORDERS, RULE_LABELS, LineFilters, listed_lines, why
from commissions.sales_schemas import ReversalInput
from commissions.weekly_sales import weekly_gross
from core.database import db, get_visible
from core.dates import today
from core.errors import NotFound
from core.fields import Code, Id, Month, Schema, WholeNumber
from core.forms import SchemaForm
from core.languages import speak
from core.listing import Column, exported, listed, wanted_export
from core.wording import N_
from outlets import outlets, stock_words
from outlets.agreed_rates import band_of
from outlets.models import AgreementRate, Outlet, Placement
from outlets.money_routes import MONEY_ROUTE_LABELS
from outlets.sales_models import LineDeparture, LineKind, SaleLine
from outlets.sales_reports import lines_visible_to
from outlets.states import CHANNEL_LABELS
from outlets.stock_lists import drawn_for
from partnerships.models import Producer

KIND_LABELS = {
    LineKind.SALE: N_("Penjualan"),
    LineKind.CUSTOMER_RETURN: N_("Retur pembeli"),
    LineKind.REVERSAL: N_("Pembatalan"),
    LineKind.RETURN_CANCELLED: N_("Retur dibatalkan"),
}
REVERSAL_LABELS = {
    "kind": N_("Mengapa?"),
    "quantity": N_("Jumlah yang dikurangi"),
    "returned_on": N_("Tanggal barang kembali"),
    "refunded_by": N_("Yang mengembalikan uang pembeli"),
    "reason": N_("Alasan"),
}

line_pages = Blueprint("sale_lines", __name__)


class LinesAddress(Schema):
    """What narrows the list of lines."""

    outlet_id = Id()
    producer_id = Id()
    period = Month()
    report_id = Id()


class ReversalForm(ReversalInput):
    """Pieces to take back, and how many were still sold when the form was read: pressing twice takes back once."""

    kind = Code(DepartureKind, required=True)
    pieces_seen = WholeNumber(required=True)


@line_pages.get("/penjualan/baris")
@requires(Permission.SALE_READ)
def lines() -> Any:  # noqa: ANN401
    """The posted lines the reader may see."""
    user = person()
    wanted = asked(LinesAddress)
    rows = listed_lines(user, LineFilters(**wanted))
    if wanted_export():
        return exported(rows, columns(), name="baris-penjualan", orders=ORDERS, default_order="-sold_on")
    listing = listed(
        rows, orders=ORDERS, default_order="-sold_on", filters={name: str(value) for name, value in wanted.items()}
    )
    is_narrow = not user.is_staff or "outlet_id" in wanted or "producer_id" in wanted
    return render_template(
        "commissions/sales/lines.html",
        listing=listing,
        kind_labels=KIND_LABELS,
        origin_label=origin_label,
        outlet_choices=outlet_choices(user),
        producer_choices=producer_choices(user),
        weeks=weeks_of(rows) if listing.rows and is_narrow else [],
        may_report=user.may(Permission.SALE_REPORT),
    )


def weeks_of(rows: Any) -> list[tuple[str, int]]:  # noqa: ANN401 - a select of lines
    """The points of the weekly chart, each named by its Monday."""
    return [(format_date(monday, "d MMM"), gross) for monday, gross in weekly_gross(rows, today())]


def outlet_choices(user: UserAccount) -> list[Row[Any]]:
    """The outlets to choose from, by name."""
    seen = outlets.visible_to(user).with_only_columns(Outlet.id, Outlet.name)
    return list(db.session.execute(seen.order_by(func.lower(Outlet.name), Outlet.id)).all())


def producer_choices(user: UserAccount) -> list[Row[Any]]:
    """The producers with goods in the outlets the reader sees; none for a producer, who sees only its own lines."""
    if user.role is Role.PRODUCER:
        return []
    seen = outlets.visible_to(user).with_only_columns(Outlet.id)
    placed = select(Placement.producer_id).where(Placement.outlet_id.in_(seen))
    named = select(Producer.id, Producer.name).where(Producer.id.in_(placed))
    return list(db.session.execute(named.order_by(func.lower(Producer.name), Producer.id)).all())


def columns() -> list[Column]:
    """The columns of the exported list; gross and commission add up to the control total."""
    return [
        Column(_("Nomor baris"), lambda row: str(row.SaleLine.id)),
        Column(_("Tanggal"), lambda row: row.SaleLine.sold_on.isoformat()),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Produsen"), lambda row: row.producer_name),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Kode"), lambda row: row.SaleLine.code),
        Column(_("No. struk"), lambda row: row.SaleLine.reference),
        Column(_("Jenis"), lambda row: speak(KIND_LABELS[row.SaleLine.kind])),
        Column(_("Cara"), lambda row: speak(CHANNEL_LABELS[row.channel])),
        Column(_("Sumber"), lambda row: source_label(row.source)),
        Column(_("Bulan buku"), lambda row: row.SaleLine.period),
        Column(_("Jumlah"), lambda row: row.SaleLine.quantity, adds_up=True),
        Column(_("Harga satuan (Rp)"), lambda row: row.SaleLine.unit_price_rupiah),
        Column(_("Penjualan (Rp)"), lambda row: row.SaleLine.gross_rupiah, adds_up=True),
        Column(_("Tarif (basis poin)"), lambda row: row.SaleLine.rate_bp),
        Column(_("Komisi (Rp)"), lambda row: row.SaleLine.commission_rupiah, adds_up=True),
    ]


@line_pages.get("/penjualan/baris/<int:line_id>")
@requires(Permission.SALE_READ)
def show(line_id: int) -> Any:  # noqa: ANN401
    """One line: every fact of it, why it carries the commission it does, and what left it."""
    row = line_row(line_id, person())
    return line_page(row, reversal_form())


@line_pages.post("/penjualan/baris/<int:line_id>/pembatalan")
@requires(Permission.SALE_REVERSE)
def reverse(line_id: int) -> Any:  # noqa: ANN401
    """Take pieces of a sale back: a wrong entry, or what a customer brought back."""
    user = person()
    row = line_row(line_id, user)
    form = reversal_form()
    address = url_for("sale_lines.show", line_id=line_id)
    departure = form.submit(once(take_back_seen, lambda _gone: address), line=row.SaleLine, by=user)
    if departure is None:
        return line_page(line_row(line_id, user), form), 422
    flash(_("Sudah dicatat. Komisi dan saldo kedua pihak ikut berubah."))
    return redirect(address, code=303)


def take_back_seen(*, line: SaleLine, pieces_seen: int, by: UserAccount, **wanted: Any) -> object:  # noqa: ANN401
    """Take pieces back if as many are still sold as the reader saw. Raises `TakenBackMeanwhile`, as `take_back`."""
    if line.kind is LineKind.SALE and pieces_left(line) != pieces_seen:
        raise TakenBackMeanwhile
    return take_back(line.id, by=by, **wanted)


def line_row(line_id: int, user: UserAccount) -> Row[Any]:
    """A line the reader may see, with what belongs to it. Raises `NotFound`."""
    line = get_visible(lines_visible_to(user), SaleLine, line_id)
    if line is None:
        raise NotFound
    return db.session.execute(listed_lines(user, LineFilters()).where(SaleLine.id == line.id)).one()


def reversal_form() -> SchemaForm:
    """The form that takes pieces of a line back."""
    kinds = [
        (DepartureKind.WRONG_ENTRY.value, _("Salah catat"), _("Jumlah atau produknya keliru; tidak pernah terjual.")),
        (DepartureKind.CUSTOMER_RETURN.value, _("Retur pembeli"), _("Barang dikembalikan oleh pembeli.")),
    ]
    return SchemaForm(
        ReversalForm,
        {"kind": DepartureKind.WRONG_ENTRY.value},
        labels={name: speak(label) for name, label in REVERSAL_LABELS.items()},
        choices={  # type: ignore[dict-item]
            "kind": kinds,
            "refunded_by": [(Party.OUTLET.value, _("Gerai")), (Party.PRODUCER.value, _("Produsen"))],
        },
    )


def line_page(row: Row[Any], form: SchemaForm) -> str:
    """The page of a line."""
    user, line = person(), row.SaleLine
    departed = db.session.execute(
        select(SaleLine)
        .join(LineDeparture, LineDeparture.line_id == SaleLine.id)
        .where(LineDeparture.sale_line_id == line.id)
        .order_by(LineDeparture.number)
    ).scalars()
    is_sale = line.kind is LineKind.SALE
    left = pieces_left(line) if is_sale else 0
    low, high = band_of(db.session.get_one(Outlet, line.outlet_id).kind)
    return render_template(
        "commissions/sales/line.html",
        form=form,
        row=row,
        line=line,
        left=left,
        departed=list(departed),
        why=why(line),
        rule=speak(RULE_LABELS[RateRule(line.rule)]),
        band=(low, high, low <= line.rate_bp <= high),
        kind_labels=KIND_LABELS,
        channel=speak(CHANNEL_LABELS[row.channel]),
        source=source_label(row.source),
        re_rating_id=db.session.get_one(AgreementRate, line.rate_id).re_rating_id,
        money_route=speak(MONEY_ROUTE_LABELS[line.money_route]),
        drawn=stock_words.drawn_words(drawn_for([line.id]).get(line.id, ())),
        replaced_by=replacing_report(line.id) if is_sale else None,
        replaces=row.replaces_line_id if is_sale else None,
        cancelled_by=cancelling_line(line) if line.kind is LineKind.CUSTOMER_RETURN else None,
        cancels=cancelled_return(line) if line.kind is LineKind.RETURN_CANCELLED else None,
        may_correct=user.may(Permission.SALE_REVERSE),
        may_object=is_sale and user.may(Permission.OBJECTION_RAISE) and is_open_to_objection(line.report_id),
        may_reverse=is_sale and left > 0 and user.may(Permission.SALE_REVERSE),
        may_see_report=user.role is not Role.PRODUCER,
        # What lowers a sale stands in the history of that sale, with the reason; the lowering line shows it as well.
        history=audit.timeline("sale_line", line.reverses_id or line.id) if user.may(Permission.HISTORY_READ) else None,
    )
