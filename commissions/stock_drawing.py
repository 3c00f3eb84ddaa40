"""Sales draw from stock: which lines are held back, which batches the others took, and what comes back to them.

An outlet that does not follow its stock pays one query for this; only permits that ended hold its lines.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from accounts.models import UserAccount
from commissions.line_checks import Checked, natural_key
from commissions.pricing import PricedLine
from core.database import db
from core.errors import RowProblem
from core.wording import N_, Problem, Severity
from outlets import holds
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.sales_reports import UNIQUE_VIOLATED, AlreadyReported, posted_keys
from outlets.stock import Draw, MovementKind, Shelf, SourceKind, put_back
from outlets.stock_counts import followed_since
from outlets.stock_models import StockMovement
from outlets.stock_movements import Movement, as_batches, is_tracked, lock_shelves, post
from outlets.stock_states import HeldReason, HeldStatus

BLOCK = 5_000
MORE_THAN_ON_HAND = N_(
    "Ditahan: terjual %(pieces)s, padahal stok yang boleh dijual hari itu %(left)s. Petugas akan memutuskannya."
)
PERMIT_ENDED = N_("Ditahan: izin produk ini sudah berakhir sejak %(day)s. Petugas akan memutuskannya.")


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A priced line that is not posted, and why.

    `on_hand` are the pieces that might have been sold that day; `hold` is the hold of an ended permit.
    """

    priced: PricedLine
    reason: HeldReason
    on_hand: int | None = None
    hold: holds.HeldDays | None = None

    @property
    def warning(self) -> RowProblem:
        """What whoever reported it is told."""
        line = self.priced.line
        if self.hold is not None:
            problem = Problem("held_permit_ended", PERMIT_ENDED, {"day": self.hold.since}, Severity.WARNING)
            return RowProblem(line.row, "sold_on", problem)
        params = {"pieces": line.quantity, "left": self.on_hand}
        problem = Problem("held_more_than_on_hand", MORE_THAN_ON_HAND, params, Severity.WARNING)
        return RowProblem(line.row, "quantity", problem)


def hold_back(
    outlet: Outlet,
    checked: Checked,
    drawn_from: Mapping[int, Sequence[Draw]] | None = None,
    *,
    only_look: bool = False,
) -> None:
    """Take out of the good lines of a report what is held, and note from which batches the others draw.

    Held are lines sold after a permit ended, and where stock is followed lines that sell more than may be sold that
    day (contract, section 5). Rows in `drawn_from` come from the batches told there: somebody counted them. Locks the
    batches of the placements, in the order of their ids, until the report stands; a dry run may `only_look`. Raises
    `AlreadyReported` when somebody posted a held line at the same moment.
    """
    held_days = holds.held_days_at(outlet.id)
    if held_days:
        _hold_for_permits(checked, held_days)
    if is_tracked(outlet):
        _draw(outlet, checked, drawn_from or {}, only_look=only_look)
    if checked.held:
        if not only_look and posted_keys([natural_key(outlet.id, held.priced) for held in checked.held]):
            raise AlreadyReported  # the same receipt was posted while this report waited for the batches
        gone = {id(held.priced) for held in checked.held}
        checked.priced = [priced for priced in checked.priced if id(priced) not in gone]
        checked.warnings = [
            *[warning for warning in checked.warnings if warning.row not in {h.priced.line.row for h in checked.held}],
            *[held.warning for held in checked.held],
        ]
        checked.warnings.sort(key=lambda warning: warning.row)


def _hold_for_permits(checked: Checked, held_days: Mapping[int, Sequence[holds.HeldDays]]) -> None:
    """Hold the lines whose placement had lost its permit by their day."""
    for priced in checked.priced:
        spans = held_days.get(priced.terms.placed.placement_id, ())
        hold = next((span for span in spans if span.covers(priced.line.sold_on)), None)
        if hold is not None:
            checked.held.append(HeldBack(priced, HeldReason.PERMIT_ENDED, hold=hold))


def _draw(outlet: Outlet, checked: Checked, drawn_from: Mapping[int, Sequence[Draw]], *, only_look: bool) -> None:
    """Let the lines that are not held yet draw from their shelves, the earliest day first.

    Sales of days before an outlet began to follow its stock draw nothing: its opening count found them gone.
    """
    held = {id(one.priced) for one in checked.held}
    since = followed_since(outlet.id)
    wanted = [
        priced for priced in checked.priced if id(priced) not in held and (since is None or priced.line.sold_on > since)
    ]
    for priced in wanted:
        if priced.line.row in drawn_from:
            checked.drawn[priced.line.row] = list(drawn_from[priced.line.row])
    wanted = [priced for priced in wanted if priced.line.row not in drawn_from]
    lots = lock_shelves({priced.terms.placed.placement_id for priced in wanted}, only_look=only_look)
    shelves = {placement_id: Shelf(as_batches(found)) for placement_id, found in lots.items()}
    for priced in sorted(wanted, key=lambda one: (one.line.sold_on, one.line.row)):
        shelf = shelves.setdefault(priced.terms.placed.placement_id, Shelf([]))
        drawn = shelf.take(priced.line.sold_on, priced.line.quantity)
        if drawn is None:
            left = shelf.on_hand(priced.line.sold_on)
            checked.held.append(HeldBack(priced, HeldReason.MORE_THAN_ON_HAND, on_hand=left))
        else:
            checked.drawn[priced.line.row] = drawn


def keep_held(report: SalesReport, outlet: Outlet, held: Sequence[HeldBack]) -> None:
    """Store held lines as they were submitted; their receipt lines count as reported. Raises `AlreadyReported`."""
    rows = [
        {
            "report_id": report.id,
            "outlet_id": outlet.id,
            "producer_id": one.priced.terms.placed.producer_id,
            "product_id": one.priced.terms.placed.product_id,
            "placement_id": one.priced.terms.placed.placement_id,
            "file_row": one.priced.line.row,
            "sold_on": one.priced.line.sold_on,
            "code": one.priced.code,
            "quantity": one.priced.line.quantity,
            "unit_price_rupiah": one.priced.line.unit_price_rupiah,
            "reference": one.priced.line.reference,
            "occurrence": one.priced.line.occurrence,
            "natural_key": natural_key(outlet.id, one.priced).hex(),
            "reason": one.reason,
            "on_hand": one.on_hand,
            "hold_id": one.hold.hold_id if one.hold else None,
            "status": HeldStatus.HELD,
            "version": 1,
        }
        for one in held
    ]
    if not rows:
        return
    try:
        with db.session.begin_nested():
            db.session.execute(db.insert(HeldLine), rows)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATED:
            raise AlreadyReported from None
        raise


def draw_from_stock(report: SalesReport, drawn: Mapping[int, Sequence[Draw]], *, by: UserAccount) -> None:
    """Post what the stored lines of a report took from which batch. `drawn` is by row of the report."""
    if not drawn:
        return
    lines = db.session.execute(
        select(SaleLine.id, SaleLine.file_row, SaleLine.sold_on)
        .where(SaleLine.report_id == report.id, SaleLine.kind == LineKind.SALE)
        .order_by(SaleLine.sold_on, SaleLine.id)
    ).all()
    movements = [
        Movement(draw.lot_id, MovementKind.SOLD, draw.pieces, line.sold_on, SourceKind.SALE_LINE, line.id)
        for line in lines
        for draw in drawn.get(line.file_row, ())
    ]
    for start in range(0, len(movements), BLOCK):
        post(movements[start : start + BLOCK], by_id=by.id)


def put_back_in_stock(sale: SaleLine, line: SaleLine, *, by: UserAccount) -> None:
    """Return the pieces that left a sale to the batches it drew them from, the last drawn first.

    A sale that drew nothing, because the stock was not followed then, returns nothing.
    """
    out = still_drawn(sale)
    if not out:
        return
    is_return = line.kind is LineKind.CUSTOMER_RETURN
    kind = MovementKind.CUSTOMER_RETURN if is_return else MovementKind.SALE_REVERSED
    post(
        [
            Movement(draw.lot_id, kind, draw.pieces, line.sold_on, SourceKind.SALE_LINE, line.id)
            for draw in put_back(out, -line.quantity)
        ],
        by_id=by.id,
    )


def draw_again(returned: SaleLine, line: SaleLine, *, by: UserAccount) -> None:
    """Let the pieces of a cancelled return leave the batches they had come back to. Raises `NotEnoughOnHand`."""
    rows = select(StockMovement.lot_id, StockMovement.quantity).where(
        StockMovement.source_kind == SourceKind.SALE_LINE,
        StockMovement.source_id == returned.id,
        StockMovement.kind == MovementKind.CUSTOMER_RETURN,
    )
    came_back = db.session.execute(rows.order_by(StockMovement.id)).all()
    post(
        [
            Movement(lot_id, MovementKind.SOLD, pieces, line.sold_on, SourceKind.SALE_LINE, line.id)
            for lot_id, pieces in came_back
        ],
        by_id=by.id,
    )


def still_drawn(sale: SaleLine) -> list[Draw]:
    """What a sale drew from each batch and has not come back, in the order of drawing."""
    leaving = select(SaleLine.id).where(SaleLine.reverses_id == sale.id)
    rows = db.session.execute(
        select(
            StockMovement.lot_id,
            StockMovement.kind,
            func.sum(StockMovement.quantity).cast(db.BigInteger).label("pieces"),
        )
        .where(
            StockMovement.source_kind == SourceKind.SALE_LINE,
            (StockMovement.source_id == sale.id) | StockMovement.source_id.in_(leaving),
        )
        .group_by(StockMovement.lot_id, StockMovement.kind)
        .order_by(func.min(StockMovement.id))
    )
    left: dict[int, int] = defaultdict(int)
    for row in rows:
        left[row.lot_id] += row.pieces if row.kind is MovementKind.SOLD else -row.pieces
    return [Draw(lot_id, pieces) for lot_id, pieces in left.items() if pieces > 0]
