"""The words pages use for changes, photos and the permit of a product, and what histories call them."""

from collections.abc import Mapping
from datetime import date

from flask_babel import format_date

from accounts import audit
from core.languages import speak
from core.money import format_number
from core.wording import N_
from partnerships import words
from partnerships.curation_checklist import ALL_ITEMS
from partnerships.pirt_routing import QUESTIONS, Route, Routing, routing
from partnerships.product_content import changed_fields
from partnerships.product_photos import ROLE_LABELS, PhotoRole
from partnerships.product_states import RevisionStatus
from partnerships.requirement_kinds import KINDS
from partnerships.watch_states import CHANGED_LABELS, Changed

FIELD_WORDS: Mapping[str, str] = {
    "name": N_("Nama produk"),
    "category": N_("Kategori"),
    "sku": N_("SKU (kode Anda sendiri)"),
    "gtin": N_("Kode batang (GTIN)"),
    "packaging": N_("Kemasan"),
    "net_weight_gram": N_("Berat bersih"),
    "shelf_life_days": N_("Masa simpan"),
    "answered_yes": N_("Jawaban ya"),
    "route_answers": N_("Jalur izin"),
    "photos": N_("Foto"),
}
REVISION_LABELS: Mapping[RevisionStatus, str] = {
    RevisionStatus.SUBMITTED: N_("Menunggu kurasi"),
    RevisionStatus.RETURNED: N_("Dikembalikan untuk perbaikan"),
    RevisionStatus.ACCEPTED: N_("Disetujui"),
    RevisionStatus.WITHDRAWN: N_("Tidak dilanjutkan"),
}
ROUTE_LABELS: Mapping[Route, str] = {
    Route.PIRT: N_("P-IRT (SPP-IRT)"),
    Route.BPOM_MD: N_("Izin edar BPOM MD"),
    Route.SLHS: N_("Sertifikat Laik Higiene Sanitasi (SLHS)"),
    Route.MANUAL_REVIEW: N_("Ditentukan petugas"),
}

audit.ACTION_LABELS.update(
    {
        "product:change_proposed": N_("Perubahan diajukan"),
        "product:change_accepted": N_("Perubahan disetujui"),
        "product:change_returned": N_("Perubahan dikembalikan"),
        "product:change_withdrawn": N_("Perubahan tidak dilanjutkan"),
        "product:price_started": N_("Harga baru mulai berlaku"),
        "product:route_decided": N_("Jalur izin diputuskan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "changed": N_("Yang berubah"),
        "gtin": FIELD_WORDS["gtin"],
        "sku": "SKU",
        "net_weight_gram": N_("Berat bersih (g)"),
        "shelf_life_days": N_("Masa simpan (hari)"),
        "route": N_("Jalur izin"),
        "starts_on": N_("Berlaku mulai"),
    }
)
audit.VALUE_LABELS.update(
    {"changed": dict(FIELD_WORDS), "route": {route.value: label for route, label in ROUTE_LABELS.items()}}
)


def revision_word(status: RevisionStatus) -> str:
    """The word for where a change stands."""
    return speak(REVISION_LABELS[status])


def route_word(route: str | None) -> str:
    """The word for where the answers lead, empty for nowhere."""
    return speak(ROUTE_LABELS[Route(route)]) if route else ""


def route_choices() -> words.Choices:
    """The permits a verifier chooses among."""
    return [(route.value, speak(label)) for route, label in ROUTE_LABELS.items() if route is not Route.MANUAL_REVIEW]


def role_choices() -> words.Choices:
    """What a photo may show."""
    return [(role.value, speak(label)) for role, label in ROLE_LABELS.items()]


def role_word(role: object) -> str:
    """What a photo shows."""
    return speak(ROLE_LABELS[PhotoRole(str(role))])


def making_words(codes: list[str]) -> str:
    """What changed in how a product is made."""
    return ", ".join(speak(CHANGED_LABELS[Changed(code)]) for code in codes)


def making_choices() -> words.Choices:
    """What may change in how a product is made."""
    return [(code.value, speak(label)) for code, label in CHANGED_LABELS.items()]


def check_words(checks: Mapping[str, bool]) -> words.Choices:
    """The items of a stored checklist with their labels, in the order in which they are looked at."""
    return [(code, speak(label)) for code, label in ALL_ITEMS.items() if code in checks]


def route_reasons(found: Routing) -> list[tuple[str, str]]:
    """Why the answers lead where they lead, with the source of each."""
    return [(speak(reason.sentence), speak(reason.source)) for reason in found.reasons]


def answered(answers: Mapping[str, bool]) -> list[tuple[str, str]]:
    """Every question about the permit with its answer; one nobody answered says so."""
    return [(speak(question.text), _yes_or_no(answers.get(code))) for code, question in QUESTIONS.items()]


def differences(before: Mapping[str, object], after: Mapping[str, object]) -> list[tuple[str, str, str]]:
    """What differs between two contents: the field, what it was and what it shall be, in words; photos left out.

    Of the answers about the permit each question that is answered differently is a row of its own.
    """
    rows = [
        (speak(FIELD_WORDS[name]), _spoken(name, before.get(name)), _spoken(name, after.get(name)))
        for name in changed_fields(before, after)
        if name not in {"photos", "route_answers"}
    ]
    old, new = (dict(content.get("route_answers") or {}) for content in (before, after))  # type: ignore[call-overload]
    return rows + [
        (speak(question.text), _yes_or_no(old.get(code)), _yes_or_no(new.get(code)))
        for code, question in QUESTIONS.items()
        if old.get(code) != new.get(code)
    ]


def routing_of(content: Mapping[str, object]) -> Routing:
    """Where the answers of a content lead."""
    answers: Mapping[str, bool] = content["route_answers"]  # type: ignore[assignment]
    days = content["shelf_life_days"]
    return routing(str(content["category"]), answers, shelf_life_days=days if isinstance(days, int) else None)


def _yes_or_no(answer: bool | None) -> str:  # noqa: FBT001 - the answer itself
    return speak(N_("Belum dijawab") if answer is None else N_("Ya") if answer else N_("Tidak"))


def _spoken(name: str, value: object) -> str:
    """A value of the content as a reader knows it."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "\n".join(speak(KINDS[kind].question) for kind in value)
    if isinstance(value, int):
        unit = "g" if name == "net_weight_gram" else speak(N_("hari"))
        return f"{format_number(value)} {unit}"
    if name == "category":
        return words.category_word(str(value))
    return words.packaging_word(str(value)) if name == "packaging" else str(value)


def price_days(starts_on: date, ends_on: date | None) -> str:
    """The days a price holds, as `1 Jan 2026 - 31 Mar 2026`."""
    first = format_date(starts_on, "d MMM y")
    return speak(N_("sejak %(day)s"), day=first) if ends_on is None else f"{first} - {format_date(ends_on, 'd MMM y')}"
