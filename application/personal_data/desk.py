"""The desk of requests about personal data: what waits, how many hours are left, and each step of an answer."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts import audit
from accounts.access import person, requires
from accounts.models import UserAccount
from accounts.permissions import Permission
from application.personal_data import erasure, export
from core.database import committed, db, transaction
from core.forms import SchemaForm
from core.listing import listed
from partnerships import data_requests, personal_words, producers
from partnerships.models import Producer
from partnerships.personal_codes import ARTICLE_LABELS, KIND_ARTICLES, KIND_LABELS, RequestKind
from partnerships.personal_models import DataExport, DataRequest
from partnerships.personal_schemas import CheckIdentity, Finish, Refuse, SendBack
from partnerships.states import REQUEST_LABELS, REQUEST_MOVES, RequestStatus

desk = Blueprint("data_desk", __name__)

ORDERS = {
    "received": [DataRequest.received_at, DataRequest.id],
    "closed": [DataRequest.closed_at.desc().nulls_first(), DataRequest.received_at, DataRequest.id],
}
READ_EVENT = "data_request:read"


@desk.get("/permintaan-data")
@requires(Permission.PRIVACY_HANDLE)
def queue() -> str:
    """The requests, those that wait first, with the hours that are left."""
    filters = {name: request.args.get(name, "") for name in ("status", "kind")}
    rows = data_requests.visible_to(person())
    if filters["status"] in set(RequestStatus):
        rows = rows.where(DataRequest.status == RequestStatus(filters["status"]))
    elif filters["status"] != "all":
        rows = rows.where(DataRequest.closed_at.is_(None))
    if filters["kind"] in set(RequestKind):
        rows = rows.where(DataRequest.kind == RequestKind(filters["kind"]))
    return render_template(
        "application/personal_data/queue.html",
        listing=listed(rows, orders=ORDERS, default_order="received", filters=filters),
        hours_left=data_requests.hours_left,
        is_overdue=data_requests.is_overdue,
        words=personal_words,
        statuses=[("all", _("Semua")), *personal_words.choices(REQUEST_LABELS)],
        kinds=personal_words.choices(KIND_LABELS),
    )


@desk.get("/permintaan-data/<int:request_id>")
@requires(Permission.PRIVACY_HANDLE)
def show(request_id: int) -> Any:  # noqa: ANN401 - a page with its status
    """One request with what was asked and the next step. That it was opened is written down once a reader."""
    found = data_requests.get(request_id, by=person())
    committed(_note_reading, found.id, by=person())
    return _page(found)


def _note_reading(request_id: int, *, by: UserAccount) -> None:
    event = audit.AuditEvent
    read = select(event.id).where(
        event.subject_type == "data_request",
        event.subject_id == request_id,
        event.action == READ_EVENT,
        event.actor_id == by.id,
    )
    if db.session.execute(read.limit(1)).first() is None:
        audit.record(READ_EVENT, db.session.get_one(DataRequest, request_id), by=by)


def _page(found: DataRequest, refused: SchemaForm | None = None) -> Any:  # noqa: ANN401
    moves = REQUEST_MOVES[found.status]
    producer = found.producer
    is_erasure = found.kind is RequestKind.ERASURE
    told = data_requests.told_in(found)
    page = render_template(
        "application/personal_data/request.html",
        asked=found,
        producer=producer,
        told=told,
        candidates=_candidates(told) if producer is None else [],
        moves=moves,
        is_erasure=is_erasure,
        blockers=erasure.blockers_of(producer) if is_erasure and producer is not None and not found.closed_at else [],
        copies=db.session.execute(select(DataExport).where(DataExport.request_id == found.id)).scalars().all(),
        article=KIND_ARTICLES[found.kind],
        retention=erasure.retention(),
        hours_left=data_requests.hours_left(found),
        overdue=data_requests.is_overdue(found),
        prepared_by_me=found.prepared_by_id == person().id,
        prepared_by=_name_of(found.prepared_by_id),
        forms=_forms(refused),
        refused=refused,
        history=audit.timeline("data_request", found.id),
        words=personal_words,
    )
    return page, (422 if refused is not None else 200)


def _candidates(told: Any) -> list[Producer]:  # noqa: ANN401 - a mapping of texts
    """Producers one sees whose telephone is the one told, to choose from."""
    digits = "".join(sign for sign in told.get("contact", "") if sign.isdigit()).lstrip("0").removeprefix("62")
    if len(digits) < 6:
        return []
    rows = producers.visible_to(person()).where(Producer.phone.endswith(digits), Producer.erased_at.is_(None))
    return list(db.session.execute(rows.order_by(Producer.id).limit(5)).scalars())


def _forms(refused: SchemaForm | None) -> dict[str, SchemaForm]:
    """The forms of the steps; the one that was refused as it was sent."""
    made = {
        "identity": SchemaForm(CheckIdentity, choices={"proof": personal_words.proof_choices()}),
        "finish": SchemaForm(Finish),
        "refuse": SchemaForm(Refuse, choices={"article": personal_words.choices(ARTICLE_LABELS)}),
        "send_back": SchemaForm(SendBack),
    }
    if refused is not None:
        made = {
            name: refused
            if type(refused.schema) is type(form.schema)
            else SchemaForm(type(form.schema), choices=form._choices)  # noqa: SLF001
            for name, form in made.items()
        }
    return made


def _step(request_id: int, form: SchemaForm, verb: Any, said: str) -> Any:  # noqa: ANN401
    """Take a step of a request by its form, or show the page again with what is wrong."""
    if form.submit(verb, request_id=request_id, by=person()):
        flash(said)
        return redirect(url_for("data_desk.show", request_id=request_id), 303)
    return _page(data_requests.get(request_id, by=person()), form)


@desk.post("/permintaan-data/<int:request_id>/identitas")
@requires(Permission.PRIVACY_HANDLE)
def identity(request_id: int) -> Any:  # noqa: ANN401
    """Note that whoever asks is the person, and who that is."""
    return _step(request_id, _forms(None)["identity"], data_requests.check_identity, _("Identitas dicatat."))


@desk.post("/permintaan-data/<int:request_id>/selesai")
@requires(Permission.PRIVACY_HANDLE)
def finish(request_id: int) -> Any:  # noqa: ANN401
    """Answer a request that was done."""
    return _step(request_id, _forms(None)["finish"], data_requests.finish, _("Permintaan selesai."))


@desk.post("/permintaan-data/<int:request_id>/tolak")
@requires(Permission.PRIVACY_HANDLE)
def refuse(request_id: int) -> Any:  # noqa: ANN401
    """Refuse a request on an article."""
    return _step(request_id, _forms(None)["refuse"], data_requests.refuse, _("Permintaan ditolak dengan dasarnya."))


@desk.post("/permintaan-data/<int:request_id>/kembalikan")
@requires(Permission.PRIVACY_HANDLE)
def send_back(request_id: int) -> Any:  # noqa: ANN401
    """Take a prepared erasure back."""
    return _step(request_id, _forms(None)["send_back"], erasure.send_back, _("Penghapusan dikembalikan ke meja."))


@desk.post("/permintaan-data/<int:request_id>/siapkan")
@requires(Permission.PRIVACY_HANDLE)
def prepare(request_id: int) -> Any:  # noqa: ANN401
    """Prepare an erasure."""
    committed(erasure.prepare, request_id, by=person())
    flash(_("Penghapusan disiapkan. Orang kedua harus melaksanakannya."))
    return redirect(url_for("data_desk.show", request_id=request_id), 303)


@desk.post("/permintaan-data/<int:request_id>/hapus")
@requires(Permission.PRIVACY_HANDLE)
def approve(request_id: int) -> Any:  # noqa: ANN401
    """Erase the person whose erasure somebody else prepared."""
    committed(erasure.approve, request_id, by=person())
    flash(_("Data pribadi dihapus dan kuncinya dimusnahkan."))
    return redirect(url_for("data_desk.show", request_id=request_id), 303)


@desk.post("/permintaan-data/<int:request_id>/salinan")
@requires(Permission.PRIVACY_HANDLE)
def make_copy(request_id: int) -> Any:  # noqa: ANN401
    """Have the copy made that a person asked for."""
    found = data_requests.get(request_id, by=person())
    if found.producer_id is None or RequestStatus.DONE not in REQUEST_MOVES[found.status]:
        raise data_requests.RequestNotThere(status=personal_words.status_word(found.status))
    with transaction():
        export.ask(found.producer_id, by=person(), request_id=found.id)
    flash(_("Salinan sedang dibuat; muncul di halaman ini bila selesai."))
    return redirect(url_for("data_desk.show", request_id=request_id), 303)


@desk.post("/umkm/<int:producer_id>/data-pribadi/cabut-pembatasan")
@requires(Permission.PRIVACY_HANDLE)
def lift_restriction(producer_id: int) -> Any:  # noqa: ANN401
    """Let a producer's data be used again."""
    form = SchemaForm(SendBack)
    if form.submit(data_requests.lift_restriction, producer_id=producer_id, by=person()):
        flash(_("Pembatasan dicabut."))
    else:
        flash(_("Tulis alasannya: kapan dan bagaimana pelaku UMKM memintanya."), "warning")
    return redirect(url_for("personal_data.show", producer_id=producer_id), 303)


def _name_of(user_id: int | None) -> str:
    return db.session.execute(select(UserAccount.name).where(UserAccount.id == user_id)).scalar_one_or_none() or ""
