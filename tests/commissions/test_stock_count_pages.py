"""The pages of a stock count, from the sheet to the explanation, and the charge for what it found lost."""

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions import count_settling
from commissions.adjustment_models import Adjustment
from core.database import committed, db
from outlets import stock_counts
from outlets.count_models import StockCount
from outlets.states import StockPolicy
from tests.accounts.people_at_work import HASH, signed_in
from tests.commissions.test_stock_counts import count_of, rows_of, told, two_batches
from tests.factories.outlets import make_outlet_member
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_gallery


@pytest.fixture
def gallery(app) -> Gallery:
    assert app is not None
    return two_batches()


def test_the_pages_take_a_count_from_sheet_to_explanation(app, gallery) -> None:
    gallery.manager.password_hash = HASH
    cashier = make_outlet_member(gallery.outlet, Role.CASHIER)
    cashier.password_hash = HASH
    db.session.commit()
    browser = signed_in(app, cashier)
    page = browser.get(f"/stok-opname/baru?outlet_id={gallery.outlet.id}").get_data(as_text=True)
    assert "Buka lembar hitung" in page
    opened = browser.post(
        f"/stok-opname/baru?outlet_id={gallery.outlet.id}", {"kind": "regular", "sales_until": "2026-11-22"}
    )
    count = db.session.execute(select(StockCount)).scalar_one()
    assert opened.headers["Location"] == f"/stok-opname/{count.id}/lembar"
    sheet = browser.get(opened.headers["Location"]).get_data(as_text=True)
    rows = stock_counts.to_count(count)
    names = [f"counted_{row['placement_id']}_{row['lot_id']}" for row in rows]
    assert all(f'name="{name}"' in sheet for name in names)
    empty = browser.post(f"/stok-opname/{count.id}/lembar", {names[0]: "9", "key": "k"})
    assert empty.status_code == 422
    assert "belum dihitung" in empty.get_data(as_text=True)
    typed = {names[0]: "9", names[1]: "6", "key": "k", "ages": f"{names[0]}:30"}
    assert browser.post(f"/stok-opname/{count.id}/lembar", typed).status_code == 303
    assert browser.post(f"/stok-opname/{count.id}/lembar", typed).status_code == 303
    assert "Jelaskan selisihnya" not in browser.get(f"/stok-opname/{count.id}").get_data(as_text=True)
    manager = signed_in(app, gallery.manager)
    assert "kurang 1 pcs" in manager.get(f"/stok-opname/{count.id}").get_data(as_text=True)
    line_id = count.lines[0].id
    told_page = {f"outcome_1_{line_id}": "sold", f"pieces_1_{line_id}": "1"}
    assert manager.post(f"/stok-opname/{count.id}/selisih", told_page).status_code == 303
    assert "1 Terjual, belum dilaporkan" in manager.get(f"/stok-opname/{count.id}").get_data(as_text=True)
    assert manager.get(f"/stok-opname/{count.id}/lembar.pdf").status_code == 200
    assert manager.get("/stok-opname").status_code == 200


def test_the_page_of_an_opening_count_has_a_row_for_each_product(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.UNTRACKED)
    officer = make_user(Role.PARTNERSHIP_OFFICER, password_hash=HASH)
    browser = signed_in(app, officer)
    where = f"/stok-opname/baru?outlet_id={gallery.outlet.id}"
    assert "Yang dihitung sekarang menjadi stok awalnya" in browser.get(where).get_data(as_text=True)
    told_page = {"kind": "opening", "sales_until": "2026-11-22", "policy": "batch"}
    sheet = browser.post(where, told_page).headers["Location"]
    page = browser.get(sheet).get_data(as_text=True)
    assert page.count('name="more_placement_') == 5
    nothing = browser.post(sheet, {"more_placement_1": str(gallery.placement.id)})
    assert nothing.status_code == 422
    assert "nyatakan bahwa raknya kosong" in nothing.text
    assert "Raknya memang kosong" in nothing.text
    typed = {"more_placement_1": str(gallery.placement.id), "more_batch_1": "A", "more_counted_1": "7"}
    assert browser.post(sheet, typed).status_code == 303
    assert rows_of(app, gallery)["A"] == {"placement_id": 0, "opening": 7, "closing": 7, "sellable": 7}


def test_what_a_count_found_lost_is_proposed_as_a_charge_once_and_shrinkage_never(app, gallery) -> None:
    count = count_of(gallery, 7, 6)
    committed(count_settling.classify, count.id, **told(count, (0, "lost", 2), (0, "damaged", 1)), by=gallery.manager)
    officer = make_user(Role.PARTNERSHIP_OFFICER, password_hash=HASH)
    committed(count_settling.confirm, count.id, by=officer)
    browser = signed_in(app, officer)
    page = browser.get(f"/stok-opname/{count.id}").get_data(as_text=True)
    assert f"Usulkan ganti rugi 3 pcs: {gallery.producer.name}" in page
    where = f"/stok-opname/{count.id}/tagih/{gallery.producer.id}"
    assert browser.post(where).status_code == 303
    charge = db.session.execute(select(Adjustment)).scalar_one()
    assert (charge.kind, charge.amount_rupiah, charge.reason) == ("compensation", 37_500, count.number)
    assert [(one.batch, one.quantity) for one in charge.lines] == [("A", 3)]
    assert browser.post(where).status_code == 409
    assert "Usulkan ganti rugi" not in browser.get(f"/stok-opname/{count.id}").get_data(as_text=True)
