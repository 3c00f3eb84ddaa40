"""The words pages use for codes of this package, in the reader's language, and what histories call its actions."""

from dataclasses import replace

from accounts import audit
from accounts.models import UserAccount
from accounts.permissions import Role
from core.languages import speak
from core.wording import N_
from outlets.agreement_acceptance import STANDING_TERMS
from outlets.money_routes import MONEY_ROUTE_LABELS, MoneyRoute
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.states import OUTLET_STATUS_LABELS, STATUS_LABELS, OutletStatus, Side, StockPolicy
from outlets.time_zones import ZONE_LABELS
from partnerships.states import SOURCE_LABELS

Choices = list[tuple[str, str]]

SIDE_LABELS = {Side.PRODUCER: N_("Pelaku UMKM"), Side.OUTLET: N_("Gerai")}
STOCK_POLICY_LABELS = {
    StockPolicy.BATCH: N_("Dicatat per kode produksi"),
    StockPolicy.COUNT: N_("Dihitung saat stok opname"),
    StockPolicy.UNTRACKED: N_("Tidak dicatat"),
}
STANDING_TERMS_LABEL = N_("syarat tetap Pojok UMKM")
FIELD_WORDS = {
    "name": N_("Nama gerai"),
    "kind": N_("Jenis gerai"),
    "chain_id": N_("Jaringan ritel"),
    "region_code": N_("Kabupaten/kota"),
    "time_zone": N_("Zona waktu"),
    "floor_area_square_metres": N_("Luas lantai penjualan (m²)"),
    "address": N_("Alamat"),
    "parent_office": N_("Perangkat daerah tempatnya berada"),
    "contact_name": N_("Penanggung jawab"),
    "contact_phone": N_("Nomor telepon"),
    "contact_whatsapp": N_("Nomor WhatsApp"),
    "opening_hours": N_("Jam buka"),
    "latitude_micro": N_("Lintang"),
    "longitude_micro": N_("Bujur"),
}
MEMBER_ROLE_LABELS = {Role.OUTLET_MANAGER: N_("Pengelola gerai"), Role.CASHIER: N_("Kasir")}
ROUTE_EXAMPLES = {
    MoneyRoute.OUTLET_REMITS_NET: N_(
        "Contoh Rp15.000 dengan komisi 3 %: gerai menyetor Rp14.550 kepada produsen; komisi Rp450 sudah diperhitungkan."
    ),
    MoneyRoute.OUTLET_REMITS_GROSS: N_(
        "Contoh Rp15.000 dengan komisi 3 %: gerai menyetor Rp15.000 kepada produsen dan menagih komisi Rp450 terpisah."
    ),
    MoneyRoute.PRODUCER_COLLECTS: N_(
        "Contoh Rp15.000 dengan komisi 3 %: pembeli membayar Rp15.000 langsung kepada produsen; produsen berutang"
        " komisi Rp450 kepada gerai."
    ),
}

audit.ACTION_LABELS.update(
    {
        "chain:created": N_("Jaringan ritel didaftarkan"),
        "outlet:created": N_("Gerai didaftarkan"),
        "outlet:changed": N_("Data gerai diubah"),
        "outlet:stock_policy_changed": N_("Cara mencatat stok diubah"),
        "outlet:corner_terms_agreed": N_("Syarat tetap Pojok UMKM disetujui"),
        "outlet:producer_taken_in": N_("Pelaku UMKM diterima di Pojok UMKM"),
        "shelf_slot:opened": N_("Rak bergilir dibuka"),
        "shelf_slot:changed": N_("Rak bergilir diubah"),
        "shelf_request:asked": N_("Giliran rak diminta"),
        "shelf_request:withdrawn": N_("Permintaan giliran ditarik"),
        "shelf_turn:given": N_("Giliran rak diberikan"),
        "shelf_turn:proposed_out_of_turn": N_("Pengecualian giliran diusulkan"),
        "shelf_turn:approved": N_("Pengecualian giliran disetujui"),
        "shelf_turn:declined": N_("Pengecualian giliran tidak disetujui"),
        "shelf_turn:ended_early": N_("Giliran rak diakhiri lebih awal"),
        "shelf_turn:cancelled": N_("Giliran rak dibatalkan sebelum mulai"),
        "outlet:closed": N_("Gerai ditutup"),
        "outlet:reopened": N_("Gerai dibuka kembali"),
        "outlet:member_invited": N_("Pengguna gerai diundang"),
        "outlet:member_removed": N_("Pengguna gerai dikeluarkan"),
        "outlet:letter_made": N_("Surat ajakan memajang produk lokal dibuat"),
        "outlet_file:uploaded": N_("Berkas gerai diunggah"),
        "outlet_file:columns_taught": N_("Kolom berkas dicocokkan"),
        "outlet_file:confirmed": N_("Gerai didaftarkan dari berkas"),
        "outlet_file:discarded": N_("Unggahan dibatalkan"),
        "outlet_code:added": N_("Kode kasir dicatat"),
        "outlet_code:retired": N_("Kode kasir tidak dipakai lagi"),
        "agency:letter_changed": N_("Isi surat kepada gerai diubah"),
        "agreement:proposed": N_("Perjanjian diusulkan"),
        "agreement:approved": N_("Tarif di luar rentang disetujui"),
        "agreement:accepted": N_("Perjanjian diterima"),
        "agreement:amendment_proposed": N_("Perubahan diusulkan"),
        "agreement:amendment_approved": N_("Tarif baru di luar rentang disetujui"),
        "agreement:amendment_accepted": N_("Perubahan diterima"),
        "agreement:amendment_withdrawn": N_("Usulan perubahan ditarik"),
        "agreement:suspended": N_("Perjanjian dibekukan"),
        "agreement:resumed": N_("Perjanjian diaktifkan kembali"),
        "agreement:ended": N_("Perjanjian diakhiri"),
        "placement:proposed": N_("Penempatan diusulkan"),
        "placement:accepted": N_("Penempatan diterima"),
        "placement:declined": N_("Penempatan tidak diterima"),
        "placement:ended": N_("Penempatan diakhiri"),
        "placement:suspended": N_("Penempatan dibekukan"),
        "placement:resumed": N_("Penempatan aktif kembali"),
        "placement:price_changed": N_("Harga diubah"),
        "placement:code_learned": N_("Kode kasir dicatat"),
    }
)
audit.FIELD_LABELS.update(
    {
        "letter_number": N_("Nomor surat"),
        "letter_on": N_("Tanggal surat"),
        "outlet_kind": N_("Jenis gerai"),
        "outlet_fields": N_("Yang diubah"),
        "outlet_status": N_("Status gerai"),
        "products_placed": N_("Produk ditempatkan"),
        "vat_registered": N_("Pengusaha Kena Pajak (PKP)"),
        "stock_policy": N_("Pencatatan stok"),
        "money_route": N_("Jalur uang"),
        "payment_term_days": N_("Jangka bayar (hari)"),
        "rate_bp": N_("Tarif komisi"),
        "starts_on": N_("Mulai"),
        "ends_on": N_("Hari terakhir"),
        "slot_name": N_("Nama rak"),
        "slot_places": N_("Tempat untuk berapa pelaku UMKM"),
        "turn_days": N_("Lama satu giliran (hari)"),
        "resumed_on": N_("Berlaku kembali"),
        "side": N_("Pihak"),
        "consigned_price_rupiah": N_("Harga titip"),
        "retail_price_rupiah": N_("Harga jual"),
        "quota": N_("Kuota (pcs)"),
        "min_shelf_life_days": N_("Sisa masa simpan minimal (hari)"),
        "code": N_("Kode barang di kasir"),
    }
)
audit.VALUE_LABELS.update(
    {
        "status": {**audit.VALUE_LABELS.get("status", {}), **{str(code): word for code, word in STATUS_LABELS.items()}},
        "outlet_kind": {code: kind.label for code, kind in OUTLET_KINDS.items()},
        "outlet_fields": FIELD_WORDS,
        "outlet_status": {code.value: label for code, label in OUTLET_STATUS_LABELS.items()},
        "stock_policy": {code.value: label for code, label in STOCK_POLICY_LABELS.items()},
        "money_route": {code.value: label for code, label in MONEY_ROUTE_LABELS.items()},
        "side": {code.value: label for code, label in SIDE_LABELS.items()},
    }
)


def kind_word(code: str) -> str:
    """The word for an outlet kind."""
    return speak(OUTLET_KINDS[code].label) if code in OUTLET_KINDS else code


def kind_choices() -> Choices:
    """Outlet kinds to choose from."""
    return [(code, speak(kind.label)) for code, kind in OUTLET_KINDS.items()]


def status_word(status: str) -> str:
    """The word for a state of an agreement or placement."""
    return speak(STATUS_LABELS.get(status, status))


def outlet_status_word(status: str) -> str:
    """The word for whether an outlet is open."""
    return speak(OUTLET_STATUS_LABELS[OutletStatus(status)])


def outlet_status_choices() -> Choices:
    """Whether outlets are open, to choose from."""
    return [(status.value, speak(label)) for status, label in OUTLET_STATUS_LABELS.items()]


def route_word(route: str) -> str:
    """The words for a money route."""
    return speak(MONEY_ROUTE_LABELS[MoneyRoute(route)])


def route_choices() -> list[tuple[str, str, str]]:
    """Money routes to choose from, each with what it means for a sale of Rp15.000 at 3 %."""
    return [(route.value, speak(label), speak(ROUTE_EXAMPLES[route])) for route, label in MONEY_ROUTE_LABELS.items()]


def side_word(side: str) -> str:
    """The word for a side of an agreement."""
    return speak(SIDE_LABELS[Side(side)])


def side_choices() -> Choices:
    """The sides an officer may stand in for."""
    return [(side.value, speak(label)) for side, label in SIDE_LABELS.items()]


def source_word(source: str) -> str:
    """The word for how an acceptance reached the officer who wrote it down."""
    labels = {code.value: label for code, label in SOURCE_LABELS.items()} | {STANDING_TERMS: STANDING_TERMS_LABEL}
    return speak(labels.get(source, source))


def stock_policy_choices() -> Choices:
    """How stock may be followed."""
    return [(policy.value, speak(label)) for policy, label in STOCK_POLICY_LABELS.items()]


def stock_policy_word(policy: str) -> str:
    """The word for how stock is followed."""
    return speak(STOCK_POLICY_LABELS[StockPolicy(policy)])


def zone_choices() -> Choices:
    """The zones an outlet may keep."""
    return [(zone.value, speak(label)) for zone, label in ZONE_LABELS.items()]


def zone_word(zone: str) -> str:
    """The word for a zone; one of another name is shown as it is."""
    return speak({code.value: label for code, label in ZONE_LABELS.items()}.get(zone, zone))


def member_role_choices() -> Choices:
    """The roles of people who work at an outlet."""
    return [(role.value, speak(label)) for role, label in MEMBER_ROLE_LABELS.items()]


def timeline(table: str, row_id: int) -> list[audit.Entry]:
    """The history of a row, with the side somebody stood in for as a word."""
    sides = {side.value: label for side, label in SIDE_LABELS.items()}
    return [
        replace(entry, on_behalf_of=speak(sides.get(entry.on_behalf_of, entry.on_behalf_of)))
        if entry.on_behalf_of
        else entry
        for entry in audit.timeline(table, row_id)
    ]


def sees_agreements(user: UserAccount) -> bool:
    """Whether a person reads agreements; a cashier does not."""
    return user.role is not Role.CASHIER
