"""What goes with a product: photos and changes of an approved one."""

import io

from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from partnerships import product_photos, revisions
from partnerships.models import Product
from partnerships.product_content import content_of
from partnerships.product_models import ProductPhoto, ProductRevision
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg


def upload(content: bytes | None = None, name: str = "foto.jpg") -> FileStorage:
    """A photo as a browser sends it."""
    return FileStorage(io.BytesIO(jpeg() if content is None else content), name)


def make_photo(product: Product, *, width: int = 60) -> ProductPhoto:
    """A photo the product shows, approved, behind those it shows already."""
    by = make_user(Role.PARTNERSHIP_OFFICER)

    def add() -> None:
        product.photos = product_photos.with_added(product, product.photos, [upload(jpeg(width))], by=by)

    committed(add)
    return db.session.get_one(ProductPhoto, product.photos[-1]["id"])


def told(product: Product, **changes: object) -> dict[str, object]:
    """The content of a product as somebody types it, with what shall change."""
    content = {name: value for name, value in content_of(product).items() if name != "photos"}
    return {**content, "price_rupiah": product.price_rupiah, **changes}


def make_change(product: Product, *, by: UserAccount | None = None, **changes: object) -> ProductRevision:
    """A change of an approved product that waits for curation; a new name unless said otherwise."""
    proposer = by or make_user(Role.PARTNERSHIP_OFFICER)
    committed(revisions.change, product.id, by=proposer, **told(product, **(changes or {"name": "Keripik balado"})))
    return (
        db.session.query(ProductRevision).filter_by(product_id=product.id).order_by(ProductRevision.id.desc()).first()
    )
