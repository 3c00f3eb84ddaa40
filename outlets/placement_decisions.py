"""What an outlet decides about placements: accept them, one or many, decline them, or end them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import business_day, now, today
from core.errors import Refusal
from outlets import outlet_codes, outlets, placement_endings, placements
from outlets.agreement_acceptance import STANDING_TERMS, side_of
from outlets.errors import (
    AlreadyAccepted,
    AlreadyEnded,
    AlreadyPlaced,
    DayHasPassed,
    LaterThanAgreed,
    NotOnBehalf,
    NotOpenForAcceptance,
    SoldAfterThatDay,
)
from outlets.models import Placement
from outlets.states import PlacementStatus, Side
from partnerships.states import Source


def accept(
    placement_id: int,
    *,
    by: UserAccount,
    on_behalf_of: Side | None = None,
    source: Source | None = None,
    outlet_code: str | None = None,
) -> Placement:
    """Accept a product for the shelf: a manager of the outlet, or an officer on its behalf who names the source.

    Product, agreement and papers are judged again, for they may have changed since the proposal. Raises
    `UnknownPlacement`, `OnBehalfOfNeeded`, `NotOnBehalf`, `OutsideYourRegions` (an officer stands in only for outlets
    in their regions), `AlreadyAccepted`, `NotOpenForAcceptance`, `ProductNotActive`, `NoAgreement`, `NotEligible`,
    `AlreadyPlaced`, `CodeTaken`.
    """
    placement = placements.get(placement_id, by=by, for_update=True)
    if side_of(by, on_behalf_of, source) is not Side.OUTLET:
        raise NotOnBehalf(field="on_behalf_of")
    outlets.check_region(placement.outlet, by)
    if placement.accepted_at is not None:
        who = db.session.get(UserAccount, placement.accepted_by_id)
        raise AlreadyAccepted(who=who.name if who else "", when=business_day(placement.accepted_at))
    if placement.status is not PlacementStatus.PROPOSED:
        raise NotOpenForAcceptance
    placements.check_may_stand(placement.product, placement.outlet, placement.starts_on)
    _put_on_shelf(placement, by.id, source.value if by.is_staff and source else None)
    if outlet_code:
        outlet_codes.learn(placement, outlet_code, by=by)
    record(
        "placement:accepted",
        placement,
        by=by,
        before={"status": PlacementStatus.PROPOSED.value},
        after={"status": placement.status.value, "starts_on": placement.starts_on.isoformat()},
        on_behalf_of=Side.OUTLET.value if by.is_staff else None,
        source=source.value if source else None,
    )
    return placement


def _put_on_shelf(placement: Placement, accepted_by_id: int, source: str | None) -> None:
    """Note who accepted for the outlet. Raises `AlreadyPlaced`."""
    placement.status = PlacementStatus.ACTIVE
    placement.accepted_by_id, placement.accepted_at = accepted_by_id, now()
    placement.accepted_source = source
    try:
        db.session.flush()
    except IntegrityError as error:
        if "ex_placement_no_overlap" in str(error.orig):
            raise AlreadyPlaced from None
        raise


def accept_by_standing_terms(placement: Placement, *, accepted_by_id: int, by: UserAccount) -> Placement:
    """Let the standing terms of a corner accept a product just proposed to it. Raises `AlreadyPlaced`."""
    _put_on_shelf(placement, accepted_by_id, STANDING_TERMS)
    record(
        "placement:accepted",
        placement,
        by=by,
        before={"status": PlacementStatus.PROPOSED.value},
        after={"status": placement.status.value, "starts_on": placement.starts_on.isoformat()},
        on_behalf_of=Side.OUTLET.value,
        source=STANDING_TERMS,
    )
    return placement


@dataclass(frozen=True)
class Result:
    """What became of one of many: the placement's id, and why it was refused, if it was."""

    placement_id: int
    refusal: Refusal | None = None


def accept_many(
    placement_ids: Iterable[int],
    *,
    by: UserAccount,
    on_behalf_of: Side | None = None,
    source: Source | None = None,
) -> list[Result]:
    """Accept several placements, each on its own: one that is refused keeps no other from being accepted."""
    results = []
    for placement_id in sorted(set(placement_ids)):
        try:
            with db.session.begin_nested():
                accept(placement_id, by=by, on_behalf_of=on_behalf_of, source=source)
            results.append(Result(placement_id))
        except Refusal as refusal:
            results.append(Result(placement_id, refusal))
    return results


def end(placement_id: int, *, reason: str, by: UserAccount, ends_on: date | None = None) -> Placement:
    """Decline a proposal, or take a product off the shelf with its last day, today unless said otherwise.

    The last day never lies before a sale that stands. Raises `UnknownPlacement`, `AlreadyEnded`, `DayHasPassed`,
    `LaterThanAgreed`, `SoldAfterThatDay`.
    """
    placement = placements.get(placement_id, by=by, for_update=True)
    before = placements.status_of(placement)
    if before is PlacementStatus.ENDED:
        raise AlreadyEnded
    if before is PlacementStatus.PROPOSED:
        placement.status = PlacementStatus.ENDED
        outlet_codes.forget(placement)
        db.session.flush()
        record(
            "placement:declined",
            placement,
            by=by,
            before={"status": before.value},
            after={"status": placement.status.value},
            reason=reason,
        )
        return placement
    earliest = max(today(), placement.starts_on)
    day = ends_on or earliest
    if day < earliest:
        raise DayHasPassed(field="ends_on", day=earliest)
    if placement.ends_on is not None and day > placement.ends_on:
        raise LaterThanAgreed(field="ends_on", day=placement.ends_on)
    last_sale = placement_endings.last_sale_of(placement)
    if last_sale is not None and last_sale > day:
        raise SoldAfterThatDay(field="ends_on", day=last_sale)
    placement_endings.set_last_day(placement, day, by=by, reason=reason)
    return placement
