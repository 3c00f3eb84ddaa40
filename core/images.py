"""Photos people send: opened as one of three formats, turned upright, and written anew.

Writing a photo anew is what makes it safe: place and camera (EXIF), a program hidden behind the picture and everything
else that is not picture are gone, because nothing but the pixels is taken over.
"""

import io
import warnings

from PIL import ExifTags, Image, ImageFile, UnidentifiedImageError

from core.errors import InvalidInput
from core.wording import N_

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400
QUALITY = 85
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What brings a photo upright, by the orientation its camera noted (EXIF 2.3, tag 274)."""
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")


class HeicNotRead(InvalidInput):
    """The photo format of newer iPhones, which cannot be opened here."""

    code = "heic_not_read"
    status = 415
    sentence = N_(
        "Foto HEIC dari iPhone belum dapat dibaca. Di Pengaturan pilih Kamera, Format, Paling Kompatibel, lalu foto "
        "ulang; atau kirim tangkapan layarnya."
    )


class NotAPhoto(InvalidInput):
    """Neither JPEG nor PNG nor WEBP, whatever its name says."""

    code = "not_a_photo"
    status = 415
    sentence = N_("Isi berkas ini bukan foto JPEG, PNG atau WEBP. Foto ulang, lalu unggah lagi.")


class PictureTooLarge(InvalidInput):
    """More pixels than a document needs. Parameters: `limit` (millions of pixels)."""

    code = "picture_too_large"
    sentence = N_("Gambar ini terlalu besar (batas %(limit)s megapiksel). Perkecil atau foto ulang.")


class PictureDamaged(InvalidInput):
    """A picture that ends too early or is broken."""

    code = "picture_damaged"
    sentence = N_("Gambar ini rusak atau terpotong. Foto ulang, lalu unggah lagi.")


def upright_jpeg(content: bytes, *, longest: int = LONGEST_SIDE) -> bytes:
    """The photo as a JPEG of nothing but its pixels, upright, its longer side at most `longest` pixels.

    Raises `HeicNotRead`, `NotAPhoto`, `PictureTooLarge`, `PictureDamaged`. The size is read from the header and refused
    before a single pixel is unpacked.
    """
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        raise HeicNotRead
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(io.BytesIO(content), formats=FORMATS)
    except Image.DecompressionBombError:
        raise PictureTooLarge(limit=MOST_PIXELS // 1_000_000) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise NotAPhoto from None
    if image.width * image.height > MOST_PIXELS:
        raise PictureTooLarge(limit=MOST_PIXELS // 1_000_000)
    # The PDF library allows truncated pictures for the whole process as soon as it is imported; evidence is never cut.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
        upright = _turned(image)
        upright.thumbnail((longest, longest))
        flat = _on_white(upright)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError):
        raise PictureDamaged from None
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _turned(image: Image.Image) -> Image.Image:
    """The photo upright. Notes of the camera that cannot be read are no reason to refuse a good photo."""
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation))
    except Exception:  # noqa: BLE001 - the library raises many things for notes that are broken, and they are not kept
        turn = None
    return image if turn is None else image.transpose(turn)


def _on_white(image: Image.Image) -> Image.Image:
    """The picture without transparency, as a JPEG has none: what was see-through is white."""
    if not image.has_transparency_data:
        return Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())
    layer = image.convert("RGBA")
    page = Image.new("RGB", image.size, "white")
    page.paste(layer, mask=layer.getchannel("A"))
    return page
