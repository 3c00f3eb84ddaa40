"""Which sales are frozen because a line about them is disputed (docs/ledger.md, rule 12)."""

from sqlalchemy import exists, func, select

from commissions.dispute_models import DisputeDecision, StatementDispute
from core.database import db
from core.errors import Conflict
from core.wording import N_

LINE_LOCK = 9 << 56
"""Where the numbers of the database locks on sales begin."""


class LineDisputed(Conflict):
    """Nothing is posted about a sale while a line about it is disputed."""

    code = "line_disputed"
    sentence = N_("Baris ini sedang dipersoalkan (keberatan %(dispute)s). Tunggu sampai keberatannya diputuskan.")


def open_dispute_of(sale_line_id: int) -> StatementDispute | None:
    """The dispute about a sale that is not decided yet."""
    decided = exists().where(DisputeDecision.dispute_id == StatementDispute.id)
    rows = select(StatementDispute).where(StatementDispute.sale_line_id == sale_line_id, ~decided)
    return db.session.execute(rows).scalar_one_or_none()


def lock_sale(sale_line_id: int) -> None:
    """One thing at a time about a sale, until this transaction ends: raising a dispute, or posting about it."""
    db.session.execute(select(func.pg_advisory_xact_lock(LINE_LOCK + sale_line_id)))


def refuse_frozen(sale_line_id: int) -> None:
    """Lock a sale and refuse to post about it while it is disputed. Raises `LineDisputed`."""
    lock_sale(sale_line_id)
    dispute = open_dispute_of(sale_line_id)
    if dispute is not None:
        raise LineDisputed(dispute=dispute.id)
