"""A till's file becomes sale lines; every other row is named once, by its first fault."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.column_matching import TaughtColumns
from core.errors import InvalidInput
from core.spreadsheets import read_table
from core.tables import Limits
from outlets.sales_files import line_key, line_keys, read_sales_file
from tests.factories.tills import TEMPLATE, as_ods, as_text, as_xls, as_xlsx, two_hundred_rows

TILL_EXPORT = Path(__file__).parent.parent / "data" / "till_export_2026-10.csv"
TILL_COLUMNS = {
    "tanggal": "Tanggal",
    "kode_produk": "PLU",
    "jumlah": "Qty",
    "harga_satuan": "Harga",
    "no_struk": "No Struk",
    "total": "Total",
}
GOOD = ["01/10/2026", "007", "2", "15.000", "S1"]


def read(data, filename="kasir.csv", taught=None):
    return read_sales_file(read_table(data, filename), taught)


def codes(found):
    return [(problem.row, problem.field, problem.problem.code) for problem in found.wrong]


class TestTheRealTillExport:
    def test_its_columns_are_asked_for_once_with_what_is_likely_filled_in(self):
        found = read(TILL_EXPORT)
        assert found.needs_mapping
        assert found.missing == ["kode_produk"]
        assert found.columns == TILL_COLUMNS
        assert found.titles == ["No Struk", "Tanggal", "Jam", "PLU", "Nama Barang", "Qty", "Harga", "Total"]
        assert len(found.sample) == 5
        assert found.sample[0][3] == "85123A"
        assert found.rows_read == 0

    def test_every_one_of_its_5217_rows_is_a_line_or_named(self):
        found = read(TILL_EXPORT, taught=TaughtColumns(TILL_COLUMNS))
        assert found.rows_read == 5_217
        assert len(found.lines) == 5_207
        assert Counter(code for _, _, code in codes(found)) == {"price_is_zero": 10}
        sales = [line for line in found.lines if line[3] > 0]
        returns = [line for line in found.lines if line[3] < 0]
        assert (len(sales), len(returns)) == (5_135, 72)
        # Two of the twelve lines at price 0 are returns; a return takes the price of its sale, so it is judged there.
        assert sum(line[4] == 0 for line in returns) == 2
        assert sum(line[3] * line[4] for line in sales) == 2_134_183_400
        products = [line for line in sales if line[2][0].isdigit()]
        assert len(products) == 5_125
        assert sum(line[3] * line[4] for line in products) == 2_106_834_200

    def test_identical_scans_of_one_receipt_are_told_apart(self):
        found = read(TILL_EXPORT, taught=TaughtColumns(TILL_COLUMNS))
        assert sum(line[6] > 1 for line in found.lines) == 85
        assert max(line[6] for line in found.lines) == 3
        assert len(set(line_keys(1, found.lines))) == 5_207

    def test_in_three_disguises_it_gives_the_same_lines(self):
        taught = TaughtColumns(TILL_COLUMNS)
        original = read(TILL_EXPORT, taught=taught)
        (sheet,) = read_table(TILL_EXPORT, "kasir.csv").sheets
        rows = [cells for _, cells in sheet.rows()]
        numbers = [
            [slip, date(int(day[6:]), int(day[3:5]), int(day[:2])), time, plu, name, *map(plain, figures)]
            for slip, day, time, plu, name, *figures in rows[1:]
        ]
        total = ["TOTAL", "", "", "", "", "", "", sum(row[7] for row in numbers)]
        workbook = as_xlsx([rows[0], *numbers, total], titles_above=3)
        tabbed = as_text(rows, delimiter="\t", encoding="utf-16")
        order = [6, 3, 0, 7, 1, 5]
        names = ["Rupiah", "Artikel", "Bon", "Nilai", "Hari", "Laku"]
        renamed = as_text([names, *([row[n] for n in order] for row in rows[1:])], delimiter=",", encoding="cp1252")
        renamed_columns = {
            "harga_satuan": "Rupiah",
            "kode_produk": "Artikel",
            "no_struk": "Bon",
            "total": "Nilai",
            "tanggal": "Hari",
            "jumlah": "Laku",
        }
        for found in (
            read(workbook, "kasir.xlsx", taught),
            read(tabbed, "kasir.txt", taught),
            read(renamed, "kasir.csv", TaughtColumns(renamed_columns)),
        ):
            assert [line[1:] for line in found.lines] == [line[1:] for line in original.lines]
            assert line_keys(7, found.lines) == line_keys(7, original.lines)
            assert len(found.wrong) == 10
            assert "total_does_not_tie" not in {notice.code for notice in found.notices}


def plain(figure):
    return int(figure.replace(".", ""))


def same_rows_in_every_form():
    rows = two_hundred_rows()
    table = [TEMPLATE, *rows]
    with_ids = [["Bon", "Rp", "Pcs", "Artikel", "Hari"], *([s, p, n, c, d] for d, c, n, p, s in rows)]
    taught = {"no_struk": "Bon", "harga_satuan": "Rp", "jumlah": "Pcs", "kode_produk": "Artikel", "tanggal": "Hari"}
    total = ["TOTAL", "", sum(row[2] for row in rows), "", ""]
    iso = [[day.isoformat(), code, n, price, slip] for day, code, n, price, slip in rows]
    american = [[f"{d:%m/%d/%Y}", code, n, f"{price:,}", slip] for d, code, n, price, slip in rows]
    return {
        "semicolons": (as_text(), "a.csv", None),
        "commas": (as_text(delimiter=","), "a.csv", None),
        "tabs": (as_text(delimiter="\t"), "a.tsv", None),
        "with a mark": (as_text(encoding="utf-8-sig"), "a.csv", None),
        "Windows-1252": (as_text([[*TEMPLATE[:4], "no struk"], *iso], encoding="cp1252"), "a.csv", None),
        "UTF-16": (as_text(encoding="utf-16", delimiter="\t"), "a.txt", None),
        "old Mac": (as_text(end="\r"), "a.csv", None),
        "ISO days": (as_text([TEMPLATE, *iso]), "a.csv", None),
        "American": (as_text([TEMPLATE, *american]), "a.csv", TaughtColumns({}, "en", "mdy")),
        "XLSX": (as_xlsx(table), "a.xlsx", None),
        "XLSX of 1904": (as_xlsx(table, epoch_1904=True), "a.xlsx", None),
        "XLSX of texts": (as_xlsx([[str(cell) for cell in row] for row in table]), "a.xlsx", None),
        "XLSX with titles and total": (as_xlsx([*table, total], titles_above=4), "a.xlsx", None),
        "XLSX renamed and shuffled": (as_xlsx(with_ids), "a.xlsx", TaughtColumns(taught)),
        "ODS": (as_ods(table), "a.ods", None),
        "XLS": (as_xls(table), "a.xls", None),
    }


@pytest.mark.parametrize("form", list(same_rows_in_every_form()))
def test_the_same_200_rows_are_the_same_lines_in_every_form(form):
    data, filename, taught = same_rows_in_every_form()[form]
    found = read(data, filename, taught)
    assert not found.wrong
    rows = two_hundred_rows()
    assert [line[1:6] for line in found.lines] == rows
    assert [line[6] for line in found.lines] == [1] * 198 + [2, 1]


class TestWholeFiles:
    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (as_text([TEMPLATE]), "no_rows"),
            (as_text([TEMPLATE, ["", "", "", "", ""]]), "no_rows"),
            (as_text([TEMPLATE, ["TOTAL", "", "", "", "0"]]), "no_rows"),
            (as_text([TEMPLATE[1:4], GOOD[1:4]]), "missing_columns"),
            (as_text([[*TEMPLATE, "jumlah"], [*GOOD, "1"]]), "duplicate_column"),
            (as_text([TEMPLATE, GOOD]) + b'01/10/2026;"7;1;5000;S1\n', "unclosed_quote"),
        ],
    )
    def test_a_file_that_cannot_be_meant_is_refused_by_name(self, data, code):
        with pytest.raises(InvalidInput) as refused:
            read(data)
        assert refused.value.problem.code == code
        assert refused.value.problem.sentence % refused.value.problem.params

    def test_too_many_rows_are_refused(self):
        with pytest.raises(InvalidInput) as refused:
            read_sales_file(read_table(as_text(), "a.csv", Limits(rows=199)))
        assert refused.value.problem.code == "too_many_rows"

    def test_two_sheets_with_sales_ask_which_is_meant(self):
        data = as_xlsx([TEMPLATE, *two_hundred_rows()], sheets=("Minggu 1", "Minggu 2"))
        found = read(data, "a.xlsx")
        assert found.needs_mapping
        assert found.sheet_names == ["Minggu 1", "Minggu 2"]
        chosen = read(data, "a.xlsx", TaughtColumns(sheet="Minggu 2"))
        assert (chosen.needs_mapping, chosen.sheet, chosen.rows_read) == (False, "Minggu 2", 200)

    def test_hidden_sheets_stay_unread_and_hidden_rows_are_read_and_both_are_said(self):
        data = as_xlsx([TEMPLATE, *two_hundred_rows()], sheets=("Jual", "Rahasia"), hidden="Rahasia", hidden_row=5)
        found = read(data, "a.xlsx")
        assert found.rows_read == 200
        assert {notice.code for notice in found.notices} == {"hidden_sheets_left_out", "hidden_rows_read"}

    def test_merged_cells_among_the_data_are_refused_with_their_address(self):
        with pytest.raises(InvalidInput) as refused:
            read(as_xlsx([TEMPLATE, *two_hundred_rows()], merge="G5:H6"), "a.xlsx")
        assert refused.value.problem.code == "merged_cells"
        assert refused.value.params["address"] == "G5:H6"

    def test_merged_titles_above_the_heading_are_fine(self):
        data = as_xlsx([TEMPLATE, *two_hundred_rows()], titles_above=3, merge="A2:E2")
        assert read(data, "a.xlsx").rows_read == 200


class TestLineKeys:
    KEY = (5, date(2026, 10, 1), "S1", "007", 2, 15_000, 1)

    def test_a_line_is_known_again_whatever_file_it_comes_in(self):
        assert line_key(*self.KEY).hex() == "08a31dc2ebf307637ad50ba2d0d7ff9e"

    @pytest.mark.parametrize(
        ("place", "value"),
        [(0, 6), (1, date(2026, 10, 2)), (2, "S2"), (3, "07"), (4, -2), (5, 15_001), (6, 2)],
    )
    def test_each_part_of_a_line_makes_it_another(self, place, value):
        other = [value if n == place else part for n, part in enumerate(self.KEY)]
        assert line_key(*other) != line_key(*self.KEY)

    @given(st.text(), st.text(), st.text(), st.text())
    def test_no_two_pairs_of_receipt_and_code_are_written_alike(self, receipt, code, other_receipt, other_code):
        one = line_key(1, date(2026, 10, 1), receipt, code, 1, 1, 1)
        other = line_key(1, date(2026, 10, 1), other_receipt, other_code, 1, 1, 1)
        assert (one == other) == ((receipt, code) == (other_receipt, other_code))
