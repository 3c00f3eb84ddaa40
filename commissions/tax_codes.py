"""Which tax code the sales of an outlet bear by day: read once for a report, however many lines it has."""

from datetime import date

from commissions.tax_settings import noted_terms
from commissions.tax_terms import Tax, TermsOfADay, code_of, terms_on
from core.dated_values import value_on
from outlets import vat_statuses
from outlets.models import Outlet


class TaxCodes:
    """The tax codes of one outlet: whether it is PKP and what PPN is on a day, as far as either is known now."""

    def __init__(self, outlet: Outlet) -> None:
        """Read the outlet's changes, and the terms of PPN where it was ever PKP."""
        self._first = outlet.first_vat_registered
        self._noted = vat_statuses.noted_for(outlet)
        may_charge = self._first or any(registered for _, registered in self._noted)
        self._terms: list[TermsOfADay] = noted_terms(Tax.PPN) if may_charge else []

    def on(self, day: date) -> str | None:
        """The code a sale of a day bears; None where its commission bears no PPN. Raises `TaxTermsUnknown`."""
        if not value_on(self._first, self._noted, day):
            return None
        return code_of(terms_on(Tax.PPN, self._terms, day))
