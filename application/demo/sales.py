"""What the outlets of the demo sold: two months that were closed, and the one that runs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from application.demo.vetting import evidence
from commissions import closing, issued_statements, objections, sales_import
from commissions.departures import DepartureKind, take_back
from commissions.models import Statement
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import db
from core.dates import agency_zone, days_between, first_day, last_day, now, this_month, told_as_of
from outlets import report_photos
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import Channel
from partnerships.states import Source

DAYS_A_REPORT = 10
CLOSED_AFTER = 4
"""So many days after the first month its books were closed."""
PAID_AFTER = 11
"""So many days after it money moved."""
CLOSED_AGO = 3
"""So many days ago the second month was closed."""


@contextmanager
def days_after(month: str, days: int) -> Iterator[None]:
    """Within the block it is a morning so many days after a month, or the present when that lies still ahead."""
    morning = datetime.combine(last_day(month) + timedelta(days=days), time(9), tzinfo=agency_zone())
    with told_as_of(min(morning.astimezone(UTC), now())):
        yield


def pieces(place: Place, position: int, day: date) -> int:
    """How many pieces of the product at this position were sold that day: always the same, and never quite even."""
    return (day.toordinal() * (position + 3) + 5 * position + len(place.shop.name)) % (place.shop.sells_daily + 1)


def report(place: Place, days: Sequence[date]) -> None:
    """Report what an outlet sold on some days of one month, as its manager; nothing sold is a nil report."""
    lines = [
        ReportLine(row, day, placement.id, sold, placement.first_retail_price_rupiah)
        for row, (day, position, placement) in enumerate(
            ((day, position, placement) for day in days for position, placement in enumerate(place.shelf)), start=1
        )
        if (sold := pieces(place, position, day))
    ]
    post_report(
        place.outlet,
        period_start=days[0],
        period_end=days[-1],
        lines=lines,
        nil=not lines,
        channel=Channel.FORM,
        by=place.manager,
    )


def report_month(places: Sequence[Place], month: str, until: date | None = None) -> None:
    """Report a month of every outlet, ten days at a time."""
    days = days_between(first_day(month), min(last_day(month), until or date.max))
    for place in places:
        for start in range(0, len(days), DAYS_A_REPORT):
            report(place, days[start : start + DAYS_A_REPORT])


def owe_reports_since(places: Sequence[Place], day: date) -> None:
    """Let outlets have accepted their goods on a day, so that the reporting calendar shows what they owe since."""
    for place in places:
        for placement in place.shelf:
            placement.accepted_at = datetime.combine(day, time(9), tzinfo=agency_zone())
    db.session.flush()


def report_day_by_day(place: Place, days: Sequence[date], *, days_later: int = 0) -> None:
    """Report each of some days of this month by itself, at nine in the evening of it or of so many days later."""
    for day in days:
        evening = datetime.combine(day + timedelta(days=days_later), time(21), tzinfo=agency_zone())
        if day >= first_day(this_month()):
            with told_as_of(min(evening.astimezone(UTC), now())):
                report(place, [day])


def close(month: str, *, by: UserAccount, reason: str | None = None) -> None:
    """Close a month; outlets that have not reported are waived when there is a reason."""
    closing.close(month, by=by, waive_missing=reason is not None, reason=reason)


def acknowledge(month: str, places: Sequence[Place], suppliers: Sequence[Supplier], *, outlets_too: bool) -> None:
    """Let the producers of every second statement of a month agree, and where said the outlets, too."""
    managers = {place.outlet.id: place.manager for place in places}
    owners = {supplier.producer.id: supplier.account for supplier in suppliers}
    issued = db.session.execute(select(Statement).where(Statement.period == month).order_by(Statement.id)).scalars()
    for place, statement in enumerate(issued):
        if outlets_too or place % 2:
            issued_statements.acknowledge(statement.id, by=owners[statement.producer_id])
        if outlets_too:
            issued_statements.acknowledge(statement.id, by=managers[statement.outlet_id])


def bring_back_one(place: Place, month: str) -> None:
    """A customer brings one piece of the first sale of several pieces of a month back."""
    sale = db.session.execute(
        select(SaleLine)
        .where(SaleLine.outlet_id == place.outlet.id, SaleLine.period == month, SaleLine.quantity > 1)
        .order_by(SaleLine.id)
        .limit(1)
    ).scalar_one_or_none()
    if sale is not None:
        take_back(
            sale.id,
            by=place.manager,
            reason="Kemasan sobek, uang dikembalikan kepada pembeli.",
            kind=DepartureKind.CUSTOMER_RETURN,
            quantity=1,
        )


def photograph_note(place: Place) -> None:
    """The paper note of an outlet's newest report, as its manager photographed it."""
    newest = select(SalesReport).where(SalesReport.outlet_id == place.outlet.id).order_by(SalesReport.id.desc())
    report = db.session.execute(newest.limit(1)).scalar_one_or_none()
    if report is not None:
        report_photos.attach(report, evidence(), by=place.manager)


def upload_till_file(place: Place, day: date) -> None:
    """A till's file of one day that waits to be confirmed; one of its codes is not known."""
    rows = ["tanggal;kode_produk;jumlah;harga_satuan;no_struk"]
    for number, placement in enumerate(place.shelf, start=1):
        price = placement.first_retail_price_rupiah
        rows.append(f"{day:%d/%m/%Y};{placement.product.sku};{1 + number % 3};{price};HB-{number:04d}")
    rows.append(f"{day:%d/%m/%Y};8990000000017;1;12500;HB-0099")
    content = ("\r\n".join(rows) + "\r\n").encode()
    file = FileStorage(BytesIO(content), filename=f"kasir-{day:%Y-%m-%d}.csv", content_type="text/csv")
    sales_import.upload(place.outlet.id, file=file, by=place.manager)


def enter_for(place: Place, day: date, officer: UserAccount) -> None:
    """An officer enters what an outlet sent by WhatsApp; its manager says that one line has too many pieces."""
    lines = [
        ReportLine(row, day, placement.id, 2 + row % 3, placement.first_retail_price_rupiah)
        for row, placement in enumerate(place.shelf, start=1)
    ]
    posted = post_report(
        place.outlet,
        period_start=day,
        period_end=day,
        lines=lines,
        nil=False,
        channel=Channel.FORM,
        by=officer,
        source=Source.WHATSAPP.value,
        on_behalf_of="outlet",
    )
    report_photos.attach(posted.report, evidence(), by=officer)
    first = select(SaleLine.id).where(SaleLine.report_id == posted.report.id).order_by(SaleLine.id).limit(1)
    line_id = db.session.execute(first).scalar_one_or_none()
    if line_id is not None:
        reason = "Di catatan kami yang terjual satu lebih sedikit."
        objections.raise_objection(posted.report.id, line_id=line_id, reason=reason, by=place.manager)


def yesterday_of(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)
