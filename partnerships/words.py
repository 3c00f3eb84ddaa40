"""The words pages use for codes of this package, in the reader's language, and what histories call its actions."""

from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from accounts import audit
from accounts.models import UserAccount
from core.languages import speak
from core.wording import N_
from partnerships.eligibility import Readiness
from partnerships.growth import SIZE_LABELS
from partnerships.models import Producer
from partnerships.product_categories import CATEGORIES, PIRT_PACKAGINGS
from partnerships.refusal_reasons import REASONS
from partnerships.regions import all_regions, lies_in, name_of
from partnerships.requirement_kinds import KINDS, LABEL_ITEMS
from partnerships.states import SOURCE_LABELS, STATUS_LABELS, Source

Choices = list[tuple[str, str]]

audit.ACTION_LABELS.update(
    {
        "producer:registered": N_("Didaftarkan"),
        "producer:consented": N_("Persetujuan pemrosesan data diberikan"),
        "producer:changed": N_("Profil diubah"),
        "producer:active": N_("Menjadi aktif"),
        "producer:suspended": N_("Dibekukan"),
        "producer:left": N_("Keluar dari kemitraan"),
        "producer:nik_read": N_("NIK dibuka"),
        "producer:member_added": N_("Akun ditambahkan"),
        "requirement:submitted": N_("Diajukan"),
        "requirement:accepted": N_("Disetujui"),
        "requirement:returned": N_("Dikembalikan untuk perbaikan"),
        "requirement:rejected": N_("Ditolak"),
        "requirement:waived": N_("Dikecualikan"),
        "requirement:waiver_asked": N_("Pengecualian diminta"),
        "requirement:waiver_declined": N_("Pengecualian tidak disetujui"),
        "requirement:evidence_read": N_("Bukti dibuka"),
        "requirement:number_read": N_("Nomor lengkap dibuka"),
        "product:submitted": N_("Diajukan untuk kurasi"),
        "product:edited": N_("Data produk diubah"),
        "product:accepted": N_("Disetujui"),
        "product:returned": N_("Dikembalikan untuk perbaikan"),
        "product:rejected": N_("Ditolak"),
        "product:active": N_("Diaktifkan kembali"),
        "product:suspended": N_("Dibekukan"),
        "product:withdrawn": N_("Ditarik"),
        "product:price_changed": N_("Harga diubah"),
    }
)
audit.FIELD_LABELS.update(
    {
        "price_rupiah": N_("Harga jual"),
        "size_class": N_("Skala usaha"),
        "category": N_("Kategori"),
        "region_code": N_("Wilayah"),
        "kind": N_("Jenis persyaratan"),
        "reason_code": N_("Alasan dari daftar"),
        "missing_items": N_("Butir label yang belum ada"),
    }
)
audit.VALUE_LABELS.update(
    {
        "status": {**audit.VALUE_LABELS.get("status", {}), **{str(code): word for code, word in STATUS_LABELS.items()}},
        "size_class": {size.value: label for size, label in SIZE_LABELS.items()},
        "category": {code: category.label for code, category in CATEGORIES.items()},
        "kind": {code: kind.name for code, kind in KINDS.items()},
        "reason_code": {code: reason.sentence for code, reason in REASONS.items()},
        "missing_items": dict(LABEL_ITEMS),
    }
)


def status_word(status: str) -> str:
    """The word for a state of a producer, product or document."""
    return speak(STATUS_LABELS.get(status, status))


def category_word(code: str) -> str:
    """The word for a product category."""
    return speak(CATEGORIES[code].label) if code in CATEGORIES else code


def kind_word(code: str) -> str:
    """The word for a kind of requirement."""
    return speak(KINDS[code].name) if code in KINDS else code


def action_word(action: str) -> str:
    """What a history calls an action."""
    return speak(audit.ACTION_LABELS.get(action, action))


def size_word(code: str) -> str:
    """The word for a size class."""
    return speak(next((label for size, label in SIZE_LABELS.items() if size.value == code), code))


def source_word(code: str) -> str:
    """The word for how something reached whoever typed it."""
    return speak(next((label for source, label in SOURCE_LABELS.items() if source.value == code), code))


def packaging_word(code: str) -> str:
    """The word for a packaging; one of the producer's own words stays as it is."""
    return speak(dict(PIRT_PACKAGINGS.values()).get(code, code))


def status_choices(statuses: Iterable[str]) -> Choices:
    """States to choose from."""
    return [(str(status), status_word(status)) for status in statuses]


def kind_choices() -> Choices:
    """Kinds of requirements to choose from."""
    return [(code, speak(kind.name)) for code, kind in KINDS.items()]


def category_choices() -> Choices:
    """Product categories to choose from."""
    return [(code, speak(category.label)) for code, category in CATEGORIES.items()]


def packaging_choices(now: str = "") -> Choices:
    """Packagings to choose from; one that was told in other words stays among them."""
    choices = [(code, speak(label)) for code, label in PIRT_PACKAGINGS.values()]
    return choices if not now or now in dict(choices) else [*choices, (now, now)]


def size_choices() -> Choices:
    """Size classes to choose from."""
    return [(size.value, speak(label)) for size, label in SIZE_LABELS.items()]


def source_choices() -> Choices:
    """How what staff type reached them."""
    return [(source.value, speak(label)) for source, label in SOURCE_LABELS.items() if source is not Source.SELF]


def regency_choices(user: UserAccount | None = None) -> Choices:
    """Regencies and cities by name with their province; for staff with regions only those."""
    regions = all_regions()
    areas = user.region_codes if user is not None and user.is_staff and not user.works_everywhere else ()
    found = [
        (region.code, f"{_plain(region.name)} ({regions[region.province_code].name})")
        for region in regions.values()
        if not region.is_province and (not areas or any(lies_in(region.code, area) for area in areas))
    ]
    return sorted(found, key=lambda choice: choice[1])


def area_choices(user: UserAccount, present: Iterable[str]) -> Choices:
    """Regions to narrow a list by: those that occur in it, with their provinces."""
    codes = {code for full in present for code in (full[:2], full)}
    return [(code, name_of(code)) for code in sorted(codes) if user.is_staff]


def _plain(name: str) -> str:
    """The name as people look for it: `Balikpapan, Kota`."""
    kind, _space, rest = name.partition(" ")
    return f"{rest}, {kind}" if kind in {"Kota", "Kabupaten"} and rest else name


def checklist(
    readiness: Readiness, documents: Mapping[str, str], reasons: Mapping[str, str]
) -> list[dict[str, object]]:
    """The kinds a producer needs as the `checklist` block shows them, with the state of each and its next step."""
    items: list[dict[str, object]] = []
    for code in readiness.kinds:
        gap = readiness.gaps.get(code)
        state = "accepted" if gap is None else documents.get(code, "")
        items.append(
            {
                "kind": code,
                "label": kind_word(code),
                "done": gap is None,
                "state": state,
                "state_label": status_word(state) if state else "",
                "next_step": speak(gap.next_step, **gap.params) if gap else "",
                "reason": reasons.get(code, "") if gap else "",
            }
        )
    return items


def reminder(producer: Producer, readiness: Readiness, today: date) -> str:
    """A text for WhatsApp that tells the owner, in Indonesian, what is still missing and the next step of each."""
    with force_locale("id"):
        lines = [
            f"{number}. {speak(KINDS[code].name)}: {speak(gap.next_step, **gap.params)}"
            for number, (code, gap) in enumerate(readiness.gaps.items(), start=1)
        ]
        return "\n".join(
            [
                _("Halo %(owner)s,", owner=producer.owner_name),
                _(
                    "kelengkapan %(name)s per %(day)s: %(complete)s dari %(required)s. Yang masih kurang:",
                    name=producer.name,
                    day=f"{today:%d/%m/%Y}",
                    **readiness.completeness.params,
                ),
                *lines,
                _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
            ]
        )
