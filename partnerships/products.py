"""Products: who sees them, how they are submitted and edited, what they have cost since when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from partnerships import pending_changes, producers, product_content, product_photos, product_prices
from partnerships.errors import ChangedMeanwhile, MoveNotAllowed, NotEditable, SkuTaken, UnknownProduct
from partnerships.models import Producer, Product
from partnerships.product_errors import StartsInThePast
from partnerships.product_models import ProductPhoto, ProductRevision
from partnerships.product_photos import UnknownPhoto
from partnerships.product_states import RevisionStatus
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


def photo(photo_id: int, *, by: UserAccount) -> ProductPhoto:
    """One photo of a product this person may see. Raises `UnknownPhoto`."""
    rows = select(ProductPhoto).where(ProductPhoto.product_id.in_(visible_to(by).with_only_columns(Product.id)))
    found = get_visible(rows, ProductPhoto, photo_id)
    if found is None:
        raise UnknownPhoto
    return found


def submit(
    producer_id: int,
    *,
    by: UserAccount,
    price_rupiah: int,
    new_photos: Sequence[FileStorage] = (),
    **told: Any,  # noqa: ANN401 - the fields of `product_content.readable`
) -> Product:
    """Add a product to be curated; its price counts from today.

    Raises `UnknownProducer`, `ProducerGone`, `SkuTaken`, `WrongContent` (GTIN), `QuestionUnknown`, and the refusals of
    `product_photos`.
    """
    producer = producers.get_active(producer_id, by=by)
    product = Product(
        producer_id=producer.id,
        **product_content.readable(producer, **told),
        photos=[],
        price_rupiah=price_rupiah,
        status=ProductStatus.SUBMITTED,
        submitted_by_id=by.id,
        submitted_at=now(),
    )
    flush_with_own_sku(product)
    product.photos = product_photos.with_added(product, [], new_photos, by=by)
    product_prices.note(product, by=by, price_rupiah=price_rupiah, starts_on=today())
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
    price_rupiah: int,
    version: int | None = None,
    photos: Sequence[Mapping[str, object]] | None = None,
    new_photos: Sequence[FileStorage] = (),
    **told: Any,  # noqa: ANN401
) -> Product:
    """Change a product that waits for its first curation or was sent back; it waits (again) afterwards.

    Raises `UnknownProduct`, `NotEditable` once it was approved (`revisions.change` proposes a change of that one),
    `ChangedMeanwhile`, `SkuTaken`, `WrongContent` (GTIN), `QuestionUnknown`, and the refusals of `product_photos`.
    """
    product = get(product_id, by=by, for_update=True)
    if product.status not in {ProductStatus.SUBMITTED, ProductStatus.RETURNED}:
        raise NotEditable
    require_version(product, version)
    price_before = product.price_rupiah
    product_content.take_over(product, content_told(product, product, by, photos, new_photos, told))
    status_before, product.status = product.status, ProductStatus.SUBMITTED
    product.submitted_by_id, product.submitted_at = by.id, now()
    product.decided_by_id = product.decided_at = product.reason = None
    product.price_rupiah = price_rupiah
    flush_with_own_sku(product)
    if price_before != price_rupiah:
        product_prices.note(product, by=by, price_rupiah=price_rupiah, starts_on=today())
    record(
        "product:edited",
        product,
        by=by,
        before={"status": status_before.value, "price_rupiah": price_before},
        after={"status": product.status.value, "price_rupiah": price_rupiah, "category": product.category},
    )
    return product


def content_told(
    product: Product,
    shown: Product | ProductRevision,
    by: UserAccount,
    photos: Sequence[Mapping[str, object]] | None,
    new_photos: Sequence[FileStorage],
    told: Mapping[str, Any],
) -> product_content.Content:
    """The whole content somebody typed for a product; what is left out stays as it was in what the form had shown."""
    earlier = shown.content if isinstance(shown, ProductRevision) else product_content.content_of(shown)
    content = product_content.readable(product.producer, **told, earlier=earlier)
    kept = earlier["photos"] if photos is None else photos
    arranged = product_photos.arranged(product.id, kept)  # type: ignore[arg-type]
    return {**content, "photos": product_photos.with_added(product, arranged, new_photos, by=by)}


def change_price(product_id: int, *, by: UserAccount, price_rupiah: int, starts_on: date | None = None) -> Product:
    """Give an approved product a price from a day on, today unless said otherwise; earlier days keep theirs.

    It needs no review. Raises `UnknownProduct`, `MoveNotAllowed`, `StartsInThePast`.
    """
    product = get(product_id, by=by, for_update=True)
    day = starts_on or today()
    if product.status not in {ProductStatus.ACTIVE, ProductStatus.SUSPENDED}:
        raise MoveNotAllowed
    if day < today():
        raise StartsInThePast(field="starts_on")
    before = product_prices.price_on(product.id, day)
    if before != price_rupiah:
        product_prices.note(product, by=by, price_rupiah=price_rupiah, starts_on=day)
        record(
            "product:price_changed",
            product,
            by=by,
            before={"price_rupiah": before},
            after={"price_rupiah": price_rupiah, "starts_on": day.isoformat()},
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
    waiting = pending_changes.waiting_for(product.id, for_update=True)
    if waiting is not None and status is ProductStatus.WITHDRAWN:
        pending_changes.end(waiting, status=RevisionStatus.WITHDRAWN)
    record(
        f"product:{status.value}",
        product,
        by=by,
        before={"status": before.value},
        after={"status": status.value},
        reason=reason,
    )
    return product


def require_version(product: Product, version: int | None) -> None:
    """Raises `ChangedMeanwhile` when the reader looked at another version; None asks for no check."""
    if version is not None and version != product.version:
        waiting = pending_changes.waiting_for(product.id)
        content = waiting.content if waiting else product_content.content_of(product)
        raise ChangedMeanwhile(
            yours=version,
            current=product.version,
            extra={
                "yours": version,
                "current": product.version,
                "content": {**content, "price_rupiah": product.price_rupiah},
            },
        )


def flush_with_own_sku(product: Product) -> None:
    """Flush a product whose SKU no other product of its producer has. Raises `SkuTaken`."""
    try:
        with db.session.begin_nested():
            db.session.add(product)
    except IntegrityError as error:
        if "producer_id_sku" not in str(error.orig):
            raise
        raise SkuTaken(field="sku") from None
