"""The commands that make the first accounts and tokens."""

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import people
from accounts.models import ApiToken, UserAccount
from accounts.permissions import Role
from core.database import db
from tests.accounts.people_at_work import is_signed_in, make_person, sign_in
from tests.clients import Client


def run(app: Flask, *words: str, typed: bytes | str | None = None):
    return app.test_cli_runner().invoke(args=list(words), input=typed)


def test_user_create_prints_a_link_that_sets_a_password(app: Flask) -> None:
    result = run(app, "user", "create", "--role", "verifier", "--email", "Siti@contoh.id", "--region", "64.71")
    assert result.exit_code == 0, result.output
    link = result.output.strip()
    assert link.startswith("http://127.0.0.1:8000/undangan/")
    account = people.found_by_email("siti@contoh.id")
    assert (account.role, account.name, account.region_codes) == (Role.VERIFIER, "Siti", ("64.71",))
    client = Client(app)
    path = link.removeprefix("http://127.0.0.1:8000")
    client.get(path)
    typed = {"password": "ombak pagi menyapu pasir", "password_again": "ombak pagi menyapu pasir"}
    assert client.post(path, typed).status_code == 303
    assert is_signed_in(client)


def test_a_password_is_read_from_standard_input_only(app: Flask) -> None:
    words = ("user", "create", "--role", "administrator", "--email", "admin@contoh.id", "--name", "Dewi", "--password")
    assert run(app, *words, "terlihat orang lain").exit_code == 2
    result = run(app, *words, "-", typed="ombak pagi menyapu pasir\n")
    assert result.exit_code == 0, result.output
    assert "ombak" not in result.output
    assert sign_in(Client(app), "admin@contoh.id", "ombak pagi menyapu pasir").status_code == 303


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--role", "verifier", "--email", "bukan surel"), "Alamat surel ini tidak sah"),
        (("--role", "verifier", "--email", "ada@contoh.id"), "sudah dipakai akun lain"),
        (("--role", "verifier", "--email", "a@contoh.id", "--region", "99.99"), "99.99"),
        (("--role", "raja", "--email", "a@contoh.id"), "raja"),
        (("--role", "verifier", "--email", "a@contoh.id", "--producer", "1"), "producer"),
        (("--role", "producer", "--email", "a@contoh.id", "--producer", "999999"), "999999"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_and_makes_nobody(
    app: Flask, words: tuple[str, ...], says: str
) -> None:
    make_person(Role.HEAD, "ada@contoh.id")
    result = run(app, "user", "create", *words)
    assert result.exit_code in (1, 2)
    assert says in result.output
    assert "Traceback" not in result.output
    assert db.session.execute(select(UserAccount.email)).scalars().all() == ["ada@contoh.id"]


def test_a_weak_password_on_standard_input_makes_nobody(app: Flask) -> None:
    words = ("user", "create", "--role", "head", "--email", "a@contoh.id", "--password", "-")
    result = run(app, *words, typed="pendek\n")
    assert result.exit_code == 1
    assert "paling sedikit 15 karakter" in result.output
    assert db.session.execute(select(UserAccount)).first() is None


def test_token_create_prints_a_token_that_opens_the_door(app: Flask) -> None:
    make_person(Role.PRODUCER, "rini@contoh.id", "Rini")
    result = run(app, "token", "create", "--email", "RINI@contoh.id", "--name", "kasir")
    assert result.exit_code == 0, result.output
    headers = {"Authorization": f"Bearer {result.output.strip()}"}
    assert app.test_client(use_cookies=False).get("/akun", headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("email", "name", "says"),
    [
        ("tiada@contoh.id", "kasir", "Tidak ada akun dengan alamat surel tiada@contoh.id"),
        ("bukan surel", "kasir", "Alamat surel ini tidak sah"),
        ("rini@contoh.id", " ", "wajib diisi"),
        ("rini@contoh.id", "n" * 101, "paling banyak 100"),
        ("pergi@contoh.id", "kasir", "Akun ini nonaktif"),
    ],
)
def test_a_token_that_cannot_be_is_refused_in_a_sentence(app: Flask, email: str, name: str, says: str) -> None:
    make_person(Role.PRODUCER, "rini@contoh.id", "Rini")
    make_person(Role.PRODUCER, "pergi@contoh.id", "Pergi").is_active = False
    db.session.commit()
    result = run(app, "token", "create", "--email", email, "--name", name)
    assert result.exit_code == 1
    assert says in result.output
    assert db.session.execute(select(ApiToken)).first() is None


@pytest.mark.parametrize("typed", [b"\x80\x81 ombak menyapu\n", "ombak\x07 pagi menyapu pasir\n", "\n"])
def test_a_password_nobody_can_type_makes_nobody(app: Flask, typed: bytes | str) -> None:
    words = ("user", "create", "--role", "head", "--email", "a@contoh.id", "--password", "-")
    result = run(app, *words, typed=typed)
    assert result.exit_code in (1, 2)
    assert "Error: " in result.output
    assert db.session.execute(select(UserAccount)).first() is None
