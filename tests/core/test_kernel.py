"""The kernel keeps its promises before any business stands on it."""

import pytest
from marshmallow import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from accounts.models import AuditEvent
from core.database import ChangedAppendOnlyRow, committed, db, transaction
from core.dates import now
from core.fields import Text
from tests.clients import Client


def test_the_application_is_alive_and_ready(client: Client) -> None:
    assert client.get("/sehat").json == {"status": "ok"}
    assert client.get("/siap").json == {
        "status": "ok",
        "database": "ok",
        "expiry_job": "not yet",
        "programme_job": "not yet",
        "ladder_job": "not yet",
    }


def test_history_cannot_be_changed_by_the_orm_nor_by_sql(app) -> None:
    with transaction():
        event = AuditEvent(at=now(), actor_role="system", action="test:made", subject_type="test", subject_id=1)
        db.session.add(event)
    event.action = "test:forged"
    with pytest.raises(ChangedAppendOnlyRow):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(ChangedAppendOnlyRow):
        db.session.execute(db.update(AuditEvent).values(action="test:forged"))
    with pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text("UPDATE audit_event SET action = 'test:forged'"))


def test_what_a_refused_transaction_wrote_is_gone(app) -> None:
    def write_and_stop() -> None:
        db.session.add(AuditEvent(at=now(), actor_role="system", action="a", subject_type="test", subject_id=7))
        db.session.flush()
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        committed(write_and_stop)
    assert db.session.query(AuditEvent).filter_by(subject_type="test", subject_id=7).count() == 0


@pytest.mark.parametrize("sign", list("\x00\x1b\x80\x9f\ud800\u061c\u202e\u2066\ufdd0\uffff"))
def test_signs_no_document_can_carry_are_refused_in_a_text(app, sign: str) -> None:
    with pytest.raises(ValidationError):
        Text().deserialize(f"Keripik{sign} pisang")
    assert Text().deserialize("  Keripik\u200b pisang 😀 ᨒᨚᨈᨑ  ") == "Keripik pisang 😀 ᨒᨚᨈᨑ"
