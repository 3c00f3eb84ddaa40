"""What an outlet received of a delivery: good, short and damaged for each line, said once, or by itself after days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from core.files import StoredFile, store
from core.images import upright_jpeg
from outlets import deliveries
from outlets.consignment_models import Delivery, DeliveryLine, Receipt, ReceiptLine
from outlets.delivery_messages import tell_both, tell_producer
from outlets.outlets import check_region
from outlets.stock import MovementKind, SourceKind
from outlets.stock_errors import (
    DeliveryNotOpen,
    NeverBothSides,
    ReceiptDoesNotAddUp,
    ReceiptIncomplete,
    ReceiptLineUnknown,
)
from outlets.stock_movements import Movement, is_tracked, lot_for, post
from outlets.stock_states import DeliveryStatus
from partnerships.states import Source


def confirm(
    delivery_id: int,
    *,
    lines: Sequence[Mapping[str, Any]],
    by: UserAccount,
    photos: Mapping[int, FileStorage] | None = None,
    source: Source | None = None,
) -> Receipt:
    """Say for every line how many pieces came good, short and damaged; good pieces are stock from now on.

    Each of `lines` names placement, batch and `good`; `damaged` is none unless told, `short` the rest unless told.
    `photos` are pictures of damaged goods by delivery line. Raises `UnknownDelivery`, `DeliveryNotOpen`,
    `NeverBothSides`, `ReceiptLineUnknown`, `ReceiptIncomplete`, `ReceiptDoesNotAddUp`, and what reading a photo raises.
    """
    delivery = deliveries.get(delivery_id, by=by, for_update=True)
    check_region(delivery.outlet, by)
    if delivery.status is not DeliveryStatus.SENT:
        raise DeliveryNotOpen(number=delivery.number)
    if delivery.sent_by_id == by.id:
        raise NeverBothSides
    told = _told(delivery, lines)
    receipt = _open(delivery, by=by, source=source.value if by.is_staff and source else None)
    for line, (good, short, damaged) in told.items():
        photo = (photos or {}).get(line.id)
        _receive(receipt, line, good, short, damaged, by=by, photo=_kept(photo, by) if photo else None)
    _close(delivery, receipt, by=by)
    return receipt


def all_good(delivery_id: int, *, by: UserAccount, source: Source | None = None) -> Receipt:
    """Confirm that everything came as the note says. Raises as `confirm`."""
    delivery = deliveries.get(delivery_id, by=by)
    lines = [{"placement_id": x.placement_id, "batch": x.batch, "good": x.quantity} for x in delivery.lines]
    return confirm(delivery_id, lines=lines, by=by, source=source)


def confirm_unanswered(day: date) -> list[int]:
    """Count as received, whole and good, what no outlet confirmed by its last day; the ids of those deliveries.

    May run any number of times and after days of silence: each delivery is received once.
    """
    rows = (
        select(Delivery)
        .where(Delivery.status == DeliveryStatus.SENT, Delivery.confirm_by < day)
        .order_by(Delivery.id)
        .with_for_update(of=Delivery)
    )
    waited = list(db.session.execute(rows).scalars())
    for delivery in waited:
        receipt = _open(delivery, by=None, source=None)
        for line in delivery.lines:
            _receive(receipt, line, line.quantity, 0, 0, by=None)
        _close(delivery, receipt, by=None)
    return [delivery.id for delivery in waited]


def _told(delivery: Delivery, lines: Sequence[Mapping[str, Any]]) -> dict[DeliveryLine, tuple[int, int, int]]:
    """Good, short and damaged pieces of every line of a note, in the order of the note."""
    known = {(line.placement_id, line.batch): line for line in delivery.lines}
    told: dict[int, tuple[int, int, int]] = {}
    for place, answer in enumerate(lines):
        line = known.get((answer["placement_id"], answer["batch"]))
        if line is None or line.id in told:
            raise ReceiptLineUnknown(field=f"lines.{place}.batch", batch=answer["batch"])
        good, damaged = answer["good"], answer.get("damaged") or 0
        short = answer.get("short")
        short = line.quantity - good - damaged if short is None else short
        if short < 0 or good + short + damaged != line.quantity:
            together = good + damaged + max(short, 0)
            raise ReceiptDoesNotAddUp(field=f"lines.{place}.good", batch=line.batch, told=together, sent=line.quantity)
        told[line.id] = (good, short, damaged)
    missing = [line.batch for line in delivery.lines if line.id not in told]
    if missing:
        raise ReceiptIncomplete(field="lines", batches=", ".join(missing[:5]))
    return {line: told[line.id] for line in delivery.lines}


def _open(delivery: Delivery, *, by: UserAccount | None, source: str | None) -> Receipt:
    """Flush the receipt of a delivery."""
    receipt = Receipt(
        delivery_id=delivery.id,
        is_automatic=by is None,
        received_on=min(delivery.delivered_on, today()),
        confirmed_by_id=by.id if by else None,
        confirmed_at=now(),
        source=source,
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _receive(
    receipt: Receipt,
    line: DeliveryLine,
    good: int,
    short: int,
    damaged: int,
    *,
    by: UserAccount | None,
    photo: StoredFile | None = None,
) -> None:
    """Flush a line of a receipt; its good pieces join the batch where the outlet's stock is followed."""
    received = ReceiptLine(
        receipt_id=receipt.id,
        delivery_line_id=line.id,
        sent=line.quantity,
        good=good,
        short=short,
        damaged=damaged,
        photo_id=photo.id if photo else None,
    )
    db.session.add(received)
    db.session.flush()
    if good and is_tracked(line.delivery.outlet):
        join_batch(line, MovementKind.RECEIVED, good, SourceKind.RECEIPT_LINE, received.id, receipt.received_on, by=by)


def join_batch(
    line: DeliveryLine,
    kind: MovementKind,
    pieces: int,
    source_kind: SourceKind,
    source_id: int,
    business_date: date,
    *,
    by: UserAccount | None,
    reason: str | None = None,
) -> None:
    """Move pieces of a delivered line in its batch, which is made when it is new. Raises as `post` and `lot_for`."""
    lot = lot_for(
        line.placement,
        line.batch,
        arrived_on=business_date,
        expires_on=line.expires_on,
        expiry_precision=line.expiry_precision,
        produced_on=line.produced_on,
    )
    movement = Movement(lot.id, kind, pieces, business_date, source_kind, source_id, reason=reason)
    post([movement], by_id=by.id if by else None)


def _kept(photo: FileStorage, by: UserAccount) -> StoredFile:
    """A photo of damaged goods, written anew and stored."""
    photo.stream.seek(0)  # a transaction that is tried again reads it again
    sent = photo.stream.read()
    name = f"{(photo.filename or 'foto').rpartition('.')[0][-80:] or 'foto'}.jpg"
    return store(upright_jpeg(sent), media_type="image/jpeg", original_name=name, original=sent, by_id=by.id)


def _close(delivery: Delivery, receipt: Receipt, *, by: UserAccount | None) -> None:
    """Note that a delivery was received."""
    delivery.status = DeliveryStatus.RECEIVED
    db.session.flush()
    db.session.expire(receipt)
    db.session.expire(delivery, ["receipt"])
    good = sum(line.good for line in receipt.lines)
    record(
        "delivery:received_unanswered" if by is None else "delivery:received",
        delivery,
        by=by,
        before={"delivery_status": DeliveryStatus.SENT.value},
        after={
            "delivery_status": delivery.status.value,
            "good": good,
            "short": sum(line.short for line in receipt.lines),
            "damaged": sum(line.damaged for line in receipt.lines),
        },
        on_behalf_of="outlet" if by is not None and by.is_staff else None,
        source=receipt.source,
    )
    if by is None:
        tell_both(delivery)
    else:
        tell_producer(delivery)
