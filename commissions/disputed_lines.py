"""Which sales and deliveries are frozen because a line about them is disputed (docs/ledger.md, rule 12)."""

from sqlalchemy import ColumnElement, exists, func, select

from commissions.dispute_models import DisputeDecision, StatementDispute
from core.database import db
from core.errors import Conflict
from core.wording import N_

LINE_LOCK = 9 << 56
"""Where the numbers of the database locks on sales begin."""
DELIVERY_LOCK = 10 << 56
"""Where those on deliveries of pooled pre-orders begin."""


class LineDisputed(Conflict):
    """Nothing is posted about a sale or delivery while a line about it is disputed."""

    code = "line_disputed"
    sentence = N_("Baris ini sedang dipersoalkan (keberatan %(dispute)s). Tunggu sampai keberatannya diputuskan.")


def open_dispute_of(sale_line_id: int) -> StatementDispute | None:
    """The dispute about a sale that is not decided yet."""
    return _open(StatementDispute.sale_line_id == sale_line_id)


def open_dispute_of_delivery(delivery_id: int) -> StatementDispute | None:
    """The dispute about a delivery that is not decided yet."""
    return _open(StatementDispute.delivery_id == delivery_id)


def lock_sale(sale_line_id: int) -> None:
    """One thing at a time about a sale, until this transaction ends: raising a dispute, or posting about it."""
    db.session.execute(select(func.pg_advisory_xact_lock(LINE_LOCK + sale_line_id)))


def lock_delivery(delivery_id: int) -> None:
    """The same about a delivery; taken before the locks of month and campaign."""
    db.session.execute(select(func.pg_advisory_xact_lock(DELIVERY_LOCK + delivery_id)))


def refuse_frozen(sale_line_id: int) -> None:
    """Lock a sale and refuse to post about it while it is disputed. Raises `LineDisputed`."""
    lock_sale(sale_line_id)
    _refuse(open_dispute_of(sale_line_id))


def refuse_frozen_delivery(delivery_id: int) -> None:
    """Lock a delivery and refuse to post about it while it is disputed. Raises `LineDisputed`."""
    lock_delivery(delivery_id)
    _refuse(open_dispute_of_delivery(delivery_id))


def _open(about: ColumnElement[bool]) -> StatementDispute | None:
    decided = exists().where(DisputeDecision.dispute_id == StatementDispute.id)
    return db.session.execute(select(StatementDispute).where(about, ~decided)).scalar_one_or_none()


def _refuse(dispute: StatementDispute | None) -> None:
    if dispute is not None:
        raise LineDisputed(dispute=dispute.id)
