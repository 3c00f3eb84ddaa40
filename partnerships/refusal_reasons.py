"""Reasons for sending a document back or rejecting it, chosen from a list: a sentence and the producer's next step.

A reason may be for some kinds only. The reviewer's own words come beside it; they are never replaced by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.wording import N_
from partnerships.states import Decision

RETURN = frozenset({Decision.RETURNED})
REJECT = frozenset({Decision.REJECTED})
BOTH = RETURN | REJECT
NUMBERED_PERMITS = frozenset(
    {
        *("pirt", "bpom_md", "halal", "slhs", "cosmetic_notification", "traditional_medicine", "household_product"),
        *("sni", "trademark", "nib", "npwp", "barcode"),
    }
)
DATED_PERMITS = NUMBERED_PERMITS - {"nib", "npwp", "barcode"}
PRODUCT_PERMITS = frozenset({"pirt", "bpom_md", "halal", "cosmetic_notification", "traditional_medicine"})


@dataclass(frozen=True, slots=True)
class RefusalReason:
    """A reason by code: what is wrong, what to do next, for which decisions and kinds (none named: every kind)."""

    code: str
    sentence: str
    next_step: str
    decisions: frozenset[Decision] = RETURN
    kinds: frozenset[str] = field(default_factory=frozenset)


ALL_REASONS = (
    RefusalReason(
        "photo_unreadable",
        N_("Foto tidak terbaca: buram, gelap atau terpotong."),
        N_("Foto ulang seluruh dokumen di tempat terang, lalu ajukan lagi."),
    ),
    RefusalReason(
        "evidence_missing",
        N_("Foto atau berkas bukti tidak ada atau tidak lengkap."),
        N_("Unggah foto semua halaman atau sisi yang diminta."),
    ),
    RefusalReason(
        "wrong_document",
        N_("Yang diunggah bukan dokumen jenis ini."),
        N_("Periksa jenis dokumennya, lalu unggah yang benar."),
    ),
    RefusalReason(
        "number_differs",
        N_("Nomor yang diketik berbeda dengan nomor pada dokumen."),
        N_("Ketik nomor persis seperti pada dokumen."),
        kinds=NUMBERED_PERMITS | {"bank_account"},
    ),
    RefusalReason(
        "dates_differ",
        N_("Tanggal terbit atau masa berlaku berbeda dengan dokumen."),
        N_("Isi tanggal persis seperti pada dokumen."),
        kinds=DATED_PERMITS,
    ),
    RefusalReason(
        "other_name",
        N_("Dokumen ini atas nama orang atau usaha lain."),
        N_("Ajukan dokumen atas nama usaha atau pemilik yang terdaftar, atau perbaiki data usaha bersama petugas."),
        BOTH,
    ),
    RefusalReason(
        "other_regency",
        N_("Nomor diterbitkan di kabupaten/kota lain dari tempat produksi."),
        N_("Urus SPP-IRT baru untuk tempat produksi sekarang lewat oss.go.id."),
        kinds=frozenset({"pirt"}),
    ),
    RefusalReason(
        "other_product",
        N_("Dokumen ini bukan untuk produk yang dipilih."),
        N_("Pilih produk yang namanya tercantum pada dokumen, atau urus dokumen untuk produk ini."),
        kinds=PRODUCT_PERMITS,
    ),
    RefusalReason(
        "label_incomplete",
        N_("Ada keterangan wajib yang belum ada pada label (UU 18/2012 Pasal 97)."),
        N_("Lengkapi label, foto sisi depan dan belakang, lalu ajukan lagi."),
        kinds=frozenset({"label_check"}),
    ),
    RefusalReason(
        "holder_not_owner",
        N_("Nama pemilik rekening berbeda dengan pemilik usaha."),
        N_("Ajukan rekening atas nama pemilik usaha."),
        BOTH,
        frozenset({"bank_account"}),
    ),
    RefusalReason(
        "ended",
        N_("Dokumen ini sudah tidak berlaku."),
        N_("Perpanjang atau urus yang baru, lalu ajukan lagi."),
        BOTH,
        DATED_PERMITS,
    ),
    RefusalReason(
        "not_registered",
        N_("Nomor ini tidak ditemukan pada daftar resmi penerbit."),
        N_("Tanyakan kepada penerbit; hubungi petugas bila dokumen Anda asli."),
        BOTH,
        NUMBERED_PERMITS,
    ),
    RefusalReason(
        "not_own_production",
        N_("Barang ini tidak dibuat sendiri oleh usaha ini."),
        N_("Hanya produk buatan sendiri yang dapat dititipkan. Hubungi petugas bila ini keliru."),
        REJECT,
    ),
    RefusalReason(
        "altered",
        N_("Dokumen ini tampak diubah atau bukan asli."),
        N_("Datang ke kantor dinas dengan dokumen asli."),
        REJECT,
    ),
)
REASONS: dict[str, RefusalReason] = {reason.code: reason for reason in ALL_REASONS}


def reasons_for(kind: str, decisions: Iterable[Decision] = tuple(BOTH)) -> list[RefusalReason]:
    """The reasons that may be given for a kind, for any of these decisions."""
    wanted = set(decisions)
    return [
        reason for reason in ALL_REASONS if reason.decisions & wanted and (not reason.kinds or kind in reason.kinds)
    ]


def fits(code: str, kind: str, decision: Decision) -> bool:
    """Whether a reason may be given for a decision about a document of this kind."""
    return any(reason.code == code for reason in reasons_for(kind, [decision]))
