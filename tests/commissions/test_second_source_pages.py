"""A second source on the phone, by receipts of another channel and by count: shown side by side, decided once."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from commissions import count_settling
from commissions.posting import post_report
from commissions.pricing import ReportLine
from commissions.second_sources import Overlap, SourcesChanged
from core.database import committed, db
from outlets.models import Outlet
from outlets.sales_models import DayDecision, SaleLine, SalesReport
from outlets.sales_reports import DayAlreadyReported
from outlets.states import Channel, OverlapDecision
from tests.clients import Api
from tests.commissions.test_closing_races import at_once
from tests.commissions.test_sales_import_pages import COLUMNS, Desk
from tests.commissions.test_sales_pages import TODAY, Counter, browser_of, words
from tests.commissions.test_second_sources import TwoTills, decided, sold_on
from tests.commissions.test_stock_counts import count_of, gallery, told  # noqa: F401 - a fixture
from tests.factories.people import make_user

DAY = TODAY - timedelta(days=1)
OCTOBER_8 = date(2026, 10, 8)


@pytest.fixture
def counter(app: Flask) -> Counter:
    return Counter(app)


def decide(counter: Counter, page, browser=None, **more):
    """Press the button of the page that shows both sources, with what it carries along."""
    seen = page.get_data(as_text=True).partition('name="seen" value="')[2].partition('"')[0]
    assert seen
    return (browser or counter.browser).post("/penjualan", counter.fields("7", "1", day=DAY, seen=seen, **more))


def test_a_second_report_of_a_day_is_shown_beside_the_first_and_decided_once(app: Flask, counter: Counter) -> None:
    assert counter.send("5", "2", day=DAY).status_code == 303
    page = counter.send("7", "1", day=DAY)
    text = words(page)
    assert (page.status_code, "Dua sumber untuk hari yang sama" in text) == (409, True)
    assert "Jumlah tiap hari" in text
    for shown in ("Rp105.000", "Rp120.000", "Rp15.000", "+2", "-1"):
        assert shown in text, shown
    assert "Ganti dengan yang baru" not in text
    without = decide(counter, page, decision="add_missing", reason=" ")
    assert (without.status_code, "Tulis alasannya." in words(without)) == (409, True)
    added = decide(counter, page, decision="add_missing", reason="Dua bungkus terlupa.", key="kunci-9")
    assert added.status_code == 303
    again = decide(counter, page, decision="add_missing", reason="Dua bungkus terlupa.", key="kunci-9")
    assert again.location == added.location
    late = decide(counter, page, decision="add_missing", reason="Dua bungkus terlupa.", key="kunci-10")
    assert (late.status_code, "Salah satu sumber berubah sejak ditampilkan" in words(late)) == (409, True)
    pieces = [line.quantity for line in db.session.execute(select(SaleLine).order_by(SaleLine.id)).scalars()]
    assert pieces == [5, 2, 2]
    assert [(row.day, row.reason) for row in db.session.query(DayDecision)] == [(DAY, "Dua bungkus terlupa.")]


def test_a_manager_may_replace_and_anybody_may_keep_the_first_with_a_reason(app: Flask, counter: Counter) -> None:
    counter.send("5", "2", day=DAY)
    page = counter.send("7", "1", day=DAY)
    kept = decide(counter, page, decision="keep_first", reason="Yang pertama dari catatan kasir.")
    assert (kept.status_code, db.session.query(SalesReport).count()) == (303, 1)
    assert "dipertahankan" in words(counter.browser.get(kept.location))
    noted = db.session.execute(select(AuditEvent).where(AuditEvent.action == "sales_report:overlap_decided"))
    assert noted.scalar_one().reason == "Yang pertama dari catatan kasir."
    assert decide(counter, page, decision="replace", reason="x").status_code == 403
    manager = browser_of(app, counter.manager)
    manager.get("/penjualan")
    page = manager.post("/penjualan", counter.fields("7", "1", day=DAY))
    assert "Ganti dengan yang baru" in words(page)
    assert decide(counter, page, manager, decision="replace", reason="Catatan manajer lengkap.").status_code == 303
    rows = db.session.execute(select(SaleLine).order_by(SaleLine.id)).scalars()
    assert [line.quantity for line in rows] == [5, 2, -5, -2, 7, 1]


def test_two_who_decide_at_once_about_the_same_day_decide_once(own_app: Flask) -> None:
    counter = Counter(own_app)
    counter.send("5", day=DAY)
    outlet_id, item = counter.outlet.id, counter.placements[0].id
    people = (counter.manager.id, counter.cashier.id)

    def reporting(user_id: int, pieces: int, overlap: Overlap | None):
        def post():
            return committed(
                post_report,
                db.session.get_one(Outlet, outlet_id),
                period_start=DAY,
                period_end=DAY,
                lines=[ReportLine(1, DAY, item, pieces, 15_000)],
                nil=False,
                channel=Channel.FORM,
                by=db.session.get_one(UserAccount, user_id),
                overlap=overlap,
            ).lines_posted

        return post

    with pytest.raises(DayAlreadyReported) as clash:
        reporting(people[0], 7, None)()
    db.session.rollback()
    overlap = Overlap(OverlapDecision.ADD_MISSING, "Terlupa.", clash.value.extra["seen"])
    results = at_once(own_app, *(reporting(user_id, 7, overlap) for user_id in people))
    assert sorted(type(result).__name__ for result in results) == [SourcesChanged.__name__, "int"]
    rows = db.session.execute(select(SaleLine).order_by(SaleLine.id)).scalars()
    assert [line.quantity for line in rows] == [5, 2]


def test_receipts_of_a_till_file_beside_those_of_a_program_wait_for_a_decision_on_the_page(app: Flask) -> None:
    desk = Desk(app)
    api = Api(app, desk.person)
    line = {"sold_on": "2026-10-05", "placement_id": desk.placement.id, "quantity": 6, "unit_price_rupiah": 51_000}
    body = {"period_start": "2026-10-05", "period_end": "2026-10-05", "lines": [{**line, "reference": "WEB-1"}]}
    assert api.post(f"/outlets/{desk.outlet.id}/sales-reports", body).json["warnings"] == []
    rows = ["No Struk;Tanggal;PLU;Qty;Harga", "S1;05/10/2026;85123A;4;51.000", "S2;06/10/2026;85123A;1;51.000"]
    address = desk.upload("\n".join(rows).encode()).location
    desk.browser.post(f"{address}/kolom", COLUMNS)
    page = words(desk.browser.get(address))
    assert "Struk untuk 5 Oktober 2026 (1 hari) sudah datang lewat cara lain." in page
    for shown in ("Rp306.000", "Rp204.000", "-Rp102.000"):
        assert shown in page, page
    assert desk.browser.post(f"{address}/bukukan", {}).status_code == 422
    sent = {"decision": "keep_first", "reason": "Program kasir sudah melaporkan."}
    assert desk.browser.post(f"{address}/bukukan", sent).status_code == 303
    assert (sold_on(date(2026, 10, 5)), sold_on(date(2026, 10, 6))) == ({"85123A": 6}, {"85123A": 1})
    assert decided() == [(date(2026, 10, 5), "keep_first", "Program kasir sudah melaporkan.", True)]


@pytest.fixture
def met(app: Flask) -> TwoTills:
    """Two tills whose file of 8 October was posted before a program reported two pieces more of that day."""
    tills = TwoTills(app)
    rows = ["tanggal;kode_produk;jumlah;harga_satuan;no_struk", "08/10/2026;KRP;3;15.000;S1"]
    assert tills.confirm(tills.upload(rows)["id"]).status_code == 201
    answer = tills.report([("KRP", 2, 15_000)], day="2026-10-08", api=tills.api, reference="WEB-2")
    assert (answer.status_code, [row["code"] for row in answer.json["warnings"]]) == (201, ["second_source"])
    assert "juga datang lewat cara lain" in answer.json["warnings"][0]["message"]
    assert sold_on(OCTOBER_8) == {"KRP": 5}
    tills.second = answer.json["id"]
    return tills


def test_what_a_program_brought_beside_a_file_waits_for_a_person_until_it_is_decided_once(
    app: Flask, met: TwoTills
) -> None:
    path = f"/sales-reports/{met.second}/sources"
    shown = met.api.get(path).json
    (row,) = shown["differences"]
    assert (shown["days"], row["pieces_standing"], row["pieces_coming"]) == (["2026-10-08"], 3, 2)
    finance = Api(app, make_user(Role.FINANCE))
    waits = finance.get("/periods/2026-10/preview").json["two_sources"]
    assert [(one["report_id"], one["first_day"], one["days"]) for one in waits] == [(met.second, "2026-10-08", 1)]
    manager = browser_of(app, met.manager)
    assert "hari dengan dua sumber menunggu keputusan" in words(manager.get("/beranda"))
    body = {"decision": "keep_first", "reason": "Program melaporkan penjualan yang sama.", "seen": shown["seen"]}
    assert met.phone.post(path, body).status_code == 403
    assert met.api.post(path, body | {"seen": "lain"}).json["code"] == "sources_changed"
    assert met.api.post(path, body).json == {"report_id": met.second, "decision": "keep_first"}
    assert sold_on(OCTOBER_8) == {"KRP": 3}
    assert decided() == [(OCTOBER_8, "keep_first", "Program melaporkan penjualan yang sama.", True)]
    again = met.api.post(path, body)
    assert (again.status_code, again.json["code"]) == (409, "nothing_to_decide")
    assert (met.api.get(path).json["days"], finance.get("/periods/2026-10/preview").json["two_sources"]) == ([], [])


@pytest.mark.parametrize(("decision", "left"), [("add_missing", 3), ("replace", 2), ("keep_both", 5)])
def test_on_the_page_both_sources_stand_side_by_side_and_what_is_counted_twice_goes(
    app: Flask, met: TwoTills, decision: str, left: int
) -> None:
    manager = browser_of(app, met.manager)
    address = f"/penjualan/laporan/{met.second}"
    assert "Bandingkan dan putuskan" in words(manager.get(address))
    page = manager.get(f"{address}/sumber")
    for shown in ("Rp45.000", "Rp30.000", "Keduanya benar: penjualan yang berbeda"):
        assert shown in words(page), shown
    assert manager.post(f"{address}/sumber", {"decision": decision, "reason": " "}).status_code == 422
    assert manager.post(f"{address}/sumber", {"decision": decision, "reason": "Dicek."}).status_code == 303
    assert sold_on(OCTOBER_8) == {"KRP": left}
    more = met.report([("KRP", 1, 15_000)], day="2026-10-08", api=met.api, reference="WEB-3").json["warnings"]
    assert [row["code"] for row in more] == ([] if decision == "keep_both" else ["second_source"])


def test_what_a_count_found_beyond_reported_days_is_added_only_for_a_reason(app: Flask, gallery) -> None:  # noqa: F811
    nil = {"period_start": "2026-11-01", "period_end": TODAY.isoformat(), "nil": True}
    assert Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", nil).status_code == 201
    count = count_of(gallery, 7, 6)
    said = told(count, (0, "sold", 3))
    api = Api(app, gallery.manager)
    refused = api.post(f"/stock-counts/{count.id}/differences", said)
    assert (refused.status_code, refused.json["code"]) == (409, "day_already_reported")
    (row,) = refused.json["differences"]
    assert (row["pieces_standing"], row["pieces_coming"], row["pieces_more"]) == (0, 3, 3)
    line = count.lines[0]
    typed = {f"outcome_1_{line.id}": "sold", f"pieces_1_{line.id}": "3"}
    browser = browser_of(app, gallery.manager)
    browser.get(f"/stok-opname/{count.id}")
    page = browser.post(f"/stok-opname/{count.id}/selisih", typed)
    assert "Mengapa ditambahkan ke hari yang sudah dilaporkan" in words(page)
    done = browser.post(f"/stok-opname/{count.id}/selisih", {**typed, "overlap_reason": "Kasir lupa mencatat."})
    assert done.status_code == 303, words(done)
    assert [(row.day, row.decision.value) for row in db.session.query(DayDecision)] == [(TODAY, "add_missing")]
    assert db.session.execute(select(SaleLine.quantity)).scalars().all() == [3]


def test_a_count_is_never_replaced_by_its_beyond(gallery) -> None:  # noqa: F811
    count = count_of(gallery, 7, 6)
    settled = committed(
        count_settling.classify, count.id, **told(count, (0, "sold", 3)), by=gallery.manager, overlap_reason="x"
    )
    assert settled.status.value == "settled"
    assert db.session.query(DayDecision).count() == 0
