"""Producers that were there before their growth was kept get their first entries with the day of their registration."""

from datetime import UTC, date, datetime

from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import select

from core.database import db
from partnerships.growth import Occasion, SizeClass
from partnerships.growth_models import LadderEntry, SizeClassEntry
from partnerships.ladder import Step
from tests.factories.partnerships import make_producer


def test_the_first_entries_are_written_for_every_producer_known_before(own_app: Flask) -> None:
    producer = make_producer(size_class=SizeClass.SMALL)
    producer.annual_sales_rupiah = 3_000_000_000
    producer.created_at = datetime(2024, 12, 31, 17, 30, tzinfo=UTC)
    db.session.commit()
    producer_id = producer.id
    db.session.remove()
    db.engine.dispose()
    downgrade(revision="0012")
    upgrade()
    entry = db.session.execute(select(SizeClassEntry)).scalar_one()
    assert (entry.producer_id, entry.day, entry.annual_sales_rupiah) == (producer_id, date(2025, 1, 1), 3_000_000_000)
    assert (entry.size_class, entry.occasion, entry.source) == (SizeClass.SMALL, Occasion.REGISTRATION, "visit")
    step = db.session.execute(select(LadderEntry)).scalar_one()
    assert (step.producer_id, step.day, step.step) == (producer_id, date(2025, 1, 1), Step.REGISTERED)
