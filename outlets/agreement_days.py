"""The days an agreement holds, and how long an outlet may take to pay.

Days are calendar days, first and last included.
"""

from collections.abc import Iterable
from datetime import date, timedelta

LONGEST_TERM_FOR_SMALL_DAYS = 15
"""An outlet pays micro and small suppliers at once or within 15 days (PP 29/2021 Pasal 95 ayat (1) huruf b)."""
LONGEST_TERM_DAYS = 365
DEFAULT_TERM_DAYS = 15
PROTECTED_SIZES = frozenset({"micro", "small"})


def longest_payment_term(size_class: str) -> int:
    """The longest payment term in days towards a producer of that size (PP 29/2021 Pasal 95 ayat (1) huruf b)."""
    return LONGEST_TERM_FOR_SMALL_DAYS if size_class in PROTECTED_SIZES else LONGEST_TERM_DAYS


def days_in_force(
    starts_on: date, ends_on: date | None, suspensions: Iterable[tuple[date, date | None]]
) -> list[tuple[date, date | None]]:
    """The stretches of days on which an agreement holds, in order; a stretch without a last day is open.

    A suspension is its first day and the first day the agreement held again, None while it lasts. Suspended or ended,
    an agreement keeps the days it held before, so that a late sale still finds its terms.
    """
    stretches: list[tuple[date, date | None]] = []
    start = starts_on
    for suspended_on, resumed_on in sorted(suspensions, key=lambda suspension: suspension[0]):
        last = suspended_on - timedelta(days=1)
        if ends_on is not None and last >= ends_on:
            break
        if last >= start:
            stretches.append((start, last))
        if resumed_on is None:
            return stretches
        start = max(start, resumed_on)
    if ends_on is None or start <= ends_on:
        stretches.append((start, ends_on))
    return stretches


def holds_on(stretches: Iterable[tuple[date, date | None]], day: date) -> bool:
    """Whether a day lies in one of the stretches."""
    return any(start <= day and (end is None or day <= end) for start, end in stretches)
