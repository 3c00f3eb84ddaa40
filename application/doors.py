"""The doors of the application itself: first pages, language, health, jobs, and the reference of the API."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from application.health import health

PAGES: list[Blueprint] = [health]
APIS: list[ApiBlueprint] = []
