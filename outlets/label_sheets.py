"""Label sheets of products: what stands on them today, and the PDF they are printed from."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from flask import current_app, render_template, url_for
from flask_babel import force_locale, format_date
from sqlalchemy import select

from core.database import db
from core.dates import last_day, month_of, today
from core.documents import as_pdf
from core.money import format_number
from core.qr_codes import qr_of
from outlets.catalogue_errors import LabelDatesWrong, MonthNotEnough, TooManyLabels, TooManySkipped
from outlets.consignment_models import Delivery
from outlets.labels import MOST_LABELS, PER_SHEET, Label, LabelLayout, month_is_enough, plain_day, sheets
from outlets.short_codes import code_of
from outlets.stock import ExpiryPrecision
from partnerships import consents
from partnerships.models import Product, Requirement, RequirementProduct
from partnerships.personal_codes import Purpose
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus

PRINTED_KINDS = (
    "pirt",
    "bpom_md",
    "cosmetic_notification",
    "traditional_medicine",
    "household_product",
    "halal",
    "sni",
)
"""The permits whose number belongs on the goods, in the order they are printed."""
SHORT_NAMES = {"pirt": "P-IRT", "bpom_md": "BPOM RI", "halal": "Halal", "sni": ""}


def label_of(
    product: Product,
    *,
    batch: str = "",
    produced_on: date | None = None,
    expires_on: date | None = None,
    month_only: bool = False,
) -> Label:
    """What the label of a product the caller may see says today.

    The producer's number is left out while the producer does not agree to it being shown. With `month_only` the last
    day is printed as month and year, and means the last day of that month. Raises `LabelDatesWrong` when the goods end
    before they are made or have ended already, `MonthNotEnough` for goods that keep three months or less.
    """
    if month_only and not month_is_enough(product.shelf_life_days):
        raise MonthNotEnough(field="month_only")
    if expires_on is not None:
        ends = last_day(month_of(expires_on)) if month_only else expires_on
        if ends < today() or (produced_on is not None and ends < produced_on):
            raise LabelDatesWrong(field="expires_on")
    code = code_of(product.id)
    shows_phone = consents.allows(product.producer_id, Purpose.PHONE_SHOWN)
    return Label(
        name=product.name,
        weight=f"{format_number(product.net_weight_gram)} g" if product.net_weight_gram else "",
        producer=product.producer.name,
        phone=product.producer.phone if shows_phone else "",
        permits=permits_of(product.id, today()),
        batch=batch,
        produced=plain_day(produced_on) if produced_on else "",
        expires=_ends(expires_on, month_only=month_only),
        code=code,
        address=url_for("catalogue.product", code=code, _external=True),
    )


def labels_of(delivery: Delivery) -> list[Label]:
    """A label for every piece of a delivery note, with its batch and dates. Raises `TooManyLabels`.

    A batch past its date gets its label like the others: the note says what was handed over, not what may be sold.
    """
    if (pieces := sum(line.quantity for line in delivery.lines)) > MOST_LABELS:
        raise TooManyLabels(most=MOST_LABELS, pieces=pieces)
    labels: list[Label] = []
    for line in delivery.lines:
        month_only = line.expiry_precision is ExpiryPrecision.MONTH
        told = replace(
            label_of(line.placement.product, batch=line.batch, produced_on=line.produced_on),
            expires=_ends(line.expires_on, month_only=month_only),
        )
        labels += [told] * line.quantity
    return labels


def permits_of(product_id: int, on: date) -> tuple[str, ...]:
    """The permits that cover a product on a day, as they are printed on it: `P-IRT 2053374020970-28`."""
    rows = db.session.execute(
        select(Requirement.kind, Requirement.number)
        .join(RequirementProduct, RequirementProduct.requirement_id == Requirement.id)
        .where(
            RequirementProduct.product_id == product_id,
            Requirement.kind.in_(PRINTED_KINDS),
            Requirement.status == RequirementStatus.ACCEPTED,
            Requirement.number != "",
            (Requirement.valid_until.is_(None)) | (Requirement.valid_until >= on),
        )
        .order_by(Requirement.id)
    ).all()
    newest = {row.kind: row.number for row in rows}
    return tuple(
        f"{SHORT_NAMES.get(kind, KINDS[kind].name)} {newest[kind]}".strip() for kind in PRINTED_KINDS if kind in newest
    )


def as_sheet(labels: list[Label], layout: LabelLayout, *, skip: int = 0) -> bytes:
    """The labels as PDF, ready to print at 100 %. Raises `TooManySkipped`, `NoPdfHere`."""
    if skip >= PER_SHEET[layout]:
        raise TooManySkipped(field="skip", most=PER_SHEET[layout] - 1)
    pages = sheets(labels, layout, skip=skip)
    html = render_template("documents/labels.html", pages=pages, layout=layout.value)
    style = (Path(str(current_app.static_folder)) / "labels.css").read_text(encoding="utf-8")
    codes = {f"qr-{label.code}": qr_of(label.address) for label in labels}
    return as_pdf(html, style, codes)


def _ends(day: date | None, *, month_only: bool) -> str:
    if day is None:
        return ""
    with force_locale("id"):
        return format_date(day, "MMMM y") if month_only else plain_day(day)
