"""The whole job once, in front of a browser: from a producer without papers to a statement a stranger can check."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from playwright.sync_api import expect
from pypdf import PdfReader
from sqlalchemy import select

from accounts.models import OutboxMessage, UserAccount
from accounts.outbox import body_of
from accounts.permissions import Role
from commissions.sales_file_schemas import COLUMN_LABELS
from core.database import db
from core.reading_numbers import parse_rupiah
from partnerships.requirement_kinds.food import LABEL_ITEMS
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.till_shelves import TILL_COLUMNS, TILL_EXPORT
from tests.partnerships.pictures import jpeg, pdf

CODE = "85123A"
MAIL = "rahmawati@contoh.id"
PASSWORD = "wajan minyak bumbu balado"


@dataclass
class Sold:
    """What the till sold under the code of the product, by the file itself."""

    rows: int
    lines: int
    gross: int
    commission: int


def sold_in_the_file() -> Sold:
    """Add the rows of the code up: three percent of each line, rounded half-up line by line."""
    rows = [line.split(";") for line in TILL_EXPORT.read_bytes().decode("cp1252").splitlines()[1:]]
    mine = [int(row[5]) * parse_rupiah(row[6]) for row in rows if row[3] == CODE and int(row[5]) > 0]
    return Sold(len(rows), len(mine), sum(mine), sum((gross * 300 + 5_000) // 10_000 for gross in mine))


def rupiah(amount: int) -> str:
    """As a page writes it."""
    return f"Rp{amount:,}".replace(",", ".")


def link_in_the_outbox(email: str) -> str:
    """The path of the link that waits to be sent to a person."""
    db.session.rollback()
    found = select(OutboxMessage).join(UserAccount, UserAccount.id == OutboxMessage.to_user_id)
    message = db.session.execute(found.where(UserAccount.email == email)).scalar_one()
    return urlsplit(re.search(r"https?://\S+", body_of(message))[0]).path


def accept_invitation(person: Person, path: str) -> None:
    """Make a password, and be in."""
    person.open(path)
    person.fill("Kata sandi baru", PASSWORD)
    person.fill("Ulangi kata sandi baru", PASSWORD)
    person.press("Simpan dan masuk")
    expect(person.page).to_have_url(f"{person.address}/beranda")


def register(producer: Person) -> None:
    """On the phone, without an account."""
    producer.open("/")
    producer.follow("Daftarkan usaha Anda")
    producer.fill("Nama usaha", "Dapur Bu Rahma")
    producer.choose("Kabupaten/kota", "Balikpapan, Kota (Kalimantan Timur)")
    producer.fill("Alamat tempat produksi", "Jalan Marsma R. Iswahyudi 12")
    producer.press("Lanjut")
    producer.heading("Pemilik usaha")
    producer.fill("Nama pemilik (sesuai KTP)", "Rahmawati")
    producer.fill("NIK pemilik", "6471016508850003")
    producer.fill("Alamat surel", MAIL)
    producer.fill("Nomor telepon/WhatsApp", "0812-1216-6678")
    producer.press("Lanjut")
    producer.heading("Produk Anda")
    producer.tick("Makanan olahan kering")
    producer.press("Lanjut")
    producer.heading("Periksa lagi")
    producer.tick(re.compile("^Dinas memakai data ini"))
    producer.press("Kirim pendaftaran")
    producer.heading("Pendaftaran diterima")


def offer_product(producer: Person) -> None:
    """What is to be sold."""
    producer.open("/usaha-saya")
    producer.follow("Tambah produk")
    producer.fill("Nama produk", "Keripik singkong balado 150 g")
    producer.choose("Kategori", "Makanan olahan kering")
    producer.field("Harga jual").press_sequentially("51000")
    expect(producer.field("Harga jual")).to_have_value("51.000")
    producer.fill("SKU (kode Anda sendiri)", "KSB-150")
    producer.choose("Kemasan", "Plastik")
    producer.press("Ajukan untuk kurasi")
    producer.heading("Keripik singkong balado 150 g")


def hand_in(producer: Person, kind: str, evidence: tuple[str, str, bytes], more: Callable[[], None]) -> None:
    """One document with its proof, from the page of the business."""
    producer.open("/usaha-saya")
    item = producer.page.get_by_role("listitem").filter(has_text=kind)
    item.get_by_role("link", name="Ajukan", exact=True).click()
    producer.heading(kind)
    more()
    name, media_type, content = evidence
    sides = ["Foto sisi depan", "Foto sisi belakang"]
    for label in sides if kind == "Pemeriksaan label" else ["Foto atau berkas bukti"]:
        producer.field(label).set_input_files({"name": name, "mimeType": media_type, "buffer": content})
    producer.press("Ajukan")
    producer.reads("Dokumen diajukan dan sedang menunggu verifikasi.")


def hand_in_papers(producer: Person) -> None:
    """NIB, P-IRT with a photo from the camera, halal and the label check."""
    paper = ("dokumen.pdf", "application/pdf", pdf())
    photo = ("IMG_2041.jpg", "image/jpeg", jpeg(2_400, 1_800, gps=True))

    def number(text: str, until: str = "") -> Callable[[], None]:
        def fill() -> None:
            producer.fill("Nomor dokumen", text)
            if until:
                producer.fill("Berlaku sampai", until)
                producer.tick("Keripik singkong balado 150 g")

        return fill

    def halal() -> None:
        producer.fill("Nomor dokumen", "ID32110000474710722")
        producer.tick("Keripik singkong balado 150 g")

    def label() -> None:
        for item in LABEL_ITEMS.values():
            producer.tick("Ya", group=item)

    hand_in(producer, "Nomor Induk Berusaha (NIB)", paper, number("9120001234567"))
    hand_in(producer, "SPP-IRT (nomor P-IRT)", photo, number("2156471010023-29", "2029-06-13"))
    hand_in(producer, "Sertifikat halal", paper, halal)
    hand_in(producer, "Pemeriksaan label", paper, label)


def accept_documents(verifier: Person, count: int) -> None:
    """Take the oldest that waits, look at it, accept; the next one opens by itself."""
    verifier.open("/verifikasi-dokumen")
    verifier.follow("Mulai memeriksa")
    for left in range(count, 0, -1):
        kind = verifier.page.get_by_role("heading", level=1).inner_text()
        verifier.reads("Dapur Bu Rahma")
        verifier.tick(re.compile("^Setujui"))
        verifier.press("Simpan keputusan")
        if left > 1:
            expect(verifier.page.get_by_role("heading", level=1)).not_to_have_text(kind)
    expect(verifier.page.get_by_role("status").first).to_be_visible()


def open_outlet(officer: Person) -> str:
    """A supermarket, and the link for its manager."""
    officer.open("/gerai/baru")
    officer.fill("Nama gerai", "Maxi Swalayan Balikpapan")
    officer.choose("Jenis gerai", "Supermarket")
    officer.choose("Kabupaten/kota", "Balikpapan, Kota (Kalimantan Timur)")
    officer.fill("Alamat", "Jalan Jenderal Sudirman 8")
    officer.press("Daftarkan gerai")
    officer.heading("Maxi Swalayan Balikpapan")
    officer.follow("Undang pengguna")
    officer.fill("Nama", "Budi Santoso")
    officer.fill("Alamat surel", "budi@contoh.id")
    officer.tick("Pengelola gerai", group="Peran")
    officer.press("Buat undangan")
    officer.heading("Undangan siap")
    return urlsplit(officer.field("Tautan untuk budi@contoh.id").input_value()).path


def propose_agreement(officer: Person) -> str:
    """Three percent since October, remitted net; the path of its page."""
    officer.open("/perjanjian/baru")
    officer.follow("Dapur Bu Rahma")
    officer.choose("Gerai atau jaringan ritel", "Maxi Swalayan Balikpapan (Kota Balikpapan)")
    officer.fill("Mulai berlaku", "2026-10-01")
    officer.fill("Tarif dasar", "3")
    officer.tick(re.compile("^Gerai menyetor bersih"))
    officer.fill("Jangka bayar (hari)", "15")
    officer.press("Usulkan perjanjian")
    return f"/perjanjian/{officer.number_in_address('/perjanjian')}"


def accept_agreement(side: Person, path: str) -> None:
    """Read it and say yes."""
    side.open(path)
    side.press("Terima perjanjian")
    side.confirm()
    expect(side.page.get_by_text("Sudah menerima").first).to_be_visible()


def propose_placement(officer: Person) -> str:
    """The product on the shelf; the path of its page."""
    officer.open("/penempatan/baru")
    officer.follow("Dapur Bu Rahma")
    officer.choose("Produk yang ditempatkan", "Keripik singkong balado 150 g (KSB-150)")
    officer.choose("Gerai", "Maxi Swalayan Balikpapan (Kota Balikpapan)")
    officer.fill("Harga titip", "45.000")
    officer.fill("Harga jual", "51.000")
    officer.press("Usulkan penempatan")
    return f"/penempatan/{officer.number_in_address('/penempatan')}"


def upload_till_file(manager: Person, sold: Sold) -> None:
    """As the till wrote it: columns are matched once, what is not placed is named, the rest is posted."""
    manager.open("/penjualan/berkas")
    manager.follow("Unggah berkas")
    manager.field("Berkas dari kasir").set_input_files(TILL_EXPORT)
    manager.press("Periksa berkas")
    manager.heading("Cocokkan kolom")
    for name, title in TILL_COLUMNS.items():
        manager.choose(COLUMN_LABELS[name], title)
    manager.press("Simpan dan periksa")
    manager.heading(f"Periksa {TILL_EXPORT.name}")
    for label, value in (
        ("Baris dibaca", "5.217"),
        ("Dapat dibukukan", str(sold.lines)),
        ("Penjualan kotor", rupiah(sold.gross)),
        ("Komisi", rupiah(sold.commission)),
    ):
        expect(figure(manager, label)).to_contain_text(value)
    manager.press(f"Bukukan {sold.lines} baris")
    manager.confirm()
    manager.page.get_by_role("alert").get_by_text(re.compile("baris")).first.wait_for()
    manager.tick(re.compile("^Bukukan yang benar saja"))
    manager.press(f"Bukukan {sold.lines} baris")
    manager.confirm()
    manager.heading(TILL_EXPORT.name)
    expect(figure(manager, "Baris dibukukan")).to_contain_text(str(sold.lines))
    expect(figure(manager, "Komisi")).to_contain_text(rupiah(sold.commission))


def figure(person: Person, label: str):
    """The box of one figure."""
    return person.page.locator("main dl > div, main .stat").filter(has_text=re.compile(rf"^\s*{label}")).first


def close_october(finance: Person, sold: Sold) -> None:
    """Look at what will be written, close, and watch the job end."""
    finance.open("/periode/2026-10")
    expect(figure(finance, "Penjualan kotor")).to_contain_text(rupiah(sold.gross))
    finance.press("Tutup bulan")
    finance.confirm()
    finance.reads("Rekap terbit")
    finance.follow("Lihat rekap")
    finance.reads("Dapur Bu Rahma")


def read_statement(producer: Person, sold: Sold) -> str:
    """On screen, as PDF, and agreed to; the code of the check."""
    net = sold.gross - sold.commission
    producer.open("/rekap")
    producer.page.get_by_role("row").filter(has_text="Maxi Swalayan").get_by_role("link").first.click()
    producer.heading("Rekap Oktober 2026")
    producer.reads(rupiah(net))
    with producer.page.expect_download() as waiting:
        producer.follow("Unduh PDF")
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(waiting.value.path().read_bytes())).pages)
    for told in ("Dapur Bu Rahma", "Maxi Swalayan Balikpapan", "Rekap komisi Oktober 2026"):
        assert told in text
    for amount in (sold.gross, sold.commission, net):
        assert rupiah(amount)[2:] in text
    code = re.search(r"/verifikasi/(\w+)", producer.page.content())[1]
    assert code in text
    producer.press("Setujui rekap")
    producer.reads(re.compile("menyetujui pada 22"))
    return code


def test_a_producer_without_papers_ends_with_a_statement_that_a_stranger_can_check(own_app: Flask, somebody) -> None:
    sold = sold_in_the_file()
    assert (sold.rows, sold.lines) == (5_217, 36)
    staff = {
        "first": make_person(Role.VERIFIER, "sari@contoh.id", "Sari Dewi"),
        "second": make_person(Role.VERIFIER, "agus@contoh.id", "Agus Salim"),
        "officer": make_person(Role.PARTNERSHIP_OFFICER, "dian@contoh.id", "Dian Lestari"),
        "finance": make_person(Role.FINANCE, "joko@contoh.id", "Joko Susilo"),
    }
    producer = somebody(PHONE)
    register(producer)
    accept_invitation(producer, link_in_the_outbox(MAIL))
    offer_product(producer)
    hand_in_papers(producer)

    accept_documents(somebody().sign_in(staff["first"]), 2)
    second = somebody().sign_in(staff["second"])
    accept_documents(second, 2)
    second.open("/kurasi")
    second.follow("Mulai dari yang terlama")
    second.reads("Semua syarat dasar terpenuhi.")
    for item in second.page.get_by_role("main").get_by_role("checkbox").all():
        item.check()
    second.tick(re.compile("^Setujui"))
    second.press("Simpan keputusan")
    second.reads("Semua produk sudah dikurasi")

    officer = somebody().sign_in(staff["officer"])
    manager = somebody()
    accept_invitation(manager, open_outlet(officer))
    agreement = propose_agreement(officer)
    accept_agreement(producer, agreement)
    accept_agreement(manager, agreement)
    manager.open(propose_placement(officer))
    manager.fill("Kode barang di kasir", CODE)
    manager.press("Terima penempatan")
    manager.reads("Aktif")

    upload_till_file(manager, sold)
    close_october(somebody().sign_in(staff["finance"]), sold)
    code = read_statement(producer, sold)

    stranger = somebody(PHONE)
    stranger.open(f"/verifikasi/{code}")
    stranger.reads("Rekap asli")
    stranger.reads(rupiah(sold.gross - sold.commission))
    expect(stranger.page.get_by_text("Dapur Bu Rahma")).to_have_count(0)
