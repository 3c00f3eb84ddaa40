"""Who may sign in: invited, given regions and a role, switched off, and never without an administrator."""

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from accounts import audit, people
from accounts.errors import LastAdministrator, OnlyStaff, RolesNotInterchangeable
from accounts.models import AuditEvent, OutboxMessage, UserAccount
from accounts.permissions import Role
from core.database import committed, db, transaction
from core.errors import NotFound
from tests.accounts.people_at_work import is_signed_in, make_person, sign_in, signed_in
from tests.clients import Client, token_for
from tests.factories.people import make_user


@pytest.fixture
def administrator(app: Flask) -> UserAccount:
    return make_person(Role.ADMINISTRATOR, "admin@contoh.id", "Dewi")


@pytest.fixture
def office(app: Flask, administrator: UserAccount) -> Client:
    """The administrator's browser, on a page with a form."""
    browser = signed_in(app, administrator)
    browser.get("/akun")
    return browser


def actions_on(account: UserAccount) -> list[str]:
    rows = db.session.execute(
        select(AuditEvent.action).where(AuditEvent.subject_id == account.id).order_by(AuditEvent.id)
    )
    return list(rows.scalars())


def test_an_administrator_invites_a_verifier_of_two_regions(app: Flask, office: Client) -> None:
    office.get("/pengguna/undang")
    typed = {"name": "Rahmat", "email": "Rahmat@Contoh.id", "role": "verifier", "regions": "Balikpapan\n62.71"}
    answer = office.post("/pengguna/undang", typed)
    assert answer.status_code == 200
    link = answer.text.split('id="link"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert link.startswith("http://localhost/undangan/")
    account = people.found_by_email("rahmat@contoh.id")
    assert account.region_codes == ("62.71", "64.71")
    assert "Rahmat" in Client(app).get(link.removeprefix("http://localhost")).text
    page = office.get(f"/pengguna/{account.id}").text
    assert "Diundang" in page
    assert "Kota Balikpapan" in page
    assert "Undangan ke Etalase" in page
    assert link not in page
    assert db.session.execute(select(OutboxMessage.sent_at)).scalar_one() is None


def test_an_invitation_with_mistakes_names_each_and_makes_nobody(office: Client, administrator: UserAccount) -> None:
    typed = {"name": "", "email": "bukan surel", "role": "raja", "regions": "Atlantis"}
    answer = office.post("/pengguna/undang", typed)
    assert answer.status_code == 422
    assert answer.text.count('class="field wrong"') == 3
    answer = office.post("/pengguna/undang", {**typed, "name": "A", "email": "a@contoh.id", "role": "head"})
    assert "Atlantis" in answer.text
    answer = office.post("/pengguna/undang", {"name": "A", "email": "admin@contoh.id", "role": "head"})
    assert "sudah dipakai akun lain" in answer.text
    assert db.session.execute(select(UserAccount.email)).scalars().all() == ["admin@contoh.id"]


def test_partners_are_invited_where_they_belong(administrator: UserAccount) -> None:
    with pytest.raises(OnlyStaff), transaction():
        people.invite_staff(name="Rini", email="rini@contoh.id", role=Role.PRODUCER, by=administrator)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_manages_accounts(app: Flask, role: Role) -> None:
    person = make_person(role, "lain@contoh.id")
    browser = signed_in(app, person)
    browser.get("/akun")
    assert browser.get("/pengguna").status_code == 403
    assert browser.get(f"/pengguna/{person.id}").status_code == 403
    assert browser.post(f"/pengguna/{person.id}/nonaktifkan").status_code == 403
    assert db.session.get(UserAccount, person.id).is_active


def test_people_are_searched_filtered_and_exported_as_shown(office: Client) -> None:
    make_user(Role.VERIFIER, name="Rahmat Hidayat", email="rahmat@contoh.id", regions=("64.71",))
    make_user(Role.FINANCE, name="=Budi", email="budi_1@contoh.id")
    page = office.get("/pengguna?role=verifier").text
    assert "Rahmat Hidayat" in page
    assert "Kota Balikpapan" in page
    assert "budi_1" not in page
    assert "budi_1" in office.get("/pengguna?q=I_1").text
    assert "Tidak ada yang cocok" in office.get("/pengguna?q=%25%25%25").text
    export = office.get("/pengguna?role=finance&export=csv").get_data(as_text=True)
    assert "'=Budi;budi_1@contoh.id;Keuangan" in export
    assert export.rstrip().endswith("TOTAL 1;;;;")
    assert office.get("/pengguna?sort=password_hash").status_code == 422


def test_somebody_switched_off_loses_sessions_and_tokens_at_once(app: Flask, office: Client) -> None:
    verifier = make_person(Role.VERIFIER, "siti@contoh.id")
    browser = signed_in(app, verifier)
    token = {"Authorization": f"Bearer {token_for(verifier)}"}
    program = app.test_client(use_cookies=False)
    assert program.get("/akun", headers=token).status_code == 200
    assert office.post(f"/pengguna/{verifier.id}/nonaktifkan").status_code == 303
    assert not is_signed_in(browser)
    assert program.get("/akun", headers=token).status_code == 302
    assert sign_in(Client(app), "siti@contoh.id").status_code == 422
    assert office.post(f"/pengguna/{verifier.id}/aktifkan").status_code == 303
    assert not is_signed_in(browser)
    assert program.get("/akun", headers=token).status_code == 302
    assert sign_in(Client(app), "siti@contoh.id").status_code == 303
    assert actions_on(verifier)[1:3] == ["account:deactivated", "account:reactivated"]


def test_another_role_takes_hold_at_once_and_signs_the_person_out(app: Flask, office: Client) -> None:
    verifier = make_person(Role.VERIFIER, "siti@contoh.id")
    browser = signed_in(app, verifier)
    office.get(f"/pengguna/{verifier.id}/peran")
    assert office.post(f"/pengguna/{verifier.id}/peran", {"role": "finance"}).status_code == 303
    assert not is_signed_in(browser)
    history = audit.timeline("user_account", verifier.id)
    assert (history[0].actor, history[0].action) == ("Dewi", "Peran diganti")
    assert history[0].changes == [("Peran", "Verifikator", "Keuangan")]


def test_an_officer_cannot_become_a_producer(administrator: UserAccount) -> None:
    verifier = make_user(Role.VERIFIER)
    with pytest.raises(RolesNotInterchangeable), transaction():
        people.change_role(verifier.id, role=Role.PRODUCER, by=administrator)
    manager = make_user(Role.OUTLET_MANAGER)
    with transaction():
        people.change_role(manager.id, role=Role.CASHIER, by=administrator)
    assert manager.role is Role.CASHIER


def test_regions_are_changed_and_an_empty_list_means_everywhere(office: Client) -> None:
    verifier = make_user(Role.VERIFIER, regions=("64.71",))
    office.get(f"/pengguna/{verifier.id}/wilayah")
    answer = office.post(f"/pengguna/{verifier.id}/wilayah", {"regions": "Kota Balikpapan, 18.72\n62.71"})
    assert answer.status_code == 303
    assert db.session.get(UserAccount, verifier.id).region_codes == ("18.72", "62.71", "64.71")
    office.post(f"/pengguna/{verifier.id}/wilayah", {"regions": ""})
    kept = db.session.get(UserAccount, verifier.id)
    assert (kept.region_codes, kept.works_everywhere) == ((), True)


def test_the_last_administrator_stays(office: Client, administrator: UserAccount) -> None:
    make_user(Role.ADMINISTRATOR, email="diundang@contoh.id", password_hash=None)
    answer = office.post(f"/pengguna/{administrator.id}/nonaktifkan")
    assert answer.status_code == 409
    assert "Ini administrator terakhir" in answer.text
    answer = office.post(f"/pengguna/{administrator.id}/peran", {"role": "head"})
    assert answer.status_code == 409
    assert "Ini administrator terakhir" in answer.text
    kept = db.session.get(UserAccount, administrator.id)
    assert (kept.is_active, kept.role) == (True, Role.ADMINISTRATOR)
    assert LastAdministrator.code == "last_administrator"


def test_with_a_second_administrator_the_first_may_go(office: Client, administrator: UserAccount) -> None:
    make_person(Role.ADMINISTRATOR, "admin2@contoh.id", "Bayu")
    assert office.post(f"/pengguna/{administrator.id}/nonaktifkan").status_code == 303
    assert not is_signed_in(office)


def test_two_administrators_cannot_switch_each_other_off_in_the_same_moment(own_app: Flask) -> None:
    first = make_person(Role.ADMINISTRATOR, "satu@contoh.id").id
    second = make_person(Role.ADMINISTRATOR, "dua@contoh.id").id
    ready, outcomes = threading.Barrier(2), []

    def switch_off(victim: int, by: int) -> None:
        with own_app.app_context():
            ready.wait()
            try:
                committed(people.deactivate, victim, by=db.session.get_one(UserAccount, by))
                outcomes.append("done")
            except LastAdministrator as refusal:
                outcomes.append(refusal.code)
            db.session.remove()

    runs = [threading.Thread(target=switch_off, args=pair) for pair in ((first, second), (second, first))]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(outcomes) == ["done", "last_administrator"]


def test_a_lost_phone_is_forgotten_by_an_administrator_and_everything_is_signed_out(app: Flask, office: Client) -> None:
    verifier = make_person(Role.VERIFIER, "siti@contoh.id")
    browser = signed_in(app, verifier)
    verifier.totp_secret_encrypted = b"sealed"
    db.session.commit()
    assert office.post(f"/pengguna/{verifier.id}/matikan-verifikasi").status_code == 303
    assert db.session.get(UserAccount, verifier.id).totp_secret_encrypted is None
    assert not is_signed_in(browser)


def test_an_administrator_cannot_drop_the_own_second_step_this_way(office: Client, administrator: UserAccount) -> None:
    administrator.totp_secret_encrypted = b"sealed"
    db.session.commit()
    assert office.post(f"/pengguna/{administrator.id}/matikan-verifikasi").status_code == 409


def test_an_account_that_does_not_exist_is_not_found(office: Client, administrator: UserAccount) -> None:
    assert office.get("/pengguna/999999").status_code == 404
    assert office.get(f"/pengguna/{2**63}").status_code == 404
    assert office.post(f"/pengguna/{2**70}/aktifkan").status_code == 404
    with pytest.raises(NotFound):
        people.get(administrator.id, by=make_user(Role.PRODUCER))


def test_history_never_carries_a_name_an_address_or_a_link(app: Flask, office: Client) -> None:
    office.post("/pengguna/undang", {"name": "Rahmat", "email": "rahmat@contoh.id", "role": "verifier"})
    signed_in(app, people.found_by_email("admin@contoh.id"))
    rows = db.session.execute(select(AuditEvent.before, AuditEvent.after, AuditEvent.reason)).all()
    assert len(rows) >= 3
    assert not any("ahmat" in f"{row}" or "undangan/" in f"{row}" for row in rows)


def test_every_action_of_accounts_has_a_name() -> None:
    with_names = {name for name in audit.ACTION_LABELS if name.startswith("account:")}
    assert len(with_names) == 17
