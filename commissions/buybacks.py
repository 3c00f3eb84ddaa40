"""The agency buys unsold or expired goods back from producers, at their consigned price or a share of it.

It is compensation, not a sale (PLUT gallery of Central Kalimantan, 2021; docs/ledger.md): no commission, no line on the
outlet's statement, and what is bought is destroyed or given away, never sold. The pieces leave the batch they lie in
when a second person approves, so the same piece cannot be bought twice.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, false, select
from sqlalchemy.dialects.postgresql import insert

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import buyback_budgets, journal
from commissions.buyback_errors import (
    AlreadyDecided,
    BudgetOfAnotherYear,
    BudgetUsedUp,
    NamedTwice,
    NothingToBuy,
    PlacementHasEnded,
    SecondPersonNeeded,
    StockNotFollowed,
    UnknownBatch,
    UnknownBuyback,
    WorthNothing,
)
from commissions.buyback_models import Buyback, BuybackLine
from commissions.buyback_states import BuybackGround, BuybackStatus
from commissions.journal import Posting
from commissions.models import LedgerBook
from commissions.periods import lock_for_posting
from commissions.transfers import buyback_transfers, value_at_share
from core.database import db, get_visible
from core.dates import business_day, month_of, now, today
from core.money import format_rupiah
from outlets import outlets
from outlets.batch_values import first_on_shelf
from outlets.models import Outlet, OutletMember, Placement
from outlets.placements import status_of
from outlets.states import PlacementStatus
from outlets.stock import MovementKind, SourceKind, is_sellable
from outlets.stock_errors import NotEnoughOnHand, WorthChanged
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, is_tracked, lock_lots, post
from partnerships.models import ProducerMember

WHOLE_PRICE = 100


def visible_to(user: UserAccount) -> Select[tuple[Buyback]]:
    """The buy-backs a person may see: staff of their regions, producers of their goods, managers of their outlet."""
    if user.is_staff:
        seen = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        return select(Buyback).where(Buyback.outlet_id.in_(seen))
    if user.role is Role.PRODUCER:
        own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
        return select(Buyback).where(
            Buyback.id.in_(select(BuybackLine.buyback_id).where(BuybackLine.producer_id.in_(own)))
        )
    if user.role is Role.OUTLET_MANAGER:
        own = select(OutletMember.outlet_id).where(OutletMember.user_id == user.id)
        return select(Buyback).where(Buyback.outlet_id.in_(own))
    return select(Buyback).where(false())


def get(buyback_id: int, *, by: UserAccount, for_update: bool = False) -> Buyback:
    """One buy-back. Raises `UnknownBuyback` for one that does not exist or is not this person's to see."""
    buyback = get_visible(visible_to(by), Buyback, buyback_id, for_update=for_update)
    if buyback is None:
        raise UnknownBuyback
    return buyback


def lines_seen_by(buyback: Buyback, user: UserAccount) -> list[BuybackLine]:
    """The lines of a buy-back a person may see: a producer its own, everybody else all of them."""
    if user.role is not Role.PRODUCER:
        return buyback.lines
    own = set(db.session.execute(select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)).scalars())
    return [line for line in buyback.lines if line.producer_id in own]


def propose(
    *, outlet_id: int, budget_id: int, lines: Sequence[Mapping[str, Any]], by: UserAccount, reason: str | None = None
) -> Buyback:
    """Propose to buy goods back that lie at an outlet; nothing moves before a second person approves.

    Each of `lines` names `placement_id`, `batch`, `quantity` and, where not the whole price, `share_percent`. Raises
    `UnknownOutlet`, `UnknownBudget`, `BudgetOfAnotherYear`, `StockNotFollowed`, `NothingToBuy`, `UnknownBatch`,
    `NamedTwice`, `PlacementHasEnded`, `NotEnoughOnHand`, `WorthNothing`.
    """
    outlet = outlets.get(outlet_id, by=by)
    budget = buyback_budgets.get(budget_id)
    if budget.year != today().year:
        raise BudgetOfAnotherYear(field="budget_id", year=budget.year)
    if not is_tracked(outlet):
        raise StockNotFollowed
    if not lines:
        raise NothingToBuy(field="lines")
    lots = _lots_of(outlet, lines)
    buyback = Buyback(
        outlet_id=outlet.id,
        budget_id=budget.id,
        status=BuybackStatus.PROPOSED,
        reason=reason,
        proposed_by_id=by.id,
        proposed_at=now(),
    )
    db.session.add(buyback)
    db.session.flush()
    for place, (lot, line) in enumerate(zip(lots, lines, strict=True)):
        share = int(line.get("share_percent") or WHOLE_PRICE)
        made = _lines(buyback, lot, int(line["quantity"]), share)
        if any(one.amount_rupiah == 0 for one in made):
            raise WorthNothing(field=f"lines.{place}.share_percent", share=share)
        db.session.add_all(made)
    db.session.flush()
    db.session.refresh(buyback, ["lines"])
    after: dict[str, object] = {
        "status": buyback.status.value,
        "outlet_id": outlet.id,
        "budget_id": budget.id,
        "amount_rupiah": amount_of(buyback),
    }
    record("buyback:proposed", buyback, by=by, after=after, reason=reason)
    return buyback


def approve(buyback_id: int, *, by: UserAccount, reason: str | None = None) -> Buyback:
    """Buy: the pieces leave their batches and the agency owes each producer, in the month of today.

    Raises `UnknownBuyback`, `AlreadyDecided`, `SecondPersonNeeded`, `BudgetUsedUp`; `PlacementHasEnded` when a
    placement ended meanwhile, `NotEnoughOnHand` and `WorthChanged` when pieces were sold or returned.
    """
    period = lock_for_posting(month_of(today()))
    buyback = _to_decide(buyback_id, by)
    budget = buyback_budgets.get(buyback.budget_id, for_update=True)
    left = budget.amount_rupiah - buyback_budgets.used_of(budget.id)
    amount = amount_of(buyback)
    if amount > left:
        raise BudgetUsedUp(left=format_rupiah(left), needed=format_rupiah(amount))
    for line in buyback.lines:
        _refuse_ended(line.placement)
    _refuse_other_worth(buyback)
    post(
        [
            Movement(
                line.lot_id,
                MovementKind.BOUGHT_BACK,
                line.quantity,
                today(),
                SourceKind.BUYBACK,
                buyback.id,
                part=str(line.id),
            )
            for line in buyback.lines
        ],
        by_id=by.id,
    )
    _decide(buyback, BuybackStatus.APPROVED, by, reason)
    books = books_of(buyback)
    journal.post(
        [
            Posting(
                book_id=books[line.producer_id],
                leg=leg,
                source=f"buyback:{buyback.id}",
                part=str(line.id),
                period=period,
                sold_in=month_of(today()),
                business_date=today(),
            )
            for line in buyback.lines
            for leg in buyback_transfers(line.amount_rupiah)
        ],
        by_id=by.id,
    )
    return buyback


def decline(buyback_id: int, *, reason: str, by: UserAccount) -> Buyback:
    """Do not buy. Raises `UnknownBuyback`, `AlreadyDecided`, `SecondPersonNeeded`."""
    buyback = _to_decide(buyback_id, by)
    _decide(buyback, BuybackStatus.DECLINED, by, reason)
    return buyback


def amount_of(buyback: Buyback) -> int:
    """What a buy-back comes to, in rupiah."""
    return sum(line.amount_rupiah for line in buyback.lines)


def due_by_producer(buyback: Buyback) -> dict[int, int]:
    """What each producer is to get for a buy-back, in rupiah, whether paid or not."""
    due: dict[int, int] = defaultdict(int)
    for line in buyback.lines:
        due[line.producer_id] += line.amount_rupiah
    return dict(due)


def books_of(buyback: Buyback) -> dict[int, int]:
    """The ledger's book of each producer under the budget line, opened where there is none yet."""
    producer_ids = sorted({line.producer_id for line in buyback.lines})
    find = select(LedgerBook.producer_id, LedgerBook.id).where(
        LedgerBook.kind == "buyback",
        LedgerBook.budget_id == buyback.budget_id,
        LedgerBook.producer_id.in_(producer_ids),
    )
    found = {row.producer_id: row.id for row in db.session.execute(find)}
    if missing := [producer_id for producer_id in producer_ids if producer_id not in found]:
        db.session.execute(
            insert(LedgerBook).on_conflict_do_nothing(),
            [{"kind": "buyback", "producer_id": one, "budget_id": buyback.budget_id} for one in missing],
        )
        found = {row.producer_id: row.id for row in db.session.execute(find)}
    return found


def _lots_of(outlet: Outlet, lines: Sequence[Mapping[str, Any]]) -> list[StockLot]:
    """The batch of each line, with enough pieces left. Raises as `propose`."""
    rows = select(StockLot).where(
        StockLot.outlet_id == outlet.id, StockLot.placement_id.in_({line["placement_id"] for line in lines})
    )
    known = {(lot.placement_id, lot.batch): lot for lot in db.session.execute(rows).scalars()}
    found: list[StockLot] = []
    for place, line in enumerate(lines):
        lot = known.get((line["placement_id"], line["batch"]))
        if lot is None:
            raise UnknownBatch(field=f"lines.{place}.batch")
        if lot in found:
            raise NamedTwice(field=f"lines.{place}.batch")
        _refuse_ended(lot.placement, field=f"lines.{place}.placement_id")
        if line["quantity"] > lot.on_hand:
            raise NotEnoughOnHand(
                field=f"lines.{place}.quantity", batch=lot.batch, pieces=line["quantity"], left=lot.on_hand
            )
        found.append(lot)
    return found


def _lines(buyback: Buyback, lot: StockLot, quantity: int, share_percent: int) -> list[BuybackLine]:
    """Pieces of a batch, one line for each price at which they were left; the oldest delivery is bought first."""
    return [
        BuybackLine(
            buyback_id=buyback.id,
            lot_id=lot.id,
            placement_id=lot.placement_id,
            producer_id=lot.producer_id,
            ground=BuybackGround.UNSOLD if is_sellable(lot.expires_on, today()) else BuybackGround.EXPIRED,
            quantity=pieces,
            consigned_price_rupiah=price,
            share_percent=share_percent,
            amount_rupiah=value_at_share(pieces, price, share_percent),
        )
        for price, pieces in first_on_shelf(lot, quantity)
    ]


def _refuse_ended(placement: Placement, field: str | None = None) -> None:
    """Raises `PlacementHasEnded` for goods whose placement is over: they go back to their producer."""
    if status_of(placement) is PlacementStatus.ENDED:
        raise PlacementHasEnded(field=field, name=placement.product.name)


def _refuse_other_worth(buyback: Buyback) -> None:
    """Raises `WorthChanged` when pieces left since and what would be bought now was left at another price."""
    proposed: dict[int, dict[int, int]] = defaultdict(dict)
    for line in buyback.lines:
        proposed[line.lot_id][line.consigned_price_rupiah] = line.quantity
    for line in buyback.lines:
        quantity = sum(proposed[line.lot_id].values())
        if line.lot.on_hand >= quantity and dict(first_on_shelf(line.lot, quantity)) != proposed[line.lot_id]:
            raise WorthChanged(batch=line.lot.batch, name=line.placement.product.name)


def _to_decide(buyback_id: int, by: UserAccount) -> Buyback:
    """A buy-back that waits, locked together with its batches. Raises as `approve`."""
    buyback = get(buyback_id, by=by, for_update=True)
    if buyback.status is not BuybackStatus.PROPOSED:
        who = db.session.get(UserAccount, buyback.decided_by_id)
        when = business_day(buyback.decided_at) if buyback.decided_at else None
        raise AlreadyDecided(who=who.name if who else "", when=when)
    if buyback.proposed_by_id == by.id:
        raise SecondPersonNeeded
    lock_lots({line.lot_id for line in buyback.lines})
    return buyback


def _decide(buyback: Buyback, status: BuybackStatus, by: UserAccount, reason: str | None) -> None:
    buyback.status = status
    buyback.decided_by_id, buyback.decided_at, buyback.decided_on = by.id, now(), today()
    buyback.decision_reason = reason
    db.session.flush()
    record(
        f"buyback:{status.value}",
        buyback,
        by=by,
        before={"status": BuybackStatus.PROPOSED.value},
        after={"status": status.value, "amount_rupiah": amount_of(buyback)},
        reason=reason,
    )
