"""What the ledger must say, told again with a few dicts: no rows, no accounts, no code of the product.

It serves the story machine as the other eyes: the same events go to the application and to this model.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

NET, COLLECTS = "outlet_remits_net", "producer_collects"
COLUMNS = ("gross", "returns", "collected_by_producer", "commission", "tax")
COLUMNS += ("adjustments", "payments_from_outlet", "payments_from_producer")


def half_up(amount: Decimal) -> int:
    """Whole rupiah, half upwards."""
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def month(day: date) -> str:
    """The month of a day."""
    return f"{day:%Y-%m}"


@dataclass
class Sold:
    """A sale with what was agreed on its day, the pieces still sold, and the month of its last posting."""

    pair: int
    day: date
    price: int
    rate_bp: int
    route: str
    left: int
    taxed_in: str
    last: str

    def fee(self, pieces: int) -> int:
        """Commission on so many pieces."""
        return half_up(Decimal(pieces * self.price * self.rate_bp) / 10_000)


@dataclass
class Model:
    """Every pair's terms by day, what was sold, and every amount as (pair, column, posted in, sold in)."""

    pays_ppn: list[bool]
    terms: list[dict[date, tuple[int, str]]]
    open_month: str = ""
    amounts: dict[tuple[int, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    documents: dict[tuple[int, str, str, str], int] = field(default_factory=lambda: defaultdict(int))
    taxed: dict[tuple[int, str, str], int] = field(default_factory=lambda: defaultdict(int))
    statements: dict[tuple[int, str], dict[str, int]] = field(default_factory=dict)

    def sell(self, pair: int, day: date, pieces: int, price: int) -> Sold:
        """A sale at the terms of its day, in its month or the oldest open one."""
        rate_bp, route = self.terms[pair][max(start for start in self.terms[pair] if start <= day)]
        posted = max(month(day), self.open_month)
        sold = Sold(pair, day, price, rate_bp, route, pieces, posted, posted)
        self._add(sold, "gross", pieces * price)
        self._add(sold, "collected_by_producer" if route == COLLECTS else "takings", pieces * price)
        self._fee(sold, sold.fee(pieces))
        return sold

    def leave(self, sold: Sold, pieces: int, day: date | None = None, refunded_by: str | None = None) -> None:
        """Pieces brought back on a day, or without one never sold."""
        sold.last = max(month(day or sold.day), self.open_month, sold.last)
        value = pieces * sold.price
        by_producer = refunded_by == "producer" if refunded_by else sold.route == COLLECTS
        self._add(sold, *(("returns", value) if day else ("gross", -value)))
        self._add(sold, "collected_by_producer" if by_producer else "takings", -value)
        self._fee(sold, sold.fee(sold.left - pieces) - sold.fee(sold.left))
        sold.left -= pieces

    def claims(self, pair: int, until: str = "9999") -> tuple[int, int]:
        """Takings and commission owed, of everything posted up to a month."""
        of = [(column, amount) for (who, column, at, _), amount in self.amounts.items() if who == pair and at <= until]
        return tuple(sum(amount for column, amount in of if column == claim) for claim in ("takings", "due"))  # type: ignore[return-value]

    def close(self, closing: str, after: str) -> None:
        """PPN by document, then the statement of every pair that moved or stood open."""
        moved = {pair for pair, _, posted, _ in self.amounts if posted == closing}
        fees: dict[tuple[int, str, str], int] = defaultdict(int)
        for (*document, posted), amount in self.documents.items():
            fees[tuple(document)] += amount if posted <= closing else 0  # type: ignore[index]
        for (pair, taxed_in, claim), fee in fees.items():
            ppn = half_up(Decimal(half_up(Decimal(fee * 11) / 12) * 12) / 100)
            owed = ppn - self.taxed[pair, taxed_in, claim]
            if not owed:
                continue
            self.taxed[pair, taxed_in, claim] = ppn
            self.amounts[pair, "tax", closing, closing] += owed
            self.amounts[pair, claim, closing, closing] += -owed if claim == "takings" else owed
        for pair in range(len(self.terms)):
            self._state(pair, closing, anything_posted=pair in moved)
        self.open_month = after

    def _state(self, pair: int, closing: str, *, anything_posted: bool) -> None:
        before = [self.statements[key] for key in sorted(self.statements) if key[0] == pair]
        opening = before[-1]["closing"] if before else 0
        here = [(c, sold_in, n) for (who, c, at, sold_in), n in self.amounts.items() if (who, at) == (pair, closing)]
        if not opening and not anything_posted:
            return
        takings, due = self.claims(pair, closing)
        said = {column: sum(n for c, _, n in here if c == column) for column in COLUMNS}
        prior = {f"prior_{k}": sum(n for c, at, n in here if c == k and at < closing) for k in ("gross", "returns")}
        prior["prior_commission"] = sum(n for c, at, n in here if c == "commission" and at < closing)
        said |= {"opening": opening, "closing": takings - due, "takings_claim": takings, "commission_claim": due}
        said |= {"outlet_owes": max(takings, 0) + max(-due, 0), "producer_owes": max(due, 0) + max(-takings, 0)}
        self.statements[pair, closing] = said | prior

    def _add(self, sold: Sold, column: str, amount: int) -> None:
        self.amounts[sold.pair, column, sold.last, month(sold.day)] += amount

    def _fee(self, sold: Sold, amount: int) -> None:
        self._add(sold, "commission", amount)
        self._add(sold, "takings" if sold.route == NET else "due", -amount if sold.route == NET else amount)
        if self.pays_ppn[sold.pair]:
            self.documents[sold.pair, sold.taxed_in, "takings" if sold.route == NET else "due", sold.last] += amount
