"""Which column means what: certain, suggested, or asked."""

import pytest

from core.column_matching import DuplicateColumn, MissingColumns, TaughtColumns, UnknownColumn, find_heading
from outlets.sales_columns import SALES_LAYOUT

TILL = ["No Struk", "Tanggal", "Jam", "PLU", "Nama Barang", "Qty", "Harga", "Total"]
TAUGHT = TaughtColumns(
    {"tanggal": "Tanggal", "kode_produk": "PLU", "jumlah": "Qty", "harga_satuan": "Harga", "no_struk": "No Struk"}
)


def heading_of(*rows, taught=None):
    return find_heading(SALES_LAYOUT, list(enumerate(rows, 1)), taught or TaughtColumns())


@pytest.mark.parametrize(
    "titles",
    [
        ["tanggal", "kode_produk", "jumlah", "harga_satuan", "no_struk"],
        ["Date", "Code", "Qty", "Unit Price", "Receipt"],
        ["Tgl", "SKU", "Quantity", "Harga", "Invoice"],
        ["TANGGAL ", "Barcode", "QTY.", "Harga_Satuan", "No. Struk"],
    ],
)
def test_the_template_and_its_synonyms_are_certain(titles):
    heading = heading_of(titles)
    assert heading.places == {"tanggal": 0, "kode_produk": 1, "jumlah": 2, "harga_satuan": 3, "no_struk": 4}
    assert heading.is_complete


def test_a_plu_is_only_suggested_until_somebody_confirms_it():
    heading = heading_of(TILL)
    assert heading.missing == ("kode_produk",)
    assert heading.suggested == {"kode_produk": "PLU"}
    assert heading.columns == {
        "tanggal": "Tanggal",
        "kode_produk": "PLU",
        "jumlah": "Qty",
        "harga_satuan": "Harga",
        "no_struk": "No Struk",
        "total": "Total",
    }


def test_what_the_outlet_taught_is_certain_in_any_order():
    heading = heading_of(TILL[::-1], taught=TAUGHT)
    assert heading.is_complete
    assert heading.places["kode_produk"] == 4
    assert heading.ignored == ["Nama Barang", "Jam"]


def test_title_rows_above_the_heading_are_passed_over():
    assert heading_of(["LAPORAN PENJUALAN"], ["Gerai Balikpapan", "", "Oktober 2026"], TILL, taught=TAUGHT).row == 3


def test_a_taught_column_that_is_gone_is_asked_for_and_not_replaced():
    changed = ["No Struk", "Tanggal", "SKU", "Qty", "Harga"]
    heading = heading_of(changed, taught=TAUGHT)
    assert heading.missing == ("kode_produk",)
    assert heading.suggested == {"kode_produk": "SKU"}


def test_a_taught_receipt_column_that_is_gone_is_missed():
    assert heading_of(["Tanggal", "PLU", "Qty", "Harga"], taught=TAUGHT).missing == ("no_struk",)


def test_an_outlet_that_taught_its_till_may_still_send_the_template():
    template = ["tanggal", "kode_produk", "jumlah", "harga_satuan", "no_struk"]
    assert heading_of(template, taught=TAUGHT).is_complete


def test_a_column_that_may_hold_receipts_is_asked_about_once():
    titles = ["Tanggal", "Kode", "Qty", "Harga", "Nota"]
    assert heading_of(titles).missing == ("no_struk",)
    without = TaughtColumns({"tanggal": "Tanggal", "kode_produk": "Kode", "jumlah": "Qty", "harga_satuan": "Harga"})
    assert heading_of(titles, taught=without).is_complete


def test_two_headings_that_could_both_be_the_code_need_a_person():
    heading = heading_of(["Tanggal", "SKU", "Barcode", "Qty", "Harga"])
    assert heading.missing == ("kode_produk",)
    assert heading.suggested["kode_produk"] == "SKU"


@pytest.mark.parametrize("taught", [TaughtColumns(), TAUGHT])
def test_the_same_heading_twice_is_refused(taught):
    with pytest.raises(DuplicateColumn) as refused:
        heading_of(["Tanggal", "PLU", "Qty", "qty", "Harga", "No Struk"], taught=taught)
    assert refused.value.problem.code == "duplicate_column"


def test_the_same_heading_twice_does_not_matter_where_it_is_not_used():
    assert heading_of(["Tanggal", "Kode", "Qty", "Harga", "Ket", "Ket"]).is_complete


def test_too_few_columns_are_refused_with_the_names_of_what_is_missing():
    with pytest.raises(MissingColumns) as refused:
        heading_of(["tanggal", "jumlah", "harga_satuan"], ["01/10/2026", "1", "15000"])
    assert refused.value.problem.code == "missing_columns"
    assert refused.value.params["missing"] == "kode_produk"


def test_a_heading_in_unknown_words_is_offered_for_mapping():
    heading = heading_of(["Hari jual", "Benda", "Laku", "Duit"], ["01/10/2026", "007", "1", "15000"])
    assert heading.missing == ("tanggal", "kode_produk", "jumlah", "harga_satuan")
    assert heading.columns == {}


@pytest.mark.parametrize("columns", [{"warna": "Merah"}, {"tanggal": "Qty", "jumlah": "qty"}])
def test_a_mapping_that_cannot_be_meant_is_refused(columns):
    with pytest.raises(UnknownColumn):
        heading_of(TILL, taught=TaughtColumns(columns))
