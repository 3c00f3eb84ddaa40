"""The questions lead a product to P-IRT, BPOM MD, SLHS or a verifier."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnerships.pirt_routing import QUESTIONS, Route, needed_route, routing, with_route

FITTING = {code: question.fits for code, question in QUESTIONS.items()}


def led(change=None, *, category="dry_food", days=180):
    return routing(category, FITTING | (change or {}), shelf_life_days=days)


def test_dry_food_made_at_home_that_fulfils_every_condition_takes_the_way_of_p_irt():
    found = led()
    assert found.route is Route.PIRT
    assert [reason.source for reason in found.reasons] == ["PerBPOM 4/2024; PP 86/2019 Pasal 35"]


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("home_premises", False),
        ("manual_equipment", False),
        ("listed_food_group", False),
        ("frozen_or_chilled", True),
        ("health_claims", True),
        ("milk_product", True),
        ("sterilised_or_pasteurised", True),
        ("baby_or_diet_food", True),
        ("alcoholic", True),
        ("bottled_water", True),
        ("mandatory_sni", True),
    ],
)
def test_each_of_these_needs_a_marketing_authorisation_of_bpom(code, answer):
    found = led({code: answer})
    assert found.route is Route.BPOM_MD
    assert [reason.sentence for reason in found.reasons] == [QUESTIONS[code].because]


@pytest.mark.parametrize(
    ("code", "answer"), [("packaged_and_labelled", False), ("made_in_indonesia", False), ("repacked_bulk", True)]
)
def test_each_of_these_is_looked_at_by_a_verifier(code, answer):
    found = led({code: answer})
    assert found.route is Route.MANUAL_REVIEW
    assert [reason.source for reason in found.reasons] == [QUESTIONS[code].source]


@pytest.mark.parametrize(
    ("change", "days", "route"),
    [
        ({"keeps_over_7_days": False}, None, Route.SLHS),
        ({"keeps_over_7_days": False}, 7, Route.SLHS),
        ({"keeps_over_7_days": False}, 8, Route.MANUAL_REVIEW),
        ({"keeps_over_7_days": True}, 7, Route.MANUAL_REVIEW),
        ({"keeps_over_7_days": True}, 8, Route.PIRT),
        ({"keeps_over_7_days": False, "frozen_or_chilled": True}, 90, Route.BPOM_MD),
        ({"keeps_over_7_days": False, "frozen_or_chilled": True}, 5, Route.SLHS),
        ({"keeps_over_7_days": False, "milk_product": True}, 5, Route.MANUAL_REVIEW),
    ],
)
def test_seven_days_are_the_border_to_the_health_office(change, days, route):
    assert led(change, days=days).route is route


def test_one_answer_against_is_enough_but_p_irt_needs_every_answer():
    assert routing("dry_food", {"milk_product": True}).route is Route.BPOM_MD
    almost = {code: answer for code, answer in FITTING.items() if code != "alcoholic"}
    found = routing("dry_food", almost, shelf_life_days=180)
    assert (found.route, found.unanswered) == (None, ("alcoholic",))


def test_nothing_answered_and_what_is_no_processed_food_have_no_route():
    assert routing("dry_food", {}).route is None
    assert routing("craft", FITTING).route is None
    assert routing("fresh_produce", FITTING).route is None


def test_a_verifiers_decision_counts_only_where_the_answers_ask_for_one():
    repacked = FITTING | {"repacked_bulk": True}
    assert needed_route("dry_food", repacked, shelf_life_days=180, decided_route="pirt") is Route.PIRT
    assert needed_route("dry_food", repacked, shelf_life_days=180, decided_route=None) is Route.MANUAL_REVIEW
    milk = FITTING | {"milk_product": True}
    assert needed_route("dry_food", milk, shelf_life_days=180, decided_route="pirt") is Route.BPOM_MD


def test_the_route_takes_the_place_of_the_permit_of_the_category_and_of_nothing_else():
    assert with_route(["nib", "pirt", "halal"], Route.BPOM_MD) == ["nib", "bpom_md", "halal"]
    assert with_route(["nib", "bpom_md", "halal"], Route.PIRT) == ["nib", "pirt", "halal"]
    assert with_route(["nib", "halal"], Route.PIRT) == ["nib", "halal"]
    assert with_route(["nib", "pirt"], None) == ["nib", "pirt"]
    assert with_route(["nib", "pirt"], Route.MANUAL_REVIEW) == ["nib", "pirt"]


@given(st.dictionaries(st.sampled_from(list(QUESTIONS)), st.booleans()), st.none() | st.integers(1, 3_650))
def test_answers_never_fail_and_a_route_always_tells_why(answers, days):
    found = routing("dry_food", answers, shelf_life_days=days)
    assert (found.route is None) == (not found.reasons)
    if found.route is Route.PIRT:
        assert answers == FITTING
