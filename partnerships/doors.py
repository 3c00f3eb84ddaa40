"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from partnerships import watch_api
from partnerships.api import api
from partnerships.pages import (
    curation,
    own_production,
    producers,
    products,
    registration,
    requirements,
    vetting,
    watch,
)

PAGES: list[Blueprint] = [
    producers.pages,
    registration.pages,
    requirements.pages,
    vetting.pages,
    products.pages,
    curation.pages,
    watch.pages,
    own_production.pages,
]
APIS: list[ApiBlueprint] = [api, watch_api.api]
