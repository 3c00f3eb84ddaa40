"""The commission rates an agreement may carry: the agency's band, and what makes a list of them give one rate a day.

Rates are integer basis points (3 % is 300). Which of them a sale meets is told by `commissions.rates`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from core.wording import N_, Problem

LOWEST_RATE_BP = 200
HIGHEST_RATE_BP = 500
"""The band an agency starts with, 2 % to 5 %. A rate outside it needs a reason and a second person's approval."""

KINDS_WITHOUT_A_LOWEST_RATE = frozenset({"plut_gallery", "office_corner"})
"""A gallery of the agency and a Pojok UMKM may take no commission at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedRate:
    """One rate as it is agreed. Without category and product it is a base rate, which the next base rate replaces."""

    rate_bp: int
    starts_on: date
    ends_on: date | None = None
    category: str | None = None
    product_id: int | None = None

    @property
    def scope(self) -> str:
        """What it covers as one word: `base`, `category:<code>` or `product:<id>`."""
        if self.product_id is not None:
            return f"product:{self.product_id}"
        return "base" if self.category is None else f"category:{self.category}"

    @property
    def is_base(self) -> bool:
        """Whether it holds for everything that has no narrower rate."""
        return self.category is None and self.product_id is None


def band_of(outlet_kind: str | None) -> tuple[int, int]:
    """The lowest and highest rate, both allowed, for a kind of outlet; None stands for a whole chain."""
    return (0 if outlet_kind in KINDS_WITHOUT_A_LOWEST_RATE else LOWEST_RATE_BP), HIGHEST_RATE_BP


def outside_band(rates: Iterable[AgreedRate], outlet_kind: str | None) -> list[AgreedRate]:
    """The rates that need a reason and a second person at this kind of outlet."""
    lowest, highest = band_of(outlet_kind)
    return [rate for rate in rates if not lowest <= rate.rate_bp <= highest]


def faults_in_rates(
    rates: Sequence[AgreedRate], *, starts_on: date, ends_on: date | None = None
) -> list[tuple[int, str, Problem]]:
    """What keeps the rates of an agreement from giving exactly one rate for every product and day it lasts.

    Each fault is the place of its rate in the list (from 0), the field it is about, and the problem. The base must
    begin with the agreement and has no end, so no gap can follow; two rates of one scope never cover the same day,
    unless a later one without an end replaces an earlier one without an end.
    """
    faults = [
        (place, field, problem)
        for place, rate in enumerate(rates)
        for field, problem in _faults_of_one(rate, starts_on, ends_on)
    ]
    if not any(rate.is_base and rate.starts_on == starts_on for rate in rates):
        sentence = N_("Tarif dasar harus mulai bersama perjanjian, pada %(day)s.")
        faults.append((0, "starts_on", Problem("no_base_rate_at_start", sentence, {"day": starts_on.isoformat()})))
    return faults + _overlaps(rates)


def last_day_of(rate: AgreedRate, rates: Iterable[AgreedRate]) -> date | None:
    """The last day a rate holds: its own end, or the day before the next rate of the same scope; None is open."""
    if rate.ends_on is not None:
        return rate.ends_on
    later = [other.starts_on for other in rates if other.scope == rate.scope and other.starts_on > rate.starts_on]
    return min(later) - timedelta(days=1) if later else None


def in_precedence(rates: Iterable[AgreedRate]) -> list[AgreedRate]:
    """Rates in the order they are looked up: of a product, of a category, the base; among those by their start."""
    return sorted(rates, key=lambda rate: (rate.is_base, rate.product_id is None, rate.scope, rate.starts_on))


def _faults_of_one(rate: AgreedRate, starts_on: date, ends_on: date | None) -> list[tuple[str, Problem]]:
    """What is wrong with a rate whatever the others are."""
    faults = []
    if rate.product_id is not None and rate.category is not None:
        sentence = N_("Tarif berlaku untuk satu produk atau satu kategori, tidak keduanya.")
        faults.append(("product_id", Problem("rate_for_product_and_category", sentence)))
    if rate.is_base and rate.ends_on is not None:
        sentence = N_("Tarif dasar tidak memiliki tanggal akhir; tarif dasar berikutnya menggantikannya.")
        faults.append(("ends_on", Problem("base_rate_ends", sentence)))
    if rate.ends_on is not None and rate.ends_on < rate.starts_on:
        sentence = N_("Tanggal akhir tarif mendahului tanggal mulainya.")
        faults.append(("ends_on", Problem("rate_ends_before_start", sentence)))
    if rate.starts_on < starts_on or (ends_on is not None and rate.starts_on > ends_on):
        sentence = N_("Tarif harus mulai selama perjanjian berlaku.")
        faults.append(("starts_on", Problem("rate_outside_agreement", sentence)))
    return faults


def _overlaps(rates: Sequence[AgreedRate]) -> list[tuple[int, str, Problem]]:
    """Two rates of one scope that would both hold on a day."""
    faults = []
    by_scope: dict[str, list[tuple[int, AgreedRate]]] = defaultdict(list)
    for place, rate in enumerate(rates):
        by_scope[rate.scope].append((place, rate))
    for same in by_scope.values():
        ordered = sorted(same, key=lambda entry: (entry[1].starts_on, entry[0]))
        for (_place, earlier), (place, later) in pairwise(ordered):
            if earlier.starts_on == later.starts_on:
                sentence = N_("Ada dua tarif yang sama-sama mulai pada %(day)s.")
                problem = Problem("rate_twice_on_day", sentence, {"day": later.starts_on.isoformat()})
                faults.append((place, "starts_on", problem))
            elif earlier.ends_on is None and later.ends_on is not None:
                faults.append((place, "ends_on", _overlap(later)))
            elif earlier.ends_on is not None and earlier.ends_on >= later.starts_on:
                faults.append((place, "starts_on", _overlap(later)))
    return faults


def _overlap(later: AgreedRate) -> Problem:
    """Two rates of one scope meet."""
    sentence = N_("Tarif yang mulai %(day)s bertumpuk dengan tarif lain untuk produk atau kategori yang sama.")
    return Problem("rates_overlap", sentence, {"day": later.starts_on.isoformat()})
