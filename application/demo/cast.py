"""Who is in the demo: made-up people, businesses and goods, shaped after five real programmes (docs/glossary.md).

Outlets carry CONTOH in their names, because some bear the names of real companies. Telephone numbers begin with
`0812 0000`, NIK end in `0001` and so on: nobody has them.
"""

from dataclasses import dataclass, field

from accounts.permissions import Role
from outlets.money_routes import MoneyRoute as Route

BALIKPAPAN, SAMBOJA, PALANGKA_RAYA, METRO = "64.71", "64.02", "62.71", "18.72"

STAFF = (
    ("admin@contoh.id", "Hendra Wijaya", Role.ADMINISTRATOR),
    ("petugas@contoh.id", "Dewi Lestari", Role.VERIFIER),
    ("petugas2@contoh.id", "Rudi Hartono", Role.VERIFIER),
    ("kemitraan@contoh.id", "Anisa Putri", Role.PARTNERSHIP_OFFICER),
    ("keuangan@contoh.id", "Bambang Sutrisno", Role.FINANCE),
    ("pimpinan@contoh.id", "Drs. Suryadi, M.Si.", Role.HEAD),
)


@dataclass(frozen=True)
class Goods:
    """A product: its prices are whole rupiah a piece. `pirt_food` is its food type; without one it needs no P-IRT."""

    name: str
    category: str
    price_rupiah: int
    weight_gram: int | None = None
    shelf_days: int | None = None
    pirt_food: str = ""
    packaging: str = "plastic"


@dataclass(frozen=True)
class Maker:
    """A producer.

    `lacks` are papers it has not handed in; its P-IRT lasts for years unless `pirt_ends_in_days` says otherwise;
    `signs_in` is the demo login that acts for it.
    """

    name: str
    owner: str
    region: str
    address: str
    sales_rupiah: int
    goods: tuple[Goods, ...]
    lacks: tuple[str, ...] = ()
    pirt_ends_in_days: int | None = None
    signs_in: str = ""


@dataclass(frozen=True)
class Shop:
    """An outlet: who supplies it (by the name of the producer), at which rate in basis points and by which route."""

    name: str
    kind: str
    region: str
    address: str
    manager: str
    rate_bp: int
    route: Route
    suppliers: tuple[str, ...]
    chain: str = ""
    sells_daily: int = 2
    manager_signs_in: str = ""
    cashiers: tuple[tuple[str, str], ...] = field(default=())
    reports_late: bool = False


MAKERS = (
    Maker(
        "Amplang Bu Rahma",
        "Rahmawati",
        BALIKPAPAN,
        "Jalan Markoni Atas 12, Balikpapan Kota",
        310_000_000,
        (
            Goods("Amplang ikan tenggiri 250 g", "dry_food", 28_000, 250, 180, "02"),
            Goods("Kerupuk ikan pipih 200 g", "dry_food", 22_000, 200, 180, "02"),
        ),
        signs_in="produsen@contoh.id",
    ),
    Maker(
        "Sambal Gami Mak Ijah",
        "Khadijah",
        BALIKPAPAN,
        "Jalan Klandasan Ulu 40, Balikpapan Kota",
        185_000_000,
        (Goods("Sambal gami cumi 150 g", "dry_food", 35_000, 150, 120, "11", "glass"),),
        pirt_ends_in_days=40,
    ),
    Maker(
        "Kepiting Kenari Manggar",
        "Junaidi Saleh",
        BALIKPAPAN,
        "Jalan Mulawarman 88, Manggar",
        420_000_000,
        (Goods("Peyek kepiting renyah 175 g", "dry_food", 32_000, 175, 150, "06"),),
        lacks=("halal",),
    ),
    Maker(
        "Batik Sekar Mangrove",
        "Sekar Ayu Ningtyas",
        BALIKPAPAN,
        "Jalan Graha Indah 5, Balikpapan Utara",
        1_850_000_000,
        (
            Goods("Syal batik mangrove", "textile", 145_000),
            Goods("Pouch batik beruang madu", "textile", 65_000),
        ),
    ),
    Maker(
        "Kopi Luwak Samboja",
        "Agus Setiawan",
        SAMBOJA,
        "Jalan Poros Balikpapan-Handil km 38, Samboja",
        150_000_000,
        (Goods("Kopi bubuk liberika 200 g", "powder_drink", 48_000, 200, 365, "10"),),
    ),
    Maker(
        "Abon Haruan Mama Lia",
        "Natalia Ekawati",
        PALANGKA_RAYA,
        "Jalan Tjilik Riwut km 5, Jekan Raya",
        175_000_000,
        (
            Goods("Abon haruan 100 g", "dry_food", 38_000, 100, 240, "02"),
            Goods("Keripik kelakai 120 g", "dry_food", 18_000, 120, 150, "04"),
        ),
    ),
    Maker(
        "Rotan Tampung Penyang",
        "Yusia Tiwon",
        PALANGKA_RAYA,
        "Jalan Batam 17, Pahandut",
        120_000_000,
        (Goods("Tas anyaman rotan sedang", "craft", 185_000), Goods("Tatakan gelas rotan isi 6", "craft", 55_000)),
    ),
    Maker(
        "Penjahit Masker Berkah Isen Mulang",
        "Siti Norhayati",
        PALANGKA_RAYA,
        "Jalan Rajawali VII 22, Jekan Raya",
        96_000_000,
        (Goods("Masker kain dua lapis", "textile", 5_000),),
    ),
    Maker(
        "Tiwul Instan Bu Sulastri",
        "Sulastri",
        METRO,
        "Jalan Wolter Monginsidi 31, Metro Timur",
        84_000_000,
        (Goods("Tiwul instan original 300 g", "dry_food", 17_000, 300, 180, "06"),),
    ),
    Maker(
        "Kopi Robusta Yosomulyo",
        "Wayan Sudarma",
        METRO,
        "Jalan Hasanuddin 9, Metro Pusat",
        110_000_000,
        (Goods("Kopi bubuk robusta 250 g", "powder_drink", 30_000, 250, 365, "10"),),
    ),
    Maker(
        "Beras Sri Makmur Metro",
        "Tumiran",
        METRO,
        "Jalan Ki Hajar Dewantara 64, Metro Barat",
        240_000_000,
        (Goods("Beras pandan wangi 5 kg", "fresh_produce", 78_000, 5_000, 90),),
    ),
)

HYPERMARKET = "Hypermart Balikpapan (CONTOH)"
CHAIN = "Alfamidi (CONTOH)"
COOPERATIVE = "Koperasi Semayang (CONTOH)"
GALLERY = "Galeri PLUT Kalimantan Tengah (CONTOH)"

SHOPS = (
    Shop(
        HYPERMARKET,
        "hypermarket",
        BALIKPAPAN,
        "Jalan Jenderal Sudirman 47",
        "Budi Santoso",
        500,
        Route.OUTLET_REMITS_NET,
        ("Amplang Bu Rahma", "Sambal Gami Mak Ijah", "Kopi Luwak Samboja"),
        sells_daily=5,
        manager_signs_in="gerai@contoh.id",
        cashiers=(("kasir@contoh.id", "Rina Marlina"),),
    ),
    Shop(
        "Alfamidi MT Haryono (CONTOH)",
        "minimarket",
        BALIKPAPAN,
        "Jalan MT Haryono 110",
        "Fitriani",
        300,
        Route.OUTLET_REMITS_NET,
        ("Amplang Bu Rahma", "Sambal Gami Mak Ijah"),
        chain=CHAIN,
        sells_daily=3,
    ),
    Shop(
        "Alfamidi Sepinggan (CONTOH)",
        "minimarket",
        BALIKPAPAN,
        "Jalan Marsma Iswahyudi 23",
        "Slamet Riyadi",
        300,
        Route.OUTLET_REMITS_NET,
        ("Amplang Bu Rahma", "Sambal Gami Mak Ijah"),
        chain=CHAIN,
    ),
    Shop(
        "Hotel Pantai Manggar (CONTOH)",
        "hotel",
        BALIKPAPAN,
        "Jalan Mulawarman 1",
        "Maria Magdalena",
        400,
        Route.OUTLET_REMITS_GROSS,
        ("Batik Sekar Mangrove", "Kopi Luwak Samboja"),
        sells_daily=1,
    ),
    Shop(
        COOPERATIVE,
        "cooperative",
        BALIKPAPAN,
        "Jalan Yos Sudarso 15",
        "H. Arifin Noor",
        200,
        Route.OUTLET_REMITS_NET,
        ("Amplang Bu Rahma", "Batik Sekar Mangrove"),
        reports_late=True,
    ),
    Shop(
        GALLERY,
        "plut_gallery",
        PALANGKA_RAYA,
        "Jalan G. Obos km 8",
        "Lambung Sangkuwong",
        0,
        Route.OUTLET_REMITS_GROSS,
        ("Abon Haruan Mama Lia", "Rotan Tampung Penyang", "Penjahit Masker Berkah Isen Mulang"),
    ),
    Shop(
        "Pojok UMKM Dinas Koperasi Metro (CONTOH)",
        "office_corner",
        METRO,
        "Jalan AH Nasution 1",
        "Eko Prasetyo",
        200,
        Route.PRODUCER_COLLECTS,
        ("Tiwul Instan Bu Sulastri", "Kopi Robusta Yosomulyo", "Beras Sri Makmur Metro"),
    ),
    Shop(
        "Pojok UMKM Bappeda Metro (CONTOH)",
        "office_corner",
        METRO,
        "Jalan Jenderal Sudirman 136",
        "Yuliana Sari",
        200,
        Route.PRODUCER_COLLECTS,
        ("Tiwul Instan Bu Sulastri", "Kopi Robusta Yosomulyo"),
        sells_daily=1,
    ),
)

WAITING = Maker(
    "Madu Kelulut Bukit Batu",
    "Marcelina Nyai",
    PALANGKA_RAYA,
    "Jalan Tjilik Riwut km 36, Bukit Batu",
    42_000_000,
    (Goods("Madu kelulut 250 ml", "dry_food", 95_000, 350, 365, "09", "glass"),),
)
"""Handed in everything; nobody has decided yet."""

RETURNED = Maker(
    "Keripik Tempe Yosorejo",
    "Endang Purwanti",
    METRO,
    "Jalan Diponegoro 18, Metro Timur",
    61_000_000,
    (Goods("Keripik tempe sagu 150 g", "dry_food", 15_000, 150, 120, "15"),),
)
"""Its P-IRT was issued in another regency, so it came back; the rest waits."""

RETURNED_PIRT_REGENCY = "1807"
"""Lampung Timur in the numbering of P-IRT, where the maker of the returned paper used to live."""

HOTEL = "Hotel Pantai Manggar (CONTOH)"
OFFERED = (HYPERMARKET, "Kerupuk ikan pipih 200 g")
"""The product that was proposed to this outlet and waits to be accepted."""
AGENCY = "Dinas Koperasi dan UKM (CONTOH)"
