"""What anybody may see of the shelves: products that are on sale today, what they are, where they come from and where.

Nothing else of a producer is public: how to reach it is shown only once it has agreed to that.
"""

from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from core.database import db
from core.dates import today
from outlets.models import Outlet, Placement
from outlets.states import PlacementStatus
from partnerships.models import Producer, Product
from partnerships.states import ProducerStatus, ProductStatus

ORDERS = {"name": [Product.name, Product.id], "newest": [func.max(Placement.starts_on).desc(), Product.id]}


def products_on_shelves(words: str = "", category: str = "", region_code: str = "") -> Select[Any]:
    """Products on sale today with their region and the names of the outlets; narrowed by words, category, region."""
    day = today()
    outlets = func.string_agg(Outlet.name.distinct(), aggregate_order_by(", ", Outlet.name))
    rows = (
        select(
            Product.name,
            Product.category,
            Producer.name.label("producer"),
            Producer.region_code,
            outlets.label("outlets"),
        )
        .join(Producer, Producer.id == Product.producer_id)
        .join(Placement, Placement.product_id == Product.id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(
            Product.status == ProductStatus.ACTIVE,
            Producer.status == ProducerStatus.ACTIVE,
            Placement.status == PlacementStatus.ACTIVE,
            Placement.starts_on <= day,
            func.coalesce(Placement.ends_on, day) >= day,
        )
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


def regions_on_shelves() -> list[str]:
    """The regions whose products are on sale, to choose from."""
    rows = products_on_shelves().with_only_columns(Producer.region_code).group_by(None).group_by(Producer.region_code)
    return sorted(db.session.execute(rows).scalars())
