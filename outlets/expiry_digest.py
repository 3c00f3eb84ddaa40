"""One notice a night about goods that near their end: to whoever sells them, whoever made them, and the agency.

Each batch is told of once, when it first comes near its date with pieces left, and a night with nothing new is quiet.
The work is one statement however many batches there are; only people with something to read cost more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import Row, insert, select

from accounts import outbox
from accounts.access import in_regions_of
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.languages import speak
from core.wording import N_
from outlets.models import Outlet, OutletMember, Placement
from outlets.reminder_models import ExpiryNotice
from outlets.stock_lists import near_expiry_days
from outlets.stock_models import StockLot
from partnerships.models import Producer, ProducerMember, Product

EXPIRY_DIGEST = "expiry_digest"
MOST_LINES = 20
LINE = N_("%(day)s: %(pieces)s pcs %(product)s (%(batch)s), %(outlet)s")
MORE = N_("dan %(count)s kode produksi lain")


def tell(day: date) -> int:
    """Put one digest into the outbox of everybody concerned by batches that newly near their end; how many batches.

    It may run any number of times a day, and days on which it did not run are made good.
    """
    fresh = _noted(day)
    if not fresh:
        return 0
    rows = _described(fresh)
    _send(_by(rows, "outlet_id"), _managers(row.outlet_id for row in rows), day)
    _send(_by(rows, "producer_id"), _makers(row.producer_id for row in rows), day)
    by_region = _by(rows, "region_code")
    for officer in _officers():
        there = select(Outlet.region_code).where(in_regions_of(officer, Outlet.region_code)).distinct()
        mine = [row for region in db.session.execute(there).scalars() for row in by_region.get(region, ())]
        if mine:
            _put(officer, sorted(mine, key=_order), day)
    db.session.flush()
    return len(fresh)


def _noted(day: date) -> Sequence[int]:
    """Note every batch that has come near its date, with pieces left and not told of before. One statement."""
    last = day + timedelta(days=near_expiry_days())
    near = (
        select(StockLot.id, db.literal(day, db.Date))
        .outerjoin(ExpiryNotice, ExpiryNotice.lot_id == StockLot.id)
        .where(StockLot.on_hand > 0, StockLot.expires_on <= last, ExpiryNotice.lot_id.is_(None))
    )
    noted = insert(ExpiryNotice).from_select(["lot_id", "told_on"], near).returning(ExpiryNotice.lot_id)
    return db.session.execute(noted).scalars().all()


def _described(lot_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """The batches with what a notice says of them."""
    rows = (
        select(
            StockLot.id,
            StockLot.outlet_id,
            StockLot.producer_id,
            StockLot.batch,
            StockLot.expires_on,
            StockLot.on_hand,
            Outlet.name.label("outlet"),
            Outlet.region_code,
            Product.name.label("product"),
        )
        .join(Outlet, Outlet.id == StockLot.outlet_id)
        .join(Placement, Placement.id == StockLot.placement_id)
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == StockLot.producer_id)
        .where(StockLot.id == db.func.any(db.cast(list(lot_ids), db.ARRAY(db.BigInteger))))
        .order_by(StockLot.expires_on, StockLot.id)
    )
    return db.session.execute(rows).all()


def _by(rows: Iterable[Row[Any]], name: str) -> Mapping[object, list[Row[Any]]]:
    """Rows gathered by one of their columns."""
    found: dict[object, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    return found


def _order(row: Row[Any]) -> tuple[date, int]:
    return row.expires_on, row.id


def _managers(outlet_ids: Iterable[int]) -> Sequence[tuple[int, UserAccount]]:
    """Who manages these outlets."""
    rows = (
        select(OutletMember.outlet_id, UserAccount)
        .join(UserAccount, UserAccount.id == OutletMember.user_id)
        .where(
            OutletMember.outlet_id.in_(set(outlet_ids)),
            UserAccount.is_active,
            UserAccount.role == Role.OUTLET_MANAGER,
        )
    )
    return [(outlet_id, user) for outlet_id, user in db.session.execute(rows.order_by(UserAccount.id))]


def _makers(producer_ids: Iterable[int]) -> Sequence[tuple[int, UserAccount]]:
    """Who acts for these producers."""
    rows = (
        select(ProducerMember.producer_id, UserAccount)
        .join(UserAccount, UserAccount.id == ProducerMember.user_id)
        .where(ProducerMember.producer_id.in_(set(producer_ids)), UserAccount.is_active)
    )
    return [(producer_id, user) for producer_id, user in db.session.execute(rows.order_by(UserAccount.id))]


def _officers() -> Sequence[UserAccount]:
    """The officers who look after partnerships."""
    rows = select(UserAccount).where(UserAccount.is_active, UserAccount.role == Role.PARTNERSHIP_OFFICER)
    return db.session.execute(rows.order_by(UserAccount.id)).scalars().all()


def _send(batches: Mapping[object, list[Row[Any]]], members: Iterable[tuple[int, UserAccount]], day: date) -> None:
    """One digest to each person, also to one who belongs to several."""
    people: dict[int, UserAccount] = {}
    theirs: dict[int, list[Row[Any]]] = defaultdict(list)
    for belongs_to, user in members:
        people[user.id] = user
        theirs[user.id] += batches[belongs_to]
    for user_id, rows in theirs.items():
        _put(people[user_id], sorted(rows, key=_order), day)


def _put(to: UserAccount, rows: Sequence[Row[Any]], day: date) -> None:
    """Put one digest into the outbox, the soonest first."""
    with force_locale(to.language):
        lines = [
            speak(
                LINE,
                day=row.expires_on,
                pieces=row.on_hand,
                product=row.product,
                batch=row.batch,
                outlet=row.outlet,
            )
            for row in rows[:MOST_LINES]
        ]
        if len(rows) > MOST_LINES:
            lines.append(speak(MORE, count=len(rows) - MOST_LINES))
    outbox.put(
        EXPIRY_DIGEST,
        to,
        subject=N_("Barang titipan yang hampir kedaluwarsa"),
        body=N_(
            "Baru hampir atau sudah kedaluwarsa per %(day)s:\n%(lines)s\n\nTurunkan harganya, tarik, atau usulkan"
            " pembelian kembali. Yang lewat tanggalnya tidak boleh dijual lagi. Daftar lengkapnya ada di Stok titipan."
        ),
        day=day,
        lines="\n".join(lines),
    )
