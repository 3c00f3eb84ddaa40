"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from partnerships.api import api

PAGES: list[Blueprint] = []
APIS: list[ApiBlueprint] = [api]
