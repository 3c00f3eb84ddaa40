"""Two who approve one re-rating at the same instant: it is posted once, and the other is told by whom."""

from datetime import date, timedelta

from flask import Flask

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import re_ratings
from commissions.settlement_errors import AlreadyDecided
from commissions.verification import verify
from core.database import committed, db
from tests.commissions.test_closing_races import at_once
from tests.factories.ledger import make_pair
from tests.factories.people import make_user
from tests.factories.re_ratings import make_re_rating

ROUNDS = 20
FIRST_DAY = date(2026, 9, 1)


def approving(re_rating_id: int, user_id: int):
    return lambda: committed(re_ratings.approve, re_rating_id, by=db.session.get_one(UserAccount, user_id)).id


def test_two_approvals_of_one_re_rating_post_it_once(own_app: Flask) -> None:
    pair = make_pair(rate_bp=500)
    officer, finance, other = (make_user(role) for role in (Role.PARTNERSHIP_OFFICER, Role.FINANCE, Role.FINANCE))
    db.session.commit()
    officer_id, deciders = officer.id, (finance.id, other.id)
    for number in range(ROUNDS):
        pair.sell(FIRST_DAY + timedelta(days=number), 1, 100_000)
        row_id = make_re_rating(pair.lines()[-1], db.session.get_one(UserAccount, officer_id)).id
        db.session.rollback()
        results = at_once(own_app, *[approving(row_id, user_id) for user_id in deciders])
        assert sorted(type(result).__name__ for result in results) == [AlreadyDecided.__name__, "int"]
    assert sum(line.commission_rupiah for line in pair.lines()) == ROUNDS * 4_990
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []
