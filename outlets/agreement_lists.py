"""Lists of agreements, and one agreement as plain values, the same for the page, the API and the export."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, func, select

from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.languages import speak
from core.listing import Column, whole_number_argument
from outlets import agreements
from outlets.agreed_rates import AgreedRate, in_precedence, last_day_of
from outlets.agreement_clauses import differences, from_json
from outlets.amended_rates import rates_from_json
from outlets.models import Agreement, AgreementAmendment, AgreementRate, AgreementVersion, Chain, Outlet
from outlets.money_routes import MONEY_ROUTE_LABELS
from outlets.states import STATUS_LABELS, AgreementStatus
from partnerships.models import Producer

ORDERS: Mapping[str, Sequence[ColumnElement[Any]]] = {
    "producer": (func.lower(Producer.name), Agreement.id),
    "partner": (func.lower(func.coalesce(Outlet.name, Chain.name)), Agreement.id),
    "starts": (Agreement.starts_on, Agreement.id),
    "newest": (Agreement.id,),
}


def filters() -> dict[str, str]:
    """The filters of the address."""
    return {
        name: request.args.get(name, "").replace("\x00", "").strip()[:100]
        for name in ("q", "status", "producer_id", "outlet_id")
    }


def all_rows(user: UserAccount) -> Select[Any]:
    """The agreements a person sees, each with its base rate and money route of today, or of its first day."""
    day = func.greatest(Agreement.starts_on, today())
    base = (
        select(AgreementRate.rate_bp)
        .where(
            AgreementRate.agreement_id == Agreement.id, AgreementRate.scope == "base", AgreementRate.starts_on <= day
        )
        .order_by(AgreementRate.starts_on.desc())
        .limit(1)
        .scalar_subquery()
    )
    route = (
        select(AgreementVersion.money_route)
        .where(AgreementVersion.agreement_id == Agreement.id, AgreementVersion.starts_on <= day)
        .order_by(AgreementVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(
            Agreement.id,
            agreements.status_shown().label("status"),
            Agreement.producer_id,
            Agreement.outlet_id,
            Agreement.chain_id,
            Agreement.starts_on,
            Agreement.ends_on,
            Producer.name.label("producer_name"),
            func.coalesce(Outlet.name, Chain.name).label("partner_name"),
            Agreement.producer_accepted_at,
            Agreement.outlet_accepted_at,
            base.label("rate_bp"),
            route.label("money_route"),
        )
        .join(Producer, Producer.id == Agreement.producer_id)
        .outerjoin(Outlet, Outlet.id == Agreement.outlet_id)
        .outerjoin(Chain, Chain.id == Agreement.chain_id)
        .where(Agreement.id.in_(agreements.visible_to(user).with_only_columns(Agreement.id)))
    )


def rows(user: UserAccount) -> Select[Any]:
    """Those of them that pass the filters of the address."""
    wanted = filters()
    found = all_rows(user)
    if wanted["q"]:
        text = wanted["q"]
        found = found.where(
            Producer.name.icontains(text, autoescape=True)
            | func.coalesce(Outlet.name, Chain.name).icontains(text, autoescape=True)
        )
    if wanted["status"]:
        found = found.where(agreements.status_shown() == wanted["status"])
    if producer_id := whole_number_argument("producer_id", 0, 10**9):
        found = found.where(Agreement.producer_id == producer_id)
    if outlet_id := whole_number_argument("outlet_id", 0, 10**9):
        chain = select(Outlet.chain_id).where(Outlet.id == outlet_id).scalar_subquery()
        found = found.where((Agreement.outlet_id == outlet_id) | (Agreement.chain_id == chain))
    return found


def described(agreement: Agreement) -> dict[str, Any]:
    """One agreement with its terms, versions, rates in the order they are looked up, and what waits to be accepted."""
    day = max(agreement.starts_on, today())
    versions = list(
        db.session.execute(
            select(AgreementVersion)
            .where(AgreementVersion.agreement_id == agreement.id)
            .order_by(AgreementVersion.number)
        ).scalars()
    )
    begun = [version for version in versions if version.starts_on <= day]
    current = (begun or versions)[-1]
    first_agreed = (AgreementRate.agreement_id == agreement.id, AgreementRate.re_rating_id.is_(None))
    stored = db.session.execute(select(AgreementRate).where(*first_agreed)).scalars().all()
    ids = {(rate.scope, rate.starts_on): rate.id for rate in stored}
    agreed = [_value(rate) for rate in stored]
    base = [rate for rate in agreed if rate.is_base and rate.starts_on <= day]
    answered_by = select(func.max(Agreement.id)).where(Agreement.counters_id == agreement.id)
    amendment = agreements.open_amendment(agreement)
    return {
        "id": agreement.id,
        "status": agreements.status_of(agreement),
        "producer_id": agreement.producer_id,
        "outlet_id": agreement.outlet_id,
        "chain_id": agreement.chain_id,
        "starts_on": agreement.starts_on,
        "ends_on": agreement.ends_on,
        "money_route": current.money_route,
        "payment_term_days": current.payment_term_days,
        "clauses": asdict(from_json(current.clauses)),
        "counters_id": agreement.counters_id,
        "answered_by_id": db.session.execute(answered_by).scalar_one(),
        "version": current.number,
        "rate_bp": max(base, key=lambda rate: rate.starts_on).rate_bp if base else None,
        "reason": agreement.reason,
        "producer_accepted_at": agreement.producer_accepted_at,
        "producer_accepted_source": agreement.producer_accepted_source,
        "outlet_accepted_at": agreement.outlet_accepted_at,
        "outlet_accepted_source": agreement.outlet_accepted_source,
        "approved_at": agreement.approved_at,
        "rates": [_row(rate, agreed, ids.get((rate.scope, rate.starts_on))) for rate in in_precedence(agreed)],
        "versions": _described_versions(versions),
        "amendment": _described_amendment(amendment) if amendment else None,
    }


def _described_versions(versions: Sequence[AgreementVersion]) -> list[dict[str, Any]]:
    """Each version as plain values, with the names of what it changed of the one before."""
    described: list[dict[str, Any]] = []
    for place, version in enumerate(versions):
        before = versions[place - 1] if place else version
        changes = [
            name for name in ("money_route", "payment_term_days") if getattr(before, name) != getattr(version, name)
        ]
        clauses = from_json(version.clauses)
        changes += [name for name, _was, _is in differences(from_json(before.clauses), clauses)]
        described.append(
            {
                "number": version.number,
                "starts_on": version.starts_on,
                "money_route": version.money_route,
                "payment_term_days": version.payment_term_days,
                "clauses": asdict(clauses),
                "changed": changes,
            }
        )
    return described


def _described_amendment(amendment: AgreementAmendment) -> dict[str, Any]:
    """Changed terms that wait, as plain values."""
    added = rates_from_json(amendment.rates)
    return {
        "id": amendment.id,
        "status": amendment.status,
        "starts_on": amendment.starts_on,
        "money_route": amendment.money_route,
        "payment_term_days": amendment.payment_term_days,
        "clauses": asdict(from_json(amendment.clauses)),
        "producer_accepted_at": amendment.producer_accepted_at,
        "outlet_accepted_at": amendment.outlet_accepted_at,
        "reason": amendment.reason,
        "rates": [_row(rate, added, None) for rate in in_precedence(added)],
    }


def _value(rate: AgreementRate) -> AgreedRate:
    return AgreedRate(
        rate_bp=rate.rate_bp,
        starts_on=rate.starts_on,
        ends_on=rate.ends_on,
        category=rate.category,
        product_id=rate.product_id,
    )


def _row(rate: AgreedRate, rates: Sequence[AgreedRate], rate_id: int | None) -> dict[str, Any]:
    return {
        "id": rate_id,
        "rate_bp": rate.rate_bp,
        "category": rate.category,
        "product_id": rate.product_id,
        "starts_on": rate.starts_on,
        "ends_on": last_day_of(rate, rates),
    }


def status_choices() -> list[tuple[str, str]]:
    """The states an agreement may be filtered by."""
    return [(status.value, speak(STATUS_LABELS[status])) for status in AgreementStatus]


def export_columns() -> list[Column]:
    """What an export of agreements holds."""
    return [
        Column(_("Nomor"), lambda row: row.id),
        Column(_("Pelaku UMKM"), lambda row: row.producer_name),
        Column(_("Gerai atau jaringan"), lambda row: row.partner_name),
        Column(_("Status"), lambda row: speak(STATUS_LABELS[row.status])),
        Column(_("Mulai berlaku"), lambda row: row.starts_on.isoformat()),
        Column(_("Hari terakhir"), lambda row: row.ends_on.isoformat() if row.ends_on else ""),
        Column(_("Tarif dasar (basis poin)"), lambda row: row.rate_bp),
        Column(_("Jalur uang"), lambda row: speak(MONEY_ROUTE_LABELS[row.money_route])),
    ]
