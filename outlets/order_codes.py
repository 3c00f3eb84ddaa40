"""The code by which a buyer follows and fetches an order: nobody guesses it, and it is easy to read out."""

import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without what is mistaken for something else: 0 and O, 1, I and L, U and V."""
LENGTH = 10
"""30 to the power of 10 codes are 49 bits: at a thousand tries a second half of them take nine thousand years."""


def new_code() -> str:
    """A fresh random code."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spelled(code: str) -> str:
    """A code as it is shown: `K7QFP-2M9XT`."""
    return f"{code[:5]}-{code[5:]}"


def read_code(typed: str) -> str | None:
    """The code that was typed, however it was spelled; None for what can be none."""
    code = "".join(sign for sign in typed[:40].upper() if sign not in " -.")
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else None
