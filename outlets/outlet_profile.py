"""What an outlet tells about itself beside its kind and its terms, brought into its one form before it is kept."""

from collections.abc import Mapping
from typing import Any

from core.text import normalise_phone
from core.wording import Problem
from outlets.errors import NotAnOutletKind, NotARegency
from outlets.map_positions import MapPosition, checked_position, read_position
from outlets.models import Outlet
from outlets.outlet_errors import PositionIncomplete
from outlets.outlet_kinds import OUTLET_KINDS, area_hint
from partnerships.errors import WrongContent
from partnerships.regions import is_regency

PHONES = ("contact_phone", "contact_whatsapp")
POSITION = ("latitude_micro", "longitude_micro")
TEXTS = ("address", "parent_office", "contact_name", "opening_hours")
EDITED = (
    *("name", "kind", "chain_id", "region_code", "time_zone", "floor_area_square_metres"),
    *(*TEXTS, *PHONES, *POSITION),
)
"""Every field of the record that may be edited; how stock is followed, whether the outlet is PKP
and the status change by verbs of their own."""


def readable(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told, in its one form: telephone numbers as E.164, `position` as two numbers, no text as an empty one.

    Raises `NotAnOutletKind`, `NotARegency`, `PositionIncomplete`, and `WrongContent` for everything else at once.
    """
    known = dict(told)
    if "kind" in known and known["kind"] not in OUTLET_KINDS:
        raise NotAnOutletKind(field="kind", kinds=", ".join(OUTLET_KINDS))
    if "region_code" in known and not is_regency(known["region_code"]):
        raise NotARegency(field="region_code")
    errors: dict[str, list[Problem]] = {}
    for name in TEXTS:
        if name in known:
            known[name] = known[name] or ""
    for name in PHONES:
        if name in known:
            number = normalise_phone(known[name]) if known[name] else None
            known[name] = number
            if isinstance(number, Problem):
                errors[name] = [number]
    known |= _placed(known, errors)
    if errors:
        raise WrongContent(errors)
    return known


def _placed(known: dict[str, Any], errors: dict[str, list[Problem]]) -> dict[str, Any]:
    """Latitude and longitude as they were told, in one text or as two numbers. Raises `PositionIncomplete`."""
    field = "position" if "position" in known else POSITION[0]
    if "position" in known:
        typed = known.pop("position")
        found = read_position(typed) if typed else None
    elif any(name in known for name in POSITION):
        latitude, longitude = (known.get(name) for name in POSITION)
        if latitude is not None and longitude is not None:
            found = checked_position(latitude, longitude)
        elif latitude is None and longitude is None:
            found = None
        else:
            raise PositionIncomplete(field=POSITION[1] if longitude is None else POSITION[0])
    else:
        return {}
    if isinstance(found, Problem):
        errors[field] = [found]
        return {}
    return dict(zip(POSITION, (found.latitude_micro, found.longitude_micro) if found else (None, None), strict=True))


def position_of(outlet: Outlet) -> MapPosition | None:
    """Where an outlet stands; None where nobody said."""
    if outlet.latitude_micro is None or outlet.longitude_micro is None:
        return None
    return MapPosition(outlet.latitude_micro, outlet.longitude_micro)


def warnings_of(outlet: Outlet) -> list[Problem]:
    """What looks odd about an outlet: a sales floor that does not fit its kind (PP 29/2021 Pasal 87)."""
    if outlet.floor_area_square_metres is None:
        return []
    hint = area_hint(outlet.kind, outlet.floor_area_square_metres)
    return [hint] if hint else []
