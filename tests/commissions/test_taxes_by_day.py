"""Taxes by day: who may note what from when, and what closed months and posted lines keep."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.permissions import Role
from core.database import db
from tests.accounts.people_at_work import make_person, signed_in
from tests.clients import Api
from tests.factories.ledger import close_month, make_pair
from tests.factories.people import make_user


def test_an_outlet_becomes_pkp_on_a_day_and_what_is_closed_or_posted_stays(app: Flask, clock_stands: object) -> None:
    """Today is 22 November; October is closed, a sale of 9 November is posted without PPN."""
    pair = make_pair()
    pair.sell(date(2026, 10, 5), 1, 20_000)
    close_month("2026-10", waive_missing=True, reason="uji")
    pair.sell(date(2026, 11, 9), 1, 20_000)
    writer = make_person(Role.PARTNERSHIP_OFFICER, "kemitraan@contoh.id")
    officer, address = Api(app, writer), f"/outlets/{pair.outlet.id}/vat-status"
    body = {"vat_registered": True, "starts_on": "2026-11-08", "reason": "SPPKP 12/2026"}
    closed = officer.post(address, {**body, "starts_on": "2026-10-31"})
    assert (closed.status_code, closed.json["code"]) == (409, "period_closed")
    assert "starts_on" in closed.json["errors"]
    made = officer.post(address, body)
    assert (made.status_code, made.json["lines_posted_otherwise"]) == (201, 1)
    assert made.json["items"] == [
        {"starts_on": "2026-11-08", "ends_on": None, "vat_registered": True},
        {"starts_on": None, "ends_on": "2026-11-07", "vat_registered": False},
    ]
    again = officer.post(address, {**body, "starts_on": "2026-12-24"})
    assert (again.status_code, again.json["code"]) == (422, "same_vat_status")
    assert officer.post(address, {"vat_registered": False, "starts_on": "2027-01-01"}).status_code == 422
    assert officer.get(f"/outlets/{pair.outlet.id}").json["vat_registered"] is True
    assert officer.get("/outlets").json["items"][0]["vat_registered"] is True
    told = db.session.execute(select(OutboxMessage.to_user_id).where(OutboxMessage.kind == "outlet_tax")).scalars()
    assert set(told) == {pair.owner.id, pair.manager.id}
    producer = Api(app, pair.owner)
    assert producer.post(address, body).status_code == 403
    assert producer.get(address).json["items"][0]["vat_registered"] is True
    assert Api(app, make_user(Role.PRODUCER)).get(address).status_code == 404
    pages = signed_in(app, writer)
    page = pages.get(f"/gerai/{pair.outlet.id}/pkp").text
    assert "8 November 2026" in page
    assert "SPPKP 12/2026" in page
    wrong = pages.post(f"/gerai/{pair.outlet.id}/pkp/ubah", {"starts_on": "2026-10-01", "reason": "x"})
    assert (wrong.status_code, "sudah ditutup" in wrong.text) == (422, True)
    done = pages.post(f"/gerai/{pair.outlet.id}/pkp/ubah", {"starts_on": "2027-01-01", "reason": "Dicabut"})
    assert done.status_code == 303
    assert pair.lines()[1].tax_code is None


def test_only_the_administrator_notes_terms_of_a_tax_and_never_for_a_closed_month(
    app: Flask, clock_stands: object
) -> None:
    make_pair().sell(date(2026, 10, 5), 1, 20_000)
    close_month("2026-10", waive_missing=True, reason="uji")
    person = make_person(Role.ADMINISTRATOR, "admin@contoh.id")
    admin = Api(app, person)
    body = {"tax": "pph22", "applies": True, "starts_on": "2026-12-01", "threshold_rupiah": 3_000_000, "reason": "PMK"}
    assert Api(app, make_user(Role.FINANCE)).post("/tax-settings", body).status_code == 403
    for change, code in (
        ({"starts_on": "2026-10-31"}, "period_closed"),
        ({"threshold_rupiah": 2_000_000}, "same_terms"),
        ({"base_numerator": 1}, "not_of_this_tax"),
        ({"tax": "ppn", "threshold_rupiah": None, "base_numerator": 13}, "base_above_price"),
    ):
        assert admin.post("/tax-settings", {**body, **change}).json["code"] == code
    assert admin.post("/tax-settings", body).status_code == 201
    found = {one["tax"]: one for one in Api(app, make_user(Role.HEAD)).get("/tax-settings").json["items"]}
    assert [(one["starts_on"], one["threshold_rupiah"], one["rate_bp"]) for one in found["pph22"]["periods"]] == [
        ("2026-12-01", 3_000_000, 150),
        (None, 2_000_000, 150),
    ]
    pages = signed_in(app, person)
    typed = {"starts_on": "2027-01-01", "rate_bp": "11", "base_numerator": "1", "base_denominator": "0", "reason": "UU"}
    assert 'value="12"' in pages.get("/pengaturan/pajak/ppn").text
    refused = pages.post("/pengaturan/pajak/ppn", {**typed, "applies": "true"})
    assert refused.status_code == 422
    assert pages.post("/pengaturan/pajak/ppn", {**typed, "applies": "true", "base_denominator": "1"}).status_code == 303
    listed = pages.get("/pengaturan/pajak").text
    assert "12 % dari 11/12 komisi" in listed
    assert "11 % dari 1/1 komisi" in listed
    assert "Siapa mencatat apa" in pages.get("/pengaturan/pajak/ppn").text
    assert pages.get("/pengaturan/pajak/bunga").status_code == 404
