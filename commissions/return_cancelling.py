"""A customer return that was recorded by mistake: the pieces count as sold again (docs/ledger.md, example 8).

The return stays as it was posted. A further line with the pieces above zero undoes it and bears the commission on what
is sold then less that on what was sold before, whatever the return itself gave back.
"""

from sqlalchemy import select

from accounts.audit import record
from accounts.models import UserAccount
from commissions.departures import Departure, add_link, line_about, month_for, pieces_left, post_line
from commissions.disputed_lines import refuse_frozen
from commissions.ledger import Party
from commissions.rates import commission_leaving
from commissions.stock_drawing import draw_again
from commissions.transfers import return_cancelled_transfers
from core.database import db
from core.errors import Conflict, NotFound
from core.wording import N_
from outlets.sales_models import LineDeparture, LineKind, SaleLine
from outlets.sales_reports import lines_visible_to


class NotAReturn(Conflict):
    """Only a customer return can have been recorded by mistake; a wrong sale is taken back or corrected."""

    code = "not_a_return"
    sentence = N_("Baris ini bukan retur pembeli, jadi tidak ada retur yang dapat dibatalkan.")


class CancelledAlready(Conflict):
    """The return was cancelled before."""

    code = "return_cancelled_already"
    sentence = N_("Retur ini sudah dibatalkan pada baris %(line)s.")


def cancel_return(line_id: int, *, reason: str, by: UserAccount) -> Departure:
    """Undo a customer return: its pieces are sold again, at the price and rate of their sale.

    Dated on the day of the return and posted like anything about that sale. Where stock is followed the pieces leave
    the batches again they had come back to. Raises `NotFound`, `NotAReturn`, `CancelledAlready`, `TakenBackMeanwhile`,
    and `NotEnoughOnHand` when those pieces were sold since.
    """
    returned = db.session.execute(lines_visible_to(by).where(SaleLine.id == line_id)).scalar_one_or_none()
    if returned is None:
        raise NotFound
    if returned.kind is not LineKind.CUSTOMER_RETURN:
        raise NotAReturn
    known = cancelling_line(returned)
    if known is not None:
        raise CancelledAlready(line=known)
    sale = db.session.get_one(SaleLine, returned.reverses_id)
    refuse_frozen(sale.id)
    left, pieces = pieces_left(sale), -returned.quantity
    month = month_for(sale, returned.sold_on)
    commission = commission_leaving(left + pieces, left, sale.unit_price_rupiah, sale.rate_bp)
    line = line_about(
        sale,
        kind=LineKind.RETURN_CANCELLED,
        day=returned.sold_on,
        month=month,
        pieces=pieces,
        commission_rupiah=commission,
        report_id=returned.report_id,
        reference=returned.reference,
        refunded_by=returned.refunded_by,
    )
    add_link(sale, line, left=left, cancels_id=returned.id)
    refunded_by = Party(returned.refunded_by) if returned.refunded_by else None
    gross = pieces * sale.unit_price_rupiah
    post_line(sale, line, return_cancelled_transfers(sale.money_route, gross, commission, refunded_by), by=by)
    draw_again(returned, line, by=by)
    record(
        "sale_line:return_cancelled",
        sale,
        by=by,
        after={"line_id": line.id, "pieces": pieces, "month": month},
        reason=reason,
    )
    return Departure(line, month)


def cancelling_line(returned: SaleLine) -> int | None:
    """The line that cancelled a return; None while it stands."""
    links = select(LineDeparture.line_id).where(LineDeparture.cancels_id == returned.id)
    return db.session.execute(links).scalar_one_or_none()


def cancelled_return(line: SaleLine) -> int | None:
    """The return a line cancelled; None for every other line."""
    links = select(LineDeparture.cancels_id).where(LineDeparture.line_id == line.id)
    return db.session.execute(links).scalar_one_or_none()
