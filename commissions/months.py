"""Months as they stand in an address."""

import re

from core.errors import NotFound

MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])", re.ASCII)


def known_month(text: str) -> str:
    """The month an address names. Raises `NotFound` for anything that is not a month like `2026-10`."""
    if not MONTH.fullmatch(text):
        raise NotFound
    return text
