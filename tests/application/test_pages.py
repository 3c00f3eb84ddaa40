"""The first pages: what anybody sees, and what waits for whoever signs in."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts import sessions
from accounts.permissions import Role
from application.navigation import PLACES, addresses
from application.public_pages import EXAMPLE
from commissions.sales_schemas import SalesReportInput
from core.database import db
from core.dates import now
from outlets.models import Placement
from outlets.states import AgreementStatus, PlacementStatus
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from tests.clients import Client
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import (
    make_producer,
    make_producer_user,
    make_product,
    make_ready_product,
    make_requirement,
)
from tests.factories.people import make_user


def signed_in(app, user):
    client = Client(app)
    token = sessions.begin(user, address="127.0.0.1", browser="tests")
    with client.client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def page_of(app, user, path="/beranda"):
    return signed_in(app, user).get(path).get_data(as_text=True)


def on_shelf(*, product=None, outlet=None):
    outlet = outlet or make_outlet(name="Maxi Swalayan Sudirman")
    product = product or make_ready_product(make_producer(name="Keripik Bu Siti"))
    return make_placement(product, outlet)


def test_the_front_page_lists_what_is_on_sale_and_where(client):
    placement = on_shelf()
    page = client.get("/").get_data(as_text=True)
    assert placement.product.name in page
    assert "Maxi Swalayan Sudirman" in page
    assert "Kota Balikpapan" in page


def test_the_front_page_shows_no_way_to_reach_a_producer(client):
    on_shelf()
    page = client.get("/").get_data(as_text=True)
    assert "62812" not in page
    assert "Siti Aminah" not in page


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("product", ProductStatus.SUSPENDED),
        ("producer", ProducerStatus.LEFT),
        ("placement", PlacementStatus.SUSPENDED),
        ("ends_on", date(2026, 11, 21)),
    ],
)
def test_what_is_no_longer_sold_leaves_the_front_page(app, client, change, value):
    placement = on_shelf()
    name = placement.product.name
    if change == "product":
        placement.product.status = value
    elif change == "producer":
        placement.product.producer.status = value
    elif change == "placement":
        placement.status = value
    else:
        placement.ends_on = value
    db.session.commit()
    assert name not in client.get("/").get_data(as_text=True)


def test_the_front_page_is_narrowed_by_words_category_and_region(client):
    on_shelf()
    assert "Keripik" in client.get("/?q=keripik").get_data(as_text=True)
    assert "Maxi Swalayan" not in client.get("/?q=sambal").get_data(as_text=True)
    assert "Maxi Swalayan" not in client.get("/?category=craft").get_data(as_text=True)
    assert "Maxi Swalayan" not in client.get("/?region=18.72").get_data(as_text=True)
    assert client.get("/?q=%00%25_'&category=x&region=y&sort=name").status_code == 200


def test_a_typed_code_leads_to_the_check_of_that_statement(client):
    answer = client.get("/verifikasi?kode=abc+12")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/verifikasi/abc12")
    assert "hanya berisi huruf dan angka" in client.get("/verifikasi?kode=//evil.example").get_data(as_text=True)


@pytest.mark.parametrize("path", ["/", "/bantuan", "/api", "/verifikasi"])
def test_public_pages_speak_english(client, path):
    client.get("/bantuan")
    client.post("/bahasa", {"language": "en", "next": path})
    page = client.get(path).get_data(as_text=True)
    assert '<html lang="en">' in page
    assert "Check a statement" in page
    assert "Bantuan" not in page


def test_the_example_of_the_api_page_is_what_the_api_takes(app):
    assert SalesReportInput().load(EXAMPLE)["lines"][0]["quantity"] == 3


@pytest.mark.parametrize("role", list(Role))
def test_every_role_has_a_first_page(app, role):
    page = page_of(app, make_user(role, name="Rina Marlina"))
    assert "Selamat bekerja, Rina Marlina" in page
    assert "Tidak ada yang menunggu Anda." in page


def test_a_verifier_sees_what_waits_but_not_what_they_typed_themselves(app):
    producer = make_producer()
    verifier = make_user(Role.VERIFIER)
    make_requirement(producer, "nib", status=RequirementStatus.SUBMITTED)
    make_requirement(producer, "npwp", status=RequirementStatus.SUBMITTED, submitted_by=verifier)
    make_product(producer, status=ProductStatus.SUBMITTED)
    page = page_of(app, verifier)
    assert '<span class="n">1</span><span><b>dokumen menunggu keputusan</b>' in page
    assert '<span class="n">1</span><span><b>produk menunggu kurasi</b>' in page
    assert "Tertua sejak 22 November 2026." in page


def test_a_verifier_of_another_region_sees_nothing_waiting(app):
    make_requirement(make_producer(region_code="64.71"), "nib", status=RequirementStatus.SUBMITTED)
    assert "Tidak ada yang menunggu Anda." in page_of(app, make_user(Role.VERIFIER, regions=("18.72",)))


def test_a_producer_reads_how_many_papers_are_there_and_the_next_step(app):
    producer = make_producer()
    make_ready_product(producer, without=["halal"])
    page = page_of(app, make_producer_user(producer))
    assert "3 dari 4 lengkap" in page
    assert f"/umkm/{producer.id}/persyaratan/halal" in page


def test_an_officer_reads_who_lacks_a_single_paper_and_which(app):
    make_ready_product(make_producer(), without=["halal"])
    page = page_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert "Terbanyak: Sertifikat halal (1 produsen)." in page
    assert "/umkm?missing=halal" in page


def test_an_outlet_is_reminded_of_today_until_it_has_reported(app):
    placement = on_shelf()
    manager = make_outlet_member(placement.outlet)
    assert "gerai belum melaporkan penjualan hari ini" in page_of(app, manager)


def test_each_side_sees_the_agreement_that_waits_for_it(app):
    producer, outlet = make_producer(), make_outlet()
    make_agreement(producer, outlet, status=AgreementStatus.PROPOSED)
    for user in (make_producer_user(producer), make_outlet_member(outlet)):
        assert "perjanjian menunggu persetujuan Anda" in page_of(app, user)
    stranger = make_producer_user(make_producer(name="Orang lain"))
    assert "<b>perjanjian menunggu" not in page_of(app, stranger)


def test_a_placement_waits_for_its_own_outlet_only(app):
    placement = on_shelf()
    placement.status, placement.accepted_at = PlacementStatus.PROPOSED, None
    db.session.commit()
    assert db.session.execute(select(Placement.proposed_at)).scalar_one() <= now()
    assert "<b>penempatan menunggu diterima gerai</b>" in page_of(app, make_outlet_member(placement.outlet))
    assert "<b>penempatan menunggu diterima gerai</b>" not in page_of(app, make_outlet_member(make_outlet()))


def test_every_place_of_the_navigation_has_a_page(app):
    assert [place.address for place in PLACES if place.address not in addresses(app)] == []


@pytest.mark.parametrize("role", list(Role))
def test_every_place_a_role_is_shown_lets_it_in(app, role):
    client = signed_in(app, make_user(role))
    refused = [
        place.address
        for place in PLACES
        if role in place.roles
        and make_user(role).may(place.permission)
        and client.get(place.address).status_code not in {200, 302, 303}
    ]
    assert refused == []
