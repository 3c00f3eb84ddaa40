"""Checks over the whole database: a list of functions, none of which repairs anything.

Each looks at what is stored with other eyes than the code that wrote it: lines against transfers, transfers against
statements, statements against their seals, files against their hashes. `./run flask verify-ledger` runs them all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from commissions.exported_heads import HEAD_CHECKS
from commissions.trial_balances import TRIAL_BALANCE_CHECKS
from commissions.verification_check import Check
from commissions.verification_from_lines import TOLD_ANEW
from commissions.verification_of_buybacks import BUYBACK_CHECKS
from commissions.verification_of_counts import COUNT_CHECKS
from commissions.verification_of_database import NO_FLOATS, ROWS_ONLY_ADDED
from commissions.verification_of_files import ORIGINALS
from commissions.verification_of_history import HISTORY_CHECKS
from commissions.verification_of_ledger import LEDGER_CHECKS
from commissions.verification_of_lines import LINE_CHECKS
from commissions.verification_of_preorders import PREORDER_CHECKS
from commissions.verification_of_settlement import SETTLEMENT_CHECKS
from commissions.verification_of_statements import STATEMENT_CHECKS
from commissions.verification_of_stock import STOCK_CHECKS
from commissions.verification_of_totals import TOTAL_CHECKS
from core.errors import Refusal

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check found: how many things it looked at, and which of them are not as they must be."""

    sentence: str
    looked_at: int
    broken: Sequence[str] = field(default_factory=tuple)

    @property
    def holds(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


CHECKS: tuple[Check, ...] = (
    *LINE_CHECKS,
    *LEDGER_CHECKS,
    *TOTAL_CHECKS,
    *TRIAL_BALANCE_CHECKS,
    *STATEMENT_CHECKS,
    *TOLD_ANEW,
    *HEAD_CHECKS,
    *STOCK_CHECKS,
    *COUNT_CHECKS,
    *BUYBACK_CHECKS,
    *SETTLEMENT_CHECKS,
    *PREORDER_CHECKS,
    *HISTORY_CHECKS,
    *ROWS_ONLY_ADDED,
    *NO_FLOATS,
    *ORIGINALS,
)


def verify() -> list[Outcome]:
    """Run every check, one after the other, and say what each found."""
    return list(verify_each())


def verify_each() -> Iterator[Outcome]:
    """What each check found, as soon as it has."""
    return (_outcome(check) for check in CHECKS)


def _outcome(check: Check) -> Outcome:
    """What one check found. Damage so deep that nothing can be computed from it breaks the check, not the run."""
    try:
        return Outcome(check.sentence, *check.run())
    except (ArithmeticError, LookupError, TypeError, ValueError, Refusal) as error:
        return Outcome(check.sentence, 0, [f"cannot be computed: {error!r}"])
