"""Deciding about products: the queue, oldest first, and a decision by somebody who did not type the product in."""

from typing import Any

from sqlalchemy import Select, func, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import AuditEvent, UserAccount
from core.database import db
from core.dates import now
from partnerships import producers, products
from partnerships.decisions import already_decided, require_reason
from partnerships.errors import SecondPersonNeeded
from partnerships.lists import lies_in_region
from partnerships.models import Producer, Product
from partnerships.states import PRODUCT_STATUS_OF, Decision, ProductStatus

TYPING_ACTIONS = ("product:submitted", "product:edited")


def decide(product_id: int, *, by: UserAccount, decision: str, reason: str = "", version: int | None = None) -> Product:
    """Decide about a product that waits: accepted makes it active, returned sends it back, rejected withdraws it.

    Raises `UnknownProduct`, `AlreadyDecided`, `ChangedMeanwhile` when it was edited after the reviewer opened it,
    `SecondPersonNeeded` for anybody who typed in any of it, and `ReasonNeeded`. The first acceptance makes a registered
    producer active.
    """
    product = products.get(product_id, by=by, for_update=True)
    if product.status is not ProductStatus.SUBMITTED:
        raise already_decided(product.decided_by_id, product.decided_at)
    products.require_version(product, version)
    if _typed_by(product, by) or producers.is_member(by, product.producer_id):
        raise SecondPersonNeeded
    wanted = Decision(str(decision))
    require_reason(wanted, reason)
    product.status = PRODUCT_STATUS_OF[wanted]
    product.decided_by_id = by.id
    product.decided_at = now()
    product.reason = reason.strip() or None
    db.session.flush()
    record(
        f"product:{wanted.value}",
        product,
        by=by,
        before={"status": ProductStatus.SUBMITTED.value},
        after={"status": product.status.value},
        reason=product.reason,
    )
    if wanted is Decision.ACCEPTED:
        producers.activate_by_acceptance(product.producer, by=by)
    return product


def queue(user: UserAccount, *, region_code: str = "", category: str = "") -> Select[Any]:
    """The products that wait in this person's regions: columns for a list, with the producer's name and region."""
    conditions = [Product.status == ProductStatus.SUBMITTED, in_regions_of(user, Producer.region_code)]
    if region_code:
        conditions.append(lies_in_region(Producer.region_code, region_code))
    if category:
        conditions.append(Product.category == category)
    return (
        select(
            Product.id,
            Product.name,
            Product.category,
            Product.price_rupiah,
            Product.submitted_at,
            Product.submitted_by_id,
            Producer.id.label("producer_id"),
            Producer.name.label("producer"),
            Producer.region_code,
        )
        .join(Producer, Producer.id == Product.producer_id)
        .where(*conditions)
    )


def waiting_count(user: UserAccount) -> int:
    """How many products wait in this person's regions."""
    return db.session.execute(select(func.count()).select_from(queue(user).subquery())).scalar_one()


def next_case(user: UserAccount, *, after_id: int = 0) -> int | None:
    """The oldest product that waits and that this person may decide, other than the one just looked at."""
    rows = queue(user).where(Product.submitted_by_id != user.id, Product.id != after_id)
    return db.session.execute(
        rows.with_only_columns(Product.id).order_by(Product.submitted_at, Product.id).limit(1)
    ).scalar_one_or_none()


def _typed_by(product: Product, user: UserAccount) -> bool:
    """Whether a person typed in any part of a product, now or earlier."""
    if product.submitted_by_id == user.id:
        return True
    typed = select(AuditEvent.id).where(
        AuditEvent.subject_type == Product.__tablename__,
        AuditEvent.subject_id == product.id,
        AuditEvent.actor_id == user.id,
        AuditEvent.action.in_(TYPING_ACTIONS),
    )
    return db.session.execute(typed.limit(1)).first() is not None
