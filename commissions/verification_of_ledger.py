"""Checks of transfers: what each must look like alone, and that they tell the same story as the lines of sales."""

from collections import Counter
from collections.abc import Iterator
from heapq import merge
from itertools import groupby, pairwise
from operator import itemgetter

from sqlalchemy import BigInteger, case, cast, func, literal, literal_column, or_, select
from sqlalchemy.orm import aliased

from commissions.ledger import ACCOUNTS, LEGS, Account, Leg, Party, TransferKind
from commissions.models import LedgerBook, Period, PeriodStatus, Transfer
from commissions.tax_terms import terms_of
from commissions.taxes import ppn_on
from commissions.transfers import (
    return_cancelled_transfers,
    return_transfers,
    reversal_transfers,
    sale_transfers,
)
from commissions.verification_check import Check
from core.database import db
from core.dates import month_after
from core.wording import N_
from outlets.money_routes import MoneyRoute
from outlets.sales_models import LineKind, SaleLine

BATCH = 2_000
FROM_LINES = (TransferKind.SALE, TransferKind.RETURN, TransferKind.RETURN_CANCELLED, TransferKind.REVERSAL)


def legs_allowed() -> tuple[int, list[str]]:
    """Every transfer is one of the legs of its kind, above zero, and inside a book its accounts belong to."""
    kinds = select(
        LedgerBook.kind,
        Transfer.kind,
        Transfer.debit,
        Transfer.credit,
        func.count(),
        func.min(Transfer.amount_rupiah),
        func.min(Transfer.id),
    ).join(LedgerBook, LedgerBook.id == Transfer.book_id)
    kinds = kinds.group_by(LedgerBook.kind, Transfer.kind, Transfer.debit, Transfer.credit)
    looked_at, broken = 0, []
    allowed = {(kind.value, debit.value, credit.value) for kind, debit, credit in LEGS}
    for book, kind, debit, credit, count, least, first in db.session.execute(kinds):
        looked_at += count
        is_leg = (kind, debit, credit) in allowed and ACCOUNTS[Account(debit)].book == book
        if not is_leg or least <= 0 or debit == credit:
            broken.append(f"transfer {first} and others like it: {book}: {kind} {debit} / {credit}, least {least}")
    return looked_at, broken


Key = tuple[object, ...]
"""Source, book, month of sale, tax document, tax code, kind, and the two accounts."""


def lines_and_transfers() -> tuple[int, list[str]]:
    """For each report and departure, month, route, account and tax document the lines sum to what was posted.

    Both sides are read book by book: a month with millions of lines does not lie in memory.
    """
    looked_at, broken = 0, []
    for month in db.session.execute(select(Period.month).order_by(Period.month)).scalars().all():
        for said, posted in _side_by_side(_said_by_lines(month), _posted(month)):
            keys = said.keys() | posted.keys()
            looked_at += len(keys)
            broken += [
                f"{month} {' '.join(str(part) for part in key)}: lines say {said[key]}, the ledger {posted[key]}"
                for key in sorted(keys, key=str)
                if said[key] != posted[key]
            ]
    return looked_at, broken


def _side_by_side(
    said: Iterator[tuple[Key, int]], posted: Iterator[tuple[Key, int]]
) -> Iterator[tuple[Counter[Key], Counter[Key]]]:
    """What both sides say about each book, from two streams in the order of books."""
    merged = merge(
        ((key[1], False, key, amount) for key, amount in said),
        ((key[1], True, key, amount) for key, amount in posted),
        key=itemgetter(0),
    )
    for _book_id, of_book in groupby(merged, key=itemgetter(0)):
        sides: tuple[Counter[Key], Counter[Key]] = (Counter(), Counter())
        for _book, is_posted, key, amount in of_book:
            sides[is_posted][key] += amount
        yield sides


def _said_by_lines(month: str) -> Iterator[tuple[Key, int]]:
    """What the lines posted in a month mean, as transfers, in the order of books."""
    sale = aliased(SaleLine)
    is_sale = SaleLine.kind == LineKind.SALE
    sold_in = func.to_char(func.coalesce(sale.sold_on, SaleLine.sold_on), literal_column("'YYYY-MM'"))
    source = case(
        (is_sale, func.concat(literal_column("'report:'"), SaleLine.report_id)),
        else_=func.concat(literal_column("'line:'"), SaleLine.id),
    )
    taxed_in = func.coalesce(sale.period, SaleLine.period)
    sums = (
        select(
            source.label("source"),
            LedgerBook.id,
            sold_in.label("sold_in"),
            taxed_in.label("taxed_in"),
            SaleLine.tax_code,
            SaleLine.kind,
            SaleLine.money_route,
            SaleLine.refunded_by,
            cast(func.sum(SaleLine.gross_rupiah), BigInteger),
            cast(func.sum(SaleLine.commission_rupiah), BigInteger),
        )
        .join_from(
            SaleLine,
            LedgerBook,
            (LedgerBook.producer_id == SaleLine.producer_id)
            & (LedgerBook.outlet_id == SaleLine.outlet_id)
            & (LedgerBook.kind == literal("pair")),
        )
        .outerjoin(sale, sale.id == SaleLine.reverses_id)
        .where(SaleLine.period == month)
        .group_by(
            literal_column("source"),
            LedgerBook.id,
            literal_column("sold_in"),
            literal_column("taxed_in"),
            SaleLine.tax_code,
            SaleLine.kind,
            SaleLine.money_route,
            SaleLine.refunded_by,
        )
        .order_by(LedgerBook.id)
        .execution_options(yield_per=BATCH)
    )
    for where, book_id, sold, taxed, tax_code, kind, route, refunded_by, gross, fee in db.session.execute(sums):
        document = (taxed if tax_code else None, tax_code)
        for leg in _legs(kind, route, refunded_by, gross, fee):
            yield (where, book_id, sold, *document, leg.kind, leg.debit, leg.credit), leg.amount_rupiah


def _legs(kind: LineKind, route: MoneyRoute, refunded_by: str | None, gross: int, fee: int) -> list[Leg]:
    """A sum of lines as transfers; lines of what left a sale are negative."""
    if kind is LineKind.SALE:
        return sale_transfers(route, gross, fee)
    if kind is LineKind.CUSTOMER_RETURN:
        return return_transfers(route, -gross, -fee, Party(refunded_by) if refunded_by else None)
    if kind is LineKind.RETURN_CANCELLED:
        return return_cancelled_transfers(route, gross, fee, Party(refunded_by) if refunded_by else None)
    return reversal_transfers(route, -gross, -fee)


def _posted(month: str) -> Iterator[tuple[Key, int]]:
    """The transfers of a month that come from lines, by the same key and in the same order."""
    key = (
        Transfer.source,
        Transfer.book_id,
        Transfer.sold_in,
        Transfer.taxed_in,
        Transfer.tax_code,
        Transfer.kind,
        Transfer.debit,
        Transfer.credit,
    )
    sums = select(*key, cast(func.sum(Transfer.amount_rupiah), BigInteger))
    # What leaves a pre-order is a return or a reversal as well; `verification_of_preorders` looks at it.
    of_the_shelf = ~Transfer.source.startswith("preorder:")
    sums = sums.where(Transfer.period == month, Transfer.kind.in_(FROM_LINES), of_the_shelf).group_by(*key)
    rows = db.session.execute(sums.order_by(Transfer.book_id).execution_options(yield_per=BATCH))
    return ((tuple(row[:-1]), row[-1]) for row in rows)


def tax_documents() -> tuple[int, list[str]]:
    """Each tax document of closed months carries exactly the PPN on its commission."""
    fee = (Transfer.debit == Account.COMMISSION, Transfer.credit == Account.COMMISSION)
    tax = (Transfer.debit == Account.COMMISSION_TAX, Transfer.credit == Account.COMMISSION_TAX)
    claims = (Account.TAKINGS.value, Account.COMMISSION_DUE.value)
    claim = case((Transfer.debit.in_(claims), Transfer.debit), else_=Transfer.credit).label("claim")
    closed = select(Period.month).where(Period.status == PeriodStatus.CLOSED)
    document = (Transfer.book_id, Transfer.taxed_in, Transfer.tax_code)
    documents = (
        select(*document, claim, _signed(*fee), _signed(*tax))
        .where(Transfer.tax_code.is_not(None), or_(*fee, *tax), Transfer.period.in_(closed))
        .group_by(*document, literal_column("claim"))
    )
    rows = db.session.execute(documents).all()
    return len(rows), [
        f"book {book_id} {taxed_in} {code} {account}: PPN {carried} on commission {total}"
        for book_id, taxed_in, code, account, total, carried in rows
        if total < 0 or ppn_on(total, terms_of(code))[1] != carried
    ]


def _signed(plus: object, minus: object) -> object:
    """Amounts of transfers that meet one condition less those that meet another."""
    return cast(
        func.sum(case((plus, Transfer.amount_rupiah), (minus, -Transfer.amount_rupiah), else_=0)),  # type: ignore[arg-type]
        BigInteger,
    )


def closed_months() -> tuple[int, list[str]]:
    """Months are closed in order without a gap, and nothing was posted in one after its close."""
    after = (
        select(Transfer.id, Transfer.period)
        .join(Period, Period.month == Transfer.period)
        .where(Period.status == PeriodStatus.CLOSED, Transfer.posted_at > Period.closed_at)
        .limit(100)
    )
    broken = [
        f"transfer {transfer_id}: posted after {month} was closed" for transfer_id, month in db.session.execute(after)
    ]
    closed = select(Period.month).where(Period.status == PeriodStatus.CLOSED).order_by(Period.month)
    months = db.session.execute(closed).scalars().all()
    broken += [
        f"{later} was closed without the month after {earlier}"
        for earlier, later in pairwise(months)
        if month_after(earlier) != later
    ]
    if months:
        left_open = select(Period.month).where(
            Period.status == PeriodStatus.OPEN,
            Period.month < months[-1],
            select(Transfer.id).where(Transfer.period == Period.month).exists(),
        )
        broken += [
            f"{month}: open although a later month is closed" for month in db.session.execute(left_open).scalars()
        ]
    return len(months), broken


LEDGER_CHECKS = (
    Check(
        "every transfer is an allowed leg of its book and moves more than nothing",
        N_("Setiap perpindahan memakai pasangan akun yang diizinkan dan jumlahnya lebih dari nol."),
        ("L1", "L6", "L11"),
        legs_allowed,
    ),
    Check(
        "lines sum to transfers by report, month, route and tax document",
        N_("Jumlah baris sama dengan perpindahannya per laporan, bulan, jalur uang, dan dokumen pajak."),
        ("L4", "L7"),
        lines_and_transfers,
    ),
    Check(
        "each tax document carries the PPN on its commission",
        N_("Setiap dokumen pajak memuat PPN atas komisinya."),
        ("M5",),
        tax_documents,
    ),
    Check(
        "months are closed in order and nothing is posted in one afterwards",
        N_("Bulan ditutup berurutan dan sesudahnya tidak ada yang dibukukan di sana."),
        ("P1", "P5", "P10"),
        closed_months,
    ),
)
