"""Producers whose data is really sealed, what they ask about it, and copies made of it."""

from datetime import timedelta
from itertools import count

from accounts.models import UserAccount
from core.database import committed, db, transaction
from core.dates import now
from core.files import store
from partnerships import personal_keys, producers
from partnerships.models import Producer
from partnerships.personal_codes import Channel, RequestKind
from partnerships.personal_models import DataExport, DataRequest
from partnerships.states import RequestStatus, Source

_numbers = count(1)


def make_sealed_producer(
    *,
    by: UserAccount,
    name: str = "Sambal Bu Rahmawati",
    owner_name: str = "Rahmawati Dewi",
    nik: str | None = None,
    phone: str = "0813 4717 2288",
    address: str = "Jalan Prapatan 7",
) -> Producer:
    """A producer registered through the verb, so that its NIK lies under a key of its own."""
    return committed(
        producers.register,
        by=by,
        name=name,
        owner_name=owner_name,
        owner_nik=nik or f"647102540390{next(_numbers):04d}",
        phone=phone,
        region_code="64.71",
        address=address,
        source=Source.VISIT,
    )


def make_data_request(producer: Producer | None, kind: RequestKind = RequestKind.ACCESS) -> DataRequest:
    """A request from the public form that nobody has looked at yet."""
    request = DataRequest(
        kind=kind,
        status=RequestStatus.RECEIVED,
        producer_id=producer.id if producer else None,
        channel=Channel.PUBLIC_FORM,
        source="",
        received_at=now(),
    )
    db.session.add(request)
    db.session.commit()
    return request


def make_data_export(producer: Producer, by: UserAccount) -> DataExport:
    """A copy that is ready to be downloaded."""
    with transaction():
        sealed = personal_keys.key_of(producer.id).seal(b"PK", "data_export|file")
        file = store(sealed, media_type="application/octet-stream", original_name="salinan.bin", by_id=by.id)
        export = DataExport(
            producer_id=producer.id,
            asked_by_id=by.id,
            asked_at=now(),
            file_id=file.id,
            made_at=now(),
            expires_at=now() + timedelta(days=7),
        )
        db.session.add(export)
    return export
