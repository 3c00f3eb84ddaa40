"""Proposing an agreement, and the second person who lets a rate outside the agency's band pass."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db, get_visible
from core.dates import business_day, now
from core.money import format_rate
from outlets import agreements, outlets
from outlets.agreed_rates import AgreedRate, band_of, faults_in_rates, outside_band
from outlets.agreement_clauses import DEFAULTS, Clauses, changed, faults_in_clauses, to_json
from outlets.agreement_days import DEFAULT_TERM_DAYS, longest_payment_term
from outlets.clause_errors import WrongClauses
from outlets.errors import (
    AgreementOverlaps,
    AlreadyApproved,
    EndsBeforeItStarts,
    NothingToApprove,
    NotOfThisProducer,
    OutletOrChain,
    PaymentTermTooLong,
    ProducerNotActive,
    ReasonNeeded,
    SecondPersonNeeded,
    WrongRates,
)
from outlets.models import Agreement, AgreementAmendment, AgreementRate, AgreementVersion
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus, AmendmentStatus
from partnerships import producers
from partnerships.errors import UnknownProducer
from partnerships.models import Producer, Product
from partnerships.states import NOT_TRADING, ProducerStatus


def producers_open_to(user: UserAccount) -> Select[tuple[Producer]]:
    """The producers a person may propose an agreement with: a manager any that is active, others those they see."""
    if user.role is Role.OUTLET_MANAGER:
        return select(Producer).where(Producer.status == ProducerStatus.ACTIVE)
    return producers.visible_to(user)


def propose(
    *,
    producer_id: int,
    starts_on: date,
    money_route: MoneyRoute,
    rates: Sequence[Mapping[str, Any]],
    by: UserAccount,
    outlet_id: int | None = None,
    chain_id: int | None = None,
    ends_on: date | None = None,
    payment_term_days: int | None = None,
    clauses: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> Agreement:
    """Propose an agreement between a producer and an outlet or a chain; each side then accepts it once.

    `rates` are those of the public surface (`rate_bp` in basis points, `starts_on`, and where narrower `category` or
    `product_id` with an optional `ends_on`). A rate outside the agency's band needs a reason, and the proposal waits
    for a second person. The payment term is in days, 15 unless said otherwise and never longer for micro and small
    producers (PP 29/2021 Pasal 95). `clauses` are the further terms; what is left out reads as by default. Raises
    `UnknownProducer`, `UnknownOutlet`, `UnknownChain`, `OutletOrChain`, `ProducerNotActive`, `EndsBeforeItStarts`,
    `PaymentTermTooLong`, `WrongClauses`, `WrongRates`, `NotOfThisProducer`, `ReasonNeeded`, `AgreementOverlaps`.
    """
    producer = get_visible(producers_open_to(by), Producer, producer_id)
    if producer is None:
        raise UnknownProducer
    producers.refuse_restricted(producer)
    if (outlet_id is None) == (chain_id is None):
        raise OutletOrChain(field="outlet_id")
    outlet = outlets.get_open(outlet_id, by=by) if outlet_id is not None else None
    chain = outlets.get_chain(chain_id, by=by) if chain_id is not None else None
    if producer.status in NOT_TRADING:
        raise ProducerNotActive
    if ends_on is not None and ends_on < starts_on:
        raise EndsBeforeItStarts(field="ends_on")
    term = checked_payment_term(payment_term_days, producer)
    further = checked_clauses(changed(DEFAULTS, clauses or {}), producer, outlet.kind if outlet else None)
    agreed = [AgreedRate(**rate) for rate in rates]
    check_rates(agreed, producer, starts_on=starts_on, ends_on=ends_on)
    waits = needs_approval(agreed, outlet.kind if outlet else None, reason)
    agreement = Agreement(
        producer_id=producer.id,
        outlet_id=outlet.id if outlet else None,
        chain_id=chain.id if chain else None,
        status=AgreementStatus.AWAITING_APPROVAL if waits else AgreementStatus.PROPOSED,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    _refuse_overlap(agreement)
    db.session.add(agreement)
    db.session.flush()
    db.session.add(
        AgreementVersion(
            agreement_id=agreement.id,
            number=1,
            starts_on=starts_on,
            money_route=money_route,
            payment_term_days=term,
            clauses=to_json(further),
            created_at=now(),
            created_by_id=by.id,
            reason=reason,
        )
    )
    db.session.add_all(rate_rows(agreement.id, agreed, by=by))
    db.session.flush()
    after: dict[str, object] = {
        "status": agreement.status.value,
        "producer_id": producer.id,
        "outlet_id": agreement.outlet_id,
        "chain_id": agreement.chain_id,
        "starts_on": starts_on.isoformat(),
        "money_route": money_route.value,
        "rate_bp": agreed[0].rate_bp,
    }
    record("agreement:proposed", agreement, by=by, after=after, reason=reason)
    return agreement


def checked_payment_term(days: int | None, producer: Producer) -> int:
    """The payment term in days, 15 when none is given.

    Raises `PaymentTermTooLong` beyond 15 for a micro or small producer (PP 29/2021 Pasal 95 ayat (1) huruf b).
    """
    if days is None:
        return DEFAULT_TERM_DAYS
    most = longest_payment_term(producer.size_class)
    if days > most:
        raise PaymentTermTooLong(field="payment_term_days", most=most)
    return days


def checked_clauses(clauses: Clauses, producer: Producer, outlet_kind: str | None) -> Clauses:
    """The further terms, when the law allows them. Raises `WrongClauses`."""
    if faults := faults_in_clauses(clauses, size_class=producer.size_class, outlet_kind=outlet_kind):
        raise WrongClauses(faults)
    return clauses


def check_rates(rates: Sequence[AgreedRate], producer: Producer, *, starts_on: date, ends_on: date | None) -> None:
    """Raises `WrongRates` for rates that leave a gap or overlap, `NotOfThisProducer` for somebody else's product."""
    if faults := faults_in_rates(rates, starts_on=starts_on, ends_on=ends_on):
        raise WrongRates(faults)
    wanted = {rate.product_id for rate in rates if rate.product_id is not None}
    own = select(Product.id).where(Product.producer_id == producer.id, Product.id.in_(wanted))
    foreign = wanted - set(db.session.execute(own).scalars())
    for place, rate in enumerate(rates):
        if rate.product_id in foreign:
            raise NotOfThisProducer(field=f"rates.{place}.product_id")


def needs_approval(rates: Sequence[AgreedRate], outlet_kind: str | None, reason: str | None) -> bool:
    """Whether a second person must approve, because a rate lies outside the band. Raises `ReasonNeeded`."""
    if not outside_band(rates, outlet_kind):
        return False
    if not reason:
        lowest, highest = band_of(outlet_kind)
        raise ReasonNeeded(field="reason", lowest=format_rate(lowest), highest=format_rate(highest))
    return True


def rate_rows(agreement_id: int, rates: Sequence[AgreedRate], *, by: UserAccount) -> list[AgreementRate]:
    """Rates as rows to be added."""
    return [
        AgreementRate(
            agreement_id=agreement_id,
            scope=rate.scope,
            category=rate.category,
            product_id=rate.product_id,
            rate_bp=rate.rate_bp,
            starts_on=rate.starts_on,
            ends_on=rate.ends_on,
            created_at=now(),
            created_by_id=by.id,
        )
        for rate in rates
    ]


def _refuse_overlap(agreement: Agreement) -> None:
    """Raises `AgreementOverlaps` early; an exclusion constraint refuses it for certain once both have accepted."""
    rows = select(Agreement.id).where(
        Agreement.producer_id == agreement.producer_id,
        Agreement.outlet_id == agreement.outlet_id if agreement.outlet_id else Agreement.chain_id == agreement.chain_id,
        Agreement.producer_accepted_at.is_not(None),
        Agreement.outlet_accepted_at.is_not(None),
        (Agreement.ends_on.is_(None)) | (Agreement.ends_on >= agreement.starts_on),
    )
    if agreement.ends_on is not None:
        rows = rows.where(Agreement.starts_on <= agreement.ends_on)
    if db.session.execute(rows.limit(1)).first() is not None:
        raise AgreementOverlaps


def approve(agreement_id: int, *, by: UserAccount, reason: str | None = None) -> Agreement:
    """Let a rate outside the band pass, of an agreement or of a change of its terms; then both sides may accept.

    Raises `UnknownAgreement`, `SecondPersonNeeded`, `AlreadyApproved`, `NothingToApprove`.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    amendment = agreements.open_amendment(agreement, for_update=True)
    waiting: Agreement | AgreementAmendment = amendment or agreement
    if waiting.status.value != AgreementStatus.AWAITING_APPROVAL.value:
        if waiting.approved_by_id is not None and waiting.approved_at is not None:
            who = db.session.get(UserAccount, waiting.approved_by_id)
            raise AlreadyApproved(who=who.name if who else "", when=business_day(waiting.approved_at))
        raise NothingToApprove
    if waiting.proposed_by_id == by.id:
        raise SecondPersonNeeded
    waiting.approved_by_id, waiting.approved_at = by.id, now()
    if amendment is not None:
        amendment.status = AmendmentStatus.PROPOSED
    else:
        agreement.status = AgreementStatus.PROPOSED
    db.session.flush()
    action = "agreement:amendment_approved" if amendment is not None else "agreement:approved"
    record(action, agreement, by=by, after={"status": waiting.status.value}, reason=reason)
    return agreement
