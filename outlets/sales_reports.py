"""Reports as outlets make them: whose are visible, which days they answer for, and their lines as stored.

What a line is worth and what the ledger gets is the business of `commissions.posting`, which calls down to here.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, cast, func, literal, select, union, union_all
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db
from core.dates import days_between, month_of, now
from core.errors import Conflict, InvalidInput
from core.wording import N_
from outlets.held_models import HeldLine
from outlets.models import Outlet, Placement
from outlets.outlets import own_outlets, own_producers
from outlets.sales_models import DayDecision, ReportedDay, ReportItem, SaleLine, SalesReport
from outlets.states import Channel, OverlapDecision

GREATEST_ID = 2**63 - 2
EXCLUSION_VIOLATED = "23P01"
UNIQUE_VIOLATED = "23505"


class ReportSpansMonths(InvalidInput):
    """A report must lie within one month."""

    code = "report_spans_months"
    sentence = N_("Satu laporan hanya untuk satu bulan. Pisahkan menjadi satu laporan per bulan.")


class RangeTurnedRound(InvalidInput):
    """The end of a period lies before its start."""

    code = "range_turned_round"
    sentence = N_("Tanggal akhir mendahului tanggal awal.")


class DayAlreadyReported(Conflict):
    """Another report answers for one of these days already, and one of the two has lines without receipt numbers."""

    code = "day_already_reported"
    sentence = N_(
        "Penjualan %(days)s sudah dilaporkan (laporan nomor %(report)s)."
        " Tanpa nomor struk, satu hari hanya satu laporan."
    )


class AlreadyReported(Conflict):
    """The same receipt lines were posted by somebody else a moment ago."""

    code = "already_reported"
    sentence = N_("Baris struk yang sama sudah dibukukan. Tidak ada yang ditambahkan.")


class CorrectedMeanwhile(Conflict):
    """Somebody else corrected the same report or line at the same moment, or the same form was sent twice."""

    code = "corrected_meanwhile"
    sentence = N_("Laporan ini baru saja dikoreksi. Lihat dulu koreksinya, lalu ulangi bila masih perlu.")


class Correction(NamedTuple):
    """What makes a report correct another: which, the how manieth of it, why, and the line it stands in for."""

    corrects_id: int
    correction_number: int
    correction_reason: str
    replaces_line_id: int | None = None


def visible_to(user: UserAccount) -> Select[tuple[SalesReport]]:
    """The reports a person may see: staff those of outlets in their regions, outlet people their own outlet's."""
    reports = select(SalesReport).join(Outlet, Outlet.id == SalesReport.outlet_id)
    if user.is_staff:
        return reports.where(in_regions_of(user, Outlet.region_code))
    if user.role in OUTLET_ROLES:
        return reports.where(SalesReport.outlet_id.in_(own_outlets(user)))
    return reports.where(SalesReport.id.is_(None))


def lines_visible_to(user: UserAccount) -> Select[tuple[SaleLine]]:
    """The lines a person may see: as `visible_to`, and a producer those of its own products."""
    lines = select(SaleLine).join(Outlet, Outlet.id == SaleLine.outlet_id)
    if user.is_staff:
        return lines.where(in_regions_of(user, Outlet.region_code))
    if user.role in OUTLET_ROLES:
        return lines.where(SaleLine.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return lines.where(SaleLine.producer_id.in_(own_producers(user)))
    return lines.where(SaleLine.id.is_(None))


def check_range(start: date, end: date) -> None:
    """Refuse a period that is turned round or spans months. Raises `RangeTurnedRound`, `ReportSpansMonths`."""
    if end < start:
        raise RangeTurnedRound(field="period_end")
    if month_of(start) != month_of(end):
        raise ReportSpansMonths(field="period_end")


def open_report(
    outlet: Outlet,
    *,
    start: date,
    end: date,
    channel: Channel,
    is_nil: bool,
    by: UserAccount,
    source: str = "",
    sales_file_id: int | None = None,
    request_sha256: str | None = None,
    corrects: Correction | None = None,
) -> SalesReport:
    """Flush a report of an outlet, to which lines are then written.

    Raises as `check_range`, and `CorrectedMeanwhile` when the place among the corrections of a report is taken.
    """
    check_range(start, end)
    report = SalesReport(
        outlet_id=outlet.id,
        period_start=start,
        period_end=end,
        channel=channel,
        source=source,
        is_nil=is_nil,
        reported_by_id=by.id,
        reported_at=now(),
        sales_file_id=sales_file_id,
        request_sha256=request_sha256,
        **(corrects._asdict() if corrects else {}),
    )
    try:
        with db.session.begin_nested():
            db.session.add(report)
            db.session.flush()
    except IntegrityError as error:
        if corrects and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATED:
            raise CorrectedMeanwhile from None
        raise
    return report


def claim_days(
    report: SalesReport, days_of_lines: Iterable[date], *, has_receipts: bool, without: Collection[date] = ()
) -> None:
    """Let a report answer for its days, which the database refuses when two claims exclude each other.

    With receipt numbers on every line the report shares the days of its lines with other such reports; without, it
    (or a nil report) keeps every day of its period to itself. Days it is to go `without` are left to the report that
    answers for them. Raises `DayAlreadyReported`.
    """
    shared = has_receipts and not report.is_nil
    answered = set(days_of_lines) if shared else set(days_between(report.period_start, report.period_end))
    days = sorted(answered.difference(without))
    if not days:
        return
    clash = clash_of_days(report.outlet_id, days, shared=shared)
    if clash:
        raise clash
    rows = [
        {
            "report_id": report.id,
            "day": day,
            "outlet_id": report.outlet_id,
            "claims_from": report.id if shared else 0,
            "claims_to": report.id if shared else GREATEST_ID,
        }
        for day in days
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(db.insert(ReportedDay), rows)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != EXCLUSION_VIOLATED:
            raise
        raise clash_of_days(report.outlet_id, days, shared=shared) or DayAlreadyReported(
            days=_named(days), report="?"
        ) from None


def clash_of_days(outlet_id: int, days: Collection[date], *, shared: bool) -> DayAlreadyReported | None:
    """The refusal that names the days another report keeps to itself, if any.

    `shared` says that every line carries a receipt number; such a report clashes only with one that has none, and with
    a decision that was made about the day, whose report claims nothing.
    """
    claims = select(ReportedDay.day, ReportedDay.report_id).where(
        ReportedDay.outlet_id == outlet_id, ReportedDay.day.in_(days)
    )
    if shared:
        claims = claims.where(ReportedDay.claims_from == 0)
    taken = list(db.session.execute(claims))
    if shared:
        claimed = select(ReportedDay.day).where(
            ReportedDay.report_id == DayDecision.report_id, ReportedDay.day == DayDecision.day
        )
        taken += db.session.execute(
            select(DayDecision.day, DayDecision.report_id).where(
                DayDecision.outlet_id == outlet_id,
                DayDecision.day.in_(days),
                DayDecision.report_id.is_not(None),
                DayDecision.decision != OverlapDecision.KEEP_BOTH,
                ~claimed.exists(),
            )
        )
    if not taken:
        return None
    return DayAlreadyReported(
        days=_named(sorted({claim.day for claim in taken})),
        report=", ".join(str(number) for number in sorted({claim.report_id for claim in taken})[:3]),
        extra={
            "report_ids": sorted({claim.report_id for claim in taken}),
            "days": sorted({claim.day.isoformat() for claim in taken}),
        },
    )


def days_of_other_channels(outlet_id: int, days: Collection[date], channel: Channel) -> set[date]:
    """Those of the days that a report with receipts answers for which came by another channel."""
    claims = (
        select(ReportedDay.day)
        .join(SalesReport, SalesReport.id == ReportedDay.report_id)
        .where(
            ReportedDay.outlet_id == outlet_id,
            ReportedDay.day.in_(days),
            ReportedDay.claims_from > 0,
            SalesReport.channel != channel,
        )
        .distinct()
    )
    return set(db.session.execute(claims).scalars()) if days else set()


def days_told_apart(outlet_id: int, days: Collection[date]) -> set[date]:
    """Those of the days about which somebody said that two sources are different sales: further receipts share them."""
    said = select(DayDecision.day).where(
        DayDecision.outlet_id == outlet_id,
        DayDecision.day.in_(days),
        DayDecision.decision == OverlapDecision.KEEP_BOTH,
    )
    return set(db.session.execute(said).scalars()) if days else set()


def _named(days: Sequence[date]) -> str:
    """A few days by name, the others counted: `2026-10-01, 2026-10-02 (+3)`."""
    first = ", ".join(day.isoformat() for day in days[:3])
    return first if len(days) <= 3 else f"{first} (+{len(days) - 3})"


def posted_keys(keys: Sequence[bytes]) -> set[bytes]:
    """Which of these natural keys belong to lines that are posted, or held, already."""
    if not keys:
        return set()
    asked = (
        func.unnest(key_array(keys))
        .table_valued("key", with_ordinality="place", joins_implicitly=True)
        .render_derived()
    )
    places = union_all(
        select(asked.c.place).where(SaleLine.natural_key == asked.c.key),
        select(asked.c.place).where(HeldLine.natural_key == asked.c.key),
    )
    return {keys[place - 1] for place in db.session.execute(places).scalars()}


def reports_holding(keys: Sequence[bytes]) -> Sequence[SalesReport]:
    """The reports that brought lines with these natural keys, oldest first."""
    if not keys:
        return []
    asked = func.unnest(key_array(keys)).table_valued("key", joins_implicitly=True).render_derived()
    ids = union(
        select(SaleLine.report_id).where(SaleLine.natural_key == asked.c.key),
        select(HeldLine.report_id).where(HeldLine.natural_key == asked.c.key),
    )
    return (
        db.session.execute(select(SalesReport).where(SalesReport.id.in_(ids)).order_by(SalesReport.id)).scalars().all()
    )


def key_array(keys: Sequence[bytes]) -> ColumnElement[Any]:
    """Natural keys as one array in the database's own writing, which for many keys is far quicker than a list."""
    return cast(literal("{" + ",".join([key.hex() for key in keys]) + "}", Text), ARRAY(Uuid))


def reported_days(outlet_id: int, days: Collection[date]) -> set[date]:
    """Those of the days that some report of the outlet answers for; on no other day can a line be posted already."""
    claimed = select(ReportedDay.day).where(ReportedDay.outlet_id == outlet_id, ReportedDay.day.in_(days)).distinct()
    return set(db.session.execute(claimed).scalars())


def name_items(report_id: int, placement_ids: Collection[int]) -> None:
    """Say of which placements a report will have lines; one named before stays. Lines of others are refused."""
    named = select(
        literal(report_id), Placement.id, Placement.outlet_id, Placement.product_id, Placement.producer_id
    ).where(Placement.id.in_(placement_ids))
    columns = ["report_id", "placement_id", "outlet_id", "product_id", "producer_id"]
    db.session.execute(insert(ReportItem).from_select(columns, named).on_conflict_do_nothing())


LINE_COLUMNS = (
    "report_id, outlet_id, producer_id, placement_id, product_id, agreement_id, agreement_version, rate_id, rule,"
    " money_route, kind, sold_on, period, late, code, reference, occurrence, file_row, quantity, unit_price_rupiah,"
    " gross_rupiah, rate_bp, commission_rupiah, tax_code, natural_key"
)


def copy_lines(text_rows: Iterable[str]) -> None:
    """Store sale lines given as rows of COPY text in the order of `LINE_COLUMNS`. Raises `AlreadyReported`."""
    connection = db.session.connection().connection.driver_connection
    try:
        with (
            db.session.begin_nested(),
            connection.cursor() as cursor,  # type: ignore[union-attr]
            cursor.copy(f"COPY sale_line ({LINE_COLUMNS}) FROM STDIN") as copy,
        ):
            for block in text_rows:
                copy.write(block)
    except Exception as error:
        if getattr(error, "sqlstate", None) == UNIQUE_VIOLATED:
            raise AlreadyReported from None
        raise
