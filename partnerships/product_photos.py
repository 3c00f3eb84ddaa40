"""Photos of products: written anew without the camera's notes, with a small rendition, in the order they are shown.

A photo that was added stays stored; which ones a product shows, which is the main one and which shows front or back is
content like its name, and reviewed like it.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.database import db
from core.dates import now
from core.errors import InvalidInput, NotFound
from core.files import EmptyFile, StoredFile, store
from core.images import upright_jpeg
from core.wording import N_
from partnerships.evidence import LARGEST_MEGABYTES, EvidenceTooLarge, SvgRefused, named
from partnerships.models import Product
from partnerships.product_models import ProductPhoto
from partnerships.states import ProductStatus

MOST_PHOTOS = 8
LARGE_PIXELS = 1_600
SMALL_PIXELS = 320

Arrangement = list[dict[str, object]]


class PhotoRole(StrEnum):
    """What a photo shows of a package."""

    FRONT = "front"
    BACK = "back"
    OTHER = "other"


ROLE_LABELS: Mapping[PhotoRole, str] = {
    PhotoRole.FRONT: N_("Depan"),
    PhotoRole.BACK: N_("Belakang (label)"),
    PhotoRole.OTHER: N_("Lainnya"),
}


class UnknownPhoto(NotFound):
    """No such photo, or not this person's to see."""

    sentence = N_("Foto ini tidak ditemukan.")


class NotTheirPhoto(InvalidInput):
    """An order of photos names one that is not this product's, or one twice."""

    code = "photo_unknown"
    sentence = N_("Susunan foto memuat foto yang bukan milik produk ini, atau memuat satu foto dua kali.")


class TooManyPhotos(InvalidInput):
    """More photos than a product shows. Parameters: `most`."""

    code = "too_many_photos"
    sentence = N_("Paling banyak %(most)s foto untuk satu produk. Hapus salah satu dahulu.")


def arranged(product_id: int, photos: Sequence[Mapping[str, object]]) -> Arrangement:
    """An order of photos as it is stored. Raises `NotTheirPhoto`, `TooManyPhotos`."""
    ids = [photo["id"] for photo in photos]
    if len(ids) > MOST_PHOTOS:
        raise TooManyPhotos(field="photos", most=MOST_PHOTOS)
    rows = select(ProductPhoto.id).where(ProductPhoto.product_id == product_id, ProductPhoto.id.in_(ids))
    if len(set(ids)) != len(ids) or set(db.session.execute(rows).scalars()) != set(ids):
        raise NotTheirPhoto(field="photos")
    return [{"id": photo["id"], "role": str(photo.get("role") or PhotoRole.OTHER)} for photo in photos]


def with_added(
    product: Product,
    shown: Arrangement,
    uploads: Sequence[FileStorage],
    *,
    by: UserAccount,
    role: PhotoRole = PhotoRole.OTHER,
) -> Arrangement:
    """The order with photos added at its end; one that is shown already is not added twice.

    Raises `TooManyPhotos` and what `core.images` raises about a file, each naming the field `new_photos`.
    """
    if len(shown) + len(uploads) > MOST_PHOTOS:
        raise TooManyPhotos(field="new_photos", most=MOST_PHOTOS)
    found = list(shown)
    for upload in uploads:
        photo = _kept(product, upload, by=by)
        if photo.id not in [entry["id"] for entry in found]:
            found.append({"id": photo.id, "role": role.value})
    return found


def _kept(product: Product, upload: FileStorage, *, by: UserAccount) -> ProductPhoto:
    """The photo of an upload; the same bytes sent again are the photo that is there already."""
    try:
        content = _photo_bytes(upload)
        again = _same_upload(product.id, hashlib.sha256(content).hexdigest())
        if again is not None:
            return again
        large = upright_jpeg(content, longest=LARGE_PIXELS)
        small = upright_jpeg(large, longest=SMALL_PIXELS)
    except InvalidInput as refusal:
        refusal.errors.setdefault("new_photos", [refusal.problem])
        raise
    name = named(upload.filename or "", "jpg")
    photo = ProductPhoto(
        product_id=product.id,
        file_id=store(large, media_type="image/jpeg", original_name=name, original=content, by_id=by.id).id,
        small_id=store(small, media_type="image/jpeg", original_name=name, by_id=by.id).id,
        added_by_id=by.id,
        added_at=now(),
    )
    db.session.add(photo)
    db.session.flush()
    return photo


def _photo_bytes(upload: FileStorage) -> bytes:
    upload.stream.seek(0)
    content = upload.stream.read(LARGEST_MEGABYTES * 1_000_000 + 1)
    if len(content) > LARGEST_MEGABYTES * 1_000_000:
        raise EvidenceTooLarge(limit=LARGEST_MEGABYTES)
    if not content:
        raise EmptyFile
    if b"<svg" in content[:2_000].lower():
        raise SvgRefused
    return content


def _same_upload(product_id: int, sha256: str) -> ProductPhoto | None:
    rows = (
        select(ProductPhoto)
        .join(StoredFile, StoredFile.id == ProductPhoto.file_id)
        .where(ProductPhoto.product_id == product_id, StoredFile.original_sha256 == sha256)
    )
    return db.session.execute(rows.order_by(ProductPhoto.id).limit(1)).scalar_one_or_none()


def approved_of(product_ids: Collection[int]) -> dict[int, list[ProductPhoto]]:
    """The approved photos of products that are on sale, the main one first, by product; those without are left out.

    For pages anybody may see. It reads what was approved, never a change that waits. Two queries.
    """
    rows = db.session.execute(
        select(Product.id, Product.photos).where(Product.id.in_(product_ids), Product.status == ProductStatus.ACTIVE)
    ).all()
    return _rows_of({row.id: row.photos for row in rows})


def main_of(products: Collection[Product]) -> dict[int, int]:
    """The id of the main photo of each product that has one, by product."""
    return {product.id: int(str(product.photos[0]["id"])) for product in products if product.photos}


def _rows_of(shown: Mapping[int, Arrangement]) -> dict[int, list[ProductPhoto]]:
    ids = [entry["id"] for entries in shown.values() for entry in entries]
    rows = db.session.execute(select(ProductPhoto).where(ProductPhoto.id.in_(ids))).scalars()
    by_id = {photo.id: photo for photo in rows}
    return {
        product_id: [by_id[int(str(entry["id"]))] for entry in entries]
        for product_id, entries in shown.items()
        if entries
    }
