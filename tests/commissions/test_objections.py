"""What staff enter for an outlet: the outlet is told, may object by report or line, and the line is never edited."""

import io
from datetime import date, timedelta

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from accounts import outbox
from accounts.models import OutboxMessage, UserAccount
from accounts.permissions import Role
from commissions import objections
from commissions.objection_models import ReportObjection
from commissions.objections import ObjectedAlready
from commissions.verification import verify
from core.database import committed, db
from core.documents import can_make_pdf
from outlets.sales_models import SaleLine, SalesReport
from tests.clients import Api
from tests.commissions.test_closing_races import at_once
from tests.commissions.test_sales_pages import browser_of, words
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.objections import make_assisted_report
from tests.factories.outlets import make_outlet_member
from tests.factories.people import make_user

DAY = date(2026, 11, 20)


@pytest.fixture
def pair(app: Flask) -> Pair:
    return make_pair(outlet_name="Maxi Balikpapan")


def entered(pair: Pair, day: date = DAY, source: str = "phone"):
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    return officer, make_assisted_report(pair.outlet, pair.placement, officer, day, source=source)


def lines_of(report_id: int) -> list[tuple[str, int, int]]:
    rows = select(SaleLine).where(SaleLine.report_id == report_id).order_by(SaleLine.id)
    return [(line.kind.value, line.quantity, line.gross_rupiah) for line in db.session.execute(rows).scalars()]


def test_the_outlet_is_told_what_staff_entered_for_it_and_from_what_source(pair: Pair) -> None:
    cashier = make_outlet_member(pair.outlet, Role.CASHIER)
    _officer, posted = entered(pair, source="whatsapp")
    told = db.session.execute(select(OutboxMessage).order_by(OutboxMessage.id)).scalars().all()
    assert [(one.kind, one.to_user_id) for one in told] == [
        ("assisted_report", person.id) for person in sorted((pair.manager, cashier), key=lambda person: person.id)
    ]
    body = outbox.body_of(told[0])
    for said in (f"laporan {posted.report.id} untuk Maxi Balikpapan", "20 November 2026", "Sumber: WhatsApp"):
        assert said in body
    pair.sell(DAY - timedelta(days=1))
    assert db.session.query(OutboxMessage).count() == 2


def test_an_objection_to_a_line_is_answered_by_a_reversal_and_a_new_line_and_the_old_one_stays(
    app: Flask, pair: Pair
) -> None:
    officer, posted = entered(pair)
    outlet, staff = Api(app, pair.manager), Api(app, officer)
    line = db.session.execute(select(SaleLine).where(SaleLine.report_id == posted.report.id)).scalar_one()
    path = f"/sales-reports/{posted.report.id}/objections"
    raised = outlet.post(path, {"line_id": line.id, "reason": "Yang terjual 3, bukan 5."})
    assert (raised.status_code, raised.json["status"], raised.json["line_id"]) == (201, "open", line.id)
    twice = outlet.post(path, {"line_id": line.id, "reason": "Sekali lagi."})
    assert (twice.status_code, twice.json["code"]) == (409, "objected_already")
    assert outlet.post(path, {"reason": "Seluruhnya keliru."}).status_code == 201
    (listed,) = [one for one in staff.get("/report-objections?status=open").json["items"] if one["line_id"]]
    decision = f"/report-objections/{listed['id']}/decision"
    for told, code in (
        ({"outcome": "kept", "reason": "Saya yakin."}, "somebody_else_keeps"),
        ({"outcome": "corrected", "reason": "Ya."}, "nothing_corrected"),
        ({"outcome": "corrected", "unit_price_rupiah": 14_000, "reason": "Ya."}, "quantity_required"),
    ):
        assert staff.post(decision, told).json["code"] == code
    answered = staff.post(decision, {"outcome": "corrected", "quantity": 3, "reason": "Rekaman telepon: tiga."})
    assert (answered.status_code, answered.json["status"]) == (200, "corrected")
    assert lines_of(posted.report.id) == [("sale", 5, 75_000), ("reversal", -5, -75_000)]
    anew = db.session.execute(select(SalesReport).where(SalesReport.replaces_line_id == line.id)).scalar_one()
    assert (anew.source, lines_of(anew.id)) == ("sanggahan", [("sale", 3, 45_000)])
    again = staff.post(decision, {"outcome": "kept", "reason": "x"})
    assert (again.status_code, again.json["code"]) == (409, "objection_answered")
    last = db.session.execute(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).scalar_one()
    assert (last.to_user_id, "Rekaman telepon: tiga." in outbox.body_of(last)) == (pair.manager.id, True)
    assert [one.sentence for one in verify() if not one.holds] == []


def test_a_report_that_was_right_is_kept_by_somebody_who_did_not_enter_it(app: Flask, pair: Pair) -> None:
    _officer, posted = entered(pair)
    outlet, colleague = Api(app, pair.manager), Api(app, make_user(Role.ADMINISTRATOR))
    objection = outlet.post(f"/sales-reports/{posted.report.id}/objections", {"reason": "Bukan hari itu."}).json
    decision = f"/report-objections/{objection['id']}/decision"
    refused = colleague.post(decision, {"outcome": "corrected", "quantity": 1, "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (422, "only_for_a_line")
    assert outlet.post(decision, {"outcome": "kept", "reason": "x"}).status_code == 403
    kept = colleague.post(decision, {"outcome": "kept", "reason": "Foto WhatsApp menyebut tanggal 20."})
    assert (kept.json["status"], kept.json["decision_reason"]) == ("kept", "Foto WhatsApp menyebut tanggal 20.")
    assert lines_of(posted.report.id) == [("sale", 5, 75_000)]
    late = outlet.post(f"/report-objections/{objection['id']}/withdrawal", {"reason": "Ternyata benar."})
    assert (late.status_code, late.json["code"]) == (409, "objection_answered")


def test_a_correction_made_on_the_report_answers_an_objection_to_the_whole_of_it(app: Flask, pair: Pair) -> None:
    officer, posted = entered(pair)
    outlet, staff = Api(app, pair.manager), Api(app, officer)
    line = db.session.execute(select(SaleLine).where(SaleLine.report_id == posted.report.id)).scalar_one()
    objection = outlet.post(f"/sales-reports/{posted.report.id}/objections", {"reason": "Bukan gerai kami."}).json
    decision = f"/report-objections/{objection['id']}/decision"
    told = {"outcome": "corrected", "reason": "Salah gerai, dibatalkan."}
    assert staff.post(decision, told).json["code"] == "nothing_corrected"
    assert staff.post(f"/sales-lines/{line.id}/reversal", {"reason": "Salah gerai."}).status_code == 201
    assert staff.post(decision, told).json["status"] == "corrected"


def test_only_what_staff_entered_is_objected_to_and_only_by_its_outlet(app: Flask, pair: Pair) -> None:
    own = pair.sell(DAY - timedelta(days=1))
    officer, posted = entered(pair)
    outlet, stranger = Api(app, pair.manager), Api(app, make_pair(outlet_name="Lain").manager)
    refused = outlet.post(f"/sales-reports/{own.report.id}/objections", {"reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (409, "not_entered_by_staff")
    other_line = db.session.execute(select(SaleLine.id).where(SaleLine.report_id == own.report.id)).scalar_one()
    path = f"/sales-reports/{posted.report.id}/objections"
    refused = outlet.post(path, {"line_id": other_line, "reason": "x"})
    assert (refused.status_code, refused.json["code"]) == (422, "not_in_this_report")
    assert stranger.post(path, {"reason": "x"}).status_code == 404
    assert Api(app, officer).post(path, {"reason": "x"}).status_code == 403
    assert Api(app, pair.owner).post(path, {"reason": "x"}).status_code == 403


def test_two_who_object_at_once_make_one_objection(own_app: Flask) -> None:
    pair = make_pair()
    _officer, posted = entered(pair)
    ids, report_id = (pair.manager.id, make_outlet_member(pair.outlet, Role.CASHIER).id), posted.report.id
    db.session.rollback()

    def objecting(user_id: int):
        return lambda: (
            committed(objections.raise_objection, report_id, reason="x", by=db.session.get_one(UserAccount, user_id)).id
        )

    results = at_once(own_app, *(objecting(user_id) for user_id in ids))
    assert sorted(type(result).__name__ for result in results) == [ObjectedAlready.__name__, "int"]
    assert db.session.query(ReportObjection).count() == 1


def test_on_pages_the_outlet_objects_staff_find_it_waiting_and_answer(app: Flask, pair: Pair) -> None:
    officer, posted = entered(pair)
    counter, desk = browser_of(app, pair.manager), browser_of(app, officer)
    report = f"/penjualan/laporan/{posted.report.id}"
    line_id = db.session.execute(select(SaleLine.id).where(SaleLine.report_id == posted.report.id)).scalar_one()
    assert "Petugas mencatat laporan ini untuk gerai Anda (Telepon)" in words(counter.get(report))
    assert "Sanggah baris ini" in words(counter.get(f"/penjualan/baris/{line_id}"))
    form = f"{report}/sanggahan?line_id={line_id}"
    assert "Dicatat petugas dari Telepon" in words(counter.get(form))
    assert counter.post(form, {"line_id": line_id, "reason": ""}).status_code == 422
    sent = counter.post(form, {"line_id": line_id, "reason": "Yang terjual 4."})
    assert sent.status_code == 303
    assert "1 sanggahan gerai menunggu jawaban" in words(desk.get("/beranda"))
    assert "Yang terjual 4." in words(desk.get("/sanggahan?status=open"))
    assert "Yang terjual 4." in desk.get("/sanggahan?export=csv").get_data(as_text=True)
    empty = desk.post(f"{sent.location}/jawaban", {"outcome": "corrected", "reason": "Benar."})
    assert (empty.status_code, "Belum ada koreksi sejak sanggahan ini" in words(empty)) == (422, True)
    told = {"outcome": "corrected", "quantity": "4", "reason": "Benar, empat."}
    assert desk.post(f"{sent.location}/jawaban", told).status_code == 303
    assert "Sudah dikoreksi" in words(counter.get(sent.location))
    assert lines_of(posted.report.id) == [("sale", 5, 75_000), ("reversal", -5, -75_000)]


def test_every_statement_shows_by_what_channel_and_from_what_source_its_lines_came(app: Flask, pair: Pair) -> None:
    _officer, _posted = entered(pair, date(2026, 10, 20), source="paper")
    pair.sell(date(2026, 10, 21), 2)
    close_month("2026-10")
    statement = pair.statement("2026-10")
    owner = Api(app, pair.owner)
    (typed, sent) = owner.get(f"/statements/{statement.id}/lines").json["items"]
    assert [(one["channel"], one["source"]) for one in (typed, sent)] == [("form", "paper"), ("api", "")]
    page = words(browser_of(app, pair.owner).get(f"/rekap/{statement.id}"))
    assert "Formulir (Formulir kertas), baris: 1" in page
    assert "Formulir (Formulir kertas)" in words(browser_of(app, pair.owner).get("/penjualan/baris"))
    if can_make_pdf():
        pages = pypdf.PdfReader(io.BytesIO(owner.get(f"/statements/{statement.id}.pdf").data)).pages
        paper = " ".join("\n".join(one.extract_text() for one in pages).split())
        for said in ("(Formulir kertas), baris: 1", "Form (Paper form), lines: 1", "API, baris: 1", "Rp75.000"):
            assert said in paper, paper
