"""Which column of somebody's file means what. Pure.

A heading is matched with certainty when the template, a known synonym or earlier teaching names it. What is merely
likely is offered as a suggestion and confirmed by a person once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.cell_marks import NUMBER, shown
from core.errors import InvalidInput
from core.reading_dates import DateStyle
from core.reading_numbers import NumberStyle
from core.wording import N_

ROWS_SEARCHED = 30


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file.

    `required` are those it cannot do without, `columns` all of them. `certain` and `likely` are the headings that name
    a column or suggest it, written as `plain_title` writes them. A suggestion for one of `asked_once` is put to a
    person although the file could be read without it.
    """

    required: tuple[str, ...]
    columns: tuple[str, ...]
    certain: Mapping[str, tuple[str, ...]]
    likely: Mapping[str, tuple[str, ...]]
    asked_once: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaughtColumns:
    """What people have taught about a file: our column to its heading, number style, date style, sheet to read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    number_style: NumberStyle | None = None
    date_style: DateStyle | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading row found and what its columns mean.

    `places` gives the index of each column known with certainty, `suggested` the heading likely meant for each other
    one.
    """

    row: int
    titles: tuple[str, ...]
    places: Mapping[str, int]
    suggested: Mapping[str, str]
    missing: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the rows can be read without asking anybody."""
        return not self.missing

    @property
    def columns(self) -> dict[str, str]:
        """Canonical column to heading, the certain ones and the suggestions."""
        return {name: self.titles[place] for name, place in self.places.items()} | dict(self.suggested)

    @property
    def ignored(self) -> list[str]:
        """Headings no column was taken from."""
        used = set(self.places.values())
        return [title for place, title in enumerate(self.titles) if title and place not in used]


class DuplicateColumn(InvalidInput):
    """Two columns carry the same heading and it is not certain which is meant. Parameters: `title`."""

    code = "duplicate_column"
    sentence = N_("Ada dua kolom berjudul “%(title)s”. Hapus atau ganti nama salah satunya.")


class MissingColumns(InvalidInput):
    """Fewer columns than such a file must have, so none can be chosen either. Parameters: `missing`."""

    code = "missing_columns"
    sentence = N_("Kolom tidak ditemukan: %(missing)s. Pakai contoh berkas atau lengkapi kolomnya.")


class UnknownColumn(InvalidInput):
    """A mapping names a column that is not one of ours, or two of ours share a heading. Parameters: `column`."""

    code = "unknown_column"
    sentence = N_("Pemetaan kolom “%(column)s” tidak dikenal atau dipakai dua kali.")


def plain_title(title: str) -> str:
    """A heading for comparison: lower case, other signs one space, so that `No. Struk` and `no_struk` are the same."""
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def find_heading(layout: Layout, rows: Sequence[tuple[int, list[str]]], taught: TaughtColumns) -> Heading:
    """The heading among the first rows of a sheet; title rows above it are passed over.

    Raises MissingColumns when no row has as many columns as such a file needs, DuplicateColumn, and UnknownColumn for
    a mapping that cannot be meant.
    """
    _check_mapping(layout, taught.columns)
    candidates = rows[:ROWS_SEARCHED]
    wanted = {plain_title(title) for title in taught.columns.values()}
    best: tuple[int, list[str]] | None = None
    best_score = 1
    for number, cells in candidates:
        words = {plain_title(shown(cell)) for cell in cells} - {""}
        score = _score(layout, words) + 100 * (bool(wanted) and wanted <= words)
        if score > best_score and len(words) >= len(layout.required):
            best, best_score = (number, cells), score
    best = best or next((row for row in candidates if _looks_like_titles(layout, row[1])), None)
    if best is None:
        widest = max((cells for _, cells in candidates), key=len, default=[])
        known = {name for cell in widest for name in layout.columns if plain_title(cell) in layout.certain[name]}
        raise MissingColumns(missing=", ".join(name for name in layout.required if name not in known))
    titles = [" ".join(shown(cell).split()) for cell in best[1]]
    present = {plain_title(title) for title in titles}
    # Whoever has taught a file may still send our own template, whose titles need no teaching.
    is_template = {plain_title(name) for name in layout.required} <= present and not wanted <= present
    return _match(layout, best[0], titles, {} if is_template else taught.columns)


def _check_mapping(layout: Layout, columns: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for name, title in columns.items():
        if name not in layout.columns or plain_title(title) in seen:
            raise UnknownColumn(column=name)
        seen.add(plain_title(title))


def _score(layout: Layout, titles: set[str]) -> int:
    """How many of our columns a row of titles could name; certain ones count double."""
    return sum(
        2 if titles & set(layout.certain[name]) else bool(titles & set(layout.likely.get(name, ())))
        for name in layout.columns
    )


def _looks_like_titles(layout: Layout, cells: list[str]) -> bool:
    """As many texts as there are required columns, none with a digit in front: a heading in words we do not know."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= len(layout.required) and all(
        not cell.startswith(NUMBER) and not cell[0].isdigit() for cell in filled
    )


def _match(layout: Layout, row: int, titles: list[str], taught: Mapping[str, str]) -> Heading:
    """Give each of our columns its place: what was taught first, then certain synonyms, then suggestions."""
    plain = [plain_title(title) for title in titles]
    places: dict[str, int] = {}
    suggested: dict[str, str] = {}
    for name, title in taught.items():
        found = _places_of(plain, {plain_title(title)}, set(), titles)
        if found:
            places[name] = found[0]
    for name in layout.columns:
        found = [] if name in places else _places_of(plain, set(layout.certain[name]), set(places.values()), titles)
        # What was taught and is gone is not replaced by a guess; two different headings for one column need a person.
        if len(found) == 1 and name not in taught:
            places[name] = found[0]
        elif found:
            suggested[name] = titles[found[0]]
    taken = set(places.values()) | {titles.index(title) for title in suggested.values()}
    for name in layout.columns:
        meant = layout.likely.get(name, ())
        likely = [place for place, text in enumerate(plain) if text in meant and place not in taken]
        if name not in places and name not in suggested and likely:
            suggested[name] = titles[likely[0]]
            taken.add(likely[0])
    return Heading(row, tuple(titles), places, suggested, _missing(layout, places, suggested, taught))


def _places_of(plain: list[str], wanted: set[str], taken: set[int], titles: list[str]) -> list[int]:
    """The columns with one of the wanted headings. Raises DuplicateColumn when one heading stands there twice."""
    found = [place for place, text in enumerate(plain) if text in wanted and place not in taken]
    if len(found) > len({plain[place] for place in found}):
        raise DuplicateColumn(title=titles[found[0]])
    return found


def _missing(
    layout: Layout, places: Mapping[str, int], suggested: Mapping[str, str], taught: Mapping[str, str]
) -> tuple[str, ...]:
    """The columns a person must be asked for: required ones, and what was taught and is missed.

    A column of `asked_once` that may be there is asked about once.
    """
    asked = {name for name in taught if name not in places}
    if not taught:
        asked |= {name for name in layout.asked_once if name in suggested}
    return tuple(name for name in layout.columns if name in asked or (name in layout.required and name not in places))
