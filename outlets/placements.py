"""Placements: who may see them, proposing a product to an outlet, and what each code of a till means there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, false, select
from sqlalchemy.exc import IntegrityError

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db, get_visible
from core.dates import now, today
from outlets import eligibility, outlet_codes, outlets
from outlets.agreement_terms import terms_of_outlet
from outlets.errors import (
    AlreadyPlaced,
    AlreadyProposed,
    EndsBeforeItStarts,
    NoAgreement,
    NotEligible,
    ProducerNotActive,
    ProductNotActive,
    UnknownPlacement,
)
from outlets.models import Outlet, OutletCode, Placement
from outlets.outlets import own_outlets, own_producers
from outlets.states import PlacementStatus
from partnerships import producers, products
from partnerships.models import Producer, Product
from partnerships.states import NOT_TRADING, ProductStatus


def visible_to(user: UserAccount) -> Select[tuple[Placement]]:
    """The placements a person may see.

    Staff see those of an outlet or a producer in their regions, outlet members and producers their own.
    """
    if user.is_staff:
        placed_there = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        made_there = select(Producer.id).where(in_regions_of(user, Producer.region_code))
        return select(Placement).where(Placement.outlet_id.in_(placed_there) | Placement.producer_id.in_(made_there))
    if user.role in OUTLET_ROLES:
        return select(Placement).where(Placement.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return select(Placement).where(Placement.producer_id.in_(own_producers(user)))
    return select(Placement).where(false())


def get(placement_id: int, *, by: UserAccount, for_update: bool = False) -> Placement:
    """One placement. Raises `UnknownPlacement` for one that does not exist or is not this person's to see."""
    placement = get_visible(visible_to(by), Placement, placement_id, for_update=for_update)
    if placement is None:
        raise UnknownPlacement
    return placement


def status_shown() -> ColumnElement[str]:
    """The status of today: a placement whose last day has passed has ended, although nobody touched its row."""
    return case((Placement.ends_on < today(), PlacementStatus.ENDED.value), else_=Placement.status.cast(db.Text))


def status_of(placement: Placement) -> PlacementStatus:
    """The status of a placement today, as `status_shown` says it in SQL."""
    if placement.ends_on is not None and placement.ends_on < today():
        return PlacementStatus.ENDED
    return placement.status


def propose(
    *,
    product_id: int,
    outlet_id: int,
    consigned_price_rupiah: int,
    retail_price_rupiah: int,
    by: UserAccount,
    starts_on: date | None = None,
    ends_on: date | None = None,
    quota: int | None = None,
    min_shelf_life_days: int | None = None,
    outlet_code: str | None = None,
) -> Placement:
    """Propose a product for the shelf of an outlet; the outlet then accepts it. Prices are whole rupiah a piece.

    It begins with the agreement in force unless said otherwise. `quota` is the most pieces on hand plus in transit;
    `min_shelf_life_days` is how long a batch must still keep when it is delivered.
    `outlet_code` is what the outlet's till calls it. Raises `UnknownProduct`, `UnknownOutlet`, `OutletClosed`,
    `ProductNotActive`, `NoAgreement`, `EndsBeforeItStarts`, `NotEligible` (with `missing`), `AlreadyPlaced`,
    `AlreadyProposed`, `CodeTaken`, `ProcessingRestricted`.
    """
    product = products.get(product_id, by=by)
    producers.refuse_restricted(product.producer)
    outlet = outlets.get(outlet_id, by=by)
    outlets.refuse_closed(outlet)
    first = starts_on or _start_of_agreement(product, outlet)
    if ends_on is not None and ends_on < first:
        raise EndsBeforeItStarts(field="ends_on")
    check_may_stand(product, outlet, first)
    refuse_overlap(product.id, outlet.id, first, ends_on)
    placement = Placement(
        product_id=product.id,
        producer_id=product.producer_id,
        outlet_id=outlet.id,
        first_consigned_price_rupiah=consigned_price_rupiah,
        first_retail_price_rupiah=retail_price_rupiah,
        starts_on=first,
        ends_on=ends_on,
        quota=quota,
        min_shelf_life_days=min_shelf_life_days,
        status=PlacementStatus.PROPOSED,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    db.session.add(placement)
    try:
        db.session.flush()
    except IntegrityError as error:
        if "uq_placement_proposed" in str(error.orig):
            raise AlreadyProposed from None
        raise
    if outlet_code:
        outlet_codes.learn(placement, outlet_code, by=by)
    after = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "starts_on": first.isoformat(),
        "consigned_price_rupiah": consigned_price_rupiah,
        "retail_price_rupiah": retail_price_rupiah,
        "quota": quota,
        "min_shelf_life_days": min_shelf_life_days,
    }
    record("placement:proposed", placement, by=by, after=after)
    return placement


def _start_of_agreement(product: Product, outlet: Outlet) -> date:
    """The first day of the agreement in force today, or of the next one to begin. Raises `NoAgreement`."""
    known = terms_of_outlet(outlet.id).get(product.producer_id, [])
    in_force = [terms for terms in known if terms.holds_on(today())]
    coming = sorted((terms for terms in known if terms.starts_on > today()), key=lambda terms: terms.starts_on)
    if not in_force and not coming:
        raise NoAgreement
    return (in_force or coming)[0].starts_on


def check_may_stand(product: Product, outlet: Outlet, first: date) -> None:
    """Refuse what may not stand there from its first day on, by what holds now.

    Raises `ProductNotActive`, `ProducerNotActive`, `NoAgreement`, or `NotEligible` with what is missing. What has
    begun in the past is judged as of today: only papers that are valid now let a new placement in.
    """
    if product.status is not ProductStatus.ACTIVE:
        raise ProductNotActive
    if product.producer.status in NOT_TRADING:
        raise ProducerNotActive
    if not any(terms.holds_on(first) for terms in terms_of_outlet(outlet.id).get(product.producer_id, ())):
        raise NoAgreement(field="starts_on")
    missing = eligibility.missing_at(product, outlet, max(first, today()))
    if missing:
        raise NotEligible(missing=", ".join(gap["label"] for gap in missing), extra={"missing": missing})


def refuse_overlap(product_id: int, outlet_id: int, first: date, last: date | None) -> None:
    """Raises `AlreadyPlaced` early; an exclusion constraint refuses it for certain once it is accepted."""
    rows = select(Placement.id).where(
        Placement.product_id == product_id,
        Placement.outlet_id == outlet_id,
        Placement.accepted_at.is_not(None),
        (Placement.ends_on.is_(None)) | (Placement.ends_on >= first),
    )
    if last is not None:
        rows = rows.where(Placement.starts_on <= last)
    if db.session.execute(rows.limit(1)).first() is not None:
        raise AlreadyPlaced


class PlacedRow(NamedTuple):
    """A placement that was accepted once, with what a sale needs to know; days are both included."""

    placement_id: int
    product_id: int
    producer_id: int
    category: str
    name: str
    sku: str
    gtin: str | None
    first_retail_price_rupiah: int
    starts_on: date
    ends_on: date | None
    status: PlacementStatus


@dataclass(frozen=True, slots=True)
class CodeBook:
    """What the codes of an outlet's till mean: placements by id, and for each code the placements it may mean.

    `own_codes` are what the till calls a product, by product.
    """

    placements: Mapping[int, PlacedRow]
    codes: Mapping[str, Sequence[int]]
    own_codes: Mapping[int, Sequence[str]]

    def standing(self, code: str, day: date) -> list[PlacedRow]:
        """The placements a code means on a day; more than one is ambiguous."""
        rows = [self.placements[placement_id] for placement_id in self.codes.get(code, ())]
        return [row for row in rows if row.starts_on <= day and (row.ends_on is None or day <= row.ends_on)]


def code_book(outlet_id: int) -> CodeBook:
    """What each code means in an outlet: its own code first, then a producer's SKU, then a GTIN. Two queries.

    A code learned for a product means every placement of that product there, also a later one. Placements that nobody
    ever accepted are left out; those that ended keep their days, so that a late report still finds them.
    """
    rows = [
        PlacedRow(*row)
        for row in db.session.execute(
            select(
                Placement.id,
                Placement.product_id,
                Placement.producer_id,
                Product.category,
                Product.name,
                Product.sku,
                Product.gtin,
                Placement.first_retail_price_rupiah,
                Placement.starts_on,
                Placement.ends_on,
                Placement.status,
            )
            .join(Product, Product.id == Placement.product_id)
            .where(Placement.outlet_id == outlet_id, Placement.accepted_at.is_not(None))
            .order_by(Placement.id)
        )
    ]
    by_product: dict[int, list[int]] = defaultdict(list)
    by_sku: dict[str, list[int]] = defaultdict(list)
    by_gtin: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_product[row.product_id].append(row.placement_id)
        by_sku[row.sku].append(row.placement_id)
        if row.gtin:
            by_gtin[row.gtin].append(row.placement_id)
    taught = db.session.execute(
        select(OutletCode.code, Placement.product_id)
        .join(Placement, Placement.id == OutletCode.placement_id)
        .where(OutletCode.outlet_id == outlet_id, OutletCode.retired_at.is_(None))
        .order_by(OutletCode.code)
    )
    own: dict[str, list[int]] = {}
    own_codes: dict[int, list[str]] = defaultdict(list)
    for code, product_id in taught:
        if product_id in by_product:
            own[code] = by_product[product_id]
            own_codes[product_id].append(code)
    return CodeBook({row.placement_id: row for row in rows}, {**by_gtin, **by_sku, **own}, own_codes)
