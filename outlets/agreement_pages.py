"""Pages of agreements: the list, proposing one, the record with both acceptances, and what happens to it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from accounts.sent_once import once
from core.database import committed, db, get_visible
from core.dates import today
from core.errors import NotFound, Refusal
from core.forms import SchemaForm
from core.languages import say_refusal
from core.listing import exported, listed, wanted_export, whole_number_argument
from outlets import (
    agreement_acceptance,
    agreement_changes,
    agreement_lists,
    agreement_proposals,
    agreements,
    outlets,
    words,
)
from outlets.agreement_clauses import DEFAULTS, from_json
from outlets.agreement_forms import FURTHER_RATES, AmendOnPage, ProposeOnPage, from_page
from outlets.agreement_schemas import Accept, AcceptForOneSide, EndWithReason, GiveReason, SuspendAgreement
from outlets.clause_schemas import DEDUCTION_NAMES
from outlets.clause_words import changed_words, clause_lines, form_choices, form_values
from outlets.models import Chain, Outlet
from outlets.producer_choice import producer_choice
from outlets.states import AgreementStatus, Side
from partnerships.models import Producer, Product
from partnerships.regions import name_of
from partnerships.words import category_choices, category_word, source_choices

pages = Blueprint("agreements", __name__)


@pages.get("/perjanjian")
@requires(Permission.AGREEMENT_READ)
def list_agreements() -> Any:  # noqa: ANN401 - a page or a file
    """The agreements one may see."""
    rows = agreement_lists.rows(person())
    if wanted_export():
        columns = agreement_lists.export_columns()
        orders = agreement_lists.ORDERS
        return exported(rows, columns, name="perjanjian", orders=orders, default_order="-newest")
    listing = listed(rows, orders=agreement_lists.ORDERS, default_order="-newest", filters=agreement_lists.filters())
    statuses = agreement_lists.status_choices()
    return render_template("outlets/agreements.html", listing=listing, words=words, statuses=statuses)


@pages.route("/perjanjian/baru", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_PROPOSE)
def new() -> Any:  # noqa: ANN401
    """Propose an agreement: first with which producer, then its terms."""
    user = person()
    producer = _chosen_producer(user)
    outlet_id = whole_number_argument("outlet_id", 0, 10**9)
    if producer is None:
        return producer_choice(
            agreement_proposals.producers_open_to(user),
            title=_("Usulkan perjanjian"),
            question=_("Pilih dahulu pelaku UMKM-nya."),
            back=(_("Daftar perjanjian"), url_for("agreements.list_agreements")),
            then=lambda one: url_for("agreements.new", producer_id=one, outlet_id=outlet_id or None),
        )
    form = SchemaForm(
        ProposeOnPage,
        {
            "producer_id": producer.id,
            "partner": f"outlet:{outlet_id}" if outlet_id else "",
            "payment_term_days": 15,
            **form_values(asdict(DEFAULTS)),
        },
        choices={"partner": _partner_choices(user), "money_route": words.route_choices(), **form_choices()},
    )
    if request.method == "POST":
        verb = once(
            lambda **typed: from_page(agreement_proposals.propose, typed, by=user), lambda made: address_of(made.id)
        )
        agreement = form.submit(verb)
        if agreement is not None:
            flash(_("Perjanjian diusulkan. Sekarang kedua pihak perlu menerimanya."))
            return redirect(address_of(agreement.id), 303)
    return render_template(
        "outlets/agreement_new.html",
        form=form,
        producer=producer,
        further=FURTHER_RATES,
        deduction_fields=DEDUCTION_NAMES,
        scopes=scope_choices(producer.id),
    ), (422 if form.is_refused else 200)


def _chosen_producer(user: UserAccount) -> Producer | None:
    """The producer of the form or the address; the own one where there is only one."""
    wanted = request.form.get("producer_id") or request.args.get("producer_id") or ""
    visible = agreement_proposals.producers_open_to(user)
    if wanted:
        row_id = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 20 else 0
        producer = get_visible(visible, Producer, row_id)
        if producer is None:
            raise NotFound
        return producer
    if user.role is Role.PRODUCER:
        own = db.session.execute(visible.limit(2)).scalars().all()
        return own[0] if len(own) == 1 else None
    return None


def _partner_choices(user: UserAccount) -> list[tuple[str, str]]:
    """The outlets and chains one may propose to."""
    rows = outlets.still_open(outlets.open_to(user)).with_only_columns(Outlet.id, Outlet.name, Outlet.region_code)
    found = db.session.execute(rows.order_by(db.func.lower(Outlet.name), Outlet.id))
    shops = [(f"outlet:{row.id}", f"{row.name} ({name_of(row.region_code)})") for row in found]
    chains = db.session.execute(outlets.chains_open_to(user).order_by(db.func.lower(Chain.name))).scalars()
    return shops + [(f"chain:{chain.id}", _("Jaringan: %(name)s", name=chain.name)) for chain in chains]


def scope_choices(producer_id: int) -> list[tuple[str, str]]:
    """What a narrower rate may be for: a product of the producer, or a category."""
    rows = select(Product.id, Product.name).where(Product.producer_id == producer_id).order_by(Product.name)
    products = [(f"product:{row.id}", _("Produk: %(name)s", name=row.name)) for row in db.session.execute(rows)]
    categories = [(f"category:{code}", _("Kategori: %(name)s", name=label)) for code, label in category_choices()]
    return products + categories


@pages.get("/perjanjian/<int:agreement_id>")
@requires(Permission.AGREEMENT_READ)
def show(agreement_id: int) -> str:
    """One agreement: who accepted, its terms, what waits, its history."""
    user = person()
    agreement = agreements.get(agreement_id, by=user)
    terms = agreement_lists.described(agreement)
    named = {rate["product_id"] for rate in terms["rates"]} | {
        rate["product_id"] for rate in (terms["amendment"] or {"rates": []})["rates"]
    }
    products = db.session.execute(select(Product.id, Product.name).where(Product.id.in_(named - {None}))).all()
    waiting = agreements.open_amendment(agreement) or agreement
    taken = _names_of(waiting)
    sides = [(side, label) for side, label in words.side_choices() if side not in taken]
    choices = {"on_behalf_of": sides, "source": source_choices()}
    return render_template(
        "outlets/agreement.html",
        agreement=agreement,
        terms=terms,
        waiting=waiting,
        product_names={row.id: row.name for row in products},
        category_word=category_word,
        may_accept=_may_accept(user, waiting),
        form=SchemaForm(AcceptForOneSide, choices=choices),
        names=taken,
        history=words.timeline("agreement", agreement.id),
        words=words,
        is_over=agreements.status_of(agreement) is AgreementStatus.ENDED,
        clause_lines=clause_lines,
        changed_words=changed_words,
        today=today(),
    )


def address_of(agreement_id: int) -> str:
    """Where an agreement is seen."""
    return url_for("agreements.show", agreement_id=agreement_id)


def _may_accept(user: UserAccount, waiting: Any) -> bool:  # noqa: ANN401 - an agreement or an amendment
    """Whether this person's acceptance is awaited now."""
    if waiting.status.value != AgreementStatus.PROPOSED.value or not user.may(Permission.AGREEMENT_ACCEPT):
        return False
    if user.is_staff:
        return waiting.producer_accepted_source is None and waiting.outlet_accepted_source is None
    if user.role is Role.PRODUCER:
        return waiting.producer_accepted_at is None
    return waiting.outlet_accepted_at is None


def _names_of(waiting: Any) -> dict[str, str]:  # noqa: ANN401 - an agreement or an amendment
    """Who accepted for each side, by name."""
    ids = {Side.PRODUCER: waiting.producer_accepted_by_id, Side.OUTLET: waiting.outlet_accepted_by_id}
    found = {side.value: db.session.get(UserAccount, user_id) for side, user_id in ids.items() if user_id}
    return {side: account.name for side, account in found.items() if account is not None}


def _done(agreement_id: int, work: Callable[[], object], message: str) -> Response:
    """Do something to an agreement and go back to its page; a refusal is said there."""
    try:
        committed(once(work, lambda _done: address_of(agreement_id)))
    except NotFound:
        raise
    except Refusal as refusal:
        flash(say_refusal(refusal), "error")
    else:
        flash(message)
    return redirect(address_of(agreement_id), 303)


@pages.post("/perjanjian/<int:agreement_id>/terima")
@requires(Permission.AGREEMENT_ACCEPT)
def accept(agreement_id: int) -> Any:  # noqa: ANN401
    """Accept for one side."""
    form = SchemaForm(AcceptForOneSide if person().is_staff else Accept)
    accepting = once(
        lambda **typed: agreement_acceptance.accept(agreement_id, by=person(), **typed),
        lambda _accepted: address_of(agreement_id),
    )
    accepted = form.submit(accepting)
    if accepted is None:
        for message in [*form.problems, *[f"{form.label(n)}: {text}" for n in form.errors for text in form.errors[n]]]:
            flash(message, "error")
    elif agreements.open_amendment(accepted) is None and accepted.status is AgreementStatus.ACTIVE:
        flash(_("Diterima. Kedua pihak setuju; ketentuan ini berlaku."))
    else:
        flash(_("Diterima. Menunggu pihak lainnya."))
    return redirect(address_of(agreement_id), 303)


@pages.post("/perjanjian/<int:agreement_id>/setujui")
@requires(Permission.AGREEMENT_APPROVE)
def approve(agreement_id: int) -> Response:
    """Approve a rate outside the band."""
    return _done(
        agreement_id,
        lambda: agreement_proposals.approve(agreement_id, by=person()),
        _("Tarif disetujui. Kedua pihak sekarang dapat menerimanya."),
    )


@pages.post("/perjanjian/<int:agreement_id>/tarik-perubahan")
@requires(Permission.AGREEMENT_PROPOSE)
def withdraw_amendment(agreement_id: int) -> Response:
    """Take back or decline changed terms that wait."""
    return _done(
        agreement_id,
        lambda: agreement_changes.withdraw_amendment(agreement_id, by=person()),
        _("Usulan perubahan ditarik; ketentuan yang ada tetap berlaku."),
    )


@pages.route("/perjanjian/<int:agreement_id>/ubah", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_PROPOSE)
def amend(agreement_id: int) -> Any:  # noqa: ANN401
    """Propose changed terms from a later day on."""
    agreement = agreements.get(agreement_id, by=person())
    current = agreement.terms[-1]
    form = SchemaForm(
        AmendOnPage,
        {
            "money_route": current.money_route.value,
            "payment_term_days": current.payment_term_days,
            **form_values(asdict(from_json(current.clauses))),
        },
        choices={"money_route": words.route_choices(), **form_choices()},
    )
    amending = once(
        lambda **typed: from_page(lambda **new: agreement_changes.amend(agreement_id, **new), typed, by=person()),
        lambda _amended: address_of(agreement_id),
    )
    if request.method == "POST" and form.submit(amending):
        flash(_("Perubahan diusulkan. Sekarang kedua pihak perlu menerimanya."))
        return redirect(address_of(agreement_id), 303)
    page = render_template(
        "outlets/agreement_amend.html",
        form=form,
        agreement=agreement,
        further=FURTHER_RATES,
        deduction_fields=DEDUCTION_NAMES,
        scopes=scope_choices(agreement.producer_id),
    )
    return page, (422 if form.is_refused else 200)


def _with_reason(agreement_id: int, schema: type[GiveReason], verb: Callable[..., Any], **texts: Any) -> Any:  # noqa: ANN401
    """A page that asks why, and where wanted from when, before it does something to an agreement."""
    agreement = agreements.get(agreement_id, by=person())
    form = SchemaForm(schema)
    work = once(lambda **typed: verb(agreement_id, by=person(), **typed), lambda _done: address_of(agreement_id))
    if request.method == "POST" and form.submit(work):
        flash(texts["done"])
        return redirect(address_of(agreement_id), 303)
    page = render_template(
        "outlets/reason.html",
        form=form,
        texts=texts,
        back=url_for("agreements.show", agreement_id=agreement_id),
        trail=[(_("Daftar perjanjian"), url_for("agreements.list_agreements"))],
        subject=agreement.producer.name,
        agreement=agreement if verb is not agreement_changes.resume else None,
    )
    return page, (422 if form.is_refused else 200)


@pages.route("/perjanjian/<int:agreement_id>/bekukan", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_APPROVE)
def suspend(agreement_id: int) -> Any:  # noqa: ANN401
    """Let an agreement rest."""
    return _with_reason(
        agreement_id,
        SuspendAgreement,
        agreement_changes.suspend,
        title=_("Bekukan perjanjian"),
        why=_("Mulai hari itu tidak ada penempatan baru dan penjualan ditolak, sampai perjanjian diaktifkan kembali."),
        button=_("Bekukan"),
        done=_("Perjanjian dibekukan."),
    )


@pages.route("/perjanjian/<int:agreement_id>/aktifkan", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_APPROVE)
def resume(agreement_id: int) -> Any:  # noqa: ANN401
    """Let a suspended agreement hold again."""
    return _with_reason(
        agreement_id,
        GiveReason,
        agreement_changes.resume,
        title=_("Aktifkan kembali perjanjian"),
        why=_("Perjanjian berlaku lagi mulai hari ini; hari-hari pembekuan tetap tidak berlaku."),
        button=_("Aktifkan kembali"),
        done=_("Perjanjian berlaku kembali mulai hari ini."),
    )


@pages.route("/perjanjian/<int:agreement_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.AGREEMENT_ACCEPT)
def end(agreement_id: int) -> Any:  # noqa: ANN401
    """Decline a proposal, or end an agreement."""
    return _with_reason(
        agreement_id,
        EndWithReason,
        agreement_changes.end,
        title=_("Akhiri perjanjian"),
        why=_("Penjualan sampai hari terakhir tetap dihitung. Penempatan yang bergantung padanya ikut berakhir."),
        button=_("Akhiri"),
        danger=True,
        done=_("Perjanjian diakhiri."),
    )
