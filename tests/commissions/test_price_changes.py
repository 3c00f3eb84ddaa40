"""Prices with the day they start: who may change them, what stays closed, and which day's price counts where."""

from datetime import UTC, date, datetime

import pytest

from accounts.permissions import Role
from commissions.closing import close
from commissions.day_reports import shelf_on
from core.database import committed
from outlets import placement_prices
from tests.accounts.people_at_work import make_person, signed_in
from tests.clients import Api
from tests.factories.outlets import make_outlet_member, make_placement
from tests.factories.partnerships import make_product
from tests.factories.people import make_user
from tests.factories.stock import make_gallery, make_stock


@pytest.fixture
def gallery(app):
    """A gallery whose product costs Rp15.000 (consigned Rp12.500), today being 22 November, and an officer."""
    return make_gallery(), Api(app, make_user(Role.PARTNERSHIP_OFFICER))


def prices(starts_on: str, retail: int = 18_000, consigned: int = 15_000, **more: object) -> dict[str, object]:
    return {
        "starts_on": starts_on,
        "retail_price_rupiah": retail,
        "consigned_price_rupiah": consigned,
        **more,
    }


def test_a_price_holds_from_its_day_until_the_next_one(app, gallery) -> None:
    shelf, officer = gallery
    path = f"/placements/{shelf.placement.id}"
    assert officer.post(f"{path}/prices", prices("2027-01-01", 20_000, 16_000)).status_code == 201
    told = officer.post(f"{path}/prices", prices("2026-12-01")).json["items"]
    assert told == [
        {
            "starts_on": "2027-01-01",
            "ends_on": None,
            "consigned_price_rupiah": 16_000,
            "retail_price_rupiah": 20_000,
        },
        {
            "starts_on": "2026-12-01",
            "ends_on": "2026-12-31",
            "consigned_price_rupiah": 15_000,
            "retail_price_rupiah": 18_000,
        },
        {
            "starts_on": "2026-01-01",
            "ends_on": "2026-11-30",
            "consigned_price_rupiah": 12_500,
            "retail_price_rupiah": 15_000,
        },
    ]
    assert officer.get(path).json["retail_price_rupiah"] == 15_000
    assert officer.get("/placements").json["items"][0]["retail_price_rupiah"] == 15_000
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [shelf_on(shelf.outlet, day)[0].price_rupiah for day in days] == [15_000, 18_000, 18_000, 20_000]
    again = officer.post(f"{path}/prices", prices("2026-12-05"))
    assert (again.status_code, again.json["code"]) == (422, "same_price")


def test_what_has_passed_needs_a_reason_and_a_closed_month_keeps_its_price(app, gallery, clock_stands) -> None:
    shelf, officer = gallery
    path = f"/placements/{shelf.placement.id}/prices"
    without = officer.post(path, prices("2026-11-10"))
    assert (without.status_code, without.json["code"]) == (422, "reason_needed")
    assert officer.post(path, prices("2026-11-10", reason="Salah ketik saat diusulkan")).status_code == 201
    make_stock(shelf, quantity=5, delivered_on=date(2026, 10, 2))
    line = {"sold_on": "2026-11-14", "placement_id": shelf.placement.id, "quantity": 1, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-14", "period_end": "2026-11-14", "lines": [line]}
    assert Api(app, shelf.manager).post(f"/outlets/{shelf.outlet.id}/sales-reports", body).json["lines_posted"] == 1
    clock_stands.move_to(datetime(2026, 12, 2, 2, tzinfo=UTC))
    committed(close, "2026-11", by=make_user(Role.FINANCE), waive_missing=True, reason="Belum ada laporan")
    closed = officer.post(path, prices("2026-11-11", reason="Salah ketik"))
    assert (closed.status_code, closed.json["code"]) == (409, "period_closed")
    assert "2026-11" in closed.json["detail"]
    assert officer.post(path, prices("2026-12-01", 19_000, reason="Salah ketik di bulan terbuka")).status_code == 201
    early = officer.post(path, prices("2025-12-31", reason="Salah ketik"))
    assert early.json["code"] in {"period_closed", "outside_placement"}
    assert placement_prices.price_on(shelf.placement, date(2026, 11, 9)).retail_rupiah == 15_000
    assert placement_prices.price_on(shelf.placement, date(2026, 11, 11)).retail_rupiah == 18_000


def test_a_producer_keeps_the_notice_that_was_agreed_and_a_manager_sets_no_price(app, gallery) -> None:
    shelf, _officer = gallery
    path, maker = f"/placements/{shelf.placement.id}/prices", Api(app, shelf.maker)
    soon = maker.post(path, prices("2026-12-21"))
    assert (soon.status_code, soon.json["code"]) == (422, "notice_too_short")
    assert "22 Desember 2026" in soon.json["detail"]
    assert maker.post(path, prices("2026-12-22")).status_code == 201
    assert Api(app, shelf.manager).post(path, prices("2026-12-22")).status_code == 403
    stranger = make_placement(make_product())
    assert maker.post(f"/placements/{stranger.id}/prices", prices("2026-12-22")).status_code == 404


def test_a_sale_is_compared_with_the_price_of_its_own_day(app, gallery) -> None:
    shelf, officer = gallery
    make_stock(shelf, quantity=10)
    raised = prices("2026-11-15", 40_000, 30_000, reason="Ukuran kemasan dua kali lipat")
    assert officer.post(f"/placements/{shelf.placement.id}/prices", raised).status_code == 201
    manager = Api(app, make_outlet_member(shelf.outlet))

    def warnings(day: str, price: int) -> list[str]:
        line = {"sold_on": day, "placement_id": shelf.placement.id, "quantity": 1, "unit_price_rupiah": price}
        body = {"period_start": day, "period_end": day, "lines": [line]}
        answer = manager.post(f"/outlets/{shelf.outlet.id}/sales-reports", body)
        assert answer.status_code == 201, answer.json
        return [one["code"] for one in answer.json["warnings"]]

    assert warnings("2026-11-14", 15_000) == []
    assert warnings("2026-11-15", 15_000) == ["price_is_far"]
    assert warnings("2026-11-13", 40_000) == ["price_is_far"]
    assert warnings("2026-11-16", 40_000) == []


def test_goods_are_bought_back_at_the_price_of_the_day_they_were_left(app, gallery) -> None:
    shelf, officer = gallery
    raised = prices("2026-11-10", 18_000, 15_000, reason="Bahan baku naik, disepakati kedua pihak")
    assert officer.post(f"/placements/{shelf.placement.id}/prices", raised).status_code == 201
    make_stock(shelf, batch="LAMA", quantity=10, delivered_on=date(2026, 11, 9))
    make_stock(shelf, batch="BARU", quantity=10, delivered_on=date(2026, 11, 10))
    finance = Api(app, make_user(Role.FINANCE))
    budget = finance.post(
        "/buyback-budgets", {"year": 2026, "code": "5.1", "name": "Pembelian", "amount_rupiah": 900_000}
    )
    lines = [{"placement_id": shelf.placement.id, "batch": batch, "quantity": 2} for batch in ("LAMA", "BARU")]
    made = officer.post(
        "/buybacks", {"outlet_id": shelf.outlet.id, "budget_id": budget.json["id"], "lines": lines}
    ).json
    assert [line["consigned_price_rupiah"] for line in made["lines"]] == [12_500, 15_000]
    assert made["amount_rupiah"] == 2 * 12_500 + 2 * 15_000


def test_the_page_shows_every_price_and_the_form_keeps_what_was_typed(app, gallery) -> None:
    shelf, _officer = gallery
    browser = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, "kemitraan@contoh.test"))
    address = f"/penempatan/{shelf.placement.id}/harga"
    browser.get(address)
    refused = browser.post(
        address,
        {"starts_on": "2026-11-01", "retail_price_rupiah": "18.000", "consigned_price_rupiah": "15.000", "reason": ""},
    )
    assert refused.status_code == 422
    assert "memerlukan alasan" in refused.text
    assert 'value="18.000"' in refused.text
    done = browser.post(
        address,
        {"starts_on": "2026-12-01", "retail_price_rupiah": "18.000", "consigned_price_rupiah": "15.000", "reason": ""},
    )
    assert done.status_code == 303
    page = browser.get(done.location).text
    assert "Rp18.000" in page
    assert "Harga diubah" in page
