"""The item codes of an outlet's own till: each means one product there, learned once and remembered."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from outlets.errors import CodeTaken
from outlets.models import OutletCode, Placement
from partnerships.models import Product


def learn(placement: Placement, code: str, *, by: UserAccount) -> None:
    """Remember what an outlet's till calls a placed product; the same again changes nothing.

    A code that already means another product there, as the outlet's own code or as the SKU or GTIN of a product placed
    there, would be ambiguous: raises `CodeTaken`.
    """
    clash = db.session.execute(
        select(Product.name)
        .join(Placement, Placement.product_id == Product.id)
        .where(
            Placement.outlet_id == placement.outlet_id,
            Placement.accepted_at.is_not(None),
            Placement.product_id != placement.product_id,
            (Product.sku == code) | (Product.gtin == code),
        )
        .limit(1)
    ).scalar_one_or_none()
    if clash is not None:
        raise CodeTaken(field="outlet_code", item=code, name=clash)
    db.session.execute(
        insert(OutletCode)
        .values(
            outlet_id=placement.outlet_id,
            code=code,
            placement_id=placement.id,
            learned_at=now(),
            learned_by_id=by.id,
        )
        .on_conflict_do_nothing()
    )
    meant = db.session.execute(
        select(Product.id, Product.name)
        .join(Placement, Placement.product_id == Product.id)
        .join(OutletCode, OutletCode.placement_id == Placement.id)
        .where(OutletCode.outlet_id == placement.outlet_id, OutletCode.code == code)
    ).one()
    if meant.id != placement.product_id:
        raise CodeTaken(field="outlet_code", item=code, name=meant.name)
    record("placement:code_learned", placement, by=by, after={"code": code})


def codes_of(placement: Placement) -> list[str]:
    """What the till of its outlet calls the product of a placement."""
    rows = (
        select(OutletCode.code)
        .join(Placement, Placement.id == OutletCode.placement_id)
        .where(OutletCode.outlet_id == placement.outlet_id, Placement.product_id == placement.product_id)
        .order_by(OutletCode.code)
    )
    return list(db.session.execute(rows).scalars())


def forget(placement: Placement) -> None:
    """Forget the codes learned for a placement that was declined, so that they are free again."""
    db.session.execute(db.delete(OutletCode).where(OutletCode.placement_id == placement.id))
