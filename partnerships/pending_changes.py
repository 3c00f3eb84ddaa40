"""Changes of approved products as stored: the one that waits, all of them, and how one ends."""

from sqlalchemy import select

from accounts.models import UserAccount
from core.database import db
from core.dates import now
from partnerships.product_models import ProductRevision
from partnerships.product_states import RevisionStatus


def waiting_for(product_id: int, *, for_update: bool = False) -> ProductRevision | None:
    """The change of a product that waits for curation; at most one does."""
    rows = select(ProductRevision).where(
        ProductRevision.product_id == product_id, ProductRevision.status == RevisionStatus.SUBMITTED
    )
    return db.session.execute(rows.with_for_update() if for_update else rows).scalar_one_or_none()


def of_product(product_id: int) -> list[ProductRevision]:
    """Every change of a product that was ever proposed, the newest first. The caller checks that it is visible."""
    rows = select(ProductRevision).where(ProductRevision.product_id == product_id)
    return list(db.session.execute(rows.order_by(ProductRevision.number.desc())).scalars())


def newest(product_id: int) -> ProductRevision | None:
    """The change of a product that was proposed last."""
    rows = select(ProductRevision).where(ProductRevision.product_id == product_id)
    return db.session.execute(rows.order_by(ProductRevision.number.desc()).limit(1)).scalar_one_or_none()


def end(
    revision: ProductRevision,
    *,
    status: RevisionStatus,
    decided_by: UserAccount | None = None,
    reason: str | None = None,
) -> None:
    """Note how a change that waited ended; `decided_by` is empty when it was taken back or replaced."""
    revision.status = status
    revision.decided_by_id = decided_by.id if decided_by else None
    revision.decided_at = now()
    revision.reason = reason
    db.session.flush()
