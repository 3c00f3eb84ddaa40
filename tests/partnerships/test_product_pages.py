"""Products through the pages: photos, changes side by side, prices, the checklist and the permit."""

import io
import re
from html import unescape

import pytest

from accounts.permissions import Role
from application import waiting
from core.database import db
from partnerships import curation, pending_changes
from partnerships.models import Product
from partnerships.pirt_routing import QUESTIONS
from partnerships.product_models import ProductRevision
from partnerships.product_states import RevisionStatus
from partnerships.states import ProductStatus
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.factories.products import make_change, make_photo
from tests.partnerships.pictures import jpeg
from tests.partnerships.test_pages import browser, browser_of, sent


def text_of(response):
    return re.sub(r"\s+", " ", unescape(response.get_data(as_text=True)))


@pytest.fixture
def producer(app):
    return make_producer()


@pytest.fixture
def owner(app, producer):
    return browser_of(app, make_producer_user(producer))


def typed(product, **changes):
    content = {"name": product.name, "category": product.category, "sku": product.sku, "price_rupiah": "15.000"}
    content |= {"packaging": "plastic", "net_weight_gram": "200", "shelf_life_days": "180"}
    return content | {"version": str(product.version)} | changes


def route_fields(**answers):
    fields = {f"route_{code}": "yes" if question.fits else "no" for code, question in QUESTIONS.items()}
    return fields | {f"route_{code}": answer for code, answer in answers.items()}


def test_a_producer_adds_a_product_with_two_photos_and_its_answers(app, owner, producer):
    data = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": "15.000", **route_fields()}
    photos = [(io.BytesIO(jpeg(60)), "depan.jpg"), (io.BytesIO(jpeg(61)), "belakang.jpg")]
    answer = sent(owner, f"/umkm/{producer.id}/produk/baru", data | {"new_photos": photos})
    assert answer.status_code == 303
    product = db.session.query(Product).one()
    assert len(product.photos) == 2
    assert len(product.route_answers) == 15
    page = text_of(owner.get(f"/produk/{product.id}"))
    assert "P-IRT (SPP-IRT)" in page
    assert "PerBPOM 4/2024; PP 86/2019 Pasal 35" in page
    assert f"/produk/foto/{product.photos[0]['id']}" in page
    assert f"/produk/foto/{product.photos[0]['id']}/kecil" in text_of(owner.get("/produk"))


def test_questions_that_are_skipped_leave_the_rule_of_the_category(app, owner, producer):
    data = {"name": "Keripik", "category": "dry_food", "sku": "K-1", "price_rupiah": "15.000"}
    assert sent(owner, f"/umkm/{producer.id}/produk/baru", data).status_code == 303
    product = db.session.query(Product).one()
    assert product.route_answers == {}
    assert "izinnya mengikuti kategori produk" in text_of(owner.get(f"/produk/{product.id}"))


def test_a_change_of_an_approved_product_is_told_to_wait_while_it_stays_on_sale(app, owner, producer):
    product = make_product(producer)
    answer = sent(owner, f"/produk/{product.id}/ubah", typed(product, name="Keripik balado"))
    assert answer.status_code == 303
    db.session.expire_all()
    assert (product.status, product.name) == (ProductStatus.ACTIVE, "Keripik singkong pedas 200 g")
    page = text_of(owner.get(f"/produk/{product.id}"))
    assert "perubahan menunggu kurasi" in page
    assert "Keripik balado" in page
    again = text_of(owner.get(f"/produk/{product.id}/ubah"))
    assert 'value="Keripik balado"' in again
    assert owner.post(f"/produk/{product.id}/perubahan/tarik").status_code == 303
    assert pending_changes.waiting_for(product.id) is None
    assert owner.post(f"/produk/{product.id}/perubahan/tarik").status_code == 409


def test_photos_are_ordered_named_and_removed_on_the_form(app, owner, producer):
    product = make_product(producer, status=ProductStatus.SUBMITTED)
    ids = [make_photo(product, width=width).id for width in (60, 61, 62)]
    order = {"photo_id": ids, "photo_place": ["2", "1", "remove"], "photo_role": ["other", "front", "other"]}
    assert sent(owner, f"/produk/{product.id}/ubah", typed(product, **order)).status_code == 303
    db.session.expire_all()
    assert product.photos == [{"id": ids[1], "role": "front"}, {"id": ids[0], "role": "other"}]


def test_a_photo_that_is_none_is_refused_beside_its_field_and_nothing_is_changed(app, owner, producer):
    product = make_product(producer)
    data = typed(product, name="Lain", new_photos=(io.BytesIO(b"bukan foto"), "foto.jpg"))
    answer = sent(owner, f"/produk/{product.id}/ubah", data)
    assert answer.status_code == 422
    assert 'id="f-new_photos-error"' in text_of(answer)
    assert db.session.query(ProductRevision).count() == 0


def test_the_second_of_two_editors_sees_both_contents_and_may_save_after_looking(app, owner, producer):
    product = make_product(producer, status=ProductStatus.SUBMITTED)
    owner.get(f"/produk/{product.id}/ubah")
    stale = typed(product, name="Keripik punya saya")
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    theirs = typed(product, name="Keripik petugas", price_rupiah="16.000")
    assert sent(officer, f"/produk/{product.id}/ubah", theirs).status_code == 303
    refused = owner.post(f"/produk/{product.id}/ubah", stale)
    page = text_of(refused)
    assert refused.status_code == 422
    assert "Isi sekarang dan isian Anda" in page
    assert "Keripik petugas" in page
    assert "Rp16.000" in page
    assert 'value="Keripik punya saya"' in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    assert owner.post(f"/produk/{product.id}/ubah", stale | {"version": version}).status_code == 303
    db.session.expire_all()
    assert product.name == "Keripik punya saya"


def test_a_reviewer_sees_a_change_side_by_side_and_ticks_before_accepting(app, producer):
    product = make_product(producer)
    make_photo(product)
    change = make_change(product, name="Keripik balado", net_weight_gram=180)
    verifier = browser(app, Role.VERIFIER)
    assert "perubahan" in text_of(verifier.get("/kurasi"))
    page = text_of(verifier.get(f"/kurasi/{product.id}"))
    for part in ("Disetujui", "Diusulkan", "Keripik balado", "200 g", "180 g", "Foto memperlihatkan produk ini"):
        assert part in page
    data = {"decision": "accepted", "version": str(product.version), "checked": ["own_production"]}
    refused = verifier.post(f"/kurasi/{product.id}", data)
    assert refused.status_code == 422
    assert "11 butir belum dicentang" in text_of(refused)
    data["checked"] = list(curation.checklist_of(product, change))
    assert verifier.post(f"/kurasi/{product.id}", data).status_code == 303
    db.session.expire_all()
    assert (product.name, change.status) == ("Keripik balado", RevisionStatus.ACCEPTED)
    assert "Daftar periksa terakhir (12 dari 12)" in text_of(verifier.get(f"/kurasi/{product.id}"))


def test_what_is_not_ticked_is_read_by_the_producer_as_the_reason(app, owner, producer):
    product = make_product(producer)
    change = make_change(product)
    items = [item for item in curation.checklist_of(product, change) if item != "label_permit_number"]
    verifier = browser(app, Role.VERIFIER)
    data = {"decision": "returned", "version": str(product.version), "checked": items, "reason": "Tolong perbaiki:"}
    assert sent(verifier, f"/kurasi/{product.id}", data).status_code == 303
    page = text_of(owner.get(f"/produk/{product.id}"))
    assert "Tolong perbaiki: - Nomor izin edar" in page
    assert "tetap berlaku dan tetap dijual" in page


def test_a_price_that_starts_later_stands_in_the_list_of_prices(app, owner, producer):
    product = make_product(producer)
    data = {"price_rupiah": "18.000", "starts_on": "2027-01-01"}
    assert sent(owner, f"/produk/{product.id}", data, f"/produk/{product.id}/harga").status_code == 303
    page = text_of(owner.get(f"/produk/{product.id}"))
    assert "akan berlaku" in page
    assert "Rp18.000" in page
    late = sent(owner, f"/produk/{product.id}", data | {"starts_on": "2026-11-21"}, f"/produk/{product.id}/harga")
    assert (late.status_code, "paling cepat hari ini" in text_of(late)) == (422, True)


def test_a_verifier_decides_on_the_permit_of_repacked_goods(app, owner, producer):
    product = make_ready_product(producer)
    data = typed(product, **route_fields(repacked_bulk="yes"))
    assert sent(owner, f"/produk/{product.id}/ubah", data).status_code == 303
    change = db.session.query(ProductRevision).one()
    verifier = browser(app, Role.VERIFIER)
    proposed = text_of(verifier.get(f"/kurasi/{product.id}"))
    assert "Jalur izin menurut usulan ini</b>: Ditentukan petugas" in proposed
    accept = {"decision": "accepted", "checked": list(curation.checklist_of(product, change))}
    assert sent(verifier, f"/kurasi/{product.id}", accept).status_code == 303
    assert "menentukan dahulu izin" in text_of(owner.get(f"/produk/{product.id}"))
    decision = {"route": "pirt", "reason": "Curahnya ber-P-IRT"}
    assert "Jawaban (15 dari 15)" in text_of(owner.get(f"/produk/{product.id}"))
    assert "(15 dari 15 terjawab)" in text_of(owner.get(f"/produk/{product.id}/ubah"))
    answer = sent(verifier, f"/kurasi/{product.id}", decision, f"/kurasi/{product.id}/jalur-izin")
    assert answer.status_code == 303
    assert "Semua syarat dasar terpenuhi." in text_of(owner.get(f"/produk/{product.id}"))
    empty = sent(verifier, f"/kurasi/{product.id}", {"route": "pirt"}, f"/kurasi/{product.id}/jalur-izin")
    assert empty.status_code == 422


def test_the_first_page_counts_changes_that_wait_for_somebody_else(app, producer):
    verifier = make_user(Role.VERIFIER)
    theirs = make_change(make_product(producer))
    make_change(make_product(producer), by=verifier)
    assert db.session.execute(waiting.products_to_curate(verifier)).scalars().all() == [theirs.product_id]
    assert curation.waiting_count(verifier) == 2
