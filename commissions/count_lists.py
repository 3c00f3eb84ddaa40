"""Lists of counts, and one count as plain values, the same for the page, the API and the paper."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import UserAccount
from accounts.permissions import Permission
from core.listing import whole_number_argument
from outlets import stock_counts
from outlets.count_models import StockCount
from outlets.count_states import CountStatus
from outlets.models import Outlet
from partnerships.lists import chosen

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "newest": (StockCount.id,),
    "outlet": (func.lower(Outlet.name), StockCount.id),
}


def filters() -> dict[str, str]:
    """The filters of the address. Raises `UnknownFilter`."""
    return {"status": chosen("status", {status.value for status in CountStatus}.__contains__)}


def rows(user: UserAccount) -> Select[Any]:
    """The counts a person sees that pass the filters of the address, with the name of their outlet."""
    found = (
        select(StockCount, Outlet.name.label("outlet_name"))
        .join(Outlet, Outlet.id == StockCount.outlet_id)
        .where(StockCount.id.in_(stock_counts.visible_to(user).with_only_columns(StockCount.id)))
    )
    if status := filters()["status"]:
        found = found.where(StockCount.status == CountStatus(status))
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        found = found.where(StockCount.outlet_id == outlet_id)
    return found


def waiting_for(user: UserAccount) -> Select[tuple[int]]:
    """The counts this person is to go on with: a second person to look at what is gone, an outlet to explain it."""
    rows = stock_counts.visible_to(user).with_only_columns(StockCount.id)
    if user.may(Permission.COUNT_CONFIRM):
        return rows.where(
            StockCount.status == CountStatus.AWAITING_CONFIRMATION, StockCount.classified_by_id != user.id
        )
    return rows.where(StockCount.status.in_((CountStatus.OPEN, CountStatus.COUNTED)))


def described(count: StockCount) -> dict[str, Any]:
    """A count as plain values."""
    held = stock_counts.expected(count)
    return {
        "id": count.id,
        "number": count.number,
        "outlet_id": count.outlet_id,
        "kind": count.kind.value,
        "status": count.status.value,
        "policy": count.policy.value,
        "sales_until": count.sales_until,
        "opened_at": count.opened_at,
        "lines": [
            {
                "id": line.id,
                "placement_id": line.placement_id,
                "producer_id": line.placement.producer_id,
                "producer_name": line.placement.producer.name,
                "product_name": line.placement.product.name,
                "batch": line.lot.batch if line.lot else None,
                "expires_on": line.lot.expires_on if line.lot else None,
                "counted": line.counted,
                "expected": held[line.id],
                "difference": line.counted - held[line.id],
                "is_equal": line.counted == held[line.id],
                "counted_at": line.counted_at,
                "differences": line.differences,
            }
            for line in count.lines
        ],
    }
