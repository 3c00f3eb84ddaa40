"""Many outlets from a spreadsheet: nothing before it was shown, good rows once, bad rows back with their reasons."""

from datetime import timedelta
from io import BytesIO

from accounts.permissions import Role
from core.database import committed, db
from outlets import outlet_file_sweep
from outlets.models import Outlet
from tests.clients import Api
from tests.factories.outlets import make_chain
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text

HEAD = "nama_gerai;jenis;wilayah;jaringan;luas_lantai;telepon;titik_peta"
GOOD = "Maxi Satu;supermarket;64.71;;900;0812-1216-6678;-1.2654, 116.8312"
ALSO = "Pojok Dinas;Pojok UMKM;Kota Balikpapan;;;;"
BAD = "Maxi Dua;warung;18.72;;0;12;"


def sent(*rows: str, head: str = HEAD) -> dict[str, object]:
    return {"file": (BytesIO("\r\n".join([head, *rows]).encode()), "gerai.csv")}


def officer(app) -> Api:
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64.71",)))


def test_a_file_is_shown_first_and_registers_exactly_that(app) -> None:
    api = officer(app)
    checked = api.post("/outlet-files", data=sent(GOOD, ALSO)).json
    assert (checked["status"], checked["counts"]["rows_valid"]) == ("checked", 2)
    assert db.session.query(Outlet).count() == 0
    done = api.post(f"/outlet-files/{checked['id']}/confirm", {})
    assert (done.status_code, done.json["counts"]["registered"]) == (201, 2)
    first, corner = db.session.query(Outlet).order_by(Outlet.id)
    assert (first.name, first.kind, first.floor_area_square_metres) == ("Maxi Satu", "supermarket", 900)
    assert (first.contact_phone, first.latitude_micro) == ("+6281212166678", -1_265_400)
    assert (corner.kind, corner.region_code) == ("office_corner", "64.71")
    assert api.post(f"/outlet-files/{checked['id']}/confirm", {}).json["code"] == "outlet_file_not_open"


def test_the_same_file_again_registers_nobody_twice(app) -> None:
    api = officer(app)
    for _ in range(2):
        checked = api.post("/outlet-files", data=sent(GOOD, GOOD)).json
        api.post(f"/outlet-files/{checked['id']}/confirm", {})
    assert (checked["counts"]["rows_valid"], checked["counts"]["rows_known"]) == (0, 2)
    assert db.session.query(Outlet).count() == 1


def test_wrong_rows_name_every_fault_and_stay_behind(app) -> None:
    api = officer(app)
    checked = api.post("/outlet-files", data=sent(GOOD, BAD, "X;hotel;18.72;Tidak Ada;;;")).json
    faults = {(row["row"], row["field"]): row["code"] for row in checked["rows"]}
    assert faults[3, "jenis"] == "unknown_outlet_kind"
    assert faults[4, "jaringan"] == "unknown_chain"
    refused = api.post(f"/outlet-files/{checked['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (422, "rows_are_wrong")
    assert db.session.query(Outlet).count() == 0
    done = api.post(f"/outlet-files/{checked['id']}/confirm", {"skip_wrong": True})
    assert done.json["counts"]["registered"] == 1


def test_what_changed_since_it_was_shown_is_shown_again(app) -> None:
    api = officer(app)
    checked = api.post("/outlet-files", data=sent(GOOD)).json
    body = {"name": "Maxi Satu", "kind": "supermarket", "region_code": "64.71"}
    assert api.post("/outlets", body).status_code == 201
    refused = api.post(f"/outlet-files/{checked['id']}/confirm", {})
    assert (refused.status_code, refused.json["code"]) == (409, "check_outdated")


def test_columns_are_matched_once_and_a_chain_is_known_by_its_name(app) -> None:
    chain = make_chain("Maju Jaya")
    api = officer(app)
    head = "Nama;Tipe;Kota;Jaringan"
    first = api.post("/outlet-files", data=sent("Maju 1;minimarket;64.71;maju jaya", head=head)).json
    assert first["status"] == "needs_mapping"
    columns = {"nama_gerai": "Nama", "jenis": "Tipe", "wilayah": "Kota", "jaringan": "Jaringan"}
    matched = api.post(f"/outlet-files/{first['id']}/mapping", {"columns": columns}).json
    assert (matched["status"], matched["counts"]["rows_valid"]) == ("checked", 1)
    api.post(f"/outlet-files/{first['id']}/confirm", {})
    assert db.session.query(Outlet).one().chain_id == chain.id
    again = api.post("/outlet-files", data=sent("Maju 2;minimarket;64.71;", head=head)).json
    assert again["status"] == "checked"


def test_the_pages_lead_from_template_to_outlets_and_give_bad_rows_back(app) -> None:
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert "nama_gerai;jenis;wilayah" in browser.get("/gerai/berkas/contoh.csv").get_data(as_text=True)
    browser.get("/gerai/berkas")
    uploaded = browser.post("/gerai/berkas", sent(GOOD, BAD))
    path = uploaded.headers["Location"]
    assert "Daftarkan 1 gerai" in text(browser, path)
    mend = browser.get(f"{path}/perlu-diperbaiki.csv").get_data(as_text=True)
    assert "Maxi Dua;warung" in mend
    assert browser.post(path, {"skip_wrong": "on"}).status_code == 303
    assert "Didaftarkan" in text(browser, path)
    stranger = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert stranger.get(path).status_code == 404
    browser.get("/gerai/berkas")
    other = browser.post("/gerai/berkas", sent("Baru;hotel;64.71;;;;")).headers["Location"]
    assert browser.post(f"{other}/batalkan").status_code == 303
    assert db.session.query(Outlet).count() == 1


def test_what_a_file_holds_goes_after_thirty_days(app, clock_stands) -> None:
    api = officer(app)
    checked = api.post("/outlet-files", data=sent(GOOD)).json
    clock_stands.shift(timedelta(days=29))
    assert committed(outlet_file_sweep.remove_old) == 0
    clock_stands.shift(timedelta(days=1))
    assert (committed(outlet_file_sweep.remove_old), committed(outlet_file_sweep.remove_old)) == (1, 0)
    gone = api.post(f"/outlet-files/{checked['id']}/confirm", {})
    assert (gone.status_code, gone.json["code"]) == (409, "outlet_file_not_open")
