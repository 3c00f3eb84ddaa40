"""The table of rules: which kinds of requirements a product needs, read once and judged by the pure `readiness`."""

from datetime import date

from sqlalchemy import select

from core.database import db
from partnerships.models import RequirementRule
from partnerships.readiness import Need, Rule, conditional_kinds


def all_rules() -> list[Rule]:
    """Every rule of the agency as plain values, whatever day it is for."""
    rows = db.session.execute(select(RequirementRule).order_by(RequirementRule.id)).scalars()
    return [
        Rule(
            kind=row.kind,
            category=row.category,
            outlet_kind=row.outlet_kind,
            size_class=row.size_class,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            need=Need(row.need),
            source=row.source,
        )
        for row in rows
    ]


def questions_for(category: str, *, size_class: str | None, on: date, outlet_kind: str | None = None) -> list[str]:
    """The kinds whose need depends on a question about a product of this category."""
    return conditional_kinds(all_rules(), category=category, outlet_kind=outlet_kind, size_class=size_class, on=on)
