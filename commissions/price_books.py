"""The price book of an outlet, loaded in four queries whatever the number of its placements."""

from collections import defaultdict

from sqlalchemy import or_, select

from commissions.pricing import DatedRate, PlacedProduct, PriceBook, Terms, TermsVersion
from commissions.rates import Rate
from core.database import db
from outlets.models import Agreement, AgreementRate, AgreementVersion, Outlet, OutletCode, Placement
from outlets.states import AgreementStatus, PlacementStatus
from partnerships.models import Product

STOOD = (PlacementStatus.ACTIVE, PlacementStatus.SUSPENDED, PlacementStatus.ENDED)
HELD = (AgreementStatus.ACTIVE, AgreementStatus.SUSPENDED, AgreementStatus.ENDED)
"""What was once in force keeps covering its days, so that a late report is priced as on the day of sale."""


def price_book_of(outlet: Outlet) -> PriceBook:
    """Everything the lines of an outlet are priced by, today's and yesterday's."""
    taught: dict[int, list[str]] = defaultdict(list)
    for placement_id, code in db.session.execute(
        select(OutletCode.placement_id, OutletCode.code)
        .where(OutletCode.outlet_id == outlet.id)
        .order_by(OutletCode.code)
    ):
        taught[placement_id].append(code)
    rows = db.session.execute(
        select(
            Placement.id,
            Placement.product_id,
            Placement.producer_id,
            Placement.retail_price_rupiah,
            Placement.starts_on,
            Placement.ends_on,
            Product.category,
            Product.name,
            Product.sku,
            Product.gtin,
        )
        .join(Product, Product.id == Placement.product_id)
        .where(Placement.outlet_id == outlet.id, Placement.status.in_(STOOD))
        .order_by(Placement.id)
    ).all()
    placements = [
        PlacedProduct(
            placement_id=row.id,
            product_id=row.product_id,
            producer_id=row.producer_id,
            category=row.category,
            name=row.name,
            code=taught[row.id][0] if row.id in taught else row.sku,
            retail_price_rupiah=row.retail_price_rupiah,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    ]
    by_outlet_code = {code: [placement_id] for placement_id, codes in taught.items() for code in codes}
    by_sku: dict[str, list[int]] = defaultdict(list)
    by_gtin: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_sku[row.sku].append(row.id)
        if row.gtin:
            by_gtin[row.gtin].append(row.id)
    codes = {**by_gtin, **by_sku, **by_outlet_code}
    return PriceBook(placements, codes, terms_at(outlet, {row.producer_id for row in rows}))


def terms_at(outlet: Outlet, producer_ids: set[int]) -> dict[int, list[Terms]]:
    """The agreements of these producers that hold at an outlet: with the outlet itself and with its chain."""
    if not producer_ids:
        return {}
    here = [Agreement.outlet_id == outlet.id]
    if outlet.chain_id is not None:
        here.append(Agreement.chain_id == outlet.chain_id)
    agreements = db.session.execute(
        select(Agreement.id, Agreement.producer_id, Agreement.chain_id, Agreement.starts_on, Agreement.ends_on)
        .where(Agreement.producer_id.in_(producer_ids), or_(*here), Agreement.status.in_(HELD))
        .order_by(Agreement.id)
    ).all()
    ids = [agreement.id for agreement in agreements]
    versions: dict[int, list[TermsVersion]] = defaultdict(list)
    for version in db.session.execute(
        select(
            AgreementVersion.agreement_id,
            AgreementVersion.number,
            AgreementVersion.starts_on,
            AgreementVersion.money_route,
        ).where(AgreementVersion.agreement_id.in_(ids))
    ):
        versions[version.agreement_id].append(TermsVersion(version.number, version.starts_on, version.money_route))
    rates: dict[int, list[DatedRate]] = defaultdict(list)
    for rate in db.session.execute(
        select(
            AgreementRate.id,
            AgreementRate.agreement_id,
            AgreementRate.rate_bp,
            AgreementRate.starts_on,
            AgreementRate.ends_on,
            AgreementRate.category,
            AgreementRate.product_id,
        )
        .where(AgreementRate.agreement_id.in_(ids))
        .order_by(AgreementRate.id)
    ):
        agreed = Rate(rate.rate_bp, rate.starts_on, rate.ends_on, rate.category, rate.product_id)
        rates[rate.agreement_id].append(DatedRate(rate.id, agreed))
    found: dict[int, list[Terms]] = defaultdict(list)
    for agreement in agreements:
        found[agreement.producer_id].append(
            Terms(
                agreement.id,
                agreement.chain_id is not None,
                agreement.starts_on,
                agreement.ends_on,
                versions[agreement.id],
                rates[agreement.id],
            )
        )
    return found
