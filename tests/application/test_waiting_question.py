"""The one statement that counts what waits: kept for a minute, so it must hold no answer of the database."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, text
from time_machine import Traveller

from accounts.permissions import Role
from application.waiting import _question_of, queues_of
from core.database import db
from tests.factories.people import make_user


@pytest.mark.parametrize("role", list(Role))
def test_putting_the_question_together_asks_nothing(app: Flask, role: Role, clock_stands: Traveller) -> None:
    user = make_user(role)
    first = _question_of(user)
    asked: list[str] = []
    event.listen(db.session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    db.session.execute(text("SELECT 1"))
    for rows in queues_of(user).values():
        rows(user).subquery()
    assert asked == ["SELECT 1"]
    assert _question_of(user) is first
    clock_stands.shift(timedelta(minutes=1))
    assert _question_of(user) is not first
