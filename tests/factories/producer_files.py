"""Spreadsheets of producers, as an agency keeps them."""

import io

import xlsxwriter
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.database import committed
from partnerships import producer_files
from partnerships.registration_models import ProducerFile

HEADINGS = (
    "nama_usaha", "nama_pemilik", "nik", "telepon", "wilayah", "alamat", "mulai_usaha", "penjualan_setahun", "modal",
    "nib", "jenis_produk", "produk",
)  # fmt: skip


def nik(number: int) -> str:
    """A NIK of Balikpapan that can be one."""
    return f"647101450885{number:04d}"


def line(number: int, **change: str) -> dict[str, str]:
    """What a good row says of the producer of that number, with some of it changed."""
    told = {
        "nama_usaha": f"Keripik Bu Siti {number}",
        "nama_pemilik": f"Siti Aminah {number}",
        "nik": nik(number),
        "telepon": f"0812-{number:04d}-6678",
        "wilayah": "64.71",
    }
    return told | change


def as_csv(lines: list[dict[str, str]], headings: tuple[str, ...] = HEADINGS, *, delimiter: str = ";") -> bytes:
    """The lines as a CSV file."""
    rows = [delimiter.join(headings), *(delimiter.join(told.get(name, "") for name in headings) for told in lines)]
    return "\r\n".join(rows).encode()


def as_xlsx(lines: list[dict[str, str]], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """The lines as a workbook of texts."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet("UMKM")
    for number, row in enumerate([dict(zip(headings, headings, strict=True)), *lines]):
        for place, name in enumerate(headings):
            if name in row:
                sheet.write_string(number, place, row[name])
    book.close()
    return out.getvalue()


def make_producer_file(by: UserAccount) -> ProducerFile:
    """An uploaded file of one good row."""
    file = FileStorage(io.BytesIO(as_csv([line(9001)])), "umkm.csv")
    found: ProducerFile = committed(producer_files.upload, file=file, by=by)
    return found
