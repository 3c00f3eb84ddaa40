"""Products: who sees them, how they are submitted and edited, what they have cost since when."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from partnerships import producers, rules
from partnerships.errors import (
    ChangedMeanwhile,
    MoveNotAllowed,
    NotEditable,
    QuestionUnknown,
    SkuTaken,
    UnknownProduct,
    WrongContent,
)
from partnerships.models import Producer, Product, ProductPrice
from partnerships.permit_numbers import check_barcode
from partnerships.states import PRODUCT_MOVES, ProductStatus


def visible_to(user: UserAccount) -> Select[tuple[Product]]:
    """The products a person may see: those of the producers that person may see."""
    return select(Product).where(Product.producer_id.in_(producers.ids_visible_to(user)))


def of_producer(producer: Producer) -> Select[tuple[Product]]:
    """Every product of a producer the caller may see."""
    return select(Product).where(Product.producer_id == producer.id)


def get(product_id: int, *, by: UserAccount, for_update: bool = False) -> Product:
    """One product. Raises `UnknownProduct` for one that does not exist or is not this person's to see."""
    if not 0 < product_id <= producers.LARGEST_ID:
        raise UnknownProduct
    product = get_visible(visible_to(by), Product, product_id, for_update=for_update)
    if product is None:
        raise UnknownProduct
    return product


def submit(
    producer_id: int,
    *,
    by: UserAccount,
    name: str,
    category: str,
    sku: str,
    price_rupiah: int,
    gtin: str | None = "",
    packaging: str | None = "",
    net_weight_gram: int | None = None,
    shelf_life_days: int | None = None,
    answered_yes: Collection[str] = (),
) -> Product:
    """Add a product to be curated; its price counts from today.

    `answered_yes` are the kinds whose question about this product is answered with yes. Raises `UnknownProducer`,
    `ProducerGone`, `SkuTaken`, `WrongContent` (GTIN), `QuestionUnknown`.
    """
    producer = producers.get_active(producer_id, by=by)
    product = Product(
        producer_id=producer.id,
        name=name,
        category=str(category),
        sku=sku,
        gtin=_readable_gtin(gtin),
        packaging=packaging or "",
        net_weight_gram=net_weight_gram,
        shelf_life_days=shelf_life_days,
        price_rupiah=price_rupiah,
        answered_yes=_answers(str(category), producer, answered_yes),
        status=ProductStatus.SUBMITTED,
        submitted_by_id=by.id,
        submitted_at=now(),
    )
    _flush_with_own_sku(product)
    _note_price(product, by=by)
    record(
        "product:submitted",
        product,
        by=by,
        after={"category": product.category, "price_rupiah": price_rupiah, "producer_id": producer.id},
    )
    return product


def edit(
    product_id: int,
    *,
    by: UserAccount,
    name: str,
    category: str,
    sku: str,
    price_rupiah: int,
    gtin: str | None = "",
    packaging: str | None = "",
    net_weight_gram: int | None = None,
    shelf_life_days: int | None = None,
    answered_yes: Collection[str] = (),
) -> Product:
    """Change a product that waits for curation or was sent back; it waits (again) afterwards.

    Raises `UnknownProduct`, `NotEditable` once it was approved, `SkuTaken`, `WrongContent` (GTIN).
    """
    product = get(product_id, by=by, for_update=True)
    if product.status not in {ProductStatus.SUBMITTED, ProductStatus.RETURNED}:
        raise NotEditable
    answers = _answers(str(category), product.producer, answered_yes)
    price_before = product.price_rupiah
    product.name, product.category, product.sku = name, str(category), sku
    product.gtin, product.packaging = _readable_gtin(gtin), packaging or ""
    product.net_weight_gram, product.shelf_life_days = net_weight_gram, shelf_life_days
    product.price_rupiah, product.answered_yes = price_rupiah, answers
    status_before, product.status = product.status, ProductStatus.SUBMITTED
    product.submitted_by_id, product.submitted_at = by.id, now()
    product.decided_by_id = product.decided_at = product.reason = None
    _flush_with_own_sku(product)
    if price_before != price_rupiah:
        _note_price(product, by=by)
    record(
        "product:edited",
        product,
        by=by,
        before={"status": status_before.value, "price_rupiah": price_before},
        after={"status": product.status.value, "price_rupiah": price_rupiah, "category": product.category},
    )
    return product


def change_price(product_id: int, *, by: UserAccount, price_rupiah: int) -> Product:
    """Give an approved product a new price from today on; earlier days keep theirs. Raises `MoveNotAllowed`."""
    product = get(product_id, by=by, for_update=True)
    if product.status is not ProductStatus.ACTIVE:
        raise MoveNotAllowed
    before = product.price_rupiah
    if before != price_rupiah:
        product.price_rupiah = price_rupiah
        db.session.flush()
        _note_price(product, by=by)
        record(
            "product:price_changed",
            product,
            by=by,
            before={"price_rupiah": before},
            after={"price_rupiah": price_rupiah, "starts_on": today().isoformat()},
        )
    return product


def change_status(product_id: int, *, by: UserAccount, status: ProductStatus, reason: str) -> Product:
    """Suspend an approved product, take it back, or withdraw it. Raises `UnknownProduct`, `MoveNotAllowed`."""
    product = get(product_id, by=by, for_update=True)
    allowed = PRODUCT_MOVES[product.status] - {ProductStatus.SUBMITTED, ProductStatus.RETURNED}
    if status not in allowed or (product.status is ProductStatus.SUBMITTED and status is ProductStatus.ACTIVE):
        raise MoveNotAllowed
    before, product.status = product.status, status
    db.session.flush()
    record(
        f"product:{status.value}",
        product,
        by=by,
        before={"status": before.value},
        after={"status": status.value},
        reason=reason,
    )
    return product


def price_on(product_id: int, day: date) -> int | None:
    """The price a product had on a day in rupiah; None before its first price."""
    rows = select(ProductPrice.price_rupiah).where(ProductPrice.product_id == product_id, ProductPrice.starts_on <= day)
    latest = rows.order_by(ProductPrice.starts_on.desc(), ProductPrice.id.desc()).limit(1)
    return db.session.execute(latest).scalar_one_or_none()


def prices_of(product_id: int) -> list[ProductPrice]:
    """Every price a product has had, newest first."""
    rows = select(ProductPrice).where(ProductPrice.product_id == product_id)
    return list(db.session.execute(rows.order_by(ProductPrice.starts_on.desc(), ProductPrice.id.desc())).scalars())


def require_version(product: Product, version: int | None) -> None:
    """Raises `ChangedMeanwhile` when the reader looked at another version; None asks for no check."""
    if version is not None and version != product.version:
        raise ChangedMeanwhile(
            yours=version, current=product.version, extra={"yours": version, "current": product.version}
        )


def _note_price(product: Product, *, by: UserAccount) -> None:
    db.session.add(
        ProductPrice(product_id=product.id, price_rupiah=product.price_rupiah, starts_on=today(), set_by_id=by.id)
    )
    db.session.flush()


def _readable_gtin(gtin: str | None) -> str | None:
    if not gtin:
        return None
    reading = check_barcode(gtin)
    if reading.normalised is None:
        raise WrongContent({"gtin": reading.errors})
    return reading.normalised


def _answers(category: str, producer: Producer, answered_yes: Collection[str]) -> list[str]:
    """The yeses to questions asked of this category, in the order of the kinds. Raises `QuestionUnknown`."""
    given = {str(kind) for kind in answered_yes}
    asked = rules.questions_for(category, size_class=producer.size_class, on=today())
    if not given <= set(asked):
        raise QuestionUnknown(field="answered_yes")
    return [kind for kind in asked if kind in given]


def _flush_with_own_sku(product: Product) -> None:
    """Flush a product whose SKU no other product of its producer has. Raises `SkuTaken`."""
    try:
        with db.session.begin_nested():
            db.session.add(product)
    except IntegrityError as error:
        if "producer_id_sku" not in str(error.orig):
            raise
        raise SkuTaken(field="sku") from None
