"""What a program gets that comes with a token: its account's doors, or the same refusal whatever is wrong."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts import sessions
from accounts.models import ApiToken, UserAccount
from accounts.permissions import Role
from core.database import db, transaction
from tests.accounts.people_at_work import make_person, signed_in
from tests.conftest import TODAY


@pytest.fixture
def producer(app: Flask) -> UserAccount:
    return make_person(Role.PRODUCER, "rini@contoh.id", "Rini")


def a_closed_door(app: Flask) -> str:
    """An address of the API that needs somebody signed in."""
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1/") and "GET" in rule.methods]
    closed = [
        rule.rule
        for rule in rules
        if not rule.arguments and getattr(app.view_functions[rule.endpoint], "access", "public") != "public"
    ]
    return min(closed)


def ask(app: Flask, token: str | None = None, query: str = ""):
    headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
    return app.test_client(use_cookies=False).get(a_closed_door(app) + query, headers=headers)


def test_missing_unknown_expired_and_revoked_tokens_get_the_very_same_answer(
    app: Flask, producer: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    with transaction():
        _row, expired = sessions.create_token(producer, name="a", by=producer, valid_days=1)
        row, revoked = sessions.create_token(producer, name="b", by=producer)
        sessions.revoke_token(producer, row.id)
    clock_stands.move_to(TODAY + timedelta(days=1), tick=False)
    answers = [ask(app, token) for token in (None, "", "unknown", expired, revoked)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.get_data() for answer in answers}) == 1
    assert answers[0].mimetype == "application/problem+json"
    assert answers[0].json["code"] == "not_signed_in"


def test_a_token_in_the_address_opens_nothing(app: Flask, producer: UserAccount) -> None:
    with transaction():
        _row, token = sessions.create_token(producer, name="a", by=producer)
    for query in (f"?token={token}", f"?access_token={token}", f"?api_key={token}"):
        assert ask(app, query=query).status_code == 401
    assert ask(app, token).status_code != 401


def test_the_last_use_of_a_token_is_written_at_most_every_five_minutes(
    app: Flask, producer: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    with transaction():
        row, token = sessions.create_token(producer, name="a", by=producer)
    assert row.last_used_at is None
    seen = []
    for minutes in (0, 4, 5, 8):
        clock_stands.move_to(TODAY + timedelta(minutes=minutes), tick=False)
        ask(app, token)
        seen.append((db.session.execute(select(ApiToken.last_used_at)).scalar_one() - TODAY).seconds // 60)
    assert seen == [0, 0, 5, 5]


def test_the_cookie_of_a_browser_cannot_write_through_the_api_without_the_form_token(
    app: Flask, producer: UserAccount
) -> None:
    browser = signed_in(app, producer)
    assert browser.client.post("/api/v1/outlets", json={}).status_code == 400


def test_a_token_needs_no_form_token(app: Flask, producer: UserAccount) -> None:
    with transaction():
        _row, token = sessions.create_token(producer, name="a", by=producer)
    answer = app.test_client(use_cookies=False).post(
        "/api/v1/producers", json={"unknown": 1}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code in (403, 422)
