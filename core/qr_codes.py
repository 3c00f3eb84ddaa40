"""Addresses as QR codes on papers and labels."""

import io

import segno

from core.documents import Resource


def qr_of(address: str) -> Resource:
    """An address as a QR code that a paper may name; medium error correction, no border."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=0, xmldecl=False, svgns=True, omitsize=True)
    return Resource(out.getvalue(), "image/svg+xml")


def qr_in_page(address: str) -> str:
    """An address as a QR code within a page, for machines that cannot make PDFs."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=0))
