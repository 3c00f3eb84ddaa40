"""Which columns a file of item codes has and by what headings they are known. Pure."""

from collections.abc import Mapping

from core.column_matching import Layout
from core.wording import N_

REQUIRED = ("kode_barang", "sku")
COLUMNS = (*REQUIRED, "pelaku_umkm", "status")
COLUMN_LABELS: Mapping[str, str] = {
    "kode_barang": N_("Kode barang di kasir"),
    "sku": N_("SKU atau GTIN produk"),
    "pelaku_umkm": N_("Pelaku UMKM"),
    "status": N_("Status"),
}
CERTAIN: Mapping[str, tuple[str, ...]] = {
    "kode_barang": ("kode barang", "kode kasir", "kode gerai", "plu", "item code", "outlet code"),
    "sku": ("sku", "gtin", "barcode", "sku produk", "product sku"),
    "pelaku_umkm": ("pelaku umkm", "produsen", "producer"),
    "status": ("status",),
}
LIKELY: Mapping[str, tuple[str, ...]] = {
    "kode_barang": ("kode", "code"),
    "sku": ("kode produk", "kode produsen"),
    "pelaku_umkm": ("umkm", "pemasok", "supplier"),
}
CODE_LAYOUT = Layout(REQUIRED, COLUMNS, CERTAIN, LIKELY)
EXAMPLE: Mapping[str, str] = {"kode_barang": "0012345", "sku": "CONTOH-SKU", "pelaku_umkm": "", "status": ""}
"""The row of the template. Its SKU stands nowhere, so a template sent back as it is records nothing."""
