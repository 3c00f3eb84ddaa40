"""The password once more before money moves: every such door asks, ten minutes long, and programs are not asked."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select

from accounts.models import UserSession
from accounts.permissions import Permission, Role, may
from core.database import db
from partnerships.models import Requirement
from tests.accounts.people_at_work import PASSWORD, make_person, signed_in
from tests.architecture.test_doors import views
from tests.clients import Api, Client
from tests.factories.partnerships import make_producer
from tests.partnerships.pictures import jpeg

MOVES_MONEY = {
    *("payments.confirm", "payments.send_back", "adjustments.confirm", "adjustments.cancel", "buybacks.approve"),
    *("buybacks.pay", "disputes.decide", "re_ratings.approve", "periods.close_period", "payment_files.send"),
    *("api_payments.confirm_payment", "api_payments.return_payment", "api_adjustments.confirm_adjustment"),
    *("api_adjustments.cancel_adjustment", "api_buybacks.approve_buyback", "api_buybacks.pay_buyback"),
    *("api_disputes.decide_dispute", "api_re_ratings.approve_re_rating", "api_periods.close_month"),
    *("payment_files.new", "api_payment_files.send_payment_file", "api_payment_files.make_payment_file"),
    *("preorder_counter.refund", "preorder_counter.take_payment_back"),
    *("api_preorders.refund", "api_preorders.take_payment_back"),
}
SIGNED_IN = datetime(2026, 11, 22, 2, tzinfo=UTC)
FILLED = {"month": "2026-10", "noun": "set-offs"}


def asks(view: object) -> bool:
    """Whether a view or one it wraps asks for the password."""
    while view is not None:
        if getattr(view, "asks_password", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_every_door_that_moves_money_asks_before_it_looks_at_anything(app: Flask, clock_stands) -> None:
    """Eleven minutes after signing in none lets anybody on; not even whether the row is there is told."""
    assert {name for name, view in app.view_functions.items() if asks(view)} == MOVES_MONEY
    browsers = {
        role: signed_in(app, make_person(role, f"{role}@contoh.id")) for role in (Role.FINANCE, Role.OUTLET_MANAGER)
    }
    for browser in browsers.values():
        browser.get("/akun")
    clock_stands.move_to(SIGNED_IN + timedelta(minutes=11))
    access = views(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in MOVES_MONEY:
            continue
        wanted = access[rule.endpoint]
        assert isinstance(wanted, Permission)
        role = next(role for role in browsers if may(role, wanted))
        numbers = {name: FILLED.get(name, 1) for name in rule.arguments}
        with app.test_request_context():
            path = app.url_map.bind("localhost").build(rule.endpoint, numbers, method="POST")
        headers = {"X-CSRFToken": browsers[role].form_token}
        answer = browsers[role].post(path, headers=headers)
        assert answer.status_code == 403, rule.endpoint
        if path.startswith("/api/"):
            assert answer.json["code"] == "password_needed"
        else:
            assert "Ketik kata sandi lagi" in answer.text


def test_what_was_typed_comes_along_and_the_password_counts_for_ten_minutes(app: Flask, clock_stands) -> None:
    browser: Client = signed_in(app, make_person(Role.FINANCE, "keuangan@contoh.id"))
    browser.get("/periode")
    address, typed = "/periode/2026-10/tutup", {"waive_missing": "true", "reason": "Toko & <libur>"}
    clock_stands.move_to(SIGNED_IN + timedelta(minutes=9, seconds=59))
    assert browser.post(address, typed).status_code != 403
    clock_stands.move_to(SIGNED_IN + timedelta(minutes=10))
    asked = browser.post(address, typed)
    assert asked.status_code == 403
    assert 'name="reason" value="Toko &amp; &lt;libur&gt;"' in asked.text
    wrong = browser.post(address, {**typed, "current_password": "salah"})
    assert (wrong.status_code, "Kata sandi saat ini tidak cocok" in wrong.text, "salah" in wrong.text) == (
        422,
        True,
        False,
    )
    done = browser.post(address, {**typed, "current_password": PASSWORD})
    assert (done.status_code, "Ketik kata sandi lagi" in done.text) == (422, False)
    kept = db.session.execute(select(UserSession.password_given_at)).scalar_one()
    assert kept == SIGNED_IN + timedelta(minutes=10)
    clock_stands.move_to(SIGNED_IN + timedelta(minutes=19))
    assert browser.post(address, typed).status_code != 403


def test_a_program_with_a_token_is_not_asked(app: Flask, clock_stands) -> None:
    api = Api(app, make_person(Role.FINANCE, "keuangan@contoh.id"))
    clock_stands.move_to(SIGNED_IN + timedelta(days=3))
    assert api.post("/payments/1/confirm", {}).status_code == 404


def test_a_bank_account_wants_the_password_in_its_own_form_so_that_its_photo_comes_along(
    app: Flask, clock_stands
) -> None:
    producer = make_producer()
    address = f"/umkm/{producer.id}/persyaratan"
    browser: Client = signed_in(app, make_person(Role.PARTNERSHIP_OFFICER, "kemitraan@contoh.id"))
    assert "Kata sandi saat ini" not in browser.get(f"{address}/bank_account").text
    clock_stands.move_to(SIGNED_IN + timedelta(minutes=11))
    assert "Kata sandi saat ini" not in browser.get(f"{address}/nib").text
    assert "Kata sandi saat ini" in browser.get(f"{address}/bank_account").text
    typed = {"number": "0012345678", "details.bank_code": "124", "details.holder": "Siti Aminah"}

    def hand_in(**more: str) -> Any:
        return browser.post(
            f"{address}/bank_account", data={**typed, **more, "evidence": (BytesIO(jpeg(60, 40)), "buku.jpg")}
        )

    for refused, why in ((hand_in(), "Ketik kata sandi Anda"), (hand_in(current_password="salah"), "tidak cocok")):
        assert (refused.status_code, why in refused.text) == (422, True)
    script = {"kind": "bank_account", "number": "0012345678"}
    headers = {"X-CSRFToken": browser.form_token}
    told = browser.client.post(f"/api/v1/producers/{producer.id}/requirements", json=script, headers=headers)
    assert (told.status_code, told.json["code"]) == (403, "password_needed")
    assert db.session.query(Requirement).count() == 0
    assert hand_in(current_password=PASSWORD).status_code == 303
    kept = db.session.query(Requirement).one()
    assert (kept.kind, kept.number_last4, kept.evidence_id is not None) == ("bank_account", "5678", True)
