"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from outlets import (
    agreement_api,
    agreement_pages,
    catalogue_api,
    catalogue_pages,
    compliance_api,
    compliance_pages,
    counter_pages,
    delivery_api,
    delivery_pages,
    label_api,
    label_pages,
    outlet_api,
    outlet_pages,
    placement_api,
    placement_pages,
    pull_api,
    pull_pages,
    receipt_pages,
    return_api,
    return_pages,
    rule_api,
    rule_change_pages,
    rule_pages,
    stock_api,
    stock_pages,
    withdrawal_pages,
)

PAGES: list[Blueprint] = [
    outlet_pages.pages,
    agreement_pages.pages,
    counter_pages.pages,
    placement_pages.pages,
    pull_pages.pages,
    withdrawal_pages.pages,
    compliance_pages.pages,
    rule_pages.pages,
    rule_change_pages.pages,
    catalogue_pages.pages,
    label_pages.pages,
    delivery_pages.pages,
    receipt_pages.pages,
    stock_pages.pages,
    return_pages.pages,
]
APIS: list[ApiBlueprint] = [
    outlet_api.api,
    agreement_api.api,
    placement_api.api,
    pull_api.api,
    rule_api.api,
    catalogue_api.api,
    label_api.api,
    compliance_api.api,
    delivery_api.api,
    stock_api.api,
    return_api.api,
]
