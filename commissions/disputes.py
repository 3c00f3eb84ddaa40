"""Disputing one line of a statement: only that line is frozen, and staff who did not raise it decide.

A statement is never revised. Where the line was wrong it is taken back and entered anew by the ordinary verbs, in the
oldest open month, with a credit note that names the statement; where it was right it stands, with a reason.
"""

from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from accounts.audit import record
from accounts.models import UserAccount
from commissions import issued_statements, preorder_deliveries, settlement_messages
from commissions.corrections import NothingChanges, correct
from commissions.departures import ReversalOfReversal, pieces_left, take_back
from commissions.dispute_models import DisputeDecision, DisputeOutcome, StatementDispute
from commissions.disputed_lines import lock_delivery, lock_sale, refuse_frozen, refuse_frozen_delivery
from commissions.ledger import Party
from commissions.models import Statement
from commissions.preorder_lines import left_of
from commissions.report_sources import FROM_DISPUTE
from commissions.return_cancelling import cancel_return
from commissions.settlement_errors import AlreadyDecided, SecondPersonNeeded
from commissions.two_sides import is_seen_by, speaker
from core.database import GREATEST_ID, db, get_visible
from core.dates import business_day, now
from core.errors import Conflict, InvalidInput, NotFound
from core.wording import N_
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine
from outlets.states import Channel
from partnerships.models import Producer, Product

Stated = TypeVar("Stated", SaleLine, CampaignDelivery)


class NotOnThisStatement(InvalidInput):
    """A line that another statement states, or none."""

    code = "not_on_this_statement"
    sentence = N_("Baris ini tidak ada pada rekap itu.")


class UnknownDispute(NotFound):
    """There is no such dispute, or it is not this person's to see."""

    sentence = N_("Keberatan tidak ditemukan.")


class CorrectionNeeded(InvalidInput):
    """Adjusting needs the pieces that were really sold."""

    code = "quantity_required"
    sentence = N_("Tulis jumlah yang benar; 0 bila tidak pernah terjual.")


class PriceFollowsDelivery(InvalidInput):
    """The price of a pre-order's pieces is the campaign's for the day they were brought."""

    code = "price_follows_delivery"
    sentence = N_(
        "Harga pesanan bersama mengikuti hari penyerahannya, jadi tidak dikoreksi di sini. Kosongkan harganya."
    )


class NothingLeftToCorrect(Conflict):
    """The line was taken back before the dispute."""

    code = "nothing_left_to_correct"
    sentence = N_("Baris ini sudah dibatalkan seluruhnya; tidak ada lagi yang dikoreksi.")


def is_open() -> ColumnElement[bool]:
    """Whether the dispute at hand is not decided."""
    decided = aliased(DisputeDecision)
    return ~exists().where(decided.dispute_id == StatementDispute.id)


def visible_to(user: UserAccount) -> Select[tuple[StatementDispute]]:
    """The disputes a person may see: those about statements of their pairs."""
    return (
        select(StatementDispute)
        .join(Statement, Statement.id == StatementDispute.statement_id)
        .where(is_seen_by(Statement.producer_id, Statement.outlet_id, user))
    )


def get(dispute_id: int, *, by: UserAccount) -> StatementDispute:
    """One dispute. Raises `UnknownDispute`."""
    dispute = get_visible(visible_to(by), StatementDispute, dispute_id)
    if dispute is None:
        raise UnknownDispute
    return dispute


def rows(user: UserAccount) -> Select[Any]:
    """The disputes a person sees, as plain columns with names."""
    return (
        visible_to(user)
        .with_only_columns(
            StatementDispute.id,
            StatementDispute.statement_id,
            Statement.number,
            StatementDispute.line_id.label("sale_line_id"),
            StatementDispute.delivery_line_id.label("campaign_delivery_id"),
            StatementDispute.raised_for,
            StatementDispute.raised_at,
            StatementDispute.reason,
            DisputeDecision.outcome,
            DisputeDecision.reason.label("decision_reason"),
            func.coalesce(SaleLine.gross_rupiah, CampaignDelivery.gross_rupiah).label("gross_rupiah"),
            func.coalesce(SaleLine.sold_on, CampaignDelivery.delivered_on).label("sold_on"),
            func.coalesce(Product.name, Campaign.product_name).label("product_name"),
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        )
        .outerjoin(DisputeDecision, DisputeDecision.dispute_id == StatementDispute.id)
        .outerjoin(SaleLine, SaleLine.id == StatementDispute.line_id)
        .outerjoin(Product, Product.id == SaleLine.product_id)
        .outerjoin(CampaignDelivery, CampaignDelivery.id == StatementDispute.delivery_line_id)
        .outerjoin(Campaign, Campaign.id == CampaignDelivery.campaign_id)
        .join(Producer, Producer.id == Statement.producer_id)
        .join(Outlet, Outlet.id == Statement.outlet_id)
    )


def raise_dispute(
    statement_id: int,
    *,
    reason: str,
    by: UserAccount,
    sale_line_id: int | None = None,
    campaign_delivery_id: int | None = None,
    on_behalf_of: Party | None = None,
    source: str | None = None,
) -> StatementDispute:
    """Say for one side that a line of a statement is wrong; until it is decided nothing is posted about its sale.

    One of the two ids names the line: of a sale, or of pieces accepted for a pooled pre-order. Raises
    `UnknownStatement`, `NotOnThisStatement`, `LineDisputed` when it is disputed already, `SideRequired`.
    """
    statement = issued_statements.get(statement_id, by=by)
    told = speaker(by, on_behalf_of, source, default=None)
    about, before = _frozen_line(statement, sale_line_id, campaign_delivery_id)
    dispute = StatementDispute(
        statement_id=statement.id,
        **about,
        ordinal=before + 1,
        raised_by_id=by.id,
        raised_at=now(),
        raised_for=told.side,
        raised_source=told.source,
        reason=reason,
    )
    db.session.add(dispute)
    db.session.flush()
    stood_in = told.side.value if told.source is not None else None
    record(
        "statement:disputed",
        statement,
        by=by,
        after={"dispute_id": dispute.id, "line_id": dispute.line_id or dispute.delivery_line_id},
        reason=reason,
        on_behalf_of=stood_in,
        source=told.source or None,
    )
    return dispute


def _frozen_line(
    statement: Statement, sale_line_id: int | None, campaign_delivery_id: int | None
) -> tuple[dict[str, int], int]:
    """Lock what a line of a statement is about: the columns that name it, and how many disputes it had before.

    Raises `NotOnThisStatement`, `LineDisputed`.
    """
    if sale_line_id is None and campaign_delivery_id is not None:
        brought = _stated(statement, CampaignDelivery, campaign_delivery_id, "campaign_delivery_id")
        root = brought.corrects_id or brought.id
        refuse_frozen_delivery(root)
        about, column = {"delivery_line_id": brought.id, "delivery_id": root}, StatementDispute.delivery_id
    else:
        line = _stated(statement, SaleLine, sale_line_id or 0, "sale_line_id")
        root = line.reverses_id or line.id
        refuse_frozen(root)
        about, column = {"line_id": line.id, "sale_line_id": root}, StatementDispute.sale_line_id
    return about, int(db.session.execute(select(func.count()).where(column == root)).scalar_one())


def _stated(statement: Statement, table: type[Stated], line_id: int, field: str) -> Stated:
    """A line that a statement states. Raises `NotOnThisStatement`."""
    line = db.session.get(table, line_id) if 0 < line_id <= GREATEST_ID else None
    whose = (statement.producer_id, statement.outlet_id, statement.period)
    if line is None or (line.producer_id, line.outlet_id, line.period) != whose:
        raise NotOnThisStatement(field=field)
    return line


def decide(
    dispute_id: int,
    *,
    outcome: DisputeOutcome,
    reason: str,
    by: UserAccount,
    quantity: int | None = None,
    unit_price_rupiah: int | None = None,
) -> StatementDispute:
    """Decide a dispute: the line stands, or it is corrected to `quantity` pieces (0: never sold) at its price or a new.

    A disputed customer return is cancelled. Raises `UnknownDispute`, `AlreadyDecided`, `SecondPersonNeeded`,
    `CorrectionNeeded`, `NothingLeftToCorrect`, `ReversalOfReversal`, and as `corrections.correct`; for a line of a
    pre-order as `adjust_delivery`.
    """
    dispute = get(dispute_id, by=by)
    if dispute.sale_line_id is not None:
        lock_sale(dispute.sale_line_id)
    elif dispute.delivery_id is not None:
        lock_delivery(dispute.delivery_id)
    if dispute.raised_by_id == by.id:
        raise SecondPersonNeeded
    try:
        with db.session.begin_nested():
            db.session.add(
                DisputeDecision(
                    dispute_id=dispute.id,
                    raised_by_id=dispute.raised_by_id,
                    decided_by_id=by.id,
                    decided_at=now(),
                    outcome=outcome,
                    reason=reason,
                )
            )
            db.session.flush()
    except IntegrityError:
        _refuse_decided(dispute)
    if outcome is DisputeOutcome.ADJUSTED:
        if dispute.line is not None:
            adjust(dispute.line, quantity, unit_price_rupiah, reason, by, source=FROM_DISPUTE)
        elif dispute.delivery is not None:
            adjust_delivery(dispute.delivery, quantity, unit_price_rupiah, reason, by)
    db.session.refresh(dispute, ["decision"])
    record(
        "statement:dispute_decided",
        dispute.statement,
        by=by,
        after={"dispute_id": dispute.id, "outcome": outcome.value},
        reason=reason,
    )
    settlement_messages.tell_dispute_decided(dispute, reason)
    return dispute


def _refuse_decided(dispute: StatementDispute) -> None:
    """Raises `AlreadyDecided` with who and when."""
    found = db.session.execute(select(DisputeDecision).where(DisputeDecision.dispute_id == dispute.id)).scalar_one()
    who = db.session.get(UserAccount, found.decided_by_id)
    raise AlreadyDecided(who=who.name if who else "", when=business_day(found.decided_at))


def adjust(
    line: SaleLine, quantity: int | None, price: int | None, reason: str, by: UserAccount, *, source: str
) -> None:
    """Correct a line by the ordinary verbs, as staff with a source: to `quantity` pieces, 0 where none was sold.

    A customer return is cancelled. Raises `CorrectionNeeded`, `NothingLeftToCorrect`, `ReversalOfReversal`, and as
    `corrections.correct`.
    """
    if line.kind is LineKind.CUSTOMER_RETURN:
        cancel_return(line.id, reason=reason, by=by)
        return
    if line.kind is not LineKind.SALE:
        raise ReversalOfReversal
    if quantity is None:
        raise CorrectionNeeded(field="quantity")
    if pieces_left(line) == 0:
        raise NothingLeftToCorrect
    if quantity == 0:
        take_back(line.id, reason=reason, by=by)
        return
    correct(
        line.id,
        quantity=quantity,
        unit_price_rupiah=price,
        reason=reason,
        channel=Channel.FORM,
        also_sold=True,
        source=source,
        by=by,
    )


def adjust_delivery(
    root: CampaignDelivery, quantity: int | None, price: int | None, reason: str, by: UserAccount
) -> None:
    """Correct what a gallery counted of a delivery to `quantity` accepted pieces, as staff with a source.

    What is too many is taken off with a credit note; what was forgotten is a further delivery of its day. Raises
    `CorrectionNeeded`, `PriceFollowsDelivery`, `NothingChanges`, and as `preorder_deliveries.correct` and `deliver`.
    """
    if quantity is None:
        raise CorrectionNeeded(field="quantity")
    if price is not None and price != root.unit_price_rupiah:
        raise PriceFollowsDelivery(field="unit_price_rupiah")
    left = left_of(root).accepted
    if quantity == left:
        raise NothingChanges(field="quantity")
    if quantity < left:
        preorder_deliveries.correct(root.id, accepted=left - quantity, reason=reason, by=by, source=FROM_DISPUTE)
        return
    preorder_deliveries.deliver(
        root.campaign_id,
        producer_id=root.producer_id,
        delivered_on=root.delivered_on,
        accepted=quantity - left,
        rest_follows=True,
        by=by,
        source=FROM_DISPUTE,
    )
