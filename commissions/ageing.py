"""What is still open on a claim, by the statement that brought it about. It never touches the ledger.

Amounts are whole rupiah, signed like the claim: what raises the claim is plus, what lowers it is minus.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commissions.ledger import Claim, Party


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """A confirmed payment, or the part of it allocated to one statement. One that came back is simply left out."""

    effect_rupiah: int
    """How it moved the claim: minus when it lowers the claim, plus when it raises it."""
    statement: str | None = None
    """The statement (its month) the payer named, or None."""


def payment_effect(paid_by: Party, claim: Claim, amount_rupiah: int) -> int:
    """How a payment moves a claim as signed on a statement: paying what one owes lowers it, the other raises it."""
    lowers = (paid_by is Party.OUTLET) == (claim is Claim.TAKINGS)
    return -amount_rupiah if lowers else amount_rupiah


@dataclass(frozen=True, slots=True)
class OpenOnClaim:
    """What is open: by statement, and what no statement accounts for (paid too much, or by the wrong side)."""

    by_statement: dict[str, int]
    unallocated_rupiah: int

    @property
    def total_rupiah(self) -> int:
        """All that is open; it equals the claim."""
        return sum(self.by_statement.values()) + self.unallocated_rupiah


def open_by_statement(added: Mapping[str, int], payments: Iterable[ClaimPayment]) -> OpenOnClaim:
    """Match what each statement added to one claim (payments left out) with the payments made on it.

    `added` maps months like `2026-10` to signed amounts. A payment goes to the statement it names, then to the oldest
    it can lower; statements that turned the claim round are used up the same way. Statements of which nothing is
    open are left out of the answer. What is left sums to the claim and stands all on one side.
    """
    paid = list(payments)
    statements = [added[month] for month in sorted(added)]
    place = {month: number for number, month in enumerate(sorted(added))}
    rests = [payment.effect_rupiah for payment in paid]
    for number, payment in enumerate(paid):
        if payment.statement in place:
            _match(rests, [number], statements, [place[payment.statement]])
    of_statements, of_payments = range(len(statements)), range(len(rests))
    _match(rests, of_payments, statements, of_statements)
    _match(statements, of_statements, statements, of_statements)
    _match(rests, of_payments, rests, of_payments)
    by_statement = {month: statements[number] for month, number in place.items() if statements[number] != 0}
    return OpenOnClaim(by_statement, sum(rests))


def _match(left: list[int], left_places: Iterable[int], right: list[int], right_places: Iterable[int]) -> None:
    """Use up opposite amounts against each other, in the order of the places, changing both lists."""
    for i in left_places:
        for j in right_places:
            if left[i] * right[j] < 0:
                used = min(abs(left[i]), abs(right[j]))
                step = used if left[i] > 0 else -used
                left[i] -= step
                right[j] += step
