"""Readiness seen from every side: for each product and place eligible or the exact gaps, in few queries."""

from datetime import date

from sqlalchemy import event

from accounts.permissions import Role
from core.database import db
from partnerships.closest_to_ready import Wanted, closest_to_ready
from partnerships.eligibility import gaps_of
from partnerships.growth import SizeClass
from partnerships.readiness_matrix import Place, readiness_everywhere
from partnerships.readiness_words import gap_text, ready_for
from partnerships.rule_models import RequirementSet
from partnerships.shelves import KINDS_OF_OUTLETS
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from tests.factories.partnerships import make_producer, make_product, make_ready_product, make_requirement
from tests.factories.people import make_user

TODAY = date(2026, 11, 22)
SUPERMARKET, CORNER, ALFAMART = Place("supermarket"), Place("office_corner"), Place(None, "alfamart")


def kinds(gaps) -> list[str]:
    return [gap.kind for gap in gaps]


def queries_of(work) -> int:
    sent = []

    def note(*call):
        sent.append(call[2])

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", note)
    work()
    event.remove(connection, "before_cursor_execute", note)
    return len(sent)


def test_every_kind_of_outlet_and_every_set_is_answered(app):
    found = readiness_everywhere([make_ready_product().id], TODAY)
    (one,) = found.values()
    assert {place.outlet_kind for place in one.needed if place.requirement_set is None} == set(KINDS_OF_OUTLETS)
    codes = set(db.session.execute(db.select(RequirementSet.code)).scalars())
    assert {place.requirement_set for place in one.needed if place.requirement_set} == codes
    assert {"alfamart", "alfamidi"} <= codes


def test_a_product_may_stand_in_a_supermarket_and_still_lack_the_bar_code_of_a_chain(app):
    product = make_ready_product()
    (one,) = readiness_everywhere([product.id], TODAY).values()
    assert one.missing(SUPERMARKET) == []
    assert kinds(one.missing(ALFAMART)) == ["barcode"]
    assert SUPERMARKET in one.eligible
    assert ALFAMART not in one.eligible


def test_an_office_corner_lets_in_what_a_supermarket_refuses_for_its_label(app):
    (one,) = readiness_everywhere([make_ready_product(without=["label_check"]).id], TODAY).values()
    assert kinds(one.missing(SUPERMARKET)) == ["label_check"]
    assert one.missing(CORNER) == []


def test_the_matrix_says_of_each_place_what_is_said_of_it_alone(app):
    micro, medium = make_producer(), make_producer(size_class=SizeClass.MEDIUM)
    ids = [
        make_ready_product(micro).id,
        make_ready_product(medium, without=["halal"]).id,
        make_product(micro, category="cosmetics").id,
        make_product(medium, category="craft").id,
        make_product(medium, category="chilled_food", status=ProductStatus.SUBMITTED).id,
    ]
    set_ids = dict(db.session.execute(db.select(RequirementSet.code, RequirementSet.id)).all())
    found = readiness_everywhere(ids, TODAY)
    for place in found[ids[0]].needed:
        alone = gaps_of(ids, place.outlet_kind, TODAY, set_ids.get(place.requirement_set))
        assert {product_id: kinds(found[product_id].missing(place)) for product_id in ids} == {
            product_id: kinds(gaps) for product_id, gaps in alone.items()
        }


def test_fifty_products_are_judged_in_as_many_queries_as_one(app):
    ids = [make_product(make_producer()).id for _ in range(50)]
    one, fifty = (queries_of(lambda some=some: readiness_everywhere(some, TODAY)) for some in (ids[:1], ids))
    assert (one, fifty) == (4, 4)


def test_an_unknown_product_is_left_out(app):
    assert readiness_everywhere([999_999_937], TODAY) == {}


def test_places_that_miss_the_same_share_a_row_and_the_ready_ones_stand_first(app):
    producer = make_producer()
    ready = make_ready_product(producer)
    other = make_product(producer, name="Sabun serai", category="cosmetics")
    names = {ready.id: ready.name, other.id: other.name}
    rows = ready_for(readiness_everywhere(names, TODAY), names)
    told = {place: row for row in rows for place in row.places}
    assert (told["Supermarket"].ready, told["Supermarket"].total) == (1, 2)
    assert [(lacking.gap.kind, lacking.products) for lacking in told["Supermarket"].missing] == [
        ("halal", ("Sabun serai",)),
        ("cosmetic_notification", ("Sabun serai",)),
    ]
    assert told["Hypermarket"] is told["Supermarket"]
    assert ("barcode", ()) in [(lacking.gap.kind, lacking.products) for lacking in told["Alfamart"].missing]
    assert [row.ready for row in rows] == sorted((row.ready for row in rows), reverse=True)


def test_the_text_about_a_gap_tells_what_is_missing_and_where_to_get_it(app):
    product = make_ready_product(without=["pirt"])
    (gap,) = gaps_of([product.id], "supermarket", TODAY)[product.id]
    with app.test_request_context():
        text = gap_text("Siti Aminah", "Keripik Bu Siti", gap)
    assert text.startswith("Halo Siti Aminah,\nuntuk Keripik Bu Siti masih kurang: SPP-IRT (nomor P-IRT).")
    assert "oss.go.id" in text
    assert "Bupati/wali kota melalui OSS" in text


def near(user=None, **wanted) -> list[tuple[str, list[str]]]:
    found = closest_to_ready(user or make_user(Role.VERIFIER), Wanted(**wanted), TODAY)
    return [(one.name, list(one.gaps)) for one in found]


def three_producers() -> None:
    """One ready, one a P-IRT short, one with nothing but a NIB; the last in Metro."""
    make_ready_product(make_producer(name="Amplang Siap"))
    make_ready_product(make_producer(name="Balado Hampir"), without=["pirt"])
    bare = make_producer(name="Cireng Baru", region_code="18.72")
    make_requirement(bare, "nib")
    make_product(bare)


def test_who_lacks_one_paper_only_is_closest_to_ready(app):
    three_producers()
    assert near() == [("Balado Hampir", ["pirt"])]
    assert near(gaps=3) == [("Cireng Baru", ["pirt", "halal", "label_check"])]
    assert [name for name, _gaps in near(gaps=None)] == ["Balado Hampir", "Cireng Baru"]


def test_the_list_is_narrowed_by_kind_region_category_and_place(app):
    three_producers()
    assert near(gaps=None, missing="halal") == [("Cireng Baru", ["pirt", "halal", "label_check"])]
    assert near(gaps=None, region="64") == [("Balado Hampir", ["pirt"])]
    assert near(gaps=None, category="cosmetics") == []
    assert near(place=ALFAMART) == [("Amplang Siap", ["barcode"])]
    assert near(gaps=2, place=CORNER) == [("Cireng Baru", ["pirt", "halal"])]


def test_a_paper_that_is_being_verified_still_counts_as_a_gap(app):
    product = make_ready_product(make_producer(name="Dodol Tunggu"), without=["halal"])
    make_requirement(product.producer, "halal", products=[product], status=RequirementStatus.SUBMITTED)
    (found,) = closest_to_ready(make_user(Role.HEAD), Wanted(), TODAY)
    assert (found.name, found.gaps["halal"].reason.value) == ("Dodol Tunggu", "submitted")
    assert (found.completeness.complete, found.completeness.required) == (3, 4)


def test_who_left_was_suspended_or_has_no_product_is_not_counselled(app):
    make_producer(name="Tanpa produk")
    for status in (ProducerStatus.LEFT, ProducerStatus.SUSPENDED):
        make_ready_product(make_producer(status=status), without=["pirt"])
    gone = make_product(make_producer(name="Ditarik"), status=ProductStatus.WITHDRAWN)
    make_requirement(gone.producer, "nib")
    assert near(gaps=None) == []


def test_staff_of_a_region_see_the_producers_of_their_region(app):
    three_producers()
    assert near(make_user(Role.VERIFIER, regions=("18.72",)), gaps=None) == [
        ("Cireng Baru", ["pirt", "halal", "label_check"])
    ]


def test_the_list_is_worked_out_in_five_queries_however_many_producers(app):
    user = make_user(Role.HEAD)
    counts = []
    for more in (1, 20):
        for _ in range(more):
            make_ready_product(without=["pirt"])
        assert user.works_everywhere
        counts.append(queries_of(lambda: closest_to_ready(user, Wanted(), TODAY)))
    assert counts == [5, 5]
