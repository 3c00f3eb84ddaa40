"""Reading files of strangers: what is good is read, what is dangerous or damaged is refused, and we live on."""

import io
import zipfile
from dataclasses import asdict
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.cell_marks import DAY, ERROR, NO_VALUE, NUMBER
from core.errors import InvalidInput
from core.file_refusals import FileTooLarge, WrongFileType
from core.spreadsheet_child import Refused, check_zip
from core.spreadsheets import read_table
from core.tables import Limits, column_letter
from tests.factories.tills import as_ods, as_text, as_xls, as_xlsx, bare_xlsx, zipped

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def rows_of(data, filename, **limits):
    table = read_table(data, filename, Limits(**limits))
    return [row for sheet in table.sheets for row in sheet.rows()]


def refusal_of(data, filename, **limits):
    with pytest.raises(InvalidInput) as refused:
        rows_of(data, filename, **limits)
    assert refused.value.problem.sentence % refused.value.problem.params
    return refused.value


SMALL = [["tanggal", "kode"], ["01/10/2026", "007"], ["02/10/2026", "é"]]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_text_in_every_dialect_tills_write_gives_the_same_rows(delimiter, encoding, end):
    data = as_text(SMALL, delimiter=delimiter, encoding=encoding, end=end)
    assert rows_of(data, "kasir.csv") == [(1, SMALL[0]), (2, SMALL[1]), (3, SMALL[2])]


@pytest.mark.parametrize(("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")])
def test_utf_16_is_known_by_its_mark(mark, encoding):
    assert rows_of(mark + as_text(SMALL).decode().encode(encoding), "kasir.csv")[2] == (3, ["02/10/2026", "é"])


def test_windows_letters_are_read_with_a_notice_to_check_them():
    table = read_table(as_text(SMALL, encoding="cp1252"), "kasir.csv")
    assert [notice.code for notice in table.notices] == ["read_as_windows_1252"]
    assert not read_table(as_text(SMALL), "kasir.csv").notices


def test_a_line_break_inside_quotes_keeps_the_rows_numbered_as_an_editor_does():
    data = b'a;b\n1;"dua\nbaris"\n3;4\n\n5;6\n'
    assert rows_of(data, "a.csv") == [(1, ["a", "b"]), (2, ["1", "dua\nbaris"]), (4, ["3", "4"]), (6, ["5", "6"])]


def test_the_end_mark_of_an_old_dos_till_is_no_row():
    assert rows_of(b"a;b\r\n1;2\r\n\x1a", "a.csv") == [(1, ["a", "b"]), (2, ["1", "2"])]


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b'a;b;c\n1;2;3\n4;"5;6\n7;8;9\n', 3),
        (b'a;b;c\n1;"2;3\n4;5;6\n7;8";9\n', 2),
        (b'a;b;c\n1;"2" x;3\n', 2),
        (b'a;b\n1;"x\n\n\n\n\n\n\n"\n', 2),
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused_with_its_row(data, row):
    refused = refusal_of(data, "a.csv")
    assert refused.problem.code == "unclosed_quote"
    assert refused.params["row"] == row


@pytest.mark.parametrize("length", [20_000, 140_000])
def test_a_cell_longer_than_cells_are_is_refused(length):
    assert refusal_of(b'a;b\n1;"x\n' + b"y" * length + b'"\n', "a.csv").problem.code == "cell_too_long"


@pytest.mark.parametrize(
    ("data", "filename", "code"),
    [
        (b"", "a.csv", "empty_file"),
        (b"\r\n\r\n", "a.csv", "empty_file"),
        (b"", "a.xlsx", "empty_file"),
        (b";;\r\n;;\r\n", "a.csv", "no_rows"),
        (b"\x1f\x8b\x08\x00abc", "a.csv", "wrong_file_type"),
        (zipped({"x": "y"}), "a.csv", "wrong_file_type"),
        (b"%PDF-1.7", "a.csv", "wrong_file_type"),
        (b"a;b\n1;\x00\n", "a.csv", "forbidden_character"),
        (b"\x01\x02\x03junk", "a.csv", "forbidden_character"),
        (b"a;b\n1;\x81\n", "a.csv", "unreadable_text"),
        (b"tanggal;kode\n1;2\n", "a.xlsx", "wrong_file_type"),
        (b"tanggal;kode\n1;2\n", "a.xls", "wrong_file_type"),
        (b"tanggal;kode\n1;2\n", "a.pdf", "wrong_file_type"),
        (b"tanggal;kode\n1;2\n", "tanpa akhiran", "wrong_file_type"),
        (as_xlsx(SMALL), "a.xls", "wrong_file_type"),
        (as_xlsx(SMALL), "a.ods", "wrong_file_type"),
        (zipped({"x": "y"}), "a.xlsx", "wrong_file_type"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "html_not_spreadsheet"),
        (b"\xef\xbb\xbf \n<!DOCTYPE html><table>", "a.xls", "html_not_spreadsheet"),
        (b"<?xml version='1.0'?><Workbook>", "a.xls", "html_not_spreadsheet"),
        (b"<table><tr><td>1", "a.csv", "html_not_spreadsheet"),
        (as_xlsx(SMALL), "a.xlsm", "macros_refused"),
        (bare_xlsx("", more={"xl/vbaProject.bin": b"x"}), "a.xlsx", "macros_refused"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "locked_file"),
        (as_xls(SMALL, locked=True), "a.xls", "locked_file"),
        (as_xlsx(SMALL)[:-200], "a.xlsx", "unreadable_file"),
        (b"PK\x03\x04" + bytes(500), "a.xlsx", "unreadable_file"),
        (OLE + bytes(2_000), "a.xls", "unreadable_file"),
        (as_xlsx([]), "a.xlsx", "no_rows"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused_by_name(data, filename, code):
    assert refusal_of(data, filename).problem.code == code


def test_too_large_and_wrong_type_are_families_of_their_own():
    assert isinstance(refusal_of(b"a;b\n" * 400_000, "a.csv", size_mb=1), FileTooLarge)
    assert isinstance(refusal_of(b"a;b\n1;2\n3;4\n", "a.csv", rows=1), FileTooLarge)
    assert isinstance(refusal_of(as_xlsx(SMALL), "a.xlsm"), WrongFileType)


def test_the_row_limit_counts_rows_below_the_heading():
    text = [["tanggal", "kode"]] + [["01/10/2026", str(n)] for n in range(100)]
    for data, filename in ((as_text(text), "a.csv"), (as_xlsx(text), "a.xlsx")):
        assert len(rows_of(data, filename, rows=100)) == 101
        refused = refusal_of(data, filename, rows=99)
        assert refused.problem.code == "too_many_rows"
        assert refused.params["limit"] == 99


def test_more_columns_than_allowed_are_refused():
    wide = [[f"k{n}" for n in range(51)]] * 2
    for refused in (refusal_of(as_text(wide), "a.csv"), refusal_of(as_xlsx(wide), "a.xlsx")):
        assert refused.problem.code == "too_many_columns"
        assert (refused.params["limit"], refused.params["row"]) == (50, 1)
    assert len(rows_of(as_xlsx([row[:50] for row in wide]), "a.xlsx")[0][1]) == 50


def test_a_path_is_read_like_its_bytes(tmp_path):
    path = tmp_path / "unggahan"
    path.write_bytes(as_text(SMALL))
    assert rows_of(path, "kasir.csv") == rows_of(as_text(SMALL), "kasir.csv")


def test_a_workbook_keeps_what_text_numbers_and_dates_were():
    rows = [["kode", "nilai", "hari"], ["00123", 1_500, date(2026, 3, 2)], ["1.500", 1.5, date(2026, 12, 31)]]
    expected = [
        (3, ["kode", "nilai", "hari"]),
        (4, ["00123", NUMBER + "1500", DAY + "2026-03-02"]),
        (5, ["1.500", NUMBER + "1.5", DAY + "2026-12-31"]),
    ]
    assert rows_of(as_xlsx(rows, titles_above=2), "a.xlsx")[2:] == expected
    assert rows_of(as_xlsx(rows, titles_above=2, epoch_1904=True), "a.xlsx")[2:] == expected
    assert rows_of(as_ods([[], [], *rows[:2]]), "a.ods") == expected[:2]


def test_the_1904_flag_of_a_workbook_is_carried():
    assert read_table(as_xlsx(SMALL, epoch_1904=True), "a.xlsx").epoch_1904
    assert not read_table(as_xlsx(SMALL), "a.xlsx").epoch_1904


def test_an_error_cell_and_a_formula_without_result_are_told_apart_from_empty_cells():
    data = bare_xlsx(
        '<row r="2"><c r="B2" t="inlineStr"><is><t>kode</t></is></c><c r="C2" t="e"><v>#REF!</v></c>'
        '<c r="D2"><f>1+1</f></c><c r="E2"><f>1+1</f><v>2</v></c><c r="F2"><f>A1</f><v></v></c></row>'
    )
    assert rows_of(data, "a.xlsx") == [(2, ["", "kode", ERROR + "#REF!", NO_VALUE, NUMBER + "2", NO_VALUE])]


def test_odd_cells_are_found_wherever_they_stand_in_a_large_sheet():
    good = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{" " * 200}</row>' for n in range(1, 60_001))
    odd = '<row r="60001" hidden="1"><c r="A60001"><f>A1</f></c></row>'
    odd += '<row r="60002"><c r="A60002" t="e"><v>#N/A</v></c></row>'
    table = read_table(bare_xlsx(good + odd), "a.xlsx", Limits(ratio=1_000))
    rows = list(table.sheets[0].rows())
    assert rows[-3:] == [(60_000, [NUMBER + "60000"]), (60_001, [NO_VALUE]), (60_002, [ERROR + "#N/A"])]
    assert table.sheets[0].hidden_rows == 1


def test_a_text_cell_cannot_pretend_to_be_a_number():
    data = bare_xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>_x0001_5</t></is></c></row>')
    assert rows_of(data, "a.xlsx")[0][1][0] != NUMBER + "5"


def test_hidden_sheets_hidden_rows_and_merged_areas_are_reported():
    table = read_table(as_xlsx(SMALL, sheets=("Satu", "Dua"), hidden="Dua", merge="B5:C6", hidden_row=2), "a.xlsx")
    assert [(sheet.name, sheet.hidden) for sheet in table.sheets] == [("Satu", False), ("Dua", True)]
    assert table.sheets[0].merged == ((5, 2, 6, 3),)
    assert table.sheets[0].hidden_rows == 1


def test_one_cell_in_the_last_corner_is_refused_and_nobody_dies():
    data = bare_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert len(data) < 5_000
    for _ in range(2):
        assert refusal_of(data, "a.xlsx").problem.code == "unreasonable_sheet"
    assert rows_of(as_xlsx(SMALL), "a.xlsx")[1] == (2, ["01/10/2026", "007"])


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = bare_xlsx("<!--" + "x" * 120_000_000 + "-->")
    assert len(bomb) < 1_000_000
    assert refusal_of(bomb, "a.xlsx").problem.code == "file_too_large"

    monkeypatch.delattr(zipfile.ZipFile, "open")
    with pytest.raises(Refused) as refused:
        check_zip(bomb, "xlsx", asdict(Limits()))
    assert refused.value.args == ("file_too_large",)


def test_a_zip_whose_parts_overlap_is_refused():
    out = io.BytesIO(as_xlsx(SMALL))
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(40):
            info = zipfile.ZipInfo(f"salinan{n}.xml")
            archive.filelist.append(info)
            archive.NameToInfo[info.filename] = info
            info.header_offset, info.compress_size, info.file_size, info.CRC = 0, 5_000, 5_000, 0
        archive._didModify = True
    assert refusal_of(out.getvalue(), "a.xlsx").problem.code == "file_too_large"


@pytest.mark.parametrize(
    "document_type",
    [
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_are_never_expanded(document_type):
    sheet = (
        f'<?xml version="1.0"?>{document_type}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>'
    )
    data = bare_xlsx("", more={"xl/worksheets/sheet1.xml": sheet})
    try:
        cells = rows_of(data, "a.xlsx")[0][1]
    except InvalidInput as refused:
        assert refused.problem.code in {"unreadable_file", "no_rows"}  # noqa: PT017 - either answer is safe
    else:
        assert "ha" not in cells[0]
        assert "root" not in cells[0]


def test_a_million_formatted_empty_rows_do_not_count():
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 300_000))
    data = bare_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>' + blank)
    assert rows_of(data, "a.xlsx", ratio=1_000) == [(1, [NUMBER + "1"]), (2, [NUMBER + "2"])]


def test_external_links_are_not_followed():
    book = openpyxl.Workbook()
    book.active["A1"] = "kode"
    book.active["A2"] = "='http://127.0.0.1:9/[x.xlsx]Lembar'!A1"
    out = io.BytesIO()
    book.save(out)
    assert rows_of(out.getvalue(), "a.xlsx") == [(1, ["kode"]), (2, [NO_VALUE])]


@pytest.mark.parametrize("limits", [{"cpu_seconds": 1}, {"wall_seconds": 1}, {"memory_mb": 60}, {"output_mb": 1}])
def test_a_child_that_reaches_a_limit_is_a_refusal(limits):
    data = bare_xlsx(("<row>" + "<c><v>1234567.5</v></c>" * 50 + "</row>") * 40_000)
    large = {"ratio": 1_000, "memory_mb": 2_000, "output_mb": 200}
    assert refusal_of(data, "a.xlsx", **(large | limits)).problem.code == "unreasonable_sheet"


def test_a_formula_without_result_below_the_last_value_is_still_a_row():
    data = bare_xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><f>A1</f></c></row>')
    assert rows_of(data, "a.xlsx") == [(1, [NUMBER + "1"]), (3, ["", NO_VALUE])]
    assert rows_of(bare_xlsx('<row r="1"><c r="A1"><f>1</f></c></row>'), "a.xlsx") == [(1, [NO_VALUE])]


def test_column_letters_are_those_of_a_spreadsheet():
    assert [column_letter(n) for n in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_under_the_name_of_a_csv_are_rows_or_a_refusal(data):
    try:
        rows = rows_of(data, "a.csv")
    except InvalidInput as refused:
        assert refused.problem.code != "invalid_input"  # noqa: PT017 - a refusal with a name is an allowed answer
    else:
        assert rows
