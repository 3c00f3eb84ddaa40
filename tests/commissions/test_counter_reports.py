"""Reports a phone sends by itself: once however often they are sent, with what its clock said, photo and returns."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from accounts import sessions
from accounts.permissions import Role
from commissions.closing import close
from commissions.offline_counter import account_mark
from core.database import committed, db
from core.files import content_of
from outlets.device_clocks import is_odd
from outlets.models import Placement
from outlets.report_models import DeviceTime, ReportPhoto
from outlets.sales_models import SaleLine, SalesReport
from tests.clients import Api
from tests.commissions.test_sales_pages import NAMES, TODAY, Counter, browser_of, posted_lines, words
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_producer_user
from tests.factories.people import make_user
from tests.partnerships.pictures import jpeg

JSON = {"Accept": "application/json"}


@pytest.fixture
def counter(app: Flask) -> Counter:
    found = Counter(app)
    found.browser.get("/penjualan")
    return found


def sends(counter: Counter, *quantities: object, key: str = "kunci-1", **more: object):
    """What the script of the page sends."""
    account = account_mark(counter.cashier)
    return counter.browser.post(
        "/penjualan", counter.fields(*quantities, **{"key": key, "account": account, **more}), headers=JSON
    )


def test_the_same_report_sent_ten_times_is_one_and_every_answer_is_the_first(counter: Counter) -> None:
    answers = [sends(counter, "2", "1", sent_at=f"2026-11-22T02:00:{second:02d}Z") for second in range(10)]
    assert {answer.status_code for answer in answers} == {201}
    bodies = [{**answer.json, "replayed": None} for answer in answers]
    assert bodies == [bodies[0]] * 10
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers] == [None] + ["true"] * 9
    assert bodies[0]["sentence"] == "Terima kasih. Laporan 22 November 2026 sudah diterima: 2 baris."
    assert (db.session.query(SalesReport).count(), db.session.query(SaleLine).count()) == (1, 2)


def test_the_same_key_with_another_content_changes_nothing_and_another_account_has_keys_of_its_own(
    app: Flask, counter: Counter
) -> None:
    assert sends(counter, "2").status_code == 201
    other = sends(counter, "3")
    assert (other.status_code, other.json["code"]) == (409, "key_reused")
    assert posted_lines(counter.outlet.id)[0][1] == 2
    neighbour = Counter(app)
    neighbour.browser.get("/penjualan")
    assert sends(neighbour, "3").status_code == 201
    for key in ("x" * 256, "kunci-\u00e9"):
        refused = sends(counter, "1", day=TODAY - timedelta(days=1), key=key)
        assert (refused.status_code, refused.json["code"]) == (422, "bad_idempotency_key")


def test_a_form_sent_again_by_a_browser_without_scripts_leads_to_its_report(counter: Counter) -> None:
    first, again = (counter.browser.post("/penjualan", counter.fields("2", key="halaman-1")) for _ in range(2))
    assert (first.status_code, again.status_code, again.location) == (303, 303, first.location)
    changed = counter.browser.post("/penjualan", counter.fields("5", key="halaman-1"))
    assert (changed.status_code, "tidak dicatat dua kali" in words(changed)) == (409, True)
    assert posted_lines(counter.outlet.id)[0][1] == 2


def test_a_report_resent_after_its_month_was_closed_is_still_not_entered_twice(counter: Counter) -> None:
    day = date(2026, 10, 30)
    assert sends(counter, "2", day=day).status_code == 201
    committed(close, "2026-10", by=make_user(Role.FINANCE))
    assert sends(counter, "2", day=day).headers["Idempotent-Replayed"] == "true"
    assert sends(counter, "2", day=day, key="kunci-2").json["code"] == "already_reported"
    assert sends(counter, "3", day=day, key="kunci-3").json["code"] == "day_already_reported"
    assert db.session.query(SalesReport).count() == 1


def test_every_sentence_of_a_refusal_reaches_the_phone_and_the_key_stays_free(counter: Counter) -> None:
    refused = sends(counter, "dua", "1", **{f"price-{counter.placements[1].id}": "0"})
    assert refused.status_code == 422
    assert refused.json["sentences"] == ["Jumlah Keripik singkong: Tulis bilangan bulat, misalnya 1250 atau 1.250."]
    free = sends(counter, "1", **{f"price-{counter.placements[0].id}": "0"})
    assert free.json["code"] == "lines_refused"
    assert free.json["sentences"][-1].startswith("Harga Keripik singkong: Harga 0:")
    assert (
        sends(counter, "-1").json["sentences"][-1].startswith("Jumlah Keripik singkong: Jumlah negatif adalah retur.")
    )
    assert sends(counter, "2").status_code == 201


def test_a_phone_is_told_when_nobody_or_somebody_else_is_signed_in(app: Flask, counter: Counter) -> None:
    session = counter.browser.get("/penjualan/sesi", headers=JSON).json
    assert session["account"] == account_mark(counter.cashier)
    assert sends(counter, "1", account=account_mark(counter.manager)).json["code"] == "other_account"
    assert sends(counter, "1", csrf_token="").json["code"] == "form_expired"
    assert sends(counter, "1", csrf_token=session["csrf_token"]).status_code == 201
    sessions.end_all(counter.cashier)
    db.session.commit()
    gone = counter.browser.get("/penjualan/sesi", headers=JSON)
    assert (gone.status_code, gone.json["code"]) == (401, "not_signed_in")
    assert counter.browser.get("/penjualan/sesi").status_code == 302


@pytest.mark.parametrize(
    ("says", "odd"),
    [("2026-11-22T02:00:30Z", False), ("2026-11-22T10:11:00+08:00", True), ("1970-01-01T00:00:00Z", True)],
)
def test_what_the_clock_of_a_phone_says_is_kept_and_never_trusted(counter: Counter, says: str, *, odd: bool) -> None:
    answer = sends(counter, "1", made_at="2026-11-19T13:00:00Z", sent_at=says)
    assert answer.status_code == 201
    told = db.session.execute(select(DeviceTime)).scalar_one()
    assert (told.made_at, is_odd(told)) == (datetime(2026, 11, 19, 13, tzinfo=UTC), odd)
    assert db.session.execute(select(SaleLine.sold_on)).scalar_one() == TODAY
    assert ("Jam perangkat keliru" in words(counter.browser.get(answer.json["url"]))) == odd


def test_a_phone_two_days_ahead_is_asked_to_set_its_clock_and_may_send_again(counter: Counter) -> None:
    ahead = sends(counter, "1", made_at="2099-01-01T00:00:00Z", sent_at="2026-11-24T02:00:01Z")
    assert (ahead.status_code, ahead.json["code"]) == (422, "device_clock_ahead")
    assert "Jam perangkat ini menunjuk 24 November 2026." in ahead.json["sentences"][0]
    naive = sends(counter, "1", sent_at="2026-11-22T10:00:00")
    assert naive.json["sentences"] == ["Sebut zona waktunya, misalnya Z atau +08:00."]
    assert db.session.query(SalesReport).count() == 0
    assert sends(counter, "1", made_at="2099-01-01T00:00:00Z", sent_at="2026-11-22T02:00:01Z").status_code == 201
    assert is_odd(db.session.execute(select(DeviceTime)).scalar_one())


def test_the_photo_of_a_note_is_written_anew_and_seen_by_those_who_see_the_report(app: Flask, counter: Counter) -> None:
    sent = [
        sends(counter, "1", note_photo=FileStorage(BytesIO(jpeg(gps=True)), "catatan.jpg"), key="foto")
        for _ in range(2)
    ]
    assert [answer.status_code for answer in sent] == [201, 201]
    photo = db.session.execute(select(ReportPhoto)).scalar_one()
    assert not Image.open(BytesIO(content_of(photo.file))).getexif()
    path = f"/penjualan/laporan/foto/{photo.id}"
    assert path in counter.browser.get(sent[0].json["url"]).get_data(as_text=True)
    assert counter.browser.get(path).mimetype == "image/jpeg"
    assert browser_of(app, counter.manager).get(path).status_code == 200
    assert Counter(app).browser.get(path).status_code == 404
    text = sends(counter, "1", day=TODAY - timedelta(days=1), key="b", note_photo=FileStorage(BytesIO(b"x"), "a.jpg"))
    assert text.status_code in {415, 422}
    assert any("bukan foto JPEG" in sentence for sentence in text.json["sentences"])
    assert db.session.query(SalesReport).count() == 1


def test_staff_who_type_from_paper_attach_its_photo_and_who_heard_it_by_phone_need_none(
    app: Flask, counter: Counter
) -> None:
    officer = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    officer.get("/penjualan")
    refused = officer.post("/penjualan", counter.fields("2", source="paper"))
    assert refused.status_code == 422
    assert "Lampirkan foto kertasnya: sumber laporan ini kertas." in words(refused)
    assert db.session.query(SalesReport).count() == 0
    photo = FileStorage(BytesIO(jpeg()), "catatan.jpg")
    assert officer.post("/penjualan", counter.fields("2", source="paper", note_photo=photo)).status_code == 303
    by_phone = counter.fields("1", day=TODAY - timedelta(days=1), source="phone")
    assert officer.post("/penjualan", by_phone).status_code == 303
    sources = db.session.execute(select(SalesReport.source).order_by(SalesReport.id)).scalars().all()
    assert sources == ["paper", "phone"]
    assert db.session.query(ReportPhoto).count() == 1


def test_goods_brought_back_keep_price_rate_and_route_of_the_sale_they_name(counter: Counter) -> None:
    price = {f"price-{counter.placements[0].id}": "3.333"}
    sends(counter, "7", day=TODAY - timedelta(days=2), **price)
    sale = db.session.execute(select(SaleLine)).scalar_one()
    asked = {"find_sales": "1", "return_product": counter.placements[0].id}
    found = counter.browser.post("/penjualan", counter.fields("", "1", **asked))
    assert found.status_code == 200
    assert "terjual 20 Nov 2026 · Rp3.333 · sisa 7" in words(found)
    assert f'name="quantity-{counter.placements[1].id}" value="1"' in found.get_data(as_text=True)
    assert db.session.query(SalesReport).count() == 1
    too_many = counter.browser.post("/penjualan", counter.fields("", "1", **{f"return-{sale.id}": "8"}))
    assert too_many.status_code == 422
    assert "Kembali Keripik singkong: Jumlah retur 8 melebihi sisa terjual (7)." in words(too_many)
    done = counter.browser.post("/penjualan", counter.fields("", "1", **{f"return-{sale.id}": "2"}))
    assert done.status_code == 303
    back = db.session.execute(select(SaleLine).where(SaleLine.reverses_id == sale.id)).scalar_one()
    assert (back.quantity, back.unit_price_rupiah, back.commission_rupiah, back.rate_bp) == (-2, 3_333, -200, 300)
    assert (back.money_route, back.sold_on, back.kind) == (sale.money_route, TODAY, "customer_return")


def test_a_sale_of_another_counter_cannot_be_named(app: Flask, counter: Counter) -> None:
    neighbour = Counter(app)
    neighbour.send("3", day=TODAY - timedelta(days=1))
    foreign = db.session.execute(select(SaleLine.id)).scalar_one()
    answer = sends(counter, **{f"return-{foreign}": "1"})
    unknown = sends(counter, **{f"return-{10**17}": "1"})
    assert (answer.status_code, unknown.status_code) == (422, 422)
    assert answer.json["sentences"] == unknown.json["sentences"]


def test_two_hundred_rows_by_form_and_by_json_are_the_same_lines(app: Flask) -> None:
    counter = Counter(app, tuple(f"Produk {number:03d}" for number in range(100)))
    counter.browser.get("/penjualan")
    for days_ago in (0, 1):
        day, other_day = TODAY - timedelta(days=days_ago), TODAY - timedelta(days=days_ago + 2)
        sold = [
            (placed.id, 1 + number * (7 + days_ago) % 13, 9_500 + 137 * number)
            for number, placed in enumerate(counter.placements)
        ]
        typed = {f"price-{placement}": f"{price:,}".replace(",", ".") for placement, _, price in sold}
        quantities = [quantity for _, quantity, _ in sold]
        assert sends(counter, *quantities, day=day, key=str(day), **typed).json["lines_posted"] == 100
        lines = [
            {"sold_on": str(other_day), "placement_id": placement, "quantity": quantity, "unit_price_rupiah": price}
            for placement, quantity, price in sold
        ]
        body = {"period_start": str(other_day), "period_end": str(other_day), "lines": lines}
        answer = Api(app, counter.cashier).post(f"/outlets/{counter.outlet.id}/sales-reports", body)
        assert answer.status_code == 201
        found = posted_lines(counter.outlet.id)
        by_form, by_json = ([line[1:] for line in found if line[0] == each] for each in (day, other_day))
        assert len(by_form) == 100
        assert by_form == by_json


def test_what_a_phone_keeps_names_products_and_prices_and_nobody(app: Flask, counter: Counter) -> None:
    kept = counter.browser.get(f"/penjualan/luring?outlet_id={counter.outlet.id}")
    page = kept.get_data(as_text=True)
    for name in NAMES:
        assert name in page
    for secret in (counter.cashier.name, counter.cashier.email, counter.producer.name, counter.producer.owner_name):
        assert secret not in page
    assert Counter(app).browser.get(f"/penjualan/luring?outlet_id={counter.outlet.id}").status_code == 404
    mark = page.partition('data-mark="')[2][:16]
    assert mark in counter.browser.get("/penjualan").get_data(as_text=True)
    other = browser_of(app, make_outlet_member(counter.outlet, Role.CASHIER)).get("/penjualan").get_data(as_text=True)
    assert mark not in other


def test_the_worker_and_the_manifest_come_with_the_headers_a_browser_insists_on(app: Flask) -> None:
    worker = app.test_client().get("/pekerja-luring.js")
    assert (worker.status_code, worker.mimetype, worker.headers["Cache-Control"]) == (
        200,
        "text/javascript",
        "no-cache",
    )
    assert "connect-src 'self'" in worker.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in worker.headers
    manifest = app.test_client().get("/static/etalase.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.get_json(force=True)["start_url"] == "/penjualan"
    for icon in manifest.get_json(force=True)["icons"]:
        assert app.test_client().get(f"/static/{icon['src']}").mimetype == "image/png"


def test_a_week_stands_beside_the_one_before_and_the_same_a_year_ago(app: Flask, counter: Counter) -> None:
    for day, quantities in (
        (date(2026, 11, 16), ("2", "1")),
        (date(2026, 11, 22), ("1",)),
        (date(2026, 11, 15), ("4",)),
        (date(2026, 11, 9), ("", "1")),
    ):
        assert sends(counter, *quantities, day=day, key=str(day)).status_code == 201
    page = words(counter.browser.get("/penjualan/mingguan"))
    assert "16 November 2026 – 22 November 2026" in page
    assert "Keripik singkong 3 Rp45.000 Rp60.000 −25 %" in page
    assert "Amplang ikan 1 Rp15.000 Rp15.000 0 %" in page
    assert "Total 4 Rp60.000 Rp75.000 −20 %" in page
    assert "setahun lalu belum ada penjualannya" in page
    assert "9 Nov Rp75.000 16 Nov Rp60.000" in page
    earlier = words(counter.browser.get("/penjualan/mingguan?week=2026-11-12"))
    assert "Keripik singkong 4 Rp60.000 Rp0" in earlier
    assert "Minggu berikutnya" in earlier
    a_year_on = words(counter.browser.get("/penjualan/mingguan?week=2027-11-15"))
    assert "Keripik singkong 0 Rp0 Rp0 Rp45.000" in a_year_on
    owner = browser_of(app, make_producer_user(counter.producer))
    assert "Total 4 Rp60.000" in words(owner.get(f"/penjualan/mingguan?outlet_id={counter.outlet.id}"))
    assert Counter(app).browser.get(f"/penjualan/mingguan?outlet_id={counter.outlet.id}").status_code == 404


def test_the_first_page_of_a_counter_names_the_days_nobody_reported(counter: Counter) -> None:
    db.session.execute(db.update(Placement).values(accepted_at=datetime(2026, 11, 1, tzinfo=UTC)))
    db.session.commit()
    first = words(counter.browser.get("/beranda"))
    assert "13 hari sebelumnya belum dilaporkan Tertua: 9 November 2026." in first
    sends(counter, nil="true", day=date(2026, 11, 9))
    page = counter.browser.get("/beranda")
    assert "12 hari sebelumnya belum dilaporkan Tertua: 10 November 2026." in words(page)
    assert f"/penjualan?outlet_id={counter.outlet.id}&amp;day=2026-11-10" in page.get_data(as_text=True)
    assert f'data-account="{account_mark(counter.cashier)}"' in page.get_data(as_text=True)
