"""The forms of agreements on a page: one line for the base rate and a few for narrower ones, turned into a list."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from marshmallow import fields

from core.errors import InvalidInput, Refusal
from core.fields import Code, Day, Id, Rate, Text, WholeNumber
from core.listing import id_in
from core.wording import N_
from outlets.agreement_days import LONGEST_TERM_DAYS
from outlets.clause_schemas import (
    CLAUSE_NAMES,
    DEDUCTION_NAMES,
    PlainClauses,
    clauses_from_page,
    deduction_fields,
    name_on_page,
)
from outlets.money_routes import MoneyRoute

FURTHER_RATES = (1, 2, 3, 4)
"""How many narrower rates a form offers at once; more are added as changed terms, or by the API."""


class RateIncomplete(InvalidInput):
    """A line of a narrower rate says for what, or how much, but not both."""

    code = "rate_incomplete"
    sentence = N_("Pilih untuk apa tarif ini berlaku dan isi besarnya, atau kosongkan seluruh barisnya.")


def _further_rates() -> dict[str, fields.Field]:
    """The fields of the lines for narrower rates."""
    found: dict[str, fields.Field] = {}
    for n in FURTHER_RATES:
        found[f"rate_{n}_for"] = Text(most=60, metadata={"label": N_("Tarif lain: berlaku untuk")})
        found[f"rate_{n}_bp"] = Rate(metadata={"label": N_("Tarif lain: besarnya")})
        found[f"rate_{n}_from"] = Day(metadata={"label": N_("Tarif lain: mulai")})
        found[f"rate_{n}_until"] = Day(metadata={"label": N_("Tarif lain: sampai")})
    return found


class TermsOnPage(PlainClauses):
    """What proposing and changing terms have in common."""

    money_route = Code(MoneyRoute, required=True, metadata={"label": N_("Jalur uang")})
    payment_term_days = WholeNumber(
        load_default=None, most=LONGEST_TERM_DAYS, metadata={"label": N_("Jangka bayar (hari)")}
    )
    reason = Text(most=500, lines=True, load_default=None, metadata={"label": N_("Alasan atau catatan")})


class ProposalFields(TermsOnPage):
    """An agreement as it is proposed on a page."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    partner = Text(required=True, most=30, metadata={"label": N_("Gerai atau jaringan ritel")})
    starts_on = Day(required=True, metadata={"label": N_("Mulai berlaku")})
    ends_on = Day(load_default=None, metadata={"label": N_("Hari terakhir")})
    rate_bp = Rate(required=True, metadata={"label": N_("Tarif dasar")})


class AmendmentFields(TermsOnPage):
    """Changed terms as they are proposed on a page."""

    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    rate_bp = Rate(load_default=None, metadata={"label": N_("Tarif dasar baru")})


class CounterFields(TermsOnPage):
    """Other terms between the same two, as they are proposed on a page."""

    starts_on = Day(required=True, metadata={"label": N_("Mulai berlaku")})
    ends_on = Day(load_default=None, metadata={"label": N_("Hari terakhir")})
    rate_bp = Rate(required=True, metadata={"label": N_("Tarif dasar")})


ProposeOnPage = ProposalFields.from_dict(_further_rates() | deduction_fields(), name="ProposeOnPage")
CounterOnPage = CounterFields.from_dict(_further_rates() | deduction_fields(), name="CounterOnPage")
AmendOnPage = AmendmentFields.from_dict(_further_rates() | deduction_fields(), name="AmendOnPage")


def from_page(verb: Callable[..., Any], typed: Mapping[str, Any], **given: Any) -> Any:  # noqa: ANN401 - the verb's own
    """Run a verb with what was typed on the page; its refusals come back under the names of the page's fields.

    Raises what the verb raises, and `RateIncomplete`.
    """
    apart = {"partner", *CLAUSE_NAMES, *DEDUCTION_NAMES}
    known = {name: value for name, value in typed.items() if not name.startswith("rate_") and name not in apart}
    if "partner" in typed:
        known |= _partner(typed["partner"])
    rates, places = _rates(typed, typed["starts_on"])
    try:
        return verb(**known, rates=rates, clauses=clauses_from_page(typed), **given)
    except Refusal as refusal:
        refusal.errors = {_on_page(name, places): problems for name, problems in refusal.errors.items()}
        raise


def _partner(chosen: str) -> dict[str, int]:
    """`outlet:3` or `chain:4` as the keyword the verb takes; anything else names no row."""
    kind, _colon, number = chosen.partition(":")
    return {"chain_id" if kind == "chain" else "outlet_id": id_in(number) or 0}


def _rates(typed: Mapping[str, Any], starts_on: date) -> tuple[list[dict[str, Any]], list[str]]:
    """The rates that were typed, and for each the beginning of its fields' names. Raises `RateIncomplete`."""
    rates: list[dict[str, Any]] = []
    places: list[str] = []
    if typed.get("rate_bp") is not None:
        rates.append({"rate_bp": typed["rate_bp"], "starts_on": starts_on})
        places.append("")
    for n in FURTHER_RATES:
        for_what, rate_bp = typed.get(f"rate_{n}_for"), typed.get(f"rate_{n}_bp")
        first, last = typed.get(f"rate_{n}_from"), typed.get(f"rate_{n}_until")
        if for_what is None and rate_bp is None and first is None and last is None:
            continue
        if for_what is None or rate_bp is None:
            raise RateIncomplete(field=f"rate_{n}_for" if for_what is None else f"rate_{n}_bp")
        kind, _colon, what = for_what.partition(":")
        rate = {"rate_bp": rate_bp, "starts_on": first or starts_on, "ends_on": last}
        if kind == "category":
            rate["category"] = what
        elif kind == "product":
            rate["product_id"] = id_in(what) or 0
        rates.append(rate)
        places.append(f"rate_{n}_")
    return rates, places


def _on_page(name: str, places: list[str]) -> str:
    """Where a field of the verb stands on the page: `rates.1.starts_on` is `rate_1_from`."""
    if name in {"outlet_id", "chain_id"}:
        return "partner"
    if name.startswith("clauses."):
        return name_on_page(name)
    if not name.startswith("rates."):
        return name
    _rates_word, place, field = name.split(".", 2)
    prefix = places[int(place)] if int(place) < len(places) else ""
    if prefix == "":
        return "starts_on" if field == "starts_on" else "rate_bp"
    ends = {"starts_on": "from", "ends_on": "until", "rate_bp": "bp", "product_id": "for", "category": "for"}
    return f"{prefix}{ends.get(field, 'bp')}"
