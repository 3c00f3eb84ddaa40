"""Deciding about products: the queue, oldest first, and a decision by somebody who did not type the product in."""

from collections.abc import Collection, Mapping
from typing import Any

from flask_babel import force_locale
from sqlalchemy import Select, and_, func, or_, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import AuditEvent, UserAccount
from core.database import db
from core.dates import now
from core.languages import speak
from partnerships import pending_changes, producers, products, revisions
from partnerships.curation_checklist import checked_items, items_for, reason_with
from partnerships.decisions import already_decided, require_reason
from partnerships.errors import AlreadyDecided, SecondPersonNeeded
from partnerships.lists import lies_in_region
from partnerships.models import Producer, Product
from partnerships.product_content import content_of
from partnerships.product_errors import ChecklistIncomplete, CheckUnknown
from partnerships.product_models import CurationDecision, ProductRevision
from partnerships.product_states import RevisionStatus
from partnerships.states import PRODUCT_STATUS_OF, Decision, ProductStatus

TYPING_ACTIONS = ("product:submitted", "product:edited")
REVISION_STATUS_OF = {
    Decision.ACCEPTED: RevisionStatus.ACCEPTED,
    Decision.RETURNED: RevisionStatus.RETURNED,
    Decision.REJECTED: RevisionStatus.WITHDRAWN,
}
"""Where a decision of curation takes a change of an approved product."""
WAITING_CHANGE = and_(ProductRevision.product_id == Product.id, ProductRevision.status == RevisionStatus.SUBMITTED)
WAITING_SINCE = func.coalesce(ProductRevision.submitted_at, Product.submitted_at)
TYPED_BY = func.coalesce(ProductRevision.submitted_by_id, Product.submitted_by_id)


def decide(
    product_id: int,
    *,
    by: UserAccount,
    decision: str,
    reason: str = "",
    version: int | None = None,
    checked: Collection[str] | None = None,
) -> Product:
    """Decide about a product that waits, or about the change of an approved one that waits.

    Accepted makes the product active or the change its content, returned sends it back, rejected withdraws it; what was
    approved before stays on sale whatever becomes of a change. `checked` are the items of the checklist that were
    ticked, None when none came along; what is not ticked stands in the reason of a return. Raises `UnknownProduct`,
    `AlreadyDecided`, `ChangedMeanwhile` when it was edited after the reviewer opened it, `SecondPersonNeeded` for
    anybody who typed in any of it, `ReasonNeeded`, `CheckUnknown` and `ChecklistIncomplete`. The first acceptance makes
    a registered producer active.
    """
    product = products.get(product_id, by=by, for_update=True)
    change = pending_changes.waiting_for(product.id, for_update=True)
    if change is None and product.status is not ProductStatus.SUBMITTED:
        raise _decided_before(product)
    products.require_version(product, version)
    if is_typed_by(product, change, by) or producers.is_member(by, product.producer_id):
        raise SecondPersonNeeded
    wanted = Decision(str(decision))
    checks, told = _checked(product, change, wanted, reason, checked)
    require_reason(wanted, told)
    if change is None:
        _settle_first(product, by=by, wanted=wanted, reason=told or None)
    else:
        revisions.settle(change, product, by=by, status=REVISION_STATUS_OF[wanted], reason=told or None)
    db.session.add(
        CurationDecision(
            product_id=product.id,
            revision_id=change.id if change else None,
            decision=wanted.value,
            checks=checks,
            reason=told or None,
            decided_by_id=by.id,
            decided_at=now(),
        )
    )
    db.session.flush()
    return product


def _settle_first(product: Product, *, by: UserAccount, wanted: Decision, reason: str | None) -> None:
    """Move a product that was never approved to where a decision takes it."""
    product.status = PRODUCT_STATUS_OF[wanted]
    product.decided_by_id, product.decided_at, product.reason = by.id, now(), reason
    db.session.flush()
    record(
        f"product:{wanted.value}",
        product,
        by=by,
        before={"status": ProductStatus.SUBMITTED.value},
        after={"status": product.status.value},
        reason=reason,
    )
    if wanted is Decision.ACCEPTED:
        producers.activate_by_acceptance(product.producer, by=by)


def checklist_of(product: Product, change: ProductRevision | None) -> Mapping[str, str]:
    """The items to tick for what waits, with their labels."""
    content = change.content if change else content_of(product)
    return items_for(
        str(content["category"]), has_photos=bool(content["photos"]), has_answers=bool(content["route_answers"])
    )


def newest_decision(product_id: int) -> CurationDecision | None:
    """What was decided last about a product the caller may see."""
    rows = select(CurationDecision).where(CurationDecision.product_id == product_id)
    return db.session.execute(rows.order_by(CurationDecision.id.desc()).limit(1)).scalar_one_or_none()


def _checked(
    product: Product, change: ProductRevision | None, wanted: Decision, reason: str, checked: Collection[str] | None
) -> tuple[dict[str, bool] | None, str]:
    """The ticked checklist and the whole reason. Raises `CheckUnknown`, `ChecklistIncomplete`."""
    if checked is None:
        return None, reason.strip()
    items = checklist_of(product, change)
    try:
        checks = checked_items(items, checked)
    except ValueError:
        raise CheckUnknown(field="checked") from None
    missing = [code for code, ticked in checks.items() if not ticked]
    if wanted is Decision.ACCEPTED and missing:
        raise ChecklistIncomplete(field="checked", count=len(missing), extra={"unticked": missing})
    with force_locale("id"):
        spoken = {code: speak(label) for code, label in items.items()}
    return checks, reason_with(reason, spoken, checks) if wanted is Decision.RETURNED else reason.strip()


def _decided_before(product: Product) -> AlreadyDecided:
    """The refusal that tells who decided last and when."""
    last = pending_changes.newest(product.id)
    if last is not None and last.decided_by_id is not None:
        return already_decided(last.decided_by_id, last.decided_at)
    return already_decided(product.decided_by_id, product.decided_at)


def queue(user: UserAccount, *, region_code: str = "", category: str = "") -> Select[Any]:
    """The products that wait in this person's regions: columns for a list, with the producer's name and region."""
    conditions = [
        or_(Product.status == ProductStatus.SUBMITTED, ProductRevision.id.is_not(None)),
        in_regions_of(user, Producer.region_code),
    ]
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
            WAITING_SINCE.label("submitted_at"),
            TYPED_BY.label("submitted_by_id"),
            ProductRevision.number.label("change_number"),
            Producer.id.label("producer_id"),
            Producer.name.label("producer"),
            Producer.region_code,
        )
        .join(Producer, Producer.id == Product.producer_id)
        .outerjoin(ProductRevision, WAITING_CHANGE)
        .where(*conditions)
    )


def waiting_count(user: UserAccount) -> int:
    """How many products wait in this person's regions."""
    return db.session.execute(select(func.count()).select_from(queue(user).subquery())).scalar_one()


def next_case(user: UserAccount, *, after_id: int = 0) -> int | None:
    """The oldest product that waits and that this person may decide, other than the one just looked at."""
    rows = queue(user).where(user.id != TYPED_BY, Product.id != after_id)
    return db.session.execute(
        rows.with_only_columns(Product.id).order_by(WAITING_SINCE, Product.id).limit(1)
    ).scalar_one_or_none()


def is_typed_by(product: Product, change: ProductRevision | None, user: UserAccount) -> bool:
    """Whether a person typed in any part of what waits: of the changes since the last accepted, or of the product."""
    if change is not None:
        return any(one.submitted_by_id == user.id for one in _since_accepted(product.id))
    if product.submitted_by_id == user.id:
        return True
    typed = select(AuditEvent.id).where(
        AuditEvent.subject_type == Product.__tablename__,
        AuditEvent.subject_id == product.id,
        AuditEvent.actor_id == user.id,
        AuditEvent.action.in_(TYPING_ACTIONS),
    )
    return db.session.execute(typed.limit(1)).first() is not None


def _since_accepted(product_id: int) -> list[ProductRevision]:
    """The changes that led to the one that waits: all since the last accepted one."""
    found = []
    for one in pending_changes.of_product(product_id):
        if one.status is RevisionStatus.ACCEPTED:
            break
        found.append(one)
    return found
