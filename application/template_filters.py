"""How values are written on pages: rupiah, rates, days, instants, months, words for codes."""

from datetime import date, datetime

from flask import Flask, current_app
from flask_babel import format_date, get_locale

from accounts.permissions import ROLE_LABELS
from accounts.sent_once import once_key
from commissions import tax_hints
from commissions.agreement_leftovers import leftovers_of
from core.dates import agency_zone, first_day, zone_abbreviation
from core.jobs import JOB_STATUS_LABELS
from core.languages import LANGUAGES, speak, speak_rate
from core.money import format_number, format_rupiah


def day(value: date | None) -> str:
    """`22 November 2026`."""
    return "" if value is None else format_date(value, "d MMMM y")


def short_day(value: date | None) -> str:
    """`22 Nov 2026`."""
    return "" if value is None else format_date(value, "d MMM y")


def instant(value: datetime | None) -> str:
    """`22 Nov 2026 10.42 WITA`, in the agency's zone."""
    if value is None:
        return ""
    local = value.astimezone(agency_zone())
    return f"{format_date(local.date(), 'd MMM y')} {local:%H.%M} {zone_abbreviation()}"


def typed_instant(value: datetime | None) -> str:
    """`2026-11-22T10:42`, in the agency's zone, as a field for a day and an hour takes it."""
    return "" if value is None else f"{value.astimezone(agency_zone()):%Y-%m-%dT%H:%M}"


def month(value: str | None) -> str:
    """`Oktober 2026` of `2026-10`."""
    return "" if not value else format_date(first_day(value), "MMMM y")


def register_template_filters(app: Flask) -> None:
    """Give the filters to every template, and what each page shows of itself."""
    app.jinja_env.filters.update(
        rupiah=format_rupiah,
        number=format_number,
        rate=speak_rate,
        day=day,
        short_day=short_day,
        instant=instant,
        typed_instant=typed_instant,
        month=month,
        speak=speak,
    )

    app.jinja_env.globals.update(
        once_key=once_key,
        job_status_words=lambda: {status.value: speak(label) for status, label in JOB_STATUS_LABELS.items()},
        leftovers_of=leftovers_of,
        agreement_duty_rupiah=tax_hints.agreement_duty_rupiah,
        agreement_tax_hints=lambda agreement: tax_hints.spoken(tax_hints.of_agreement(agreement)),
    )

    @app.context_processor
    def page_context() -> dict[str, object]:
        """What every page may show of itself."""
        return {
            "current_language": str(get_locale() or "id"),
            "languages": LANGUAGES,
            "role_labels": ROLE_LABELS,
            "is_production": current_app.config["PRODUCTION"],
        }
