"""Each side accepts an agreement, or a change of its terms, once; with both it holds."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import business_day, now, today
from outlets import agreements, outlets
from outlets.agreement_counters import take_the_place_of_countered
from outlets.agreement_proposals import rate_rows
from outlets.amended_rates import rates_from_json
from outlets.errors import (
    AgreementOverlaps,
    AlreadyAccepted,
    AmendmentTooLate,
    AwaitsApproval,
    NeverBothSides,
    NotOnBehalf,
    NotOpenForAcceptance,
    OnBehalfOfNeeded,
    OutsideYourRegions,
)
from outlets.models import Agreement, AgreementAmendment, AgreementVersion, Outlet, TwoSides
from outlets.states import AgreementStatus, AmendmentStatus, Side
from partnerships.states import Source


def accept(
    agreement_id: int, *, by: UserAccount, on_behalf_of: Side | None = None, source: Source | None = None
) -> Agreement:
    """Accept for one side what waits on an agreement: the agreement itself, or a change of its terms.

    A user of the producer and a manager of the outlet accept for their own side. An officer may stand in for one of
    the two sides, saying which and from what source, never for both. Raises `UnknownAgreement`, `OnBehalfOfNeeded`,
    `NotOnBehalf`, `OutsideYourRegions`, `AwaitsApproval`, `AlreadyAccepted`, `NotOpenForAcceptance`,
    `NeverBothSides`, `AgreementOverlaps`, `AmendmentTooLate`.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    side = side_of(by, on_behalf_of, source)
    if by.is_staff and not _lies_in_regions_of(by, agreement, side):
        raise OutsideYourRegions(field="on_behalf_of")
    amendment = agreements.open_amendment(agreement, for_update=True)
    waiting: Agreement | AgreementAmendment = amendment or agreement
    if waiting.status.value == AgreementStatus.AWAITING_APPROVAL.value:
        raise AwaitsApproval
    _refuse_twice(waiting, side)
    if waiting.status.value != AgreementStatus.PROPOSED.value or (
        amendment is not None and agreements.status_of(agreement) is AgreementStatus.ENDED
    ):
        raise NotOpenForAcceptance
    if by.is_staff and source_of(waiting, other(side)) is not None:
        raise NeverBothSides
    _note_acceptance(waiting, side, by, source)
    is_agreed = waiting.producer_accepted_at is not None and waiting.outlet_accepted_at is not None
    if is_agreed and amendment is not None:
        _begin_version(agreement, amendment, by)
    elif is_agreed:
        _activate(agreement)
        take_the_place_of_countered(agreement, by=by)
    db.session.flush()
    record(
        "agreement:amendment_accepted" if amendment is not None else "agreement:accepted",
        agreement,
        by=by,
        after={"side": side.value, "status": waiting.status.value, "version": agreement.current_version},
        on_behalf_of=side.value if by.is_staff else None,
        source=source.value if source else None,
    )
    return agreement


STANDING_TERMS = "standing_terms"
"""The source of an acceptance that the manager of a Pojok UMKM gave beforehand, for every producer of the regency."""


def accept_by_standing_terms(agreement: Agreement, *, accepted_by_id: int, by: UserAccount) -> Agreement:
    """Let the standing terms of a corner accept for the outlet; whoever agreed to them is noted as having accepted.

    The producer's side accepted before. Raises `AgreementOverlaps`.
    """
    agreement.outlet_accepted_by_id, agreement.outlet_accepted_at = accepted_by_id, now()
    agreement.outlet_accepted_source = STANDING_TERMS
    _activate(agreement)
    record(
        "agreement:accepted",
        agreement,
        by=by,
        after={"side": Side.OUTLET.value, "status": agreement.status.value, "version": agreement.current_version},
        on_behalf_of=Side.OUTLET.value,
        source=STANDING_TERMS,
    )
    return agreement


def side_of(by: UserAccount, on_behalf_of: Side | None, source: Source | None) -> Side:
    """The side a person accepts for. Raises `OnBehalfOfNeeded` for staff, `NotOnBehalf` for everybody else."""
    if by.is_staff:
        if on_behalf_of is None or source is None:
            raise OnBehalfOfNeeded(field="on_behalf_of" if on_behalf_of is None else "source")
        return on_behalf_of
    side = Side.PRODUCER if by.role is Role.PRODUCER else Side.OUTLET
    if on_behalf_of not in {None, side}:
        raise NotOnBehalf(field="on_behalf_of")
    return side


def _lies_in_regions_of(by: UserAccount, agreement: Agreement, side: Side) -> bool:
    """Whether a side lies where an officer works; of a chain one branch is enough."""
    if by.works_everywhere:
        return True
    if side is Side.PRODUCER:
        return outlets.works_in(by, agreement.producer.region_code)
    if agreement.outlet is not None:
        return outlets.works_in(by, agreement.outlet.region_code)
    branches = select(Outlet.region_code).where(Outlet.chain_id == agreement.chain_id)
    return any(outlets.works_in(by, code) for code in db.session.execute(branches).scalars())


def other(side: Side) -> Side:
    """The other side."""
    return Side.OUTLET if side is Side.PRODUCER else Side.PRODUCER


def source_of(waiting: TwoSides, side: Side) -> str | None:
    """From what source an officer accepted for a side; None when it accepted by itself, or not at all."""
    return waiting.producer_accepted_source if side is Side.PRODUCER else waiting.outlet_accepted_source


def _refuse_twice(waiting: TwoSides, side: Side) -> None:
    """Raises `AlreadyAccepted` with who and when."""
    if side is Side.PRODUCER:
        accepted_at, accepted_by = waiting.producer_accepted_at, waiting.producer_accepted_by_id
    else:
        accepted_at, accepted_by = waiting.outlet_accepted_at, waiting.outlet_accepted_by_id
    if accepted_at is not None:
        who = db.session.get(UserAccount, accepted_by)
        raise AlreadyAccepted(who=who.name if who else "", when=business_day(accepted_at))


def _note_acceptance(waiting: TwoSides, side: Side, by: UserAccount, source: Source | None) -> None:
    """Write down who accepted for a side, and from what source where an officer stood in."""
    told = source.value if by.is_staff and source else None
    if side is Side.PRODUCER:
        waiting.producer_accepted_by_id, waiting.producer_accepted_at = by.id, now()
        waiting.producer_accepted_source = told
    else:
        waiting.outlet_accepted_by_id, waiting.outlet_accepted_at = by.id, now()
        waiting.outlet_accepted_source = told


def _activate(agreement: Agreement) -> None:
    """Let an agreement hold. Raises `AgreementOverlaps` when another of the same two holds on one of its days."""
    agreement.status = AgreementStatus.ACTIVE
    try:
        db.session.flush()
    except IntegrityError as error:
        if "ex_agreement_no_overlap" in str(error.orig):
            raise AgreementOverlaps from None
        raise


def _begin_version(agreement: Agreement, amendment: AgreementAmendment, by: UserAccount) -> None:
    """Make accepted changes the next version, with the rates they bring. Raises `AmendmentTooLate`."""
    if amendment.starts_on <= today():
        raise AmendmentTooLate(day=amendment.starts_on)
    amendment.status = AmendmentStatus.ACCEPTED
    agreement.current_version += 1
    db.session.add(
        AgreementVersion(
            agreement_id=agreement.id,
            number=agreement.current_version,
            starts_on=amendment.starts_on,
            money_route=amendment.money_route,
            payment_term_days=amendment.payment_term_days,
            clauses=amendment.clauses,
            created_at=now(),
            created_by_id=by.id,
            reason=amendment.reason,
        )
    )
    db.session.add_all(rate_rows(agreement.id, rates_from_json(amendment.rates), by=by))
