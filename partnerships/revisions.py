"""Changes of approved products: what was approved stays on sale while the change waits for curation.

A change is a row of its own that is never altered; typed again it is a further one, and the one before is withdrawn.
The price is no part of it: it applies from its day without review.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from partnerships import halal_watch, pending_changes, producers, product_photos, products
from partnerships.errors import NotEditable, SkuTaken
from partnerships.models import Product
from partnerships.product_content import changed_fields, content_of, take_over
from partnerships.product_errors import NoChangeWaiting, NoteNeeded, NothingChanged
from partnerships.product_models import ProductRevision
from partnerships.product_photos import PhotoRole
from partnerships.product_states import RevisionStatus
from partnerships.states import ProductStatus
from partnerships.watch_states import Changed

APPROVED = frozenset({ProductStatus.ACTIVE, ProductStatus.SUSPENDED})
AUDITED = ("category", "sku", "gtin", "net_weight_gram", "shelf_life_days")
"""What of a change stands in the history with its values; the others are told by name, the change itself holds them."""

CATEGORY_CHANGED = "Kategori produk berubah."


def change(
    product_id: int,
    *,
    by: UserAccount,
    price_rupiah: int,
    version: int | None = None,
    changed_in_making: Collection[str] = (),
    note: str = "",
    **told: Any,  # noqa: ANN401 - the fields of a product
) -> Product:
    """Change a product: at once while it was never approved, else the change waits and the approved one stays.

    Raises what `products.edit` and `propose` raise.
    """
    product = products.get(product_id, by=by, for_update=True)
    if product.status not in APPROVED:
        making = _making(changed_in_making, note)
        products.edit(product_id, by=by, price_rupiah=price_rupiah, version=version, **told)
        _reopen_halal(product, making, note, by=by)
        return product
    products.require_version(product, version)
    if price_rupiah != product.price_rupiah:
        products.change_price(product_id, by=by, price_rupiah=price_rupiah)
        told["may_be_empty"] = True
    propose(product_id, by=by, changed_in_making=changed_in_making, note=note, **told)
    return product


def propose(
    product_id: int,
    *,
    by: UserAccount,
    changed_in_making: Collection[str] = (),
    note: str = "",
    photos: Sequence[Mapping[str, object]] | None = None,
    new_photos: Sequence[FileStorage] = (),
    may_be_empty: bool = False,
    **told: Any,  # noqa: ANN401
) -> ProductRevision | None:
    """Propose a change of an approved product; a change that waited is replaced by it.

    A change in how it is made (`changed_in_making`, told in `note`) also reopens its halal claim. A change back to what
    is approved takes back the one that waited, and makes none. Raises `UnknownProduct`, `ProducerGone`, `NotEditable`,
    `NothingChanged` unless the change `may_be_empty`, `NoteNeeded`, `SkuTaken` and what the content is refused for.
    """
    product = products.get(product_id, by=by, for_update=True)
    if product.status not in APPROVED:
        raise NotEditable
    producers.get_active(product.producer_id, by=by)
    waiting = pending_changes.waiting_for(product.id, for_update=True)
    content = products.content_told(product, waiting or product, by, photos, new_photos, told)
    before, making = content_of(product), _making(changed_in_making, note)
    if waiting is not None and content == waiting.content and making == waiting.changed_in_making:
        return _nothing(may_be_empty)
    if content == before and not making:
        if waiting is None:
            return _nothing(may_be_empty)
        _end_unread(waiting, by=by)
        return None
    _require_free_sku(product, str(content["sku"]))
    if waiting is not None:
        pending_changes.end(waiting, status=RevisionStatus.WITHDRAWN)
    product.revision_number += 1
    revision = ProductRevision(
        product_id=product.id,
        number=product.revision_number,
        content=content,
        before=before,
        changed_in_making=making,
        note=note.strip(),
        status=RevisionStatus.SUBMITTED,
        submitted_by_id=by.id,
        submitted_at=now(),
    )
    db.session.add(revision)
    db.session.flush()
    record(
        "product:change_proposed",
        product,
        by=by,
        after={"revision": revision.number, "changed": changed_fields(before, content), "making": making},
    )
    told_before = waiting.changed_in_making if waiting else []
    _reopen_halal(product, [code for code in making if code not in told_before], note, by=by)
    return revision


def rearrange(
    product_id: int,
    *,
    by: UserAccount,
    photos: Sequence[Mapping[str, object]] | None = None,
    new_photos: Sequence[FileStorage] = (),
    role: PhotoRole = PhotoRole.OTHER,
) -> Product:
    """Show other photos or add some, and leave the rest as it is; of an approved product that is a change like any.

    Raises what `change` raises.
    """
    product = products.get(product_id, by=by, for_update=True)
    waiting = pending_changes.waiting_for(product.id)
    told = dict(waiting.content if waiting else content_of(product))
    shown = told.pop("photos")
    entries = product_photos.arranged(product.id, shown if photos is None else photos)  # type: ignore[arg-type]
    entries = product_photos.with_added(product, entries, new_photos, by=by, role=role)
    making = {"changed_in_making": waiting.changed_in_making, "note": waiting.note} if waiting else {}
    return change(product_id, by=by, price_rupiah=product.price_rupiah, photos=entries, **making, **told)


def withdraw(product_id: int, *, by: UserAccount) -> ProductRevision:
    """Take back the change that waits. Raises `UnknownProduct`, `NoChangeWaiting`."""
    product = products.get(product_id, by=by, for_update=True)
    waiting = pending_changes.waiting_for(product.id, for_update=True)
    if waiting is None:
        raise NoChangeWaiting
    _end_unread(waiting, by=by)
    return waiting


def settle(
    revision: ProductRevision, product: Product, *, by: UserAccount, status: RevisionStatus, reason: str | None
) -> None:
    """End a change that waited as a reviewer decided; an accepted one becomes the approved content. Raises `SkuTaken`.

    A changed category may mean other ingredients, so it reopens the halal claim in the name of whoever proposed it.
    """
    before = content_of(product)
    pending_changes.end(revision, status=status, decided_by=by, reason=reason)
    changed = changed_fields(before, revision.content)
    if status is RevisionStatus.ACCEPTED:
        take_over(product, revision.content)
        products.flush_with_own_sku(product)
        if "category" in changed:
            proposer = db.session.get_one(UserAccount, revision.submitted_by_id)
            halal_watch.reopen(product, changed=Changed.RECIPE, what=CATEGORY_CHANGED, changed_on=today(), by=proposer)
    audited = [name for name in AUDITED if name in changed] if status is RevisionStatus.ACCEPTED else []
    record(
        f"product:change_{status.value}",
        product,
        by=by,
        before={name: before[name] for name in audited} or None,
        after={"revision": revision.number, "changed": changed, **{name: revision.content[name] for name in audited}},
        reason=reason,
    )


def _making(changed_in_making: Collection[str], note: str) -> list[str]:
    """What changed in how a product is made, in one order. Raises `NoteNeeded`."""
    given = {str(code) for code in changed_in_making}
    if given and not note.strip():
        raise NoteNeeded(field="note")
    return [code.value for code in Changed if code.value in given]


def _reopen_halal(product: Product, making: Collection[str], note: str, *, by: UserAccount) -> None:
    for code in making:
        halal_watch.reopen(product, changed=Changed(code), what=note.strip(), changed_on=today(), by=by)


def _nothing(may_be_empty: bool) -> None:  # noqa: FBT001 - said by its name where it is called
    if not may_be_empty:
        raise NothingChanged


def _end_unread(revision: ProductRevision, *, by: UserAccount) -> None:
    """End a change nobody has decided about. The product gets a new version, so a reviewer who has it open notices."""
    pending_changes.end(revision, status=RevisionStatus.WITHDRAWN)
    flag_modified(revision.product, "revision_number")
    db.session.flush()
    record("product:change_withdrawn", revision.product, by=by, after={"revision": revision.number})


def _require_free_sku(product: Product, sku: str) -> None:
    taken = select(Product.id).where(
        Product.producer_id == product.producer_id, Product.sku == sku, Product.id != product.id
    )
    if db.session.execute(taken.limit(1)).first() is not None:
        raise SkuTaken(field="sku")
