"""The navigation of each role: where one goes, in the order one works."""

from dataclasses import dataclass

from flask import Flask, g, request
from flask_babel import gettext as _
from flask_login import current_user

from accounts.permissions import OUTLET_ROLES, STAFF, Permission, Role
from application.waiting import waiting_for
from core.wording import N_

P = Permission


@dataclass(frozen=True)
class Place:
    """Somewhere one may go: an address, its label, the permission that shows it, and its icon.

    It is shown to the roles of `roles` that hold the permission; on the phones of `quick_for` it also stands in the
    bar at the foot. What lies below its address, and below no longer one, belongs to it.
    """

    address: str
    label: str
    permission: Permission
    icon: str
    roles: frozenset[Role] = frozenset(Role)
    quick_for: frozenset[Role] = frozenset()


MANAGERS = frozenset({Role.OUTLET_MANAGER})
PRODUCERS = frozenset({Role.PRODUCER})

PLACES: tuple[Place, ...] = (
    Place("/beranda", N_("Beranda"), P.ACCOUNT_OWN, "home", quick_for=OUTLET_ROLES | PRODUCERS),
    Place("/usaha-saya", N_("Usaha saya"), P.PRODUCER_READ, "producer", PRODUCERS, PRODUCERS),
    Place("/uang-saya", N_("Uang saya"), P.SETTLEMENT_READ, "money", PRODUCERS, PRODUCERS),
    Place("/undangan-program", N_("Undangan"), P.PROGRAMME_READ, "calendar", PRODUCERS),
    Place("/penjualan", N_("Lapor penjualan"), P.SALE_REPORT, "report", OUTLET_ROLES, OUTLET_ROLES),
    Place("/penjualan/berkas", N_("Berkas kasir"), P.SALE_REPORT, "upload", OUTLET_ROLES, OUTLET_ROLES),
    Place("/verifikasi-dokumen", N_("Verifikasi dokumen"), P.REQUIREMENT_DECIDE, "check"),
    Place("/kurasi", N_("Kurasi produk"), P.PRODUCT_DECIDE, "badge"),
    Place("/izin-berakhir", N_("Izin berakhir"), P.REQUIREMENT_READ, "clock", STAFF),
    Place("/siap-tampil", N_("Hampir siap tampil"), P.PRODUCER_READ, "pin", STAFF),
    Place("/naik-kelas", N_("Naik kelas"), P.PRODUCER_READ, "growth", STAFF),
    Place("/umkm", N_("UMKM"), P.PRODUCER_READ, "producer", STAFF),
    Place("/umkm/berkas", N_("UMKM dari berkas"), P.PRODUCER_REGISTER, "upload", STAFF),
    Place("/produk", N_("Produk"), P.PRODUCT_READ, "product", STAFF | PRODUCERS),
    Place("/program", N_("Program pembinaan"), P.PROGRAMME_READ, "people", STAFF),
    Place("/aturan-syarat", N_("Aturan syarat"), P.RULE_READ, "list", STAFF),
    Place("/gerai", N_("Gerai mitra"), P.OUTLET_READ, "shop"),
    Place("/pojok-umkm", N_("Pojok UMKM"), P.CORNER_READ, "pin", STAFF | PRODUCERS),
    Place("/rak-bergilir", N_("Rak bergilir"), P.SHELF_READ, "list"),
    Place("/pesanan-bersama", N_("Pesanan bersama"), P.CAMPAIGN_READ, "people"),
    Place("/pesanan-bersama/pekerjaan", N_("Pekerjaan saya"), P.CAMPAIGN_JOIN, "check", PRODUCERS),
    Place("/kepatuhan", N_("Kepatuhan gerai"), P.COMPLIANCE_READ, "badge", STAFF),
    Place("/perjanjian", N_("Perjanjian kerja sama"), P.AGREEMENT_READ, "agreement"),
    Place("/penempatan", N_("Penempatan"), P.PLACEMENT_READ, "stock"),
    Place("/gerai/penarikan", N_("Daftar penarikan"), P.PLACEMENT_READ, "warning"),
    Place("/titip-jual", N_("Titip jual"), P.DELIVERY_READ, "truck"),
    Place("/retur-barang", N_("Retur barang"), P.STOCK_READ, "undo"),
    Place("/stok", N_("Stok titipan"), P.STOCK_READ, "basket"),
    Place("/stok-opname", N_("Stok opname"), P.STOCK_READ, "check", STAFF | OUTLET_ROLES),
    Place("/penjualan", N_("Lapor penjualan"), P.SALE_REPORT, "report", STAFF),
    Place("/penjualan/berkas", N_("Berkas kasir"), P.SALE_REPORT, "upload", STAFF),
    Place("/penjualan/baris", N_("Penjualan"), P.SALE_READ, "list", quick_for=PRODUCERS),
    Place("/kalender-lapor", N_("Kalender lapor"), P.CALENDAR_READ, "calendar"),
    Place("/baris-ditahan", N_("Baris ditahan"), P.SALE_READ, "lock"),
    Place("/sanggahan", N_("Sanggahan laporan"), P.SALE_READ, "warning", STAFF | OUTLET_ROLES),
    Place("/periode", N_("Tutup bulan"), P.PERIOD_READ, "calendar", STAFF),
    Place("/rekap", N_("Rekap komisi"), P.STATEMENT_READ, "receipt", quick_for=MANAGERS),
    Place("/tagihan", N_("Tagihan terbuka"), P.SETTLEMENT_READ, "clock"),
    Place("/pembayaran", N_("Pembayaran"), P.SETTLEMENT_READ, "money"),
    Place("/berkas-pembayaran", N_("Berkas pembayaran"), P.PAYMENT_FILE_MAKE, "download"),
    Place("/keberatan", N_("Keberatan"), P.STATEMENT_READ, "warning"),
    Place("/koreksi-tarif", N_("Koreksi tarif"), P.AGREEMENT_READ, "edit", STAFF),
    Place("/penyesuaian", N_("Penyesuaian"), P.SETTLEMENT_READ, "transfer"),
    Place("/pembelian-kembali", N_("Pembelian kembali"), P.BUYBACK_READ, "undo"),
    Place("/buku-besar", N_("Buku besar"), P.LEDGER_READ, "transfer", STAFF),
    Place("/pemeriksaan-buku", N_("Pemeriksaan buku"), P.LEDGER_VERIFY, "check", STAFF),
    Place("/neraca-saldo", N_("Neraca saldo"), P.LEDGER_READ, "list", STAFF),
    Place("/pertanggungjawaban", N_("Laporan publik"), P.LEDGER_READ, "growth", STAFF),
    Place("/permintaan-data", N_("Permintaan data pribadi"), P.PRIVACY_HANDLE, "key"),
    Place("/pengguna", N_("Pengguna"), P.ACCOUNT_MANAGE, "people"),
    Place("/pengaturan/pajak", N_("Aturan pajak"), P.LEDGER_READ, "receipt", STAFF),
    Place("/pengaturan", N_("Pengaturan"), P.SETTING_MANAGE, "edit"),
)
"""In the order one works: a role's daily work first. A place no package has a page for is left out."""


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation, as the frame shows it."""

    label: str
    url: str
    icon: str
    active: bool
    in_bar: bool
    count: int | None = None


def addresses(app: Flask) -> frozenset[str]:
    """Every address without a variable part that can be looked at."""
    return frozenset(rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))


def entries(known: frozenset[str]) -> list[Entry]:
    """The entries the reader may use, among the addresses that are known."""
    if g.get("without_database") or not current_user.is_authenticated:
        return []
    reader = current_user._get_current_object()  # noqa: SLF001 - what stands behind the proxy, looked up once
    counts = {} if g.get("without_counts") else waiting_for(reader)
    mine = [
        place
        for place in PLACES
        if place.address in known and reader.role in place.roles and reader.may(place.permission)
    ]
    here = max((place.address for place in mine if f"{request.path}/".startswith(f"{place.address}/")), default="")
    return [
        Entry(
            label=_(place.label),
            url=place.address,
            icon=place.icon,
            active=place.address == here,
            in_bar=reader.role in place.quick_for,
            count=counts.get(place.address) or None,
        )
        for place in mine
    ]


def register_navigation(app: Flask) -> None:
    """Give the navigation to every template."""
    known: list[frozenset[str]] = []

    @app.context_processor
    def navigation() -> dict[str, object]:
        """The entries of this reader."""
        if not known:
            known.append(addresses(app))
        return {"navigation": entries(known[0])}
