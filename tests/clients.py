"""How tests knock on the doors: as a browser that signs in and fills forms, or as a program with a token."""

from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.test import TestResponse

from accounts.models import ApiToken, UserAccount
from accounts.sign_in import hash_of, new_token
from core.database import db
from core.dates import now

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def token_for(user: UserAccount) -> str:
    """A fresh API token of a user."""
    token = new_token()
    db.session.add(ApiToken(user_id=user.id, name="tests", token_hash=hash_of(token), created_at=now()))
    db.session.commit()
    return token


class Api:
    """A program that signs in with a token and speaks JSON."""

    def __init__(self, app: Flask, user: UserAccount | None = None, token: str | None = None) -> None:
        """As a user, with a token given, or as nobody."""
        self.client: FlaskClient = app.test_client(use_cookies=False)
        self.token = token or (token_for(user) if user else None)

    def request(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """Call `/api/v1` + path."""
        headers = dict(kwargs.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **kwargs)

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Read."""
        return self.request("GET", path, **kwargs)

    def post(self, path: str, json: object = None, *, key: str | None = None, **kwargs: Any) -> TestResponse:
        """Post JSON, with an `Idempotency-Key` where one is given."""
        headers = dict(kwargs.pop("headers", {}))
        if key is not None:
            headers["Idempotency-Key"] = key
        if json is not None:
            kwargs["json"] = json
        return self.request("POST", path, headers=headers, **kwargs)


class Client:
    """A browser: it keeps cookies, sends the form token of the page it is on, and follows redirects when asked."""

    def __init__(self, app: Flask) -> None:
        """A browser with no cookies."""
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.form_token = ""

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Open a page and remember the token of its forms."""
        return self._remember(self.client.get(path, **kwargs))

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with the token of the last page that had one."""
        filled = {"csrf_token": self.form_token, **(data or {})}
        return self._remember(self.client.post(path, data=filled, **kwargs))

    def _remember(self, response: TestResponse) -> TestResponse:
        marker = 'name="csrf_token" value="'
        if response.mimetype == "text/html" and marker in (page := response.get_data(as_text=True)):
            self.form_token = page.split(marker, 1)[1].split('"', 1)[0]
        return response
