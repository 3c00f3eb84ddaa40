"""Requirements of food: P-IRT, BPOM MD, halal, SLHS and the label with its nine items."""

from collections.abc import Mapping
from datetime import date

from core.wording import N_, Problem
from partnerships.drug_agency_numbers import check_bpom_md
from partnerships.number_reading import warning
from partnerships.permit_numbers import check_halal, check_slhs
from partnerships.pirt_numbers import check_pirt
from partnerships.requirement_kinds.kind import DetailField, DetailType, Expiry, RequirementKind, Submission

LABEL_ITEMS: Mapping[str, str] = {
    "product_name": N_("Nama produk"),
    "ingredients": N_("Daftar bahan"),
    "net_weight": N_("Berat bersih atau isi bersih"),
    "producer_name_and_address": N_("Nama dan alamat produsen"),
    "halal_statement": N_("Keterangan halal bagi yang dipersyaratkan"),
    "production_date_and_code": N_("Tanggal dan kode produksi"),
    "expiry_date": N_("Tanggal, bulan dan tahun kedaluwarsa"),
    "permit_number": N_("Nomor izin edar"),
    "ingredient_origin": N_("Asal usul bahan pangan tertentu"),
}
"""The nine items of a food label, UU 18/2012 Pasal 97(3)."""

LABEL_HINTS: Mapping[str, str] = {
    "product_name": N_("Nama yang dikenal pembeli, di bagian depan. Contoh: Keripik Singkong Pedas."),
    "ingredients": N_("Semua bahan, dari yang terbanyak. Contoh: singkong, minyak goreng, cabai, garam."),
    "net_weight": N_("Dalam gram, kg atau ml. Contoh: Berat bersih 200 g."),
    "producer_name_and_address": N_("Nama usaha dan kotanya. Contoh: Diproduksi oleh Keripik Bu Siti, Balikpapan."),
    "halal_statement": N_("Logo halal BPJPH, atau keterangan tidak halal. Terpenuhi juga bila tidak dipersyaratkan."),
    "production_date_and_code": N_("Tercetak atau dicap. Contoh: Kode produksi 221126-01."),
    "expiry_date": N_("Setelah kata Baik digunakan sebelum. Contoh: Baik digunakan sebelum 22 Mei 2027."),
    "permit_number": N_("P-IRT atau BPOM MD lengkap. Contoh: P-IRT No. 2053374020970-28."),
    "ingredient_origin": N_(
        "Asal bahan tertentu, misalnya mengandung babi. Terpenuhi juga bila tidak ada bahan demikian."
    ),
}
"""What to look for on the photos, with an example (the same article; expiry words: PP 69/1999 Pasal 27)."""


def check_label(answers: Mapping[str, object]) -> tuple[Problem, ...]:
    """Warn the reviewer of items that are not on the label and of items nobody has answered for."""
    found = []
    if absent := sum(answers.get(item) is False for item in LABEL_ITEMS):
        found.append(warning("label_incomplete", N_("%(count)s dari 9 butir label tidak ada."), count=absent))
    if unanswered := sum(item not in answers for item in LABEL_ITEMS):
        found.append(warning("label_not_answered", N_("%(count)s dari 9 butir label belum dijawab."), count=unanswered))
    return tuple(found)


PIRT = RequirementKind(
    code="pirt",
    name=N_("SPP-IRT (nomor P-IRT)"),
    issuer=N_("Bupati/wali kota melalui OSS; dibina Dinas Kesehatan"),
    purpose=N_("Izin edar makanan kering buatan rumah yang tahan lebih dari 7 hari pada suhu ruang."),
    how_to_get=N_(
        "Ajukan PB-UMKU SPP-IRT di oss.go.id, lalu penuhi penyuluhan keamanan pangan, pemeriksaan sarana dan label "
        "dalam 3 bulan."
    ),
    cost=N_("Penerbitan gratis; penyuluhan menurut ketentuan daerah"),
    duration=N_("Nomor terbit otomatis; komitmen dipenuhi dalam 3 bulan"),
    question=N_("Apakah dibuat di rumah, kering, dan tahan lebih dari 7 hari pada suhu ruang?"),
    check_number=check_pirt,
    number_source=N_("PerBPOM 22/2018: 15 angka atau lebih; kode wilayah menurut BPS."),
    expiry=Expiry.REQUIRED,
    covers_products=True,
    also_satisfied_by=("bpom_md",),
    example=Submission(
        number="2053374020970-28", issued_on=date(2023, 6, 14), valid_until=date(2028, 6, 13), has_evidence=True
    ),
)

BPOM_MD = RequirementKind(
    code="bpom_md",
    name=N_("Izin edar BPOM (MD)"),
    issuer=N_("Badan Pengawas Obat dan Makanan (BPOM)"),
    purpose=N_("Izin edar pangan yang tidak boleh P-IRT: susu, beku, steril, pasteurisasi, minuman dalam kemasan."),
    how_to_get=N_("Minta pemeriksaan sarana (IP-CPPOB) ke Balai POM, lalu daftarkan produk di e-reg.pom.go.id."),
    cost=N_("Biaya PNBP per produk; usaha mikro dan kecil mendapat keringanan"),
    duration=N_("Sekitar satu sampai tiga bulan"),
    question=N_("Apakah produk steril, pasteurisasi, beku, mengandung susu, atau minuman cair dalam kemasan?"),
    check_number=check_bpom_md,
    number_source=N_("Bentuk nomor MD/ML pada cekbpom.pom.go.id: 12 atau 15 angka."),
    expiry=Expiry.EXPECTED,
    covers_products=True,
    example=Submission(
        number="MD224510107115", issued_on=date(2024, 2, 1), valid_until=date(2029, 1, 31), has_evidence=True
    ),
)

HALAL = RequirementKind(
    code="halal",
    name=N_("Sertifikat halal"),
    issuer=N_("Badan Penyelenggara Jaminan Produk Halal (BPJPH)"),
    purpose=N_("Wajib bagi makanan dan minuman usaha mikro dan kecil sejak 18 Oktober 2026 (PP 42/2024 Pasal 160)."),
    how_to_get=N_(
        "Daftar di ptsp.halal.go.id: jalur pernyataan sendiri dengan pendamping PPH, atau jalur pemeriksaan LPH."
    ),
    cost=N_("Jalur pernyataan sendiri dapat gratis (SEHATI) selama kuota ada; jalur LPH berbayar"),
    duration=N_("Sekitar dua minggu sampai dua bulan"),
    question=N_("Apakah mengandung atau berasal dari bahan hewan?"),
    check_number=check_halal,
    number_source=N_("Bentuk nomor pada sertifikat BPJPH: ID dan 17 angka; bentuk lain hanya peringatan."),
    expiry=Expiry.OPTIONAL,
    covers_products=True,
    example=Submission(number="ID32110000474710722", issued_on=date(2022, 7, 20), has_evidence=True),
)

SLHS = RequirementKind(
    code="slhs",
    name=N_("Sertifikat Laik Higiene Sanitasi (SLHS)"),
    issuer=N_("Dinas Kesehatan kabupaten/kota"),
    purpose=N_("Untuk pangan siap saji yang tahan paling lama 7 hari."),
    how_to_get=N_("Ajukan lewat oss.go.id; puskesmas atau Dinas Kesehatan memeriksa dapur dan contoh makanan."),
    cost=N_("Menurut ketentuan daerah, termasuk biaya uji laboratorium"),
    duration=N_("Sekitar dua minggu sampai satu bulan"),
    question=N_("Apakah pangan siap saji yang tahan paling lama 7 hari?"),
    check_number=check_slhs,
    number_source=N_("Tiap daerah memberi nomor dengan caranya sendiri, jadi bentuknya tidak diperiksa."),
    expiry=Expiry.EXPECTED,
    example=Submission(
        number="503/012/SLHS/2026", issued_on=date(2026, 1, 12), valid_until=date(2029, 1, 11), has_evidence=True
    ),
)

LABEL_CHECK = RequirementKind(
    code="label_check",
    name=N_("Pemeriksaan label"),
    issuer=N_("Dinas Koperasi dan UKM"),
    purpose=N_("Sembilan keterangan yang wajib ada pada label pangan (UU 18/2012 Pasal 97)."),
    how_to_get=N_("Cocokkan label Anda dengan sembilan butir, lalu unggah foto depan dan belakang kemasan."),
    cost=N_("Gratis"),
    duration=N_("Beberapa hari kerja"),
    question=N_("Apakah produk dijual dalam kemasan berlabel?"),
    details=tuple(
        DetailField(name=item, label=label, type=DetailType.YES_NO, is_required=False)
        for item, label in LABEL_ITEMS.items()
    ),
    check_details=check_label,
    needs_back=True,
    example=Submission(details=dict.fromkeys(LABEL_ITEMS, True), has_evidence=True, has_back=True),
)

FOOD_KINDS = (PIRT, BPOM_MD, HALAL, SLHS, LABEL_CHECK)
