"""Files as tills write them: the same rows as text, XLSX, ODS and as the odd things people upload."""

import csv
import io
import struct
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


def as_xls(rows: Sequence[Sequence[object]], *, locked: bool = False) -> bytes:
    """The old Excel format: BIFF8 records of one sheet in a compound file. Days are text, as old tills write them."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    cells = b""
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            at = struct.pack("<HHH", r, c, 0)
            if isinstance(value, int):
                cells += record(0x0203, at + struct.pack("<d", value))
            else:
                text = value.isoformat() if isinstance(value, date) else str(value)
                cells += record(0x0204, at + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))
    start = struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6)
    lock = record(0x002F, struct.pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    name = struct.pack("<BB", 4, 0) + b"Jual"
    before_sheet = len(record(0x0809, start) + lock) + len(record(0x0085, bytes(6) + name)) + len(record(0x000A, b""))
    book = record(0x0809, start) + lock + record(0x0085, struct.pack("<IBB", before_sheet, 0, 0) + name)
    book += record(0x000A, b"")
    book += record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6)) + cells + record(0x000A, b"")
    return _compound_file(book.ljust(4_096, b"\x00"))


def _compound_file(stream: bytes) -> bytes:
    """A compound file (OLE) with one stream called Workbook, of at least 4,096 bytes."""
    sectors = -(-len(stream) // 512)
    end, none, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    tables = 1 + (sectors + 2) // 128
    chain = [*[table] * tables, end, *range(tables + 2, tables + 1 + sectors), end]
    chain += [none] * (tables * 128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4_096, end, 0, end, 0)
    header += struct.pack("<109I", *range(tables), *[none] * (109 - tables))

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        name = title.encode("utf-16-le") + b"\x00\x00"
        return name.ljust(64, b"\x00") + struct.pack("<HBBIII36xIQ", len(name), kind, 1, none, none, child, first, size)

    empty = entry("", 0, none, 0, 0)
    directory = entry("Root Entry", 5, 1, end, 0) + entry("Workbook", 2, none, tables + 1, len(stream)) + empty * 2
    return header + struct.pack(f"<{len(chain)}I", *chain) + directory + stream.ljust(sectors * 512, b"\x00")
