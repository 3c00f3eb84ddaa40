"""Two closes at once, a close against reports, and a close that is killed: nothing is missed, nothing counted twice."""

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from accounts.models import UserAccount
from commissions import closing
from commissions.closing import AlreadyClosed, close
from commissions.models import ChainHead, NumberSeries, Period, PeriodStatus, Statement
from commissions.pricing import ReportLine
from commissions.verification import verify
from core.database import committed, db
from core.errors import Refusal
from outlets.models import Outlet
from outlets.sales_models import SaleLine
from tests.factories.ledger import Pair, make_pair

OCTOBER, NOVEMBER = "2026-10", "2026-11"


def rounds(ordinary: int) -> list[object]:
    """So many rounds in the ordinary run, fifty with `./run test --long`."""
    return [*range(ordinary), *[pytest.param(number, marks=pytest.mark.long) for number in range(ordinary, 50)]]


def at_once(app: Flask, *works: Callable[[], object]) -> list[object]:
    """Run each work in a thread of its own, all starting together; refusals are results too."""
    results: list[object] = [None] * len(works)
    barrier = threading.Barrier(len(works))

    def run(index: int, work: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[index] = work()
            except Refusal as refusal:
                results[index] = refusal
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(index, work)) for index, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def broken() -> list[str]:
    return [f"{outcome.sentence}: {outcome.broken}" for outcome in verify() if not outcome.holds]


def close_october() -> object:
    return committed(close, OCTOBER, by=None, waive_missing=True, reason="uji")


@pytest.mark.parametrize("attempt", rounds(3))
def test_of_two_closes_at_once_one_succeeds_and_the_other_hears_that_it_is_closed(own_app: Flask, attempt: int) -> None:
    pairs = [make_pair() for _ in range(3)]
    for pair in pairs:
        pair.sell(date(2026, 10, 5 + attempt % 20))
    results = at_once(own_app, close_october, close_october)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyClosed", "dict"]
    assert db.session.query(Statement).count() == 3
    assert db.session.get_one(NumberSeries, "statement:2026").last_number == 3
    assert broken() == []


@pytest.mark.parametrize("attempt", rounds(4))
def test_reports_that_race_a_close_are_in_its_statements_or_late_in_the_next_month(
    own_app: Flask, attempt: int
) -> None:
    pairs = [make_pair() for _ in range(4)]
    if attempt % 2:
        pairs[0].sell(date(2026, 9, 5))
        committed(close, "2026-09", by=None, waive_missing=True, reason="uji")
    pairs[0].sell(date(2026, 10, 1))
    ids = [(pair.outlet.id, pair.placement.id, pair.manager.id) for pair in pairs]

    def report(outlet_id: int, placement_id: int, manager_id: int, day: int) -> Callable[[], object]:
        def work() -> object:
            pair = Pair(
                None, db.session.get_one(Outlet, outlet_id), None, db.session.get_one(UserAccount, manager_id), None
            )  # type: ignore[arg-type]
            line = ReportLine(1, date(2026, 10, day), placement_id, 1, 15_000, f"{outlet_id}-{day}")
            return pair.report(date(2026, 10, 1), [line]).lines_posted

        return work

    works = [report(*row, day) for row in ids for day in (2, 3)]
    works.insert(attempt % 4 * 2, close_october)
    results = at_once(own_app, *works)
    assert [result for result in results if isinstance(result, Exception)] == []
    posted = db.session.execute(select(func.sum(SaleLine.gross_rupiah)).where(SaleLine.sold_on >= date(2026, 10, 1)))
    assert posted.scalar_one() == 9 * 15_000
    frozen = db.session.execute(
        select(func.sum(Statement.gross_rupiah)).where(Statement.period == OCTOBER)
    ).scalar_one()
    late = db.session.execute(select(func.sum(SaleLine.gross_rupiah)).where(SaleLine.period == NOVEMBER)).scalar_one()
    assert frozen + (late or 0) == 9 * 15_000
    assert broken() == []


def test_a_report_for_september_cannot_slip_in_behind_the_first_close_of_october(own_app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))

    def late() -> object:
        same = Pair(  # type: ignore[arg-type]
            None, db.session.get_one(Outlet, outlet_id), None, db.session.get_one(UserAccount, manager_id), None
        )
        line = ReportLine(1, date(2026, 9, 9), placement_id, 1, 15_000, "S-SEPTEMBER")
        return same.report(date(2026, 9, 1), [line]).lines_posted

    outlet_id, manager_id, placement_id = pair.outlet.id, pair.manager.id, pair.placement.id
    results = at_once(own_app, close_october, late)
    closed_first = isinstance(results[0], dict)
    line = db.session.query(SaleLine).filter_by(sold_on=date(2026, 9, 9)).one()
    if closed_first:
        assert (line.period, line.late) == (NOVEMBER, True)
    else:
        assert isinstance(results[0], Refusal)
        assert (results[0].code, line.period) == ("not_in_order", "2026-09")
    assert broken() == []


def test_nobody_waits_longer_than_a_second_for_a_close_and_the_report_is_late(own_app: Flask) -> None:
    """A close that takes long keeps the row of its month; a report for it then counts for the month after."""
    pair = make_pair()
    pair.sell(date(2026, 9, 5))
    committed(close, "2026-09", by=None, waive_missing=True, reason="uji")
    pair.sell(date(2026, 10, 5))
    with db.engine.connect() as closer:
        closer.execute(text("SELECT status FROM period WHERE month = '2026-10' FOR UPDATE"))
        begun = time.perf_counter()
        late = pair.sell(date(2026, 10, 6))
        assert time.perf_counter() - begun < 2
        closer.rollback()
    line = db.session.query(SaleLine).filter_by(report_id=late.report.id).one()
    assert (line.period, line.late, line.sold_on) == (NOVEMBER, True, date(2026, 10, 6))
    assert pair.sell(date(2026, 10, 7)).lines_posted == 1
    assert db.session.query(SaleLine).filter_by(sold_on=date(2026, 10, 7)).one().period == OCTOBER
    close_october()
    assert broken() == []


class Killed(BaseException):
    """The process dies here."""


@pytest.mark.parametrize("moment", ["issue", "result_of", "record"])
def test_a_close_that_is_killed_leaves_nothing_and_is_simply_run_again(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    assert own_app is not None
    pairs = [make_pair() for _ in range(3)]
    for pair in pairs:
        pair.sell(date(2026, 10, 5), 2, 15_000)

    def die(*_args: object, **_kwargs: object) -> object:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(closing, moment, die)
        with pytest.raises(Killed):
            close_october()
    db.session.remove()
    assert db.session.query(Statement).count() == 0
    assert db.session.query(NumberSeries).count() == db.session.query(ChainHead).count() == 0
    assert db.session.query(Period).filter_by(status=PeriodStatus.CLOSED).count() == 0
    db.session.rollback()
    close_october()
    numbers = db.session.execute(select(Statement.number).order_by(Statement.id)).scalars().all()
    assert numbers == ["REK-2026-00001", "REK-2026-00002", "REK-2026-00003"]
    assert broken() == []
    with pytest.raises(AlreadyClosed):
        close_october()
