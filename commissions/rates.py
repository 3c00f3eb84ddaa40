"""Commission of a sale line, and which rate of an agreement a day, a product and a category meet.

Rates are integer basis points (3 % is 300), money is whole rupiah. docs/ledger.md tells the rules with numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Conflict
from core.money import share_half_up
from core.wording import N_


class NoRateOnDay(Conflict):
    """No base rate of the agreement covers the day, so nobody knows the commission."""

    code = "no_rate_on_day"
    sentence = N_("Perjanjian ini belum memiliki tarif komisi pada %(day)s.")


class MoreThanWasSold(Conflict):
    """More pieces would leave a sale than are still sold on it."""

    code = "more_than_was_sold"
    sentence = N_(
        "Jumlah yang dikembalikan atau dibatalkan (%(pieces)s) melebihi sisa terjual pada baris ini (%(sold)s)."
    )


class RateRule(StrEnum):
    """Which rule gave the rate, from the narrowest to the widest."""

    PRODUCT = "product"
    CATEGORY = "category"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Rate:
    """One agreed rate. Without category and product it is a base rate, which the next base rate replaces."""

    rate_bp: int
    starts_on: date
    ends_on: date | None = None
    category: str | None = None
    product_id: int | None = None
    re_rating: int = 0
    """The number of the re-rating that made it, 0 for a rate as it was agreed first."""

    @property
    def rule(self) -> RateRule:
        """Whether the rate is for one product, for a category, or the base."""
        if self.product_id is not None:
            return RateRule.PRODUCT
        return RateRule.BASE if self.category is None else RateRule.CATEGORY

    def covers(self, day: date) -> bool:
        """Whether the day lies between start and end, both included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def commission(quantity: int, unit_price_rupiah: int, rate_bp: int) -> int:
    """Commission in rupiah on one sale line: the rate of its gross, half a rupiah rounded up, once.

    Raises ValueError for anything negative; pieces that leave a sale go through `commission_leaving`.
    """
    if quantity < 0 or unit_price_rupiah < 0:
        raise ValueError("quantity and price must not be negative")
    return share_half_up(quantity * unit_price_rupiah, rate_bp)


def commission_leaving(pieces_before: int, pieces_after: int, unit_price_rupiah: int, rate_bp: int) -> int:
    """Commission in rupiah that leaves with the pieces when a line shrinks from `pieces_before` to `pieces_after`.

    It is the commission on what was still sold less the commission on what stays sold, at the line's own price and
    rate (docs/ledger.md, rule 5), so all parts together are the original to the rupiah. Pieces that come back to the
    sale, because a return was a mistake, bring the same difference: call it with the larger number first.
    Raises MoreThanWasSold when less than nothing would stay, ValueError when the line would grow.
    """
    if pieces_after < 0:
        raise MoreThanWasSold(pieces=pieces_before - pieces_after, sold=pieces_before)
    if pieces_after > pieces_before:
        raise ValueError("a sale line does not grow; name the larger number first")
    return commission(pieces_before, unit_price_rupiah, rate_bp) - commission(pieces_after, unit_price_rupiah, rate_bp)


def rate_on(
    rates: Iterable[Rate], day: date, product_id: int | None = None, category: str | None = None
) -> tuple[Rate, RateRule]:
    """The rate of a day and the rule that chose it: the product's own, else its category's, else the base.

    Among rates of the same rule the one that began last counts, so a base rate runs until the next base rate and a
    category or product rate that has ended gives way to the wider rule. A rate made by a re-rating goes before the one
    it corrects, and a later re-rating before an earlier. Raises NoRateOnDay when no base covers the day.
    """
    covering = [rate for rate in rates if rate.covers(day)]
    by_rule = (
        (
            RateRule.PRODUCT,
            [rate for rate in covering if rate.product_id is not None and rate.product_id == product_id],
        ),
        (
            RateRule.CATEGORY,
            [rate for rate in covering if rate.rule is RateRule.CATEGORY and rate.category == category],
        ),
        (RateRule.BASE, [rate for rate in covering if rate.rule is RateRule.BASE]),
    )
    for rule, candidates in by_rule:
        if candidates:
            return max(candidates, key=lambda rate: (rate.re_rating, rate.starts_on)), rule
    raise NoRateOnDay(day=day)
