"""What an agreement says beyond the rate: what the law forbids, what versions change, answers, the paper."""

import io
from datetime import date

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from accounts.models import OutboxMessage, UserAccount
from accounts.permissions import Role
from core.database import committed, db
from outlets import agreement_reminders
from outlets.agreement_clauses import DEFAULTS, Deduction, changed, faults_in_clauses, from_json, to_json
from partnerships.growth import SizeClass
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user
from tests.outlets.test_agreements import proposal


@pytest.fixture
def pair(app):
    """A producer and a supermarket with a user each, and an officer."""
    producer, outlet = make_producer(), make_outlet()
    return (
        producer,
        outlet,
        Api(app, make_producer_user(producer)),
        Api(app, make_outlet_member(outlet)),
        Api(app, make_user(Role.PARTNERSHIP_OFFICER)),
    )


def words_of(answer) -> str:
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    return " ".join(text.split())


@pytest.mark.parametrize("size", ["micro", "small"])
def test_micro_and_small_producers_pay_no_listing_fee(app, pair, size: str) -> None:
    producer, outlet, _maker, _shop, officer = pair
    producer.size_class = size
    db.session.commit()
    refused = officer.post("/agreements", proposal(producer, outlet, clauses={"listing_fee_rupiah": 1}))
    assert (refused.status_code, refused.json["code"]) == (422, "listing_fee_not_allowed")
    assert "PP 29/2021 Pasal 95" in refused.json["errors"]["clauses.listing_fee_rupiah"][0]


def test_a_medium_producer_pays_at_most_the_fee_of_that_kind_of_outlet(app, pair) -> None:
    producer, outlet, _maker, _shop, officer = pair
    producer.size_class = SizeClass.MEDIUM.value
    db.session.commit()
    refused = officer.post("/agreements", proposal(producer, outlet, clauses={"listing_fee_rupiah": 75_001}))
    assert (refused.status_code, refused.json["code"]) == (422, "listing_fee_too_high")
    assert (
        officer.post("/agreements", proposal(producer, outlet, clauses={"listing_fee_rupiah": 75_000})).status_code
        == 201
    )


def test_deductions_come_to_fifteen_percent_at_most_beside_the_regular_discount(app, pair) -> None:
    producer, outlet, _maker, _shop, officer = pair
    shares = {"promotion_cost": 1_000, "distribution_cost": 501, "regular_discount": 900}
    refused = officer.post("/agreements", proposal(producer, outlet, clauses={"deductions": shares}))
    assert (refused.status_code, refused.json["code"]) == (422, "deductions_too_high")
    assert "15,01 %" in refused.json["errors"]["clauses.deductions"][0]
    shares["distribution_cost"] = 500
    agreed = officer.post("/agreements", proposal(producer, outlet, clauses={"deductions": shares}))
    assert agreed.status_code == 201
    assert agreed.json["clauses"]["deductions"] == shares


def test_an_unknown_clause_is_refused_and_one_left_out_reads_as_by_default(app, pair) -> None:
    producer, outlet, _maker, _shop, officer = pair
    assert officer.post("/agreements", proposal(producer, outlet, clauses={"listing_fees": 5})).status_code == 422
    made = officer.post("/agreements", proposal(producer, outlet)).json
    assert made["clauses"]["damage_borne_by"] == "outlet"
    assert made["clauses"]["expiry_borne_by"] == "producer"


@given(
    st.dictionaries(st.sampled_from([kind.value for kind in Deduction]), st.integers(0, 10_000)), st.integers(0, 10**9)
)
def test_clauses_are_read_back_as_they_were_stored_and_judging_never_raises(shares, fee) -> None:
    clauses = changed(DEFAULTS, {"deductions": shares, "listing_fee_rupiah": fee})
    assert from_json(to_json(clauses)) == clauses
    for size in SizeClass:
        for kind in (None, "hypermarket", "cafe"):
            faults_in_clauses(clauses, size_class=size.value, outlet_kind=kind)


def test_a_changed_clause_is_a_new_version_that_says_what_it_changed(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    agreement = make_agreement(producer, outlet)
    path = f"/agreements/{agreement.id}"
    asked = officer.post(f"{path}/amend", {"starts_on": "2026-12-01", "clauses": {"loss_borne_by": "producer"}})
    assert asked.status_code == 201
    assert asked.json["amendment"]["clauses"]["loss_borne_by"] == "producer"
    assert asked.json["clauses"]["loss_borne_by"] == "outlet"
    maker.post(f"{path}/accept")
    done = shop.post(f"{path}/accept").json
    assert [(version["number"], version["changed"]) for version in done["versions"]] == [
        (1, []),
        (2, ["loss_borne_by"]),
    ]
    again = officer.post(f"{path}/amend", {"starts_on": "2026-12-05", "clauses": {"loss_borne_by": "producer"}})
    assert (again.status_code, again.json["code"]) == (422, "nothing_changes")


def test_a_counter_proposal_accepted_by_both_takes_the_place_of_what_it_answered(app, pair) -> None:
    producer, outlet, maker, shop, officer = pair
    first = maker.post("/agreements", proposal(producer, outlet, clauses={"pick_up_within_days": 21})).json
    body = {key: value for key, value in proposal(producer, outlet).items() if not key.endswith("_id")}
    body["rates"] = [{"rate_bp": 450, "starts_on": "2026-10-01"}]
    answer = shop.post(f"/agreements/{first['id']}/counter", body)
    assert (answer.status_code, answer.json["status"], answer.json["counters_id"]) == (201, "proposed", first["id"])
    assert answer.json["clauses"]["pick_up_within_days"] == 21
    waiting = maker.get(f"/agreements/{first['id']}").json
    assert (waiting["status"], waiting["answered_by_id"]) == ("countered", answer.json["id"])
    assert maker.post(f"/agreements/{first['id']}/accept").status_code == 409
    path = f"/agreements/{answer.json['id']}"
    maker.post(f"{path}/accept")
    assert shop.post(f"{path}/accept").json["status"] == "active"
    assert officer.get(f"/agreements/{first['id']}").json["status"] == "ended"
    assert officer.get(path).json["rate_bp"] == 450


def test_a_declined_counter_proposal_puts_the_first_one_back_on_the_table(app, pair) -> None:
    producer, outlet, maker, shop, _officer = pair
    first = maker.post("/agreements", proposal(producer, outlet)).json
    body = {key: value for key, value in proposal(producer, outlet).items() if not key.endswith("_id")}
    answer = shop.post(f"/agreements/{first['id']}/counter", body).json
    assert maker.post(f"/agreements/{answer['id']}/end", {"reason": "Terlalu tinggi"}).json["status"] == "ended"
    assert maker.get(f"/agreements/{first['id']}").json["status"] == "proposed"
    maker.post(f"/agreements/{first['id']}/accept")
    assert shop.post(f"/agreements/{first['id']}/accept").json["status"] == "active"


def test_only_the_other_side_answers_and_only_what_waits(app, pair) -> None:
    producer, outlet, maker, _shop, officer = pair
    first = maker.post("/agreements", proposal(producer, outlet)).json
    body = {key: value for key, value in proposal(producer, outlet).items() if not key.endswith("_id")}
    own = maker.post(f"/agreements/{first['id']}/counter", body)
    assert (own.status_code, own.json["code"]) == (409, "own_proposal")
    active = make_agreement(producer, make_outlet())
    late = officer.post(f"/agreements/{active.id}/counter", body)
    assert (late.status_code, late.json["code"]) == (409, "not_open_for_counter")
    stranger = Api(app, make_outlet_member(make_outlet()))
    assert stranger.post(f"/agreements/{first['id']}/counter", body).status_code == 404


def test_the_paper_holds_what_the_law_demands_and_the_terms_that_were_agreed(app, pair) -> None:
    producer, outlet, maker, _shop, _officer = pair
    agreement = make_agreement(producer, outlet, rate_bp=350)
    placement = make_placement(make_product(producer), outlet)
    answer = maker.get(f"/agreements/{agreement.id}.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    words = words_of(answer)
    demanded = (
        "Kegiatan usaha",
        "Hak dan kewajiban",
        "Bentuk pengembangan",
        "Jangka waktu",
        "Penyelesaian perselisihan",
    )
    agreed = (
        placement.product.name,
        outlet.name,
        "3,5 %",
        "paling lambat 15 hari",
        "Tidak ada biaya administrasi pendaftaran",
    )
    assert [said for said in (*demanded, *agreed, "Meterai Rp10.000") if said not in words] == []


def test_the_paper_of_a_proposal_says_that_it_is_one_and_a_stranger_gets_none(app, pair) -> None:
    producer, outlet, maker, _shop, officer = pair
    made = officer.post("/agreements", proposal(producer, outlet)).json
    assert "USULAN" in words_of(maker.get(f"/agreements/{made['id']}.pdf"))
    stranger = Api(app, make_producer_user(make_producer()))
    assert stranger.get(f"/agreements/{made['id']}.pdf").status_code == 404


def test_both_sides_are_reminded_once_of_an_end_and_once_more_a_week_before(app, pair) -> None:
    producer, outlet, _maker, _shop, _officer = pair
    make_agreement(producer, outlet, ends_on=date(2026, 12, 31))
    make_agreement(make_producer(), outlet)
    assert committed(agreement_reminders.remind, date(2026, 11, 30)) == 0
    assert committed(agreement_reminders.remind, date(2026, 12, 3)) == 1
    assert committed(agreement_reminders.remind, date(2026, 12, 4)) == 0
    assert committed(agreement_reminders.remind, date(2026, 12, 26)) == 1
    assert committed(agreement_reminders.remind, date(2026, 12, 31)) == 0
    assert committed(agreement_reminders.remind, date(2027, 1, 1)) == 0
    told = db.session.execute(
        select(UserAccount.role)
        .join(OutboxMessage, OutboxMessage.to_user_id == UserAccount.id)
        .where(OutboxMessage.kind == "agreement_ending")
    ).scalars()
    assert sorted(told) == [Role.OUTLET_MANAGER, Role.OUTLET_MANAGER, Role.PRODUCER, Role.PRODUCER]


def test_the_page_answers_with_other_terms_and_says_a_forbidden_fee_at_its_field(app, pair) -> None:
    producer, outlet, maker, _shop, _officer = pair
    first = maker.post("/agreements", proposal(producer, outlet)).json
    manager = make_outlet_member(outlet)
    manager.password_hash = HASH
    db.session.commit()
    browser = signed_in(app, manager)
    address = f"/perjanjian/{first['id']}/balas"
    assert browser.get(address).status_code == 200
    told = {"starts_on": "2026-12-01", "rate_bp": "4", "money_route": "outlet_remits_net", "payment_term_days": "14"}
    refused = browser.post(address, told | {"listing_fee_rupiah": "50.000"})
    assert refused.status_code == 422
    assert "tidak boleh dikenakan kepada usaha mikro" in refused.get_data(as_text=True)
    assert 'href="#f-listing_fee_rupiah"' in refused.get_data(as_text=True)
    typed = {"deduction_promotion_cost": "2,5", "shrinkage_tolerance_bp": "0,5", "pick_up_within_days": "7"}
    done = browser.post(address, told | typed)
    assert done.status_code == 303
    shown = browser.get(f"/perjanjian/{done.location.rpartition('/')[2]}/balas").get_data(as_text=True)
    assert 'value="0,5"' in shown
    page = browser.get(done.location).get_data(as_text=True)
    assert "Biaya promosi 2,5 %" in page
    assert browser.get(f"/perjanjian/{first['id']}/perjanjian.pdf").mimetype == "application/pdf"
