"""The paper of an agreement, in Indonesian and under Indonesian law as PP 29/2021 Pasal 94 asks.

It holds what UU 20/2008 Pasal 34 ayat (1) demands: the business, rights and duties, the form of development, the term,
and how disputes are settled; and the goods as an annexe.
"""

from pathlib import Path
from typing import Any

from flask import Response, current_app
from flask_babel import force_locale, format_date
from sqlalchemy import select

from accounts.models import UserAccount
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.database import db
from core.dates import business_day, today
from core.documents import as_pdf, can_make_pdf
from core.money import format_number, format_rate, format_rupiah
from core.pdf_answers import pdf_answer
from outlets import agreement_lists
from outlets.agreement_clauses import DEDUCTION_LABELS
from outlets.agreements import agreed_on
from outlets.clause_words import SIDES
from outlets.models import Agreement, Outlet, Placement
from outlets.money_routes import MoneyRoute
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.placement_prices import consigned_on, retail_on
from outlets.states import PlacementStatus, Side
from partnerships.models import Product
from partnerships.product_categories import CATEGORIES
from partnerships.regions import name_of
from partnerships.states import SOURCE_LABELS, Source

SIDES_ON_PAPER = {Side.PRODUCER.value: "Pihak Kesatu", Side.OUTLET.value: "Pihak Kedua"}
CYCLES_ON_PAPER = {"daily": "setiap hari", "weekly": "setiap minggu", "monthly": "setiap bulan"}
ROUTES_ON_PAPER = {
    MoneyRoute.OUTLET_REMITS_NET: (
        "Pihak Kedua menerima pembayaran dari pembeli dan menyetorkan hasil penjualan kepada Pihak Kesatu setelah"
        " dikurangi komisi; kedua pihak sepakat komisi diperhitungkan (dikompensasikan) langsung dengan hasil penjualan"
        " (KUHPerdata Pasal 1425-1429)."
    ),
    MoneyRoute.OUTLET_REMITS_GROSS: (
        "Pihak Kedua menerima pembayaran dari pembeli dan menyetorkan seluruh hasil penjualan kepada Pihak Kesatu;"
        " komisi ditagihkan terpisah oleh Pihak Kedua dan tidak diperhitungkan dengan sendirinya."
    ),
    MoneyRoute.PRODUCER_COLLECTS: (
        "Pihak Kesatu menerima pembayaran langsung dari pembeli dan membayar komisi kepada Pihak Kedua."
    ),
}
"""How the money goes, as the paper says it."""


def paper_of(agreement: Agreement) -> dict[str, Any]:
    """Everything the paper says of the terms that hold now, or on the first day of an agreement yet to begin."""
    terms = agreement_lists.described(agreement)
    clauses = terms["clauses"]
    agency = all_settings()
    with force_locale("id"):
        return {
            "number": number_of(agreement, terms["version"]),
            "agency": agency.get(AGENCY_NAME, ""),
            "is_example": DEMO_LOADED_AT in agency,
            "agreed_on": agreed_on(agreement),
            "is_agreed": agreement.producer_accepted_at is not None and agreement.outlet_accepted_at is not None,
            "producer": agreement.producer,
            "producer_region": name_of(agreement.producer.region_code),
            "partner": _partner(agreement),
            "starts_on": _day(agreement.starts_on),
            "ends_on": _day(agreement.ends_on) if agreement.ends_on else "",
            "version_from": _day(_version_day(terms)),
            "route": ROUTES_ON_PAPER[terms["money_route"]],
            "producer_collects": terms["money_route"] is MoneyRoute.PRODUCER_COLLECTS,
            "term_days": terms["payment_term_days"],
            "rates": _rates(terms),
            "deductions": [
                f"{label} {format_rate(clauses['deductions'][kind])}"
                for kind, label in DEDUCTION_LABELS.items()
                if clauses["deductions"].get(kind)
            ],
            "listing_fee": format_rupiah(clauses["listing_fee_rupiah"]) if clauses["listing_fee_rupiah"] else "",
            "borne": {name: SIDES_ON_PAPER[clauses[name]] for name in SIDES},
            "clauses": clauses,
            "tolerance": format_rate(clauses["shrinkage_tolerance_bp"]),
            "cycle": CYCLES_ON_PAPER[clauses["report_cycle"]],
            "goods": _goods(agreement),
            "signatures": [_signature(agreement, side) for side in Side],
            "printed_on": _day(today()),
        }


def number_of(agreement: Agreement, version: int) -> str:
    """The number on the paper: `PKS-12/2026 versi 1`."""
    return f"PKS-{agreement.id}/{agreement.starts_on.year} versi {version}"


def html_of(agreement: Agreement) -> str:
    """The paper as a page."""
    return current_app.jinja_env.get_template("documents/agreement.html").render(paper=paper_of(agreement))


def paper_response(agreement: Agreement) -> Response:
    """The PDF to download; without Pango the same paper as a page to print."""
    if not can_make_pdf():
        return Response(html_of(agreement), mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html_of(agreement), style), f"perjanjian-{agreement.id}.pdf")


def _partner(agreement: Agreement) -> dict[str, str]:
    """The outlet, or the chain with its branches."""
    if agreement.outlet is not None:
        outlet = agreement.outlet
        kind = OUTLET_KINDS[outlet.kind].label
        return {"name": outlet.name, "what": kind, "address": outlet.address, "region": name_of(outlet.region_code)}
    names = db.session.execute(
        select(Outlet.name).where(Outlet.chain_id == agreement.chain_id).order_by(Outlet.name, Outlet.id)
    ).scalars()
    chain_name = agreement.chain.name if agreement.chain else ""
    return {"name": chain_name, "what": "Jaringan ritel", "address": ", ".join(names), "region": ""}


def _rates(terms: dict[str, Any]) -> list[dict[str, str]]:
    """The rates in the order they are looked up: product, category, base."""
    named = {rate["product_id"] for rate in terms["rates"]} - {None}
    names = dict(db.session.execute(select(Product.id, Product.name).where(Product.id.in_(named))).all())  # type: ignore[arg-type]
    return [
        {
            "for": _covered(rate, names),
            "rate": format_rate(rate["rate_bp"]),
            "from": _day(rate["starts_on"]),
            "until": _day(rate["ends_on"]) if rate["ends_on"] else "",
        }
        for rate in terms["rates"]
    ]


def _covered(rate: dict[str, Any], names: dict[int, str]) -> str:
    if rate["product_id"]:
        return f"Produk {names[rate['product_id']]}"
    return f"Kategori {CATEGORIES[rate['category']].label}" if rate["category"] else "Semua barang (tarif dasar)"


def _goods(agreement: Agreement) -> list[dict[str, str]]:
    """The goods on the shelves under this agreement now: the annexe."""
    here = (
        Placement.outlet_id == agreement.outlet_id
        if agreement.outlet_id
        else Placement.outlet_id.in_(select(Outlet.id).where(Outlet.chain_id == agreement.chain_id))
    )
    rows = db.session.execute(
        select(
            Product.name,
            Product.sku,
            Outlet.name.label("outlet"),
            consigned_on(today()).label("consigned_price_rupiah"),
            retail_on(today()).label("retail_price_rupiah"),
            Placement.quota,
        )
        .join(Product, Product.id == Placement.product_id)
        .join(Outlet, Outlet.id == Placement.outlet_id)
        .where(here, Placement.producer_id == agreement.producer_id, Placement.status == PlacementStatus.ACTIVE)
        .order_by(Product.name, Outlet.name, Placement.id)
    )
    return [
        {
            "name": row.name,
            "sku": row.sku,
            "outlet": row.outlet,
            "consigned": format_rupiah(row.consigned_price_rupiah),
            "retail": format_rupiah(row.retail_price_rupiah),
            "quota": format_number(row.quota) if row.quota else "–",
        }
        for row in rows
    ]


def _signature(agreement: Agreement, side: Side) -> dict[str, str]:
    """Who accepted for a side, when, and from what source where an officer stood in."""
    is_producer = side is Side.PRODUCER
    accepted_at = agreement.producer_accepted_at if is_producer else agreement.outlet_accepted_at
    accepted_by = agreement.producer_accepted_by_id if is_producer else agreement.outlet_accepted_by_id
    source = agreement.producer_accepted_source if is_producer else agreement.outlet_accepted_source
    who = db.session.get(UserAccount, accepted_by) if accepted_by else None
    return {
        "side": SIDES_ON_PAPER[side.value],
        "name": agreement.producer.name if is_producer else _partner(agreement)["name"],
        "person": who.name if who else "",
        "on": _day(business_day(accepted_at)) if accepted_at else "",
        "source": SOURCE_LABELS[Source(source)] if source else "",
    }


def _version_day(terms: dict[str, Any]) -> Any:  # noqa: ANN401 - a day
    return next(version["starts_on"] for version in terms["versions"] if version["number"] == terms["version"])


def _day(day: Any) -> str:  # noqa: ANN401 - a day
    with force_locale("id"):
        return str(format_date(day, "d MMMM y"))
