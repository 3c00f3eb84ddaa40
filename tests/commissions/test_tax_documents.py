"""PPN on commission from sale to statement: examples 21 to 24 of docs/ledger.md, told to the application."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select

from accounts.permissions import Role
from commissions import tax_settings, vat_changes
from commissions.models import Transfer
from commissions.tax_terms import Tax
from commissions.verification import verify
from core.database import committed, db
from outlets.money_routes import MoneyRoute
from tests.commissions.test_closing import figures_of
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("app")
OCTOBER_5 = date(2026, 10, 5)
MONTHS = {"2026-10": "2026-11-22T02:00:00Z", "2026-11": "2026-12-22T02:00:00Z", "2026-12": "2027-01-22T02:00:00Z"}


def close(pair: Pair, month: str) -> dict[str, int]:
    """Close a month some three weeks after it ended; the pair's figures that are not 0."""
    with time_machine.travel(MONTHS[month], tick=False):
        close_month(month, waive_missing=True, reason="uji")
    assert [outcome.broken for outcome in verify() if not outcome.holds] == []
    return figures_of(pair.statement(month))


def taxes() -> list[tuple[str, str, int]]:
    """Every transfer of PPN as (debit, credit, amount)."""
    rows = select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah).where(Transfer.kind == "tax")
    return [tuple(row) for row in db.session.execute(rows.order_by(Transfer.id))]


@pytest.mark.parametrize(
    ("route", "claim", "owed"),
    [
        ("outlet_remits_net", "takings", {"takings_claim": 1_988_985, "outlet_owes": 1_988_985}),
        (
            "outlet_remits_gross",
            "commission_due",
            {
                "takings_claim": 2_057_500,
                "outlet_owes": 2_057_500,
                "commission_claim": 68_515,
                "producer_owes": 68_515,
            },
        ),
        ("producer_collects", "commission_due", {"commission_claim": 68_515, "producer_owes": 68_515}),
    ],
)
def test_21_ppn_of_6790_on_commission_of_61725_in_three_routes(route: str, claim: str, owed: dict[str, int]) -> None:
    pair = make_pair(MoneyRoute(route), vat_registered=True)
    pair.sell(OCTOBER_5, 1, 2_057_500)
    collected = {"collected_by_producer": 2_057_500} if route == "producer_collects" else {}
    closing = -68_515 if collected else 1_988_985
    said = {"gross": 2_057_500, **collected, "commission": 61_725, "tax": 6_790, "closing": closing}
    assert close(pair, "2026-10") == said | owed
    assert taxes() == [("commission_tax", claim, 6_790)]


def test_22_ppn_comes_once_a_month_not_once_a_line() -> None:
    pair = make_pair(vat_registered=True)
    pair.sell(OCTOBER_5, 1, 15_000, times=30)
    figures = close(pair, "2026-10")
    assert (figures["commission"], figures["tax"], figures["closing"]) == (13_500, 1_485, 435_015)
    assert taxes() == [("commission_tax", "takings", 1_485)]


def test_23_ppn_given_back_in_parts_goes_to_the_document_it_was_on() -> None:
    pair = make_pair(MoneyRoute.OUTLET_REMITS_GROSS, vat_registered=True)
    pair.sell(OCTOBER_5, 1, 1_500)
    pair.sell(OCTOBER_5, 1, 1_066)
    october = close(pair, "2026-10")
    assert {name: october[name] for name in ("commission", "tax", "closing")} == {
        "commission": 77,
        "tax": 9,
        "closing": 2_480,
    }
    a, b = pair.lines()
    pair.bring_back(b, 1, date(2026, 11, 9))
    november = close(pair, "2026-11")
    assert (november["commission"], november["tax"], november["closing"], november["producer_owes"]) == (
        -32,
        -4,
        1_450,
        50,
    )
    with time_machine.travel("2026-12-22T02:00:00Z", tick=False):
        pair.bring_back(a, 1, date(2026, 12, 9))
    december = close(pair, "2026-12")
    assert {name: december[name] for name in december if not name.startswith("prior")} == {
        "opening": 1_450,
        "returns": 1_500,
        "commission": -45,
        "tax": -5,
    }
    assert taxes() == [
        ("commission_tax", "commission_due", 9),
        ("commission_due", "commission_tax", 4),
        ("commission_due", "commission_tax", 5),
    ]


FROM_NOVEMBER = {"vat_registered": True, "starts_on": date(2026, 11, 1), "reason": "SPPKP 12/2026"}


def test_24_what_was_sold_before_the_outlet_was_pkp_gives_no_ppn_back() -> None:
    """600 -> 550 -> 66. The tax code is frozen on the line, so the return of A carries none either."""
    pair = make_pair()
    pair.sell(OCTOBER_5, 1, 15_000)
    close(pair, "2026-10")
    pair.sell(date(2026, 10, 20), 1, 10_000)
    committed(vat_changes.change, pair.outlet.id, **FROM_NOVEMBER, by=make_user(Role.ADMINISTRATOR))
    pair.sell(date(2026, 11, 3), 1, 20_000)
    pair.bring_back(pair.lines()[0], 1, date(2026, 11, 9))
    november = close(pair, "2026-11")
    wanted = {"opening": 14_550, "gross": 30_000, "returns": 15_000, "commission": 450, "tax": 66, "closing": 29_034}
    assert {name: november[name] for name in wanted} == wanted
    assert taxes() == [("commission_tax", "takings", 66)]


def test_a_late_sale_bears_the_ppn_of_its_day_and_two_rules_in_a_month_are_two_documents(clock_stands: object) -> None:
    """PKP until 9 November, without DPP 11/12 from the 6th on: 600 -> 550 -> 66 and 600 -> 600 -> 72, then none."""
    pair, by = make_pair(vat_registered=True), make_user(Role.ADMINISTRATOR)
    whole = {"base_numerator": 1, "base_denominator": 1, "reason": "Aturan baru"}
    committed(tax_settings.note, Tax.PPN, starts_on=date(2026, 11, 6), applies=True, by=by, **whole)
    no_longer = {"vat_registered": False, "starts_on": date(2026, 11, 10), "reason": "Dicabut"}
    assert committed(vat_changes.change, pair.outlet.id, **no_longer, by=by) == 0
    for day in (5, 9, 10):
        pair.sell(date(2026, 11, day), 1, 20_000)
    assert [line.tax_code for line in pair.lines()] == ["ppn_12_dpp_11_12", "ppn_12_dpp_1_1", None]
    assert close(pair, "2026-11")["tax"] == 66 + 72
    assert sorted(taxes()) == [("commission_tax", "takings", 66), ("commission_tax", "takings", 72)]
