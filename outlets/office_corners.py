"""Pojok UMKM: a shelf in a government office that takes any producer of its regency (Metro, 2022).

The corner's manager agrees once, to standing terms: who collects the money and at what commission. Under them a
producer who offers is taken in at once (`outlets.corner_supply`), and the two settle directly; the agency sees totals.
"""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import now
from core.money import format_rate
from outlets import outlet_members, outlets
from outlets.agreed_rates import band_of
from outlets.corner_errors import CornerExists, RateOutsideBand
from outlets.corner_models import CornerTerms
from outlets.errors import OnBehalfOfNeeded, UnknownOutlet
from outlets.models import Outlet
from outlets.money_routes import MoneyRoute
from outlets.states import OutletStatus, Side
from partnerships.models import Producer
from partnerships.states import Source

KIND = "office_corner"
ONE_AT_A_TIME = 20_261_128
"""The number of the database lock two openings at once wait for each other with."""


def open_to(user: UserAccount) -> Select[tuple[Outlet]]:
    """The corners a person may deal with: producers the open ones of their regency, everybody else those they see."""
    if user.role is not Role.PRODUCER:
        return outlets.visible_to(user).where(Outlet.kind == KIND)
    regions = select(Producer.region_code).where(Producer.id.in_(outlets.own_producers(user)))
    return select(Outlet).where(
        Outlet.kind == KIND, Outlet.status == OutletStatus.ACTIVE, Outlet.region_code.in_(regions)
    )


def get(outlet_id: int, *, by: UserAccount, for_update: bool = False) -> Outlet:
    """One corner. Raises `UnknownOutlet` for one that does not exist or is not this person's to deal with."""
    corner = get_visible(open_to(by), Outlet, outlet_id, for_update=for_update)
    if corner is None:
        raise UnknownOutlet
    return corner


@dataclass(frozen=True)
class Opened:
    """A corner that was opened, and its manager's account and link where an address was given."""

    corner: Outlet
    manager: UserAccount | None
    link: str | None


def open_corner(
    *,
    office: str,
    region_code: str,
    contact_name: str,
    contact_phone: str,
    source: Source,
    by: UserAccount,
    email: str | None = None,
    money_route: MoneyRoute = MoneyRoute.PRODUCER_COLLECTS,
    rate_bp: int = 0,
) -> Opened:
    """Open the corner of an office, with the standing terms its manager agreed to; `source` is how the officer knows.

    The producer collects from the buyer and owes no commission unless said otherwise. Raises `CornerExists`,
    `RateOutsideBand`, and what `outlets.create` and `outlet_members.invite` raise.
    """
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    same = select(Outlet.id).where(
        Outlet.kind == KIND,
        Outlet.region_code == region_code,
        Outlet.status == OutletStatus.ACTIVE,
        func.lower(Outlet.parent_office) == office.lower(),
    )
    if db.session.execute(same.limit(1)).first() is not None:
        raise CornerExists(field="office", office=office)
    corner = outlets.create(
        name=f"Pojok UMKM {office}",
        kind=KIND,
        region_code=region_code,
        parent_office=office,
        contact_name=contact_name,
        contact_phone=contact_phone,
        contact_whatsapp=contact_phone,
        by=by,
    )
    agree_terms(corner.id, money_route=money_route, rate_bp=rate_bp, source=source, by=by)
    if not email:
        return Opened(corner, None, None)
    manager, link = outlet_members.invite(
        corner.id, name=contact_name, email=email, role=Role.OUTLET_MANAGER.value, by=by
    )
    return Opened(corner, manager, link)


def agree_terms(
    outlet_id: int, *, money_route: MoneyRoute, rate_bp: int, by: UserAccount, source: Source | None = None
) -> CornerTerms:
    """Agree to standing terms for a corner: its manager, or an officer who says how the manager's word reached them.

    They hold for agreements made from now on. Raises `UnknownOutlet`, `OutletClosed`, `OutsideYourRegions`,
    `OnBehalfOfNeeded`, `RateOutsideBand`.
    """
    corner = get(outlet_id, by=by, for_update=True)
    outlets.refuse_closed(corner)
    outlets.check_region(corner, by)
    if by.is_staff and source is None:
        raise OnBehalfOfNeeded(field="source")
    lowest, highest = band_of(KIND)
    if not lowest <= rate_bp <= highest:
        raise RateOutsideBand(field="rate_bp", highest=format_rate(highest))
    told = source.value if by.is_staff and source else None
    terms = CornerTerms(
        outlet_id=corner.id,
        money_route=money_route,
        rate_bp=rate_bp,
        accepted_by_id=by.id,
        accepted_at=now(),
        source=told,
    )
    db.session.add(terms)
    db.session.flush()
    record(
        "outlet:corner_terms_agreed",
        corner,
        by=by,
        after={"money_route": money_route.value, "rate_bp": rate_bp},
        on_behalf_of=Side.OUTLET.value if by.is_staff else None,
        source=told,
    )
    return terms


def terms_of(corner: Outlet) -> CornerTerms | None:
    """The standing terms that count; None where nobody agreed to any yet."""
    rows = select(CornerTerms).where(CornerTerms.outlet_id == corner.id).order_by(CornerTerms.id.desc()).limit(1)
    return db.session.execute(rows).scalar_one_or_none()
