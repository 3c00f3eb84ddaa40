"""Lists of sales and reports: whose lines are seen, totals of exports, pieces taken back, and weeks as a chart."""

import csv
import io
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from core.database import db
from outlets.sales_models import LineDeparture, SaleLine
from tests.clients import Api
from tests.commissions.test_sales_pages import TODAY, Counter, browser_of, words
from tests.factories.outlets import make_agreement, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product


@pytest.fixture
def counter(app: Flask) -> Counter:
    return Counter(app)


def test_a_producer_sees_its_own_lines_alone(app: Flask, counter: Counter) -> None:
    counter.send("2", "1")
    neighbour = make_producer(name="Dapur Ibu Rahma")
    make_agreement(neighbour, counter.outlet)
    placed = make_placement(make_product(neighbour, name="Kue kering"), counter.outlet)
    counter.placements.append(placed)
    counter.send("", "", "", "4", day=TODAY - timedelta(days=1))
    own = browser_of(app, make_producer_user(neighbour))
    page = words(own.get("/penjualan/baris"))
    assert "Kue kering" in page
    assert "Keripik singkong" not in page
    foreign, mine = db.session.execute(select(SaleLine.id).order_by(SaleLine.id)).scalars().all()[1:]
    assert own.get(f"/penjualan/baris/{foreign}").status_code == 404
    shown = words(own.get(f"/penjualan/baris/{mine}"))
    assert "tarif dasar perjanjian" in shown
    assert "Bagian gerai (komisi) Rp1.800" in shown
    assert "Batalkan atau catat retur" not in shown
    assert own.get("/penjualan/laporan/1").status_code == 404


def test_the_export_is_the_list_with_its_control_total(counter: Counter) -> None:
    counter.send("2", "1", "3")
    browser = browser_of(counter.app, counter.manager)
    listed = words(browser.get("/penjualan/baris?period=2026-11&sort=gross"))
    assert "3 baris" in listed
    exported = browser.get("/penjualan/baris?period=2026-11&sort=gross&export=csv")
    rows = list(csv.reader(io.StringIO(exported.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    gross, commission = rows[0].index("Penjualan (Rp)"), rows[0].index("Komisi (Rp)")
    assert [row[gross] for row in rows[1:4]] == ["15000", "30000", "45000"]
    assert (rows[4][0], rows[4][gross], rows[4][commission]) == ("TOTAL 3", "90000", "2700")
    other_month = browser.get("/penjualan/baris?period=2026-10")
    assert "Tidak ada yang cocok" in words(other_month)
    assert browser.get("/penjualan/baris?period=oktober").status_code == 422


def test_reports_are_listed_filtered_and_exported(app: Flask, counter: Counter) -> None:
    counter.send("2")
    counter.send(day=TODAY - timedelta(days=40), nil="true")
    page = words(counter.browser.get("/penjualan/laporan"))
    assert "2 baris" in page
    november = counter.browser.get("/penjualan/laporan?period=2026-11&export=csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(november.lstrip("\ufeff")), delimiter=";"))
    assert [rows[1][2], *rows[1][-3:]] == ["2026-11-22", "1", "30000", "900"]
    assert rows[2] == ["TOTAL 1", "", "", "", "", "", "", "", "1", "30000", "900"]
    answer = Api(app, counter.manager).get(f"/outlets/{counter.outlet.id}/sales-reports?period=2026-11").json
    assert answer["total"] == 1
    assert {name: answer["items"][0][name] for name in ("period_start", "nil", "channel", "lines", "gross_rupiah")} == {
        "period_start": "2026-11-22",
        "nil": False,
        "channel": "form",
        "lines": 1,
        "gross_rupiah": 30_000,
    }
    stranger = Counter(app).manager
    assert Api(app, stranger).get(f"/outlets/{counter.outlet.id}/sales-reports").status_code == 404


def test_pieces_are_taken_back_once_and_never_more_than_were_sold(counter: Counter) -> None:
    counter.send("7", **{f"price-{counter.placements[0].id}": "3.333"})
    line = db.session.execute(select(SaleLine)).scalar_one()
    browser = browser_of(counter.app, counter.manager)
    path = f"/penjualan/baris/{line.id}"
    assert "Batalkan atau catat retur" in words(browser.get(path))
    wanted = {"kind": "customer_return", "reason": "Kemasan bocor", "pieces_seen": "7"}
    too_many = browser.post(f"{path}/pembatalan", {**wanted, "quantity": "8"})
    assert too_many.status_code == 422
    assert "Jumlah yang dikembalikan atau dibatalkan (8) melebihi sisa terjual pada baris ini (7)." in words(too_many)
    assert 'value="8"' in too_many.get_data(as_text=True)
    assert db.session.query(LineDeparture).count() == 0
    nameless = browser.post(f"{path}/pembatalan", {**wanted, "reason": "", "quantity": "2"})
    assert (nameless.status_code, "Alasan: Isian ini wajib diisi." in words(nameless)) == (422, True)
    done = browser.post(f"{path}/pembatalan", {**wanted, "quantity": "2"})
    assert (done.status_code, done.location) == (303, path)
    again = browser.post(f"{path}/pembatalan", {**wanted, "quantity": "2"})
    assert (again.status_code, "baru saja diubah" in words(again)) == (422, True)
    page = words(browser.get(path))
    assert "Masih terjual: 5 dari 7." in page
    assert "Kemasan bocor" in page
    left = db.session.execute(select(SaleLine).where(SaleLine.reverses_id == line.id)).scalar_one()
    assert (left.quantity, left.gross_rupiah, left.commission_rupiah) == (-2, -6_666, -200)
    cashier = counter.browser.post(f"{path}/pembatalan", {**wanted, "pieces_seen": "5"})
    assert cashier.status_code == 403


def test_sales_of_each_week_stand_in_the_chart(counter: Counter) -> None:
    for days_ago, quantity in ((0, "1"), (6, "2"), (7, "4")):
        counter.send(quantity, day=TODAY - timedelta(days=days_ago))
    page = words(browser_of(counter.app, counter.manager).get("/penjualan/baris"))
    assert "Penjualan per minggu" in page
    assert "9 Nov Rp60.000 16 Nov Rp45.000" in page
