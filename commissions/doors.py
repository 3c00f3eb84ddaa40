"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from commissions import sales_api, sales_file_api

PAGES: list[Blueprint] = []
APIS: list[ApiBlueprint] = [sales_api.api, sales_file_api.api]
