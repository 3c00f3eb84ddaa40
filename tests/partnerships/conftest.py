"""People the tests of this package work with."""

import pytest

from accounts.models import UserAccount
from accounts.permissions import Role
from tests.accounts.people_at_work import HASH
from tests.factories.people import make_user


@pytest.fixture
def verifier(app) -> UserAccount:
    """A verifier who can sign in."""
    return make_user(Role.VERIFIER, name="Budi Santoso", password_hash=HASH)
