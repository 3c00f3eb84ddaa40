"""What an unknown till code may mean: the outlet's own placements, those first whose codes look most like it."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from commissions.sales_file_errors import ProductNotHere
from commissions.sales_import import CodeMeaning
from outlets.models import Outlet
from outlets.placements import code_book

MOST_SUGGESTED = 3


@dataclass(frozen=True)
class PlacementChoice:
    """A placement of an outlet that a till code may mean."""

    placement_id: int
    name: str
    codes: tuple[str, ...]

    @property
    def label(self) -> str:
        """The product's name and its first code, which is unlike any other's."""
        return f"{self.name} · {self.codes[0]}"


def choices_of(outlet: Outlet) -> list[PlacementChoice]:
    """Every placement of an outlet that a code may mean, by product name."""
    book = code_book(outlet.id)
    choices = [
        PlacementChoice(
            row.placement_id,
            row.name,
            tuple(filter(None, [*book.own_codes.get(row.product_id, []), row.sku, row.gtin])),
        )
        for row in book.placements.values()
    ]
    return sorted(choices, key=lambda choice: (choice.name.casefold(), choice.placement_id))


def nearest(code: str, choices: Sequence[PlacementChoice]) -> list[dict[str, Any]]:
    """The placements whose codes look most like a code, nearest first; none when nothing is near."""
    by_code = {known.casefold(): choice for choice in choices for known in choice.codes}
    near = [by_code[known] for known in get_close_matches(code.casefold(), by_code, n=MOST_SUGGESTED)]
    return [{"placement_id": choice.placement_id, "name": choice.name} for choice in dict.fromkeys(near)]


def meanings_typed(typed: Sequence[tuple[str, str, str]], choices: Sequence[PlacementChoice]) -> list[CodeMeaning]:
    """What a person said of each code: a placement chosen, or a product typed by name or code; open ones are left out.

    Raises `ProductNotHere` when what was typed is no placement of the outlet, or more than one.
    """
    here = {str(choice.placement_id): choice.placement_id for choice in choices}
    by_words: dict[str, set[int]] = {}
    for choice in choices:
        for words in (choice.name, choice.label, *choice.codes):
            by_words.setdefault(words.casefold(), set()).add(choice.placement_id)
    meanings = []
    for code, chosen, product in typed:
        words = " ".join(product.split())
        found = by_words.get(words.casefold(), set()) if words else {here[chosen]} if chosen in here else set()
        if len(found) == 1:
            meanings.append(CodeMeaning(code, next(iter(found))))
        elif words:
            raise ProductNotHere(product=words, code=code)
    return meanings
