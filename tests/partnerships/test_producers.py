"""Who sees which producers."""

from accounts.permissions import Role
from core.database import db
from partnerships import producers
from tests.factories.partnerships import make_producer, make_producer_user, make_ready_product
from tests.factories.people import make_user


def seen_by(user):
    return {producer.id for producer in db.session.execute(producers.visible_to(user)).scalars()}


def test_staff_see_the_producers_of_their_regions_and_a_province_covers_its_cities(app):
    balikpapan, metro = make_producer(region_code="64.71"), make_producer(region_code="18.72")
    assert seen_by(make_user(Role.VERIFIER)) >= {balikpapan.id, metro.id}
    assert seen_by(make_user(Role.VERIFIER, regions=("64.71",))) & {balikpapan.id, metro.id} == {balikpapan.id}
    assert seen_by(make_user(Role.HEAD, regions=("18",))) & {balikpapan.id, metro.id} == {metro.id}


def test_a_producer_sees_itself_and_no_neighbour(app):
    own, neighbour = make_producer(), make_producer()
    assert seen_by(make_producer_user(own)) == {own.id}
    assert neighbour.id not in seen_by(make_producer_user(own))


def test_outlets_see_no_producer_at_all(app):
    make_ready_product()
    assert seen_by(make_user(Role.OUTLET_MANAGER)) == set()
    assert seen_by(make_user(Role.CASHIER)) == set()
