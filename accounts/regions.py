"""The regions staff work in, by code or by name. Which regions exist, the composition root says."""

import re
from collections.abc import Mapping, Sequence

from accounts.errors import RegionsOnlyForStaff, UnknownRegion
from accounts.permissions import STAFF, Role

_names: dict[str, str] = {}


def know_regions(names: Mapping[str, str]) -> None:
    """Tell which regions exist: code (`64.71`, or `64` for a whole province) and name."""
    _names.clear()
    _names.update(names)


def name_of_region(code: str) -> str:
    """`Kota Balikpapan` of `64.71`; a code that is not known comes back as it is, to be shown."""
    return _names.get(code, code)


def checked_regions(regions: Sequence[str], role: Role) -> list[str]:
    """The codes of regions that were given by code or by name, sorted, without twins.

    A name may leave out Kota or Kabupaten where only one region is then meant. Raises `RegionsOnlyForStaff`,
    `UnknownRegion`, both on the field `regions`.
    """
    wanted = [region.strip() for region in regions if region.strip()]
    if wanted and role not in STAFF:
        raise RegionsOnlyForStaff(field="regions")
    return sorted({_code_of(region) for region in wanted})


def _code_of(region: str) -> str:
    """The code of one region. Raises `UnknownRegion` when none or several are meant."""
    if region in _names:
        return region
    plain = region.casefold()
    exact = [code for code, name in _names.items() if name.casefold() == plain]
    short = [
        code for code, name in _names.items() if re.sub(r"^(kota|kabupaten|provinsi) ", "", name.casefold()) == plain
    ]
    for found in (exact, short):
        if len(found) == 1:
            return found[0]
    raise UnknownRegion(field="regions", region=region[:40])


def lines_of(text: str) -> list[str]:
    """The regions of a text with one a line, or with commas between them."""
    return [part.strip() for part in re.split(r"[\n,;]", text) if part.strip()]
