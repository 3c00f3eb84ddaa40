"""Files made to hurt whoever opens them: each is answered at once, and none ends in an error of ours."""

import io
import random
import time
from contextlib import suppress

import pytest
from PIL import Image, ImageFile

from core.errors import InvalidInput
from core.images import PictureDamaged, upright_jpeg
from core.pdf_files import check_pdf

SEED = 20_261_122


def test_a_pdf_of_streams_that_never_end_is_looked_through_in_one_pass() -> None:
    """Each beginning once searched the whole rest of the file: ten times as many took a hundred times as long."""

    def seconds(beginnings: int) -> float:
        content = b"%PDF-1.4\n" + b"stream\n" * beginnings + b"%%EOF"
        started = time.perf_counter()
        check_pdf(content)
        return time.perf_counter() - started

    few, many = min(seconds(50_000) for _ in range(3)), min(seconds(500_000) for _ in range(3))
    assert many / few < 40


def photo(orientation: int) -> bytes:
    """A photo of 60 x 40 pixels, red on its left half, whose camera noted how it was held."""
    picture = Image.new("RGB", (60, 40), "blue")
    picture.paste("red", (0, 0, 30, 40))
    notes = Image.Exif()
    notes[274] = orientation
    notes[270] = "keripik"
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=notes, quality=95)
    return out.getvalue()


def test_a_photo_is_turned_upright_as_its_camera_noted() -> None:
    sizes = {turn: Image.open(io.BytesIO(upright_jpeg(photo(turn)))).size for turn in range(1, 9)}
    assert {turn for turn, size in sizes.items() if size == (40, 60)} == {5, 6, 7, 8}
    turned = Image.open(io.BytesIO(upright_jpeg(photo(6))))
    assert turned.getpixel((20, 5))[0] > 200  # what was on the left is above after a quarter turn to the right
    assert turned.getpixel((20, 55))[2] > 200


def test_a_photo_whose_camera_notes_are_broken_is_still_a_photo() -> None:
    whole = photo(6)
    broken = whole.replace(b"\x01\x12\x00\x03\x00\x00\x00\x01", b"\x01\x12\x00\x02\xff\xff\xff\xff")
    assert broken != whole
    assert upright_jpeg(broken)[:2] == b"\xff\xd8"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_photos_with_bytes_changed_by_chance_are_read_or_refused_in_words() -> None:
    chance = random.Random(SEED)
    seeds = [photo(6)]
    for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK")):
        out = io.BytesIO()
        Image.open(io.BytesIO(seeds[0])).convert(mode).save(out, kind)
        seeds.append(out.getvalue())
    for _ in range(1_000):
        content = bytearray(chance.choice(seeds))
        for _ in range(chance.choice([1, 2, 8])):
            content[chance.randrange(len(content))] = chance.choice([0, 255, chance.randrange(256)])
        with suppress(InvalidInput):
            upright_jpeg(bytes(content))


def test_a_photo_that_is_cut_off_is_refused_also_after_a_paper_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF library allows truncated pictures for the whole process once it is imported; evidence must not notice."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    whole = io.BytesIO()
    Image.new("RGB", (800, 600), "white").save(whole, "JPEG")
    with pytest.raises(PictureDamaged):
        upright_jpeg(whole.getvalue()[:2_000])
