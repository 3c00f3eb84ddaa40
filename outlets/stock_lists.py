"""Stock as people read it: one row a batch with the sums of the stock equation; what expires soon or has expired."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Row, Select, case, false, func, or_, select

from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.agency_settings import value_of
from core.database import db, get_visible
from core.dates import first_day, last_day, today
from core.errors import NotFound
from core.listing import Column
from core.setting_kinds import Days, declare
from core.wording import N_
from outlets.models import Outlet, Placement
from outlets.outlets import own_outlets, own_producers
from outlets.stock import EFFECTS, SUMS, MovementKind
from outlets.stock_models import StockLot, StockMovement
from outlets.stock_states import StockState
from partnerships.lists import chosen, searched
from partnerships.models import Producer, Product

NEAR_EXPIRY_DAYS = declare(
    Days(
        name="near_expiry_days",
        label=N_("Hari sebelum kedaluwarsa sejak barang disebut hampir kedaluwarsa"),
        group=N_("Titip jual dan stok"),
        default=30,
        least=1,
        most=365,
        ground=N_("Cukup awal untuk menurunkan harga, menarik barang, atau mengusulkan pembelian kembali."),
    )
)

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "expiry": (func.coalesce(StockLot.expires_on, date(9999, 12, 31)), StockLot.arrived_on, StockLot.id),
    "product": (func.lower(Product.name), StockLot.placement_id, StockLot.expires_on, StockLot.id),
    "outlet": (func.lower(Outlet.name), func.lower(Product.name), StockLot.id),
    "producer": (func.lower(Producer.name), func.lower(Product.name), StockLot.id),
    "left": (StockLot.on_hand, StockLot.id),
    "id": (StockLot.id,),
}


class UnknownLot(NotFound):
    """No such batch, or not this person's to see."""

    sentence = N_("Kode produksi ini tidak ditemukan.")


def visible_to(user: UserAccount) -> Select[tuple[StockLot]]:
    """The batches a person may see: staff those of outlets or producers in their regions, others their own."""
    if user.is_staff:
        there = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        made = select(Producer.id).where(in_regions_of(user, Producer.region_code))
        return select(StockLot).where(StockLot.outlet_id.in_(there) | StockLot.producer_id.in_(made))
    if user.role in OUTLET_ROLES:
        return select(StockLot).where(StockLot.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return select(StockLot).where(StockLot.producer_id.in_(own_producers(user)))
    return select(StockLot).where(false())


def get(lot_id: int, *, by: UserAccount) -> StockLot:
    """One batch. Raises `UnknownLot` for one that does not exist or is not this person's to see."""
    lot = get_visible(visible_to(by), StockLot, lot_id)
    if lot is None:
        raise UnknownLot
    return lot


def near_expiry_days() -> int:
    """How many days before its last day a batch counts as near expiry, as the agency set it."""
    return value_of(NEAR_EXPIRY_DAYS)


def sellable_shown() -> ColumnElement[int]:
    """The pieces of a batch that may be sold today."""
    return case((or_(StockLot.expires_on.is_(None), StockLot.expires_on >= today()), StockLot.on_hand), else_=0)


def state_of(row: Row[Any]) -> str:
    """`expired`, `near` or empty: where the pieces left of a batch stand today."""
    if row.expires_on is None or row.closing == 0:
        return ""
    if row.expires_on < today():
        return "expired"
    return "near" if row.expires_on <= today() + timedelta(days=near_expiry_days()) else ""


def rows(user: UserAccount, *, outlet_id: int = 0, state: str = "") -> Select[Any]:
    """The batches a person sees that ever held a piece, with their sums since the beginning and what is sellable."""
    sums = [getattr(StockLot, name) for name in SUMS]
    found = _named(user, *sums, StockLot.on_hand.label("closing"), sellable_shown().label("sellable"))
    found = found.where(StockLot.movements > 0)
    if outlet_id:
        found = found.where(StockLot.outlet_id == outlet_id)
    if state:
        found = found.where(StockLot.on_hand > 0)
    if state == "expired":
        found = found.where(StockLot.expires_on < today())
    elif state == "near":
        last = today() + timedelta(days=near_expiry_days())
        found = found.where(StockLot.expires_on.between(today(), last))
    elif state == "ending":
        found = found.where(StockLot.expires_on <= today() + timedelta(days=near_expiry_days()))
    return found


def rows_of_month(user: UserAccount, month: str, *, outlet_id: int) -> Select[Any]:
    """The same for one month: opening is what lay there before its first day, closing what lay there after its last."""
    first, last = first_day(month), last_day(month)
    signed = case(
        *[(StockMovement.kind == kind, effect.on_hand * StockMovement.quantity) for kind, effect in EFFECTS.items()]
    )
    within = StockMovement.business_date >= first
    sums = {}
    for name in SUMS:
        parts = [
            (within & (StockMovement.kind == kind), effect.counts * StockMovement.quantity)
            for kind, effect in EFFECTS.items()
            if effect.column == name
        ]
        if name == "opening":
            parts.append((StockMovement.business_date < first, signed))
        sums[name] = func.sum(case(*parts, else_=0)).cast(db.BigInteger).label(name)
    moved = (
        select(StockMovement.lot_id, *sums.values(), func.sum(signed).cast(db.BigInteger).label("closing"))
        .where(
            StockMovement.business_date <= last,
            StockMovement.lot_id.in_(select(StockLot.id).where(StockLot.outlet_id == outlet_id)),
        )
        .group_by(StockMovement.lot_id)
        .subquery()
    )
    columns = [moved.c[name] for name in SUMS]
    is_good = or_(StockLot.expires_on.is_(None), StockLot.expires_on >= last)
    sellable = case((is_good, moved.c.closing), else_=0).label("sellable")
    return _named(user, *columns, moved.c.closing, sellable).join(moved, moved.c.lot_id == StockLot.id)


def _named(user: UserAccount, *columns: Any) -> Select[Any]:  # noqa: ANN401 - columns of any kind
    """Batches a person sees with the names that belong to them."""
    return (
        select(
            StockLot.id,
            StockLot.placement_id,
            StockLot.outlet_id,
            StockLot.producer_id,
            StockLot.batch,
            StockLot.expires_on,
            StockLot.expiry_precision,
            *columns,
            Product.name.label("product_name"),
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
        )
        .join(Placement, Placement.id == StockLot.placement_id)
        .join(Product, Product.id == StockLot.product_id)
        .join(Outlet, Outlet.id == StockLot.outlet_id)
        .join(Producer, Producer.id == StockLot.producer_id)
        .where(StockLot.id.in_(visible_to(user).with_only_columns(StockLot.id)))
    )


def filters() -> dict[str, str]:
    """The filters of the address. Raises `UnknownFilter`."""
    return {"q": searched(), "state": chosen("state", {state.value for state in StockState}.__contains__)}


def searched_rows(found: Select[Any], wanted: Mapping[str, str]) -> Select[Any]:
    """Those of the rows whose product, producer, outlet or batch holds the words looked for."""
    if not wanted["q"]:
        return found
    words = wanted["q"]
    return found.where(
        or_(
            *[
                column.icontains(words, autoescape=True)
                for column in (Product.name, Producer.name, Outlet.name, StockLot.batch)
            ]
        )
    )


def movements_of(lot: StockLot) -> Sequence[Row[Any]]:
    """Every movement of a batch, the newest first, with who posted it."""
    found = (
        select(StockMovement, UserAccount.name.label("who"))
        .outerjoin(UserAccount, UserAccount.id == StockMovement.posted_by_id)
        .where(StockMovement.lot_id == lot.id)
        .order_by(StockMovement.number.desc())
        .limit(500)
    )
    return db.session.execute(found).all()


def drawn_for(line_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """From which batches each of these sale lines drew its pieces, in the order of drawing."""
    found = db.session.execute(
        select(StockMovement.source_id, StockLot.batch, StockLot.expires_on, StockMovement.quantity)
        .join(StockLot, StockLot.id == StockMovement.lot_id)
        .where(
            StockMovement.source_kind == "sale_line",
            StockMovement.source_id.in_(line_ids),
            StockMovement.kind == MovementKind.SOLD,
        )
        .order_by(StockMovement.source_id, StockMovement.id)
    )
    drawn: dict[int, list[Row[Any]]] = {}
    for row in found:
        drawn.setdefault(row.source_id, []).append(row)
    return drawn


def export_columns() -> list[Column]:
    """What an export of stock holds."""
    return [
        Column(_("Nomor"), lambda row: row.id),
        Column(_("Gerai"), lambda row: row.outlet_name),
        Column(_("Produk"), lambda row: row.product_name),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Kode produksi"), lambda row: row.batch),
        Column(_("Tanggal kedaluwarsa"), lambda row: row.expires_on.isoformat() if row.expires_on else ""),
        Column(_("Stok awal"), lambda row: row.opening, adds_up=True),
        Column(_("Diterima"), lambda row: row.received, adds_up=True),
        Column(_("Terjual"), lambda row: row.sold, adds_up=True),
        Column(_("Retur konsumen"), lambda row: row.customer_returns, adds_up=True),
        Column(_("Retur ke produsen"), lambda row: row.returned, adds_up=True),
        Column(_("Rusak"), lambda row: row.damaged, adds_up=True),
        Column(_("Hilang"), lambda row: row.lost, adds_up=True),
        Column(_("Kedaluwarsa dimusnahkan"), lambda row: row.expired, adds_up=True),
        Column(_("Dibeli kembali"), lambda row: row.bought_back, adds_up=True),
        Column(_("Sisa stok"), lambda row: row.closing, adds_up=True),
        Column(_("Boleh dijual"), lambda row: row.sellable, adds_up=True),
    ]
