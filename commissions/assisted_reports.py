"""Reports that staff entered for an outlet: which they are, and telling the outlet about each."""

from flask_babel import force_locale
from sqlalchemy import ColumnElement, exists, select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, STAFF
from commissions.report_sources import FROM_DISPUTE, FROM_OBJECTION, source_label
from core.database import db
from core.wording import N_
from outlets.models import Outlet, OutletMember
from outlets.sales_models import SalesReport

ENTERED = N_(
    "Petugas mencatat laporan %(number)s untuk %(outlet)s: penjualan %(start)s sampai %(end)s. Sumber: %(source)s."
    "\n\nPeriksa laporannya di Etalase. Bila ada yang keliru, sanggah laporan itu atau satu barisnya; petugas"
    " mengoreksinya dengan baris baru, atau menjawab mengapa catatannya benar."
)


def was_entered_by_staff() -> ColumnElement[bool]:
    """Whether the report at hand was entered by staff for the outlet."""
    return exists().where(UserAccount.id == SalesReport.reported_by_id, UserAccount.role.in_(STAFF))


def people_at(outlet_id: int) -> list[UserAccount]:
    """Everybody active who works at an outlet."""
    members = select(OutletMember.user_id).where(OutletMember.outlet_id == outlet_id)
    rows = select(UserAccount).where(
        UserAccount.id.in_(members), UserAccount.is_active, UserAccount.role.in_(OUTLET_ROLES)
    )
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())


def tell_outlet(report: SalesReport, outlet: Outlet, *, by: UserAccount) -> None:
    """Tell an outlet's people what staff entered for it; the message waits in the outbox.

    Nothing is told of what the outlet entered itself; the answer to a dispute or an objection is told by itself.
    """
    if not by.is_staff or report.source in (FROM_DISPUTE, FROM_OBJECTION):
        return
    for one in people_at(outlet.id):
        with force_locale(one.language):
            source = source_label(report.source) or "-"
        outbox.put(
            "assisted_report",
            one,
            subject=N_("Petugas mencatat laporan untuk gerai Anda"),
            body=ENTERED,
            number=report.id,
            outlet=outlet.name,
            start=report.period_start,
            end=report.period_end,
            source=source,
        )
