"""However many sell, receive or release at once, no piece is sold, received or decided twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from outlets.held_models import HeldLine
from outlets.sales_models import SaleLine
from outlets.stock_models import StockLot, StockMovement
from tests.clients import Api
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_delivery, make_gallery, make_stock

AT_ONCE = 6


def together(api: Api, calls: list[tuple[str, dict]]) -> list[tuple[int, dict]]:
    """Post all of them at the same moment."""
    start = Barrier(len(calls))

    def call(path_and_body: tuple[str, dict]) -> tuple[int, dict]:
        caller = Api(api.client.application, token=api.token)
        start.wait()
        answer = caller.post(*path_and_body)
        return answer.status_code, answer.json

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(call, calls))


def sale(gallery: Gallery, reference: str) -> tuple[str, dict]:
    line = {"sold_on": "2026-11-10", "placement_id": gallery.placement.id, "quantity": 1, "unit_price_rupiah": 15_000}
    body = {"period_start": "2026-11-10", "period_end": "2026-11-10", "lines": [{**line, "reference": reference}]}
    return f"/outlets/{gallery.outlet.id}/sales-reports", body


def test_the_last_piece_is_sold_once_and_the_other_sales_are_held(own_app) -> None:
    gallery = make_gallery()
    lot = make_stock(gallery, quantity=1)
    lot_id = lot.id
    answers = together(Api(own_app, gallery.manager), [sale(gallery, f"R{n}") for n in range(AT_ONCE)])
    assert [status for status, _body in answers] == [201] * AT_ONCE
    assert sorted((body["lines_posted"], body["lines_held"]) for _status, body in answers) == [(0, 1)] * 5 + [(1, 0)]
    db.session.expire_all()
    assert db.session.get(StockLot, lot_id).on_hand == 0
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == 1
    assert db.session.execute(select(func.count()).select_from(HeldLine)).scalar_one() == AT_ONCE - 1
    assert [one.sentence for one in verify() if not one.holds] == []


@pytest.mark.parametrize(("on_hand", "posted"), [(3, 1), (1, 1), (0, 0)])
def test_one_receipt_reported_by_many_at_once_counts_once_whether_posted_or_held(own_app, on_hand, posted) -> None:
    gallery = make_gallery()
    if on_hand:
        make_stock(gallery, quantity=on_hand)
    answers = together(Api(own_app, gallery.manager), [sale(gallery, "R1")] * AT_ONCE)
    assert sorted((status, body.get("code")) for status, body in answers) == [(201, None)] + [
        (409, "already_reported")
    ] * (AT_ONCE - 1)
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == posted
    assert db.session.execute(select(func.count()).select_from(HeldLine)).scalar_one() == 1 - posted


def test_a_delivery_is_received_once(own_app) -> None:
    gallery = make_gallery()
    delivery = make_delivery(gallery, quantity=10)
    body = {"lines": [{"placement_id": gallery.placement.id, "batch": "A", "good": 10}]}
    calls = [(f"/deliveries/{delivery.id}/receipt", body)] * AT_ONCE
    answers = together(Api(own_app, gallery.manager), calls)
    assert sorted(status for status, _body in answers) == [201] + [409] * (AT_ONCE - 1)
    assert db.session.execute(select(func.sum(StockMovement.quantity))).scalar_one() == 10


def test_a_held_line_is_released_once(own_app) -> None:
    gallery = make_gallery()
    path, body = sale(gallery, "R1")
    assert Api(own_app, gallery.manager).post(path, body).json["lines_held"] == 1
    held_id = db.session.execute(select(HeldLine.id)).scalar_one()
    officer = Api(own_app, make_user(Role.PARTNERSHIP_OFFICER))
    answers = together(officer, [(f"/held-lines/{held_id}/release", {"reason": "ada"})] * AT_ONCE)
    assert sorted(status for status, _body in answers) == [200] + [409] * (AT_ONCE - 1)
    assert db.session.execute(select(func.count()).select_from(SaleLine)).scalar_one() == 1
    assert [one.sentence for one in verify() if not one.holds] == []


def test_notes_written_at_once_do_not_pass_the_quota_together(own_app) -> None:
    gallery = make_gallery(quota=10)
    line = {"placement_id": gallery.placement.id, "quantity": 6, "expires_on": "2027-03-31"}
    note = {"outlet_id": gallery.outlet.id, "producer_id": gallery.producer.id, "delivered_on": "2026-11-20"}
    calls = [("/deliveries", {**note, "lines": [{**line, "batch": f"B{n}"}]}) for n in range(4)]
    answers = together(Api(own_app, gallery.maker), calls)
    assert sorted(status for status, _body in answers) == [201, 409, 409, 409]


def test_a_count_begun_sent_and_settled_by_many_at_once_counts_once(own_app) -> None:
    gallery = make_gallery()
    lot_id = make_stock(gallery, quantity=5).id
    api, officer = Api(own_app, gallery.manager), Api(own_app, make_user(Role.PARTNERSHIP_OFFICER))
    begun = together(api, [(f"/outlets/{gallery.outlet.id}/stock-counts", {})] * AT_ONCE)
    assert sorted(status for status, _body in begun) == [201] + [409] * (AT_ONCE - 1)
    count = next(body["id"] for status, body in begun if status == 201)
    line = {"placement_id": gallery.placement.id, "batch": "A", "counted": 4}
    sent = together(api, [(f"/stock-counts/{count}/lines", {"lines": [line], "key": "one phone"})] * AT_ONCE)
    assert [status for status, _body in sent] == [200] * AT_ONCE
    assert len({body["lines"][0]["id"] for _status, body in sent}) == 1
    said = {"line_id": sent[0][1]["lines"][0]["id"], "outcome": "lost", "pieces": 1, "reason": "hilang"}
    assert api.post(f"/stock-counts/{count}/differences", {"differences": [said]}).status_code == 200
    settled = together(officer, [(f"/stock-counts/{count}/confirm", {})] * AT_ONCE)
    assert sorted(status for status, _body in settled) == [200] + [409] * (AT_ONCE - 1)
    db.session.expire_all()
    lot = db.session.get(StockLot, lot_id)
    assert (lot.on_hand, lot.lost) == (4, 1)
    assert [one.sentence for one in verify() if not one.holds] == []


def test_pieces_that_are_sold_while_a_count_is_settled_never_leave_twice(own_app) -> None:
    gallery = make_gallery()
    lot_id = make_stock(gallery, quantity=3).id
    api = Api(own_app, gallery.manager)
    count = api.post(f"/outlets/{gallery.outlet.id}/stock-counts", {}).json["id"]
    line = {"placement_id": gallery.placement.id, "batch": "A", "counted": 1}
    line_id = api.post(f"/stock-counts/{count}/lines", {"lines": [line]}).json["lines"][0]["id"]
    said = {"differences": [{"line_id": line_id, "outcome": "sold", "pieces": 2}]}
    answers = together(api, [(f"/stock-counts/{count}/differences", said), *[sale(gallery, f"R{n}") for n in range(3)]])
    assert all(status in {200, 201, 409, 422} for status, _body in answers)
    db.session.expire_all()
    lot = db.session.get(StockLot, lot_id)
    assert 0 <= lot.on_hand == 3 - lot.sold
    assert answers[0][0] == 422 or lot.on_hand == 1
    assert [one.sentence for one in verify() if not one.holds] == []
