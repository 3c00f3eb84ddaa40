"""Agreements: who may see them, where they stand, and which holds on a day."""

from datetime import date

from sqlalchemy import ColumnElement, Select, case, false, func, or_, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import business_day, today
from outlets.agreement_terms import AgreedTerms, AgreedVersion, terms_of_outlet, terms_on
from outlets.errors import UnknownAgreement
from outlets.models import Agreement, AgreementAmendment, Outlet
from outlets.outlets import own_outlets, own_producers
from outlets.sales_models import SaleLine
from outlets.states import AgreementStatus, AmendmentStatus
from partnerships.models import Producer

__all__ = [
    "AgreedTerms",
    "AgreedVersion",
    "agreed_on",
    "get",
    "last_sale_under",
    "open_amendment",
    "status_shown",
    "terms_of_outlet",
    "terms_on",
    "visible_to",
]


def visible_to(user: UserAccount) -> Select[tuple[Agreement]]:
    """The agreements a person may see.

    Staff see those with a producer, an outlet or a branch of the chain in their regions; members of a producer, and
    managers of an outlet or of a branch of the chain, see their own.
    """
    if user.is_staff:
        outlets = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        chains = select(Outlet.chain_id).where(in_regions_of(user, Outlet.region_code))
        producers = select(Producer.id).where(in_regions_of(user, Producer.region_code))
        return select(Agreement).where(_between(producers, outlets, chains))
    if user.role is Role.PRODUCER:
        return select(Agreement).where(Agreement.producer_id.in_(own_producers(user)))
    if user.role is Role.OUTLET_MANAGER:
        own = own_outlets(user)
        chains = select(Outlet.chain_id).where(Outlet.id.in_(own))
        return select(Agreement).where(Agreement.outlet_id.in_(own) | Agreement.chain_id.in_(chains))
    return select(Agreement).where(false())


def _between(
    producers: Select[tuple[int]], outlets: Select[tuple[int]], chains: Select[tuple[int | None]]
) -> ColumnElement[bool]:
    """The agreement has one of these on either side."""
    return or_(Agreement.producer_id.in_(producers), Agreement.outlet_id.in_(outlets), Agreement.chain_id.in_(chains))


def get(agreement_id: int, *, by: UserAccount, for_update: bool = False) -> Agreement:
    """One agreement. Raises `UnknownAgreement` for one that does not exist or is not this person's to see."""
    agreement = get_visible(visible_to(by), Agreement, agreement_id, for_update=for_update)
    if agreement is None:
        raise UnknownAgreement
    return agreement


def agreed_on(agreement: Agreement) -> date:
    """The day the second side accepted it, on which its paper is of; today while one has not."""
    instants = (agreement.producer_accepted_at, agreement.outlet_accepted_at)
    return business_day(max(done)) if len(done := [at for at in instants if at]) == len(instants) else today()


def status_shown() -> ColumnElement[AgreementStatus]:
    """The status of today: an agreement whose last day has passed has ended, although nobody touched its row."""
    is_over = Agreement.ends_on < today()
    return case((is_over, AgreementStatus.ENDED.value), else_=Agreement.status.cast(db.Text))  # type: ignore[arg-type]


def status_of(agreement: Agreement) -> AgreementStatus:
    """The status of an agreement today, as `status_shown` says it in SQL."""
    if agreement.ends_on is not None and agreement.ends_on < today():
        return AgreementStatus.ENDED
    return agreement.status


def open_amendment(agreement: Agreement, *, for_update: bool = False) -> AgreementAmendment | None:
    """The change of terms that waits for its approval or acceptance, if any; there is at most one."""
    waiting = select(AgreementAmendment).where(
        AgreementAmendment.agreement_id == agreement.id,
        AgreementAmendment.status.in_([AmendmentStatus.PROPOSED, AmendmentStatus.AWAITING_APPROVAL]),
    )
    if for_update:
        waiting = waiting.with_for_update().execution_options(populate_existing=True)
    return db.session.execute(waiting).scalar_one_or_none()


def last_sale_under(agreement: Agreement) -> date | None:
    """The last day on which a sale stands under an agreement."""
    last = select(func.max(SaleLine.sold_on)).where(SaleLine.agreement_id == agreement.id)
    return db.session.execute(last).scalar_one()
