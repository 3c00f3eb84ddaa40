"""Posted lines as people read them: with the report they came in, and why each number is what it is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, select

from accounts.models import UserAccount
from commissions.rates import RateRule
from core.languages import speak, speak_rate
from core.money import format_number, format_rupiah
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.models import Outlet
from outlets.sales_models import LineKind, SaleLine, SalesReport
from outlets.sales_reports import lines_visible_to
from partnerships.models import Producer, Product

RULE_LABELS = {
    RateRule.PRODUCT: N_("tarif khusus produk ini"),
    RateRule.CATEGORY: N_("tarif kategori produk ini"),
    RateRule.BASE: N_("tarif dasar perjanjian"),
}
WHY_SALE = N_(
    "%(quantity)s × %(price)s = %(gross)s; %(rule)s %(rate)s pada tanggal penjualan"
    " (perjanjian %(agreement)s versi %(version)s), komisi %(commission)s."
)
WHY_LEAVING = N_(
    "%(quantity)s keluar dari penjualan baris %(sale)s dengan harga dan tarif penjualannya (%(rate)s):"
    " komisi yang tadinya terutang dikurangi komisi atas yang tetap terjual, dikembalikan %(commission)s."
)
WHY_AGAIN = N_(
    "%(quantity)s terhitung terjual lagi pada baris %(sale)s karena returnya keliru, dengan harga dan tarif"
    " penjualannya (%(rate)s): komisi atas yang kini terjual dikurangi komisi yang tadinya terutang, %(commission)s."
)


@dataclass(frozen=True)
class LineFilters:
    """What narrows a list of lines; None leaves it open."""

    outlet_id: int | None = None
    producer_id: int | None = None
    period: str | None = None
    report_id: int | None = None


def listed_lines(user: UserAccount, filters: LineFilters) -> Select[Any]:
    """The lines a person may see, with the names and the report that belong to them."""
    visible = lines_visible_to(user).with_only_columns(SaleLine.id).order_by(None).scalar_subquery()
    rows = (
        select(
            SaleLine,
            SalesReport.channel,
            SalesReport.source,
            SalesReport.replaces_line_id,
            Product.name.label("product_name"),
            Outlet.name.label("outlet_name"),
            Producer.name.label("producer_name"),
        )
        .join(SalesReport, SalesReport.id == SaleLine.report_id)
        .join(Product, Product.id == SaleLine.product_id)
        .join(Outlet, Outlet.id == SaleLine.outlet_id)
        .join(Producer, Producer.id == SaleLine.producer_id)
        .where(SaleLine.id.in_(visible))
    )
    for column, wanted in (
        (SaleLine.outlet_id, filters.outlet_id),
        (SaleLine.producer_id, filters.producer_id),
        (SaleLine.period, filters.period),
        (SaleLine.report_id, filters.report_id),
    ):
        if wanted is not None:
            rows = rows.where(column == wanted)
    return rows


ORDERS = {
    "sold_on": (SaleLine.sold_on, SaleLine.id),
    "id": (SaleLine.id,),
    "gross": (SaleLine.gross_rupiah, SaleLine.id),
}


def why(line: SaleLine) -> str:
    """Why a line carries the commission it does, in the reader's language."""
    shared = {
        "rate": speak_rate(line.rate_bp),
        "agreement": line.agreement_id,
        "version": line.agreement_version,
        "quantity": format_number(abs(line.quantity)),
        "commission": format_rupiah(abs(line.commission_rupiah)),
    }
    if line.kind is LineKind.RETURN_CANCELLED:
        return speak(WHY_AGAIN, sale=line.reverses_id, **shared)
    if line.kind is not LineKind.SALE:
        return speak(WHY_LEAVING, sale=line.reverses_id, **shared)
    return speak(
        WHY_SALE,
        price=format_rupiah(line.unit_price_rupiah),
        gross=format_rupiah(line.gross_rupiah),
        rule=speak(RULE_LABELS[RateRule(line.rule)]),
        **shared,
    )


def line_answer(row: Row[Any]) -> dict[str, object]:
    """One row of `listed_lines` as the API answers it."""
    line: SaleLine = row.SaleLine
    return {
        **posted_answer(line, sold_on=line.sold_on, sentence=why(line)),
        "placement_id": line.placement_id,
        "code": line.code,
        "product_id": line.product_id,
        "quantity": line.quantity,
        "reference": line.reference,
        "channel": row.channel.value,
        "source": row.source,
        "kind": line.kind.value,
        "reverses_id": line.reverses_id,
        "replaces_id": row.replaces_line_id if line.kind is LineKind.SALE else None,
    }


def posted_answer(line: SaleLine | CampaignDelivery, *, sold_on: date, sentence: str) -> dict[str, object]:
    """What the API answers of every posted line, of a shelf or of a pre-order; `sentence` says why its commission."""
    return {
        "id": line.id,
        "outlet_id": line.outlet_id,
        "producer_id": line.producer_id,
        "sold_on": sold_on.isoformat(),
        "unit_price_rupiah": line.unit_price_rupiah,
        "gross_rupiah": line.gross_rupiah,
        "rate_bp": line.rate_bp,
        "commission_rupiah": line.commission_rupiah,
        "agreement_id": line.agreement_id,
        "agreement_version": line.agreement_version,
        "money_route": line.money_route.value,
        "period": line.period,
        "late": line.late,
        "why": {"rule": line.rule, "sentence": sentence},
    }
