"""Which agreement holds between a producer and an outlet on a day, and its terms, as plain values.

An agreement with the outlet goes before one with its chain. What is suspended or has ended keeps the days it held.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from core.database import db
from outlets.agreement_days import days_in_force
from outlets.models import Agreement, AgreementRate, AgreementSuspension, AgreementVersion, Outlet
from outlets.money_routes import MoneyRoute


class AgreedVersion(NamedTuple):
    """The terms of an agreement from a day on."""

    number: int
    starts_on: date
    money_route: MoneyRoute
    payment_term_days: int


class AgreedRateRow(NamedTuple):
    """A rate of an agreement with the id of its row."""

    rate_id: int
    category: str | None
    product_id: int | None
    rate_bp: int
    starts_on: date
    ends_on: date | None
    re_rating_id: int | None = None


class AgreedTerms(NamedTuple):
    """A stretch of days on which an agreement holds, with all its versions and rates.

    An agreement that was suspended in between comes once for each stretch.
    """

    agreement_id: int
    starts_on: date
    ends_on: date | None
    is_chain: bool
    versions: Sequence[AgreedVersion]
    rates: Sequence[AgreedRateRow]

    def holds_on(self, day: date) -> bool:
        """Whether the day lies in this stretch, first and last day included."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def version_on(self, day: date) -> AgreedVersion:
        """The version of a day: the last one that has begun."""
        begun = [version for version in self.versions if version.starts_on <= day]
        return max(begun or self.versions[:1], key=lambda version: version.number)


def terms_of_outlet(outlet_id: int) -> dict[int, list[AgreedTerms]]:
    """Everything agreed for an outlet, also through its chain, by producer; the outlet's own agreements come first.

    Four queries however many agreements there are.
    """
    chain = select(Outlet.chain_id).where(Outlet.id == outlet_id).scalar_subquery()
    return _load((Agreement.outlet_id == outlet_id) | (Agreement.chain_id == chain))


def terms_on(producer_id: int, outlet_id: int, day: date) -> tuple[AgreedTerms, AgreedVersion] | None:
    """The agreement and version that hold between a producer and an outlet on a day; None when there is none."""
    chain = select(Outlet.chain_id).where(Outlet.id == outlet_id).scalar_subquery()
    between = (Agreement.outlet_id == outlet_id) | (Agreement.chain_id == chain)
    for terms in _load(between & (Agreement.producer_id == producer_id)).get(producer_id, ()):
        if terms.holds_on(day):
            return terms, terms.version_on(day)
    return None


def route_between(producer_id: int, outlet_id: int, day: date) -> MoneyRoute:
    """The money route in force between a producer and an outlet on a day; where none holds, the last one that did.

    Two who never agreed are taken for a pair whose outlet remits net, in which one claim holds everything.
    """
    held = terms_on(producer_id, outlet_id, day)
    if held is not None:
        return held[1].money_route
    chain = select(Outlet.chain_id).where(Outlet.id == outlet_id).scalar_subquery()
    between = (Agreement.outlet_id == outlet_id) | (Agreement.chain_id == chain)
    begun = [
        terms
        for terms in _load(between & (Agreement.producer_id == producer_id)).get(producer_id, ())
        if terms.starts_on <= day
    ]
    latest = max(begun, key=lambda terms: terms.starts_on, default=None)
    return MoneyRoute.OUTLET_REMITS_NET if latest is None else latest.version_on(day).money_route


def _load(condition: ColumnElement[bool]) -> dict[int, list[AgreedTerms]]:
    """The terms of all agreements both sides accepted that meet a condition, by producer."""
    rows = db.session.execute(
        select(Agreement.id, Agreement.producer_id, Agreement.starts_on, Agreement.ends_on, Agreement.chain_id)
        .where(
            condition,
            Agreement.producer_accepted_at.is_not(None),
            Agreement.outlet_accepted_at.is_not(None),
        )
        .order_by(Agreement.chain_id.is_not(None), Agreement.starts_on.desc(), Agreement.id)
    ).all()
    ids = [row.id for row in rows]
    if not ids:
        return {}
    versions = _grouped(
        select(
            AgreementVersion.agreement_id,
            AgreementVersion.number,
            AgreementVersion.starts_on,
            AgreementVersion.money_route,
            AgreementVersion.payment_term_days,
        )
        .where(AgreementVersion.agreement_id.in_(ids))
        .order_by(AgreementVersion.agreement_id, AgreementVersion.number),
        AgreedVersion,
    )
    rates = _grouped(
        select(
            AgreementRate.agreement_id,
            AgreementRate.id,
            AgreementRate.category,
            AgreementRate.product_id,
            AgreementRate.rate_bp,
            AgreementRate.starts_on,
            AgreementRate.ends_on,
            AgreementRate.re_rating_id,
        )
        .where(AgreementRate.agreement_id.in_(ids))
        .order_by(AgreementRate.agreement_id, AgreementRate.starts_on, AgreementRate.id),
        AgreedRateRow,
    )
    suspensions = _grouped(
        select(AgreementSuspension.agreement_id, AgreementSuspension.starts_on, AgreementSuspension.resumed_on).where(
            AgreementSuspension.agreement_id.in_(ids)
        ),
        lambda *days: days,
    )
    found: dict[int, list[AgreedTerms]] = defaultdict(list)
    for row in rows:
        for start, end in days_in_force(row.starts_on, row.ends_on, suspensions[row.id]):
            found[row.producer_id].append(
                AgreedTerms(row.id, start, end, row.chain_id is not None, versions[row.id], rates[row.id])
            )
    return dict(found)


def _grouped(rows, make) -> dict[int, list]:  # type: ignore[no-untyped-def, type-arg]  # noqa: ANN001
    """Rows made into values, gathered by their first column, the agreement."""
    grouped: dict[int, list[object]] = defaultdict(list)
    for agreement_id, *values in db.session.execute(rows):
        grouped[agreement_id].append(make(*values))
    return grouped
