"""The item codes of an outlet's till: each means one product at a time, and what it meant before is kept."""

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from outlets.models import OutletCode
from outlets.placements import code_book
from tests.clients import Api
from tests.factories.outlets import make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text


def test_a_manager_writes_down_a_code_and_the_till_file_knows_it(app) -> None:
    outlet = make_outlet()
    placement = make_placement(make_product(make_producer()), outlet)
    api = Api(app, make_outlet_member(outlet))
    made = api.post(f"/outlets/{outlet.id}/codes", {"code": "0012", "placement_id": placement.id})
    assert (made.status_code, made.json["code"], made.json["sales_file_id"]) == (201, "0012", None)
    assert list(code_book(outlet.id).codes["0012"]) == [placement.id]
    again = api.post(f"/outlets/{outlet.id}/codes", {"code": "0012", "placement_id": placement.id})
    assert (again.status_code, again.json["code"]) == (409, "code_in_use")


def test_a_code_must_mean_one_product_of_this_outlet(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    one, other = make_placement(make_product(producer), outlet), make_placement(make_product(producer), outlet)
    elsewhere = make_placement(make_product(producer))
    api = Api(app, make_outlet_member(outlet))
    taken = api.post(f"/outlets/{outlet.id}/codes", {"code": other.product.sku, "placement_id": one.id})
    assert (taken.status_code, taken.json["code"]) == (409, "code_taken")
    foreign = api.post(f"/outlets/{outlet.id}/codes", {"code": "X", "placement_id": elsewhere.id})
    assert (foreign.status_code, foreign.json["code"]) == (422, "not_placed_here")


def test_a_changed_code_retires_the_old_one_and_keeps_it_for_the_history(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    one, other = make_placement(make_product(producer), outlet), make_placement(make_product(producer), outlet)
    code = make_outlet_code(one, "PLU-7")
    api = Api(app, make_outlet_member(outlet))
    body = {"code": "PLU-7", "placement_id": other.id, "reason": "Kasir memakai ulang nomornya."}
    changed = api.post(f"/outlet-codes/{code.id}/change", body)
    assert changed.status_code == 200
    assert list(code_book(outlet.id).codes["PLU-7"]) == [other.id]
    assert api.get(f"/outlets/{outlet.id}/codes").json["total"] == 1
    assert api.get(f"/outlets/{outlet.id}/codes?status=all").json["total"] == 2
    assert api.post(f"/outlet-codes/{code.id}/change", body).json["code"] == "code_retired"
    reasons = db.session.query(AuditEvent.reason).filter_by(action="outlet_code:retired").all()
    assert reasons == [("Kasir memakai ulang nomornya.",)]


def test_a_refused_change_retires_nothing(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    one, other = make_placement(make_product(producer), outlet), make_placement(make_product(producer), outlet)
    code = make_outlet_code(one, "PLU-7")
    make_outlet_code(other, "PLU-8")
    api = Api(app, make_outlet_member(outlet))
    refused = api.post(f"/outlet-codes/{code.id}/change", {"code": "PLU-8", "placement_id": one.id, "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (409, "code_in_use")
    assert db.session.query(OutletCode).filter(OutletCode.retired_at.is_(None)).count() == 2


def test_a_retired_code_is_unknown_to_the_till_file_and_free_again(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    one, other = make_placement(make_product(producer), outlet), make_placement(make_product(producer), outlet)
    code = make_outlet_code(one, "PLU-7")
    api = Api(app, make_outlet_member(outlet))
    assert api.post(f"/outlet-codes/{code.id}/retire", {"reason": ""}).status_code == 422
    assert api.post(f"/outlet-codes/{code.id}/retire", {"reason": "Tidak dijual lagi."}).status_code == 200
    assert "PLU-7" not in code_book(outlet.id).codes
    assert api.post(f"/outlets/{outlet.id}/codes", {"code": "PLU-7", "placement_id": other.id}).status_code == 201


def test_a_producer_sees_the_codes_of_its_own_goods_alone(app) -> None:
    outlet, mine, yours = make_outlet(), make_producer(), make_producer()
    own = make_outlet_code(make_placement(make_product(mine), outlet), "A1")
    foreign = make_outlet_code(make_placement(make_product(yours), outlet), "B1")
    api = Api(app, make_producer_user(mine))
    assert [item["code"] for item in api.get(f"/outlets/{outlet.id}/codes").json["items"]] == ["A1"]
    browser = signed_in(app, make_producer_user(mine))
    assert browser.get(f"/gerai/kode/{foreign.id}").status_code == 404
    assert "A1" in text(browser, f"/gerai/kode/{own.id}")
    assert api.post(f"/outlet-codes/{own.id}/retire", {"reason": "x"}).status_code == 403
    stranger = Api(app, make_outlet_member(make_outlet()))
    assert stranger.post(f"/outlet-codes/{own.id}/retire", {"reason": "x"}).status_code == 404


def test_codes_are_searched_written_down_and_exported_on_the_page(app) -> None:
    outlet = make_outlet()
    placement = make_placement(make_product(make_producer(), name="Amplang"), outlet)
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    browser.get(f"/gerai/{outlet.id}/kode/baru")
    saved = browser.post(f"/gerai/{outlet.id}/kode/baru", {"code": "0012", "placement_id": str(placement.id)})
    assert saved.status_code == 303
    assert "0012" in text(browser, f"/gerai/{outlet.id}/kode?q=ampl")
    assert "0012" not in text(browser, f"/gerai/{outlet.id}/kode?q=tenggiri")
    file = browser.get(f"/gerai/{outlet.id}/kode?export=csv").get_data(as_text=True)
    assert f"0012;{placement.product.sku};Amplang" in file
    assert "TOTAL 1" in file
    found = db.session.query(OutletCode).one()
    browser.get(f"/gerai/kode/{found.id}/hentikan")
    assert browser.post(f"/gerai/kode/{found.id}/hentikan", {"reason": "Ganti mesin kasir."}).status_code == 303
    assert "Ganti mesin kasir." in text(browser, f"/gerai/kode/{found.id}")
