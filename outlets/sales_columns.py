"""Which columns a till's file has and by what headings they are known. Pure.

A heading is matched with certainty when the template, the contract's synonyms or the outlet's own teaching names it.
What is merely likely (a PLU is probably the product code) is offered as a suggestion and confirmed by a person once
(`core.column_matching`). `struk_asal` is the receipt of the sale that a customer return takes its pieces from.
"""

from collections.abc import Mapping

from core.column_matching import Layout

REQUIRED = ("tanggal", "kode_produk", "jumlah", "harga_satuan")
COLUMNS = (*REQUIRED, "no_struk", "total", "struk_asal")

CERTAIN: Mapping[str, tuple[str, ...]] = {
    "tanggal": ("tanggal", "tgl", "date", "tanggal transaksi", "tgl transaksi", "tanggal penjualan", "sale date"),
    "kode_produk": ("kode produk", "kode", "code", "product code", "sku", "barcode", "kode barang", "item code"),
    "jumlah": ("jumlah", "qty", "quantity", "kuantitas", "jumlah terjual"),
    "harga_satuan": ("harga satuan", "harga", "unit price", "price", "hrg satuan"),
    "no_struk": (
        "no struk", "nomor struk", "struk", "receipt", "receipt no", "receipt number", "invoice", "invoice no",
        "invoice number", "no nota", "nomor nota", "no faktur", "nomor faktur", "reference",
    ),
    "total": ("total", "total harga", "subtotal", "sub total", "line total"),
    "struk_asal": (
        "struk asal", "no struk asal", "nomor struk asal", "nota asal", "no nota asal", "faktur asal",
        "retur dari struk", "returns reference", "original receipt", "original invoice", "return of",
    ),
}  # fmt: skip
LIKELY: Mapping[str, tuple[str, ...]] = {
    "tanggal": (
        "waktu",
        "datetime",
        "tanggal jam",
        "tgl jam",
        "hari",
        "transaction date",
        "invoice date",
        "invoicedate",
    ),
    "kode_produk": (
        "plu",
        "kode plu",
        "item",
        "artikel",
        "article",
        "gtin",
        "ean",
        "upc",
        "id produk",
        "stockcode",
        "stock code",
    ),
    "jumlah": ("pcs", "terjual", "sold", "unit", "banyak", "banyaknya", "volume", "jml", "qty terjual", "pcs terjual"),
    "harga_satuan": (
        *("harga jual", "hrg", "hrg jual", "unitprice", "selling price", "net price", "harga net"),
        *("rupiah satuan", "harga per pcs", "harga pcs", "harga jual satuan"),
    ),
    "no_struk": (
        "bon",
        "no bon",
        "nomor bon",
        "nomor transaksi",
        "nomor trx",
        "nota",
        "faktur",
        "trx",
        "no trx",
        "transaksi",
        "no transaksi",
        "transaction",
        "invoiceno",
    ),
    "struk_asal": ("asal", "ref retur", "referensi retur", "retur dari", "original", "original no", "ref struk"),
    "total": ("amount", "nilai", "jumlah harga", "total bayar", "net sales", "gross sales"),
}
SALES_LAYOUT = Layout(REQUIRED, COLUMNS, CERTAIN, LIKELY, asked_once=("no_struk",))
"""Receipt numbers are not required, but tell lines apart: a column that may hold them is asked about once."""
