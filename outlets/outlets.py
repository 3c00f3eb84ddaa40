"""Outlets and chains: who may see them, who registers them, and who works there."""

from typing import Any

from sqlalchemy import Select, false, func, select
from sqlalchemy.exc import IntegrityError

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db, get_visible
from core.dates import now
from outlets.errors import ChainExists, OutsideYourRegions, UnknownChain, UnknownOutlet
from outlets.models import Agreement, Chain, Outlet, OutletMember, Placement
from outlets.outlet_errors import OutletClosed
from outlets.outlet_kinds import default_stock_policy
from outlets.outlet_profile import readable
from outlets.states import OutletStatus, StockPolicy
from outlets.time_zones import TimeZone, zone_of_region
from partnerships import requirement_sets
from partnerships.models import ProducerMember
from partnerships.regions import lies_in
from partnerships.rule_models import RequirementSet


def own_outlets(user: UserAccount) -> Select[tuple[int]]:
    """The ids of the outlets a person works at."""
    return select(OutletMember.outlet_id).where(OutletMember.user_id == user.id)


def own_producers(user: UserAccount) -> Select[tuple[int]]:
    """The ids of the producers a person acts for."""
    return select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)


def visible_to(user: UserAccount) -> Select[tuple[Outlet]]:
    """The outlets a person may see: staff those of their regions, members their own, producers those they deal with."""
    if user.is_staff:
        return select(Outlet).where(in_regions_of(user, Outlet.region_code))
    if user.role in OUTLET_ROLES:
        return select(Outlet).where(Outlet.id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        own = own_producers(user)
        return select(Outlet).where(
            Outlet.id.in_(select(Agreement.outlet_id).where(Agreement.producer_id.in_(own)))
            | Outlet.chain_id.in_(select(Agreement.chain_id).where(Agreement.producer_id.in_(own)))
            | Outlet.id.in_(select(Placement.outlet_id).where(Placement.producer_id.in_(own)))
        )
    return select(Outlet).where(false())


def open_to(user: UserAccount) -> Select[tuple[Outlet]]:
    """The outlets a person may propose an agreement to: a producer any, everybody else those they see."""
    return select(Outlet) if user.role is Role.PRODUCER else visible_to(user)


def still_open(rows: Select[tuple[Outlet]]) -> Select[tuple[Outlet]]:
    """Those of some outlets that are not closed, to choose from."""
    return rows.where(Outlet.status == OutletStatus.ACTIVE)


def chains_open_to(user: UserAccount) -> Select[tuple[Chain]]:
    """The chains a person may propose an agreement to: staff and producers any, members the chain of their outlet."""
    if user.is_staff or user.role is Role.PRODUCER:
        return select(Chain)
    return select(Chain).where(
        Chain.id.in_(select(Outlet.chain_id).where(Outlet.id.in_(own_outlets(user)), Outlet.chain_id.is_not(None)))
    )


def chains_with_sets(user: UserAccount) -> Select[Any]:
    """The same with the code and the name of the set of requirements each asks for, and how many branches it has."""
    branches = select(func.count()).select_from(Outlet).where(Outlet.chain_id == Chain.id).scalar_subquery()
    return (
        chains_open_to(user)
        .outerjoin(RequirementSet, RequirementSet.id == Chain.requirement_set_id)
        .with_only_columns(
            Chain.id,
            Chain.name,
            RequirementSet.code.label("requirement_set"),
            RequirementSet.name.label("set_name"),
            branches.label("branches"),
        )
    )


def get(outlet_id: int, *, by: UserAccount, for_update: bool = False) -> Outlet:
    """One outlet. Raises `UnknownOutlet` for one that does not exist or is not this person's to see."""
    outlet = get_visible(visible_to(by), Outlet, outlet_id, for_update=for_update)
    if outlet is None:
        raise UnknownOutlet
    return outlet


def get_open(outlet_id: int, *, by: UserAccount) -> Outlet:
    """One outlet to propose to. Raises `UnknownOutlet`, `OutletClosed`."""
    outlet = get_visible(open_to(by), Outlet, outlet_id)
    if outlet is None:
        raise UnknownOutlet
    refuse_closed(outlet)
    return outlet


def get_chain(chain_id: int, *, by: UserAccount) -> Chain:
    """One chain to propose to. Raises `UnknownChain`."""
    chain = get_visible(chains_open_to(by), Chain, chain_id)
    if chain is None:
        raise UnknownChain
    return chain


def works_in(user: UserAccount, region_code: str) -> bool:
    """Whether a member of staff works in a region."""
    return user.works_everywhere or any(lies_in(region_code, area) for area in user.region_codes)


def check_region(outlet: Outlet, by: UserAccount) -> None:
    """Raises `OutsideYourRegions` for staff who would act for an outlet that lies elsewhere."""
    if by.is_staff and not works_in(by, outlet.region_code):
        raise OutsideYourRegions


def create_chain(*, name: str, by: UserAccount, requirement_set: str | None = None) -> Chain:
    """Register a retail chain, with the code of the set it asks for. Raises `ChainExists`, `UnknownRequirementSet`."""
    chosen = requirement_sets.by_code(requirement_set) if requirement_set else None
    chain = Chain(name=name, requirement_set=chosen, created_at=now())
    db.session.add(chain)
    try:
        db.session.flush()
    except IntegrityError:
        raise ChainExists(field="name", name=name) from None
    record("chain:created", chain, by=by, after={"requirement_set": chosen.code} if chosen else None)
    return chain


def choose_set(chain_id: int, *, by: UserAccount, requirement_set: str | None = None) -> Chain:
    """Choose the set of requirements a chain asks for on top, by its code; None for none.

    It holds for what is placed from now on; placements that stand are not ended. Raises `UnknownChain`,
    `UnknownRequirementSet`.
    """
    chain = get_visible(chains_open_to(by), Chain, chain_id, for_update=True)
    if chain is None:
        raise UnknownChain
    before = chain.requirement_set.code if chain.requirement_set else None
    chain.requirement_set = requirement_sets.by_code(requirement_set) if requirement_set else None
    db.session.flush()
    after = chain.requirement_set.code if chain.requirement_set else None
    record("chain:set_chosen", chain, by=by, before={"requirement_set": before}, after={"requirement_set": after})
    return chain


def create(
    *,
    name: str,
    kind: str,
    region_code: str,
    by: UserAccount,
    chain_id: int | None = None,
    vat_registered: bool = False,
    stock_policy: StockPolicy | None = None,
    time_zone: TimeZone | None = None,
    **told: Any,  # noqa: ANN401 - the further fields of `outlet_profile.EDITED`
) -> Outlet:
    """Register an outlet in one of the officer's regions.

    Stock is followed by batch in a PLUT gallery and not at all elsewhere, and the zone is that of the province, unless
    said otherwise. PKP at its registration, it has been so as long as the record reaches back. Raises
    `NotAnOutletKind`, `NotARegency`, `OutsideYourRegions`, `UnknownChain`, and what
    `outlet_profile.readable` raises.
    """
    outlet = made(
        name=name,
        kind=kind,
        region_code=region_code,
        chain_id=get_chain(chain_id, by=by).id if chain_id is not None else None,
        vat_registered=vat_registered,
        stock_policy=stock_policy,
        time_zone=time_zone,
        by=by,
        **told,
    )
    db.session.add(outlet)
    db.session.flush()
    note_created(outlet, by=by)
    return outlet


def made(
    *,
    kind: str,
    region_code: str,
    by: UserAccount,
    vat_registered: bool = False,
    stock_policy: StockPolicy | None = None,
    time_zone: TimeZone | None = None,
    **told: Any,  # noqa: ANN401
) -> Outlet:
    """An outlet as `create` makes it, not yet added to the session. Raises as `create`, but for the chain."""
    known = readable({"kind": kind, "region_code": region_code, **told})
    if not works_in(by, region_code):
        raise OutsideYourRegions(field="region_code")
    return Outlet(
        **known,
        first_vat_registered=vat_registered,
        stock_policy=stock_policy or default_stock_policy(kind),
        time_zone=(time_zone or zone_of_region(region_code)).value,
        status=OutletStatus.ACTIVE,
        created_at=now(),
        created_by_id=by.id,
    )


def note_created(outlet: Outlet, *, by: UserAccount) -> None:
    """Write into the history that an outlet was registered."""
    after = {"outlet_kind": outlet.kind, "region_code": outlet.region_code, "chain_id": outlet.chain_id}
    record("outlet:created", outlet, by=by, after={**after, "stock_policy": outlet.stock_policy.value})


def refuse_closed(outlet: Outlet) -> None:
    """Raises `OutletClosed`: nothing new begins at an outlet that is closed."""
    if outlet.status is OutletStatus.CLOSED:
        raise OutletClosed


def members_of(outlet: Outlet) -> list[UserAccount]:
    """Who works at an outlet, managers first."""
    rows = select(UserAccount).join(OutletMember, OutletMember.user_id == UserAccount.id)
    found = db.session.execute(rows.where(OutletMember.outlet_id == outlet.id).order_by(UserAccount.id)).scalars()
    return sorted(found, key=lambda user: user.role is not Role.OUTLET_MANAGER)
