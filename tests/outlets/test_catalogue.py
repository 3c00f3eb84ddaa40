"""The public catalogue: what anybody may see, what stays private, and that asking is counted."""

from datetime import date, datetime

import pytest

from core.database import committed, db
from core.dates import agency_zone, now
from outlets.catalogue import enquiries_of
from outlets.catalogue_models import ContactMeans
from outlets.expiry_night import run
from outlets.short_codes import code_of
from outlets.states import PlacementStatus
from partnerships import consents
from partnerships.personal_codes import Purpose
from partnerships.states import ProducerStatus, ProductStatus
from tests.clients import Client
from tests.factories.outlets import make_agreement, make_outlet, make_placement
from tests.factories.partnerships import make_producer_user, make_ready_product
from tests.factories.products import make_photo


@pytest.fixture
def shelf(app):
    """A product on the shelf of one supermarket; its P-IRT ends on 24 November."""
    product = make_ready_product(pirt_until=date(2026, 11, 24))
    outlet = make_outlet(name="Maxi Swalayan")
    make_agreement(product.producer, outlet)
    return make_placement(product, outlet)


def agrees(product, *, granted: bool = True) -> None:
    user = make_producer_user(product.producer)
    consents.record(product.producer, Purpose.PHONE_SHOWN, granted=granted, by=user)
    db.session.commit()


def words_of(client: Client, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def names_in(client: Client) -> list[str]:
    return [item["name"] for item in client.get("/api/v1/catalogue").json["items"]]


def test_a_product_on_a_shelf_is_found_by_name_category_and_region(client: Client, shelf) -> None:
    name = shelf.product.name
    for query in (f"q={name[:5].lower()}", "q=maxi", f"category={shelf.product.category}", "region_code=64.71"):
        found = client.get(f"/api/v1/catalogue?{query}").json
        assert [item["name"] for item in found["items"]] == [name], query
    for query in ("q=tidak+ada", "category=textile", "region_code=62.71"):
        assert client.get(f"/api/v1/catalogue?{query}").json["total"] == 0, query


def test_its_page_says_where_it_is_sold_at_what_price_for_people_and_search_engines(client: Client, shelf) -> None:
    words = words_of(client, f"/p/{code_of(shelf.product_id)}")
    assert "Maxi Swalayan" in words
    assert "Jalan Jenderal Sudirman 8" in words
    assert f'itemprop="price" content="{shelf.first_retail_price_rupiah}"' in words
    assert 'itemtype="https://schema.org/Product"' in words


def test_nothing_else_of_a_producer_is_public(client: Client, shelf) -> None:
    producer = shelf.product.producer
    for path in ("/", f"/p/{code_of(shelf.product_id)}", "/api/v1/catalogue", "/sitemap.xml"):
        words = words_of(client, path)
        for private in (
            producer.owner_name,
            producer.phone,
            producer.phone.removeprefix("+62"),
            producer.owner_nik_last4,
        ):
            assert private not in words, (path, private)


def test_the_telephone_is_shown_only_while_the_producer_agrees(client: Client, shelf) -> None:
    path = f"/p/{code_of(shelf.product_id)}"
    api = f"/api/v1/catalogue/{code_of(shelf.product_id)}"
    assert client.get(api).json["phone"] == ""
    assert client.get(f"{path}/hubungi/whatsapp").status_code == 404
    agrees(shelf.product)
    assert shelf.product.producer.phone in words_of(client, path)
    assert client.get(api).json["phone"] == shelf.product.producer.phone
    agrees(shelf.product, granted=False)
    assert shelf.product.producer.phone not in words_of(client, path)


def test_asking_for_the_way_to_the_producer_is_counted_by_means(client: Client, shelf) -> None:
    agrees(shelf.product)
    path = f"/p/{code_of(shelf.product_id)}/hubungi"
    asked = client.get(f"{path}/whatsapp")
    assert asked.status_code == 302
    assert asked.location.startswith(f"https://wa.me/{shelf.product.producer.phone[1:]}?text=Halo")
    assert client.get(f"{path}/whatsapp").status_code == 302
    assert client.get(f"{path}/telephone").location == f"tel:{shelf.product.producer.phone}"
    assert client.get(f"{path}/surat").status_code == 404
    assert enquiries_of(shelf.product_id) == {ContactMeans.WHATSAPP: 2, ContactMeans.TELEPHONE: 1}


def test_a_short_link_is_forgiving_about_case_and_strict_about_slips(client: Client, shelf) -> None:
    code = code_of(shelf.product_id)
    assert client.get(f"/p/{code.lower()}", follow_redirects=True).request.path == f"/p/{code}"
    for wrong in (code_of(shelf.product_id + 999), code[:-1] + ("2" if code[-1] != "2" else "3"), "x", "9" * 40):
        assert client.get(f"/p/{wrong}").status_code == 404, wrong


def test_a_product_off_the_shelf_keeps_its_page_and_says_that_it_is_not_sold_now(client: Client, shelf) -> None:
    shelf.status = PlacementStatus.ENDED
    db.session.commit()
    assert names_in(client) == []
    assert "sedang tidak dijual" in words_of(client, f"/p/{code_of(shelf.product_id)}")


def test_only_the_approved_photo_is_shown_and_a_product_off_the_catalogue_shows_none(client: Client, shelf) -> None:
    path = f"/p/{code_of(shelf.product_id)}"
    assert client.get(f"{path}/foto").status_code == 404
    make_photo(shelf.product)
    assert f'src="{path}/foto"' in words_of(client, path)
    assert f'src="{path}/foto-kecil"' in words_of(client, "/")
    assert client.get(f"{path}/foto").mimetype == "image/jpeg"
    assert client.get(f"{path}/foto-kecil").mimetype == "image/jpeg"
    shelf.product.status = ProductStatus.WITHDRAWN
    db.session.commit()
    assert client.get(f"{path}/foto").status_code == 404


@pytest.mark.parametrize("what", ["withdrawn product", "suspended producer", "restricted data"])
def test_what_may_not_be_shown_has_no_page(client: Client, shelf, what: str) -> None:
    if what == "withdrawn product":
        shelf.product.status = ProductStatus.WITHDRAWN
    elif what == "suspended producer":
        shelf.product.producer.status = ProducerStatus.SUSPENDED
    else:
        shelf.product.producer.restricted_at = now()
    db.session.commit()
    assert names_in(client) == []
    assert client.get(f"/p/{code_of(shelf.product_id)}").status_code == 404


def test_a_product_whose_permit_has_ended_leaves_the_catalogue_by_itself(client: Client, shelf, clock_stands) -> None:
    assert names_in(client) == [shelf.product.name]
    clock_stands.move_to(datetime(2026, 11, 25, 9, tzinfo=agency_zone()))
    committed(run)
    assert names_in(client) == []


def test_search_engines_are_told_every_product_on_sale_and_nothing_that_counts(client: Client, shelf) -> None:
    assert f"/p/{code_of(shelf.product_id)}" in words_of(client, "/sitemap.xml")
    assert "Disallow: /p/*/hubungi/" in words_of(client, "/robots.txt")
