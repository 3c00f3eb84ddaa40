"""What a reviewer should know beside a document: the producer's other papers, and who else uses its number."""

from dataclasses import dataclass

from sqlalchemy import func, select

from accounts.models import UserAccount
from core.database import db
from partnerships import producers, risk_scoring
from partnerships.models import Producer, Requirement
from partnerships.own_production import NOT_HELD

MOST_SIBLINGS = 30


def siblings(requirement: Requirement) -> list[Requirement]:
    """The other documents of the same producer that nothing has replaced, newest first."""
    rows = (
        select(Requirement)
        .where(
            Requirement.producer_id == requirement.producer_id,
            Requirement.id != requirement.id,
            Requirement.replaced_by_id.is_(None),
        )
        .order_by(Requirement.id.desc())
        .limit(MOST_SIBLINGS)
    )
    return list(db.session.execute(rows).scalars())


@dataclass(frozen=True, slots=True)
class Sharers:
    """Producers that handed in the same number: those the reader sees, and how many lie in other regions."""

    seen: list[Producer]
    elsewhere: int


def sharers(requirement: Requirement, user: UserAccount) -> Sharers:
    """Who else has handed in the number of a document that was not refused; nobody for one without a number."""
    conditions = risk_scoring.same_number(requirement)
    if not conditions or not user.is_staff:
        return Sharers([], 0)
    theirs = select(Requirement.producer_id).where(*conditions, Requirement.status.not_in(NOT_HELD))  # type: ignore[arg-type]
    visible = Producer.id.in_(producers.ids_visible_to(user))
    seen = select(Producer).where(Producer.id.in_(theirs), visible).order_by(Producer.id)
    hidden = select(func.count()).select_from(Producer).where(Producer.id.in_(theirs), ~visible)
    return Sharers(list(db.session.execute(seen).scalars()), db.session.execute(hidden).scalar_one())
