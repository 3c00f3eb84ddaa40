"""A producer asks on the phone for a copy and for erasure; the desk answers, a second person erases, the seal holds."""

import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import text
from time_machine import Traveller

from accounts.permissions import Role
from commissions.ledger import Claim, Party
from core.database import db
from core.dates import agency_zone
from core.jobs import Job, perform
from tests.accounts.people_at_work import make_person
from tests.browser.people import PHONE, Person
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.partnerships import make_producer_user
from tests.factories.personal_data import make_sealed_producer

OWNER = "Rahmawati Dewi"
NIK = "6471025403900017"


def do_the_jobs() -> None:
    """What the worker does: every job that waits."""
    db.session.rollback()
    waiting = [job.id for job in db.session.query(Job).filter_by(status="queued").order_by(Job.id)]
    db.session.rollback()
    for job_id in waiting:
        perform(job_id)
    db.session.rollback()


def asks_for_a_copy_and_for_erasure(owner: Person) -> None:
    """On the phone: a consent given and withdrawn, then the two requests."""
    owner.open("/usaha-saya")
    owner.follow("Data pribadi dan persetujuan")
    for said in ("Saya setuju", "Tarik persetujuan"):
        owner.press(re.compile(rf"{said}\s+Profil usaha di katalog umum"))
        owner.reads("Pilihan Anda disimpan dan berlaku sekarang.")
    for asked in ("Salinan semua data saya", "Penghapusan data"):
        owner.follow("Ajukan permintaan")
        owner.tick(asked)
        owner.press("Kirim permintaan")
        owner.reads("Permintaan diterima. Kami menjawab dalam 3x24 jam.")
    expect(owner.page.get_by_text(re.compile("sisa 7[12] jam")).first).to_be_visible()


def makes_the_copy(desk: Person) -> None:
    """The desk has the copy made and answers."""
    desk.open("/permintaan-data")
    desk.follow("Salinan semua data saya")
    desk.press("Buat salinan data")
    desk.reads("Salinan sedang dibuat; muncul di halaman ini bila selesai.")
    do_the_jobs()
    desk.page.reload()
    desk.fill("Jawaban untuk pemohon", "Salinan dapat diunduh di halaman ini selama tujuh hari.")
    desk.press("Selesai dan jawab")
    desk.reads("Permintaan selesai.")


def downloads_the_copy(owner: Person, producer_id: int) -> None:
    """The owner takes the copy, which has the NIK in it, and sees that this was written down."""
    owner.open(f"/umkm/{producer_id}/data-pribadi")
    with owner.page.expect_download() as download:
        owner.follow("Unduh salinan data")
    packed = zipfile.ZipFile(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert NIK in packed.read("baca-saya.html").decode()
    owner.open(f"/umkm/{producer_id}/data-pribadi")
    owner.reads("Salinan data diunduh")


def settle_everything(pair: Pair, clock: Traveller) -> None:
    """The outlet pays, agreement and shelf end, and November is closed."""
    pair.pay(Party.OUTLET, 14_550, date(2026, 11, 22), Claim.TAKINGS)
    for table in ("agreement", "placement"):
        db.session.execute(text(f"UPDATE {table} SET status = 'ended'"))
    db.session.commit()
    clock.move_to(datetime(2026, 12, 1, 9, tzinfo=agency_zone()))
    close_month("2026-11", waive_missing=True, reason="uji")


def prepares(desk: Person) -> None:
    """The desk is late, and prepares the erasure, which it may not carry out itself."""
    desk.open("/permintaan-data")
    desk.follow("Penghapusan data")
    desk.reads("Batas 3x24 jam sudah lewat. Jawab sekarang; keterlambatan tercatat.")
    desk.press("Siapkan penghapusan")
    desk.reads("Anda yang menyiapkan, jadi orang kedua yang melaksanakan penghapusan.")


def erases(second: Person) -> None:
    """Another person carries the erasure out."""
    second.open("/permintaan-data")
    second.follow("Penghapusan data")
    second.press("Hapus data pribadi")
    second.confirm()
    second.reads("Data pribadi dihapus dan kuncinya dimusnahkan.")
    do_the_jobs()


def test_a_copy_and_an_erasure_asked_on_the_phone_leave_the_statement_genuine(
    own_app: Flask, somebody, clock_stands
) -> None:
    administrator = make_person(Role.ADMINISTRATOR, "ratna@contoh.id", "Ratna Wulan")
    head = make_person(Role.HEAD, "surya@contoh.id", "Surya Pratama")
    producer = make_sealed_producer(by=administrator, owner_name=OWNER, nik=NIK)
    pair = make_pair(producer=producer, outlet_name="Maxi Balikpapan")
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    code = pair.statement("2026-10").verification_code
    owner_account = make_producer_user(producer, name=OWNER, email="rahmawati@contoh.id")
    producer_id, name = producer.id, producer.name

    owner, desk = somebody(PHONE).sign_in(owner_account), somebody().sign_in(administrator)
    asks_for_a_copy_and_for_erasure(owner)
    makes_the_copy(desk)
    downloads_the_copy(owner, producer_id)
    desk.open("/permintaan-data")
    desk.follow("Penghapusan data")
    desk.reads(re.compile("1 perjanjian belum berakhir"))
    settle_everything(pair, clock_stands)
    prepares(somebody().sign_in(administrator))
    second = somebody().sign_in(head)
    erases(second)
    second.open(f"/umkm/{producer_id}")
    second.reads(re.compile(rf"UMKM {producer_id} \(data pribadi dihapus\)"))
    for gone in (name, OWNER):
        expect(second.page.get_by_text(gone)).to_have_count(0)

    stranger = somebody(PHONE)
    stranger.open(f"/verifikasi/{code}")
    stranger.reads("REK-2026-00001")
    stranger.reads(re.compile("Rp14.550"))
    assert own_app is not None
