"""Reminding both sides that an agreement ends, so that a shelf is not lost by forgetting.

An agreement says how many days before it wants to be remembered (`renewal_notice_days`, 30 by default); a week before
the end it is said once more. Messages wait in the outbox; nobody claims they were sent.
"""

from datetime import date, timedelta

from sqlalchemy import Select, select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from core.wording import N_
from outlets.agreement_clauses import from_json
from outlets.models import Agreement, Outlet, OutletMember
from outlets.reminder_models import AgreementReminder
from outlets.states import AgreementStatus
from partnerships.models import ProducerMember

AGREEMENT_ENDING = "agreement_ending"
LAST_CALL_DAYS = 7
LONGEST_NOTICE_DAYS = 365


def ending(day: date, *, within_days: int = LONGEST_NOTICE_DAYS) -> Select[tuple[Agreement]]:
    """The agreements that hold on a day and end within so many days of it."""
    return select(Agreement).where(
        Agreement.status == AgreementStatus.ACTIVE,
        Agreement.ends_on >= day,
        Agreement.ends_on <= day + timedelta(days=within_days),
    )


def remind(day: date) -> int:
    """Remind both sides of every agreement that is due for it and was not reminded yet; how many agreements.

    It may run any number of times a day, and days on which it did not run are made good.
    """
    rows = select(AgreementReminder.agreement_id, AgreementReminder.ends_on, AgreementReminder.days_before)
    said = {tuple(row) for row in db.session.execute(rows.where(AgreementReminder.ends_on >= day))}
    reminded = 0
    for agreement in db.session.execute(ending(day).order_by(Agreement.id)).scalars():
        if agreement.ends_on is None:
            continue
        days_left = (agreement.ends_on - day).days
        notice_days = from_json(agreement.terms[-1].clauses).renewal_notice_days
        due = [days for days in (notice_days, LAST_CALL_DAYS) if days_left <= days]
        if not due or (agreement.id, agreement.ends_on, min(due)) in said:
            continue
        _tell(agreement, days_left)
        db.session.add(
            AgreementReminder(
                agreement_id=agreement.id, ends_on=agreement.ends_on, days_before=min(due), created_at=now()
            )
        )
        reminded += 1
    db.session.flush()
    return reminded


def _tell(agreement: Agreement, days_left: int) -> None:
    """Put a message for every member of both sides into the outbox."""
    partner = agreement.outlet.name if agreement.outlet else agreement.chain.name if agreement.chain else ""
    for person in _people_of(agreement):
        outbox.put(
            AGREEMENT_ENDING,
            person,
            subject=N_("Perjanjian kerja sama akan berakhir"),
            body=N_(
                "Perjanjian %(producer)s dengan %(partner)s berakhir pada %(day)s (%(days)s hari lagi). Bila ingin"
                " diteruskan, usulkan perjanjian baru di Etalase yang mulai sehari sesudahnya. Tanpa perjanjian,"
                " penempatan produknya ikut berakhir."
            ),
            producer=agreement.producer.name,
            partner=partner,
            day=agreement.ends_on,
            days=days_left,
        )


def _people_of(agreement: Agreement) -> list[UserAccount]:
    """The producer's people and the managers of the outlet, or of every branch of the chain."""
    outlets = (
        select(Outlet.id).where(Outlet.id == agreement.outlet_id)
        if agreement.outlet_id
        else select(Outlet.id).where(Outlet.chain_id == agreement.chain_id)
    )
    managers = select(OutletMember.user_id).where(OutletMember.outlet_id.in_(outlets))
    own = select(ProducerMember.user_id).where(ProducerMember.producer_id == agreement.producer_id)
    rows = select(UserAccount).where(
        UserAccount.is_active,
        UserAccount.id.in_(own) | (UserAccount.id.in_(managers) & (UserAccount.role == Role.OUTLET_MANAGER)),
    )
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())
