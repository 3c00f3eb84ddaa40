"""Statements from sums, roll-ups, the seal, ageing."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions.ageing import ClaimPayment, open_by_statement
from commissions.statements import (
    StatementDoesNotAddUp,
    StatementFigures,
    add,
    canonical,
    check,
    content_hash,
    figures,
    is_needed,
)

OCTOBER = StatementFigures(gross_rupiah=15_000)
OCTOBER_NET = {"takings": 14_550, "sales": -15_000, "commission": 450}


def test_a_statement_comes_from_the_sums_of_its_accounts() -> None:
    statement = figures(None, OCTOBER_NET)
    assert {name: amount for name, amount in statement.as_dict().items() if amount} == {
        "gross_rupiah": 15_000,
        "commission_rupiah": 450,
        "closing_rupiah": 14_550,
        "takings_claim_rupiah": 14_550,
        "outlet_owes_rupiah": 14_550,
    }


def test_the_next_statement_opens_with_the_closing_and_carries_both_claims() -> None:
    before = figures(None, {"takings": 15_000, "sales": -15_000, "commission": 450, "commission_due": -450})
    after = figures(before, {"paid_by_outlet": 14_550, "takings": -14_550})
    assert after.opening_rupiah == 14_550
    assert (after.closing_rupiah, after.takings_claim_rupiah, after.commission_claim_rupiah) == (0, 450, 450)
    assert (after.outlet_owes_rupiah, after.producer_owes_rupiah) == (450, 450)
    assert after.payments_rupiah == 14_550


def test_sums_that_no_whole_transfers_give_are_refused() -> None:
    with pytest.raises(StatementDoesNotAddUp, match="columns_do_not_give_closing"):
        figures(None, OCTOBER_NET | {"takings": 14_551})


def test_accounts_of_other_books_do_not_belong_on_a_statement() -> None:
    with pytest.raises(ValueError, match="buyback_due is not an account of a pair"):
        figures(None, {"buyback_due": 5, "bought_back": -5})


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("gross_rupiah", "columns_do_not_give_closing"),
        ("closing_rupiah", "claims_do_not_give_closing"),
        ("outlet_owes_rupiah", "owed_does_not_give_closing"),
        ("producer_owes_rupiah", "producer_owes_something_else"),
        ("takings_claim_rupiah", "outlet_owes_something_else"),
        ("opening_rupiah", "opening_is_not_previous_closing"),
    ],
)
def test_one_rupiah_too_much_in_a_figure_is_found_and_named(field: str, code: str) -> None:
    before = figures(None, OCTOBER_NET)
    statement = figures(before, OCTOBER_NET)
    assert check(statement, before) == []
    assert code in check(replace(statement, **{field: getattr(statement, field) + 1}), before)


def test_owing_less_than_nothing_is_found() -> None:
    assert "owed_below_zero" in check(StatementFigures(outlet_owes_rupiah=-5, producer_owes_rupiah=-5))


def test_a_roll_up_adds_what_each_side_owes_and_does_not_net_it() -> None:
    owing = figures(None, OCTOBER_NET)
    owed = figures(None, {"takings": -14_550, "returns": 15_000, "commission": -450})
    both = add([owing, owed])
    assert (both.closing_rupiah, both.outlet_owes_rupiah, both.producer_owes_rupiah) == (0, 14_550, 14_550)
    assert check(both, rolled_up=True) == []
    assert add([]) == StatementFigures()


def test_a_statement_is_needed_for_a_posting_an_opening_or_a_nil_report() -> None:
    assert not is_needed(0, anything_posted=False)
    assert is_needed(-450, anything_posted=False)
    assert is_needed(0, anything_posted=True)
    assert is_needed(0, anything_posted=False, nil_report=True)


def test_the_seal_does_not_depend_on_the_order_of_keys_and_chains_to_the_seal_before() -> None:
    snapshot = {"nomor": "1/2026", "gerai": "Toko Ébèn", "figures": {"gross_rupiah": 15_000, "tax_rupiah": 0}}
    turned = {"figures": {"tax_rupiah": 0, "gross_rupiah": 15_000}, "gerai": "Toko Ébèn", "nomor": "1/2026"}
    assert canonical(snapshot) == canonical(turned)
    assert canonical(snapshot) == (
        '{"figures":{"gross_rupiah":15000,"tax_rupiah":0},"gerai":"Toko Ébèn","nomor":"1/2026"}'.encode()
    )
    first = content_hash(snapshot, None)
    assert first == content_hash(turned, None) == "4df094522d5ad17511c6e980c1ec9d0ab0809b588a75a48deff4434465f51d11"
    assert len({first, content_hash(snapshot, first), content_hash(snapshot | {"nomor": "2/2026"}, None)}) == 3


PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text()


@given(st.dictionaries(st.text(), st.recursive(PLAIN, lambda one: st.lists(one) | st.dictionaries(st.text(), one))))
@settings(max_examples=100)
def test_the_sealed_bytes_are_those_any_program_can_write_again(snapshot: dict[str, object]) -> None:
    written = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical(snapshot) == written.encode()


def test_a_float_cannot_be_sealed() -> None:
    for snapshot in ({"gross": 15_000.0}, {"lines": [{"gross": 0.5}]}):
        with pytest.raises(TypeError, match="no float"):
            canonical(snapshot)


@pytest.mark.parametrize("value", [date(2026, 11, 22), OCTOBER, b"15000", {1: "one"}, 2**64, "\ud800"])
def test_what_json_has_no_one_way_to_write_cannot_be_sealed(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_a_payment_goes_to_the_statement_it_names_and_then_to_the_oldest() -> None:
    added = {"2026-11": 7_200, "2026-10": 14_550}
    assert open_by_statement(added, [ClaimPayment(-7_500)]).by_statement == {"2026-10": 7_050, "2026-11": 7_200}
    named = open_by_statement(added, [ClaimPayment(-7_500, "2026-11")])
    assert (named.by_statement, named.unallocated_rupiah) == ({"2026-10": 14_250}, 0)


def test_a_statement_that_turned_the_claim_round_is_used_up_by_later_ones() -> None:
    added = {"2026-10": 100, "2026-11": -100, "2026-12": 250}
    assert open_by_statement(added, [ClaimPayment(-100)]).by_statement == {"2026-12": 150}
    assert open_by_statement({"2026-10": 100, "2026-11": -30}, [ClaimPayment(-150)]).by_statement == {"2026-11": -30}


def test_what_the_wrong_side_paid_belongs_to_no_statement() -> None:
    found = open_by_statement({"2026-10": 14_550}, [ClaimPayment(450), ClaimPayment(-14_550)])
    assert (found.by_statement, found.unallocated_rupiah) == ({}, 450)


MONTHS = [None, "2026-01", "2026-02", "2026-03", "2026-09"]


@settings(max_examples=100, deadline=None)
@given(
    added=st.dictionaries(st.sampled_from(MONTHS[1:]), st.integers(-1_000, 1_000)),
    payments=st.lists(st.builds(ClaimPayment, st.integers(-1_000, 1_000), st.sampled_from(MONTHS)), max_size=8),
)
def test_what_is_open_sums_to_the_claim_and_lies_all_on_one_side(
    added: dict[str, int], payments: list[ClaimPayment]
) -> None:
    claim = sum(added.values()) + sum(payment.effect_rupiah for payment in payments)
    found = open_by_statement(added, payments)
    assert found.total_rupiah == claim
    sign = 1 if claim > 0 else -1
    assert all(sign * part > 0 for part in found.by_statement.values())
    assert sign * found.unallocated_rupiah >= 0
