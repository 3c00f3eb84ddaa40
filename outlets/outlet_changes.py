"""Changing an outlet's record, how its stock is followed, and opening it again; closing it asks about money, too.

Closing therefore is `commissions.outlet_closing`.
"""

from typing import Any

from sqlalchemy import func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.languages import speak
from core.money import format_number
from core.wording import N_
from outlets import outlets
from outlets.agreement_terms import terms_on
from outlets.consignment_models import Delivery
from outlets.errors import OutsideYourRegions
from outlets.models import Agreement, Outlet, Placement
from outlets.outlet_errors import ChainInUse, OutletNotClosed, SameStockPolicy, StockPolicyInUse
from outlets.outlet_profile import EDITED, readable
from outlets.placement_endings import HELD
from outlets.states import OutletStatus, StockPolicy
from outlets.stock_models import StockLot
from outlets.stock_states import DeliveryStatus
from partnerships.errors import ChangedMeanwhile

UNDERWAY = (DeliveryStatus.SENT, DeliveryStatus.DISPUTED)
TOLD_IN_HISTORY = {"kind": "outlet_kind", "region_code": "region_code"}
"""Fields whose values stand in the history; of the others only that they changed, for they may name people."""


def edit(outlet_id: int, *, by: UserAccount, version: int | None = None, **told: Any) -> Outlet:  # noqa: ANN401
    """Change the fields that are told, of `outlet_profile.EDITED`; the others stay.

    `version` is that of the record its author looked at. Raises `UnknownOutlet`, `ChangedMeanwhile` (with both
    versions), `UnknownChain`, `ChainInUse`, `OutsideYourRegions`, and what `outlet_profile.readable` raises.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    if version is not None and version != outlet.version:
        raise ChangedMeanwhile(
            yours=version,
            current=outlet.version,
            extra={"yours": version, "current": outlet.version, "content": content_of(outlet)},
        )
    known = readable(told)
    if "region_code" in known and not outlets.works_in(by, known["region_code"]):
        raise OutsideYourRegions(field="region_code")
    if "chain_id" in known and known["chain_id"] != outlet.chain_id:
        if known["chain_id"] is not None:
            outlets.get_chain(known["chain_id"], by=by)
        _refuse_leaving_chain(outlet)
    before = content_of(outlet)
    changed = [name for name in EDITED if name in known and known[name] != before[name]]
    for name in changed:
        setattr(outlet, name, known[name])
    if changed:
        db.session.flush()
        record(
            "outlet:changed",
            outlet,
            by=by,
            before={TOLD_IN_HISTORY[name]: before[name] for name in changed if name in TOLD_IN_HISTORY},
            after={
                "outlet_fields": changed,
                **{TOLD_IN_HISTORY[name]: known[name] for name in changed if name in TOLD_IN_HISTORY},
            },
        )
    return outlet


def content_of(outlet: Outlet) -> dict[str, Any]:
    """The fields of the record that may be edited, as plain values."""
    return {name: getattr(outlet, name) for name in EDITED}


def _refuse_leaving_chain(outlet: Outlet) -> None:
    """Raises `ChainInUse` while products stand in the outlet that only an agreement of its chain lets stand."""
    if outlet.chain_id is None:
        return
    rows = select(Placement.producer_id, func.count()).where(
        Placement.outlet_id == outlet.id,
        Placement.status.in_(HELD),
        func.coalesce(Placement.ends_on, today()) >= today(),
    )
    carried_by_chain = 0
    for producer_id, count in db.session.execute(rows.group_by(Placement.producer_id)):
        holds = terms_on(producer_id, outlet.id, today())
        carried_by_chain += count if holds is None or holds[0].is_chain else 0
    if carried_by_chain:
        raise ChainInUse(field="chain_id", count=format_number(carried_by_chain))


def open_stock_of(outlet: Outlet) -> list[tuple[str, int]]:
    """What of goods is open at an outlet, in words and numbers: pieces on the shelf, deliveries that are not done."""
    pieces = select(func.coalesce(func.sum(StockLot.on_hand), 0)).where(StockLot.outlet_id == outlet.id)
    coming = select(func.count()).where(Delivery.outlet_id == outlet.id, Delivery.status.in_(UNDERWAY))
    counted = ((N_("%(count)s barang masih ada di rak"), pieces), (N_("%(count)s kiriman belum selesai"), coming))
    found = [(sentence, int(db.session.execute(rows).scalar_one())) for sentence, rows in counted]
    return [(sentence, count) for sentence, count in found if count]


def told_open(blockers: list[tuple[str, int]]) -> str:
    """What is open, as one phrase in the reader's language."""
    return ", ".join(speak(sentence, count=format_number(count)) for sentence, count in blockers)


def change_stock_policy(outlet_id: int, *, stock_policy: StockPolicy, reason: str, by: UserAccount) -> Outlet:
    """Follow the stock of an outlet another way from now on, with a reason.

    The outlet's row is locked, so no delivery note is written at the same moment (its key to the outlet waits). Raises
    `UnknownOutlet`, `SameStockPolicy`, and `StockPolicyInUse` with what is open while pieces lie there or are on their
    way.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    if outlet.stock_policy is stock_policy:
        raise SameStockPolicy(field="stock_policy")
    if blockers := open_stock_of(outlet):
        raise StockPolicyInUse(field="stock_policy", what=told_open(blockers))
    before, outlet.stock_policy = outlet.stock_policy, stock_policy
    db.session.flush()
    record(
        "outlet:stock_policy_changed",
        outlet,
        by=by,
        before={"stock_policy": before.value},
        after={"stock_policy": stock_policy.value},
        reason=reason,
    )
    return outlet


def standing_at(outlet: Outlet) -> list[tuple[str, int]]:
    """What of agreements and placements still stands at an outlet; an agreement of its chain is not its own."""
    agreements = select(func.count()).where(
        Agreement.outlet_id == outlet.id,
        Agreement.status != "ended",
        func.coalesce(Agreement.ends_on, today()) >= today(),
    )
    placements = select(func.count()).where(
        Placement.outlet_id == outlet.id,
        Placement.status != "ended",
        func.coalesce(Placement.ends_on, today()) >= today(),
    )
    counted = (
        (N_("%(count)s perjanjian belum berakhir"), agreements),
        (N_("%(count)s penempatan belum berakhir"), placements),
    )
    found = [(sentence, int(db.session.execute(rows).scalar_one())) for sentence, rows in counted]
    return [(sentence, count) for sentence, count in found if count]


def reopen(outlet_id: int, *, reason: str, by: UserAccount) -> Outlet:
    """Open an outlet that was closed again; its people are as they were.

    Raises `UnknownOutlet`, `OutletNotClosed`.
    """
    outlet = outlets.get(outlet_id, by=by, for_update=True)
    if outlet.status is not OutletStatus.CLOSED:
        raise OutletNotClosed
    outlet.status, outlet.closed_on = OutletStatus.ACTIVE, None
    db.session.flush()
    record(
        "outlet:reopened",
        outlet,
        by=by,
        before={"outlet_status": OutletStatus.CLOSED.value},
        after={"outlet_status": outlet.status.value},
        reason=reason,
    )
    return outlet
