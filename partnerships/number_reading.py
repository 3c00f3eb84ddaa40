"""What reading a permit number yields, and what all readings share.

A check reads any text and never raises: it answers with a `NumberReading`. Errors stop a submission; warnings are
shown to the reviewer. Whether a permit is still valid on a day is not read from its number but judged apart.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from core.text import clean
from core.wording import N_, Problem, Severity

LONGEST_NUMBER = 60
DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff\u00ad]")
SPREADSHEET_NUMBER = re.compile(r"[0-9]+,?[0-9]*E\+[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberContext:
    """What is known beside a number, to compare it with; everything may be unknown.

    `region_code` is the producer's Kemendagri code, `category` and `packaging` are codes of `product_categories`,
    `valid_until` the last day on the certificate.
    """

    region_code: str | None = None
    category: str | None = None
    packaging: str | None = None
    valid_until: date | None = None


NOTHING_KNOWN = NumberContext()


@dataclass(frozen=True, slots=True)
class NumberReading:
    """A number as read: its one written form (None when it has an error), the facts in it, and what is wrong."""

    normalised: str | None
    facts: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the number may be submitted; warnings do not prevent it."""
        return self.normalised is not None

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that stop a submission."""
        return tuple(problem for problem in self.problems if not problem.is_warning)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems a reviewer is shown."""
        return tuple(problem for problem in self.problems if problem.is_warning)


def refused(code: str, sentence: str, /, **params: object) -> NumberReading:
    """A reading with one error."""
    return NumberReading(None, {}, (Problem(code, sentence, params),))


def read(normalised: str, facts: Mapping[str, object] | None = None, warnings: Iterable[Problem] = ()) -> NumberReading:
    """A reading that may be submitted, with the warnings it carries."""
    return NumberReading(normalised, facts or {}, tuple(warnings))


def warning(code: str, sentence: str, /, **params: object) -> Problem:
    """A problem that is shown to the reviewer and stops nothing."""
    return Problem(code, sentence, params, Severity.WARNING)


def tidied(text: str) -> str:
    """The text in capitals, with one kind of dash, single spaces and nothing invisible."""
    text = DASHES.sub("-", INVISIBLE.sub("", text)).upper()
    return " ".join(text.split())


def compact(text: str) -> str:
    """The tidied text without spaces, dots, dashes, slashes and colons."""
    return re.sub(r"[\s.\-/:]", "", tidied(text))


def is_digits(text: str) -> bool:
    """Whether the text is one or more of the digits 0-9 and nothing else (no Arabic or full-width digits)."""
    return text.isascii() and text.isdigit()


def unreadable(text: str) -> NumberReading | None:
    """The refusal that every kind of number shares.

    Nothing there (`required`), far too long (`too_long`), a forbidden character, or ruined by a spreadsheet that
    kept it as a number (`must_be_text`). None when there is a number to read.
    """
    cleaned = clean(text)
    if isinstance(cleaned, Problem):
        return NumberReading(None, {}, (cleaned,))
    number = tidied(cleaned)
    if not any(sign.isalnum() for sign in number):
        return refused("required", N_("Nomor wajib diisi."))
    if len(text) > LONGEST_NUMBER:
        return refused(
            "too_long",
            N_("Nomor ini terlalu panjang: %(length)s karakter, paling banyak %(limit)s."),
            length=len(text),
            limit=LONGEST_NUMBER,
        )
    if SPREADSHEET_NUMBER.fullmatch(compact(cleaned)):
        return refused(
            "must_be_text",
            N_("Nomor ini rusak karena disimpan sebagai angka. Ubah kolomnya menjadi teks, lalu ketik ulang nomornya."),
        )
    return None
