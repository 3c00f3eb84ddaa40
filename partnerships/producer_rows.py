"""The rows of a file of registrations, each read into what `producers.register` takes or named with all its faults.

Pure: whether somebody is registered already, and where the reader may register, is asked by
`partnerships/producer_file_check.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core.cell_marks import ALL, DAY, ERROR, NO_VALUE, NUMBER, shown
from core.column_matching import TaughtColumns
from core.errors import RowProblem
from core.reading_dates import parse_day
from core.reading_numbers import SPACES, cell_problem, parse_rupiah
from core.table_opening import OpenedTable
from core.text import clean, mask_last4, normalise_phone
from core.wording import N_, Problem
from partnerships.number_reading import NumberReading
from partnerships.permit_numbers import check_nib
from partnerships.product_categories import CATEGORIES
from partnerships.region_names import read_regency
from partnerships.tax_numbers import check_nik

FORMULA_STARTS = ("=", "+", "-", "@")
FIRST_YEAR = 1900
LONGEST_SHOWN = 60
PERSONAL = frozenset({"nik"})
"""Columns whose value is shown by its last four signs only."""

LINES = {code: code for code in CATEGORIES} | {kind.label.casefold(): code for code, kind in CATEGORIES.items()}
"""Product categories by code and by their Indonesian word."""

FIELD_COUNT = N_(
    "Baris ini memuat %(found)s kolom, judulnya %(expected)s. Periksa pemisah dan tanda kutip di baris ini."
)
TEXT_MISSING = N_("Isian ini wajib diisi.")
TEXT_TOO_LONG = N_("Terlalu panjang: paling banyak %(limit)s karakter.")
NIK_MUST_BE_TEXT = N_(
    "NIK disimpan sebagai angka sehingga Excel sudah membulatkannya. Ubah kolomnya menjadi teks, lalu ketik ulang."
)
AMBIGUOUS = N_(
    "“%(value)s” dapat dibaca dua cara. Tulis %(example)s, atau atur cara menulis angka saat mencocokkan kolom."
)
NEGATIVE = N_("Nilai rupiah tidak boleh kurang dari 0.")
LINE_UNKNOWN = N_("“%(value)s” bukan jenis produk yang dikenal. Pakai kode dari lembar Petunjuk, misalnya dry_food.")
IN_FUTURE = N_("Tanggal mulai usaha tidak boleh di masa depan.")


@dataclass(frozen=True, slots=True)
class ProducerRow:
    """One row that can be registered; `warnings` are for whoever registers."""

    number: int
    name: str
    owner_name: str
    nik: str = field(repr=False)
    phone: str = ""
    region_code: str = ""
    address: str = ""
    started_on: date | None = None
    annual_sales_rupiah: int | None = None
    capital_rupiah: int | None = None
    nib: str | None = None
    product_lines: tuple[str, ...] = ()
    products: str = ""
    warnings: tuple[Problem, ...] = ()


Reading = ProducerRow | list[RowProblem]


def read_producers(opened: OpenedTable, taught: TaughtColumns, *, on: date, epoch_1904: bool) -> Iterator[Reading]:
    """Each row below the heading: a row that can be registered, or every fault it has. `on` is today.

    The refusals of `core.file_refusals` come through from the file itself.
    """
    readers = _readers(taught, on, epoch_1904=epoch_1904)
    places, width = opened.heading.places, len(opened.heading.titles)
    for number, cells in opened.rows():
        extra = any(cell.strip() for cell in cells[width:])
        if opened.sheet.uniform and (len(cells) < width or extra):
            problem = Problem("field_count_differs", FIELD_COUNT, {"found": len(cells), "expected": width})
            yield [RowProblem(number, "", problem)]
            continue
        told: dict[str, object] = {}
        faults: list[RowProblem] = []
        warnings: tuple[Problem, ...] = ()
        for name, read in readers.items():
            place = places.get(name)
            cell = unguarded(cells[place]) if place is not None and place < len(cells) else ""
            meaning = cell_problem(cell) or read(cell)
            if isinstance(meaning, NumberReading):
                warnings, meaning = meaning.warnings, meaning.normalised or meaning.errors[0]
            if isinstance(meaning, Problem):
                faults.append(RowProblem(number, name, meaning, _shown(name, cell)))
            told[name] = meaning
        yield faults or _row(number, told, warnings)


def unguarded(cell: str) -> str:
    """A cell without the apostrophe that keeps our own downloads from being taken for formulas."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS else cell


def _row(number: int, told: dict[str, object], warnings: tuple[Problem, ...]) -> ProducerRow:
    return ProducerRow(
        number=number,
        name=str(told["nama_usaha"]),
        owner_name=str(told["nama_pemilik"]),
        nik=str(told["nik"]),
        phone=str(told["telepon"]),
        region_code=str(told["wilayah"]),
        address=str(told["alamat"]),
        started_on=told["mulai_usaha"],  # type: ignore[arg-type]
        annual_sales_rupiah=told["penjualan_setahun"],  # type: ignore[arg-type]
        capital_rupiah=told["modal"],  # type: ignore[arg-type]
        nib=told["nib"],  # type: ignore[arg-type]
        product_lines=told["jenis_produk"],  # type: ignore[arg-type]
        products=str(told["produk"]),
        warnings=warnings,
    )


def _readers(taught: TaughtColumns, on: date, *, epoch_1904: bool) -> dict[str, Callable[[str], object]]:
    """How each column is read; what may be empty answers with nothing."""

    def day(cell: str) -> date | Problem | None:
        if _is_blank(cell):
            return None
        found = parse_day(cell, taught.date_style, epoch_1904=epoch_1904, first_year=FIRST_YEAR)
        return Problem("starts_in_future", IN_FUTURE) if isinstance(found, date) and found > on else found

    def rupiah(cell: str) -> int | Problem | None:
        if _is_blank(cell):
            return None
        found = parse_rupiah(cell, taught.number_style)
        if isinstance(found, Problem) and found.code == "ambiguous_number":
            return Problem(found.code, AMBIGUOUS, found.params)
        return Problem("amount_is_negative", NEGATIVE) if isinstance(found, int) and found < 0 else found

    return {
        "nama_usaha": lambda cell: _text(cell, 120, required=True),
        "nama_pemilik": lambda cell: _text(cell, 120, required=True),
        "nik": _nik,
        "telepon": _phone,
        "wilayah": _regency,
        "alamat": lambda cell: _text(cell, 300),
        "mulai_usaha": day,
        "penjualan_setahun": rupiah,
        "modal": rupiah,
        "nib": _nib,
        "jenis_produk": _lines,
        "produk": lambda cell: _text(cell, 200),
    }


def _text(cell: str, most: int, *, required: bool = False) -> str | Problem:
    text = clean(shown(cell))
    if isinstance(text, Problem):
        return text
    if not text and required:
        return Problem("required", TEXT_MISSING)
    return Problem("too_long", TEXT_TOO_LONG, {"limit": most}) if len(text) > most else text


def _nik(cell: str) -> NumberReading | Problem:
    """Sixteen digits. A number of a spreadsheet is refused: it keeps fifteen of them and invents the last."""
    return Problem("nik_must_be_text", NIK_MUST_BE_TEXT) if cell[:1] in {NUMBER, DAY} else check_nik(shown(cell))


def _phone(cell: str) -> str | Problem:
    return normalise_phone(shown(cell).strip(SPACES))


def _regency(cell: str) -> str | Problem:
    text = clean(shown(cell))
    if isinstance(text, Problem):
        return text
    return read_regency(f"{NUMBER}{text}" if cell.startswith(NUMBER) else text)


def _nib(cell: str) -> str | Problem | None:
    if _is_blank(cell):
        return None
    reading = check_nib(shown(cell))
    return reading.errors[0] if reading.normalised is None else reading.normalised


def _lines(cell: str) -> tuple[str, ...] | Problem:
    """Codes of product categories, parted by commas, or their Indonesian words, parted by semicolons."""
    found: dict[str, None] = {}
    for part in shown(cell).split(";"):
        # A label may itself hold a comma, so it is looked for before the commas part anything.
        for word in [part] if _plain(part) in LINES else part.split(","):
            if not _plain(word):
                continue
            if _plain(word) not in LINES:
                return Problem("product_line_unknown", LINE_UNKNOWN, {"value": word.strip()[:LONGEST_SHOWN]})
            found[LINES[_plain(word)]] = None
    return tuple(found)


def _plain(word: str) -> str:
    return " ".join(word.casefold().split())


def _is_blank(cell: str) -> bool:
    return cell[:1] not in {ERROR, NO_VALUE} and not shown(cell).strip(SPACES)


def _shown(name: str, cell: str) -> str:
    """The value as it may be kept and shown: of a NIK its last four signs."""
    text = "".join(sign for sign in shown(cell) if sign.isprintable() and sign not in ALL).strip()
    return (mask_last4(text) if name in PERSONAL and text else text)[:LONGEST_SHOWN]
