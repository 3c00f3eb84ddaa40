"""A campaign at the gallery by API: counting, correcting, paying, fetching, bringing back, and who may what."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import AuditEvent, OutboxMessage
from accounts.permissions import Role
from commissions.models import LedgerBook, Transfer
from commissions.verification import verify
from core.database import db
from outlets.money_routes import MoneyRoute
from tests.clients import Api
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user

DAY = "2026-11-24"


class Gallery:
    """Two tailors of 50 pieces a day at a gallery, and everybody who works with them."""

    def __init__(self, app: Flask, clock, rate_bp: int = 300) -> None:
        self.app, self.clock = app, clock
        self.outlet = make_outlet("plut_gallery")
        self.manager = Api(app, make_outlet_member(self.outlet))
        self.cashier = Api(app, make_outlet_member(self.outlet, Role.CASHIER))
        self.officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
        self.finance = Api(app, make_user(Role.FINANCE))
        self.rini, self.wati = make_producer(name="Penjahit Rini"), make_producer(name="Penjahit Wati")
        self.tailor = Api(app, make_producer_user(self.rini))
        campaign = {
            "product_name": "Masker kain",
            "outlet_id": self.outlet.id,
            "price_rupiah": 5_000,
            "opens_on": "2026-11-22",
            "closes_on": "2026-11-30",
            "deliver_from": "2026-11-24",
            "deliver_until": "2026-11-30",
        }
        self.campaign = self.officer.post("/campaigns", campaign).json["id"]
        for producer in (self.rini, self.wati):
            make_agreement(producer, self.outlet, rate_bp=rate_bp)
            body = {"producer_id": producer.id, "pieces_per_day": 50}
            assert self.officer.post(f"/campaigns/{self.campaign}/members", body).status_code == 201

    def orders(self, quantity: int, **more: object) -> dict:
        body = {"buyer_name": "Andi", "phone": "0812-1216-6678", "region_code": "64.71", "wanted_on": "2026-11-30"}
        made = self.manager.post(f"/campaigns/{self.campaign}/orders", {**body, "quantity": quantity, **more})
        assert made.status_code == 201, made.json
        return made.json

    def starts_work(self) -> None:
        """Work is handed out, and the first day of delivery comes."""
        assert self.officer.post(f"/campaigns/{self.campaign}/allocate", {}).status_code == 200
        self.clock.move_to(datetime(2026, 11, 24, 8, tzinfo=UTC), tick=False)

    def brings(self, producer, accepted: int, rejected: int = 0, **more: object):
        body = {"producer_id": producer.id, "delivered_on": DAY, "accepted": accepted, "rejected": rejected}
        if rejected:
            body["reason"] = "jahitan lepas"
        return self.cashier.post(f"/campaigns/{self.campaign}/deliveries", {**body, **more})

    def pays(self, order: dict, amount: int, means: str = "transfer"):
        body = {"amount_rupiah": amount, "paid_on": DAY, "means": means}
        return self.cashier.post(f"/preorders/{order['id']}/payments", body)

    def fetches(self, order: dict, pieces: int, **more: object):
        return self.cashier.post(f"/preorders/{order['id']}/pickups", {"pieces": pieces, **more})

    def account(self, order: dict) -> dict:
        return self.manager.get(f"/preorders/{order['id']}/account").json

    def progress(self) -> dict:
        return self.officer.get(f"/campaigns/{self.campaign}/progress").json


@pytest.fixture
def gallery(app: Flask, clock_stands) -> Gallery:
    return Gallery(app, clock_stands)


def in_campaign_book() -> dict[str, int]:
    """Debits less credits of each account of the campaigns' books."""
    sums: dict[str, int] = {}
    rows = select(Transfer).join(LedgerBook, LedgerBook.id == Transfer.book_id).where(LedgerBook.kind == "campaign")
    for one in db.session.execute(rows).scalars():
        sums[one.debit] = sums.get(one.debit, 0) + one.amount_rupiah
        sums[one.credit] = sums.get(one.credit, 0) - one.amount_rupiah
    return {name: amount for name, amount in sums.items() if amount}


def assert_everything_holds() -> None:
    assert [(one.sentence, one.broken[:2]) for one in verify() if not one.holds] == []


def test_48_of_50_masks_are_accepted_posted_and_the_missing_2_are_shared_anew(gallery: Gallery) -> None:
    gallery.orders(100)
    gallery.starts_work()
    counted = gallery.brings(gallery.rini, 48, 2)
    assert counted.status_code == 201
    told = counted.json
    assert (told["gross_rupiah"], told["commission_rupiah"], told["money_route"]) == (
        240_000,
        7_200,
        "outlet_remits_net",
    )
    assert (told["shared_anew"], told["warnings"], told["late"], told["period"]) == (2, [], False, "2026-11")
    given = gallery.officer.get(f"/campaigns/{gallery.campaign}/allocation?sort=day").json["items"]
    by_day = {day: sum(one["quantity"] for one in given if one["day"] == day) for day in ("2026-11-24", "2026-11-25")}
    assert by_day == {"2026-11-24": 98, "2026-11-25": 2}
    message = db.session.execute(select(OutboxMessage).where(OutboxMessage.kind == "preorder")).scalars().all()
    assert [one.subject for one in message] == ["Hasil pekerjaan Anda sudah dihitung"]
    assert_everything_holds()


def test_what_follows_later_is_not_shared_anew_and_more_than_asked_is_said(gallery: Gallery) -> None:
    gallery.orders(60)
    gallery.starts_work()
    first = gallery.brings(gallery.rini, 10, rest_follows=True)
    assert (first.status_code, first.json["shared_anew"]) == (201, 0)
    more = gallery.brings(gallery.rini, 60)
    assert [warning["code"] for warning in more.json["warnings"]] == ["more_than_asked"]
    assert_everything_holds()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"accepted": 0}, 422, "nothing_delivered"),
        ({"accepted": 5, "rejected": 1, "reason": ""}, 422, "reason_required"),
        ({"accepted": 5, "delivered_on": "2026-11-25"}, 422, "day_outside_campaign"),
        ({"accepted": 5, "delivered_on": "2026-11-21"}, 422, "day_outside_campaign"),
        ({"accepted": 5, "producer_id": 999_999}, 422, "not_in_this_pool"),
        ({"accepted": 5, "entries_seen": 3}, 409, "changed_meanwhile"),
    ],
)
def test_a_count_that_cannot_be_is_refused_and_posts_nothing(
    gallery: Gallery, changes: dict, status: int, code: str
) -> None:
    gallery.starts_work()
    refused = gallery.brings(gallery.rini, **{"accepted": 5, **changes})
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert db.session.execute(select(Transfer.id)).first() is None


def test_a_wrong_count_is_corrected_by_further_lines_never_beyond_what_is_there(gallery: Gallery) -> None:
    order = gallery.orders(40)
    gallery.starts_work()
    line = gallery.brings(gallery.rini, 48).json["id"]
    door = f"/campaign-deliveries/{line}/correction"
    gone = gallery.manager.post(door, {"accepted": 3, "reason": "salah hitung"})
    assert (gone.status_code, gone.json["accepted"], gone.json["commission_rupiah"]) == (201, -3, -450)
    assert gallery.manager.post(door, {"accepted": 46, "reason": "lagi"}).json["code"] == "more_than_was_counted"
    gallery.pays(order, 200_000)
    assert gallery.fetches(order, 40).status_code == 201
    assert gallery.manager.post(door, {"accepted": 6, "reason": "lagi"}).json["code"] == "already_with_buyers"
    again = gallery.manager.post(f"/campaign-deliveries/{gone.json['id']}/correction", {"accepted": 1, "reason": "x"})
    assert again.json["code"] == "not_a_delivery"
    assert gallery.progress()["ready"] == 5
    assert_everything_holds()


def test_a_buyer_pays_in_parts_and_too_much_fetches_and_gets_the_rest_back(gallery: Gallery) -> None:
    order = gallery.orders(50)
    gallery.starts_work()
    gallery.brings(gallery.rini, 25)
    gallery.brings(gallery.wati, 25)
    assert gallery.fetches(order, 50).json["code"] == "not_paid_yet"
    gallery.pays(order, 100_000)
    short = gallery.fetches(order, 50, paid_rupiah=149_999)
    assert (short.status_code, short.json["code"]) == (409, "not_paid_yet")
    assert gallery.account(order)["paid_rupiah"] == 100_000  # what came with a refused pick-up is not kept
    assert gallery.fetches(order, 50, paid_rupiah=160_000).status_code == 201
    assert (gallery.account(order)["deposit_rupiah"], gallery.account(order)["over_rupiah"]) == (10_000, 10_000)
    body = {"amount_rupiah": 10_001, "paid_on": DAY, "means": "transfer", "reason": "lebih bayar"}
    door = f"/preorders/{order['id']}/refunds"
    assert gallery.manager.post(door, body).json["code"] == "more_than_is_held"
    assert gallery.cashier.post(door, body).status_code == 403
    assert gallery.manager.post(door, body | {"amount_rupiah": 10_000}).status_code == 201
    assert in_campaign_book() == {"buyers_money": 250_000, "handed_over": -250_000}
    assert gallery.officer.get(f"/preorders/{order['id']}").json["status"] == "handed_over"
    assert_everything_holds()


def test_a_part_goes_only_to_who_agreed_and_an_office_pays_on_its_invoice(gallery: Gallery) -> None:
    whole = gallery.orders(40)
    office = gallery.orders(60, takes_parts=True, organisation="Bank Kaltimtara")
    gallery.starts_work()
    gallery.brings(gallery.rini, 30)
    gallery.pays(whole, 200_000)
    assert gallery.fetches(whole, 30).json["code"] == "waits_for_the_whole"
    assert gallery.fetches(whole, 40).json["code"] == "not_enough_there"
    kept = gallery.fetches(office, 25)
    assert kept.json["code"] == "set_aside_for_others"
    assert "bebas 0; 30 lainnya disisihkan" in kept.json["detail"]
    assert [one["aside"] for one in gallery.progress()["buyers"]] == [30, 0]
    assert gallery.fetches(office, 25, before_others=True).status_code == 201
    remembered = db.session.query(AuditEvent).filter_by(action="preorder:handed_over").one()
    assert remembered.after == {"pieces": 25, "before_others": 25}
    assert gallery.fetches(office, 36).json["code"] == "more_than_ordered"
    progress = gallery.progress()
    assert (progress["ready"], progress["outstanding"], progress["owed_by_buyers_rupiah"]) == (5, 75, 125_000)
    assert (
        gallery.finance.post(
            f"/preorders/{office['id']}/payments",
            {"amount_rupiah": 125_000, "paid_on": DAY, "means": "office_invoice", "reference": "INV-12"},
        ).json["means"]
        == "office_invoice"
    )
    assert gallery.progress()["owed_by_buyers_rupiah"] == 0
    assert_everything_holds()


def test_a_tailor_sees_its_own_deliveries_and_no_buyer(gallery: Gallery) -> None:
    order = gallery.orders(60)
    gallery.starts_work()
    gallery.brings(gallery.rini, 20)
    gallery.brings(gallery.wati, 10)
    seen = gallery.tailor.get(f"/campaigns/{gallery.campaign}/deliveries").json
    assert [(one["producer_id"], one["accepted"]) for one in seen["items"]] == [(gallery.rini.id, 20)]
    assert gallery.tailor.get(f"/campaigns/{gallery.campaign}/progress").status_code == 403
    assert gallery.tailor.get(f"/preorders/{order['id']}/account").status_code == 403
    stranger = Api(gallery.app, make_outlet_member(make_outlet("plut_gallery")))
    for path in (f"/campaigns/{gallery.campaign}/deliveries", f"/preorders/{order['id']}/account"):
        assert stranger.get(path).status_code == 404
    body = {"pieces": 1}
    assert stranger.post(f"/preorders/{order['id']}/pickups", body).status_code == 404


def test_staff_count_for_the_gallery_and_say_from_what_source(gallery: Gallery) -> None:
    gallery.orders(20)
    gallery.starts_work()
    body = {"producer_id": gallery.rini.id, "delivered_on": DAY, "accepted": 10, "source": "telepon pengelola"}
    assert gallery.officer.post(f"/campaigns/{gallery.campaign}/deliveries", body).status_code == 201
    event = db.session.execute(select(AuditEvent).where(AuditEvent.action == "campaign:delivered")).scalar_one()
    assert (event.on_behalf_of, event.source, event.after["accepted"]) == ("outlet", "telepon pengelola", 10)
    assert gallery.finance.post(f"/campaigns/{gallery.campaign}/deliveries", body).status_code == 403


def test_material_that_lacks_is_added_up_for_the_agency_until_it_is_settled(gallery: Gallery) -> None:
    wati = Api(gallery.app, make_producer_user(gallery.wati))
    door = f"/campaigns/{gallery.campaign}/shortages"
    note = {"material": "Karet elastis", "quantity": 30, "unit": "meter"}
    first = gallery.tailor.post(door, {**note, "producer_id": gallery.rini.id})
    assert first.status_code == 201
    assert wati.post(door, {**note, "producer_id": gallery.wati.id, "material": "karet ELASTIS"}).status_code == 201
    assert wati.post(door, {**note, "producer_id": gallery.rini.id}).status_code == 404
    told = gallery.officer.get(door).json["materials"]
    assert told == [{"material": "karet elastis", "unit": "meter", "quantity": 60, "producers": 2}]
    assert len(gallery.tailor.get(door).json["items"]) == 1
    settled = gallery.officer.post(f"/material-shortages/{first.json['id']}/settle", {"remark": "dibeli Dinas"})
    assert settled.status_code == 200
    assert gallery.officer.get(door).json["materials"][0]["quantity"] == 30


def test_a_producer_who_collects_owes_the_commission_alone(app: Flask, clock_stands) -> None:
    gallery = Gallery(app, clock_stands)
    other = make_producer(name="Penjahit Tuti")
    make_agreement(other, gallery.outlet, rate_bp=300, money_route=MoneyRoute.PRODUCER_COLLECTS)
    body = {"producer_id": other.id, "pieces_per_day": 50}
    assert gallery.officer.post(f"/campaigns/{gallery.campaign}/members", body).status_code == 201
    gallery.orders(150)
    gallery.starts_work()
    gallery.brings(other, 50)
    rows = (
        select(Transfer.debit, Transfer.credit, Transfer.amount_rupiah)
        .where(Transfer.kind == "preorder")
        .order_by(Transfer.id)
    )
    assert [tuple(row) for row in db.session.execute(rows)] == [
        ("collected_by_producer", "preorder_sales", 250_000),
        ("commission", "commission_due", 7_500),
    ]


def test_a_new_price_is_paid_from_its_day_on_and_each_buyer_pays_what_it_was_promised(gallery: Gallery) -> None:
    old = gallery.orders(20)
    change = {"price_rupiah": 6_000, "paid_from": "2026-11-25", "reason": "Karet mahal"}
    assert gallery.officer.request("PATCH", f"/campaigns/{gallery.campaign}", json=change).status_code == 200
    new = gallery.orders(10)
    gallery.starts_work()
    gallery.clock.move_to(datetime(2026, 11, 25, 8, tzinfo=UTC), tick=False)
    first = gallery.brings(gallery.rini, 20, rest_follows=True).json
    second = gallery.brings(gallery.wati, 10, rest_follows=True, delivered_on="2026-11-25").json
    assert [(one["unit_price_rupiah"], one["gross_rupiah"]) for one in (first, second)] == [
        (5_000, 100_000),
        (6_000, 60_000),
    ]
    assert gallery.fetches(old, 20, paid_rupiah=100_000, picked_on="2026-11-25").status_code == 201
    lacks = gallery.fetches(new, 10, paid_rupiah=50_000, picked_on="2026-11-25")
    assert lacks.json["code"] == "not_paid_yet"
    assert gallery.fetches(new, 10, paid_rupiah=60_000, picked_on="2026-11-25").status_code == 201
    assert in_campaign_book() == {"buyers_money": 160_000, "handed_over": -160_000}
    assert_everything_holds()
