"""Telling both sides that their statements are out: one message a person and month, in the outbox.

A message waits there; nobody claims it was sent. The job runs after the close has committed, so a close never waits
for its notices, and run again it tells nobody twice.
"""

from sqlalchemy import Select, func, select

from accounts import outbox
from accounts.models import OutboxMessage, UserAccount
from accounts.permissions import Role
from commissions.models import Statement
from core.database import db, transaction
from core.dates import first_day
from core.jobs import Job, advance, work
from core.wording import N_
from outlets.models import OutletMember
from partnerships.models import ProducerMember

TELL = "tell_statements"
SUBJECT = N_("Rekap komisi sudah terbit")
BODY = N_(
    "%(count)s rekap komisi bulan %(month)s sudah terbit. Periksa angkanya, lalu setujui atau ajukan keberatan per"
    " baris di Etalase, menu Rekap komisi."
)


def kind_of(month: str) -> str:
    """What the message about a month is known by."""
    return f"statements_issued:{month}"


def readers_of(month: str) -> Select[tuple[UserAccount, int]]:
    """Who acts for a side of a statement of the month and was not told yet, and how many statements are theirs."""
    sides = (
        (ProducerMember.user_id, ProducerMember.producer_id == Statement.producer_id, Role.PRODUCER),
        (OutletMember.user_id, OutletMember.outlet_id == Statement.outlet_id, Role.OUTLET_MANAGER),
    )
    counted = [
        select(user_id.label("user_id"), func.count().label("statements"))
        .join(Statement, belongs)
        .join(UserAccount, UserAccount.id == user_id)
        .where(Statement.period == month, UserAccount.role == role, UserAccount.is_active)
        .group_by(user_id)
        for user_id, belongs, role in sides
    ]
    found = counted[0].union_all(counted[1]).subquery()
    told = select(OutboxMessage.to_user_id).where(OutboxMessage.kind == kind_of(month))
    return (
        select(UserAccount, found.c.statements)
        .join(found, found.c.user_id == UserAccount.id)
        .where(UserAccount.id.not_in(told))
        .order_by(UserAccount.id)
    )


@work(TELL)
def tell(job: Job) -> dict[str, object]:
    """Put a message to everybody with a statement of the month into the outbox."""
    month = str(job.arguments["month"])
    with transaction():
        readers = db.session.execute(readers_of(month)).all()
        for user, statements in readers:
            outbox.put(
                kind_of(month),
                user,
                subject=SUBJECT,
                body=BODY,
                count=statements,
                month=first_day(month).strftime("%m/%Y"),
            )
    advance(job, len(readers), len(readers))
    return {"told": len(readers)}
