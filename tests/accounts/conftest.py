"""Passwords cost next to nothing here, or guessing a hundred of them would take the tests minutes."""

import pytest

from accounts import passwords
from tests.accounts.people_at_work import LIGHT


@pytest.fixture(autouse=True)
def passwords_are_light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with the least effort; what production uses is tested by itself."""
    monkeypatch.setattr(passwords, "_hasher", LIGHT)
    monkeypatch.setattr(passwords, "_hash_of_nobody", lambda: LIGHT.hash("nobody"))
