"""Sales that bear another tax code than that of their day, because it was noted after they were posted.

Found by day and agreement of one outlet, with the PPN they bear and the PPN of their day. Correcting them is a
re-rating (`commissions/re_ratings.py`): a second person approves that each is taken back and entered again.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from accounts.models import UserAccount
from commissions import re_ratings
from commissions.models import LedgerBook
from commissions.rate_previews import half_up_sum
from commissions.re_rating_errors import NothingToReRate
from commissions.tax_codes import TaxCodes
from commissions.tax_models import NotedTaxTerms
from commissions.tax_terms import Tax, terms_of
from commissions.taxes import ppn_on
from core.database import db
from core.dates import business_day, month_of, now
from outlets import agreements, outlets
from outlets.models import Agreement, Outlet
from outlets.re_rating_models import ReRating
from outlets.re_rating_states import ReRatingStatus
from outlets.sales_models import SaleLine
from outlets.vat_models import OutletVatStatus
from partnerships.models import Producer


@dataclass
class WronglyTaxed:
    """What is left of sales under one agreement that bear one wrong tax code and belong under another."""

    agreement_id: int
    producer_name: str
    wrong_tax_code: str | None
    tax_code: str | None
    waiting_id: int | None
    """The re-rating of this agreement that waits for a second person."""
    lines_by_day: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    commission_by_month: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def lines(self) -> int:
        """How many lines."""
        return sum(self.lines_by_day.values())

    @property
    def first_day(self) -> date:
        """The day of the first of them."""
        return min(self.lines_by_day)

    @property
    def last_day(self) -> date:
        """The day of the last of them."""
        return max(self.lines_by_day)

    @property
    def commission_rupiah(self) -> int:
        """The commission on them, which stays."""
        return sum(self.commission_by_month.values())

    @property
    def old_tax_rupiah(self) -> int:
        """The PPN they bear."""
        return tax_on(self.commission_by_month, self.wrong_tax_code)

    @property
    def new_tax_rupiah(self) -> int:
        """The PPN of their day."""
        return tax_on(self.commission_by_month, self.tax_code)

    def last_day_of_one_proposal(self) -> date:
        """The last day up to which one proposal has room for them; the first day, where that day alone has too many."""
        room, last = re_ratings.MOST_LINES, self.first_day
        for day in sorted(self.lines_by_day):
            room -= self.lines_by_day[day]
            if room < 0:
                break
            last = day
        return last


def tax_on(commission_by_month: Mapping[str, int], tax_code: str | None) -> int:
    """PPN on commission by month, half up once a month; a tax document with other sales on it may differ by Rp1."""
    if tax_code is None:
        return 0
    return sum(ppn_on(commission, terms_of(tax_code))[1] for commission in commission_by_month.values())


def wrongly_taxed(outlet: Outlet) -> list[WronglyTaxed]:
    """The sales of an outlet that stand with another tax code than that of their day, by agreement and codes.

    Looked for are only days up to one on which a start in the past was noted; every other line took the code that was
    known when it was posted.
    """
    spans = _noted_late(outlet)
    if not spans:
        return []
    codes = TaxCodes(outlet)
    found: dict[tuple[int, str | None, str | None], WronglyTaxed] = {}
    for row in db.session.execute(_standing(outlet, spans)):
        right = codes.on(row.sold_on)
        if right == row.tax_code:
            continue
        key = (row.agreement_id, row.tax_code, right)
        one = found.setdefault(key, WronglyTaxed(row.agreement_id, row.name, row.tax_code, right, row.waiting_id))
        one.lines_by_day[row.sold_on] += row.lines
        one.commission_by_month[row.period] += row.commission_rupiah
    return sorted(found.values(), key=lambda one: (one.producer_name.lower(), one.agreement_id, one.first_day))


def _noted_late(outlet: Outlet) -> list[tuple[date, date]]:
    """From each start that was noted on a later day (of PKP here, or of PPN) up to that day.

    One day more, for an outlet whose clock is ahead of the agency's.
    """
    here = select(OutletVatStatus.starts_on, OutletVatStatus.set_at).where(OutletVatStatus.outlet_id == outlet.id)
    everywhere = select(NotedTaxTerms.starts_on, NotedTaxTerms.set_at).where(NotedTaxTerms.tax == Tax.PPN)
    noted = [*db.session.execute(here), *db.session.execute(everywhere)]
    spans = [(row.starts_on, business_day(row.set_at) + timedelta(1)) for row in noted]
    return [span for span in spans if span[0] <= span[1]]


def _standing(outlet: Outlet, spans: list[tuple[date, date]]) -> Select[Any]:
    """What is left of an outlet's sales of some days, by agreement, day, month of posting and tax code."""
    dealing = select(LedgerBook.producer_id).where(LedgerBook.outlet_id == outlet.id)
    left = re_ratings.left_of_sales(
        SaleLine.producer_id.in_(dealing),
        SaleLine.outlet_id == outlet.id,
        SaleLine.period >= month_of(min(start for start, _noted_on in spans)),
        or_(*(SaleLine.sold_on.between(*span) for span in spans)),
    ).subquery()
    waiting = select(ReRating.id).where(
        ReRating.agreement_id == left.c.agreement_id, ReRating.status == ReRatingStatus.PROPOSED
    )
    return (
        select(
            left.c.agreement_id,
            Producer.name,
            waiting.scalar_subquery().label("waiting_id"),
            left.c.period,
            left.c.sold_on,
            left.c.tax_code,
            func.count().label("lines"),
            half_up_sum(left.c.pieces * left.c.unit_price_rupiah, left.c.rate_bp).label("commission_rupiah"),
        )
        .join_from(left, Agreement, Agreement.id == left.c.agreement_id)
        .join(Producer, Producer.id == Agreement.producer_id)
        .group_by(left.c.agreement_id, Producer.name, left.c.period, left.c.sold_on, left.c.tax_code)
    )


def outlets_to_correct(user: UserAccount, *, most: int = 200) -> list[tuple[Outlet, int]]:
    """The outlets a person sees with such sales, by name, each with how many lines."""
    noted = exists().where(OutletVatStatus.outlet_id == Outlet.id)
    other_terms = Outlet.first_vat_registered & exists().where(NotedTaxTerms.tax == Tax.PPN)
    rows = outlets.visible_to(user).where(noted | other_terms).order_by(None).order_by(Outlet.name, Outlet.id)
    found = [(one, wrongly_taxed(one)) for one in db.session.execute(rows.limit(most)).scalars()]
    return [(outlet, sum(group.lines for group in groups)) for outlet, groups in found if groups]


def propose(
    outlet_id: int, *, agreement_id: int, first_day: date, last_day: date, reason: str, by: UserAccount
) -> ReRating:
    """Propose that the sales of some days (both included) get the tax code of their day; nothing is posted.

    Of several wrong codes under the agreement those of the earliest days are taken, the others wait for another
    proposal. Raises `UnknownOutlet`, `UnknownAgreement`, `DaysTurnedRound`, `DaysNotOver`, and as
    `re_ratings.propose_row`.
    """
    outlet = outlets.get(outlet_id, by=by)
    agreement = agreements.get(agreement_id, by=by)
    re_ratings.check_days(first_day, last_day)
    for one in wrongly_taxed(outlet):
        if one.agreement_id == agreement.id and any(first_day <= day <= last_day for day in one.lines_by_day):
            row = ReRating(
                agreement_id=agreement.id,
                outlet_id=outlet.id,
                outlet=outlet,
                status=ReRatingStatus.PROPOSED,
                first_day=first_day,
                last_day=last_day,
                wrong_tax_code=one.wrong_tax_code,
                tax_code=one.tax_code,
                reason=reason,
                proposed_by_id=by.id,
                proposed_at=now(),
            )
            return re_ratings.propose_row(row, by=by)
    raise NothingToReRate(field="first_day")
