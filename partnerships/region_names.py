"""Regencies and cities as people write them in a cell: by code, by official name, by the name alone. Pure."""

import re
from functools import lru_cache

from core.cell_marks import NUMBER
from core.wording import N_, Problem
from partnerships.regions import all_regions, is_regency, name_of

LONGEST_SHOWN = 60
SHORT_KINDS = {"kab": "kabupaten", "kabupaten": "kabupaten", "kota": "kota", "kodya": "kota", "kotamadya": "kota"}

UNKNOWN = N_("“%(value)s” bukan kabupaten atau kota yang dikenal. Tulis kodenya, misalnya 64.71, atau nama resminya.")
AMBIGUOUS = N_("“%(value)s” dapat berarti %(choices)s. Tulis nama lengkap atau kodenya.")
CODE_CUT = N_("Kode wilayah “%(value)s” terpotong karena disimpan sebagai angka. Jadikan kolomnya teks.")


def read_regency(cell: str) -> str | Problem:
    """The code of the regency or city a cell names.

    Problems: `region_missing`, `region_unknown`, `region_ambiguous`, and `region_must_be_text` where a spreadsheet has
    kept `64.70` as the number 64.7.
    """
    text = (cell[1:] if cell[:1] < " " else cell).strip()
    value = {"value": text[:LONGEST_SHOWN]}
    if not text:
        return Problem("region_missing", N_("Kabupaten atau kota belum diisi."))
    code = f"{text[:2]}.{text[2:]}" if re.fullmatch(r"[0-9]{4}", text, re.ASCII) else text
    if is_regency(code):
        return code
    if cell.startswith(NUMBER) and re.fullmatch(r"[0-9]{2}\.[0-9]", text, re.ASCII):
        return Problem("region_must_be_text", CODE_CUT, value)
    found = _by_name().get(_plain(text), ())
    if len(found) == 1:
        return found[0]
    if found:
        return Problem("region_ambiguous", AMBIGUOUS, {**value, "choices": ", ".join(map(name_of, found))})
    return Problem("region_unknown", UNKNOWN, value)


@lru_cache
def _by_name() -> dict[str, tuple[str, ...]]:
    """Codes by official name and by the name without its kind, which a city and a regency may share."""
    found: dict[str, tuple[str, ...]] = {}
    for region in all_regions().values():
        if region.is_province:
            continue
        full = _plain(region.name)
        kind, _space, bare = full.partition(" ")
        for name in {full, bare} if kind in SHORT_KINDS.values() and bare else {full}:
            found[name] = (*found.get(name, ()), region.code)
    return found


def _plain(name: str) -> str:
    """Lower case, single spaces, `kab.` written out."""
    words = re.sub(r"[\W_]+", " ", name.casefold()).split()
    if words and words[0] in SHORT_KINDS:
        words[0] = SHORT_KINDS[words[0]]
    return " ".join(words)
