"""The forms of closing and agreeing, as people in a browser fill them."""

from datetime import date

from flask import Flask

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions.models import Statement, StatementEvent
from core.database import db
from core.jobs import Job, perform
from outlets.models import OutletMember
from partnerships.models import ProducerMember
from tests.accounts.people_at_work import make_person, signed_in
from tests.factories.ledger import Pair, close_month, make_pair

OCTOBER = "2026-10"


def owner_who_signs_in(pair: Pair) -> UserAccount:
    person = make_person(Role.PRODUCER, email="produsen@contoh.id")
    db.session.add(ProducerMember(user_id=person.id, producer_id=pair.producer.id))
    db.session.commit()
    return person


def test_finance_closes_october_by_its_form_and_watches_the_job(own_app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    make_pair(outlet_name="Gerai Diam")
    finance = signed_in(own_app, make_person(Role.FINANCE, email="keuangan@contoh.id"))
    assert "Gerai Diam" in finance.get(f"/periode/{OCTOBER}").get_data(as_text=True)
    refused = finance.post(f"/periode/{OCTOBER}/tutup", {"waive_missing": "true"})
    assert refused.status_code == 422
    assert "Tulis alasan mengapa laporan yang belum masuk dikesampingkan." in refused.get_data(as_text=True)
    asked = finance.post(f"/periode/{OCTOBER}/tutup", {"waive_missing": "true", "reason": "Direnovasi"})
    job_id = db.session.query(Job.id).scalar()
    assert asked.headers["Location"] == f"/pekerjaan/{job_id}"
    db.session.remove()
    perform(job_id)
    assert "Lihat rekap" in finance.get(f"/pekerjaan/{job_id}").get_data(as_text=True)
    assert db.session.query(Statement).count() == 1


def test_the_producer_agrees_with_one_button_and_the_button_is_gone(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    address = f"/rekap/{pair.statement(OCTOBER).id}"
    producer = signed_in(app, owner_who_signs_in(pair))
    assert "Setujui rekap" in producer.get(address).get_data(as_text=True)
    assert producer.post(f"{address}/setuju").headers["Location"] == address
    page = producer.get(address).get_data(as_text=True)
    assert "Setujui rekap" not in page
    assert "Produsen menyetujui" in page


def test_an_officer_who_does_not_say_how_the_consent_came_is_asked_again(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    address = f"/rekap/{pair.statement(OCTOBER).id}"
    officer = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, email="kemitraan@contoh.id"))
    officer.get(address)
    refused = officer.post(f"{address}/setuju", {"on_behalf_of": "producer"})
    assert refused.status_code == 422
    assert "Dari mana persetujuannya diterima: Isian ini wajib diisi." in refused.get_data(as_text=True)
    assert db.session.query(StatementEvent).count() == 0
    officer.post(f"{address}/setuju", {"on_behalf_of": "producer", "source": "telepon 22 November"})
    page = officer.get(address).get_data(as_text=True)
    assert "telepon 22 November" in page
    assert "https://wa.me/6281212166678" in page


def test_a_form_without_its_token_closes_nothing(app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    finance = signed_in(app, make_person(Role.FINANCE, email="keuangan@contoh.id"))
    answer = finance.client.post(f"/periode/{OCTOBER}/tutup", data={})
    assert answer.status_code == 400
    assert db.session.query(Job).count() == 0


def test_a_cashier_finds_no_statement(app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    cashier = make_person(Role.CASHIER, email="kasir@contoh.id")
    db.session.add(OutletMember(user_id=cashier.id, outlet_id=pair.outlet.id))
    db.session.commit()
    browser = signed_in(app, cashier)
    for address in ("/rekap", f"/rekap/{pair.statement(OCTOBER).id}", f"/rekap/{pair.statement(OCTOBER).id}.pdf"):
        assert browser.get(address).status_code == 403
