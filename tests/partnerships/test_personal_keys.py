"""A key for each producer: what it seals, how it is moved from part 1, rotated, lost, and destroyed."""

import json

import pytest
from flask import Flask, current_app

from accounts.permissions import Role
from core.database import committed, db
from core.secrets_at_rest import CannotBeRead, encrypt, new_keys, rotated, sealed_under_current_key
from partnerships import personal_keys, producers, requirements
from partnerships.models import Producer, Requirement
from partnerships.personal_errors import PersonErased
from partnerships.personal_models import PersonalKey
from tests.factories.partnerships import make_requirement
from tests.factories.people import make_user
from tests.factories.personal_data import make_sealed_producer

NIK = "6471025403900017"
WHY = "Mencocokkan KTP"


def of_part_1(producer: Producer) -> Requirement:
    """The producer as part 1 left it: sealed under the installation's key, without one of its own."""
    db.session.delete(db.session.get_one(PersonalKey, producer.id))
    producer.owner_nik_encrypted = encrypt(NIK, "producer|owner_nik")
    document = make_requirement(producer, "bank_account", details={"bank_code": "124"})
    document.details_encrypted = encrypt(json.dumps({"number": "0098765432"}), "requirement|details")
    db.session.commit()
    return document


def test_what_part_1_sealed_still_opens_and_moves_under_the_persons_own_key(app: Flask) -> None:
    assert app is not None
    verifier = make_user(Role.VERIFIER)
    producer = make_sealed_producer(by=verifier, nik=NIK)
    document = of_part_1(producer)
    assert producers.reveal_nik(producer.id, by=verifier, purpose=WHY) == NIK
    assert requirements.reveal(document.id, by=verifier, purpose=WHY) == {"number": "0098765432"}
    assert producer.owner_nik_encrypted[0] == 1
    assert committed(personal_keys.rewrap, 0) == producer.id
    assert committed(personal_keys.rewrap, producer.id) is None
    assert (producer.owner_nik_encrypted[0], document.details_encrypted[0]) == (2, 2)
    before = (producer.owner_nik_encrypted, document.details_encrypted)
    committed(personal_keys.rewrap, 0)
    assert (producer.owner_nik_encrypted, document.details_encrypted) == before, "a second run leaves all as it is"
    assert producers.reveal_nik(producer.id, by=verifier, purpose=WHY) == NIK
    assert requirements.reveal(document.id, by=verifier, purpose=WHY) == {"number": "0098765432"}


def test_after_a_rotation_old_keys_open_and_a_run_brings_each_under_the_new_one(app: Flask) -> None:
    verifier = make_user(Role.VERIFIER)
    first = make_sealed_producer(by=verifier, nik=NIK)
    keys = current_app.extensions["keys"]
    app.extensions["keys"] = rotated(keys)
    try:
        wrapped = db.session.get_one(PersonalKey, first.id).wrapped
        assert not sealed_under_current_key(wrapped)
        assert producers.reveal_nik(first.id, by=verifier, purpose=WHY) == NIK
        committed(personal_keys.rewrap, 0)
        assert sealed_under_current_key(db.session.get_one(PersonalKey, first.id).wrapped)
        assert producers.reveal_nik(first.id, by=verifier, purpose=WHY) == NIK
    finally:
        app.extensions["keys"] = keys


def test_a_lost_key_is_said_and_another_producers_key_opens_nothing(app: Flask) -> None:
    verifier = make_user(Role.VERIFIER)
    one, other = make_sealed_producer(by=verifier, nik=NIK), make_sealed_producer(by=verifier)
    with pytest.raises(CannotBeRead):
        personal_keys.opened(other.id, one.owner_nik_encrypted, "producer|owner_nik")
    stolen = db.session.get_one(PersonalKey, one.id)
    stolen.wrapped = db.session.get_one(PersonalKey, other.id).wrapped
    db.session.flush()
    with pytest.raises(CannotBeRead):
        personal_keys.key_of(one.id)
    db.session.rollback()
    keys = app.extensions["keys"]
    app.extensions["keys"] = new_keys()
    try:
        with pytest.raises(CannotBeRead):
            producers.reveal_nik(one.id, by=verifier, purpose=WHY)
    finally:
        app.extensions["keys"] = keys


def test_a_destroyed_key_opens_nothing_not_even_bytes_kept_elsewhere(app: Flask) -> None:
    assert app is not None
    verifier = make_user(Role.VERIFIER)
    producer = make_sealed_producer(by=verifier, nik=NIK)
    kept_in_a_copy = bytes(producer.owner_nik_encrypted)
    committed(personal_keys.destroy, producer.id)
    committed(personal_keys.destroy, producer.id)
    row = db.session.get_one(PersonalKey, producer.id, populate_existing=True)
    assert (row.wrapped, row.destroyed_at is not None) == (None, True)
    with pytest.raises(PersonErased):
        personal_keys.opened(producer.id, kept_in_a_copy, "producer|owner_nik")
    with pytest.raises(PersonErased):
        personal_keys.sealed(producer.id, "baru", "producer|owner_nik")
    assert personal_keys.keys_of([producer.id]) == {}
