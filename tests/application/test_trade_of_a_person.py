"""What of the trade is in a person's copy, and which words about it are gone once the person is erased."""

import json
from datetime import date

from accounts.permissions import Role
from application.personal_data.export import everything_about
from commissions import adjustments
from commissions.settlement_states import AdjustmentKind
from core.database import Base, committed, db
from core.dates import today
from outlets import deliveries, erasing, goods_returns, receipt_disputes, receipts, shelf_slots, shelf_turns
from outlets.return_states import ReturnReason
from outlets.shelf_states import ExceptionGround
from partnerships import person_tables
from tests.clients import Api
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user
from tests.factories.shelves import make_shelf_request, make_shelf_slot
from tests.factories.stock import make_delivery, make_gallery, make_stock, make_stock_count

PERSON = "Rahmawati Dewi"


def season(app):
    """A gallery's producer with every kind of row part 3 knows, each naming the person in words where it can."""
    dahlan = make_producer(name="Keripik Pak Dahlan")
    gallery, officer, second = make_gallery(), *[make_user(Role.PARTNERSHIP_OFFICER) for _ in range(2)]
    lot = make_stock(gallery, batch="A", quantity=10, delivered_on=date(2026, 11, 1))
    price = {"starts_on": "2026-12-24", "retail_price_rupiah": 16_000, "consigned_price_rupiah": 13_000}
    assert Api(app, officer).post(f"/placements/{gallery.placement.id}/prices", price).status_code == 201
    disputed = make_delivery(gallery, batch="B", quantity=5, delivered_on=date(2026, 11, 20))
    line = {"placement_id": gallery.placement.id, "batch": "B"}
    committed(receipts.confirm, disputed.id, lines=[{**line, "good": 4, "damaged": 1}], by=gallery.manager)
    told = {"line_id": disputed.lines[0].id, "good": 5, "words": f"Dihitung {PERSON} sendiri", "by": gallery.maker}
    committed(receipt_disputes.open_dispute, disputed.id, **told)
    called_off = make_delivery(gallery, batch="C", delivered_on=date(2026, 11, 21))
    committed(deliveries.cancel, called_off.id, reason=f"{PERSON} sakit", by=gallery.maker)
    committed(
        goods_returns.announce,
        outlet_id=gallery.outlet.id,
        producer_id=gallery.producer.id,
        reason=ReturnReason.UNSOLD,
        lines=[{"placement_id": gallery.placement.id, "batch": "A", "quantity": 1}],
        note=f"Diambil {PERSON}",
        by=gallery.manager,
    )
    make_stock_count(lot, gallery.manager)
    committed(
        adjustments.propose_charge,
        producer_id=gallery.producer.id,
        outlet_id=gallery.outlet.id,
        kind=AdjustmentKind.COMPENSATION,
        lines=[{"placement_id": gallery.placement.id, "batch": "A", "quantity": 2}],
        reason="Hilang dari rak",
        by=gallery.maker,
    )
    slot = make_shelf_slot(gallery.outlet, officer)
    neighbour = make_shelf_request(slot, dahlan, officer)
    asked = make_shelf_request(slot, gallery.producer, officer)
    why = f"{PERSON} ikut pameran, Pak Dahlan tidak dapat dihubungi"
    turn = committed(
        shelf_turns.give,
        slot.id,
        request_id=asked.id,
        starts_on=today(),
        ground=ExceptionGround.EVENT,
        reason=why,
        by=officer,
    )
    committed(shelf_turns.decide, turn.id, approve=True, reason=f"Sudah bicara dengan {PERSON}", by=second)
    committed(shelf_turns.end_early, turn.id, last_day=today(), reason=f"{PERSON} kehabisan stok", by=officer)
    again = make_shelf_request(slot, gallery.producer, officer)
    committed(shelf_slots.withdraw, again.id, reason=f"{PERSON} pindah rumah", by=officer)
    return gallery, neighbour


def test_the_copy_holds_the_trade_and_nothing_that_names_a_neighbour(app) -> None:
    gallery, _neighbour = season(app)
    rows = person_tables.rows_about(gallery.producer.id)
    wanted = {"delivery", "delivery_line", "receipt", "receipt_line", "receipt_dispute", "stock_lot", "stock_movement"}
    wanted |= {"goods_return", "goods_return_line", "placement_price", "adjustment", "compensation_line"}
    wanted |= {"stock_count_line", "shelf_request", "shelf_turn"}
    assert wanted <= set(rows), wanted - set(rows)
    assert [row["consigned_price_rupiah"] for row in rows["placement_price"]] == [13_000]
    assert len(rows["shelf_request"]) == 2
    told = json.dumps(everything_about(gallery.producer, rows), default=str)
    assert "Dahlan" not in told
    assert f"{PERSON} pindah rumah" in told


def test_words_about_the_trade_go_with_the_person_and_evidence_stays(app) -> None:
    gallery, neighbour = season(app)
    committed(erasing.replace_words, gallery.producer.id)
    changed = erasing._changeable()
    for name, rows in person_tables.rows_about(gallery.producer.id).items():
        if name in changed:
            assert PERSON not in json.dumps([dict(row) for row in rows], default=str), name
    turn = person_tables.rows_about(gallery.producer.id)["shelf_turn"][0]
    assert (turn["reason"], turn["ground"].value) == (erasing.MARK, "event")
    assert db.session.get_one(type(neighbour), neighbour.id).status.value == "waiting"
    charge = person_tables.rows_about(gallery.producer.id)["adjustment"][0]
    assert (charge["reason"], charge["amount_rupiah"]) == ("Hilang dari rak", 25_000)
    assert {"delivery", "goods_return", "receipt_dispute", "shelf_request", "shelf_turn"} <= changed
    assert changed <= set(Base.metadata.tables)
