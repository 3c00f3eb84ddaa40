"""When a month is closed both sides are told, once a person, and nothing is said to be sent."""

from datetime import date

from flask import Flask
from sqlalchemy import select

from accounts.models import OutboxMessage
from accounts.outbox import body_of
from commissions.statement_notices import TELL, kind_of
from core.database import db
from core.jobs import Job, perform
from tests.factories.ledger import close_month, make_pair

OCTOBER = "2026-10"


def test_each_side_is_told_once_how_many_statements_are_out(app: Flask) -> None:
    assert app is not None
    first = make_pair(outlet_name="Maxi Balikpapan")
    second = make_pair(producer=first.producer, outlet_name="Hotel Teluk")
    for pair in (first, second):
        pair.sell(date(2026, 10, 5))
    first.manager.language = "en"
    close_month(OCTOBER)
    job = db.session.execute(select(Job).where(Job.kind == TELL)).scalar_one()
    perform(job.id)
    again = Job(kind=TELL, arguments={"month": OCTOBER}, status="queued", created_at=job.created_at)
    db.session.add(again)
    db.session.commit()
    perform(again.id)
    told = db.session.execute(select(OutboxMessage).where(OutboxMessage.kind == kind_of(OCTOBER))).scalars().all()
    words = {message.to_user_id: body_of(message) for message in told}
    assert set(words) == {pair.manager.id for pair in (first, second)} | set(words) & {first.owner.id}
    assert len(told) == len(words)
    assert words[first.owner.id].startswith("2 rekap komisi bulan 10/2026")
    assert words[first.manager.id].startswith("1 ")
    assert "statement" in words[first.manager.id]
    assert all(message.sent_at is None for message in told)
