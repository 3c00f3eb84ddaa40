"""Two at once: a payment is confirmed once, two payments both count, and a debt is set off once."""

from datetime import date

import pytest
from flask import Flask

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import adjustments, payments
from commissions.ledger import Claim, Party
from commissions.models import Transfer
from commissions.open_items import claims_of
from commissions.settlement_errors import AlreadyDecided
from commissions.settlement_models import Payment
from commissions.transfers import MoreThanBothOwe
from commissions.verification import verify
from core.database import committed, db
from partnerships.models import ProducerMember
from tests.commissions.test_closing_races import at_once
from tests.factories.ledger import Pair, make_pair
from tests.factories.people import make_user

ROUNDS = 50
SET_OFFS = 10
"""A set-off needs a sale of its own each time, so that there are fewer of those in the ordinary run."""


def announced(pair: Pair, amount: int = 100) -> int:
    return committed(
        payments.announce,
        paid_by=Party.OUTLET,
        amount_rupiah=amount,
        paid_on=date(2026, 11, 10),
        producer_id=pair.producer.id,
        outlet_id=pair.outlet.id,
        by=db.session.get_one(UserAccount, pair.manager.id),
    ).id


def confirming(payment_id: int, user_id: int):
    return lambda: committed(payments.confirm, payment_id, by=db.session.get_one(UserAccount, user_id)).id


def test_a_payment_is_confirmed_once_and_two_payments_both_count(own_app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 11, 5), 1, 1_000_000)
    second = make_user(Role.PRODUCER)
    db.session.add(ProducerMember(user_id=second.id, producer_id=pair.producer.id))
    db.session.commit()
    people = (pair.owner.id, second.id)
    for _round in range(ROUNDS):
        one, other = announced(pair), announced(pair)
        db.session.rollback()
        three = [confirming(one, people[0]), confirming(one, people[1]), confirming(other, people[0])]
        *same, alone = at_once(own_app, *three)
        assert sorted(type(result).__name__ for result in same) == [AlreadyDecided.__name__, "int"]
        assert alone == other
    assert (
        db.session.query(Payment).count() == db.session.query(Transfer).filter_by(kind="payment").count() == 2 * ROUNDS
    )
    assert claims_of(db.session.query(Payment.book_id).first()[0])[Claim.TAKINGS] == 970_000 - 2 * ROUNDS * 100
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


@pytest.mark.parametrize("rounds", [SET_OFFS, pytest.param(ROUNDS, marks=pytest.mark.long)])
def test_a_debt_is_set_off_once(own_app: Flask, rounds: int) -> None:
    pair = make_pair("outlet_remits_gross")  # type: ignore[arg-type]
    manager_id, owner_id = pair.manager.id, pair.owner.id
    told = {"producer_id": pair.producer.id, "outlet_id": pair.outlet.id, "amount_rupiah": 3}
    for number in range(rounds):
        pair.sell(date(2026, 11, 5), 1, 100 + number % 10)  # three rupiah of commission each
        owner = db.session.get_one(UserAccount, owner_id)
        rows = [committed(adjustments.propose_set_off, **told, by=owner).id for _ in range(2)]
        db.session.rollback()

        def confirm(row_id: int) -> int:
            return committed(adjustments.confirm, row_id, by=db.session.get_one(UserAccount, manager_id)).id

        results = at_once(own_app, *[lambda row_id=row_id: confirm(row_id) for row_id in rows])
        assert sorted(type(result).__name__ for result in results) == [MoreThanBothOwe.__name__, "int"]
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []
