"""Sales on pages: reported from the counter, looked up by those they concern, taken back with a reason."""

import gzip
import html
import re
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import sessions
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import PlacementStatus
from partnerships.models import Producer
from tests.clients import Api, Client
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user

TODAY = date(2026, 11, 22)
NAMES = ("Keripik singkong", "Amplang ikan", "Sambal raja")


def browser_of(app: Flask, user: UserAccount) -> Client:
    """A browser in which a person has signed in."""
    client = Client(app)
    token = sessions.begin(user, address="127.0.0.1", browser="tests")
    db.session.commit()
    with client.client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


def words(page) -> str:
    """What a page says between its frame, without its marks."""
    content = page.get_data(as_text=True).partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", f"<main{content}")))


class Counter:
    """An outlet with three products of one producer at Rp15.000, and its cashier."""

    def __init__(self, app: Flask, names: tuple[str, ...] = NAMES, producer: Producer | None = None) -> None:
        self.app = app
        self.producer = producer or make_producer()
        self.outlet = make_outlet()
        self.cashier = make_outlet_member(self.outlet, Role.CASHIER)
        self.manager = make_outlet_member(self.outlet)
        self.placements = [make_placement(make_product(self.producer, name=name), self.outlet) for name in names]
        self.agreement = make_agreement(self.producer, self.outlet)
        self.browser = browser_of(app, self.cashier)

    def fields(self, *quantities: object, day: date = TODAY, **more: object) -> dict[str, object]:
        sent: dict[str, object] = {"outlet_id": self.outlet.id, "day": day.isoformat()}
        for placement, quantity in zip(self.placements, quantities, strict=False):
            sent |= {f"quantity-{placement.id}": quantity, f"price-{placement.id}": "15.000"}
        return {**sent, **more}

    def send(self, *quantities: object, day: date = TODAY, **more: object):
        self.browser.get("/penjualan")
        return self.browser.post("/penjualan", self.fields(*quantities, day=day, **more))


@pytest.fixture
def counter(app: Flask) -> Counter:
    return Counter(app)


def posted_lines(outlet_id: int) -> list[tuple[object, ...]]:
    """What stands in an outlet's lines, but for whose they are."""
    rows = db.session.execute(select(SaleLine).where(SaleLine.outlet_id == outlet_id).order_by(SaleLine.id)).scalars()
    return [
        (
            *(row.sold_on, row.quantity, row.unit_price_rupiah, row.gross_rupiah, row.rate_bp, row.commission_rupiah),
            *(row.rule, row.money_route, row.period, row.late, row.kind, row.reference, row.occurrence),
        )
        for row in rows
    ]


def test_the_form_posts_what_the_api_would(app: Flask, counter: Counter) -> None:
    answer = counter.send("2", "1", "3")
    assert answer.status_code == 303, words(answer)
    other = Counter(app)
    lines = [
        {"sold_on": "2026-11-22", "placement_id": placement.id, "quantity": quantity, "unit_price_rupiah": 15_000}
        for placement, quantity in zip(other.placements, (2, 1, 3), strict=True)
    ]
    body = {"period_start": "2026-11-22", "period_end": "2026-11-22", "lines": lines}
    assert Api(app, other.cashier).post(f"/outlets/{other.outlet.id}/sales-reports", body).status_code == 201
    assert len(posted_lines(counter.outlet.id)) == 3
    assert posted_lines(counter.outlet.id) == posted_lines(other.outlet.id)
    page = words(counter.browser.get(answer.location))
    assert "Terima kasih. Laporan 22 November 2026 sudah diterima: 3 baris." in page
    assert "Penjualan Rp90.000" in page
    assert "Bagian gerai (komisi) Rp2.700" in page
    assert "Bagian produsen Rp87.300" in page


def test_that_nothing_was_sold_takes_two_requests(counter: Counter) -> None:
    page = counter.browser.get("/penjualan")
    assert "Tidak ada penjualan" in words(page)
    answer = counter.browser.post("/penjualan", {"outlet_id": counter.outlet.id, "day": "2026-11-22", "nil": "true"})
    assert answer.status_code == 303
    report = db.session.execute(select(SalesReport)).scalar_one()
    assert (report.is_nil, report.period_start, report.channel) == (True, TODAY, "form")
    assert "Laporan nihil" in words(counter.browser.get(answer.location))


def test_sending_twice_posts_once_and_shows_the_report(counter: Counter) -> None:
    first = counter.send("2")
    again = counter.browser.post("/penjualan", counter.fields("2"))
    assert again.status_code == 409
    assert "sudah dilaporkan, jadi tidak dicatat dua kali" in words(again)
    assert first.location in again.get_data(as_text=True)
    assert db.session.query(SaleLine).count() == 1


def test_a_reported_day_is_shown_as_such(counter: Counter) -> None:
    first = counter.send("2", day=TODAY - timedelta(days=1))
    page = counter.browser.get("/penjualan?day=2026-11-21")
    assert "21 November 2026 sudah dilaporkan" in words(page)
    assert first.location in page.get_data(as_text=True)
    assert "quantity-" not in page.get_data(as_text=True)
    assert "quantity-" in counter.browser.get("/penjualan").get_data(as_text=True)


def test_a_wrong_quantity_is_shown_again_beside_its_product(counter: Counter) -> None:
    answer = counter.send("dua", "7", "3,5", **{f"price-{counter.placements[1].id}": "14.500"})
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    first, second, third = (placement.id for placement in counter.placements)
    assert f'name="quantity-{first}" value="dua"' in page
    assert f'name="quantity-{second}" value="7"' in page
    assert f'name="price-{second}" value="14.500"' in page
    assert f'href="#f-quantity-{third}"' in page
    assert "Jumlah Keripik singkong: Tulis bilangan bulat, misalnya 1250 atau 1.250." in words(answer)
    assert db.session.query(SalesReport).count() == 0


def test_a_price_of_zero_and_an_empty_report_are_refused_in_words(counter: Counter) -> None:
    free = counter.send("1", **{f"price-{counter.placements[0].id}": "0"})
    assert free.status_code == 422
    assert f'href="#f-price-{counter.placements[0].id}"' in free.get_data(as_text=True)
    assert "Harga Keripik singkong" in words(free)
    empty = counter.send("", "0")
    assert empty.status_code == 422
    assert "Laporan tidak berisi baris" in words(empty)
    tomorrow = counter.send("1", day=TODAY + timedelta(days=1))
    assert (tomorrow.status_code, db.session.query(SaleLine).count()) == (422, 0)


def test_a_price_far_from_the_agreed_one_is_posted_and_pointed_out(counter: Counter) -> None:
    answer = counter.send("1", **{f"price-{counter.placements[0].id}": "150.000"})
    assert "Keripik singkong dicatat Rp150.000, disepakati Rp15.000." in words(counter.browser.get(answer.location))
    assert posted_lines(counter.outlet.id)[0][3] == 150_000


def test_what_sells_most_often_stands_first(counter: Counter) -> None:
    counter.send("", "", "1", day=TODAY - timedelta(days=1))
    page = counter.browser.get("/penjualan").get_data(as_text=True)
    assert [page.index(name) for name in ("Sambal raja", "Amplang ikan", "Keripik singkong")] == sorted(
        page.index(name) for name in NAMES
    )


def test_only_what_stood_on_the_shelf_that_day_is_offered(counter: Counter) -> None:
    later = make_placement(make_product(counter.producer, name="Abon baru"), counter.outlet, starts_on=TODAY)
    gone = make_placement(
        make_product(counter.producer, name="Kue lama"), counter.outlet, ends_on=TODAY - timedelta(days=1)
    )
    asked_for = make_placement(
        make_product(counter.producer, name="Baru diusulkan"), counter.outlet, status=PlacementStatus.PROPOSED
    )
    today = counter.browser.get("/penjualan").get_data(as_text=True)
    yesterday = counter.browser.get("/penjualan?day=2026-11-21").get_data(as_text=True)
    for placement, offered in ((later, (True, False)), (gone, (False, True)), (asked_for, (False, False))):
        name = f'name="quantity-{placement.id}"'
        assert (name in today, name in yesterday) == offered


def test_the_counter_of_another_outlet_is_not_found(app: Flask, counter: Counter) -> None:
    answer = counter.send("2")
    stranger = Counter(app).browser
    stranger.get("/penjualan")
    line = db.session.execute(select(SaleLine.id)).scalar_one()
    for path in (
        f"/penjualan?outlet_id={counter.outlet.id}",
        answer.location,
        f"/penjualan/laporan/{2**63}",
        f"/penjualan/baris/{line}",
        f"/penjualan/baris/{line + 999}",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post("/penjualan", counter.fields("1")).status_code == 404
    assert db.session.query(SalesReport).count() == 1
    assert counter.browser.get("/penjualan?day=kemarin").status_code == 422


def test_staff_report_for_an_outlet_and_say_how_it_reached_them(app: Flask, counter: Counter) -> None:
    officer = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    Counter(app)
    assert counter.outlet.name in words(officer.get("/penjualan"))
    officer.get(f"/penjualan?outlet_id={counter.outlet.id}")
    silent = officer.post("/penjualan", counter.fields("1"))
    assert (silent.status_code, "Sumber laporan: Isian ini wajib diisi." in words(silent)) == (422, True)
    answer = officer.post("/penjualan", counter.fields("1", source="whatsapp"))
    assert answer.status_code == 303
    report = db.session.execute(select(SalesReport)).scalar_one()
    assert (report.source, report.channel) == ("whatsapp", "form")
    assert "WhatsApp" in words(officer.get(answer.location))
    nobody = browser_of(app, make_user(Role.FINANCE))
    assert nobody.get("/penjualan").status_code == 403


def test_the_pages_speak_english(app: Flask, counter: Counter) -> None:
    answer = counter.send("2")
    line = db.session.execute(select(SaleLine.id)).scalar_one()
    english = browser_of(app, make_outlet_member(counter.outlet, Role.OUTLET_MANAGER))
    english.get("/penjualan")
    english.post("/bahasa", {"language": "en"})
    sent = english.post("/penjualan", counter.fields("1", day=TODAY - timedelta(days=1)))
    assert "The report for 21 November 2026 has been received; rows: 1." in words(english.get(sent.location))
    for path, expected in (
        ("/penjualan?day=2026-11-20", "Report sales"),
        (answer.location, "Producer's share"),
        ("/penjualan/laporan", "Sales reports"),
        ("/penjualan/baris", "Sales per week"),
        (f"/penjualan/baris/{line}", "Why this number?"),
    ):
        page = words(english.get(path))
        assert expected in page, page
        assert not re.search(r"\b(penjualan|gerai|laporan|produsen|tanggal|komisi)\b", page, re.IGNORECASE), (
            path,
            page,
        )


def test_sixty_products_travel_in_less_than_15_kilobytes(app: Flask) -> None:
    names = tuple(f"Produk titipan nomor {number} rasa pedas manis" for number in range(60))
    producers = [make_producer(name=f"Dapur Rumahan {number}") for number in range(12)]
    counter = Counter(app, names[:5], producers[0])
    for number, name in enumerate(names[5:]):
        producer = producers[1 + number % 11]
        make_placement(make_product(producer, name=name), counter.outlet, retail_price_rupiah=11_500 + 250 * number)
    page = counter.browser.client.get("/penjualan", headers={"Accept-Encoding": "gzip"})
    sent = page.get_data()
    text = gzip.decompress(sent).decode()
    assert text.count('name="quantity-') == 60
    assert len(sent) < 15_000
    files = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', text))
    assert any("sales-form.js" in file for file in files)
    fetched = sum(
        len(counter.browser.client.get(html.unescape(file), headers={"Accept-Encoding": "gzip"}).data) for file in files
    )
    assert len(sent) + fetched < 50_000
