"""Requirements of other goods: cosmetics, traditional medicine, household products, SNI and the barcode."""

from datetime import date

from core.wording import N_
from partnerships.drug_agency_numbers import (
    check_cosmetic_notification,
    check_household_product,
    check_traditional_medicine,
)
from partnerships.permit_numbers import check_barcode, check_sni
from partnerships.requirement_kinds.kind import Expiry, RequirementKind, Submission

COSMETIC_NOTIFICATION = RequirementKind(
    code="cosmetic_notification",
    name=N_("Notifikasi kosmetik (NA)"),
    issuer=N_("Badan Pengawas Obat dan Makanan (BPOM)"),
    purpose=N_("Izin edar kosmetik, termasuk sabun mandi; berlaku 3 tahun."),
    how_to_get=N_("Urus rekomendasi sarana (CPKB golongan B), lalu ajukan notifikasi di notifkos.pom.go.id."),
    cost=N_("Biaya PNBP per produk; usaha mikro dan kecil mendapat keringanan"),
    duration=N_("Sekitar dua minggu setelah sarana disetujui"),
    question=N_("Apakah dipakai pada kulit, rambut, bibir, kuku atau gigi?"),
    check_number=check_cosmetic_notification,
    number_source=N_("Bentuk nomor pada notifkos.pom.go.id: NA sampai NE dan 11 angka."),
    expiry=Expiry.EXPECTED,
    covers_products=True,
    example=Submission(
        number="NA18260500350", issued_on=date(2026, 4, 13), valid_until=date(2029, 4, 12), has_evidence=True
    ),
)

TRADITIONAL_MEDICINE = RequirementKind(
    code="traditional_medicine",
    name=N_("Izin edar obat tradisional atau suplemen (TR/SD)"),
    issuer=N_("Badan Pengawas Obat dan Makanan (BPOM)"),
    purpose=N_("Izin edar jamu, herbal dan suplemen, dari sarana UMOT atau UKOT."),
    how_to_get=N_("Urus izin sarana UMOT/UKOT dan sertifikat CPOTB, lalu daftarkan produk di asrot.pom.go.id."),
    cost=N_("Biaya PNBP per produk; usaha mikro dan kecil mendapat keringanan"),
    duration=N_("Sekitar satu sampai tiga bulan"),
    question=N_("Apakah mengaku menyembuhkan, menyehatkan atau menambah stamina?"),
    check_number=check_traditional_medicine,
    number_source=N_("Bentuk nomor pada cekbpom.pom.go.id: TR, TI, HT, FF, SD atau SI dan 9 angka."),
    expiry=Expiry.EXPECTED,
    covers_products=True,
    example=Submission(
        number="TR092699241", issued_on=date(2024, 8, 1), valid_until=date(2029, 7, 31), has_evidence=True
    ),
)

HOUSEHOLD_PRODUCT = RequirementKind(
    code="household_product",
    name=N_("Izin edar PKRT"),
    issuer=N_("Kementerian Kesehatan"),
    purpose=N_("Izin edar perbekalan kesehatan rumah tangga seperti sabun cuci dan pembersih lantai."),
    how_to_get=N_("Urus sertifikat produksi PKRT, lalu daftarkan produk di regalkes.kemkes.go.id melalui OSS."),
    cost=N_("Biaya PNBP per produk menurut kelas risiko"),
    duration=N_("Sekitar satu sampai dua bulan"),
    question=N_("Apakah dipakai untuk mencuci atau membersihkan di rumah?"),
    check_number=check_household_product,
    number_source=N_("Bentuk nomor Kementerian Kesehatan: PKD atau PKL dan 11 angka."),
    expiry=Expiry.EXPECTED,
    example=Submission(
        number="KEMENKES RI PKD 20501120345",
        issued_on=date(2024, 5, 6),
        valid_until=date(2029, 5, 5),
        has_evidence=True,
    ),
)

SNI = RequirementKind(
    code="sni",
    name=N_("Sertifikat SNI"),
    issuer=N_("Lembaga sertifikasi produk yang diakreditasi KAN"),
    purpose=N_("Wajib untuk barang tertentu, misalnya air minum dalam kemasan, mainan dan pakaian bayi."),
    how_to_get=N_("Pilih lembaga sertifikasi di bsn.go.id; usaha berisiko rendah dapat memakai SNI Bina UMK di OSS."),
    cost=N_("SNI Bina UMK gratis; sertifikasi penuh menurut lembaga"),
    duration=N_("SNI Bina UMK satu hari; sertifikasi penuh beberapa bulan"),
    question=N_("Apakah SNI wajib untuk barang ini (misalnya air minum kemasan, mainan, pakaian bayi)?"),
    check_number=check_sni,
    number_source=N_("Bentuk nomor SNI, misalnya SNI 3553:2015; bentuk lain hanya peringatan."),
    expiry=Expiry.OPTIONAL,
    example=Submission(number="SNI 3553:2015", issued_on=date(2024, 1, 15), has_evidence=True),
)

BARCODE = RequirementKind(
    code="barcode",
    name=N_("Kode batang (barcode)"),
    issuer=N_("GS1 Indonesia"),
    purpose=N_("Dibaca kasir; diminta hampir semua toko swalayan."),
    how_to_get=N_("Daftar sebagai anggota GS1 Indonesia di gs1id.org, lalu cetak GTIN pada kemasan."),
    cost=N_("Iuran tahunan menurut skala usaha; tanyakan keringanan melalui Dinas"),
    duration=N_("Sekitar satu minggu"),
    question=N_("Apakah gerai memindai barcode di kasir?"),
    check_number=check_barcode,
    number_source=N_("GTIN dari GS1: 8, 12, 13 atau 14 angka dengan angka pemeriksa."),
    example=Submission(number="8991002101630", has_evidence=True),
)

GOODS_KINDS = (COSMETIC_NOTIFICATION, TRADITIONAL_MEDICINE, HOUSEHOLD_PRODUCT, SNI, BARCODE)
