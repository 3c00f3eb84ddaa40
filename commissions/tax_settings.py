"""The agency's own terms of taxes, by the day they start: reading them, and noting other ones with a reason.

What a closed month was taxed with stays: terms start in an open month or later. Posted lines keep their tax code.
"""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.periods import stays_open
from commissions.tax_models import NotedTaxTerms
from commissions.tax_terms import FIELDS, LAW, Tax, TaxTerms, TermsOfADay, terms_on
from core.database import db
from core.dated_values import Stretch, stretches
from core.dates import month_of, now, today
from core.errors import Conflict, InvalidInput
from core.wording import N_

NUMBERS = ("rate_bp", "base_numerator", "base_denominator", "threshold_rupiah", "duty_rupiah")


class TaxMonthIsClosed(Conflict):
    """The terms would reach back into a month that has been closed. Parameter: `month`."""

    code = "period_closed"
    sentence = N_("Bulan %(month)s sudah ditutup dengan aturan pajak saat itu. Pilih hari di bulan yang masih terbuka.")


class SameTerms(InvalidInput):
    """The terms of that day are these already. Parameter: `day`."""

    code = "same_terms"
    sentence = N_("Pada %(day)s aturannya sudah seperti itu. Periksa hari dan angkanya.")


class BaseAbovePrice(InvalidInput):
    """The base of a tax is a part of the price, at most the whole."""

    code = "base_above_price"
    sentence = N_("DPP paling besar sama dengan harganya: pembilang tidak boleh melebihi penyebut.")


class NotOfThisTax(InvalidInput):
    """A number that this tax does not have."""

    code = "not_of_this_tax"
    sentence = N_("Pajak ini tidak memiliki angka itu. Kosongkan isian ini.")


def noted_terms(tax: Tax) -> list[TermsOfADay]:
    """What the agency noted about one tax, in the order it was noted."""
    return _noted(select(NotedTaxTerms).where(NotedTaxTerms.tax == tax))[tax]


def all_noted() -> dict[Tax, list[TermsOfADay]]:
    """The same for every tax, in one query."""
    return _noted(select(NotedTaxTerms))


def _noted(rows: Select[tuple[NotedTaxTerms]]) -> dict[Tax, list[TermsOfADay]]:
    found: dict[Tax, list[TermsOfADay]] = defaultdict(list)
    for row in db.session.execute(rows.order_by(NotedTaxTerms.id)).scalars():
        found[row.tax].append((row.starts_on, terms_of_row(row)))
    return found


def terms_of_row(row: NotedTaxTerms) -> TaxTerms:
    """The terms a row holds."""
    return TaxTerms(row.applies, **{name: getattr(row, name) for name in NUMBERS})


def terms_of_a_day(day: date) -> dict[Tax, TaxTerms]:
    """The terms of every tax on a day, PPN left out where none are known of that day."""
    noted = all_noted()
    return {tax: terms_on(tax, noted[tax], day) for tax in Tax if tax is not Tax.PPN}


def periods_of(tax: Tax) -> list[Stretch[TaxTerms]]:
    """Every stretch of days of a tax with its terms, the newest first; the first is that of the law."""
    return stretches(LAW[tax], noted_terms(tax))[::-1]


def rows_of(tax: Tax) -> list[tuple[NotedTaxTerms, str]]:
    """What was noted about a tax and by whom, the newest first."""
    rows = select(NotedTaxTerms, UserAccount.name).join(UserAccount, UserAccount.id == NotedTaxTerms.set_by_id)
    found = db.session.execute(rows.where(NotedTaxTerms.tax == tax).order_by(NotedTaxTerms.id.desc()))
    return [(row, name) for row, name in found]


def note(tax: Tax, *, starts_on: date, applies: bool, reason: str, by: UserAccount, **numbers: Any) -> NotedTaxTerms:  # noqa: ANN401
    """Note other terms of a tax from a day on; a number that is left out stays as it is on that day.

    Raises `TaxMonthIsClosed`, `NotOfThisTax`, `BaseAbovePrice`, `SameTerms`.
    """
    if starts_on < today() and not stays_open(month_of(starts_on)):
        raise TaxMonthIsClosed(field="starts_on", month=month_of(starts_on))
    told = {name: number for name, number in numbers.items() if number is not None}
    for name in told:
        if name not in FIELDS[tax]:
            raise NotOfThisTax(field=name)
    before = terms_on(tax, noted_terms(tax), starts_on)
    terms = TaxTerms(applies, **{name: told.get(name, getattr(before, name)) for name in NUMBERS})
    if terms.base_numerator > terms.base_denominator:
        raise BaseAbovePrice(field="base_numerator")
    if terms == before:
        raise SameTerms(field="starts_on", day=starts_on)
    row = NotedTaxTerms(
        tax=tax,
        starts_on=starts_on,
        applies=applies,
        **{name: getattr(terms, name) for name in NUMBERS},
        reason=reason,
        set_by_id=by.id,
        set_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    named = ("applies", *FIELDS[tax])
    record(
        "tax_terms:noted",
        row,
        by=by,
        before={f"tax_{name}": getattr(before, name) for name in named},
        after={"tax": tax.value, "starts_on": starts_on.isoformat()}
        | {f"tax_{name}": getattr(terms, name) for name in named},
        reason=reason,
    )
    return row
