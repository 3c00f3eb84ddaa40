"""Pojok UMKM: opened with one short form, takes any producer of its regency, and the agency sees totals."""

import pytest

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from core.dates import today
from outlets.models import Agreement, Outlet, Placement
from outlets.placement_prices import price_on
from outlets.states import AgreementStatus, Channel, PlacementStatus
from tests.clients import Api
from tests.factories.outlets import make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text

OPENED = {
    "office": "Dinas Perdagangan",
    "region_code": "18.72",
    "contact_name": "Sri Wahyuni",
    "contact_phone": "0812-1216-6678",
    "source": "visit",
}


def officer(**more: object) -> UserAccount:
    return make_user(Role.PARTNERSHIP_OFFICER, **more)


def open_corner(app, by: UserAccount | None = None, **changes: object) -> Outlet:
    made = Api(app, by or officer()).post("/office-corners", {**OPENED, **changes})
    assert made.status_code == 201, made.json
    return db.session.get_one(Outlet, made.json["id"])


def test_a_corner_opens_with_five_answers_and_sensible_terms(app) -> None:
    made = Api(app, officer()).post("/office-corners", {**OPENED, "email": "sri@contoh.id"})
    corner = db.session.get_one(Outlet, made.json["id"])
    assert (made.status_code, made.json["name"]) == (201, "Pojok UMKM Dinas Perdagangan")
    assert made.json["invitation_link"].startswith("http")
    assert (corner.kind, corner.stock_policy.value, corner.time_zone) == ("office_corner", "untracked", "Asia/Jakarta")
    assert (corner.parent_office, corner.contact_whatsapp) == ("Dinas Perdagangan", "+6281212166678")
    told = db.session.query(AuditEvent).filter_by(action="outlet:corner_terms_agreed").one()
    assert (told.after, told.on_behalf_of, told.source) == (
        {"money_route": "producer_collects", "rate_bp": 0},
        "outlet",
        "visit",
    )


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"office": "dinas perdagangan"}, 409, "corner_exists"),
        ({"office": "Dinas Lain", "rate_bp": 501}, 422, "rate_outside_band"),
        ({"office": "Dinas Lain", "money_route": "outlet_remits_gross"}, 422, "invalid_input"),
        ({"office": "Dinas Lain", "contact_phone": "12"}, 422, "phone_not_valid"),
        ({"office": "Dinas Lain", "source": None}, 422, "invalid_input"),
    ],
)
def test_what_is_no_corner_is_refused_and_leaves_nothing(app, changes, status: int, code: str) -> None:
    open_corner(app)
    refused = Api(app, officer()).post("/office-corners", {**OPENED, **changes})
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.query(Outlet).count() == 1


def test_a_producer_who_offers_is_taken_in_at_once_with_both_sides_on_record(app) -> None:
    by = officer()
    corner = open_corner(app, by)
    producer = make_producer(region_code="18.72")
    ready, bare = make_ready_product(producer), make_product(producer, category="cosmetics")
    maker = make_producer_user(producer)
    taken = Api(app, maker).post(f"/office-corners/{corner.id}/producers", {"product_ids": [ready.id, bare.id]})
    assert taken.status_code == 201
    agreement = db.session.query(Agreement).one()
    assert agreement.status is AgreementStatus.ACTIVE
    assert (agreement.producer_accepted_by_id, agreement.producer_accepted_source) == (maker.id, None)
    assert (agreement.outlet_accepted_by_id, agreement.outlet_accepted_source) == (by.id, "standing_terms")
    placement = db.session.query(Placement).one()
    assert (placement.product_id, placement.status) == (ready.id, PlacementStatus.ACTIVE)
    assert (price_on(placement, today()).retail_rupiah, placement.accepted_source) == (
        ready.price_rupiah,
        "standing_terms",
    )
    [missing] = taken.json["not_ready"]
    assert (missing["product_id"], missing["code"]) == (bare.id, "not_eligible")
    assert "cosmetic_notification" in {gap["kind"] for gap in missing["missing"]}


def test_a_second_offer_keeps_the_agreement_and_adds_what_is_new(app) -> None:
    corner = open_corner(app)
    producer = make_producer(region_code="18.72")
    first, second = make_ready_product(producer), make_ready_product(producer)
    api, path = Api(app, make_producer_user(producer)), f"/office-corners/{corner.id}/producers"
    one = api.post(path, {"product_ids": [first.id]}).json
    two = api.post(path, {"product_ids": [first.id, second.id]}).json
    assert one["agreement_id"] == two["agreement_id"]
    assert [row["code"] for row in two["not_ready"]] == ["already_placed"]
    assert len(two["placement_ids"]) == 1
    assert db.session.query(Agreement).count() == 1


def test_an_officer_stands_in_for_the_producer_only_where_the_manager_agreed_alone(app) -> None:
    by = officer()
    corner = open_corner(app, by)
    producer = make_producer(region_code="18.72")
    product = make_ready_product(producer)
    body = {"producer_id": producer.id, "product_ids": [product.id], "source": "phone"}
    path = f"/office-corners/{corner.id}"
    refused = Api(app, by).post(f"{path}/producers", body)
    assert (refused.status_code, refused.json["code"]) == (403, "never_both_sides")
    manager = make_outlet_member(corner)
    agreed = Api(app, manager).post(f"{path}/terms", {"money_route": "outlet_remits_net", "rate_bp": 200})
    assert (agreed.status_code, agreed.json["source"]) == (201, None)
    assert Api(app, by).post(f"{path}/producers", {**body, "source": None}).json["code"] == "on_behalf_of_needed"
    assert Api(app, by).post(f"{path}/producers", body).status_code == 201
    agreement = db.session.query(Agreement).one()
    assert (agreement.producer_accepted_by_id, agreement.producer_accepted_source) == (by.id, "phone")
    assert agreement.outlet_accepted_by_id == manager.id
    assert (agreement.terms[0].money_route.value, agreement.rates[0].rate_bp) == ("outlet_remits_net", 200)


def test_producers_of_elsewhere_and_corners_without_terms_are_told_so(app) -> None:
    corner = open_corner(app)
    far = make_producer(region_code="64.71")
    assert Api(app, make_producer_user(far)).post(f"/office-corners/{corner.id}/producers", {}).status_code == 404
    manager = make_outlet_member(corner)
    Api(app, manager).post(f"/office-corners/{corner.id}/terms", {"money_route": "producer_collects", "rate_bp": 0})
    body = {"producer_id": far.id, "source": "phone"}
    refused = Api(app, officer()).post(f"/office-corners/{corner.id}/producers", body)
    assert (refused.status_code, refused.json["code"]) == (422, "not_of_this_region")
    bare = make_outlet(kind="office_corner", region_code="18.72")
    near = make_producer_user(make_producer(region_code="18.72"))
    assert Api(app, near).post(f"/office-corners/{bare.id}/producers", {}).json["code"] == "no_corner_terms"
    shop = make_outlet(region_code="18.72")
    assert Api(app, near).post(f"/office-corners/{shop.id}/producers", {}).status_code == 404


def test_somebody_elses_product_is_never_taken_in(app) -> None:
    corner = open_corner(app)
    producer, other = make_producer(region_code="18.72"), make_producer(region_code="18.72")
    body = {"product_ids": [make_ready_product(other).id]}
    refused = Api(app, make_producer_user(producer)).post(f"/office-corners/{corner.id}/producers", body)
    assert (refused.status_code, refused.json["code"]) == (422, "not_of_this_producer")
    assert db.session.query(Agreement).count() == 0


def test_each_role_sees_its_own_and_the_agency_sees_totals(app) -> None:
    corner = open_corner(app)
    open_corner(app, office="Dinas Kesehatan", region_code="64.71")
    producer = make_producer(region_code="18.72")
    maker, manager = make_producer_user(producer), make_outlet_member(corner)
    product = make_ready_product(producer)
    taken = Api(app, maker).post(f"/office-corners/{corner.id}/producers", {"product_ids": [product.id]}).json
    lines = [ReportLine(1, today(), taken["placement_ids"][0], 3, 15_000, "R1")]
    day = {"period_start": today(), "period_end": today()}
    committed(post_report, corner, **day, lines=lines, nil=False, channel=Channel.API, by=manager)
    seen = {
        "head": Api(app, make_user(Role.HEAD)).get("/office-corners").json["items"],
        "metro": Api(app, officer(regions=("18.72",))).get("/office-corners").json["items"],
        "manager": Api(app, manager).get("/office-corners").json["items"],
        "maker": Api(app, maker).get("/office-corners").json["items"],
    }
    assert {who: len(items) for who, items in seen.items()} == {"head": 2, "metro": 1, "manager": 1, "maker": 1}
    for who in ("metro", "manager"):
        [row] = seen[who]
        assert (row["producers"], row["products"], row["pieces"], row["gross_rupiah"]) == (1, 1, 3, 45_000)
    assert "gross_rupiah" not in seen["maker"][0] or seen["maker"][0]["gross_rupiah"] is None
    assert Api(app, officer()).get("/office-corners?month=2026-10&q=perdagangan").json["items"][0]["gross_rupiah"] == 0
    assert Api(app, make_outlet_member(corner, Role.CASHIER)).get("/office-corners").status_code == 403
    browser = signed_in(app, make_user(Role.HEAD))
    assert "Rp45.000" in text(browser, "/pojok-umkm")
    assert "TOTAL 2;;;;;1;3;45000;0" in browser.get("/pojok-umkm?export=csv").get_data(as_text=True)
    assert "Rp45.000" not in text(signed_in(app, maker), "/pojok-umkm")


def test_the_pages_open_a_corner_and_take_a_producer_in(app) -> None:
    browser = signed_in(app, officer())
    browser.get("/pojok-umkm/baru")
    assert browser.post("/pojok-umkm/baru", {**OPENED, "contact_name": ""}).status_code == 422
    assert browser.post("/pojok-umkm/baru", {**OPENED, "rate_bp": "2,5"}).status_code == 303
    corner = db.session.query(Outlet).one()
    manager = signed_in(app, make_outlet_member(corner))
    assert "dicatat petugas" in text(manager, f"/pojok-umkm/{corner.id}/syarat")
    agreed = manager.post(f"/pojok-umkm/{corner.id}/syarat", {"money_route": "producer_collects", "rate_bp": "2,5"})
    assert agreed.status_code == 303
    producer = make_producer(region_code="18.72")
    product = make_ready_product(producer)
    page = text(browser, f"/pojok-umkm/{corner.id}/titip")
    assert "2,5 %" in page
    offered = {"producer_id": str(producer.id), "product_ids": [str(product.id)], "source": "visit"}
    assert browser.post(f"/pojok-umkm/{corner.id}/titip", offered).status_code == 303
    assert db.session.query(Placement).one().status is PlacementStatus.ACTIVE
    assert "Pelaku UMKM diterima di Pojok UMKM" in text(browser, f"/gerai/{corner.id}")
