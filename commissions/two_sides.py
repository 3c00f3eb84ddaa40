"""One side enters, the other decides: who speaks for which side of a pair, and which pairs a person sees.

Managers speak for their outlet, producers for themselves; staff stand in for one of the two, never for both, and the
person who entered something never decides it (contract of the programme, "who does what").
"""

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions.journal import pair_books
from commissions.ledger import Party
from commissions.models import LedgerBook
from commissions.settlement_errors import (
    AlreadyDecided,
    NeverBothSides,
    OnlyWhoEnteredIt,
    OtherSideNeeded,
    PairNeeded,
    SecondPersonNeeded,
    SideRequired,
    UnknownPair,
)
from commissions.settlement_models import DecidedByTheOther
from core.database import GREATEST_ID, db
from core.dates import business_day, now
from core.errors import NotPermitted
from outlets.models import Agreement, Outlet
from outlets.outlets import own_outlets, own_producers

OWN_SIDE = {Role.PRODUCER: Party.PRODUCER, Role.OUTLET_MANAGER: Party.OUTLET}
T = TypeVar("T", bound=DecidedByTheOther)


@dataclass(frozen=True, slots=True)
class Speaker:
    """For which side a person speaks, and from what source where staff stand in for it."""

    side: Party
    source: str | None


def rows_visible_to(model: type[T], user: UserAccount) -> Select[tuple[T]]:
    """The rows of a pair a person may see: staff those of outlets in their regions, the two sides their own."""
    return select(model).where(is_seen_by(model.producer_id, model.outlet_id, user))


def is_seen_by(
    producer_id: ColumnElement[int] | Any,  # noqa: ANN401 - a column
    outlet_id: ColumnElement[int] | Any,  # noqa: ANN401
    user: UserAccount,
) -> ColumnElement[bool]:
    """Whether what belongs to a producer and an outlet is this person's to see."""
    if user.is_staff:
        return outlet_id.in_(select(Outlet.id).where(in_regions_of(user, Outlet.region_code)))
    if user.role is Role.PRODUCER:
        return producer_id.in_(own_producers(user))
    if user.role is Role.OUTLET_MANAGER:
        return outlet_id.in_(own_outlets(user))
    return false()


def pair_of(producer_id: int | None, outlet_id: int | None, *, by: UserAccount) -> tuple[int, int, int]:
    """The producer, outlet and book meant by what was named; what was left out follows where only one pair is seen.

    Raises `UnknownPair` for two who have neither traded nor agreed, or whom this person does not see; `PairNeeded`
    when it does not follow which pair is meant.
    """
    if any(one is not None and not 0 < one <= GREATEST_ID for one in (producer_id, outlet_id)):
        raise UnknownPair
    rows = select(LedgerBook.producer_id, LedgerBook.outlet_id).where(
        LedgerBook.kind == "pair", is_seen_by(LedgerBook.producer_id, LedgerBook.outlet_id, by)
    )
    for column, wanted in ((LedgerBook.producer_id, producer_id), (LedgerBook.outlet_id, outlet_id)):
        if wanted is not None:
            rows = rows.where(column == wanted)
    found = [tuple(row) for row in db.session.execute(rows.limit(2))]
    if not found and producer_id is not None and outlet_id is not None and _agreed(producer_id, outlet_id, by):
        found = [(producer_id, outlet_id)]
    if len(found) != 1:
        if producer_id is not None and outlet_id is not None:
            raise UnknownPair
        raise PairNeeded(field="outlet_id" if producer_id is not None else "producer_id")
    pair = (int(found[0][0]), int(found[0][1]))
    return (*pair, pair_books([pair])[pair])


def _agreed(producer_id: int, outlet_id: int, by: UserAccount) -> bool:
    """Whether the two have an agreement both accepted, also through the chain, that this person may see."""
    between = or_(Agreement.outlet_id == Outlet.id, Agreement.chain_id == Outlet.chain_id)
    rows = (
        select(Agreement.id)
        .join(Outlet, between)
        .where(
            Outlet.id == outlet_id,
            Agreement.producer_id == producer_id,
            Agreement.producer_accepted_at.is_not(None),
            Agreement.outlet_accepted_at.is_not(None),
            is_seen_by(Agreement.producer_id, Outlet.id, by),
        )
    )
    return db.session.execute(rows.limit(1)).first() is not None


def speaker(by: UserAccount, on_behalf_of: Party | None, source: str | None, *, default: Party | None) -> Speaker:
    """For whom a person enters something; staff speak for `default` unless they name a side.

    Raises `SideRequired` for staff when there is no default and a side or source is missing, `NotPermitted` for
    somebody who names the other side.
    """
    own = OWN_SIDE.get(by.role)
    if own is not None:
        if on_behalf_of not in (None, own):
            raise NotPermitted
        return Speaker(own, None)
    side = on_behalf_of or default
    if side is None or (default is None and not source):
        raise SideRequired(field="source" if side else "on_behalf_of")
    return Speaker(side, source or "")


def decider(row: DecidedByTheOther, by: UserAccount, on_behalf_of: Party | None, source: str | None) -> Speaker:
    """For which side a person decides what the other one entered.

    Raises `SecondPersonNeeded`, `OtherSideNeeded`, `NeverBothSides`, and as `speaker`.
    """
    if row.made_by_id == by.id:
        raise SecondPersonNeeded
    told = speaker(by, on_behalf_of, source, default=None)
    if told.side is row.made_for:
        raise OtherSideNeeded
    if told.source is not None and row.made_source is not None:
        raise NeverBothSides
    return told


def check_may_withdraw(row: DecidedByTheOther, by: UserAccount) -> Speaker:
    """For which side a person takes back what waits; staff what staff entered. Raises `OnlyWhoEnteredIt`."""
    own = OWN_SIDE.get(by.role)
    if own is row.made_for or (own is None and row.made_source is not None):
        return Speaker(row.made_for, None)
    raise OnlyWhoEnteredIt


def refuse_decided(row: DecidedByTheOther) -> None:
    """Raises `AlreadyDecided` with who and when for what does not wait any more."""
    if row.decided_by_id is not None:
        who = db.session.get(UserAccount, row.decided_by_id)
        raise AlreadyDecided(who=who.name if who else "", when=business_day(row.decided_at) if row.decided_at else "")


def note_decision(row: DecidedByTheOther, told: Speaker, by: UserAccount, reason: str | None) -> None:
    """Write down who decided, for which side, and from what source where staff stood in."""
    row.decided_by_id, row.decided_at = by.id, now()
    row.decided_for, row.decided_source = told.side, told.source
    row.decision_reason = reason


PAIR_LOCK = 7 << 56
"""Where the numbers of the database locks on pairs begin."""


def lock_pair(book_id: int) -> None:
    """Settle a pair one at a time until this transaction ends; taken after the lock of the month."""
    db.session.execute(select(func.pg_advisory_xact_lock(PAIR_LOCK + book_id)))
