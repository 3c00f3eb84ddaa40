"""Set-offs, goods made good, agreed costs and old balances: one side proposes, the other confirms, to the rupiah."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from commissions.adjustment_models import Adjustment
from commissions.models import Transfer
from commissions.settlement_states import AdjustmentKind
from commissions.verification import verify
from core.database import db
from outlets.models import AgreementVersion
from outlets.states import StockPolicy
from outlets.stock import MovementKind, SourceKind
from outlets.stock_models import StockLot
from outlets.stock_movements import Movement, lot_for, post
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.commissions.test_payments import open_between, paid, statement_of
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.people import make_user


@pytest.fixture
def gross(app, clock_stands) -> Pair:
    """A pair whose outlet remits gross: Rp15.000 sold in October, so it owes 15.000 and the producer 450."""
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    pair = make_pair("outlet_remits_gross")  # type: ignore[arg-type]
    pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    clock_stands.move_to(datetime(2026, 11, 22, 2, tzinfo=UTC))
    return pair


def posted(*kinds: str) -> list[tuple[str, str, int]]:
    rows = select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah).where(Transfer.kind.in_(kinds))
    return [tuple(row) for row in db.session.execute(rows.order_by(Transfer.id))]


def assert_everything_holds() -> None:
    assert [(outcome.sentence, outcome.broken) for outcome in verify() if not outcome.holds] == []


def test_the_outlet_paid_net_and_both_set_off_the_450_that_each_still_owes(app, gross) -> None:
    manager, owner = Api(app, gross.manager), Api(app, gross.owner)
    made = manager.post("/payments", paid(gross, 14_550)).json
    owner.post(f"/payments/{made['id']}/confirm", {})
    told = {"producer_id": gross.producer.id, "outlet_id": gross.outlet.id, "amount_rupiah": 451}
    over = owner.post("/set-offs", told)
    assert (over.status_code, over.json["code"]) == (409, "more_than_both_owe")
    row = owner.post("/set-offs", told | {"amount_rupiah": 450}).json
    assert (row["status"], posted("set_off")) == ("proposed", [])
    assert owner.post(f"/set-offs/{row['id']}/confirm", {}).json["code"] == "second_person_needed"
    assert manager.post(f"/charges/{row['id']}/confirm", {}).status_code == 404
    assert manager.post(f"/set-offs/{row['id']}/confirm", {}).json["status"] == "confirmed"
    assert posted("set_off") == [("commission_due", "takings", 450)]
    assert (open_between(owner), statement_of(owner, gross)["status"]) == ([], "settled")
    assert_everything_holds()


def test_a_set_off_that_became_too_large_is_refused_when_it_is_confirmed(app, gross) -> None:
    manager, owner = Api(app, gross.manager), Api(app, gross.owner)
    told = {"producer_id": gross.producer.id, "outlet_id": gross.outlet.id, "amount_rupiah": 450}
    rows = [owner.post("/set-offs", told).json["id"] for _ in range(2)]
    assert manager.post(f"/set-offs/{rows[0]}/confirm", {}).status_code == 200
    late = manager.post(f"/set-offs/{rows[1]}/confirm", {})
    assert (late.status_code, late.json["code"]) == (409, "more_than_both_owe")
    assert manager.post(f"/set-offs/{rows[1]}/decline", {"reason": "Sudah dihitung."}).json["status"] == "declined"
    assert posted("set_off") == [("commission_due", "takings", 450)]


def test_three_pieces_lost_half_charged_and_found_again_leave_nothing(app, clock_stands) -> None:
    pair = make_pair("producer_collects")  # type: ignore[arg-type]
    pair.placement.first_consigned_price_rupiah = 4_333
    pair.outlet.stock_policy = StockPolicy.BATCH
    db.session.commit()
    lot = lot_for(pair.placement, "L1", arrived_on=date(2026, 10, 1), expires_on=date(2027, 6, 1))
    post([Movement(lot.id, MovementKind.OPENING, 5, date(2026, 10, 1), SourceKind.STOCK_COUNT, lot.id)], by_id=None)
    db.session.commit()
    officer, manager, owner = (
        Api(app, make_user(Role.PARTNERSHIP_OFFICER)),
        Api(app, pair.manager),
        Api(app, pair.owner),
    )
    line = {"placement_id": pair.placement.id, "batch": "L1", "quantity": 3, "share_percent": 50}
    told = {"producer_id": pair.producer.id, "kind": "compensation", "lines": [line], "reason": "Hilang dari rak."}
    path = f"/outlets/{pair.outlet.id}/charges"
    over = owner.post(path, told | {"lines": [line | {"quantity": 6}]})
    assert (over.status_code, over.json["code"]) == (409, "more_than_is_missing")
    made = officer.post(path, told | {"source": "kunjungan 20 November"}).json
    assert (made["amount_rupiah"], made["proposed_for"]) == (6_500, "producer")
    assert owner.post(f"/charges/{made['id']}/confirm", {}).json["code"] == "other_side_needed"
    assert manager.post(f"/charges/{made['id']}/confirm", {}).json["status"] == "confirmed"
    db.session.expire_all()
    assert (db.session.get_one(StockLot, lot.id).on_hand, db.session.get_one(StockLot, lot.id).lost) == (2, 3)
    again = owner.post(path, told)
    assert (again.status_code, again.json["code"]) == (409, "more_than_is_missing")
    assert_everything_holds()
    found = owner.post(f"/charges/{made['id']}/cancel", {"reason": "Ditemukan di gudang."})
    assert (found.status_code, found.json["status"]) == (200, "cancelled")
    assert posted("compensation", "compensation_cancelled") == [
        ("takings", "compensation", 6_500),
        ("compensation", "takings", 6_500),
    ]
    db.session.expire_all()
    assert (db.session.get_one(StockLot, lot.id).on_hand, db.session.get_one(StockLot, lot.id).lost) == (5, 0)
    assert owner.post(f"/charges/{made['id']}/cancel", {"reason": "lagi"}).json["code"] == "already_cancelled"
    assert_everything_holds()


def test_a_deduction_stays_within_the_agreement_and_another_cost_stands_on_the_producers_yes(app, gross) -> None:
    first = db.session.execute(select(AgreementVersion)).scalar_one()
    db.session.add(
        AgreementVersion(
            agreement_id=first.agreement_id,
            number=2,
            starts_on=first.starts_on,
            money_route=first.money_route,
            payment_term_days=15,
            clauses={"deductions": {"promotion_cost": 200}},
            created_at=first.created_at,
            created_by_id=first.created_by_id,
        )
    )
    db.session.commit()
    manager, owner = Api(app, gross.manager), Api(app, gross.owner)
    told = {"producer_id": gross.producer.id, "kind": "agreed_cost", "reason": "Spanduk."}
    path = f"/outlets/{gross.outlet.id}/charges"
    promotion = told | {"deduction": "promotion_cost"}
    over = manager.post(path, promotion | {"amount_rupiah": 301})
    assert (over.status_code, over.json["code"]) == (409, "not_in_agreement")
    assert manager.post(path, promotion | {"amount_rupiah": 300}).status_code == 201
    assert manager.post(path, promotion | {"amount_rupiah": 1}).json["code"] == "not_in_agreement"
    assert manager.post(path, told | {"deduction": "listing_fee", "amount_rupiah": 1}).status_code == 409
    fee = manager.post(path, told | {"amount_rupiah": 2_500}).json
    assert owner.post(f"/charges/{fee['id']}/confirm", {}).json["status"] == "confirmed"
    assert posted("agreed_cost") == [("agreed_costs", "commission_due", 2_500)]
    assert manager.post(f"/charges/{fee['id']}/cancel", {"reason": "x"}).json["code"] == "cannot_be_cancelled"
    for wrong in ({}, {"amount_rupiah": 1, "lines": [{"placement_id": 1, "batch": "x", "quantity": 1}]}):
        assert manager.post(path, told | wrong).json["code"] == "amount_or_lines"
    assert_everything_holds()


def test_an_old_balance_is_brought_in_once_with_its_sign(app, gross) -> None:
    manager, owner = Api(app, gross.manager), Api(app, gross.owner)
    told = {"producer_id": gross.producer.id, "outlet_id": gross.outlet.id, "reason": "Buku lama."}
    first = owner.post("/brought-in-balances", told | {"claim": "takings", "balance_rupiah": 70_000}).json
    twice = owner.post("/brought-in-balances", told | {"claim": "takings", "balance_rupiah": 1})
    assert (twice.status_code, twice.json["code"]) == (409, "already_brought_in")
    minus = owner.post("/brought-in-balances", told | {"claim": "commission", "balance_rupiah": -1_000}).json
    for row in (first, minus):
        assert manager.post(f"/brought-in-balances/{row['id']}/confirm", {}).status_code == 200
    assert posted("brought_in") == [("takings", "brought_in", 70_000), ("commission_due", "brought_in", 1_000)]
    nothing = owner.post("/brought-in-balances", told | {"claim": "takings", "balance_rupiah": 0})
    assert (nothing.status_code, nothing.json["code"]) == (422, "amount_or_lines")
    assert_everything_holds()


def test_on_the_page_several_goods_and_an_old_balance_are_proposed_between_any_two_who_agreed(app, gross) -> None:
    """4.333 x 3 at half is 6.499,50 -> 6.500, and one more at the whole price: 10.833 in one proposal."""
    gross.placement.first_consigned_price_rupiah = 4_333
    gross.owner.password_hash = HASH
    db.session.commit()
    maker, pair = signed_in(app, gross.owner), f"producer_id={gross.producer.id}&outlet_id={gross.outlet.id}"
    assert maker.get("/penyesuaian/baru").location == "/penyesuaian/antara"
    chooser = maker.get("/penyesuaian/antara").text
    assert f"/penyesuaian/saldo-bawaan?{pair.replace('&', '&amp;')}" in chooser
    line = {"placement_id": gross.placement.id, "batch": "L1", "quantity": "3", "share_percent": "50"}
    more = {"placement_id": gross.placement.id, "batch": "L2", "quantity": "1", "share_percent": "100"}
    typed = {"kind": "compensation", "happened_on": "2026-11-20", "reason": "Hilang"}
    goods = {f"{name}_0": value for name, value in line.items()} | {f"{name}_4": value for name, value in more.items()}
    begun = maker.post(f"/penyesuaian/baru?{pair}", typed | goods | {"batch_4": ""})
    assert (begun.status_code, 'href="#f-batch_4"' in begun.text) == (422, True)
    twice = maker.post(f"/penyesuaian/baru?{pair}", typed | goods | {"batch_4": "L1"})
    assert (twice.status_code, 'href="#f-batch_4"' in twice.text) == (422, True)
    made = maker.post(f"/penyesuaian/baru?{pair}", typed | goods)
    assert "Rp10.833" in maker.get(made.location).text
    balance = {"claim": "takings", "owed_by": "outlet", "amount_rupiah": "70.000", "reason": "Buku lama"}
    assert maker.post(f"/penyesuaian/saldo-bawaan?{pair}", balance | {"amount_rupiah": "0"}).status_code == 422
    assert maker.post(f"/penyesuaian/saldo-bawaan?{pair}", balance).status_code == 303
    again = maker.post(f"/penyesuaian/saldo-bawaan?{pair}", balance)
    assert (again.status_code, 'href="#f-claim"' in again.text) == (422, True)
    turned = balance | {"claim": "commission", "amount_rupiah": "1.000"}
    assert maker.post(f"/penyesuaian/saldo-bawaan?{pair}", turned).status_code == 303
    rows = select(Adjustment.claim, Adjustment.amount_rupiah).where(Adjustment.kind == AdjustmentKind.BROUGHT_IN)
    assert [tuple(row) for row in db.session.execute(rows.order_by(Adjustment.id))] == [
        ("takings", 70_000),
        ("commission", -1_000),
    ]
