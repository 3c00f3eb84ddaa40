"""No other site can act in somebody's name: every form, and the API with a browser's session, asks for its token."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from accounts import passwords
from accounts.models import UserAccount
from accounts.permissions import Role
from core import listing
from core.database import db
from outlets.models import Chain
from tests.architecture.test_every_door import address, doors, is_api
from tests.architecture.world import UNKNOWN_ID
from tests.clients import Client
from tests.factories.outlets import make_outlet
from tests.factories.people import make_user

PASSWORD = "ombak pagi menyapu pasir"
WORDS = {
    **dict.fromkeys(("month", "period"), "2026-10"),
    "kind": "nib",
    "status": "active",
    "side": "producer",
    "code": "x",
    "token": "x",
    "filename": "etalase.css",
}


def signed_in(app: Flask, role: Role) -> tuple[Client, UserAccount]:
    """A browser of somebody who has just signed in."""
    user = make_user(role, password_hash=passwords.hashed(PASSWORD))
    browser = Client(app)
    browser.get("/masuk")
    assert browser.post("/masuk", {"email": user.email, "password": PASSWORD}).status_code == 303
    return browser, user


def test_no_page_takes_a_form_without_its_token(app: Flask) -> None:
    browser, _user = signed_in(app, Role.ADMINISTRATOR)
    taken = []
    for rule, method, _access in doors(app):
        if method == "GET" or is_api(rule):
            continue
        ids = {name: WORDS.get(name, UNKNOWN_ID) for name in rule.arguments}
        answer = browser.client.open(address(rule, ids), method=method, data={"name": "x"})
        if answer.status_code != 400:
            taken.append(f"{method} {rule}: {answer.status_code}")
    assert taken == []


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer no-such-token"}, {"Origin": "null"}])
def test_the_api_takes_no_change_from_a_browser_without_a_form_token(app: Flask, headers: dict[str, str]) -> None:
    browser, _user = signed_in(app, Role.PARTNERSHIP_OFFICER)
    refused = browser.client.post("/api/v1/chains", json={"name": "Rantai"}, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (400, "form_expired")
    assert db.session.execute(select(func.count()).select_from(Chain)).scalar_one() == 0
    browser.get("/akun/ubah")
    token = {"X-CSRFToken": browser.form_token}
    assert browser.client.post("/api/v1/chains", json={"name": "Rantai"}, headers=token).status_code == 201


@pytest.mark.parametrize("path", ["/beranda", "/akun", "/akun/token/baru", "/periode", "/api/v1/statements"])
def test_in_production_a_password_alone_opens_nothing_to_staff(
    app: Flask, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setitem(app.config, "PRODUCTION", True)
    user = make_user(Role.FINANCE, password_hash=passwords.hashed(PASSWORD))
    browser = Client(app)
    browser.get("/masuk")
    halfway = browser.post("/masuk", {"email": user.email, "password": PASSWORD})
    assert halfway.headers["Location"] == "/masuk/verifikasi-dua-langkah"
    assert browser.get(path).status_code == (401 if path.startswith("/api/") else 302)


def test_a_list_too_long_for_one_file_is_refused_instead_of_cut_off(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_EXPORTED", 2)
    browser, _user = signed_in(app, Role.PARTNERSHIP_OFFICER)
    make_outlet()
    make_outlet()
    assert browser.get("/gerai?export=csv").text.count("\r\n") == 4
    make_outlet()
    refused = browser.get("/gerai?export=csv")
    assert refused.status_code == 422
    assert "melebihi 2 baris" in refused.text
