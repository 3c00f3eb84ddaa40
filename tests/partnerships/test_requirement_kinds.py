"""Every kind of requirement explains itself, accepts its own example, and judges what is handed in."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnerships.number_reading import NumberContext
from partnerships.requirement_kinds import (
    KINDS,
    LABEL_HINTS,
    LABEL_ITEMS,
    DetailType,
    Expiry,
    Submission,
    covers,
    registry,
)

TODAY = date(2026, 11, 22)
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)


def codes(problems):
    return [problem.code for problem in problems]


def errors_of(code, **submission):
    findings = KINDS[code].check(replace(KINDS[code].example, **submission), on=TODAY)
    return {name: codes(problems) for name, problems in findings.errors.items()}


def warnings_of(code, **submission):
    return codes(KINDS[code].check(replace(KINDS[code].example, **submission), on=TODAY).warnings)


def test_the_fifteen_kinds_are_those_of_the_public_surface():
    assert list(KINDS) == [
        *("nib", "pirt", "bpom_md", "halal", "npwp", "slhs", "cosmetic_notification", "traditional_medicine"),
        *("household_product", "sni", "trademark", "label_check", "barcode", "bank_account", "own_production"),
    ]


def test_two_kinds_of_one_code_are_refused():
    with pytest.raises(ValueError, match="nib"):
        registry([KINDS["nib"], KINDS["nib"]])


@EVERY_KIND
def test_every_kind_accepts_its_own_example_without_any_warning(kind):
    findings = kind.check(kind.example, on=TODAY)
    assert findings.errors == {}
    assert findings.warnings == ()
    assert bool(findings.number) == kind.needs_number


@EVERY_KIND
def test_every_kind_says_what_it_is_for_where_to_get_it_and_what_it_costs(kind):
    texts = (kind.name, kind.issuer, kind.purpose, kind.how_to_get, kind.cost, kind.duration, kind.question)
    assert all(text.strip() for text in texts)
    assert kind.question.endswith("?")
    assert bool(kind.number_source) == kind.needs_number
    assert all(detail.label for detail in kind.details)
    assert all(detail.choices for detail in kind.details if detail.type is DetailType.CHOICE)
    assert all(stronger in KINDS for stronger in kind.also_satisfied_by)


@EVERY_KIND
@given(number=st.text(st.characters(), max_size=70), value=st.text(st.characters(), max_size=20) | st.integers())
@settings(max_examples=100)
def test_whatever_is_handed_in_is_answered(kind, number, value):
    details = {detail.name: value for detail in kind.details}
    findings = kind.check(Submission(number=number, details=details), on=TODAY)
    assert findings.is_submittable == (not findings.errors)
    problems = [*findings.warnings, *(problem for found in findings.errors.values() for problem in found)]
    assert all(problem.sentence % problem.params for problem in problems)


@EVERY_KIND
def test_a_kind_with_a_number_asks_for_it_and_one_without_refuses_one(kind):
    if kind.needs_number:
        assert errors_of(kind.code, number="  ") == {"number": ["required"]}
    else:
        assert errors_of(kind.code, number="123") == {"number": ["has_no_number"]}


@EVERY_KIND
def test_a_document_that_has_ended_is_refused_and_one_that_ends_today_is_not(kind):
    yesterday, start = date(2026, 11, 21), date(2026, 1, 1)
    assert errors_of(kind.code, issued_on=start, valid_until=yesterday) == {"valid_until": ["permit_expired"]}
    assert errors_of(kind.code, issued_on=start, valid_until=TODAY) == {}


@EVERY_KIND
def test_missing_evidence_is_shown_to_the_reviewer(kind):
    assert warnings_of(kind.code, has_evidence=False) == ["evidence_missing"]


def test_a_pirt_must_say_its_last_day_because_its_number_tells_only_the_year():
    assert errors_of("pirt", valid_until=None) == {"valid_until": ["required"]}


def test_a_pirt_number_of_2021_is_well_formed_and_expired():
    assert errors_of("pirt", number="2153276010281-21") == {"number": ["permit_expired"]}
    on_its_day = KINDS["pirt"].check(
        Submission(number="2153276010281-21", valid_until=date(2021, 8, 1), has_evidence=True), on=date(2021, 8, 1)
    )
    assert on_its_day.is_submittable


def test_the_last_day_of_a_pirt_is_compared_with_the_year_in_its_number():
    assert warnings_of("pirt", valid_until=date(2029, 1, 1)) == ["pirt_year_differs"]


def test_the_context_of_the_producer_reaches_the_number_check():
    findings = KINDS["pirt"].check(KINDS["pirt"].example, on=TODAY, context=NumberContext(region_code="64.71"))
    assert codes(findings.warnings) == ["pirt_regency_differs"]
    assert findings.facts["food"] == "Hasil olahan kelapa"


def test_a_halal_certificate_needs_no_last_day_and_other_permits_should_tell_theirs():
    assert warnings_of("halal", valid_until=None) == []
    assert warnings_of("bpom_md", valid_until=None) == ["valid_until_missing"]
    assert warnings_of("nib", valid_until=date(2030, 1, 1)) == ["has_no_expiry"]
    assert KINDS["pirt"].expiry is Expiry.REQUIRED


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"issued_on": date(2026, 11, 23)}, {"issued_on": ["issued_in_future"]}),
        (
            {"issued_on": date(2026, 5, 1), "valid_until": date(2026, 4, 30)},
            {"valid_until": ["ends_before_it_starts"]},
        ),
        ({"issued_on": date(1, 1, 1)}, {"issued_on": ["unlikely_year"]}),
        ({"valid_until": date(9999, 12, 31)}, {"valid_until": ["unlikely_year"]}),
    ],
)
def test_dates_that_cannot_be_are_refused(days, expected):
    assert errors_of("bpom_md", **days) == expected


def test_a_bank_account_needs_a_known_bank_and_its_holder():
    assert errors_of("bank_account", details={}) == {
        "details.bank_code": ["required"],
        "details.holder": ["required"],
    }
    assert errors_of("bank_account", details={"bank_code": "999", "holder": "Siti"}) == {
        "details.bank_code": ["not_a_choice"]
    }
    assert errors_of("bank_account", details={"bank_code": 124, "holder": "\u200b"}) == {
        "details.bank_code": ["must_be_text"],
        "details.holder": ["required"],
    }
    assert errors_of("bank_account", details={"bank_code": "124", "holder": "Siti", "colour": "red"}) == {
        "details.colour": ["unknown_field"]
    }


def test_the_label_check_has_nine_items_and_tells_which_are_missing_or_unanswered():
    assert len(LABEL_ITEMS) == 9
    answers = dict.fromkeys(LABEL_ITEMS, True)
    assert warnings_of("label_check", details=answers | {"permit_number": False}) == ["label_incomplete"]
    assert warnings_of("label_check", details={"product_name": False}) == ["label_incomplete", "label_not_answered"]
    assert errors_of("label_check", details={"product_name": "yes"}) == {"details.product_name": ["not_yes_or_no"]}


def test_every_item_of_the_label_says_what_to_look_for_and_both_sides_are_photographed():
    assert list(LABEL_HINTS) == list(LABEL_ITEMS)
    assert all("Contoh:" in hint or "Terpenuhi juga" in hint or "P-IRT No." in hint for hint in LABEL_HINTS.values())
    assert [kind.code for kind in KINDS.values() if kind.needs_back] == ["label_check"]
    assert warnings_of("label_check", has_back=False) == ["back_photo_missing"]
    assert errors_of("nib", has_back=True) == {"evidence_back": ["no_second_side"]}


def test_a_visit_tells_its_day():
    example = KINDS["own_production"].example.details
    assert errors_of("own_production", details=example | {"visited_on": "kemarin"}) == {
        "details.visited_on": ["not_a_day"]
    }
    findings = KINDS["own_production"].check(
        Submission(details=example | {"visited_on": date(2026, 10, 5)}, has_evidence=True), on=TODAY
    )
    assert findings.details["visited_on"] == "2026-10-05"


def test_pirt_bpom_and_halal_cover_only_the_products_they_list():
    for kind in ("pirt", "bpom_md", "halal"):
        assert covers(kind, [7, 8], 7)
        assert not covers(kind, [8], 7)
        assert not covers(kind, [], 7)


def test_a_nib_covers_the_whole_business_and_a_label_check_what_it_lists_if_it_lists_any():
    assert covers("nib", [], 7)
    assert covers("label_check", [], 7)
    assert not covers("label_check", [8], 7)
