"""The rules of requirements: sets on top, changes by steps, versions, and what is refused."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from core.errors import Refusal
from partnerships import eligibility, requirement_sets, rule_changes, rules
from partnerships.base_rules import BASE_RULES
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import STRICTNESS, Need, Rule, deciding_rules, required_kinds
from partnerships.requirement_kinds import KINDS
from partnerships.rule_models import RequirementRule, RuleVersion
from partnerships.rule_states import RuleChangeStatus, RuleMove
from partnerships.rule_steps import Step, outcome, rules_after
from partnerships.set_rules import SET_RULES, SETS
from tests.factories.partnerships import make_ready_product
from tests.factories.people import make_user
from tests.factories.rules import FROM_DECEMBER, barcode_at_hotels, make_change, rule_of

TODAY = date(2026, 11, 22)
ALL_RULES = [*BASE_RULES, *SET_RULES]
SET_CODES = [one.code for one in SETS]
WHERE = {"category": "dry_food", "outlet_kind": "minimarket", "size_class": "micro", "on": TODAY}


def refusal_of(verb, *args, **kwargs):
    with pytest.raises(Refusal) as refused:
        committed(verb, *args, **kwargs)
    db.session.rollback()
    return refused.value


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("alfamart", ["nib", "pirt", "halal", "label_check", "barcode"]),
        ("alfamidi", ["nib", "pirt", "halal", "label_check", "barcode"]),
        ("aprindo", ["nib", "pirt", "halal", "npwp", "label_check"]),
        ("hotel_group", ["nib", "pirt", "halal", "npwp", "label_check", "bank_account"]),
        ("gallery", ["nib", "pirt", "halal", "label_check", "own_production"]),
        (None, ["nib", "pirt", "halal", "label_check"]),
    ],
)
def test_a_set_asks_dry_food_for_what_the_retailers_say_on_top_of_the_law(code, asked):
    assert required_kinds(ALL_RULES, **WHERE, requirement_set=code) == asked


def test_a_set_asks_for_halal_before_the_law_did():
    then = {**WHERE, "on": date(2026, 1, 5)}
    assert "halal" not in required_kinds(ALL_RULES, **then)
    assert "halal" in required_kinds(ALL_RULES, **then, requirement_set="alfamart")


RULES = st.builds(
    Rule,
    kind=st.sampled_from(["nib", "halal", "barcode"]),
    category=st.sampled_from([None, "dry_food", "craft"]),
    outlet_kind=st.sampled_from([None, "hotel", "office_corner"]),
    size_class=st.sampled_from([None, "micro", "small"]),
    starts_on=st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3)),
    need=st.sampled_from(list(Need)),
    source=st.just("x"),
    requirement_set=st.sampled_from([None, "alfamart", "hotel_group"]),
)


@given(
    drawn=st.lists(RULES, max_size=14),
    category=st.sampled_from(list(CATEGORIES)),
    outlet_kind=st.sampled_from([None, "hotel", "office_corner"]),
    size=st.sampled_from([None, "micro", "small"]),
    chosen=st.sampled_from(SET_CODES),
)
def test_no_set_ever_lightens_what_holds_without_it(drawn, category, outlet_kind, size, chosen):
    where = {"category": category, "outlet_kind": outlet_kind, "size_class": size, "on": TODAY}
    for known in (drawn, [*ALL_RULES, *drawn]):
        plain = deciding_rules(known, **where)
        with_set = deciding_rules(known, **where, requirement_set=chosen)
        assert set(plain) <= set(with_set)
        for kind, rule in plain.items():
            assert STRICTNESS[with_set[kind].need] >= STRICTNESS[rule.need]


def test_every_category_of_the_matrix_says_what_it_needs_and_every_question_has_words():
    assert {category for category in CATEGORIES if required_kinds(ALL_RULES, **{**WHERE, "category": category})} == set(
        CATEGORIES
    )
    asked = {rule.kind for rule in ALL_RULES if rule.need is Need.CONDITIONAL}
    assert all(KINDS[kind].question for kind in asked)
    assert {rule.requirement_set for rule in SET_RULES} == set(SET_CODES)
    assert all(rule.need is not Need.NOT_NEEDED for rule in SET_RULES)


def test_the_open_points_of_the_law_stand_beside_the_rules_they_concern(app):
    assert "17 Oktober 2026" in rule_of("halal", "dry_food", size_class="micro").to_confirm
    assert rule_of("pirt", "dry_food").to_confirm
    assert rule_of("nib").to_confirm == ""


# -- what steps make of rules, pure

LAW = Rule(kind="halal", category="dry_food", starts_on=date(2026, 10, 18), source="PP 42/2024")


def test_an_ended_rule_keeps_the_days_it_held():
    told = outcome({7: LAW}, [Step(move=RuleMove.END, rule_id=7, last_day=date(2026, 12, 31))])
    assert (told.leaving, [new.rule.ends_on for new in told.coming]) == ((7,), [date(2026, 12, 31)])


def test_a_rule_that_ends_before_it_begins_leaves_nothing():
    told = outcome({7: LAW}, [Step(move=RuleMove.END, rule_id=7, last_day=date(2026, 10, 17))])
    assert (told.leaving, told.coming) == ((7,), ())


def test_a_superseded_rule_holds_until_the_day_before_the_new_one():
    new = replace(LAW, need=Need.CONDITIONAL, starts_on=date(2027, 1, 1))
    after = rules_after({7: LAW}, [Step(move=RuleMove.SUPERSEDE, rule_id=7, rule=new)])
    assert [(rule.need, rule.starts_on, rule.ends_on) for rule in after] == [
        (Need.REQUIRED, date(2026, 10, 18), date(2026, 12, 31)),
        (Need.CONDITIONAL, date(2027, 1, 1), None),
    ]


# -- the verbs


def test_a_new_rule_holds_from_its_day_at_its_kind_of_outlet_only(app):
    product = make_ready_product()
    admin = make_user(Role.ADMINISTRATOR)
    change = committed(rule_changes.apply, make_change(by=admin).id, by=admin)
    assert (change.status, change.applied_version) == (RuleChangeStatus.APPLIED, 2)
    missing = {
        (kind, day): [gap.kind for gap in eligibility.gaps(product, kind, day)]
        for kind in ("hotel", "cafe")
        for day in (date(2026, 11, 30), FROM_DECEMBER)
    }
    assert missing == {
        ("hotel", date(2026, 11, 30)): [],
        ("hotel", FROM_DECEMBER): ["barcode"],
        ("cafe", date(2026, 11, 30)): [],
        ("cafe", FROM_DECEMBER): [],
    }


def test_a_version_tells_who_why_and_when_and_the_one_before_can_still_be_read(app):
    admin = make_user(Role.ADMINISTRATOR)
    halal = rule_of("halal", "dry_food", size_class="micro")
    change = make_change(
        {"move": "end", "rule_id": halal.id, "ends_on": date(2026, 11, 30)},
        {"move": "add", "kind": "halal", "category": "dry_food", "size_class": "micro", "need": "required",
         "starts_on": date(2027, 10, 18), "source": "PP baru"},
        by=admin,
        reason="Tenggat halal diundur setahun",
    )  # fmt: skip
    before = len(rules.rules_by_id())
    committed(rule_changes.apply, change.id, by=admin)
    version = db.session.get_one(RuleVersion, 2)
    assert (version.reason, version.source, version.applied_by_id) == (
        "Tenggat halal diundur setahun",
        "Surat PHRI 12/2026",
        admin.id,
    )
    assert len(rules.rules_by_id()) == before + 1
    assert halal.id in rules.rules_by_id(1)
    assert halal.id not in rules.rules_by_id(2)
    db.session.refresh(halal)
    assert (halal.ended_in_version, halal.ends_on) == (2, None)
    days = {
        day: "halal" in required_kinds(rules.all_rules(), **{**WHERE, "outlet_kind": None, "on": day})
        for day in (date(2026, 11, 30), date(2026, 12, 1), date(2027, 10, 17), date(2027, 10, 18))
    }
    assert list(days.values()) == [True, False, False, True]


def test_a_rule_is_confirmed_by_putting_the_same_one_in_its_place(app):
    admin = make_user(Role.ADMINISTRATOR)
    pirt = rule_of("pirt", "dry_food")
    step = {"move": "supersede", "rule_id": pirt.id, "starts_on": pirt.starts_on, "already_in_force": True}
    committed(rule_changes.apply, make_change(step, by=admin).id, by=admin)
    confirmed = rule_of("pirt", "dry_food")
    assert (confirmed.to_confirm, confirmed.need, confirmed.replaces_id) == ("", "required", pirt.id)
    assert confirmed.starts_on == pirt.starts_on


def test_a_question_that_only_one_set_asks_is_asked_of_the_product(app):
    assert rules.questions_for("powder_drink", size_class="micro", on=TODAY) == ["sni"]
    assert rules.questions_for("craft", size_class="micro", on=TODAY) == ["trademark"]


@pytest.mark.parametrize(
    ("step", "code", "field"),
    [
        (barcode_at_hotels(starts_on=None), "step_incomplete", "starts_on"),
        (barcode_at_hotels(need=None), "step_incomplete", "need"),
        (barcode_at_hotels(kind=None), "step_incomplete", "kind"),
        ({"move": "end", "ends_on": FROM_DECEMBER}, "step_incomplete", "rule_id"),
        ({"move": "end", "rule_id": 999_999_937, "ends_on": FROM_DECEMBER}, "not_found", None),
        (barcode_at_hotels(starts_on=date(2026, 11, 21)), "rule_in_the_past", "starts_on"),
        (barcode_at_hotels(ends_on=date(2026, 11, 30)), "rule_ends_before_it_starts", "ends_on"),
        (barcode_at_hotels(requirement_set="indomaret"), "unknown_requirement_set", "requirement_set"),
        (barcode_at_hotels(requirement_set="alfamart", need="not_needed"), "set_cannot_lighten", "need"),
        (
            {"move": "add", "kind": "nib", "need": "not_needed", "starts_on": FROM_DECEMBER},
            "rule_overlaps",
            "starts_on",
        ),
    ],
)
def test_a_step_that_cannot_be_meant_is_refused_at_its_field(app, step, code, field):
    refused = refusal_of(make_change, step)
    assert refused.code == code
    assert list(refused.errors) == ([field] if field else [])


def test_one_change_touches_a_rule_once(app):
    nib = rule_of("nib").id
    steps = [
        {"move": "end", "rule_id": nib, "ends_on": FROM_DECEMBER},
        {"move": "supersede", "rule_id": nib, "starts_on": FROM_DECEMBER},
    ]
    assert refusal_of(make_change, *steps).code == "rule_touched_twice"


def test_the_past_may_be_named_where_the_source_is_older(app):
    change = make_change(barcode_at_hotels(starts_on=date(2026, 1, 1), already_in_force=True))
    assert change.items[0].starts_on == date(2026, 1, 1)


def test_a_draft_whose_day_has_come_and_gone_is_not_applied(app, clock_stands):
    admin = make_user(Role.ADMINISTRATOR)
    change = make_change(by=admin)
    clock_stands.shift(timedelta(days=12))
    assert refusal_of(rule_changes.apply, change.id, by=admin).code == "rule_in_the_past"


def test_an_empty_change_and_a_decided_one_are_refused(app):
    admin = make_user(Role.ADMINISTRATOR)
    change = make_change(by=admin)
    committed(rule_changes.remove_step, change.id, change.items[0].id, by=admin)
    assert refusal_of(rule_changes.apply, change.id, by=admin).code == "nothing_to_change"
    committed(rule_changes.discard, change.id, by=admin)
    assert refusal_of(rule_changes.apply, change.id, by=admin).code == "rule_change_decided"
    assert rules.current_version() == 1


def test_a_draft_that_touches_what_a_later_version_touched_is_refused_and_another_is_not(app):
    admin = make_user(Role.ADMINISTRATOR)
    nib = rule_of("nib")
    end = {"move": "end", "rule_id": nib.id, "ends_on": FROM_DECEMBER}
    first, second, third, fourth = make_change(end), make_change(end), make_change(), make_change()
    committed(rule_changes.apply, first.id, by=admin)
    refused = refusal_of(rule_changes.apply, second.id, by=admin)
    assert refused.code == "rules_changed_meanwhile"
    assert refused.params == {"prepared_on": 1, "newest": 2}
    assert committed(rule_changes.apply, third.id, by=admin).applied_version == 3
    assert refusal_of(rule_changes.apply, fourth.id, by=admin).code == "rules_changed_meanwhile"


def test_a_rule_is_neither_edited_nor_deleted_nor_ended_twice(app):
    nib = rule_of("nib")
    for sentence in (
        "UPDATE requirement_rule SET need = 'not_needed' WHERE id = :id",
        "UPDATE requirement_rule SET to_confirm = 'x' WHERE id = :id",
        "DELETE FROM requirement_rule WHERE id = :id",
    ):
        with pytest.raises(DBAPIError), db.session.begin_nested():
            db.session.execute(text(sentence), {"id": nib.id})
    end = text("UPDATE requirement_rule SET ended_in_version = :version WHERE id = :id")
    db.session.execute(end, {"id": nib.id, "version": 2})
    with pytest.raises(DBAPIError), db.session.begin_nested():
        db.session.execute(end, {"id": nib.id, "version": 3})


def test_two_administrators_who_apply_the_same_draft_at_once_make_one_version(own_app):
    admin_id = make_user(Role.ADMINISTRATOR).id
    change_id = make_change().id
    other_id = make_change({"move": "end", "rule_id": rule_of("nib").id, "ends_on": FROM_DECEMBER}).id
    db.session.remove()
    answers = []

    def apply(which: int) -> None:
        with own_app.app_context():
            try:
                done = committed(rule_changes.apply, which, by=db.session.get_one(UserAccount, admin_id))
                answers.append(done.applied_version)
            except Refusal as refused:
                answers.append(refused.code)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=apply, args=(which,)) for which in (change_id, change_id, other_id)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [2, 3, "rule_change_decided"]
    assert db.session.execute(select(RuleVersion.number).order_by(RuleVersion.number)).scalars().all() == [1, 2, 3]


def test_a_set_is_added_once_under_a_readable_code(app):
    admin = make_user(Role.ADMINISTRATOR)
    told = {"name": "Hotel Sejuk", "description": "NIB dan SLHS", "source": "Surat hotel"}
    committed(requirement_sets.create, code="hotel_sejuk", **told, by=admin)
    assert refusal_of(requirement_sets.create, code="hotel_sejuk", **told, by=admin).code == "requirement_set_exists"
    assert refusal_of(requirement_sets.create, code="Hotel Sejuk", **told, by=admin).code == "not_a_set_code"


def test_every_seeded_set_and_rule_is_there_once(app):
    rows = db.session.execute(select(RequirementRule)).scalars().all()
    keys = [
        (row.kind, row.category, row.outlet_kind, row.size_class, row.requirement_set_id, row.starts_on) for row in rows
    ]
    assert len(keys) == len(set(keys)) == len(ALL_RULES)
    found = db.session.execute(requirement_sets.all_sets()).scalars()
    assert sorted(one.code for one in found) == sorted(SET_CODES)
