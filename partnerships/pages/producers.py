"""Pages of producers: the list, registering on somebody's behalf, the record, its status, its NIK, its accounts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.audit import timeline
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import committed, db
from core.dates import today
from core.errors import Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import Column, exported, listed, wanted_export
from partnerships import (
    members,
    producers,
    products,
    programme_panel,
    programme_words,
    readiness_panel,
    refusal_words,
    requirements,
    watch_panel,
    words,
)
from partnerships.eligibility import readiness_of
from partnerships.lists import PRODUCER_ORDERS, producer_filters
from partnerships.models import Producer, Product, Requirement
from partnerships.regions import name_of
from partnerships.registration_schemas import RegisterWithGoods
from partnerships.schemas import (
    ChangeProducerStatus,
    InviteMember,
    ProducerProfile,
    StatePurpose,
)
from partnerships.states import ProducerStatus
from partnerships.told_at_registration import register_with_goods, told_by

pages = Blueprint("producers", __name__)
PROFILE_FIELDS = tuple(ProducerProfile().fields)


@pages.get("/umkm")
@requires(Permission.PRODUCER_READ)
def producers_list() -> Any:  # noqa: ANN401 - a page or a file
    """The producers one may see, with how complete each is."""
    visible = producers.visible_to(person())
    rows, filters = producer_filters(visible)
    if wanted_export():
        return exported(rows, export_columns(), name="umkm", orders=PRODUCER_ORDERS, default_order="name")
    listing = listed(rows, orders=PRODUCER_ORDERS, default_order="name", filters=filters)
    found = [row[0] for row in listing.rows]
    present = db.session.execute(visible.with_only_columns(Producer.region_code).distinct()).scalars()
    return render_template(
        "partnerships/producers.html",
        listing=listing,
        producers=found,
        readiness=readiness_of([producer.id for producer in found], today()),
        areas=words.area_choices(person(), present),
        words=words,
        name_of=name_of,
        statuses=words.status_choices(ProducerStatus),
    )


def export_columns() -> list[Column]:
    """What the list of producers exports; no NIK, as the file leaves our hands."""
    return [
        Column("ID", lambda row: row[0].id),
        Column(_("Nama usaha"), lambda row: row[0].name),
        Column(_("Pemilik"), lambda row: row[0].owner_name),
        Column(_("Telepon"), lambda row: row[0].phone),
        Column(_("Kode wilayah"), lambda row: row[0].region_code),
        Column(_("Wilayah"), lambda row: name_of(row[0].region_code)),
        Column(_("Skala usaha"), lambda row: words.size_word(row[0].size_class)),
        Column(_("Status"), lambda row: words.status_word(row[0].status)),
        Column(_("Terdaftar"), lambda row: row[0].created_at.date().isoformat()),
    ]


@pages.route("/umkm/baru", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def new() -> Any:  # noqa: ANN401
    """Register a producer on the owner's behalf."""
    choices = {
        "region_code": words.regency_choices(person()),
        "source": words.source_choices(),
        "product_lines": words.category_choices(),
    }
    form = SchemaForm(RegisterWithGoods, choices=choices)
    if request.method == "POST" and (producer := form.submit(register_with_goods, by=person())):
        flash(_("%(name)s terdaftar. Lengkapi produk dan dokumennya.", name=producer.name))
        return redirect(url_for("producers.show", producer_id=producer.id), 303)
    existing = form.refusal.extra.get("producer_id") if form.refusal else None
    page = render_template("partnerships/producer_new.html", form=form, existing=existing)
    return page, (422 if form.is_refused else 200)


@pages.get("/usaha-saya")
@requires(Permission.PRODUCER_READ)
def own() -> Response:
    """The record of the producer one acts for; the list where there is none or more than one."""
    own_ids = producers.producer_ids_of(person())
    if len(own_ids) == 1:
        return redirect(url_for("producers.show", producer_id=own_ids[0]))
    return redirect(url_for("producers.producers_list"))


@pages.get("/umkm/<int:producer_id>")
@requires(Permission.PRODUCER_READ)
def show(producer_id: int) -> str:
    """Everything about one producer: what is missing, products, documents, profile, accounts, history."""
    producer = producers.get(producer_id, by=person())
    readiness = readiness_of([producer.id], today())[producer.id]
    goods = db.session.execute(products.of_producer(producer).order_by(Product.id)).scalars().all()
    documents = db.session.execute(requirements.of_producer(producer).order_by(Requirement.id)).scalars().all()
    states = {document.kind: document.status.value for document in documents if document.replaced_by_id is None}
    reasons = {
        document.kind: told
        for document in documents
        if document.replaced_by_id is None
        and document.status in requirements.DEAD
        and (told := refusal_words.refusal_told(document))
    }
    return render_template(
        "partnerships/producer.html",
        producer=producer,
        readiness=readiness,
        papers=words.checklist(readiness, states, reasons),
        reminder=words.reminder(producer, readiness, today()),
        documents=sorted(documents, key=lambda document: (document.replaced_by_id is not None, -document.id)),
        products=goods,
        ready_for=readiness_panel.where_ready(goods, today()),
        gap_texts=readiness_panel.gap_texts(producer, readiness, person()),
        growing=readiness_panel.growth_shown(producer),
        members=members.members_of(producer.id) if person().is_staff else [],
        repeated=members.repeated_registrations(producer.id) if person().is_staff else [],
        registered_by=_name_of(producer.registered_by_id),
        moves=producers.moves_by_hand(producer) if person().is_staff else [],
        history=timeline("producer", producer.id),
        told=told_by(producer.id),
        watch=watch_panel.shown(producer, person()),
        participations=programme_panel.shown(producer, person()),
        programme_words=programme_words,
        words=words,
        name_of=name_of,
    )


@pages.route("/umkm/<int:producer_id>/ubah", methods=["GET", "POST"])
@requires(Permission.PRODUCT_SUBMIT)
def change(producer_id: int) -> Any:  # noqa: ANN401
    """Change the profile of a producer."""
    producer = producers.get(producer_id, by=person())
    values = {name: value for name in PROFILE_FIELDS if (value := getattr(producer, name)) is not None}
    form = SchemaForm(ProducerProfile, values, choices={"region_code": words.regency_choices(person())})
    if request.method == "POST" and form.submit(
        lambda **new: producers.change_profile(producer_id, by=person(), **new)
    ):
        flash(_("Perubahan disimpan."))
        return redirect(url_for("producers.show", producer_id=producer_id), 303)
    page = render_template("partnerships/producer_change.html", form=form, producer=producer)
    return page, (422 if form.is_refused else 200)


@pages.route("/umkm/<int:producer_id>/status", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def change_status(producer_id: int) -> Any:  # noqa: ANN401
    """Suspend a producer, take it back, or note that it left."""
    producer = producers.get(producer_id, by=person())
    moves = words.status_choices(producers.moves_by_hand(producer))
    form = SchemaForm(ChangeProducerStatus, choices={"status": moves})
    if request.method == "POST" and form.submit(lambda **new: producers.change_status(producer_id, by=person(), **new)):
        flash(_("Status diubah."))
        return redirect(url_for("producers.show", producer_id=producer_id), 303)
    page = render_template("partnerships/producer_status.html", form=form, producer=producer)
    return page, (422 if form.is_refused else 200)


@pages.route("/umkm/<int:producer_id>/nik", methods=["GET", "POST"])
@requires(Permission.PRODUCER_UNMASK)
def nik(producer_id: int) -> Any:  # noqa: ANN401
    """Show the whole NIK once, for a purpose that is recorded."""
    producer = producers.get(producer_id, by=person())
    form = SchemaForm(StatePurpose)
    opened = None
    if request.method == "POST":
        opened = form.submit(lambda purpose: producers.reveal_nik(producer_id, by=person(), purpose=purpose))
    page = render_template(
        "partnerships/reveal.html",
        form=form,
        producer=producer,
        opened=[(_("NIK pemilik"), opened)] if opened else None,
        masked=[(_("NIK pemilik"), f"••••{producer.owner_nik_last4}")],
        back=url_for("producers.show", producer_id=producer_id),
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/umkm/<int:producer_id>/undang", methods=["GET", "POST"])
@requires(Permission.PRODUCER_REGISTER)
def invite(producer_id: int) -> Any:  # noqa: ANN401
    """Invite somebody to act for a producer; the link is shown once, to be sent by WhatsApp."""
    producer = producers.get(producer_id, by=person())
    form = SchemaForm(InviteMember, {"name": producer.owner_name})
    link = None
    if request.method == "POST":
        link = form.submit(lambda **new: members.invite(producer_id, by=person(), **new))
    page = render_template("partnerships/producer_invite.html", form=form, producer=producer, link=link)
    return page, (422 if form.is_refused else 200)


@pages.post("/umkm/<int:producer_id>/undang/<int:user_id>")
@requires(Permission.PRODUCER_REGISTER)
def invite_again(producer_id: int, user_id: int) -> Any:  # noqa: ANN401
    """A fresh link for somebody who was invited and has not come yet."""
    producer = producers.get(producer_id, by=person())
    try:
        link = committed(members.invite_again, producer_id, by=person(), user_id=user_id)
    except Refusal as refusal:
        if getattr(refusal, "code", "") != "already_has_password":
            raise
        flash(say_refusal(refusal), "warning")
        return redirect(url_for("producers.show", producer_id=producer_id), 303)
    return render_template("partnerships/producer_invite.html", form=None, producer=producer, link=link)


def _name_of(user_id: int | None) -> str:
    return db.session.execute(select(UserAccount.name).where(UserAccount.id == user_id)).scalar_one_or_none() or ""
