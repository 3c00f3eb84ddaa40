"""The ladder L0 to L5: what each step asks, and that a step counts only when all below it do."""

import pytest

from partnerships.ladder import STEP_LABELS, WHAT_IT_TAKES, LadderFacts, Step, conditions, step_after, step_of

ALL = {
    "has_nib": True,
    "has_product_permit": True,
    "has_halal_and_barcode": True,
    "modern_outlets": 1,
    "outlets": 2,
    "districts": 2,
}


@pytest.mark.parametrize(
    ("facts", "step"),
    [
        ({}, "L0"),
        ({"has_nib": True}, "L1"),
        ({"has_nib": True, "has_product_permit": True}, "L2"),
        ({"has_nib": True, "has_product_permit": True, "has_halal_and_barcode": True}, "L3"),
        ({**ALL, "outlets": 1, "districts": 1}, "L4"),
        ({**ALL, "outlets": 3, "districts": 1}, "L4"),
        ({**ALL, "outlets": 1, "districts": 2}, "L4"),
        (ALL, "L5"),
        ({**ALL, "has_nib": False}, "L0"),
        ({**ALL, "has_product_permit": False}, "L1"),
        ({**ALL, "has_halal_and_barcode": False}, "L2"),
        ({**ALL, "modern_outlets": 0}, "L3"),
        ({"has_product_permit": True, "modern_outlets": 4, "outlets": 4, "districts": 3}, "L0"),
    ],
)
def test_the_step_is_the_highest_below_which_nothing_is_lacking(facts, step):
    assert step_of(LadderFacts(**facts)) == step


def test_what_a_step_asks_itself_is_told_whatever_lies_below_it():
    there = conditions(LadderFacts(has_product_permit=True, modern_outlets=1, outlets=1, districts=1))
    assert [step.value for step, is_there in there.items() if is_there] == ["L0", "L2", "L4"]


def test_each_step_leads_to_the_next_and_the_highest_to_none():
    assert [step_after(step) for step in Step] == [*list(Step)[1:], None]
    assert set(STEP_LABELS) == set(WHAT_IT_TAKES) == set(Step)
