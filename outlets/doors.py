"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from outlets import agreement_api, outlet_api, placement_api

PAGES: list[Blueprint] = []
APIS: list[ApiBlueprint] = [outlet_api.api, agreement_api.api, placement_api.api]
