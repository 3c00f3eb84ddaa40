"""Whom a change of the rules would hit, through the verb, the pages and the API, and chains with a set."""

import re
from datetime import date

import pytest
from sqlalchemy import event

from accounts.permissions import Role
from core.database import committed, db
from outlets import placements, rule_reach
from outlets.errors import NotEligible
from outlets.models import Placement
from outlets.states import PlacementStatus
from partnerships import rule_changes, rules
from partnerships.readiness_matrix import Place
from partnerships.rule_models import RuleChange
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_placement
from tests.factories.partnerships import make_producer, make_product, make_ready_product, make_requirement
from tests.factories.people import make_user
from tests.factories.rules import FROM_DECEMBER, barcode_at_hotels, make_chain_with_set, make_change, rule_of

TODAY = date(2026, 11, 22)


def browser_of(app, user):
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


@pytest.fixture
def shelves(app):
    """Two ready products at a hotel, one of them with a barcode; one ready at a café; one that lacks halal anyway."""
    hotel, cafe = make_outlet("hotel", name="Hotel Sejuk"), make_outlet("cafe", name="Kafe Teduh")
    first = make_ready_product(make_producer(name="Dapur Satu"), name="Keripik satu")
    second = make_ready_product(make_producer(name="Dapur Dua"), name="Keripik dua")
    make_requirement(second.producer, "barcode", number="8991002101630", products=[second])
    short = make_ready_product(make_producer(name="Dapur Tiga"), name="Keripik tiga", without=["halal"])
    craft = make_product(make_producer(name="Dapur Empat"), name="Tikar", category="craft")
    placed = {
        "first": make_placement(first, hotel),
        "second": make_placement(second, hotel),
        "cafe": make_placement(first, cafe),
        "short": make_placement(short, hotel),
    }
    return {"first": first, "second": second, "short": short, "craft": craft, "placed": placed, "hotel": hotel}


def test_a_preview_counts_products_producers_and_active_placements_exactly(shelves):
    admin = make_user(Role.ADMINISTRATOR)
    seen = rule_reach.preview(make_change(by=admin).id, by=admin)
    assert (seen.on, seen.days) == (FROM_DECEMBER, [FROM_DECEMBER])
    (line,) = seen.lines
    assert line.places == (Place("hotel"),)
    assert (line.missing, line.losing, line.freed, line.gaining, line.producers) == (2, 1, 0, 0, 2)
    assert (seen.products_missing, seen.products_freed, seen.producers) == (2, 0, 2)
    assert seen.losing == [shelves["placed"]["first"].id]
    assert [(row["product_name"], row["missing"]) for row in seen.products] == [
        ("Keripik satu", ["barcode"]),
        ("Keripik tiga", ["barcode"]),
    ]
    assert [row["outlet_name"] for row in seen.placements] == ["Hotel Sejuk"]


def test_a_rule_that_ends_frees_products_and_makes_some_of_them_eligible_everywhere(shelves):
    admin = make_user(Role.ADMINISTRATOR)
    halal = rule_of("halal", "dry_food", size_class="micro")
    change = make_change({"move": "end", "rule_id": halal.id, "ends_on": TODAY}, by=admin)
    seen = rule_reach.preview(change.id, by=admin)
    assert seen.on == date(2026, 11, 23)
    assert (seen.products_missing, seen.products_freed, seen.producers) == (0, 1, 1)
    assert seen.gaining == [shelves["placed"]["short"].id]
    (line,) = [line for line in seen.lines if Place("supermarket") in line.places]
    assert (line.freed, line.gaining) == (1, 1)
    sets_that_ask_for_halal = {"alfamart", "aprindo", "hotel_group"}
    assert {place.requirement_set for one in seen.lines for place in one.places} == {None, "alfamidi", "gallery"}
    assert not sets_that_ask_for_halal & {place.requirement_set for place in line.places}


def test_a_rule_of_a_set_hits_only_the_outlets_of_chains_that_chose_it(shelves):
    chosen = make_outlet("minimarket", chain=make_chain_with_set("alfamart"))
    make_outlet("minimarket", chain=make_chain())
    placed = make_placement(shelves["first"], chosen)
    admin = make_user(Role.ADMINISTRATOR)
    step = {"move": "add", "kind": "npwp", "need": "required", "starts_on": TODAY, "requirement_set": "alfamart"}
    seen = rule_reach.preview(make_change(step, by=admin).id, by=admin)
    (line,) = seen.lines
    assert line.places == (Place("minimarket", "alfamart"),)
    assert line.missing == 4
    assert seen.losing == []
    assert placed.id in rule_reach.short_of_rules(admin, TODAY)


def test_a_preview_asks_the_database_the_same_few_questions_for_any_number_of_products(shelves):
    admin = make_user(Role.ADMINISTRATOR)
    change = make_change(by=admin)

    def queries() -> int:
        asked = []
        connection = db.session.connection()
        count = lambda *call: asked.append(call[2])  # noqa: E731
        event.listen(connection, "before_cursor_execute", count)
        rule_reach.preview(change.id, by=admin)
        event.remove(connection, "before_cursor_execute", count)
        return len(asked)

    queries()
    few = queries()
    for _ in range(4):
        make_ready_product()
    queries()
    assert queries() == few
    assert few <= 12


def test_what_stands_is_flagged_and_not_ended_and_what_is_new_is_refused(shelves, clock_stands):
    admin = make_user(Role.ADMINISTRATOR)
    make_agreement(shelves["first"].producer, make_outlet("hotel", name="Hotel Baru"))
    committed(rule_changes.apply, make_change(barcode_at_hotels(starts_on=TODAY), by=admin).id, by=admin)
    short = rule_reach.short_of_rules(admin, TODAY)
    assert {key: list(kinds) for key, kinds in short.items()} == {
        shelves["placed"]["first"].id: ["barcode"],
        shelves["placed"]["short"].id: ["halal", "barcode"],
    }
    assert db.session.get_one(Placement, shelves["placed"]["first"].id).status is PlacementStatus.ACTIVE
    with pytest.raises(NotEligible) as refused:
        placements.check_may_stand(shelves["first"], make_hotel_with_agreement(shelves["first"]), TODAY)
    assert [gap["kind"] for gap in refused.value.extra["missing"]] == ["barcode"]


def make_hotel_with_agreement(product):
    outlet = make_outlet("hotel")
    make_agreement(product.producer, outlet)
    return outlet


def test_the_set_of_its_chain_decides_what_an_outlet_asks_for(app):
    product = make_ready_product()
    outlet = make_outlet("minimarket", chain=make_chain_with_set("alfamidi"))
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    api = Api(app, officer)
    told = api.get(f"/outlets/{outlet.id}/eligibility?product_id={product.id}").json
    assert (told["eligible"], [gap["kind"] for gap in told["missing"]]) == (False, ["barcode"])
    make_requirement(product.producer, "barcode", number="8991002101630", products=[product])
    assert api.get(f"/outlets/{outlet.id}/eligibility?product_id={product.id}").json["eligible"] is True


def test_an_officer_chooses_the_set_of_a_chain_and_learns_who_falls_short(app):
    chain = make_chain(name="Maju Jaya")
    placement = make_placement(make_ready_product(), make_outlet("minimarket", chain=chain))
    browser = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    page = text_of(browser.get(f"/gerai/jaringan/{chain.id}/paket"))
    assert "Alfamidi" in page
    saved = browser.post(f"/gerai/jaringan/{chain.id}/paket", {"requirement_set": "alfamart"}, follow_redirects=True)
    assert "1 penempatan aktif belum memenuhi syarat dan tetap berjalan" in text_of(saved)
    assert chain.requirement_set.code == "alfamart"
    assert placement.status is PlacementStatus.ACTIVE
    browser.post(f"/gerai/jaringan/{chain.id}/paket", {"requirement_set": ""})
    assert chain.requirement_set is None


def test_a_chain_may_be_registered_with_its_set_by_api(app):
    api = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    made = api.post("/chains", {"name": "Alfamart Kaltim", "requirement_set": "alfamart"})
    assert (made.status_code, made.json["requirement_set"]) == (201, "alfamart")
    plain = api.post("/chains", {"name": "Toko Sejahtera"})
    assert plain.json["requirement_set"] is None
    assert {row["name"]: row["requirement_set"] for row in api.get("/chains").json["items"]} == {
        "Alfamart Kaltim": "alfamart",
        "Toko Sejahtera": None,
    }
    refused = api.post("/chains", {"name": "Toko Lain", "requirement_set": "indomaret"})
    assert (refused.status_code, refused.json["code"]) == (422, "unknown_requirement_set")
    changed = api.post(f"/chains/{plain.json['id']}/requirement-set", {"requirement_set": "aprindo"})
    assert changed.json["requirement_set"] == "aprindo"


def test_the_api_prepares_previews_and_applies_a_change(app, shelves):
    api = Api(app, make_user(Role.ADMINISTRATOR))
    step = {**barcode_at_hotels(), "starts_on": "2026-12-01"}
    made = api.post(
        "/requirement-rule-changes", {"reason": "Surat PHRI", "source": "PHRI 12/2026", "items": [step]}
    ).json
    assert (made["status"], made["prepared_on_version"], made["warnings"]) == ("draft", 1, [])
    assert made["items"][0]["source"] == "PHRI 12/2026"
    seen = api.get(f"/requirement-rule-changes/{made['id']}/preview").json
    assert (seen["on"], seen["products_missing"], seen["placements_losing"]) == ("2026-12-01", 2, 1)
    assert [(row["outlet_kind"], row["products_losing"]) for row in seen["places"]] == [("hotel", 1)]
    assert api.get(f"/requirement-rule-changes/{made['id']}/preview?on=2026-11-30").json["places"] == []
    done = api.post(f"/requirement-rule-changes/{made['id']}/apply")
    assert (done.status_code, done.json["status"], done.json["applied_version"]) == (200, "applied", 2)
    again = api.post(f"/requirement-rule-changes/{made['id']}/apply")
    assert (again.status_code, again.json["code"]) == (409, "rule_change_decided")
    found = api.get("/requirement-rules?kind=barcode&requirement_set=base").json
    assert [(row["outlet_kind"], row["introduced_in_version"]) for row in found["items"]] == [("hotel", 2)]
    assert api.get("/requirement-rules?kind=barcode&requirement_set=base&version=1").json["total"] == 0
    assert api.get("/requirement-rules?kind=barcode&requirement_set=base&on=2026-11-30").json["total"] == 0


def test_a_step_that_reaches_back_is_warned_of(app):
    api = Api(app, make_user(Role.ADMINISTRATOR))
    step = {**barcode_at_hotels(), "starts_on": "2026-01-01", "already_in_force": True}
    made = api.post("/requirement-rule-changes", {"reason": "PHRI", "source": "PHRI", "items": [step]}).json
    assert made["warnings"] == ["Berlaku surut sejak 01/01/2026: penilaian hari-hari yang lewat ikut berubah."]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "sim"}, "items.0.kind"),
        ({"outlet_kind": "warung"}, "items.0.outlet_kind"),
        ({"starts_on": "2026-02-30"}, "items.0.starts_on"),
        ({"starts_on": "2026-11-21"}, "starts_on"),
        ({"colour": "red"}, "items.0.colour"),
    ],
)
def test_a_wrong_step_is_refused_and_nothing_is_prepared(app, changes, field):
    api = Api(app, make_user(Role.ADMINISTRATOR))
    step = {**barcode_at_hotels(), "starts_on": "2026-12-01", **changes}
    refused = api.post("/requirement-rule-changes", {"reason": "PHRI", "source": "PHRI", "items": [step]})
    assert refused.status_code == 422
    assert field in refused.json["errors"]
    assert db.session.query(RuleChange).count() == 0


@pytest.mark.parametrize(
    ("query", "code"), [("on=besok", "not_a_day"), ("version=7", "unknown_rule_version"), ("version=x", None)]
)
def test_a_filter_that_is_none_is_refused(app, query, code):
    refused = Api(app, make_user(Role.HEAD)).get(f"/requirement-rules?{query}")
    assert refused.status_code == 422
    assert refused.json["code"] == (code or "unknown_rule_version")


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.PARTNERSHIP_OFFICER, Role.FINANCE, Role.HEAD])
def test_staff_read_the_rules_and_only_administrators_change_them(app, role):
    change = make_change()
    api = Api(app, make_user(role))
    assert api.get("/requirement-rules").json["total"] == len(rules.all_rules())
    assert len(api.get("/requirement-sets").json["items"]) == 5
    assert api.get(f"/requirement-rule-changes/{change.id}").json["status"] == "draft"
    assert api.post(f"/requirement-rule-changes/{change.id}/apply").status_code == 403
    assert api.get(f"/requirement-rule-changes/{change.id}/preview").status_code == 403
    browser = browser_of(app, make_user(role))
    page = text_of(browser.get("/aturan-syarat"))
    assert "PP 42/2024 Pasal 160" in page
    assert "Siapkan perubahan" not in page
    assert browser.get("/aturan-syarat/perubahan/baru").status_code == 403


@pytest.mark.parametrize("role", [Role.OUTLET_MANAGER, Role.CASHIER, Role.PRODUCER])
def test_outlets_and_producers_have_no_door_to_the_rules(app, role):
    api = Api(app, make_user(role))
    assert api.get("/requirement-rules").status_code == 403
    assert api.get(f"/requirement-rule-changes/{make_change().id}").status_code == 403


def test_the_administrator_walks_from_a_rule_to_a_new_version_on_the_pages(app, shelves):
    browser = browser_of(app, make_user(Role.ADMINISTRATOR))
    assert "Perlu dikonfirmasi" in text_of(browser.get("/aturan-syarat?kind=halal&on=2026-11-22"))
    browser.get("/aturan-syarat/perubahan/baru")
    made = browser.post("/aturan-syarat/perubahan/baru", {"reason": "Surat PHRI", "source": "PHRI 12/2026"})
    address = made.location
    browser.get(address)
    step = {**barcode_at_hotels(), "starts_on": "01/12/2026"}
    refused = browser.post(f"{address}/langkah", {**step, "starts_on": "01/11/2026"})
    assert refused.status_code == 422
    assert "Tanggal 01/11/2026 sudah lewat" in text_of(refused)
    added = text_of(browser.post(f"{address}/langkah", step, follow_redirects=True))
    assert "Langkah ditambahkan" in added
    seen = text_of(browser.get(f"{address}/dampak"))
    assert "Keripik satu" in seen
    assert "Tikar" not in seen
    assert "Penempatan aktif yang tidak lagi layak" in seen
    applied = text_of(browser.post(f"{address}/terapkan", follow_redirects=True))
    assert "Aturan versi 2 diterapkan." in applied
    again = browser.post(f"{address}/terapkan")
    assert again.status_code == 409
    assert "sudah diterapkan atau dibuang" in text_of(again)
    listed = text_of(browser.get("/aturan-syarat?kind=barcode&requirement_set=base"))
    assert "Hotel" in listed
    assert "tidak ada lagi" not in listed
    assert "Surat PHRI" in text_of(browser.get("/aturan-syarat/versi"))
    assert "Keripik tiga" in text_of(browser.get("/aturan-syarat/penempatan"))
    rule = rule_of("barcode", "dry_food")
    assert "Surat PHRI" in text_of(browser.get(f"/aturan-syarat/{rule.id}"))


def test_a_stale_draft_says_so_on_its_pages(app):
    end = {"move": "end", "rule_id": rule_of("nib").id, "ends_on": FROM_DECEMBER}
    first, second = make_change(end), make_change(end)
    admin = make_user(Role.ADMINISTRATOR)
    committed(rule_changes.apply, first.id, by=admin)
    browser = browser_of(app, admin)
    for address in ("dampak", "terapkan"):
        path = f"/aturan-syarat/perubahan/{second.id}/{address}"
        told = browser.get(path) if address == "dampak" else browser.post(path)
        assert told.status_code == 409
        assert "disiapkan atas versi 1, sekarang versi 2" in text_of(told)
    browser.post(f"/aturan-syarat/perubahan/{second.id}/buang")
    assert db.session.get_one(RuleChange, second.id).status.value == "discarded"


def test_a_set_is_made_on_its_page_and_its_code_is_checked(app):
    browser = browser_of(app, make_user(Role.ADMINISTRATOR))
    told = {"name": "Hotel Sejuk", "description": "NIB dan SLHS", "source": "Surat hotel"}
    browser.get("/aturan-syarat/paket/baru")
    refused = browser.post("/aturan-syarat/paket/baru", {**told, "code": "Hotel Sejuk"})
    assert refused.status_code == 422
    made = browser.post("/aturan-syarat/paket/baru", {**told, "code": "hotel_sejuk"}, follow_redirects=True)
    assert "Paket Hotel Sejuk dibuat" in text_of(made)


def test_the_rules_are_exported_as_they_are_shown(app):
    told = browser_of(app, make_user(Role.HEAD)).get("/aturan-syarat?kind=barcode&export=csv").get_data(as_text=True)
    assert told.splitlines()[-1].startswith("TOTAL 2;")
    assert "alfamidi" in told
