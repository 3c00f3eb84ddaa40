"""Consents: in whose words, by whom, through what, and that a no holds at once."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import committed, db
from partnerships import consents, data_requests, members
from partnerships.models import Producer
from partnerships.personal_codes import Channel, Purpose
from partnerships.personal_errors import NotOptional, SourceNeeded
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user


def say(producer: Producer, granted: bool, **how: object) -> consents.Consent:
    owner = how.pop("by", None) or make_producer_user(producer)
    return committed(consents.record, producer, Purpose.PHONE_SHOWN, granted=granted, by=owner, **how)


def test_nothing_is_allowed_until_the_producer_says_yes_and_a_no_holds_at_once(app: Flask) -> None:
    assert app is not None
    producer, neighbour = make_producer(), make_producer()
    assert not consents.allows(producer.id, Purpose.PHONE_SHOWN)
    owner = make_producer_user(producer)
    yes = say(producer, granted=True, by=owner)
    assert (yes.text.version, yes.channel, yes.by_id) == (1, Channel.SELF, owner.id)
    assert consents.allows(producer.id, Purpose.PHONE_SHOWN)
    assert not consents.allows(producer.id, Purpose.WHATSAPP)
    assert consents.allowing([producer.id, neighbour.id], Purpose.PHONE_SHOWN) == {producer.id}
    say(producer, granted=False, by=owner)
    assert not consents.allows(producer.id, Purpose.PHONE_SHOWN)
    assert [consent.granted for consent in consents.history_of(producer.id)] == [False, True]


def test_the_same_answer_twice_is_one_and_a_new_wording_asks_anew(app: Flask) -> None:
    assert app is not None
    producer = make_producer()
    owner = make_producer_user(producer)
    assert say(producer, granted=True, by=owner).id == say(producer, granted=True, by=owner).id
    committed(consents.publish, Purpose.PHONE_SHOWN, indonesian="Teks baru", english="New text", by=None)
    assert consents.current_text(Purpose.PHONE_SHOWN).version == 2
    assert consents.allows(producer.id, Purpose.PHONE_SHOWN), "what was agreed to stays agreed to"
    assert say(producer, granted=True, by=owner).text.version == 2
    assert len(consents.history_of(producer.id)) == 2


def test_staff_say_for_whom_through_what_and_where_it_can_be_found(app: Flask) -> None:
    assert app is not None
    producer, officer = make_producer(), make_user(Role.PARTNERSHIP_OFFICER)
    with pytest.raises(SourceNeeded):
        say(producer, granted=True, by=officer, channel=Channel.PAPER)
    consent = say(producer, granted=True, by=officer, channel=Channel.PAPER, source="Map formulir November 2026")
    assert (consent.channel, consent.source) == (Channel.PAPER, "Map formulir November 2026")
    event = db.session.query(AuditEvent).filter_by(action="producer:consented", subject_id=producer.id).one()
    assert (event.on_behalf_of, event.source) == ("producer", "paper")
    assert event.after == {"purpose": "phone_shown", "version": 1}


def test_the_notice_cannot_be_withdrawn_and_a_restriction_stops_every_use(app: Flask) -> None:
    assert app is not None
    producer = make_producer()
    owner = make_producer_user(producer)
    with pytest.raises(NotOptional):
        committed(consents.record, producer, Purpose.PRIVACY_NOTICE, granted=False, by=owner)
    say(producer, granted=True, by=owner)
    committed(data_requests.restrict, producer, by=make_user(Role.ADMINISTRATOR))
    assert not consents.allows(producer.id, Purpose.PHONE_SHOWN)
    committed(data_requests.lift_restriction, producer.id, by=make_user(Role.ADMINISTRATOR), reason="Diminta 25/11")
    assert consents.allows(producer.id, Purpose.PHONE_SHOWN)


def test_registering_oneself_accepts_the_notice_of_that_day(app: Flask) -> None:
    assert app is not None
    with time_machine.travel("2026-11-22T02:00:00Z", tick=False) as clock:
        producer = committed(
            members.register_oneself,
            name="Sambal Ika",
            owner_name="Ika Sari",
            owner_nik="6471024108900003",
            phone="081347172288",
            email="ika@contoh.id",
            consent=True,
            region_code="64.71",
        )
        clock.shift(timedelta(days=1))
        said = consents.latest_of(producer.id)
    assert set(said) == {Purpose.PRIVACY_NOTICE}
    assert said[Purpose.PRIVACY_NOTICE].at.isoformat() == "2026-11-22T02:00:00+00:00"
    assert said[Purpose.PRIVACY_NOTICE].by_id is None
