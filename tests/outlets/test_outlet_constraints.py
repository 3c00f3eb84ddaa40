"""What the database itself promises about agreements and placements, whatever the code above it does."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from core.database import db
from outlets.models import Agreement
from outlets.states import AgreementStatus, PlacementStatus
from tests.factories.outlets import make_agreement, make_chain, make_outlet, make_placement
from tests.factories.partnerships import make_producer, make_product


def test_a_product_stands_in_an_outlet_at_most_once_on_a_day(app) -> None:
    product, outlet = make_product(), make_outlet()
    make_placement(product, outlet, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    make_placement(product, outlet, starts_on=date(2026, 7, 1))
    make_placement(product, outlet, starts_on=date(2026, 3, 1), status=PlacementStatus.PROPOSED)
    with pytest.raises(IntegrityError, match="ex_placement_no_overlap"):
        make_placement(product, outlet, starts_on=date(2026, 6, 30), ends_on=date(2026, 6, 30))


def test_a_placement_that_ended_keeps_the_days_it_covered(app) -> None:
    product, outlet = make_product(), make_outlet()
    make_placement(product, outlet, ends_on=date(2026, 6, 30), status=PlacementStatus.ENDED)
    with pytest.raises(IntegrityError, match="ex_placement_no_overlap"):
        make_placement(product, outlet, starts_on=date(2026, 6, 1))


def test_two_agreements_of_a_pair_never_hold_on_the_same_day(app) -> None:
    producer, chain = make_producer(), make_chain()
    outlet = make_outlet(chain=chain)
    make_agreement(producer, outlet, ends_on=date(2026, 6, 30), status=AgreementStatus.ENDED)
    make_agreement(producer, chain=chain)
    make_agreement(producer, outlet, starts_on=date(2026, 7, 1))
    make_agreement(producer, outlet, starts_on=date(2026, 8, 1), status=AgreementStatus.PROPOSED)
    with pytest.raises(IntegrityError, match="ex_agreement_no_overlap_outlet_id"):
        make_agreement(producer, outlet, starts_on=date(2026, 6, 30), ends_on=date(2026, 6, 30))
    db.session.rollback()


def test_two_agreements_with_a_chain_never_hold_on_the_same_day(app) -> None:
    producer, chain = make_producer(), make_chain()
    make_agreement(producer, chain=chain)
    with pytest.raises(IntegrityError, match="ex_agreement_no_overlap_chain_id"):
        make_agreement(producer, chain=chain, starts_on=date(2026, 5, 1))


@pytest.mark.parametrize("second", ["outlet_accepted_by_id", "approved_by_id"])
def test_nobody_accepts_for_both_sides_nor_approves_what_they_proposed(app, second: str) -> None:
    agreement = make_agreement()
    first = {"outlet_accepted_by_id": "producer_accepted_by_id", "approved_by_id": "proposed_by_id"}[second]
    with pytest.raises(IntegrityError, match=r"never_both_sides|second_person_approves"):
        db.session.execute(
            db.update(Agreement).where(Agreement.id == agreement.id).values({second: getattr(agreement, first)})
        )
