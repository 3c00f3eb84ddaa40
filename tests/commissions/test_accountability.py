"""The public pack: small cells tell nothing, and every total ties to the ledger."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from accounts.permissions import Role
from commissions.accountability import MonthsTurnedRound, pack_of
from commissions.small_cells import LEAST_BUSINESSES, Cell, for_the_public, joined
from core.database import db
from tests.clients import Api
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import Pair, make_pair
from tests.factories.outlets import make_outlet
from tests.factories.people import make_user


def cell(label: str, businesses: range, gross: int) -> Cell:
    return Cell(label, frozenset(businesses), {"gross": gross})


def test_rows_of_fewer_than_five_businesses_become_one_and_the_sum_stays():
    cells = [cell("a", range(9), 900), cell("b", range(3), 300), cell("c", range(10, 12), 200)]
    shown = for_the_public(cells)
    assert [(row.label, len(row.businesses), row.amounts["gross"]) for row in shown] == [("a", 9, 900), (None, 5, 500)]


def test_one_small_row_takes_the_next_smallest_along_so_that_nobody_can_work_it_out():
    cells = [cell("a", range(20), 2_000), cell("b", range(6), 600), cell("c", range(2), 200)]
    assert [(row.label, row.amounts["gross"]) for row in for_the_public(cells)] == [("a", 2_000), (None, 800)]


def test_a_table_of_four_businesses_is_not_shown_at_all():
    assert for_the_public([cell("a", range(2), 1), cell("b", range(4), 2)]) is None
    assert for_the_public([]) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.frozensets(st.integers(1, 12), min_size=1), st.integers(0, 10**9)), max_size=8))
def test_whatever_is_shown_hides_nobody_changes_no_sum_and_has_no_small_row(rows):
    cells = [Cell(str(number), who, {"gross": gross}) for number, (who, gross) in enumerate(rows)]
    shown = for_the_public(cells)
    if shown is None:
        assert len(joined(cells).businesses) < LEAST_BUSINESSES
        return
    assert all(len(row.businesses) >= LEAST_BUSINESSES for row in shown)
    assert sum(row.amounts["gross"] for row in shown) == sum(gross for _, gross in rows)


@pytest.fixture
def trade(app: Flask) -> list[Pair]:
    """Six producers at one outlet of Balikpapan, one of them also in Palangka Raya, sales of October."""
    assert app is not None
    shop = make_outlet(name="Maxi Balikpapan")
    pairs = [make_pair(producer_name=f"Produsen {number}", outlet=shop) for number in range(6)]
    for number, pair in enumerate(pairs, 1):
        pair.sell(date(2026, 10, number), pieces=number)
    far = make_pair(producer=pairs[0].producer, outlet_name="Gerai Palangka", region_code="62.71")
    far.sell(date(2026, 10, 9), 2)
    pairs[5].bring_back(pairs[5].lines()[0], 1, date(2026, 10, 20))
    return pairs


def test_the_pack_adds_up_to_the_ledger_and_joins_the_district_of_one_producer(trade: list[Pair]) -> None:
    assert trade
    pack = pack_of("2026-10", "2026-10", by=make_user(Role.HEAD))
    told = [(row.label, len(row.businesses), dict(row.amounts)) for row in pack.by_district.rows]
    assert told == [(None, 6, {"gross": 345_000, "returns": 15_000, "commission": 9_900})]
    assert [(control.account.value, control.in_pack_rupiah, control.ties) for control in pack.controls] == [
        ("sales", 345_000, True),
        ("returns", 15_000, True),
        ("commission", 9_900, True),
        ("bought_back", 0, True),
    ]


def test_staff_of_a_region_make_the_pack_of_their_region(trade: list[Pair]) -> None:
    assert trade
    pack = pack_of("2026-10", "2026-11", by=make_user(Role.FINANCE, regions=("62",)))
    assert pack.by_district.rows is None
    assert pack.by_district.total.amounts["gross"] == 30_000
    assert all(control.ties for control in pack.controls)


def test_months_must_run_forward(app: Flask) -> None:
    assert app is not None
    head = make_user(Role.HEAD)
    for first, last in (("2026-10", "2026-09"), ("2023-01", "2026-10")):
        with pytest.raises(MonthsTurnedRound):
            pack_of(first, last, by=head)
    answer = Api(app, head).get("/accountability?first_month=2026-10&last_month=2026-09")
    assert (answer.status_code, answer.json["code"]) == (422, "months_turned_round")


def test_the_page_the_workbook_and_the_api_say_the_same(app: Flask, trade: list[Pair]) -> None:
    assert trade
    head = make_user(Role.HEAD)
    months = "first_month=2026-10&last_month=2026-10"
    page = read(app, head, f"/pertanggungjawaban?{months}")
    assert "Rp345.000" in page
    assert "tidak cocok" not in page
    client = Api(app, head)
    answer = client.get(f"/accountability?{months}").json
    assert answer["by_category"][0]["amounts"] == {"gross": 345_000, "returns": 15_000, "commission": 9_900}
    found = client.client.get(f"/pertanggungjawaban.xlsx?{months}", headers={"Authorization": f"Bearer {client.token}"})
    book = load_workbook(BytesIO(found.data))
    assert [row[2].value for row in book.worksheets[0].iter_rows(min_row=2)] == [345_000, 345_000]
    assert next([value.value for value in row] for row in book["Kendali"].iter_rows(min_row=2)) == [
        "Penjualan kotor",
        345_000,
        345_000,
        "ya",
    ]
    head.language = "en"
    db.session.commit()
    assert "Public accountability" in read(app, head, f"/pertanggungjawaban?{months}")
