"""Provinces and regencies by their Kemendagri codes: `64` is Kalimantan Timur, `64.71` is Kota Balikpapan.

The list is that of Kepmendagri 300.2.2-2138/2025 (38 provinces, 514 regencies and cities); its licence stands in
`regions.NOTICE.txt`. The regency digits of a P-IRT number follow another scheme (BPS) and have a table of their own.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Region:
    """A province (`64`) or a regency or city (`64.71`) with its official name."""

    code: str
    name: str

    @property
    def province_code(self) -> str:
        """The code of the province it is or lies in."""
        return self.code[:2]

    @property
    def is_province(self) -> bool:
        """Whether this is a whole province."""
        return len(self.code) == 2


@dataclass(frozen=True, slots=True)
class PirtRegency:
    """What the four regency digits of a P-IRT number stand for.

    `kemendagri_codes` is empty where the name could not be matched to today's list; two codes of BPOM's table carry two
    names each, so there may be two.
    """

    code: str
    name: str
    kemendagri_codes: tuple[str, ...]


@lru_cache
def all_regions() -> Mapping[str, Region]:
    """Every region by its code, provinces before their regencies."""
    with (FOLDER / "regions.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: Region(row["code"], row["name"]) for row in csv.DictReader(file)}


@lru_cache
def pirt_regencies() -> Mapping[str, PirtRegency]:
    """The regencies of P-IRT numbers by their four digits, from BPOM's own table (2019)."""
    found: dict[str, PirtRegency] = {}
    with (FOLDER / "pirt_regencies.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = found.get(row["code"])
            names = f"{known.name} / {row['name']}" if known else row["name"]
            codes = (*(known.kemendagri_codes if known else ()), *filter(None, [row["kemendagri_code"]]))
            found[row["code"]] = PirtRegency(row["code"], names, codes)
    return found


def is_region(code: str) -> bool:
    """Whether the code names a province or regency."""
    return code in all_regions()


def is_regency(code: str) -> bool:
    """Whether the code names a regency or city, not a whole province."""
    return is_region(code) and not all_regions()[code].is_province


def name_of(code: str) -> str:
    """The name of a region, `Kota Balikpapan`; a code that is no region comes back as it is, to be shown."""
    region = all_regions().get(code)
    return region.name if region else code


def provinces() -> list[Region]:
    """All provinces by code."""
    return [region for region in all_regions().values() if region.is_province]


def regencies_of(province_code: str) -> list[Region]:
    """The regencies and cities of a province by code; empty for a code that is no province."""
    return [r for r in all_regions().values() if r.province_code == province_code and not r.is_province]


def lies_in(code: str, area: str) -> bool:
    """Whether a region is the area or lies inside it: `64.71` lies in `64`, and in itself."""
    return code == area or code.startswith(f"{area}.")


def search(words: str, *, limit: int = 20) -> list[Region]:
    """Regions whose name holds every word, or whose code begins with the text; names that begin with it come first."""
    wanted = words.casefold().split()
    if not wanted:
        return []
    hits = [
        region
        for region in all_regions().values()
        if region.code.startswith(words.strip()) or all(word in region.name.casefold() for word in wanted)
    ]
    return sorted(hits, key=lambda region: (not _plain(region.name).startswith(wanted[0]), region.code))[:limit]


def _plain(name: str) -> str:
    """The name without Kabupaten or Kota, as people search for it."""
    return name.casefold().removeprefix("kabupaten ").removeprefix("kota ")
