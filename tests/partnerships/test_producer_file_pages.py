"""The pages and the API of registration by spreadsheet: each step, each refusal, and what may be taken away."""

import io

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from core.spreadsheets import read_table
from partnerships.models import Producer
from partnerships.producer_columns import COLUMNS
from partnerships.registration_models import ProducerFile
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api, Client
from tests.factories.people import make_user
from tests.factories.producer_files import as_csv, as_xlsx, line, make_producer_file, nik

GOOD, WRONG = line(1), line(2, nik="6471011313859997", modal="=1+1", telepon="+62812")


def browser(app: Flask, role: Role = Role.PARTNERSHIP_OFFICER, **more) -> Client:
    return signed_in(app, make_user(role, password_hash=HASH, **more))


def upload(client: Client, content: bytes, name: str = "umkm.csv") -> str:
    """The address of an uploaded file."""
    client.get("/umkm/berkas/unggah")
    data = {"file": (io.BytesIO(content), name), "source": "paper"}
    answer = client.post("/umkm/berkas/unggah", data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def producers_now() -> int:
    return db.session.execute(select(func.count()).select_from(Producer)).scalar_one()


def test_an_upload_leads_through_the_columns_to_the_preview_and_to_the_result(app):
    officer = browser(app)
    headings = ("Merek dagang", "nama_pemilik", "nik", "telepon", "wilayah", "modal")
    lines = [{**told, "Merek dagang": told["nama_usaha"]} for told in (GOOD, WRONG)]
    address = upload(officer, as_csv(lines, headings))
    matching = officer.get(address, follow_redirects=True).text
    assert "Cocokkan kolom" in matching
    assert nik(1) not in matching
    chosen = {
        "nama_usaha": "Merek dagang", "nama_pemilik": "nama_pemilik", "nik": "nik", "telepon": "telepon",
        "wilayah": "wilayah", "modal": "modal",
    }  # fmt: skip
    assert officer.post(f"{address}/kolom", chosen).location == address
    page = officer.get(address).text
    for shown in ("Daftarkan 1 UMKM", "Baris 3", "C: nik", "••••9997", "F: modal", "3 kesalahan di 1 baris"):
        assert shown in page, shown
    assert "6471011313859997" not in page
    refused = officer.post(f"{address}/daftarkan")
    assert refused.status_code == 422
    assert "1 dari 2 baris perlu diperbaiki" in refused.text
    assert producers_now() == 0
    done = officer.post(f"{address}/daftarkan", {"skip_wrong": "true"}, follow_redirects=True).text
    assert "1 UMKM terdaftar." in done
    assert "Masih ada baris yang perlu diperbaiki" in done
    again = officer.post(f"{address}/daftarkan", {"skip_wrong": "true"})
    assert "Berkas ini sudah didaftarkan pada 22 November 2026" in again.text
    assert producers_now() == 1


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_rows_to_mend_come_back_with_their_reasons_and_are_registered_once_mended(app, kind):
    officer = browser(app)
    address = upload(officer, as_xlsx([GOOD, WRONG]), "umkm.xlsx")
    officer.get(address)
    officer.post(f"{address}/daftarkan", {"skip_wrong": "true"})
    taken = officer.get(f"{address}/perlu-diperbaiki.{kind}")
    table = [cells for _row, cells in read_table(taken.data, f"x.{kind}").sheets[0].rows()]
    assert table[0][:4] == ["baris", "yang_perlu_diperbaiki", "nama_usaha", "nama_pemilik"]
    assert len(table) == 2
    assert table[1][0] == "3"
    assert table[1][1].startswith("nik: NIK ini tidak sah")
    assert table[1][4] == "6471011313859997"
    if kind == "csv":
        assert "'=1+1" in table[1]
        assert "'+62812" in table[1]
        assert len(table[1]) == len(table[0])
    places = {name: place for place, name in enumerate(table[0])}
    mended = [list(cells) + [""] * (len(table[0]) - len(cells)) for cells in table]
    for name, cell in (("nik", nik(2)), ("telepon", "'+6281212166679"), ("modal", "1.000.000")):
        mended[1][places[name]] = cell
    content = "\r\n".join(";".join(cells) for cells in mended).encode()
    second = upload(officer, content)
    officer.get(second)
    assert "1 UMKM terdaftar." in officer.post(f"{second}/daftarkan", follow_redirects=True).text
    assert producers_now() == 2
    taken_note = select(AuditEvent).where(AuditEvent.action == "producer_file:rows_taken")
    assert db.session.execute(taken_note).scalar_one().after == {"rows": 1}


def test_a_colleague_gets_the_rows_without_the_niks(app):
    address = upload(browser(app), as_csv([GOOD, WRONG]))
    table = browser(app, Role.ADMINISTRATOR).get(f"{address}/perlu-diperbaiki.csv").text
    assert "••••9997" in table
    assert "6471011313859997" not in table


def test_known_people_stand_side_by_side_and_are_filled_only_when_chosen(app):
    officer = browser(app)
    first = upload(officer, as_csv([GOOD]))
    officer.get(first)
    officer.post(f"{first}/daftarkan")
    address = upload(
        officer,
        as_csv([line(1, alamat="Jalan Baru 2"), line(2, telepon="0812-0001-6678", nama_pemilik="Siti Aminah 1")]),
    )
    page = officer.get(f"{address}?tampil=kembar").text
    for shown in ("NIK sama", "Telepon dan nama sama, NIK berbeda", "Jalan Baru 2", "Lengkapi data yang kosong"):
        assert shown in page, shown
    assert "Tidak ada baris baru yang dapat didaftarkan." in page
    chosen = {"row": ["2", "3"], "choice": ["merge", "register"]}
    assert "Pilihan disimpan." in officer.post(f"{address}/pilihan", chosen, follow_redirects=True).text
    wrong = officer.post(f"{address}/pilihan", {"row": "3", "choice": "merge"}, follow_redirects=True).text
    assert "tidak pernah digabung" in wrong
    done = officer.post(f"{address}/daftarkan", follow_redirects=True).text
    assert "1 UMKM terdaftar." in done
    known = db.session.execute(select(Producer).order_by(Producer.id)).scalars().first()
    assert known.address == "Jalan Baru 2"
    history = officer.get(f"/umkm/{known.id}").text
    assert "Data yang kosong dilengkapi dari berkas" in history


def test_all_with_the_same_nik_are_filled_with_one_click(app):
    officer = browser(app)
    first = upload(officer, as_csv([line(1), line(2)]))
    officer.get(first)
    officer.post(f"{first}/daftarkan")
    address = upload(officer, as_csv([line(1, alamat="A"), line(2, alamat="B")]))
    officer.get(address)
    officer.post(f"{address}/pilihan", {"all": "merge"})
    officer.post(f"{address}/daftarkan")
    found = db.session.execute(select(Producer.address).order_by(Producer.id)).scalars().all()
    assert found == ["A", "B"]


def test_an_upload_can_be_set_aside_and_a_wrong_file_is_refused_on_the_form(app):
    officer = browser(app)
    address = upload(officer, as_csv([GOOD]))
    officer.get(address)
    assert "isinya dihapus" in officer.post(f"{address}/batalkan", follow_redirects=True).text
    assert "Tidak ada yang didaftarkan dari berkas ini." in officer.get(address).text
    officer.get("/umkm/berkas/unggah")
    data = {"file": (io.BytesIO(b"a;b\n1;2"), "umkm.csv")}
    refused = officer.post("/umkm/berkas/unggah", data, content_type="multipart/form-data")
    assert refused.status_code == 422
    assert "Kolom tidak ditemukan: nama_usaha" in refused.text


def test_the_template_needs_no_matching_and_registers_nobody_as_it_is(app):
    officer = browser(app)
    workbook = openpyxl.load_workbook(io.BytesIO(officer.get("/umkm/berkas/contoh.xlsx").data))
    assert workbook.sheetnames == ["UMKM", "Petunjuk"]
    assert [cell.value for cell in workbook["UMKM"][1]] == list(COLUMNS)
    for kind in ("csv", "xlsx"):
        content = officer.get(f"/umkm/berkas/contoh.{kind}").data
        page = officer.get(upload(officer, content, f"contoh.{kind}")).text
        assert "Tidak ada baris baru yang dapat didaftarkan." in page
        assert "••••0000" in page


def test_the_preview_of_many_rows_has_pages(app):
    officer = browser(app)
    address = upload(officer, as_csv([line(n) for n in range(1, 121)]))
    first, last = officer.get(address).text, officer.get(f"{address}?page=3").text
    assert "Keripik Bu Siti 50<" in first
    assert "Keripik Bu Siti 51<" not in first
    assert "Halaman 3 dari 3" in last
    assert "Keripik Bu Siti 120<" in last


@pytest.mark.parametrize("role", [Role.FINANCE, Role.HEAD, Role.PRODUCER, Role.OUTLET_MANAGER, Role.CASHIER])
def test_only_who_registers_producers_has_these_doors(app, role):
    found = make_producer_file(make_user(Role.ADMINISTRATOR))
    api = Api(app, make_user(role))
    for method, path in (
        ("GET", "/producer-files"), ("POST", "/producer-files"), ("GET", f"/producer-files/{found.id}"),
        ("POST", f"/producer-files/{found.id}/mapping"), ("POST", f"/producer-files/{found.id}/confirm"),
    ):  # fmt: skip
        assert api.request(method, path, json={}).status_code == 403, path
    assert producers_now() == 0


def test_the_api_makes_the_dry_run_and_registers_what_it_showed(app):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    api = Api(app, officer)

    def sent(lines, name="umkm.csv"):
        data = {"file": (io.BytesIO(as_csv(lines)), name), "source": "visit"}
        return api.post("/producer-files", data=data, content_type="multipart/form-data")

    made = sent([GOOD, WRONG, line(3, nik=nik(1))])
    assert made.status_code == 201
    found = made.json
    counts = {name: found[name] for name in ("rows_read", "rows_valid", "rows_wrong", "rows_duplicate")}
    assert counts == {"rows_read": 3, "rows_valid": 1, "rows_wrong": 1, "rows_duplicate": 1}
    assert [(row["row"], row["field"], row["code"]) for row in found["rows"]] == [
        (3, "nik", "nik_bad_birth_date"), (3, "telepon", "phone_not_valid"), (3, "modal", "not_a_number"),
    ]  # fmt: skip
    assert found["rows"][0]["column"] == "C"
    assert found["matches"] == [
        {
            "row": 4, "state": "duplicate", "known_by": "nik", "same_as_row": 2, "producer_id": None,
            "choices": ["skip"], "choice": "skip", "fills": {},
        }
    ]  # fmt: skip
    path = f"/producer-files/{found['id']}"
    refused = api.post(f"{path}/confirm", {})
    assert (refused.status_code, refused.json["code"], len(refused.json["rows"])) == (422, "rows_are_wrong", 3)
    offered = api.post(f"{path}/confirm", {"skip_wrong": True, "merge": [4]})
    assert (offered.status_code, offered.json["code"]) == (422, "choice_not_offered")
    done = api.post(f"{path}/confirm", {"skip_wrong": True})
    assert done.status_code == 201
    assert done.json == {
        "id": found["id"], "status": "confirmed", "registered": 1, "merged": 0, "skipped": 1, "left_out": 1,
    }  # fmt: skip
    assert api.post(f"{path}/confirm", {"skip_wrong": True}).json["code"] == "already_registered"
    second = sent([line(1, alamat="Jalan Baru 2")]).json
    merged = api.post(f"/producer-files/{second['id']}/confirm", {"merge": [2]})
    assert (merged.json["registered"], merged.json["merged"]) == (0, 1)
    assert api.get(path).json["status"] == "confirmed"
    assert api.get("/producer-files").json["total"] == 2


def test_the_api_learns_columns_and_refuses_what_the_file_does_not_have(app):
    api = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    headings = ("Merek dagang", "nama_pemilik", "nik", "telepon", "wilayah")
    content = as_csv([{**GOOD, "Merek dagang": "Kopi"}], headings)
    data = {"file": (io.BytesIO(content), "umkm.csv")}
    found = api.post("/producer-files", data=data, content_type="multipart/form-data").json
    assert (found["status"], found["mapping"]["missing"]) == ("needs_mapping", ["nama_usaha"])
    assert "647101" not in str(found)
    path = f"/producer-files/{found['id']}"
    assert api.post(f"{path}/confirm", {}).json["code"] == "needs_mapping"
    assert api.post(f"{path}/mapping", {"columns": {"nama_usaha": "Lain"}}).json["code"] == "column_not_in_file"
    assert api.post(f"{path}/mapping", {"columns": {"nama": "nik"}}).status_code == 422
    assert api.post(f"{path}/mapping", {"sheet": "Lembar 9"}).json["code"] == "sheet_not_in_file"
    mapped = api.post(f"{path}/mapping", {"columns": {"nama_usaha": "Merek dagang"}}).json
    assert (mapped["status"], mapped["rows_valid"]) == ("checked", 1)


def test_an_upload_without_a_file_or_of_another_type_is_refused(app):
    api = Api(app, make_user(Role.VERIFIER))
    assert api.post("/producer-files", {}).status_code == 422
    data = {"file": (io.BytesIO(b"%PDF-1.4"), "umkm.csv")}
    assert api.post("/producer-files", data=data, content_type="multipart/form-data").status_code == 415
    assert db.session.execute(select(func.count()).select_from(ProducerFile)).scalar_one() == 0
