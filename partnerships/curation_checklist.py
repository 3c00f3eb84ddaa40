"""What a curator looks at before a product goes on sale: items to tick, by category. Pure."""

from collections.abc import Collection, Mapping

from core.wording import N_
from partnerships.product_categories import CATEGORIES
from partnerships.requirement_kinds import LABEL_ITEMS

LABEL = {f"label_{code}": label for code, label in LABEL_ITEMS.items()}
"""The nine items of a food label, UU 18/2012 Pasal 97(3)."""
PHOTO = {"photo_shows_product": N_("Foto memperlihatkan produk ini")}
ROUTE = {"answers_are_plausible": N_("Jawaban tentang jalur izin masuk akal")}
GOODS = {
    "data_agree_with_label": N_("Nama, berat dan kemasan sama dengan yang tertulis pada produk"),
    "own_production": N_("Dibuat sendiri, bukan barang titipan orang lain"),
}
ALL_ITEMS = LABEL | PHOTO | GOODS | ROUTE


def items_for(category: str, *, has_photos: bool, has_answers: bool) -> Mapping[str, str]:
    """The items of the checklist of a product with their labels, in the order in which they are looked at."""
    items: dict[str, str] = {}
    if category in CATEGORIES and CATEGORIES[category].is_packaged_food:
        items |= LABEL
    if has_photos:
        items |= PHOTO
    items |= GOODS
    if has_answers:
        items |= ROUTE
    return items


def checked_items(items: Mapping[str, str], ticked: Collection[str]) -> dict[str, bool]:
    """Each item with whether it was ticked. Raises ValueError for a tick at an item that is not there."""
    if not set(ticked) <= set(items):
        raise ValueError(sorted(set(ticked) - set(items)))
    return {code: code in ticked for code in items}


def reason_with(reason: str, items: Mapping[str, str], checks: Mapping[str, bool]) -> str:
    """The reviewer's words followed by each item that is not ticked, one a line."""
    lines = [f"- {items[code]}" for code, ticked in checks.items() if not ticked]
    return "\n".join(part for part in (reason.strip(), *lines) if part)
