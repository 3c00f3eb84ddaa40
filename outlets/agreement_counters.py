"""Answering a proposal with other terms: the counter-proposal is an agreement of its own, so nothing is overwritten.

While it waits the first proposal is `countered`. Accepted by both sides it takes the place of what it answered;
declined or withdrawn, the first proposal is on the table again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from outlets import agreements
from outlets.agreement_clauses import changed, from_json, to_json
from outlets.agreement_proposals import propose
from outlets.clause_errors import NotOpenForCounter, OwnProposal
from outlets.models import Agreement
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus


def counter(
    agreement_id: int,
    *,
    starts_on: date,
    money_route: MoneyRoute,
    rates: Sequence[Mapping[str, Any]],
    by: UserAccount,
    ends_on: date | None = None,
    payment_term_days: int | None = None,
    clauses: Mapping[str, Any] | None = None,
    reason: str | None = None,
) -> Agreement:
    """Answer a proposal that waits with other terms between the same two; the new agreement.

    What is not told of the clauses stays as it was proposed. Raises `UnknownAgreement`, `NotOpenForCounter`,
    `OwnProposal` for the side that proposed, and what `agreement_proposals.propose` raises.
    """
    agreement = agreements.get(agreement_id, by=by, for_update=True)
    if agreement.status is not AgreementStatus.PROPOSED:
        raise NotOpenForCounter
    proposer = db.session.get_one(UserAccount, agreement.proposed_by_id)
    if not by.is_staff and _side(proposer) == _side(by):
        raise OwnProposal
    proposed = from_json(agreement.terms[-1].clauses)
    answer = propose(
        producer_id=agreement.producer_id,
        outlet_id=agreement.outlet_id,
        chain_id=agreement.chain_id,
        starts_on=starts_on,
        ends_on=ends_on,
        money_route=money_route,
        payment_term_days=payment_term_days,
        rates=rates,
        clauses=to_json(changed(proposed, clauses or {})),
        reason=reason,
        by=by,
    )
    answer.counters_id = agreement.id
    agreement.status = AgreementStatus.COUNTERED
    db.session.flush()
    record(
        "agreement:countered",
        agreement,
        by=by,
        before={"status": AgreementStatus.PROPOSED.value},
        after={"status": agreement.status.value, "answered_by": answer.id},
        reason=reason,
    )
    return answer


def take_the_place_of_countered(agreement: Agreement, *, by: UserAccount) -> None:
    """End every proposal an agreement answered, one after the other, once both sides accepted it."""
    answered = _answered(agreement)
    while answered is not None and answered.status is AgreementStatus.COUNTERED:
        answered.status = AgreementStatus.ENDED
        record(
            "agreement:ended",
            answered,
            by=by,
            before={"status": AgreementStatus.COUNTERED.value},
            after={"status": answered.status.value, "answered_by": agreement.id},
        )
        answered = _answered(answered)
    db.session.flush()


def return_to_countered(agreement: Agreement, *, by: UserAccount, reason: str | None) -> None:
    """Put the proposal that a declined counter-proposal answered back on the table."""
    answered = _answered(agreement)
    if answered is None or answered.status is not AgreementStatus.COUNTERED:
        return
    answered.status = AgreementStatus.PROPOSED
    db.session.flush()
    record(
        "agreement:counter_declined",
        answered,
        by=by,
        before={"status": AgreementStatus.COUNTERED.value},
        after={"status": answered.status.value},
        reason=reason,
    )


def _answered(agreement: Agreement) -> Agreement | None:
    if agreement.counters_id is None:
        return None
    return db.session.get(Agreement, agreement.counters_id, with_for_update=True, populate_existing=True)


def _side(user: UserAccount) -> str:
    """The agency, the producer's side or the outlet's."""
    if user.is_staff:
        return "agency"
    return "producer" if user.role is Role.PRODUCER else "outlet"
