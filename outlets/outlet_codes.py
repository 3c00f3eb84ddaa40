"""The item codes of an outlet's own till: each means one product there, learned once and remembered.

A code in use is unique in its outlet (a partial unique key); one that is no longer used is retired and kept. What
people do with codes by hand is `outlets.outlet_code_changes`.
"""

from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from outlets.errors import CodeTaken
from outlets.models import OutletCode, Placement
from partnerships.models import Product

IN_USE = OutletCode.retired_at.is_(None)


class Shelved(NamedTuple):
    """A placement as far as a code needs it."""

    id: int
    outlet_id: int
    product_id: int


def shelved(placement: Placement) -> Shelved:
    """The placement as a code needs it."""
    return Shelved(placement.id, placement.outlet_id, placement.product_id)


def learn(placement: Placement, code: str, *, by: UserAccount) -> None:
    """Remember what an outlet's till calls a placed product; the same again changes nothing.

    A code that already means another product there, as the outlet's own code or as the SKU or GTIN of a product placed
    there, would be ambiguous: raises `CodeTaken`.
    """
    refuse_ambiguous(shelved(placement), code)
    keep(shelved(placement), code, by=by)
    record("placement:code_learned", placement, by=by, after={"code": code})


def relearn(placement_id: int, outlet_id: int, code: str, *, sales_file_id: int, by: UserAccount) -> None:
    """Remember what a code of a till file means; what it meant before is retired. The same again changes nothing."""
    before = in_use(outlet_id, code)
    if before is not None and before.placement_id == placement_id:
        return
    if before is not None:
        retire_row(before, by=by)
    placement = db.session.get_one(Placement, placement_id)
    keep(shelved(placement), code, sales_file_id=sales_file_id, by=by)


def codes_of(placement: Placement) -> list[str]:
    """What the till of its outlet calls the product of a placement."""
    rows = (
        select(OutletCode.code)
        .join(Placement, Placement.id == OutletCode.placement_id)
        .where(OutletCode.outlet_id == placement.outlet_id, Placement.product_id == placement.product_id, IN_USE)
        .order_by(OutletCode.code)
    )
    return list(db.session.execute(rows).scalars())


def forget(placement: Placement) -> None:
    """Forget the codes learned for a placement that was declined, so that they are free again."""
    db.session.execute(db.delete(OutletCode).where(OutletCode.placement_id == placement.id))


def in_use(outlet_id: int, code: str) -> OutletCode | None:
    """The code an outlet uses now, if it does."""
    rows = select(OutletCode).where(OutletCode.outlet_id == outlet_id, OutletCode.code == code, IN_USE)
    return db.session.execute(rows).scalar_one_or_none()


def refuse_ambiguous(placement: Shelved, code: str, *, field: str = "outlet_code") -> None:
    """Raises `CodeTaken` for a code that is the SKU or GTIN of another product of the outlet."""
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
        raise CodeTaken(field=field, item=code, name=clash)


def keep(
    placement: Shelved, code: str, *, by: UserAccount, field: str = "outlet_code", sales_file_id: int | None = None
) -> None:
    """Add the code unless it is in use; two at once meet at the unique key. Raises `CodeTaken` for another product."""
    db.session.execute(
        insert(OutletCode)
        .values(
            outlet_id=placement.outlet_id,
            code=code,
            placement_id=placement.id,
            learned_at=now(),
            learned_by_id=by.id,
            sales_file_id=sales_file_id,
        )
        .on_conflict_do_nothing(index_elements=["outlet_id", "code"], index_where=IN_USE)
    )
    meant = db.session.execute(
        select(Product.id, Product.name)
        .join(Placement, Placement.product_id == Product.id)
        .join(OutletCode, OutletCode.placement_id == Placement.id)
        .where(OutletCode.outlet_id == placement.outlet_id, OutletCode.code == code, IN_USE)
    ).one()
    if meant.id != placement.product_id:
        raise CodeTaken(field=field, item=code, name=meant.name)


def retire_row(found: OutletCode, *, by: UserAccount) -> None:
    """Take a code out of use; the row stays."""
    db.session.execute(
        update(OutletCode)
        .where(OutletCode.id == found.id, IN_USE)
        .values(retired_at=now(), retired_by_id=by.id)
        .execution_options(synchronize_session="fetch")
    )
