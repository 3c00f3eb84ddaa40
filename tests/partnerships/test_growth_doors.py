"""Readiness and growth through pages and API: yearly figures, naik kelas, closest to ready, and who may not."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from partnerships import producers
from partnerships.growth_models import LadderEntry, SizeClassEntry
from partnerships.ladder import Step
from partnerships.models import Producer
from partnerships.states import ProducerStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user

BILLION = 10**9
REGISTRATION = {
    "name": "Keripik Bu Siti",
    "owner_name": "Siti Aminah",
    "owner_nik": "6471014508850001",
    "phone": "0812-1216-6678",
    "region_code": "64.71",
    "annual_sales_rupiah": 1_900_000_000,
}


def browser_of(app, user):
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.get_data(as_text=True)))


@pytest.fixture
def registered(app) -> tuple[Producer, Api]:
    """A producer that registered as micro, and an officer."""
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    producer_id = officer.post("/producers", REGISTRATION).json["id"]
    return db.session.get_one(Producer, producer_id), officer


def figures(producer) -> list[tuple[str, int | None, str, str]]:
    rows = select(SizeClassEntry).where(SizeClassEntry.producer_id == producer.id).order_by(SizeClassEntry.id)
    return [
        (entry.day.isoformat(), entry.annual_sales_rupiah, entry.size_class.value, entry.occasion.value)
        for entry in db.session.execute(rows).scalars()
    ]


def test_a_registration_writes_the_first_figures_and_the_first_step(registered) -> None:
    producer, _officer = registered
    assert figures(producer) == [("2026-11-22", 1_900_000_000, "micro", "registration")]
    (step,) = db.session.execute(select(LadderEntry)).scalars()
    assert (step.day, step.step) == (date(2026, 11, 22), Step.REGISTERED)


@pytest.mark.parametrize(
    ("sales", "size", "grown"),
    [
        (2 * BILLION, "micro", False),
        (2 * BILLION + 1, "small", True),
        (15 * BILLION, "small", True),
        (15 * BILLION + 1, "medium", True),
        (50 * BILLION + 1, "large", True),
    ],
)
def test_the_class_follows_the_sales_of_the_year_and_whoever_rises_has_moved_up(registered, sales, size, grown) -> None:
    producer, officer = registered
    answer = officer.post(f"/producers/{producer.id}/figures", {"annual_sales_rupiah": sales, "source": "visit"})
    assert (answer.status_code, answer.json["size_class"], answer.json["source"]) == (201, size, "visit")
    told = officer.get(f"/producers/{producer.id}/growth").json
    assert (told["size_class"], told["size_class_at_registration"], told["has_grown"]) == (size, "micro", grown)
    assert [row["producer_id"] for row in officer.get("/growth?year=2026").json["items"]] == [producer.id] * grown
    assert officer.get("/growth?year=2025").json["total"] == 0


def test_the_figures_stay_one_below_the_other_and_the_history_tells_no_name(registered, clock_stands) -> None:
    producer, officer = registered
    body = {"annual_sales_rupiah": 3 * BILLION, "capital_rupiah": 400_000_000, "workers": 7, "monthly_capacity": 12_000}
    made = officer.post(f"/producers/{producer.id}/figures", {**body, "reach": "regional", "day": "2026-11-22"})
    assert {name: made.json[name] for name in (*body, "reach", "day")} == {
        **body,
        "reach": "regional",
        "day": "2026-11-22",
    }
    assert figures(producer) == [
        ("2026-11-22", 1_900_000_000, "micro", "registration"),
        ("2026-11-22", 3 * BILLION, "small", "yearly_figures"),
    ]
    told = db.session.execute(select(AuditEvent).where(AuditEvent.action == "producer:figures_recorded")).scalar_one()
    assert (told.before, told.after) == (
        {"size_class": "micro"},
        {"size_class": "small", "annual_sales_rupiah": 3 * BILLION, "figures_on": "2026-11-22"},
    )


def test_who_fell_back_to_the_class_of_registration_has_not_moved_up(registered) -> None:
    producer, officer = registered
    for sales in (3 * BILLION, 1 * BILLION):
        officer.post(f"/producers/{producer.id}/figures", {"annual_sales_rupiah": sales})
    assert officer.get(f"/producers/{producer.id}/growth").json["has_grown"] is False
    assert officer.get("/growth").json["total"] == 0


def test_a_changed_profile_adds_figures_only_when_they_changed(registered) -> None:
    producer, _officer = registered
    owner = make_producer_user(producer)
    same = {"name": "Keripik Ibu Siti", "owner_name": "Siti Aminah", "phone": "081212166678", "region_code": "64.71"}
    producers.change_profile(producer.id, by=owner, **same, annual_sales_rupiah=1_900_000_000)
    assert len(figures(producer)) == 1
    producers.change_profile(producer.id, by=owner, **same, annual_sales_rupiah=2_500_000_000)
    assert figures(producer)[1:] == [("2026-11-22", 2_500_000_000, "small", "profile_change")]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"annual_sales_rupiah": 1, "day": "2026-11-23"}, 422, "figures_not_yet"),
        ({"annual_sales_rupiah": 1, "day": "2026-11-21"}, 422, "newer_figures_known"),
        ({"annual_sales_rupiah": -1}, 422, "invalid_input"),
        ({}, 422, "invalid_input"),
        ({"annual_sales_rupiah": 1, "workers": 0}, 422, "invalid_input"),
        ({"annual_sales_rupiah": 1, "reach": "world"}, 422, "invalid_input"),
        ({"annual_sales_rupiah": 1, "omzet": 5}, 422, "invalid_input"),
        ({"annual_sales_rupiah": 1.5}, 422, "invalid_input"),
    ],
)
def test_figures_that_cannot_be_are_refused_and_nothing_is_kept(registered, body, status, code) -> None:
    producer, officer = registered
    answer = officer.post(f"/producers/{producer.id}/figures", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert len(figures(producer)) == 1


def test_a_producer_that_left_tells_no_more_figures(app) -> None:
    left = make_producer(status=ProducerStatus.LEFT)
    answer = Api(app, make_user(Role.VERIFIER)).post(f"/producers/{left.id}/figures", {"annual_sales_rupiah": 1})
    assert answer.status_code == 409


def test_the_owner_records_the_year_on_the_phone_and_reads_the_new_class(app, registered) -> None:
    producer, _officer = registered
    browser = browser_of(app, make_producer_user(producer))
    page = browser.get(f"/umkm/{producer.id}/data-tahunan")
    assert "Sumber data" not in text_of(page)
    wrong = browser.post(f"/umkm/{producer.id}/data-tahunan", {"annual_sales_rupiah": "2.5oo.000.000"})
    assert wrong.status_code == 422
    assert "2.5oo.000.000" in wrong.get_data(as_text=True)
    sent = {"annual_sales_rupiah": "2.500.000.000", "workers": "4", "reach": "local", "day": "22/11/2026"}
    browser.post(f"/umkm/{producer.id}/data-tahunan", sent)
    told = text_of(browser.get(f"/umkm/{producer.id}"))
    assert "Usaha kecil Naik kelas saat terdaftar: Usaha mikro" in told
    assert "Rp2.500.000.000" in told
    assert "L1 Memiliki NIB Urus NIB di oss.go.id" in told
    assert figures(producer)[-1] == ("2026-11-22", 2_500_000_000, "small", "yearly_figures")


def test_finance_reads_growth_and_records_nothing(app, registered) -> None:
    producer, _officer = registered
    finance = Api(app, make_user(Role.FINANCE))
    assert finance.get(f"/producers/{producer.id}/growth").status_code == 200
    assert finance.post(f"/producers/{producer.id}/figures", {"annual_sales_rupiah": 1}).status_code == 403
    for role in (Role.OUTLET_MANAGER, Role.CASHIER):
        assert Api(app, make_user(role)).get("/readiness").status_code == 403


def test_readiness_of_a_producer_and_of_a_product_is_the_same_by_api(app) -> None:
    product = make_ready_product(without=["pirt"])
    owner = Api(app, make_producer_user(product.producer))
    whole = owner.get(f"/producers/{product.producer_id}/readiness").json
    assert (whole["on"], whole["complete"], whole["required"]) == ("2026-11-22", 3, 4)
    assert [(gap["kind"], gap["label"], gap["reason"]) for gap in whole["missing"]] == [
        ("pirt", "SPP-IRT (nomor P-IRT)", "not_submitted")
    ]
    (one,) = whole["products"]
    assert one == owner.get(f"/products/{product.id}/readiness").json
    places = {(place["outlet_kind"], place["requirement_set"]): place for place in one["places"]}
    assert places["supermarket", None]["eligible"] is False
    assert [gap["kind"] for gap in places["supermarket", None]["missing"]] == ["pirt"]
    assert [gap["kind"] for gap in places[None, "alfamart"]["missing"]] == ["pirt", "barcode"]
    stranger = Api(app, make_producer_user(make_producer()))
    assert stranger.get(f"/producers/{product.producer_id}/readiness").status_code == 404
    assert stranger.get(f"/products/{product.id}/readiness").status_code == 404


def test_the_record_shows_where_each_product_is_ready_and_staff_a_text_for_each_gap(app) -> None:
    product = make_ready_product(make_producer(name="Keripik Bu Siti"), without=["pirt"])
    make_ready_product(product.producer, name="Keripik bayam")
    page = text_of(browser_of(app, make_producer_user(product.producer)).get(f"/umkm/{product.producer_id}"))
    assert "3 dari 4 lengkap" in page
    assert "1 dari 2 produk" in page
    assert "SPP-IRT (nomor P-IRT) (Keripik singkong pedas 200 g)" in page
    assert "Alfamart" in page
    assert "Bimbing lewat WhatsApp" not in page
    staff = browser_of(app, make_user(Role.VERIFIER)).get(f"/umkm/{product.producer_id}")
    assert "Bimbing lewat WhatsApp" in text_of(staff)
    assert "wa.me/6281212166678" in staff.get_data(as_text=True)
    of_product = text_of(browser_of(app, make_user(Role.HEAD)).get(f"/produk/{product.id}"))
    assert "Siap untuk" in of_product
    assert "Belum layak" in of_product


def test_the_closest_are_listed_narrowed_exported_and_answered_alike(app) -> None:
    make_ready_product(make_producer(name="Balado Hampir"), without=["pirt"])
    make_product(make_producer(name="Cireng Baru"))
    verifier = make_user(Role.VERIFIER)
    browser, api = browser_of(app, verifier), Api(app, verifier)
    page = text_of(browser.get("/siap-tampil"))
    assert "Balado Hampir" in page
    assert "Cireng Baru" not in page
    assert "Cireng Baru" in text_of(browser.get("/siap-tampil?gaps=any&missing=halal"))
    rows = api.get("/readiness?gaps=1&missing=pirt").json
    assert [(row["name"], row["complete"], row["required"]) for row in rows["items"]] == [("Balado Hampir", 3, 4)]
    assert api.get("/readiness?missing=halal").json["total"] == 0
    assert api.get("/readiness?gaps=any&sort=-gaps").json["items"][0]["name"] == "Cireng Baru"
    lines = browser.get("/siap-tampil?export=csv").get_data(as_text=True).splitlines()
    assert len(lines) == 3
    assert lines[1].endswith(";Balado Hampir;Siti Aminah;'+6281212166678;Kota Balikpapan;3;4;SPP-IRT (nomor P-IRT)")
    assert lines[2].startswith("TOTAL 1;")
    assert browser.get("/siap-tampil?export=xlsx").data.startswith(b"PK")


@pytest.mark.parametrize("query", ["gaps=0", "gaps=ten", "missing=ktp", "region=99", "category=x", "place=moon"])
def test_a_filter_that_cannot_be_is_named(app, query) -> None:
    answer = Api(app, make_user(Role.HEAD)).get(f"/readiness?{query}")
    assert (answer.status_code, answer.json["code"]) == (422, "unknown_filter")


def test_a_set_narrows_the_list_to_what_its_chain_asks(app) -> None:
    make_ready_product(make_producer(name="Amplang Siap"))
    head = Api(app, make_user(Role.HEAD))
    assert head.get("/readiness").json["total"] == 0
    (row,) = head.get("/readiness?place=set:alfamart").json["items"]
    assert (row["name"], [gap["kind"] for gap in row["missing"]]) == ("Amplang Siap", ["barcode"])


def test_staff_of_other_regions_neither_see_nor_export_them(app, registered) -> None:
    producer, officer = registered
    officer.post(f"/producers/{producer.id}/figures", {"annual_sales_rupiah": 3 * BILLION})
    make_ready_product(producer, without=["pirt"])
    elsewhere = make_user(Role.VERIFIER, regions=("18.72",))
    assert Api(app, elsewhere).get("/growth").json["total"] == 0
    assert Api(app, elsewhere).get("/readiness?gaps=any").json["total"] == 0
    browser = browser_of(app, elsewhere)
    for page in ("/naik-kelas", "/siap-tampil"):
        assert producer.name not in browser.get(f"{page}?export=csv").get_data(as_text=True)


def test_who_moved_up_is_listed_and_exported_with_the_class_before_and_now(app, registered) -> None:
    producer, officer = registered
    officer.post(f"/producers/{producer.id}/figures", {"annual_sales_rupiah": 3 * BILLION})
    browser = browser_of(app, make_user(Role.HEAD))
    assert "Keripik Bu Siti" in text_of(browser.get("/naik-kelas"))
    assert "Belum ada yang naik kelas" not in text_of(browser.get("/naik-kelas"))
    assert "Keripik Bu Siti" not in text_of(browser.get("/naik-kelas?year=2025"))
    line = browser.get("/naik-kelas?export=csv").get_data(as_text=True).splitlines()[1]
    assert line.endswith("Kota Balikpapan;Usaha mikro;Usaha kecil;3000000000;2026-11-22")
    assert browser.get("/naik-kelas?year=abcd").status_code == 422


def test_the_own_record_is_shown_to_a_producer_in_place_of_the_lists_of_staff(app) -> None:
    browser = browser_of(app, make_producer_user(make_producer()))
    for page in ("/siap-tampil", "/naik-kelas"):
        assert browser.get(page).headers["Location"].endswith("/usaha-saya")
