"""The mask season of 2020 told through the API: 40 tailors, 50 orders, two who drop out, elastic that runs short.

Every piece is made by somebody, counted once, paid once and fetched once or still lies there; every rupiah a buyer
paid is with its goods, given back or held.
"""

from collections import Counter
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from accounts.permissions import Role
from commissions.models import LedgerBook, Statement, Transfer
from commissions.verification import verify
from core.database import db
from outlets.money_routes import MoneyRoute
from tests.clients import Api
from tests.factories.ledger import close_month
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user

PRICE = 5_000
TAILORS = 40
DAYS = ["2026-11-24", "2026-11-25", "2026-11-26"]
OFFICES = ["Bank Kaltimtara", "Dinas Kesehatan", "Kantor Wali Kota", "RSUD", "Polresta"]
CITIES = ["64.71", "64.72", "64.74", "64.02", "62.71"]


class Season:
    """Everybody who takes part, and the doors they use."""

    def __init__(self, app: Flask, clock) -> None:
        self.clock = clock
        self.outlet = make_outlet("plut_gallery", name="Galeri PLUT")
        self.gallery = Api(app, make_outlet_member(self.outlet))
        self.officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
        self.tailors = []
        for number in range(TAILORS):
            tailor = make_producer(name=f"Penjahit {number + 1:02d}")
            route = MoneyRoute.OUTLET_REMITS_GROSS if number >= 30 else MoneyRoute.OUTLET_REMITS_NET
            make_agreement(tailor, self.outlet, rate_bp=0 if number < 10 else 300, money_route=route)
            self.tailors.append(tailor.id)
        self.campaign = self.ok(
            self.officer.post(
                "/campaigns",
                {
                    "product_name": "Masker kain",
                    "outlet_id": self.outlet.id,
                    "price_rupiah": PRICE,
                    "minimum_lot": 10,
                    "opens_on": "2026-11-22",
                    "closes_on": "2026-11-26",
                    "deliver_from": DAYS[0],
                    "deliver_until": DAYS[-1],
                },
            )
        )["id"]
        for tailor in self.tailors:
            self.ok(self.do("members", {"producer_id": tailor, "pieces_per_day": 50}))
        self.orders: list[dict] = []
        self.made: Counter[int] = Counter()

    @staticmethod
    def ok(answer, status: int = 201) -> dict:
        assert answer.status_code == status, answer.json
        return answer.json

    def do(self, what: str, body: dict):
        return self.officer.post(f"/campaigns/{self.campaign}/{what}", body)

    def order(self, number: int, quantity: int, organisation: str = "") -> dict:
        body = {
            "buyer_name": f"Pemesan {number}",
            "phone": f"0812121666{number:02d}",
            "organisation": organisation,
            "region_code": CITIES[number % len(CITIES)],
            "quantity": quantity,
            "wanted_on": DAYS[-1],
            "takes_parts": bool(organisation),
        }
        made = self.ok(self.do("orders", body))
        self.orders.append({**made, "quantity": quantity, "organisation": organisation})
        return made

    def status(self, order: dict) -> str:
        return self.officer.get(f"/preorders/{order['id']}").json["status"]

    def allocate(self) -> None:
        self.ok(self.do("allocate", {}), 200)

    def shares_of(self, day: str) -> dict[int, dict]:
        found = self.officer.get(f"/campaigns/{self.campaign}/allocation?day={day}&per_page=200").json["items"]
        return {one["producer_id"]: one for one in found}

    def becomes(self, day: str) -> None:
        self.today = day
        self.clock.move_to(datetime.fromisoformat(f"{day}T08:00:00").replace(tzinfo=UTC), tick=False)

    def brings(self, tailor: int, day: str, accepted: int, rejected: int = 0) -> dict:
        body = {"producer_id": tailor, "delivered_on": day, "accepted": accepted, "rejected": rejected}
        if rejected:
            body["reason"] = "karet lepas"
        self.made[tailor] += accepted
        return self.ok(self.gallery.post(f"/campaigns/{self.campaign}/deliveries", body))

    def pays(self, order: dict, amount: int, means: str = "transfer") -> None:
        body = {"amount_rupiah": amount, "paid_on": self.today, "means": means}
        self.ok(self.gallery.post(f"/preorders/{order['id']}/payments", body))

    def refunds(self, order: dict, amount: int, reason: str) -> None:
        body = {"amount_rupiah": amount, "paid_on": self.today, "means": "transfer", "reason": reason}
        self.ok(self.gallery.post(f"/preorders/{order['id']}/refunds", body))

    def fetches(self, order: dict, pieces: int, paid: int = 0) -> int:
        body = {"pieces": pieces, "paid_rupiah": paid}
        return self.ok(self.gallery.post(f"/preorders/{order['id']}/pickups", body))["pieces"]

    def progress(self) -> dict:
        return self.officer.get(f"/campaigns/{self.campaign}/progress").json


def test_a_season_of_masks_keeps_its_promises_and_every_rupiah(app: Flask, clock_stands) -> None:
    season = Season(app, clock_stands)
    fifty_orders_come(season)
    the_first_day(season)
    the_second_day(season)
    the_third_day(season)
    fetching = everybody_fetches(season)
    line = one_mask_comes_back(season, fetching)
    november_is_closed(season, line)
    assert [(one.sentence, one.broken[:2]) for one in verify() if not one.holds] == []


def fifty_orders_come(season: Season) -> None:
    """45 orders of people and 5 of offices; 40 x 50 x 3 = 6.000 pieces can be promised."""
    third = DAYS[-1]
    for number in range(50):
        is_office = number % 10 == 9
        season.order(number, 400 if is_office else 100, OFFICES[number // 10] if is_office else "")
    orders = season.orders
    assert Counter(order["status"] for order in orders) == {"accepted": 48, "waiting": 2}
    assert [order["waiting_position"] for order in orders[48:]] == [1, 2]
    promised = Counter()
    for order in orders[:48]:
        promised[order["promised_on"]] += order["quantity"]
    assert (sum(promised.values()), max(promised)) == (6_000, third)
    season.allocate()
    for day in DAYS:
        assert Counter(one["quantity"] for one in season.shares_of(day).values()) == {50: 40}


def the_first_day(season: Season) -> None:
    """2.000 masks come, two of them rejected; two tailors drop out, and an office cancels its 400."""
    first, orders = DAYS[0], season.orders
    season.becomes(first)
    cancelled = orders[39]
    season.pays(cancelled, 2_000_000)
    for tailor in season.tailors:
        season.brings(tailor, first, *((48, 2) if tailor == season.tailors[3] else (50, 0)))
    for tailor in season.tailors[38:]:
        season.ok(season.do(f"members/{tailor}/leave", {"reason": "sakit"}), 200)
    assert [season.status(orders[place]) for place in (46, 47, 48, 49)] == ["waiting"] * 4
    season.ok(season.officer.post(f"/preorders/{cancelled['id']}/cancel", {"reason": "anggaran dipotong"}), 200)
    assert [season.status(orders[place]) for place in (46, 47, 48, 49)] == ["accepted"] * 3 + ["waiting"]
    season.refunds(cancelled, 2_000_000, "pesanan dibatalkan")
    season.allocate()


def the_second_day(season: Season) -> None:
    """Elastic runs short, so that one tailor brings 20 of 50; another has five rejected."""
    second = DAYS[1]
    season.becomes(second)
    asked = season.shares_of(second)
    assert (len(asked), {one["quantity"] for one in asked.values()}) == (38, {50})
    short, rejected = season.tailors[5], season.tailors[7]
    note = {"producer_id": short, "material": "Karet elastis", "quantity": 15, "unit": "meter"}
    season.ok(season.do("shortages", note))
    for tailor, one in asked.items():
        accepted, refused = {short: (20, 0), rejected: (45, 5)}.get(tailor, (one["quantity"], 0))
        counted = season.brings(tailor, second, accepted, refused)
        assert counted["shared_anew"] == one["quantity"] - accepted
    materials = season.officer.get(f"/campaigns/{season.campaign}/shortages").json["materials"]
    assert materials == [{"material": "karet elastis", "unit": "meter", "quantity": 15, "producers": 1}]


def the_third_day(season: Season) -> None:
    """1.837 are asked for, max-min fair over what each received, and all of them come."""
    third, short = DAYS[2], season.tailors[5]
    season.becomes(third)
    asked = season.shares_of(third)
    assert sum(one["quantity"] for one in asked.values()) == 1_837
    assert asked[short]["quantity"] == 50
    assert all("Anda mendapat" in one["why"] for one in asked.values())
    for tailor, one in asked.items():
        season.brings(tailor, third, one["quantity"])
    received = sorted(season.made[tailor] for tailor in season.tailors[:38])
    assert (received[0], received[1], received[-1]) == (120, 145, 149)
    assert sum(season.made.values()) == 1_998 + 1_865 + 1_837 == 5_700


def everybody_fetches(season: Season) -> list[dict]:
    """People pay with it, offices on their invoice and in two parts; one pays too much and never comes."""
    orders = season.orders
    fetching = [order for order in orders if season.status(order) == "accepted"]
    assert sum(order["quantity"] for order in fetching) == 5_700
    assert season.progress()["ready"] == 5_700
    stays = fetching[0]
    for order in fetching[1:]:
        if order["organisation"]:
            half = order["quantity"] // 2
            assert [season.fetches(order, half) for _ in range(2)] == [half, half]
            season.pays(order, order["quantity"] * PRICE, "office_invoice")
        else:
            assert season.fetches(order, 100, 500_000) == 100
    season.pays(stays, 510_000)
    season.refunds(stays, 10_000, "lebih bayar")
    return fetching


def one_mask_comes_back(season: Season, fetching: list[dict]) -> dict:
    """It goes back to its tailor, and its price to the buyer; then the books of the campaign are looked at."""
    third, stays = DAYS[2], fetching[0]
    line = season.officer.get(f"/campaigns/{season.campaign}/deliveries").json["items"][20]
    pickup = season.officer.get(f"/preorders/{fetching[1]['id']}/account").json["pickups"][0]["id"]
    back = {"campaign_delivery_id": line["id"], "pieces": 1, "returned_on": third, "reason": "sobek"}
    season.ok(season.gallery.post(f"/preorder-pickups/{pickup}/return", back))
    season.refunds(fetching[1], PRICE, "sobek")

    progress = season.progress()
    assert (progress["accepted"], progress["rejected"], progress["handed_over"], progress["ready"]) == (
        5_700,
        7,
        5_599,
        100,
    )
    assert [(one["order_id"], one["outstanding"]) for one in progress["buyers"]] == [(stays["id"], 100)]
    paid, refunded = 5_700 * PRICE + 10_000 + 2_000_000, 2_000_000 + 10_000 + PRICE
    assert (progress["paid_rupiah"], progress["refunded_rupiah"]) == (paid, refunded)
    # What buyers paid is with the masks they keep, was given back, or is held for the one who has not come.
    assert paid == 5_599 * PRICE + refunded + progress["deposit_rupiah"]
    assert (progress["deposit_rupiah"], progress["owed_by_buyers_rupiah"]) == (500_000, 0)
    assert campaign_book() == {
        "buyers_money": paid - refunded,
        "buyer_deposits": -500_000,
        "handed_over": -5_599 * PRICE,
    }
    return line


def november_is_closed(season: Season, line: dict) -> None:
    """Each tailor is owed for every accepted mask, fetched or not, less its commission."""
    season.becomes("2026-12-01")
    close_month("2026-11", waive_missing=True, reason="galeri belum melapor")
    statements = {one.producer_id: one for one in db.session.execute(select(Statement)).scalars()}
    assert len(statements) == TAILORS
    for place, tailor in enumerate(season.tailors):
        statement = statements[tailor]
        came_back = PRICE if tailor == line["producer_id"] else 0
        gross = season.made[tailor] * PRICE
        fee = (gross - came_back) * (0 if place < 10 else 3) // 100
        assert (statement.gross_rupiah, statement.returns_rupiah, statement.commission_rupiah) == (
            gross,
            came_back,
            fee,
        )
        is_gross = place >= 30
        assert statement.outlet_owes_rupiah == gross - came_back - (0 if is_gross else fee)
        assert statement.producer_owes_rupiah == (fee if is_gross else 0)
    assert sum(one.gross_rupiah for one in statements.values()) == 28_500_000
    assert sum(one.returns_rupiah for one in statements.values()) == PRICE
    # What the tailors earned is what the masks that stay sold cost, the hundred nobody fetched among them.
    assert sum(one.gross_rupiah - one.returns_rupiah for one in statements.values()) == (5_599 + 100) * PRICE


def campaign_book() -> dict[str, int]:
    """Debits less credits of each account of the campaign's book."""
    sums: Counter[str] = Counter()
    rows = select(Transfer).join(LedgerBook, LedgerBook.id == Transfer.book_id).where(LedgerBook.kind == "campaign")
    for one in db.session.execute(rows).scalars():
        sums[one.debit] += one.amount_rupiah
        sums[one.credit] -= one.amount_rupiah
    return dict(sums)
