"""Uang saya: what was sold, what the commission is, what comes when and from whom, each number with its rows."""

import html
import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from commissions import preorder_deliveries
from commissions.ledger import Claim, Party
from commissions.own_money import month_by_outlet, open_claims, weekly
from core.database import committed
from outlets.money_routes import MoneyRoute
from tests.clients import token_for
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_outlet
from tests.factories.preorders import make_campaign, make_member


@pytest.fixture
def pairs(app: Flask, clock_stands) -> tuple[Pair, Pair, Pair]:
    """Bu Siti sold in October and November at an outlet that collects, and in October where she collects herself."""
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    siti = make_pair(outlet_name="Maxi Balikpapan")
    corner = make_pair(MoneyRoute.PRODUCER_COLLECTS, producer=siti.producer, outlet=make_outlet(name="Pojok Metro"))
    stranger = make_pair(producer_name="Lain", outlet=siti.outlet)
    stranger.manager = siti.manager
    for pair in (siti, corner, stranger):
        pair.sell(date(2026, 10, 5))
    close_month("2026-10")
    siti.sell(date(2026, 11, 2), 2)
    clock_stands.move_to(datetime(2026, 11, 22, 2, tzinfo=UTC))
    return siti, corner, stranger


def page_of(app: Flask, pair: Pair, path: str = "/uang-saya") -> str:
    headers = {"Authorization": f"Bearer {token_for(pair.owner)}"}
    return html.unescape(app.test_client().get(path, headers=headers).get_data(as_text=True))


def test_what_comes_is_due_late_or_still_running_and_never_netted(pairs) -> None:
    siti, _corner, _stranger = pairs
    coming, going = (open_claims(siti.owner, side) for side in (Party.OUTLET, Party.PRODUCER))
    assert [(row.outlet_name, row.owed_rupiah, row.state, row.due_on) for row in coming.rows] == [
        ("Maxi Balikpapan", 14_550, "overdue", date(2026, 11, 19)),
        ("Maxi Balikpapan", 29_100, "running", None),
    ]
    assert (coming.issued_rupiah, coming.late_rupiah, coming.running_rupiah) == (14_550, 14_550, 29_100)
    assert [(row.outlet_name, row.owed_rupiah) for row in going.rows] == [("Pojok Metro", 450)]


def test_the_month_is_told_by_outlet(pairs) -> None:
    siti, *_others = pairs
    (november,) = month_by_outlet(siti.owner, "2026-11")
    assert tuple(november) == (siti.outlet.id, "Maxi Balikpapan", 30_000, 900, 0)
    assert [row.outlet_name for row in month_by_outlet(siti.owner, "2026-10")] == ["Maxi Balikpapan", "Pojok Metro"]


def test_every_number_of_the_page_opens_to_its_rows(app: Flask, pairs) -> None:
    siti, _corner, _stranger = pairs
    page = page_of(app, siti)
    for told in ("Rp14.550", "Rp29.100", "Rp30.000", "Rp900", "Rp450", "lewat 3 hari", "Penjualan per minggu"):
        assert told in page
    assert "Lain" not in page
    lines = f"/penjualan/baris?outlet_id={siti.outlet.id}&period=2026-11"
    statement = f"/rekap/{siti.statement('2026-10').id}"
    sums = {"/tagihan?owed_by=outlet", "/tagihan?owed_by=producer", "/penjualan/baris?period=2026-11"}
    assert set(re.findall(r'href="([^"]*)"', page)) >= {lines, statement, *sums}
    assert "Rp30.000" in page_of(app, siti, lines)


def test_a_payment_confirmed_takes_its_claim_off_the_page(app: Flask, pairs) -> None:
    siti, *_others = pairs
    siti.pay(Party.OUTLET, 14_550, date(2026, 11, 21), Claim.TAKINGS)
    coming = open_claims(siti.owner, Party.OUTLET)
    assert (coming.issued_rupiah, coming.late_rupiah) == (0, 0)
    assert "lewat 3 hari" not in page_of(app, siti).split("Yang perlu Anda bayar", 1)[0]


def test_whoever_is_no_producer_goes_to_what_is_owed(app: Flask, pairs) -> None:
    headers = {"Authorization": f"Bearer {token_for(pairs[0].manager)}"}
    assert app.test_client().get("/uang-saya", headers=headers).headers["Location"] == "/tagihan"


def test_what_a_gallery_accepted_for_a_pooled_pre_order_counts_as_sold(app: Flask, pairs) -> None:
    siti, *_others = pairs
    campaign = make_campaign(siti.outlet)
    make_member(campaign, siti.producer)
    told = {"producer_id": siti.producer.id, "delivered_on": date(2026, 11, 20), "by": siti.manager}
    committed(preorder_deliveries.deliver, campaign.id, accepted=48, rest_follows=True, **told)
    (november,) = month_by_outlet(siti.owner, "2026-11")
    assert tuple(november) == (siti.outlet.id, "Maxi Balikpapan", 270_000, 8_100, 240_000)
    assert weekly(siti.owner, date(2026, 11, 22))[-1] == (date(2026, 11, 16), 240_000)
    page = page_of(app, siti)
    assert "Rp270.000" in page
    assert "Termasuk yang diterima dari Anda untuk pesanan bersama" in page
