"""The filters and orders of the lists of this package, read from the address; the same for pages and API."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import request
from sqlalchemy import ColumnElement, Select, or_

from core.database import db
from core.dates import today
from core.errors import InvalidInput
from core.wording import N_
from partnerships.eligibility import readiness_of
from partnerships.growth import SizeClass
from partnerships.models import Producer, Product, Requirement
from partnerships.product_categories import CATEGORIES
from partnerships.regions import is_region
from partnerships.requirement_kinds import KINDS
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus

Filtered = tuple[Select[Any], dict[str, str]]

PRODUCER_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "id": [Producer.id],
    "name": [Producer.name, Producer.id],
    "region": [Producer.region_code, Producer.id],
    "created": [Producer.created_at, Producer.id],
}
PRODUCT_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "id": [Product.id],
    "name": [Product.name, Product.id],
    "price": [Product.price_rupiah, Product.id],
    "submitted": [Product.submitted_at, Product.id],
}
REQUIREMENT_ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "id": [Requirement.id],
    "submitted": [Requirement.submitted_at, Requirement.id],
}
LONGEST_SEARCH = 100


class UnknownFilter(InvalidInput):
    """A filter with a value it does not know."""

    code = "unknown_filter"
    sentence = N_("Saringan ini berisi nilai yang tidak dikenal.")


def chosen(name: str, is_known: Callable[[str], bool]) -> str:
    """What a filter of the address says, empty for nothing. Raises `UnknownFilter` for a value that cannot be."""
    value = request.args.get(name, "").strip()
    if value and not is_known(value):
        raise UnknownFilter(field=name)
    return value


def searched() -> str:
    """The words looked for; no word of anybody is longer than a hundred signs."""
    words = request.args.get("q", "").replace("\x00", "").strip()
    return words[:LONGEST_SEARCH]


def producer_filters(rows: Select[tuple[Producer]]) -> Filtered:
    """Producers narrowed by `q` (name, owner, telephone, last four digits of the NIK), region, status, size, gap."""
    filters = {
        "q": searched(),
        "region": chosen("region", is_region),
        "status": chosen("status", set(ProducerStatus).__contains__),
        "size_class": chosen("size_class", set(SizeClass).__contains__),
        "missing": chosen("missing", KINDS.__contains__),
    }
    if filters["q"]:
        rows = rows.where(
            or_(
                Producer.name.icontains(filters["q"], autoescape=True),
                Producer.owner_name.icontains(filters["q"], autoescape=True),
                Producer.phone.contains(filters["q"].lstrip("0"), autoescape=True),
                Producer.owner_nik_last4 == filters["q"],
            )
        )
    if filters["region"]:
        rows = rows.where(lies_in_region(Producer.region_code, filters["region"]))
    if filters["status"]:
        rows = rows.where(Producer.status == ProducerStatus(filters["status"]))
    if filters["size_class"]:
        rows = rows.where(Producer.size_class == filters["size_class"])
    if filters["missing"]:
        rows = rows.where(Producer.id.in_(_lacking(filters["missing"], rows)))
    return rows, filters


def product_filters(rows: Select[tuple[Product]]) -> Filtered:
    """Products narrowed by `q` (name, SKU, GTIN), status and category."""
    filters = {
        "q": searched(),
        "status": chosen("status", set(ProductStatus).__contains__),
        "category": chosen("category", CATEGORIES.__contains__),
    }
    if filters["q"]:
        rows = rows.where(
            or_(
                Product.name.icontains(filters["q"], autoescape=True),
                Product.sku.icontains(filters["q"], autoescape=True),
                Product.gtin == filters["q"],
            )
        )
    if filters["status"]:
        rows = rows.where(Product.status == ProductStatus(filters["status"]))
    if filters["category"]:
        rows = rows.where(Product.category == filters["category"])
    return rows, filters


def requirement_filters(rows: Select[tuple[Requirement]]) -> Filtered:
    """Documents narrowed by kind and status."""
    filters = {
        "kind": chosen("kind", KINDS.__contains__),
        "status": chosen("status", set(RequirementStatus).__contains__),
    }
    if filters["kind"]:
        rows = rows.where(Requirement.kind == filters["kind"])
    if filters["status"]:
        rows = rows.where(Requirement.status == RequirementStatus(filters["status"]))
    return rows, filters


def lies_in_region(column: ColumnElement[str] | Any, area: str) -> ColumnElement[bool]:  # noqa: ANN401 - mapped column
    """The condition that a region code is the area or lies inside it."""
    return or_(column == area, column.startswith(f"{area}.", autoescape=True))


def _lacking(kind: str, rows: Select[Any]) -> list[int]:
    """The ids of those among the producers to whom this kind is a gap today."""
    ids = list(db.session.execute(rows.with_only_columns(Producer.id).order_by(None)).scalars())
    return [producer_id for producer_id, found in readiness_of(ids, today()).items() if kind in found.gaps]
