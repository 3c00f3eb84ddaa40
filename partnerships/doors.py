"""The doors of this package: blueprints of pages and of the API, registered by the application."""

from flask import Blueprint

from accounts.api_blueprint import ApiBlueprint
from partnerships import growth_api, producer_file_api, product_api, programme_api, vetting_api, watch_api
from partnerships.api import api
from partnerships.pages import (
    curation,
    growth,
    own_production,
    producer_file_downloads,
    producers,
    product_forms,
    products,
    programme_attendance,
    programme_invitations,
    programme_sessions,
    programmes,
    registration,
    requirements,
    vetting,
    watch,
)

PAGES: list[Blueprint] = [
    producers.pages,
    producer_file_downloads.pages,
    registration.pages,
    requirements.pages,
    vetting.pages,
    products.pages,
    product_forms.pages,
    curation.pages,
    watch.pages,
    own_production.pages,
    growth.pages,
    programmes.pages,
    programme_sessions.pages,
    programme_attendance.pages,
    programme_invitations.pages,
]
APIS: list[ApiBlueprint] = [
    api,
    producer_file_api.api,
    product_api.api,
    vetting_api.api,
    watch_api.api,
    programme_api.api,
    growth_api.api,
]
