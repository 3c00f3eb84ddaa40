"""What keeps a product out of an outlet, and how complete a producer is."""

from datetime import date

import pytest
from sqlalchemy import event

from core.database import db
from partnerships import eligibility
from partnerships.base_rules import BASE_RULES
from partnerships.growth import SizeClass
from partnerships.rule_models import RequirementRule
from partnerships.set_rules import SET_RULES
from partnerships.states import ProductStatus, RequirementStatus
from tests.factories.partnerships import make_producer, make_product, make_ready_product, make_requirement

TODAY = date(2026, 11, 22)


def named(gaps):
    return [(gap.kind, gap.reason.value) for gap in gaps]


def test_an_agency_starts_with_the_base_rules_and_those_of_the_sets(app):
    assert db.session.query(RequirementRule).filter_by(requirement_set_id=None).count() == len(BASE_RULES)
    assert db.session.query(RequirementRule).count() == len(BASE_RULES) + len(SET_RULES)


def test_dry_food_with_nib_pirt_halal_and_label_may_stand_in_a_supermarket(app):
    assert eligibility.gaps(make_ready_product(), "supermarket", TODAY) == []


@pytest.mark.parametrize("paper", ["nib", "pirt", "halal", "label_check"])
def test_each_missing_paper_is_named_with_the_next_step(app, paper):
    (gap,) = eligibility.gaps(make_ready_product(without=[paper]), "supermarket", TODAY)
    assert (gap.kind, gap.reason.value) == (paper, "not_submitted")
    assert gap.next_step


def test_a_micro_producer_needed_no_halal_on_17_october_2026_and_needs_it_a_day_later(app):
    product = make_ready_product(without=["halal"])
    assert named(eligibility.gaps(product, "supermarket", date(2026, 10, 17))) == []
    assert named(eligibility.gaps(product, "supermarket", date(2026, 10, 18))) == [("halal", "not_submitted")]


def test_a_medium_producer_needed_halal_two_years_earlier(app):
    product = make_ready_product(make_producer(size_class=SizeClass.MEDIUM), without=["halal"])
    assert named(eligibility.gaps(product, "supermarket", date(2024, 10, 18))) == [("halal", "not_submitted")]


def test_a_pirt_counts_on_its_last_day_and_not_on_the_next(app):
    product = make_ready_product(pirt_until=date(2026, 11, 22))
    assert named(eligibility.gaps(product, "supermarket", date(2026, 11, 22))) == []
    assert named(eligibility.gaps(product, "supermarket", date(2026, 11, 23))) == [("pirt", "expired")]


def test_a_pirt_of_another_product_does_not_cover_this_one(app):
    producer = make_producer()
    make_ready_product(producer)
    other = make_product(producer)
    make_requirement(producer, "halal", products=[other])
    make_requirement(producer, "label_check", products=[other])
    assert named(eligibility.gaps(other, "supermarket", TODAY)) == [("pirt", "product_not_covered")]


def test_an_office_corner_asks_no_label_check(app):
    assert named(eligibility.gaps(make_ready_product(without=["label_check"]), "office_corner", TODAY)) == []


def test_cotton_needs_no_halal_and_leather_trimming_does(app):
    producer = make_producer()
    make_requirement(producer, "nib")
    cotton, leather = make_product(producer, category="textile"), make_product(producer, category="textile")
    leather.answered_yes = ["halal"]
    db.session.commit()
    found = eligibility.gaps_of([cotton.id, leather.id], "souvenir_shop", TODAY)
    assert {key: named(gaps) for key, gaps in found.items()} == {
        cotton.id: [],
        leather.id: [("halal", "not_submitted")],
    }


def test_many_products_are_judged_in_four_queries(app):
    producers = [make_producer() for _ in range(3)]
    ids = [make_ready_product(producer).id for producer in producers for _ in range(4)]
    asked = []
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *call: asked.append(call[2]))
    found = eligibility.gaps_of(ids, "supermarket", TODAY)
    assert set(found) == set(ids)
    assert len(asked) == 4


def test_a_producer_reads_3_of_4_complete_when_halal_is_being_verified(app):
    producer = make_producer()
    product = make_ready_product(producer, without=["halal"])
    make_requirement(producer, "halal", products=[product], status=RequirementStatus.SUBMITTED)
    readiness = eligibility.readiness_of([producer.id], TODAY)[producer.id]
    assert readiness.kinds == ("nib", "pirt", "halal", "label_check")
    assert (readiness.completeness.complete, readiness.completeness.required) == (3, 4)
    assert readiness.gaps["halal"].reason.value == "submitted"


def test_a_kind_is_complete_only_when_every_product_that_needs_it_has_it(app):
    producer = make_producer()
    make_ready_product(producer)
    make_product(producer, category="cosmetics", sku="SABUN-1")
    make_product(producer, category="herbal", sku="JAMU-1", status=ProductStatus.WITHDRAWN)
    readiness = eligibility.readiness_of([producer.id], TODAY)[producer.id]
    assert readiness.kinds == ("nib", "pirt", "halal", "cosmetic_notification", "label_check")
    assert {kind: gap.reason.value for kind, gap in readiness.gaps.items()} == {
        "halal": "product_not_covered",
        "cosmetic_notification": "not_submitted",
    }


def test_a_producer_without_products_still_needs_a_nib(app):
    producer = make_producer()
    readiness = eligibility.readiness_of([producer.id], TODAY)[producer.id]
    assert (readiness.kinds, list(readiness.gaps)) == (("nib",), ["nib"])


def test_a_returned_paper_that_was_handed_in_anew_no_longer_speaks(app):
    producer = make_producer()
    returned = make_requirement(producer, "nib", status=RequirementStatus.RETURNED, reason="Foto buram")
    assert eligibility.readiness_of([producer.id], TODAY)[producer.id].gaps["nib"].reason.value == "returned"
    anew = make_requirement(producer, "nib", status=RequirementStatus.REJECTED, reason="Bukan NIB")
    returned.replaced_by_id = anew.id
    db.session.commit()
    assert eligibility.readiness_of([producer.id], TODAY)[producer.id].gaps["nib"].reason.value == "rejected"
