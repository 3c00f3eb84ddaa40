"""Issuing statements: numbered without gaps, sealed in a chain, and frozen with everything their paper prints.

The snapshot is what is hashed. It holds figures and rows as they were on the day of issue, so the document prints the
same years later. Names of the producer and its goods stand beside it, sealed under the producer's key
(`commissions/statement_names.py`); it holds no identity number, telephone number or bank account.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count

from sqlalchemy import BigInteger, func, literal, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import JSONB, insert

from accounts.models import AuditEvent, UserAccount
from commissions.drafting import Draft
from commissions.issued_statements import SILENCE_DAYS
from commissions.models import ChainHead, NumberSeries, Statement
from commissions.statement_facts import PairFacts, facts_of
from commissions.statement_names import keys_for, sealed_names
from commissions.statements import canonical, seal_of
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings, value_of
from core.copying import copy_rows
from core.database import db
from core.dates import business_day, now
from partnerships.growth import SizeClass

CHAIN = "statement"
GENESIS = "0" * 64
"""What stands where the first statement names the seal before it."""
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 12
SIGNS_OF_BYTES = bytes(ord(CODE_ALPHABET[byte % len(CODE_ALPHABET)]) for byte in range(256))
TOO_HIGH = bytes(range(256 - 256 % len(CODE_ALPHABET), 256))
DEFAULT_TERM_DAYS = 15
SMALL = frozenset({SizeClass.MICRO, SizeClass.SMALL})
LONGEST_TERM_DAYS_OF_SMALL = 15
"""Micro and small producers are paid at most 15 days after the papers are complete: PP 29/2021 art. 95(1)b."""
BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class Issued:
    """How many statements were issued and where their chain ends."""

    count: int
    chain_head: str


def number_of(year: str, position: int) -> str:
    """The number of a statement: the year of its month and its place in that year, `REK-2026-00001`."""
    return f"REK-{year}-{position:05d}"


def verification_code() -> str:
    """A code nobody can guess, of characters nobody confuses: 12 of 31, some 59 bits.

    A byte picks a sign; one that would favour the first signs is drawn again.
    """
    signs = ""
    while len(signs) < CODE_LENGTH:
        signs += secrets.token_bytes(CODE_LENGTH + 3).translate(SIGNS_OF_BYTES, TOO_HIGH).decode()
    return signs[:CODE_LENGTH]


def due_day(issued_on: date, facts: PairFacts) -> date:
    """When what is owed must be paid: the agreement's term after the day of issue."""
    term = DEFAULT_TERM_DAYS if facts.payment_term_days is None else facts.payment_term_days
    if facts.size_class in SMALL:
        term = min(term, LONGEST_TERM_DAYS_OF_SMALL)
    return issued_on + timedelta(days=term)


def issue(month: str, drafts: Sequence[Draft], *, by: UserAccount | None) -> Issued:
    """Write the statements of a month. The caller holds the month's lock; numbers, then chain are locked here."""
    series = _locked_series(f"statement:{month[:4]}")
    head = _locked_head()
    at = now()
    issued_on = business_day(at)
    settings = all_settings()
    agency = {"name": settings.get(AGENCY_NAME, ""), "is_example": DEMO_LOADED_AT in settings}
    silence_days = value_of(SILENCE_DAYS)

    def rows_of(block: Sequence[Draft]) -> Iterator[dict[str, object]]:
        # Written one by one into the stream, so that the database stores a row while the next is sealed.
        facts = facts_of(month, block)
        keys = keys_for([draft.producer_id for draft in block])
        seal = head.hash
        for draft, place in zip(block, count(series.last_number + 1)):
            of_pair, previous = facts[draft.book_id], seal
            number = number_of(month[:4], place)
            due_on = due_day(issued_on, of_pair)
            names, names_seal = sealed_names(of_pair, keys.get(draft.producer_id))
            content = canonical(snapshot_of(month, draft, of_pair, names_seal, number, issued_on, due_on, agency))
            seal = seal_of(content, previous)
            yield {
                "number": number,
                "period": month,
                "book_id": draft.book_id,
                "producer_id": draft.producer_id,
                "outlet_id": draft.outlet_id,
                **draft.figures.as_dict(),
                "due_on": due_on,
                "snapshot": content.decode(),
                "names_encrypted": names,
                "content_hash": seal,
                "previous_hash": previous,
                "verification_code": verification_code(),
                "issued_at": at,
                "silence_days": silence_days,
            }
        series.last_number += len(block)
        head.hash, head.links = seal, head.links + len(block)

    with db.session.no_autoflush:
        for start in range(0, len(drafts), BLOCK):
            copy_rows(Statement, rows_of(drafts[start : start + BLOCK]))
    db.session.flush()
    _remember(month, by)
    return Issued(len(drafts), head.hash)


def snapshot_of(
    month: str,
    draft: Draft,
    facts: PairFacts,
    names_seal: str | None,
    number: str,
    issued_on: date,
    due_on: date,
    agency: Mapping[str, object],
) -> dict[str, object]:
    """Everything the paper of a statement prints but the producer's names, as plain values.

    The same facts always give the same snapshot. `names_seal` is the commitment to the names.
    """
    return {
        "format": 2,
        "number": number,
        "period": month,
        "issued_on": issued_on.isoformat(),
        "due_on": due_on.isoformat(),
        "agency": dict(agency),
        "producer": {"id": draft.producer_id, "names_seal": names_seal},
        "outlet": {"id": draft.outlet_id, "name": facts.outlet_name, "address": facts.outlet_address},
        "agreement": {
            "id": facts.agreement_id,
            "version": facts.agreement_version,
            "money_route": facts.money_route,
            "payment_term_days": facts.payment_term_days,
        },
        "figures": draft.figures.as_dict(),
        "rows": [row.as_dict() for row in facts.rows if row.sold_in >= month],
        "prior_rows": [row.as_dict() for row in facts.rows if row.sold_in < month],
    }


def _locked_series(name: str) -> NumberSeries:
    """The series of numbers, locked until the transaction ends, so that a number given up is given again."""
    db.session.execute(insert(NumberSeries).values(name=name, last_number=0).on_conflict_do_nothing())
    return db.session.execute(
        select(NumberSeries)
        .where(NumberSeries.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()


def _locked_head() -> ChainHead:
    """The last link of the chain, locked until the transaction ends, so that the chain cannot fork."""
    db.session.execute(insert(ChainHead).values(name=CHAIN, hash=GENESIS, links=0).on_conflict_do_nothing())
    return db.session.execute(
        select(ChainHead).where(ChainHead.name == CHAIN).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def _remember(month: str, by: UserAccount | None) -> None:
    """The first line in the history of each statement of a month."""
    after = func.jsonb_build_object("number", Statement.number, "closing_rupiah", Statement.closing_rupiah, type_=JSONB)
    told = select(
        Statement.issued_at,
        literal(by.id if by else None, BigInteger),
        literal(by.role.value if by else "system"),
        literal("statement:issued"),
        literal(Statement.__tablename__),
        Statement.id,
        after,
    )
    columns = ["at", "actor_id", "actor_role", "action", "subject_type", "subject_id", "after"]
    db.session.execute(
        plain_insert(AuditEvent).from_select(columns, told.where(Statement.period == month).order_by(Statement.id))
    )
