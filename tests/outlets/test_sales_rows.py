"""Each row of a till's file is a line or is named once, by its first fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cell_marks import DAY, ERROR, NO_VALUE, NUMBER
from core.errors import InvalidInput
from core.spreadsheets import read_table
from core.wording import Problem
from outlets.sales_files import read_sales_file
from outlets.sales_rows import read_code
from tests.factories.tills import TEMPLATE, as_text, bare_xlsx

GOOD = ["01/10/2026", "007", "2", "15.000", "S1"]


def read(data, filename="kasir.csv", taught=None):
    return read_sales_file(read_table(data, filename), taught)


def read_text(*rows, heading=TEMPLATE, taught=None):
    return read(as_text([heading, *rows]), taught=taught)


def codes(found):
    return [(problem.row, problem.field, problem.problem.code) for problem in found.wrong]


def with_cell(place, value):
    return [value if n == place else cell for n, cell in enumerate(GOOD)]


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
