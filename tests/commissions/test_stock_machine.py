"""Random seasons of a gallery told to the application and to a small model: after each step both count the same.

100 seasons in the ordinary run, 2,000 with `./run test --long`. The seed is printed; `ETALASE_SEED=n` tells the seasons
of that seed again.
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
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import func, select

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import buyback_budgets, buybacks, count_settling, held_decisions
from commissions.count_sales import NotForSaleThen
from commissions.departures import DepartureKind, take_back
from commissions.posting import post_report
from commissions.pricing import ReportLine
from commissions.verification import verify
from core.database import committed, db
from outlets import deliveries, goods_returns, receipts, stock_counts
from outlets.count_states import CountOutcome, CountStatus
from outlets.held_models import HeldLine
from outlets.models import Outlet
from outlets.return_states import ReturnReason
from outlets.sales_models import LineKind, SaleLine
from outlets.sales_reports import DayAlreadyReported
from outlets.states import Channel
from outlets.stock_errors import NotEnoughOnHand
from outlets.stock_models import StockLot
from tests.clients import Api, token_for
from tests.commissions.stock_model import NAMES, Batch, Shelf
from tests.factories.people import make_user
from tests.factories.stock import make_gallery

BEGIN = date(2026, 11, 2)
STEPS = 14
PICKS = st.integers(0, 30)
PIECES = st.integers(1, 9)


class Season(RuleBasedStateMachine):
    """What may happen to goods at a gallery."""

    world: dict

    def __init__(self) -> None:
        """Begin on 2 November with empty shelves."""
        super().__init__()
        db.session.remove()
        self.begun = db.session.get_bind().begin_nested()
        self.clock = time_machine.travel(datetime(2026, 11, 2, 2, tzinfo=UTC), tick=False)
        self.traveller = self.clock.start()
        self.today = BEGIN
        self.shelf = Shelf()
        self.numbers = count(1)
        self.returns: list[tuple[int, dict[str, int]]] = []

    def teardown(self) -> None:
        """Nothing contradicts itself, the API counts as the model does; then the season is forgotten."""
        try:
            api = Api(self.world["app"], token=self.world["token"])
            rows = {row["batch"]: row for row in api.get(f"/outlets/{self.world['outlet']}/stock").json["items"]}
            for name, batch in self.shelf.batches.items():
                can_be_sold = batch.on_hand if batch.sellable(self.today) else 0
                assert (rows[name]["closing"], rows[name]["sellable"]) == (batch.on_hand, can_be_sold), name
            assert [(outcome.sentence, outcome.broken) for outcome in verify() if not outcome.holds] == []
        finally:
            db.session.remove()
            self.begun.rollback()
            self.clock.stop()

    def person(self, name: str) -> UserAccount:
        return db.session.get_one(UserAccount, self.world[name])

    @rule(sent=st.integers(1, 12), short=st.integers(0, 2), damaged=st.integers(0, 2), keeps=st.integers(1, 25))
    def deliver_and_receive(self, sent: int, short: int, damaged: int, keeps: int) -> None:
        """A batch arrives; what is short or damaged never becomes stock."""
        short, damaged = min(short, sent), min(damaged, max(sent - short, 0))
        name, good = f"B{next(self.numbers):03d}", sent - short - damaged
        expires = self.today + timedelta(days=keeps)
        line = {"placement_id": self.world["placement"], "batch": name}
        told = {"outlet_id": self.world["outlet"], "producer_id": self.world["producer"], "delivered_on": self.today}
        note = committed(
            deliveries.send, **told, lines=[{**line, "quantity": sent, "expires_on": expires}], by=self.person("maker")
        )
        got = [{**line, "good": good, "short": short, "damaged": damaged}]
        committed(receipts.confirm, note.id, lines=got, by=self.person("manager"))
        if good:
            self.shelf.batches[name] = Batch(expires, self.today)
            self.shelf.batches[name].sums["received"] = good

    @rule(days=st.integers(1, 9))
    def days_pass(self, days: int) -> None:
        """Days pass, and goods end."""
        self.today += timedelta(days=days)
        self.traveller.move_to(datetime(self.today.year, self.today.month, self.today.day, 2, tzinfo=UTC))

    @precondition(lambda self: self.shelf.batches)
    @rule(pieces=PIECES, ago=st.integers(0, 3))
    def sell(self, pieces: int, ago: int) -> None:
        """A sale draws first-expired-first-out; with too few pieces on its day the line is held."""
        day = max(BEGIN, self.today - timedelta(days=ago))
        line = ReportLine(1, day, self.world["placement"], pieces, 15_000, f"S{next(self.numbers)}")
        outlet = db.session.get_one(Outlet, self.world["outlet"])
        told = {"period_start": day, "period_end": day, "lines": [line], "nil": False, "channel": Channel.API}
        if day in self.shelf.taken:
            with pytest.raises(DayAlreadyReported):
                committed(post_report, outlet, **told, by=self.person("manager"))
            return
        self.shelf.shared.add(day)
        posted = committed(post_report, outlet, **told, by=self.person("manager"))
        drawn, missing = self.shelf.draw(day, pieces)
        assert (posted.lines_posted, posted.lines_held) == ((0, 1) if missing else (1, 0))
        if missing:
            held = select(HeldLine.id).where(HeldLine.report_id == posted.report.id)
            self.shelf.held.append((db.session.execute(held).scalar_one(), day, pieces))
        else:
            self.shelf.sell(self._line_of(posted.report.id), day, drawn)

    @precondition(lambda self: self.shelf.held)
    @rule(pick=PICKS, release=st.booleans())
    def decide_held(self, pick: int, release: bool) -> None:
        """An officer refuses a held line, or releases it: what the books do not have was found."""
        held_id, day, pieces = self.shelf.held.pop(pick % len(self.shelf.held))
        if not release:
            committed(held_decisions.refuse, held_id, reason="uji", by=self.person("officer"))
            return
        drawn, missing = self.shelf.draw(day, pieces)
        held = committed(held_decisions.release, held_id, reason="uji", by=self.person("officer"))
        if missing:
            name = drawn[-1][0] if drawn else (self.shelf.first_out(day) or [None])[-1]
            if name is None:
                name = "SELISIH"
                batch = self.shelf.batches.setdefault(name, Batch(None, day))
                batch.arrived = min(batch.arrived, day)
            self.shelf.batches[name].sums["lost"] -= missing
            same = next((one for one in drawn if one[0] == name), None)
            if same:
                same[1] += missing
            else:
                drawn.append([name, missing])
        self.shelf.sell(held.line_id, day, drawn)

    @precondition(lambda self: any(self.shelf.out(line_id) for line_id in self.shelf.sales))
    @rule(pick=PICKS, pieces=PIECES, wrong=st.booleans())
    def bring_back(self, pick: int, pieces: int, wrong: bool) -> None:
        """Pieces of a sale come back, or were never sold; they return to the batches they were drawn from."""
        open_lines = [line_id for line_id in self.shelf.sales if self.shelf.out(line_id)]
        line_id = open_lines[pick % len(open_lines)]
        pieces = min(pieces, self.shelf.out(line_id))
        kind = DepartureKind.WRONG_ENTRY if wrong else DepartureKind.CUSTOMER_RETURN
        how = {} if wrong else {"returned_on": self.today}
        committed(take_back, line_id, by=self.person("manager"), reason="uji", quantity=pieces, kind=kind, **how)
        self.shelf.bring_back(line_id, pieces, "sold" if wrong else "customer_returns")

    @precondition(lambda self: any(batch.on_hand > batch.aside for batch in self.shelf.batches.values()))
    @rule(pick=PICKS, pieces=PIECES)
    def set_aside(self, pick: int, pieces: int) -> None:
        """The gallery sets pieces aside for the producer to fetch today."""
        free = [name for name, batch in self.shelf.batches.items() if batch.on_hand > batch.aside]
        name = free[pick % len(free)]
        pieces = min(pieces, self.shelf.batches[name].on_hand - self.shelf.batches[name].aside)
        line = {"placement_id": self.world["placement"], "batch": name, "quantity": pieces}
        goods = committed(
            goods_returns.announce,
            outlet_id=self.world["outlet"],
            producer_id=self.world["producer"],
            reason=ReturnReason.UNSOLD,
            lines=[line],
            pick_up_by=self.today,
            by=self.person("manager"),
        )
        self.shelf.batches[name].aside += pieces
        self.returns.append((goods.id, {name: pieces}))

    @precondition(lambda self: self.returns)
    @rule(pick=PICKS, late=st.booleans())
    def end_return(self, pick: int, late: bool) -> None:
        """The producer fetches them, or they are destroyed the day after; sold meanwhile, they are neither."""
        return_id, lines = self.returns.pop(pick % len(self.returns))
        if late:
            self.days_pass(1)
        ((name, pieces),) = lines.items()
        batch = self.shelf.batches[name]
        batch.aside -= pieces
        if pieces > batch.on_hand:
            with pytest.raises(NotEnoughOnHand):
                committed(goods_returns.pick_up, return_id, fetched_by="Siti", by=self.person("maker"))
            committed(goods_returns.cancel, return_id, reason="uji", by=self.person("manager"))
        elif late:
            told = {"method": "Dikubur", "witnesses": "Ibu Rina", "by": self.person("manager")}
            committed(goods_returns.dispose, return_id, **told)
            batch.sums["damaged" if batch.expires is None or self.today <= batch.expires else "expired"] += pieces
        else:
            committed(goods_returns.pick_up, return_id, fetched_by="Siti", by=self.person("maker"))
            batch.sums["returned"] += pieces

    @precondition(lambda self: any(batch.on_hand for batch in self.shelf.batches.values()))
    @rule(pick=PICKS, pieces=PIECES, share=st.integers(1, 100))
    def buy_back(self, pick: int, pieces: int, share: int) -> None:
        """The agency buys pieces back; two proposals for the same pieces are approved once."""
        there = [name for name, batch in self.shelf.batches.items() if batch.on_hand]
        name = there[pick % len(there)]
        batch = self.shelf.batches[name]
        pieces = min(pieces, batch.on_hand)
        line = {"placement_id": self.world["placement"], "batch": name, "quantity": pieces, "share_percent": share}
        told = {"outlet_id": self.world["outlet"], "budget_id": self.world["budget"], "lines": [line]}
        first, second = (committed(buybacks.propose, **told, by=self.person("officer")).id for _ in range(2))
        committed(buybacks.approve, first, by=self.person("finance"))
        batch.sums["bought_back"] += pieces
        if pieces > batch.on_hand:
            with pytest.raises(NotEnoughOnHand):
                committed(buybacks.approve, second, by=self.person("finance"))
        else:
            committed(buybacks.decline, second, reason="uji", by=self.person("finance"))

    @precondition(lambda self: any(batch.on_hand for batch in self.shelf.batches.values()))
    @rule(pick=PICKS, odd=st.integers(-5, 3), said=st.sampled_from(["sold", "lost", "damaged", "receipt_wrong"]))
    def count(self, pick: int, odd: int, said: str) -> None:
        """The shelf is counted, one batch differs, somebody says why; a second person looks at what is gone unpaid."""
        there = {name: batch for name, batch in self.shelf.batches.items() if batch.on_hand}
        name = sorted(there)[pick % len(there)]
        odd = max(odd, -there[name].on_hand)
        said = said if odd < 0 or said == "receipt_wrong" else "found"
        begun = committed(stock_counts.begin, self.world["outlet"], by=self.person("manager"))
        lines = [
            {"placement_id": self.world["placement"], "batch": one, "counted": batch.on_hand + odd * (one == name)}
            for one, batch in there.items()
        ]
        entered = committed(stock_counts.enter, begun.id, lines=lines, by=self.person("manager"))
        line_id = next(line.id for line in entered.lines if line.lot.batch == name)
        told = [{"line_id": line_id, "outcome": CountOutcome(said), "pieces": abs(odd), "reason": "uji"}] if odd else []
        days = self.shelf.days_of_count(self.today)
        good = [day for day in days if there[name].sellable(day)]
        if odd and said == "sold" and not good:
            with pytest.raises(NotForSaleThen if days else DayAlreadyReported):
                committed(count_settling.classify, begun.id, differences=told, by=self.person("manager"))
            committed(stock_counts.cancel, begun.id, reason="uji", by=self.person("manager"))
            return
        settled = committed(count_settling.classify, begun.id, differences=told, by=self.person("manager"))
        if odd and said in {"lost", "damaged", "receipt_wrong"}:
            settled = committed(count_settling.confirm, begun.id, by=self.person("officer"))
        assert settled.status is CountStatus.SETTLED
        self.shelf.counted.append(self.today)
        if odd and said == "sold":
            report = db.session.execute(select(func.max(SaleLine.report_id))).scalar_one()
            self.shelf.sell(self._line_of(report), good[-1], [[name, -odd]])
            (self.shelf.shared if days[0] in self.shelf.shared else self.shelf.taken).update(days)
        elif odd:
            column = {"damaged": "damaged", "receipt_wrong": "received"}.get(said, "lost")
            there[name].sums[column] += odd if column == "received" else -odd

    @invariant()
    def the_books_count_what_the_model_counts(self) -> None:
        """Every batch has the sums of the model, and none is below zero."""
        found = {lot.batch: lot for lot in db.session.execute(select(StockLot)).scalars()}
        assert found.keys() == self.shelf.batches.keys()
        for name, batch in self.shelf.batches.items():
            assert {one: getattr(found[name], one) for one in NAMES} == batch.sums, name
            assert found[name].on_hand == batch.on_hand >= 0, name

    def _line_of(self, report_id: int) -> int:
        rows = select(SaleLine.id).where(SaleLine.report_id == report_id, SaleLine.kind == LineKind.SALE)
        return db.session.execute(rows).scalar_one()


def make_world(app: Flask) -> dict:
    """A gallery with one product, the people on both sides, an officer, finance with a large budget."""
    gallery = make_gallery()
    officer, finance = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.FINANCE)
    budget = committed(buyback_budgets.open_line, year=2026, code="U", name="Uji", amount_rupiah=10**12, by=finance)
    return {
        "app": app,
        "token": token_for(gallery.manager),
        "outlet": gallery.outlet.id,
        "producer": gallery.producer.id,
        "placement": gallery.placement.id,
        "maker": gallery.maker.id,
        "manager": gallery.manager.id,
        "officer": officer.id,
        "finance": finance.id,
        "budget": budget.id,
    }


def tell(app: Flask, examples: int) -> None:
    """Tell so many seasons, from a seed that is printed."""
    number = int(os.environ.get("ETALASE_SEED", "0")) or random.SystemRandom().randrange(1, 2**32)
    print(f"ETALASE_SEED={number}")  # noqa: T201 - pytest shows it with a failure
    Season.world = make_world(app)
    run_state_machine_as_test(
        seed(number)(Season),
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if os.environ.get("ETALASE_LONG") else [Phase.generate],
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_season_counts_as_a_small_model_counts(app: Flask) -> None:
    tell(app, 100)


@pytest.mark.long
def test_many_seasons_count_as_a_small_model_counts(app: Flask) -> None:
    tell(app, 2_000)
