"""The doors of the application itself: front and first pages, help, health, and the reference of the API."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from application.health import health
from application.home_pages import home
from application.public_pages import pages
from application.reference_api import api

PAGES: list[Blueprint] = [pages, home, health]
APIS: list[ApiBlueprint] = [api]
