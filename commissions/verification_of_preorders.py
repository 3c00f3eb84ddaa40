"""Checks of pooled pre-orders: accepted pieces against the ledger, and the book of each campaign against its rows."""

from collections import Counter, defaultdict

from sqlalchemy import select
from sqlalchemy.orm import aliased

from commissions.ledger import Account, Leg, TransferKind
from commissions.models import LedgerBook, Transfer
from commissions.preorder_book import legs_of_payment, legs_of_pickup
from commissions.preorder_lines import legs_of, source_of
from commissions.rates import commission, commission_leaving
from commissions.verification_check import Check
from core.database import db
from core.dates import month_of
from core.wording import N_
from outlets.campaign_models import CampaignDelivery, CampaignPrice
from outlets.campaign_states import DeliveryKind
from outlets.models import AgreementRate
from outlets.piece_prices import PaidFrom, piece_price_on
from outlets.preorder_models import BuyerPayment, Preorder, PreorderPickup

BATCH = 2_000
CAMPAIGN_KINDS = (
    TransferKind.BUYER_PAYMENT,
    TransferKind.BUYER_REFUND,
    TransferKind.HANDED_OVER,
    TransferKind.BROUGHT_BACK,
)


def deliveries_follow() -> tuple[int, list[str]]:
    """Each line carries price, agreed rate and commission of its day; what left one never exceeds it."""
    root = aliased(CampaignDelivery)
    rows = (
        select(CampaignDelivery, root, AgreementRate.rate_bp)
        .join(AgreementRate, AgreementRate.id == CampaignDelivery.rate_id)
        .outerjoin(root, root.id == CampaignDelivery.corrects_id)
        .order_by(CampaignDelivery.id)
    )
    looked_at, broken = 0, []
    left: dict[int, tuple[int, int]] = {}
    told: dict[int, list[PaidFrom]] = defaultdict(list)
    for said in db.session.execute(select(CampaignPrice).order_by(CampaignPrice.id)).scalars():
        told[said.campaign_id].append(PaidFrom(said.paid_from, said.price_rupiah))
    for line, sold, agreed_bp in db.session.execute(rows):
        looked_at += 1
        price = piece_price_on(told[line.campaign_id], (sold or line).delivered_on)
        is_right = line.unit_price_rupiah == price and line.rate_bp == agreed_bp
        if line.kind is DeliveryKind.DELIVERY:
            left[line.id] = (line.accepted, line.rejected)
            is_right &= line.commission_rupiah == commission(line.accepted, price, line.rate_bp)
        else:
            accepted, rejected = left.get(sold.id, (0, 0))
            stays = (accepted + line.accepted, rejected + line.rejected)
            left[sold.id] = stays
            is_right &= min(*stays, -line.accepted, -line.rejected) >= 0
            is_right &= sold.period <= line.period and _frozen(sold) == _frozen(line)
            is_right = is_right and -line.commission_rupiah == commission_leaving(
                accepted, stays[0], line.unit_price_rupiah, line.rate_bp
            )
        is_right &= line.gross_rupiah == line.accepted * line.unit_price_rupiah
        is_right &= line.period >= month_of(line.delivered_on) and line.late == (
            line.period != month_of(line.delivered_on)
        )
        if not is_right:
            broken.append(f"pre-order line {line.id}: does not follow from its day and agreement")
    return looked_at, broken


def _frozen(line: CampaignDelivery) -> tuple[object, ...]:
    """What a line that leaves a delivery shares with it."""
    return (
        line.campaign_id,
        line.producer_id,
        line.outlet_id,
        line.rate_id,
        line.rate_bp,
        line.money_route,
        line.unit_price_rupiah,
        line.tax_code,
    )


def deliveries_are_posted() -> tuple[int, list[str]]:
    """Each accepted piece has its posting, each piece that left one its opposite, in the pair's book, and no more."""
    root = aliased(CampaignDelivery)
    books = {
        (producer_id, outlet_id): book_id
        for producer_id, outlet_id, book_id in db.session.execute(
            select(LedgerBook.producer_id, LedgerBook.outlet_id, LedgerBook.id).where(LedgerBook.kind == "pair")
        )
    }
    said: Counter[tuple[object, ...]] = Counter()
    lines = select(CampaignDelivery, root).outerjoin(root, root.id == CampaignDelivery.corrects_id)
    for line, sold in db.session.execute(lines):
        first = sold or line
        taxed_in = first.period if first.tax_code else None
        for leg in legs_of(line):
            key = (source_of(line), books.get((line.producer_id, line.outlet_id)), *_posted_leg(leg))
            said[(*key, line.period, month_of(first.delivered_on), taxed_in, first.tax_code)] += leg.amount_rupiah
    posted: Counter[tuple[object, ...]] = Counter()
    rows = select(Transfer).where(Transfer.source.startswith("preorder:"))
    for one in db.session.execute(rows.execution_options(yield_per=BATCH)).scalars():
        key = (one.source, one.book_id, one.kind, one.debit, one.credit, one.period, one.sold_in, one.taxed_in)
        posted[(*key, one.tax_code)] += one.amount_rupiah
    stray = select(Transfer.id).where(Transfer.kind == TransferKind.PREORDER, ~Transfer.source.startswith("preorder:"))
    broken = [f"transfer {one}: no line of a pre-order" for one in db.session.execute(stray).scalars()]
    return len(said), broken + _different(said, posted)


def campaign_books_follow() -> tuple[int, list[str]]:
    """Each payment, refund and pick-up is posted in its campaign's book, which holds paid - refunded - handed over."""
    books = select(LedgerBook.campaign_id, LedgerBook.id).where(LedgerBook.campaign_id.is_not(None))
    campaigns = {int(campaign_id or 0): book_id for campaign_id, book_id in db.session.execute(books)}
    prices = dict(db.session.execute(select(Preorder.id, Preorder.price_rupiah)).all())
    said: Counter[tuple[object, ...]] = Counter()
    wanted: dict[int, Counter[str]] = defaultdict(Counter)
    for paid in db.session.execute(select(BuyerPayment)).scalars():
        sums = wanted[paid.campaign_id]
        sums["money"] += -paid.amount_rupiah if paid.is_refund else paid.amount_rupiah
        for leg in legs_of_payment(paid):
            said[(f"buyer_payment:{paid.id}", campaigns.get(paid.campaign_id), *_posted_leg(leg))] += leg.amount_rupiah
    for fetched in db.session.execute(select(PreorderPickup)).scalars():
        price = prices[fetched.order_id]
        wanted[fetched.campaign_id]["given"] += fetched.pieces * price
        for leg in legs_of_pickup(fetched, price):
            said[(f"pickup:{fetched.id}", campaigns.get(fetched.campaign_id), *_posted_leg(leg))] += leg.amount_rupiah
    posted: Counter[tuple[object, ...]] = Counter()
    stands: dict[int, Counter[str]] = defaultdict(Counter)
    rows = select(Transfer).where(Transfer.kind.in_(CAMPAIGN_KINDS))
    for one in db.session.execute(rows.execution_options(yield_per=BATCH)).scalars():
        posted[(one.source, one.book_id, one.kind, one.debit, one.credit)] += one.amount_rupiah
        stands[one.book_id][one.debit] += one.amount_rupiah
        stands[one.book_id][one.credit] -= one.amount_rupiah
    broken = _different(said, posted)
    for campaign_id, book_id in campaigns.items():
        sums, balance = wanted[campaign_id], stands[book_id]
        holds = (
            balance[Account.BUYERS_MONEY] == sums["money"]
            and -balance[Account.HANDED_OVER] == sums["given"]
            and -balance[Account.BUYER_DEPOSITS] == sums["money"] - sums["given"]
        )
        if not holds:
            broken.append(f"campaign {campaign_id}: its book does not hold paid less refunded less handed over")
    return len(said), broken


def pieces_add_up() -> tuple[int, list[str]]:
    """No campaign handed over more than was accepted, and no order more than it asked for."""
    accepted: Counter[int] = Counter()
    for campaign_id, pieces in db.session.execute(select(CampaignDelivery.campaign_id, CampaignDelivery.accepted)):
        accepted[campaign_id] += pieces
    fetched: Counter[int] = Counter()
    of_order: Counter[int] = Counter()
    for campaign_id, order_id, pieces in db.session.execute(
        select(PreorderPickup.campaign_id, PreorderPickup.order_id, PreorderPickup.pieces)
    ):
        fetched[campaign_id] += pieces
        of_order[order_id] += pieces
    broken = [
        f"campaign {campaign_id}: {fetched[campaign_id]} pieces handed over, {accepted[campaign_id]} accepted"
        for campaign_id in sorted(fetched)
        if fetched[campaign_id] > accepted[campaign_id]
    ]
    asked = dict(db.session.execute(select(Preorder.id, Preorder.quantity)).all())
    broken += [
        f"order {order_id}: {pieces} pieces handed over of {asked[order_id]}"
        for order_id, pieces in sorted(of_order.items())
        if not 0 <= pieces <= asked[order_id]
    ]
    return len(accepted) + len(of_order), broken


def _posted_leg(leg: Leg) -> tuple[str, str, str]:
    """The kind and accounts of a leg as they stand in the database."""
    return (leg.kind.value, leg.debit.value, leg.credit.value)


def _different(said: Counter[tuple[object, ...]], posted: Counter[tuple[object, ...]]) -> list[str]:
    """Where rows and ledger tell different amounts."""
    return [
        f"{' '.join(str(part) for part in key)}: rows say {said[key]}, the ledger {posted[key]}"
        for key in sorted(said.keys() | posted.keys(), key=str)
        if said[key] != posted[key]
    ]


PREORDER_CHECKS = (
    Check(
        "pre-order lines carry the price and the rate of their day, and lose no more than they hold",
        N_("Baris pra-pesan memakai harga dan tarif harinya dan tidak berkurang melebihi isinya."),
        ("M2", "M8", "L5"),
        deliveries_follow,
    ),
    Check(
        "every accepted pre-order piece is posted once for its producer",
        N_("Setiap potong pra-pesan yang diterima dibukukan satu kali untuk produsennya."),
        ("L4",),
        deliveries_are_posted,
    ),
    Check(
        "the book of each campaign holds what buyers paid less refunds less what they fetched",
        N_("Buku setiap pesanan bersama ialah yang dibayar pembeli, kurang pengembalian, kurang yang diambil."),
        ("L7",),
        campaign_books_follow,
    ),
    Check(
        "no campaign hands over more than was accepted, no order more than was asked",
        N_("Tidak ada pesanan bersama yang menyerahkan melebihi yang diterima atau yang dipesan."),
        ("K1",),
        pieces_add_up,
    ),
)
