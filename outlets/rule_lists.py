"""The list of the rules: its columns, orders and filters, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, or_, select

from core.listing import Column
from outlets import rule_words
from partnerships import rules
from partnerships.pages.watch import NotADay
from partnerships.rule_errors import UnknownRuleVersion
from partnerships.rule_models import RequirementRule, RequirementSet

FILTERS = ("kind", "category", "outlet_kind", "size_class", "requirement_set", "need", "on", "version", "to_confirm")
BASE = "base"
"""The code, among those of the sets, for the rules that belong to none."""
ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "kind": (RequirementRule.kind, RequirementRule.category, RequirementRule.starts_on, RequirementRule.id),
    "starts": (RequirementRule.starts_on, RequirementRule.id),
    "newest": (RequirementRule.introduced_in_version, RequirementRule.id),
}


def filters() -> dict[str, str]:
    """The filters of the address."""
    return {name: request.args.get(name, "").replace("\x00", "").strip()[:100] for name in FILTERS}


def rows() -> Select[Any]:
    """The rules that pass the filters of the address.

    A category, kind of outlet or size finds the rules that hold for it, also those that hold for all. Without a
    version it is the newest. Raises `NotADay`, `UnknownRuleVersion`.
    """
    wanted = filters()
    found = (
        select(
            RequirementRule.id,
            RequirementRule.kind,
            RequirementRule.category,
            RequirementRule.outlet_kind,
            RequirementRule.size_class,
            RequirementRule.need,
            RequirementRule.starts_on,
            RequirementRule.ends_on,
            RequirementRule.source,
            RequirementRule.to_confirm,
            RequirementRule.introduced_in_version,
            RequirementRule.ended_in_version,
            RequirementRule.replaces_id,
            RequirementSet.code.label("requirement_set"),
            RequirementSet.name.label("set_name"),
        )
        .outerjoin(RequirementSet, RequirementSet.id == RequirementRule.requirement_set_id)
        .where(rules.in_version(version_asked_for()))
    )
    for name in ("kind", "need"):
        if wanted[name]:
            found = found.where(getattr(RequirementRule, name) == wanted[name])
    for name in ("category", "outlet_kind", "size_class"):
        if wanted[name]:
            column = getattr(RequirementRule, name)
            found = found.where(or_(column.is_(None), column == wanted[name]))
    if wanted["requirement_set"] == BASE:
        found = found.where(RequirementRule.requirement_set_id.is_(None))
    elif wanted["requirement_set"]:
        found = found.where(RequirementSet.code == wanted["requirement_set"])
    if wanted["to_confirm"]:
        found = found.where(RequirementRule.to_confirm != "")
    day = day_asked_for()
    if day is not None:
        found = found.where(
            RequirementRule.starts_on <= day,
            or_(RequirementRule.ends_on.is_(None), RequirementRule.ends_on >= day),
        )
    return found


def day_asked_for() -> date | None:
    """The day the rules are to hold on; None for any. Raises `NotADay`."""
    asked = filters()["on"]
    if not asked:
        return None
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise NotADay(field="on") from None


def version_asked_for() -> int | None:
    """The version to show; None for the newest. Raises `UnknownRuleVersion`."""
    asked = filters()["version"]
    if not asked:
        return None
    newest = rules.current_version()
    if not (asked.isascii() and asked.isdigit()) or not 1 <= int(asked) <= newest:
        raise UnknownRuleVersion(field="version", newest=newest)
    return int(asked)


def export_columns() -> list[Column]:
    """What an export of the rules holds."""
    return [
        Column(_("Jenis persyaratan"), lambda row: rule_words.kind_word(row.kind)),
        Column(_("Kategori"), lambda row: rule_words.category_word(row.category)),
        Column(_("Jenis gerai"), lambda row: rule_words.outlet_word(row.outlet_kind)),
        Column(_("Skala usaha"), lambda row: rule_words.size_word(row.size_class)),
        Column(_("Paket syarat"), lambda row: row.requirement_set),
        Column(_("Wajib atau tidak"), lambda row: rule_words.need_word(row.need)),
        Column(_("Berlaku mulai"), lambda row: row.starts_on.isoformat()),
        Column(_("Hari terakhir"), lambda row: row.ends_on.isoformat() if row.ends_on else ""),
        Column(_("Sumber"), lambda row: rule_words.said(row.source)),
        Column(_("Yang perlu dikonfirmasi"), lambda row: rule_words.said(row.to_confirm)),
    ]
