"""NIK, bank accounts and names of holders: sealed at rest, absent from every history, opened one at a time."""

import threading

import pytest
from sqlalchemy import text

from accounts.permissions import Role
from core.database import Base, committed, db
from core.secrets_at_rest import CannotBeRead, decrypt
from partnerships import members, producers, requirements, vetting
from partnerships.errors import NikAlreadyRegistered, PurposeNeeded
from partnerships.models import Producer, Requirement
from partnerships.states import Decision
from tests.clients import Client
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user
from tests.partnerships.registering import by_steps

NIK = "6471014508850001"
ACCOUNT = "0012345678"
SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": NIK,
    "phone": "081212166678",
    "region_code": "64.71",
}


def everything_stored():
    """Every row of every table as text; bytes show as hexadecimal digits and as what they spell."""
    found = []
    for table in Base.metadata.sorted_tables:
        found += db.session.execute(text(f"SELECT t::text FROM {table.name} t")).scalars().all()
    return "\n".join(found)


def test_no_table_holds_a_nik_or_an_account_number_that_can_be_read(app):
    officer, verifier = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    producer = committed(producers.register, by=officer, **SITI)
    bank = committed(
        requirements.submit,
        producer.id,
        by=officer,
        kind="bank_account",
        number=ACCOUNT,
        details={"bank_code": "124", "holder": "Rahmat Hidayat"},
    )
    npwp = committed(requirements.submit, producer.id, by=officer, kind="npwp", number="01.312.166.0-091.000")
    committed(vetting.decide, bank.id, by=verifier, decision=Decision.RETURNED, reason="Foto buram")
    committed(producers.reveal_nik, producer.id, by=verifier, purpose="Mencocokkan KTP")
    committed(requirements.reveal, bank.id, by=verifier, purpose="Mencocokkan buku tabungan")
    committed(members.note_repeated, owner_nik=NIK, name="Usaha Lain", phone="081212166678", region_code="64.71")
    stored = everything_stored()
    assert "Keripik Bu Siti" in stored
    for secret in (NIK, ACCOUNT, "Rahmat Hidayat", "0013121660091000"):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    assert (bank.shown_number, npwp.shown_number) == ("••••5678", "••••1000")


def test_what_was_sealed_opens_for_its_own_purpose_only(app):
    verifier = make_user(Role.VERIFIER)
    producer = committed(producers.register, by=verifier, **SITI)
    assert producers.reveal_nik(producer.id, by=verifier, purpose="Mencocokkan KTP") == NIK
    with pytest.raises(CannotBeRead):
        decrypt(producer.owner_nik_encrypted, "requirement|details")
    for purpose in ("", "cek", "   .      "):
        with pytest.raises(PurposeNeeded):
            producers.reveal_nik(producer.id, by=verifier, purpose=purpose)


def test_the_public_page_slows_down_whoever_tries_one_nik_again_and_again(app):
    client = Client(app)
    answers = []
    for _ in range(8):
        told = SITI | {"email": "siti@contoh.id", "consent": "true"}
        answers.append(by_steps(client, told).status_code)
    assert answers[:5] == [303] * 5
    assert answers[-1] == 429
    assert db.session.query(Producer).count() == 1


def test_of_four_who_register_one_nik_at_once_one_does(own_app):
    officers = [make_user(Role.PARTNERSHIP_OFFICER).id for _ in range(4)]
    db.session.remove()
    start, found = threading.Barrier(4), []

    def register(officer_id):
        with own_app.app_context():
            by = db.session.get(producers.UserAccount, officer_id)
            start.wait()
            try:
                committed(producers.register, by=by, **SITI)
                found.append("registered")
            except NikAlreadyRegistered:
                found.append("known")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=register, args=(officer_id,)) for officer_id in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["known"] * 3 + ["registered"]
    assert db.session.query(Producer).count() == 1


def test_of_two_who_hand_in_the_same_document_at_once_one_does(own_app):
    producer_id = make_producer().id
    officers = [make_user(Role.PARTNERSHIP_OFFICER).id for _ in range(2)]
    db.session.remove()
    start, found = threading.Barrier(2), []

    def submit(officer_id):
        with own_app.app_context():
            by = db.session.get(producers.UserAccount, officer_id)
            start.wait()
            try:
                committed(requirements.submit, producer_id, by=by, kind="nib", number="0220003690831")
                found.append("submitted")
            except requirements.AlreadyWaiting:
                found.append("waiting")
            finally:
                db.session.remove()

    threads = [threading.Thread(target=submit, args=(officer_id,)) for officer_id in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["submitted", "waiting"]
    assert db.session.query(Requirement).count() == 1
