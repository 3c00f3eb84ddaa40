"""When an outlet becomes PKP or ceases to be. What has been closed or posted keeps the tax code it was posted with."""

from datetime import date

from sqlalchemy import func, select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions.models import LedgerBook
from commissions.periods import stays_open
from core.database import db
from core.dates import month_of, today
from core.errors import Conflict
from core.wording import N_
from outlets import outlets, vat_statuses
from outlets.campaign_models import CampaignDelivery
from outlets.models import Agreement, Outlet, OutletMember
from outlets.sales_models import SaleLine
from outlets.states import AgreementStatus
from partnerships.models import ProducerMember

OUTLET_TAX = "outlet_tax"


class VatMonthIsClosed(Conflict):
    """The status would reach back into a month that has been closed. Parameter: `month`."""

    code = "period_closed"
    sentence = N_(
        "Bulan %(month)s sudah ditutup; PPN bulan itu tidak dapat diubah lagi. Pilih hari di bulan yang masih terbuka."
    )


def change(outlet_id: int, *, vat_registered: bool, starts_on: date, reason: str, by: UserAccount) -> int:
    """Note that an outlet is PKP, or no longer, from a day on; how many sales posted since then keep what they bear.

    A day that has passed may be named while its month is open. A line carries the tax code of its day of sale as it was
    known when the line was posted, and never changes. Both sides are told. Raises `UnknownOutlet`,
    `OutsideYourRegions`, `VatMonthIsClosed`, and as `vat_statuses.note`.
    """
    if starts_on < today() and not stays_open(month_of(starts_on)):
        raise VatMonthIsClosed(field="starts_on", month=month_of(starts_on))
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    outlets.check_region(outlet, by)
    vat_statuses.note(outlet, vat_registered=vat_registered, starts_on=starts_on, reason=reason, by=by)
    _tell(outlet, vat_registered=vat_registered, starts_on=starts_on)
    return posted_otherwise(outlet, vat_registered=vat_registered, since=starts_on)


def posted_otherwise(outlet: Outlet, *, vat_registered: bool, since: date) -> int:
    """How many lines and pre-order deliveries of a day or later stand with another tax status."""
    dealing = select(LedgerBook.producer_id).where(LedgerBook.outlet_id == outlet.id)
    counted = 0
    for document, day in ((SaleLine, SaleLine.sold_on), (CampaignDelivery, CampaignDelivery.delivered_on)):
        rows = select(func.count()).where(
            document.producer_id.in_(dealing),
            document.outlet_id == outlet.id,
            document.period >= month_of(since),
            day >= since,
            document.tax_code.is_(None) if vat_registered else document.tax_code.is_not(None),
        )
        counted += db.session.execute(rows).scalar_one()
    return counted


def _tell(outlet: Outlet, *, vat_registered: bool, starts_on: date) -> None:
    """Tell the managers of the outlet and the producers whose agreement with it or its chain is in force."""
    managers = select(OutletMember.user_id).where(OutletMember.outlet_id == outlet.id)
    here = Agreement.outlet_id == outlet.id
    if outlet.chain_id is not None:
        here |= Agreement.chain_id == outlet.chain_id
    partners = select(Agreement.producer_id).where(here, Agreement.status == AgreementStatus.ACTIVE)
    makers = select(ProducerMember.user_id).where(ProducerMember.producer_id.in_(partners))
    rows = select(UserAccount).where(
        UserAccount.is_active,
        UserAccount.id.in_(makers) | (UserAccount.id.in_(managers) & (UserAccount.role == Role.OUTLET_MANAGER)),
    )
    body = (
        N_("Mulai %(day)s %(outlet)s tercatat sebagai Pengusaha Kena Pajak: komisi atas penjualannya dikenai PPN.")
        if vat_registered
        else N_("Mulai %(day)s %(outlet)s bukan lagi Pengusaha Kena Pajak: komisi atas penjualannya tanpa PPN.")
    )
    for person in db.session.execute(rows.order_by(UserAccount.id)).scalars():
        outbox.put(OUTLET_TAX, person, subject=N_("Status pajak gerai"), body=body, day=starts_on, outlet=outlet.name)
