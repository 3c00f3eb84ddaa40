"""A producer disputes what an outlet says it received; staff correct the receipt or let it stand."""

from datetime import timedelta

from sqlalchemy import Select, select

from accounts.audit import record
from accounts.models import UserAccount
from core.agency_settings import value_of
from core.database import db, get_visible
from core.dates import business_day, now, today
from core.setting_kinds import Days, declare
from core.wording import N_
from outlets import deliveries
from outlets.consignment_models import Delivery, ReceiptDispute, ReceiptLine
from outlets.outlets import check_region
from outlets.receipts import join_batch
from outlets.stock import MovementKind, SourceKind
from outlets.stock_errors import (
    DecidesOwnWords,
    DisputedAlready,
    DisputeDecided,
    MoreGoodThanSent,
    NothingToDispute,
    NotReceivedYet,
    ReceiptLineUnknown,
    TooLateToDispute,
    UnknownDispute,
)
from outlets.stock_movements import is_tracked
from outlets.stock_states import DeliveryStatus, DisputeStatus

DISPUTE_DAYS = declare(
    Days(
        name="receipt_dispute_days",
        label=N_("Hari bagi UMKM untuk mempersoalkan penerimaan"),
        group=N_("Titip jual dan stok"),
        default=7,
        least=1,
        most=60,
        ground=N_("Dihitung sejak gerai menerima; sesudah itu jumlah yang diterima tidak dipersoalkan lagi."),
    )
)


def visible_to(user: UserAccount) -> Select[tuple[ReceiptDispute]]:
    """The disputes a person may see: those of deliveries that person may see."""
    seen = deliveries.visible_to(user).with_only_columns(Delivery.id)
    return select(ReceiptDispute).where(ReceiptDispute.delivery_id.in_(seen))


def get(dispute_id: int, *, by: UserAccount, for_update: bool = False) -> ReceiptDispute:
    """One dispute. Raises `UnknownDispute` for one that does not exist or is not this person's to see."""
    dispute = get_visible(visible_to(by), ReceiptDispute, dispute_id, for_update=for_update)
    if dispute is None:
        raise UnknownDispute
    return dispute


def open_dispute(delivery_id: int, *, line_id: int, good: int, words: str, by: UserAccount) -> ReceiptDispute:
    """Say that more or fewer pieces of a delivery line came good than the receipt says, with words.

    Raises `UnknownDelivery`, `NotReceivedYet`, `ReceiptLineUnknown`, `DisputedAlready`, `NothingToDispute`,
    `MoreGoodThanSent`, `TooLateToDispute`.
    """
    delivery = deliveries.get(delivery_id, by=by, for_update=True)
    check_region(delivery.outlet, by)
    if delivery.receipt is None:
        raise NotReceivedYet
    received = next((line.received for line in delivery.lines if line.id == line_id), None)
    if received is None:
        raise ReceiptLineUnknown(field="line_id", batch=line_id)
    if db.session.execute(select(ReceiptDispute.id).where(ReceiptDispute.receipt_line_id == received.id)).first():
        raise DisputedAlready
    if good == received.good:
        raise NothingToDispute(good=received.good)
    if good > received.sent:
        raise MoreGoodThanSent(field="good", sent=received.sent)
    last = business_day(delivery.receipt.confirmed_at) + timedelta(days=value_of(DISPUTE_DAYS))
    if today() > last:
        raise TooLateToDispute(last=last)
    dispute = ReceiptDispute(
        receipt_line_id=received.id,
        delivery_id=delivery.id,
        claimed_good=good,
        words=words,
        status=DisputeStatus.OPEN,
        opened_by_id=by.id,
        opened_at=now(),
    )
    before, delivery.status = delivery.status, DeliveryStatus.DISPUTED
    db.session.add(dispute)
    db.session.flush()
    record(
        "delivery:disputed",
        delivery,
        by=by,
        before={"delivery_status": before.value},
        after={"delivery_status": delivery.status.value, "said_good": received.good, "claimed_good": good},
        reason=words,
    )
    return dispute


def decide(
    dispute_id: int, *, decision: DisputeStatus, reason: str, by: UserAccount, good: int | None = None
) -> ReceiptDispute:
    """Correct the receipt to a number of good pieces (what the producer claims unless told), or let it stand.

    A correction is a further movement; the receipt stays as it was said. Raises `UnknownDispute`, `DisputeDecided`,
    `DecidesOwnWords`, `MoreGoodThanSent`, and `NotEnoughOnHand` when the pieces to be taken out are gone already.
    """
    dispute = get(dispute_id, by=by, for_update=True)
    delivery = deliveries.get(dispute.delivery_id, by=by, for_update=True)
    check_region(delivery.outlet, by)
    if dispute.status is not DisputeStatus.OPEN:
        who = db.session.get(UserAccount, dispute.decided_by_id)
        raise DisputeDecided(who=who.name if who else "")
    if dispute.opened_by_id == by.id:
        raise DecidesOwnWords
    received = dispute.receipt_line
    decided = received.good
    if decision is DisputeStatus.CORRECTED:
        decided = dispute.claimed_good if good is None else good
        if decided > received.sent:
            raise MoreGoodThanSent(field="good", sent=received.sent)
        _correct(dispute, received, decided, reason=reason, by=by)
    dispute.status, dispute.decided_good, dispute.reason = decision, decided, reason
    dispute.decided_by_id, dispute.decided_at = by.id, now()
    db.session.flush()
    rest = select(ReceiptDispute.id).where(
        ReceiptDispute.delivery_id == delivery.id, ReceiptDispute.status == DisputeStatus.OPEN
    )
    if not db.session.execute(rest.limit(1)).first():
        delivery.status = DeliveryStatus.RECEIVED
    db.session.flush()
    record(
        f"delivery:dispute_{decision.value}",
        delivery,
        by=by,
        before={"good": received.good},
        after={"delivery_status": delivery.status.value, "good": decided},
        reason=reason,
    )
    return dispute


def _correct(dispute: ReceiptDispute, received: ReceiptLine, good: int, *, reason: str, by: UserAccount) -> None:
    """Move the difference to the receipt in its batch, where the outlet's stock is followed."""
    more = good - received.good
    if more == 0 or not is_tracked(dispute.delivery.outlet):
        return
    kind = MovementKind.RECEIVED if more > 0 else MovementKind.RECEIPT_REDUCED
    join_batch(
        received.line,
        kind,
        abs(more),
        SourceKind.RECEIPT_DISPUTE,
        dispute.id,
        dispute.delivery.receipt.received_on if dispute.delivery.receipt else today(),
        by=by,
        reason=reason,
    )
