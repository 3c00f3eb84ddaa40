"""Sales draw from stock: which batch they took, what comes back, and which lines are held until somebody decides."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.models import Transfer
from commissions.verification import verify
from core.database import db
from outlets import stock_words
from outlets.held_models import HeldLine
from outlets.sales_models import SaleLine
from outlets.states import StockPolicy
from outlets.stock import MovementKind
from outlets.stock_lists import drawn_for
from outlets.stock_models import StockLot, StockMovement
from tests.clients import Api
from tests.commissions.test_sales_pages import browser_of
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_requirement
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_gallery, make_stock
from tests.factories.watches import make_hold

DAY = "2026-11-10"


@pytest.fixture
def gallery(app) -> Gallery:
    return make_gallery()


def sale(
    gallery: Gallery, quantity: int, reference: str = "R1", *, day: str = DAY, price: int = 15_000, **more
) -> dict:
    line = {"sold_on": day, "placement_id": gallery.placement.id, "quantity": quantity, "unit_price_rupiah": price}
    return {**line, "reference": reference, **more}


def report(app, gallery: Gallery, *lines: dict, day: str = DAY):
    body = {"period_start": day[:8] + "01", "period_end": day[:8] + "28", "lines": list(lines)}
    return Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body)


def row(app, gallery: Gallery, batch: str = "A") -> dict:
    items = Api(app, gallery.manager).get(f"/outlets/{gallery.outlet.id}/stock").json["items"]
    return next(item for item in items if item["batch"] == batch)


def held(app, gallery: Gallery, **query: str) -> list[dict]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return Api(app, gallery.manager).get(f"/held-lines?{asked}").json["items"]


def nothing_is_broken() -> None:
    assert [(one.sentence, one.broken) for one in verify() if not one.holds] == []


def test_seven_pieces_leave_two_batches_and_the_sale_says_which(app, gallery) -> None:
    make_stock(gallery, batch="A", quantity=5, expires_on=date(2026, 12, 3))
    make_stock(gallery, batch="B", quantity=10, expires_on=date(2027, 2, 1))
    answer = report(app, gallery, sale(gallery, 7))
    assert (answer.status_code, answer.json["lines_posted"], answer.json["lines_held"]) == (201, 1, 0)
    assert answer.json["gross_rupiah"] == 105_000
    first, second = row(app, gallery, "A"), row(app, gallery, "B")
    assert (first["sold"], first["closing"], second["sold"], second["closing"]) == (5, 0, 2, 8)
    line_id = db.session.execute(select(SaleLine.id)).scalar_one()
    words = stock_words.drawn_words(drawn_for([line_id])[line_id])
    assert words == "5 dari A (kedaluwarsa 3 Des 2026), 2 dari B (kedaluwarsa 1 Feb 2027)"
    nothing_is_broken()


def test_more_than_is_on_hand_is_held_as_submitted_and_nothing_of_it_is_posted(app, gallery) -> None:
    make_stock(gallery, quantity=10)
    answer = report(app, gallery, sale(gallery, 4, "R1"), sale(gallery, 12, "R2"), sale(gallery, 6, "R3"))
    assert (answer.status_code, answer.json["lines_posted"], answer.json["lines_held"]) == (201, 2, 1)
    assert (answer.json["gross_rupiah"], answer.json["commission_rupiah"]) == (150_000, 4_500)
    assert [(warning["row"], warning["code"]) for warning in answer.json["warnings"]] == [(2, "held_more_than_on_hand")]
    waiting = held(app, gallery)
    assert len(waiting) == 1
    assert {name: waiting[0][name] for name in ("status", "reason", "quantity", "unit_price_rupiah", "on_hand")} == {
        "status": "held",
        "reason": "more_than_on_hand",
        "quantity": 12,
        "unit_price_rupiah": 15_000,
        "on_hand": 6,
    }
    assert (row(app, gallery)["sold"], row(app, gallery)["closing"]) == (10, 0)
    nothing_is_broken()


def test_a_report_of_nothing_but_a_held_line_is_a_report(app, gallery) -> None:
    answer = report(app, gallery, sale(gallery, 1))
    assert (answer.status_code, answer.json["lines_posted"], answer.json["lines_held"]) == (201, 0, 1)
    assert answer.json["gross_rupiah"] == 0
    again = report(app, gallery, sale(gallery, 1))
    assert (again.status_code, again.json["code"]) == (409, "already_reported")
    preview = Api(app, make_user(Role.FINANCE)).get("/periods/2026-11/preview").json
    assert [(line["quantity"], line["reason"]) for line in preview["held"]] == [(1, "more_than_on_hand")]


def test_an_expired_batch_is_not_sold_and_stays_in_closing(app, gallery) -> None:
    make_stock(gallery, quantity=10, expires_on=date(2026, 11, 9))
    answer = report(app, gallery, sale(gallery, 1, day="2026-11-10"), sale(gallery, 2, "R2", day="2026-11-09"))
    assert (answer.json["lines_posted"], answer.json["lines_held"]) == (1, 1)
    left = row(app, gallery)
    assert (left["closing"], left["sellable"]) == (8, 0)


def test_a_sale_before_the_goods_arrived_is_held(app, gallery) -> None:
    make_stock(gallery, quantity=10, delivered_on=date(2026, 11, 11))
    assert report(app, gallery, sale(gallery, 1, day="2026-11-10")).json["lines_held"] == 1


def test_a_line_sold_after_a_permit_ended_is_held_also_where_stock_is_not_followed(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.UNTRACKED)
    make_hold(gallery.placement, make_requirement(gallery.producer), since=date(2026, 11, 10))
    answer = report(app, gallery, sale(gallery, 1, "R1", day="2026-11-09"), sale(gallery, 2, "R2", day="2026-11-10"))
    assert (answer.json["lines_posted"], answer.json["lines_held"]) == (1, 1)
    assert answer.json["warnings"][0]["code"] == "held_permit_ended"
    assert held(app, gallery)[0]["reason"] == "permit_ended"


def test_a_released_line_is_priced_by_its_day_and_classifies_what_was_missing(app, gallery) -> None:
    make_stock(gallery, quantity=10)
    report(app, gallery, sale(gallery, 12))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    waiting = held(app, gallery)[0]["id"]
    answer = officer.post(f"/held-lines/{waiting}/release", {"reason": "Dua bungkus belum dicatat saat diterima."})
    assert (answer.status_code, answer.json["status"]) == (200, "released"), answer.json
    line = db.session.get(SaleLine, answer.json["line_id"])
    assert (line.sold_on, line.gross_rupiah, line.commission_rupiah, line.period) == (
        date(2026, 11, 10),
        180_000,
        5_400,
        "2026-11",
    )
    left = row(app, gallery)
    assert (left["received"], left["sold"], left["lost"], left["closing"]) == (10, 12, -2, 0)
    found = db.session.execute(select(StockMovement).where(StockMovement.kind == MovementKind.FOUND)).scalar_one()
    assert (found.source_kind, found.source_id, found.quantity) == ("held_line", waiting, 2)
    assert found.reason == "Dua bungkus belum dicatat saat diterima."
    again = officer.post(f"/held-lines/{waiting}/release", {"reason": "sekali lagi"})
    assert (again.status_code, again.json["code"]) == (409, "already_decided")
    assert held(app, gallery) == []
    assert len(held(app, gallery, status="released")) == 1
    nothing_is_broken()


def test_pieces_nobody_ever_received_get_a_batch_of_their_own(app, gallery) -> None:
    report(app, gallery, sale(gallery, 3))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(f"/held-lines/{held(app, gallery)[0]['id']}/release", {"reason": "x"}).status_code == 200
    left = row(app, gallery, "SELISIH")
    assert (left["received"], left["sold"], left["lost"], left["closing"]) == (0, 3, -3, 0)
    nothing_is_broken()


def test_a_refused_line_is_closed_with_its_reason_and_still_counts_as_reported(app, gallery) -> None:
    report(app, gallery, sale(gallery, 3))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert officer.post(f"/held-lines/{held(app, gallery)[0]['id']}/refuse", {"reason": ""}).status_code == 422
    answer = officer.post(f"/held-lines/{held(app, gallery)[0]['id']}/refuse", {"reason": "Salah kode barang."})
    assert (answer.json["status"], answer.json["decision_reason"]) == ("refused", "Salah kode barang.")
    assert db.session.execute(select(func.count()).select_from(Transfer)).scalar_one() == 0
    assert report(app, gallery, sale(gallery, 3)).json["code"] == "already_reported"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.PARTNERSHIP_OFFICER, 200),
        (Role.ADMINISTRATOR, 200),
        (Role.VERIFIER, 403),
        (Role.FINANCE, 403),
        (Role.HEAD, 403),
    ],
)
def test_which_staff_decide(app, gallery, role, status) -> None:
    report(app, gallery, sale(gallery, 3))
    waiting = held(app, gallery)[0]["id"]
    assert Api(app, make_user(role)).post(f"/held-lines/{waiting}/refuse", {"reason": "x"}).status_code == status


def test_the_sides_see_their_held_lines_and_decide_nothing(app, gallery) -> None:
    report(app, gallery, sale(gallery, 3))
    waiting = held(app, gallery)[0]["id"]
    for user, status in [(gallery.maker, 403), (gallery.manager, 403)]:
        assert Api(app, user).get("/held-lines").json["total"] == 1
        assert Api(app, user).post(f"/held-lines/{waiting}/release", {"reason": "x"}).status_code == status
    elsewhere = make_gallery()
    assert Api(app, elsewhere.maker).get("/held-lines").json["total"] == 0
    far = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("62.71",)))
    assert far.post(f"/held-lines/{waiting}/release", {"reason": "x"}).status_code == 404


def test_a_customer_return_and_a_wrong_entry_go_back_to_the_batches_they_came_from(app, gallery) -> None:
    make_stock(gallery, batch="A", quantity=5, expires_on=date(2026, 12, 3))
    make_stock(gallery, batch="B", quantity=10, expires_on=date(2027, 2, 1))
    report(app, gallery, sale(gallery, 7))
    line_id = db.session.execute(select(SaleLine.id)).scalar_one()
    manager = Api(app, gallery.manager)
    back = {"kind": "customer_return", "quantity": 3, "returned_on": "2026-11-12", "reason": "bungkus sobek"}
    assert manager.post(f"/sales-lines/{line_id}/reversal", back).status_code == 201
    first, second = row(app, gallery, "A"), row(app, gallery, "B")
    assert (second["sold"], second["customer_returns"], second["closing"]) == (2, 2, 10)
    assert (first["sold"], first["customer_returns"], first["closing"]) == (5, 1, 1)
    assert manager.post(f"/sales-lines/{line_id}/reversal", {"reason": "salah catat"}).status_code == 201
    first = row(app, gallery, "A")
    assert (first["sold"], first["customer_returns"], first["closing"]) == (1, 1, 5)
    nothing_is_broken()


def test_goods_returned_in_the_same_report_come_back_too(app, gallery) -> None:
    make_stock(gallery, quantity=5)
    back = sale(gallery, -2, "R2", returns_reference="R1", day="2026-11-11")
    answer = report(app, gallery, sale(gallery, 5, "R1"), back)
    assert (answer.status_code, answer.json["lines_posted"]) == (201, 2), answer.json
    assert (row(app, gallery)["customer_returns"], row(app, gallery)["closing"]) == (2, 2)


def test_an_outlet_that_does_not_follow_its_stock_sells_without_any(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.UNTRACKED)
    answer = report(app, gallery, sale(gallery, 100))
    assert (answer.json["lines_posted"], answer.json["lines_held"]) == (1, 0)
    assert db.session.execute(select(StockLot.id)).first() is None


def test_an_outlet_that_counts_its_stock_draws_like_one_that_follows_batches(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.COUNT)
    make_stock(gallery, quantity=4)
    assert report(app, gallery, sale(gallery, 4)).json["lines_posted"] == 1
    assert row(app, gallery)["closing"] == 0


def test_a_month_begins_with_what_the_month_before_left(app, gallery) -> None:
    make_stock(gallery, quantity=10, delivered_on=date(2026, 10, 20), expires_on=date(2026, 12, 31))
    report(app, gallery, sale(gallery, 3, day="2026-10-25"), day="2026-10-25")
    report(app, gallery, sale(gallery, 2, "R2"))
    manager = Api(app, gallery.manager)
    october, november = (
        manager.get(f"/outlets/{gallery.outlet.id}/stock?period={month}").json["items"][0]
        for month in ("2026-10", "2026-11")
    )
    names = ("opening", "received", "sold", "closing")
    assert [october[name] for name in names] == [0, 10, 3, 7]
    assert [november[name] for name in names] == [7, 0, 2, 5]


def test_what_expires_soon_or_has_expired_is_listed_first_to_expire_first(app, gallery) -> None:
    today = date(2026, 11, 22)
    for batch, days in [("far", 31), ("soon", 30), ("gone", -1), ("today", 0)]:
        make_stock(gallery, batch=batch, quantity=3, expires_on=today + timedelta(days=days))
    listed = {
        state: [
            item["batch"]
            for item in Api(app, gallery.manager).get(f"/outlets/{gallery.outlet.id}/stock?state={state}").json["items"]
        ]
        for state in ("near", "expired", "ending", "left")
    }
    assert listed == {
        "near": ["today", "soon"],
        "expired": ["gone"],
        "ending": ["gone", "today", "soon"],
        "left": ["gone", "today", "soon", "far"],
    }
    sellable = {batch: row(app, gallery, batch)["sellable"] for batch in ("gone", "today", "soon")}
    assert sellable == {"gone": 0, "today": 3, "soon": 3}


def test_strangers_see_no_stock(app, gallery) -> None:
    make_stock(gallery)
    neighbour = make_gallery()
    assert Api(app, neighbour.manager).get(f"/outlets/{gallery.outlet.id}/stock").status_code == 404
    assert Api(app, neighbour.maker).get(f"/outlets/{gallery.outlet.id}/stock").status_code == 404
    cashier = make_outlet_member(gallery.outlet, Role.CASHIER)
    assert Api(app, cashier).get(f"/outlets/{gallery.outlet.id}/stock").json["total"] == 1
    assert db.session.execute(select(func.count()).select_from(HeldLine)).scalar_one() == 0


def test_several_held_lines_are_decided_for_one_reason_and_each_stands_by_itself(app, gallery) -> None:
    make_stock(gallery)
    report(app, gallery, *[sale(gallery, 500, f"R{n}") for n in range(4)])
    waiting = [line["id"] for line in held(app, gallery)]
    assert len(waiting) == 4
    officer = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    page = officer.get("/baris-ditahan").text
    assert page.count('name="chosen"') == 4
    assert "Pilih semua di halaman ini" in page
    assert officer.get("/baris-ditahan?outlet_id=999999").text.count('name="chosen"') == 0
    assert "4 ditahan" in officer.get("/penjualan/laporan").text
    of_report = db.session.execute(select(HeldLine.report_id).limit(1)).scalar_one()
    assert "4 baris laporan ini ditahan" in officer.get(f"/penjualan/laporan/{of_report}").text
    nothing = {"chosen": waiting[:2], "decision": "refused", "reason": ""}
    officer.post("/baris-ditahan/putuskan", nothing)
    assert len(held(app, gallery)) == 4
    officer.post("/baris-ditahan/putuskan", {**nothing, "reason": "Salah ketik jumlah"})
    assert [line["id"] for line in held(app, gallery)] == waiting[2:]
    both = {"chosen": waiting[1:3], "decision": "released", "reason": "Dihitung ulang di rak"}
    said = officer.post("/baris-ditahan/putuskan", both, follow_redirects=True).text
    assert "1 baris diputuskan." in said
    assert f"Baris {waiting[1]}:" in said
    assert [line["id"] for line in held(app, gallery, status="released")] == [waiting[2]]
    again = officer.post("/baris-ditahan/putuskan", {**both, "chosen": waiting[:3]}, follow_redirects=True).text
    assert f"Baris {waiting[0]}, {waiting[1]}, {waiting[2]}:" in again
    nothing_is_broken()
