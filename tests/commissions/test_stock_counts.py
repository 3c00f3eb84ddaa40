"""Counting shelves: nothing is repaired by itself, each piece is explained, and no sale is counted twice."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions import count_settling
from commissions.posting import post_report
from commissions.pricing import ReportLine
from commissions.verification import verify
from core.database import committed, db
from outlets import stock_counts
from outlets.count_errors import NothingCounted
from outlets.count_models import StockCount
from outlets.count_states import CountKind, CountStatus, tolerated_pieces
from outlets.models import AgreementVersion
from outlets.sales_models import SaleLine
from outlets.states import Channel, StockPolicy
from tests.clients import Api
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_delivery, make_gallery, make_stock

TODAY = date(2026, 11, 22)


def two_batches() -> Gallery:
    """A gallery that follows its stock by batch: 10 pieces of batch A, 6 of batch B."""
    made = make_gallery()
    make_stock(made, quantity=10, batch="A", expires_on=date(2026, 12, 3))
    make_stock(made, quantity=6, batch="B", expires_on=date(2027, 1, 15))
    return made


@pytest.fixture
def gallery(app) -> Gallery:
    assert app is not None
    return two_batches()


def line(gallery: Gallery, counted: int, batch: str = "A", **more: object) -> dict:
    return {"placement_id": gallery.placement.id, "batch": batch, "counted": counted, **more}


def count_of(gallery: Gallery, a: int, b: int, *, sales_until: date = TODAY) -> StockCount:
    """A sheet with what was counted of A and B, sent."""
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager, sales_until=sales_until)
    return committed(stock_counts.enter, count.id, lines=[line(gallery, a), line(gallery, b, "B")], by=gallery.manager)


def told(count: StockCount, *differences: tuple[int, str, int]) -> dict:
    """Explanations by the place of their line."""
    said = [
        {"line_id": count.lines[place].id, "outcome": outcome, "pieces": pieces, "reason": "dihitung dua kali"}
        for place, outcome, pieces in differences
    ]
    return {"differences": said}


def sell(gallery: Gallery, day: date, pieces: int, receipt: str = "R1") -> None:
    committed(
        post_report,
        gallery.outlet,
        period_start=day,
        period_end=day,
        lines=[ReportLine(1, day, gallery.placement.id, pieces, 15_000, receipt)],
        nil=False,
        channel=Channel.API,
        by=gallery.manager,
    )


def rows_of(app, gallery: Gallery) -> dict[str, dict[str, int]]:
    """The stock by batch as the API tells it, without what is zero."""
    items = Api(app, gallery.manager).get(f"/outlets/{gallery.outlet.id}/stock").json["items"]
    return {
        item["batch"]: {name: pieces for name, pieces in item.items() if isinstance(pieces, int) and pieces}
        | {"placement_id": 0}
        for item in items
    }


def assert_all_holds() -> None:
    assert [(one.sentence, one.broken) for one in verify() if not one.holds] == []


def test_a_count_without_differences_is_settled_and_moves_nothing(app, gallery) -> None:
    api = Api(app, gallery.manager)
    begun = api.post(f"/outlets/{gallery.outlet.id}/stock-counts", {})
    assert (begun.status_code, begun.json["status"], begun.json["sales_until"]) == (201, "open", "2026-11-22")
    sent = api.post(f"/stock-counts/{begun.json['id']}/lines", {"lines": [line(gallery, 10), line(gallery, 6, "B")]})
    assert (sent.status_code, sent.json["status"]) == (200, "counted")
    assert [(x["batch"], x["expected"], x["counted"], x["difference"]) for x in sent.json["lines"]] == [
        ("A", 10, 10, 0),
        ("B", 6, 6, 0),
    ]
    settled = api.post(f"/stock-counts/{begun.json['id']}/differences", {})
    assert settled.json["status"] == "settled"
    assert {x["batch"]: x["closing"] for x in api.get(f"/outlets/{gallery.outlet.id}/stock").json["items"]} == {
        "A": 10,
        "B": 6,
    }
    assert_all_holds()


def test_what_is_gone_unpaid_leaves_the_stock_when_a_second_person_agrees(app, gallery) -> None:
    count = count_of(gallery, 6, 7)
    said = told(count, (0, "lost", 3), (0, "damaged", 1), (1, "found", 1))
    api, officer = Api(app, gallery.manager), make_user(Role.PARTNERSHIP_OFFICER)
    waiting = api.post(f"/stock-counts/{count.id}/differences", said)
    assert (waiting.status_code, waiting.json["status"]) == (200, "awaiting_confirmation")
    assert rows_of(app, gallery)["A"]["closing"] == 10
    settled = Api(app, officer).post(f"/stock-counts/{count.id}/confirm", {})
    assert (settled.status_code, settled.json["status"]) == (200, "settled")
    assert rows_of(app, gallery)["A"] == {"placement_id": 0, "received": 10, "lost": 3, "damaged": 1} | {
        "closing": 6,
        "sellable": 6,
    }
    assert rows_of(app, gallery)["B"] == {"placement_id": 0, "received": 6, "lost": -1, "closing": 7, "sellable": 7}
    again = Api(app, officer).post(f"/stock-counts/{count.id}/confirm", {})
    assert (again.status_code, again.json["code"]) == (409, "count_not_there")
    assert_all_holds()


def test_nobody_confirms_what_they_explained_themselves(app, gallery) -> None:
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    count = count_of(gallery, 9, 6)
    committed(count_settling.classify, count.id, **told(count, (0, "lost", 1)), by=officer)
    own = Api(app, officer).post(f"/stock-counts/{count.id}/confirm", {})
    assert (own.status_code, own.json["code"]) == (409, "second_person_confirms")
    assert Api(app, gallery.manager).post(f"/stock-counts/{count.id}/confirm", {}).status_code == 403


def test_sold_by_count_posts_at_the_agreed_price_from_the_batch_that_was_counted(app, gallery) -> None:
    count = count_of(gallery, 10, 4)
    settled = committed(count_settling.classify, count.id, **told(count, (1, "sold", 2)), by=gallery.manager)
    assert settled.status is CountStatus.SETTLED
    sold = db.session.execute(select(SaleLine)).scalar_one()
    assert (sold.sold_on, sold.quantity, sold.gross_rupiah, sold.commission_rupiah) == (TODAY, 2, 30_000, 900)
    shown = Api(app, gallery.manager).get(f"/sales-lines?outlet_id={gallery.outlet.id}").json["items"][0]
    assert (shown["channel"], shown["source"]) == ("count", count.number)
    assert (rows_of(app, gallery)["A"]["closing"], rows_of(app, gallery)["B"]["closing"]) == (10, 4)
    assert_all_holds()


def test_days_a_count_answers_for_are_not_reported_a_second_time(app, gallery) -> None:
    count = count_of(gallery, 7, 6)
    committed(count_settling.classify, count.id, **told(count, (0, "sold", 3)), by=gallery.manager)
    body = {
        "period_start": "2026-11-21",
        "period_end": "2026-11-21",
        "lines": [{"sold_on": "2026-11-21", "placement_id": gallery.placement.id, "quantity": 3}],
    }
    body["lines"][0] |= {"unit_price_rupiah": 15_000, "reference": "R7"}
    late = Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/sales-reports", body)
    assert (late.status_code, late.json["code"]) == (409, "day_already_reported")
    assert rows_of(app, gallery)["A"]["closing"] == 7


def test_a_count_fills_the_days_between_reports_and_shares_none_with_them(app, gallery) -> None:
    sell(gallery, date(2026, 11, 20), 2)
    count = count_of(gallery, 5, 6)
    committed(count_settling.classify, count.id, **told(count, (0, "sold", 3)), by=gallery.manager)
    lines = db.session.execute(select(SaleLine).order_by(SaleLine.id)).scalars().all()
    assert [(one.sold_on, one.quantity) for one in lines] == [(date(2026, 11, 20), 2), (TODAY, 3)]
    assert rows_of(app, gallery)["A"]["sold"] == 5
    assert_all_holds()


def test_a_sale_reported_after_counting_explains_a_difference_by_itself(app, gallery, clock_stands) -> None:
    count = count_of(gallery, 6, 6)
    clock_stands.shift(timedelta(hours=2))
    sell(gallery, date(2026, 11, 21), 3)
    shown = Api(app, gallery.manager).get(f"/stock-counts/{count.id}").json["lines"][0]
    assert (shown["expected"], shown["counted"], shown["difference"]) == (7, 6, -1)
    api = Api(app, gallery.manager)
    stale = api.post(f"/stock-counts/{count.id}/differences", told(count, (0, "sold", 4)))
    assert (stale.status_code, stale.json["code"]) == (422, "difference_not_explained")


def test_goods_that_move_after_a_number_was_typed_do_not_change_it(app, gallery, clock_stands) -> None:
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager, sales_until=date(2026, 11, 21))
    clock_stands.shift(timedelta(hours=1))
    sell(gallery, TODAY, 4)
    clock_stands.shift(timedelta(minutes=10))
    lines = [line(gallery, 10, seconds_ago=1_800), line(gallery, 6, "B", seconds_ago=60)]
    entered = committed(stock_counts.enter, count.id, lines=lines, by=gallery.manager)
    assert [(one.counted, stock_counts.expected(entered)[one.id]) for one in entered.lines] == [(10, 10), (6, 6)]
    settled = committed(count_settling.classify, count.id, differences=[], by=gallery.manager)
    assert settled.status is CountStatus.SETTLED
    assert rows_of(app, gallery)["A"]["closing"] == 6


def test_numbers_sent_twice_with_their_key_count_once(app, gallery) -> None:
    api = Api(app, gallery.manager)
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager)
    body = {"lines": [line(gallery, 9), line(gallery, 6, "B")], "key": "a phone's own key"}
    first, second = (api.post(f"/stock-counts/{count.id}/lines", body) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json["lines"] == second.json["lines"]
    other = api.post(f"/stock-counts/{count.id}/lines", {**body, "key": "another"})
    assert (other.status_code, other.json["code"]) == (409, "count_not_there")
    twice = api.post(f"/outlets/{gallery.outlet.id}/stock-counts", {})
    assert (twice.status_code, twice.json["code"]) == (409, "count_under_way")


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([("A", 10)], "count_incomplete"),
        ([("A", 10), ("A", 6)], "not_on_the_sheet"),
        ([("A", 10), ("", 6)], "not_on_the_sheet"),
    ],
)
def test_a_sheet_with_gaps_or_doubles_is_refused_whole(app, gallery, lines, code) -> None:
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager)
    body = {"lines": [line(gallery, pieces, batch) for batch, pieces in lines]}
    answer = Api(app, gallery.manager).post(f"/stock-counts/{count.id}/lines", body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert db.session.get_one(StockCount, count.id).status is CountStatus.OPEN


@pytest.mark.parametrize(
    ("differences", "code"),
    [
        ([(0, "sold", 1)], "difference_not_explained"),
        ([(0, "found", 2)], "outcome_does_not_fit"),
        ([(0, "expired", 2)], "not_expired_then"),
        ([(0, "shrinkage", 2)], "more_than_tolerated"),
        ([(0, "sold", 2), (1, "lost", 1)], "outcome_does_not_fit"),
        ([(0, "sold", 1), (0, "sold", 1)], "not_on_the_sheet"),
    ],
)
def test_an_explanation_that_cannot_be_is_refused(app, gallery, differences, code) -> None:
    count = count_of(gallery, 8, 6)
    answer = Api(app, gallery.manager).post(f"/stock-counts/{count.id}/differences", told(count, *differences))
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert rows_of(app, gallery)["A"]["closing"] == 10


def test_shrinkage_is_tolerated_as_far_as_the_agreement_says(app, gallery) -> None:
    first = gallery.agreement.terms[0]
    db.session.add(
        AgreementVersion(
            agreement_id=gallery.agreement.id,
            number=2,
            starts_on=date(2026, 11, 1),
            money_route=first.money_route,
            payment_term_days=15,
            clauses={"shrinkage_tolerance_bp": 700},
            created_at=first.created_at,
            created_by_id=first.created_by_id,
        )
    )
    db.session.commit()
    count = count_of(gallery, 8, 6)
    api = Api(app, gallery.manager)
    assert tolerated_pieces(16, 700, 0) == 1
    assert api.post(f"/stock-counts/{count.id}/differences", told(count, (0, "shrinkage", 2))).status_code == 422
    split = told(count, (0, "shrinkage", 1), (0, "lost", 1))
    assert api.post(f"/stock-counts/{count.id}/differences", split).json["status"] == "awaiting_confirmation"
    committed(count_settling.confirm, count.id, by=make_user(Role.PARTNERSHIP_OFFICER))
    assert rows_of(app, gallery)["A"]["lost"] == 2


def test_an_outlet_that_counts_by_product_takes_what_expires_first(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.COUNT)
    make_stock(gallery, quantity=10, batch="A", expires_on=date(2026, 12, 3))
    make_stock(gallery, quantity=6, batch="B", expires_on=date(2027, 1, 15))
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager)
    told_lines = [{"placement_id": gallery.placement.id, "counted": 4}]
    entered = committed(stock_counts.enter, count.id, lines=told_lines, by=gallery.manager)
    assert stock_counts.expected(entered) == {entered.lines[0].id: 16}
    committed(count_settling.classify, count.id, **told(entered, (0, "sold", 12)), by=gallery.manager)
    stock = rows_of(app, gallery)
    assert (stock["A"]["sold"], stock["B"]["sold"], stock["B"]["closing"]) == (10, 2, 4)
    assert db.session.execute(select(SaleLine.gross_rupiah)).scalar_one() == 180_000
    assert_all_holds()


def test_an_outlet_begins_to_follow_its_stock_with_an_opening_count(app) -> None:
    gallery = make_gallery(stock_policy=StockPolicy.UNTRACKED)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    sell(gallery, date(2026, 11, 20), 1, "R1")
    refused = Api(app, gallery.manager).post(f"/outlets/{gallery.outlet.id}/stock-counts", {})
    assert (refused.status_code, refused.json["code"]) == (409, "stock_not_followed")
    count = committed(
        stock_counts.begin, gallery.outlet.id, by=officer, kind=CountKind.OPENING, policy=StockPolicy.BATCH
    )
    with pytest.raises(NothingCounted):
        committed(stock_counts.enter, count.id, lines=[], by=gallery.manager)
    lines = [line(gallery, 5, "A", expires_on=date(2026, 12, 3)), line(gallery, 3, "B")]
    settled = committed(stock_counts.enter, count.id, lines=lines, by=gallery.manager)
    assert (settled.status, gallery.outlet.stock_policy) == (CountStatus.SETTLED, StockPolicy.BATCH)
    assert rows_of(app, gallery) == {
        "A": {"placement_id": 0, "opening": 5, "closing": 5, "sellable": 5},
        "B": {"placement_id": 0, "opening": 3, "closing": 3, "sellable": 3},
    }
    sell(gallery, date(2026, 11, 21), 2, "R2")
    assert rows_of(app, gallery)["A"]["closing"] == 5
    with pytest.raises(stock_counts.StockFollowedAlready):
        committed(stock_counts.begin, gallery.outlet.id, by=officer, kind=CountKind.OPENING)
    assert_all_holds()


def test_a_count_that_is_given_up_moves_nothing_and_makes_room_for_another(app, gallery) -> None:
    count = count_of(gallery, 1, 1)
    api = Api(app, gallery.manager)
    assert api.post(f"/stock-counts/{count.id}/cancel", {"reason": "salah rak"}).json["status"] == "cancelled"
    assert api.post(f"/outlets/{gallery.outlet.id}/stock-counts", {}).status_code == 201
    assert rows_of(app, gallery)["A"]["closing"] == 10


def test_a_wrong_receipt_is_corrected_by_a_movement_of_its_own(app, gallery) -> None:
    count = count_of(gallery, 9, 8)
    said = told(count, (0, "receipt_wrong", 1), (1, "receipt_wrong", 2))
    committed(count_settling.classify, count.id, **said, by=gallery.manager)
    committed(count_settling.confirm, count.id, by=make_user(Role.ADMINISTRATOR))
    stock = rows_of(app, gallery)
    assert (stock["A"]["received"], stock["B"]["received"], stock["B"]["closing"]) == (9, 8, 8)
    assert_all_holds()


def test_a_batch_the_books_do_not_know_is_found(app, gallery) -> None:
    count = committed(stock_counts.begin, gallery.outlet.id, by=gallery.manager)
    lines = [line(gallery, 10), line(gallery, 6, "B"), line(gallery, 2, "C", expires_on=date(2027, 2, 1))]
    entered = committed(stock_counts.enter, count.id, lines=lines, by=gallery.manager)
    committed(count_settling.classify, count.id, **told(entered, (2, "found", 2)), by=gallery.manager)
    assert rows_of(app, gallery)["C"] == {"placement_id": 0, "lost": -2, "closing": 2, "sellable": 2}
    assert_all_holds()


def test_a_delivery_that_is_received_while_counting_is_no_difference(app, gallery, clock_stands) -> None:
    delivery = make_delivery(gallery, quantity=5, batch="A", delivered_on=TODAY)
    count = count_of(gallery, 10, 6)
    clock_stands.shift(timedelta(hours=1))
    body = {"lines": [{"placement_id": gallery.placement.id, "batch": "A", "good": 5}]}
    assert Api(app, gallery.manager).post(f"/deliveries/{delivery.id}/receipt", body).status_code in {200, 201}
    assert committed(count_settling.classify, count.id, differences=[], by=gallery.manager).status.value == "settled"
    assert rows_of(app, gallery)["A"]["closing"] == 15
