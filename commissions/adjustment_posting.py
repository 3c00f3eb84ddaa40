"""What a set-off, a charge or a balance brought in means in the ledger."""

from collections.abc import Sequence
from datetime import date

from accounts.models import UserAccount
from commissions.adjustment_models import Adjustment
from commissions.journal import Posting, post
from commissions.ledger import Claim, Leg
from commissions.open_items import claims_of
from commissions.settlement_states import AdjustmentKind
from commissions.transfers import (
    agreed_cost_transfers,
    brought_in_transfers,
    compensation_transfers,
    set_off_transfers,
)
from core.dates import month_of
from outlets.agreement_terms import route_between


def legs_of(row: Adjustment) -> list[Leg]:
    """What confirming it posts. Raises `MoreThanBothOwe`."""
    if row.kind is AdjustmentKind.COMPENSATION:
        return compensation_transfers(row.amount_rupiah)
    if row.kind is AdjustmentKind.AGREED_COST:
        route = route_between(row.producer_id, row.outlet_id, row.happened_on)
        return agreed_cost_transfers(route, row.amount_rupiah)
    if row.kind is AdjustmentKind.BROUGHT_IN and row.claim is not None:
        return brought_in_transfers(row.claim, row.amount_rupiah)
    claims = claims_of(row.book_id)
    return set_off_transfers(row.amount_rupiah, claims[Claim.TAKINGS], claims[Claim.COMMISSION])


def post_adjustment(row: Adjustment, legs: Sequence[Leg], *, period: str, day: date, by: UserAccount) -> None:
    """Write it into the ledger."""
    post(
        [
            Posting(
                book_id=row.book_id,
                leg=leg,
                source=f"adjustment:{row.id}",
                part="1",
                period=period,
                sold_in=month_of(day),
                business_date=day,
            )
            for leg in legs
        ],
        by_id=by.id,
    )
