"""Requirements of the business itself: NIB, NPWP, bank account, trademark, and that it makes its goods itself."""

from datetime import date

from core.wording import N_
from partnerships.bank_accounts import BANKS, check_bank_account
from partnerships.permit_numbers import check_nib, check_trademark
from partnerships.requirement_kinds.kind import DetailField, DetailType, Expiry, RequirementKind, Submission
from partnerships.tax_numbers import check_npwp

NIB = RequirementKind(
    code="nib",
    name=N_("Nomor Induk Berusaha (NIB)"),
    issuer=N_("Lembaga OSS, Kementerian Investasi/BKPM"),
    purpose=N_("Identitas setiap pelaku usaha; untuk usaha mikro dan kecil berisiko rendah sekaligus izinnya."),
    how_to_get=N_("Daftar di oss.go.id dengan NIK dan nomor ponsel, lalu unduh NIB. Dinas dapat mendampingi."),
    cost=N_("Gratis"),
    duration=N_("Sekitar satu hari"),
    question=N_("Apakah usaha ini sudah berjalan dan menjual secara tetap?"),
    check_number=check_nib,
    number_source=N_("PP 24/2018 Pasal 24 ayat (2): 13 angka."),
    example=Submission(number="0220003690831", issued_on=date(2020, 3, 2), has_evidence=True),
)

NPWP = RequirementKind(
    code="npwp",
    name=N_("Nomor Pokok Wajib Pajak (NPWP)"),
    issuer=N_("Direktorat Jenderal Pajak"),
    purpose=N_("Dipakai pada bukti potong dan sering diminta jaringan ritel."),
    how_to_get=N_("Padankan NIK menjadi NPWP atau daftar di coretaxdjp.pajak.go.id, atau datang ke kantor pajak."),
    cost=N_("Gratis"),
    duration=N_("Sekitar satu sampai tiga hari kerja"),
    question=N_("Apakah gerai atau pembeli meminta NPWP?"),
    check_number=check_npwp,
    number_source=N_("PMK 112/PMK.03/2022: 16 angka, NPWP lama 15 angka dengan angka pemeriksa."),
    number_is_personal=True,
    example=Submission(number="01.312.166.0-091.000", has_evidence=True),
)

BANK_ACCOUNT = RequirementKind(
    code="bank_account",
    name=N_("Rekening bank"),
    issuer=N_("Bank"),
    purpose=N_("Tujuan setoran hasil penjualan dari gerai."),
    how_to_get=N_("Unggah foto halaman depan buku tabungan; nama pemilik harus sama dengan pemilik usaha."),
    cost=N_("Setoran awal sesuai ketentuan bank"),
    duration=N_("Satu hari"),
    question=N_("Apakah gerai menyetor hasil penjualan lewat transfer?"),
    check_number=check_bank_account,
    number_source=N_("Kebiasaan bank: 8 sampai 16 angka; panjang lain hanya peringatan."),
    number_is_personal=True,
    details=(
        DetailField(name="bank_code", label=N_("Bank"), type=DetailType.CHOICE, choices=BANKS),
        DetailField(name="holder", label=N_("Nama pemilik rekening"), max_length=100),
    ),
    example=Submission(number="0012345678", details={"bank_code": "124", "holder": "Siti Aminah"}, has_evidence=True),
)

TRADEMARK = RequirementKind(
    code="trademark",
    name=N_("Pendaftaran merek"),
    issuer=N_("Direktorat Jenderal Kekayaan Intelektual"),
    purpose=N_("Melindungi merek selama 10 tahun sejak tanggal permohonan (UU 20/2016 Pasal 35)."),
    how_to_get=N_("Periksa merek serupa di pdki-indonesia.dgip.go.id, lalu ajukan di merek.dgip.go.id."),
    cost=N_("Sekitar Rp500.000 per kelas dengan surat rekomendasi UMK dari Dinas"),
    duration=N_("Sekitar enam bulan sampai satu tahun"),
    question=N_("Apakah produk dijual dengan merek sendiri?"),
    check_number=check_trademark,
    number_source=N_("Bentuk pada sertifikat merek: IDM dan 9 angka; bentuk lain hanya peringatan."),
    expiry=Expiry.EXPECTED,
    example=Submission(
        number="IDM000123456", issued_on=date(2021, 5, 3), valid_until=date(2031, 5, 3), has_evidence=True
    ),
)

OWN_PRODUCTION = RequirementKind(
    code="own_production",
    name=N_("Pemeriksaan produksi sendiri"),
    issuer=N_("Dinas Koperasi dan UKM"),
    purpose=N_("Memastikan barang dibuat sendiri oleh pelaku usaha, bukan oleh perantara."),
    how_to_get=N_("Minta kunjungan petugas Dinas ke tempat produksi."),
    cost=N_("Gratis"),
    duration=N_("Satu kali kunjungan"),
    question=N_("Apakah ada keraguan bahwa barang dibuat sendiri?"),
    details=(
        DetailField(name="visited_on", label=N_("Tanggal kunjungan"), type=DetailType.DAY),
        DetailField(name="makes_it_themselves", label=N_("Barang dibuat sendiri"), type=DetailType.YES_NO),
        DetailField(name="finding", label=N_("Temuan"), max_length=2000),
    ),
    example=Submission(
        details={
            "visited_on": "2026-10-05",
            "makes_it_themselves": True,
            "finding": "Dapur produksi terpisah, alat penggoreng dan pengemas ada.",
        },
        has_evidence=True,
    ),
)

BUSINESS_KINDS = (NIB, NPWP, BANK_ACCOUNT, TRADEMARK, OWN_PRODUCTION)
