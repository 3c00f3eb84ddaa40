"""A producer of the regency is taken in by a Pojok UMKM: agreement and placements in one step, both sides on record.

The producer accepts for itself, or an officer stands in for it; the corner's acceptance is that of its standing terms.
No producer is turned away: what is not ready yet is told with what is missing, and the agreement stands all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import today
from core.errors import Refusal
from outlets import agreement_acceptance, agreement_proposals, office_corners, outlets, placement_decisions, placements
from outlets.agreement_terms import terms_on
from outlets.corner_errors import ManagerMustAgree, NoCornerTerms, NotOfThisRegion
from outlets.corner_models import CornerTerms
from outlets.errors import NotOfThisProducer, OnBehalfOfNeeded
from outlets.models import Agreement, Outlet, Placement
from outlets.states import Side
from partnerships import producers
from partnerships.errors import UnknownProducer
from partnerships.models import Producer, Product
from partnerships.regions import name_of
from partnerships.states import Source


@dataclass(frozen=True)
class NotReady:
    """A product that could not be placed, and why."""

    product: Product
    refusal: Refusal


@dataclass
class TakenIn:
    """What became of an offer: the agreement that holds, the products that stand now, and those that are not ready."""

    agreement_id: int
    placed: list[Placement] = field(default_factory=list)
    not_ready: list[NotReady] = field(default_factory=list)


def take_in(
    outlet_id: int,
    *,
    product_ids: Sequence[int],
    by: UserAccount,
    producer_id: int | None = None,
    source: Source | None = None,
) -> TakenIn:
    """Take a producer's products in at their prices, to be settled directly between the two.

    A producer offers for itself; an officer names the producer and from what source the offer came. An agreement in
    force is kept, else one is made from today on with the standing terms. Raises `UnknownOutlet`, `OutletClosed`,
    `NoCornerTerms`, `UnknownProducer`, `OnBehalfOfNeeded`, `ManagerMustAgree`, `NotOfThisRegion`, `NotOfThisProducer`,
    `ProducerNotActive`, `ProcessingRestricted`, `AgreementOverlaps`.
    """
    corner = office_corners.get(outlet_id, by=by, for_update=True)
    outlets.refuse_closed(corner)
    terms = office_corners.terms_of(corner)
    if terms is None:
        raise NoCornerTerms
    producer = _offering(producer_id, by)
    if by.is_staff:
        outlets.check_region(corner, by)
        if source is None:
            raise OnBehalfOfNeeded(field="source")
        if terms.source is not None:
            raise ManagerMustAgree
    if producer.region_code != corner.region_code:
        raise NotOfThisRegion(field="producer_id", region=name_of(corner.region_code))
    goods = _goods(producer, product_ids)
    held = terms_on(producer.id, corner.id, today())
    result = TakenIn(held[0].agreement_id if held else _agree(corner, producer, terms, by, source).id)
    for product in goods:
        try:
            with db.session.begin_nested():
                result.placed.append(_place(corner, product, terms, by))
        except Refusal as refusal:
            result.not_ready.append(NotReady(product, refusal))
    after = {"producer_id": producer.id, "agreement_id": result.agreement_id, "products_placed": len(result.placed)}
    record(
        "outlet:producer_taken_in",
        corner,
        by=by,
        after=after,
        on_behalf_of=Side.PRODUCER.value if by.is_staff else None,
        source=source.value if by.is_staff and source else None,
    )
    return result


def _offering(producer_id: int | None, by: UserAccount) -> Producer:
    """The producer who offers: the one named, or the only one a person acts for. Raises `UnknownProducer`."""
    if producer_id is not None:
        return producers.get(producer_id, by=by)
    own = list(db.session.execute(outlets.own_producers(by)).scalars()) if by.role is Role.PRODUCER else []
    if len(own) != 1:
        raise UnknownProducer
    return producers.get(own[0], by=by)


def _goods(producer: Producer, product_ids: Sequence[int]) -> list[Product]:
    """The products offered, in the order of their ids. Raises `NotOfThisProducer`."""
    wanted = set(product_ids)
    rows = select(Product).where(Product.producer_id == producer.id, Product.id.in_(wanted)).order_by(Product.id)
    found = list(db.session.execute(rows).scalars())
    if len(found) != len(wanted):
        raise NotOfThisProducer(field="product_ids")
    return found


def _agree(corner: Outlet, producer: Producer, terms: CornerTerms, by: UserAccount, source: Source | None) -> Agreement:
    """An agreement on the standing terms, accepted by both sides."""
    agreement = agreement_proposals.propose(
        producer_id=producer.id,
        outlet_id=corner.id,
        starts_on=today(),
        money_route=terms.money_route,
        rates=[{"rate_bp": terms.rate_bp, "starts_on": today()}],
        by=by,
    )
    behalf = Side.PRODUCER if by.is_staff else None
    agreement_acceptance.accept(agreement.id, by=by, on_behalf_of=behalf, source=source if by.is_staff else None)
    return agreement_acceptance.accept_by_standing_terms(agreement, accepted_by_id=terms.accepted_by_id, by=by)


def _place(corner: Outlet, product: Product, terms: CornerTerms, by: UserAccount) -> Placement:
    """A product on the corner's shelf from today on, at its own price."""
    placement = placements.propose(
        product_id=product.id,
        outlet_id=corner.id,
        consigned_price_rupiah=product.price_rupiah,
        retail_price_rupiah=product.price_rupiah,
        starts_on=today(),
        by=by,
    )
    return placement_decisions.accept_by_standing_terms(placement, accepted_by_id=terms.accepted_by_id, by=by)
