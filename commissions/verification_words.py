"""What each check of `verify-ledger` promises, in the words of a page, and which invariants of the catalogue it holds.

The names are those of the catalogue: M money, L ledger, P closing a month, I what comes in, K stock, Q history.
"""

from collections.abc import Mapping
from typing import NamedTuple

from core.wording import N_


class Promise(NamedTuple):
    """A sentence for people, and the invariants behind it."""

    sentence: str
    invariants: tuple[str, ...]


PROMISES: Mapping[str, Promise] = {
    "every transfer is an allowed leg of its book and moves more than nothing": Promise(
        N_("Setiap perpindahan memakai pasangan akun yang diizinkan dan jumlahnya lebih dari nol."), ("L1", "L6", "L11")
    ),
    "gross of a line is pieces times price, posted in its month or later": Promise(
        N_("Nilai kotor setiap baris ialah jumlah kali harga, dibukukan pada bulannya atau sesudahnya."), ("M8", "P6")
    ),
    "each line hangs on an item of its report": Promise(
        N_("Setiap baris penjualan tergantung pada satu barang dalam laporannya."), ("I10",)
    ),
    "commission of a sale is half up, once a line": Promise(
        N_("Komisi setiap penjualan dibulatkan setengah ke atas, sekali setiap baris."), ("M2", "M5")
    ),
    "each line carries the rate that was agreed for its day and product": Promise(
        N_("Setiap baris memakai tarif yang disepakati untuk tanggal dan produknya."), ("M3", "K5")
    ),
    "what left a sale chains without a gap and takes its commission along": Promise(
        N_("Retur dan pembatalan satu penjualan berantai tanpa celah dan membawa komisinya."), ("M6", "L5")
    ),
    "lines sum to transfers by report, month, route and tax document": Promise(
        N_("Jumlah baris sama dengan perpindahannya per laporan, bulan, jalur uang, dan dokumen pajak."), ("L4", "L7")
    ),
    "each tax document carries the PPN on its commission": Promise(
        N_("Setiap dokumen pajak memuat PPN atas komisinya."), ("M5",)
    ),
    "months are closed in order and nothing is posted in one afterwards": Promise(
        N_("Bulan ditutup berurutan dan sesudahnya tidak ada yang dibukukan di sana."), ("P1", "P5", "P10")
    ),
    "totals kept by product are those of the lines": Promise(
        N_("Jumlah per produk yang disimpan sama dengan barisnya."), ("L3",)
    ),
    "trial balances kept at each close are those recorded by then": Promise(
        N_("Neraca saldo setiap tutup bulan sama dengan hitungan ulang dari catatan saat itu."),
        ("L6", "L9"),
    ),
    "figures of statements follow from the transfers": Promise(
        N_("Angka setiap rekap mengikuti perpindahannya."), ("L3", "L8", "P2")
    ),
    "closing follows from columns and claims, opening is the closing before": Promise(
        N_("Saldo akhir mengikuti kolom dan tagihannya; saldo awal ialah saldo akhir sebelumnya."), ("L7", "P12")
    ),
    "statement numbers have no gap": Promise(N_("Nomor rekap berurutan tanpa celah."), ("P3", "P8")),
    "the chain of seals is whole and its head is the last seal": Promise(
        N_("Rantai segel rekap utuh dan ujungnya ialah segel terakhir."), ("P7", "P8")
    ),
    "snapshots say what the statements say": Promise(
        N_("Salinan beku setiap rekap sama dengan rekapnya."), ("P2", "L10")
    ),
    "names kept beside a statement are those it was sealed with": Promise(
        N_("Nama yang disimpan di samping rekap ialah nama saat disegel."), ("P7",)
    ),
    "statements told anew from lines and ledger have the same numbers and seals": Promise(
        N_("Rekap yang dihitung ulang dari baris dan perpindahan saja bernomor dan bersegel sama."), ("L10", "P2", "P9")
    ),
    "heads written outside the database are links of the chain": Promise(
        N_("Ujung rantai yang disimpan di luar basis data masih ada di dalam rantai."), ("P7", "Q2")
    ),
    "what was sealed of the history is what stands there": Promise(
        N_("Riwayat yang sudah disegel masih sama dengan yang tersimpan."), ("Q2",)
    ),
    "heads of the history written outside the database are seals of it": Promise(
        N_("Ujung segel riwayat yang disimpan di luar basis data masih ada."), ("Q2",)
    ),
    "the stock equation of every batch closes with its movements": Promise(
        N_("Persamaan stok setiap batch sama dengan pergerakannya."), ("K1",)
    ),
    "movements of a batch chain without a gap, never below zero": Promise(
        N_("Pergerakan satu batch berantai tanpa celah dan tidak pernah di bawah nol."), ("K1",)
    ),
    "lines moved as many pieces in stock as they say": Promise(
        N_("Setiap baris penjualan menggerakkan stok sebanyak yang tertulis."), ("K1",)
    ),
    "where stock is followed every sale drew from a batch": Promise(
        N_("Di gerai yang stoknya diikuti, setiap penjualan mengambil dari satu batch."), ("K1",)
    ),
    "what went back to producers left its batch once": Promise(
        N_("Barang yang kembali kepada produsen keluar dari batchnya satu kali."), ("K1",)
    ),
    "every difference of a settled count is explained": Promise(
        N_("Setiap selisih stok opname yang selesai sudah dijelaskan."), ("K1",)
    ),
    "every difference of a count moved its batch once": Promise(
        N_("Setiap selisih stok opname menggerakkan batchnya satu kali."), ("K1",)
    ),
    "what counts call sold stands in their reports": Promise(
        N_("Yang disebut terjual oleh stok opname ada dalam laporannya."), ("K1", "I10")
    ),
    "what was bought back left its batch once and is owed once": Promise(
        N_("Barang yang dibeli kembali keluar dari batchnya dan terutang satu kali."), ("K4", "L4")
    ),
    "nobody was paid more than was bought back, and every payment is posted": Promise(
        N_("Tidak ada yang dibayar melebihi pembelian kembali, dan setiap pembayaran dibukukan."), ("L7",)
    ),
    "every payment has its transfers, and every such transfer its payment": Promise(
        N_("Setiap pembayaran ada perpindahannya, dan sebaliknya."), ("L4", "Q5")
    ),
    "every set-off, charge and balance has its transfer, and the other way round": Promise(
        N_("Setiap perhitungan silang, biaya, dan saldo lama ada perpindahannya, dan sebaliknya."), ("L4", "Q5")
    ),
    "what is listed as open is what the rule leaves open of every claim": Promise(
        N_("Tagihan yang ditampilkan terbuka sama dengan hasil aturannya."), ("L3", "L11")
    ),
    "nothing is posted about a sale while it is disputed": Promise(
        N_("Tidak ada yang dibukukan tentang penjualan yang sedang dipersoalkan."), ("P2",)
    ),
    "corrections of statements have credit notes, numbered without a gap": Promise(
        N_("Koreksi atas rekap punya nota kredit yang bernomor tanpa celah."), ("P3", "I8")
    ),
    "pre-order lines carry the price and the rate of their day, and lose no more than they hold": Promise(
        N_("Baris pra-pesan memakai harga dan tarif harinya dan tidak berkurang melebihi isinya."), ("M2", "M8", "L5")
    ),
    "every accepted pre-order piece is posted once for its producer": Promise(
        N_("Setiap potong pra-pesan yang diterima dibukukan satu kali untuk produsennya."), ("L4",)
    ),
    "the book of each campaign holds what buyers paid less refunds less what they fetched": Promise(
        N_("Buku setiap pesanan bersama ialah yang dibayar pembeli, kurang pengembalian, kurang yang diambil."), ("L7",)
    ),
    "no campaign hands over more than was accepted, no order more than was asked": Promise(
        N_("Tidak ada pesanan bersama yang menyerahkan melebihi yang diterima atau yang dipesan."), ("K1",)
    ),
    "every sale is of a day its product stood in the outlet": Promise(
        N_("Setiap penjualan terjadi pada hari produknya ditempatkan di gerai itu."), ("K2",)
    ),
    "of one product one placement stands in an outlet on a day": Promise(
        N_("Satu produk hanya punya satu penempatan di satu gerai pada satu hari."), ("K3",)
    ),
    "the history tells of every act that moved money": Promise(
        N_("Riwayat mencatat setiap tindakan yang menggerakkan uang."), ("Q1", "Q5")
    ),
    "tables of the ledger refuse changes by trigger": Promise(
        N_("Tabel buku besar menolak perubahan lewat pemicu basis data."), ("L2",)
    ),
    "the application's role may only add to them": Promise(
        N_("Akun basis data aplikasi hanya boleh menambah baris di sana."), ("L2",)
    ),
    "no column holds a float": Promise(N_("Tidak ada kolom pecahan biner di mana pun."), ("M1",)),
    "stored originals are what was sent": Promise(N_("Berkas asli yang disimpan sama dengan yang dikirim."), ("I10",)),
}
