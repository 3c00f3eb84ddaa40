"""Passwords: how they are kept, and which are refused.

Kept as argon2id (RFC 9106). Refused are short ones (12 characters, staff 15), those beyond 128, and those that are
guessed first. No mix of signs is asked for and none expires (OWASP ASVS 5.0, 6.2.5 and 6.2.10); nothing is cut off.
"""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.errors import PasswordTooCommon, PasswordTooLong, PasswordTooShort
from accounts.permissions import STAFF, Role

LEAST_CHARACTERS = 12
LEAST_CHARACTERS_STAFF = 15
MOST_CHARACTERS = 128
COMMON = Path(__file__).with_name("common_passwords.txt")
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "09876543210", "qwertyuiop", "asdfghjkl", "zxcvbnm")

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


@lru_cache(maxsize=1)
def _hash_of_nobody() -> str:
    """A hash that no password fits, so that an unknown account costs as much as a known one."""
    return hashed("nobody signs in with this sentence")


def is_right(stored_hash: str | None, password: str) -> bool:
    """Whether a password fits what is stored; without anything stored the same effort is made, and the answer is no."""
    try:
        fits = _hasher.verify(stored_hash or _hash_of_nobody(), unicodedata.normalize("NFC", password))
    except (VerificationError, InvalidHashError):
        return False
    return fits and stored_hash is not None


def least_characters(role: Role) -> int:
    """How long a password of a role must be, in characters."""
    return LEAST_CHARACTERS_STAFF if role in STAFF else LEAST_CHARACTERS


def refuse_weak(password: str, role: Role, *own_words: str, field: str = "password") -> None:
    """Refuse a password that is too short, too long or guessed first.

    `own_words` are what a stranger knows of the person (name, e-mail address). Raises `PasswordTooShort`,
    `PasswordTooLong`, `PasswordTooCommon`, each on `field`.
    """
    if len(password) < (least := least_characters(role)):
        raise PasswordTooShort(field=field, least=least)
    if len(password) > MOST_CHARACTERS:
        raise PasswordTooLong(field=field, most=MOST_CHARACTERS)
    if is_guessed_first(password, *own_words):
        raise PasswordTooCommon(field=field)


def is_guessed_first(password: str, *own_words: str) -> bool:
    """Whether a password is one that is tried first: few signs, runs of keys, or little beside known words."""
    text = unicodedata.normalize("NFKC", password).casefold()
    if len(set(text)) < 5:
        return True
    left = text
    words = {part for word in own_words for part in re.split(r"[^\w]+|_", word.casefold()) if len(part) >= 3}
    for word in sorted(words | common_words(), key=len, reverse=True):
        left = left.replace(word, "")
    for run in RUNS:
        for length in range(len(run), 3, -1):
            for start in range(len(run) - length + 1):
                left = left.replace(run[start : start + length], "")
    return len(re.sub(r"[\W\d_]", "", left)) < 4 and len(left) < 8


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """The words passwords are usually made of."""
    return frozenset(word for word in COMMON.read_text().split() if not word.startswith("#"))
