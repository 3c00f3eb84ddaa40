"""The statement of one pair and one month, from sums of accounts alone; roll-ups; and the hash that seals it.

Everything is whole rupiah with sign. A statement needs one GROUP BY over (pair, account) of the month's transfers and
the previous statement; sale lines are never read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from operator import attrgetter
from typing import Any

import orjson

from commissions.ledger import ACCOUNTS, Account, Book, Side


class StatementDoesNotAddUp(ArithmeticError):  # noqa: N818 - named after the fact, like every refusal
    """The columns of a statement and its claims disagree: the sums given are not those of a ledger."""


@dataclass(frozen=True, slots=True)
class StatementFigures:
    """The figures of a statement, in the order they are printed. docs/ledger.md says what each one sums."""

    opening_rupiah: int = 0
    gross_rupiah: int = 0
    returns_rupiah: int = 0
    collected_by_producer_rupiah: int = 0
    commission_rupiah: int = 0
    tax_rupiah: int = 0
    adjustments_rupiah: int = 0
    payments_from_outlet_rupiah: int = 0
    payments_from_producer_rupiah: int = 0
    closing_rupiah: int = 0
    takings_claim_rupiah: int = 0
    commission_claim_rupiah: int = 0
    outlet_owes_rupiah: int = 0
    producer_owes_rupiah: int = 0
    prior_gross_rupiah: int = 0
    prior_returns_rupiah: int = 0
    prior_commission_rupiah: int = 0

    @property
    def payments_rupiah(self) -> int:
        """Payments of both sides in one number; plus is money that went to the producer."""
        return self.payments_from_outlet_rupiah - self.payments_from_producer_rupiah

    def as_dict(self) -> dict[str, int]:
        """The figures by their names, in their order."""
        return dict(zip(FIELDS, _VALUES(self), strict=True))


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(StatementFigures))
_VALUES = attrgetter(*FIELDS)


def outlet_owes(takings_claim_rupiah: int, commission_claim_rupiah: int) -> int:
    """What the outlet owes the producer: takings it holds, and commission it took too much of."""
    return max(takings_claim_rupiah, 0) + max(-commission_claim_rupiah, 0)


def producer_owes(takings_claim_rupiah: int, commission_claim_rupiah: int) -> int:
    """What the producer owes the outlet: commission, and takings it was paid too much of."""
    return max(commission_claim_rupiah, 0) + max(-takings_claim_rupiah, 0)


_NOTHING = StatementFigures()
_SIGNS = {account.value: 1 if facts.normal_side is Side.DEBIT else -1 for account, facts in ACCOUNTS.items()}
_OF_A_PAIR = {account.value for account, facts in ACCOUNTS.items() if facts.book is Book.PAIR}


def on_normal_side(account: str, debit_less_credit: int) -> int:
    """A balance or movement as seen from the account's normal side."""
    return _SIGNS[account] * debit_less_credit


def figures(
    previous: StatementFigures | None, movements: Mapping[str, int], prior: Mapping[str, int] | None = None
) -> StatementFigures:
    """The statement that follows `previous` (None for a pair's first) when its accounts moved by `movements`.

    `movements` gives, for each account of the pair that moved in the month, debits less credits; `prior` gives the
    same for the transfers about sales of earlier months only. Raises ValueError for an account that is not a pair's,
    StatementDoesNotAddUp when the sums break the closing identity, which no set of whole transfers can.
    """
    before = previous or _NOTHING
    moved, earlier = _on_normal_sides(movements), _on_normal_sides(prior or {})
    takings_claim = before.takings_claim_rupiah + moved[Account.TAKINGS]
    commission_claim = before.commission_claim_rupiah + moved[Account.COMMISSION_DUE]
    statement = StatementFigures(
        opening_rupiah=before.closing_rupiah,
        gross_rupiah=moved[Account.SALES] + moved[Account.PREORDER_SALES],
        returns_rupiah=moved[Account.RETURNS],
        collected_by_producer_rupiah=moved[Account.COLLECTED_BY_PRODUCER],
        commission_rupiah=moved[Account.COMMISSION],
        tax_rupiah=moved[Account.COMMISSION_TAX],
        adjustments_rupiah=moved[Account.COMPENSATION] - moved[Account.AGREED_COSTS] + moved[Account.BROUGHT_IN],
        payments_from_outlet_rupiah=moved[Account.PAID_BY_OUTLET],
        payments_from_producer_rupiah=moved[Account.PAID_BY_PRODUCER],
        closing_rupiah=takings_claim - commission_claim,
        takings_claim_rupiah=takings_claim,
        commission_claim_rupiah=commission_claim,
        outlet_owes_rupiah=outlet_owes(takings_claim, commission_claim),
        producer_owes_rupiah=producer_owes(takings_claim, commission_claim),
        prior_gross_rupiah=earlier[Account.SALES] + earlier[Account.PREORDER_SALES],
        prior_returns_rupiah=earlier[Account.RETURNS],
        prior_commission_rupiah=earlier[Account.COMMISSION],
    )
    broken = check(statement, previous)
    if broken:
        raise StatementDoesNotAddUp(", ".join(broken))
    return statement


def _on_normal_sides(sums: Mapping[str, int]) -> Mapping[str, int]:
    """Movements of every account of a pair as seen from its normal side. Raises ValueError for any other account."""
    moved = dict.fromkeys(_OF_A_PAIR, 0)
    for account, amount in sums.items():
        if account not in _OF_A_PAIR:
            raise ValueError(f"{account} is not an account of a pair")
        moved[account] = _SIGNS[account] * amount
    return moved


def closing_by_columns(statement: StatementFigures) -> int:
    """The closing as the printed columns give it; it must equal takings claim less commission claim."""
    return (
        statement.opening_rupiah
        + statement.gross_rupiah
        - statement.returns_rupiah
        - statement.collected_by_producer_rupiah
        - statement.commission_rupiah
        - statement.tax_rupiah
        + statement.adjustments_rupiah
        - statement.payments_from_outlet_rupiah
        + statement.payments_from_producer_rupiah
    )


def check(
    statement: StatementFigures, previous: StatementFigures | None = None, *, rolled_up: bool = False
) -> list[str]:
    """Which invariants a statement breaks, as codes; an empty list when it stands.

    Without `previous` the opening is taken as given. A roll-up keeps the identities but not the shape of what each
    side owes, because one pair's claim does not pay another's.
    """
    takings, commission = statement.takings_claim_rupiah, statement.commission_claim_rupiah
    holds = {
        "columns_do_not_give_closing": closing_by_columns(statement) == statement.closing_rupiah,
        "claims_do_not_give_closing": takings - commission == statement.closing_rupiah,
        "owed_does_not_give_closing": statement.outlet_owes_rupiah - statement.producer_owes_rupiah
        == statement.closing_rupiah,
        "owed_below_zero": min(statement.outlet_owes_rupiah, statement.producer_owes_rupiah) >= 0,
        "outlet_owes_something_else": rolled_up or statement.outlet_owes_rupiah == outlet_owes(takings, commission),
        "producer_owes_something_else": rolled_up
        or statement.producer_owes_rupiah == producer_owes(takings, commission),
        "opening_is_not_previous_closing": previous is None or statement.opening_rupiah == previous.closing_rupiah,
    }
    return [code for code, is_so in holds.items() if not is_so]


def add(statements: Iterable[StatementFigures]) -> StatementFigures:
    """The roll-up of many pairs: every figure added, also what each side owes (A owes and B is owed: two payments)."""
    listed = list(statements)
    return StatementFigures(**{name: sum(getattr(statement, name) for statement in listed) for name in FIELDS})


def is_needed(opening_rupiah: int, *, anything_posted: bool, nil_report: bool = False) -> bool:
    """Whether a pair gets a statement for a month: a transfer in it, an opening other than 0, or a nil report."""
    return anything_posted or nil_report or opening_rupiah != 0


_WRITTEN = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME


def canonical(snapshot: Mapping[str, object]) -> bytes:
    """A snapshot as the bytes that are hashed: JSON in UTF-8, keys sorted, no spaces.

    Raises TypeError for a value JSON does not know and for a float, which has no one way to be written.
    """
    _refuse_floats(snapshot.values())
    return orjson.dumps(snapshot, option=_WRITTEN)


def _refuse_floats(values: Iterable[Any]) -> None:
    """Raise TypeError for a float among values or anywhere inside them."""
    for value in values:
        kind = type(value)
        if kind is int or kind is str:  # nearly all are, and a close asks this of millions
            continue
        if isinstance(value, float):
            raise TypeError("a snapshot holds whole numbers and text, no float")
        if isinstance(value, dict):
            _refuse_floats(value.values())
        elif isinstance(value, list | tuple):
            _refuse_floats(value)


def content_hash(snapshot: Mapping[str, object], previous_hash: str | None) -> str:
    """The seal of a statement in 64 hex digits: SHA-256 over the seal before it, a line feed, and the snapshot.

    The first statement of a chain has no seal before it (None). Changing any earlier snapshot changes every later seal.
    """
    return seal_of(canonical(snapshot), previous_hash)


def seal_of(content: bytes, previous_hash: str | None) -> str:
    """The seal of a snapshot that is canonical bytes already, as `content_hash`."""
    return sha256((previous_hash or "").encode() + b"\n" + content).hexdigest()
