"""Checks of settling: every transfer has its document and the other way round, and what is open sums to the claims."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import BigInteger, case, cast, func, select
from sqlalchemy.orm import aliased, selectinload

from accounts.models import AuditEvent
from commissions.adjustment_models import Adjustment
from commissions.ageing import ClaimPayment, open_by_statement, payment_effect
from commissions.dispute_models import CreditNote, DisputeDecision, StatementDispute
from commissions.ledger import Account, Claim, Leg, LegName, MoneyRoute, TransferKind
from commissions.models import NumberSeries, Statement, Transfer
from commissions.open_items import open_items
from commissions.settlement_models import Payment, PaymentAllocation
from commissions.settlement_states import COUNTS, POSTED, AdjustmentKind, AdjustmentStatus, PaymentStatus
from commissions.transfers import (
    agreed_cost_transfers,
    brought_in_transfers,
    compensation_cancelled_transfers,
    compensation_transfers,
    payment_returned_transfers,
    payment_transfers,
)
from commissions.verification_check import Check, rows_of
from core.database import db
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.campaign_states import DeliveryKind
from outlets.sales_models import LineKind, SaleLine

BATCH = 2_000
Key = tuple[str, str, str, str, str, int]
"""Source, part, kind, debit, credit and amount of a transfer."""


def payments_are_posted() -> tuple[int, list[str]]:
    """Each confirmed payment is posted once for each claim it goes to, a returned one back again, others not at all."""
    said: Counter[Key] = Counter()
    counted: Counter[str] = Counter()
    allocated: dict[int, Counter[Claim]] = defaultdict(Counter)
    for part in db.session.execute(select(PaymentAllocation)).scalars():
        allocated[part.payment_id][part.claim] += part.amount_rupiah
    broken = []
    for payment in db.session.execute(select(Payment).order_by(Payment.id)).scalars():
        parts = allocated[payment.id]
        if payment.status not in POSTED:
            continue
        counted["payment:confirmed"] += 1
        counted["payment:returned"] += payment.status is PaymentStatus.RETURNED
        if parts.total() != payment.amount_rupiah:
            broken.append(f"payment {payment.id}: its parts come to {parts.total()}, not {payment.amount_rupiah}")
        for claim, amount in parts.items():
            legs = payment_transfers(payment.paid_by, claim, amount)
            if payment.status is PaymentStatus.RETURNED:
                legs += payment_returned_transfers(payment.paid_by, claim, amount)
            said.update(_key(f"payment:{payment.id}", claim.value, leg) for leg in legs)
    broken += _differences(said, (TransferKind.PAYMENT, TransferKind.PAYMENT_RETURNED))
    broken += _unremembered(counted)
    return said.total(), broken


def adjustments_are_posted() -> tuple[int, list[str]]:
    """Each confirmed set-off, charge and balance is posted once, cancelled compensation back again, others not."""
    said: Counter[Key] = Counter()
    counted: Counter[str] = Counter()
    posted = (AdjustmentStatus.CONFIRMED, AdjustmentStatus.CANCELLED)
    rows = select(Adjustment).where(Adjustment.status.in_(posted)).order_by(Adjustment.id)
    for row in db.session.execute(rows).scalars():
        counted["adjustment:confirmed"] += 1
        counted["adjustment:cancelled"] += row.status is AdjustmentStatus.CANCELLED
        said.update(_key(f"adjustment:{row.id}", "1", leg) for leg in _legs_of(row))
    kinds = (
        TransferKind.SET_OFF,
        TransferKind.COMPENSATION,
        TransferKind.COMPENSATION_CANCELLED,
        TransferKind.AGREED_COST,
        TransferKind.BROUGHT_IN,
    )
    return said.total(), _differences(said, kinds) + _unremembered(counted)


def _legs_of(row: Adjustment) -> list[Leg]:
    """What an adjustment means; of the two ways a set-off or a cost can go, the one that was posted."""
    if row.kind is AdjustmentKind.COMPENSATION:
        legs = compensation_transfers(row.amount_rupiah)
        is_back = row.status is AdjustmentStatus.CANCELLED
        return legs + (compensation_cancelled_transfers(row.amount_rupiah) if is_back else [])
    if row.kind is AdjustmentKind.BROUGHT_IN and row.claim is not None:
        return brought_in_transfers(row.claim, row.amount_rupiah)
    kind = TransferKind.SET_OFF if row.kind is AdjustmentKind.SET_OFF else TransferKind.AGREED_COST
    posted = db.session.execute(
        select(Transfer.debit, Transfer.credit).where(
            Transfer.kind == kind.value, Transfer.source == f"adjustment:{row.id}", Transfer.part == "1"
        )
    ).one_or_none()
    if row.kind is AdjustmentKind.AGREED_COST:
        on_takings = posted is not None and posted.credit == Account.TAKINGS
        route = MoneyRoute.OUTLET_REMITS_NET if on_takings else MoneyRoute.OUTLET_REMITS_GROSS
        return agreed_cost_transfers(route, row.amount_rupiah)
    pair = (Account.COMMISSION_DUE, Account.TAKINGS)
    if posted is not None and posted.debit == Account.TAKINGS:
        pair = (Account.TAKINGS, Account.COMMISSION_DUE)
    return [Leg(kind, *pair, row.amount_rupiah, LegName.AMOUNT)]


def _key(source: str, part: str, leg: Leg) -> Key:
    return (source, part, leg.kind.value, leg.debit.value, leg.credit.value, leg.amount_rupiah)


def _differences(said: Counter[Key], kinds: tuple[TransferKind, ...]) -> list[str]:
    """Documents without their transfer, and transfers without their document."""
    rows = select(
        Transfer.source, Transfer.part, Transfer.kind, Transfer.debit, Transfer.credit, Transfer.amount_rupiah
    ).where(Transfer.kind.in_([kind.value for kind in kinds]))
    posted = Counter(tuple(row) for row in db.session.execute(rows))
    broken = [f"{' '.join(map(str, key))}: a document, and no transfer" for key in (said - posted).elements()]
    return broken + [f"{' '.join(map(str, key))}: a transfer, and no document" for key in (posted - said).elements()]


def _unremembered(counted: Counter[str]) -> list[str]:
    """Where the record of what people did has more or fewer lines than there are documents."""
    rows = select(AuditEvent.action, func.count()).where(AuditEvent.action.in_(list(counted)))
    found = dict(db.session.execute(rows.group_by(AuditEvent.action)).all())  # type: ignore[arg-type]
    return [
        f"{action}: {count} documents, {found.get(action, 0)} lines in the history"
        for action, count in counted.items()
        if found.get(action, 0) != count
    ]


def open_is_what_is_owed() -> tuple[int, list[str]]:
    """What the list of debts leaves open is what the rule for one claim leaves, told anew from the transfers."""
    stored: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)
    items = open_items(lambda column: column > 0)
    for book_id, claim, period, _added, still_open in db.session.execute(select(items)):
        if still_open:
            stored[book_id, claim][period] = still_open
    payments = _payments()
    looked_at, broken = 0, []
    for book_id, claim, added in _added_by_month():
        looked_at += 1
        rule = open_by_statement(added, payments.get((book_id, claim.value), ()))
        found = stored.pop((book_id, claim.value), {})
        if found != rule.by_statement:
            broken.append(f"book {book_id} {claim}: {found} listed, {rule.by_statement} open")
    broken += [f"book {book_id} {claim}: {found} listed, nothing owed" for (book_id, claim), found in stored.items()]
    return looked_at, broken


def _added_by_month() -> Iterator[tuple[int, Claim, dict[str, int]]]:
    """What each month added to each claim of each pair, payments left out, from the transfers alone."""
    sums: dict[tuple[int, Claim], Counter[str]] = defaultdict(Counter)
    for account, claim in ((Account.TAKINGS, Claim.TAKINGS), (Account.COMMISSION_DUE, Claim.COMMISSION)):
        raises = Transfer.debit if claim is Claim.TAKINGS else Transfer.credit
        signed = case((raises == account.value, Transfer.amount_rupiah), else_=-Transfer.amount_rupiah)
        is_payment = Transfer.kind.in_((TransferKind.PAYMENT.value, TransferKind.PAYMENT_RETURNED.value))
        rows = (
            select(
                Transfer.book_id,
                Transfer.period,
                cast(func.coalesce(func.sum(signed).filter(~is_payment), 0), BigInteger),
            )
            .where((Transfer.debit == account.value) | (Transfer.credit == account.value))
            .group_by(Transfer.book_id, Transfer.period)
        )
        for book_id, period, amount in db.session.execute(rows.execution_options(yield_per=BATCH)):
            sums[book_id, claim][period] += amount
    for (book_id, claim), added in sums.items():
        yield book_id, claim, dict(added)


def _payments() -> dict[tuple[int, str], list[ClaimPayment]]:
    """The payments that count, by book and claim, in the order they were entered."""
    rows = (
        select(
            Payment.book_id, Payment.paid_by, PaymentAllocation.claim, PaymentAllocation.amount_rupiah, Statement.period
        )
        .join(PaymentAllocation, PaymentAllocation.payment_id == Payment.id)
        .outerjoin(Statement, Statement.id == PaymentAllocation.statement_id)
        .where(Payment.status.in_(COUNTS))
        .order_by(PaymentAllocation.id)
    )
    found: dict[tuple[int, str], list[ClaimPayment]] = defaultdict(list)
    for book_id, paid_by, claim, amount, period in db.session.execute(rows):
        found[book_id, claim.value].append(ClaimPayment(payment_effect(paid_by, claim, amount), period))
    return found


def disputed_lines_post_nothing() -> tuple[int, list[str]]:
    """Nothing was posted about a sale between the moment a line of it was disputed and the decision."""
    sold, brought = aliased(SaleLine), aliased(CampaignDelivery)
    posted_about = [
        (sold, sold.reverses_id == StatementDispute.sale_line_id, func.concat("line:", sold.id)),
        (brought, brought.corrects_id == StatementDispute.delivery_id, func.concat("preorder:", brought.id)),
    ]
    found = [
        row
        for table, about, source in posted_about
        for row in db.session.execute(
            select(StatementDispute.id, Transfer.id)
            .join(table, about)
            .join(Transfer, Transfer.source == source)
            .outerjoin(DisputeDecision, DisputeDecision.dispute_id == StatementDispute.id)
            .where(
                Transfer.posted_at > StatementDispute.raised_at,
                DisputeDecision.id.is_(None) | (Transfer.posted_at < DisputeDecision.decided_at),
            )
        )
    ]
    broken = [f"dispute {dispute}: transfer {transfer} was posted meanwhile" for dispute, transfer in found]
    return rows_of(StatementDispute), broken


def credit_notes_are_right() -> tuple[int, list[str]]:
    """Each note is of a wrong entry taken off a stated sale, with its amounts; none lacks, no number is left out."""
    broken: list[str] = []
    given: Counter[str] = Counter()
    rows = select(CreditNote, Statement).join(Statement, Statement.id == CreditNote.statement_id)
    lines = [selectinload(getattr(CreditNote, name)) for name in ("sale_line", "line", "delivery", "delivery_line")]
    for note, statement in db.session.execute(rows.options(*lines).order_by(CreditNote.id)):
        year = str(note.issued_on.year)
        given[year] += 1
        stated: Any = note.sale_line or note.delivery
        gone: Any = note.line or note.delivery_line
        is_right = (
            note.number == f"NK-{year}-{given[year]:05d}"
            and gone.kind in (LineKind.REVERSAL, DeliveryKind.CORRECTION)
            and (gone.reverses_id if note.line else gone.corrects_id) == stated.id
            and (note.gross_rupiah, note.commission_rupiah) == (-gone.gross_rupiah, -gone.commission_rupiah)
            and (statement.producer_id, statement.outlet_id, statement.period)
            == (stated.producer_id, stated.outlet_id, stated.period)
        )
        if not is_right:
            broken.append(f"{note.number}: does not say what line {gone.id} took off")
    all_series = db.session.execute(select(NumberSeries).where(NumberSeries.name.startswith("credit_note:"))).scalars()
    broken += [
        f"{series.name}: last number given {series.last_number}"
        for series in all_series
        if given[series.name.removeprefix("credit_note:")] != series.last_number
    ]
    broken += [f"line {line_id}: corrects a statement without a credit note" for line_id in _without_a_note()]
    return given.total(), broken


def _without_a_note() -> list[int]:
    """The lines that corrected an issued statement and gave no credit note."""
    sale, sold = aliased(SaleLine), aliased(SaleLine)
    root, brought = aliased(CampaignDelivery), aliased(CampaignDelivery)
    kinds: list[tuple[Any, ...]] = [
        (sale, sold, sold.reverses_id, sold.kind == LineKind.REVERSAL, CreditNote.line_id, "line:"),
        (
            root,
            brought,
            brought.corrects_id,
            brought.kind == DeliveryKind.CORRECTION,
            CreditNote.delivery_line_id,
            "preorder:",
        ),
    ]
    found: list[int] = []
    for stated, gone, of_stated, is_correction, noted, source in kinds:
        rows = (
            select(gone.id)
            .join(stated, stated.id == of_stated)
            .join(
                Statement,
                (Statement.producer_id == stated.producer_id)
                & (Statement.outlet_id == stated.outlet_id)
                & (Statement.period == stated.period),
            )
            .join(Transfer, Transfer.source == func.concat(source, gone.id))
            .outerjoin(CreditNote, noted == gone.id)
            .where(
                is_correction,
                gone.gross_rupiah < 0,
                gone.period > stated.period,
                Transfer.posted_at > Statement.issued_at,
                CreditNote.id.is_(None),
            )
            .distinct()
        )
        found += db.session.execute(rows).scalars()
    return found


SETTLEMENT_CHECKS = (
    Check(
        "every payment has its transfers, and every such transfer its payment",
        N_("Setiap pembayaran ada perpindahannya, dan sebaliknya."),
        ("L4", "Q5"),
        payments_are_posted,
    ),
    Check(
        "every set-off, charge and balance has its transfer, and the other way round",
        N_("Setiap perhitungan silang, biaya, dan saldo lama ada perpindahannya, dan sebaliknya."),
        ("L4", "Q5"),
        adjustments_are_posted,
    ),
    Check(
        "what is listed as open is what the rule leaves open of every claim",
        N_("Tagihan yang ditampilkan terbuka sama dengan hasil aturannya."),
        ("L3", "L11"),
        open_is_what_is_owed,
    ),
    Check(
        "nothing is posted about a sale while it is disputed",
        N_("Tidak ada yang dibukukan tentang penjualan yang sedang dipersoalkan."),
        ("P2",),
        disputed_lines_post_nothing,
    ),
    Check(
        "corrections of statements have credit notes, numbered without a gap",
        N_("Koreksi atas rekap punya nota kredit yang bernomor tanpa celah."),
        ("P3", "I8"),
        credit_notes_are_right,
    ),
)
