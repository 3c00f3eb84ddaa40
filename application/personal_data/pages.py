"""A producer's own page about its data: consents, requests, copies, and who read it; and the public form."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.access import person, public, requires
from accounts.permissions import Permission
from accounts.throttle import begin_attempt
from application.personal_data import export
from application.personal_data.erasure import retention
from core.database import committed, db
from core.forms import SchemaForm
from partnerships import consents, data_requests, personal_words, producers
from partnerships.models import Producer
from partnerships.personal_codes import KIND_LABELS, OPTIONAL, PURPOSE_LABELS, Purpose, RequestKind
from partnerships.personal_models import DataExport, DataRequest
from partnerships.personal_schemas import AskAboutData, AskPublicly, GiveConsent
from partnerships.readers import readers_of

pages = Blueprint("personal_data", __name__)


@pages.get("/umkm/<int:producer_id>/data-pribadi")
@requires(Permission.PRODUCER_READ)
def show(producer_id: int) -> str:
    """What a producer agreed to, asked for and may download, and who read its data."""
    return _page(producers.get(producer_id, by=person()))


def _page(producer: Producer, form: SchemaForm | None = None) -> str:
    is_own = producers.is_member(person(), producer.id)
    requests = select(DataRequest).where(DataRequest.producer_id == producer.id).order_by(DataRequest.id.desc())
    copies = select(DataExport).where(DataExport.producer_id == producer.id, DataExport.made_at.is_not(None))
    years, law = retention()
    return render_template(
        "application/personal_data/producer.html",
        producer=producer,
        is_own=is_own,
        purposes=[
            (purpose, consents.current_text(purpose), consents.allows(producer.id, purpose)) for purpose in OPTIONAL
        ],
        notice=consents.current_text(Purpose.PRIVACY_NOTICE),
        said=consents.latest_of(producer.id),
        wording_of=consents.wording_of,
        form=form or consent_form(),
        requests=db.session.execute(requests).scalars().all(),
        may_see_requests=is_own or person().may(Permission.PRIVACY_HANDLE),
        copies=[
            copy
            for copy in db.session.execute(copies.order_by(DataExport.id.desc())).scalars()
            if copy.file_id is not None
        ]
        if is_own or person().may(Permission.PRIVACY_HANDLE)
        else [],
        being_made=db.session.execute(
            select(DataExport.id).where(DataExport.producer_id == producer.id, DataExport.made_at.is_(None))
        ).first()
        is not None,
        readers=readers_of(producer.id),
        hours_left=data_requests.hours_left,
        is_overdue=data_requests.is_overdue,
        words=personal_words,
        keep_years=years,
        keep_law=law,
    )


def consent_form() -> SchemaForm:
    """The form of one consent; staff choose how it reached them."""
    return SchemaForm(
        GiveConsent,
        choices={
            "purpose": personal_words.choices(PURPOSE_LABELS, OPTIONAL),
            "channel": personal_words.channel_choices(),
        },
    )


@pages.post("/umkm/<int:producer_id>/data-pribadi/persetujuan")
@requires(Permission.PRIVACY_REQUEST)
def consent(producer_id: int) -> Any:  # noqa: ANN401 - a page or a redirect
    """Say yes or no to a purpose, for oneself or on the producer's behalf."""
    producer = producers.get(producer_id, by=person())
    form = consent_form()
    if form.submit(give_consent, producer_id=producer.id):
        flash(_("Pilihan Anda disimpan dan berlaku sekarang."))
        return redirect(url_for("personal_data.show", producer_id=producer_id), 303)
    return _page(producer, form), 422


def give_consent(*, producer_id: int, **told: Any) -> object:  # noqa: ANN401 - what the schema loaded
    """Note a consent: the producer's own account speaks for itself, staff name channel and source."""
    by = person()
    producer = producers.get(producer_id, by=by, for_update=True)
    if not producers.is_member(by, producer.id) and told["channel"] is data_requests.Channel.SELF:
        raise data_requests.SourceNeeded(field="source")
    if producers.is_member(by, producer.id):
        told |= {"channel": data_requests.Channel.SELF, "source": ""}
    return consents.record(producer, by=by, **told)


@pages.route("/umkm/<int:producer_id>/data-pribadi/minta", methods=["GET", "POST"])
@requires(Permission.PRIVACY_REQUEST)
def ask(producer_id: int) -> Any:  # noqa: ANN401
    """Ask for something about one's data, or write down what a producer asked."""
    producer = producers.get(producer_id, by=person())
    chosen = request.args.get("kind", "")
    form = SchemaForm(
        AskAboutData,
        {"kind": chosen} if chosen in set(RequestKind) else None,
        choices={
            "kind": personal_words.choices(KIND_LABELS),
            "purpose": personal_words.choices(PURPOSE_LABELS, OPTIONAL),
            "channel": personal_words.channel_choices(),
        },
    )
    if request.method == "POST" and form.submit(data_requests.ask, producer_id=producer_id, by=person()):
        flash(_("Permintaan diterima. Kami menjawab dalam 3x24 jam."))
        return redirect(url_for("personal_data.show", producer_id=producer_id), 303)
    page = render_template(
        "application/personal_data/ask.html",
        form=form,
        producer=producer,
        is_own=producers.is_member(person(), producer.id),
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/data-pribadi/salinan/<int:export_id>")
@requires(Permission.PRODUCER_READ)
def download(export_id: int) -> Response:
    """The copy of everything about a producer, for its accounts and the desk."""
    content = committed(export.opened, export_id, by=person())
    response = Response(content, mimetype="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="data-pribadi-{export_id}.zip"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@pages.route("/data-pribadi", methods=["GET", "POST"])
@public
def ask_publicly() -> Any:  # noqa: ANN401
    """Ask about one's data without an account; the desk finds out who asks before anything is told or done."""
    form = SchemaForm(AskPublicly, choices={"kind": personal_words.choices(KIND_LABELS)})
    if request.method == "POST":
        committed(begin_attempt, "data-request", request.remote_addr or "")
        form.submit(data_requests.ask_publicly)
        if not form.is_refused:
            return redirect(url_for("personal_data.received"), 303)
    years, law = retention()
    page = render_template(
        "application/personal_data/public.html",
        form=form,
        notice=consents.wording_of(consents.current_text(Purpose.PRIVACY_NOTICE)),
        keep_years=years,
        keep_law=law,
    )
    return page, (422 if form.is_refused else 200)


@pages.get("/data-pribadi/diterima")
@public
def received() -> str:
    """What happens next; the same page for everybody."""
    return render_template("application/personal_data/received.html")
