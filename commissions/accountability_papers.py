"""The accountability pack as people hold it: tables in words, a workbook, and a paper to print."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Response, current_app, render_template, send_file
from flask_babel import gettext as _
from xlsxwriter import Workbook

from commissions.accountability import PREORDERS, Pack, Table
from commissions.ledger import ACCOUNTS
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings
from core.dates import today
from core.documents import as_pdf, can_make_pdf
from core.languages import speak
from core.money import format_number, format_rupiah
from core.pdf_answers import pdf_answer
from core.wording import N_
from partnerships.product_categories import CATEGORIES
from partnerships.regions import name_of

AMOUNT_LABELS = {
    "gross": N_("Penjualan kotor"),
    "returns": N_("Retur konsumen"),
    "commission": N_("Komisi gerai"),
    "expired": N_("Kedaluwarsa, dimusnahkan"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
    "returned": N_("Retur ke produsen"),
    "bought_back": N_("Dibeli kembali"),
    "pieces": N_("Jumlah (pcs)"),
    "cost": N_("Biaya"),
}
IN_RUPIAH = frozenset({"gross", "returns", "commission", "cost"})
SALES = ("gross", "returns", "commission")
UNSOLD = ("expired", "damaged", "lost", "returned", "bought_back")
BOUGHT = ("pieces", "cost")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table in words: its heading, what a row is called, its columns, and how a label is spoken."""

    title: str
    of: str
    columns: tuple[str, ...]
    table: Table
    speak_label: Callable[[str], str]

    @property
    def headings(self) -> list[str]:
        """The first row."""
        return [self.of, _("Jumlah UMKM"), *[speak(AMOUNT_LABELS[name]) for name in self.columns]]

    @property
    def rows(self) -> list[list[str | int]]:
        """Every row that may be shown and the total; nothing where the whole table would tell too much."""
        if self.table.rows is None:
            return []
        shown = [self._row(self._label(cell.label), cell.businesses, cell.amounts) for cell in self.table.rows]
        total = self.table.total
        return [*shown, self._row(_("Jumlah seluruhnya"), total.businesses, total.amounts)]

    def _label(self, label: str | None) -> str:
        return _("Lainnya, digabung") if label is None else self.speak_label(label)

    def _row(self, label: str, businesses: frozenset[int], amounts: Mapping[str, int]) -> list[str | int]:
        return [label, len(businesses), *[amounts.get(name, 0) for name in self.columns]]

    @property
    def written_rows(self) -> list[list[str]]:
        """The rows as they are read."""
        units = ["", "", *self.columns]
        return [
            [
                format_rupiah(value) if unit in IN_RUPIAH else format_number(value) if isinstance(value, int) else value
                for unit, value in zip(units, row, strict=True)
            ]
            for row in self.rows
        ]


def sheets_of(pack: Pack) -> list[Sheet]:
    """The tables of a pack in the order they are read."""
    return [
        Sheet(_("Penjualan menurut wilayah"), _("Wilayah gerai"), SALES, pack.by_district, name_of),
        Sheet(_("Penjualan menurut jenis produk"), _("Jenis produk"), SALES, pack.by_category, _category),
        Sheet(_("Barang tidak terjual (pcs)"), _("Jenis produk"), UNSOLD, pack.unsold, _category),
        Sheet(_("Pembelian kembali oleh Dinas"), _("Pos anggaran"), BOUGHT, pack.buybacks, str),
    ]


def _category(code: str) -> str:
    return _("Pesanan bersama") if code == PREORDERS else speak(CATEGORIES[code].label)


def control_rows(pack: Pack) -> list[tuple[str, int | None, int | None, bool]]:
    """Account, total of the pack, total of the ledger and whether they tie; hidden where the table is hidden."""
    rows = []
    for control in pack.controls:
        told = (None, None) if pack.hides(control) else (control.in_pack_rupiah, control.in_ledger_rupiah)
        rows.append((speak(ACCOUNTS[control.account].label), *told, control.ties))
    return rows


def control_headings() -> list[str]:
    """The first row of the control totals."""
    return [_("Akun buku besar"), _("Paket ini"), _("Buku besar"), _("Cocok")]


def as_workbook(pack: Pack) -> Response:
    """The pack as XLSX, a sheet a table and one with the control totals; texts stay texts."""
    out = io.BytesIO()
    book = Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    number = book.add_format({"num_format": "#,##0"})
    for sheet in sheets_of(pack):
        page = book.add_worksheet(sheet.title[:31])
        page.set_column(0, 0, 42)
        page.set_column(1, len(sheet.columns) + 1, 18)
        page.write_row(0, 0, sheet.headings, bold)
        for place, row in enumerate(sheet.rows or [[_("Terlalu sedikit pelaku UMKM untuk ditampilkan.")]], start=1):
            for column, value in enumerate(row):
                if isinstance(value, int):
                    page.write_number(place, column, value, number)
                else:
                    page.write_string(place, column, value)
    page = book.add_worksheet(_("Kendali"))
    page.set_column(0, 3, 28)
    page.write_row(0, 0, control_headings(), bold)
    for place, (label, in_pack, in_ledger, ties) in enumerate(control_rows(pack), start=1):
        page.write_string(place, 0, label)
        for column, value in ((1, in_pack), (2, in_ledger)):
            if value is None:
                page.write_string(place, column, "–")
            else:
                page.write_number(place, column, value, number)
        page.write_string(place, 3, _("ya") if ties else _("TIDAK"))
    book.close()
    out.seek(0)
    return send_file(
        out,
        mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        as_attachment=True,
        download_name=f"{name_of_file(pack)}.xlsx",
    )


def as_paper(pack: Pack) -> Response:
    """The pack as PDF; without Pango the same paper as a page to print."""
    settings = all_settings()
    html = render_template(
        "documents/accountability.html",
        pack=pack,
        sheets=sheets_of(pack),
        controls=control_rows(pack),
        control_headings=control_headings(),
        agency=settings.get(AGENCY_NAME, ""),
        is_example=DEMO_LOADED_AT in settings,
        made_on=today(),
        as_page=not can_make_pdf(),
    )
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "agreement.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"{name_of_file(pack)}.pdf")


def name_of_file(pack: Pack) -> str:
    """What a download of the pack is called."""
    months = pack.first_month if pack.first_month == pack.last_month else f"{pack.first_month}-{pack.last_month}"
    return f"pertanggungjawaban-{months}"
