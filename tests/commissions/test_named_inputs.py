"""The named bad inputs about goods and their shelves, and the invariants of consignment, each with its answer.

The number before a name is that of the catalogue of bad inputs; K and C3 are those of the catalogue of invariants.
Where the public surface says otherwise than the catalogue, it stands: more sold than is there (22) is held rather than
refused, a day of a closed month (31) posts late.
"""

import io
from datetime import UTC, date, datetime
from functools import partial

import pytest

from accounts.permissions import Role
from commissions.closing import close
from core.database import committed, db
from outlets import stock_counts
from outlets.models import Agreement, Placement
from outlets.states import PlacementStatus
from partnerships import producers, products
from partnerships.states import ProducerStatus, ProductStatus
from tests.clients import Api
from tests.factories.ledger import make_pair
from tests.factories.outlets import make_placement
from tests.factories.partnerships import make_product
from tests.factories.people import make_user
from tests.factories.stock import make_gallery, make_stock
from tests.outlets.browsers import signed_in, text


def report(app, gallery, day: str, pieces: int = 1, **more: object):
    line = {"sold_on": day, "quantity": pieces, "unit_price_rupiah": 15_000, **more}
    if "code" not in line:
        line.setdefault("placement_id", gallery.placement.id)
    body = {"period_start": day, "period_end": day, "lines": [line]}
    return Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body)


def fault(answer) -> tuple[int, str]:
    return answer.status_code, answer.json["rows"][0]["code"]


def test_22_more_sold_than_on_hand_is_held_with_the_figure_and_released_as_a_difference(app) -> None:
    gallery = make_gallery()
    lot = make_stock(gallery, quantity=10)
    answer = report(app, gallery, "2026-11-10", 11)
    assert (answer.status_code, answer.json["lines_posted"], answer.json["lines_held"]) == (201, 0, 1)
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    held = officer.get("/held-lines").json["items"][0]
    assert officer.post(f"/held-lines/{held['id']}/release", {"reason": "Dihitung ulang"}).status_code == 200
    db.session.refresh(lot)
    assert (lot.on_hand, lot.sold, lot.lost) == (0, 11, -1)


def test_31_a_day_of_a_closed_month_posts_late_in_the_oldest_open_one(app) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    committed(close, "2026-10", by=make_user(Role.FINANCE))
    assert report(app, pair, "2026-10-06", reference="R-1").status_code == 201
    lines = Api(app, pair.manager).get(f"/sales-lines?outlet_id={pair.outlet.id}").json["items"]
    assert [(line["sold_on"], line["period"], line["late"]) for line in lines if line["reference"] == "R-1"] == [
        ("2026-10-06", "2026-11", True)
    ]


@pytest.mark.parametrize(("day", "ends_on"), [("2025-12-31", None), ("2026-11-21", date(2026, 11, 20))])
def test_32_before_the_placement_began_and_after_it_ended(app, day, ends_on) -> None:
    gallery = make_gallery()
    if ends_on:
        gallery.placement.status, gallery.placement.ends_on = PlacementStatus.ENDED, ends_on
        db.session.commit()
    assert fault(report(app, gallery, day)) == (422, "not_placed")


def till_file(app, gallery, code: str):
    head = "tanggal;kode_produk;jumlah;harga_satuan;no_struk"
    content = f"{head}\r\n10/11/2026;{code};1;15000;S-1\r\n".encode()
    data = {"file": (io.BytesIO(content), "kasir.csv")}
    path = f"/outlets/{gallery.outlet.id}/sales-files"
    return Api(app, gallery.manager).post(path, data=data, content_type="multipart/form-data").json


def test_90_a_file_of_another_outlet_names_nothing_of_it(app) -> None:
    gallery, other = make_gallery(), make_gallery()
    other.product.name = "Amplang Rahasia"
    db.session.commit()
    dry_run = till_file(app, gallery, other.product.sku)
    assert (dry_run["rows_valid"], dry_run["rows_unknown_product"]) == (0, 1)
    assert "Rahasia" not in str(dry_run)
    path = f"/outlets/{other.outlet.id}/sales-files"
    assert Api(app, gallery.manager).post(path, data={"file": (io.BytesIO(b"x"), "k.csv")}).status_code == 404


def test_91_an_unknown_code_is_answered_with_the_nearest_of_the_outlets_own(app) -> None:
    gallery = make_gallery()
    gallery.product.sku = "AMP-250"
    near = make_product(gallery.producer, sku="AMP-251", name="Amplang di gerai lain")
    make_placement(near)
    db.session.commit()
    unknown = till_file(app, gallery, "AMP-25O")["unknown_codes"][0]
    assert [one["placement_id"] for one in unknown["suggestions"]] == [gallery.placement.id]


def test_92_a_product_that_stands_elsewhere_is_unknown_here(app) -> None:
    gallery = make_gallery()
    elsewhere = make_product(gallery.producer, sku="LAIN-1")
    make_placement(elsewhere)
    assert fault(report(app, gallery, "2026-11-10", code="LAIN-1")) == (422, "unknown_code")


def delivered(app, gallery):
    line = {"placement_id": gallery.placement.id, "batch": "B", "quantity": 3, "expires_on": "2027-05-01"}
    note = {"outlet_id": gallery.outlet.id, "producer_id": gallery.producer.id, "delivered_on": "2026-11-22"}
    return Api(app, gallery.maker).post("/deliveries", note | {"lines": [line]})


def test_92_nothing_is_sold_while_its_producer_is_suspended_by_whatever_channel(app, clock_stands) -> None:
    gallery, officer = make_gallery(), make_user(Role.PARTNERSHIP_OFFICER)
    make_stock(gallery, quantity=10)
    move = partial(committed, producers.change_status, gallery.producer.id, by=officer, reason="Diperiksa")
    clock_stands.move_to(datetime(2026, 11, 10, 4, tzinfo=UTC))
    move(status=ProducerStatus.SUSPENDED)
    clock_stands.move_to(datetime(2026, 11, 13, 4, tzinfo=UTC))
    move(status=ProducerStatus.ACTIVE)
    clock_stands.move_to(datetime(2026, 11, 22, 2, tzinfo=UTC))
    assert [report(app, gallery, f"2026-11-{day:02d}").status_code for day in (9, 10, 12, 13)] == [201, 422, 422, 201]
    refused = report(app, gallery, "2026-11-10").json["rows"][0]
    assert (refused["field"], refused["code"]) == ("sold_on", "producer_suspended")
    assert "10 November 2026: pelaku UMKM-nya dibekukan sejak 10 November 2026" in refused["message"]
    dry_run = till_file(app, gallery, gallery.product.sku)
    assert (dry_run["rows_valid"], dry_run["rows_wrong"], dry_run["rows"][0]["code"]) == (0, 1, "producer_suspended")
    move(status=ProducerStatus.SUSPENDED)
    assert delivered(app, gallery).json["code"] == "producer_not_active"
    further = make_product(gallery.producer)
    prices = {"consigned_price_rupiah": 12_000, "retail_price_rupiah": 15_000}
    placed = Api(app, officer).post(
        "/placements", {"product_id": further.id, "outlet_id": gallery.outlet.id, **prices, "starts_on": "2026-11-22"}
    )
    assert (placed.status_code, placed.json["code"]) == (409, "producer_not_active")
    browser = signed_in(app, gallery.manager)
    browser.get("/penjualan")
    typed = {"outlet_id": gallery.outlet.id, "day": "2026-11-22", f"quantity-{gallery.placement.id}": "1"}
    page = browser.post("/penjualan", typed | {f"price-{gallery.placement.id}": "15.000"})
    assert (page.status_code, "dibekukan sejak 22 November 2026" in page.text) == (422, True)
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager, sales_until=date(2026, 11, 22))
    counted = [{"placement_id": gallery.placement.id, "batch": "A", "counted": 7}]
    count = committed(stock_counts.enter, count.id, lines=counted, by=gallery.manager)
    said = {"differences": [{"line_id": count.lines[0].id, "outcome": "sold", "pieces": 1}]}
    settled = Api(app, gallery.manager).post(f"/stock-counts/{count.id}/differences", said)
    assert fault(settled) == (422, "producer_suspended")


def test_92_a_product_is_not_sold_from_the_day_it_was_withdrawn(app) -> None:
    gallery, officer = make_gallery(), make_user(Role.PARTNERSHIP_OFFICER)
    told = {"status": ProductStatus.WITHDRAWN, "reason": "Resep diganti"}
    committed(products.change_status, gallery.product.id, by=officer, **told)
    assert report(app, gallery, "2026-11-21").status_code == 201
    assert fault(report(app, gallery, "2026-11-22")) == (422, "product_withdrawn")
    assert delivered(app, gallery).json["code"] == "product_not_active"


def buy_back(app, gallery, pieces: int, code: str):
    finance = Api(app, make_user(Role.FINANCE))
    budget = {"year": 2026, "code": code, "name": "Pembelian", "amount_rupiah": 900_000}
    lines = [{"placement_id": gallery.placement.id, "batch": "A", "quantity": pieces}]
    body = {
        "outlet_id": gallery.outlet.id,
        "budget_id": finance.post("/buyback-budgets", budget).json["id"],
        "lines": lines,
    }
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER)).post("/buybacks", body)


def test_168_no_more_is_bought_back_than_lies_there_and_nothing_of_a_placement_that_ended(app) -> None:
    gallery = make_gallery()
    make_stock(gallery, batch="A", quantity=10)
    report(app, gallery, "2026-11-10", 4)
    refused = buy_back(app, gallery, 7, code="5.1")
    assert (refused.status_code, refused.json["code"]) == (409, "not_enough_on_hand")
    assert "6 pcs" in refused.json["detail"]
    proposed = buy_back(app, gallery, 6, code="5.2").json["id"]
    gallery.placement.status, gallery.placement.ends_on = PlacementStatus.ENDED, date(2026, 11, 20)
    db.session.commit()
    for answer in (
        buy_back(app, gallery, 6, code="5.3"),
        Api(app, make_user(Role.FINANCE)).post(f"/buybacks/{proposed}/approve", {}),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "placement_has_ended")
        assert "Kembalikan barangnya kepada pelaku UMKM" in answer.json["detail"]
    page = text(
        signed_in(app, make_user(Role.PARTNERSHIP_OFFICER)), f"/pembelian-kembali/baru?outlet_id={gallery.outlet.id}"
    )
    assert f"/retur-barang/baru?outlet_id={gallery.outlet.id}&amp;producer_id={gallery.producer.id}" in page
    assert 'name="quantity_' not in page


def test_169_neither_price_nor_rate_reaches_back_over_closed_days(app) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    committed(close, "2026-10", by=make_user(Role.FINANCE))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    price = {"starts_on": "2026-10-20", "retail_price_rupiah": 9, "consigned_price_rupiah": 8, "reason": "x"}
    closed = officer.post(f"/placements/{pair.placement.id}/prices", price)
    assert (closed.status_code, closed.json["code"]) == (409, "period_closed")
    agreement = officer.get("/agreements").json["items"][0]["id"]
    rate = {"starts_on": "2026-10-20", "reason": "x", "rates": [{"rate_bp": 400, "starts_on": "2026-10-20"}]}
    refused = officer.post(f"/agreements/{agreement}/amend", rate)
    assert (refused.status_code, refused.json["code"]) == (409, "day_has_passed")


def test_170_an_outlet_belongs_to_one_agency_and_closes_only_when_nobody_owes(app) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    moved = officer.post(f"/outlets/{pair.outlet.id}/changes", {"agency_id": 2})
    assert (moved.status_code, list(moved.json["errors"])) == (422, ["agency_id"])
    closed = officer.post(f"/outlets/{pair.outlet.id}/close", {"reason": "Pindah"})
    assert (closed.status_code, closed.json["code"]) == (409, "outlet_still_busy")


def test_k7_a_producer_leaves_only_when_nothing_stands_and_everything_that_does_is_listed(app) -> None:
    pair, officer = make_pair(), make_user(Role.PARTNERSHIP_OFFICER)
    pair.sell(date(2026, 10, 5))
    browser = signed_in(app, officer)
    path = f"/umkm/{pair.producer.id}/status"
    browser.get(path)
    refused = browser.post(path, {"status": "left", "reason": "Pindah ke Jawa"})
    assert refused.status_code == 422
    for told in ("1 perjanjian belum berakhir", "1 penempatan produk belum berakhir", "1 tagihan belum nol"):
        assert told in refused.text
    free = make_pair().producer
    of_theirs = [db.session.query(model).filter_by(producer_id=free.id).all() for model in (Agreement, Placement)]
    for row in (*of_theirs[0], *of_theirs[1]):
        row.ends_on, row.status = date(2026, 11, 1), type(row.status)("ended")
    db.session.commit()
    left = committed(producers.change_status, free.id, by=officer, status=ProducerStatus.LEFT, reason="Tutup usaha")
    assert left.status is ProducerStatus.LEFT


def test_c3_nobody_decides_about_what_they_proposed(app) -> None:
    gallery = make_gallery()
    make_stock(gallery, batch="A", quantity=10)
    both = make_user(Role.FINANCE)
    api = Api(app, both)
    budget = {"year": 2026, "code": "5.1", "name": "Pembelian", "amount_rupiah": 900_000}
    lines = [{"placement_id": gallery.placement.id, "batch": "A", "quantity": 1}]
    body = {
        "outlet_id": gallery.outlet.id,
        "budget_id": api.post("/buyback-budgets", budget).json["id"],
        "lines": lines,
    }
    made = api.post("/buybacks", body)
    alone = api.post(f"/buybacks/{made.json['id']}/approve", {})
    assert (alone.status_code, alone.json["code"]) == (403, "second_person_needed")
