"""What may be taken away of files of registrations: the template, and the rows that must be mended."""

from io import BytesIO
from typing import Any

from flask import Response, send_file
from flask_babel import gettext as _
from xlsxwriter import Workbook

from accounts.access import person, requires
from accounts.audit import record
from accounts.permissions import Permission
from core.database import committed
from core.languages import speak
from core.listing import as_csv, as_xlsx
from core.row_problems import ADDED_TITLES, rows_with_reasons, said
from core.spreadsheets import read_table
from core.text import mask_last4
from partnerships import producer_file_answers as answers
from partnerships import producer_files, words
from partnerships.pages.producer_files import pages
from partnerships.producer_columns import COLUMNS, EXAMPLE, EXPLANATIONS, REQUIRED
from partnerships.producer_file_check import LIMITS

SHORTEST_NIK = 15
"""A cell with this many digits may be a NIK that lost one."""


@pages.get("/contoh.<any(csv, xlsx):kind>")
@requires(Permission.PRODUCER_REGISTER)
def template(kind: str) -> Response:
    """The file nobody needs to match columns for: every column, one example that registers nobody, explanations."""
    if kind == "csv":
        return as_csv("contoh-umkm", list(COLUMNS), [[EXAMPLE[name] for name in COLUMNS]])
    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    as_text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
    sheet = book.add_worksheet("UMKM")
    sheet.set_column(0, len(COLUMNS) - 1, 22, as_text)
    sheet.write_row(0, 0, COLUMNS, bold)
    for place, name in enumerate(COLUMNS):
        sheet.write_string(1, place, EXAMPLE[name], as_text)
    help_sheet = book.add_worksheet(_("Petunjuk"))
    help_sheet.set_column(0, 0, 24)
    help_sheet.set_column(1, 1, 60)
    lines = [(name, ("* " if name in REQUIRED else "") + speak(EXPLANATIONS[name])) for name in COLUMNS]
    lines += [("", ""), ("jenis_produk", ""), *words.category_choices()]
    for number, line in enumerate(lines):
        help_sheet.write_row(number, 0, line)
    book.close()
    out.seek(0)
    kind_of = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return send_file(out, mimetype=kind_of, as_attachment=True, download_name="contoh-umkm.xlsx")


@pages.get("/<int:producer_file_id>/perlu-diperbaiki.<any(xlsx, csv):kind>")
@requires(Permission.PRODUCER_REGISTER)
def rows_to_mend(producer_file_id: int, kind: str) -> Response:
    """Every wrong row as it stands in the file, with its number and all its faults in front; the taking is recorded.

    Whoever uploaded the file gets the NIK back as typed, because it must be mended and sent again; anybody else gets
    its last four digits.
    """
    found = producer_files.get(producer_file_id, by=person())
    reasons: dict[int, str] = {}
    for fault in answers.faults_of(producer_files.kept_rows(found)["rows"]):
        heading = f"{fault['heading']}: " if fault["heading"] else ""
        sentence = f"{heading}{said(fault)}"
        reasons[fault["row"]] = f"{reasons[fault['row']]} {sentence}" if fault["row"] in reasons else sentence
    mapping: dict[str, Any] = found.mapping
    table = read_table(producer_files.content_of(found), found.original_name, LIMITS)
    rows = list(rows_with_reasons(table, mapping["sheet"], reasons, len(mapping["titles"])))
    if found.uploaded_by_id != person().id:
        rows = [hidden_niks(row, mapping) for row in rows]
    committed(record, "producer_file:rows_taken", found, by=person(), after={"rows": len(rows)})
    write = as_xlsx if kind == "xlsx" else as_csv
    return write(f"perlu-diperbaiki-{producer_file_id}", [*ADDED_TITLES, *mapping["titles"]], rows)


def hidden_niks(row: list[str], mapping: dict[str, Any]) -> list[str]:
    """A row with everything masked that may hold a NIK: its column, and any cell as long as one."""
    nik = mapping["columns"].get("nik")
    places = {place + len(ADDED_TITLES) for place, title in enumerate(mapping["titles"]) if title == nik}
    return [
        mask_last4(cell) if place in places or (place > 1 and sum(map(str.isdigit, cell)) >= SHORTEST_NIK) else cell
        for place, cell in enumerate(row)
    ]
