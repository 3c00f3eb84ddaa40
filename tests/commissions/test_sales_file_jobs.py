"""A big till file is read and posted by the worker; its owner watches, leaves, and finds it done or refused."""

import io
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from commissions import sales_file_jobs
from core.database import db
from core.jobs import Job, perform
from outlets.sales_models import SaleLine, SalesFile
from outlets.states import FileStatus
from tests.commissions.test_sales_import_pages import Desk

HEAD = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
ROWS = 5_200


def big_file(last: str = "") -> bytes:
    days = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
    rows = [f"{days[n % 31]:%d/%m/%Y};85123A;1;51.000;S{n:05d}" for n in range(ROWS)]
    return "\n".join([HEAD, *rows, last]).encode()


@pytest.fixture
def desk(app) -> Desk:
    return Desk(app)


def newest_job() -> Job:
    return db.session.execute(select(Job).order_by(Job.id.desc()).limit(1)).scalar_one()


def test_a_big_file_is_read_and_posted_in_jobs_that_may_be_watched(desk: Desk) -> None:
    address = desk.upload(big_file()).location
    waiting = desk.browser.get(address).text
    assert "Membaca kasir.csv" in waiting
    assert "data-poll-words" in waiting
    assert "Langkah 2 dari 2: memeriksa setiap baris" in waiting
    assert desk.browser.get(f"{address}/kolom").location == address
    perform(newest_job().id)
    assert newest_job().status == "succeeded"
    seen = desk.browser.get(address).text
    assert "Bukukan 5.200 baris" in seen
    assert "Baris dibaca: 5.200" in seen
    desk.browser.post(f"{address}/bukukan")
    assert "Membukukan kasir.csv" in desk.browser.get(address).text
    assert desk.browser.post(f"{address}/bukukan").status_code in (409, 422)
    posting = newest_job().id
    perform(posting)
    perform(posting)
    assert newest_job().status == "succeeded"
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == ROWS
    posted = desk.browser.get(address).text
    assert "Jumlah baris: 5.200" in posted
    assert "/penjualan/laporan/" in posted


def test_a_big_file_that_cannot_be_read_is_set_aside_with_the_reason(desk: Desk) -> None:
    address = desk.upload(big_file('05/10/2026;"85123A;1;51.000;S1')).location
    perform(newest_job().id)
    assert newest_job().status == "failed"
    page = desk.browser.get(address).text
    assert "tanda kutip" in page
    assert db.session.execute(select(SalesFile.status)).scalar_one() is FileStatus.REFUSED


def test_a_big_file_refused_while_it_is_posted_says_why_and_posts_nothing(desk: Desk) -> None:
    address = desk.upload(big_file()).location
    perform(newest_job().id)
    desk.browser.post(f"{address}/bukukan")
    desk.placement.ends_on = date(2026, 10, 5)
    db.session.commit()
    perform(newest_job().id)
    assert newest_job().result == {"code": "lines_refused"}
    assert "perlu diperbaiki" in desk.browser.get(address).text
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == 0


@pytest.mark.parametrize(("rows", "is_big"), [(5_000, False), (5_001, True)])
def test_five_thousand_rows_are_read_at_once(rows: int, is_big: bool) -> None:
    assert sales_file_jobs.is_big("kasir.csv", b"a;b\n" * rows) is is_big
    assert sales_file_jobs.is_big("kasir.xlsx", io.BytesIO(bytes(40 * rows)).getvalue()) is is_big
