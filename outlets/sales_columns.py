"""Which column of a till's file means what. Pure.

A heading is matched with certainty when the template, the contract's synonyms or the outlet's own teaching names it.
What is merely likely (a PLU is probably the product code) is offered as a suggestion and confirmed by a person once.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.cell_marks import NUMBER, shown
from core.errors import InvalidInput
from core.reading_dates import DateStyle
from core.reading_numbers import NumberStyle
from core.wording import N_

REQUIRED = ("tanggal", "kode_produk", "jumlah", "harga_satuan")
COLUMNS = (*REQUIRED, "no_struk", "total")

CERTAIN: Mapping[str, tuple[str, ...]] = {
    "tanggal": ("tanggal", "tgl", "date", "tanggal transaksi", "tgl transaksi", "tanggal penjualan", "sale date"),
    "kode_produk": ("kode produk", "kode", "code", "product code", "sku", "barcode", "kode barang", "item code"),
    "jumlah": ("jumlah", "qty", "quantity", "kuantitas", "jumlah terjual"),
    "harga_satuan": ("harga satuan", "harga", "unit price", "price", "hrg satuan"),
    "no_struk": (
        "no struk", "nomor struk", "struk", "receipt", "receipt no", "receipt number", "invoice", "invoice no",
        "invoice number", "no nota", "nomor nota", "no faktur", "nomor faktur", "reference",
    ),
    "total": ("total", "total harga", "subtotal", "sub total", "line total"),
}  # fmt: skip
LIKELY: Mapping[str, tuple[str, ...]] = {
    "tanggal": (
        "waktu",
        "datetime",
        "tanggal jam",
        "tgl jam",
        "hari",
        "transaction date",
        "invoice date",
        "invoicedate",
    ),
    "kode_produk": (
        "plu",
        "kode plu",
        "item",
        "artikel",
        "article",
        "gtin",
        "ean",
        "upc",
        "id produk",
        "stockcode",
        "stock code",
    ),
    "jumlah": ("pcs", "terjual", "sold", "unit", "banyak", "volume", "jml"),
    "harga_satuan": ("harga jual", "hrg", "hrg jual", "unitprice", "selling price", "net price", "harga net"),
    "no_struk": (
        "bon",
        "no bon",
        "nota",
        "faktur",
        "trx",
        "no trx",
        "transaksi",
        "no transaksi",
        "transaction",
        "invoiceno",
    ),
    "total": ("amount", "nilai", "jumlah harga", "total bayar", "net sales", "gross sales"),
}
ROWS_SEARCHED = 30


@dataclass(frozen=True, slots=True)
class TaughtColumns:
    """What an outlet has taught about its till: our column to its heading, number style, date style, sheet to read."""

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
    """Fewer columns than a sales file must have, so none can be chosen either. Parameters: `missing`."""

    code = "missing_columns"
    sentence = N_("Kolom tidak ditemukan: %(missing)s. Pakai contoh berkas penjualan atau lengkapi kolomnya.")


class UnknownColumn(InvalidInput):
    """A mapping names a column that is not one of ours, or two of ours share a heading. Parameters: `column`."""

    code = "unknown_column"
    sentence = N_("Pemetaan kolom “%(column)s” tidak dikenal atau dipakai dua kali.")


def plain_title(title: str) -> str:
    """A heading for comparison: lower case, other signs one space, so that `No. Struk` and `no_struk` are the same."""
    return re.sub(r"[\W_]+", " ", title.casefold()).strip()


def find_heading(rows: Sequence[tuple[int, list[str]]], taught: TaughtColumns) -> Heading:
    """The heading among the first rows of a sheet; title rows above it are passed over.

    Raises MissingColumns when no row has as many columns as a sales file needs, DuplicateColumn, and UnknownColumn
    for a mapping that cannot be meant.
    """
    _check_mapping(taught.columns)
    candidates = rows[:ROWS_SEARCHED]
    wanted = {plain_title(title) for title in taught.columns.values()}
    best: tuple[int, list[str]] | None = None
    best_score = 1
    for number, cells in candidates:
        words = {plain_title(shown(cell)) for cell in cells} - {""}
        score = _score(words) + 100 * (bool(wanted) and wanted <= words)
        if score > best_score and len(words) >= len(REQUIRED):
            best, best_score = (number, cells), score
    best = best or next((row for row in candidates if _looks_like_titles(row[1])), None)
    if best is None:
        widest = max((cells for _, cells in candidates), key=len, default=[])
        known = {name for cell in widest for name in COLUMNS if plain_title(cell) in CERTAIN[name]}
        raise MissingColumns(missing=", ".join(name for name in REQUIRED if name not in known))
    titles = [" ".join(shown(cell).split()) for cell in best[1]]
    present = {plain_title(title) for title in titles}
    # An outlet that has taught its till may still send our own template, whose titles need no teaching.
    is_template = {plain_title(name) for name in REQUIRED} <= present and not wanted <= present
    return _match(best[0], titles, {} if is_template else taught.columns)


def _check_mapping(columns: Mapping[str, str]) -> None:
    seen: set[str] = set()
    for name, title in columns.items():
        if name not in COLUMNS or plain_title(title) in seen:
            raise UnknownColumn(column=name)
        seen.add(plain_title(title))


def _score(titles: set[str]) -> int:
    """How many of our columns a row of titles could name; certain ones count double."""
    return sum(2 if titles & set(CERTAIN[name]) else bool(titles & set(LIKELY[name])) for name in COLUMNS)


def _looks_like_titles(cells: list[str]) -> bool:
    """A row of at least four texts without a digit in front, none a number: a heading in words we do not know."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= len(REQUIRED) and all(
        not cell.startswith(NUMBER) and not cell[0].isdigit() for cell in filled
    )


def _match(row: int, titles: list[str], taught: Mapping[str, str]) -> Heading:
    """Give each of our columns its place: what was taught first, then certain synonyms, then suggestions."""
    plain = [plain_title(title) for title in titles]
    places: dict[str, int] = {}
    suggested: dict[str, str] = {}
    for name, title in taught.items():
        found = _places_of(plain, {plain_title(title)}, set(), titles)
        if found:
            places[name] = found[0]
    for name in COLUMNS:
        found = [] if name in places else _places_of(plain, set(CERTAIN[name]), set(places.values()), titles)
        # What was taught and is gone is not replaced by a guess; two different headings for one column need a person.
        if len(found) == 1 and name not in taught:
            places[name] = found[0]
        elif found:
            suggested[name] = titles[found[0]]
    taken = set(places.values()) | {titles.index(title) for title in suggested.values()}
    for name in COLUMNS:
        likely = [place for place, text in enumerate(plain) if text in LIKELY[name] and place not in taken]
        if name not in places and name not in suggested and likely:
            suggested[name] = titles[likely[0]]
            taken.add(likely[0])
    return Heading(row, tuple(titles), places, suggested, _missing(places, suggested, taught))


def _places_of(plain: list[str], wanted: set[str], taken: set[int], titles: list[str]) -> list[int]:
    """The columns with one of the wanted headings. Raises DuplicateColumn when one heading stands there twice."""
    found = [place for place, text in enumerate(plain) if text in wanted and place not in taken]
    if len(found) > len({plain[place] for place in found}):
        raise DuplicateColumn(title=titles[found[0]])
    return found


def _missing(places: Mapping[str, int], suggested: Mapping[str, str], taught: Mapping[str, str]) -> tuple[str, ...]:
    """The columns a person must be asked for.

    Receipt numbers are not required, but tell lines apart: a column that may hold them is asked about once, and one
    that was taught is missed.
    """
    asked = {name for name in taught if name not in places}
    if "no_struk" in suggested and not taught:
        asked.add("no_struk")
    return tuple(name for name in COLUMNS if name in asked or (name in REQUIRED and name not in places))
