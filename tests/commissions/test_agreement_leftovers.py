"""Before an agreement is suspended or ended it says which goods and which balances are still open."""

from datetime import date

import pytest

from accounts.permissions import Role
from commissions.posting import post_report
from commissions.pricing import ReportLine
from core.database import committed, db
from outlets.states import Channel
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.outlets import make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.factories.stock import make_delivery, make_gallery, make_stock


@pytest.fixture
def gallery(app):
    """A gallery with a batch of which two pieces were sold at Rp15.000, and a further delivery on its way."""
    gallery = make_gallery()
    lot = make_stock(gallery)
    manager = make_outlet_member(gallery.outlet)
    committed(
        post_report,
        gallery.outlet,
        period_start=date(2026, 11, 21),
        period_end=date(2026, 11, 21),
        lines=[ReportLine(1, date(2026, 11, 21), lot.placement_id, 2, 15_000, "R1")],
        nil=False,
        channel=Channel.API,
        by=manager,
    )
    db.session.refresh(lot)
    make_delivery(gallery, batch="JALAN")
    return gallery, lot


def test_open_goods_and_balances_are_listed(app, gallery) -> None:
    place, lot = gallery
    found = Api(app, place.maker).get(f"/agreements/{place.agreement.id}/open-items").json
    assert next((row["batch"], row["pieces"], row["on_the_way"]) for row in found["goods"]) == (
        lot.batch,
        lot.on_hand,
        False,
    )
    assert ("JALAN", True) in {(row["batch"], row["on_the_way"]) for row in found["goods"]}
    assert [row["takings_rupiah"] for row in found["balances"]] == [30_000 - 900]
    stranger = Api(app, make_producer_user(make_producer()))
    assert stranger.get(f"/agreements/{place.agreement.id}/open-items").status_code == 404


def test_the_page_that_ends_an_agreement_shows_them(app, gallery) -> None:
    place, lot = gallery
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    officer.password_hash = HASH
    db.session.commit()
    browser = signed_in(app, officer)
    for what in ("akhiri", "bekukan"):
        page = browser.get(f"/perjanjian/{place.agreement.id}/{what}").get_data(as_text=True)
        assert "Yang masih terbuka" in page
        assert lot.batch in page
        assert "29.100" in page
