"""A registration in steps: what was told waits sealed, goes on elsewhere, and is forgotten in time."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from accounts.permissions import Role
from core.database import committed, db
from core.dates import now
from core.secrets_at_rest import decrypt
from partnerships import registration_drafts
from partnerships.models import Producer
from partnerships.personal_codes import Purpose
from partnerships.personal_models import ConsentText
from partnerships.registration_models import RegistrationDraft, ToldAtRegistration
from partnerships.registration_sweep import sweep
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api, Client
from tests.factories.people import make_user
from tests.partnerships.registering import by_steps

BUSINESS = {"name": "Dapur Bu Rahma", "region_code": "64.71", "started_on": "2019-08-17"}
OWNER = {
    "owner_name": "Rahmawati",
    "owner_nik": "6471.0165.0885.0003",
    "phone": "0812-1216-6678",
    "email": "rahma@contoh.id",
}
GOODS = {"product_lines": ["dry_food", "craft"], "products": "Keripik singkong", "annual_sales_rupiah": "120.000.000"}


def after(client: Client, path: str, told: dict) -> str:
    """Fill in one step; where it leads."""
    client.get(path)
    answer = client.post(path, told)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def begun(app) -> Client:
    """Somebody who has told the business and the owner."""
    client = Client(app)
    assert after(client, "/daftar", BUSINESS) == "/daftar/pemilik"
    assert after(client, "/daftar/pemilik", OWNER) == "/daftar/produk"
    return client


def drafts() -> int:
    return db.session.execute(select(func.count()).select_from(RegistrationDraft)).scalar_one()


def link_of(client: Client) -> str:
    found = re.search(r"/daftar/lanjut/[\w-]+", client.get("/daftar/produk").get_data(as_text=True))
    assert found
    return found[0]


def test_three_steps_and_a_look_at_all_of_it_register_a_producer(app):
    client = begun(app)
    assert after(client, "/daftar/produk", GOODS) == "/daftar/periksa"
    page = client.get("/daftar/periksa").get_data(as_text=True)
    for shown in ("Dapur Bu Rahma", "Kota Balikpapan", "••••0003", "17 Agu 2019", "Rp120.000.000", "Tersimpan 10.00"):
        assert shown in page, shown
    assert "Makanan olahan kering, Kerajinan kayu, rotan dan anyaman" in page
    assert "0885.0003" not in page
    answer = by_steps(client, BUSINESS | OWNER | GOODS | {"consent": "true"})
    assert answer.headers["Location"] == "/daftar/diterima"
    producer = db.session.execute(select(Producer)).scalar_one()
    assert (producer.owner_nik_last4, producer.phone, producer.size_class) == ("0003", "+6281212166678", "micro")
    assert producer.started_on.isoformat() == "2019-08-17"
    told = db.session.execute(select(ToldAtRegistration)).scalar_one()
    assert (told.product_lines, told.products) == (["dry_food", "craft"], "Keripik singkong")
    assert drafts() == 0


def test_a_draft_lies_sealed_and_its_token_is_not_stored(app):
    client = begun(app)
    token = link_of(client).rpartition("/")[2]
    stored = db.session.execute(text("SELECT d::text FROM registration_draft d")).scalar_one()
    for secret in ("6471", "Rahmawati", "rahma@contoh.id", token):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    row = db.session.execute(select(RegistrationDraft)).scalar_one()
    assert json.loads(decrypt(row.told_encrypted, registration_drafts.TOLD))["owner_name"] == "Rahmawati"


def test_the_nik_never_comes_back_to_a_page_and_stays_when_it_is_left_empty(app):
    client = begun(app)
    page = client.get("/daftar/pemilik").get_data(as_text=True)
    assert "••••0003" in page
    assert "6471.0165" not in page
    assert 'value="Rahmawati"' in page
    assert after(client, "/daftar/pemilik", OWNER | {"owner_nik": "", "owner_name": "Rahma"}) == "/daftar/produk"
    after(client, "/daftar/produk", {})
    assert "••••0003" in client.get("/daftar/periksa").get_data(as_text=True)


def test_the_link_goes_on_where_it_was_left_on_another_phone(app):
    link = link_of(begun(app))
    other = Client(app)
    assert other.get("/daftar/produk").headers["Location"] == "/daftar"
    assert other.get(link).headers["Location"] == "/daftar/produk"
    assert after(other, "/daftar/produk", GOODS) == "/daftar/periksa"
    assert drafts() == 1


def test_no_step_can_be_left_out_and_an_earlier_one_can_be_changed(app):
    client = Client(app)
    for step in ("pemilik", "produk", "periksa"):
        assert client.get(f"/daftar/{step}").headers["Location"] == "/daftar"
    after(client, "/daftar", BUSINESS)
    assert client.get("/daftar/periksa").headers["Location"] == "/daftar/pemilik"
    assert client.get("/daftar/produk").headers["Location"] == "/daftar/pemilik"
    assert after(client, "/daftar", BUSINESS | {"name": "Dapur Baru"}) == "/daftar/pemilik"
    assert drafts() == 1
    assert 'value="Dapur Baru"' in client.get("/daftar").get_data(as_text=True)


@pytest.mark.parametrize(
    ("path", "told", "sentence"),
    [
        ("/daftar", BUSINESS | {"region_code": "64"}, "bukan kabupaten atau kota"),
        ("/daftar", BUSINESS | {"started_on": "2026-11-23"}, "tidak boleh di masa depan"),
        ("/daftar", {}, "wajib diisi"),
        ("/daftar/pemilik", OWNER | {"owner_nik": "123"}, "NIK terdiri atas 16 angka"),
        ("/daftar/pemilik", OWNER | {"phone": "12345"}, "Nomor telepon ini tidak dapat dipakai"),
        ("/daftar/produk", GOODS | {"product_lines": ["mobil"]}, "salah satu"),
        ("/daftar/produk", GOODS | {"annual_sales_rupiah": "1,500"}, "bilangan bulat"),
    ],
)
def test_what_is_wrong_is_said_at_its_step_and_nothing_of_it_is_kept(app, path, told, sentence):
    client = Client(app) if path == "/daftar" else begun(app)
    before = [row.saved_at for row in db.session.execute(select(RegistrationDraft)).scalars()]
    client.get(path)
    answer = client.post(path, told)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert [row.saved_at for row in db.session.execute(select(RegistrationDraft)).scalars()] == before


def test_sending_twice_registers_once_and_says_so(app):
    client = begun(app)
    after(client, "/daftar/produk", {})
    page = client.get("/daftar/periksa").get_data(as_text=True)
    text_id = re.search(r'name="text_id" value="(\d+)"', page)[1]
    token = link_of(client).rpartition("/")[2]
    sent = {"consent": True, "text_id": int(text_id)}
    assert committed(registration_drafts.send, token=token, **sent) is not None
    with pytest.raises(registration_drafts.DraftGone):
        committed(registration_drafts.send, token=token, **sent)
    assert db.session.execute(select(func.count()).select_from(Producer)).scalar_one() == 1
    assert "sudah dikirim, dihapus, atau kedaluwarsa" in client.get(
        f"/daftar/lanjut/{token}", follow_redirects=True
    ).get_data(as_text=True)


def test_nobody_agrees_to_a_text_that_was_not_shown(app):
    client = begun(app)
    after(client, "/daftar/produk", {})
    page = client.get("/daftar/periksa").get_data(as_text=True)
    text_id = re.search(r'name="text_id" value="(\d+)"', page)[1]
    db.session.add(
        ConsentText(
            purpose=Purpose.PRIVACY_NOTICE, version=99, indonesian="Teks baru.", english="New.", published_at=now()
        )
    )
    db.session.commit()
    answer = client.post("/daftar/periksa", {"consent": "true", "text_id": text_id})
    assert answer.status_code == 422
    assert "Teks persetujuan baru saja berubah" in answer.get_data(as_text=True)
    assert "Teks baru." in answer.get_data(as_text=True)
    refused = client.post("/daftar/periksa", {"text_id": text_id})
    assert "wajib diisi" in refused.get_data(as_text=True)
    assert db.session.execute(select(func.count()).select_from(Producer)).scalar_one() == 0


def test_a_draft_is_forgotten_on_request_and_after_two_weeks(app, clock_stands):
    client, idle = begun(app), begun(app)
    client.get("/daftar/produk")
    assert client.post("/daftar/hapus").headers["Location"] == "/daftar"
    assert drafts() == 1
    link = link_of(idle)
    clock_stands.shift(timedelta(days=13, hours=23))
    assert committed(sweep) == {"drafts": 0, "files": 0}
    clock_stands.shift(timedelta(hours=1))
    assert idle.get(link).headers["Location"] == "/daftar"
    assert committed(sweep)["drafts"] == 1
    assert drafts() == 0


def test_staff_register_the_goods_and_the_nib_along_and_a_wrong_nib_registers_nobody(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    api = Api(app, officer)
    told = {"name": "Kopi Ani", "owner_name": "Ani", "owner_nik": "6471016508850003", "phone": "081212166678"}
    told |= {"region_code": "64.71", "source": "visit", "product_lines": ["powder_drink"], "products": "Kopi bubuk"}
    wrong = api.post("/producers", told | {"nib": "91200192811"})
    assert (wrong.status_code, wrong.json["code"]) == (422, "nib_not_13_digits")
    assert db.session.execute(select(func.count()).select_from(Producer)).scalar_one() == 0
    made = api.post("/producers", told | {"nib": "0220 0036 90831"})
    assert made.status_code == 201
    kept = db.session.execute(select(ToldAtRegistration)).scalar_one()
    assert (kept.product_lines, kept.products, kept.nib) == (["powder_drink"], "Kopi bubuk", "0220003690831")
    officer.password_hash = HASH
    db.session.commit()
    page = signed_in(app, officer).get(f"/umkm/{made.json['id']}").get_data(as_text=True)
    for shown in ("Minuman serbuk, kopi dan teh kering", "Kopi bubuk", "0220003690831"):
        assert shown in page, shown
