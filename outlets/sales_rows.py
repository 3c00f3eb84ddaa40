"""The rows below the heading of a till's file, each read into one sale line or named with its first fault. Pure.

A till repeats itself: few days, few codes, few prices. Every text is therefore judged once and remembered, which
makes a row cost little more than four look-ups. Each bad row stands in one class, its first fault from left to right:
fields, date, code, quantity, price, amount, total, receipt.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core.cell_marks import ALL, DAY, ERROR, NO_VALUE, shown
from core.column_matching import Heading, TaughtColumns, plain_title
from core.errors import RowProblem
from core.money import LARGEST_LINE_RUPIAH, format_number
from core.reading_dates import parse_day
from core.reading_numbers import SPACES, cell_problem, parse_quantity, parse_rupiah
from core.tables import Sheet
from core.wording import N_, Problem, Severity

SalesRow = tuple[int, date, str, int, int, str, int]
"""Row as the user counts it, day, code, quantity (negative: a customer return), unit price in rupiah, reference,
occurrence."""

LONGEST_CODE = 64
LONGEST_SHOWN = 60
TOTAL_WORDS = {"total", "grand total", "sub total", "subtotal", "jumlah", "jumlah total", "total penjualan", "totals"}

FIELD_COUNT = N_(
    "Baris ini memuat %(found)s kolom, judulnya %(expected)s. Periksa pemisah dan tanda kutip di baris ini."
)
CODE_MISSING = N_("Kode produk belum diisi.")
CODE_TOO_LONG = N_("Kode atau nomor “%(value)s” terlalu panjang (paling banyak 64 huruf).")
NOT_A_CODE = N_("“%(value)s” bukan kode: Excel menyimpannya sebagai tanggal atau pecahan. Jadikan kolom itu teks.")
CODE_ROUNDED = N_("Kode “%(value)s” lebih dari 15 angka sehingga Excel sudah membulatkannya. Jadikan kolom itu teks.")
FORBIDDEN = N_("“%(value)s” memuat karakter yang tidak terlihat atau terlarang. Hapus, lalu unggah lagi.")
QUANTITY_ZERO = N_("Jumlah 0: hapus baris ini, atau kirim laporan nihil.")
PRICE_ZERO = N_("Harga 0: isi harga yang dibayar pembeli, atau hapus baris ini.")
PRICE_NEGATIVE = N_("Harga tidak boleh kurang dari 0. Untuk barang kembali, tulis jumlahnya negatif.")
LINE_TOO_LARGE = N_("Jumlah kali harga “%(value)s” tidak wajar. Periksa jumlah dan harganya.")
TOTAL_WRONG = N_("Total “%(value)s” tidak sama dengan jumlah kali harga (%(expected)s).")
TOTAL_SKIPPED = N_("Baris %(row)s dikenali sebagai baris total dan tidak dibaca sebagai penjualan.")
TOTAL_NOT_TIED = N_("Total di baris %(row)s adalah %(claimed)s, padahal baris-baris di atasnya berjumlah %(expected)s.")
FOOTER_SKIPPED = N_("%(count)s baris di bawah baris total bukan penjualan dan tidak dibaca.")


@dataclass(slots=True)
class RowsRead:
    """What the rows of one sheet came to. Every row read is either in `lines` or in `wrong`."""

    lines: list[SalesRow] = field(default_factory=list)
    wrong: list[RowProblem] = field(default_factory=list)
    notices: list[Problem] = field(default_factory=list)
    gross_rupiah: int = 0
    pieces: int = 0
    returned_from: dict[int, str] = field(default_factory=dict)
    """For rows with a negative quantity the receipt of the sale they come from, where the file has such a column."""


class _Remembered(dict[str, object]):
    """Texts and what they mean, each read once."""

    def __init__(self, read: Callable[[str], object]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> object:
        meaning = self[text] = self._read(text)
        return meaning


def read_code(cell: str) -> str | Problem:
    """A product code or receipt number as text, leading zeros kept; an empty text when there is none.

    Problems: `code_too_long`, `not_a_code`, `precision_lost`, `forbidden_character`, `cell_error`,
    `formula_without_value`.
    """
    mark = cell[:1] if cell[:1] and cell[0] in ALL else ""
    text = shown(cell).strip(SPACES).replace("\u00a0", " ")
    value = {"value": text[:LONGEST_SHOWN]}
    if mark in {ERROR, NO_VALUE} and (problem := cell_problem(cell)):
        return problem
    if mark == DAY or (mark and not text.lstrip("-").isdigit() and text):
        return Problem("not_a_code", NOT_A_CODE, value)
    if mark and len(text.lstrip("-")) > 15:
        return Problem("precision_lost", CODE_ROUNDED, value)
    if len(text) > LONGEST_CODE:
        return Problem("code_too_long", CODE_TOO_LONG, value)
    return text if text.isprintable() else Problem("forbidden_character", FORBIDDEN, value)


def read_rows(sheet: Sheet, heading: Heading, taught: TaughtColumns, *, epoch_1904: bool = False) -> RowsRead:
    """Read every row below the heading. The refusals of `core.file_refusals` come through from the file itself.

    `gross_rupiah` and `pieces` sum what could be read of all rows, also of rows with a fault, to hold a TOTAL row
    against.
    """
    return _Reading(sheet, heading, taught, epoch_1904=epoch_1904).all_rows()


class _Reading:
    """One pass over one sheet."""

    def __init__(self, sheet: Sheet, heading: Heading, taught: TaughtColumns, *, epoch_1904: bool) -> None:
        self.sheet, self.heading, self.result = sheet, heading, RowsRead()
        number_style, date_style = taught.number_style, taught.date_style
        self.days = _Remembered(lambda text: parse_day(text, date_style, epoch_1904=epoch_1904))
        self.codes = _Remembered(_required_code)
        self.references = _Remembered(read_code)
        self.quantities = _Remembered(lambda text: _nonzero(parse_quantity(text, number_style)))
        self.prices = _Remembered(lambda text: _not_negative(parse_rupiah(text, number_style)))
        self.totals = _Remembered(lambda text: parse_rupiah(text, number_style) if shown(text).strip(SPACES) else None)
        self.total_row = 0
        self.footer_rows = 0
        self.since_total = 0

    def all_rows(self) -> RowsRead:
        """The loop. What is certain is taken here; whatever is odd goes to `_odd_row`."""
        places, width = self.heading.places, len(self.heading.titles)
        at_day, at_code = places["tanggal"], places["kode_produk"]
        at_quantity, at_price = places["jumlah"], places["harga_satuan"]
        at_reference, at_total, at_origin = places.get("no_struk"), places.get("total"), places.get("struk_asal")
        days, codes, quantities, prices = self.days, self.codes, self.quantities, self.prices
        references, totals, add = self.references, self.totals, self.result.lines.append
        seen: dict[tuple[object, ...], int] = {}
        reference: object = ""
        gross = pieces = 0
        for number, cells in _below(self.sheet, self.heading.row):
            if len(cells) != width and not self._fits(cells, width):
                self._odd_row(number, cells, self._field_count(len(cells), width), ("", ""))
                continue
            day, code = days[cells[at_day]], codes[cells[at_code]]
            quantity, price = quantities[cells[at_quantity]], prices[cells[at_price]]
            if at_reference is not None:
                reference = references[cells[at_reference]]
            if type(quantity) is int and type(price) is int:
                amount = quantity * price
                if type(day) is date and type(code) is str:
                    gross += amount
                    pieces += quantity
                    if (
                        (price or quantity < 0)
                        and (at_total is None or totals[cells[at_total]] in (amount, None))
                        and type(reference) is str
                        and -LARGEST_LINE_RUPIAH <= amount <= LARGEST_LINE_RUPIAH
                        and (quantity > 0 or at_origin is None or self._note_origin(number, cells[at_origin]))
                    ):
                        key = (day, reference, code, quantity, price)
                        occurrence = seen[key] = seen.get(key, 0) + 1
                        add((number, day, code, quantity, price, reference, occurrence))
                        continue
            self.result.gross_rupiah, self.result.pieces = gross, pieces
            self._odd_row(number, cells, *self._fault(cells, day, code, quantity, price))
        self.result.gross_rupiah, self.result.pieces = gross, pieces
        if self.footer_rows:
            self._notice("footer_rows_skipped", FOOTER_SKIPPED, count=self.footer_rows)
        return self.result

    def _note_origin(self, number: int, cell: str) -> bool:
        """Keep the receipt that goods brought back come from, if any; False when it cannot be read."""
        origin = self.references[cell]
        if isinstance(origin, str) and origin:
            self.result.returned_from[number] = origin
        return isinstance(origin, str)

    def _fits(self, cells: list[str], width: int) -> bool:
        """Bring a row to the heading's width where nothing is lost: empty extra fields, a spreadsheet's short row."""
        if len(cells) > width:
            # A cell beyond the heading is no column of ours; in a text file it means that the fields have shifted.
            if self.sheet.uniform and any(cells[width:]):
                return False
        elif self.sheet.uniform:
            return False
        else:
            cells.extend([""] * (width - len(cells)))
        return True

    @staticmethod
    def _field_count(found: int, expected: int) -> Problem:
        return Problem("field_count_differs", FIELD_COUNT, {"found": found, "expected": expected})

    def _fault(
        self, cells: list[str], day: object, code: object, quantity: object, price: object
    ) -> tuple[Problem, tuple[str, str]]:
        """The first fault of a row, and the column and cell it stands in."""
        places = self.heading.places
        found = (("tanggal", day), ("kode_produk", code), ("jumlah", quantity), ("harga_satuan", price))
        for name, meaning in found:
            if isinstance(meaning, Problem):
                return meaning, (name, cells[places[name]])
        amount = quantity * price if isinstance(quantity, int) and isinstance(price, int) else 0
        if not amount:
            return Problem("price_is_zero", PRICE_ZERO), ("harga_satuan", cells[places["harga_satuan"]])
        if abs(amount) > LARGEST_LINE_RUPIAH:
            shown_amount = format_number(amount)
            return Problem("line_too_large", LINE_TOO_LARGE, {"value": shown_amount}), ("harga_satuan", shown_amount)
        for name in ("no_struk", "struk_asal") if amount < 0 else ("no_struk",):
            receipt = self.references[self._cell(cells, name)] if name in places else ""
            if isinstance(receipt, Problem):
                return receipt, (name, self._cell(cells, name))
        cell = cells[places["total"]]
        claimed = self.totals[cell]
        if isinstance(claimed, Problem):
            return claimed, ("total", cell)
        params = {"value": shown(cell)[:LONGEST_SHOWN], "expected": format_number(amount)}
        return Problem("total_does_not_match", TOTAL_WRONG, params), ("total", cell)

    def _odd_row(self, number: int, cells: list[str], problem: Problem, where: tuple[str, str]) -> None:
        """A row that is no plain sale: a total, something below a total, or a row with a fault."""
        if self._is_total(cells):
            self._hold_total(number, cells)
        elif self.total_row and self._is_footer(cells):
            self.footer_rows += 1
        else:
            name, cell = where
            value = shown(cell)[:LONGEST_SHOWN]
            self.result.wrong.append(RowProblem(number, name, problem, value, self.sheet.name))

    def _cell(self, cells: list[str], name: str) -> str:
        place = self.heading.places[name]
        return cells[place] if place < len(cells) else ""

    def _is_total(self, cells: list[str]) -> bool:
        """No day, no code, and a cell that says total: a sum, not a sale."""
        code = plain_title(shown(self._cell(cells, "kode_produk")))
        if isinstance(self.days[self._cell(cells, "tanggal")], date) or (code and code not in TOTAL_WORDS):
            return False
        titles = [plain_title(shown(cell)) for cell in cells]
        return any(title in TOTAL_WORDS or title.startswith(("total ", "grand total")) for title in titles)

    def _is_footer(self, cells: list[str]) -> bool:
        """Below the total: a row with neither quantity nor price, such as who printed the report and when."""
        readable = (self.quantities[self._cell(cells, "jumlah")], self.prices[self._cell(cells, "harga_satuan")])
        return not any(isinstance(meaning, int) for meaning in readable)

    def _hold_total(self, number: int, cells: list[str]) -> None:
        """Leave the total row out, and say so; say also when its largest figure is not what the rows come to."""
        result = self.result
        self._notice("total_row_skipped", TOTAL_SKIPPED, row=number)
        figures = [figure for cell in cells if isinstance(figure := self.totals[cell], int)]
        since, self.since_total = result.gross_rupiah - self.since_total, result.gross_rupiah
        if figures and not {result.gross_rupiah, since, result.pieces} & {max(figures, key=abs)}:
            claimed, expected = format_number(max(figures, key=abs)), format_number(result.gross_rupiah)
            self._notice("total_does_not_tie", TOTAL_NOT_TIED, row=number, claimed=claimed, expected=expected)
        self.total_row = number

    def _notice(self, code: str, sentence: str, **params: object) -> None:
        self.result.notices.append(Problem(code, sentence, params, Severity.WARNING))


def _below(sheet: Sheet, heading_row: int) -> Iterator[tuple[int, list[str]]]:
    rows = sheet.rows()
    for number, _ in rows:
        if number >= heading_row:
            break
    return rows


def _required_code(cell: str) -> str | Problem:
    return read_code(cell) or Problem("code_missing", CODE_MISSING)


def _nonzero(quantity: int | Problem) -> int | Problem:
    return Problem("quantity_is_zero", QUANTITY_ZERO) if quantity == 0 else quantity


def _not_negative(price: int | Problem) -> int | Problem:
    return Problem("price_is_negative", PRICE_NEGATIVE) if isinstance(price, int) and price < 0 else price
