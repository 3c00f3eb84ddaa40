"""What happens to an agreement that holds: changed terms from a later day on, a suspension, an end.

Nothing reaches back: sales that stand keep the terms of their day.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from core.wording import N_, Problem
from outlets import agreements, placement_endings
from outlets.agreed_rates import AgreedRate
from outlets.agreement_clauses import changed, differences, from_json, to_json
from outlets.agreement_counters import return_to_countered
from outlets.agreement_proposals import check_rates, checked_clauses, checked_payment_term, needs_approval
from outlets.amended_rates import rates_to_json
from outlets.errors import (
    AlreadyEnded,
    AmendmentOpen,
    DayHasPassed,
    LaterThanAgreed,
    NoAmendment,
    NothingChanges,
    NotInForce,
    NotSuspended,
    SoldAfterThatDay,
    WrongRates,
)
from outlets.models import Agreement, AgreementAmendment, AgreementSuspension
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus, AmendmentStatus


def amend(
    agreement_id: int,
    *,
    starts_on: date,
    by: UserAccount,
    money_route: MoneyRoute | None = None,
    payment_term_days: int | None = None,
    rates: Sequence[Mapping[str, Any]] = (),
    clauses: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> AgreementAmendment:
    """Propose changed terms from a later day on: another route, another payment term, further rates or clauses.

    Both sides accept them like an agreement; then they are its next version. What is left out stays as it is. A rate
    begins on or after the day of the change. Raises `UnknownAgreement`, `NotInForce`, `AmendmentOpen`,
    `DayHasPassed`, `LaterThanAgreed`, `NothingChanges`, `PaymentTermTooLong`, `WrongClauses`, `WrongRates`,
    `NotOfThisProducer`, `ReasonNeeded`.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    if agreements.status_of(agreement) not in {AgreementStatus.ACTIVE, AgreementStatus.SUSPENDED}:
        raise NotInForce
    if agreements.open_amendment(agreement) is not None:
        raise AmendmentOpen
    current = agreement.terms[-1]
    earliest = max(today(), current.starts_on) + timedelta(days=1)
    if starts_on < earliest:
        raise DayHasPassed(field="starts_on", day=earliest)
    if agreement.ends_on is not None and starts_on > agreement.ends_on:
        raise LaterThanAgreed(field="starts_on", day=agreement.ends_on)
    agreed = [AgreedRate(**rate) for rate in rates]
    _check_added_rates(agreement, agreed, starts_on)
    route = money_route or current.money_route
    if payment_term_days is None:
        term = current.payment_term_days
    else:
        term = checked_payment_term(payment_term_days, agreement.producer)
    before_clauses = from_json(current.clauses)
    outlet_kind = agreement.outlet.kind if agreement.outlet else None
    further = checked_clauses(changed(before_clauses, clauses or {}), agreement.producer, outlet_kind)
    keeps_terms = route is current.money_route and term == current.payment_term_days
    if keeps_terms and further == before_clauses and not agreed:
        raise NothingChanges
    waits = needs_approval(agreed, outlet_kind, reason)
    amendment = AgreementAmendment(
        agreement_id=agreement.id,
        status=AmendmentStatus.AWAITING_APPROVAL if waits else AmendmentStatus.PROPOSED,
        starts_on=starts_on,
        money_route=route,
        payment_term_days=term,
        rates=rates_to_json(agreed),
        clauses=to_json(further),
        reason=reason,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    db.session.add(amendment)
    db.session.flush()
    before: dict[str, object] = {"money_route": current.money_route.value, "version": agreement.current_version}
    after: dict[str, object] = {
        "status": amendment.status.value,
        "starts_on": starts_on.isoformat(),
        "money_route": route.value,
        "payment_term_days": term,
        "rate_bp": [rate.rate_bp for rate in agreed],
        "clauses": [name for name, _before, _after in differences(before_clauses, further)],
    }
    record("agreement:amendment_proposed", agreement, by=by, before=before, after=after, reason=reason)
    return amendment


def _check_added_rates(agreement: Agreement, added: Sequence[AgreedRate], starts_on: date) -> None:
    """The rates there are and those that are added must give one rate a day; added ones begin with the change."""
    sentence = N_("Tarif baru harus mulai pada %(day)s atau sesudahnya.")
    early = [
        (place, "starts_on", Problem("rate_outside_agreement", sentence, {"day": starts_on}))
        for place, rate in enumerate(added)
        if rate.starts_on < starts_on
    ]
    if early:
        raise WrongRates(early)
    known = [
        AgreedRate(
            rate_bp=rate.rate_bp,
            starts_on=rate.starts_on,
            ends_on=rate.ends_on,
            category=rate.category,
            product_id=rate.product_id,
        )
        for rate in agreement.rates
        if rate.re_rating_id is None and (agreement.ends_on is None or rate.starts_on <= agreement.ends_on)
    ]
    check_rates([*added, *known], agreement.producer, starts_on=agreement.starts_on, ends_on=agreement.ends_on)


def withdraw_amendment(agreement_id: int, *, by: UserAccount, reason: str | None = None) -> Agreement:
    """Take back, or decline, changed terms that wait. Raises `UnknownAgreement`, `NoAmendment`."""
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    amendment = agreements.open_amendment(agreement, for_update=True)
    if amendment is None:
        raise NoAmendment
    amendment.status = AmendmentStatus.WITHDRAWN
    db.session.flush()
    record("agreement:amendment_withdrawn", agreement, by=by, after={"id": amendment.id}, reason=reason)
    return agreement


def suspend(agreement_id: int, *, reason: str, by: UserAccount, starts_on: date | None = None) -> Agreement:
    """Let an agreement rest from a day on, today unless said otherwise: no new placement, no sale from that day on.

    Raises `UnknownAgreement`, `NotInForce`, `DayHasPassed`, `SoldAfterThatDay`.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    if agreements.status_of(agreement) is not AgreementStatus.ACTIVE:
        raise NotInForce
    day = starts_on or today()
    if day < today():
        raise DayHasPassed(field="starts_on", day=today())
    last_sale = agreements.last_sale_under(agreement)
    if last_sale is not None and last_sale >= day:
        raise SoldAfterThatDay(field="starts_on", day=last_sale)
    agreement.status = AgreementStatus.SUSPENDED
    db.session.add(AgreementSuspension(agreement_id=agreement.id, starts_on=day))
    db.session.flush()
    after = {"status": agreement.status.value, "starts_on": day.isoformat()}
    record("agreement:suspended", agreement, by=by, before={"status": "active"}, after=after, reason=reason)
    return agreement


def resume(agreement_id: int, *, reason: str, by: UserAccount) -> Agreement:
    """Let a suspended agreement hold again from today on. Raises `UnknownAgreement`, `NotSuspended`."""
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    if agreements.status_of(agreement) is not AgreementStatus.SUSPENDED:
        raise NotSuspended
    suspension = db.session.execute(
        select(AgreementSuspension).where(
            AgreementSuspension.agreement_id == agreement.id, AgreementSuspension.resumed_on.is_(None)
        )
    ).scalar_one()
    if suspension.starts_on >= today():
        db.session.delete(suspension)
    else:
        suspension.resumed_on = today()
    agreement.status = AgreementStatus.ACTIVE
    db.session.flush()
    after = {"status": agreement.status.value, "resumed_on": today().isoformat()}
    record("agreement:resumed", agreement, by=by, before={"status": "suspended"}, after=after, reason=reason)
    return agreement


def end(agreement_id: int, *, reason: str, by: UserAccount, ends_on: date | None = None) -> Agreement:
    """Decline a proposal, or end an agreement with its last day, today unless said otherwise.

    It keeps the days it held. Placements that no other agreement carries end with it. A declined counter-proposal puts
    the proposal it answered back on the table. Raises `UnknownAgreement`,
    `AlreadyEnded`, `DayHasPassed`, `LaterThanAgreed`, `SoldAfterThatDay`.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    before = agreements.status_of(agreement)
    if before is AgreementStatus.ENDED:
        raise AlreadyEnded
    after: dict[str, object] = {}
    if before in {AgreementStatus.ACTIVE, AgreementStatus.SUSPENDED}:
        after["ends_on"] = _set_last_day(agreement, ends_on, by).isoformat()
    else:
        agreement.status = AgreementStatus.ENDED
        return_to_countered(agreement, by=by, reason=reason)
    amendment = agreements.open_amendment(agreement, for_update=True)
    if amendment is not None:
        amendment.status = AmendmentStatus.WITHDRAWN
    db.session.flush()
    after["status"] = agreement.status.value
    record("agreement:ended", agreement, by=by, before={"status": before.value}, after=after, reason=reason)
    return agreement


def _set_last_day(agreement: Agreement, ends_on: date | None, by: UserAccount) -> date:
    """Write the last day of an agreement that holds, and end the placements nothing else carries."""
    earliest = max(today(), agreement.starts_on)
    day = ends_on or earliest
    if day < earliest:
        raise DayHasPassed(field="ends_on", day=earliest)
    if agreement.ends_on is not None and day > agreement.ends_on:
        raise LaterThanAgreed(field="ends_on", day=agreement.ends_on)
    last_sale = agreements.last_sale_under(agreement)
    if last_sale is not None and last_sale > day:
        raise SoldAfterThatDay(field="ends_on", day=last_sale)
    agreement.ends_on = day
    if day <= today():
        agreement.status = AgreementStatus.ENDED
    db.session.flush()
    placement_endings.end_without_agreement(agreement, day, by=by)
    return day
