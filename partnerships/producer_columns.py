"""Which columns a file of registrations has and by what headings they are known. Pure."""

from collections.abc import Mapping

from core.column_matching import Layout
from core.wording import N_

REQUIRED = ("nama_usaha", "nama_pemilik", "nik", "telepon", "wilayah")
COLUMNS = (
    *REQUIRED,
    "alamat",
    "mulai_usaha",
    "penjualan_setahun",
    "modal",
    "nib",
    "jenis_produk",
    "produk",
)
COLUMN_LABELS: Mapping[str, str] = {
    "nama_usaha": N_("Nama usaha"),
    "nama_pemilik": N_("Nama pemilik (sesuai KTP)"),
    "nik": N_("NIK pemilik"),
    "telepon": N_("Nomor telepon/WhatsApp"),
    "wilayah": N_("Kabupaten/kota"),
    "alamat": N_("Alamat tempat produksi"),
    "mulai_usaha": N_("Mulai usaha"),
    "penjualan_setahun": N_("Penjualan setahun"),
    "modal": N_("Modal (tanpa tanah dan bangunan)"),
    "nib": N_("NIB"),
    "jenis_produk": N_("Jenis produk"),
    "produk": N_("Contoh produk"),
}
CERTAIN: Mapping[str, tuple[str, ...]] = {
    "nama_usaha": ("nama usaha", "nama umkm", "usaha", "business name", "nama toko", "merek usaha"),
    "nama_pemilik": ("nama pemilik", "pemilik", "nama pemilik sesuai ktp", "owner", "owner name", "nama pengusaha"),
    "nik": ("nik", "nik pemilik", "no nik", "nomor nik", "owner nik", "nomor induk kependudukan", "no ktp"),
    "telepon": (
        "telepon", "no telepon", "nomor telepon", "telp", "no telp", "hp", "no hp", "nomor hp", "whatsapp", "no wa",
        "nomor wa", "no whatsapp", "nomor whatsapp", "phone", "nomor telepon whatsapp",
    ),
    "wilayah": (
        "wilayah", "kode wilayah", "kabupaten kota", "kota kabupaten", "kab kota", "kabupaten", "kota", "region code",
        "region",
    ),
    "alamat": ("alamat", "alamat usaha", "alamat produksi", "alamat tempat produksi", "address"),
    "mulai_usaha": ("mulai usaha", "tanggal mulai usaha", "tgl mulai usaha", "started on", "berdiri sejak"),
    "penjualan_setahun": (
        "penjualan setahun", "omzet setahun", "omzet", "omset", "omset setahun", "omzet per tahun", "omset per tahun",
        "annual sales", "penjualan per tahun",
    ),
    "modal": ("modal", "modal usaha", "capital", "modal tanpa tanah dan bangunan"),
    "nib": ("nib", "no nib", "nomor nib", "nomor induk berusaha"),
    "jenis_produk": ("jenis produk", "kategori produk", "kategori", "product lines"),
    "produk": ("produk", "nama produk", "contoh produk", "produk utama", "products"),
}  # fmt: skip
LIKELY: Mapping[str, tuple[str, ...]] = {
    "nama_usaha": ("nama", "umkm", "nama perusahaan", "merek", "brand", "toko"),
    "nama_pemilik": ("nama lengkap", "nama orang", "penanggung jawab", "pengurus", "nama ktp"),
    "nik": ("ktp", "nomor identitas", "no identitas", "identitas"),
    "telepon": ("kontak", "nomor", "wa", "telephone", "handphone", "ponsel", "no handphone"),
    "wilayah": ("daerah", "lokasi", "kode kabupaten", "kode kota", "kab", "domisili"),
    "alamat": ("tempat", "jalan", "lokasi produksi"),
    "mulai_usaha": ("tahun berdiri", "berdiri", "sejak", "tanggal berdiri", "mulai"),
    "penjualan_setahun": ("pendapatan", "penjualan", "omzet tahunan", "omset tahunan", "hasil penjualan"),
    "modal": ("aset", "modal awal"),
    "nib": ("nomor izin", "izin usaha"),
    "jenis_produk": ("jenis usaha", "bidang usaha", "jenis", "sektor"),
    "produk": ("usaha produk", "barang", "produk yang dibuat"),
}
PRODUCER_LAYOUT = Layout(REQUIRED, COLUMNS, CERTAIN, LIKELY, asked_once=("nib",))
"""A column that may hold the NIB is asked about once, because duplicates are found by it."""

EXAMPLE: Mapping[str, str] = {
    "nama_usaha": "Keripik Bu Siti",
    "nama_pemilik": "Siti Aminah",
    "nik": "0000000000000000",
    "telepon": "0812-1216-6678",
    "wilayah": "64.71",
    "alamat": "Jalan Markoni Atas 12",
    "mulai_usaha": "17/08/2019",
    "penjualan_setahun": "120.000.000",
    "modal": "15.000.000",
    "nib": "0220003690831",
    "jenis_produk": "dry_food",
    "produk": "Keripik singkong, abon ikan",
}
"""The row of the template. Its NIK is none, so that a template sent back as it is registers nobody."""
EXPLANATIONS: Mapping[str, str] = {
    "nama_usaha": N_("Nama yang dikenal pembeli, paling banyak 120 huruf."),
    "nama_pemilik": N_("Seperti tertulis pada KTP."),
    "nik": N_("16 angka pada KTP, sebagai teks. Disimpan terenkripsi."),
    "telepon": N_("Nomor WhatsApp yang aktif, misalnya 0812-1216-6678."),
    "wilayah": N_("Kode seperti 64.71 atau nama resmi seperti Kota Balikpapan."),
    "alamat": N_("Alamat tempat produksi, paling banyak 300 huruf."),
    "mulai_usaha": N_("Tanggal lengkap, misalnya 17/08/2019."),
    "penjualan_setahun": N_("Perkiraan penjualan kotor 12 bulan dalam rupiah bulat."),
    "modal": N_("Rupiah bulat, tanpa tanah dan bangunan."),
    "nib": N_("13 angka, sebagai teks."),
    "jenis_produk": N_("Satu atau beberapa kode dari daftar di bawah, dipisah koma."),
    "produk": N_("Apa yang dibuat, dengan kata sendiri, paling banyak 200 huruf."),
}
