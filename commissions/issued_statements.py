"""Issued statements: who may see them, where each stands, and the two sides saying that they agree.

A statement never changes. Its state is read from the events that were added to it, and a side that says nothing for a
fortnight counts as agreeing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, not_, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions.debts import seen_by
from commissions.dispute_models import DisputeDecision, StatementDispute
from commissions.ledger import Party
from commissions.models import Statement, StatementEvent, StatementEventKind, StatementStatus
from commissions.open_items import open_items
from commissions.statements import FIELDS
from core.database import db, get_visible
from core.dates import now
from core.errors import Conflict, InvalidInput, NotFound, NotPermitted
from core.setting_kinds import Days, declare
from core.wording import N_
from outlets.models import Outlet, OutletMember
from partnerships.models import Producer, ProducerMember

SILENCE_DAYS = declare(
    Days(
        name="statement_silence_days",
        label=N_("Hari sampai rekap yang tidak dijawab dianggap disetujui"),
        group=N_("Rekap komisi"),
        default=14,
        least=7,
        most=90,
        ground=N_("Dua minggu cukup untuk memeriksa satu rekap. Berlaku bagi rekap yang terbit sesudahnya."),
    )
)
"""Written onto each statement when it is issued, so that a later change touches no statement that is out."""
ACKNOWLEDGED_BY = {
    Party.PRODUCER: StatementEventKind.PRODUCER_ACKNOWLEDGED,
    Party.OUTLET: StatementEventKind.OUTLET_ACKNOWLEDGED,
}
OWN_SIDE = {Role.PRODUCER: Party.PRODUCER, Role.OUTLET_MANAGER: Party.OUTLET}


class UnknownStatement(NotFound):
    """There is no such statement, or it is not this person's to see."""

    sentence = N_("Rekap tidak ditemukan.")


class AlreadyAcknowledged(Conflict):
    """The side has acknowledged the statement before."""

    code = "already_acknowledged"
    sentence = N_("Rekap ini sudah disetujui untuk pihak itu.")


class NeverBothSides(Conflict):
    """An officer has stood in for the other side already; this one has to agree itself."""

    code = "never_both_sides"
    sentence = N_("Petugas sudah mewakili pihak yang lain pada rekap ini; pihak ini harus menyetujui sendiri.")


class SideRequired(InvalidInput):
    """Staff acknowledge for one side and say how they know."""

    code = "side_required"
    sentence = N_("Pilih pihak yang Anda wakili dan tulis dari mana persetujuannya Anda terima.")


@dataclass(frozen=True, slots=True)
class StatementFilters:
    """What narrows the list of statements; None leaves it open."""

    period: str | None = None
    producer_id: int | None = None
    outlet_id: int | None = None
    status: str | None = None
    q: str | None = None


def visible_to(user: UserAccount) -> Select[tuple[Statement]]:
    """The statements a person may see: staff those of outlets in their regions, the two sides their own."""
    own_producers = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    own_outlets = select(OutletMember.outlet_id).where(OutletMember.user_id == user.id)
    is_own = Statement.producer_id.in_(own_producers)
    if user.role is Role.OUTLET_MANAGER:
        is_own = or_(is_own, Statement.outlet_id.in_(own_outlets))
    return (
        select(Statement)
        .join(Outlet, Outlet.id == Statement.outlet_id)
        .where(or_(in_regions_of(user, Outlet.region_code), is_own))
    )


def get(statement_id: int, *, by: UserAccount) -> Statement:
    """One statement. Raises `UnknownStatement` for one that does not exist or is not this person's to see."""
    if statement_id >= 2**63:
        raise UnknownStatement
    statement = get_visible(visible_to(by), Statement, statement_id)
    if statement is None:
        raise UnknownStatement
    return statement


def has_open_claim() -> ColumnElement[bool]:
    """Whether something of the statement is still open on a claim, looked up for the row at hand."""
    items = open_items(lambda column: column == Statement.book_id, correlate=Statement.__table__)
    rows = select(items.c.book_id).where(items.c.period == Statement.period, items.c.open_rupiah != 0)
    return rows.correlate(Statement).exists()


def is_among_open(user: UserAccount) -> ColumnElement[bool]:
    """The same, looked up once for all statements of the pairs a person sees: to narrow a list by it."""
    items = open_items(seen_by(user))
    open_of = aliased(Statement)
    same = (open_of.book_id == items.c.book_id) & (open_of.period == items.c.period)
    return Statement.id.in_(select(open_of.id).join(items, same).where(items.c.open_rupiah != 0))


def status_column(is_open: ColumnElement[bool] | None = None) -> ColumnElement[str]:
    """Where a statement stands, from its events, its age, and what of it is still open."""
    agreed = (
        select(func.count())
        .where(StatementEvent.statement_id == Statement.id, StatementEvent.kind.in_(ACKNOWLEDGED_BY.values()))
        .scalar_subquery()
    )
    is_old = silence_ends_at() <= now()
    disputed = exists().where(
        StatementDispute.statement_id == Statement.id,
        ~exists().where(DisputeDecision.dispute_id == StatementDispute.id),
    )
    return case(
        (disputed, StatementStatus.DISPUTED.value),
        (not_(has_open_claim() if is_open is None else is_open), StatementStatus.SETTLED.value),
        (or_(agreed == len(ACKNOWLEDGED_BY), is_old), StatementStatus.ACKNOWLEDGED.value),
        else_=StatementStatus.ISSUED.value,
    )


def silence_ends_at() -> ColumnElement[datetime]:
    """The instant from which silence counts as agreeing."""
    return Statement.issued_at + func.make_interval(0, 0, 0, Statement.silence_days)


def status_of(statement: Statement) -> StatementStatus:
    """Where one statement stands."""
    found = db.session.execute(select(status_column()).where(Statement.id == statement.id)).scalar_one()
    return StatementStatus(found)


def events_of(statement: Statement) -> dict[Party, StatementEvent]:
    """Which sides have agreed, and by which event."""
    events = db.session.execute(select(StatementEvent).where(StatementEvent.statement_id == statement.id)).scalars()
    by_kind = {event.kind: event for event in events}
    return {party: by_kind[kind] for party, kind in ACKNOWLEDGED_BY.items() if kind in by_kind}


def listed_statements(user: UserAccount, filters: StatementFilters) -> Select[Any]:
    """The statements a person may see, as plain columns with names and status."""
    status = status_column()
    rows = (
        visible_to(user)
        .with_only_columns(
            Statement.id,
            Statement.number,
            Statement.period,
            Statement.producer_id,
            Statement.outlet_id,
            *[getattr(Statement, name) for name in FIELDS],
            Statement.due_on,
            Statement.content_hash,
            Statement.verification_code,
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
            status.label("status"),
        )
        .join(Producer, Producer.id == Statement.producer_id)
    )
    for column, wanted in (
        (Statement.period, filters.period),
        (Statement.producer_id, filters.producer_id),
        (Statement.outlet_id, filters.outlet_id),
    ):
        if wanted is not None:
            rows = rows.where(column == wanted)
    if filters.status is not None:
        rows = rows.where(status_column(is_among_open(user)) == filters.status)
    if filters.q:
        named = (Statement.number, Producer.name, Outlet.name)
        rows = rows.where(or_(*[column.icontains(filters.q, autoescape=True) for column in named]))
    return rows


ORDERS = {
    "period": [Statement.period, Statement.id],
    "number": [Statement.id],
    "producer": [func.lower(Producer.name), Statement.id],
    "outlet": [func.lower(Outlet.name), Statement.id],
    "gross": [Statement.gross_rupiah, Statement.id],
    "outlet_owes": [Statement.outlet_owes_rupiah, Statement.id],
    "producer_owes": [Statement.producer_owes_rupiah, Statement.id],
    "due_on": [Statement.due_on, Statement.id],
}


def totals_of(rows: Select[Any]) -> dict[str, int]:
    """Every figure added up over a list, also what each side owes: one pair's debt does not pay another's."""
    listed = rows.order_by(None).subquery()
    sums = db.session.execute(select(*[func.coalesce(func.sum(listed.c[name]), 0) for name in FIELDS])).one()
    return {name: int(total) for name, total in zip(FIELDS, sums, strict=True)}


def acknowledge(
    statement_id: int, *, by: UserAccount, on_behalf_of: Party | None = None, source: str | None = None
) -> StatementEvent:
    """Say for one side that the statement is right. Staff name the side and how they know.

    Raises `UnknownStatement`, `SideRequired`, `AlreadyAcknowledged`, `NeverBothSides`; `NotPermitted` for a side that
    names the other one.
    """
    statement = get(statement_id, by=by)
    own_side = OWN_SIDE.get(by.role)
    if own_side is None and not (on_behalf_of and source):
        raise SideRequired(field="source" if on_behalf_of else "on_behalf_of")
    if own_side is not None and on_behalf_of not in (None, own_side):
        raise NotPermitted
    side = own_side or Party(on_behalf_of or "")
    stands_in = side.value if own_side is None else None
    added = db.session.execute(
        insert(StatementEvent)
        .values(
            statement_id=statement.id,
            kind=ACKNOWLEDGED_BY[side],
            at=now(),
            by_id=by.id,
            on_behalf_of=stands_in,
            source=source if stands_in else None,
        )
        .on_conflict_do_nothing()
        .returning(StatementEvent.id)
    ).scalar_one_or_none()
    if added is None:
        raise AlreadyAcknowledged if side in events_of(statement) else NeverBothSides
    record(
        f"statement:{ACKNOWLEDGED_BY[side].value}",
        statement,
        by=by,
        after={"closing_rupiah": statement.closing_rupiah},
        on_behalf_of=stands_in,
        source=source if stands_in else None,
    )
    db.session.flush()
    return db.session.get_one(StatementEvent, added)
