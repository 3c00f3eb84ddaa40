"""What people do with the item codes of an outlet's till by hand: add, change, retire."""

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from outlets import outlets, placements
from outlets.models import OutletCode, Placement
from outlets.outlet_codes import Shelved, in_use, keep, refuse_ambiguous, retire_row, shelved
from outlets.outlet_errors import CodeInUse, CodeRetired, NotPlacedHere, UnknownOutletCode


def visible_to(user: UserAccount) -> Select[tuple[OutletCode]]:
    """The codes a person may see: those of placements that person may see."""
    seen = placements.visible_to(user).with_only_columns(Placement.id)
    return select(OutletCode).where(OutletCode.placement_id.in_(seen))


def get(code_id: int, *, by: UserAccount, for_update: bool = False) -> OutletCode:
    """One code. Raises `UnknownOutletCode` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), OutletCode, code_id, for_update=for_update)
    if found is None:
        raise UnknownOutletCode
    return found


def add(outlet_id: int, *, code: str, placement_id: int, by: UserAccount) -> OutletCode:
    """Write down a code of an outlet's till for a product that stands, or stood, there.

    Raises `UnknownOutlet`, `NotPlacedHere`, `CodeInUse`, and `CodeTaken` for the SKU or GTIN of another product there.
    """
    outlet = outlets.get(outlet_id, by=by)
    placement = placed_here(placement_id, outlet.id)
    known = in_use(outlet.id, code)
    if known is not None:
        raise CodeInUse(field="code", item=code, name=known.placement.product.name)
    refuse_ambiguous(placement, code, field="code")
    keep(placement, code, field="code", by=by)
    found = in_use(outlet.id, code)
    if found is None or found.placement_id != placement.id:
        raise CodeInUse(field="code", item=code, name=found.placement.product.name if found else "")
    record("outlet_code:added", found, by=by, after={"code": code, "product_id": placement.product_id})
    return found


def change(code_id: int, *, code: str, placement_id: int, reason: str, by: UserAccount) -> OutletCode:
    """Give a code another spelling or another meaning from now on: the old one is retired, the new one added.

    What is read from now on is read so, also late sales of days before; lines that were posted stay. Raises
    `UnknownOutletCode`, `CodeRetired`, and what `add` raises.
    """
    old = retire(code_id, reason=reason, by=by)
    return add(old.outlet_id, code=code, placement_id=placement_id, by=by)


def retire(code_id: int, *, reason: str, by: UserAccount) -> OutletCode:
    """Use a code no longer; it is free for another product. Raises `UnknownOutletCode`, `CodeRetired`."""
    found = get(code_id, by=by, for_update=True)
    outlets.get(found.outlet_id, by=by)
    if found.retired_at is not None:
        raise CodeRetired
    retire_row(found, by=by)
    record("outlet_code:retired", found, by=by, before={"code": found.code}, reason=reason)
    return found


def placed_here(placement_id: int, outlet_id: int) -> Shelved:
    """A placement the outlet accepted once. Raises `NotPlacedHere`."""
    placement = db.session.get(Placement, placement_id)
    if placement is None or placement.outlet_id != outlet_id or placement.accepted_at is None:
        raise NotPlacedHere(field="placement_id")
    return shelved(placement)
