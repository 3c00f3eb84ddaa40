"""Checks over the lines of sales: what each multiplies to, the rate it bears, and what has left it."""

from sqlalchemy import Numeric, and_, cast, func, or_, select
from sqlalchemy.orm import aliased

from commissions.rates import commission_leaving
from commissions.verification_check import Check, rows_of
from core.database import db
from core.money import share_half_up
from core.wording import N_
from outlets.models import AgreementRate
from outlets.sales_models import LineDeparture, LineKind, ReportItem, SaleLine

BATCH = 2_000


def lines_multiply() -> tuple[int, list[str]]:
    """Gross is pieces times price, and no line is posted before the month it was sold in."""
    wrong = or_(
        SaleLine.gross_rupiah != SaleLine.quantity * SaleLine.unit_price_rupiah,
        SaleLine.period < func.to_char(SaleLine.sold_on, "YYYY-MM"),
    )
    broken = db.session.execute(select(SaleLine.id).where(wrong).order_by(SaleLine.id).limit(100)).scalars()
    return rows_of(SaleLine), [f"line {line_id}" for line_id in broken]


def lines_hang_on_items() -> tuple[int, list[str]]:
    """Each line names an item of its report, which shares placement, outlet, product and producer with it."""
    shared = ("report_id", "placement_id", "outlet_id", "product_id", "producer_id")
    same = and_(*(getattr(ReportItem, name) == getattr(SaleLine, name) for name in shared))
    stray = select(SaleLine.id).where(~select(ReportItem.report_id).where(same).exists())
    broken = db.session.execute(stray.order_by(SaleLine.id).limit(100)).scalars()
    return rows_of(SaleLine), [f"line {line_id}: its report has no such item" for line_id in broken]


def commission_of_lines() -> tuple[int, list[str]]:
    """Commission of a sale is half up, once a line; both forms of the rule, in SQL and in Python, agree."""
    # Division of the database's own whole numeric values, cut off: half a rupiah more before makes it half up.
    computed = func.div(cast(SaleLine.gross_rupiah, Numeric) * SaleLine.rate_bp + 5000, 10_000)
    sales = select(SaleLine.id, SaleLine.gross_rupiah, SaleLine.rate_bp, SaleLine.commission_rupiah)
    sales = sales.where(SaleLine.kind == LineKind.SALE)
    broken = [
        f"line {line_id}: {stored} instead of {share_half_up(gross, rate)}"
        for line_id, gross, rate, stored in db.session.execute(
            sales.where(computed != SaleLine.commission_rupiah).order_by(SaleLine.id).limit(100)
        )
    ]
    return db.session.execute(select(func.count()).select_from(sales.subquery())).scalar_one(), broken


def rates_agreed() -> tuple[int, list[str]]:
    """Each line carries the rate of the agreed rate it names, which had begun on its day and covers its product."""
    agrees = and_(
        AgreementRate.id == SaleLine.rate_id,
        AgreementRate.agreement_id == SaleLine.agreement_id,
        AgreementRate.rate_bp == SaleLine.rate_bp,
        AgreementRate.starts_on <= SaleLine.sold_on,
        or_(AgreementRate.product_id.is_(None), AgreementRate.product_id == SaleLine.product_id),
    )
    wrong = select(SaleLine.id).where(~select(AgreementRate.id).where(agrees).exists()).order_by(SaleLine.id).limit(100)
    return rows_of(SaleLine), [
        f"line {line_id}: not the rate agreed" for line_id in db.session.execute(wrong).scalars()
    ]


def departures_of_lines() -> tuple[int, list[str]]:
    """What leaves a sale stands in an unbroken chain, with the sale's price and rate, and the commission it takes."""
    sale, line = aliased(SaleLine), aliased(SaleLine)
    links = (
        select(line, LineDeparture, sale)
        .join_from(line, LineDeparture, LineDeparture.line_id == line.id, isouter=True)
        .join(sale, sale.id == line.reverses_id, isouter=True)
        .where(line.kind != LineKind.SALE)
        .order_by(line.reverses_id, LineDeparture.number)
        .execution_options(yield_per=BATCH)
    )
    looked_at, broken = 0, []
    reached: tuple[int, int] = (0, 0)
    for left, link, sold in db.session.execute(links):
        looked_at += 1
        if link is None or sold is None:
            broken.append(f"line {left.id}: not in the chain of its sale")
            continue
        before = reached[1] if reached[0] == sold.id else 0
        reached = (sold.id, link.gone_after)
        stays, more = sorted((sold.quantity - link.gone_before, sold.quantity - link.gone_after))
        takes = commission_leaving(more, stays, sold.unit_price_rupiah, sold.rate_bp)
        if link.gone_after < link.gone_before:
            takes = -takes
        is_right = (
            link.sale_line_id == sold.id
            and link.gone_before == before
            and link.sold == sold.quantity
            and left.quantity == link.gone_before - link.gone_after
            and (left.unit_price_rupiah, left.rate_bp) == (sold.unit_price_rupiah, sold.rate_bp)
            and left.money_route is sold.money_route
            and left.commission_rupiah == -takes
            and (left.kind is LineKind.RETURN_CANCELLED) == (link.cancels_id is not None)
            and left.period >= sold.period
        )
        if not is_right:
            broken.append(f"line {left.id}: does not follow from sale {sold.id}")
    return looked_at, broken


LINE_CHECKS = (
    Check(
        "gross of a line is pieces times price, posted in its month or later",
        N_("Nilai kotor setiap baris ialah jumlah kali harga, dibukukan pada bulannya atau sesudahnya."),
        ("M8", "P6"),
        lines_multiply,
    ),
    Check(
        "each line hangs on an item of its report",
        N_("Setiap baris penjualan tergantung pada satu barang dalam laporannya."),
        ("I10",),
        lines_hang_on_items,
    ),
    Check(
        "commission of a sale is half up, once a line",
        N_("Komisi setiap penjualan dibulatkan setengah ke atas, sekali setiap baris."),
        ("M2", "M5"),
        commission_of_lines,
    ),
    Check(
        "each line carries the rate that was agreed for its day and product",
        N_("Setiap baris memakai tarif yang disepakati untuk tanggal dan produknya."),
        ("M3", "K5"),
        rates_agreed,
    ),
    Check(
        "what left a sale chains without a gap and takes its commission along",
        N_("Retur dan pembatalan satu penjualan berantai tanpa celah dan membawa komisinya."),
        ("M6", "L5"),
        departures_of_lines,
    ),
)
