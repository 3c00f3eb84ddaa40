"""One notice a night about goods that near their end, to each concerned; a night with nothing new is quiet."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from accounts import outbox
from accounts.models import OutboxMessage
from accounts.permissions import Role
from core.database import committed, db
from outlets import expiry_digest
from tests.factories.people import make_user
from tests.factories.stock import Gallery, make_gallery, make_stock

DAY = date(2026, 11, 22)


@pytest.fixture
def gallery(app) -> Gallery:
    """A gallery with a batch that ends in eleven days, one in two months, and one without a date."""
    assert app is not None
    made = make_gallery()
    make_stock(made, quantity=10, batch="A", expires_on=date(2026, 12, 3))
    make_stock(made, quantity=6, batch="B", expires_on=date(2027, 1, 15))
    make_stock(made, quantity=4, batch="C", expires_on=None)
    return made


def digests() -> dict[int, list[str]]:
    """What each person was told, by id."""
    rows = select(OutboxMessage).where(OutboxMessage.kind == expiry_digest.EXPIRY_DIGEST).order_by(OutboxMessage.id)
    found: dict[int, list[str]] = {}
    for message in db.session.execute(rows).scalars():
        found.setdefault(message.to_user_id, []).append(outbox.body_of(message))
    return found


def test_outlet_producer_and_officer_get_one_digest_of_what_nears_its_end(gallery) -> None:
    officer, elsewhere = (make_user(Role.PARTNERSHIP_OFFICER, regions=(region,)) for region in ("64.71", "18.72"))
    assert committed(expiry_digest.tell, DAY) == 1
    told = digests()
    assert {gallery.manager.id, gallery.maker.id, officer.id} <= set(told)
    assert elsewhere.id not in told
    for bodies in told.values():
        (body,) = bodies
        assert f"10 pcs {gallery.product.name} (A), {gallery.outlet.name}" in body
        assert "(B)" not in body
        assert "(C)" not in body


def test_a_night_with_nothing_new_is_quiet_and_missed_nights_are_made_good(gallery) -> None:
    committed(expiry_digest.tell, DAY)
    before = digests()
    assert committed(expiry_digest.tell, DAY) == 0
    assert committed(expiry_digest.tell, DAY + timedelta(days=1)) == 0
    assert digests() == before
    assert committed(expiry_digest.tell, date(2027, 2, 1)) == 1
    assert [body.count("(B)") for body in digests()[gallery.maker.id]] == [0, 1]


def test_a_long_list_is_cut_and_what_was_cut_is_counted(gallery) -> None:
    for number in range(expiry_digest.MOST_LINES + 3):
        make_stock(gallery, quantity=1, batch=f"L{number}", expires_on=date(2026, 12, 4))
    assert committed(expiry_digest.tell, DAY) == expiry_digest.MOST_LINES + 4
    (body,) = digests()[gallery.manager.id]
    assert body.count(" pcs ") == expiry_digest.MOST_LINES
    assert "dan 4 kode produksi lain" in body
