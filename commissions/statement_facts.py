"""What a statement says besides its figures: names, terms, and the sales of the month by product, as they are today."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, any_, cast, func, literal, or_, select, type_coerce
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import InstrumentedAttribute

from commissions.drafting import Draft
from commissions.models import LedgerBook
from commissions.posted_total_models import PostedTotal
from commissions.preorder_rows import PreorderRow, preorder_rows
from core.database import db
from core.dates import last_day
from outlets.models import Agreement, AgreementVersion, Outlet
from outlets.states import AgreementStatus
from partnerships.models import Producer, Product


class ProductRow(NamedTuple):
    """Lines of one product that share price, rate, route and month of sale; what left a sale stands with a minus."""

    product_id: int
    product_name: str
    code: str
    kind: str
    sold_in: str
    unit_price_rupiah: int
    rate_bp: int
    rule: str
    money_route: str
    lines: int
    quantity: int
    gross_rupiah: int
    commission_rupiah: int

    def as_dict(self) -> dict[str, object]:
        """The row as plain values, without the product's name: that is not sealed (`statement_names`)."""
        plain = self._asdict()
        del plain["product_name"]
        return plain


@dataclass(slots=True)
class PairFacts:
    """The two sides by their names of today, the terms in force at the end of the month, and the rows."""

    producer_name: str
    size_class: str
    outlet_name: str
    outlet_address: str
    agreement_id: int | None = None
    agreement_version: int | None = None
    money_route: str | None = None
    payment_term_days: int | None = None
    rows: list[ProductRow | PreorderRow] = field(default_factory=list)


def one_of(column: ColumnElement[int] | InstrumentedAttribute[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a column holds one of many ids, sent as one array rather than thousands of parameters."""
    return column == any_(literal(list(ids), ARRAY(BigInteger)))


def facts_of(month: str, drafts: Sequence[Draft]) -> dict[int, PairFacts]:
    """The facts of each pair, by book, with a fixed number of queries however many pairs there are."""
    book_ids = [draft.book_id for draft in drafts]
    names = (
        select(LedgerBook.id, Producer.name, Producer.size_class, Outlet.name, Outlet.address)
        .join(Producer, Producer.id == LedgerBook.producer_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .where(one_of(LedgerBook.id, book_ids))
    )
    facts = {book_id: PairFacts(*rest) for book_id, *rest in db.session.execute(names)}
    _add_terms(month, facts)
    for book_id, rows in product_rows(month, book_ids).items():
        facts[book_id].rows += rows
    for book_id, brought in preorder_rows(month, book_ids).items():
        facts[book_id].rows += brought
    return facts


def _add_terms(month: str, facts: dict[int, PairFacts]) -> None:
    """The terms in force on the last day of the month; an agreement with the outlet goes before one with its chain."""
    found = (
        select(
            LedgerBook.id,
            Agreement.id,
            AgreementVersion.number,
            AgreementVersion.money_route,
            AgreementVersion.payment_term_days,
        )
        .ext(distinct_on(LedgerBook.id))
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .join(
            Agreement,
            (Agreement.producer_id == LedgerBook.producer_id)
            & or_(Agreement.outlet_id == Outlet.id, Agreement.chain_id == Outlet.chain_id),
        )
        .join(AgreementVersion, AgreementVersion.agreement_id == Agreement.id)
        .where(
            one_of(LedgerBook.id, list(facts)),
            Agreement.status.in_((AgreementStatus.ACTIVE, AgreementStatus.SUSPENDED, AgreementStatus.ENDED)),
            AgreementVersion.starts_on <= last_day(month),
        )
        .order_by(
            LedgerBook.id,
            Agreement.outlet_id.is_(None),
            AgreementVersion.starts_on.desc(),
            AgreementVersion.number.desc(),
        )
    )
    for book_id, agreement_id, version, money_route, term in db.session.execute(found):
        pair = facts[book_id]
        pair.agreement_id, pair.agreement_version = agreement_id, version
        pair.money_route, pair.payment_term_days = money_route.value, term


def product_rows(month: str, book_ids: Sequence[int]) -> dict[int, list[ProductRow]]:
    """The lines posted in a month summed by product, price, rate, route and month of sale, in the order they print.

    They are the totals kept where the lines were posted (`posted_totals.py`), so that a month costs as much as it has
    pairs and products, however many lines. What left a sale counts for its month, as it does in the ledger.
    """
    grouped = (
        PostedTotal.book_id,
        PostedTotal.product_id,
        type_coerce(PostedTotal.kind, Text).label("kind"),
        PostedTotal.sold_in,
        PostedTotal.unit_price_rupiah,
        PostedTotal.rate_bp,
        PostedTotal.rule,
        type_coerce(PostedTotal.money_route, Text).label("money_route"),
    )
    counted = (PostedTotal.lines, PostedTotal.quantity, PostedTotal.gross_rupiah, PostedTotal.commission_rupiah)
    # Summed before they are named and put in order: there are several totals, one a report, behind each row.
    sums = (
        select(*grouped, *(cast(func.sum(column), BigInteger).label(column.key) for column in counted))
        .where(PostedTotal.period == month, one_of(PostedTotal.book_id, book_ids))
        .group_by(*grouped)
        .subquery()
    )
    row = sums.c
    rows = (
        select(
            row.book_id,
            row.product_id,
            Product.name,
            Product.sku,
            *(row[name] for name in ProductRow._fields[3:]),
        )
        .join(Product, Product.id == row.product_id)
        .order_by(
            row.sold_in.desc(),
            Product.name,
            row.product_id,
            row.kind.desc(),
            row.unit_price_rupiah,
            row.rate_bp,
            row.rule,
            row.money_route,
        )
    )
    found: dict[int, list[ProductRow]] = defaultdict(list)
    for book_id, *said in db.session.execute(rows):
        found[book_id].append(ProductRow(*said))
    return found
