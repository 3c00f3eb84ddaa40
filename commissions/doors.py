"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from commissions import (
    ageing_api,
    ageing_pages,
    buyback_api,
    buyback_pages,
    correction_api,
    correction_pages,
    held_api,
    held_pages,
    ledger_pages,
    leftover_api,
    line_pages,
    outlet_closing_doors,
    payment_api,
    payment_pages,
    period_api,
    period_pages,
    report_pages,
    sales_api,
    sales_file_api,
    sales_file_pages,
    sales_pages,
    statement_api,
    statement_pages,
    verification_pages,
)

PAGES: list[Blueprint] = [
    sales_pages.sales_pages,
    sales_file_pages.pages,
    report_pages.report_pages,
    line_pages.line_pages,
    correction_pages.pages,
    held_pages.pages,
    ledger_pages.ledger,
    period_pages.periods,
    period_pages.jobs,
    statement_pages.statements,
    verification_pages.verification,
    buyback_pages.pages,
    payment_pages.pages,
    ageing_pages.pages,
    outlet_closing_doors.pages,
]
APIS: list[ApiBlueprint] = [
    sales_api.api,
    correction_api.api,
    held_api.api,
    sales_file_api.api,
    period_api.api,
    statement_api.api,
    buyback_api.api,
    leftover_api.api,
    payment_api.api,
    ageing_api.api,
    outlet_closing_doors.api,
]
