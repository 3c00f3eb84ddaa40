"""The price book of an outlet, loaded in eight queries whatever the number of its placements."""

from collections.abc import Sequence

from sqlalchemy import select

from commissions.pricing import DatedRate, PlacedProduct, PriceBook, Terms, TermsVersion
from commissions.rates import Rate
from outlets.agreements import AgreedTerms, terms_of_outlet
from outlets.dated_prices import NotedPrice
from outlets.models import Outlet, Placement
from outlets.placement_prices import noted_for
from outlets.placements import PlacedRow, code_book
from partnerships.sale_stops import SaleStop
from partnerships.stopped_sales import StoppedSales


def price_book_of(outlet: Outlet) -> PriceBook:
    """Everything the lines of an outlet are priced by, today's and yesterday's.

    What was once in force keeps covering its days, so that a late report is priced as on the day of sale; what was
    only ever proposed, and days on which an agreement was suspended, are not in it. Days on which a producer was
    suspended, or after a product was withdrawn, are in it as days without sales.
    """
    book = code_book(outlet.id)
    noted = noted_for(select(Placement.id).where(Placement.outlet_id == outlet.id))
    here = select(Placement).where(Placement.outlet_id == outlet.id)
    stopped = StoppedSales(here.with_only_columns(Placement.producer_id), here.with_only_columns(Placement.product_id))
    placements = [
        _placed(
            row,
            noted.get(row.placement_id, ()),
            book.own_codes[row.product_id][0] if row.product_id in book.own_codes else row.sku,
            stopped.of(row.producer_id, row.product_id),
        )
        for row in book.placements.values()
    ]
    agreed = terms_of_outlet(outlet.id)
    return PriceBook(
        placements,
        dict(book.codes),
        {producer_id: [_terms(terms) for terms in found] for producer_id, found in agreed.items()},
    )


def _placed(row: PlacedRow, later_prices: Sequence[NotedPrice], code: str, stops: Sequence[SaleStop]) -> PlacedProduct:
    """A placement as the price book keeps it."""
    return PlacedProduct(
        placement_id=row.placement_id,
        product_id=row.product_id,
        producer_id=row.producer_id,
        category=row.category,
        name=row.name,
        code=code,
        retail_price_rupiah=row.first_retail_price_rupiah,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        later_prices=later_prices,
        stops=stops,
    )


def _terms(agreed: AgreedTerms) -> Terms:
    """The terms of one stretch of days as the price book keeps them."""
    return Terms(
        agreed.agreement_id,
        agreed.is_chain,
        agreed.starts_on,
        agreed.ends_on,
        [TermsVersion(version.number, version.starts_on, version.money_route) for version in agreed.versions],
        [
            DatedRate(
                rate.rate_id,
                Rate(
                    rate.rate_bp,
                    rate.starts_on,
                    rate.ends_on,
                    rate.category,
                    rate.product_id,
                    re_rating=rate.re_rating_id or 0,
                ),
            )
            for rate in agreed.rates
        ],
    )
