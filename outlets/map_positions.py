"""Where an outlet stands on the map, as whole millionths of a degree: reading and writing it. Pure.

A position is typed or pasted as a map application shows it, `-1.265400, 116.831200`: latitude, then longitude, in
degrees with a decimal point. It must lie in Indonesia, which also catches the two in the wrong order.
"""

import re
from dataclasses import dataclass

from core.wording import N_, Problem

SOUTH, NORTH = -11_200_000, 6_300_000
WEST, EAST = 94_700_000, 141_100_000
"""Indonesia, in millionths of a degree."""
DECIMALS = 6
TYPED = re.compile(r"\s*(-?)(\d{1,3})(?:\.(\d{1,15}))?\s*[,;\s]\s*(-?)(\d{1,3})(?:\.(\d{1,15}))?\s*", re.ASCII)
NOT_A_POSITION = N_("Tulis lintang lalu bujur seperti pada aplikasi peta, misalnya -1.265400, 116.831200.")
NOT_IN_INDONESIA = N_("Titik ini di luar Indonesia. Periksa urutannya: lintang dahulu, misalnya -1.265400, 116.831200.")


@dataclass(frozen=True, slots=True)
class MapPosition:
    """A point in millionths of a degree; south and west are below zero."""

    latitude_micro: int
    longitude_micro: int

    def __str__(self) -> str:
        """As it is typed: `-1.265400, 116.831200`."""
        return f"{_degrees(self.latitude_micro)}, {_degrees(self.longitude_micro)}"

    @property
    def map_link(self) -> str:
        """The address under which a map application opens at this point."""
        return f"https://www.google.com/maps/search/?api=1&query={str(self).replace(' ', '')}"


def read_position(text: str) -> MapPosition | Problem:
    """A typed position; decimals beyond the sixth are cut. Problems: `not_a_position`, `position_not_in_indonesia`."""
    match = TYPED.fullmatch(text)
    if match is None:
        return Problem("not_a_position", NOT_A_POSITION)
    return checked_position(_micro(*match.group(1, 2, 3)), _micro(*match.group(4, 5, 6)))


def checked_position(latitude_micro: int, longitude_micro: int) -> MapPosition | Problem:
    """A position that lies in Indonesia. Problem: `position_not_in_indonesia`."""
    if SOUTH <= latitude_micro <= NORTH and WEST <= longitude_micro <= EAST:
        return MapPosition(latitude_micro, longitude_micro)
    return Problem("position_not_in_indonesia", NOT_IN_INDONESIA)


def _micro(sign: str, whole: str, decimals: str | None) -> int:
    size = int(whole + (decimals or "")[:DECIMALS].ljust(DECIMALS, "0"))
    return -size if sign else size


def _degrees(micro: int) -> str:
    whole, rest = divmod(abs(micro), 10**DECIMALS)
    return f"{'-' if micro < 0 else ''}{whole}.{rest:0{DECIMALS}}"
