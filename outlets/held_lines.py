"""Held lines: who may see them, and keeping a line of a report as it was submitted until somebody decides."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.database import db, get_visible
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.outlets import own_outlets, own_producers
from outlets.sales_models import SalesReport
from outlets.stock_errors import UnknownHeldLine
from outlets.stock_states import HeldStatus
from partnerships.models import Producer, Product

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "id": (HeldLine.id,),
    "sold_on": (HeldLine.sold_on, HeldLine.id),
    "outlet": (func.lower(Outlet.name), HeldLine.id),
    "product": (func.lower(Product.name), HeldLine.id),
}


def visible_to(user: UserAccount) -> Select[tuple[HeldLine]]:
    """The held lines a person may see: staff those of outlets in their regions, outlets and producers their own."""
    lines = select(HeldLine)
    if user.is_staff:
        return lines.where(HeldLine.outlet_id.in_(select(Outlet.id).where(in_regions_of(user, Outlet.region_code))))
    if user.role in OUTLET_ROLES:
        return lines.where(HeldLine.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return lines.where(HeldLine.producer_id.in_(own_producers(user)))
    return lines.where(false())


def get(held_id: int, *, by: UserAccount, for_update: bool = False) -> HeldLine:
    """One held line. Raises `UnknownHeldLine` for one that does not exist or is not this person's to see."""
    held = get_visible(visible_to(by), HeldLine, held_id, for_update=for_update)
    if held is None:
        raise UnknownHeldLine
    return held


def rows(user: UserAccount, *, status: HeldStatus | None = None, outlet_id: int | None = None) -> Select[Any]:
    """The held lines a person sees with the names that belong to them and who reported and decided."""
    found = (
        select(
            HeldLine,
            Product.name.label("product_name"),
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
            SalesReport.channel,
        )
        .join(Product, Product.id == HeldLine.product_id)
        .join(Outlet, Outlet.id == HeldLine.outlet_id)
        .join(Producer, Producer.id == HeldLine.producer_id)
        .join(SalesReport, SalesReport.id == HeldLine.report_id)
        .where(HeldLine.id.in_(visible_to(user).with_only_columns(HeldLine.id)))
    )
    if status is not None:
        found = found.where(HeldLine.status == status)
    if outlet_id is not None:
        found = found.where(HeldLine.outlet_id == outlet_id)
    return found


def to_decide(user: UserAccount) -> Select[tuple[int]]:
    """The lines that wait for a decision, among those a person may see."""
    return visible_to(user).with_only_columns(HeldLine.id).where(HeldLine.status == HeldStatus.HELD)


def by_report(report_ids: Sequence[int], *, user: UserAccount) -> dict[int, int]:
    """How many lines of each of these reports wait for a decision, among those a person may see."""
    held = (
        visible_to(user).with_only_columns(HeldLine.report_id, func.count()).where(HeldLine.report_id.in_(report_ids))
    )
    return dict(db.session.execute(held.where(HeldLine.status == HeldStatus.HELD).group_by(HeldLine.report_id)).all())


def of_report(report_id: int) -> int:
    """How many lines of a report are still held."""
    held = select(func.count()).where(HeldLine.report_id == report_id, HeldLine.status == HeldStatus.HELD)
    return int(db.session.execute(held).scalar_one())
