"""An outlet closes when no goods lie there, nothing stands there and nobody owes anybody; it may open again."""

from datetime import date

from accounts.models import AuditEvent
from accounts.permissions import Role
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from outlets.states import AgreementStatus, Channel, PlacementStatus
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product, make_ready_product
from tests.factories.people import make_user
from tests.factories.stock import make_lot
from tests.outlets.browsers import signed_in, text

ENDED = date(2026, 11, 21)


def test_an_outlet_with_open_things_lists_every_one_of_them(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    make_agreement(producer, outlet)
    placement = make_placement(make_product(producer), outlet)
    make_lot(placement, on_hand=4)
    manager = make_outlet_member(outlet)
    line = [ReportLine(1, ENDED, placement.id, 1, 15_000, "R1")]
    day = {"period_start": ENDED, "period_end": ENDED}
    committed(post_report, outlet, **day, lines=line, nil=False, channel=Channel.API, by=manager)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    refused = Api(app, officer).post(f"/outlets/{outlet.id}/close", {"reason": "Pindah."})
    assert (refused.status_code, refused.json["code"]) == (409, "outlet_still_busy")
    assert refused.json["blockers"] == [
        "4 barang masih ada di rak",
        "1 perjanjian belum berakhir",
        "1 penempatan belum berakhir",
        "saldo dengan 1 pelaku UMKM belum nol",
    ]
    page = text(signed_in(app, officer), f"/gerai/{outlet.id}/tutup")
    assert "4 barang masih ada di rak" in page


def test_a_closed_outlet_begins_nothing_new_and_opens_again(app) -> None:
    outlet, producer = make_outlet(), make_producer()
    make_agreement(producer, outlet, ends_on=ENDED, status=AgreementStatus.ENDED)
    make_placement(make_product(producer), outlet, ends_on=ENDED, status=PlacementStatus.ENDED)
    api = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    closed = api.post(f"/outlets/{outlet.id}/close", {"reason": "Sewa habis."})
    assert (closed.status_code, closed.json["status"], closed.json["closed_on"]) == (200, "closed", "2026-11-22")
    assert api.post(f"/outlets/{outlet.id}/close", {"reason": "x"}).json["code"] == "outlet_closed"
    proposal = {
        "producer_id": producer.id,
        "outlet_id": outlet.id,
        "starts_on": "2026-11-22",
        "money_route": "outlet_remits_net",
        "rates": [{"rate_bp": 300, "starts_on": "2026-11-22"}],
    }
    assert api.post("/agreements", proposal).json["code"] == "outlet_closed"
    invitation = {"name": "Budi", "email": "b@contoh.id", "role": "cashier"}
    assert api.post(f"/outlets/{outlet.id}/members", invitation).json["code"] == "outlet_closed"
    prices = {"consigned_price_rupiah": 9_000, "retail_price_rupiah": 10_000}
    placed = api.post("/placements", {"product_id": make_ready_product(producer).id, "outlet_id": outlet.id, **prices})
    assert placed.json["code"] == "outlet_closed"
    assert api.get("/outlets?status=closed").json["total"] == 1
    assert api.get("/compliance/outlets").json["total"] == 0
    opened = api.post(f"/outlets/{outlet.id}/reopen", {"reason": "Sewa diperpanjang."})
    assert (opened.json["status"], opened.json["closed_on"]) == ("active", None)
    assert api.post(f"/outlets/{outlet.id}/reopen", {"reason": "x"}).json["code"] == "outlet_not_closed"
    assert api.post("/agreements", proposal).status_code == 201
    told = db.session.query(AuditEvent.action, AuditEvent.reason).filter(AuditEvent.reason.is_not(None))
    assert told.filter(AuditEvent.subject_type == "outlet").order_by(AuditEvent.id).all() == [
        ("outlet:closed", "Sewa habis."),
        ("outlet:reopened", "Sewa diperpanjang."),
    ]


def test_closing_and_opening_work_on_the_pages(app) -> None:
    outlet = make_outlet(name="Maxi")
    browser = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    browser.get(f"/gerai/{outlet.id}/tutup")
    assert browser.post(f"/gerai/{outlet.id}/tutup", {"reason": "Sewa habis."}).status_code == 303
    assert "Ditutup 22 Nov 2026" in text(browser, f"/gerai/{outlet.id}")
    assert "Maxi" not in text(browser, "/gerai?status=active")
    browser.get(f"/gerai/{outlet.id}/buka")
    assert browser.post(f"/gerai/{outlet.id}/buka", {"reason": "Sewa diperpanjang."}).status_code == 303
    assert "Gerai dibuka kembali" in text(browser, f"/gerai/{outlet.id}")
    assert outlet.closed_on is None
