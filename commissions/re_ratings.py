"""Re-rating: sales that were posted at a mistyped rate are charged at the right one, without touching what stands.

A proposal shows for what is left of each sale the commission it bears and the one it should bear. Approved by a second
person, the right rate becomes an agreed rate of those products and days, and every line is taken back and entered
again by the ordinary verb, in its month or the oldest open one (docs/ledger.md, rule 12 and example 15). Sales that
bear another tax code than that of their day go the same way (`commissions/vat_corrections.py` finds them).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from commissions.corrections import correct
from commissions.disputed_lines import lock_sale
from commissions.rates import commission
from commissions.re_rating_errors import (
    BeyondYourRegion,
    DaysNotOver,
    DaysTurnedRound,
    NothingToReRate,
    OnlyProposerWithdraws,
    PricedOtherwise,
    ReRatingOpen,
    SameRate,
    SecondPersonDecides,
    SoldMeanwhile,
    TooManyLines,
    UnknownReRating,
)
from commissions.settlement_errors import AlreadyDecided
from commissions.tax_codes import TaxCodes
from core.database import db, get_visible
from core.dates import business_day, now, today
from outlets import agreements
from outlets.models import Agreement, AgreementRate
from outlets.re_rating_models import ReRatedLine, ReRating
from outlets.re_rating_states import ReRatingStatus
from outlets.sales_models import LineDeparture, LineKind, SaleLine
from outlets.sales_reports import lines_visible_to
from outlets.states import Channel

MOST_LINES = 200
"""As many lines as two people can look through, and one transaction posts while nobody else waits for long."""
SOURCE = "koreksi tarif"
"""What the reports that correct a rate name as their source."""
SOURCE_OF_TAX = "koreksi PPN"
"""The same where a tax code is corrected."""


class LeftLine(NamedTuple):
    """What is left of a sale."""

    line_id: int
    product_id: int
    pieces: int
    unit_price_rupiah: int
    rate_bp: int


def visible_to(user: UserAccount) -> Select[tuple[ReRating]]:
    """The re-ratings a person may see: those of the agreements they see."""
    seen = agreements.visible_to(user).with_only_columns(Agreement.id)
    return select(ReRating).where(ReRating.agreement_id.in_(seen))


def get(re_rating_id: int, *, by: UserAccount, for_update: bool = False) -> ReRating:
    """One re-rating. Raises `UnknownReRating`."""
    found = get_visible(visible_to(by), ReRating, re_rating_id, for_update=for_update)
    if found is None:
        raise UnknownReRating
    return found


def left_of_sales(*which: ColumnElement[bool]) -> Select[Any]:
    """Those of some sales of which something is still sold, with how many pieces."""
    gone = (
        select(LineDeparture.gone_after)
        .where(LineDeparture.sale_line_id == SaleLine.id)
        .order_by(LineDeparture.number.desc())
        .limit(1)
        .correlate(SaleLine)
        .scalar_subquery()
    )
    left = SaleLine.quantity - func.coalesce(gone, 0)
    return select(
        SaleLine.id,
        SaleLine.product_id,
        left.label("pieces"),
        SaleLine.unit_price_rupiah,
        SaleLine.rate_bp,
        SaleLine.agreement_id,
        SaleLine.sold_on,
        SaleLine.period,
        SaleLine.tax_code,
    ).where(SaleLine.kind == LineKind.SALE, left > 0, *which)


def under_agreement(agreement_id: int, first_day: date, last_day: date) -> tuple[ColumnElement[bool], ...]:
    """The sales of some days, both included, under an agreement."""
    return SaleLine.agreement_id == agreement_id, SaleLine.sold_on.between(first_day, last_day)


def propose(
    agreement_id: int,
    *,
    first_day: date,
    last_day: date,
    wrong_rate_bp: int,
    rate_bp: int,
    reason: str,
    by: UserAccount,
    product_id: int | None = None,
) -> ReRating:
    """Propose the right rate for the sales of some days that were charged at a wrong one; nothing is posted.

    Rates in basis points, both days included. Raises `UnknownAgreement`, `DaysTurnedRound`, `DaysNotOver`, `SameRate`,
    `NothingToReRate`, `TooManyLines`, `BeyondYourRegion`, `ReRatingOpen`.
    """
    agreement = agreements.get(agreement_id, by=by)
    check_days(first_day, last_day)
    if rate_bp == wrong_rate_bp:
        raise SameRate(field="rate_bp")
    row = ReRating(
        agreement_id=agreement.id,
        product_id=product_id,
        status=ReRatingStatus.PROPOSED,
        first_day=first_day,
        last_day=last_day,
        wrong_rate_bp=wrong_rate_bp,
        rate_bp=rate_bp,
        reason=reason,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    return propose_row(row, by=by)


def check_days(first_day: date, last_day: date) -> None:
    """Refuse days, both included, that nobody can re-rate. Raises `DaysTurnedRound`, `DaysNotOver`."""
    if last_day < first_day:
        raise DaysTurnedRound(field="last_day")
    if last_day > today():
        raise DaysNotOver(field="last_day", day=today())


def propose_row(row: ReRating, *, by: UserAccount) -> ReRating:
    """Store a proposal with what is left of its sales now, and both commissions on that.

    Raises `NothingToReRate`, `TooManyLines`, `BeyondYourRegion`, `ReRatingOpen`.
    """
    lines = _lines_of(row, by=by)
    if not lines:
        raise NothingToReRate(field="first_day" if row.outlet_id else "wrong_rate_bp")
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        raise ReRatingOpen from None
    db.session.add_all(
        ReRatedLine(
            re_rating_id=row.id,
            sale_line_id=line.line_id,
            pieces=line.pieces,
            old_commission_rupiah=commission(line.pieces, line.unit_price_rupiah, line.rate_bp),
            new_commission_rupiah=commission(line.pieces, line.unit_price_rupiah, _rate_of(row, line)),
        )
        for line in lines
    )
    db.session.flush()
    after = {"re_rating_status": row.status.value, **_charges(row), "lines": len(lines)}
    record("re_rating:proposed", row, by=by, after=after, reason=row.reason)
    return row


def _rate_of(row: ReRating, line: LeftLine) -> int:
    """The rate a line is charged at when it is approved: the right one, or its own where only its tax code is wrong."""
    return line.rate_bp if row.rate_bp is None else row.rate_bp


def _charges(row: ReRating) -> dict[str, object]:
    """What its sales were charged by mistake, and what they are to be charged: two rates, or two tax codes."""
    name = "rate_bp" if row.outlet_id is None else "tax_code"
    return {f"wrong_{name}": getattr(row, f"wrong_{name}"), name: getattr(row, name)}


def approve(re_rating_id: int, *, by: UserAccount, reason: str | None = None) -> ReRating:
    """Agree as a second person: each line is taken back and entered again at the right rate, all or none.

    Locks the agreement, the proposal, then the sales in their order, and only then a month, as whoever decides about
    one sale does. Raises `UnknownReRating`, `AlreadyDecided`, `SecondPersonDecides`, `SoldMeanwhile`,
    `BeyondYourRegion`, `LineDisputed`, `PricedOtherwise`, and as `corrections.correct`.
    """
    row = _to_decide(re_rating_id, by=by)
    proposed = {line.sale_line_id: line.pieces for line in row.lines}
    for line_id in sorted(proposed):
        lock_sale(line_id)
    standing = _lines_of(row, by=by)
    if {line.line_id: line.pieces for line in standing} != proposed:
        raise SoldMeanwhile
    if row.outlet_id is None:
        _agree_on_rate(row, sorted({line.product_id for line in standing}), by=by)
    for line in standing:
        done = correct(
            line.line_id,
            quantity=line.pieces,
            reason=row.reason,
            channel=Channel.FORM,
            by=by,
            pieces_seen=line.pieces,
            also_sold=True,
            is_re_rated=True,
            source=SOURCE if row.outlet_id is None else SOURCE_OF_TAX,
        )
        if done.lines_held or not _is_as_proposed(row, line, done.report.id):
            raise PricedOtherwise(line=line.line_id)
    return _decided(row, ReRatingStatus.APPROVED, reason, by=by)


def _is_as_proposed(row: ReRating, line: LeftLine, report_id: int) -> bool:
    """Whether a line was entered again at the rate, and with the tax code, that the proposal showed."""
    rows = select(SaleLine.rate_bp, SaleLine.tax_code)
    entered = db.session.execute(rows.where(SaleLine.report_id == report_id, SaleLine.kind == LineKind.SALE)).one()
    return entered.rate_bp == _rate_of(row, line) and (row.outlet_id is None or entered.tax_code == row.tax_code)


def decline(re_rating_id: int, *, reason: str, by: UserAccount) -> ReRating:
    """Disagree as a second person; nothing is posted. Raises as `approve` does before it looks at lines."""
    return _decided(_to_decide(re_rating_id, by=by), ReRatingStatus.DECLINED, reason, by=by)


def withdraw(re_rating_id: int, *, by: UserAccount, reason: str | None = None) -> ReRating:
    """Take one's own proposal back. Raises `UnknownReRating`, `AlreadyDecided`, `OnlyProposerWithdraws`."""
    row = get(re_rating_id, by=by, for_update=True)
    _refuse_decided(row)
    if row.proposed_by_id != by.id:
        raise OnlyProposerWithdraws
    return _decided(row, ReRatingStatus.WITHDRAWN, reason, by=by)


def _to_decide(re_rating_id: int, *, by: UserAccount) -> ReRating:
    """A proposal that waits for somebody who did not make it, locked after its agreement."""
    agreements.get(get(re_rating_id, by=by).agreement_id, by=by, for_update=True)
    row = get(re_rating_id, by=by, for_update=True)
    _refuse_decided(row)
    if row.proposed_by_id == by.id:
        raise SecondPersonDecides
    return row


def _refuse_decided(row: ReRating) -> None:
    """Raises `AlreadyDecided` with who and when."""
    if row.decided_at is not None:
        who = db.session.get(UserAccount, row.decided_by_id)
        raise AlreadyDecided(who=who.name if who else "", when=business_day(row.decided_at))


def _lines_of(row: ReRating, *, by: UserAccount) -> list[LeftLine]:
    """What is left of the sales a re-rating is about. Raises `TooManyLines`, `BeyondYourRegion`."""
    days = under_agreement(row.agreement_id, row.first_day, row.last_day)
    sales = left_of_sales(*days, *_charged_wrongly(row)).order_by(SaleLine.id).limit(MOST_LINES + 1)
    found = [LeftLine(*line[: len(LeftLine._fields)]) for line in db.session.execute(sales)]
    if len(found) > MOST_LINES:
        raise TooManyLines(field="last_day", most=MOST_LINES)
    ids = [line.line_id for line in found]
    seen = lines_visible_to(by).with_only_columns(func.count()).where(SaleLine.id.in_(ids))
    if db.session.execute(seen).scalar_one() != len(ids):
        raise BeyondYourRegion
    return found


def _charged_wrongly(row: ReRating) -> list[ColumnElement[bool]]:
    """Which sales of its days and agreement a re-rating is about."""
    if row.outlet is not None:
        wrong = [SaleLine.outlet_id == row.outlet.id, SaleLine.tax_code.is_not_distinct_from(row.wrong_tax_code)]
        days = under_agreement(row.agreement_id, row.first_day, row.last_day)
        sold_on, codes = select(SaleLine.sold_on).where(*days, *wrong).distinct(), TaxCodes(row.outlet)
        bearing = [day for day in db.session.execute(sold_on).scalars() if codes.on(day) == row.tax_code]
        return [*wrong, SaleLine.sold_on.in_(bearing)]
    product = [] if row.product_id is None else [SaleLine.product_id == row.product_id]
    return [SaleLine.rate_bp == row.wrong_rate_bp, *product]


def _agree_on_rate(row: ReRating, product_ids: Sequence[int], *, by: UserAccount) -> None:
    """Add the right rate to the agreement for these products and days; a late report of them meets it, too."""
    db.session.add_all(
        AgreementRate(
            agreement_id=row.agreement_id,
            scope=f"product:{product_id}",
            product_id=product_id,
            rate_bp=row.rate_bp,
            starts_on=row.first_day,
            ends_on=row.last_day,
            created_at=now(),
            created_by_id=by.id,
            re_rating_id=row.id,
        )
        for product_id in product_ids
    )
    db.session.flush()


def _decided(row: ReRating, status: ReRatingStatus, reason: str | None, *, by: UserAccount) -> ReRating:
    """Note who decided what, in the row, its history and, where it was posted, that of the agreement."""
    before = {"re_rating_status": row.status.value}
    row.status, row.decided_by_id, row.decided_at, row.decision_reason = status, by.id, now(), reason
    db.session.flush()
    after = {"re_rating_status": status.value, **_charges(row)}
    record(f"re_rating:{status.value}", row, by=by, before=before, after=after, reason=reason)
    if status is ReRatingStatus.APPROVED:
        (_wrong_name, wrong), (name, right) = _charges(row).items()
        told = {name: right, "re_rating_id": row.id}
        record("agreement:re_rated", row.agreement, by=by, before={name: wrong}, after=told, reason=row.reason)
    return row
