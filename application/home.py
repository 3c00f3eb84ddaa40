"""The first page of each role: what waits, most urgent first, and a few figures. No charts."""

from collections import Counter
from dataclasses import dataclass, field

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import func, select

from accounts.models import UserAccount
from accounts.permissions import OUTLET_ROLES, STAFF, Permission, Role
from application import outlet_days, waiting
from application.home_items import Item, counted, months_to_close, overdue, two_sources
from commissions import issued_statements
from commissions.models import Statement
from core.database import db
from core.dates import first_day, last_day, month_before, this_month, today
from core.languages import speak
from core.money import format_number, format_rupiah
from outlets import agreements, placements
from outlets.models import Agreement, Outlet, Placement
from outlets.outlets import own_outlets
from outlets.sales_models import ReportedDay, SaleLine
from outlets.sales_reports import lines_visible_to
from outlets.states import AgreementStatus, PlacementStatus
from partnerships import producers
from partnerships.eligibility import readiness_of
from partnerships.models import Producer, Product, Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.states import ProducerStatus


@dataclass(frozen=True)
class Paper:
    """A requirement a producer lacks, and the next step."""

    label: str
    next_step: str
    url: str


@dataclass(frozen=True)
class Home:
    """What a first page shows."""

    items: list[Item]
    figures: list[tuple[str, str, str]] = field(default_factory=list)
    sold: list[tuple[str, int, int]] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    papers_done: int = 0
    papers_total: int = 0
    business_url: str = ""


def home_of(user: UserAccount) -> Home:
    """What waits for a person and what they want to know first."""
    if user.role is Role.PRODUCER:
        return home_of_producer(user)
    items = queue_items(user)
    if user.role in OUTLET_ROLES:
        today_first = unreported_today(user) + outlet_days.waiting_at_counter(user) + two_sources(user)
        return Home(today_first + items + overdue(user))
    items += two_sources(user)
    if user.may(Permission.PERIOD_CLOSE):
        items += months_to_close() + overdue(user)
    if user.may(Permission.AGREEMENT_PROPOSE) and user.may(Permission.OUTLET_MANAGE):
        items += waiting_for_a_side(user) + one_paper_short(user)
    return Home(items, figures_of_agency(user) if user.role in {Role.HEAD, Role.FINANCE} else [])


def queue_items(user: UserAccount) -> list[Item]:
    """The queues a person works on."""
    counts = Counter(waiting.waiting_for(user))
    labels: dict[str, tuple[str, str]] = {
        waiting.DOCUMENTS: (
            counted("dokumen menunggu keputusan", counts[waiting.DOCUMENTS]),
            _("Dokumen yang Anda ketik sendiri diputus rekan Anda."),
        ),
        waiting.PRODUCTS: (counted("produk menunggu kurasi", counts[waiting.PRODUCTS]), ""),
        waiting.OWN_BUSINESS: (
            counted("dokumen dikembalikan kepada Anda", counts[waiting.OWN_BUSINESS]),
            _("Baca catatan petugas, lalu ajukan lagi."),
        ),
        waiting.INVITATIONS: (
            counted("undangan program belum Anda jawab", counts[waiting.INVITATIONS]),
            _("Tempat terbatas; jawab sebelum batasnya."),
        ),
        waiting.PROGRAMMES: (
            counted("sesi program belum dicatat kehadirannya", counts[waiting.PROGRAMMES]),
            _("Tandai yang hadir, lalu tutup daftar hadirnya."),
        ),
        waiting.AGREEMENTS: (
            counted("perjanjian menunggu persetujuan Anda", counts[waiting.AGREEMENTS]),
            _("Tarif di luar kisaran disetujui orang kedua.") if user.role in STAFF else "",
        ),
        waiting.PLACEMENTS: (counted("penempatan menunggu diterima gerai", counts[waiting.PLACEMENTS]), ""),
        waiting.PULLS: (
            counted("produk harus ditarik dari rak", counts[waiting.PULLS]),
            _("Izinnya berakhir atau dicabut."),
        ),
        waiting.DATA_REQUESTS: (
            counted("permintaan data pribadi menunggu jawaban", counts[waiting.DATA_REQUESTS]),
            _("Dijawab dalam 3x24 jam sejak diterima."),
        ),
        waiting.DELIVERIES: (
            counted("kiriman menunggu konfirmasi gerai", counts[waiting.DELIVERIES]),
            _("Periksa barangnya; tanpa konfirmasi semuanya dianggap diterima baik."),
        )
        if user.role in OUTLET_ROLES
        else (
            counted("penerimaan dipersoalkan produsen", counts[waiting.DELIVERIES]),
            _("Koreksi atau tetapkan dengan alasan."),
        ),
        waiting.CALENDAR: (
            counted("laporan penjualan lewat batas", counts[waiting.CALENDAR]),
            _("Kirim laporannya, atau laporan nihil."),
        )
        if user.role in OUTLET_ROLES
        else (
            counted("gerai perlu dihubungi karena belum melapor", counts[waiting.CALENDAR]),
            _("Catat hasilnya di kalender lapor."),
        ),
        waiting.SHELVES: (
            counted("giliran di luar urutan menunggu putusan Anda", counts[waiting.SHELVES]),
            _("Petugas lain mengusulkannya; Anda orang kedua."),
        ),
        waiting.LEDGER_CHECKS: (
            counted("pemeriksaan buku menemukan kesalahan", counts[waiting.LEDGER_CHECKS]),
            _("Lihat pemeriksaan mana yang tidak terpenuhi, dan hubungi pengelola sistem."),
        ),
        waiting.HELD_LINES: (
            counted("baris penjualan ditahan", counts[waiting.HELD_LINES]),
            _("Lepas atau tolak dengan alasan."),
        ),
        waiting.OBJECTIONS: (
            counted("sanggahan gerai menunggu jawaban", counts[waiting.OBJECTIONS]),
            _("Koreksi dengan baris baru, atau jawab dengan alasan."),
        ),
        waiting.RETURNS: (
            counted("titipan disisihkan untuk Anda ambil", counts[waiting.RETURNS]),
            _("Ambil sebelum batasnya; sesudah itu dapat dimusnahkan."),
        )
        if user.role is Role.PRODUCER
        else (
            counted("retur lewat batas pengambilan", counts[waiting.RETURNS]),
            _("Ingatkan produsennya, atau musnahkan dengan catatan."),
        ),
        waiting.BUYBACKS: (
            counted("pembelian kembali menunggu persetujuan Anda", counts[waiting.BUYBACKS]),
            _("Barang keluar dari stok begitu disetujui."),
        ),
        waiting.COUNTS: (
            counted("stok opname perlu tindakan Anda", counts[waiting.COUNTS]),
            _("Jelaskan selisihnya, atau periksa yang dijelaskan orang lain."),
        ),
        waiting.TILL_FILES: (
            counted("berkas kasir belum dibukukan", counts[waiting.TILL_FILES]),
            _("Periksa hasil bacaannya, lalu bukukan."),
        ),
        waiting.STATEMENTS: (
            counted("rekap menunggu persetujuan Anda", counts[waiting.STATEMENTS]),
            _("Yang tidak ditanggapi sampai batas waktunya dianggap disetujui."),
        ),
        waiting.PAYMENTS: (
            counted("pembayaran menunggu dikonfirmasi", counts[waiting.PAYMENTS]),
            _("Baru dihitung sesudah dikonfirmasi pihak yang lain."),
        ),
        waiting.DISPUTES: (
            counted("keberatan menunggu keputusan", counts[waiting.DISPUTES]),
            _("Hanya baris yang dipersoalkan yang ditahan."),
        ),
        waiting.RE_RATINGS: (
            counted("koreksi tarif menunggu keputusan Anda", counts[waiting.RE_RATINGS]),
            _("Rekan Anda mengusulkannya; Anda orang kedua."),
        ),
        waiting.ADJUSTMENTS: (
            counted("penyesuaian menunggu jawaban", counts[waiting.ADJUSTMENTS]),
            _("Perhitungan silang, ganti rugi, atau potongan."),
        ),
    }
    filtered = {
        waiting.PROGRAMMES: "/program?status=recording",
        waiting.PAYMENTS: "/pembayaran?status=announced",
        waiting.ADJUSTMENTS: "/penyesuaian?status=proposed",
        waiting.DISPUTES: "/keberatan?state=open",
        waiting.RE_RATINGS: "/koreksi-tarif?status=proposed",
        waiting.SHELVES: "/rak-bergilir/giliran?status=awaiting_approval",
        waiting.OBJECTIONS: "/sanggahan?status=open",
    }
    if user.role not in OUTLET_ROLES:
        filtered[waiting.DELIVERIES] = "/titip-jual?status=disputed"
    notes = {
        waiting.DOCUMENTS: oldest_document,
        waiting.PRODUCTS: oldest_product,
    }
    return [
        Item(
            count,
            labels[address][0],
            filtered.get(address, address),
            (notes[address](user) if count and address in notes else "") or labels[address][1],
            "bad" if address in {waiting.PULLS, waiting.LEDGER_CHECKS} else "wait",
        )
        for address, count in waiting.waiting_for(user).items()
    ]


def since(instant: object) -> str:
    """Since when the oldest of them waits, in words; nothing when none does."""
    return _("Tertua sejak %(day)s.", day=format_date(instant, "d MMMM y")) if instant else ""


def oldest_document(user: UserAccount) -> str:
    """Since when the oldest document waits."""
    rows = waiting.documents(user).with_only_columns(func.min(Requirement.submitted_at))
    return since(db.session.execute(rows).scalar_one())


def oldest_product(user: UserAccount) -> str:
    """Since when the oldest product waits."""
    rows = waiting.products_to_curate(user).with_only_columns(func.min(Product.submitted_at))
    return since(db.session.execute(rows).scalar_one())


def unreported_today(user: UserAccount) -> list[Item]:
    """The outlets a person works at that have products on the shelf and no report of today."""
    day = today()
    on_shelf = select(Placement.outlet_id).where(
        Placement.status == PlacementStatus.ACTIVE,
        Placement.starts_on <= day,
        func.coalesce(Placement.ends_on, day) >= day,
    )
    rows = select(Outlet.id).where(Outlet.id.in_(own_outlets(user)), Outlet.id.in_(on_shelf))
    theirs = list(db.session.execute(rows).scalars())
    last = dict(
        db.session.execute(
            select(ReportedDay.outlet_id, func.max(ReportedDay.day))
            .where(ReportedDay.outlet_id.in_(theirs), ReportedDay.day <= day)
            .group_by(ReportedDay.outlet_id)
        ).all()
    )
    missing = [outlet_id for outlet_id in theirs if last.get(outlet_id) != day]
    reported = [last[outlet_id] for outlet_id in missing if outlet_id in last]
    note = _("Terakhir dilaporkan: %(day)s.", day=format_date(min(reported), "d MMMM y")) if reported else ""
    return [
        Item(
            len(missing), counted("gerai belum melaporkan penjualan hari ini", len(missing)), "/penjualan", note, "bad"
        )
    ]


def waiting_for_a_side(user: UserAccount) -> list[Item]:
    """Agreements that wait for a producer or an outlet, who may need a telephone call."""
    rows = (
        agreements.visible_to(user).with_only_columns(func.count()).where(Agreement.status == AgreementStatus.PROPOSED)
    )
    count = db.session.execute(rows).scalar_one()
    note = _("Hubungi pihak yang belum menjawab.")
    return [
        Item(
            count,
            counted("perjanjian menunggu salah satu pihak", count),
            "/perjanjian?status=proposed",
            note if count else "",
        )
    ]


def one_paper_short(user: UserAccount) -> list[Item]:
    """Producers who lack a single requirement, with the one most of them lack."""
    rows = producers.ids_visible_to(user).where(Producer.status.in_((ProducerStatus.REGISTERED, ProducerStatus.ACTIVE)))
    ids = list(db.session.execute(rows).scalars())
    lacking = [next(iter(found.gaps)) for found in readiness_of(ids, today()).values() if len(found.gaps) == 1]
    label = counted("produsen tinggal kurang satu syarat", len(lacking))
    if not lacking:
        return [Item(0, label, "/umkm")]
    kind, most = Counter(lacking).most_common(1)[0]
    note = counted("Terbanyak: %(kind)s (%(num)s produsen).", most, kind=speak(KINDS[kind].name))
    return [Item(len(lacking), label, f"/umkm?missing={kind}", note, "info")]


def figures_of_agency(user: UserAccount) -> list[tuple[str, str, str]]:
    """How many producers, products and outlets, and what the last closed month came to."""
    active = producers.ids_visible_to(user).where(Producer.status == ProducerStatus.ACTIVE)
    shelf = placements.visible_to(user).where(Placement.status == PlacementStatus.ACTIVE)
    counted = db.session.execute(
        select(
            select(func.count()).select_from(active.subquery()).scalar_subquery(),
            shelf.with_only_columns(func.count(Placement.product_id.distinct())).scalar_subquery(),
            shelf.with_only_columns(func.count(Placement.outlet_id.distinct())).scalar_subquery(),
        )
    ).one()
    figures = [
        (_("Produsen aktif"), format_number(counted[0]), ""),
        (_("Produk di rak"), format_number(counted[1]), ""),
        (_("Gerai yang memajang"), format_number(counted[2]), ""),
    ]
    sums = issued_statements.visible_to(user).with_only_columns(
        Statement.period, func.sum(Statement.gross_rupiah), func.sum(Statement.commission_rupiah)
    )
    last = db.session.execute(sums.group_by(Statement.period).order_by(Statement.period.desc()).limit(1)).one_or_none()
    if last is not None:
        month = format_date(first_day(last[0]), "MMMM y")
        figures.append((_("Penjualan kotor"), format_rupiah(int(last[1])), month))
        figures.append((_("Komisi"), format_rupiah(int(last[2])), month))
    return figures


def home_of_producer(user: UserAccount) -> Home:
    """Which papers a producer lacks, what waits, and what sold last month."""
    ids = producers.producer_ids_of(user)
    papers, done, total = [], 0, 0
    for producer_id, found in readiness_of(ids, today()).items():
        done += found.completeness.complete
        total += found.completeness.required
        papers += [
            Paper(
                speak(KINDS[kind].name),
                speak(gap.next_step, **gap.params),
                f"/umkm/{producer_id}/persyaratan/{kind}",
            )
            for kind, gap in found.gaps.items()
        ]
    month = month_before(this_month())
    sold = db.session.execute(
        lines_visible_to(user)
        .join(Product, Product.id == SaleLine.product_id)
        .with_only_columns(Product.name, func.sum(SaleLine.quantity), func.sum(SaleLine.gross_rupiah))
        .where(SaleLine.sold_on.between(first_day(month), last_day(month)))
        .group_by(Product.id, Product.name)
        .order_by(func.sum(SaleLine.gross_rupiah).desc(), Product.name)
        .limit(5)
    ).all()
    return Home(
        queue_items(user) + overdue(user),
        sold=[(name, int(pieces), int(gross)) for name, pieces, gross in sold],
        papers=papers,
        papers_done=done,
        papers_total=total,
        business_url=waiting.OWN_BUSINESS,
    )
