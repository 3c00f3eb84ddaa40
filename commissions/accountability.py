"""What the partnership came to in some months, for everybody.

Sales by district and kind of goods, what was not sold, commission, and what buying back cost. Every table adds up to
the ledger of the same months and regions, and the pack shows both numbers side by side. Rows that would tell about
fewer than five businesses are joined (`small_cells`). Amounts are whole rupiah.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Select, case, cast, func, literal, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from commissions import buybacks
from commissions.buyback_models import Buyback, BuybackBudget, BuybackLine
from commissions.buyback_states import BuybackStatus
from commissions.ledger import Account, TransferKind
from commissions.models import LedgerBook, Transfer
from commissions.small_cells import Cell, for_the_public, joined
from core.database import db
from core.dates import first_day, last_day, month_after
from core.errors import InvalidInput
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.campaign_states import DeliveryKind
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine
from outlets.sales_reports import lines_visible_to
from outlets.stock import MovementKind
from outlets.stock_models import StockLot, StockMovement
from partnerships.models import Product

MOST_MONTHS = 24
PREORDERS = "preorder"
"""What stands for the kind of goods where pieces of a pooled pre-order are counted."""
UNSOLD = {
    MovementKind.EXPIRED: "expired",
    MovementKind.DAMAGED: "damaged",
    MovementKind.LOST: "lost",
    MovementKind.RETURNED_TO_PRODUCER: "returned",
    MovementKind.BOUGHT_BACK: "bought_back",
}
"""Why goods left a shelf unsold, by the movement that took them off."""


class MonthsTurnedRound(InvalidInput):
    """The last month lies before the first, or they lie too far apart. Parameters: `most`."""

    code = "months_turned_round"
    sentence = N_("Bulan terakhir harus sama dengan atau sesudah bulan pertama, paling banyak %(most)s bulan.")


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the pack. `rows` is None where it would tell too much; its total then stays hidden as well."""

    rows: list[Cell] | None
    total: Cell


@dataclass(frozen=True, slots=True)
class Control:
    """A total of the pack beside that of the ledger."""

    account: Account
    in_pack_rupiah: int
    in_ledger_rupiah: int

    @property
    def ties(self) -> bool:
        """Whether the two are the same."""
        return self.in_pack_rupiah == self.in_ledger_rupiah


@dataclass(frozen=True, slots=True)
class Pack:
    """The whole pack of some months."""

    first_month: str
    last_month: str
    by_district: Table
    by_category: Table
    unsold: Table
    buybacks: Table
    controls: list[Control]

    def hides(self, control: Control) -> bool:
        """Whether the total of a control would tell what a hidden table keeps back."""
        table = self.buybacks if control.account is Account.BOUGHT_BACK else self.by_district
        return table.rows is None


def pack_of(first_month: str, last_month: str, *, by: UserAccount) -> Pack:
    """The pack of the months from the first to the last, of the regions the person works in.

    Sales count in the month they were posted in, like the statements. Raises `MonthsTurnedRound`.
    """
    months = _months(first_month, last_month)
    sales = _sales(months, by)
    by_district = table(_cells(sales, lambda row: row.region_code, _sales_amounts))
    by_category = table(_cells(sales, lambda row: row.category, _sales_amounts))
    bought = table(_bought_back(first_month, last_month, by))
    return Pack(
        first_month,
        last_month,
        by_district,
        by_category,
        table(_unsold(first_month, last_month, by)),
        bought,
        _controls(months, by, by_district, bought),
    )


def table(cells: list[Cell]) -> Table:
    """The rows of a table as the public may see them, and its total."""
    return Table(for_the_public(cells), joined(cells))


def _months(first_month: str, last_month: str) -> list[str]:
    months = [first_month]
    while months[-1] < last_month and len(months) <= MOST_MONTHS:
        months.append(month_after(months[-1]))
    if months[-1] != last_month or len(months) > MOST_MONTHS:
        raise MonthsTurnedRound(field="last_month", most=MOST_MONTHS)
    return months


def _sum_where(is_meant: Any, column: Any) -> Any:  # noqa: ANN401 - SQL expressions
    return cast(func.coalesce(func.sum(case((is_meant, column), else_=0)), 0), BigInteger)


def _sales(months: list[str], by: UserAccount) -> list[Any]:
    """Sales of each district, kind of goods and business; pooled pre-orders are a kind of their own."""
    is_return = SaleLine.kind.in_((LineKind.CUSTOMER_RETURN, LineKind.RETURN_CANCELLED))
    lines = (
        lines_visible_to(by)
        .join(Product, Product.id == SaleLine.product_id)
        .where(SaleLine.period.in_(months))
        .with_only_columns(
            Outlet.region_code,
            Product.category,
            SaleLine.producer_id,
            _sum_where(~is_return, SaleLine.gross_rupiah).label("gross"),
            _sum_where(is_return, -SaleLine.gross_rupiah).label("returns"),
            cast(func.sum(SaleLine.commission_rupiah), BigInteger).label("commission"),
        )
        .group_by(Outlet.region_code, Product.category, SaleLine.producer_id)
        .order_by(Outlet.region_code, Product.category, SaleLine.producer_id)
    )
    return [*db.session.execute(lines), *_preorders(months, by)]


def _preorders(months: list[str], by: UserAccount) -> list[Any]:
    """What the pooled pre-orders of each district and business came to, in the columns of `_sales`."""
    is_return = CampaignDelivery.kind == DeliveryKind.BROUGHT_BACK
    lines = (
        select(
            Outlet.region_code,
            literal(PREORDERS).label("category"),
            CampaignDelivery.producer_id,
            _sum_where(~is_return, CampaignDelivery.gross_rupiah).label("gross"),
            _sum_where(is_return, -CampaignDelivery.gross_rupiah).label("returns"),
            cast(func.sum(CampaignDelivery.commission_rupiah), BigInteger).label("commission"),
        )
        .join(Outlet, Outlet.id == CampaignDelivery.outlet_id)
        .where(
            CampaignDelivery.period.in_(months),
            CampaignDelivery.accepted != 0,
            in_regions_of(by, Outlet.region_code),
        )
        .group_by(Outlet.region_code, CampaignDelivery.producer_id)
        .order_by(Outlet.region_code, CampaignDelivery.producer_id)
    )
    return list(db.session.execute(lines))


def _sales_amounts(row: Any) -> dict[str, int]:  # noqa: ANN401 - a row
    return {"gross": row.gross, "returns": row.returns, "commission": row.commission}


def _cells(rows: Iterable[Any], label: Any, amounts: Any) -> list[Cell]:  # noqa: ANN401 - functions of a row
    """Rows grouped by a label, in its order."""
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        groups[label(row)].append(row)
    cells = []
    for name in sorted(groups):
        sums: dict[str, int] = defaultdict(int)
        for row in groups[name]:
            for key, amount in amounts(row).items():
                sums[key] += amount
        cells.append(Cell(name, frozenset(row.producer_id for row in groups[name]), dict(sums)))
    return cells


def _unsold(first_month: str, last_month: str, by: UserAccount) -> list[Cell]:
    """Pieces that left a shelf unsold, by kind of goods and why, on days of these months."""
    rows = (
        select(
            Product.category,
            StockLot.producer_id,
            StockMovement.kind,
            cast(func.sum(StockMovement.quantity), BigInteger).label("pieces"),
        )
        .join(StockLot, StockLot.id == StockMovement.lot_id)
        .join(Product, Product.id == StockLot.product_id)
        .join(Outlet, Outlet.id == StockLot.outlet_id)
        .where(
            in_regions_of(by, Outlet.region_code),
            StockMovement.kind.in_(UNSOLD),
            StockMovement.business_date.between(first_day(first_month), last_day(last_month)),
        )
        .group_by(Product.category, StockLot.producer_id, StockMovement.kind)
    )
    nothing = dict.fromkeys(UNSOLD.values(), 0)
    return _cells(
        db.session.execute(rows), lambda row: row.category, lambda row: {**nothing, UNSOLD[row.kind]: row.pieces}
    )


def _bought_back(first_month: str, last_month: str, by: UserAccount) -> list[Cell]:
    """What buying back cost, by budget line, approved on days of these months."""
    seen = buybacks.visible_to(by).with_only_columns(Buyback.id)
    rows = (
        select(
            (BuybackBudget.code + " " + BuybackBudget.name).label("line"),
            BuybackLine.producer_id,
            cast(func.sum(BuybackLine.quantity), BigInteger).label("pieces"),
            cast(func.sum(BuybackLine.amount_rupiah), BigInteger).label("cost"),
        )
        .join(Buyback, Buyback.id == BuybackLine.buyback_id)
        .join(BuybackBudget, BuybackBudget.id == Buyback.budget_id)
        .where(
            Buyback.id.in_(seen),
            Buyback.status == BuybackStatus.APPROVED,
            Buyback.decided_on.between(first_day(first_month), last_day(last_month)),
        )
        .group_by("line", BuybackLine.producer_id)
    )
    return _cells(db.session.execute(rows), lambda row: row.line, lambda row: {"pieces": row.pieces, "cost": row.cost})


def _controls(months: list[str], by: UserAccount, sales: Table, bought: Table) -> list[Control]:
    """The totals of the pack beside those of the ledger, account by account."""
    told = sales.total.amounts
    ledger = _ledger_sums(_pair_transfers(months, by))
    cost = _ledger_sums(_buyback_transfers(months, by))
    return [
        Control(Account.SALES, told.get("gross", 0), -ledger[Account.SALES] - ledger[Account.PREORDER_SALES]),
        Control(Account.RETURNS, told.get("returns", 0), ledger[Account.RETURNS]),
        Control(Account.COMMISSION, told.get("commission", 0), ledger[Account.COMMISSION]),
        Control(Account.BOUGHT_BACK, bought.total.amounts.get("cost", 0), -cost[Account.BOUGHT_BACK]),
    ]


def _pair_transfers(months: list[str], by: UserAccount) -> Select[Any]:
    return (
        select(Transfer)
        .join(LedgerBook, LedgerBook.id == Transfer.book_id)
        .join(Outlet, Outlet.id == LedgerBook.outlet_id)
        .where(LedgerBook.kind == "pair", Transfer.period.in_(months), in_regions_of(by, Outlet.region_code))
    )


def _buyback_transfers(months: list[str], by: UserAccount) -> Select[Any]:
    """Transfers of buy-backs the person may see. Their source names the buy-back: `buyback:12`."""
    seen = buybacks.visible_to(by).with_only_columns(func.concat("buyback:", Buyback.id))
    days = (first_day(months[0]), last_day(months[-1]))
    return select(Transfer).where(
        Transfer.kind == TransferKind.BUYBACK.value,
        Transfer.business_date.between(*days),
        Transfer.source.in_(seen),
    )


def _ledger_sums(transfers: Select[Any]) -> Mapping[Account, int]:
    """The debit less the credit side of each account over some transfers."""
    sums: dict[Account, int] = defaultdict(int)
    amount = cast(func.sum(Transfer.amount_rupiah), BigInteger)
    rows = transfers.with_only_columns(Transfer.debit, Transfer.credit, amount).group_by(
        Transfer.debit, Transfer.credit
    )
    for debit, credit, total in db.session.execute(rows):
        sums[Account(debit)] += total
        sums[Account(credit)] -= total
    return sums
