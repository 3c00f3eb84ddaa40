"""A form that is pressed twice, loaded again or sent again after going back does its work once and says so."""

import re
from datetime import date

from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import payments
from commissions.ledger import Party
from commissions.settlement_models import Payment
from core.database import committed, db
from outlets.states import AgreementStatus
from partnerships.states import RequirementStatus
from tests.clients import Client
from tests.commissions.test_closing_races import at_once
from tests.commissions.test_vat_corrections import noted_late
from tests.factories.buybacks import make_buyback
from tests.factories.ledger import make_pair
from tests.factories.outlets import make_agreement
from tests.factories.partnerships import make_requirement
from tests.factories.people import make_user
from tests.factories.re_ratings import make_re_rating
from tests.factories.stock import make_gallery, make_lot
from tests.outlets.browsers import signed_in

PAYMENT = {"paid_by": "outlet", "amount_rupiah": "20.000", "paid_on": "2026-11-20", "means": "transfer"}
SENT_AGAIN = "Sudah diproses. Kiriman Anda diterima satu kali; yang kedua tidak mengubah apa pun."
SENT_OTHERWISE = "Formulir yang sama dikirim lagi dengan isi yang berbeda; isi yang kedua tidak dicatat."
IN_ENGLISH = "Already processed. What you sent was taken once; the second time changed nothing."


def opened(browser: Client, path: str) -> dict[str, str]:
    """The key of the forms of a page, as a browser sends it along."""
    page = browser.get(path)
    assert page.status_code == 200, (path, page.status_code)
    return {"once_key": re.search(r'name="once_key" value="([^"]+)"', page.text)[1]}


def everything() -> dict[str, int]:
    """How many rows each table holds."""
    tables = [name for name in db.metadata.tables if name != "user_session"]
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables)
    return {row[0]: row[1] for row in db.session.execute(text(counts))}


def landing(browser: Client, answer: TestResponse) -> str:
    """The page a form was sent on to."""
    assert answer.status_code == 303, answer.text
    page = browser.get(answer.headers["Location"])
    assert page.status_code == 200
    return page.text


def doors() -> list[tuple[UserAccount, str, str, dict[str, str]]]:
    """Who opens which page and sends which form: recording, confirming, approving and closing."""
    pair, gallery = make_pair(), make_gallery()
    pair.sell(date(2026, 10, 5), 5, 8_000)
    verifier, finance, officer = (make_user(role) for role in (Role.VERIFIER, Role.FINANCE, Role.PARTNERSHIP_OFFICER))
    of_pair = {"producer_id": pair.producer.id, "outlet_id": pair.outlet.id}
    told = {"paid_by": Party.OUTLET, "amount_rupiah": 5_000, "paid_on": date(2026, 11, 19)}
    announced = committed(payments.announce, **told, **of_pair, by=pair.manager)
    requirement = make_requirement(pair.producer, status=RequirementStatus.SUBMITTED)
    proposal = make_agreement(status=AgreementStatus.PROPOSED)
    far = make_agreement(status=AgreementStatus.AWAITING_APPROVAL, rate_bp=700)
    new = f"/pembayaran/baru?producer_id={pair.producer.id}&outlet_id={pair.outlet.id}"
    payment, case = f"/pembayaran/{announced.id}", f"/verifikasi-dokumen/{requirement.id}"
    terms, rate = f"/perjanjian/{proposal.id}", f"/perjanjian/{far.id}"
    bought = f"/pembelian-kembali/{make_buyback(make_lot(gallery.placement, on_hand=3), officer).id}"
    rerated = f"/koreksi-tarif/{make_re_rating(pair.lines()[0], officer).id}"
    emptied = make_gallery()
    lot = make_lot(emptied.placement, on_hand=3)
    aside = f"/retur-barang/baru?outlet_id={emptied.outlet.id}&producer_id={emptied.producer.id}"
    late = make_pair()
    late.sell(date(2026, 11, 5), 2, 100_000)
    noted_late(late, since=date(2026, 11, 1))
    sale = late.lines()[0]
    tax, line = f"/gerai/{late.outlet.id}/pkp/koreksi/{sale.agreement_id}", f"/penjualan/baris/{sale.id}"
    days = {"first_day": "2026-11-01", "last_day": "2026-11-05", "reason": "PKP"}
    one_back = {"quantity": "1", "pieces_seen": "2", "kind": "customer_return", "reason": "robek"}
    return [
        (pair.manager, new, new, PAYMENT),
        (emptied.manager, aside, aside, {"reason": "unsold", f"quantity_{lot.id}": "3"}),
        (pair.owner, payment, f"{payment}/konfirmasi", {}),
        (verifier, case, case, {"decision": "accepted", "version": str(requirement.version)}),
        (officer, terms, f"{terms}/terima", {"on_behalf_of": "producer", "source": "phone"}),
        (officer, rate, f"{rate}/setujui", {}),
        (finance, rerated, f"{rerated}/setujui", {}),
        (officer, tax, tax, days),
        (late.manager, line, f"{line}/pembatalan", one_back),
        (finance, bought, f"{bought}/setujui", {}),
        (finance, "/periode/2026-10", "/periode/2026-10/tutup", {"waive_missing": "true", "reason": "uji"}),
    ]


def test_the_second_of_two_same_forms_changes_nothing_and_lands_where_the_first_did(app: Flask) -> None:
    wrong: list[str] = []
    browsers: dict[int, Client] = {}
    for person, page, path, typed in doors():
        browser = browsers.get(person.id) or browsers.setdefault(person.id, signed_in(app, person))
        sent = {**typed, **opened(browser, page)}
        first = landing(browser, browser.post(path, sent))
        before = everything()
        again = landing(browser, browser.post(path, sent))
        if "Sudah diproses" in first or SENT_AGAIN not in again or everything() != before:
            wrong.append(path)
    assert wrong == []


def test_a_form_sent_again_with_another_amount_is_not_a_second_payment(app: Flask) -> None:
    pair = make_pair()
    browser = signed_in(app, pair.manager)
    path = f"/pembayaran/baru?producer_id={pair.producer.id}&outlet_id={pair.outlet.id}"
    key = opened(browser, path)
    refused = browser.post(path, PAYMENT | key | {"paid_on": "2026-11-30"})
    assert refused.status_code == 422
    assert key["once_key"] in refused.text
    browser.post(path, PAYMENT | key)
    again = landing(browser, browser.post(path, PAYMENT | key | {"amount_rupiah": "200.000"}))
    assert SENT_OTHERWISE in again
    browser.post("/bahasa", {"language": "en", "next": path})
    assert IN_ENGLISH in landing(browser, browser.post(path, PAYMENT | key))
    assert [row.amount_rupiah for row in db.session.query(Payment)] == [20_000]
    opened_again = landing(browser, browser.post(path, PAYMENT | opened(browser, path)))
    assert "Already processed" not in opened_again
    assert db.session.query(Payment).count() == 2


def test_of_two_same_forms_at_the_same_instant_one_works_and_the_other_waits_for_it(own_app: Flask) -> None:
    pair = make_pair()
    browser = signed_in(own_app, pair.manager)
    path = f"/pembayaran/baru?producer_id={pair.producer.id}&outlet_id={pair.outlet.id}"
    sent = {**PAYMENT, **opened(browser, path), "csrf_token": browser.form_token}
    cookie = browser.client.get_cookie("etalase")
    db.session.rollback()

    def press() -> str:
        with own_app.test_client(use_cookies=False) as another:
            answer = another.post(path, data=sent, headers={"Cookie": f"etalase={cookie.value}"})
            return f"{answer.status_code} {answer.headers.get('Location')}"

    pressed = at_once(own_app, press, press, press)
    payment = db.session.query(Payment).one()
    assert pressed == [f"303 /pembayaran/{payment.id}"] * 3
