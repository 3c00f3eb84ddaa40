"""The halal watch: a changed recipe, supplier, process or site reopens the claim; and who falls under the duty.

A halal certificate holds as long as ingredients and process stay as they were, and changes are to be reported
(PP 42/2024). The duty reaches food and drink of micro and small businesses on 18 October 2026 (PP 42/2024 Pasal 160);
which product it reaches is decided by the rules, not here.
"""

from datetime import date

from sqlalchemy import Select, func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from partnerships import producers, products
from partnerships.decisions import already_decided
from partnerships.eligibility import gaps_of
from partnerships.errors import ReasonNeeded, SecondPersonNeeded
from partnerships.models import Producer, Product, Requirement
from partnerships.revocation import revoke
from partnerships.states import ProductStatus, RequirementStatus
from partnerships.watch_errors import AlreadyReviewed, NoClaimToReview, NotYetHappened, UnknownReview
from partnerships.watch_models import HalalReview
from partnerships.watch_states import Changed, Ground, ReviewOutcome, ReviewStatus

HALAL = "halal"


def visible_to(user: UserAccount) -> Select[tuple[HalalReview]]:
    """The reviews a person may see: those of products that person may see."""
    return select(HalalReview).where(
        HalalReview.product_id.in_(products.visible_to(user).with_only_columns(Product.id))
    )


def get(review_id: int, *, by: UserAccount, for_update: bool = False) -> HalalReview:
    """One review. Raises `UnknownReview` for one that does not exist or is not this person's to see."""
    review = get_visible(visible_to(by), HalalReview, review_id, for_update=for_update)
    if review is None:
        raise UnknownReview
    return review


def claims_of(product_id: int, on: date) -> list[Requirement]:
    """The accepted halal certificates that cover a product on a day."""
    rows = select(Requirement).where(
        Requirement.kind == HALAL,
        Requirement.status == RequirementStatus.ACCEPTED,
        Requirement.products.any(Product.id == product_id),
        (Requirement.valid_until.is_(None)) | (Requirement.valid_until >= on),
        Requirement.replaced_by_id.is_(None),
    )
    return list(db.session.execute(rows.order_by(Requirement.id)).scalars())


def declare(product_id: int, *, by: UserAccount, changed: Changed, what: str, changed_on: date) -> list[HalalReview]:
    """Declare a change in how a product is made: each halal certificate that covers it is to be reviewed.

    The certificate stays accepted until a verifier has looked. Raises `UnknownProduct`, `NotYetHappened`,
    `NoClaimToReview` when no accepted certificate covers the product.
    """
    product = products.get(product_id, by=by, for_update=True)
    if changed_on > today():
        raise NotYetHappened(field="changed_on")
    reviews = reopen(product, by=by, changed=changed, what=what, changed_on=changed_on)
    if not reviews:
        raise NoClaimToReview
    return reviews


def reopen(product: Product, *, by: UserAccount, changed: Changed, what: str, changed_on: date) -> list[HalalReview]:
    """Let each accepted halal certificate that covers a product be reviewed after a change; none where none covers it.

    The caller has checked that `by`, who says so, may speak for the product.
    """
    claims = claims_of(product.id, today())
    if not claims:
        return []
    reviews = [
        HalalReview(
            requirement_id=claim.id,
            product_id=product.id,
            changed=changed,
            what=what,
            changed_on=changed_on,
            declared_by_id=by.id,
            declared_at=now(),
            status=ReviewStatus.OPEN,
        )
        for claim in claims
    ]
    db.session.add_all(reviews)
    db.session.flush()
    after = {"changed": changed.value, "changed_on": changed_on.isoformat()}
    record("product:change_declared", product, by=by, after=after)
    for claim in claims:
        record("requirement:review_opened", claim, by=by, after=after)
    return reviews


def decide(review_id: int, *, by: UserAccount, decision: ReviewOutcome, reason: str = "") -> HalalReview:
    """Confirm a halal claim after a change, or revoke its certificate with a reason; its other reviews wait no longer.

    What follows for the shelves is drawn by whoever calls this. Raises `UnknownReview`, `AlreadyReviewed`,
    `SecondPersonNeeded` for whoever declared the change or handed the certificate in, `ReasonNeeded`, and what
    `revocation.revoke` raises.
    """
    review = get(review_id, by=by, for_update=True)
    if review.status is not ReviewStatus.OPEN:
        told = already_decided(review.decided_by_id, review.decided_at)
        raise AlreadyReviewed(**told.params, extra=told.extra)
    typed_by = {review.declared_by_id, review.requirement.submitted_by_id}
    if by.id in typed_by or producers.is_member(by, review.product.producer_id):
        raise SecondPersonNeeded
    if decision is ReviewOutcome.CONFIRMED:
        _close(review, by=by, status=ReviewStatus.CONFIRMED, reason=reason)
        after = {"changed": review.changed.value, "review": review.status.value}
        record("requirement:review_confirmed", review.requirement, by=by, after=after, reason=reason.strip() or None)
        return review
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    revoke(review.requirement_id, by=by, ground=Ground.NOT_AS_CERTIFIED, words=reason)
    _close(review, by=by, status=ReviewStatus.REVOKED, reason=reason)
    return review


def _close(review: HalalReview, *, by: UserAccount, status: ReviewStatus, reason: str) -> None:
    review.status, review.reason = status, reason.strip() or None
    review.decided_by_id, review.decided_at = by.id, now()
    db.session.flush()


def open_reviews(user: UserAccount) -> Select[tuple[HalalReview]]:
    """The reviews that wait, of documents that are still in force."""
    return (
        visible_to(user)
        .join(Requirement, Requirement.id == HalalReview.requirement_id)
        .where(HalalReview.status == ReviewStatus.OPEN, Requirement.status == RequirementStatus.ACCEPTED)
    )


def open_count(user: UserAccount) -> int:
    """How many reviews wait in this person's regions."""
    return db.session.execute(select(func.count()).select_from(open_reviews(user).subquery())).scalar_one()


def under_duty(user: UserAccount, on: date) -> Select[tuple[Product, Producer]]:
    """The products a person sees that need a halal certificate on a day and have no accepted one then."""
    rows = products.visible_to(user).where(Product.status != ProductStatus.WITHDRAWN).with_only_columns(Product.id)
    ids = list(db.session.execute(rows).scalars())
    lacking = [
        product_id for product_id, gaps in gaps_of(ids, None, on).items() if any(gap.kind == HALAL for gap in gaps)
    ]
    return select(Product, Producer).join(Producer, Producer.id == Product.producer_id).where(Product.id.in_(lacking))
