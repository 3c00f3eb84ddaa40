"""Changes of the rules of requirements, and chains that ask for a set of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from outlets.models import Chain
from partnerships import requirement_sets, rule_changes
from partnerships.rule_models import RequirementRule, RuleChange
from partnerships.rule_states import RuleMove
from tests.factories.outlets import make_chain
from tests.factories.people import make_user

FROM_DECEMBER = date(2026, 12, 1)


def barcode_at_hotels(**told: Any) -> dict[str, Any]:
    """The step that asks dry food for a barcode at hotels from 1 December 2026, with what a test says otherwise."""
    step = {"move": "add", "kind": "barcode", "category": "dry_food", "outlet_kind": "hotel", "need": "required"}
    return {**step, "starts_on": FROM_DECEMBER, **told}


def make_change(
    *steps: dict[str, Any], by: UserAccount | None = None, reason: str = "Surat asosiasi hotel"
) -> RuleChange:
    """A draft with these steps, by default the barcode at hotels."""
    items = [{**step, "move": RuleMove(step["move"])} for step in steps or (barcode_at_hotels(),)]
    by = by or make_user(Role.ADMINISTRATOR)
    return committed(rule_changes.prepare, reason=reason, source="Surat PHRI 12/2026", items=items, by=by)


def rule_of(kind: str, category: str | None = None, **told: Any) -> RequirementRule:
    """The one rule of the newest version for a kind and a category, without a set unless told."""
    rows = select(RequirementRule).filter_by(
        kind=kind, category=category, ended_in_version=None, **{"requirement_set_id": None, **told}
    )
    return db.session.execute(rows).scalars().one()


def make_chain_with_set(code: str = "alfamidi", name: str | None = None) -> Chain:
    """A chain that asks for a set."""
    chain = make_chain(name)
    chain.requirement_set = requirement_sets.by_code(code)
    db.session.commit()
    return chain


def make_rule_ids() -> dict[str, int]:
    """A rule, a draft and its step, for tests that try every door."""
    change = make_change()
    return {"rule_id": rule_of("nib").id, "change_id": change.id, "step_id": change.items[0].id}
