"""Reminding whoever owes: shortly before a claim is due, a day after, and once more a fortnight later.

Messages wait in the outbox; nobody claims they were sent, and no interest is asked for. It may run any number of times
a day, and days on which it did not run are made good by the step that is reached.
"""

from datetime import date, datetime
from enum import StrEnum

import structlog
from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from commissions import debts
from commissions.ledger import Claim, Party
from commissions.models import LedgerBook
from commissions.settlement_messages import people_of, put_for
from core.database import AppendOnly, Model, code_column, db, id_column, transaction
from core.dates import now, today
from core.jobs import queue
from core.money import format_rupiah
from core.wording import N_
from outlets.models import Outlet
from partnerships.models import Producer

log = structlog.get_logger()


class DebtStep(StrEnum):
    """Which reminder it is."""

    SOON = "soon"
    LATE = "late"
    AGAIN = "again"


DAYS_AFTER_DUE: dict[DebtStep, int] = {DebtStep.SOON: -3, DebtStep.LATE: 1, DebtStep.AGAIN: 14}
"""From how many days after the due day each step is reached; before it, when below zero."""


class DebtReminder(AppendOnly, Model):
    """Whoever owes was told of a claim of a statement. It says nothing of being sent."""

    __tablename__ = "debt_reminder"

    id: Mapped[int] = id_column()
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    claim: Mapped[Claim] = mapped_column(code_column(Claim, "claim"))
    step: Mapped[DebtStep] = mapped_column(code_column(DebtStep, "step"))
    owed_rupiah: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("statement_id", "claim", "step"),)


def step_on(due_on: date, day: date) -> DebtStep | None:
    """The step a claim has reached on a day; None while it is too early."""
    reached = [step for step, after in DAYS_AFTER_DUE.items() if (day - due_on).days >= after]
    return reached[-1] if reached else None


def remind(day: date) -> int:
    """Remind everybody who owes on a claim that reached a step it was not reminded of; how many claims."""
    open_rows = debts.owed(lambda column: column > 0, day)
    rows = (
        select(open_rows, LedgerBook.producer_id, LedgerBook.outlet_id, Producer.name, Outlet.name)
        .join(LedgerBook, LedgerBook.id == open_rows.c.book_id)
        .join(Producer, Producer.id == LedgerBook.producer_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .where(open_rows.c.statement_id.is_not(None))
        .order_by(open_rows.c.statement_id, open_rows.c.claim)
    )
    reminded = 0
    for row in db.session.execute(rows).all():
        step = step_on(row.due_on, day)
        if step is None:
            continue
        made = insert(DebtReminder).values(
            statement_id=row.statement_id, claim=row.claim, step=step, owed_rupiah=row.owed_rupiah, created_at=now()
        )
        added = made.on_conflict_do_nothing().returning(DebtReminder.id)
        if db.session.execute(added).scalar_one_or_none() is None:
            continue
        side = Party(row.owed_by)
        debtor, creditor = (row[-1], row[-2]) if side is Party.OUTLET else (row[-2], row[-1])
        put_for(
            people_of(side, row.producer_id, row.outlet_id),
            "debt",
            N_("Tagihan rekap perlu dibayar"),
            N_(
                "%(debtor)s masih berutang %(amount)s kepada %(creditor)s atas rekap %(number)s, jatuh tempo %(day)s."
                " Bila sudah dibayar, catat pembayarannya di Etalase."
            ),
            debtor=debtor,
            creditor=creditor,
            amount=format_rupiah(row.owed_rupiah),
            number=row.number,
            day=row.due_on,
        )
        reminded += 1
    return reminded


@queue.periodic(cron="30 * * * *")
@queue.task(name="debt_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every hour: the worker is here already, so it is done in place."""
    with transaction():
        claims = remind(today())
    log.info("debt_reminders", claims=claims)
