"""Checks of the history and of shelves: who moved money is on record, and nothing was sold where nothing stood.

What moves money writes its line of the history in the same transaction; a document without one was put there past the
verbs (quality invariants Q1, Q5). Payments and adjustments are counted where their transfers are.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from accounts.models import AuditEvent
from commissions.buyback_models import Buyback, BuybackPayment
from commissions.buyback_states import BuybackStatus
from commissions.dispute_models import DisputeDecision, StatementDispute
from commissions.models import Period, PeriodStatus
from commissions.verification_check import Check
from core.database import db
from core.wording import N_
from outlets.models import Placement
from outlets.re_rating_models import ReRating
from outlets.re_rating_states import ReRatingStatus
from outlets.sales_models import LineKind, SaleLine

MOST_NAMED = 20
COUNTED: Sequence[tuple[str, Select[tuple[int]]]] = (
    ("buyback:approved", select(func.count()).where(Buyback.status == BuybackStatus.APPROVED)),
    ("buyback:paid", select(func.count()).select_from(BuybackPayment)),
    ("statement:disputed", select(func.count()).select_from(StatementDispute)),
    ("statement:dispute_decided", select(func.count()).select_from(DisputeDecision)),
    ("re_rating:approved", select(func.count()).where(ReRating.status == ReRatingStatus.APPROVED)),
    ("period:closed", select(func.count()).where(Period.status == PeriodStatus.CLOSED)),
)
"""What happened, by its word in the history, and how often the documents say so."""


def history_tells_what_moved_money() -> tuple[int, list[str]]:
    """As many lines of the history tell of an act as there are documents of it."""
    rows = select(AuditEvent.action, func.count()).where(AuditEvent.action.in_([action for action, _rows in COUNTED]))
    told: dict[str, int] = dict(db.session.execute(rows.group_by(AuditEvent.action)).all())  # type: ignore[arg-type]
    looked_at, broken = 0, []
    for action, documents in COUNTED:
        count = db.session.execute(documents).scalar_one()
        looked_at += count
        if told.get(action, 0) != count:
            broken.append(f"{action}: {count} documents, {told.get(action, 0)} lines of history")
    return looked_at, broken


def sales_stand_in_their_placement() -> tuple[int, list[str]]:
    """Each sale is of a day on which its product stood in the outlet."""
    outside = or_(SaleLine.sold_on < Placement.starts_on, SaleLine.sold_on > Placement.ends_on)
    rows = (
        select(SaleLine.id, SaleLine.sold_on, Placement.id)
        .join(Placement, Placement.id == SaleLine.placement_id)
        .where(SaleLine.kind == LineKind.SALE, outside)
        .order_by(SaleLine.id)
        .limit(MOST_NAMED)
    )
    broken = [
        f"line {line}: sold on {day}, outside placement {placed}" for line, day, placed in db.session.execute(rows)
    ]
    counted = select(func.count()).select_from(SaleLine).where(SaleLine.kind == LineKind.SALE)
    return db.session.execute(counted).scalar_one(), broken


def placements_do_not_overlap() -> tuple[int, list[str]]:
    """Of one product one placement at most stands in an outlet on a day."""
    other = aliased(Placement)
    accepted = Placement.accepted_at.is_not(None)
    rows = (
        select(Placement.id, other.id)
        .join(other, (other.outlet_id == Placement.outlet_id) & (other.product_id == Placement.product_id))
        .where(
            accepted, other.accepted_at.is_not(None), Placement.id < other.id, _days(Placement).op("&&")(_days(other))
        )
        .order_by(Placement.id)
        .limit(MOST_NAMED)
    )
    broken = [f"placements {one} and {two}: on the same days" for one, two in db.session.execute(rows)]
    return db.session.execute(select(func.count()).select_from(Placement).where(accepted)).scalar_one(), broken


def _days(placement: type[Placement]) -> ColumnElement[object]:
    """The days a placement holds, both included."""
    return func.daterange(placement.starts_on, placement.ends_on, "[]")


HISTORY_CHECKS = (
    Check(
        "every sale is of a day its product stood in the outlet",
        N_("Setiap penjualan terjadi pada hari produknya ditempatkan di gerai itu."),
        ("K2",),
        sales_stand_in_their_placement,
    ),
    Check(
        "of one product one placement stands in an outlet on a day",
        N_("Satu produk hanya punya satu penempatan di satu gerai pada satu hari."),
        ("K3",),
        placements_do_not_overlap,
    ),
    Check(
        "the history tells of every act that moved money",
        N_("Riwayat mencatat setiap tindakan yang menggerakkan uang."),
        ("Q1", "Q5"),
        history_tells_what_moved_money,
    ),
)
