"""The sets of requirements that chains ask for on top of the rules: finding them, and adding one."""

import re

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from partnerships.rule_errors import NotASetCode, RequirementSetExists, UnknownRequirementSet
from partnerships.rule_models import RequirementSet

CODE = re.compile(r"[a-z][a-z0-9_]{1,39}", re.ASCII)


def all_sets() -> Select[tuple[RequirementSet]]:
    """Every set, by name. They hold nothing about anybody, so whoever may enter sees them all."""
    return select(RequirementSet).order_by(RequirementSet.name, RequirementSet.id)


def by_code(code: str, *, field: str = "requirement_set") -> RequirementSet:
    """The set of a code. Raises `UnknownRequirementSet` on a field."""
    found = db.session.execute(select(RequirementSet).where(RequirementSet.code == code)).scalar_one_or_none()
    if found is None:
        raise UnknownRequirementSet(field=field)
    return found


def create(*, code: str, name: str, description: str, source: str, by: UserAccount) -> RequirementSet:
    """Add a set; its rules come by a change of the rules. Raises `NotASetCode`, `RequirementSetExists`."""
    if not CODE.fullmatch(code):
        raise NotASetCode(field="code")
    new = RequirementSet(
        code=code, name=name, description=description, source=source, created_at=now(), created_by_id=by.id
    )
    try:
        with db.session.begin_nested():
            db.session.add(new)
    except IntegrityError:
        raise RequirementSetExists(field="code", set_code=code) from None
    record("requirement_set:created", new, by=by, after={"code": code})
    return new
