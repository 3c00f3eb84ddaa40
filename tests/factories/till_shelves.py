"""A supermarket whose shelf holds everything the real till export sells, made in a few inserts."""

from pathlib import Path

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from core.reading_numbers import parse_rupiah
from outlets.models import Outlet, OutletCode, Placement
from outlets.money_routes import MoneyRoute
from outlets.states import PlacementStatus
from partnerships.models import Producer, Product
from partnerships.states import ProductStatus
from tests.factories.outlets import START, make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user

TILL_EXPORT = Path(__file__).resolve().parent.parent / "data" / "till_export_2026-10.csv"
TILL_COLUMNS = {
    "tanggal": "Tanggal",
    "kode_produk": "PLU",
    "jumlah": "Qty",
    "harga_satuan": "Harga",
    "no_struk": "No Struk",
    "total": "Total",
}
"""What the outlet teaches about the real export in the mapping step."""


def items_of_the_export() -> dict[str, tuple[str, int]]:
    """Each code of the real export that begins with a digit, with its name and its first price above zero."""
    items: dict[str, tuple[str, int]] = {}
    for line in TILL_EXPORT.read_bytes().decode("cp1252").splitlines()[1:]:
        _receipt, _day, _hour, code, name, _quantity, price, _total = line.split(";")
        rupiah = parse_rupiah(price)
        if code[:1].isdigit() and isinstance(rupiah, int) and (code not in items or not items[code][1]):
            items[code] = (name or code, rupiah)
    return items


def make_shelf_of_the_export(
    *, rate_bp: int = 300, producers: int = 3, routes: tuple[MoneyRoute, ...] = (MoneyRoute.OUTLET_REMITS_NET,)
) -> tuple[Outlet, UserAccount, list[Producer]]:
    """An outlet with every such code placed since 1 January, its manager, and the producers, each with an agreement."""
    outlet = make_outlet(name="Maxi Swalayan Balikpapan")
    manager = make_outlet_member(outlet)
    officer, verifier = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    owners = [make_producer(name=f"Produsen {number}") for number in range(1, producers + 1)]
    for number, owner in enumerate(owners):
        make_agreement(owner, outlet, rate_bp=rate_bp, money_route=routes[number % len(routes)])
    items = items_of_the_export()
    decided = {
        "submitted_by_id": officer.id,
        "submitted_at": now(),
        "decided_by_id": verifier.id,
        "decided_at": now(),
    }
    products = [
        {
            "producer_id": owners[number % producers].id,
            "name": name,
            "category": "dry_food",
            "sku": f"T-{code}",
            "packaging": "plastic",
            "price_rupiah": price or 1_000,
            "status": ProductStatus.ACTIVE,
            **decided,
        }
        for number, (code, (name, price)) in enumerate(items.items())
    ]
    made = db.session.execute(
        db.insert(Product).returning(
            Product.id, Product.producer_id, Product.price_rupiah, sort_by_parameter_order=True
        ),
        products,
    ).all()
    placements = [
        {
            "product_id": product.id,
            "producer_id": product.producer_id,
            "outlet_id": outlet.id,
            "first_consigned_price_rupiah": product.price_rupiah,
            "first_retail_price_rupiah": product.price_rupiah,
            "starts_on": START,
            "status": PlacementStatus.ACTIVE,
            "proposed_by_id": officer.id,
            "proposed_at": now(),
            "accepted_by_id": manager.id,
            "accepted_at": now(),
        }
        for product in made
    ]
    placed = (
        db.session.execute(db.insert(Placement).returning(Placement.id, sort_by_parameter_order=True), placements)
        .scalars()
        .all()
    )
    codes = [
        {"outlet_id": outlet.id, "code": code, "placement_id": placement_id, "learned_at": now()}
        for code, placement_id in zip(items, placed, strict=True)
    ]
    db.session.execute(db.insert(OutletCode), codes)
    db.session.commit()
    return outlet, manager, owners
