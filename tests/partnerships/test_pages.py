"""Pages of producers: registered by staff or by themselves, listed, suspended, invited."""

import re

import pytest

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from core.database import db
from partnerships.models import Producer, ProducerMember, RepeatedRegistration
from partnerships.states import ProducerStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Client
from tests.factories.partnerships import (
    make_producer,
    make_producer_user,
)
from tests.factories.people import make_user
from tests.partnerships.registering import by_steps

SITI = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "0812 1216 6678",
    "region_code": "64.71",
    "address": "Jalan Markoni Atas 12",
}
ONESELF = SITI | {"email": "siti@contoh.id", "consent": "true"}


def browser(app, role, **more):
    return signed_in(app, make_user(role, password_hash=HASH, **more))


def browser_of(app, user):
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def text_of(response):
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def sent(client, form_page, data, action=None):
    client.get(form_page)
    return client.post(action or form_page, data)


def test_an_officer_registers_a_producer_and_lands_on_its_record(app):
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    answer = sent(
        officer, "/umkm/baru", SITI | {"source": "phone", "annual_sales_rupiah": "2.500.000.000", "capital_rupiah": ""}
    )
    producer = db.session.query(Producer).one()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/umkm/{producer.id}")
    assert (producer.size_class, producer.source) == ("small", "phone")
    page = text_of(officer.get(f"/umkm/{producer.id}"))
    assert "••••0001" in page
    assert "6471014508850001" not in page
    assert "0 dari 1 lengkap" in page
    assert "Telepon" in page
    assert "Didaftarkan" in page


def test_a_wrong_registration_keeps_what_was_typed_and_says_what_to_mend(app):
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    answer = sent(officer, "/umkm/baru", SITI | {"owner_nik": "12345", "phone": "abc"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "NIK terdiri atas 16 angka" in page
    assert 'href="#f-phone"' in page
    assert 'value="Keripik Bu Siti"' in page
    assert db.session.query(Producer).count() == 0


def test_staff_are_led_to_the_record_a_nik_already_has(app):
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    sent(officer, "/umkm/baru", SITI)
    producer = db.session.query(Producer).one()
    page = text_of(sent(officer, "/umkm/baru", SITI))
    assert "NIK ini sudah terdaftar" in page
    assert f'href="/umkm/{producer.id}"' in page


def test_a_producer_registers_itself_on_a_phone_and_is_invited(app):
    client = Client(app)
    answer = by_steps(client, ONESELF)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/daftar/diterima")
    assert "sedang diperiksa petugas" in text_of(client.get("/daftar/diterima"))
    producer = db.session.query(Producer).one()
    assert (producer.status, producer.source, producer.registered_by_id) == (ProducerStatus.REGISTERED, "self", None)
    member = db.session.query(ProducerMember).one()
    account = db.session.get(UserAccount, member.user_id)
    assert (account.email, account.role, account.password_hash) == ("siti@contoh.id", Role.PRODUCER, None)


def test_registering_oneself_twice_reads_the_same_and_staff_see_the_attempt(app):
    client = Client(app)
    first = by_steps(client, ONESELF)
    again = by_steps(client, ONESELF | {"email": "lain@contoh.id", "name": "Usaha Lain"})
    assert (again.status_code, again.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert db.session.query(Producer).count() == 1
    assert db.session.query(RepeatedRegistration).one().name == "Usaha Lain"
    producer = db.session.query(Producer).one()
    page = text_of(browser(app, Role.VERIFIER).get(f"/umkm/{producer.id}"))
    assert "Pendaftaran ganda" in page
    assert "Usaha Lain" in page


def test_an_address_that_has_an_account_is_not_told_to_the_applicant(app):
    make_user(Role.VERIFIER, email="siti@contoh.id")
    answer = by_steps(Client(app), ONESELF)
    assert answer.headers["Location"] == "/daftar/diterima"
    assert db.session.query(Producer).count() == 1
    assert db.session.query(ProducerMember).count() == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"consent": ""}, "wajib diisi"),
        ({"owner_nik": "6471014513850001"}, "NIK ini tidak sah"),
        ({"phone": "12345"}, "Nomor telepon ini tidak dapat dipakai"),
        ({"email": "siti@contoh.id\r\nBcc: x@y.id"}, "Alamat surel ini tidak sah"),
        ({"region_code": "64"}, "bukan kabupaten atau kota"),
        ({"name": "  "}, "wajib diisi"),
    ],
)
def test_a_wrong_public_registration_is_refused_beside_its_field(app, change, sentence):
    answer = by_steps(Client(app), ONESELF | change)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert db.session.query(Producer).count() == 0


def test_a_name_is_text_and_never_a_program(app):
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    sent(officer, "/umkm/baru", SITI | {"name": "<script>alert(1)</script> {{7*7}}"})
    producer = db.session.query(Producer).one()
    for page in (officer.get(f"/umkm/{producer.id}"), officer.get("/umkm")):
        shown = text_of(page)
        assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}" in shown
        assert "<script>alert" not in shown


def test_the_list_exports_what_it_shows_without_niks_and_without_formulas(app):
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    make_producer(name="=HYPERLINK(1)")
    make_producer(name="Madu Kelulut", region_code="62.71")
    export = officer.get("/umkm?region=64&export=csv").get_data(as_text=True)
    lines = export.removeprefix("\ufeff").splitlines()
    assert len(lines) == 3
    assert "'=HYPERLINK(1)" in lines[1]
    assert lines[2].startswith("TOTAL 1")
    assert "NIK" not in lines[0]


def test_the_nik_opens_only_for_a_purpose_and_the_opening_is_recorded(app):
    verifier = browser(app, Role.VERIFIER)
    sent(browser(app, Role.PARTNERSHIP_OFFICER), "/umkm/baru", SITI)
    producer = db.session.query(Producer).one()
    path = f"/umkm/{producer.id}/nik"
    assert "6471014508850001" not in text_of(verifier.get(path))
    short = verifier.post(path, {"purpose": "cek"})
    assert (short.status_code, "6471014508850001" in text_of(short)) == (422, False)
    opened = verifier.post(path, {"purpose": "Mencocokkan KTP dengan pemilik rekening"})
    assert "6471014508850001" in text_of(opened)
    assert opened.headers["Cache-Control"] == "no-store"
    event = db.session.query(AuditEvent).filter_by(action="producer:nik_read").one()
    assert event.reason == "Mencocokkan KTP dengan pemilik rekening"
    assert browser(app, Role.PARTNERSHIP_OFFICER).get(path).status_code == 403


def test_an_officer_suspends_with_a_reason_and_nothing_new_is_handed_in(app):
    producer = make_producer()
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    path = f"/umkm/{producer.id}/status"
    assert sent(officer, path, {"status": "suspended"}).status_code == 422
    assert sent(officer, path, {"status": "suspended", "reason": "Izin dicabut Dinas Kesehatan"}).status_code == 303
    assert db.session.get(Producer, producer.id).status is ProducerStatus.SUSPENDED
    member = browser_of(app, make_producer_user(producer))
    refused = sent(member, f"/umkm/{producer.id}/persyaratan/nib", {"number": "0220003690831"})
    assert refused.status_code == 422
    assert "dibekukan atau sudah keluar" in text_of(refused)
    assert sent(officer, path, {"status": "active", "reason": "Izin dipulihkan"}).status_code == 303


def test_nobody_makes_a_producer_active_by_hand_before_something_was_accepted(app):
    producer = make_producer(status=ProducerStatus.REGISTERED)
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    path = f"/umkm/{producer.id}/status"
    assert 'value="active"' not in officer.get(path).get_data(as_text=True)
    assert sent(officer, path, {"status": "active", "reason": "Langsung saja"}).status_code in (409, 422)
    assert db.session.get(Producer, producer.id).status is ProducerStatus.REGISTERED


def test_staff_invite_an_owner_and_hand_the_link_over_by_whatsapp(app):
    producer = make_producer()
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    page = text_of(sent(officer, f"/umkm/{producer.id}/undang", {"name": "Siti", "email": "siti@contoh.id"}))
    assert "/undangan/" in page
    assert "https://wa.me/6281212166678" in page
    account = db.session.query(UserAccount).filter_by(email="siti@contoh.id").one()
    officer.get(f"/umkm/{producer.id}")
    assert "/undangan/" in text_of(officer.post(f"/umkm/{producer.id}/undang/{account.id}"))
    account.password_hash = HASH
    db.session.commit()
    assert officer.post(f"/umkm/{producer.id}/undang/{account.id}").status_code == 303
