"""The pages of deliveries and stock, as the people use them."""

import io

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from core.database import db
from core.documents import can_make_pdf
from core.files import StoredFile
from outlets.consignment_models import Delivery
from outlets.held_models import HeldLine
from outlets.stock_models import StockLot
from tests.application.test_sent_twice import opened
from tests.clients import Api
from tests.factories.outlets import make_outlet_member
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_delivery, make_gallery, make_stock
from tests.outlets.browsers import signed_in, text
from tests.partnerships.pictures import jpeg


@pytest.fixture
def gallery(app) -> Gallery:
    return make_gallery()


def typed(gallery: Gallery, **more: str) -> dict[str, str]:
    key = f"{gallery.placement.id}-0"
    told = {"quantity": "12", "batch": "A1", "expires": "12/2027", **more}
    return {
        "outlet_id": str(gallery.outlet.id),
        "producer_id": str(gallery.producer.id),
        "delivered_on": "2026-11-22",
        **{f"{name}-{key}": value for name, value in told.items()},
    }


def test_a_producer_sends_goods_with_an_expiry_by_month(app, gallery) -> None:
    browser = signed_in(app, gallery.maker)
    where = text(browser, "/titip-jual/baru")
    address = f"/titip-jual/baru?outlet_id={gallery.outlet.id}&producer_id={gallery.producer.id}"
    assert address.replace("&", "&amp;") in where
    assert address.replace("&", "&amp;") in text(browser, f"/titip-jual/baru?q={gallery.outlet.name}")
    assert address.replace("&", "&amp;") not in text(browser, "/titip-jual/baru?q=tidak+ada")
    answer = browser.post(address, typed(gallery))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    delivery = db.session.execute(select(Delivery)).scalar_one()
    assert (delivery.lines[0].expires_on.isoformat(), delivery.lines[0].quantity) == ("2027-12-31", 12)
    page = text(browser, f"/titip-jual/{delivery.id}")
    assert "Desember 2027" in page
    assert "Belum menjadi stok" in page


def test_an_officer_says_how_they_know_what_a_producer_sends(app, gallery) -> None:
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    address = f"/titip-jual/baru?outlet_id={gallery.outlet.id}&producer_id={gallery.producer.id}"
    text(browser, address)
    assert browser.post(address, typed(gallery)).status_code == 422
    assert browser.post(address, {**typed(gallery), "source": "whatsapp"}).status_code == 303
    delivery = db.session.execute(select(Delivery)).scalar_one()
    assert delivery.sent_source == "whatsapp"
    assert "Konfirmasi penerimaan" not in text(browser, f"/titip-jual/{delivery.id}")


def test_what_is_wrong_stands_beside_its_product_and_what_was_typed_stays(app, gallery) -> None:
    browser = signed_in(app, gallery.maker)
    address = f"/titip-jual/baru?outlet_id={gallery.outlet.id}&producer_id={gallery.producer.id}"
    text(browser, address)
    answer = browser.post(address, typed(gallery, expires="1/11/2026"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#f-expires-{gallery.placement.id}-0"' in page
    assert 'value="1/11/2026"' in page
    assert db.session.execute(select(Delivery)).first() is None


def test_a_cashier_confirms_with_one_tap(app, gallery) -> None:
    delivery = make_delivery(gallery)
    browser = signed_in(app, make_outlet_member(gallery.outlet, Role.CASHIER))
    led = browser.get(f"/titip-jual/k/{delivery.code.lower()}")
    assert led.headers["Location"].endswith(f"/titip-jual/{delivery.id}/terima")
    assert "Semua baik" in text(browser, f"/titip-jual/{delivery.id}/terima")
    assert browser.post(f"/titip-jual/{delivery.id}/semua-baik", {}).status_code == 303
    lot = db.session.execute(select(StockLot)).scalar_one()
    assert (lot.received, lot.on_hand) == (10, 10)


def test_damaged_goods_are_noted_with_a_photo_both_sides_may_see(app, gallery) -> None:
    delivery = make_delivery(gallery)
    line = delivery.lines[0].id
    browser = signed_in(app, gallery.manager)
    told = {f"good-{line}": "7", f"damaged-{line}": "2", **opened(browser, f"/titip-jual/{delivery.id}/terima")}

    def confirm() -> int:
        photo = {f"photo-{line}": (io.BytesIO(jpeg()), "rusak.jpg")}
        return browser.post(f"/titip-jual/{delivery.id}/terima", told | photo).status_code

    assert confirm() == 303
    assert "Penerimaan dicatat" in text(browser, f"/titip-jual/{delivery.id}")
    assert confirm() == 303
    assert "Kiriman Anda diterima satu kali" in text(browser, f"/titip-jual/{delivery.id}")
    received = db.session.get(Delivery, delivery.id).lines[0].received
    assert (received.good, received.short, received.damaged) == (7, 1, 2)
    assert db.session.get(StoredFile, received.photo_id).media_type == "image/jpeg"
    maker = signed_in(app, gallery.maker)
    assert maker.get(f"/titip-jual/{delivery.id}/foto/{line}").status_code == 200
    stranger = signed_in(app, make_gallery().maker)
    assert stranger.get(f"/titip-jual/{delivery.id}/foto/{line}").status_code == 404


def test_a_receipt_that_does_not_add_up_is_refused_beside_its_line(app, gallery) -> None:
    delivery = make_delivery(gallery)
    line = delivery.lines[0].id
    browser = signed_in(app, gallery.manager)
    text(browser, f"/titip-jual/{delivery.id}/terima")
    answer = browser.post(f"/titip-jual/{delivery.id}/terima", {f"good-{line}": "11", f"damaged-{line}": "0"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="#f-good-{line}"' in page
    assert page.count("berjumlah 11, padahal dikirim 10 pcs") == 2


@pytest.mark.skipif(not can_make_pdf(), reason="this machine has no Pango")
def test_the_paper_says_that_the_goods_stay_the_producers(app, gallery) -> None:
    delivery = make_delivery(gallery)
    answer = signed_in(app, gallery.maker).get(f"/titip-jual/{delivery.id}/surat.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF-")
    html = app.jinja_env.get_template("documents/delivery.html")
    assert html is not None
    assert Api(app, gallery.manager).get(f"/deliveries/{delivery.id}.pdf").mimetype == "application/pdf"


def test_a_delivery_is_found_by_the_code_on_its_paper(app, gallery) -> None:
    delivery, other = make_delivery(gallery), make_delivery(gallery, batch="B")
    page = text(signed_in(app, gallery.manager), f"/titip-jual?q={delivery.code[:4]}+{delivery.code[4:].lower()}")
    assert delivery.number in page
    assert other.number not in page


def test_a_dispute_is_opened_and_decided_on_the_page(app, gallery) -> None:
    delivery = make_delivery(gallery)
    line = delivery.lines[0].id
    manager, maker = signed_in(app, gallery.manager), signed_in(app, gallery.maker)
    text(manager, f"/titip-jual/{delivery.id}/terima")
    assert manager.post(f"/titip-jual/{delivery.id}/terima", {f"good-{line}": "8"}).status_code == 303
    assert "Ajukan keberatan" in text(maker, f"/titip-jual/{delivery.id}")
    told = {"line_id": str(line), "good": "10", "words": "Kardus kedua belum dibuka."}
    assert maker.post(f"/titip-jual/{delivery.id}/keberatan", told).status_code == 303
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    page = text(officer, f"/titip-jual/{delivery.id}")
    assert "Kardus kedua belum dibuka." in page
    number = page.split("/keberatan-penerimaan/")[1].split("/")[0]
    decided = {"decision": "corrected", "good": "10", "reason": "Benar, ditemukan."}
    assert officer.post(f"/keberatan-penerimaan/{number}/putus", decided).status_code == 303
    assert db.session.execute(select(StockLot.on_hand)).scalar_one() == 10


def test_stock_is_shown_to_outlet_producer_and_staff_and_exported(app, gallery) -> None:
    lot = make_stock(gallery, quantity=10)
    for user in (gallery.manager, gallery.maker, make_user(Role.HEAD)):
        browser = signed_in(app, user)
        for path in ("/stok", f"/gerai/{gallery.outlet.id}/stok", "/stok/kedaluwarsa", f"/stok/{lot.id}"):
            assert gallery.product.name in text(browser, path), (user.role, path)
    exported = signed_in(app, gallery.maker).get("/stok?export=csv").get_data(as_text=True).splitlines()
    assert exported[1].split(";")[4:6] == ["A", "2026-12-03"]
    assert exported[-1].split(";")[-2:] == ["10", "10"]


def test_a_held_line_is_decided_at_the_desk(app, gallery) -> None:
    line = {"sold_on": "2026-11-10", "placement_id": gallery.placement.id, "quantity": 3, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-10", "period_end": "2026-11-10", "lines": [line]}
    Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body)
    held = db.session.execute(select(HeldLine)).scalar_one()
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert "Terjual lebih banyak dari stok" in text(officer, "/baris-ditahan")
    assert "1" in text(officer, "/beranda")
    assert "Lepas dan bukukan" not in text(signed_in(app, gallery.manager), f"/baris-ditahan/{held.id}")
    refused = officer.post(f"/baris-ditahan/{held.id}", {"decision": "released"})
    assert refused.status_code == 422
    told = {"decision": "released", "reason": "Barang dari pameran, belum dicatat."}
    assert officer.post(f"/baris-ditahan/{held.id}", told).status_code == 303
    db.session.refresh(held)
    page = text(officer, f"/penjualan/baris/{held.line_id}")
    assert "3 dari SELISIH" in page
