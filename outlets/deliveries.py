"""Deliveries: who may see them, writing a note of goods for an outlet, and taking it back before it arrives."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, false, func, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, Role
from core.agency_settings import value_of
from core.database import db, get_visible
from core.dates import now, today
from core.errors import Refusal, RowProblem
from core.setting_kinds import Days, declare
from core.wording import N_
from outlets import delivery_lines, delivery_messages, outlets, placements
from outlets.consignment_models import Delivery, DeliveryLine
from outlets.delivery_lines import LineToSend
from outlets.errors import ProducerNotActive
from outlets.models import Outlet, Placement
from outlets.outlets import check_region, own_outlets, own_producers
from outlets.stock_errors import DeliveredOnImpossible, DeliveryNotOpen, LinesNeeded, UnknownDelivery
from outlets.stock_states import DeliveryStatus
from partnerships import producers
from partnerships.models import Producer
from partnerships.states import NOT_TRADING, Source

CONFIRM_DAYS = declare(
    Days(
        name="delivery_confirm_days",
        label=N_("Hari bagi gerai untuk mengonfirmasi titip jual"),
        group=N_("Titip jual dan stok"),
        default=3,
        least=1,
        most=60,
        ground=N_("Sesudah itu yang dikirim dianggap diterima baik; gerai diberi tahu saat surat titip jual dibuat."),
    )
)
LONGEST_BACK, LONGEST_AHEAD = 366, 31
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def visible_to(user: UserAccount) -> Select[tuple[Delivery]]:
    """The deliveries a person may see: staff those of outlets or producers in their regions, others their own."""
    if user.is_staff:
        there = select(Outlet.id).where(in_regions_of(user, Outlet.region_code))
        made = select(Producer.id).where(in_regions_of(user, Producer.region_code))
        return select(Delivery).where(Delivery.outlet_id.in_(there) | Delivery.producer_id.in_(made))
    if user.role in OUTLET_ROLES:
        return select(Delivery).where(Delivery.outlet_id.in_(own_outlets(user)))
    if user.role is Role.PRODUCER:
        return select(Delivery).where(Delivery.producer_id.in_(own_producers(user)))
    return select(Delivery).where(false())


def get(delivery_id: int, *, by: UserAccount, for_update: bool = False) -> Delivery:
    """One delivery. Raises `UnknownDelivery` for one that does not exist or is not this person's to see."""
    delivery = get_visible(visible_to(by), Delivery, delivery_id, for_update=for_update)
    if delivery is None:
        raise UnknownDelivery
    return delivery


def by_code(code: str, *, by: UserAccount) -> Delivery:
    """The delivery a QR code names. Raises `UnknownDelivery`."""
    rows = visible_to(by).where(Delivery.code == code.upper()[:20])
    delivery = db.session.execute(rows).scalar_one_or_none()
    if delivery is None:
        raise UnknownDelivery
    return delivery


def send(
    *,
    outlet_id: int,
    producer_id: int,
    delivered_on: date,
    lines: Sequence[Mapping[str, Any]],
    by: UserAccount,
    note: str = "",
    source: Source | None = None,
) -> Delivery:
    """Write a delivery note: goods on their way to one outlet, which stay the producer's. Pieces are whole.

    Staff write it for the producer and may say how they know. Locks the placements in the order of their ids. Raises
    `UnknownOutlet`, `OutletClosed`, `UnknownProducer`, `OutsideYourRegions`, `ProducerNotActive`, `LinesNeeded`,
    `DeliveredOnImpossible`, and for a line whatever `outlets.delivery_lines.check` raises, with every line that is
    wrong in `rows`.
    """
    outlet = outlets.get(outlet_id, by=by)
    outlets.refuse_closed(outlet)
    check_region(outlet, by)
    mine = placements.visible_to(by).where(Placement.outlet_id == outlet.id, Placement.producer_id == producer_id)
    found = db.session.execute(mine.order_by(Placement.id).with_for_update(of=Placement)).scalars()
    here = {placement.id: placement for placement in found}
    if not here:
        producers.get(producer_id, by=by)
    elif any(placement.product.producer.status in NOT_TRADING for placement in here.values()):
        raise ProducerNotActive
    if not lines:
        raise LinesNeeded(field="lines")
    first, last = today() - timedelta(days=LONGEST_BACK), today() + timedelta(days=LONGEST_AHEAD)
    if not first <= delivered_on <= last:
        raise DeliveredOnImpossible(field="delivered_on", first=first, last=last)
    wanted = _checked([LineToSend(**line) for line in lines], here, delivered_on)
    delivery = Delivery(
        code="".join(secrets.choice(CODE_SIGNS) for _ in range(8)),
        outlet_id=outlet.id,
        producer_id=producer_id,
        delivered_on=delivered_on,
        status=DeliveryStatus.SENT,
        note=note,
        sent_by_id=by.id,
        sent_at=now(),
        sent_source=source.value if by.is_staff and source else None,
        confirm_by=max(delivered_on, today()) + timedelta(days=value_of(CONFIRM_DAYS)),
    )
    db.session.add(delivery)
    db.session.flush()
    db.session.add_all(
        DeliveryLine(
            delivery_id=delivery.id,
            outlet_id=outlet.id,
            placement_id=line.placement_id,
            batch=line.batch,
            produced_on=line.produced_on,
            expires_on=line.expires_on,
            expiry_precision=line.expiry_precision,
            quantity=line.quantity,
        )
        for line in wanted
    )
    db.session.flush()
    record(
        "delivery:sent",
        delivery,
        by=by,
        after={
            "delivered_on": delivered_on.isoformat(),
            "lines": len(wanted),
            "pieces": sum(x.quantity for x in wanted),
        },
        on_behalf_of="producer" if by.is_staff else None,
        source=delivery.sent_source,
    )
    delivery_messages.tell_outlet(delivery)
    return delivery


def _checked(wanted: Sequence[LineToSend], here: Mapping[int, Placement], delivered_on: date) -> list[LineToSend]:
    """The lines as they are stored. Raises the first fault there is, with every faulty line in `rows`."""
    ledger = delivery_lines.on_the_way(here, [line.placement_id for line in wanted], delivered_on)
    checked: list[LineToSend] = []
    faults: list[tuple[int, Refusal]] = []
    for place, line in enumerate(wanted):
        try:
            checked.append(delivery_lines.check(line, here, delivered_on, ledger))
        except Refusal as refusal:
            faults.append((place, refusal))
    if not faults:
        return checked
    first = faults[0][1]
    named = [(place, next(iter(fault.errors), "placement_id"), fault) for place, fault in faults]
    first.rows = [RowProblem(place + 1, field, fault.problem) for place, field, fault in named]
    first.errors = {f"lines.{place}.{field}": [fault.problem] for place, field, fault in named}
    raise first


def cancel(delivery_id: int, *, reason: str, by: UserAccount) -> Delivery:
    """Take a note back that the outlet has not confirmed. Raises `UnknownDelivery`, `DeliveryNotOpen`."""
    delivery = get(delivery_id, by=by, for_update=True)
    check_region(delivery.outlet, by)
    if delivery.status is not DeliveryStatus.SENT:
        raise DeliveryNotOpen(number=delivery.number)
    delivery.status, delivery.cancelled_reason = DeliveryStatus.CANCELLED, reason
    db.session.flush()
    record(
        "delivery:cancelled",
        delivery,
        by=by,
        before={"delivery_status": DeliveryStatus.SENT.value},
        after={"delivery_status": delivery.status.value},
        reason=reason,
    )
    return delivery


def waiting_at(user: UserAccount) -> Select[tuple[int]]:
    """The deliveries that wait for this person: to be confirmed by an outlet, or to be decided by staff."""
    awaited = DeliveryStatus.SENT if user.role in OUTLET_ROLES else DeliveryStatus.DISPUTED
    return visible_to(user).with_only_columns(Delivery.id).where(Delivery.status == awaited)


def pieces_of(delivery_ids: Sequence[int]) -> dict[int, int]:
    """How many pieces each delivery holds."""
    rows = (
        select(DeliveryLine.delivery_id, func.sum(DeliveryLine.quantity).cast(db.BigInteger))
        .where(DeliveryLine.delivery_id.in_(delivery_ids))
        .group_by(DeliveryLine.delivery_id)
    )
    return dict(db.session.execute(rows).all())
