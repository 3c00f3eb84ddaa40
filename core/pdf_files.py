"""PDF files people send: looked through, never opened, and kept as they are for download only.

What a PDF can do beside showing pages is named in its objects, in plain bytes or in compressed object streams. Both
are searched; a stream that holds objects and cannot be unpacked is refused, because nobody can say what is in it. The
names searched are long enough that pressed pictures do not contain them by chance.
"""

import re
import zlib
from collections.abc import Iterator

from core.errors import InvalidInput
from core.wording import N_

MOST_PAGES = 100
MOST_UNPACKED_BYTES = 50_000_000
STREAM_BEGINS = re.compile(rb"stream\r?\n")
STREAM_ENDS = b"endstream"
HEX_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
FILTER = re.compile(rb"/([A-Za-z0-9]+Decode)(?![A-Za-z])")
ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData)(?![A-Za-z])")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
DICTIONARY_BYTES = 4_000
"""How far before a stream its own dictionary may begin."""


class NotAPdf(InvalidInput):
    """It does not begin and end as a PDF does."""

    code = "not_a_pdf"
    status = 415
    sentence = N_("Isi berkas ini bukan PDF yang utuh. Simpan ulang sebagai PDF, lalu unggah lagi.")


class PdfLocked(InvalidInput):
    """Behind a password."""

    code = "pdf_locked"
    status = 415
    sentence = N_("PDF ini dikunci kata sandi. Simpan ulang tanpa kata sandi, lalu unggah lagi.")


class PdfActive(InvalidInput):
    """It carries a program, starts one, or hides a file."""

    code = "pdf_active"
    sentence = N_("PDF ini memuat program atau lampiran tersembunyi. Cetak ulang ke PDF, atau kirim fotonya saja.")


class PdfTooLong(InvalidInput):
    """More pages than a document of this kind has. Parameters: `limit`."""

    code = "pdf_too_long"
    status = 413
    sentence = N_("PDF ini terlalu panjang (batas %(limit)s halaman). Kirim halaman yang diperlukan saja.")


def check_pdf(content: bytes) -> None:
    """Raises `NotAPdf`, `PdfLocked`, `PdfActive` or `PdfTooLong`; otherwise the file may be kept for download."""
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1_024:]:
        raise NotAPdf
    objects = _objects(content)
    if b"/Encrypt" in objects:
        raise PdfLocked
    if ACTIVE.search(objects):
        raise PdfActive
    if len(PAGE.findall(objects)) > MOST_PAGES:
        raise PdfTooLong(limit=MOST_PAGES)


def _objects(content: bytes) -> bytes:
    """Everything that names objects: the file as it is, and its object streams unpacked."""
    parts = [content]
    left = MOST_UNPACKED_BYTES
    for start, end, before in _streams(content):
        dictionary = HEX_SIGN.sub(_byte, content[before:start]).rpartition(b" obj")[2]
        if b"/ObjStm" in dictionary and b"/Filter" in dictionary:
            if FILTER.findall(dictionary) != [b"FlateDecode"]:
                raise NotAPdf
            parts.append(_unpacked(content[start:end], left))
            left -= len(parts[-1])
    return HEX_SIGN.sub(_byte, b"\n".join(parts))


def _streams(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Each stream: where it begins, where it ends, and from where its dictionary may begin.

    Every byte is looked at once, and a stream that never ends is the last one, so that a file made of nothing but
    beginnings takes no longer than another.
    """
    place = 0
    while (begin := STREAM_BEGINS.search(content, place)) and (end := content.find(STREAM_ENDS, begin.end())) >= 0:
        yield begin.end(), end, max(place, begin.start() - DICTIONARY_BYTES)
        place = end + len(STREAM_ENDS)


def _unpacked(packed: bytes, most: int) -> bytes:
    """An object stream unpacked, up to a limit. Raises `NotAPdf` when it cannot be."""
    inflater = zlib.decompressobj()
    try:
        unpacked = inflater.decompress(packed, max(most, 1))
    except zlib.error:
        raise NotAPdf from None
    if inflater.unconsumed_tail or not inflater.eof:
        raise NotAPdf
    return unpacked


def _byte(match: re.Match[bytes]) -> bytes:
    """A sign written as `#4A` in a name, as programs write that do not want to be found."""
    return bytes([int(match[1], 16)])
