"""What is missing when the answers about a food product, and not its category alone, decide on its permit. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from core.wording import N_
from partnerships.pirt_routing import FOOD_PERMITS, Route, needed_route, with_route
from partnerships.readiness import Gap, GapReason, RequirementFact, gaps_among

UNDECIDED = N_("Petugas Dinas menentukan dahulu izin yang tepat untuk produk ini, dari jawaban jalur izinnya.")


class Routed(Protocol):
    """What of a product, or of a row of it, decides on its permit."""

    category: str
    route_answers: dict[str, bool]
    shelf_life_days: int | None
    decided_route: str | None


def route_of(product: Routed) -> Route | None:
    """The permit a product needs by its answers; None leaves it to the rules of its category."""
    return needed_route(
        product.category,
        product.route_answers,
        shelf_life_days=product.shelf_life_days,
        decided_route=product.decided_route,
    )


def routed_gaps(
    kinds: Iterable[str], facts: Iterable[RequirementFact], route: Route | None, *, on: date
) -> tuple[list[str], list[Gap]]:
    """The required kinds with the permit of the route in its place, and the gaps among them.

    While a verifier has not decided, no food permit satisfies.
    """
    needed = with_route(list(kinds), route)
    gaps = {gap.kind: gap for gap in gaps_among(needed, facts, on=on)}
    if route is Route.MANUAL_REVIEW:
        gaps |= {
            kind: Gap(kind=kind, reason=GapReason.ROUTE_UNDECIDED, next_step=UNDECIDED)
            for kind in needed
            if kind in FOOD_PERMITS
        }
    return needed, [gaps[kind] for kind in needed if kind in gaps]
