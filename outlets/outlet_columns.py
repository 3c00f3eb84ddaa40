"""Which columns a file of outlets has and by what headings they are known. Pure."""

from collections.abc import Mapping

from core.column_matching import Layout
from core.wording import N_

REQUIRED = ("nama_gerai", "jenis", "wilayah")
COLUMNS = (
    *(*REQUIRED, "jaringan", "alamat", "instansi", "luas_lantai", "penanggung_jawab", "telepon", "whatsapp"),
    *("jam_buka", "titik_peta"),
)
COLUMN_LABELS: Mapping[str, str] = {
    "nama_gerai": N_("Nama gerai"),
    "jenis": N_("Jenis gerai"),
    "wilayah": N_("Kabupaten/kota"),
    "jaringan": N_("Jaringan ritel"),
    "alamat": N_("Alamat"),
    "instansi": N_("Perangkat daerah tempatnya berada"),
    "luas_lantai": N_("Luas lantai penjualan (m²)"),
    "penanggung_jawab": N_("Penanggung jawab"),
    "telepon": N_("Nomor telepon"),
    "whatsapp": N_("Nomor WhatsApp"),
    "jam_buka": N_("Jam buka"),
    "titik_peta": N_("Titik di peta"),
}
CERTAIN: Mapping[str, tuple[str, ...]] = {
    "nama_gerai": ("nama gerai", "gerai", "outlet", "outlet name", "nama toko", "nama outlet"),
    "jenis": ("jenis", "jenis gerai", "kind", "outlet kind"),
    "wilayah": ("wilayah", "kode wilayah", "kabupaten kota", "kab kota", "region code", "region"),
    "jaringan": ("jaringan", "jaringan ritel", "chain"),
    "alamat": ("alamat", "alamat gerai", "address"),
    "instansi": ("instansi", "perangkat daerah", "kantor", "dinas", "office"),
    "luas_lantai": ("luas lantai", "luas lantai m2", "luas", "floor area"),
    "penanggung_jawab": ("penanggung jawab", "pengelola", "kontak", "contact"),
    "telepon": ("telepon", "no telepon", "nomor telepon", "telp", "hp", "no hp", "phone"),
    "whatsapp": ("whatsapp", "wa", "no wa", "nomor whatsapp"),
    "jam_buka": ("jam buka", "jam operasional", "opening hours"),
    "titik_peta": ("titik peta", "titik di peta", "koordinat", "position"),
}
LIKELY: Mapping[str, tuple[str, ...]] = {
    "nama_gerai": ("nama", "toko"),
    "jenis": ("tipe", "kategori"),
    "wilayah": ("kota", "kabupaten", "daerah"),
    "penanggung_jawab": ("pic", "nama pengelola"),
}
OUTLET_LAYOUT = Layout(REQUIRED, COLUMNS, CERTAIN, LIKELY)
EXAMPLE: Mapping[str, str] = {
    "nama_gerai": "Contoh Swalayan",
    "jenis": "supermarket",
    "wilayah": "00.00",
    "jaringan": "",
    "alamat": "Jalan Jenderal Sudirman 8",
    "instansi": "",
    "luas_lantai": "900",
    "penanggung_jawab": "Budi Santoso",
    "telepon": "0812-1216-6678",
    "whatsapp": "0812-1216-6678",
    "jam_buka": "08.00-21.00",
    "titik_peta": "-1.265400, 116.831200",
}
"""The row of the template. Its region is none, so a template sent back as it is registers nothing."""
FIELD_OF: Mapping[str, str] = {
    "nama_gerai": "name",
    "jenis": "kind",
    "wilayah": "region_code",
    "jaringan": "chain_id",
    "alamat": "address",
    "instansi": "parent_office",
    "luas_lantai": "floor_area_square_metres",
    "penanggung_jawab": "contact_name",
    "telepon": "contact_phone",
    "whatsapp": "contact_whatsapp",
    "jam_buka": "opening_hours",
    "titik_peta": "position",
}
"""The field of the record each column fills."""
