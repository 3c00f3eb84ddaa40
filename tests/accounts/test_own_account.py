"""The own account: password, browsers, tokens and the second step."""

from datetime import timedelta

import pyotp
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts import second_step
from accounts.errors import WrongCode
from accounts.models import ApiToken, UserAccount, UserSession
from accounts.permissions import Role
from core.database import db, transaction
from tests.accounts.people_at_work import PASSWORD, is_signed_in, make_person, sign_in, signed_in
from tests.clients import Api, Client
from tests.conftest import TODAY

NEW = "ombak pagi menyapu pasir putih"


@pytest.fixture
def verifier(app: Flask) -> UserAccount:
    return make_person(Role.VERIFIER, "siti@contoh.id")


@pytest.fixture
def production(app: Flask):
    app.config["PRODUCTION"] = True
    yield
    app.config["PRODUCTION"] = False


def fill(client: Client, path: str, **typed: str):
    client.get(path)
    return client.post(path, typed)


def secret_on(page: str) -> str:
    """The secret a page shows to be typed into an authenticator."""
    return page.split("<code>", 1)[1].split("</code>", 1)[0].replace(" ", "")


def code_for(secret: str) -> str:
    return pyotp.TOTP(secret).now()


def with_second_step(account: UserAccount) -> str:
    """Give an account a second step whose newest code is two minutes old."""
    secret = second_step.new_secret()
    with time_machine.travel(TODAY - timedelta(minutes=2), tick=False), transaction():
        second_step.switch_on(account, secret=secret, code=code_for(secret))
    return secret


def test_a_changed_password_signs_the_other_browsers_out_but_not_this_one(app: Flask, verifier: UserAccount) -> None:
    here, there = signed_in(app, verifier), signed_in(app, verifier)
    answer = fill(here, "/akun/kata-sandi", current_password=PASSWORD, password=NEW, password_again=NEW)
    assert answer.status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)
    assert sign_in(Client(app), "siti@contoh.id").status_code == 422
    assert sign_in(Client(app), "siti@contoh.id", NEW).status_code == 303


def test_the_current_password_is_needed_and_guessing_it_is_slowed_down(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    typed = {"current_password": "bukan itu", "password": NEW, "password_again": NEW}
    answers = [fill(client, "/akun/kata-sandi", **typed) for _guess in range(6)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 422, 429]
    assert "Kata sandi saat ini tidak cocok" in answers[0].text
    assert sign_in(Client(app), "siti@contoh.id", NEW).status_code == 429


def test_name_and_language_are_changed(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    assert fill(client, "/akun/ubah", name="  Siti   Nurhaliza ", language="en").status_code == 303
    page = client.get("/akun").text
    assert 'lang="en"' in page
    assert fill(client, "/akun/ubah", name="", language="xx").status_code == 422
    assert db.session.get(UserAccount, verifier.id).language == "en"


def test_no_other_column_can_be_written_through_the_form(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    fill(client, "/akun/ubah", name="Siti", language="id", role="administrator", is_active="", works_everywhere="1")
    kept = db.session.get(UserAccount, verifier.id)
    assert (kept.role, kept.is_active, kept.email) == (Role.VERIFIER, True, "siti@contoh.id")


def test_browsers_are_listed_and_each_can_be_signed_out(app: Flask, verifier: UserAccount) -> None:
    here = signed_in(app, verifier)
    there = Client(app)
    there.client.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36"
    sign_in(there, "siti@contoh.id", address="10.0.0.7")
    page = here.get("/akun").text
    assert "Chrome, Android" in page
    assert "10.0.0.7" in page
    other = db.session.execute(select(UserSession.id).order_by(UserSession.id.desc()).limit(1)).scalar_one()
    assert here.post(f"/akun/perangkat/{other}/keluar").status_code == 303
    assert is_signed_in(here)
    assert not is_signed_in(there)


def test_all_other_browsers_can_be_signed_out_at_once(app: Flask, verifier: UserAccount) -> None:
    here, there, elsewhere = (signed_in(app, verifier) for _browser in range(3))
    here.get("/akun")
    assert here.post("/akun/perangkat/keluar").status_code == 303
    assert [is_signed_in(browser) for browser in (here, there, elsewhere)] == [True, False, False]


def test_the_browser_or_token_of_somebody_else_is_not_found(app: Flask, verifier: UserAccount) -> None:
    stranger = make_person(Role.ADMINISTRATOR, "lain@contoh.id")
    theirs = signed_in(app, stranger)
    session_id = db.session.execute(select(UserSession.id)).scalar_one()
    program = Api(app, stranger)
    token_id = db.session.execute(select(ApiToken.id)).scalar_one()
    mine = signed_in(app, verifier)
    mine.get("/akun")
    for path in (f"/akun/perangkat/{session_id}/keluar", f"/akun/token/{token_id}/cabut"):
        foreign, unknown = mine.post(path), mine.post(path.replace(str(session_id), str(2**62)))
        assert foreign.status_code == unknown.status_code == 404
    assert mine.post(f"/akun/token/{2**70}/cabut").status_code == 404
    assert is_signed_in(theirs)
    assert program.token


def test_a_token_is_shown_once_and_opens_the_door_until_it_is_revoked(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    answer = fill(client, "/akun/token/baru", name="Kasir toko", valid_days="90", current_password=PASSWORD)
    token = answer.text.split('id="token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    page = client.get("/akun").text
    assert "Kasir toko" in page
    assert token not in page
    row = db.session.execute(select(ApiToken)).scalar_one()
    assert row.expires_at == TODAY + timedelta(days=90)
    assert token not in row.token_hash
    program = app.test_client(use_cookies=False)
    headers = {"Authorization": f"Bearer {token}"}
    assert program.get("/akun", headers=headers).status_code == 200
    assert client.post(f"/akun/token/{row.id}/cabut").status_code == 303
    assert program.get("/akun", headers=headers).status_code == 302


def test_a_token_needs_the_password_again(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    assert fill(client, "/akun/token/baru", name="Kasir", valid_days="90", current_password="x").status_code == 422
    assert db.session.execute(select(ApiToken)).first() is None


def test_the_second_step_is_set_up_and_asked_for_from_then_on(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    page = client.get("/akun/verifikasi-dua-langkah").text
    assert "data:image/svg+xml;base64," in page
    secret = secret_on(page)
    wrong = client.post("/akun/verifikasi-dua-langkah", {"code": "000000", "current_password": PASSWORD})
    assert wrong.status_code == 422
    assert secret_on(wrong.text) == secret
    typed = {"code": code_for(secret), "current_password": PASSWORD}
    assert client.post("/akun/verifikasi-dua-langkah", typed).status_code == 303
    assert secret.encode() not in db.session.get(UserAccount, verifier.id).totp_secret_encrypted
    phone = Client(app)
    assert sign_in(phone, "siti@contoh.id").location == "/masuk/kode"
    assert not is_signed_in(phone)


def test_a_code_is_taken_once_by_whichever_browser_comes_first(
    app: Flask, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    secret = with_second_step(verifier)
    owner, thief = Client(app), Client(app)
    sign_in(owner, "siti@contoh.id")
    sign_in(thief, "siti@contoh.id", address="203.0.113.9")
    code = code_for(secret)
    assert fill(owner, "/masuk/kode", code=f"{code[:3]} {code[3:]}").status_code == 303
    assert is_signed_in(owner)
    assert fill(thief, "/masuk/kode", code=code).status_code == 422
    assert not is_signed_in(thief)
    clock_stands.move_to(TODAY + timedelta(seconds=30), tick=False)
    assert fill(thief, "/masuk/kode", code=code).status_code == 422
    assert fill(owner, "/masuk/kode", code=code_for(secret)).status_code == 422


def test_a_code_older_than_one_step_is_refused(app: Flask, verifier: UserAccount) -> None:
    secret = with_second_step(verifier)
    old = pyotp.TOTP(secret).at(TODAY - timedelta(seconds=60))
    with pytest.raises(WrongCode), transaction():
        second_step.check(verifier, code=old)
    with transaction():
        second_step.check(verifier, code=pyotp.TOTP(secret).at(TODAY - timedelta(seconds=30)))


def test_codes_cannot_be_guessed_by_signing_in_again_and_again(app: Flask, verifier: UserAccount) -> None:
    with_second_step(verifier)
    client = Client(app)
    statuses = []
    for _round in range(3):
        statuses.append(sign_in(client, "siti@contoh.id").status_code)
        statuses.append(fill(client, "/masuk/kode", code="000000").status_code)
    assert statuses == [302, 422, 302, 422, 302, 429]


def test_the_second_step_must_follow_the_password_within_five_minutes(
    app: Flask, verifier: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    secret = with_second_step(verifier)
    client = Client(app)
    assert "kata sandi" in client.get("/masuk/kode").text
    sign_in(client, "siti@contoh.id")
    clock_stands.move_to(TODAY + timedelta(seconds=301), tick=False)
    answer = fill(client, "/masuk/kode", code=code_for(secret))
    assert answer.status_code == 422
    assert "Waktu untuk langkah kedua sudah habis" in answer.text
    assert not is_signed_in(client)


def test_in_production_staff_set_the_second_step_up_before_they_enter(
    app: Flask, verifier: UserAccount, production: None
) -> None:
    client = Client(app)
    assert sign_in(client, "siti@contoh.id").location == "/masuk/verifikasi-dua-langkah"
    assert not is_signed_in(client)
    secret = secret_on(client.get("/masuk/verifikasi-dua-langkah").text)
    assert client.post("/masuk/verifikasi-dua-langkah", {"code": code_for(secret)}).status_code == 303
    assert is_signed_in(client)
    answer = fill(client, "/akun/verifikasi-dua-langkah/matikan", current_password=PASSWORD)
    assert answer.status_code == 422
    assert "wajib bagi petugas" in answer.text


def test_in_production_a_producer_enters_with_the_password_alone(app: Flask, production: None) -> None:
    producer = make_person(Role.PRODUCER, "rini@contoh.id", "Rini")
    assert is_signed_in(signed_in(app, producer))


def test_the_second_step_can_be_switched_off_where_it_is_free(app: Flask, verifier: UserAccount) -> None:
    client = signed_in(app, verifier)
    with_second_step(verifier)
    assert fill(client, "/akun/verifikasi-dua-langkah/matikan", current_password="x").status_code == 422
    assert fill(client, "/akun/verifikasi-dua-langkah/matikan", current_password=PASSWORD).status_code == 303
    assert is_signed_in(signed_in(app, verifier))
