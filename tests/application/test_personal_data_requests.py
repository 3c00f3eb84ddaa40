"""Requests about personal data: who may ask, the 3x24 hours, each step of the desk, and what is refused."""

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from accounts.models import AuditEvent, OutboxMessage
from accounts.outbox import body_of
from accounts.permissions import Role
from application.waiting import counts_of
from core.database import committed, db
from outlets import placements
from partnerships import data_requests
from partnerships.personal_codes import Channel, IdentityProof, RefusalArticle, RequestKind
from partnerships.personal_errors import (
    AlreadyAsked,
    AnswerNeeded,
    ProcessingRestricted,
    RequestNotThere,
    SourceNeeded,
    UnknownRequest,
    WhoIsMeant,
)
from partnerships.personal_models import DataRequest
from partnerships.states import RequestStatus
from tests.clients import Api, Client
from tests.factories.outlets import make_agreement, make_outlet
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text


def test_the_clock_runs_from_receipt_and_rings_after_72_hours(app: Flask, clock_stands: Traveller) -> None:
    assert app is not None
    producer = make_producer()
    request = committed(
        data_requests.ask, producer.id, by=make_producer_user(producer), kind=RequestKind.CORRECTION, words="Alamat"
    )
    assert (request.deadline_at - request.received_at, data_requests.hours_left(request)) == (timedelta(hours=72), 72)
    clock_stands.shift(timedelta(hours=71, minutes=59))
    assert (data_requests.hours_left(request), data_requests.is_overdue(request)) == (0, False)
    administrator = make_user(Role.ADMINISTRATOR)
    assert "sisa 0 jam" in text(signed_in(app, administrator), "/permintaan-data")
    clock_stands.shift(timedelta(minutes=3))
    assert (data_requests.hours_left(request), data_requests.is_overdue(request)) == (-1, True)
    assert "terlambat 1 jam" in text(signed_in(app, administrator), "/permintaan-data")
    committed(data_requests.finish, request.id, by=administrator, answer="Alamat diperbaiki.")
    assert data_requests.is_overdue(request), "an answer that came late stays late"


def test_a_producer_asks_by_api_and_the_desk_sees_it_while_a_neighbour_does_not(app: Flask) -> None:
    producer, neighbour = make_producer(), make_producer()
    owner = make_producer_user(producer)
    sent = Api(app, owner).post("/data-requests", {"producer_id": producer.id, "kind": "access"})
    assert (sent.status_code, sent.json["status"]) == (201, "identity_checked")
    assert sent.json["deadline_at"] == "2026-11-25T02:00:00+00:00"
    twice = Api(app, owner).post("/data-requests", {"producer_id": producer.id, "kind": "access"})
    assert (twice.status_code, twice.json["code"]) == (409, "already_asked")
    foreign = Api(app, make_producer_user(neighbour))
    assert foreign.get(f"/data-requests/{sent.json['id']}").status_code == 404
    assert foreign.post("/data-requests", {"producer_id": producer.id, "kind": "access"}).status_code == 404
    assert foreign.get("/data-requests").status_code == 403
    desk = Api(app, make_user(Role.ADMINISTRATOR)).get("/data-requests")
    assert [item["id"] for item in desk.json["items"]] == [sent.json["id"]]
    elsewhere = Api(app, make_user(Role.HEAD, regions=("18.72",))).get("/data-requests")
    assert elsewhere.json["items"] == []


def test_staff_ask_for_a_producer_and_say_where_they_know_it_from(app: Flask) -> None:
    assert app is not None
    producer, officer = make_producer(), make_user(Role.PARTNERSHIP_OFFICER)
    with pytest.raises(SourceNeeded):
        committed(data_requests.ask, producer.id, by=officer, kind=RequestKind.ACCESS)
    request = committed(
        data_requests.ask,
        producer.id,
        by=officer,
        kind=RequestKind.ACCESS,
        channel=Channel.PHONE,
        source="Telepon Ibu Siti, 22/11 pukul 09.40",
    )
    assert (request.status, request.proof) == (RequestStatus.RECEIVED, None)
    assert data_requests.get(request.id, by=officer).id == request.id
    with pytest.raises(UnknownRequest):
        data_requests.get(request.id, by=make_user(Role.PARTNERSHIP_OFFICER))
    with pytest.raises(AlreadyAsked):
        committed(data_requests.ask, producer.id, by=make_producer_user(producer), kind=RequestKind.ACCESS)


def test_anybody_asks_on_the_public_page_and_nothing_is_done_before_it_is_known_who(app: Flask) -> None:
    client = Client(app)
    client.get("/data-pribadi")
    told = {"kind": "erasure", "name": "Siti Aminah", "contact": "0812-1216-6678", "words": "Keripik Bu Siti"}
    sent = client.post("/data-pribadi", told)
    assert (sent.status_code, sent.headers["Location"]) == (303, "/data-pribadi/diterima")
    request = db.session.query(DataRequest).one()
    assert (request.status, request.producer_id) == (RequestStatus.RECEIVED, None)
    assert b"Siti" not in request.told_encrypted
    administrator = make_user(Role.ADMINISTRATOR)
    for proof, kind in ((IdentityProof.CALLED_BACK, WhoIsMeant),):
        with pytest.raises(kind):
            committed(data_requests.check_identity, request.id, by=administrator, proof=proof)
    with pytest.raises(RequestNotThere):
        committed(data_requests.finish, request.id, by=administrator, answer="Sudah")
    producer = make_producer(phone="+6281212166678")
    page = text(signed_in(app, administrator), f"/permintaan-data/{request.id}")
    assert "Siti Aminah" in page
    assert f"ID {producer.id}" in page, "whose telephone it is, is offered"
    committed(
        data_requests.check_identity,
        request.id,
        by=administrator,
        proof=IdentityProof.CALLED_BACK,
        producer_id=producer.id,
    )
    assert (request.status, request.producer_id) == (RequestStatus.IDENTITY_CHECKED, producer.id)
    empty = client.post("/data-pribadi", {"kind": "erasure"})
    assert empty.status_code == 422
    assert "Isian ini wajib diisi." in empty.get_data(as_text=True)


def test_a_refusal_names_its_article_and_is_read_on_the_producers_page(app: Flask) -> None:
    producer, administrator = make_producer(), make_user(Role.ADMINISTRATOR)
    owner = make_producer_user(producer)
    request = committed(data_requests.ask, producer.id, by=owner, kind=RequestKind.OBJECTION, words="Skor risiko")
    with pytest.raises(AnswerNeeded):
        committed(data_requests.refuse, request.id, by=administrator, article=RefusalArticle.KEPT_BY_LAW, answer=" ")
    committed(
        data_requests.refuse,
        request.id,
        by=administrator,
        article=RefusalArticle.STATE_ADMINISTRATION,
        answer="Skor hanya mengurutkan antrean; keputusan selalu dibuat petugas.",
    )
    with pytest.raises(RequestNotThere):
        committed(data_requests.finish, request.id, by=administrator, answer="Sudah")
    page = text(signed_in(app, owner), f"/umkm/{producer.id}/data-pribadi")
    assert "Pasal 15 ayat (1) huruf c: penyelenggaraan negara" in page
    assert "keputusan selalu dibuat petugas" in page
    message = db.session.query(OutboxMessage).filter_by(to_user_id=owner.id).one()
    assert "Skor" not in body_of(message) + message.subject, "a message says that, not what, was answered"


def test_a_restriction_freezes_what_is_new_and_deletes_nothing(app: Flask) -> None:
    product = make_ready_product()
    producer, outlet = product.producer, make_outlet()
    make_agreement(producer, outlet)
    officer, administrator = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.ADMINISTRATOR)
    request = committed(data_requests.ask, producer.id, by=make_producer_user(producer), kind=RequestKind.RESTRICTION)
    committed(data_requests.finish, request.id, by=administrator, answer="Data dibatasi mulai hari ini.")
    offer = {
        "product_id": product.id,
        "outlet_id": outlet.id,
        "consigned_price_rupiah": 12_500,
        "retail_price_rupiah": 15_000,
    }
    with pytest.raises(ProcessingRestricted):
        committed(placements.propose, **offer, by=officer)
    answer = Api(app, officer).post("/placements", offer)
    assert (answer.status_code, answer.json["code"]) == (409, "processing_restricted")
    assert "Pemrosesan data dibatasi" in text(signed_in(app, officer), f"/umkm/{producer.id}")
    committed(data_requests.lift_restriction, producer.id, by=administrator, reason="Diminta lagi 24/11")
    assert producer.restricted_at is None
    assert committed(placements.propose, **offer, by=officer).producer_id == producer.id


def test_a_withdrawal_is_done_when_it_is_asked(app: Flask) -> None:
    producer = make_producer()
    owner = Api(app, make_producer_user(producer))
    assert owner.post(f"/producers/{producer.id}/consents", {"purpose": "photos", "granted": True}).status_code == 201
    missing = owner.post("/data-requests", {"producer_id": producer.id, "kind": "withdrawal"})
    assert (missing.status_code, missing.json["code"]) == (422, "consent_purpose_needed")
    sent = owner.post("/data-requests", {"producer_id": producer.id, "kind": "withdrawal", "purpose": "photos"})
    assert (sent.status_code, sent.json["status"]) == (201, "done")
    told = owner.get(f"/producers/{producer.id}/consents").json["items"]
    assert {item["purpose"]: item["allowed"] for item in told}["photos"] is False
    notice = owner.post(f"/producers/{producer.id}/consents", {"purpose": "privacy_notice", "granted": False})
    assert (notice.status_code, notice.json["code"]) == (422, "not_a_consent")
    foreign = Api(app, make_producer_user(make_producer()))
    assert foreign.get(f"/producers/{producer.id}/consents").status_code == 404


def test_staff_without_a_source_give_no_consent_and_roles_without_the_permission_none_at_all(app: Flask) -> None:
    producer = make_producer()
    yes = {"purpose": "whatsapp", "granted": True}
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    unsaid = officer.post(f"/producers/{producer.id}/consents", yes)
    assert (unsaid.status_code, unsaid.json["code"]) == (422, "source_needed")
    said = officer.post(f"/producers/{producer.id}/consents", yes | {"channel": "paper", "source": "Map 12"})
    assert said.status_code == 201
    for role in (Role.FINANCE, Role.HEAD, Role.OUTLET_MANAGER, Role.CASHIER):
        assert Api(app, make_user(role)).post(f"/producers/{producer.id}/consents", yes).status_code == 403
        assert Api(app, make_user(role)).post("/data-requests", {"producer_id": 1, "kind": "access"}).status_code == 403


def test_the_desk_counts_what_waits_and_its_reading_is_written_down_once(app: Flask) -> None:
    producer, administrator = make_producer(), make_user(Role.ADMINISTRATOR)
    request = committed(data_requests.ask, producer.id, by=make_producer_user(producer), kind=RequestKind.ACCESS)
    assert counts_of(administrator)["/permintaan-data"] == 1
    assert "/permintaan-data" not in counts_of(make_user(Role.VERIFIER))
    browser = signed_in(app, administrator)
    for _twice in range(2):
        text(browser, f"/permintaan-data/{request.id}")
    assert db.session.query(AuditEvent).filter_by(action="data_request:read", subject_id=request.id).count() == 1
    browser.post(f"/permintaan-data/{request.id}/selesai", {"answer": "Salinan sudah tersedia."})
    assert counts_of(administrator)["/permintaan-data"] == 0
    refused = browser.post(f"/permintaan-data/{request.id}/selesai", {"answer": ""})
    assert refused.status_code == 422
