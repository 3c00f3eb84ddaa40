"""What is kept to answer a repeated request the same way tells a thief of the database nothing."""

from flask import Flask
from sqlalchemy import text

from accounts.permissions import Role
from core.database import db
from tests.clients import Api
from tests.factories.outlets import make_outlet
from tests.factories.people import make_user

MEMBER = {"name": "Rahmat Hidayat", "email": "rahmat@contoh.id", "role": "cashier"}


def test_an_answer_with_an_invitation_is_kept_sealed_and_given_again(app: Flask) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/outlets/{make_outlet().id}/members"
    first = officer.post(path, MEMBER, key="undang-1")
    again = officer.post(path, MEMBER, key="undang-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    secret = first.json["invitation_link"].rpartition("/")[2]
    kept = "".join(db.session.execute(text("SELECT stored_answer::text FROM stored_answer")).scalars())
    assert kept
    assert secret not in kept
    assert secret.encode().hex() not in kept
