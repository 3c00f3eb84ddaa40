"""One-time links: an invitation sets the first password, a reset another one, once and in time."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from accounts import links, outbox, people
from accounts.errors import EmailTaken, UnknownRegion
from accounts.models import LinkPurpose, OneTimeLink, OutboxMessage, UserAccount
from accounts.permissions import Role
from core.database import db, transaction
from tests.accounts.people_at_work import PASSWORD, is_signed_in, make_person, sign_in, signed_in
from tests.clients import Api, Client
from tests.conftest import TODAY

NEW = "ombak pagi menyapu pasir putih"


@pytest.fixture
def administrator(app: Flask) -> UserAccount:
    return make_person(Role.ADMINISTRATOR, "admin@contoh.id", "Dewi")


def invite(administrator: UserAccount, **more: object) -> tuple[UserAccount, str]:
    """An invited verifier and the path of her link."""
    given = {"name": "Rahmat", "email": "rahmat@contoh.id", "role": Role.VERIFIER, **more}
    with transaction():
        account, link = people.invite(**given, by=administrator)
    return account, link.removeprefix("http://127.0.0.1:8000")


def set_password(client: Client, path: str, password: str = NEW, again: str | None = None):
    client.get(path)
    return client.post(path, {"password": password, "password_again": again or password})


def test_an_invited_person_sees_who_they_are_sets_a_password_and_is_in(app: Flask, administrator: UserAccount) -> None:
    account, path = invite(administrator)
    client = Client(app)
    page = client.get(path).text
    assert "Rahmat" in page
    assert "Verifikator" in page
    assert client.get(path).status_code == 200
    assert set_password(client, path).status_code == 302 or is_signed_in(client)
    assert is_signed_in(client)
    assert sign_in(Client(app), "rahmat@contoh.id", NEW).status_code == 303
    assert "rahmat" not in db.session.get(UserAccount, account.id).password_hash


def test_a_link_works_once(app: Flask, administrator: UserAccount) -> None:
    _account, path = invite(administrator)
    set_password(Client(app), path)
    second = Client(app)
    answer = second.get(path)
    assert answer.status_code == 404
    assert "sudah dipakai atau kedaluwarsa" in answer.text
    second.get("/masuk")
    assert second.post(path, {"password": PASSWORD, "password_again": PASSWORD}).status_code == 404
    assert sign_in(Client(app), "rahmat@contoh.id", NEW).status_code == 303


def test_an_invitation_lasts_a_day_and_a_reset_an_hour(
    app: Flask, administrator: UserAccount, clock_stands: time_machine.Traveller
) -> None:
    _account, invitation = invite(administrator)
    with transaction():
        reset = links.issue(administrator, LinkPurpose.PASSWORD_RESET, by=None).removeprefix("http://127.0.0.1:8000")
    client = Client(app)
    clock_stands.move_to(TODAY + timedelta(minutes=59), tick=False)
    assert client.get(reset).status_code == 200
    clock_stands.move_to(TODAY + timedelta(hours=1), tick=False)
    assert client.get(reset).status_code == 404
    clock_stands.move_to(TODAY + timedelta(hours=23, minutes=59), tick=False)
    assert client.get(invitation).status_code == 200
    clock_stands.move_to(TODAY + timedelta(hours=24), tick=False)
    assert client.get(invitation).status_code == 404


def test_a_link_serves_only_its_own_purpose_and_an_invented_one_nothing(app: Flask, administrator: UserAccount) -> None:
    _account, path = invite(administrator)
    client = Client(app)
    assert client.get(path.replace("/undangan/", "/atur-ulang/")).status_code == 404
    assert client.get("/undangan/" + "x" * 43).status_code == 404
    assert client.get(path).status_code == 200


def test_a_new_invitation_ends_the_one_before(app: Flask, administrator: UserAccount) -> None:
    account, first = invite(administrator)
    with transaction():
        second = people.new_link(account.id, by=administrator).removeprefix("http://127.0.0.1:8000")
    assert second.startswith("/undangan/")
    assert Client(app).get(first).status_code == 404
    assert Client(app).get(second).status_code == 200


@pytest.mark.parametrize(
    ("password", "again", "says"),
    [
        ("empat belas hrf", "empat belas hrg", "Kedua kata sandi tidak sama"),
        ("kurang lima bl", None, "paling sedikit 15 karakter"),
        ("x" * 64 + "gurami kecap lengkuas sereh" * 3, None, "paling banyak 128 karakter"),
        ("rahmatrahmat1234", None, "terlalu mudah ditebak"),
        ("password12345678", None, "terlalu mudah ditebak"),
        ("aaaaaaaaaaaaaaaaaaaa", None, "terlalu mudah ditebak"),
        ("Etalase-UMKM-2026!", None, "terlalu mudah ditebak"),
    ],
)
def test_a_weak_password_is_refused_and_the_link_stays_good(
    app: Flask, administrator: UserAccount, password: str, again: str | None, says: str
) -> None:
    _account, path = invite(administrator)
    client = Client(app)
    answer = set_password(client, path, password, again)
    assert answer.status_code == 422
    assert says in answer.text
    assert password not in answer.text
    assert set_password(client, path).status_code == 303


def test_a_partner_may_have_a_password_of_twelve_characters(app: Flask, administrator: UserAccount) -> None:
    _account, path = invite(administrator, email="rini@contoh.id", name="Rini", role=Role.PRODUCER)
    assert set_password(Client(app), path, "kuah asam 7").status_code == 422
    assert set_password(Client(app), path, "kuah asam 77").status_code == 303


def test_a_password_is_taken_as_typed_with_its_spaces_and_accents(app: Flask, administrator: UserAccount) -> None:
    _account, path = invite(administrator)
    assert set_password(Client(app), path, "  kafe\u0301 di ujung jalan  ").status_code == 303
    assert sign_in(Client(app), "rahmat@contoh.id", "  kafé di ujung jalan  ").status_code == 303
    assert sign_in(Client(app), "rahmat@contoh.id", "kafé di ujung jalan").status_code == 422


def test_asking_for_a_reset_answers_the_same_for_everybody(app: Flask, administrator: UserAccount) -> None:
    pages = set()
    for email in ("admin@contoh.id", "tiada@contoh.id"):
        client = Client(app)
        client.get("/lupa-kata-sandi")
        answer = client.post("/lupa-kata-sandi", {"email": email})
        assert answer.status_code == 200
        pages.add(answer.text.replace(client.form_token, "TOKEN"))
    assert len(pages) == 1
    assert "disiapkan" in pages.pop()
    message = db.session.execute(select(OutboxMessage)).scalar_one()
    assert (message.kind, message.to_user_id, message.sent_at) == ("password_reset", administrator.id, None)


def test_the_link_of_the_outbox_works_and_is_not_kept_readable(app: Flask, administrator: UserAccount) -> None:
    client = Client(app)
    client.get("/lupa-kata-sandi")
    client.post("/lupa-kata-sandi", {"email": "admin@contoh.id"})
    message = db.session.execute(select(OutboxMessage)).scalar_one()
    body = outbox.body_of(message)
    assert "Halo Dewi" in body
    link = body.split()[-1]
    assert link.startswith("http://localhost/atur-ulang/")
    token = link.rpartition("/")[2]
    assert token.encode() not in message.body_encrypted
    assert token not in db.session.execute(select(OneTimeLink.token_hash)).scalar_one()
    assert set_password(Client(app), link.removeprefix("http://localhost")).status_code == 303


def test_asking_for_resets_again_and_again_is_slowed_down(app: Flask, administrator: UserAccount) -> None:
    client = Client(app)
    client.get("/lupa-kata-sandi")
    statuses = [client.post("/lupa-kata-sandi", {"email": "admin@contoh.id"}).status_code for _time in range(6)]
    assert statuses == [200, 200, 200, 200, 200, 429]
    assert db.session.execute(select(func.count(OutboxMessage.id))).scalar_one() == 5
    assert sign_in(Client(app), "admin@contoh.id").status_code == 303


def test_a_reset_ends_every_session_token_and_other_link(app: Flask, administrator: UserAccount) -> None:
    browser, program = signed_in(app, administrator), Api(app, administrator)
    with transaction():
        first, second = (links.issue(administrator, LinkPurpose.PASSWORD_RESET, by=None)[21:] for _time in range(2))
    assert set_password(Client(app), first).status_code == 303
    assert not is_signed_in(browser)
    assert program.get("/openapi.json").status_code in (200, 404)
    assert Client(app).get(second).status_code == 404
    assert sign_in(Client(app), "admin@contoh.id").status_code == 422
    assert sign_in(Client(app), "admin@contoh.id", NEW).status_code == 303


def test_an_address_is_used_once_whatever_its_case(app: Flask, administrator: UserAccount) -> None:
    with pytest.raises(EmailTaken):
        invite(administrator, email="ADMIN@contoh.id")


def test_a_region_that_does_not_exist_is_refused_by_name(app: Flask, administrator: UserAccount) -> None:
    with pytest.raises(UnknownRegion) as refusal:
        invite(administrator, regions=["99.99"])
    assert refusal.value.params == {"region": "99.99"}


def test_regions_are_given_by_code_or_by_name(app: Flask, administrator: UserAccount) -> None:
    account, _path = invite(administrator, regions=["Balikpapan", "62.71", "64.71", "Kalimantan Timur"])
    assert account.region_codes == ("62.71", "64", "64.71")
    assert not account.works_everywhere
