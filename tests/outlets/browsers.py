"""What the tests of outlets' pages share: a browser somebody has signed in with."""

from flask import Flask

from accounts.models import UserAccount
from core.database import db
from tests.accounts import people_at_work
from tests.clients import Client


def signed_in(app: Flask, user: UserAccount) -> Client:
    """A browser of that person, who gets the password of the tests first."""
    user.password_hash = people_at_work.HASH
    db.session.commit()
    return people_at_work.signed_in(app, user)


def text(browser: Client, path: str) -> str:
    """A page as text; it must open."""
    answer = browser.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)
