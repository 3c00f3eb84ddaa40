"""A report is priced by the terms of the day of sale, stored, and written into the ledger, all or nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions.line_checks import check_lines
from commissions.models import LedgerBook, Period, PeriodStatus, Transfer
from commissions.posting import LinesRefused, NilWithLines, NothingToPost, post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from core.dates import now
from outlets.models import AgreementVersion
from outlets.money_routes import MoneyRoute
from outlets.sales_models import SaleLine, SalesReport
from outlets.sales_reports import AlreadyReported, DayAlreadyReported, ReportSpansMonths
from outlets.states import Channel
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.people import make_user

pytestmark = pytest.mark.usefixtures("app")
OCTOBER_5 = date(2026, 10, 5)


@pytest.fixture
def shelf():
    """A placement of a product at Rp15.000 under a 3 % agreement, with its outlet and manager."""
    return make_shelf()


class make_shelf:  # noqa: N801 - reads as the factories do
    def __init__(self, route: MoneyRoute = MoneyRoute.OUTLET_REMITS_NET, **agreement) -> None:
        self.outlet = make_outlet()
        self.manager = make_outlet_member(self.outlet)
        self.placement = make_placement(outlet=self.outlet, retail_price_rupiah=15_000)
        self.agreement = make_agreement(self.placement.producer, self.outlet, money_route=route, **agreement)
        make_outlet_code(self.placement, "85123A")

    def report(self, *lines: ReportLine, day: date = OCTOBER_5, **more):
        given = {
            "period_start": day,
            "period_end": day,
            "lines": list(lines),
            "nil": False,
            "channel": Channel.API,
            "by": self.manager,
        }
        return committed(post_report, self.outlet, **{**given, **more})

    def line(self, quantity: int = 1, price: int = 15_000, day: date = OCTOBER_5, *, reference: str = "", n: int = 1):
        return ReportLine(1, day, "85123A", quantity, price, reference, n)


def ledger() -> list[tuple[str, str, int]]:
    """Every transfer as (debit, credit, amount)."""
    rows = db.session.execute(select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah).order_by(Transfer.id))
    return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("route", "transfers"),
    [
        ("outlet_remits_net", [("takings", "sales", 15_000), ("commission", "takings", 450)]),
        ("outlet_remits_gross", [("takings", "sales", 15_000), ("commission", "commission_due", 450)]),
        ("producer_collects", [("collected_by_producer", "sales", 15_000), ("commission", "commission_due", 450)]),
    ],
)
def test_a_sale_of_15_000_at_3_percent_on_each_route(route: str, transfers: list[tuple[str, str, int]]) -> None:
    shelf = make_shelf(MoneyRoute(route))
    posted = shelf.report(shelf.line())
    assert (posted.lines_posted, posted.gross_rupiah, posted.commission_rupiah) == (1, 15_000, 450)
    assert ledger() == transfers
    line = db.session.execute(select(SaleLine)).scalar_one()
    assert (line.rate_bp, line.commission_rupiah, line.money_route, line.period) == (300, 450, route, "2026-10")
    assert (line.rule, line.agreement_version, line.late, line.code) == ("base", 1, False, "85123A")


def test_the_rate_is_that_of_the_day_of_sale() -> None:
    shelf = make_shelf(later_base_rates={date(2026, 10, 15): 500})
    posted = shelf.report(
        shelf.line(2, 12_000, date(2026, 10, 14)),
        shelf.line(2, 12_500, date(2026, 10, 15)),
        period_start=date(2026, 10, 14),
        period_end=date(2026, 10, 15),
    )
    assert posted.commission_rupiah == 720 + 1_250


def test_identical_scans_on_one_receipt_are_two_sales_and_again_are_none(shelf) -> None:
    twice = [shelf.line(reference="536365", n=1), shelf.line(reference="536365", n=2)]
    assert shelf.report(*twice).lines_posted == 2
    with pytest.raises(AlreadyReported):
        shelf.report(*twice)
    posted = shelf.report(*twice, shelf.line(reference="536366"))
    assert posted.lines_posted == 1
    assert [row.problem.code for row in posted.rows] == ["already_reported", "already_reported"]
    assert db.session.query(SaleLine).count() == 3


def test_without_receipt_numbers_a_day_belongs_to_one_report(shelf) -> None:
    shelf.report(shelf.line())
    with pytest.raises(DayAlreadyReported):
        shelf.report(shelf.line(3))
    with pytest.raises(DayAlreadyReported):
        shelf.report(shelf.line(reference="R1"))
    with pytest.raises(DayAlreadyReported):
        shelf.report(nil=True)
    assert shelf.report(shelf.line(day=date(2026, 10, 6)), day=date(2026, 10, 6)).lines_posted == 1


def test_a_nil_report_is_a_report_and_posts_nothing(shelf) -> None:
    posted = shelf.report(nil=True)
    assert (posted.lines_posted, posted.report.is_nil, ledger()) == (0, True, [])
    with pytest.raises(NilWithLines):
        shelf.report(shelf.line(day=date(2026, 10, 7)), day=date(2026, 10, 7), nil=True)
    with pytest.raises(NothingToPost):
        shelf.report(day=date(2026, 10, 7))


def test_each_wrong_line_is_named_and_nothing_is_posted(shelf) -> None:
    wrong = [
        ReportLine(1, OCTOBER_5, "POST", 1, 15_000, "R1"),
        ReportLine(2, OCTOBER_5, "85123A", 0, 15_000, "R1"),
        ReportLine(3, OCTOBER_5, "85123A", 1, 0, "R1"),
        ReportLine(4, OCTOBER_5, "85123A", -1, 15_000, "C1"),
        ReportLine(5, date(2026, 10, 6), "85123A", 1, 15_000, "R2"),
        ReportLine(6, OCTOBER_5, "85123A", 10**7, 10**7, "R2"),
        ReportLine(7, OCTOBER_5, "85123A", 1, 15_000, "R3"),
    ]
    with pytest.raises(LinesRefused) as refusal:
        shelf.report(*wrong)
    assert [(row.row, row.field, row.problem.code) for row in refusal.value.rows] == [
        (1, "code", "unknown_code"),
        (2, "quantity", "quantity_is_zero"),
        (3, "unit_price_rupiah", "price_is_zero"),
        (4, "quantity", "return_names_no_sale"),
        (5, "sold_on", "outside_period"),
        (6, "unit_price_rupiah", "line_too_large"),
    ]
    assert db.session.query(SalesReport).count() == 0
    posted = shelf.report(*wrong, skip_wrong=True)
    assert (posted.lines_posted, len(posted.rows)) == (1, 6)


def test_a_product_that_was_not_on_the_shelf_that_day_is_refused_by_name() -> None:
    outlet = make_outlet()
    placement = make_placement(outlet=outlet, starts_on=date(2026, 10, 10))
    make_agreement(placement.producer, outlet)
    checked = check_lines(outlet, [ReportLine(1, OCTOBER_5, placement.id, 1, 15_000)], by=make_user(Role.VERIFIER))
    assert checked.wrong[0].problem.code == "not_placed"
    assert checked.wrong[0].problem.params["name"] == placement.product.name


def test_tomorrow_is_refused_and_a_report_stays_within_its_month(shelf) -> None:
    with pytest.raises(LinesRefused) as refusal:
        shelf.report(shelf.line(day=date(2026, 11, 23)), day=date(2026, 11, 23))
    assert refusal.value.rows[0].problem.code == "in_the_future"
    with pytest.raises(ReportSpansMonths):
        shelf.report(shelf.line(), period_start=OCTOBER_5, period_end=date(2026, 11, 1))


def test_a_sale_of_a_closed_month_posts_late_into_the_oldest_open_one(shelf) -> None:
    closer = make_user(Role.FINANCE)
    db.session.add(Period(month="2026-10", status=PeriodStatus.CLOSED, closed_at=now(), closed_by_id=closer.id))
    db.session.commit()
    shelf.report(shelf.line())
    line = db.session.execute(select(SaleLine)).scalar_one()
    assert (line.sold_on, line.period, line.late, line.rate_bp) == (OCTOBER_5, "2026-11", True, 300)
    assert {row.period for row in db.session.execute(select(Transfer)).scalars()} == {"2026-11"}
    assert {row.sold_in for row in db.session.execute(select(Transfer)).scalars()} == {"2026-10"}


def test_a_price_far_from_the_agreed_one_is_posted_with_a_warning(shelf) -> None:
    posted = shelf.report(shelf.line(price=150_000))
    assert (posted.lines_posted, [row.problem.code for row in posted.warnings]) == (1, ["price_is_far"])


def test_a_report_across_a_change_from_net_to_gross_holds_the_takings_of_both_in_one_transfer() -> None:
    shelf = make_shelf()
    first, changed = shelf.agreement.terms[0], date(2026, 10, 10)
    values = {"payment_term_days": first.payment_term_days, "created_at": now(), "created_by_id": first.created_by_id}
    db.session.add(
        AgreementVersion(
            agreement_id=shelf.agreement.id,
            number=2,
            starts_on=changed,
            money_route=MoneyRoute.OUTLET_REMITS_GROSS,
            **values,
        )
    )
    db.session.commit()
    shelf.report(shelf.line(), shelf.line(2, day=changed), period_end=changed)
    assert sorted(ledger()) == [
        ("commission", "commission_due", 900),
        ("commission", "takings", 450),
        ("takings", "sales", 45_000),
    ]


def test_one_entry_a_report_and_producer_carries_the_sums() -> None:
    shelf = make_shelf()
    other = make_placement(outlet=shelf.outlet, retail_price_rupiah=1_050)
    make_agreement(other.producer, shelf.outlet, money_route=MoneyRoute.PRODUCER_COLLECTS)
    lines = [ReportLine(n, OCTOBER_5, other.id, 1, 1_050, f"R{n}") for n in range(1, 4)]
    posted = shelf.report(shelf.line(reference="R1"), shelf.line(2, reference="R2"), *lines)
    assert posted.commission_rupiah == 450 + 900 + 96
    books = {book.producer_id: book.id for book in db.session.execute(select(LedgerBook)).scalars()}
    sums = db.session.execute(
        select(Transfer.book_id, Transfer.debit, Transfer.credit, Transfer.amount_rupiah)
        .where(Transfer.source == f"report:{posted.report.id}")
        .order_by(Transfer.id)
    ).all()
    assert sorted(tuple(row) for row in sums) == sorted(
        [
            (books[shelf.placement.producer_id], "takings", "sales", 45_000),
            (books[shelf.placement.producer_id], "commission", "takings", 1_350),
            (books[other.producer_id], "collected_by_producer", "sales", 3_150),
            (books[other.producer_id], "commission", "commission_due", 96),
        ]
    )
