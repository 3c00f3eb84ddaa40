"""Signing in and out: the right ones enter, guesses are slow, and nothing tells who has an account."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select, update

from accounts import passwords, throttle
from accounts.errors import TooManyAttempts
from accounts.models import AuditEvent, SignInAttempt, UserAccount, UserSession
from accounts.permissions import Role
from core.database import committed, db
from tests.accounts.people_at_work import HASH, PASSWORD, is_signed_in, make_person, sign_in
from tests.clients import Client
from tests.conftest import TODAY
from tests.factories.people import make_user


@pytest.fixture
def verifier(app: Flask) -> UserAccount:
    return make_person(Role.VERIFIER, "siti@contoh.id")


@pytest.fixture
def producer(app: Flask) -> UserAccount:
    return make_person(Role.PRODUCER, "ibu.rini@contoh.id", "Rini")


def test_a_verifier_signs_in_and_sees_her_own_account(client: Client, verifier: UserAccount) -> None:
    answer = sign_in(client, "Siti@Contoh.id")
    assert answer.status_code == 303
    page = client.get("/akun")
    assert page.status_code == 200
    assert "siti@contoh.id" in page.text
    kept = db.session.execute(select(UserSession)).scalar_one()
    assert (kept.user_id, kept.address, len(kept.token_hash)) == (verifier.id, "127.0.0.1", 64)
    assert db.session.execute(select(AuditEvent.action)).scalars().all() == ["account:signed_in"]


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in_page_and_back(client: Client, verifier: UserAccount) -> None:
    answer = client.get("/akun/kata-sandi")
    assert answer.status_code == 302
    assert answer.location == "/masuk?next=/akun/kata-sandi"
    assert sign_in(client, "siti@contoh.id", next="/akun/kata-sandi").location == "/akun/kata-sandi"


@pytest.mark.parametrize(
    "evil",
    ["//evil.id", "/\\evil.id", "\\\\evil.id", "https://evil.id", "https:evil.id", "/\t/evil.id", "evil.id", "/\n/e"],
)
def test_nobody_is_sent_on_to_another_site(client: Client, verifier: UserAccount, evil: str) -> None:
    answer = sign_in(client, "siti@contoh.id", next=evil)
    assert answer.status_code == 303
    assert "evil" not in answer.location


def test_a_wrong_password_and_an_unknown_address_get_the_very_same_page(app: Flask, verifier: UserAccount) -> None:
    make_user(email="bekas@contoh.id", password_hash=HASH).is_active = False
    make_user(email="baru@contoh.id", password_hash=None)
    db.session.commit()
    pages = set()
    for email in ("siti@contoh.id", "tiada@contoh.id", "bekas@contoh.id", "baru@contoh.id"):
        client = Client(app)
        password = PASSWORD if email in ("bekas@contoh.id", "baru@contoh.id") else "bukan kata sandi itu"
        answer = sign_in(client, email, password)
        assert answer.status_code == 422
        page = re.sub(r'(name="once_key" value=)"[^"]*"', r"\1ONCE", answer.text)
        pages.add(page.replace(client.form_token, "TOKEN").replace(email, "EMAIL"))
        assert not is_signed_in(client)
    assert len(pages) == 1


def test_passwords_are_kept_as_argon2id_at_the_cost_the_docs_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    kept = passwords.hashed(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert passwords.is_right(kept, PASSWORD)
    assert not passwords.is_right(kept, PASSWORD + " ")


def test_an_unknown_address_costs_the_same_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed_for = []
    verify = passwords._hasher.verify

    class Watched:
        def verify(self, stored: str, password: str) -> bool:
            hashed_for.append(stored[:30])
            return verify(stored, password)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    monkeypatch.setattr(passwords, "_hash_of_nobody", lambda: HASH)
    assert passwords.is_right(HASH, PASSWORD)
    assert not passwords.is_right(None, PASSWORD)
    assert hashed_for == [HASH[:30], HASH[:30]]


def test_the_cookie_before_signing_in_is_worth_nothing_after(app: Flask, verifier: UserAccount) -> None:
    victim, thief = Client(app), Client(app)
    victim.get("/masuk")
    planted = victim.client.get_cookie("etalase").value
    with victim.client.session_transaction() as held:
        held["planted"] = "by a stranger"
    assert sign_in(victim, "siti@contoh.id").status_code == 303
    assert victim.client.get_cookie("etalase").value != planted
    with victim.client.session_transaction() as held:
        assert "planted" not in held
        assert "csrf_token" not in held
    thief.client.set_cookie("etalase", planted)
    assert not is_signed_in(thief)


def test_signing_in_again_gives_a_new_token_and_ends_the_old_session(client: Client, verifier: UserAccount) -> None:
    sign_in(client, "siti@contoh.id")
    first = client.client.get_cookie("etalase").value
    client.get("/akun")
    client.post("/masuk", {"email": "siti@contoh.id", "password": PASSWORD})
    assert is_signed_in(client)
    client.client.set_cookie("etalase", first)
    assert not is_signed_in(client)


def test_after_signing_out_the_old_cookie_opens_nothing(client: Client, verifier: UserAccount) -> None:
    sign_in(client, "siti@contoh.id")
    assert is_signed_in(client)
    stolen = client.client.get_cookie("etalase").value
    answer = client.post("/keluar")
    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cookies"'
    client.client.set_cookie("etalase", stolen)
    assert not is_signed_in(client)


def test_a_form_without_its_token_is_refused_with_a_page(client: Client, verifier: UserAccount) -> None:
    answer = client.client.post("/masuk", data={"email": "siti@contoh.id", "password": PASSWORD})
    assert answer.status_code == 400
    assert "Sesi formulir ini sudah berakhir" in answer.text
    assert db.session.execute(select(func.count(UserSession.id))).scalar_one() == 0
    sign_in(client, "siti@contoh.id")
    assert client.client.post("/keluar").status_code == 400
    assert is_signed_in(client)


def test_staff_are_signed_out_after_half_an_hour_of_rest(
    client: Client, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    sign_in(client, "siti@contoh.id")
    for minutes in (29, 58, 87):
        clock_stands.move_to(TODAY + timedelta(minutes=minutes), tick=False)
        assert is_signed_in(client)
    clock_stands.move_to(TODAY + timedelta(minutes=87 + 30), tick=False)
    assert not is_signed_in(client)


def test_staff_are_signed_out_after_twelve_hours_however_busy(
    client: Client, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    sign_in(client, "siti@contoh.id")
    for quarter in range(1, 36):
        clock_stands.move_to(TODAY + timedelta(minutes=20 * quarter), tick=False)
        assert is_signed_in(client)
    clock_stands.move_to(TODAY + timedelta(hours=12), tick=False)
    assert not is_signed_in(client)


def test_a_producer_stays_signed_in_for_a_fortnight_of_rest_and_ninety_days_at_most(
    client: Client, producer: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    sign_in(client, "ibu.rini@contoh.id")
    for days in (13, 26, 39, 52, 65, 78, 89):
        clock_stands.move_to(TODAY + timedelta(days=days), tick=False)
        assert is_signed_in(client), days
    clock_stands.move_to(TODAY + timedelta(days=90), tick=False)
    assert not is_signed_in(client)


def test_a_producer_is_signed_out_after_a_fortnight_of_rest(
    client: Client, producer: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    sign_in(client, "ibu.rini@contoh.id")
    clock_stands.move_to(TODAY + timedelta(days=14), tick=False)
    assert not is_signed_in(client)


def test_the_last_use_is_written_at_most_every_five_minutes(
    client: Client, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    sign_in(client, "siti@contoh.id")
    seen = []
    for minutes in (1, 4, 5, 9, 11):
        clock_stands.move_to(TODAY + timedelta(minutes=minutes), tick=False)
        client.get("/akun")
        seen.append((db.session.execute(select(UserSession.last_seen_at)).scalar_one() - TODAY).seconds // 60)
    assert seen == [0, 0, 5, 5, 11]


def test_after_five_wrong_guesses_one_waits_longer_each_time(
    client: Client, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    for _guess in range(5):
        assert sign_in(client, "siti@contoh.id", "tebakan yang salah").status_code == 422
    answer = sign_in(client, "siti@contoh.id")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Coba lagi dalam 2 detik" in answer.text
    waits, instant = [], TODAY
    for _guess in range(9):
        wait = int(sign_in(client, "siti@contoh.id", "tebakan yang salah").headers["Retry-After"])
        waits.append(wait)
        instant += timedelta(seconds=wait)
        clock_stands.move_to(instant, tick=False)
        assert sign_in(client, "siti@contoh.id", "tebakan yang salah").status_code == 422
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512]
    assert sign_in(client, "siti@contoh.id").headers["Retry-After"] == "900"


def test_an_unknown_account_is_throttled_just_the_same(client: Client, app: Flask) -> None:
    statuses = [sign_in(client, "tiada@contoh.id", "tebakan").status_code for _guess in range(6)]
    assert statuses == [422, 422, 422, 422, 422, 429]


def test_a_guesser_does_not_lock_the_owner_out(app: Flask, verifier: UserAccount) -> None:
    thief, owner = Client(app), Client(app)
    while sign_in(thief, "siti@contoh.id", "tebakan", address="203.0.113.9").status_code != 429:
        pass
    assert sign_in(owner, "siti@contoh.id", address="10.0.0.1").status_code == 303


def test_many_guessers_slow_strangers_down_but_not_where_the_owner_has_been(app: Flask, verifier: UserAccount) -> None:
    owner = Client(app)
    sign_in(owner, "siti@contoh.id", address="10.0.0.1")
    owner.post("/keluar")
    for guess in range(50):
        assert sign_in(Client(app), "siti@contoh.id", "tebakan", address=f"203.0.113.{guess}").status_code == 422
    stranger = sign_in(Client(app), "siti@contoh.id", address="203.0.113.200")
    assert (stranger.status_code, stranger.headers["Retry-After"]) == (429, "2")
    assert sign_in(Client(app), "siti@contoh.id", address="10.0.0.1").status_code == 303


def test_one_address_that_tries_many_accounts_is_slowed_down(app: Flask, verifier: UserAccount) -> None:
    client = Client(app)
    for guess in range(100):
        assert sign_in(client, f"orang{guess}@lain.id", "tebakan").status_code == 422
    assert sign_in(client, "satu.lagi@lain.id", "tebakan").status_code == 429
    assert sign_in(Client(app), "siti@contoh.id", address="10.0.0.2").status_code == 303


def test_right_passwords_are_never_counted_against_anybody(app: Flask, verifier: UserAccount) -> None:
    for _morning in range(12):
        assert sign_in(Client(app), "siti@contoh.id").status_code == 303
    assert db.session.execute(select(func.sum(SignInAttempt.failures))).scalar_one() == 0


def test_a_day_later_failures_are_forgotten(
    client: Client, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    for _guess in range(6):
        sign_in(client, "siti@contoh.id", "tebakan")
    clock_stands.move_to(TODAY + timedelta(days=1, minutes=1), tick=False)
    assert sign_in(client, "siti@contoh.id", "tebakan").status_code == 422
    assert sign_in(client, "siti@contoh.id").status_code == 303


def test_names_that_were_tried_are_not_kept_readable(client: Client, verifier: UserAccount) -> None:
    sign_in(client, "siti@contoh.id", "tebakan")
    kept = db.session.execute(select(SignInAttempt.account_hash, SignInAttempt.address)).all()
    assert len(kept) == 3
    assert not any("siti" in f"{row}" for row in kept)


def test_the_language_is_chosen_by_a_stranger_and_remembered_for_an_account(
    client: Client, verifier: UserAccount
) -> None:
    client.get("/masuk")
    assert client.post("/bahasa", {"language": "en", "next": "/masuk"}).location == "/masuk"
    assert "Password" in client.get("/masuk").text
    sign_in(client, "siti@contoh.id")
    assert 'lang="en"' in client.get("/akun").text
    client.post("/bahasa", {"language": "id", "next": "/akun"})
    client.post("/bahasa", {"language": "klingon", "next": "//evil.id"})
    assert db.session.execute(select(UserAccount.language)).scalar_one() == "id"
    assert 'lang="id"' in client.get("/akun").text


def test_somebody_switched_off_is_out_with_the_next_click(client: Client, verifier: UserAccount) -> None:
    sign_in(client, "siti@contoh.id")
    assert is_signed_in(client)
    db.session.execute(update(UserAccount).values(is_active=False))
    db.session.commit()
    assert not is_signed_in(client)


def test_guesses_sent_in_the_same_moment_are_all_counted(own_app: Flask) -> None:
    ready, outcomes = threading.Barrier(8), []

    def guess() -> None:
        with own_app.app_context():
            ready.wait()
            try:
                committed(throttle.begin_attempt, "siti@contoh.id", "203.0.113.9")
                outcomes.append("tried")
            except TooManyAttempts as refusal:
                outcomes.append(refusal.code)
            db.session.remove()

    guesses = [threading.Thread(target=guess) for _guess in range(8)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join()
    assert sorted(outcomes) == ["too_many_attempts"] * 3 + ["tried"] * 5


def test_a_sign_in_writes_who_came_in_but_no_secret(client: Client, verifier: UserAccount) -> None:
    sign_in(client, "siti@contoh.id")
    token = client.client.get_cookie("etalase").value
    rows = db.session.execute(select(AuditEvent)).scalars().all()
    assert [(row.action, row.actor_id, row.actor_role) for row in rows] == [
        ("account:signed_in", verifier.id, "verifier")
    ]
    assert PASSWORD not in f"{rows[0].after}"
    assert token not in f"{rows[0].after}"
