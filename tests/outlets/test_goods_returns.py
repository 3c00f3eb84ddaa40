"""Goods go back: set aside once, fetched by a day, or destroyed with a record; and nobody else sees them."""

import io
from datetime import date, datetime

import pypdf
import pytest
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from core.dates import agency_zone
from outlets.models import AgreementVersion
from outlets.stock_models import StockLot, StockMovement
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.factories.stock import make_gallery, make_stock


@pytest.fixture
def shelf(app):
    """A gallery with ten pieces that expire on 3 December, and the programs of its manager and its producer."""
    gallery = make_gallery()
    lot = make_stock(gallery)
    return gallery, lot, Api(app, gallery.manager), Api(app, gallery.maker)


def announcement(gallery, lot, quantity: int, **changes) -> dict:
    line = {"placement_id": lot.placement_id, "batch": lot.batch, "quantity": quantity}
    body = {"outlet_id": gallery.outlet.id, "producer_id": gallery.producer.id, "reason": "unsold", "lines": [line]}
    return body | changes


def left(lot) -> tuple[int, int, int, int]:
    row = select(StockLot.on_hand, StockLot.returned, StockLot.damaged, StockLot.expired).where(StockLot.id == lot.id)
    return tuple(db.session.execute(row).one())


def assert_everything_holds() -> None:
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


def test_pieces_set_aside_are_stock_until_they_are_fetched(shelf) -> None:
    gallery, lot, manager, maker = shelf
    made = manager.post("/returns", announcement(gallery, lot, 4))
    assert (made.status_code, made.json["status"], made.json["pick_up_by"]) == (201, "announced", "2026-12-06")
    assert left(lot) == (10, 0, 0, 0)
    told = db.session.execute(select(OutboxMessage.to_user_id).where(OutboxMessage.kind == "goods_return")).scalars()
    assert list(told) == [gallery.maker.id]
    done = maker.post(f"/returns/{made.json['id']}/pick-up", {"fetched_by": "Siti Aminah"})
    assert (done.status_code, done.json["status"], done.json["closed_on"]) == (200, "picked_up", "2026-11-22")
    assert left(lot) == (6, 4, 0, 0)
    again = manager.post(f"/returns/{made.json['id']}/pick-up", {"fetched_by": "Siti"})
    assert (again.status_code, again.json["code"]) == (409, "return_closed")
    assert_everything_holds()


def test_the_same_piece_is_not_set_aside_twice(shelf) -> None:
    gallery, lot, manager, _maker = shelf
    assert manager.post("/returns", announcement(gallery, lot, 7)).status_code == 201
    refused = manager.post("/returns", announcement(gallery, lot, 4))
    assert (refused.status_code, refused.json["code"]) == (409, "set_aside_already")
    assert "3 pcs" in refused.json["errors"]["lines.0.quantity"][0]
    assert manager.post("/returns", announcement(gallery, lot, 3)).status_code == 201


def test_what_nobody_fetched_in_time_is_destroyed_with_a_record(shelf, clock_stands) -> None:
    gallery, lot, manager, _maker = shelf
    made = manager.post("/returns", announcement(gallery, lot, 5, pick_up_by="2026-11-30")).json
    path = f"/returns/{made['id']}/dispose"
    told = {"method": "Dikubur", "witnesses": "Ibu Rina"}
    early = manager.post(path, told)
    assert (early.status_code, early.json["code"]) == (409, "deadline_not_passed")
    clock_stands.move_to(datetime(2026, 12, 1, 9, tzinfo=agency_zone()))
    done = manager.post(path, told)
    assert (done.json["status"], done.json["disposal"]["disposed_on"]) == ("disposed", "2026-12-01")
    assert left(lot) == (5, 0, 5, 0)
    assert_everything_holds()


def test_expired_goods_that_are_destroyed_count_as_expired(shelf, clock_stands) -> None:
    gallery, lot, manager, _maker = shelf
    made = manager.post("/returns", announcement(gallery, lot, 10, reason="expired", pick_up_by="2026-12-03")).json
    clock_stands.move_to(datetime(2026, 12, 4, 9, tzinfo=agency_zone()))
    manager.post(f"/returns/{made['id']}/dispose", {"method": "Dibakar", "witnesses": "Satpol PP"})
    assert left(lot) == (0, 0, 0, 10)
    movement = db.session.execute(select(StockMovement).order_by(StockMovement.id.desc()).limit(1)).scalar_one()
    assert (movement.kind, movement.quantity, movement.source_kind) == ("expired", 10, "goods_return")
    assert_everything_holds()


def test_the_agreement_says_how_long_a_producer_has(shelf) -> None:
    gallery, lot, manager, _maker = shelf
    version = db.session.execute(
        select(AgreementVersion).where(AgreementVersion.agreement_id == gallery.agreement.id)
    ).scalar_one()
    later = AgreementVersion(
        agreement_id=gallery.agreement.id,
        number=2,
        starts_on=date(2026, 11, 1),
        money_route=version.money_route,
        payment_term_days=15,
        clauses={"pick_up_within_days": 5},
        created_at=version.created_at,
        created_by_id=version.created_by_id,
    )
    db.session.add(later)
    db.session.commit()
    assert manager.post("/returns", announcement(gallery, lot, 1)).json["pick_up_by"] == "2026-11-27"
    for day in ("2026-11-21", "2027-03-01"):
        wrong = manager.post("/returns", announcement(gallery, lot, 1, pick_up_by=day))
        assert (wrong.status_code, wrong.json["code"]) == (422, "deadline_impossible")


def test_a_cancelled_return_leaves_the_goods_for_sale(shelf) -> None:
    gallery, lot, manager, _maker = shelf
    made = manager.post("/returns", announcement(gallery, lot, 10)).json
    assert manager.post(f"/returns/{made['id']}/cancel", {"reason": "Ternyata laku"}).json["status"] == "cancelled"
    assert left(lot) == (10, 0, 0, 0)
    assert manager.post("/returns", announcement(gallery, lot, 10)).status_code == 201


@pytest.mark.parametrize(
    ("lines", "code"),
    [([], "nothing_to_return"), ([{"batch": "TIDAK ADA"}], "unknown_batch"), ([{}, {}], "unknown_batch")],
)
def test_goods_that_are_not_there_cannot_go_back(shelf, lines, code) -> None:
    gallery, lot, manager, _maker = shelf
    told = [{"placement_id": lot.placement_id, "batch": lot.batch, "quantity": 1} | line for line in lines]
    refused = manager.post("/returns", announcement(gallery, lot, 1, lines=told))
    assert (refused.status_code, refused.json["code"]) == (422, code)


def test_strangers_see_no_return_and_a_producer_announces_none(app, shelf) -> None:
    gallery, lot, manager, maker = shelf
    made = manager.post("/returns", announcement(gallery, lot, 2)).json
    assert maker.post("/returns", announcement(gallery, lot, 2)).status_code == 403
    assert maker.get(f"/returns/{made['id']}").json["lines"][0]["quantity"] == 2
    for stranger in (make_producer_user(make_producer()), make_outlet_member(make_outlet())):
        api = Api(app, stranger)
        assert api.get(f"/returns/{made['id']}").status_code == 404
        assert api.get("/returns").json["total"] == 0
        assert api.post(f"/returns/{made['id']}/pick-up", {"fetched_by": "X"}).status_code == 404
    elsewhere = Api(app, make_user(Role.PARTNERSHIP_OFFICER, regions=("18.72",)))
    assert elsewhere.post("/returns", announcement(gallery, lot, 2)).status_code == 404


def test_the_pages_set_aside_print_and_note_the_pick_up(app, shelf) -> None:
    gallery, lot, _manager, _maker = shelf
    for user in (gallery.manager, gallery.maker):
        user.password_hash = HASH
    db.session.commit()
    manager, maker = signed_in(app, gallery.manager), signed_in(app, gallery.maker)
    address = f"/retur-barang/baru?outlet_id={gallery.outlet.id}&producer_id={gallery.producer.id}"
    assert manager.get(address).status_code == 200
    refused = manager.post(address, {"reason": "unsold", f"quantity_{lot.id}": "11"})
    assert refused.status_code == 422
    assert f'href="#f-quantity_{lot.id}"' in refused.get_data(as_text=True)
    done = manager.post(address, {"reason": "unsold", f"quantity_{lot.id}": "3"})
    assert done.status_code == 303
    paper = manager.get(f"{done.location}/surat.pdf")
    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    assert [said for said in ("Surat Retur", lot.batch, gallery.producer.name) if said not in words] == []
    assert "Menunggu diambil" in maker.get(done.location).get_data(as_text=True)
    assert maker.get("/retur-barang").status_code == 200
    assert maker.post(f"{done.location}/ambil", {"fetched_by": "Siti Aminah"}).status_code == 303
    assert left(lot) == (7, 3, 0, 0)
