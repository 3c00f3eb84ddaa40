"""Which of Indonesia's three times an outlet keeps, by its province.

WIB is Sumatra, Java, Kalimantan Barat and Kalimantan Tengah; WITA Bali, Nusa Tenggara, the rest of Kalimantan and
Sulawesi; WIT Maluku and Papua. The split is a default: an outlet's own zone may be chosen.
"""

from enum import StrEnum

from core.wording import N_


class TimeZone(StrEnum):
    """The zones an outlet may keep."""

    WIB = "Asia/Jakarta"
    WITA = "Asia/Makassar"
    WIT = "Asia/Jayapura"


ZONE_LABELS = {
    TimeZone.WIB: N_("WIB (Indonesia Barat)"),
    TimeZone.WITA: N_("WITA (Indonesia Tengah)"),
    TimeZone.WIT: N_("WIT (Indonesia Timur)"),
}

PROVINCES_OF_WITA = frozenset({"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"})
PROVINCES_OF_WIT = frozenset({"81", "82", "91", "92", "93", "94", "95", "96"})


def zone_of_region(region_code: str) -> TimeZone:
    """The zone of a region by its Kemendagri code; the provinces named neither under WITA nor WIT keep WIB."""
    province = region_code[:2]
    if province in PROVINCES_OF_WITA:
        return TimeZone.WITA
    return TimeZone.WIT if province in PROVINCES_OF_WIT else TimeZone.WIB
