"""Sales by API: reported once, read by those they concern, taken back by further lines."""

import pytest
from sqlalchemy import func, select

from accounts.permissions import Role
from commissions.models import Transfer
from core.database import db
from outlets.sales_models import SaleLine
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_code, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer_user
from tests.factories.people import make_user


class Stall:
    """An outlet with one placement at Rp15.000 and 3 %, and everybody it concerns."""

    def __init__(self, app) -> None:
        self.outlet = make_outlet()
        self.manager = make_outlet_member(self.outlet)
        self.placement = make_placement(outlet=self.outlet, retail_price_rupiah=15_000)
        make_agreement(self.placement.producer, self.outlet)
        make_outlet_code(self.placement, "85123A")
        self.api = Api(app, self.manager)

    def body(self, *lines: dict, day: str = "2026-10-05", **more) -> dict:
        return {"period_start": day, "period_end": day, "lines": list(lines), **more}

    def sale(self, quantity: int = 1, **more) -> dict:
        line = {"sold_on": "2026-10-05", "code": "85123A", "quantity": quantity, "unit_price_rupiah": 15_000}
        return {**line, **more}

    def report(self, *lines: dict, key: str | None = None, **more):
        return self.api.post(f"/outlets/{self.outlet.id}/sales-reports", self.body(*lines, **more), key=key)


@pytest.fixture
def stall(app) -> Stall:
    return Stall(app)


def balance(account: str) -> int:
    """Debit less credit of an account over the whole ledger."""
    debit = select(func.coalesce(func.sum(Transfer.amount_rupiah), 0)).where(Transfer.debit == account)
    credit = select(func.coalesce(func.sum(Transfer.amount_rupiah), 0)).where(Transfer.credit == account)
    return int(db.session.execute(debit).scalar_one()) - int(db.session.execute(credit).scalar_one())


def test_a_sale_is_reported_and_read_with_its_reason(stall: Stall) -> None:
    answer = stall.report(stall.sale())
    assert answer.status_code == 201, answer.json
    assert answer.json["gross_rupiah"] == 15_000
    assert answer.json["commission_rupiah"] == 450
    assert answer.json["lines_held"] == 0
    listed = stall.api.get(f"/sales-lines?outlet_id={stall.outlet.id}&period=2026-10").json
    assert listed.get("total") == 1, listed
    line = listed["items"][0]
    assert (line["rate_bp"], line["commission_rupiah"], line["channel"], line["late"]) == (300, 450, "api", False)
    assert line["why"]["rule"] == "base"
    assert "Rp15.000" in line["why"]["sentence"]
    assert "Rp450" in line["why"]["sentence"]


def test_the_same_key_answers_the_same_again_and_posts_once(stall: Stall) -> None:
    first = stall.report(stall.sale(), key="a-1")
    again = stall.report(stall.sale(), key="a-1")
    assert (again.status_code, again.json) == (201, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert db.session.query(SaleLine).count() == 1
    other = stall.report(stall.sale(2), key="a-1")
    assert (other.status_code, other.json["code"]) == (409, "key_reused")


def test_a_refused_answer_is_not_kept_under_its_key(stall: Stall) -> None:
    assert stall.report(stall.sale(code="nothing"), key="b-1").status_code == 422
    assert stall.report(stall.sale(), key="b-1").status_code == 201


def test_wrong_lines_are_answered_by_row(stall: Stall) -> None:
    answer = stall.report(stall.sale(), stall.sale(code="POST"))
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert answer.json["code"] == "lines_refused"
    assert answer.json["rows"] == [
        {
            "row": 2,
            "field": "code",
            "code": "unknown_code",
            "message": "Kode POST bukan produk yang dititipkan di gerai ini. Cocokkan kodenya atau hapus baris ini.",
            "value": "POST",
        }
    ]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"quantity": True}, "lines.0.quantity"),
        ({"quantity": "1"}, "lines.0.quantity"),
        ({"quantity": 1.5}, "lines.0.quantity"),
        ({"quantity": None}, "lines.0.quantity"),
        ({"unit_price_rupiah": -1}, "lines.0.unit_price_rupiah"),
        ({"unit_price_rupiah": 10**20}, "lines.0.unit_price_rupiah"),
        ({"sold_on": "2026-02-31"}, "lines.0.sold_on"),
        ({"sold_on": "05/10/2026"}, "lines.0.sold_on"),
        ({"commission_rupiah": 0}, "lines.0.commission_rupiah"),
        ({"code": "a\x00b"}, "lines.0.code"),
    ],
)
def test_a_line_of_the_wrong_shape_is_refused_beside_its_field(stall: Stall, line: dict, field: str) -> None:
    answer = stall.report(stall.sale(**line))
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert list(answer.json["errors"]) == [field]


@pytest.mark.parametrize(
    "body", [b"{", b'{"nil": true, "nil": false}', b'{"nil": NaN}', b"\xef\xbb\xbf{}", b"[" * 100_000]
)
def test_json_that_says_two_things_or_nothing_is_unreadable(stall: Stall, body: bytes) -> None:
    answer = stall.api.post(
        f"/outlets/{stall.outlet.id}/sales-reports", data=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json["code"]) == (400, "unreadable")


def test_another_content_type_is_refused_as_json(stall: Stall) -> None:
    answer = stall.api.post(
        f"/outlets/{stall.outlet.id}/sales-reports", data="x", headers={"Content-Type": "text/plain"}
    )
    assert (answer.status_code, answer.json["code"]) == (415, "wrong_type")


def test_of_7_pieces_at_3333_and_2_percent_two_brought_back_give_134(app) -> None:
    outlet = make_outlet()
    placement = make_placement(outlet=outlet, retail_price_rupiah=3_333)
    make_agreement(placement.producer, outlet, rate_bp=200)
    api = Api(app, make_outlet_member(outlet))
    line = {"sold_on": "2026-10-05", "placement_id": placement.id, "quantity": 7, "unit_price_rupiah": 3_333}
    body = {"period_start": "2026-10-05", "period_end": "2026-10-05", "lines": [line]}
    assert api.post(f"/outlets/{outlet.id}/sales-reports", body).json["commission_rupiah"] == 467
    sale = db.session.execute(select(SaleLine)).scalar_one()
    back = {"quantity": 2, "reason": "dikembalikan pembeli", "kind": "customer_return", "returned_on": "2026-10-20"}
    answer = api.post(f"/sales-lines/{sale.id}/reversal", back)
    assert answer.status_code == 201, answer.json
    assert (answer.json["quantity"], answer.json["gross_rupiah"], answer.json["commission_rupiah"]) == (
        -2,
        -6_666,
        -134,
    )
    assert (balance("returns"), balance("commission"), balance("takings")) == (6_666, 333, 5 * 3_333 - 333)


def test_a_wrong_entry_is_taken_back_whole_and_never_twice(stall: Stall) -> None:
    stall.report(stall.sale(5))
    sale = db.session.execute(select(SaleLine)).scalar_one()
    assert stall.api.post(f"/sales-lines/{sale.id}/reversal", {"reason": "salah ketik"}).status_code == 201
    assert (balance("takings"), balance("sales"), balance("commission")) == (0, 0, 0)
    again = stall.api.post(f"/sales-lines/{sale.id}/reversal", {"reason": "salah ketik", "quantity": 1})
    assert (again.status_code, again.json["code"]) == (409, "more_than_was_sold")
    reversal = db.session.execute(select(SaleLine).where(SaleLine.id != sale.id)).scalar_one()
    refused = stall.api.post(f"/sales-lines/{reversal.id}/reversal", {"reason": "batal"})
    assert (refused.status_code, refused.json["code"]) == (409, "not_a_sale")


def test_a_negative_line_is_a_return_that_names_its_sale(stall: Stall) -> None:
    stall.report(stall.sale(3, reference="536365"))
    back = stall.sale(-1, sold_on="2026-10-09", reference="C536379", returns_reference="536365")
    answer = stall.report(back, day="2026-10-09")
    assert answer.status_code == 201, answer.json
    assert (answer.json["gross_rupiah"], answer.json["commission_rupiah"]) == (-15_000, -450)
    again = stall.report(back, day="2026-10-09")
    assert (again.status_code, again.json["code"]) == (409, "already_reported")
    too_many = stall.sale(-3, sold_on="2026-10-10", reference="C2", returns_reference="536365")
    refused = stall.report(too_many, day="2026-10-10")
    assert refused.json["rows"][0]["code"] == "more_than_was_sold"
    dearer = stall.sale(-1, sold_on="2026-10-10", reference="C3", returns_reference="536365", unit_price_rupiah=16_000)
    assert stall.report(dearer, day="2026-10-10").json["rows"][0]["code"] == "return_price_differs"
    nameless = stall.sale(-1, sold_on="2026-10-10", reference="C4")
    assert stall.report(nameless, day="2026-10-10").json["rows"][0]["code"] == "return_names_no_sale"


def test_each_sees_only_the_lines_that_concern_it(app, stall: Stall) -> None:
    stall.report(stall.sale())
    neighbour = Stall(app)
    line = db.session.execute(select(SaleLine.id)).scalar_one()
    cases = [
        (stall.manager, 200, 1),
        (make_producer_user(stall.placement.producer), 200, 1),
        (make_producer_user(neighbour.placement.producer), 200, 0),
        (neighbour.manager, 200, 0),
        (make_user(Role.FINANCE), 200, 1),
        (make_user(Role.VERIFIER, regions=("62",)), 200, 0),
        (make_user(Role.VERIFIER, regions=("64",)), 200, 1),
    ]
    for user, status, total in cases:
        answer = Api(app, user).get("/sales-lines")
        assert (answer.status_code, answer.json["total"]) == (status, total), user.role
    foreign = Api(app, neighbour.manager).post(f"/sales-lines/{line}/reversal", {"reason": "x"})
    unknown = Api(app, neighbour.manager).post(f"/sales-lines/{line + 999}/reversal", {"reason": "x"})
    assert (foreign.status_code, foreign.json) == (404, unknown.json)
    report = Api(app, neighbour.manager).post(f"/outlets/{stall.outlet.id}/sales-reports", stall.body(stall.sale()))
    assert report.status_code == 404
    assert Api(app).get("/sales-lines").status_code == 401
