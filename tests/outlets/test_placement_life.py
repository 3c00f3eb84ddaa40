"""A placement rests, comes back and ends; its page says what lies there, what is open and why it is held."""

from datetime import date

from accounts.permissions import Role
from core.database import db
from outlets import catalogue
from outlets.models import AgreementVersion
from tests.accounts.people_at_work import make_person, signed_in
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_ready_product, make_requirement
from tests.factories.people import make_user
from tests.factories.stock import make_delivery, make_gallery, make_stock
from tests.factories.watches import make_hold


def test_a_suspended_placement_takes_no_goods_and_leaves_the_catalogue_until_it_is_judged_anew(app) -> None:
    product, outlet = make_ready_product(pirt_until=date(2026, 11, 25)), make_outlet()
    make_agreement(product.producer, outlet)
    placement = make_placement(product, outlet)
    manager, path = Api(app, make_outlet_member(outlet)), f"/placements/{placement.id}"
    assert len(db.session.execute(catalogue.products_on_sale()).all()) == 1
    assert manager.post(f"{path}/suspend", {}).status_code == 422
    assert manager.post(f"{path}/suspend", {"reason": "Rak direnovasi"}).json["status"] == "suspended"
    assert manager.post(f"{path}/suspend", {"reason": "Rak direnovasi"}).json["code"] == "placement_not_active"
    assert db.session.execute(catalogue.products_on_sale()).all() == []
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    note = {
        "outlet_id": outlet.id,
        "producer_id": product.producer_id,
        "delivered_on": "2026-11-22",
        "lines": [{"placement_id": placement.id, "batch": "A", "expires_on": "2027-06-01", "quantity": 5}],
    }
    sent = officer.post("/deliveries", {**note, "source": "phone"})
    assert (sent.status_code, sent.json["code"]) == (409, "placement_not_active")
    assert manager.post(f"{path}/resume", {"reason": "Rak siap"}).json["status"] == "active"
    assert manager.post(f"{path}/resume", {"reason": "Rak siap"}).json["code"] == "placement_not_suspended"


def test_it_does_not_come_back_once_its_permit_has_ended(app, clock_stands) -> None:
    product, outlet = make_ready_product(pirt_until=date(2026, 11, 25)), make_outlet()
    make_agreement(product.producer, outlet)
    placement = make_placement(product, outlet)
    manager, path = Api(app, make_outlet_member(outlet)), f"/placements/{placement.id}"
    manager.post(f"{path}/suspend", {"reason": "Rak direnovasi"})
    clock_stands.shift(4 * 86_400)
    refused = manager.post(f"{path}/resume", {"reason": "Rak siap"})
    assert (refused.status_code, refused.json["code"]) == (409, "not_eligible")
    assert refused.json["missing"][0]["kind"] == "pirt"


def test_the_answer_counts_what_lies_there_and_what_is_on_its_way_against_the_quota(app) -> None:
    shelf = make_gallery(quota=20)
    make_stock(shelf, quantity=8)
    make_delivery(shelf, quantity=7, batch="B")
    told = Api(app, shelf.manager).get(f"/placements/{shelf.placement.id}").json
    assert (told["quota"], told["on_hand"], told["in_transit"]) == (20, 8, 7)
    note = {
        "outlet_id": shelf.outlet.id,
        "producer_id": shelf.producer.id,
        "delivered_on": "2026-11-22",
        "lines": [{"placement_id": shelf.placement.id, "batch": "C", "expires_on": "2027-06-01", "quantity": 6}],
    }
    over = Api(app, shelf.maker).post("/deliveries", note)
    assert (over.status_code, over.json["code"]) == (409, "quota_exceeded")
    page = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, "k@contoh.test"))
    text = page.get(f"/penempatan/{shelf.placement.id}").text
    assert "8 di gerai, 7 dalam perjalanan; masih boleh dikirim 5" in text
    ending = page.get(f"/penempatan/{shelf.placement.id}/akhiri").text
    assert "Yang masih terbuka" in ending
    assert "dalam perjalanan" in ending


def test_of_the_shelf_life_agreement_and_placement_ask_for_the_stricter_one_counts(app) -> None:
    shelf = make_gallery()
    version = db.session.query(AgreementVersion).one()
    db.session.add(
        AgreementVersion(
            agreement_id=shelf.agreement.id,
            number=2,
            starts_on=date(2026, 1, 2),
            money_route=version.money_route,
            payment_term_days=15,
            clauses={"minimum_shelf_life_days": 30},
            created_at=version.created_at,
            created_by_id=version.created_by_id,
        )
    )
    shelf.agreement.current_version = 2
    db.session.commit()
    note = {"outlet_id": shelf.outlet.id, "producer_id": shelf.producer.id, "delivered_on": "2026-11-22"}
    maker = Api(app, shelf.maker)

    def refused(expires_on: str) -> str | None:
        batch = f"{expires_on} {shelf.placement.min_shelf_life_days}"
        line = {"placement_id": shelf.placement.id, "batch": batch, "expires_on": expires_on, "quantity": 1}
        answer = maker.post("/deliveries", {**note, "lines": [line]})
        return None if answer.status_code == 201 else answer.json["rows"][0]["message"]

    by_agreement = "Sisa masa simpan hanya 29 hari; perjanjian dengan gerai ini meminta paling sedikit 30 hari"
    by_placement = "Sisa masa simpan hanya 44 hari; gerai ini meminta paling sedikit 45 hari"
    for own in (None, 14):
        shelf.placement.min_shelf_life_days = own
        db.session.commit()
        assert refused("2026-12-21").startswith(by_agreement)
        assert refused("2026-12-22") is None
    shelf.placement.min_shelf_life_days = 45
    db.session.commit()
    assert refused("2027-01-05").startswith(by_placement)
    assert refused("2027-01-06") is None


def test_a_hold_is_told_in_the_list_and_on_the_page_with_what_lifts_it(app) -> None:
    product, outlet = make_ready_product(), make_outlet()
    make_agreement(product.producer, outlet)
    held, free = make_placement(product, outlet), make_placement(outlet=outlet)
    make_hold(held, make_requirement(product.producer))
    manager = Api(app, make_outlet_member(outlet))
    told = {row["id"]: row["held_for"] for row in manager.get("/placements").json["items"]}
    assert told == {held.id: ["nib"], free.id: []}
    assert [row["id"] for row in manager.get("/placements?status=held").json["items"]] == [held.id]
    browser = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, "k@contoh.test"))
    page = browser.get(f"/penempatan/{held.id}").text
    assert "Dicabut dengan sendirinya begitu" in page
    assert "Ditahan karena izin" in browser.get("/penempatan").text
    assert browser.get("/penempatan?export=csv").text.count("NIB") == 1


def test_the_pages_let_one_placement_rest_come_back_and_end_each_with_its_reason(app) -> None:
    product, outlet = make_ready_product(), make_outlet()
    make_agreement(product.producer, outlet)
    placement, neighbour = make_placement(product, outlet), make_placement(outlet=outlet)
    browser = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, "k@contoh.test"))
    path, api = f"/penempatan/{placement.id}", Api(app, make_outlet_member(outlet))
    for step, reason, status in (
        ("bekukan", "Rak direnovasi", "suspended"),
        ("aktifkan", "Rak siap", "active"),
        ("akhiri", "Tidak laku", "ended"),
    ):
        assert f"{path}/{step}" in browser.get(path).text
        assert browser.post(f"{path}/{step}", {"reason": ""}).status_code == 422
        assert browser.post(f"{path}/{step}", {"reason": reason}).status_code == 303
        assert api.get(f"/placements/{placement.id}").json["status"] == status
        assert reason in browser.get(path).text
    assert [row["id"] for row in api.get("/placements?status=active").json["items"]] == [neighbour.id]
