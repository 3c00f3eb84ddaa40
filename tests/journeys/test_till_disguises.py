"""The till export of October in three disguises says what it says undisguised, to the row and to the rupiah."""

import csv
import io

from tests.factories.till_shelves import TILL_COLUMNS, TILL_EXPORT
from tests.factories.tills import as_text, as_xlsx
from tests.journeys.test_till_file import COMMISSION, GROSS, Journey, assert_it_stands

RENAMED = {
    "tanggal": "Hari Jual",
    "kode_produk": "Nomor Artikel",
    "jumlah": "Keluar",
    "harga_satuan": "Rp/pcs",
    "no_struk": "Bon",
    "total": "Rp",
}


def rows_of_the_export() -> tuple[list[str], list[list[str]]]:
    """Its heading and its rows."""
    table = list(csv.reader(io.StringIO(TILL_EXPORT.read_bytes().decode("cp1252"), newline=""), delimiter=";"))
    return table[0], table[1:]


def as_report(heading: list[str], rows: list[list[str]]) -> bytes:
    """A workbook with three rows of titles above and a TOTAL row below, numbers as numbers and codes as texts."""
    typed = [[*row[:5], *(int(cell.replace(".", "")) for cell in row[5:])] for row in rows]
    total = ["TOTAL", "", "", "", "", sum(row[5] for row in typed), "", sum(row[5] * row[6] for row in typed)]
    return as_xlsx([heading, *typed, total], titles_above=3)


def as_strange_columns(heading: list[str], rows: list[list[str]]) -> bytes:
    """The same columns under other names, the last one first."""
    ours = {title: name for name, title in TILL_COLUMNS.items()}
    names = [RENAMED.get(ours.get(title, ""), f"x {title}") for title in heading]
    return as_text([names[::-1], *(row[::-1] for row in rows)], delimiter=",")


def test_three_disguises_of_one_till_file_come_to_the_same_figures(app) -> None:
    journey = Journey(app)
    heading, rows = rows_of_the_export()
    disguises = {
        "laporan.xlsx": (as_report(heading, rows), TILL_COLUMNS),
        "kasir.txt": (as_text([heading, *rows], delimiter="\t", encoding="utf-16"), None),
        "pindah.csv": (as_strange_columns(heading, rows), RENAMED),
    }
    for name, (content, columns) in disguises.items():
        file = journey.upload(content, name)
        assert (file["status"] == "needs_mapping") is (columns is not None), name
        if columns is not None:
            file = journey.api.post(f"/sales-files/{file['id']}/mapping", {"columns": columns}).json
        assert (file["rows_read"], file["rows_valid"]) == (5_217, 5_125), name
        assert (file["rows_unknown_product"], file["rows_wrong"]) == (10, 82), name
        assert (file["gross_rupiah"], file["commission_rupiah"]) == (GROSS, COMMISSION), name
        told = {notice["code"] for notice in file["notices"]}
        assert ("total_row_skipped" in told) is name.endswith("xlsx")
        assert "total_does_not_tie" not in told, file["notices"]
    posted = journey.api.post(f"/sales-files/{file['id']}/confirm", {"skip_wrong": True}).json
    assert (posted["gross_rupiah"], posted["commission_rupiah"]) == (GROSS, COMMISSION)
    assert_it_stands(lines=5_125)
