"""Bank accounts that money is sent to: the accepted one of each producer, and opening it for a payment.

An account counts once somebody checked it against the savings book. Opening one is written into the history with what
it was opened for, and shown to the producer (UU 27/2022 Pasal 31).
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from partnerships import personal_keys
from partnerships.evidence_reading import NUMBER_READ
from partnerships.models import Requirement
from partnerships.own_production import BANK_ACCOUNT
from partnerships.requirements import DETAILS_PURPOSE
from partnerships.states import RequirementStatus


class NoAccount(StrEnum):
    """Why money cannot be sent to a producer's account."""

    MISSING = "missing"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PayeeAccount:
    """An account as a bank needs it."""

    number: str
    bank_code: str
    holder: str


def accounts_of(producer_ids: Collection[int]) -> dict[int, Requirement | NoAccount]:
    """The accepted account of each producer, the newest one, or why there is none. One query."""
    found: dict[int, Requirement | NoAccount] = dict.fromkeys(producer_ids, NoAccount.MISSING)
    rows = select(Requirement).where(Requirement.producer_id.in_(producer_ids), Requirement.kind == BANK_ACCOUNT)
    for row in db.session.execute(rows.order_by(Requirement.id)).scalars():
        if row.status is RequirementStatus.ACCEPTED and row.details_encrypted and row.replaced_by_id is None:
            found[row.producer_id] = row
        elif not isinstance(found[row.producer_id], Requirement):
            is_waiting = row.status is RequirementStatus.SUBMITTED
            found[row.producer_id] = NoAccount.WAITING if is_waiting else NoAccount.REFUSED
    return found


def open_account(requirement: Requirement, *, by: UserAccount, purpose: str) -> PayeeAccount:
    """The whole account, for whoever pays into it; recorded with the purpose. Raises `PersonErased`."""
    opened = json.loads(
        personal_keys.opened(requirement.producer_id, requirement.details_encrypted or b"", DETAILS_PURPOSE)
    )
    record(NUMBER_READ, requirement, by=by, reason=purpose)
    return PayeeAccount(opened["number"], str(requirement.details["bank_code"]), opened["holder"])
