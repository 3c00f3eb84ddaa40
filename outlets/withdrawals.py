"""A document is taken back, and the shelves follow in the same breath."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from outlets.hold_judging import Judged, judge
from outlets.models import Outlet, Placement
from outlets.placement_endings import HELD
from outlets.pull_messages import tell_outlets
from partnerships import halal_watch, revocation
from partnerships.models import Product, Requirement
from partnerships.requirement_kinds import covers
from partnerships.watch_models import HalalReview
from partnerships.watch_states import Ground, ReviewOutcome


def revoke(requirement_id: int, *, by: UserAccount, ground: Ground, words: str = "") -> tuple[Requirement, Judged]:
    """Revoke a document; placements that lived on it are held at once and their outlets asked to pull.

    Raises what `partnerships.revocation.revoke` raises.
    """
    requirement = revocation.revoke(requirement_id, by=by, ground=ground, words=words)
    judged = judge([requirement.producer_id], day=today(), by=by)
    tell_outlets(judged.asked)
    return requirement, judged


def decide_review(
    review_id: int, *, by: UserAccount, decision: ReviewOutcome, reason: str = ""
) -> tuple[HalalReview, Judged]:
    """Decide about a halal claim after a change; a revocation holds placements at once.

    Raises what `partnerships.halal_watch.decide` raises.
    """
    review = halal_watch.decide(review_id, by=by, decision=decision, reason=reason)
    if decision is ReviewOutcome.CONFIRMED:
        return review, Judged()
    judged = judge([review.product.producer_id], day=today(), by=by)
    tell_outlets(judged.asked)
    return review, judged


def shelves_of(requirement: Requirement) -> Sequence[Row[Any]]:
    """The placements whose product a document covers, with product and outlet: what a revocation may reach."""
    listed = [product.id for product in requirement.products]
    rows = (
        select(Placement.id, Product.id.label("product_id"), Product.name, Outlet.name.label("outlet"))
        .join(Product, Product.id == Placement.product_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(
            Placement.producer_id == requirement.producer_id,
            Placement.status.in_(HELD),
            (Placement.ends_on.is_(None)) | (Placement.ends_on >= today()),
        )
        .order_by(func.lower(Outlet.name), func.lower(Product.name), Placement.id)
    )
    return [row for row in db.session.execute(rows).all() if covers(requirement.kind, listed, row.product_id)]
