"""Taxes and outlets that are PKP by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from commissions import re_rating_lists, tax_settings, vat_changes, vat_corrections
from commissions.re_rating_schemas import ReRatingAnswer
from commissions.tax_schemas import (
    ChangeVatStatusByApi,
    NoteTaxTerms,
    ProposeVatCorrectionByApi,
    TaxSettingsAnswer,
    VatPeriodsAnswer,
    WronglyTaxedListAnswer,
)
from commissions.tax_terms import SOURCES, Tax
from outlets import outlets, vat_statuses

api = ApiBlueprint("api_taxes", __name__, description="Terms of taxes by day, and since when an outlet is PKP")


@api.route("/tax-settings", methods=["GET"])
@requires(Permission.LEDGER_READ)
@api.response(200, TaxSettingsAnswer)
def list_tax_settings() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """Every tax with its terms by day."""
    return _all()


@api.route("/tax-settings", methods=["POST"])
@requires(Permission.SETTING_MANAGE)
@api.arguments(NoteTaxTerms)
@api.response(201, TaxSettingsAnswer)
def note_tax_terms(body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Other terms from a day on; lines that are posted keep theirs."""
    tax_settings.note(**body, by=person())
    return _all()


def _all() -> dict[str, object]:
    told = [{"tax": tax, "source": SOURCES[tax], "periods": tax_settings.periods_of(tax)} for tax in Tax]
    return {"items": told}


@api.route("/outlets/<int:outlet_id>/vat-status", methods=["GET"])
@requires(Permission.OUTLET_READ)
@api.response(200, VatPeriodsAnswer)
def list_vat_periods(outlet_id: int) -> Any:  # noqa: ANN401
    """Since when an outlet is PKP, and when it was not."""
    return {"items": vat_statuses.periods_of(outlets.get(outlet_id, by=person()))}


@api.route("/outlets/<int:outlet_id>/vat-status", methods=["POST"])
@requires(Permission.OUTLET_MANAGE)
@api.arguments(ChangeVatStatusByApi)
@api.response(201, VatPeriodsAnswer)
def change_vat_status(body: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401
    """PKP, or no longer, from a day on; 409 `period_closed` for a day in a closed month."""
    left = vat_changes.change(outlet_id, **body, by=person())
    outlet = outlets.get(outlet_id, by=person())
    return {"items": vat_statuses.periods_of(outlet), "lines_posted_otherwise": left}


@api.route("/outlets/<int:outlet_id>/vat-corrections", methods=["GET"])
@requires(Permission.RE_RATING_PROPOSE)
@api.response(200, WronglyTaxedListAnswer)
def list_wrongly_taxed(outlet_id: int) -> Any:  # noqa: ANN401
    """Posted sales whose tax code is not that of their day, with the PPN they bear and should bear."""
    return {"items": vat_corrections.wrongly_taxed(outlets.get(outlet_id, by=person()))}


@api.route("/outlets/<int:outlet_id>/vat-corrections", methods=["POST"])
@requires(Permission.RE_RATING_PROPOSE)
@api.arguments(ProposeVatCorrectionByApi)
@api.response(201, ReRatingAnswer)
def propose_vat_correction(body: dict[str, Any], outlet_id: int) -> Any:  # noqa: ANN401
    """Propose a re-rating that gives them the tax code of their day; a second person approves it."""
    return re_rating_lists.described(vat_corrections.propose(outlet_id, **body, by=person()), person())
