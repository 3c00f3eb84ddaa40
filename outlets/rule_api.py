"""The rules of requirements, their sets and their changes by API."""

from datetime import date
from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import rule_lists, rule_reach, rule_words
from outlets.rule_schemas import (
    AskPreview,
    CreateSet,
    PrepareChangeWithSteps,
    RequirementSetAnswer,
    RuleChangeAnswer,
    RulePage,
    RulePreviewAnswer,
    SetPage,
)
from partnerships import requirement_sets, rule_changes
from partnerships.rule_models import RequirementSet, RuleChange

api = ApiBlueprint("api_rules", __name__, description="Which requirement for which product in which outlet")


@api.route("/requirement-rules")
@requires(Permission.RULE_READ)
@api.response(200, RulePage)
def list_rules() -> object:
    """The rules; filters as on the page: `kind`, `category`, `outlet_kind`, `requirement_set`, `on`, `version` ..."""
    return listed(rule_lists.rows(), orders=rule_lists.ORDERS, default_order="kind").envelope(lambda row: row)


@api.route("/requirement-sets")
@requires(Permission.RULE_READ)
@api.response(200, SetPage)
def list_sets() -> object:
    """The sets that chains may ask for on top of the rules."""
    rows = requirement_sets.all_sets().with_only_columns(
        RequirementSet.id,
        RequirementSet.code,
        RequirementSet.name,
        RequirementSet.description,
        RequirementSet.source,
    )
    orders = {"name": (RequirementSet.name, RequirementSet.id)}
    return listed(rows, orders=orders, default_order="name").envelope(lambda row: row)


@api.route("/requirement-sets", methods=["POST"])
@requires(Permission.RULE_MANAGE)
@api.arguments(CreateSet)
@api.response(201, RequirementSetAnswer)
def create_set(body: dict[str, Any]) -> RequirementSet:
    """Add a set; its rules come by a change of the rules."""
    return requirement_sets.create(**body, by=person())


@api.route("/requirement-rule-changes", methods=["POST"])
@requires(Permission.RULE_MANAGE)
@api.arguments(PrepareChangeWithSteps)
@api.response(201, RuleChangeAnswer)
def prepare_change(body: dict[str, Any]) -> dict[str, object]:
    """Prepare a change of the newest rules with its steps; nothing holds before it is applied."""
    return _answer(rule_changes.prepare(**body, by=person()))


@api.route("/requirement-rule-changes/<int:change_id>")
@requires(Permission.RULE_READ)
@api.response(200, RuleChangeAnswer)
def show_change(change_id: int) -> dict[str, object]:
    """One change with its steps."""
    return _answer(rule_changes.get(change_id, by=person()))


@api.route("/requirement-rule-changes/<int:change_id>/preview")
@requires(Permission.RULE_MANAGE)
@api.arguments(AskPreview, location="query")
@api.response(200, RulePreviewAnswer)
def preview_change(query: dict[str, date | None], change_id: int) -> dict[str, object]:
    """Whom a draft would hit on a day: counts by place, and the products and active placements."""
    seen = rule_reach.preview(change_id, by=person(), on=query["on"])
    return {
        "on": seen.on,
        "days": seen.days,
        "products_missing": seen.products_missing,
        "products_freed": seen.products_freed,
        "producers": seen.producers,
        "placements_losing": len(seen.losing),
        "placements_gaining": len(seen.gaining),
        "places": [
            {
                "outlet_kind": place.outlet_kind,
                "requirement_set": place.requirement_set,
                "products_missing": line.missing,
                "products_freed": line.freed,
                "products_losing": line.losing,
                "products_gaining": line.gaining,
                "producers": line.producers,
            }
            for line in seen.lines
            for place in line.places
        ],
        "products": seen.products,
        "placements": seen.placements,
    }


@api.route("/requirement-rule-changes/<int:change_id>/apply", methods=["POST"])
@requires(Permission.RULE_MANAGE)
@api.response(200, RuleChangeAnswer)
def apply_change(change_id: int) -> dict[str, object]:
    """Make a draft the next version of the rules. 409 `rules_changed_meanwhile`, `rule_change_decided`."""
    return _answer(rule_changes.apply(change_id, by=person()))


@api.route("/requirement-rule-changes/<int:change_id>/discard", methods=["POST"])
@requires(Permission.RULE_MANAGE)
@api.response(200, RuleChangeAnswer)
def discard_change(change_id: int) -> dict[str, object]:
    """Put a draft aside for good."""
    return _answer(rule_changes.discard(change_id, by=person()))


def _answer(change: RuleChange) -> dict[str, object]:
    names = ("id", "status", "reason", "source", "prepared_on_version", "applied_version", "prepared_at", "decided_at")
    told = {name: getattr(change, name) for name in names}
    return {**told, "items": list(change.items), "warnings": rule_words.warnings_of(change)}
