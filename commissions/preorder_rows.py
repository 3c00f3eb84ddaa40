"""Lines of pooled pre-orders as statements print them: summed by campaign, price, rate, route and month of delivery."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, cast, func, literal, select
from sqlalchemy.orm import aliased

from commissions.models import LedgerBook
from core.database import db
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.campaign_states import DeliveryKind

ROW_KINDS = {
    DeliveryKind.DELIVERY: "preorder",
    DeliveryKind.CORRECTION: "preorder_reversal",
    DeliveryKind.BROUGHT_BACK: "preorder_return",
}
"""How the kinds of lines are called among the rows of a statement and in its list of lines."""


class PreorderRow(NamedTuple):
    """Lines of one campaign that share price, rate, route and month; what left a delivery stands with a minus."""

    campaign_id: int
    product_name: str
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

    @property
    def product_id(self) -> str:
        """By what the name of the row is found among the names of a statement."""
        return key_of(self.campaign_id)

    def as_dict(self) -> dict[str, object]:
        """The row as plain values. The product of a campaign belongs to no producer, so its name is not kept apart."""
        return {"product_id": self.product_id, "code": self.product_name, **self._without_name()}

    def _without_name(self) -> dict[str, object]:
        plain = self._asdict()
        del plain["product_name"]
        return plain


def key_of(campaign_id: int) -> str:
    """By what a campaign is known where products go by their ids."""
    return f"campaign:{campaign_id}"


def preorder_rows(month: str, book_ids: Sequence[int]) -> dict[int, list[PreorderRow]]:
    """The pre-order lines posted in a month, by book, in the order they print; nothing for books without any."""
    root = aliased(CampaignDelivery)
    sold_in = func.to_char(func.coalesce(root.delivered_on, CampaignDelivery.delivered_on), literal("YYYY-MM"))
    line = CampaignDelivery
    sums = (
        select(
            LedgerBook.id,
            line.campaign_id,
            Campaign.product_name,
            line.kind,
            sold_in.label("sold_in"),
            line.unit_price_rupiah,
            line.rate_bp,
            line.rule,
            line.money_route,
            func.count(),
            *(
                cast(func.sum(column), BigInteger)
                for column in (line.accepted, line.gross_rupiah, line.commission_rupiah)
            ),
        )
        .join(Campaign, Campaign.id == line.campaign_id)
        .join(
            LedgerBook,
            (LedgerBook.producer_id == line.producer_id)
            & (LedgerBook.outlet_id == line.outlet_id)
            & (LedgerBook.kind == "pair"),
        )
        .outerjoin(root, root.id == line.corrects_id)
        .where(line.period == month, line.accepted != 0)
        .group_by(
            LedgerBook.id,
            line.campaign_id,
            Campaign.product_name,
            line.kind,
            "sold_in",
            line.unit_price_rupiah,
            line.rate_bp,
            line.rule,
            line.money_route,
        )
        .order_by("sold_in", Campaign.product_name, line.campaign_id, line.kind.desc(), line.rate_bp, line.money_route)
    )
    wanted = set(book_ids)
    found: dict[int, list[PreorderRow]] = defaultdict(list)
    for book_id, campaign_id, name, kind, month_of_line, price, rate, rule, route, *counted in db.session.execute(sums):
        if book_id in wanted:
            row = PreorderRow(
                campaign_id, name, ROW_KINDS[kind], month_of_line, price, rate, rule, route.value, *counted
            )
            found[book_id].append(row)
    return found
