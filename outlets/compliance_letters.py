"""Letters to outlets that carry no local product yet: an official letter each, numbered, signed on paper.

What the letter cites stands in the agency's settings, because the local rule differs from place to place: PP 29/2021
Pasal 93 binds self-service shops only, so other kinds of outlets are written to under the rule of their region, or are
merely invited where there is none.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from flask import Response, current_app, render_template
from flask_babel import force_locale, format_date
from sqlalchemy import func, select

from accounts.audit import record
from accounts.models import UserAccount
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings, put, told_by
from core.database import db
from core.dates import today
from core.documents import as_pdf, can_make_pdf
from core.pdf_answers import pdf_answer
from core.setting_kinds import Words, declare
from core.wording import N_
from outlets import compliance, outlets
from outlets.compliance_errors import CarriesAlready, LetterInTheFuture, NoOutletChosen, NumberNotInPattern
from outlets.errors import UnknownOutlet
from outlets.models import Outlet
from outlets.outlet_kinds import OUTLET_KINDS
from partnerships.models import Producer, Product
from partnerships.regions import name_of
from partnerships.states import ProductStatus

MOST_AT_ONCE = 200
PREFIX = "letter_"
NATIONAL_RULE = (
    "Pasal 93 Peraturan Pemerintah Nomor 29 Tahun 2021 tentang Penyelenggaraan Bidang Perdagangan beserta perubahannya"
)
"""What binds self-service shops (toko swalayan) unless the agency words it otherwise."""
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


@dataclass(frozen=True, slots=True)
class LetterHead:
    """What every letter of the agency says; each is a setting `letter_<name>`.

    `number_pattern` holds `{nomor}` and may hold `{bulan}` (a Roman numeral) and `{tahun}`.
    """

    number_pattern: str = "500.2/{nomor}/{bulan}/{tahun}"
    place: str = ""
    address: str = ""
    national_rule: str = NATIONAL_RULE
    local_rule: str = ""
    signed_as: str = "Kepala Dinas"
    signed_by: str = ""
    signer_number: str = ""


LABELS = {
    "number_pattern": N_("Pola nomor surat"),
    "place": N_("Tempat surat dibuat"),
    "address": N_("Alamat instansi"),
    "national_rule": N_("Dasar hukum nasional"),
    "local_rule": N_("Peraturan daerah"),
    "signed_as": N_("Jabatan penanda tangan"),
    "signed_by": N_("Nama penanda tangan"),
    "signer_number": N_("NIP penanda tangan"),
}
SETTINGS_OF = {
    field.name: declare(
        Words(
            name=f"{PREFIX}{field.name}",
            label=LABELS[field.name],
            group=N_("Surat kepada gerai"),
            default=str(field.default),
            ground=N_("Tercetak pada setiap surat kepada gerai yang belum memajang produk lokal."),
            page="compliance.letter_head",
            longest=500,
        )
    )
    for field in fields(LetterHead)
}
"""Each field of the letter as a setting; its own page changes them together."""


def letter_head() -> LetterHead:
    """What the agency has set for its letters."""
    kept = all_settings()
    return LetterHead(**{name: told_by(setting, kept.get(setting.name)) for name, setting in SETTINGS_OF.items()})


def set_letter_head(*, by: UserAccount, **told: str) -> LetterHead:
    """Change what every letter says; the history of whoever did it names the fields. Raises `NumberNotInPattern`."""
    head = LetterHead(**told)
    if "{nomor}" not in head.number_pattern:
        raise NumberNotInPattern(field="number_pattern")
    before = letter_head()
    changed = [field.name for field in fields(LetterHead) if getattr(before, field.name) != getattr(head, field.name)]
    for name in changed:
        put(SETTINGS_OF[name].name, getattr(head, name))
    if changed:
        record("agency:letter_changed", by, by=by, after={"fields": ", ".join(changed)})
    db.session.flush()
    return head


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it is printed; `grounds` are the rules it cites, none for a mere invitation."""

    number: str
    outlet: Outlet
    region: str
    grounds: tuple[str, ...]
    products: int
    producers: int


def addressees(outlet_ids: Collection[int], *, by: UserAccount) -> list[Outlet]:
    """The outlets a letter goes to, by name, none of which carries a local product today.

    Raises `NoOutletChosen`, `UnknownOutlet` for one the caller does not see, `CarriesAlready`.
    """
    wanted = set(outlet_ids)
    if not wanted:
        raise NoOutletChosen(field="outlet_ids")
    rows = outlets.visible_to(by).where(Outlet.id.in_(wanted)).order_by(func.lower(Outlet.name), Outlet.id)
    found = list(db.session.execute(rows).scalars())
    if len(found) != len(wanted):
        raise UnknownOutlet
    carrying = {row.id for row in db.session.execute(compliance.rows(by, today(), {"carries": "yes"}))}
    for outlet in found:
        if outlet.id in carrying:
            raise CarriesAlready(field="outlet_ids", name=outlet.name)
    return found


def make(outlet_ids: Collection[int], *, by: UserAccount, first_number: int, day: date) -> list[Letter]:
    """Letters to these outlets, numbered from the first on, each written into the history of its outlet.

    Raises what `addressees` raises, and `LetterInTheFuture`.
    """
    if day > today():
        raise LetterInTheFuture(field="day")
    found = addressees(outlet_ids, by=by)
    head = letter_head()
    ready = _ready_in({outlet.region_code for outlet in found})
    letters = []
    for place, outlet in enumerate(found):
        number = numbered(head.number_pattern, first_number + place, day)
        products, producers = ready.get(outlet.region_code, (0, 0))
        letters.append(
            Letter(number, outlet, name_of(outlet.region_code), grounds_for(outlet.kind, head), products, producers)
        )
        record(compliance.LETTER_MADE, outlet, by=by, after={"letter_number": number, "letter_on": day.isoformat()})
    db.session.flush()
    return letters


def numbered(pattern: str, number: int, day: date) -> str:
    """The number of a letter by the agency's pattern: `500.2/017/XI/2026`."""
    filled = pattern.replace("{nomor}", f"{number:03d}").replace("{bulan}", ROMAN_MONTHS[day.month - 1])
    return filled.replace("{tahun}", str(day.year))


def grounds_for(kind: str, head: LetterHead) -> tuple[str, ...]:
    """The rules a letter to an outlet of a kind may cite: the national one binds self-service shops only."""
    national = head.national_rule if OUTLET_KINDS[kind].is_modern_retail else ""
    return tuple(rule for rule in (national, head.local_rule) if rule)


def _ready_in(regions: Collection[str]) -> dict[str, tuple[int, int]]:
    """How many curated products of how many producers there are in each regency. One query."""
    rows = db.session.execute(
        select(Producer.region_code, func.count(Product.id), func.count(Producer.id.distinct()))
        .join(Producer, Producer.id == Product.producer_id)
        .where(Product.status == ProductStatus.ACTIVE, Producer.region_code.in_(regions))
        .group_by(Producer.region_code)
    ).all()
    return {region: (products, producers) for region, products, producers in rows}


def as_download(letters: Collection[Letter], day: date) -> Response:
    """All letters in one file to print, a page each; without Pango the same as a page to print."""
    settings = all_settings()
    with force_locale("id"):
        html = render_template(
            "documents/compliance_letters.html",
            letters=letters,
            head=letter_head(),
            agency=settings.get(AGENCY_NAME, ""),
            is_example=DEMO_LOADED_AT in settings,
            written_on=format_date(day, "d MMMM y"),
            as_page=not can_make_pdf(),
        )
    if not can_make_pdf():
        return Response(html, mimetype="text/html")
    style = (Path(str(current_app.static_folder)) / "letter.css").read_text(encoding="utf-8")
    return pdf_answer(as_pdf(html, style), f"surat-kepatuhan-{day.isoformat()}.pdf")
