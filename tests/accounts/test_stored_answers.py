"""What is kept to answer a repeated request the same way tells a thief of the database nothing."""

import hashlib

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


def test_a_key_whose_first_request_is_still_at_work_is_asked_to_come_back(app: Flask) -> None:
    user = make_user(Role.PARTNERSHIP_OFFICER)
    lock = int.from_bytes(hashlib.sha256(f"{user.id}:k-1".encode()).digest()[:8], signed=True)
    first = db.create_engine(app.config["SQLALCHEMY_DATABASE_URI"]).connect()
    first.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": lock})
    officer = Api(app, user)
    waits = officer.post("/chains", {"name": "Hero"}, key="k-1")
    assert (waits.status_code, waits.json["code"], waits.headers["Retry-After"]) == (409, "request_in_progress", "2")
    first.close()
    first.engine.dispose()
    assert officer.post("/chains", {"name": "Hero"}, key="k-1").status_code == 201
