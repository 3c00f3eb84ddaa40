"""Requests about personal data: received, identity checked, done or refused, within 3x24 hours (UU 27/2022).

The clock starts when a request is received and never stops. What an erasure needs beyond this package (what still
stands, a second person) is in `application/personal_data/erasure.py`.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, or_, select

from accounts import audit, outbox
from accounts.models import UserAccount
from accounts.permissions import Permission, Role
from core.database import db, get_visible
from core.dates import agency_zone, now, zone_abbreviation
from core.languages import speak
from core.secrets_at_rest import decrypt, encrypt
from core.wording import N_
from partnerships import consents, producers
from partnerships.members import members_of
from partnerships.models import Producer
from partnerships.personal_codes import Channel, IdentityProof, Purpose, RefusalArticle, RequestKind
from partnerships.personal_errors import (
    AlreadyAsked,
    AnswerNeeded,
    NotOptional,
    PersonErased,
    PurposeOfConsentNeeded,
    RequestNotThere,
    SourceNeeded,
    UnknownRequest,
    WhoIsMeant,
)
from partnerships.personal_models import DataRequest
from partnerships.states import REQUEST_LABELS, REQUEST_MOVES, RequestStatus

TOLD = "data_request|told"
OPEN = tuple(status for status, moves in REQUEST_MOVES.items() if moves)
ANSWERED = N_("Permintaan Anda tentang data pribadi sudah dijawab")
ANSWERED_BODY = N_(
    "Halo %(name)s,\n\nPermintaan nomor %(number)s sudah dijawab. Masuk ke Etalase dan buka Data pribadi untuk"
    " membacanya. Pesan ini sengaja tidak memuat data Anda."
)
"""The message carries no personal data: what was asked and answered is read after signing in."""


def visible_to(user: UserAccount) -> Select[tuple[DataRequest]]:
    """The requests a person may see: the desk those of its regions and those about nobody known yet.

    A producer sees its own, whoever wrote one down that one.
    """
    rows = select(DataRequest)
    if user.may(Permission.PRIVACY_HANDLE):
        return rows.where(
            or_(DataRequest.producer_id.is_(None), DataRequest.producer_id.in_(producers.ids_visible_to(user)))
        )
    if user.role is Role.PRODUCER:
        return rows.where(DataRequest.producer_id.in_(producers.ids_visible_to(user)))
    return rows.where(DataRequest.received_by_id == user.id)


def get(request_id: int, *, by: UserAccount, for_update: bool = False) -> DataRequest:
    """One request. Raises `UnknownRequest` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), DataRequest, request_id, for_update=for_update)
    if found is None:
        raise UnknownRequest
    return found


def ask(
    producer_id: int,
    *,
    by: UserAccount,
    kind: RequestKind,
    words: str = "",
    purpose: Purpose | None = None,
    channel: Channel = Channel.SELF,
    source: str = "",
) -> DataRequest:
    """Ask for something about a producer's data: its own account, or staff who say from where they know.

    Who is signed in needs no further proof. A withdrawal is carried out at once and is done. Raises `UnknownProducer`,
    `PersonErased`, `AlreadyAsked`, `SourceNeeded`, `PurposeOfConsentNeeded`, `NotOptional`.
    """
    producer = producers.get(producer_id, by=by, for_update=True)
    if producer.erased_at is not None:
        raise PersonErased
    is_own = producers.is_member(by, producer.id)
    if not is_own and (channel in {Channel.SELF, Channel.PUBLIC_FORM} or not source.strip()):
        raise SourceNeeded(field="source")
    if (kind is RequestKind.WITHDRAWAL) != (purpose is not None):
        raise PurposeOfConsentNeeded(field="purpose")
    if purpose is Purpose.PRIVACY_NOTICE:
        raise NotOptional(field="purpose")
    _refuse_twin(producer, kind, purpose)
    request = _received(
        kind=kind,
        producer=producer,
        purpose=purpose,
        channel=Channel.SELF if is_own else channel,
        source="" if is_own else source.strip(),
        told={"words": words},
        by=by,
    )
    if is_own:
        _note_identity(request, IdentityProof.SIGNED_IN, by=by)
    if purpose is not None:
        consents.record(producer, purpose, granted=False, by=by, channel=request.channel, source=request.source)
        if not is_own:
            _note_identity(request, IdentityProof.CALLED_BACK, by=by)
        _close(request, RequestStatus.DONE, by=by, answer="")
    return request


def ask_publicly(*, kind: RequestKind, name: str, contact: str, words: str) -> DataRequest:
    """Ask on the public page; whom it is about, and that it is really that person, the desk finds out first.

    A withdrawal from somebody who is not signed in says in its words what is withdrawn, so it comes as an objection.
    """
    asked = RequestKind.OBJECTION if kind is RequestKind.WITHDRAWAL else kind
    told = {"words": words, "name": name, "contact": contact}
    return _received(
        kind=asked, producer=None, purpose=None, channel=Channel.PUBLIC_FORM, source="", told=told, by=None
    )


def check_identity(
    request_id: int, *, by: UserAccount, proof: IdentityProof, producer_id: int | None = None
) -> DataRequest:
    """Note that whoever asks is the person, how that is known, and which producer is meant.

    Raises `UnknownRequest`, `RequestNotThere`, `WhoIsMeant`, `UnknownProducer`, `PersonErased`.
    """
    request = moving(request_id, RequestStatus.IDENTITY_CHECKED, by=by, only_from=RequestStatus.RECEIVED)
    if request.producer_id is None:
        if producer_id is None:
            raise WhoIsMeant(field="producer_id")
        producer = producers.get(producer_id, by=by)
        if producer.erased_at is not None:
            raise PersonErased
        request.producer_id = producer.id
    _note_identity(request, proof, by=by)
    return request


def finish(request_id: int, *, by: UserAccount, answer: str) -> DataRequest:
    """Say that what was asked is done, in words the person reads. A restriction begins with it.

    An erasure is not finished here. Raises `UnknownRequest`, `RequestNotThere`, `AnswerNeeded`.
    """
    request = moving(request_id, RequestStatus.DONE, by=by, only_from=RequestStatus.IDENTITY_CHECKED)
    if request.kind is RequestKind.ERASURE:
        raise RequestNotThere(status=speak(REQUEST_LABELS[request.status]))
    if not answer.strip():
        raise AnswerNeeded(field="answer")
    if request.kind is RequestKind.RESTRICTION and request.producer is not None:
        restrict(request.producer, by=by)
    _close(request, RequestStatus.DONE, by=by, answer=answer)
    return request


def refuse(request_id: int, *, by: UserAccount, article: RefusalArticle, answer: str) -> DataRequest:
    """Refuse a request on an article of the law, in words the person reads.

    Raises `UnknownRequest`, `RequestNotThere`, `AnswerNeeded`.
    """
    request = moving(request_id, RequestStatus.REFUSED, by=by)
    if not answer.strip():
        raise AnswerNeeded(field="answer")
    request.article = article
    _close(request, RequestStatus.REFUSED, by=by, answer=answer)
    return request


def restrict(producer: Producer, *, by: UserAccount) -> None:
    """Freeze the processing of a producer's data: it is kept, and nothing new is done with it."""
    if producer.restricted_at is None:
        producer.restricted_at = now()
        db.session.flush()
        audit.record("producer:restricted", producer, by=by)


def lift_restriction(producer_id: int, *, by: UserAccount, reason: str) -> Producer:
    """Let a producer's data be used again, as it asked for. Raises `UnknownProducer`, `AnswerNeeded`."""
    producer = producers.get(producer_id, by=by, for_update=True)
    if not reason.strip():
        raise AnswerNeeded(field="reason")
    if producer.restricted_at is not None:
        producer.restricted_at = None
        db.session.flush()
        audit.record("producer:unrestricted", producer, by=by, reason=reason)
    return producer


def moving(
    request_id: int, to: RequestStatus, *, by: UserAccount, only_from: RequestStatus | None = None
) -> DataRequest:
    """A request, locked, that may go where it shall. Raises `UnknownRequest`, `RequestNotThere`."""
    request = get(request_id, by=by, for_update=True)
    if to not in REQUEST_MOVES[request.status] or (only_from is not None and request.status is not only_from):
        raise RequestNotThere(status=speak(REQUEST_LABELS[request.status]))
    return request


def told_in(request: DataRequest) -> Mapping[str, str]:
    """What the person wrote, and who they say they are: `words`, and of the public form `name` and `contact`."""
    if request.told_encrypted is None:
        return {}
    told: dict[str, str] = json.loads(decrypt(request.told_encrypted, TOLD))
    return told


def open_requests(user: UserAccount) -> Select[tuple[DataRequest]]:
    """The requests that wait for an answer, among those a person may see."""
    return visible_to(user).where(DataRequest.closed_at.is_(None))


def hours_left(request: DataRequest, at: datetime | None = None) -> int:
    """How many whole hours are left to answer; below zero when it is overdue, by every hour begun."""
    seconds = (request.deadline_at - (at or now())).total_seconds()
    return int(seconds // 3600)


def is_overdue(request: DataRequest) -> bool:
    """Whether a request was not answered within its 3x24 hours."""
    return (request.closed_at or now()) > request.deadline_at


def close_by_erasure(request: DataRequest, *, by: UserAccount) -> None:
    """Mark an erasure as done; whoever asked can no longer sign in, so nothing is put into the outbox."""
    _close(request, RequestStatus.DONE, by=by, answer="")


def _received(
    *,
    kind: RequestKind,
    producer: Producer | None,
    purpose: Purpose | None,
    channel: Channel,
    source: str,
    told: Mapping[str, str],
    by: UserAccount | None,
) -> DataRequest:
    request = DataRequest(
        kind=kind,
        status=RequestStatus.RECEIVED,
        producer=producer,
        purpose=purpose,
        channel=channel,
        source=source,
        told_encrypted=encrypt(json.dumps(dict(told)), TOLD),
        received_at=now(),
        received_by_id=by.id if by else None,
    )
    db.session.add(request)
    db.session.flush()
    audit.record(
        "data_request:received",
        request,
        by=by,
        after={"asked": kind.value, "producer_id": producer.id if producer else None},
        source=channel.value,
    )
    return request


def _note_identity(request: DataRequest, proof: IdentityProof, *, by: UserAccount) -> None:
    request.status = RequestStatus.IDENTITY_CHECKED
    request.proof = proof
    request.identity_checked_by_id, request.identity_checked_at = by.id, now()
    db.session.flush()
    audit.record(
        "data_request:identity_checked",
        request,
        by=by,
        after={"proof": proof.value, "producer_id": request.producer_id},
    )


def _close(request: DataRequest, status: RequestStatus, *, by: UserAccount, answer: str) -> None:
    before = request.status
    request.status = status
    request.answer = answer.strip() or None
    request.closed_by_id, request.closed_at = by.id, now()
    db.session.flush()
    audit.record(
        f"data_request:{status.value}",
        request,
        by=by,
        before={"status": before.value},
        after={"status": status.value, "article": request.article.value if request.article else None},
    )
    if request.producer_id is not None:
        for account in members_of(request.producer_id):
            if account.is_active and account.id != by.id:
                outbox.put(
                    "data_request", account, subject=ANSWERED, body=ANSWERED_BODY, name=account.name, number=request.id
                )


def _refuse_twin(producer: Producer, kind: RequestKind, purpose: Purpose | None) -> None:
    twin = select(DataRequest.received_at).where(
        DataRequest.producer_id == producer.id,
        DataRequest.kind == kind,
        DataRequest.closed_at.is_(None),
        DataRequest.purpose.is_(None) if purpose is None else DataRequest.purpose == purpose,
    )
    since = db.session.execute(twin.limit(1)).scalar_one_or_none()
    if since is not None:
        raise AlreadyAsked(when=f"{since.astimezone(agency_zone()):%d/%m/%Y %H.%M} {zone_abbreviation()}")
