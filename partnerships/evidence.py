"""Photos and papers that prove a requirement: checked by their content, never by their name."""

from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from core.errors import InvalidInput
from core.files import EmptyFile, StoredFile, store
from core.images import NotAPhoto, upright_jpeg
from core.pdf_files import check_pdf
from core.wording import N_

LARGEST_MEGABYTES = 10


class EvidenceTooLarge(InvalidInput):
    """More bytes than evidence may have. Parameters: `limit` (megabytes)."""

    code = "evidence_too_large"
    status = 413
    sentence = N_("Berkas ini terlalu besar (batas %(limit)s MB). Perkecil fotonya, lalu unggah lagi.")


class SvgRefused(NotAPhoto):
    """A drawing that can carry a program."""

    code = "svg_refused"
    sentence = N_("Gambar SVG tidak diterima. Kirim foto JPEG atau PNG, atau PDF.")


def keep(upload: FileStorage, *, by: UserAccount, field: str = "evidence") -> StoredFile:
    """Store a piece of evidence: a photo written anew as JPEG, or a PDF that only shows pages.

    Raises `EvidenceTooLarge`, `EmptyFile`, `SvgRefused`, and what `core.images` and `core.pdf_files` raise; each names
    the field it came in.
    """
    content = upload.stream.read(LARGEST_MEGABYTES * 1_000_000 + 1)
    name = upload.filename or ""
    if len(content) > LARGEST_MEGABYTES * 1_000_000:
        raise EvidenceTooLarge(field=field, limit=LARGEST_MEGABYTES)
    if not content:
        raise EmptyFile(field=field)
    try:
        if content.startswith(b"%PDF-"):
            check_pdf(content)
            return store(content, media_type="application/pdf", original_name=named(name, "pdf"), by_id=by.id)
        if b"<svg" in content[:2_000].lower():
            raise SvgRefused
        photo = upright_jpeg(content)
    except InvalidInput as refusal:
        refusal.errors.setdefault(field, [refusal.problem])
        raise
    return store(photo, media_type="image/jpeg", original_name=named(name, "jpg"), original=content, by_id=by.id)


def named(original: str, extension: str) -> str:
    """The sender's name for the file, as display text: without folders and control characters, with what it is now."""
    last = original.replace("\\", "/").rpartition("/")[2]
    printable = "".join(sign for sign in last if sign.isprintable() and sign not in '"<>|:*?').strip(" .")
    stem = printable.rpartition(".")[0] or printable or "bukti"
    return f"{stem[:150]}.{extension}"
