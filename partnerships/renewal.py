"""A renewal gives back what the end of a document took: the shelves are looked at again by a job.

The shelves are not known here; the job that knows them stands in `outlets.expiry_night`.
"""

from sqlalchemy import exists, select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.jobs import defer
from partnerships.models import Requirement
from partnerships.states import RequirementStatus

HOLDS_OF_PRODUCER = "holds_of_producer"
"""The kind of job that looks at the shelves of one producer again."""
ENDED = (RequirementStatus.EXPIRED, RequirementStatus.REVOKED)


def after_acceptance(requirement: Requirement, *, by: UserAccount) -> None:
    """Ask for another look at the shelves when this producer has a document that ended; else nothing was taken.

    It is asked in the transaction of the acceptance, so that it happens when, and only when, that is committed.
    """
    ended = exists().where(Requirement.producer_id == requirement.producer_id, Requirement.status.in_(ENDED))
    if db.session.execute(select(ended)).scalar_one():
        defer(
            HOLDS_OF_PRODUCER,
            asked_by_id=by.id,
            producer_id=requirement.producer_id,
            day=today().isoformat(),
        )
