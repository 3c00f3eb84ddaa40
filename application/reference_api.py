"""What a program reads first: the description of the whole API, every code with its labels, and the regions."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, current_app, g, jsonify, request
from flask_babel import force_locale
from marshmallow import fields

from accounts.access import public
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import ROLE_LABELS
from commissions.models import STATEMENT_STATUS_LABELS
from core.fields import AnswerSchema
from core.jobs import JOB_STATUS_LABELS
from core.languages import LANGUAGES, speak
from outlets.money_routes import MONEY_ROUTE_LABELS
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.states import CHANNEL_LABELS, AgreementStatus, FileStatus, PlacementStatus
from outlets.states import STATUS_LABELS as OUTLET_STATUS_LABELS
from outlets.time_zones import ZONE_LABELS
from partnerships import regions
from partnerships.growth import SIZE_LABELS
from partnerships.product_categories import CATEGORIES
from partnerships.requirement_kinds import KINDS
from partnerships.states import SOURCE_LABELS, ProducerStatus, ProductStatus, RequirementStatus
from partnerships.states import STATUS_LABELS as PARTNERSHIP_STATUS_LABELS

MOST_REGIONS = 50

api = ApiBlueprint("api_reference", __name__, description="The API itself, the codes it uses and the regions")


class CodeAnswer(AnswerSchema):
    """A code and what it is called in both languages."""

    code = fields.String()
    labels = fields.Dict(keys=fields.String(), values=fields.String())


ReferenceAnswer = AnswerSchema.from_dict(
    {
        name: fields.List(fields.Nested(CodeAnswer))
        for name in (
            *("roles", "product_categories", "outlet_kinds", "requirement_kinds", "money_routes", "channels"),
            *("size_classes", "sources", "time_zones", "producer_statuses", "requirement_statuses"),
            *("product_statuses", "agreement_statuses", "placement_statuses", "sales_file_statuses"),
            *("statement_statuses", "job_statuses"),
        )
    },
    name="ReferenceAnswer",
)


class RegionAnswer(AnswerSchema):
    """A province or regency with its Kemendagri code."""

    code = fields.String()
    name = fields.String()
    province_code = fields.String()


RegionsAnswer = AnswerSchema.from_dict({"items": fields.List(fields.Nested(RegionAnswer))}, name="RegionsAnswer")


def with_labels(labels: Mapping[Any, str]) -> list[dict[str, Any]]:
    """Codes with their labels in every language, in the order they are kept."""
    spoken: dict[str, dict[str, str]] = {str(code): {} for code in labels}
    for language in LANGUAGES:
        with force_locale(language):
            for code, label in labels.items():
                spoken[str(code)][language] = speak(label)
    return [{"code": code, "labels": words} for code, words in spoken.items()]


def only(labels: Mapping[str, str], codes: Iterable[str]) -> dict[str, str]:
    """The labels of one noun among those that several nouns share."""
    return {code: labels[code] for code in codes}


def all_codes() -> dict[str, list[dict[str, Any]]]:
    """Every list of codes, by its name."""
    lists: dict[str, Mapping[Any, str]] = {
        "roles": ROLE_LABELS,
        "product_categories": {category.code: category.label for category in CATEGORIES.values()},
        "outlet_kinds": {kind.code: kind.label for kind in OUTLET_KINDS.values()},
        "requirement_kinds": {kind.code: kind.name for kind in KINDS.values()},
        "money_routes": MONEY_ROUTE_LABELS,
        "channels": CHANNEL_LABELS,
        "size_classes": SIZE_LABELS,
        "sources": SOURCE_LABELS,
        "time_zones": ZONE_LABELS,
        "producer_statuses": only(PARTNERSHIP_STATUS_LABELS, ProducerStatus),
        "requirement_statuses": only(PARTNERSHIP_STATUS_LABELS, RequirementStatus),
        "product_statuses": only(PARTNERSHIP_STATUS_LABELS, ProductStatus),
        "agreement_statuses": only(OUTLET_STATUS_LABELS, AgreementStatus),
        "placement_statuses": only(OUTLET_STATUS_LABELS, PlacementStatus),
        "sales_file_statuses": only(OUTLET_STATUS_LABELS, FileStatus),
        "statement_statuses": STATEMENT_STATUS_LABELS,
        "job_statuses": JOB_STATUS_LABELS,
    }
    return {name: with_labels(labels) for name, labels in lists.items()}


@api.route("/openapi.json")
@public
@api.doc(responses={"200": {"description": "The OpenAPI 3 document, made from the code"}}, security=[])
def description() -> Response:
    """The description of the whole API, made from the code."""
    g.cacheable = True
    response = jsonify(current_app.extensions["smorest_api"].spec.to_dict())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@api.route("/reference")
@public
@api.doc(security=[])
@api.response(200, ReferenceAnswer)
def reference() -> dict[str, list[dict[str, Any]]]:
    """Every code with its labels in Indonesian and English."""
    return all_codes()


@api.route("/regions")
@public
@api.doc(
    security=[],
    parameters=[{"name": "q", "in": "query", "schema": {"type": "string"}, "description": "part of a name, or a code"}],
)
@api.response(200, RegionsAnswer)
def find_regions() -> dict[str, list[regions.Region]]:
    """Provinces and regencies by part of their name or the beginning of their code; without `q` all provinces."""
    words = request.args.get("q", "")[:100]
    found = regions.search(words, limit=MOST_REGIONS) if words.strip() else regions.provinces()
    return {"items": found}
