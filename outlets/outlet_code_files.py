"""Files of the item codes of an outlet's till: what each row says and whether it can be written down.

A row whose code means that product already is passed over, as is one an export marks as no longer used; so an export
can be sent again. How a file lives is `outlets.register_files`, what a code may mean `outlets.outlet_code_changes`.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import force_locale
from sqlalchemy import select

from accounts.models import UserAccount
from core.cell_marks import shown
from core.database import db
from core.languages import LANGUAGES, speak
from core.table_opening import OpenedTable
from core.text import FORMULA_STARTS
from core.wording import N_, Problem
from outlets import outlet_code_changes, placements
from outlets.errors import CodeTaken
from outlets.outlet_code_columns import CODE_LAYOUT
from outlets.outlet_errors import CodeInUse
from outlets.outlet_file_models import OutletFile
from outlets.register_files import KNOWN, VALID, JudgedRow, RegisterFiles, typed_cells, wrong_row
from outlets.sales_rows import read_code
from partnerships.models import Producer

CONTROL_LINE = re.compile(r"TOTAL \d+")
"""The last line of an export, `core.listing.control_line`: it is no code."""
NO_LONGER_USED = N_("Tidak dipakai lagi")
CODE_MISSING = N_("Kode barang belum diisi.")
PRODUCT_MISSING = N_("SKU atau GTIN produknya belum diisi.")
PRODUCT_UNKNOWN = N_("Tidak ada produk dengan SKU atau GTIN “%(value)s” yang pernah ditempatkan di gerai ini.")
PRODUCER_UNKNOWN = N_("Pelaku UMKM “%(value)s” tidak punya produk dengan kode itu di gerai ini.")
SEVERAL_PRODUCTS = N_("“%(value)s” dipakai beberapa produk di gerai ini: %(names)s. Isi kolom pelaku_umkm.")
TWICE = N_("Kode %(item)s sudah berarti %(name)s di baris %(row)s berkas ini.")


class _Placed(NamedTuple):
    """A product that stands, or stood, in the outlet; `placement_id` is its newest placement."""

    placement_id: int
    product_id: int
    name: str
    sku: str
    gtin: str | None
    producer: str


class _Shelf:
    """What codes mean in one outlet, read once for a whole file."""

    def __init__(self, outlet_id: int) -> None:
        book = placements.code_book(outlet_id)
        makers = {row.producer_id for row in book.placements.values()}
        rows = select(Producer.id, Producer.name).where(Producer.id.in_(makers))
        names = {row.id: row.name for row in db.session.execute(rows)}
        self.newest: dict[int, _Placed] = {}
        for row in book.placements.values():
            made_by = names[row.producer_id]
            self.newest[row.product_id] = _Placed(
                row.placement_id, row.product_id, row.name, row.sku, row.gtin, made_by
            )
        self.named: dict[str, list[_Placed]] = defaultdict(list)
        for placed in self.newest.values():
            for name in {placed.sku, placed.gtin} - {None, ""}:
                self.named[str(name)].append(placed)
        self.own = {code: product_id for product_id, codes in book.own_codes.items() for code in codes}
        self.row_of: dict[str, int] = {}

    def meant(self, sku: str, producer: str) -> _Placed | tuple[str, Problem]:
        """The product a row names, or which column is at fault and why."""
        found = self.named.get(sku, [])
        if not found:
            return "sku", Problem("not_placed_here", PRODUCT_UNKNOWN, {"value": sku})
        if producer:
            found = [placed for placed in found if placed.producer.casefold() == producer.casefold()]
            if not found:
                return "pelaku_umkm", Problem("not_placed_here", PRODUCER_UNKNOWN, {"value": producer[:60]})
        if len(found) > 1:
            names = ", ".join(f"{placed.name} ({placed.producer})" for placed in found)
            return "sku", Problem("ambiguous_code", SEVERAL_PRODUCTS, {"value": sku, "names": names})
        return found[0]

    def clash(self, code: str, placed: _Placed) -> Problem | None:
        """Why a code cannot mean a product here, if it cannot."""
        known = self.own.get(code)
        if known is not None and known != placed.product_id:
            name = self.newest[known].name
            if code in self.row_of:
                return Problem("code_in_use", TWICE, {"item": code, "name": name, "row": self.row_of[code]})
            return CodeInUse(item=code, name=name).problem
        other = next((one for one in self.named.get(code, []) if one.product_id != placed.product_id), None)
        return CodeTaken(item=code, name=other.name).problem if other else None


def _judge(opened: OpenedTable, found: OutletFile, _by: UserAccount) -> tuple[list[JudgedRow], list[dict[str, Any]]]:
    shelf = _Shelf(found.outlet_id or 0)
    no_longer_used = _words(NO_LONGER_USED)
    rows: list[JudgedRow] = []
    told: list[dict[str, Any]] = []
    for number, cells in opened.rows():
        typed = typed_cells(opened, [_unguarded(cell) for cell in cells])
        if CONTROL_LINE.fullmatch(typed.get("kode_barang", "")) and not any(cells[1:]):
            continue
        code, placed, problems = _read(typed, shelf)
        if shown(typed.get("status", "")).strip().casefold() in no_longer_used:
            rows.append({"row": number, "state": KNOWN})
            continue
        if placed is None or problems:
            rows.append(wrong_row(opened, number, typed, problems))
            continue
        state = KNOWN if code in shelf.own else VALID
        rows.append({"row": number, "state": state, "code": code, "product": placed.name, "producer": placed.producer})
        if state == VALID:
            shelf.own[code], shelf.row_of[code] = placed.product_id, number
            told.append({"code": code, "placement_id": placed.placement_id})
    return rows, told


def _read(typed: Mapping[str, str], shelf: _Shelf) -> tuple[str, _Placed | None, list[tuple[str, Problem]]]:
    """The code of a row and the product it is to mean, or every fault it has, by column."""
    problems: list[tuple[str, Problem]] = []
    read: dict[str, str] = {}
    for name, missing in (("kode_barang", CODE_MISSING), ("sku", PRODUCT_MISSING)):
        meaning = read_code(typed.get(name, ""))
        if isinstance(meaning, Problem):
            problems.append((name, meaning))
        elif not meaning:
            problems.append((name, Problem("missing_field", missing)))
        else:
            read[name] = meaning
    placed = None
    if "sku" in read:
        found = shelf.meant(read["sku"], shown(typed.get("pelaku_umkm", "")).strip())
        if isinstance(found, _Placed):
            placed = found
        else:
            problems.append(found)
    if placed and "kode_barang" in read and (clash := shelf.clash(read["kode_barang"], placed)):
        problems.append(("kode_barang", clash))
    return read.get("kode_barang", ""), placed, problems


def _unguarded(cell: str) -> str:
    """A cell as it was before an export kept a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(FORMULA_STARTS) else cell


def _words(sentence: str) -> set[str]:
    """A short text in every language, as a file may spell it."""
    said = set()
    for language in LANGUAGES:
        with force_locale(language):
            said.add(speak(sentence).casefold())
    return said


def _write_down(told: list[dict[str, Any]], found: OutletFile, by: UserAccount) -> int:
    for code in told:
        outlet_code_changes.add(found.outlet_id or 0, **code, by=by)
    return len(told)


CODE_FILES = RegisterFiles("outlet_codes", CODE_LAYOUT, of_an_outlet=True, judge=_judge, add=_write_down)
"""Files that write down item codes of one outlet."""
