"""The codes of what is watched over: how a document ended, what changed in a product, what a visit found."""

from collections.abc import Mapping
from enum import StrEnum

from core.wording import N_

WINDOWS = (90, 60, 30, 7)
"""How many days before the last day of a permit its holder is reminded (a choice of the agency, not law)."""


class Ground(StrEnum):
    """Why a permit is taken back: the six grounds BPOM keeps for SPP-IRT, used for every kind of document."""

    FOOD_LAW = "food_law"
    OUTBREAK = "outbreak"
    DANGEROUS_CONTENT = "dangerous_content"
    PROHIBITED_CLAIM = "prohibited_claim"
    OTHER_SITE = "other_site"
    NOT_AS_CERTIFIED = "not_as_certified"


GROUND_LABELS: Mapping[Ground, str] = {
    Ground.FOOD_LAW: N_("Melanggar peraturan di bidang pangan"),
    Ground.OUTBREAK: N_("Terbukti menjadi sumber kejadian luar biasa (KLB) keracunan pangan"),
    Ground.DANGEROUS_CONTENT: N_("Mengandung bahan berbahaya atau bahan kimia obat (BKO)"),
    Ground.PROHIBITED_CLAIM: N_("Mencantumkan klaim yang dilarang"),
    Ground.OTHER_SITE: N_("Tempat produksi tidak sama dengan yang terdaftar"),
    Ground.NOT_AS_CERTIFIED: N_("Tempat produksi atau produk tidak sesuai dengan yang disertifikasi"),
}


class Changed(StrEnum):
    """What a producer changed in how a product is made; each reopens its halal claim (PP 42/2024)."""

    RECIPE = "recipe"
    SUPPLIER = "supplier"
    PROCESS = "process"
    SITE = "site"


CHANGED_LABELS: Mapping[Changed, str] = {
    Changed.RECIPE: N_("Resep atau bahan"),
    Changed.SUPPLIER: N_("Pemasok bahan"),
    Changed.PROCESS: N_("Proses pembuatan"),
    Changed.SITE: N_("Tempat produksi"),
}


class ReviewStatus(StrEnum):
    """Where the review of a halal claim stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    REVOKED = "revoked"


REVIEW_LABELS: Mapping[ReviewStatus, str] = {
    ReviewStatus.OPEN: N_("Perlu ditinjau"),
    ReviewStatus.CONFIRMED: N_("Tetap berlaku"),
    ReviewStatus.REVOKED: N_("Dicabut"),
}


class ReviewOutcome(StrEnum):
    """What a verifier may decide about a halal claim after a change."""

    CONFIRMED = "confirmed"
    REVOKED = "revoked"


class Verdict(StrEnum):
    """Whether a visit found that the goods are made by the producer itself."""

    OWN_PRODUCTION = "own_production"
    NOT_OWN_PRODUCTION = "not_own_production"
    UNCLEAR = "unclear"


VERDICT_LABELS: Mapping[Verdict, str] = {
    Verdict.OWN_PRODUCTION: N_("Produksi sendiri"),
    Verdict.NOT_OWN_PRODUCTION: N_("Bukan produksi sendiri"),
    Verdict.UNCLEAR: N_("Belum jelas"),
}


class Shared(StrEnum):
    """What two producers may share that makes one look whether one of them is only a broker."""

    PERMIT = "permit"
    BANK_ACCOUNT = "bank_account"
    PHONE = "phone"
    ADDRESS = "address"


SHARED_LABELS: Mapping[Shared, str] = {
    Shared.PERMIT: N_("Nomor izin sama"),
    Shared.BANK_ACCOUNT: N_("Rekening bank sama"),
    Shared.PHONE: N_("Nomor telepon sama"),
    Shared.ADDRESS: N_("Alamat produksi sama"),
}


def windows_crossed(days_left_before: int | None, days_left_now: int) -> bool:
    """Whether the days left of a permit fell to or below one of the reminder windows since the last look.

    `days_left_before` is what was left at the last look, None when nobody looked before: then only a window reached
    today counts. A permit that has ended is no longer reminded of.
    """
    if days_left_now < 0:
        return False
    if days_left_before is None:
        return days_left_now in WINDOWS
    return any(days_left_before > window >= days_left_now for window in WINDOWS)
