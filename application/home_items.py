"""What a first page counts beside the queues: months to close, reports that are missing, claims that are late."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.models import UserAccount
from accounts.permissions import Permission
from commissions import debt_lists, debts, undecided_days
from commissions.closing import missing_reports
from commissions.models import Period, PeriodStatus, Transfer
from commissions.two_sides import OWN_SIDE
from core.database import db
from core.dates import first_day, month_after, this_month
from core.money import format_rupiah


@dataclass(frozen=True)
class Item:
    """Something that waits: how many, what, where it is dealt with, and since when or why."""

    count: int
    label: str
    url: str
    note: str = ""
    tone: str = "wait"


def counted(sentence: str, count: int, **params: object) -> str:
    """A sentence about so many things. Indonesian needs one form; English has two in its catalogue."""
    return str(ngettext(sentence, sentence, count, **params))


def overdue(user: UserAccount) -> list[Item]:
    """Claims that are due: for the two sides what they owe themselves, for finance what anybody owes."""
    side = OWN_SIDE.get(user.role)
    if not user.may(Permission.SETTLEMENT_READ):
        return []
    wanted = {"state": debts.OVERDUE, **({"owed_by": side.value} if side else {})}
    rows, _orders = debt_lists.rows(user, wanted)
    listed = rows.order_by(None).subquery()
    count, owed = db.session.execute(
        select(func.count(), func.coalesce(func.sum(listed.c.owed_rupiah), 0)).select_from(listed)
    ).one()
    label = counted("tagihan lewat jatuh tempo", count)
    note = _("Seluruhnya %(amount)s.", amount=format_rupiah(int(owed))) if count else ""
    return [Item(count, label, f"/tagihan?{urlencode(wanted)}", note, "bad")]


def months_to_close() -> list[Item]:
    """The months that have ended and are not closed, and who has not reported for the first of them."""
    closed = db.session.execute(select(func.max(Period.month)).where(Period.status == PeriodStatus.CLOSED)).scalar_one()
    first = month_after(closed) if closed else db.session.execute(select(func.min(Transfer.period))).scalar_one()
    months = []
    while first and first < this_month():
        months.append(first)
        first = month_after(first)
    if not months:
        return [Item(0, counted("bulan menunggu ditutup", 0), "/periode")]
    name = format_date(first_day(months[0]), "MMMM y")
    missing = missing_reports(months[0])
    return [
        Item(
            len(months),
            counted("bulan menunggu ditutup", len(months)),
            "/periode",
            _("Berikutnya: %(month)s.", month=name),
            "bad",
        ),
        Item(
            len(missing),
            counted("gerai belum melapor untuk %(month)s", len(missing), month=name),
            "/periode",
            ", ".join(report.outlet_name for report in missing[:3]),
        ),
    ]


def two_sources(user: UserAccount) -> list[Item]:
    """The days on which receipts of two channels stand beside each other, and nobody has said what they are."""
    if not user.may(Permission.SALE_REPORT):
        return []
    days = undecided_days.to_decide(user).subquery()
    count = db.session.execute(select(func.count()).select_from(days)).scalar_one()
    first = db.session.execute(undecided_days.rows(user).limit(1)).one_or_none()
    url = f"/penjualan/laporan/{first.report_id}/sumber" if first else "/penjualan/laporan"
    note = _("Bandingkan dan putuskan: sama, sebagian, atau berbeda.")
    return [Item(count, counted("hari dengan dua sumber menunggu keputusan", count), url, note)]
