"""Files as tills write them: the same rows as text, XLSX, ODS and as the odd things people upload."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date
from html import escape

import xlsxwriter

TEMPLATE = ["tanggal", "kode_produk", "jumlah", "harga_satuan", "no_struk"]


def two_hundred_rows() -> list[tuple[date, str, int, int, str]]:
    """Two hundred sales on forty receipts: codes with leading zeros, a return, two identical scans."""
    rows = [
        (date(2026, 10, 1 + n % 28), f"00{n % 17:03d}", 1 + n % 9, 1_250 * (1 + n % 40), f"S{n // 5:04d}")
        for n in range(198)
    ]
    return [*rows, rows[0], (date(2026, 10, 3), "00002", -1, 15_000, "R0001")]


def as_text(
    rows: Sequence[Sequence[object]] | None = None, *, delimiter: str = ";", encoding: str = "utf-8", end: str = "\r\n"
) -> bytes:
    """The two hundred rows (or others, heading included) as delimited text."""
    out = io.StringIO()
    table = rows if rows is not None else [TEMPLATE, *_indonesian(two_hundred_rows())]
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(table)
    return out.getvalue().encode(encoding)


def _indonesian(rows: Sequence[tuple[date, str, int, int, str]]) -> list[list[str]]:
    return [[f"{d:%d/%m/%Y}", code, str(n), f"{price:,}".replace(",", "."), slip] for d, code, n, price, slip in rows]


def as_xlsx(
    rows: Sequence[Sequence[object]],
    *,
    titles_above: int = 0,
    sheets: Sequence[str] = ("Penjualan",),
    hidden: str | None = None,
    epoch_1904: bool = False,
    merge: str | None = None,
    hidden_row: int | None = None,
) -> bytes:
    """A workbook with real numbers, texts and dates in each of its sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "date_1904": epoch_1904, "default_date_format": "dd/mm/yyyy"})
    for name in sheets:
        sheet = book.add_worksheet(name)
        for n in range(titles_above):
            sheet.write_string(n, 0, f"Laporan penjualan bagian {n + 1}")
        for r, row in enumerate(rows, titles_above):
            for c, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write
                write(r, c, value)
        if name == hidden:
            sheet.hide()
        if merge:
            sheet.merge_range(merge, "gabungan")
        if hidden_row is not None:
            sheet.set_row(hidden_row - 1, options={"hidden": True})
    book.close()
    return out.getvalue()


def as_ods(rows: Sequence[Sequence[object]]) -> bytes:
    """The smallest OpenDocument spreadsheet with typed cells."""
    cells = "".join("<table:table-row>" + "".join(_ods_cell(v) for v in row) + "</table:table-row>" for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Penjualan">{cells}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _ods_cell(value: object) -> str:
    if isinstance(value, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}"/>'
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = escape(str(value))
    return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """A zip file with these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def bare_xlsx(sheet_data: str, *, workbook_extra: str = "", more: dict[str, str | bytes] | None = None) -> bytes:
    """A workbook of one sheet from raw `sheetData`, for what no honest writer produces."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return zipped(
        {
            "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{types}"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
            "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{main}" xmlns:r="{relations}">{workbook_extra}'
            '<sheets><sheet name="Lembar1" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}">'
            f'<Relationship Id="rId1" '
            f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'<?xml version="1.0"?><worksheet xmlns="{main}"><sheetData>{sheet_data}'
            "</sheetData></worksheet>",
        }
        | (more or {})
    )
