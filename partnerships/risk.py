"""How closely a document that waits should be looked at: a score from signs, each of which is a sentence.

The score only orders the desk's work. It decides nothing, and nobody is refused because of it. The points are the
agency's own judgement, not a regulation: a shared permit number outweighs everything else, because it is how a broker
sells under somebody else's permit.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.wording import N_, Problem


class Sign(StrEnum):
    """Something that makes a document worth a closer look."""

    NUMBER_SHARED = "number_shared"
    HOLDER_DIFFERS = "holder_differs"
    NO_EVIDENCE = "no_evidence"
    WARNINGS = "warnings"
    GRAVE_KIND = "grave_kind"
    FIRST_DOCUMENT = "first_document"
    REFUSED_BEFORE = "refused_before"


class RiskLevel(StrEnum):
    """The score in three words."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Weight:
    """The points of a sign for each time it was found, how often it counts at most, and its sentence."""

    points: int
    most: int
    sentence: str


WEIGHTS: Mapping[Sign, Weight] = {
    Sign.NUMBER_SHARED: Weight(40, 1, N_("Nomornya juga diajukan pelaku UMKM lain.")),
    Sign.HOLDER_DIFFERS: Weight(25, 1, N_("Pemilik rekening bukan pemilik usaha.")),
    Sign.NO_EVIDENCE: Weight(15, 1, N_("Foto atau berkas buktinya tidak ada atau tidak lengkap.")),
    Sign.WARNINGS: Weight(10, 3, N_("Peringatan dari pembacaan nomor dan tanggal: %(count)s.")),
    Sign.GRAVE_KIND: Weight(10, 1, N_("Jenis ini menyangkut keamanan pembeli atau tujuan uang.")),
    Sign.FIRST_DOCUMENT: Weight(5, 1, N_("Ini dokumen pertama dari usaha ini.")),
    Sign.REFUSED_BEFORE: Weight(15, 2, N_("Dokumen usaha ini pernah ditolak atau dicabut: %(count)s kali.")),
}
LEAST_POINTS: Mapping[RiskLevel, int] = {RiskLevel.HIGH: 40, RiskLevel.MEDIUM: 20, RiskLevel.LOW: 0}
"""From how many points on a level holds, highest first."""

GRAVE_KINDS = frozenset(
    {
        *("pirt", "bpom_md", "halal", "slhs", "cosmetic_notification", "traditional_medicine", "household_product"),
        "bank_account",
    }
)
"""Kinds where a wrong acceptance hurts a buyer or sends money to the wrong place."""

SIGN_OF_WARNING: Mapping[str, Sign] = {
    "number_shared": Sign.NUMBER_SHARED,
    "holder_is_not_owner": Sign.HOLDER_DIFFERS,
    "evidence_missing": Sign.NO_EVIDENCE,
    "back_photo_missing": Sign.NO_EVIDENCE,
}
"""Warnings that are a sign of their own; any other counts as `Sign.WARNINGS`."""


def signs_of(kind: str, warning_codes: Iterable[str], *, is_first: bool, refused_before: int) -> dict[Sign, int]:
    """The signs a document bears and how often, in the order of `WEIGHTS`.

    `refused_before` counts earlier documents of the producer that were rejected or revoked.
    """
    found = Counter(SIGN_OF_WARNING.get(code, Sign.WARNINGS) for code in warning_codes)
    found[Sign.GRAVE_KIND] = int(kind in GRAVE_KINDS)
    found[Sign.FIRST_DOCUMENT] = int(is_first)
    found[Sign.REFUSED_BEFORE] = refused_before
    return {sign: found[sign] for sign in WEIGHTS if found[sign] > 0}


def points(signs: Mapping[Sign, int]) -> int:
    """The score of signs: each counts as often as it was found, up to its most."""
    return sum(WEIGHTS[sign].points * min(count, WEIGHTS[sign].most) for sign, count in signs.items())


def level_of(score: int) -> RiskLevel:
    """The level a score lies in."""
    return next(level for level, least in LEAST_POINTS.items() if score >= least)


def bounds_of(level: RiskLevel) -> tuple[int, int]:
    """The least score of a level, and that of the next higher one (for the highest, a million)."""
    higher = [least for least in LEAST_POINTS.values() if least > LEAST_POINTS[level]]
    return LEAST_POINTS[level], min(higher, default=1_000_000)


def explained(signs: Mapping[str, int]) -> Sequence[Problem]:
    """Each sign as a sentence with its count; codes that are no longer known are left out."""
    known = {Sign(code): count for code, count in signs.items() if code in set(Sign)}
    return [Problem(sign.value, WEIGHTS[sign].sentence, {"count": count}) for sign, count in known.items()]
