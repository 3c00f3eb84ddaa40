"""Pages of documents: choosing a kind, handing one in, its record, its evidence, its sealed number."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts import password_again
from accounts.access import person, requires
from accounts.audit import timeline
from accounts.permissions import Permission
from accounts.schemas import WithCurrentPassword
from core.database import committed, db
from core.fields import Code, Day, Id, Listed, Schema, Text, YesNo
from core.files import attachment
from core.forms import SchemaForm
from core.languages import speak
from core.wording import N_
from partnerships import evidence_reading, producers, products, refusal_words, requirements, words
from partnerships.errors import NoEvidence, UnknownKind
from partnerships.evidence_reading import Side
from partnerships.lists import chosen
from partnerships.models import Producer, Product, Requirement
from partnerships.own_production import BANK_ACCOUNT
from partnerships.requirement_kinds import KINDS, LABEL_HINTS, DetailType, Expiry, RequirementKind
from partnerships.schemas import StatePurpose, Upload
from partnerships.states import ProductStatus, RequirementStatus, Source

pages = Blueprint("requirements", __name__)

ZOOMS = {"fit": "100%", "2": "1600", "3": "2400"}
"""How wide a photo is shown; photos are kept at up to 2,400 pixels."""
DETAIL_LABELS = {"number": N_("Nomor dokumen"), "holder": N_("Nama pemilik rekening")}


@pages.get("/umkm/<int:producer_id>/persyaratan")
@requires(Permission.REQUIREMENT_SUBMIT)
def choose(producer_id: int) -> str:
    """Every kind of document: what it is for, where to get it, what it costs."""
    producer = producers.get(producer_id, by=person())
    return render_template(
        "partnerships/requirement_kinds.html", producer=producer, kinds=KINDS.values(), speak=speak, as_day=format_date
    )


@pages.route("/umkm/<int:producer_id>/persyaratan/<kind>", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_SUBMIT)
def submit(producer_id: int, kind: str) -> Any:  # noqa: ANN401 - a page or a redirect
    """Hand in a document of a kind; one that was sent back is the start of the next.

    A bank account, which money will be sent to, wants the password once more.
    """
    producer = producers.get(producer_id, by=person())
    if kind not in KINDS:
        raise UnknownKind
    asked = KINDS[kind]
    returned = next(iter(reversed(requirements.of_the_kind(producer.id, kind, requirements.DEAD))), None)
    asks = kind == BANK_ACCOUNT and not password_again.is_fresh(person())
    form = SchemaForm(form_schema(asked, asks), first_values(asked, returned), choices=form_choices(asked, producer))
    if request.method == "POST" and (not asks or password_again.is_right(form, person())):
        asks = False
        requirement = form.submit(requirements.submit, producer_id=producer.id, kind=kind, by=person())
        if requirement:
            flash(_("Dokumen diajukan dan sedang menunggu verifikasi."))
            return redirect(url_for("requirements.show", requirement_id=requirement.id), 303)
    page = render_template(
        "partnerships/requirement_new.html",
        form=form,
        asks_password=asks,
        account=person(),
        producer=producer,
        kind=asked,
        returned=returned if returned and returned.status is RequirementStatus.RETURNED else None,
        refusal_words=refusal_words,
        hints={f"details.{item}": speak(hint) for item, hint in LABEL_HINTS.items()},
        detail_types=DetailType,
        speak=speak,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/persyaratan/<int:requirement_id>")
@requires(Permission.REQUIREMENT_READ)
def show(requirement_id: int) -> str:
    """One document: what it says, where it stands, what a reviewer noticed, its history."""
    requirement = requirements.get(requirement_id, by=person())
    return render_template("partnerships/requirement.html", **shown(requirement))


@pages.get("/persyaratan/<int:requirement_id>/bukti")
@requires(Permission.REQUIREMENT_READ)
def evidence(requirement_id: int) -> Response:
    """The photo or file that proves a document, as a download; who read it is recorded.

    Staff who open a personal one outside its verification are asked what for.
    """
    requirement = requirements.get(requirement_id, by=person())
    if evidence_reading.needs_purpose(requirement, person()):
        return redirect(url_for("requirements.evidence_for", requirement_id=requirement_id, side=_side().value))
    stored = committed(evidence_reading.open_evidence, requirement, by=person(), side=_side())
    return attachment(stored)


@pages.route("/persyaratan/<int:requirement_id>/bukti/keperluan", methods=["GET", "POST"])
@requires(Permission.REQUIREMENT_READ)
def evidence_for(requirement_id: int) -> Any:  # noqa: ANN401
    """Open a personal photo for a purpose that is recorded."""
    requirement = requirements.get(requirement_id, by=person())
    side, form = _side(), SchemaForm(StatePurpose)
    if request.method == "POST":
        stored = form.submit(
            lambda purpose: evidence_reading.open_evidence(requirement, by=person(), side=side, purpose=purpose)
        )
        if stored is not None:
            return attachment(stored)
    page = render_template(
        "partnerships/reveal.html",
        form=form,
        producer=requirement.producer,
        opened=None,
        masked=[(words.kind_word(requirement.kind), requirement.shown_number)],
        back=url_for("requirements.show", requirement_id=requirement_id),
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/persyaratan/<int:requirement_id>/foto")
@requires(Permission.REQUIREMENT_READ)
def photo(requirement_id: int) -> Any:  # noqa: ANN401
    """The photo by itself, as large as asked for; the page works without a script."""
    requirement = requirements.get(requirement_id, by=person())
    if evidence_reading.needs_purpose(requirement, person()):
        return redirect(url_for("requirements.evidence_for", requirement_id=requirement_id, side=_side().value))
    stored = requirement.evidence if _side() is Side.FRONT else requirement.evidence_back
    if stored is None or not stored.media_type.startswith("image/"):
        raise NoEvidence
    zoom = chosen("zoom", ZOOMS.__contains__) or "fit"
    return render_template(
        "partnerships/photo.html",
        requirement=requirement,
        side=_side().value,
        zoom=zoom,
        width=ZOOMS[zoom],
        back=url_for("requirements.show", requirement_id=requirement_id),
        words=words,
    )


def _side() -> Side:
    return Side(chosen("side", set(Side).__contains__) or Side.FRONT)


@pages.route("/persyaratan/<int:requirement_id>/nomor", methods=["GET", "POST"])
@requires(Permission.PRODUCER_UNMASK)
def number(requirement_id: int) -> Any:  # noqa: ANN401
    """Show a sealed number once, for a purpose that is recorded."""
    requirement = requirements.get(requirement_id, by=person())
    form = SchemaForm(StatePurpose)
    opened = None
    if request.method == "POST":
        opened = form.submit(lambda purpose: requirements.reveal(requirement_id, by=person(), purpose=purpose))
    page = render_template(
        "partnerships/reveal.html",
        form=form,
        producer=requirement.producer,
        opened=[(speak(DETAIL_LABELS.get(name, name)), value) for name, value in opened.items()] if opened else None,
        masked=[(words.kind_word(requirement.kind), requirement.shown_number)],
        back=url_for("requirements.show", requirement_id=requirement_id),
    )
    return page, (422 if form.is_refused else 200)


def form_schema(asked: RequirementKind, asks_password: bool = False) -> type[Schema]:  # noqa: FBT001, FBT002 - one form
    """The shape of the form of a kind: number and dates where it has them, the products, its details, the evidence."""
    fields: dict[str, Any] = {"evidence": Upload(load_default=None, metadata={"label": N_("Foto atau berkas bukti")})}
    if asked.needs_number:
        fields["number"] = Text(required=True, most=200, metadata={"label": N_("Nomor dokumen")})
    if asked.needs_back:
        fields["evidence"].metadata["label"] = N_("Foto sisi depan")
        fields["evidence_back"] = Upload(load_default=None, metadata={"label": N_("Foto sisi belakang")})
    fields["issued_on"] = Day(load_default=None, metadata={"label": N_("Tanggal terbit")})
    must_end = {"required": True} if asked.expiry is Expiry.REQUIRED else {"load_default": None}
    fields["valid_until"] = Day(**must_end, metadata={"label": N_("Berlaku sampai")})
    fields["product_ids"] = Listed(Id(), load_default=list, metadata={"label": N_("Produk yang tercakup")})
    fields["source"] = Code(Source, load_default=None, metadata={"label": N_("Sumber data")})
    for detail in asked.details:
        metadata = {"label": detail.label}
        if detail.type is DetailType.YES_NO:
            field: Any = YesNo(required=detail.is_required, metadata=metadata)
        elif detail.type is DetailType.DAY:
            field = Day(required=detail.is_required, metadata=metadata)
        else:
            field = Text(required=detail.is_required, most=detail.max_length, metadata=metadata)
        fields[f"details.{detail.name}"] = field
    base = WithCurrentPassword if asks_password else Schema
    return base.from_dict(fields, name=f"Submit_{asked.code}")  # type: ignore[return-value]


def first_values(asked: RequirementKind, returned: Requirement | None) -> dict[str, Any]:
    """What stands in the form at first: what was sent back, so that only the fault must be mended."""
    if returned is None:
        return {}
    values: dict[str, Any] = {
        "number": returned.number,
        "issued_on": _iso(returned.issued_on),
        "valid_until": _iso(returned.valid_until),
        "product_ids": [product.id for product in returned.products],
    }
    for detail in asked.details:
        value = returned.details.get(detail.name)
        if value is not None:
            values[f"details.{detail.name}"] = {True: "ya", False: "tidak"}.get(value, value)  # type: ignore[call-overload]
    return {name: value for name, value in values.items() if value not in ("", None)}


def form_choices(asked: RequirementKind, producer: Producer) -> dict[str, list[tuple[str, str]]]:
    """What the form offers to choose from: the producer's products, sources, and the codes of details."""
    rows = products.of_producer(producer).where(Product.status != ProductStatus.WITHDRAWN).order_by(Product.name)
    choices = {
        "product_ids": [(str(product.id), product.name) for product in db.session.execute(rows).scalars()],
        "source": words.source_choices(),
    }
    for detail in asked.details:
        if detail.type is DetailType.CHOICE:
            choices[f"details.{detail.name}"] = [(code, speak(label)) for code, label in detail.choices.items()]
        if detail.type is DetailType.YES_NO:
            choices[f"details.{detail.name}"] = [("ya", _("Ya")), ("tidak", _("Tidak"))]
    return choices


def shown(requirement: Requirement) -> dict[str, Any]:
    """What the record and the reviewer's page show of a document."""
    asked = KINDS[requirement.kind]
    replaced = (
        select(Requirement).where(Requirement.replaced_by_id == requirement.id).order_by(Requirement.id.desc()).limit(1)
    )
    earlier = db.session.execute(replaced).scalar_one_or_none()
    return {
        "requirement": requirement,
        "producer": requirement.producer,
        "kind": asked,
        "warnings": [
            speak(str(found["sentence"]), **found.get("params", {}))  # type: ignore[arg-type]
            for found in requirements.warnings_for(requirement, person())
        ],
        "facts": fact_pairs(requirement.facts),
        "details": detail_pairs(asked, requirement),
        "earlier": earlier,
        "asks_purpose": evidence_reading.needs_purpose(requirement, person()),
        "told": refusal_words.refusal_told(requirement),
        "next_step": refusal_words.next_step(requirement),
        "message": refusal_words.refusal_message(requirement) if requirement.status in refusal_words.REFUSED else "",
        "earlier_told": refusal_words.refusal_told(earlier) if earlier else "",
        "history": timeline("requirement", requirement.id),
        "words": words,
    }


FACT_LABELS = {
    "packaging": N_("Kemasan"),
    "food": N_("Jenis pangan"),
    "regency_name": N_("Kabupaten/kota pada nomor"),
    "expiry_year": N_("Tahun berakhir pada nomor"),
    "risk": N_("Tingkat risiko"),
    "origin": N_("Asal"),
    "region": N_("Kawasan asal"),
    "notified_in": N_("Tahun notifikasi"),
    "medicine_kind": N_("Golongan"),
    "year": N_("Tahun standar"),
    "holder": N_("Pemegang"),
}
FACT_VALUES = {
    "domestic": N_("Dalam negeri"),
    "imported": N_("Impor"),
    "individual": N_("Perorangan (NIK)"),
    "organisation_or_old_number": N_("Badan atau nomor lama"),
}


def fact_pairs(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What was read from a number, as label and value; bare codes are left out."""
    return [
        (speak(label), speak(FACT_VALUES.get(str(value), str(value))))
        for name, label in FACT_LABELS.items()
        if (value := facts.get(name)) is not None
    ]


def detail_pairs(asked: RequirementKind, requirement: Requirement) -> list[tuple[str, str]]:
    """The open details of a document as label and value."""
    pairs = []
    for detail in asked.details:
        value = requirement.details.get(detail.name)
        if isinstance(value, bool):
            value = _("Ya") if value else _("Tidak")
        elif detail.type is DetailType.CHOICE:
            value = speak(detail.choices.get(str(value), str(value or "")))
        if value is not None:
            pairs.append((speak(detail.label), str(value)))
    return pairs


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
