"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from partnerships.api import api
from partnerships.pages import curation, producers, products, registration, requirements, vetting

PAGES: list[Blueprint] = [
    producers.pages,
    registration.pages,
    requirements.pages,
    vetting.pages,
    products.pages,
    curation.pages,
]
APIS: list[ApiBlueprint] = [api]
