"""What is watched over: visits, changes that reopen a halal claim, holds and lines of pull lists."""

from datetime import date, timedelta

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from core.dates import now, today
from core.files import store
from outlets.models import Placement
from outlets.pull_models import PlacementHold, PullEntry
from partnerships.models import Producer, Product, Requirement
from partnerships.watch_models import HalalReview, ProductionVisit
from partnerships.watch_states import Changed, ReviewStatus, Verdict
from tests.factories.people import make_user


def make_visit(
    producer: Producer, *, verdict: Verdict = Verdict.OWN_PRODUCTION, visited_on: date = date(2026, 11, 10)
) -> ProductionVisit:
    """A visit with a photo."""
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    stored = committed(store, b"\xff\xd8\xff", media_type="image/jpeg", original_name="dapur.jpg", by_id=officer.id)
    visit = ProductionVisit(
        producer_id=producer.id,
        visited_on=visited_on,
        verdict=verdict,
        findings="Wajan dan alat kemas ada di dapur.",
        photo_id=stored.id,
        visited_by_id=officer.id,
        created_at=now(),
    )
    db.session.add(visit)
    db.session.commit()
    return visit


def make_review(requirement: Requirement, product: Product, *, declared_by: UserAccount | None = None) -> HalalReview:
    """A change of recipe that waits to be looked at."""
    review = HalalReview(
        requirement_id=requirement.id,
        product_id=product.id,
        changed=Changed.RECIPE,
        what="Minyak goreng diganti margarin.",
        changed_on=date(2026, 11, 1),
        declared_by_id=(declared_by or make_user(Role.PARTNERSHIP_OFFICER)).id,
        declared_at=now(),
        status=ReviewStatus.OPEN,
    )
    db.session.add(review)
    db.session.commit()
    return review


def make_hold(placement: Placement, requirement: Requirement, *, since: date | None = None) -> PlacementHold:
    """A placement that is held since a day, today unless said otherwise."""
    hold = PlacementHold(
        placement_id=placement.id,
        requirement_id=requirement.id,
        kind=requirement.kind,
        since=since or today(),
        made_at=now(),
    )
    db.session.add(hold)
    db.session.commit()
    return hold


def make_pull_entry(hold: PlacementHold) -> PullEntry:
    """What the outlet is asked to pull because of a hold, within seven days."""
    entry = PullEntry(
        placement_id=hold.placement_id,
        outlet_id=hold.placement.outlet_id,
        hold_id=hold.id,
        asked_on=today(),
        deadline=today() + timedelta(days=7),
    )
    db.session.add(entry)
    db.session.commit()
    return entry
