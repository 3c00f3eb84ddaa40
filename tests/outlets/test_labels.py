"""Labels: what stands on them, that a printed QR code reads back, and what is refused."""

import io
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp

from accounts.permissions import Role
from core.database import db
from outlets.label_sheets import label_of, labels_of
from outlets.labels import LabelLayout, sheets
from outlets.short_codes import code_of
from partnerships import consents
from partnerships.personal_codes import Purpose
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product, make_requirement
from tests.factories.people import make_user
from tests.factories.stock import make_delivery, make_gallery

DOTS_PER_POINT = 300 / 72


@pytest.fixture
def product(app):
    """An approved product that keeps half a year, with a P-IRT until 1 February 2031 and a halal certificate."""
    product = make_ready_product(without=("pirt", "halal"), shelf_life_days=180)
    pirt = {"number": "2066471020970-31", "valid_until": date(2031, 2, 1)}
    make_requirement(product.producer, "pirt", products=[product], **pirt)
    make_requirement(product.producer, "halal", products=[product], number="ID32110000474710722")
    return product


def agrees_to_be_called(product) -> None:
    consents.record(product.producer, Purpose.PHONE_SHOWN, granted=True, by=make_producer_user(product.producer))
    db.session.commit()


def pictures(content: bytes) -> list:
    """Each page of a PDF as it comes out of a printer of 300 dots an inch."""
    return [page.render(scale=DOTS_PER_POINT).to_pil() for page in pypdfium2.PdfDocument(content)]


def test_every_qr_code_of_a_printed_sheet_leads_to_the_product(app, product) -> None:
    api = Api(app, make_producer_user(product.producer))
    answer = api.post(f"/products/{product.id}/labels", {"count": 26, "skip": 2})
    assert answer.mimetype == "application/pdf"
    first, second = pictures(answer.data)
    assert [len(zxingcpp.read_barcodes(page)) for page in (first, second)] == [22, 4]
    assert {found.text for found in zxingcpp.read_barcodes(first)} == {f"http://localhost/p/{code_of(product.id)}"}


def test_a_roll_has_one_label_of_50_by_30_millimetres_a_page(app, product) -> None:
    api = Api(app, make_producer_user(product.producer))
    answer = api.post(f"/products/{product.id}/labels", {"count": 3, "layout": "roll_50x30"})
    pages = pypdf.PdfReader(io.BytesIO(answer.data)).pages
    assert [(round(page.mediabox.width), round(page.mediabox.height)) for page in pages] == [(142, 85)] * 3
    assert all(len(zxingcpp.read_barcodes(page)) == 1 for page in pictures(answer.data))


def test_a_label_names_the_goods_their_permits_dates_and_the_telephone(app, product) -> None:
    agrees_to_be_called(product)
    api = Api(app, make_producer_user(product.producer))
    body = {"count": 1, "batch": "B-07", "produced_on": "2026-11-20", "expires_on": "2027-03-01", "month_only": True}
    answer = api.post(f"/products/{product.id}/labels", body)
    words = " ".join(pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())
    expected = (
        *(product.name, product.producer.name, product.producer.phone, code_of(product.id)),
        *("Maret 2027", "20/11/2026", "B-07", "P-IRT 2066471020970-31", "Halal ID32110000474710722"),
    )
    assert [said for said in expected if said not in words] == []


def label_now(app, product):
    """The label as a request would print it now."""
    with app.test_request_context():
        return label_of(product)


def test_the_telephone_is_printed_only_while_the_producer_agrees(app, product) -> None:
    assert label_now(app, product).phone == ""
    agrees_to_be_called(product)
    assert label_now(app, product).phone == product.producer.phone
    consents.record(product.producer, Purpose.PHONE_SHOWN, granted=False, by=make_producer_user(product.producer))
    assert label_now(app, product).phone == ""


def test_a_permit_that_has_ended_is_no_longer_printed(app, product, clock_stands) -> None:
    assert label_now(app, product).permits == ("P-IRT 2066471020970-31", "Halal ID32110000474710722")
    clock_stands.move_to("2031-02-02T02:00:00+00:00")
    assert label_now(app, product).permits == ("Halal ID32110000474710722",)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"count": 0}, "validation_failed"),
        ({"count": 481}, "validation_failed"),
        ({"count": 1, "skip": 24}, "too_many_skipped"),
        ({"count": 1, "skip": 1, "layout": "roll_50x30"}, "too_many_skipped"),
        ({"count": 1, "expires_on": "2026-11-21"}, "label_dates_wrong"),
        ({"count": 1, "expires_on": "2026-12-01", "produced_on": "2026-12-02"}, "label_dates_wrong"),
    ],
)
def test_labels_that_cannot_be_are_refused(app, product, body, code) -> None:
    answer = Api(app, make_producer_user(product.producer)).post(f"/products/{product.id}/labels", body)
    assert answer.status_code == 422
    assert answer.json["code"] == code or "count" in answer.json["errors"]


def test_the_month_alone_is_enough_only_for_goods_that_keep_more_than_three_months(app, product) -> None:
    product.shelf_life_days = 90
    db.session.commit()
    api = Api(app, make_producer_user(product.producer))
    answer = api.post(f"/products/{product.id}/labels", {"count": 1, "expires_on": "2027-01-31", "month_only": True})
    assert (answer.status_code, answer.json["code"]) == (422, "month_not_enough")


def test_another_producer_finds_no_label(app, product) -> None:
    stranger = make_producer_user(make_producer())
    answer = Api(app, stranger).post(f"/products/{product.id}/labels", {"count": 1})
    assert answer.status_code == 404


def test_the_page_prints_and_keeps_what_was_typed_when_it_is_refused(app, product) -> None:
    user = make_user(Role.PARTNERSHIP_OFFICER)
    user.password_hash = HASH
    db.session.commit()
    browser = signed_in(app, user)
    address = f"/produk/{product.id}/label"
    assert f"/p/{code_of(product.id)}" in browser.get(address).get_data(as_text=True)
    told = {"layout": "a4_24", "count": "24", "batch": "B-09", "expires_on": "2020-01-01", "skip": "0"}
    refused = browser.post(address, told)
    assert refused.status_code == 422
    assert "B-09" in refused.get_data(as_text=True)
    printed = browser.post(address, told | {"expires_on": "2027-01-01"})
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")


def test_used_places_of_a_sheet_stay_empty_and_nothing_is_lost() -> None:
    made = ["label"] * 30
    first, second = sheets(made, LabelLayout.A4_24, skip=5)
    assert (first[:5], len(first), len(second)) == ([None] * 5, 24, 11)
    with pytest.raises(ValueError, match="fewer places"):
        sheets(made, LabelLayout.A4_24, skip=24)


def test_a_delivery_brings_a_label_for_every_piece_with_its_batch(app) -> None:
    gallery = make_gallery()
    delivery = make_delivery(gallery)
    pieces = sum(line.quantity for line in delivery.lines)
    with app.test_request_context():
        labels = labels_of(delivery)
    assert len(labels) == pieces
    assert {label.batch for label in labels} == {line.batch for line in delivery.lines}
    gallery.maker.password_hash = HASH
    db.session.commit()
    answer = signed_in(app, gallery.maker).get(f"/titip-jual/{delivery.id}/label.pdf?layout=roll_50x30")
    assert (answer.mimetype, len(pypdf.PdfReader(io.BytesIO(answer.data)).pages)) == ("application/pdf", pieces)
