"""Accepted pieces of a pooled pre-order as lines of the account between producer and outlet.

A line is what a producer brought on a day, frozen: the campaign's price for that day, route and commission of the
agreement of that day. What leaves it (a wrong entry, a piece a buyer brought back) is a further line below zero that
takes with it the commission on what was still accepted less that on what stays (docs/ledger.md, rule 5). Everything
here is called with the row of the campaign locked, after that of the month.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from accounts.models import UserAccount
from commissions.credit_notes import issue_for_delivery
from commissions.journal import Posting, pair_books, post
from commissions.ledger import Leg, posting_month
from commissions.periods import lock_for_posting, oldest_open
from commissions.preorder_errors import NoAgreementThatDay
from commissions.rates import NoRateOnDay, Rate, RateRule, commission, commission_leaving, rate_on
from commissions.tax_codes import TaxCodes
from commissions.transfers import return_transfers, reversal_transfers, sale_transfers
from core.database import db
from core.dates import month_of, now
from outlets import campaigns
from outlets.agreement_terms import terms_on
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignMember
from outlets.campaign_states import DeliveryKind
from outlets.money_routes import MoneyRoute
from outlets.piece_prices import piece_price_on


class Terms(NamedTuple):
    """What a delivery freezes of the agreement of its day."""

    agreement_id: int
    agreement_version: int
    money_route: MoneyRoute
    rate_id: int
    rate_bp: int
    rule: RateRule


class Left(NamedTuple):
    """The pieces of a delivery that nothing took away."""

    accepted: int
    rejected: int


def source_of(row: CampaignDelivery) -> str:
    """By what the transfers of a line are known in the ledger."""
    return f"preorder:{row.id}"


def terms_of(producer_id: int, outlet_id: int, day: date) -> Terms:
    """The route and the base rate of the agreement in force between two on a day.

    A campaign's product stands on no shelf and in no category, so that the base rate holds. Raises
    `NoAgreementThatDay`.
    """
    held = terms_on(producer_id, outlet_id, day)
    if held is None:
        raise NoAgreementThatDay(field="delivered_on", day=day)
    agreed, version = held
    rates = {
        row.rate_id: Rate(row.rate_bp, row.starts_on, row.ends_on, row.category, row.product_id) for row in agreed.rates
    }
    try:
        rate, rule = rate_on(rates.values(), day)
    except NoRateOnDay:
        raise NoAgreementThatDay(field="delivered_on", day=day) from None
    rate_id = next(row_id for row_id, one in rates.items() if one is rate)
    return Terms(agreed.agreement_id, version.number, version.money_route, rate_id, rate.rate_bp, rule)


def add_delivery(
    campaign: Campaign,
    member: CampaignMember,
    *,
    day: date,
    accepted: int,
    rejected: int,
    reason: str,
    month: str,
    by: UserAccount,
) -> CampaignDelivery:
    """Store and post what a member brought. `month` is the month it is posted in. Raises `NoAgreementThatDay`."""
    terms = terms_of(member.producer_id, campaign.outlet_id, day)
    price = piece_price_on(campaigns.prices_of(campaign.id), day)
    row = CampaignDelivery(
        campaign_id=campaign.id,
        member_id=member.id,
        producer_id=member.producer_id,
        outlet_id=campaign.outlet_id,
        kind=DeliveryKind.DELIVERY,
        delivered_on=day,
        accepted=accepted,
        rejected=rejected,
        reason=reason,
        agreement_id=terms.agreement_id,
        agreement_version=terms.agreement_version,
        rate_id=terms.rate_id,
        rule=terms.rule.value,
        money_route=terms.money_route,
        unit_price_rupiah=price,
        gross_rupiah=accepted * price,
        rate_bp=terms.rate_bp,
        commission_rupiah=commission(accepted, price, terms.rate_bp),
        tax_code=TaxCodes(campaign.outlet).on(day),
        period=month,
        late=month != month_of(day),
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    legs = sale_transfers(row.money_route, row.gross_rupiah, row.commission_rupiah, preorder=True)
    _post(row, row, legs, by=by)
    return row


def take_from(
    root: CampaignDelivery,
    *,
    kind: DeliveryKind,
    accepted: int,
    rejected: int,
    day: date,
    reason: str,
    month: str,
    by: UserAccount,
) -> CampaignDelivery:
    """Store and post the further line by which pieces leave a delivery; the caller has checked that it holds them.

    A wrong count of a delivery that a statement states gives a credit note.
    """
    before = left_of(root).accepted
    leaving = commission_leaving(before, before - accepted, root.unit_price_rupiah, root.rate_bp)
    row = CampaignDelivery(
        campaign_id=root.campaign_id,
        member_id=root.member_id,
        producer_id=root.producer_id,
        outlet_id=root.outlet_id,
        kind=kind,
        delivered_on=day,
        accepted=-accepted,
        rejected=-rejected,
        reason=reason,
        corrects_id=root.id,
        agreement_id=root.agreement_id,
        agreement_version=root.agreement_version,
        rate_id=root.rate_id,
        rule=root.rule,
        money_route=root.money_route,
        unit_price_rupiah=root.unit_price_rupiah,
        gross_rupiah=-accepted * root.unit_price_rupiah,
        rate_bp=root.rate_bp,
        commission_rupiah=-leaving,
        tax_code=root.tax_code,
        period=month,
        late=month != month_of(day),
        recorded_by_id=by.id,
        recorded_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    _post(root, row, legs_of(row), by=by)
    if kind is DeliveryKind.CORRECTION:
        issue_for_delivery(root, row)
    return row


def legs_of(row: CampaignDelivery) -> list[Leg]:
    """What a line means as transfers; lines of what left a delivery are below zero."""
    if row.kind is DeliveryKind.DELIVERY:
        return sale_transfers(row.money_route, row.gross_rupiah, row.commission_rupiah, preorder=True)
    if row.kind is DeliveryKind.BROUGHT_BACK:
        return return_transfers(row.money_route, -row.gross_rupiah, -row.commission_rupiah)
    return reversal_transfers(row.money_route, -row.gross_rupiah, -row.commission_rupiah, preorder=True)


def left_of(root: CampaignDelivery) -> Left:
    """What is left of a delivery after everything that took from it."""
    taken = select(
        func.coalesce(func.sum(CampaignDelivery.accepted), 0), func.coalesce(func.sum(CampaignDelivery.rejected), 0)
    ).where(CampaignDelivery.corrects_id == root.id)
    accepted, rejected = db.session.execute(taken).one()
    return Left(root.accepted + int(accepted), root.rejected + int(rejected))


def month_about(root: CampaignDelivery, day: date) -> str:
    """The month something about a delivery is posted in, kept open until this transaction ends (rule 7).

    That of its day or the oldest open one, never before the last posting about the same delivery.
    """
    last = select(func.max(CampaignDelivery.period)).where(CampaignDelivery.corrects_id == root.id)
    latest = db.session.execute(last).scalar_one()
    return lock_for_posting(posting_month(day, oldest_open(), max(root.period, latest or root.period)))


def _post(root: CampaignDelivery, row: CampaignDelivery, legs: Sequence[Leg], *, by: UserAccount) -> None:
    """Write what a line means into the ledger; its tax stands on the document of the delivery."""
    book = pair_books([(root.producer_id, root.outlet_id)])[root.producer_id, root.outlet_id]
    post(
        [
            Posting(
                book_id=book,
                leg=leg,
                source=source_of(row),
                part=leg.leg.value,
                period=row.period,
                sold_in=month_of(root.delivered_on),
                business_date=row.delivered_on,
                taxed_in=root.period if root.tax_code else None,
                tax_code=root.tax_code,
            )
            for leg in legs
        ],
        by_id=by.id,
    )
