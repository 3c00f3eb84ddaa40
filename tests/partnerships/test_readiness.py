"""What is missing, told exactly: by category, kind of outlet, size of the business and day."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.base_rules import BASE_RULES
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import (
    GapReason,
    Need,
    RequirementFact,
    Rule,
    completeness,
    conditional_kinds,
    deciding_rules,
    missing,
    required_kinds,
    satisfies,
)
from partnerships.requirement_kinds import KINDS
from partnerships.states import RequirementStatus

TODAY = date(2026, 11, 22)
LONG_AGO = date(2000, 1, 1)


def required(category, *, outlet_kind="supermarket", size_class="micro", on=TODAY, rules=BASE_RULES):
    return required_kinds(rules, category=category, outlet_kind=outlet_kind, size_class=size_class, on=on)


def gaps(facts, category="dry_food", *, on=TODAY, **place):
    where = {"outlet_kind": "supermarket", "size_class": "micro"} | place
    return [(gap.kind, gap.reason.value) for gap in missing(BASE_RULES, facts, category=category, on=on, **where)]


def fact(kind, status="accepted", *, valid_until=None, covers_product=True):
    return RequirementFact(kind=kind, status=status, valid_until=valid_until, covers_product=covers_product)


READY = [fact("nib"), fact("pirt", valid_until=date(2028, 6, 13)), fact("halal"), fact("label_check")]


@pytest.mark.parametrize(
    ("category", "kinds", "questions"),
    [
        ("dry_food", ["nib", "pirt", "halal", "label_check"], ["sni"]),
        ("chilled_food", ["nib", "bpom_md", "halal", "label_check"], ["sni"]),
        ("ready_to_eat", ["nib", "halal", "slhs"], ["label_check"]),
        ("powder_drink", ["nib", "pirt", "halal", "label_check"], []),
        ("liquid_drink", ["nib", "bpom_md", "halal", "label_check"], ["sni"]),
        ("fresh_produce", ["nib"], []),
        ("craft", ["nib"], ["trademark"]),
        ("leather_craft", ["nib", "halal"], []),
        ("textile", ["nib"], ["halal", "sni"]),
        ("cosmetics", ["nib", "halal", "cosmetic_notification"], []),
        ("cleaning", ["nib", "household_product"], ["halal"]),
        ("herbal", ["nib", "halal", "traditional_medicine"], []),
        ("supplement", ["nib", "halal", "traditional_medicine"], []),
    ],
)
def test_the_base_rules_are_the_matrix_of_the_law(category, kinds, questions):
    where = {"category": category, "outlet_kind": "supermarket", "size_class": "micro", "on": TODAY}
    assert required_kinds(BASE_RULES, **where) == kinds
    assert conditional_kinds(BASE_RULES, **where) == questions


def test_every_base_rule_names_its_source_and_a_known_kind_and_category():
    assert all(rule.source for rule in BASE_RULES)
    assert {rule.kind for rule in BASE_RULES} <= set(KINDS)
    assert {rule.category for rule in BASE_RULES} <= {None, *CATEGORIES}
    assert len(set(BASE_RULES)) == len(BASE_RULES)


@pytest.mark.parametrize(
    ("size_class", "day", "is_required"),
    [
        *(("micro", date(2026, 10, 17), False), ("micro", date(2026, 10, 18), True)),
        *(("small", date(2026, 10, 17), False), ("small", date(2026, 10, 18), True)),
        *(("medium", date(2024, 10, 17), False), ("medium", date(2024, 10, 18), True)),
        *(("large", date(2024, 10, 18), True), (None, date(2024, 10, 18), True), (None, date(2024, 10, 17), False)),
    ],
)
def test_halal_is_a_duty_of_small_makers_of_food_since_18_october_2026(size_class, day, is_required):
    assert ("halal" in required("dry_food", size_class=size_class, on=day)) == is_required


def test_an_office_corner_asks_for_what_the_law_demands_and_leaves_the_label_to_a_question():
    assert required("dry_food", outlet_kind="office_corner") == ["nib", "pirt", "halal"]
    where = {"category": "dry_food", "outlet_kind": "office_corner", "size_class": "micro", "on": TODAY}
    assert conditional_kinds(BASE_RULES, **where) == ["sni", "label_check"]


def test_without_an_outlet_only_the_rules_for_all_outlets_count():
    assert required("dry_food", outlet_kind=None) == ["nib", "pirt", "halal", "label_check"]


def test_who_has_everything_is_eligible():
    assert gaps(READY) == []


def test_who_has_nothing_is_told_everything_in_order_with_the_way_to_get_it():
    found = missing(BASE_RULES, [], category="dry_food", outlet_kind="supermarket", size_class="micro", on=TODAY)
    assert [gap.kind for gap in found] == ["nib", "pirt", "halal", "label_check"]
    assert {gap.reason for gap in found} == {GapReason.NOT_SUBMITTED}
    assert found[0].next_step == KINDS["nib"].how_to_get


@pytest.mark.parametrize("status", ["submitted", "returned", "rejected", "revoked", "expired"])
def test_a_document_that_is_not_accepted_is_a_gap_with_its_state_as_reason(status):
    others = [each for each in READY if each.kind != "nib"]
    assert gaps([*others, fact("nib", status)]) == [("nib", status)]


def test_a_waived_requirement_is_satisfied():
    others = [each for each in READY if each.kind != "halal"]
    assert gaps([*others, fact("halal", "waived")]) == []


def test_a_permit_holds_on_its_last_day_and_not_the_day_after():
    assert gaps(READY, on=date(2028, 6, 13)) == []
    assert gaps(READY, on=date(2028, 6, 14)) == [("pirt", "expired")]


def test_the_day_a_permit_ended_is_told():
    found = missing(
        BASE_RULES, READY, category="dry_food", outlet_kind="cafe", size_class="micro", on=date(2028, 6, 14)
    )
    assert found[0].next_step % found[0].params == (
        "Kedaluwarsa sejak 13/06/2028. Perpanjang, lalu unggah dokumen yang baru."
    )


def test_a_permit_that_expired_since_was_good_until_its_last_day():
    expired = fact("pirt", "expired", valid_until=date(2026, 10, 31))
    assert satisfies(expired, on=date(2026, 10, 31))
    assert not satisfies(expired, on=date(2026, 11, 1))
    assert not satisfies(fact("pirt", "expired"), on=date(2026, 1, 1))


def test_a_permit_that_does_not_list_the_product_is_not_enough():
    others = [each for each in READY if each.kind != "pirt"]
    assert gaps([*others, fact("pirt", covers_product=False)]) == [("pirt", "product_not_covered")]
    assert gaps([*others, fact("pirt", "submitted", covers_product=False)]) == [("pirt", "product_not_covered")]
    assert gaps([*others, fact("pirt", "revoked", covers_product=False)]) == [("pirt", "not_submitted")]


def test_of_several_documents_one_good_one_is_enough_and_else_the_nearest_gives_the_reason():
    others = [each for each in READY if each.kind != "pirt"]
    old = fact("pirt", valid_until=date(2026, 1, 1))
    assert gaps([*others, old, fact("pirt", valid_until=date(2029, 1, 1)), fact("pirt", "rejected")]) == []
    assert gaps([*others, old, fact("pirt", "submitted"), fact("pirt", "rejected")]) == [("pirt", "submitted")]
    assert gaps([*others, old, fact("pirt", "rejected")]) == [("pirt", "expired")]


def test_a_permit_of_bpom_stands_in_for_a_pirt_but_not_the_other_way_round():
    others = [each for each in READY if each.kind != "pirt"]
    assert gaps([*others, fact("bpom_md")]) == []
    assert gaps([*others, fact("bpom_md", covers_product=False)]) == [("pirt", "not_submitted")]
    assert gaps(READY, category="liquid_drink") == [("bpom_md", "not_submitted")]


def test_a_question_answered_with_yes_makes_the_kind_required():
    assert gaps([fact("nib")], "craft") == []
    assert gaps([fact("nib")], "craft", answered_yes={"trademark"}) == [("trademark", "not_submitted")]
    assert gaps([fact("nib")], "craft", answered_yes={"halal"}) == []


def test_completeness_counts_what_is_satisfied():
    done = completeness(BASE_RULES, READY[:2], category="dry_food", outlet_kind="hotel", size_class="micro", on=TODAY)
    assert (done.complete, done.required, done.is_complete) == (2, 4, False)
    assert done.sentence % done.params == "2 dari 4 lengkap"


def rule(need, **place):
    return Rule(kind="barcode", starts_on=place.pop("starts_on", LONG_AGO), need=need, source="test", **place)


def test_a_rule_for_a_kind_of_outlet_goes_before_one_for_a_category_and_that_before_one_for_all():
    rules = [
        rule(Need.REQUIRED),
        rule(Need.NOT_NEEDED, category="craft"),
        rule(Need.REQUIRED, outlet_kind="supermarket"),
        rule(Need.NOT_NEEDED, outlet_kind="supermarket", category="craft", size_class="micro"),
    ]
    assert required("dry_food", outlet_kind="hotel", rules=rules) == ["barcode"]
    assert required("craft", outlet_kind="hotel", rules=rules) == []
    assert required("craft", outlet_kind="supermarket", size_class="small", rules=rules) == ["barcode"]
    assert required("craft", outlet_kind="supermarket", size_class="micro", rules=rules) == []


def test_a_later_rule_replaces_an_earlier_one_and_a_rule_ends_on_its_last_day():
    rules = [
        rule(Need.REQUIRED, ends_on=date(2026, 11, 22)),
        rule(Need.NOT_NEEDED, starts_on=date(2026, 11, 22)),
    ]
    assert required("craft", rules=rules, on=date(2026, 11, 21)) == ["barcode"]
    assert required("craft", rules=rules, on=date(2026, 11, 22)) == []
    assert required("craft", rules=rules[:1], on=date(2026, 11, 22)) == ["barcode"]
    assert required("craft", rules=rules[:1], on=date(2026, 11, 23)) == []


def test_the_deciding_rule_tells_its_source():
    decided = deciding_rules(BASE_RULES, category="dry_food", outlet_kind="cafe", size_class="micro", on=TODAY)
    assert decided["halal"].source == "PP 42/2024 Pasal 160"
    assert decided["halal"].starts_on == date(2026, 10, 18)


FACTS = st.lists(
    st.builds(
        RequirementFact,
        kind=st.sampled_from(list(KINDS)),
        status=st.sampled_from([status.value for status in RequirementStatus]),
        valid_until=st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
        covers_product=st.booleans(),
    ),
    max_size=12,
)


@given(facts=FACTS, category=st.sampled_from(list(CATEGORIES)), order=st.randoms())
@settings(max_examples=100)
def test_gaps_do_not_depend_on_the_order_and_another_good_document_never_makes_one(facts, category, order):
    before = gaps(facts, category)
    shuffled = list(facts)
    order.shuffle(shuffled)
    assert gaps(shuffled, category) == before
    for kind, _ in before:
        after = gaps([*facts, fact(kind)], category)
        assert after == [gap for gap in before if gap[0] != kind]
