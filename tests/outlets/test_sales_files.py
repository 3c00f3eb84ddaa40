"""A till's file becomes sale lines; every other row is named once, by its first fault."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_marks import DAY, ERROR, NO_VALUE, NUMBER
from core.errors import InvalidInput
from core.spreadsheets import read_table
from core.tables import Limits
from core.wording import Problem
from outlets.sales_columns import TaughtColumns
from outlets.sales_files import line_key, line_keys, read_sales_file
from outlets.sales_rows import read_code
from tests.factories.tills import TEMPLATE, as_ods, as_text, as_xlsx, bare_xlsx, two_hundred_rows

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


def read_text(*rows, heading=TEMPLATE, taught=None):
    return read(as_text([heading, *rows]), taught=taught)


def codes(found):
    return [(problem.row, problem.field, problem.problem.code) for problem in found.wrong]


def with_cell(place, value):
    return [value if n == place else cell for n, cell in enumerate(GOOD)]


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
    }


@pytest.mark.parametrize("form", list(same_rows_in_every_form()))
def test_the_same_200_rows_are_the_same_lines_in_every_form(form):
    data, filename, taught = same_rows_in_every_form()[form]
    found = read(data, filename, taught)
    assert not found.wrong
    rows = two_hundred_rows()
    assert [line[1:6] for line in found.lines] == rows
    assert [line[6] for line in found.lines] == [1] * 198 + [2, 1]


class TestOneRowOneClass:
    @pytest.mark.parametrize(
        ("place", "value", "field", "code"),
        [
            (2, "0", "jumlah", "quantity_is_zero"),
            (2, "1.5", "jumlah", "not_a_whole_number"),
            (2, "1,500", "jumlah", "ambiguous_number"),
            (2, "1e400", "jumlah", "not_a_number"),
            (2, "99999999999999999999", "jumlah", "number_too_large"),
            (2, "\uff11\uff12", "jumlah", "not_a_number"),
            (2, "1_000", "jumlah", "not_a_number"),
            (2, "\u00b2", "jumlah", "not_a_number"),
            (2, "0x10", "jumlah", "not_a_number"),
            (2, "true", "jumlah", "not_a_number"),
            (2, "", "jumlah", "number_missing"),
            (3, "0", "harga_satuan", "price_is_zero"),
            (3, "-15000", "harga_satuan", "price_is_negative"),
            (3, "12,5", "harga_satuan", "fraction_of_rupiah"),
            (3, "1,250", "harga_satuan", "ambiguous_number"),
            (3, "NaN", "harga_satuan", "not_a_number"),
            (3, "9.999.999.999.999", "harga_satuan", "line_too_large"),
            (3, "#N/A", "harga_satuan", "not_a_number"),
            (0, "31/02/2026", "tanggal", "date_does_not_exist"),
            (0, "02-03-26", "tanggal", "two_digit_year"),
            (0, "01/01/20226", "tanggal", "year_out_of_range"),
            (0, "", "tanggal", "date_missing"),
            (1, "", "kode_produk", "code_missing"),
            (1, "\u00a0", "kode_produk", "code_missing"),
            (1, "x" * 65, "kode_produk", "code_too_long"),
            (1, "00\u200b7", "kode_produk", "forbidden_character"),
            (1, "\u202e700", "kode_produk", "forbidden_character"),
            (4, "S" * 65, "no_struk", "code_too_long"),
        ],
    )
    def test_a_cell_that_cannot_be_meant_is_named(self, place, value, field, code):
        found = read_text(GOOD, with_cell(place, value))
        assert codes(found) == [(3, field, code)]
        assert len(found.lines) == 1
        problem = found.wrong[0].problem
        assert problem.sentence % problem.params
        assert not problem.is_warning

    def test_a_row_with_several_faults_is_named_by_its_first(self):
        found = read_text(GOOD, ["31/02/2026", "", "0", "0", "S1"], ["01/10/2026", "", "0", "0", "S1"])
        assert codes(found) == [(3, "tanggal", "date_does_not_exist"), (4, "kode_produk", "code_missing")]

    @pytest.mark.parametrize(
        ("place", "value", "meant"),
        [(2, " 12 ", 12), (2, "12\u00a0", 12), (2, "010", 10), (2, "1.500", 1_500), (2, "-1", -1)]
        + [(3, text, 15_000) for text in ("Rp 15.000", "Rp15.000,-", "15.000,00", "15000")],
    )
    def test_a_cell_that_is_certain_is_read(self, place, value, meant):
        assert read_text(with_cell(place, value)).lines[0][place + 1] == meant

    @pytest.mark.parametrize("code", ["=A1", "null", "' OR 1=1 --", "0001", "<script>", "{{7*7}}", "..", "ゆず"])
    def test_a_code_is_text_whatever_it_looks_like(self, code):
        assert read_text(with_cell(1, code)).lines[0][2] == code

    def test_a_row_with_shifted_fields_is_named_with_its_physical_line(self):
        data = (
            b'tanggal;kode_produk;jumlah;harga_satuan;ket\n01/10/2026;7;1;5000;"dua\nbaris"\n01/10/2026;7;1;5;000;x\n'
        )
        data += b"01/10/2026;7;1\n01/10/2026;7;1;5000;;;\n"
        found = read(data)
        assert codes(found) == [(4, "", "field_count_differs"), (5, "", "field_count_differs")]
        assert [line[0] for line in found.lines] == [2, 6]
        assert found.wrong[0].problem.params == {"found": 6, "expected": 5}

    def test_mixed_ways_to_write_a_day_are_judged_row_by_row(self):
        rows = [with_cell(0, day) for day in ("01/10/2026", "2026-10-02", "3 Oktober 2026", "10/31/2026", "besok")]
        found = read_text(*rows)
        assert [line[1].day for line in found.lines] == [1, 2, 3]
        assert codes(found) == [(5, "tanggal", "date_does_not_exist"), (6, "tanggal", "not_a_date")]

    def test_a_total_that_is_not_quantity_times_price_is_named(self):
        heading = [*TEMPLATE, "total"]
        found = read_text([*GOOD, "30.000"], [*GOOD, "15.000"], [*GOOD, ""], [*GOOD, "tiga"], heading=heading)
        assert codes(found) == [(3, "total", "total_does_not_match"), (5, "total", "not_a_number")]
        assert found.wrong[0].problem.params == {"value": "15.000", "expected": "30.000"}
        assert len(found.lines) == 2

    def test_error_cells_and_formulas_without_result_are_named_with_their_row(self):
        cells = '<c r="A{0}" t="str"><v>01/10/2026</v></c><c r="B{0}" t="str"><v>7</v></c>'
        heading = "".join(f'<c r="{"ABCD"[n]}1" t="str"><v>{title}</v></c>' for n, title in enumerate(TEMPLATE[:4]))
        data = bare_xlsx(
            f'<row r="1">{heading}</row>'
            f'<row r="2">{cells.format(2)}<c r="C2"><f>1+1</f></c><c r="D2"><v>5000</v></c></row>'
            f'<row r="3">{cells.format(3)}<c r="C3"><v>1</v></c><c r="D3" t="e"><v>#REF!</v></c></row>'
            f'<row r="4">{cells.format(4)}<c r="C4"><v>1.5</v></c><c r="D4"><v>5000</v></c></row>'
            f'<row r="5">{cells.format(5)}<c r="C5"><v>1</v></c><c r="D5"><v>12345678901234567</v></c></row>'
            f'<row r="6">{cells.format(6)}<c r="C6"><v>1</v></c><c r="D6"><v>5000</v></c></row>'
        )
        found = read(data, "a.xlsx")
        assert codes(found) == [
            (2, "jumlah", "formula_without_value"),
            (3, "harga_satuan", "cell_error"),
            (4, "jumlah", "not_a_whole_number"),
            (5, "harga_satuan", "precision_lost"),
        ]
        assert found.wrong[1].value == "#REF!"
        assert found.wrong[0].sheet == "Lembar1"
        assert len(found.lines) == 1

    @pytest.mark.parametrize(
        ("cell", "code"),
        [
            (NUMBER + "12345678901234567", "precision_lost"),
            (NUMBER + "1.5", "not_a_code"),
            (DAY + "2026-03-02", "not_a_code"),
            (ERROR + "#N/A", "cell_error"),
            (NO_VALUE, "formula_without_value"),
        ],
    )
    def test_a_code_that_excel_has_spoilt_is_named(self, cell, code):
        problem = read_code(cell)
        assert isinstance(problem, Problem)
        assert problem.code == code

    def test_a_code_typed_as_a_number_is_its_digits(self):
        assert read_code(NUMBER + "22752") == "22752"


class TestTotalsAndRowsAround:
    def test_a_total_row_is_left_out_with_a_notice(self):
        found = read_text(GOOD, GOOD, ["TOTAL", "", "4", "", "60.000"], ["Dicetak", "", "", "", "kasir 2"])
        assert found.rows_read == 2
        assert [notice.code for notice in found.notices] == ["total_row_skipped", "footer_rows_skipped"]
        assert all(notice.is_warning for notice in found.notices)

    def test_a_total_that_does_not_tie_is_a_warning(self):
        found = read_text(GOOD, GOOD, ["", "Grand Total", "", "", "1.250.000"])
        assert [notice.code for notice in found.notices] == ["total_row_skipped", "total_does_not_tie"]
        assert found.notices[1].params == {"row": 4, "claimed": "1.250.000", "expected": "60.000"}

    def test_subtotals_and_a_total_tie_each_with_its_own_rows(self):
        subtotal, total = ["Subtotal", "", "", "", "30.000"], ["TOTAL", "", "", "", "60.000"]
        found = read_text(GOOD, subtotal, GOOD, subtotal, total)
        assert len(found.lines) == 2
        assert [notice.code for notice in found.notices] == ["total_row_skipped"] * 3

    def test_a_product_whose_code_says_total_is_a_sale(self):
        assert read_text(with_cell(1, "TOTAL")).lines[0][2] == "TOTAL"

    def test_a_short_total_row_of_a_text_file_is_known_too(self):
        found = read(as_text() + b"TOTAL;;\r\n")
        assert len(found.lines) == 200
        assert not found.wrong

    def test_columns_nobody_needs_are_named(self):
        found = read_text([*GOOD, "08:26"], heading=[*TEMPLATE, "Jam"])
        assert [(n.code, n.params) for n in found.notices] == [("columns_ignored", {"titles": "Jam"})]

    def test_identical_rows_count_as_so_many_sales(self):
        found = read_text(GOOD, GOOD, with_cell(4, "S2"), GOOD)
        assert [line[6] for line in found.lines] == [1, 2, 1, 3]


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


@given(
    st.lists(
        st.lists(st.text(alphabet="0123456789.,-/ aRp\u00a0\x01\x02\x03\x04\u200b", max_size=8), min_size=5, max_size=5)
    )
)
def test_any_row_is_a_line_a_named_row_or_part_of_a_notice(rows):
    table = as_text([TEMPLATE, GOOD, *rows])
    try:
        found = read(table)
    except InvalidInput as refused:
        assert refused.problem.code == "forbidden_character"  # noqa: PT017 - a refusal with a name is an allowed answer
    else:
        filled = sum(any(row) for row in rows)
        assert found.rows_read == 1 + filled
