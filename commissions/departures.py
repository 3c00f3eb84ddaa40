"""Pieces that leave a sale: a wrong entry taken back, or goods a customer brought back.

The sale line stays as it was posted. What leaves is a further line with a negative quantity at the sale's own price,
rate and money route, and takes with it the commission on what was still sold less that on what stays sold
(docs/ledger.md, rule 5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from commissions import credit_notes
from commissions.disputed_lines import refuse_frozen
from commissions.journal import Posting, pair_books, post
from commissions.ledger import Leg, Party, posting_month
from commissions.line_checks import latest_day
from commissions.periods import lock_for_posting, oldest_open
from commissions.posted_totals import note_line
from commissions.rates import MoreThanWasSold, commission_leaving
from commissions.stock_drawing import put_back_in_stock
from commissions.transfers import return_transfers, reversal_transfers
from core.database import db
from core.dates import month_of
from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_
from outlets.models import Outlet
from outlets.sales_models import LineDeparture, LineKind, SaleLine, SalesReport
from outlets.sales_reports import lines_visible_to, name_items


class DepartureKind(StrEnum):
    """Why pieces leave a sale."""

    WRONG_ENTRY = "wrong_entry"
    CUSTOMER_RETURN = "customer_return"


class ReversalOfReversal(Conflict):
    """Only a sale can be taken back; what left a sale stays as it is."""

    code = "not_a_sale"
    sentence = N_("Baris ini sudah merupakan pembatalan atau retur, jadi tidak dapat dibatalkan.")


class ReturnedBeforeSold(InvalidInput):
    """Goods cannot come back before they were sold, nor tomorrow."""

    code = "returned_outside"
    sentence = N_("Tanggal retur harus antara %(sold)s dan %(latest)s.")


class TakenBackMeanwhile(Conflict):
    """Somebody else took pieces of the same line back at the same moment."""

    code = "changed_meanwhile"
    sentence = N_("Baris ini baru saja diubah orang lain. Muat ulang lalu coba lagi.")


@dataclass(frozen=True)
class Departure:
    """What leaving came to."""

    line: SaleLine
    month: str


def pieces_left(sale: SaleLine) -> int:
    """How many pieces of a sale are still sold."""
    link = last_link(sale)
    return sale.quantity - (link.gone_after if link else 0)


def last_link(sale: SaleLine) -> LineDeparture | None:
    """The last link of the chain of what left a sale; None while nothing has."""
    links = select(LineDeparture).where(LineDeparture.sale_line_id == sale.id)
    return db.session.execute(links.order_by(LineDeparture.number.desc()).limit(1)).scalar_one_or_none()


def month_for(sale: SaleLine, day: date) -> str:
    """The month something about a sale is posted in, kept open until this transaction ends (docs/ledger.md, rule 7).

    That of its day or the oldest open one, never before the last posting about the same sale.
    """
    last_posting = db.session.execute(
        select(func.max(SaleLine.period)).where(SaleLine.reverses_id == sale.id)
    ).scalar_one()
    return lock_for_posting(posting_month(day, oldest_open(), max(sale.period, last_posting or sale.period)))


def take_back(
    line_id: int,
    *,
    by: UserAccount,
    reason: str,
    kind: DepartureKind = DepartureKind.WRONG_ENTRY,
    quantity: int | None = None,
    returned_on: date | None = None,
    refunded_by: Party | None = None,
) -> Departure:
    """Take pieces (all that are left unless `quantity` says fewer) back from a posted sale.

    Raises `NotFound`, `ReversalOfReversal`, `MoreThanWasSold`, `ReturnedBeforeSold`, `TakenBackMeanwhile`.
    """
    sale = db.session.execute(lines_visible_to(by).where(SaleLine.id == line_id)).scalar_one_or_none()
    if sale is None:
        raise NotFound
    departure = post_departure(
        sale, quantity=quantity, kind=kind, returned_on=returned_on, refunded_by=refunded_by, by=by
    )
    record(
        f"sale_line:{kind.value}",
        sale,
        by=by,
        after={"line_id": departure.line.id, "pieces": -departure.line.quantity, "month": departure.month},
        reason=reason,
    )
    return departure


def post_departure(
    sale: SaleLine,
    *,
    quantity: int | None,
    kind: DepartureKind,
    by: UserAccount,
    returned_on: date | None = None,
    refunded_by: Party | None = None,
    report: SalesReport | None = None,
    reference: str = "",
    natural_key: bytes | None = None,
) -> Departure:
    """Store the line of what leaves and post it; who may see the sale is the caller's to check.

    It is posted in the month of its day or the oldest open one, never before the last posting about the same sale
    (docs/ledger.md, rule 7). What corrects an issued statement gets a credit note. Raises as `take_back`, and
    `LineDisputed`.
    """
    if sale.kind is not LineKind.SALE:
        raise ReversalOfReversal
    refuse_frozen(sale.id)
    is_return = kind is DepartureKind.CUSTOMER_RETURN
    day = sale.sold_on
    if is_return:
        latest = latest_day(db.session.get_one(Outlet, sale.outlet_id))
        day = returned_on or latest
        if not sale.sold_on <= day <= latest:
            raise ReturnedBeforeSold(field="returned_on", sold=sale.sold_on, latest=latest)
    left = pieces_left(sale)
    pieces = left if quantity is None else quantity
    if pieces > left or left == 0:
        raise MoreThanWasSold(field="quantity", pieces=pieces, sold=left)
    month = month_for(sale, day)
    commission = commission_leaving(left, left - pieces, sale.unit_price_rupiah, sale.rate_bp)
    line = line_about(
        sale,
        kind=LineKind.CUSTOMER_RETURN if is_return else LineKind.REVERSAL,
        day=day,
        month=month,
        pieces=-pieces,
        commission_rupiah=-commission,
        report_id=report.id if report else sale.report_id,
        reference=reference or sale.reference,
        refunded_by=refunded_by.value if refunded_by else None,
        natural_key=UUID(bytes=natural_key) if natural_key else None,
    )
    add_link(sale, line, left=left)
    legs = (
        return_transfers(sale.money_route, pieces * sale.unit_price_rupiah, commission, refunded_by)
        if is_return
        else reversal_transfers(sale.money_route, pieces * sale.unit_price_rupiah, commission)
    )
    post_line(sale, line, legs, by=by)
    put_back_in_stock(sale, line, by=by)
    if not is_return:
        credit_notes.issue_for(sale, line)
    return Departure(line, month)


def line_about(
    sale: SaleLine,
    *,
    kind: LineKind,
    day: date,
    month: str,
    pieces: int,
    commission_rupiah: int,
    report_id: int,
    reference: str,
    refunded_by: str | None,
    natural_key: UUID | None = None,
) -> SaleLine:
    """A further line about a sale, at the sale's own price, rate and route; pieces that leave it are below zero."""
    return SaleLine(
        report_id=report_id,
        outlet_id=sale.outlet_id,
        producer_id=sale.producer_id,
        placement_id=sale.placement_id,
        product_id=sale.product_id,
        agreement_id=sale.agreement_id,
        agreement_version=sale.agreement_version,
        rate_id=sale.rate_id,
        rule=sale.rule,
        money_route=sale.money_route,
        kind=kind,
        sold_on=day,
        period=month,
        late=month != month_of(day),
        code=sale.code,
        reference=reference,
        occurrence=sale.occurrence,
        quantity=pieces,
        unit_price_rupiah=sale.unit_price_rupiah,
        gross_rupiah=pieces * sale.unit_price_rupiah,
        rate_bp=sale.rate_bp,
        commission_rupiah=commission_rupiah,
        tax_code=sale.tax_code,
        reverses_id=sale.id,
        refunded_by=refunded_by,
        natural_key=natural_key,
    )


def add_link(sale: SaleLine, line: SaleLine, *, left: int, cancels_id: int | None = None) -> None:
    """Flush a line and its link of the chain; the keys of the chain refuse a second link at the same place.

    `left` are the pieces still sold before it. Raises `TakenBackMeanwhile`.
    """
    before = last_link(sale)
    gone = sale.quantity - left
    name_items(line.report_id, [line.placement_id])
    try:
        with db.session.begin_nested():
            db.session.add(line)
            db.session.flush()
            db.session.add(
                LineDeparture(
                    sale_line_id=sale.id,
                    number=before.number + 1 if before else 1,
                    gone_before=gone,
                    gone_after=gone - line.quantity,
                    chained_from=before.number if before else None,
                    sold=sale.quantity,
                    line_id=line.id,
                    cancels_id=cancels_id,
                )
            )
            db.session.flush()
    except IntegrityError:
        raise TakenBackMeanwhile from None


def post_line(sale: SaleLine, line: SaleLine, legs: Sequence[Leg], *, by: UserAccount) -> None:
    """Write what a line about a sale means into the ledger."""
    book = pair_books([(sale.producer_id, sale.outlet_id)])[sale.producer_id, sale.outlet_id]
    note_line(line, book_id=book, sold_in=month_of(sale.sold_on))
    post(
        [
            Posting(
                book_id=book,
                leg=leg,
                source=f"line:{line.id}",
                part=leg.leg.value,
                period=line.period,
                sold_in=month_of(sale.sold_on),
                business_date=line.sold_on,
                taxed_in=sale.period if sale.tax_code else None,
                tax_code=sale.tax_code,
            )
            for leg in legs
        ],
        by_id=by.id,
    )
