"""Buy-backs: the exact amounts, two people, the budget, the stock that leaves once, payments, and who sees what."""

import io
import threading
from datetime import date

import pypdf
import pytest
from sqlalchemy import select

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import buyback_budgets, buybacks, erasure_blockers
from commissions.models import Transfer
from commissions.verification import verify
from core.database import committed, db
from core.dates import today
from core.errors import Refusal
from outlets.states import StockPolicy
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, lot_for, post
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product
from tests.factories.people import make_user


def stocked(placement, batch: str, pieces: int, expires_on: date | None) -> StockLot:
    """A batch on the shelf of a placement."""
    lot = lot_for(placement, batch, arrived_on=date(2026, 9, 1), expires_on=expires_on)
    opening = Movement(lot.id, MovementKind.OPENING, pieces, date(2026, 9, 1), SourceKind.STOCK_COUNT, lot.id)
    post([opening], by_id=None)
    db.session.commit()
    return lot


def gallery_with_leftovers(app):
    """A PLUT gallery with 10 expired and 3 unsold pieces at a consigned price of Rp4.333, a budget, and people."""
    outlet = make_outlet("plut_gallery", stock_policy=StockPolicy.BATCH)
    producer = make_producer()
    make_agreement(producer, outlet)
    placement = make_placement(make_product(producer), outlet)
    placement.first_consigned_price_rupiah = 4_333
    db.session.commit()
    stocked(placement, "LAMA", 10, date(2026, 11, 1))
    stocked(placement, "BARU", 3, date(2027, 6, 1))
    officer, finance = Api(app, make_user(Role.PARTNERSHIP_OFFICER)), Api(app, make_user(Role.FINANCE))
    budget = finance.post(
        "/buyback-budgets",
        {"year": 2026, "code": "5.1.02", "name": "Pembelian produk UMKM", "amount_rupiah": 60_000},
    )
    assert budget.status_code == 201
    return outlet, producer, placement, budget.json["id"], officer, finance


@pytest.fixture
def gallery(app):
    return gallery_with_leftovers(app)


def proposal(gallery, **changes) -> dict:
    outlet, _producer, placement, budget_id, _officer, _finance = gallery
    lines = [
        {"placement_id": placement.id, "batch": "LAMA", "quantity": 10},
        {"placement_id": placement.id, "batch": "BARU", "quantity": 3, "share_percent": 50},
    ]
    return {"outlet_id": outlet.id, "budget_id": budget_id, "lines": lines, **changes}


def lots_of(placement) -> dict[str, tuple[int, int]]:
    rows = select(StockLot.batch, StockLot.on_hand, StockLot.bought_back).where(StockLot.placement_id == placement.id)
    return {row.batch: (row.on_hand, row.bought_back) for row in db.session.execute(rows)}


def transfers() -> list[tuple[str, str, str, int]]:
    rows = select(Transfer.kind, Transfer.debit, Transfer.credit, Transfer.amount_rupiah).order_by(Transfer.id)
    return [tuple(row) for row in db.session.execute(rows)]


def assert_everything_holds() -> None:
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


def test_ten_pieces_in_full_and_three_at_half_come_to_49_830_and_no_commission(gallery) -> None:
    _outlet, _producer, placement, _budget_id, officer, finance = gallery
    made = officer.post("/buybacks", proposal(gallery)).json
    assert [(line["ground"], line["amount_rupiah"]) for line in made["lines"]] == [
        ("expired", 43_330),
        ("unsold", 6_500),
    ]
    assert (made["status"], made["amount_rupiah"], transfers()) == ("proposed", 49_830, [])
    done = finance.post(f"/buybacks/{made['id']}/approve", {})
    assert (done.status_code, done.json["status"]) == (200, "approved")
    assert lots_of(placement) == {"LAMA": (0, 10), "BARU": (0, 3)}
    assert transfers() == [
        ("buyback", "buyback_due", "bought_back", 43_330),
        ("buyback", "buyback_due", "bought_back", 6_500),
    ]
    assert_everything_holds()


def test_the_producer_is_paid_in_full_in_parts_and_never_more(gallery) -> None:
    _outlet, producer, _placement, _budget_id, officer, finance = gallery
    made = officer.post("/buybacks", proposal(gallery)).json
    payment = {"producer_id": producer.id, "amount_rupiah": 40_000, "paid_on": "2026-11-22"}
    early = finance.post(f"/buybacks/{made['id']}/payments", payment)
    assert (early.status_code, early.json["code"]) == (409, "not_approved")
    finance.post(f"/buybacks/{made['id']}/approve", {})
    paid = finance.post(f"/buybacks/{made['id']}/payments", payment)
    assert (paid.status_code, paid.json["producers"][0]["unpaid_rupiah"]) == (201, 9_830)
    over = finance.post(f"/buybacks/{made['id']}/payments", payment | {"amount_rupiah": 9_831})
    assert (over.status_code, over.json["code"]) == (409, "more_than_is_due")
    rest = payment | {"amount_rupiah": 9_830, "means": "withholding_slip"}
    assert finance.post(f"/buybacks/{made['id']}/payments", rest).json["producers"][0]["unpaid_rupiah"] == 0
    assert transfers()[2:] == [
        ("buyback_paid", "paid_by_agency", "buyback_due", 40_000),
        ("buyback_paid", "paid_by_agency", "buyback_due", 9_830),
    ]
    for day, code in (("2026-11-23", "day_in_future"), ("2026-11-21", "before_approval")):
        wrong = finance.post(f"/buybacks/{made['id']}/payments", payment | {"paid_on": day})
        assert (wrong.status_code, wrong.json["code"]) == (422, code)
    assert_everything_holds()


def test_who_proposes_never_approves_and_a_decision_is_made_once(app, gallery) -> None:
    _outlet, _producer, _placement, _budget_id, officer, finance = gallery
    own = finance.post("/buybacks", proposal(gallery)).json
    refused = finance.post(f"/buybacks/{own['id']}/approve", {})
    assert (refused.status_code, refused.json["code"]) == (403, "second_person_needed")
    assert officer.post(f"/buybacks/{own['id']}/approve", {}).status_code == 403
    other = Api(app, make_user(Role.FINANCE))
    assert other.post(f"/buybacks/{own['id']}/decline", {"reason": "Masih laku"}).json["status"] == "declined"
    again = other.post(f"/buybacks/{own['id']}/approve", {})
    assert (again.status_code, again.json["code"]) == (409, "already_decided")
    assert transfers() == []


def test_the_same_piece_is_not_bought_twice(gallery) -> None:
    _outlet, _producer, placement, _budget_id, officer, finance = gallery
    whole = [{"placement_id": placement.id, "batch": "LAMA", "quantity": 6}]
    first = officer.post("/buybacks", proposal(gallery, lines=whole)).json
    second = officer.post("/buybacks", proposal(gallery, lines=whole)).json
    assert finance.post(f"/buybacks/{first['id']}/approve", {}).status_code == 200
    late = finance.post(f"/buybacks/{second['id']}/approve", {})
    assert (late.status_code, late.json["code"]) == (409, "not_enough_on_hand")
    assert lots_of(placement)["LAMA"] == (4, 6)
    assert len(transfers()) == 1
    assert_everything_holds()


def test_a_budget_is_not_overdrawn_and_not_made_smaller_than_what_is_used(gallery) -> None:
    _outlet, _producer, _placement, budget_id, officer, finance = gallery
    changed = {"amount_rupiah": 49_829, "reason": "Pergeseran anggaran"}
    assert finance.post(f"/buyback-budgets/{budget_id}/amount", changed).json["left_rupiah"] == 49_829
    made = officer.post("/buybacks", proposal(gallery)).json
    refused = finance.post(f"/buybacks/{made['id']}/approve", {})
    assert (refused.status_code, refused.json["code"]) == (409, "budget_used_up")
    finance.post(f"/buyback-budgets/{budget_id}/amount", changed | {"amount_rupiah": 49_830})
    assert finance.post(f"/buybacks/{made['id']}/approve", {}).status_code == 200
    below = finance.post(f"/buyback-budgets/{budget_id}/amount", changed)
    assert (below.status_code, below.json["code"]) == (409, "below_what_is_used")


def test_pph_22_is_a_hint_above_two_million_and_posts_nothing(gallery) -> None:
    outlet, producer, _placement, budget_id, officer, finance = gallery
    finance.post(f"/buyback-budgets/{budget_id}/amount", {"amount_rupiah": 9_000_000, "reason": "Perubahan APBD"})
    dear = make_placement(make_product(producer), outlet)
    dear.first_consigned_price_rupiah = 8_000
    db.session.commit()
    stocked(dear, "A", 300, None)
    lines = [{"placement_id": dear.id, "batch": "A", "quantity": 300}]
    made = officer.post("/buybacks", proposal(gallery, lines=lines)).json
    assert made["producers"][0]["pph22_hint_rupiah"] == 36_000
    finance.post(f"/buybacks/{made['id']}/approve", {})
    assert transfers() == [("buyback", "buyback_due", "bought_back", 2_400_000)]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "nothing_to_buy"),
        ([{"batch": "LAMA", "quantity": 11}], "not_enough_on_hand"),
        ([{"batch": "TIDAK ADA", "quantity": 1}], "unknown_batch"),
        ([{"batch": "LAMA", "quantity": 1}, {"batch": "LAMA", "quantity": 1}], "batch_named_twice"),
    ],
)
def test_goods_that_are_not_there_cannot_be_proposed(gallery, lines, code) -> None:
    _outlet, _producer, placement, _budget_id, officer, _finance = gallery
    told = [{"placement_id": placement.id, **line} for line in lines]
    refused = officer.post("/buybacks", proposal(gallery, lines=told))
    assert (refused.status_code in {409, 422}, refused.json["code"]) == (True, code)


def test_an_outlet_that_does_not_follow_its_stock_cannot_prove_what_is_left(gallery) -> None:
    _outlet, _producer, _placement, _budget_id, officer, _finance = gallery
    shop = make_outlet("supermarket")
    refused = officer.post("/buybacks", proposal(gallery, outlet_id=shop.id))
    assert (refused.status_code, refused.json["code"]) == (409, "stock_not_followed")


def test_last_years_budget_buys_nothing_this_year(gallery) -> None:
    _outlet, _producer, _placement, _budget_id, officer, finance = gallery
    old = finance.post("/buyback-budgets", {"year": 2025, "code": "5.1.02", "name": "Lama", "amount_rupiah": 1_000})
    refused = officer.post("/buybacks", proposal(gallery, budget_id=old.json["id"]))
    assert (refused.status_code, refused.json["code"]) == (422, "budget_of_another_year")
    twice = finance.post("/buyback-budgets", {"year": 2025, "code": "5.1.02", "name": "Lagi", "amount_rupiah": 1_000})
    assert (twice.status_code, twice.json["code"]) == (409, "budget_exists")


def test_a_producer_sees_its_own_lines_an_outlet_all_and_strangers_nothing(app, gallery) -> None:
    outlet, producer, _placement, _budget_id, officer, _finance = gallery
    neighbour = make_producer()
    make_agreement(neighbour, outlet)
    theirs = make_placement(make_product(neighbour), outlet)
    stocked(theirs, "N", 5, None)
    body = proposal(gallery)
    body["lines"].append({"placement_id": theirs.id, "batch": "N", "quantity": 5})
    made = officer.post("/buybacks", body).json
    path = f"/buybacks/{made['id']}"
    own = Api(app, make_producer_user(producer)).get(path).json
    assert {line["producer_id"] for line in own["lines"]} == {producer.id}
    assert own["amount_rupiah"] == 49_830
    assert len(Api(app, make_outlet_member(outlet)).get(path).json["lines"]) == 3
    for stranger in (make_producer_user(make_producer()), make_outlet_member(make_outlet())):
        assert Api(app, stranger).get(path).status_code == 404
        assert Api(app, stranger).get("/buybacks").json["total"] == 0


def test_the_record_names_goods_amounts_in_words_and_the_destruction(gallery) -> None:
    _outlet, producer, _placement, _budget_id, officer, finance = gallery
    made = officer.post("/buybacks", proposal(gallery)).json
    finance.post(f"/buybacks/{made['id']}/approve", {})
    told = {"disposed_on": "2026-11-22", "method": "Dikubur di TPA", "witnesses": "Ibu Rina, Satpol PP"}
    assert officer.post(f"/buybacks/{made['id']}/disposal", told).status_code == 201
    again = officer.post(f"/buybacks/{made['id']}/disposal", told)
    assert (again.status_code, again.json["code"]) == (409, "already_disposed")
    answer = finance.get(f"/buybacks/{made['id']}.pdf")
    words = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages).split())
    expected = (
        *("Berita Acara", f"BA-{made['id']}/2026", producer.name, "LAMA", "Rp43.330", "Rp6.500", "Rp49.830"),
        *("Empat puluh sembilan ribu delapan ratus tiga puluh rupiah", "Dikubur di TPA", "Ibu Rina"),
    )
    assert [said for said in expected if said not in words] == []


def test_the_pages_propose_from_the_expired_list_approve_pay_and_prove(app, gallery) -> None:
    outlet, producer, placement, budget_id, _officer, _finance = gallery
    people = [make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.FINANCE)]
    for user in people:
        user.password_hash = HASH
    db.session.commit()
    officer, finance = (signed_in(app, user) for user in people)
    lots = dict(db.session.execute(select(StockLot.batch, StockLot.id)).all())
    address = f"/pembelian-kembali/baru?outlet_id={outlet.id}"
    assert 'value="10"' in officer.get(address).get_data(as_text=True)
    told = {"budget_id": str(budget_id), f"quantity_{lots['LAMA']}": "11", f"quantity_{lots['BARU']}": ""}
    refused = officer.post(address, told)
    assert refused.status_code == 422
    assert f'href="#f-quantity_{lots["LAMA"]}"' in refused.get_data(as_text=True)
    done = officer.post(address, told | {f"quantity_{lots['LAMA']}": "10"})
    assert done.status_code == 303
    assert officer.get(done.location).status_code == 200
    assert finance.get(done.location).status_code == 200
    assert finance.post(f"{done.location}/setujui", {}).status_code == 303
    pay = {"producer_id": str(producer.id), "amount_rupiah": "50.000", "paid_on": "2026-11-22", "means": "transfer"}
    assert finance.get(done.location).status_code == 200
    over = finance.post(f"{done.location}/bayar", pay)
    assert over.status_code == 422
    assert finance.post(f"{done.location}/bayar", pay | {"amount_rupiah": "43.330"}).status_code == 303
    assert "43.330" in finance.get(done.location).get_data(as_text=True)
    assert finance.get("/pembelian-kembali/anggaran").status_code == 200
    assert finance.get(f"/pembelian-kembali/anggaran/{budget_id}").status_code == 200
    assert finance.get("/pembelian-kembali").status_code == 200
    assert lots_of(placement)["LAMA"] == (0, 10)


def test_two_people_approve_at_once_and_the_pieces_leave_once(own_app) -> None:
    outlet = make_outlet("plut_gallery", stock_policy=StockPolicy.BATCH)
    producer = make_producer()
    make_agreement(producer, outlet)
    placement = make_placement(make_product(producer), outlet)
    stocked(placement, "A", 10, None)
    officer, first, second = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.FINANCE), make_user(Role.FINANCE)
    budget = committed(
        buyback_budgets.open_line, year=today().year, code="R", name="Ras", amount_rupiah=10**9, by=first
    )
    lines = [{"placement_id": placement.id, "batch": "A", "quantity": 10}]
    made = committed(buybacks.propose, outlet_id=outlet.id, budget_id=budget.id, lines=lines, by=officer)
    made_id, ids = made.id, [first.id, second.id]
    answers: list[str] = []

    def approve(user_id: int) -> None:
        with own_app.app_context():
            try:
                committed(buybacks.approve, made_id, by=db.session.get_one(UserAccount, user_id))
                answers.append("approved")
            except Refusal as refusal:
                answers.append(refusal.code)

    threads = [threading.Thread(target=approve, args=(user_id,)) for user_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["already_decided", "approved"]
    db.session.rollback()
    assert lots_of(placement) == {"A": (0, 10)}
    assert len(transfers()) == 1


def test_a_producer_the_agency_still_owes_is_not_erased(gallery) -> None:
    _outlet, producer, _placement, _budget_id, officer, finance = gallery
    made = officer.post("/buybacks", proposal(gallery)).json
    finance.post(f"/buybacks/{made['id']}/approve", {})
    payment = {"producer_id": producer.id, "amount_rupiah": 49_829, "paid_on": "2026-11-22"}
    finance.post(f"/buybacks/{made['id']}/payments", payment)
    found = {blocker.code: blocker.amount_rupiah for blocker in erasure_blockers.blockers_of(producer.id)}
    assert found["buybacks_unpaid"] == 1
    finance.post(f"/buybacks/{made['id']}/payments", payment | {"amount_rupiah": 1})
    assert "buybacks_unpaid" not in {blocker.code for blocker in erasure_blockers.blockers_of(producer.id)}
