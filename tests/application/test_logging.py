"""What is logged of an error of ours names nobody: no address, no telephone number, no secret of a link."""

from collections.abc import Callable

import pytest
import structlog
from flask import Flask
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.dates import now
from tests.clients import Client
from tests.factories.people import make_user


def as_logged(error: BaseException) -> str:
    """The line that stands in the log for an error nobody expected."""
    event: object = {"event": "unexpected_error", "exc_info": error, "email": "rini@contoh.id"}
    for processor in structlog.get_config()["processors"]:
        event = processor(None, "error", event)
    return str(event)


def twice_the_same_address() -> None:
    """Insert what the database refuses, so that it repeats the row in its refusal."""
    row = {"email": "rini@contoh.id", "name": "Rini Astuti", "role": Role.PRODUCER, "created_at": now()}
    db.session.execute(insert(UserAccount), [row, row])


def null_where_there_must_be_something() -> None:
    """The same with every value of the row in the refusal, on several lines."""
    row = {"email": "rini@contoh.id\nb", "name": "Rini Astuti", "role": Role.PRODUCER, "created_at": None}
    db.session.execute(insert(UserAccount), [row])


@pytest.mark.parametrize("fails", [twice_the_same_address, null_where_there_must_be_something])
def test_a_refusal_of_the_database_is_logged_without_the_row(app: Flask, fails: Callable[[], None]) -> None:
    with pytest.raises(IntegrityError) as caught, db.session.begin_nested():
        fails()
    line = as_logged(caught.value)
    assert "IntegrityError" in line
    assert "user_account" in line
    assert "rini" not in line.lower()
    assert "Astuti" not in line


def test_an_error_on_the_page_of_a_one_time_link_is_logged_without_its_secret(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_words: object) -> None:
        raise DBAPIError("SELECT", {}, Exception("broken"))

    monkeypatch.setattr("accounts.links.account_of_link", fail)
    with structlog.testing.capture_logs() as lines:
        answer = app.test_client().get("/undangan/a-secret-of-somebody")
    assert answer.status_code == 500
    assert [line["rule"] for line in lines if line["event"] == "unexpected_error"] == ["/undangan/<token>"]
    assert "a-secret-of-somebody" not in str([{**line, "exc_info": None} for line in lines])


@pytest.mark.parametrize("nik", ["6471\x000101", "\x00", "6" * 5_000, "１２３４", "' OR 1=1 --"])
def test_nonsense_for_a_nik_is_refused_on_the_public_page(app: Flask, nik: str) -> None:
    browser = Client(app)
    browser.get("/daftar")
    assert browser.post("/daftar", {"name": "Dapur Rini", "region_code": "64.71"}).status_code == 303
    browser.get("/daftar/pemilik")
    told = {"owner_nik": nik, "owner_name": "Rini", "phone": "081212166678", "email": "rini@contoh.id"}
    assert browser.post("/daftar/pemilik", told).status_code == 422


def test_a_refused_sign_in_is_logged_without_the_address_that_was_tried(app: Flask) -> None:
    make_user(Role.PRODUCER, email="rini@contoh.id")
    browser = Client(app)
    browser.get("/masuk")
    with structlog.testing.capture_logs() as lines:
        browser.post("/masuk", {"email": "rini@contoh.id", "password": "ombak pagi menyapu"})
    assert [line["event"] for line in lines] == ["sign_in_refused"]
    assert "rini" not in str(lines)
