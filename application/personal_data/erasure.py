"""Erasing a person takes two: one looks at what still stands and prepares, another does it.

Refused while an agreement, a shelf, goods, a claim or an open month stands; each is named with where to settle it.
Evidence of money is kept for the years of the setting `KEEP_YEARS`: it holds ids and figures, so nothing of it is
erased, and its seals go on verifying (docs/personal_data.md).
"""

from accounts import audit
from accounts.models import UserAccount
from commissions import erasure_blockers as of_commissions
from core.agency_settings import value_of
from core.database import db
from core.dates import now
from core.languages import speak
from core.setting_kinds import Words, Years, declare
from core.wording import N_
from outlets import erasing
from outlets import erasure_blockers as of_outlets
from partnerships import data_requests, producers
from partnerships.erasing import erase_person
from partnerships.leaving import Blocker
from partnerships.models import Producer
from partnerships.personal_codes import RequestKind
from partnerships.personal_errors import RequestNotThere, SecondPersonErases, StillStands
from partnerships.personal_models import DataRequest
from partnerships.states import REQUEST_LABELS, RequestStatus

KEEP_YEARS = declare(
    Years(
        name="financial_evidence_years",
        label=N_("Tahun penyimpanan bukti keuangan"),
        group=N_("Data pribadi"),
        default=10,
        least=10,
        most=30,
        ground=N_("Paling sedikit sepuluh tahun: UU KUP Pasal 28 ayat (11)."),
    )
)
KEEP_LAW = declare(
    Words(
        name="financial_evidence_law",
        label=N_("Dasar hukum penyimpanan itu"),
        group=N_("Data pribadi"),
        default="UU KUP Pasal 28 ayat (11); UU 8/1997 tentang Dokumen Perusahaan",
        ground=N_("Dicetak pada jawaban kepada orang yang meminta datanya dihapus."),
    )
)


def retention() -> tuple[int, str]:
    """For how many years evidence of money is kept, and by what law: as the agency set it."""
    return value_of(KEEP_YEARS), value_of(KEEP_LAW)


def blockers_of(producer: Producer) -> list[Blocker]:
    """What must be settled before this producer can be erased."""
    return [*of_outlets.blockers_of(producer.id), *of_commissions.blockers_of(producer.id)]


def prepare(request_id: int, *, by: UserAccount) -> DataRequest:
    """Prepare an erasure whose identity is checked and of which nothing stands.

    Raises `UnknownRequest`, `RequestNotThere`, `StillStands` with the blockers.
    """
    request = data_requests.moving(request_id, RequestStatus.PREPARED, by=by)
    producer = _producer_of(request, by=by)
    _refuse_while_something_stands(producer)
    request.status = RequestStatus.PREPARED
    request.prepared_by_id, request.prepared_at = by.id, now()
    db.session.flush()
    audit.record("data_request:prepared", request, by=by, after={"producer_id": producer.id})
    return request


def send_back(request_id: int, *, by: UserAccount, reason: str) -> DataRequest:
    """Take a prepared erasure back to the desk, with what is to be looked at again."""
    request = data_requests.moving(request_id, RequestStatus.IDENTITY_CHECKED, by=by, only_from=RequestStatus.PREPARED)
    request.status = RequestStatus.IDENTITY_CHECKED
    request.prepared_by_id = request.prepared_at = None
    db.session.flush()
    audit.record("data_request:sent_back", request, by=by, reason=reason)
    return request


def approve(request_id: int, *, by: UserAccount) -> DataRequest:
    """Erase the person, as another one prepared it. It cannot be undone.

    Raises `UnknownRequest`, `RequestNotThere`, `SecondPersonErases`, `StillStands`.
    """
    request = data_requests.moving(request_id, RequestStatus.DONE, by=by, only_from=RequestStatus.PREPARED)
    if request.prepared_by_id == by.id:
        raise SecondPersonErases
    producer = _producer_of(request, by=by)
    _refuse_while_something_stands(producer)
    erase_person(producer, by=by)
    db.session.refresh(request)
    data_requests.close_by_erasure(request, by=by)
    erasing.replace_words(producer.id)
    return request


def _producer_of(request: DataRequest, *, by: UserAccount) -> Producer:
    """The producer to be erased, its row locked. Raises `RequestNotThere` for a request that asks something else."""
    if request.kind is not RequestKind.ERASURE or request.producer_id is None:
        raise RequestNotThere(status=speak(REQUEST_LABELS[request.status]))
    return producers.get(request.producer_id, by=by, for_update=True)


def _refuse_while_something_stands(producer: Producer) -> None:
    found = blockers_of(producer)
    if found:
        told = [
            {
                "code": blocker.code,
                "message": speak(blocker.sentence),
                "count": blocker.count,
                "amount_rupiah": blocker.amount_rupiah,
            }
            for blocker in found
        ]
        raise StillStands(count=len(found), extra={"blockers": told})
