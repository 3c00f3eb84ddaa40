"""What must be settled before a producer leaves the partnership: goods on shelves, agreements, claims.

What stands in the trade is known by the packages above; each says so with `looks_for_what_stands`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.errors import Conflict
from core.languages import speak
from core.wording import N_


@dataclass(frozen=True, slots=True)
class Blocker:
    """Something to settle before a producer leaves or is erased: what, how many, how much, and where to settle it."""

    code: str
    sentence: str
    count: int
    address: str
    amount_rupiah: int | None = None


Look = Callable[[int], list[Blocker]]
NOT_IN_THE_WAY = frozenset({"months_open"})
"""A month that is closed later closes without it; only an erasure waits for that."""
_looks: list[Look] = []


class StillTrades(Conflict):
    """The producer cannot leave while something stands; `blockers` in the answer lists it. Parameters: `what`."""

    code = "still_trades"
    sentence = N_("Pelaku UMKM ini belum dapat keluar: %(what)s. Selesaikan dahulu.")


def looks_for_what_stands(look: Look) -> Look:
    """Ask this function, too, what stands of a producer's trade."""
    _looks.append(look)
    return look


def refuse_while_trading(producer_id: int) -> None:
    """Raises `StillTrades` with everything that stands."""
    found = [blocker for look in _looks for blocker in look(producer_id) if blocker.code not in NOT_IN_THE_WAY]
    if not found:
        return
    told = [
        {
            "code": blocker.code,
            "message": speak(blocker.sentence),
            "count": blocker.count,
            "amount_rupiah": blocker.amount_rupiah,
        }
        for blocker in found
    ]
    what = ", ".join(f"{one['count']} {one['message']}" for one in told)
    raise StillTrades(field="status", what=what, extra={"blockers": told})
