"""Whom to invite to a session: the producers who lack what it helps with, those closest to ready first."""

from sqlalchemy import select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from partnerships import producers
from partnerships.eligibility import readiness_of
from partnerships.lists import lies_in_region
from partnerships.models import Producer, Product
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.states import ProducerStatus, ProductStatus

USUAL_NUMBER = 20
"""How many are proposed at once unless told otherwise."""
MOST_AT_ONCE = 500
TAKING_PART = (ProducerStatus.REGISTERED, ProducerStatus.ACTIVE)
"""Only these producers are invited."""


def candidates(
    session: ProgrammeSession,
    *,
    by: UserAccount,
    missing: str = "",
    region_code: str = "",
    category: str = "",
    size_class: str = "",
    most: int = USUAL_NUMBER,
) -> list[tuple[Producer, int]]:
    """Producers not invited yet who match, with how many requirements each lacks: the closest to ready first.

    Only registered and active ones, whom the caller sees. `missing` is a kind that is a gap today. Four queries for
    the readiness of all of them together.
    """
    invited = select(ProgrammeInvitation.producer_id).where(ProgrammeInvitation.session_id == session.id)
    rows = producers.visible_to(by).where(Producer.status.in_(TAKING_PART), Producer.id.not_in(invited))
    if region_code:
        rows = rows.where(lies_in_region(Producer.region_code, region_code))
    if size_class:
        rows = rows.where(Producer.size_class == size_class)
    if category:
        making = select(Product.producer_id).where(
            Product.category == category, Product.status != ProductStatus.WITHDRAWN
        )
        rows = rows.where(Producer.id.in_(making))
    found = {producer.id: producer for producer in db.session.execute(rows).scalars()}
    lacking = {
        producer_id: len(readiness.gaps)
        for producer_id, readiness in readiness_of(list(found), today()).items()
        if not missing or missing in readiness.gaps
    }
    closest = sorted(lacking, key=lambda producer_id: (not lacking[producer_id], lacking[producer_id], producer_id))
    return [(found[producer_id], lacking[producer_id]) for producer_id in closest[:most]]
