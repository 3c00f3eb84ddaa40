"""Photos and PDFs as people send them, and as people should not send them."""

import io
import zlib

from PIL import Image
from pypdf import PdfWriter

GPS = 0x8825
ORIENTATION = 0x0112
MAKER = 0x010F


def jpeg(width: int = 60, height: int = 40, *, orientation: int | None = None, gps: bool = False) -> bytes:
    """A photo, red above and blue below, taken upright or turned, with or without the place it was taken at."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width, height // 2))
    exif = Image.Exif()
    exif[MAKER] = "Telepon Bu Siti"
    if orientation:
        exif[ORIENTATION] = orientation
    if gps:
        exif.get_ifd(GPS)[1] = "S"
        exif.get_ifd(GPS)[2] = (1.0, 16.0, 0.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=95)
    return out.getvalue()


def png(width: int, height: int) -> bytes:
    """A plain picture; a large one is few bytes."""
    out = io.BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def pdf(pages: int = 1, *, javascript: str = "", password: str = "", attachment: bytes = b"") -> bytes:
    """A PDF of blank pages, with what the arguments add to it."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=200, height=200)
    if attachment:
        writer.add_attachment("lampiran.bin", attachment)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    action = f"/Catalog /OpenAction << /S /JavaScript /JS ({javascript}) >>".encode() if javascript else b"/Catalog"
    return out.getvalue().replace(b"/Catalog", action)


def pdf_with_packed_objects(objects: bytes) -> bytes:
    """A PDF with one compressed object stream."""
    packed = zlib.compress(objects)
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length "
        + str(len(packed)).encode()
        + b" >>\nstream\n"
        + packed
        + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
    )
