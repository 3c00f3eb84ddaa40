"""An officer registers producers from a spreadsheet with wrong rows, mends those and registers them too."""

import csv
import io

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select

from accounts.permissions import Role
from core.database import db
from core.spreadsheets import read_table
from partnerships.models import Producer
from tests.accounts.people_at_work import make_person
from tests.browser.people import Person
from tests.factories.producer_files import as_csv, line, nik

HEADINGS = ("Merek dagang", "nama_pemilik", "nik", "telepon", "wilayah")


def registered() -> int:
    """How many producers there are."""
    db.session.rollback()
    counted = db.session.execute(select(func.count()).select_from(Producer)).scalar_one()
    db.session.rollback()
    return counted


def sends(officer: Person, name: str, content: bytes) -> None:
    """Choose a file and let it be checked."""
    officer.open("/umkm/berkas/unggah")
    officer.page.get_by_label("Berkas UMKM").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    officer.press("Periksa berkas")


def test_wrong_rows_are_seen_left_out_mended_and_registered_with_a_second_file(own_app: Flask, somebody) -> None:
    lines = [line(1), line(2, nik="6471013212850001"), line(3, telepon="tanya Bu Siti"), line(4)]
    content = as_csv([{**told, "Merek dagang": told["nama_usaha"]} for told in lines], HEADINGS)
    officer = somebody().sign_in(make_person(Role.PARTNERSHIP_OFFICER, "sari@contoh.id", "Sari Dewi"))

    sends(officer, "umkm.csv", content)
    officer.heading("Cocokkan kolom")
    officer.choose("Nama usaha", "Merek dagang")
    officer.press("Simpan dan periksa")
    officer.heading("Periksa umkm.csv")
    officer.reads("2 kesalahan di 2 baris")
    officer.reads("NIK ini tidak sah: angka ke-7 sampai ke-12 bukan tanggal lahir.")
    officer.reads("Nomor telepon ini tidak dapat dipakai.")
    with officer.page.expect_download() as waiting:
        officer.follow("Unduh baris ini (XLSX)")
    [sheet] = read_table(waiting.value.path().read_bytes(), "perlu-diperbaiki.xlsx").sheets
    titles, *wrong = [cells for _row, cells in sheet.rows()]
    assert [cells[0] for cells in wrong] == ["3", "4"]
    assert registered() == 0

    officer.press("Daftarkan 2 UMKM")
    officer.confirm()
    officer.reads("2 dari 4 baris perlu diperbaiki.")
    officer.tick("Daftarkan yang benar saja")
    officer.press("Daftarkan 2 UMKM")
    officer.confirm()
    officer.reads("2 UMKM terdaftar.")
    officer.reads("Masih ada baris yang perlu diperbaiki")
    assert registered() == 2

    wrong[0][titles.index("nik")] = nik(2)
    wrong[1][titles.index("telepon")] = "0812-0003-6678"
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([titles, *wrong])
    sends(officer, "umkm-diperbaiki.csv", out.getvalue().encode())
    officer.heading("Periksa umkm-diperbaiki.csv")
    officer.reads("2 UMKM baru akan didaftarkan.")
    officer.press("Daftarkan 2 UMKM")
    officer.confirm()
    officer.reads("2 UMKM terdaftar.")
    assert registered() == 4

    sends(officer, "umkm.csv", content)
    officer.reads("Berkas yang sama persis sudah pernah diunggah dan didaftarkan pada 22 November 2026 oleh Sari Dewi.")
    officer.reads("Tidak ada baris baru yang dapat didaftarkan.")
    expect(officer.page.get_by_role("link", name="Sudah dikenal (2)")).to_be_visible()
    assert registered() == 4
