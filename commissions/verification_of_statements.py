"""Checks of statements: their figures against the ledger, their numbers, their seals, and their frozen snapshots."""

from collections import Counter

from sqlalchemy import BigInteger, cast, func, select

from commissions.issuing import CHAIN, GENESIS, number_of
from commissions.ledger import Account, Book
from commissions.models import ChainHead, LedgerBook, NumberSeries, Period, PeriodStatus, Statement, Transfer
from commissions.statement_names import names_are_those_sealed
from commissions.statements import FIELDS, StatementFigures, check, content_hash, figures, is_needed
from commissions.verification_check import Check
from core.database import db
from core.wording import N_

BATCH = 1_000


def figures_follow() -> tuple[int, list[str]]:
    """Every figure of every statement follows from the transfers, and each pair that needs a statement has one."""
    looked_at, broken = 0, []
    claims: dict[int, Counter[str]] = {}
    closed = select(Period.month).where(Period.status == PeriodStatus.CLOSED).order_by(Period.month)
    for month in db.session.execute(closed).scalars().all():
        stored = _stored_figures(month)
        moved = _moved(month)
        for book_id in sorted(stored.keys() | moved.keys() | claims.keys()):
            before = claims.setdefault(book_id, Counter())
            takings, due = before["takings"], before["commission_due"]
            previous = StatementFigures(
                closing_rupiah=takings - due, takings_claim_rupiah=takings, commission_claim_rupiah=due
            )
            sums, prior = moved.get(book_id, ({}, {}))
            wanted = figures(previous, sums, prior)
            before["takings"], before["commission_due"] = wanted.takings_claim_rupiah, wanted.commission_claim_rupiah
            needed = is_needed(previous.closing_rupiah, anything_posted=book_id in moved)
            found = stored.get(book_id)
            if found is None and not needed:
                continue
            looked_at += 1
            if found != wanted or not needed:
                broken.append(f"{month} book {book_id}: {_difference(found, wanted)}")
    return looked_at, broken


def _difference(found: StatementFigures | None, wanted: StatementFigures) -> str:
    """In which figures a statement differs from the ledger."""
    if found is None:
        return "no statement"
    different = [
        f"{name} is {getattr(found, name)}, the ledger says {getattr(wanted, name)}"
        for name in FIELDS
        if getattr(found, name) != getattr(wanted, name)
    ]
    return "; ".join(different) or "a statement nobody needs"


def _stored_figures(month: str) -> dict[int, StatementFigures]:
    """The statements of a month by book."""
    columns = [getattr(Statement, name) for name in FIELDS]
    rows = db.session.execute(select(Statement.book_id, *columns).where(Statement.period == month))
    return {book_id: StatementFigures(*rest) for book_id, *rest in rows}


def _moved(month: str) -> dict[int, tuple[dict[str, int], dict[str, int]]]:
    """Debits less credits of each account of each pair in a month, all of them and those about earlier sales."""
    found: dict[int, tuple[dict[str, int], dict[str, int]]] = {}
    for side, sign in ((Transfer.debit, 1), (Transfer.credit, -1)):
        earlier = func.coalesce(func.sum(Transfer.amount_rupiah).filter(Transfer.sold_in < month), 0)
        sums = (
            select(
                Transfer.book_id,
                side,
                cast(func.sum(Transfer.amount_rupiah), BigInteger),
                cast(earlier, BigInteger),
            )
            .join(LedgerBook, LedgerBook.id == Transfer.book_id)
            .where(Transfer.period == month, LedgerBook.kind == Book.PAIR)
            .group_by(Transfer.book_id, side)
        )
        for book_id, account, amount, prior in db.session.execute(sums):
            both = found.setdefault(book_id, ({}, {}))
            for of_which, part in zip(both, (amount, prior), strict=True):
                of_which[Account(account)] = of_which.get(Account(account), 0) + sign * part
    return found


def identities_hold() -> tuple[int, list[str]]:
    """Columns give the closing, claims give it, what each owes gives it; the opening is the closing before."""
    columns = [getattr(Statement, name) for name in FIELDS]
    rows = select(Statement.number, Statement.book_id, *columns).order_by(Statement.book_id, Statement.period)
    looked_at, broken = 0, []
    last: tuple[int, StatementFigures] | None = None
    for number, book_id, *rest in db.session.execute(rows.execution_options(yield_per=BATCH)):
        looked_at += 1
        now = StatementFigures(*rest)
        before = last[1] if last and last[0] == book_id else StatementFigures()
        broken += [f"{number}: {code}" for code in check(now, before)]
        last = (book_id, now)
    return looked_at, broken


def numbers_without_gaps() -> tuple[int, list[str]]:
    """Statements of a year are numbered from 1 in the order they were issued, up to the last number given."""
    series = {row.name: row.last_number for row in db.session.execute(select(NumberSeries)).scalars()}
    given: Counter[str] = Counter()
    broken = []
    for number, period in db.session.execute(select(Statement.number, Statement.period).order_by(Statement.id)):
        year = period[:4]
        given[year] += 1
        if number != number_of(year, given[year]):
            broken.append(f"{number} stands where {number_of(year, given[year])} belongs")
    years = given.keys() | {name.removeprefix("statement:") for name in series if name.startswith("statement:")}
    broken += [
        f"{year}: {given[year]} statements, last number given {series.get(f'statement:{year}', 0)}"
        for year in sorted(years)
        if series.get(f"statement:{year}", 0) != given[year]
    ]
    return given.total(), broken


def chain_is_whole() -> tuple[int, list[str]]:
    """Each seal is that of its snapshot and the seal before it, and the head is the last of them."""
    rows = select(Statement.number, Statement.snapshot, Statement.previous_hash, Statement.content_hash).order_by(
        Statement.id
    )
    looked_at, last, broken = 0, GENESIS, []
    for number, snapshot, previous, seal in db.session.execute(rows.execution_options(yield_per=BATCH)):
        looked_at += 1
        if previous != last:
            broken.append(f"{number}: the statement before it is not the one it was sealed after")
        if content_hash(snapshot, previous) != seal:
            broken.append(f"{number}: its content is not what was sealed")
        last = seal
    head = db.session.execute(select(ChainHead.hash, ChainHead.links).where(ChainHead.name == CHAIN)).one_or_none()
    if tuple(head or (GENESIS, 0)) != (last, looked_at):
        broken.append(f"the chain ends after {looked_at} statements, its head names {head.links if head else 0}")
    return looked_at, broken


def snapshots_agree() -> tuple[int, list[str]]:
    """What is printed from the snapshot is what the columns say, and its rows sum to the figures."""
    columns = [getattr(Statement, name) for name in FIELDS]
    rows = select(Statement.number, Statement.period, Statement.due_on, Statement.snapshot, *columns)
    looked_at, broken = 0, []
    for number, period, due_on, snapshot, *rest in db.session.execute(rows.execution_options(yield_per=BATCH)):
        looked_at += 1
        if disagrees(snapshot, number, period, due_on.isoformat(), StatementFigures(*rest)):
            broken.append(f"{number}: the snapshot says something else than the statement")
    return looked_at, broken


def disagrees(snapshot: dict[str, object], number: str, period: str, due_on: str, stored: StatementFigures) -> bool:
    """Whether a snapshot says something else than the columns of its statement."""
    return (
        snapshot.get("number") != number
        or snapshot.get("period") != period
        or snapshot.get("due_on") != due_on
        or snapshot.get("figures") != stored.as_dict()
    )


STATEMENT_CHECKS = (
    Check(
        "figures of statements follow from the transfers",
        N_("Angka setiap rekap mengikuti perpindahannya."),
        ("L3", "L8", "P2"),
        figures_follow,
    ),
    Check(
        "closing follows from columns and claims, opening is the closing before",
        N_("Saldo akhir mengikuti kolom dan tagihannya; saldo awal ialah saldo akhir sebelumnya."),
        ("L7", "P12"),
        identities_hold,
    ),
    Check(
        "statement numbers have no gap",
        N_("Nomor rekap berurutan tanpa celah."),
        ("P3", "P8"),
        numbers_without_gaps,
    ),
    Check(
        "the chain of seals is whole and its head is the last seal",
        N_("Rantai segel rekap utuh dan ujungnya ialah segel terakhir."),
        ("P7", "P8"),
        chain_is_whole,
    ),
    Check(
        "snapshots say what the statements say",
        N_("Salinan beku setiap rekap sama dengan rekapnya."),
        ("P2", "L10"),
        snapshots_agree,
    ),
    Check(
        "names kept beside a statement are those it was sealed with",
        N_("Nama yang disimpan di samping rekap ialah nama saat disegel."),
        ("P7",),
        names_are_those_sealed,
    ),
)
