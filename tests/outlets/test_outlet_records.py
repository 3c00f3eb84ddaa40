"""The record of an outlet: its contacts and place, changing it, how stock is followed, who works there."""

import pytest

from accounts.models import AuditEvent, UserAccount
from accounts.permissions import Role
from core.database import db
from outlets.models import Outlet, OutletMember
from outlets.states import StockPolicy
from outlets.stock import MovementKind
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user
from tests.factories.stock import make_lot, make_movement
from tests.outlets.browsers import signed_in, text


def officer(**more: object) -> UserAccount:
    return make_user(Role.PARTNERSHIP_OFFICER, **more)


def body(**changes: object) -> dict[str, object]:
    return {"name": "Maxi Swalayan", "kind": "supermarket", "region_code": "64.71", **changes}


def test_contacts_and_place_are_kept_in_one_form(app) -> None:
    api = Api(app, officer())
    told = {"contact_name": "Budi", "contact_phone": "0812-1216-6678", "contact_whatsapp": "+62 812 1216 6678"}
    place = {"latitude_micro": -1_265_400, "longitude_micro": 116_831_200, "floor_area_square_metres": 900}
    made = api.post("/outlets", body(**told, **place, opening_hours="08.00-21.00"))
    assert made.status_code == 201
    assert (made.json["contact_phone"], made.json["contact_whatsapp"]) == ("+6281212166678", "+6281212166678")
    assert (made.json["latitude_micro"], made.json["longitude_micro"]) == (-1_265_400, 116_831_200)
    assert (made.json["status"], made.json["version"], made.json["warnings"]) == ("active", 1, [])


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"contact_phone": "12"}, "phone_not_valid"),
        ({"latitude_micro": -1_265_400}, "position_incomplete"),
        ({"latitude_micro": 48_000_000, "longitude_micro": 2_000_000}, "position_not_in_indonesia"),
        ({"latitude_micro": -1.2654, "longitude_micro": 116.8312}, "invalid_input"),
        ({"floor_area_square_metres": 0}, "invalid_input"),
    ],
)
def test_a_contact_or_place_that_cannot_be_is_refused(app, changes, code: str) -> None:
    refused = Api(app, officer()).post("/outlets", body(**changes))
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert db.session.query(Outlet).count() == 0


@pytest.mark.parametrize(
    ("kind", "area", "warned"),
    [
        ("minimarket", 400, False),
        ("minimarket", 401, True),
        ("supermarket", 401, False),
        ("supermarket", 400, True),
        ("supermarket", 5_000, False),
        ("hypermarket", 5_000, True),
        ("hypermarket", 5_001, False),
        ("department_store", 399, True),
        ("hotel", 12, False),
    ],
)
def test_a_floor_that_does_not_fit_the_kind_is_a_warning(app, kind: str, area: int, warned: bool) -> None:
    made = Api(app, officer()).post("/outlets", body(kind=kind, floor_area_square_metres=area))
    assert made.status_code == 201
    assert [warning["code"] for warning in made.json["warnings"]] == (["area_does_not_fit_kind"] if warned else [])


def test_a_change_touches_what_is_told_and_the_history_names_no_person(app) -> None:
    outlet = make_outlet(name="Maxi")
    api = Api(app, officer())
    changed = api.post(f"/outlets/{outlet.id}/changes", {"contact_name": "Rina Marlina", "kind": "minimarket"})
    assert changed.status_code == 200
    assert (changed.json["name"], changed.json["kind"], changed.json["contact_name"]) == (
        "Maxi",
        "minimarket",
        "Rina Marlina",
    )
    told = db.session.query(AuditEvent).filter_by(action="outlet:changed").one()
    assert told.before == {"outlet_kind": "supermarket"}
    assert told.after == {"outlet_fields": ["kind", "contact_name"], "outlet_kind": "minimarket"}
    assert api.post(f"/outlets/{outlet.id}/changes", {"contact_name": "Rina Marlina"}).json["version"] == 2
    assert db.session.query(AuditEvent).filter_by(action="outlet:changed").count() == 1


def test_whoever_looked_at_an_older_version_gets_both(app) -> None:
    outlet = make_outlet()
    api = Api(app, officer())
    assert api.post(f"/outlets/{outlet.id}/changes", {"version": 1, "address": "Jalan Ahmad Yani 1"}).status_code == 200
    refused = api.post(f"/outlets/{outlet.id}/changes", {"version": 1, "address": "Jalan Ahmad Yani 2"})
    assert (refused.status_code, refused.json["code"]) == (409, "changed_meanwhile")
    assert (refused.json["yours"], refused.json["current"]) == (1, 2)
    assert refused.json["content"]["address"] == "Jalan Ahmad Yani 1"


def test_the_page_shows_both_versions_and_keeps_what_was_typed(app) -> None:
    outlet = make_outlet(name="Maxi")
    browser = signed_in(app, officer())
    form = {"name": "Maxi Baru", "kind": "supermarket", "region_code": "64.71", "time_zone": "Asia/Makassar"}
    browser.get(f"/gerai/{outlet.id}/ubah")
    saved = browser.post(f"/gerai/{outlet.id}/ubah", {**form, "version": "1", "position": "-1.2654, 116.8312"})
    assert saved.status_code == 303
    assert (outlet.name, outlet.latitude_micro, outlet.address) == ("Maxi Baru", -1_265_400, "")
    browser.get(f"/gerai/{outlet.id}/ubah")
    clash = browser.post(f"/gerai/{outlet.id}/ubah", {**form, "name": "Maxi Lama", "version": "1"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 422
    assert "Isi sekarang dan isian Anda" in page
    assert "Maxi Baru" in page
    assert 'value="Maxi Lama"' in page
    shown = text(browser, f"/gerai/{outlet.id}")
    assert "query=-1.265400,116.831200" in shown


def test_an_outlet_leaves_its_chain_only_when_nothing_stands_by_the_chains_agreement(app) -> None:
    chain, producer = make_chain(), make_producer()
    outlet = make_outlet(chain=chain)
    make_agreement(producer, chain=chain)
    make_placement(make_product(producer), outlet)
    api = Api(app, officer())
    refused = api.post(f"/outlets/{outlet.id}/changes", {"chain_id": None})
    assert (refused.status_code, refused.json["code"]) == (409, "chain_in_use")
    free = make_outlet(chain=chain)
    assert api.post(f"/outlets/{free.id}/changes", {"chain_id": None}).json["chain_id"] is None


def test_stock_is_followed_another_way_only_with_a_reason_and_empty_shelves(app) -> None:
    outlet = make_outlet(kind="plut_gallery")
    api = Api(app, officer())
    path = f"/outlets/{outlet.id}/stock-policy"
    assert api.post(path, {"stock_policy": "count"}).status_code == 422
    lot = make_lot(make_placement(make_product(make_producer()), outlet), on_hand=7)
    refused = api.post(path, {"stock_policy": "count", "reason": "Rak pindah."})
    assert (refused.status_code, refused.json["code"]) == (409, "stock_policy_in_use")
    assert "7 barang masih ada di rak" in refused.json["detail"]
    page = text(signed_in(app, officer()), f"/gerai/{outlet.id}/pencatatan-stok")
    assert "7 barang masih ada di rak" in page
    make_movement(lot, MovementKind.LOST, 7)
    changed = api.post(path, {"stock_policy": "count", "reason": "Rak pindah."})
    assert (changed.status_code, changed.json["stock_policy"]) == (200, "count")
    assert api.post(path, {"stock_policy": "count", "reason": "x"}).json["code"] == "same_stock_policy"
    told = db.session.query(AuditEvent).filter_by(action="outlet:stock_policy_changed").one()
    assert (told.before, told.after, told.reason) == (
        {"stock_policy": StockPolicy.BATCH.value},
        {"stock_policy": "count"},
        "Rak pindah.",
    )


def test_who_is_let_go_is_signed_out_at_once_and_may_come_back(app) -> None:
    outlet, api = make_outlet(), Api(app, officer())
    cashier = make_outlet_member(outlet, Role.CASHIER, email="rina@contoh.id")
    own = Api(app, cashier)
    assert own.get("/outlets").status_code == 200
    assert api.get(f"/outlets/{outlet.id}/members").json["items"][0]["email"] == "rina@contoh.id"
    assert api.post(f"/outlets/{outlet.id}/members/{cashier.id}/remove").status_code == 200
    assert own.get("/outlets").status_code == 401
    assert db.session.query(OutletMember).count() == 0
    assert not cashier.is_active
    assert api.post(f"/outlets/{outlet.id}/members/{cashier.id}/remove").status_code == 404
    again = {"name": "Rina", "email": "rina@contoh.id", "role": "outlet_manager"}
    back = api.post(f"/outlets/{outlet.id}/members", again)
    assert (back.status_code, back.json["id"], back.json["role"]) == (201, cashier.id, "outlet_manager")
    assert cashier.is_active
    assert api.post(f"/outlets/{outlet.id}/members", again).json["code"] == "email_taken"


def test_who_works_elsewhere_too_keeps_the_account(app) -> None:
    here, there = make_outlet(), make_outlet()
    manager = make_outlet_member(here)
    db.session.add(OutletMember(user_id=manager.id, outlet_id=there.id))
    db.session.commit()
    Api(app, officer()).post(f"/outlets/{here.id}/members/{manager.id}/remove")
    assert manager.is_active
    assert db.session.query(OutletMember).one().outlet_id == there.id


def test_only_officers_of_the_region_change_an_outlet(app) -> None:
    outlet = make_outlet(region_code="64.71")
    member = make_outlet_member(outlet)
    stranger = officer(regions=("18.72",))
    for path, sent in (
        ("changes", {"address": "x"}),
        ("stock-policy", {"stock_policy": "batch", "reason": "x"}),
        ("close", {"reason": "x"}),
        ("reopen", {"reason": "x"}),
    ):
        assert Api(app, member).post(f"/outlets/{outlet.id}/{path}", sent).status_code == 403
        assert Api(app, stranger).post(f"/outlets/{outlet.id}/{path}", sent).status_code == 404
    moved = Api(app, officer(regions=("64.71",))).post(f"/outlets/{outlet.id}/changes", {"region_code": "18.72"})
    assert moved.json["code"] == "outside_your_regions"


def test_the_list_is_filtered_and_exported_as_it_is_shown(app) -> None:
    make_outlet(name="Hotel A", kind="hotel", region_code="64.71")
    make_outlet(name="Hotel B", kind="hotel", region_code="62.71")
    browser = signed_in(app, officer())
    page = text(browser, "/gerai?kind=hotel&region=62.71")
    assert "Hotel B" in page
    assert "Hotel A" not in page
    file = browser.get("/gerai?kind=hotel&region=62.71&export=csv").get_data(as_text=True)
    assert "Hotel B" in file
    assert "Hotel A" not in file
    assert "TOTAL 1" in file


def test_the_page_of_an_outlet_shows_its_own_agreements_and_those_of_its_chain(app) -> None:
    own, foreign = make_producer(name="Amplang Bu Rahma"), make_producer(name="Kopi Luwak Samboja")
    outlet = make_outlet()
    make_agreement(own, outlet)
    make_agreement(foreign, make_outlet())
    page = text(signed_in(app, officer()), f"/gerai/{outlet.id}")
    assert "Amplang Bu Rahma" in page
    assert "Kopi Luwak Samboja" not in page
