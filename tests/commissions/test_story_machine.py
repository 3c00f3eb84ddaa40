"""Random stories told to the application and to a small model: after every step both must say the same.

Three pairs, one of each money route, two of them with an outlet that is PKP, each with a pooled pre-order beside the
sales of the shelf. 100 short stories in the ordinary run, 2,000 long ones with `./run test --long`. The seed is
printed; `ETALASE_SEED=n` tells the stories of that seed again.
"""

import os
import random
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import case, func, select

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import preorder_deliveries
from commissions.closing import close
from commissions.departures import DepartureKind, ReturnedBeforeSold, take_back
from commissions.ledger import Party
from commissions.models import LedgerBook, Statement, Transfer
from commissions.posting import LinesRefused, post_report
from commissions.preorder_errors import MoreThanWasCounted
from commissions.pricing import ReportLine
from commissions.rates import MoreThanWasSold
from commissions.return_lines import ReturnLine
from commissions.verification import verify
from core.database import committed, db
from core.dates import first_day, last_day, month_after, month_before, month_of
from outlets.agreement_acceptance import accept
from outlets.agreement_changes import amend
from outlets.models import Agreement, Outlet
from outlets.money_routes import MoneyRoute
from outlets.sales_models import LineKind, SaleLine
from outlets.sales_reports import AlreadyReported
from outlets.states import Channel
from partnerships.models import Producer
from tests.commissions.story_model import Model, Sold
from tests.commissions.story_settling import Paid, Settling
from tests.factories.ledger import make_pair
from tests.factories.outlets import make_placement
from tests.factories.partnerships import make_product
from tests.factories.people import make_user
from tests.factories.preorders import make_campaign, make_member

PAIRS = st.integers(0, 2)
PICKS = st.integers(0, 30)
PIECES = st.integers(1, 7)
SALES = st.lists(
    st.tuples(st.integers(0, 75), PICKS, PIECES, st.sampled_from([1, 9, 10, 333, 1_049, 1_050, 15_000, 99_999])),
    min_size=1,
    max_size=6,
)
BEGIN = date(2026, 10, 10)
STEPS, STEPS_OF_LONG = 6, 18
VERIFIED_ORDINARILY = 4
"""Every so manieth story is verified as a whole database; with `--long` every one. The model is asked at each step."""
_receipts = count(1)


class World:
    """Three pairs that stand before any story begins; each story starts from them anew."""

    def __init__(self) -> None:
        self.officer = make_user(Role.PARTNERSHIP_OFFICER).id
        self.finance = make_user(Role.FINANCE).id
        self.vat = [True, False, True]
        self.pairs = []
        self.campaigns: list[int] = []
        for route, vat_registered in zip(MoneyRoute, self.vat, strict=True):
            pair = make_pair(route, vat_registered=vat_registered)
            agreement = db.session.query(Agreement).filter_by(producer_id=pair.producer.id).one()
            campaign = make_campaign(pair.outlet)
            make_member(campaign, pair.producer)
            self.campaigns.append(campaign.id)
            self.pairs.append(
                (pair.producer.id, pair.outlet.id, agreement.id, pair.manager.id, pair.owner.id, pair.placement.id)
            )


class Story(Settling, RuleBasedStateMachine):
    """What may happen between producers and outlets."""

    world: World
    told = 0
    verified_every = VERIFIED_ORDINARILY

    def __init__(self) -> None:
        """Begin on 10 October with nothing sold."""
        super().__init__()
        db.session.remove()
        self.begun = db.session.get_bind().begin_nested()
        self.clock = time_machine.travel(datetime(2026, 10, 10, 2, tzinfo=UTC), tick=False)
        self.traveller = self.clock.start()
        self.today = BEGIN
        self.placements = [[pair[5]] for pair in self.world.pairs]
        terms = [{date(2026, 1, 1): (300, route.value)} for route in MoneyRoute]
        self.model = Model(self.world.vat, terms)
        self.sold: list[tuple[int, Sold]] = []
        self.brought: list[tuple[int, Sold]] = []
        self.paid: list[Paid] = []
        self.sent: list[tuple[int, dict[str, object]]] = []
        self.quiet = 0  # what moves no money; a story is to be about money

    def teardown(self) -> None:
        """Nothing in the database contradicts itself; then the story is forgotten."""
        Story.told += 1
        try:
            if Story.told % self.verified_every == 0:
                assert [(outcome.sentence, outcome.broken) for outcome in verify() if not outcome.holds] == []
        finally:
            db.session.remove()
            self.begun.rollback()
            self.clock.stop()

    @initialize()
    def begin(self) -> None:
        """The month of the story has no posting yet."""
        assert db.session.query(Transfer).count() == 0

    @precondition(lambda self: self.quiet <= len(self.sent))
    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """Some days pass."""
        self.quiet += 1
        self._go_to(self.today + timedelta(days=days))

    @precondition(lambda self: self.quiet <= len(self.sent))
    @rule(pair=PAIRS)
    def place(self, pair: int) -> None:
        """One more product of the producer is put on the shelf."""
        self.quiet += 1
        producer_id, outlet_id, _, manager_id, *_ = self.world.pairs[pair]
        producer, outlet = db.session.get_one(Producer, producer_id), db.session.get_one(Outlet, outlet_id)
        people = (self.world.officer, self.world.finance, manager_id)
        officer, finance, manager = (db.session.get_one(UserAccount, user_id) for user_id in people)
        product = make_product(producer, submitted_by=officer, decided_by=finance)
        self.placements[pair].append(make_placement(product, outlet, proposed_by=officer, accepted_by=manager).id)

    @rule(pair=PAIRS, sales=SALES, back=st.one_of(st.none(), PIECES))
    def report(self, pair: int, sales: list[tuple[int, int, int, int]], back: int | None) -> None:
        """A report of one month, at times late; its first sale may partly come back the same day."""
        start = first_day(month_of(self.today - timedelta(days=sales[0][0])))
        end = min(last_day(month_of(start)), self.today)
        lines = [
            ReportLine(row, max(start, end - timedelta(days=ago % 31)), self._item(pair, pick), pieces, price, f"S{n}")
            for row, (n, (ago, pick, pieces, price)) in enumerate(zip(_receipts, sales, strict=False), start=1)
        ]
        first, returns = lines[0], []
        if back and back <= first.quantity:
            returns = [
                ReturnLine(99, end, first.item, back, first.unit_price_rupiah, f"B{first.reference}", first.reference)
            ]
        report = {"lines": lines, "returns": returns, "period_start": start, "period_end": end}
        if self.model.open_month and month_of(start) < _months_before(self.model.open_month, 3):
            with pytest.raises(LinesRefused):
                self._post(pair, report)
            return
        posted = self._post(pair, report)
        assert posted.lines_posted == len(lines) + len(returns)
        told = [self.model.sell(pair, line.sold_on, line.quantity, line.unit_price_rupiah) for line in lines]
        ids = {row.reference: row.id for row in self._lines_of(posted.report.id)}
        self.sold += [(ids[line.reference], sold) for line, sold in zip(lines, told, strict=True)]
        for line in returns:
            self.model.leave(told[0], line.pieces, line.returned_on)
        self.sent.append((pair, report))

    @precondition(lambda self: self.sent)
    @rule(pick=PICKS)
    def send_again(self, pick: int) -> None:
        """A report that was posted is sent once more."""
        pair, report = self.sent[pick % len(self.sent)]
        too_old = self.model.open_month and month_of(report["period_start"]) < _months_before(self.model.open_month, 3)  # type: ignore[arg-type]
        with pytest.raises(LinesRefused if too_old else AlreadyReported):
            self._post(pair, report)

    @precondition(lambda self: self.sold)
    @rule(pick=PICKS, pieces=PIECES, ago=st.integers(-1, 70), refunded_by=st.sampled_from([None, *Party]))
    def bring_back(self, pick: int, pieces: int, ago: int, refunded_by: Party | None) -> None:
        """A customer brings pieces back, at times more than were bought, or before."""
        line_id, sold = self.sold[pick % len(self.sold)]
        day = self.today - timedelta(days=ago)
        how = {"kind": DepartureKind.CUSTOMER_RETURN, "returned_on": day, "refunded_by": refunded_by}
        if not sold.day <= day <= self.today:
            with pytest.raises(ReturnedBeforeSold):
                self._take_back(sold.pair, line_id, pieces, **how)
        elif pieces > sold.left:
            with pytest.raises(MoreThanWasSold):
                self._take_back(sold.pair, line_id, pieces, **how)
        else:
            self._take_back(sold.pair, line_id, pieces, **how)
            self.model.leave(sold, pieces, day, refunded_by.value if refunded_by else None)

    @precondition(lambda self: self.sold)
    @rule(pick=PICKS, pieces=st.one_of(st.none(), PIECES))
    def reverse(self, pick: int, pieces: int | None) -> None:
        """Pieces, or all that are left, were never sold."""
        line_id, sold = self.sold[pick % len(self.sold)]
        if not sold.left or (pieces or 0) > sold.left:
            with pytest.raises(MoreThanWasSold):
                self._take_back(sold.pair, line_id, pieces)
        else:
            self._take_back(sold.pair, line_id, pieces)
            self.model.leave(sold, pieces or sold.left)

    @rule(pair=PAIRS, pieces=PIECES, ago=st.integers(0, 39))
    def bring_preorder(self, pair: int, pieces: int, ago: int) -> None:
        """The outlet accepts pieces of a pooled pre-order, at times late: for the account they are a sale."""
        producer_id, _, _, manager_id, *_ = self.world.pairs[pair]
        day = self.today - timedelta(days=ago)
        counted = committed(
            preorder_deliveries.deliver,
            self.world.campaigns[pair],
            producer_id=producer_id,
            delivered_on=day,
            accepted=pieces,
            rest_follows=True,
            by=db.session.get_one(UserAccount, manager_id),
        )
        self.brought.append((counted.row.id, self.model.sell(pair, day, pieces, 5_000)))

    @precondition(lambda self: self.brought)
    @rule(pick=PICKS, pieces=PIECES)
    def count_again(self, pick: int, pieces: int) -> None:
        """Pieces of a pre-order were counted that never came, at times more than are left."""
        line_id, sold = self.brought[pick % len(self.brought)]
        manager = db.session.get_one(UserAccount, self.world.pairs[sold.pair][3])
        if pieces > sold.left:
            with pytest.raises(MoreThanWasCounted):
                committed(preorder_deliveries.correct, line_id, accepted=pieces, reason="uji", by=manager)
            return
        committed(preorder_deliveries.correct, line_id, accepted=pieces, reason="uji", by=manager)
        self.model.leave(sold, pieces)

    @precondition(lambda self: self.quiet <= len(self.sent))
    @rule(pair=PAIRS, rate_bp=st.integers(200, 500), route=st.one_of(st.none(), st.sampled_from(MoneyRoute)))
    def change_terms(self, pair: int, rate_bp: int, route: MoneyRoute | None) -> None:
        """Both sides agree on another rate, at times on another route too, from the next day on."""
        self.quiet += 1
        _, _, agreement_id, manager_id, owner_id, _ = self.world.pairs[pair]
        terms = self.model.terms[pair]
        starts_on = max(self.today, *terms) + timedelta(days=1)
        rates = [{"rate_bp": rate_bp, "starts_on": starts_on}]
        officer = db.session.get_one(UserAccount, self.world.officer)
        committed(amend, agreement_id, starts_on=starts_on, money_route=route, rates=rates, by=officer)
        for user_id in (owner_id, manager_id):
            committed(accept, agreement_id, by=db.session.get_one(UserAccount, user_id))
        terms[starts_on] = (rate_bp, route.value if route else terms[max(terms)][1])

    @precondition(lambda self: self.model.amounts)
    @rule()
    def close(self) -> None:
        """The oldest open month is closed, and its statements are those of the model."""
        month = self.model.open_month or min(posted for _, _, posted, _ in self.model.amounts)
        self._go_to(max(self.today, first_day(month_after(month)) + timedelta(days=4)))
        finance = db.session.get_one(UserAccount, self.world.finance)
        committed(close, month, by=finance, waive_missing=True, reason="uji")
        self.model.close(month, month_after(month))
        found = {}
        for statement in db.session.execute(select(Statement)).scalars():
            pair = next(n for n, ids in enumerate(self.world.pairs) if ids[1] == statement.outlet_id)
            wanted = self.model.statements.get((pair, statement.period), {})
            found[pair, statement.period] = {name: getattr(statement, f"{name}_rupiah") for name in wanted}
        assert found == self.model.statements

    @invariant()
    def claims_are_those_of_the_model(self) -> None:
        """The ledger and the model agree on what each side of each pair owes."""
        sums = [
            func.coalesce(
                func.sum(
                    case((Transfer.debit == name, 1), (Transfer.credit == name, -1), else_=0) * Transfer.amount_rupiah
                ),
                0,
            )
            for name in ("takings", "commission_due")
        ]
        query = select(LedgerBook.outlet_id, *sums).join(Transfer, Transfer.book_id == LedgerBook.id)
        rows = db.session.execute(query.group_by(LedgerBook.outlet_id)).all()
        found = {outlet_id: (int(takings), -int(due)) for outlet_id, takings, due in rows}
        for pair, ids in enumerate(self.world.pairs):
            assert found.get(ids[1], (0, 0)) == self.model.claims(pair), pair

    def _item(self, pair: int, pick: int) -> int:
        return self.placements[pair][pick % len(self.placements[pair])]

    def _post(self, pair: int, report: dict[str, object]):
        _, outlet_id, _, manager_id, *_ = self.world.pairs[pair]
        manager = db.session.get_one(UserAccount, manager_id)
        outlet = db.session.get_one(Outlet, outlet_id)
        return committed(post_report, outlet, **report, nil=False, channel=Channel.API, by=manager)

    def _take_back(self, pair: int, line_id: int, pieces: int | None, **how: object) -> None:
        manager = db.session.get_one(UserAccount, self.world.pairs[pair][3])
        committed(take_back, line_id, by=manager, reason="uji", quantity=pieces, **how)

    def _lines_of(self, report_id: int):
        lines = select(SaleLine).where(SaleLine.report_id == report_id, SaleLine.kind == LineKind.SALE)
        return db.session.execute(lines).scalars()

    def _go_to(self, day: date) -> None:
        self.today = day
        self.traveller.move_to(datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def _months_before(month: str, months: int) -> str:
    for _ in range(months):
        month = month_before(month)
    return month


def tell(examples: int, steps: int, verified_every: int) -> None:
    """Tell so many stories of at most so many steps, from a seed that is printed."""
    number = int(os.environ.get("ETALASE_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"ETALASE_SEED={number}")  # noqa: T201 - pytest shows it with a failure
    Story.world, Story.told, Story.verified_every = World(), 0, verified_every
    story = seed(number)(Story)
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if os.environ.get("ETALASE_LONG") else [Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_ledger_says_what_a_small_model_says_in_every_story(app: Flask) -> None:
    assert app is not None
    tell(100, STEPS, VERIFIED_ORDINARILY)


@pytest.mark.long
def test_the_ledger_says_what_a_small_model_says_in_many_stories(app: Flask) -> None:
    assert app is not None
    tell(2_000, STEPS_OF_LONG, 1)
