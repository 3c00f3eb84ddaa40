"""What a product costs since when: today or later, never overlapping, without review."""

from datetime import date

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import committed, db
from outlets import expiry_night
from partnerships import product_prices
from partnerships.models import Product
from partnerships.states import ProductStatus
from tests.clients import Api
from tests.factories.partnerships import make_product
from tests.factories.people import make_user


@pytest.fixture
def api(app):
    return Api(app, make_user(Role.PARTNERSHIP_OFFICER))


def prices(answer):
    return [(row["price_rupiah"], row["starts_on"], row["ends_on"], row["current"]) for row in answer.json["items"]]


def test_a_price_may_start_later_and_ends_the_one_before(app, api):
    product = make_product()
    api.post(f"/products/{product.id}/prices", {"price_rupiah": 16_000})
    answer = api.post(f"/products/{product.id}/prices", {"price_rupiah": 18_000, "starts_on": "2027-01-01"})
    assert answer.status_code == 201
    assert prices(answer) == [
        (18_000, "2027-01-01", None, False),
        (16_000, "2026-11-22", "2026-12-31", True),
    ]
    assert db.session.get(Product, product.id).price_rupiah == 16_000


def test_of_two_prices_for_a_day_the_latest_counts(app, api):
    product = make_product()
    for amount in (16_000, 17_000):
        api.post(f"/products/{product.id}/prices", {"price_rupiah": amount, "starts_on": "2026-12-01"})
    assert prices(api.get(f"/products/{product.id}/prices")) == [(17_000, "2026-12-01", None, False)]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"price_rupiah": 16_000, "starts_on": "2026-11-21"}, 422, "starts_in_past"),
        ({"price_rupiah": 0}, 422, "invalid_input"),
        ({"price_rupiah": "16.000"}, 422, "invalid_input"),
        ({"price_rupiah": 16_000, "starts_on": "2026-02-31"}, 422, "invalid_input"),
        ({"starts_on": "2026-12-01"}, 422, "invalid_input"),
        ({"price_rupiah": 16_000, "ends_on": "2026-12-01"}, 422, "invalid_input"),
    ],
)
def test_a_wrong_price_is_refused_and_none_is_kept(app, api, body, status, code):
    product = make_product()
    answer = api.post(f"/products/{product.id}/prices", body)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert product_prices.periods_of(product.id) == []


def test_only_an_approved_product_gets_a_price_of_its_own(app, api):
    for state in (ProductStatus.SUBMITTED, ProductStatus.RETURNED, ProductStatus.WITHDRAWN):
        product = make_product(status=state)
        answer = api.post(f"/products/{product.id}/prices", {"price_rupiah": 16_000})
        assert (answer.status_code, answer.json["code"]) == (409, "move_not_allowed")


def test_at_night_the_price_that_has_come_due_is_taken_over_once_also_after_days_off(app, api, clock_stands):
    product = make_product()
    api.post(f"/products/{product.id}/prices", {"price_rupiah": 18_000, "starts_on": "2026-11-24"})
    committed(expiry_night.run)
    assert db.session.get(Product, product.id).price_rupiah == 15_000
    clock_stands.shift(5 * 24 * 3600)
    committed(expiry_night.run)
    assert db.session.get(Product, product.id).price_rupiah == 18_000
    assert product_prices.apply_due(date(2026, 11, 27)) == 0
    assert db.session.query(AuditEvent).filter_by(action="product:price_started").count() == 1
