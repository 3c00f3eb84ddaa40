"""Accepted pieces of a pre-order on the account of their producer: amounts, months, the statement and its paper."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.permissions import Role
from commissions.accountability import pack_of
from commissions.buyer_accounts import BuyerAccount
from commissions.models import Statement, Transfer
from commissions.periods import lock_for_posting
from commissions.preorder_errors import NoAgreementThatDay
from commissions.preorder_lines import add_delivery, left_of, month_about, take_from
from commissions.statement_documents import paper_of
from commissions.statement_names import shown
from commissions.verification import verify
from core.database import db
from core.dates import month_of
from outlets.campaign_states import DeliveryKind
from outlets.money_routes import MoneyRoute
from tests.clients import Api
from tests.factories.ledger import close_month
from tests.factories.outlets import make_agreement, make_outlet
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.factories.preorders import make_campaign, make_member


def moves(*kinds: str) -> list[tuple[str, str, str, int, str]]:
    rows = select(Transfer.kind, Transfer.debit, Transfer.credit, Transfer.amount_rupiah, Transfer.period)
    if kinds:
        rows = rows.where(Transfer.kind.in_(kinds))
    return [tuple(row) for row in db.session.execute(rows.order_by(Transfer.id))]


def assert_everything_holds() -> None:
    assert [(one.sentence, one.broken[:2]) for one in verify() if not one.holds] == []


class Bench:
    """One tailor of a campaign at a gallery."""

    def __init__(
        self, route: MoneyRoute = MoneyRoute.OUTLET_REMITS_NET, rate_bp: int = 300, price: int = 5_000
    ) -> None:
        self.by = make_user(Role.ADMINISTRATOR)
        self.outlet = make_outlet("plut_gallery")
        self.producer = make_producer(name="Penjahit Rini")
        self.agreement = make_agreement(self.producer, self.outlet, rate_bp=rate_bp, money_route=route)
        self.campaign = make_campaign(self.outlet, price_rupiah=price)
        self.member = make_member(self.campaign, self.producer)

    def brings(self, day: date, accepted: int, rejected: int = 0):
        month = lock_for_posting(month_of(day))
        reason = "jahitan lepas" if rejected else ""
        row = add_delivery(
            self.campaign,
            self.member,
            day=day,
            accepted=accepted,
            rejected=rejected,
            reason=reason,
            month=month,
            by=self.by,
        )
        db.session.commit()
        return row

    def loses(self, root, kind: DeliveryKind, pieces: int, day: date):
        month = month_about(root, day)
        row = take_from(root, kind=kind, accepted=pieces, rejected=0, day=day, reason="keliru", month=month, by=self.by)
        db.session.commit()
        return row


@pytest.mark.parametrize(
    ("route", "rate_bp", "expected"),
    [
        (
            MoneyRoute.OUTLET_REMITS_NET,
            300,
            [("takings", "preorder_sales", 240_000), ("commission", "takings", 7_200)],
        ),
        (
            MoneyRoute.OUTLET_REMITS_GROSS,
            300,
            [("takings", "preorder_sales", 240_000), ("commission", "commission_due", 7_200)],
        ),
        (MoneyRoute.PRODUCER_COLLECTS, 0, [("collected_by_producer", "preorder_sales", 240_000)]),
    ],
)
def test_48_accepted_masks_post_price_and_commission_by_the_route_of_the_day(
    app: Flask, route: MoneyRoute, rate_bp: int, expected: list[tuple[str, str, int]]
) -> None:
    assert app
    row = Bench(route, rate_bp).brings(date(2026, 10, 5), 48, 2)
    assert (row.gross_rupiah, row.commission_rupiah, row.late) == (240_000, 48 * 5_000 * rate_bp // 10_000, False)
    assert moves() == [("preorder", *leg, "2026-10") for leg in expected]
    assert_everything_holds()


def test_pieces_all_rejected_post_nothing_and_keep_their_reason(app: Flask) -> None:
    assert app
    row = Bench().brings(date(2026, 10, 5), 0, 12)
    assert (row.accepted, row.rejected, row.reason, moves()) == (0, 12, "jahitan lepas", [])
    assert_everything_holds()


def test_parts_that_leave_a_line_take_its_commission_to_the_rupiah(app: Flask) -> None:
    """7 x 349 at 5 % bear 122; 3 wrong and 2 brought back and 2 wrong give back 52, 35 and 35."""
    assert app
    bench = Bench(rate_bp=500, price=349)
    root = bench.brings(date(2026, 10, 5), 7)
    bench.loses(root, DeliveryKind.CORRECTION, 3, date(2026, 10, 5))
    bench.loses(root, DeliveryKind.BROUGHT_BACK, 2, date(2026, 10, 6))
    bench.loses(root, DeliveryKind.CORRECTION, 2, date(2026, 10, 5))
    assert moves("reversal", "return") == [
        ("reversal", "preorder_sales", "takings", 1_047, "2026-10"),
        ("reversal", "takings", "commission", 52, "2026-10"),
        ("return", "returns", "takings", 698, "2026-10"),
        ("return", "takings", "commission", 35, "2026-10"),
        ("reversal", "preorder_sales", "takings", 698, "2026-10"),
        ("reversal", "takings", "commission", 35, "2026-10"),
    ]
    assert left_of(root) == (0, 0)
    assert_everything_holds()


def test_without_an_agreement_that_day_nothing_can_be_paid(app: Flask) -> None:
    assert app
    bench = Bench()
    bench.member = make_member(bench.campaign, make_producer())
    with pytest.raises(NoAgreementThatDay):
        bench.brings(date(2026, 10, 5), 1)


def test_the_statement_has_the_preorder_inside_gross_as_rows_of_its_own(app: Flask) -> None:
    bench = Bench()
    root = bench.brings(date(2026, 10, 5), 48, 2)
    bench.loses(root, DeliveryKind.BROUGHT_BACK, 1, date(2026, 10, 9))
    close_month("2026-10")
    statement = db.session.execute(select(Statement)).scalar_one()
    assert (statement.gross_rupiah, statement.returns_rupiah, statement.commission_rupiah) == (240_000, 5_000, 7_050)
    assert (statement.closing_rupiah, statement.outlet_owes_rupiah) == (227_950, 227_950)
    rows = shown(statement)["rows"]
    assert [(row["kind"], row["product_name"], row["quantity"], row["gross_rupiah"]) for row in rows] == [
        ("preorder", "Masker kain", 48, 240_000),
        ("preorder_return", "Masker kain", -1, -5_000),
    ]
    paper = paper_of(statement, shown(statement), "https://contoh.test", ("0" * 64, statement.number))
    assert "Masker kain (pesanan bersama)" in str(paper["rows"])
    assert "Masker kain (pesanan bersama, retur)" in str(paper["rows"])
    lines = Api(app, make_producer_user(bench.producer)).get(f"/statements/{statement.id}/lines").json
    assert [(one["kind"], one["quantity"], one["commission_rupiah"], one["campaign_id"]) for one in lines["items"]] == [
        ("preorder", 48, 7_200, bench.campaign.id),
        ("preorder_return", -1, -150, bench.campaign.id),
    ]
    assert lines["total"] == 2
    assert lines["items"][0]["why"]["sentence"].startswith("48 × Rp5.000 = Rp240.000 pesanan bersama")
    assert_everything_holds()


def test_a_piece_of_a_closed_month_is_late_and_its_correction_stays_with_it(app: Flask) -> None:
    assert app
    bench = Bench()
    bench.brings(date(2026, 9, 30), 10)
    close_month("2026-09")
    late = bench.brings(date(2026, 9, 29), 20)
    assert (late.period, late.late) == ("2026-10", True)
    gone = bench.loses(late, DeliveryKind.CORRECTION, 5, date(2026, 9, 29))
    assert (gone.period, gone.late, gone.gross_rupiah, gone.commission_rupiah) == ("2026-10", True, -25_000, -750)
    close_month("2026-10")
    second = db.session.execute(select(Statement).where(Statement.period == "2026-10")).scalar_one()
    assert (second.opening_rupiah, second.gross_rupiah, second.prior_gross_rupiah) == (48_500, 75_000, 75_000)
    assert [row["kind"] for row in second.snapshot["prior_rows"]] == ["preorder", "preorder_reversal"]
    assert_everything_holds()


def test_the_public_pack_counts_preorders_as_a_kind_of_their_own_and_ties(app: Flask) -> None:
    assert app
    bench = Bench()
    root = bench.brings(date(2026, 10, 5), 48)
    bench.loses(root, DeliveryKind.CORRECTION, 8, date(2026, 10, 5))
    pack = pack_of("2026-10", "2026-10", by=bench.by)
    assert pack.by_category.total.amounts == {"gross": 200_000, "returns": 0, "commission": 6_000}
    assert all(control.ties for control in pack.controls)


def test_the_account_of_a_buyer_who_pays_in_parts_too_much_and_gets_back() -> None:
    """Example 28 of docs/ledger.md from the buyer's side: 50 ordered and paid, 48 fetched, 2 refunded, 1 returned."""
    paid = BuyerAccount(5_000, 50, paid_rupiah=100_000)
    assert (paid.unpaid_rupiah, paid.lacks_for(48), paid.refundable_rupiah) == (150_000, 140_000, 100_000)
    whole = BuyerAccount(5_000, 50, paid_rupiah=250_000, handed_over=48)
    assert (whole.deposit_rupiah, whole.outstanding, whole.over_rupiah) == (10_000, 2, 0)
    short = BuyerAccount(5_000, 0, paid_rupiah=250_000, handed_over=48)
    assert (short.over_rupiah, short.refundable_rupiah) == (10_000, 10_000)
    back = BuyerAccount(5_000, 0, paid_rupiah=250_000, refunded_rupiah=15_000, handed_over=48, brought_back=1)
    assert (back.deposit_rupiah, back.over_rupiah, back.unpaid_rupiah, back.keeps) == (0, 0, 0, 47)


def test_an_office_that_took_goods_on_its_invoice_owes_their_price() -> None:
    office = BuyerAccount(5_000, 40, handed_over=40)
    assert (office.deposit_rupiah, office.unpaid_rupiah, office.refundable_rupiah) == (-200_000, 200_000, 0)
