"""Sales of days that another report answers for: shown side by side, and decided by a person once, with a reason.

Keeping the first source leaves the lines out; adding posts what is beyond it; replacing takes back, by the ordinary
reversal, what only the first source has, and posts what only the second has.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.audit import ACTION_LABELS, record
from accounts.models import UserAccount
from accounts.permissions import Permission
from commissions.day_differences import DayDifference, Standing, as_standing, differences, missing
from commissions.departures import pieces_left, take_back
from commissions.line_checks import Checked
from core.database import db
from core.dates import month_of, now
from core.errors import Conflict, InvalidInput, NotPermitted
from core.languages import speak
from core.row_problems import MOST_ROWS_KEPT
from core.wording import N_
from outlets.held_models import HeldLine
from outlets.models import Outlet, Placement
from outlets.sales_models import DayDecision, LineKind, ReportedDay, SaleLine, SalesReport
from outlets.sales_reports import DayAlreadyReported, days_of_other_channels, days_told_apart
from outlets.states import Channel, OverlapDecision
from outlets.stock_states import HeldStatus
from partnerships.models import Product

if TYPE_CHECKING:
    from commissions.pricing import PricedLine

DECISION_LABELS = {
    OverlapDecision.KEEP_FIRST: N_("Pertahankan yang pertama"),
    OverlapDecision.ADD_MISSING: N_("Tambahkan yang belum ada"),
    OverlapDecision.REPLACE: N_("Ganti dengan yang baru"),
    OverlapDecision.KEEP_BOTH: N_("Keduanya benar: penjualan yang berbeda"),
}

ACTION_LABELS.update({"sales_report:overlap_decided": N_("Keputusan atas hari dengan dua sumber")})


class HeldLinesInTheWay(Conflict):
    """Lines of the days to be replaced still wait for a decision. Parameters: `count`."""

    code = "held_lines_in_the_way"
    sentence = N_("%(count)s baris hari itu masih ditahan. Putuskan dulu baris yang ditahan, lalu ganti.")


class DecidedAlready(Conflict):
    """The same upload has decided about one of these days before."""

    code = "overlap_decided_already"
    sentence = N_("Hari ini sudah diputuskan untuk berkas ini. Muat ulang halaman.")


class SourcesChanged(Conflict):
    """What stands on the days differs from what the person saw who decided; `differences` has it as it is now."""

    code = "sources_changed"
    sentence = N_("Salah satu sumber berubah sejak ditampilkan. Lihat selisihnya sekali lagi, lalu putuskan.")


class DecisionDoesNotFit(InvalidInput):
    """A count found what is beyond the books, so it can only be added."""

    code = "decision_does_not_fit"
    sentence = N_("Hasil hitungan adalah kelebihan dari yang tercatat; hanya dapat ditambahkan.")


class BothNeedReceipts(InvalidInput):
    """Two sources of a day are different sales only where receipts tell them apart."""

    code = "both_need_receipts"
    sentence = N_("Hari ini dilaporkan tanpa nomor struk, jadi tidak dapat dibukukan dua kali. Pilih keputusan lain.")


@dataclass(frozen=True, slots=True)
class Overlap:
    """What a person decided about days that are reported already, and why.

    `seen` is the mark of what was shown side by side (`mark_of`); other than that is refused. `is_beyond` says that
    the second source brings only what the first has not, as a count does.
    """

    decision: OverlapDecision
    reason: str
    seen: str = ""
    is_beyond: bool = False


def standing_on(outlet: Outlet, days: Collection[date]) -> list[Standing]:
    """What was sold at an outlet on these days by the books, less wrong entries taken back, and what is held."""
    if not days:
        return []
    producers = select(Placement.producer_id).where(Placement.outlet_id == outlet.id)
    lines = (
        select(SaleLine, Product.name)
        .join(Product, Product.id == SaleLine.product_id)
        .where(
            SaleLine.producer_id.in_(producers),
            SaleLine.outlet_id == outlet.id,
            SaleLine.period >= month_of(min(days)),
            SaleLine.sold_on.in_(days),
            SaleLine.kind.in_((LineKind.SALE, LineKind.REVERSAL)),
        )
        .order_by(SaleLine.id)
    )
    found = db.session.execute(lines).all()
    gone: Counter[int] = Counter()
    for line, _name in found:
        if line.reverses_id is not None:
            gone[line.reverses_id] -= line.quantity
    standing = [
        Standing(
            line.sold_on,
            line.product_id,
            name,
            line.quantity - gone[line.id],
            line.unit_price_rupiah,
            line.id,
            line.natural_key.bytes if line.natural_key else None,
        )
        for line, name in found
        if line.kind is LineKind.SALE and line.quantity > gone[line.id]
    ]
    held = (
        select(HeldLine, Product.name)
        .join(Product, Product.id == HeldLine.product_id)
        .where(HeldLine.outlet_id == outlet.id, HeldLine.sold_on.in_(days), HeldLine.status == HeldStatus.HELD)
        .order_by(HeldLine.id)
    )
    return standing + [
        Standing(
            line.sold_on,
            line.product_id,
            name,
            line.quantity,
            line.unit_price_rupiah,
            None,
            line.natural_key.bytes,
        )
        for line, name in db.session.execute(held)
    ]


def decision_choices(user: UserAccount, *, by_receipt: bool) -> list[tuple[str, str]]:
    """What a person may decide: taking sales back needs the right to, and both are right only receipt by receipt."""
    closed = set() if user.may(Permission.SALE_REVERSE) else {OverlapDecision.REPLACE}
    closed |= set() if by_receipt else {OverlapDecision.KEEP_BOTH}
    return [(choice.value, speak(label)) for choice, label in DECISION_LABELS.items() if choice not in closed]


def side_by_side(outlet: Outlet, days: Collection[date], checked: Checked) -> list[DayDifference]:
    """What stands on these days and what would come, by day and product; what both have by receipt is on both sides."""
    standing = [stood for stood in standing_on(outlet, days) if stood.natural_key not in checked.known_keys]
    here = set(days)
    return differences(standing, [as_standing(line) for line in checked.priced if line.line.sold_on in here])


def decide(outlet: Outlet, days: Collection[date], checked: Checked, overlap: Overlap, *, by: UserAccount) -> None:
    """Bring the good lines of a second source in line with what was decided about days reported already.

    Keeps every other report of the outlet out until this transaction ends: a new report locks its outlet by its key.
    Replacing takes back what only the first source has. Raises `NotPermitted` for whoever may not take sales back,
    `HeldLinesInTheWay`, `SourcesChanged`, `DecisionDoesNotFit`, and as `commissions.departures.take_back`.
    """
    db.session.execute(select(Outlet.id).where(Outlet.id == outlet.id).with_for_update())
    if overlap.is_beyond:
        if overlap.decision is not OverlapDecision.ADD_MISSING:
            raise DecisionDoesNotFit(field="overlap.decision")
        return
    if overlap.seen:
        refuse_changed(side_by_side(outlet, days, checked), overlap.seen)
    here = set(days)
    apart: list[PricedLine] = []
    coming: list[PricedLine] = []
    for line in checked.priced:
        (coming if line.line.sold_on in here else apart).append(line)
    if overlap.decision is OverlapDecision.KEEP_FIRST:
        checked.priced = apart
        return
    if overlap.decision is OverlapDecision.KEEP_BOTH:
        return
    standing = [stood for stood in standing_on(outlet, here) if stood.natural_key not in checked.known_keys]
    if overlap.decision is OverlapDecision.ADD_MISSING:
        coming = missing(standing, coming)
    else:
        take_all_back(standing, overlap.reason, by=by)
    checked.priced = sorted([*apart, *coming], key=attrgetter("line.row"))


def refuse_changed(rows: Sequence[DayDifference], seen: str) -> None:
    """Raises `SourcesChanged` when these are not the rows the person saw."""
    if mark_of(rows) != seen:
        raise SourcesChanged(extra=_side_by_side_answer(rows))


def mark_of(rows: Sequence[DayDifference]) -> str:
    """A short mark of what was shown side by side: the same rows give the same."""
    return hashlib.sha256(json.dumps([difference_as_json(row) for row in rows]).encode()).hexdigest()[:16]


def _side_by_side_answer(rows: Sequence[DayDifference]) -> dict[str, object]:
    """Both sources as a refusal carries them: at most a thousand rows, and the mark of all."""
    return {"differences": [difference_as_json(row) for row in rows[:MOST_ROWS_KEPT]], "seen": mark_of(rows)}


def keep_standing(outlet: Outlet, day: date, overlap: Overlap, *, by: UserAccount) -> SalesReport | None:
    """Note that a second source of a day was left out: the report that answers for the day says so in its history.

    The report, or None when nothing answers for the day any more.
    """
    claim = select(ReportedDay.report_id).where(ReportedDay.outlet_id == outlet.id, ReportedDay.day == day)
    report_id = db.session.execute(claim.order_by(ReportedDay.report_id).limit(1)).scalar_one_or_none()
    report = db.session.get(SalesReport, report_id) if report_id else None
    if report is not None:
        after = {"decision": overlap.decision.value, "days": [day.isoformat()]}
        record("sales_report:overlap_decided", report, by=by, after=after, reason=overlap.reason)
    return report


def other_sources(outlet: Outlet, checked: Checked, channel: Channel) -> list[DayDifference]:
    """Both sides on days on which receipts came by another channel, where each has sales the other does not.

    Receipts may share a day, so nothing keeps them apart; that two tills' numbers are the same sales, only a person
    can tell.
    """
    days = days_of_other_channels(outlet.id, checked.days, channel)
    days -= days_told_apart(outlet.id, days)
    if not days:
        return []
    rows = side_by_side(outlet, days, checked)
    stands = {row.sold_on for row in rows if row.pieces_standing}
    comes = {row.sold_on for row in rows if row.pieces_coming}
    return [row for row in rows if row.sold_on in stands & comes]


def take_all_back(standing: Sequence[Standing], reason: str, *, by: UserAccount) -> None:
    """Take back what is left of each of these sales, as a wrong entry. Raises `NotPermitted`, `HeldLinesInTheWay`."""
    if not by.may(Permission.SALE_REVERSE):
        raise NotPermitted
    held = sum(stood.line_id is None for stood in standing)
    if held:
        raise HeldLinesInTheWay(count=held)
    for stood in standing:
        line = db.session.get_one(SaleLine, stood.line_id)
        if pieces_left(line):
            take_back(line.id, by=by, reason=reason)


def note(
    outlet: Outlet,
    days: Collection[date],
    overlap: Overlap,
    *,
    report: SalesReport | None,
    sales_file_id: int | None = None,
    by: UserAccount,
) -> None:
    """Keep what was decided about each day, and why; the report made of the second source hangs on it.

    Raises `DecidedAlready` when the same upload decided one of the days before.
    """
    rows = [
        {
            "outlet_id": outlet.id,
            "day": day,
            "decision": overlap.decision,
            "reason": overlap.reason,
            "report_id": report.id if report else None,
            "sales_file_id": sales_file_id,
            "decided_by_id": by.id,
            "decided_at": now(),
        }
        for day in sorted(days)
    ]
    try:
        with db.session.begin_nested():
            db.session.execute(db.insert(DayDecision), rows)
    except IntegrityError:
        raise DecidedAlready from None
    if report is not None:
        record(
            "sales_report:overlap_decided",
            report,
            by=by,
            after={"decision": overlap.decision.value, "days": [day.isoformat() for day in sorted(days)]},
            reason=overlap.reason,
        )


def refuse_undecided(outlet: Outlet, checked: Checked, clash: DayAlreadyReported) -> NoReturn:
    """Refuse days that are reported already and nobody has decided about, with both sources side by side."""
    days = clash_days(clash)
    answer = _side_by_side_answer(side_by_side(outlet, days, checked))
    raise DayAlreadyReported(**clash.params, extra={**clash.extra, **answer})


def clash_days(clash: DayAlreadyReported) -> set[date]:
    """The days a clash is about."""
    return {date.fromisoformat(day) for day in clash.extra["days"]}  # type: ignore[attr-defined]


def difference_as_json(row: DayDifference) -> dict[str, object]:
    """One product on one day in both sources, as the API answers it and a file keeps it."""
    return {
        "sold_on": row.sold_on.isoformat(),
        "product_id": row.product_id,
        "name": row.name,
        "pieces_standing": row.pieces_standing,
        "rupiah_standing": row.rupiah_standing,
        "pieces_coming": row.pieces_coming,
        "rupiah_coming": row.rupiah_coming,
        "pieces_more": row.pieces_more,
    }
