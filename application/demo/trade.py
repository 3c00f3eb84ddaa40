"""The outlets of the demo, what they agreed with the producers, and what stands on their shelves."""

from dataclasses import dataclass, field
from datetime import date

from accounts import people
from accounts.models import UserAccount
from accounts.permissions import Role
from application.belonging import belong
from application.demo.cast import Shop
from outlets import (
    agreement_acceptance,
    agreement_proposals,
    office_corners,
    outlets,
    placement_decisions,
    placements,
)
from outlets.models import Outlet, Placement
from partnerships.models import Producer, Product


@dataclass
class Place:
    """An outlet that was opened: who manages it, and what stands there."""

    shop: Shop
    outlet: Outlet
    manager: UserAccount
    shelf: list[Placement] = field(default_factory=list)


@dataclass
class Supplier:
    """A producer that was vetted: who acts for it, and its goods."""

    producer: Producer
    account: UserAccount
    goods: list[Product]


def open_shop(shop: Shop, number: int, chain_id: int | None, *, by: UserAccount) -> Place:
    """An outlet with its manager and cashiers."""
    outlet = outlets.create(
        name=shop.name, kind=shop.kind, region_code=shop.region, address=shop.address, chain_id=chain_id, by=by
    )
    manager_email = shop.manager_signs_in or f"gerai{number}@contoh.id"
    manager = people.create(name=shop.manager, email=manager_email, role=Role.OUTLET_MANAGER, by=by)
    belong(manager, producer_id=None, outlet_id=outlet.id)
    for email, name in shop.cashiers:
        cashier = people.create(name=name, email=email, role=Role.CASHIER, by=by)
        belong(cashier, producer_id=None, outlet_id=outlet.id)
    if shop.kind == office_corners.KIND:
        office_corners.agree_terms(outlet.id, money_route=shop.route, rate_bp=shop.rate_bp, by=manager)
    return Place(shop, outlet, manager)


def agree(place: Place, supplier: Supplier, starts_on: date, *, by: UserAccount) -> None:
    """An agreement of a producer with an outlet, or with its chain, accepted by both sides."""
    agreement = propose(place, supplier, starts_on, place.shop.rate_bp, by=by)
    agreement_acceptance.accept(agreement, by=supplier.account)
    agreement_acceptance.accept(agreement, by=place.manager)


def propose(
    place: Place, supplier: Supplier, starts_on: date, rate_bp: int, *, by: UserAccount, reason: str | None = None
) -> int:
    """An agreement that waits; its id."""
    chain_id = place.outlet.chain_id
    agreement = agreement_proposals.propose(
        producer_id=supplier.producer.id,
        outlet_id=None if chain_id else place.outlet.id,
        chain_id=chain_id,
        starts_on=starts_on,
        money_route=place.shop.route,
        rates=[{"rate_bp": rate_bp, "starts_on": starts_on}],
        reason=reason,
        by=by,
    )
    return agreement.id


def offer(place: Place, product: Product, *, by: UserAccount) -> Placement:
    """A product proposed for a shelf: consigned at nine tenths of its price, to be sold at its price."""
    return placements.propose(
        product_id=product.id,
        outlet_id=place.outlet.id,
        consigned_price_rupiah=product.price_rupiah * 9 // 10,
        retail_price_rupiah=product.price_rupiah,
        by=by,
    )


def put_on_shelf(place: Place, product: Product, *, by: UserAccount) -> None:
    """A product proposed and accepted."""
    placement = offer(place, product, by=by)
    place.shelf.append(placement_decisions.accept(placement.id, by=place.manager))
