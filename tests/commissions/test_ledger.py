"""Accounts, legs, the month of a posting, and events as transfers."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commissions import transfers
from commissions.ledger import (
    ACCOUNTS,
    LEGS,
    Account,
    Book,
    Claim,
    Leg,
    LegName,
    MoneyRoute,
    Party,
    TransferKind,
    bill,
    posting_month,
    till,
)

OUTLET, PRODUCER = Party.OUTLET, Party.PRODUCER
NET, GROSS, COLLECTS = MoneyRoute


def moves(legs: list[Leg]) -> list[tuple[str, str, int]]:
    """The legs as plain values."""
    return [(str(leg.debit), str(leg.credit), leg.amount_rupiah) for leg in legs]


def test_every_leg_stays_inside_one_book_and_moves_something() -> None:
    assert len(LEGS) == 50
    for _kind, debit, credit in LEGS:
        assert debit is not credit
        assert ACCOUNTS[debit].book is ACCOUNTS[credit].book


def test_every_leg_of_a_pair_touches_a_claim_except_what_never_passed_the_outlet() -> None:
    claims = {Account.TAKINGS, Account.COMMISSION_DUE}
    without_claim = {
        (kind, debit, credit)
        for kind, debit, credit in LEGS
        if ACCOUNTS[debit].book is Book.PAIR and not {debit, credit} & claims
    }
    assert all(Account.COLLECTED_BY_PRODUCER in (debit, credit) for _kind, debit, credit in without_claim)
    assert len(without_claim) == 6


def test_a_transfer_of_nothing_less_than_nothing_or_the_wrong_way_round_cannot_be_built() -> None:
    for amount in (0, -1):
        with pytest.raises(ValueError, match="more than nothing"):
            Leg(TransferKind.SALE, Account.TAKINGS, Account.SALES, amount, LegName.GROSS)
    with pytest.raises(ValueError, match="no sale moves sales / takings"):
        Leg(TransferKind.SALE, Account.SALES, Account.TAKINGS, 1, LegName.GROSS)
    with pytest.raises(ValueError, match="more than nothing"):
        transfers.sale_transfers(NET, -15_000, 0)


def test_the_route_says_where_the_money_lies_and_which_claim_is_billed() -> None:
    assert [till(route) for route in MoneyRoute] == [Account.TAKINGS, Account.TAKINGS, Account.COLLECTED_BY_PRODUCER]
    assert [bill(route) for route in MoneyRoute] == [Account.TAKINGS, Account.COMMISSION_DUE, Account.COMMISSION_DUE]


def test_a_commission_of_nothing_posts_no_transfer() -> None:
    assert moves(transfers.sale_transfers(NET, 9, 0)) == [("takings", "sales", 9)]
    assert transfers.sale_transfers(GROSS, 0, 0) == []


@pytest.mark.parametrize("route", MoneyRoute)
@pytest.mark.parametrize("preorder", [False, True])
def test_a_reversal_is_the_sale_the_other_way_round(route: MoneyRoute, *, preorder: bool) -> None:
    sold = moves(transfers.sale_transfers(route, 15_000, 450, preorder=preorder))
    undone = moves(transfers.reversal_transfers(route, 15_000, 450, preorder=preorder))
    assert undone == [(credit, debit, amount) for debit, credit, amount in sold]


@pytest.mark.parametrize("route", MoneyRoute)
@pytest.mark.parametrize("refunded_by", [None, *Party])
def test_a_cancelled_return_is_the_return_the_other_way_round(route: MoneyRoute, refunded_by: Party | None) -> None:
    back = moves(transfers.return_transfers(route, 15_000, 450, refunded_by))
    undone = moves(transfers.return_cancelled_transfers(route, 15_000, 450, refunded_by))
    assert undone == [(credit, debit, amount) for debit, credit, amount in back]


@pytest.mark.parametrize("paid_by", Party)
@pytest.mark.parametrize("claim", Claim)
def test_a_payment_that_came_back_is_the_payment_the_other_way_round(paid_by: Party, claim: Claim) -> None:
    paid = moves(transfers.payment_transfers(paid_by, claim, 450))
    returned = transfers.payment_returned_transfers(paid_by, claim, 450)
    assert moves(returned) == [(credit, debit, amount) for debit, credit, amount in paid]
    assert returned[0].kind is TransferKind.PAYMENT_RETURNED


@pytest.mark.parametrize(
    ("paid_by", "takings", "commission", "route", "claim"),
    [
        (OUTLET, 15_000, 450, GROSS, Claim.TAKINGS),
        (OUTLET, 0, -450, GROSS, Claim.COMMISSION),
        (OUTLET, 10, -450, GROSS, Claim.TAKINGS),
        (OUTLET, 0, 0, COLLECTS, Claim.TAKINGS),
        (PRODUCER, 15_000, 450, NET, Claim.COMMISSION),
        (PRODUCER, -15_000, -450, GROSS, Claim.TAKINGS),
        (PRODUCER, -15_000, 450, GROSS, Claim.COMMISSION),
        (PRODUCER, 14_550, 0, NET, Claim.TAKINGS),
        (PRODUCER, 14_550, 0, GROSS, Claim.COMMISSION),
    ],
)
def test_an_unnamed_payment_goes_where_its_payer_owes(
    paid_by: Party, takings: int, commission: int, route: MoneyRoute, claim: Claim
) -> None:
    assert transfers.claim_of_payment(paid_by, takings, commission, route) is claim


def test_a_set_off_takes_at_most_the_smaller_debt_and_works_on_both_sides() -> None:
    assert moves(transfers.set_off_transfers(450, 15_000, 450)) == [("commission_due", "takings", 450)]
    assert moves(transfers.set_off_transfers(450, -15_000, -450)) == [("takings", "commission_due", 450)]
    for amount, takings, commission in (
        (451, 15_000, 450),
        (1, 15_000, 0),
        (1, 15_000, -450),
        (1, -15_000, 450),
        (1, 0, 0),
    ):
        with pytest.raises(transfers.MoreThanBothOwe) as refusal:
            transfers.set_off_transfers(amount, takings, commission)
        assert refusal.value.code == "more_than_both_owe"
    with pytest.raises(ValueError, match="more than nothing"):
        transfers.set_off_transfers(-1, 15_000, 450)


def test_a_balance_brought_in_raises_or_lowers_its_claim() -> None:
    assert moves(transfers.brought_in_transfers(Claim.TAKINGS, 5)) == [("takings", "brought_in", 5)]
    assert moves(transfers.brought_in_transfers(Claim.TAKINGS, -5)) == [("brought_in", "takings", 5)]
    assert moves(transfers.brought_in_transfers(Claim.COMMISSION, 5)) == [("brought_in", "commission_due", 5)]
    assert moves(transfers.brought_in_transfers(Claim.COMMISSION, -5)) == [("commission_due", "brought_in", 5)]
    assert transfers.brought_in_transfers(Claim.TAKINGS, 0) == []


def test_three_lost_pieces_at_half_their_price_are_rounded_half_up() -> None:
    assert transfers.value_at_share(3, 4_333, 50) == 6_500
    assert transfers.value_at_share(10, 4_333, 100) == 43_330


def test_a_posting_falls_in_its_own_month_while_that_is_open_else_in_the_oldest_open_one() -> None:
    day = date(2026, 10, 14)
    assert posting_month(day) == "2026-10"
    assert posting_month(day, "2026-09") == "2026-10"
    assert posting_month(day, "2026-11") == "2026-11"


def test_a_posting_never_falls_before_the_last_one_about_the_same_line() -> None:
    day = date(2026, 10, 14)
    assert posting_month(day, "2026-10", "2026-12") == "2026-12"
    assert posting_month(day, "2026-11", "2026-10") == "2026-11"
    assert posting_month(day, None, "2026-11") == "2026-11"


@settings(max_examples=100, deadline=None)
@given(gross=st.integers(0, 10**13), fee=st.integers(0, 10**12), route=st.sampled_from(MoneyRoute))
def test_a_sale_returned_or_reversed_leaves_both_claims_where_they_were(
    gross: int, fee: int, route: MoneyRoute
) -> None:
    sold = transfers.sale_transfers(route, gross, fee)
    for undone in (transfers.return_transfers(route, gross, fee), transfers.reversal_transfers(route, gross, fee)):
        for account in (Account.TAKINGS, Account.COMMISSION_DUE, Account.COMMISSION, Account.COLLECTED_BY_PRODUCER):
            legs = [*sold, *undone]
            debits = sum(leg.amount_rupiah for leg in legs if leg.debit is account)
            assert debits == sum(leg.amount_rupiah for leg in legs if leg.credit is account)
