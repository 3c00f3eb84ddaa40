"""The public catalogue: products that are on sale today, what they are, where they come from and where they stand.

Nothing else of a producer is public: its number is shown only while it agrees to that, and a producer whose data are
restricted or erased is not shown at all.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.database import db
from core.dates import now, today
from outlets.catalogue_errors import NotInTheCatalogue
from outlets.catalogue_models import CatalogueEnquiry, ContactMeans
from outlets.models import Outlet, Placement
from outlets.placement_prices import retail_on
from outlets.pull_models import PlacementHold
from outlets.short_codes import number_of
from outlets.states import PlacementStatus
from partnerships import consents, product_photos
from partnerships.models import Producer, Product
from partnerships.personal_codes import Purpose
from partnerships.product_models import ProductPhoto
from partnerships.states import ProducerStatus, ProductStatus

ORDERS = {"name": [Product.name, Product.id], "newest": [func.max(Placement.starts_on).desc(), Product.id]}


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """What anybody may see of one product; `phone` is empty while the producer does not agree to be called."""

    product: Product
    photo: ProductPhoto | None
    """The main approved photo."""
    producer: str
    phone: str
    shelves: list[Row[Any]]
    """Where it is on sale: `outlet`, `address`, `region_code`, `retail_price_rupiah`."""


def products_on_sale(words: str = "", category: str = "", region_code: str = "") -> Select[Any]:
    """Products on sale today with their region, lowest price and the outlets; narrowed by words, category, region."""
    outlets = func.string_agg(Outlet.name.distinct(), aggregate_order_by(", ", Outlet.name))
    rows = (
        select(
            Product.id,
            Product.name,
            Product.category,
            Product.net_weight_gram,
            Producer.name.label("producer"),
            Producer.region_code,
            func.min(retail_on(today())).label("price_rupiah"),
            outlets.label("outlets"),
        )
        .join(Producer, Producer.id == Product.producer_id)
        .join(Placement, Placement.product_id == Product.id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(*_is_public(), *_stands_on_a_shelf())
        .group_by(Product.id, Producer.id)
    )
    if words:
        found = [column.icontains(words, autoescape=True) for column in (Product.name, Producer.name, Outlet.name)]
        rows = rows.where(or_(*found))
    if category:
        rows = rows.where(Product.category == category)
    if region_code:
        rows = rows.where(Producer.region_code == region_code)
    return rows


def regions_on_sale() -> list[str]:
    """The regions whose products are on sale, to choose from."""
    rows = products_on_sale().with_only_columns(Producer.region_code).group_by(None).group_by(Producer.region_code)
    return sorted(db.session.execute(rows).scalars())


def product_of(code: str) -> ShownProduct:
    """What the short code of a label leads to, also while the product stands on no shelf.

    Raises `NotInTheCatalogue` for a slip, and for a product that is not approved or whose producer is not active.
    """
    number = number_of(code)
    product = None
    if number is not None and number < 2**63:
        rows = select(Product).join(Producer, Producer.id == Product.producer_id)
        product = db.session.execute(rows.where(Product.id == number, *_is_public())).scalar_one_or_none()
    if product is None:
        raise NotInTheCatalogue
    shelves = db.session.execute(
        select(
            Outlet.name.label("outlet"),
            Outlet.address,
            Outlet.region_code,
            func.min(retail_on(today())).label("retail_price_rupiah"),
        )
        .join(Placement, Placement.outlet_id == Outlet.id)
        .where(Placement.product_id == product.id, *_stands_on_a_shelf())
        .group_by(Outlet.id)
        .order_by(Outlet.name, Outlet.id)
    ).all()
    may_call = consents.allows(product.producer_id, Purpose.PHONE_SHOWN)
    photo = next(iter(product_photos.approved_of([product.id]).get(product.id, [])), None)
    phone = product.producer.phone if may_call else ""
    return ShownProduct(product, photo, product.producer.name, phone, list(shelves))


def enquire(code: str, means: ContactMeans) -> ShownProduct:
    """Count that somebody asked for the way to the producer. Raises `NotInTheCatalogue`, also without its consent."""
    shown = product_of(code)
    if not shown.phone:
        raise NotInTheCatalogue
    db.session.add(CatalogueEnquiry(product_id=shown.product.id, means=means, asked_at=now()))
    db.session.flush()
    return shown


def enquiries_of(product_id: int) -> dict[ContactMeans, int]:
    """How often somebody asked for the way to the producer of a product the caller may see, by means."""
    rows = select(CatalogueEnquiry.means, func.count()).where(CatalogueEnquiry.product_id == product_id)
    counted: dict[ContactMeans, int] = dict(db.session.execute(rows.group_by(CatalogueEnquiry.means)).all())  # type: ignore[arg-type]
    return {means: counted.get(means, 0) for means in ContactMeans}


def _is_public() -> tuple[ColumnElement[bool], ...]:
    return (
        Product.status == ProductStatus.ACTIVE,
        Producer.status == ProducerStatus.ACTIVE,
        Producer.restricted_at.is_(None),
        Producer.erased_at.is_(None),
    )


def _stands_on_a_shelf() -> tuple[ColumnElement[bool], ...]:
    """Placed today, and not held because a permit has ended."""
    day = today()
    held = exists().where(PlacementHold.placement_id == Placement.id, PlacementHold.lifted_on.is_(None))
    return (
        Placement.status == PlacementStatus.ACTIVE,
        Placement.starts_on <= day,
        func.coalesce(Placement.ends_on, day) >= day,
        ~held,
    )
