"""Only what was once agreed and accepted prices a sale: no declined proposal, no day of a suspension."""

from datetime import date

from sqlalchemy import event

from accounts.permissions import Role
from commissions.price_books import price_book_of
from commissions.pricing import PricedTerms
from core.database import db
from core.wording import Problem
from outlets import agreement_changes, placement_decisions
from outlets.states import AgreementStatus, PlacementStatus
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_product
from tests.factories.people import make_user

TODAY = date(2026, 11, 22)


def test_an_agreement_that_was_declined_prices_nothing(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    make_placement(make_product(producer, sku="K-1"), outlet)
    agreement = make_agreement(producer, outlet, status=AgreementStatus.PROPOSED)
    agreement_changes.end(agreement.id, reason="Rak penuh", by=make_outlet_member(outlet))
    answer = price_book_of(outlet).on("K-1", TODAY)
    assert isinstance(answer, Problem)
    assert answer.code == "no_agreement"


def test_a_placement_that_was_declined_is_no_product_of_the_outlet(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    make_agreement(producer, outlet)
    placement = make_placement(make_product(producer, sku="K-1"), outlet, status=PlacementStatus.PROPOSED)
    placement_decisions.end(placement.id, reason="Rak penuh", by=make_outlet_member(outlet))
    answer = price_book_of(outlet).on("K-1", TODAY)
    assert isinstance(answer, Problem)
    assert answer.code == "unknown_code"


def test_days_of_a_suspension_are_not_priced_and_those_before_are(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    make_placement(make_product(producer, sku="K-1"), outlet)
    agreement = make_agreement(producer, outlet, rate_bp=300)
    agreement_changes.suspend(agreement.id, reason="Audit", by=make_user(Role.PARTNERSHIP_OFFICER))
    book = price_book_of(outlet)
    before, during = book.on("K-1", date(2026, 11, 21)), book.on("K-1", TODAY)
    assert isinstance(before, PricedTerms)
    assert before.rate_bp == 300
    assert isinstance(during, Problem)
    assert during.code == "no_agreement"


def test_a_book_costs_eight_queries_whatever_stands_at_the_outlet(app) -> None:
    outlet, sent = make_outlet(), []
    for _ in range(3):
        producer = make_producer()
        make_agreement(producer, outlet)
        make_placement(make_product(producer), outlet)
    assert outlet.id
    connection = db.session.connection()

    def note(*call: object) -> None:
        sent.append(call[2])

    event.listen(connection, "before_cursor_execute", note)
    book = price_book_of(outlet)
    event.remove(connection, "before_cursor_execute", note)
    assert (len(book.placements), len(sent)) == (3, 8)
