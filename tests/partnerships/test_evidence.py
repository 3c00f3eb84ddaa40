"""Photos and PDFs that prove a requirement: what is kept, what is refused, and how it is said."""

import io
import zipfile

import pytest
from PIL import Image

from accounts.permissions import Role
from core.database import db
from core.files import StoredFile, content_of
from partnerships.models import Requirement
from tests.clients import Api
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user
from tests.partnerships.pictures import GPS, jpeg, pdf, pdf_with_packed_objects, png

NIB = {"kind": "nib", "number": "0220003690831"}
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\x00" * 200
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def send(app):
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    producer_id = make_producer().id

    def sent(content, name="bukti.jpg"):
        return officer.post(
            f"/producers/{producer_id}/requirements", data=NIB | {"evidence": (io.BytesIO(content), name)}
        )

    return sent


def kept():
    return content_of(db.session.query(Requirement).one().evidence)


def test_a_photo_is_kept_without_the_place_and_the_telephone_it_was_taken_with(send):
    taken = jpeg(gps=True)
    assert b"Telepon Bu Siti" in taken
    assert Image.open(io.BytesIO(taken)).getexif().get_ifd(GPS)
    assert send(taken).status_code == 201
    assert b"Telepon Bu Siti" not in kept()
    assert not Image.open(io.BytesIO(kept())).getexif()
    assert db.session.query(Requirement).one().evidence.media_type == "image/jpeg"


def test_a_photo_taken_sideways_is_kept_upright(send):
    assert send(jpeg(60, 40, orientation=6)).status_code == 201
    upright = Image.open(io.BytesIO(kept()))
    assert upright.size == (40, 60)
    assert upright.getpixel((35, 30))[0] > 200
    assert upright.getpixel((5, 30))[2] > 200


def test_a_program_hidden_behind_a_photo_is_gone(send):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("virus.exe", b"MZ" * 50)
    assert send(jpeg() + b"<script>alert(1)</script>" + archive.getvalue()).status_code == 201
    assert b"<script>" not in kept()
    assert b"virus.exe" not in kept()


def test_a_large_photo_is_kept_at_2400_pixels(send):
    assert send(jpeg(4000, 3000)).status_code == 201
    assert Image.open(io.BytesIO(kept())).size == (2400, 1800)


def test_png_and_webp_become_jpeg_on_white(send):
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(out, "WEBP", lossless=True)
    assert send(out.getvalue(), "a.webp").status_code == 201
    assert Image.open(io.BytesIO(kept())).getpixel((5, 5)) == (255, 255, 255)
    assert db.session.query(Requirement).one().evidence.original_name == "a.jpg"


def test_a_pdf_is_kept_as_it_is(send):
    document = pdf(3)
    assert send(document, "nib.pdf").status_code == 201
    assert kept() == document
    assert db.session.query(Requirement).one().evidence.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("content", "name", "status", "code"),
    [
        (b"", "kosong.jpg", 422, "empty_file"),
        (HEIC, "IMG_1.HEIC", 415, "heic_not_read"),
        (SVG, "logo.svg", 415, "svg_refused"),
        (b"MZ\x90\x00" + b"\x00" * 500, "foto.jpg", 415, "not_a_photo"),
        (b"\x7fELF" + b"\x00" * 500, "foto.jpg", 415, "not_a_photo"),
        (b"<!doctype html><title>foto</title>", "foto.jpg", 415, "not_a_photo"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "foto.jpg", 415, "not_a_photo"),
        (b"GIF89a" + b"\x00" * 50, "foto.gif", 415, "not_a_photo"),
        (png(20_000, 20_000), "besar.png", 422, "picture_too_large"),
        (png(8_000, 5_001), "besar.png", 422, "picture_too_large"),
        (jpeg(800, 600)[:2_000], "putus.jpg", 422, "picture_damaged"),
        (pdf(javascript="app.alert(1)"), "a.pdf", 422, "pdf_active"),
        (pdf(attachment=b"MZ"), "a.pdf", 422, "pdf_active"),
        (
            pdf().replace(b"/Catalog", b"/Catalog /OpenAction << /S /Launch /F (calc.exe) >>"),
            "a.pdf",
            422,
            "pdf_active",
        ),
        (pdf_with_packed_objects(b"2 0 << /S /JavaScript /JS (x) >>"), "a.pdf", 422, "pdf_active"),
        (pdf_with_packed_objects(b"2 0 << /S /J#61vaScript >>"), "a.pdf", 422, "pdf_active"),
        (pdf_with_packed_objects(b"2 0").replace(b"/FlateDecode", b"/LZWDecode"), "a.pdf", 415, "not_a_pdf"),
        (pdf(password="rahasia"), "a.pdf", 415, "pdf_locked"),
        (pdf(101), "a.pdf", 413, "pdf_too_long"),
        (pdf()[:200], "a.pdf", 415, "not_a_pdf"),
        (b"%PDF-1.7\n" + b"0" * 10_000_000, "a.pdf", 413, "evidence_too_large"),
    ],
)
def test_what_is_not_a_document_is_refused_by_name_and_leaves_nothing(send, content, name, status, code):
    answer = send(content, name)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.json["errors"]["evidence"]
    assert db.session.query(Requirement).count() == 0
    assert db.session.query(StoredFile).count() == 0


def test_a_hundred_pages_and_forty_megapixels_are_just_allowed(send):
    assert send(pdf(100), "a.pdf").status_code == 201
    assert png(8_000, 5_000)
    db.session.query(Requirement).one().status = "returned"
    db.session.commit()
    assert send(png(8_000, 5_000), "a.png").status_code == 201


@pytest.mark.parametrize(
    ("given", "kept_as"),
    [
        ("../../x.pdf", "x.pdf"),
        ("CON.pdf", "CON.pdf"),
        ("حلال.pdf", "حلال.pdf"),
        ("😀.pdf", "😀.pdf"),
        ("n" * 300 + ".pdf", "n" * 150 + ".pdf"),
        ("tanpa ekstensi", "tanpa ekstensi.pdf"),
        (".pdf", "pdf.pdf"),
    ],
)
def test_the_senders_name_is_only_a_text(send, given, kept_as):
    assert send(pdf(), given).status_code == 201
    assert db.session.query(Requirement).one().evidence.original_name == kept_as
