"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from accounts.own_pages import own_pages
from accounts.people_pages import people_pages
from accounts.setting_pages import setting_pages
from accounts.sign_in_pages import pages

PAGES: list[Blueprint] = [pages, own_pages, people_pages, setting_pages]
APIS: list[ApiBlueprint] = []
