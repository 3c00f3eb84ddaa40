"""Commission of a sale line, and which rate of an agreement a day, a product and a category meet.

Rates are integer basis points (3 % is 300), money is whole rupiah. docs/ledger.md tells the rules with numbers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.errors import Conflict
from core.money import BASIS_POINTS_PER_UNIT, share_half_up
from core.wording import N_, Problem

LOWEST_RATE_BP = 200
HIGHEST_RATE_BP = 500
"""The band an agency starts with: 2 % to 5 %. A rate outside it needs a second person's approval."""


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
    category or product rate that has ended gives way to the wider rule. Raises NoRateOnDay when no base covers the day.
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
            return max(candidates, key=lambda rate: rate.starts_on), rule
    raise NoRateOnDay(day=day)


def base_rates_cover(agreement_starts_on: date, rates: Iterable[Rate]) -> bool:
    """Whether some base rate has begun when the agreement begins; base rates never end, so no gap can follow."""
    return any(rate.rule is RateRule.BASE and rate.starts_on <= agreement_starts_on for rate in rates)


def is_within_band(rate_bp: int, lowest_bp: int = LOWEST_RATE_BP, highest_bp: int = HIGHEST_RATE_BP) -> bool:
    """Whether a rate lies within the agency's band, both ends included; outside it a second person approves."""
    return lowest_bp <= rate_bp <= highest_bp


def faults_in_rates(agreement_starts_on: date, rates: Sequence[Rate]) -> list[Problem]:
    """Everything that keeps a list of rates from giving exactly one rate for every product and day."""
    faults = []
    if not base_rates_cover(agreement_starts_on, rates):
        sentence = N_("Tarif dasar harus berlaku sejak perjanjian dimulai, %(day)s.")
        faults.append(Problem("no_base_rate_at_start", sentence, {"day": agreement_starts_on}))
    seen: set[tuple[date, str | None, int | None]] = set()
    for rate in rates:
        if not 0 <= rate.rate_bp <= BASIS_POINTS_PER_UNIT:
            faults.append(Problem("rate_out_of_range", N_("Tarif harus antara 0 dan 100 persen.")))
        if rate.rule is RateRule.BASE and rate.ends_on is not None:
            sentence = N_("Tarif dasar tidak memiliki tanggal akhir; tarif dasar berikutnya menggantikannya.")
            faults.append(Problem("base_rate_ends", sentence))
        if rate.ends_on is not None and rate.ends_on < rate.starts_on:
            faults.append(Problem("rate_ends_before_start", N_("Tanggal akhir tarif mendahului tanggal mulainya.")))
        if rate.product_id is not None and rate.category is not None:
            sentence = N_("Tarif berlaku untuk satu produk atau satu kategori, tidak keduanya.")
            faults.append(Problem("rate_for_product_and_category", sentence))
        scope = (rate.starts_on, rate.category, rate.product_id)
        if scope in seen:
            sentence = N_("Ada dua tarif yang sama-sama mulai pada %(day)s.")
            faults.append(Problem("rate_twice_on_day", sentence, {"day": rate.starts_on}))
        seen.add(scope)
    return faults
