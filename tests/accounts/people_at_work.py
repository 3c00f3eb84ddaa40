"""What the tests of accounts share: people with a password, and how they sign in."""

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from accounts.models import UserAccount
from accounts.permissions import Role
from tests.clients import Client
from tests.factories.people import make_user

PASSWORD = "gurami kecap lengkuas sereh"
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
HASH = LIGHT.hash(PASSWORD)


def make_person(role: Role, email: str, name: str = "Siti Aminah", **more: object) -> UserAccount:
    """Somebody who has set the password of these tests."""
    return make_user(role, email=email, name=name, password_hash=HASH, **more)


def sign_in(
    client: Client, email: str, password: str = PASSWORD, address: str = "127.0.0.1", **more: str
) -> TestResponse:
    """Fill the sign-in form and send it from an address."""
    where = {"REMOTE_ADDR": address}
    client.get("/masuk", environ_base=where)
    return client.post("/masuk", {"email": email, "password": password, **more}, environ_base=where)


def signed_in(app: Flask, user: UserAccount) -> Client:
    """A browser somebody has signed in with."""
    client = Client(app)
    assert sign_in(client, user.email).status_code == 303
    return client


def is_signed_in(client: Client) -> bool:
    """Whether the own account opens."""
    return client.get("/akun").status_code == 200
