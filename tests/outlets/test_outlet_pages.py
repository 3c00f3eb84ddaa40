"""Outlets by page and API: who registers them, who sees them, who works there, and who is ready for a shelf."""

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from outlets.models import Outlet, OutletMember
from tests.clients import Api, Client
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in


def body(**changes: object) -> dict[str, object]:
    return {"name": "Maxi Swalayan", "kind": "supermarket", "region_code": "64.71", **changes}


def test_an_officer_registers_an_outlet_with_the_defaults_of_its_kind_and_province(app) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    chain = officer.post("/chains", {"name": "Maju Jaya"}).json["id"]
    made = officer.post("/outlets", body(chain_id=chain))
    assert made.status_code == 201
    assert (made.json["stock_policy"], made.json["time_zone"], made.json["chain_id"]) == (
        "untracked",
        "Asia/Makassar",
        chain,
    )
    gallery = officer.post("/outlets", body(kind="plut_gallery", region_code="62.71")).json
    assert (gallery["stock_policy"], gallery["time_zone"]) == ("batch", "Asia/Jakarta")
    assert officer.get(f"/outlets/{gallery['id']}").json == gallery
    assert officer.get("/outlets?kind=plut_gallery").json["total"] == 1
    assert officer.post("/chains", {"name": "Maju Jaya"}).json["code"] == "chain_exists"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"kind": "warung"}, 422, "invalid_input"),
        ({"region_code": "64"}, 422, "unknown_region"),
        ({"region_code": "18.72"}, 422, "outside_your_regions"),
        ({"chain_id": 2**62}, 404, "not_found"),
        ({"name": " "}, 422, "invalid_input"),
        ({"listing_fee": 1}, 422, "invalid_input"),
    ],
)
def test_what_is_no_outlet_is_refused(app, changes, status: int, code: str) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("64",)))
    refused = officer.post("/outlets", body(**changes))
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.query(Outlet).count() == 0


def test_everybody_sees_the_outlets_they_deal_with_and_no_other(app) -> None:
    chain, producer = make_chain(), make_producer()
    here, branch, far = make_outlet(), make_outlet(chain=chain), make_outlet(region_code="18.72")
    make_placement(make_product(producer), here)
    make_agreement(producer, chain=chain)
    seen = {
        make_producer_user(producer): {here.id, branch.id},
        make_producer_user(make_producer()): set(),
        make_outlet_member(here): {here.id},
        make_outlet_member(far, Role.CASHIER): {far.id},
        make_user(Role.VERIFIER, regions=("64.71",)): {here.id, branch.id},
        make_user(Role.HEAD): {here.id, branch.id, far.id},
    }
    for user, expected in seen.items():
        api = Api(app, user)
        assert {item["id"] for item in api.get("/outlets").json["items"]} == expected
        for outlet in (here, branch, far):
            assert api.get(f"/outlets/{outlet.id}").status_code == (200 if outlet.id in expected else 404)


def test_only_officers_register_outlets(app) -> None:
    for role in (Role.VERIFIER, Role.FINANCE, Role.HEAD, Role.OUTLET_MANAGER, Role.PRODUCER):
        assert Api(app, make_user(role)).post("/outlets", body()).status_code == 403
    assert Api(app).post("/outlets", body()).status_code == 401
    assert db.session.query(Outlet).count() == 0


def test_a_manager_is_invited_and_the_link_is_shown_once(app) -> None:
    outlet = make_outlet()
    api = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    made = api.post(
        f"/outlets/{outlet.id}/members", {"name": "Budi", "email": "budi@contoh.id", "role": "outlet_manager"}
    )
    assert (made.status_code, made.json["role"]) == (201, "outlet_manager")
    assert made.json["invitation_link"].startswith("http")
    assert db.session.get(OutletMember, (made.json["id"], outlet.id)) is not None
    assert db.session.query(AuditEvent).filter_by(action="outlet:member_invited").count() == 1
    staff = {"name": "Budi", "email": "b2@contoh.id", "role": "administrator"}
    assert api.post(f"/outlets/{outlet.id}/members", staff).status_code == 422
    stranger = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("18",)))
    assert stranger.post(f"/outlets/{outlet.id}/members", staff).status_code in {404, 422}


def test_eligibility_is_told_to_whoever_may_see_the_product(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    ready, bare = make_ready_product(producer), make_product(producer, category="cosmetics")
    maker, manager = Api(app, make_producer_user(producer)), Api(app, make_outlet_member(outlet))
    neighbour = Api(app, make_producer_user(make_producer()))
    path = f"/outlets/{outlet.id}/eligibility"
    strangers = [api.get(f"{path}?product_id={ready.id}").status_code for api in (maker, manager, neighbour)]
    assert strangers == [404, 404, 404]
    make_agreement(producer, outlet)
    for api in (maker, manager):
        assert api.get(f"{path}?product_id={ready.id}").json == {"eligible": True, "on": "2026-11-22", "missing": []}
    missing = maker.get(f"{path}?product_id={bare.id}").json["missing"]
    assert "cosmetic_notification" in {gap["kind"] for gap in missing}
    assert maker.get(path).json["code"] == "product_not_named"
    assert maker.get(f"{path}?product_id=x").status_code == 422
    assert neighbour.get(path).status_code == 404


def test_an_officer_registers_an_outlet_on_the_page_and_invites_its_manager(app) -> None:
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    officer.get("/gerai/baru")
    refused = officer.post("/gerai/baru", body(name=""))
    assert refused.status_code == 422
    assert "Isian ini wajib diisi" in refused.get_data(as_text=True)
    made = officer.post("/gerai/baru", body(vat_registered="true"))
    assert made.status_code == 303
    outlet = db.session.query(Outlet).one()
    assert outlet.first_vat_registered
    page = officer.get(made.location).get_data(as_text=True)
    assert "Maxi Swalayan" in page
    assert "Belum ada pengguna" in page
    officer.get(f"/gerai/{outlet.id}/undang")
    new = {"name": "Budi", "email": "budi@contoh.id", "role": "outlet_manager"}
    invited = officer.post(f"/gerai/{outlet.id}/undang", new)
    assert "Undangan siap" in invited.get_data(as_text=True)
    assert "Budi" in officer.get(f"/gerai/{outlet.id}").get_data(as_text=True)


def test_a_chain_is_registered_on_the_page(app) -> None:
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    officer.get("/gerai/jaringan")
    assert officer.post("/gerai/jaringan", {"name": "Maju Jaya"}).status_code == 303
    assert "Maju Jaya" in officer.get("/gerai/jaringan").get_data(as_text=True)
    officer.get("/gerai/jaringan")
    assert officer.post("/gerai/jaringan", {"name": "Maju Jaya"}).status_code == 422


def test_the_list_of_outlets_filters_and_exports_what_it_shows(app) -> None:
    make_outlet(name="Maxi Swalayan")
    make_outlet("hotel", name="Hotel Mahakam")
    head = signed_in(app, make_user(Role.HEAD))
    page = head.get("/gerai?kind=hotel").get_data(as_text=True)
    assert "Hotel Mahakam" in page
    assert "Maxi Swalayan" not in page
    lines = head.get("/gerai?kind=hotel&export=csv").get_data(as_text=True).splitlines()
    assert [line.split(";")[0] for line in lines] == ["\ufeffGerai", "Hotel Mahakam", "TOTAL 1"]


def test_readiness_pages_say_what_is_missing_where(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    product = make_ready_product(producer, without=("halal",))
    make_agreement(producer, outlet)
    for user in (make_producer_user(producer), make_user(Role.VERIFIER), make_outlet_member(outlet)):
        browser = signed_in(app, user)
        page = browser.get(f"/produk/{product.id}/gerai").get_data(as_text=True)
        assert "Hypermarket, Supermarket, Minimarket" in page
        assert "Alfamart" in page
        assert "Belum layak" in page
        here = browser.get(f"/gerai/{outlet.id}/kelayakan").get_data(as_text=True)
        assert "halal" in here.lower()
    stranger = signed_in(app, make_producer_user(make_producer()))
    assert stranger.get(f"/produk/{product.id}/gerai").status_code == 404


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_opens_for_whoever_may_enter_and_nobody_else(app, language: str) -> None:
    producer, outlet = make_producer(), make_outlet()
    agreement = make_agreement(producer, outlet)
    placement = make_placement(make_ready_product(producer), outlet)
    paths = [
        "/gerai",
        f"/gerai/{outlet.id}",
        f"/gerai/{outlet.id}/kelayakan",
        "/perjanjian",
        f"/perjanjian/{agreement.id}",
        f"/perjanjian/{agreement.id}/ubah",
        f"/perjanjian/{agreement.id}/akhiri",
        "/penempatan",
        f"/penempatan/{placement.id}",
    ]
    for user in (make_producer_user(producer), make_outlet_member(outlet), make_user(Role.PARTNERSHIP_OFFICER)):
        user.language = language
        db.session.commit()
        browser = signed_in(app, user)
        for path in paths:
            assert browser.get(path).status_code == 200, path
    cashier = signed_in(app, make_outlet_member(outlet, Role.CASHIER))
    found = {path: cashier.get(path).status_code for path in paths}
    assert [path for path, status in found.items() if status == 200] == [
        "/gerai",
        f"/gerai/{outlet.id}",
        f"/gerai/{outlet.id}/kelayakan",
        "/penempatan",
        f"/penempatan/{placement.id}",
    ]
    stranger = signed_in(app, make_producer_user(make_producer()))
    assert [stranger.get(path).status_code for path in (paths[1], paths[4], paths[8])] == [404, 404, 404]
    assert Client(app).get(f"/perjanjian/{agreement.id}").status_code in {302, 303, 401}
