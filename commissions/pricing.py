"""What a sale at an outlet is worth on its day: which placement a code means, under which terms, at which rate.

Pure: a `PriceBook` holds plain values, is built once for an outlet and answers for any number of lines. The same book
serves the form, the file and the API, so all three price alike.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from commissions.rates import NoRateOnDay, Rate, RateRule, rate_on
from core.money import LARGEST_LINE_RUPIAH, format_number
from core.wording import N_, Problem
from outlets.dated_prices import NotedPrice, Prices, prices_on
from outlets.money_routes import MoneyRoute
from outlets.sales_rows import LINE_TOO_LARGE, PRICE_ZERO, QUANTITY_ZERO
from partnerships.sale_stops import SaleStop, StopCause

STOPPED = {
    StopCause.PRODUCER_SUSPENDED: N_(
        "%(name)s tidak boleh dijual pada %(day)s: pelaku UMKM-nya dibekukan sejak %(since)s. Periksa tanggalnya, atau"
        " minta petugas Dinas meninjau pembekuannya."
    ),
    StopCause.PRODUCT_WITHDRAWN: N_(
        "%(name)s tidak boleh dijual pada %(day)s: produk ini ditarik sejak %(since)s. Periksa tanggalnya, dan"
        " kembalikan barangnya kepada pelaku UMKM."
    ),
}
"""Why goods that stand on the shelf may not be sold on a day."""


@dataclass(frozen=True, slots=True)
class PlacedProduct:
    """A product on the shelf of the outlet for a time; `ends_on` None means that no end is known."""

    placement_id: int
    product_id: int
    producer_id: int
    category: str
    name: str
    code: str
    retail_price_rupiah: int
    """The price agreed for its first day."""
    starts_on: date
    ends_on: date | None = None
    later_prices: Sequence[NotedPrice] = ()
    stops: Sequence[SaleStop] = ()
    """When it may not be sold although it stands there."""

    def stands_on(self, day: date) -> bool:
        """Whether the product stands there that day, first and last day included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def retail_price_on(self, day: date) -> int:
        """The agreed retail price of a day, in rupiah a piece."""
        if not self.later_prices:
            return self.retail_price_rupiah
        first = Prices(self.retail_price_rupiah, self.retail_price_rupiah)
        return prices_on(first, self.later_prices, day).retail_rupiah


@dataclass(frozen=True, slots=True)
class TermsVersion:
    """The terms of an agreement from a day on."""

    number: int
    starts_on: date
    money_route: MoneyRoute


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate as agreed, with its row, so that a posted line can name it."""

    rate_id: int
    rate: Rate


@dataclass(frozen=True, slots=True)
class Terms:
    """An agreement of one producer that holds at the outlet for a time; one with the outlet goes before its chain's."""

    agreement_id: int
    is_chain: bool
    starts_on: date
    ends_on: date | None
    versions: Sequence[TermsVersion]
    rates: Sequence[DatedRate]

    def cover(self, day: date) -> bool:
        """Whether the agreement is in force that day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class PricedTerms(NamedTuple):
    """What holds for one placement on one day: everything a line freezes besides its quantity and price."""

    placed: PlacedProduct
    agreement_id: int
    agreement_version: int
    money_route: MoneyRoute
    rate_id: int
    rate_bp: int
    rule: RateRule


class PriceBook:
    """Everything an outlet's lines are priced by."""

    def __init__(
        self,
        placements: Iterable[PlacedProduct],
        codes: dict[str, Sequence[int]],
        terms: dict[int, Sequence[Terms]],
    ) -> None:
        """`codes` maps a till code to the placements it may mean; `terms` maps a producer to its agreements here."""
        self.placements = {placed.placement_id: placed for placed in placements}
        self.codes = codes
        self.terms = terms
        self._turns = sorted(_turns(self.placements.values(), terms))
        self._eras: dict[date, int] = {}
        self._answers: dict[tuple[str | int, int], PricedTerms] = {}
        self._codes_of: dict[int, list[str]] = {}

    def codes_of(self, product_id: int) -> list[str]:
        """Every code by which a till, a producer or a barcode names a product of this outlet."""
        if not self._codes_of:
            for code, meant in self.codes.items():
                here = [self.placements[placement_id] for placement_id in meant if placement_id in self.placements]
                for product in {placed.product_id for placed in here}:
                    self._codes_of.setdefault(product, []).append(code)
        return self._codes_of.get(product_id, [])

    def on(self, item: str | int, day: date) -> PricedTerms | Problem:
        """The terms under which an item (till code, or placement id) sells on a day, or why it cannot be sold then.

        Between two days on which something in the book begins or ends every item keeps its terms, so they are looked
        up once an item and era.
        """
        era = self._eras.get(day)
        if era is None:
            era = self._eras[day] = bisect_right(self._turns, day)
        answer = self._answers.get((item, era))
        if answer is not None:
            return answer
        found = self._find(item, day)
        if isinstance(found, PricedTerms):
            self._answers[item, era] = found
        return found

    def _find(self, item: str | int, day: date) -> PricedTerms | Problem:
        known = [item] if isinstance(item, int) else self.codes.get(item, ())
        candidates = [placed for placement_id in known if (placed := self.placements.get(placement_id))]
        if not candidates:
            sentence = N_(
                "Kode %(code)s bukan produk yang dititipkan di gerai ini. Cocokkan kodenya atau hapus baris ini."
            )
            return Problem("unknown_code", sentence, {"code": item})
        standing = [placed for placed in candidates if placed.stands_on(day)]
        if not standing:
            sentence = N_(
                "%(name)s tidak sedang dititipkan di gerai ini pada %(day)s. Periksa tanggal atau penempatannya."
            )
            return Problem("not_placed", sentence, {"name": candidates[0].name, "day": day})
        if len(standing) > 1:
            sentence = N_("Kode %(code)s berlaku untuk beberapa produk: %(names)s. Pakai kode gerai yang berbeda.")
            names = ", ".join(sorted({placed.name for placed in standing}))
            return Problem("ambiguous_code", sentence, {"code": item, "names": names})
        placed = standing[0]
        stop = next((stop for stop in placed.stops if stop.covers(day)), None)
        if stop is not None:
            params = {"name": placed.name, "day": day, "since": stop.starts_on}
            return Problem(stop.cause, STOPPED[stop.cause], params)
        return self._terms_of(placed, day)

    def _terms_of(self, placed: PlacedProduct, day: date) -> PricedTerms | Problem:
        covering = [terms for terms in self.terms.get(placed.producer_id, ()) if terms.cover(day)]
        if not covering:
            sentence = N_("Tidak ada perjanjian yang berlaku untuk %(name)s pada %(day)s.")
            return Problem("no_agreement", sentence, {"name": placed.name, "day": day})
        terms = min(covering, key=lambda terms: (terms.is_chain, -terms.starts_on.toordinal(), terms.agreement_id))
        begun = [version for version in terms.versions if version.starts_on <= day]
        version = max(begun or terms.versions, key=lambda version: version.number)
        try:
            rate, rule = rate_on([dated.rate for dated in terms.rates], day, placed.product_id, placed.category)
        except NoRateOnDay as refusal:
            return Problem(refusal.code, refusal.sentence, {"day": day})
        rate_id = next(dated.rate_id for dated in terms.rates if dated.rate is rate)
        return PricedTerms(placed, terms.agreement_id, version.number, version.money_route, rate_id, rate.rate_bp, rule)


def _turns(placements: Iterable[PlacedProduct], terms: dict[int, Sequence[Terms]]) -> set[date]:
    """Every day from which something in a price book may be different from the day before."""
    spans = []
    for placed in placements:
        spans.append((placed.starts_on, placed.ends_on))
        spans += [(stop.starts_on, stop.ends_on) for stop in placed.stops]
    begins = set()
    for agreed in chain.from_iterable(terms.values()):
        spans.append((agreed.starts_on, agreed.ends_on))
        spans += [(dated.rate.starts_on, dated.rate.ends_on) for dated in agreed.rates]
        begins |= {version.starts_on for version in agreed.versions}
    begins |= {starts_on for starts_on, _ in spans}
    return begins | {ends_on + timedelta(days=1) for _, ends_on in spans if ends_on is not None and ends_on < date.max}


class ReportLine(NamedTuple):
    """A line as reported, before it is priced. `item` is a till code or a placement id; `row` counts as users count."""

    row: int
    sold_on: date
    item: str | int
    quantity: int
    unit_price_rupiah: int
    reference: str = ""
    occurrence: int = 1


class PricedLine(NamedTuple):
    """A line ready to be posted: what was reported, and the terms and amounts of its day."""

    line: ReportLine
    terms: PricedTerms
    gross_rupiah: int
    commission_rupiah: int

    @property
    def code(self) -> str:
        """The code the line goes by: the one reported, or for an item given as placement the placement's own."""
        return self.line.item if isinstance(self.line.item, str) else self.terms.placed.code


def price(
    book: PriceBook, lines: Iterable[ReportLine], *, latest_day: date
) -> tuple[list[PricedLine], list[tuple[ReportLine, Problem]]]:
    """Price lines of sales; each line is either priced or refused with its first fault.

    `latest_day` is the last day that is not in the future. Commission is half-up once a line (docs/ledger.md, rule 4).
    A line with a negative quantity is refused here: what customers bring back names its sale and goes another way.
    """
    priced: list[PricedLine] = []
    refused: list[tuple[ReportLine, Problem]] = []
    find = book.on
    for line in lines:
        _row, sold_on, item, quantity, unit_price, _reference, _occurrence = line
        gross = quantity * unit_price
        if quantity <= 0 or unit_price <= 0 or gross > LARGEST_LINE_RUPIAH or sold_on > latest_day:
            refused.append((line, fault_of_line(quantity, unit_price, sold_on, latest_day)))
            continue
        terms = find(item, sold_on)
        if isinstance(terms, Problem):
            refused.append((line, terms))
            continue
        priced.append(PricedLine(line, terms, gross, (gross * terms.rate_bp + 5000) // 10_000))
    return priced, refused


RETURN_WITHOUT_SALE = Problem(
    "return_names_no_sale",
    N_("Jumlah negatif adalah retur. Retur harus menyebut penjualannya: catat lewat menu Retur."),
)
QUANTITY_IS_ZERO = Problem("quantity_is_zero", QUANTITY_ZERO)
PRICE_IS_ZERO = Problem("price_is_zero", PRICE_ZERO)
IN_THE_FUTURE = Problem("in_the_future", N_("Tanggal ini belum tiba. Periksa tanggal penjualannya."))


def fault_of_line(quantity: int, unit_price_rupiah: int, sold_on: date, latest_day: date) -> Problem:
    """What is wrong with a line of a sale before anybody looks at its product: its first fault."""
    if quantity < 0:
        return RETURN_WITHOUT_SALE
    if quantity == 0:
        return QUANTITY_IS_ZERO
    if unit_price_rupiah <= 0:
        return PRICE_IS_ZERO
    if sold_on > latest_day:
        return IN_THE_FUTURE
    return Problem("line_too_large", LINE_TOO_LARGE, {"value": format_number(quantity * unit_price_rupiah)})
