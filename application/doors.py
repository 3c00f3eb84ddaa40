"""The doors of the application itself: front and first pages, help, health, and the reference of the API."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from application.health import health
from application.home_pages import home
from application.personal_data.api import api as personal_data_api
from application.personal_data.desk import desk
from application.personal_data.pages import pages as personal_data_pages
from application.public_pages import pages
from application.reference_api import api

PAGES: list[Blueprint] = [pages, home, health, personal_data_pages, desk]
APIS: list[ApiBlueprint] = [api, personal_data_api]
