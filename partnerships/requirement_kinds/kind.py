"""What a kind of requirement is, and how a submission of it is judged before a reviewer sees it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from core.text import clean
from core.wording import N_, Problem
from partnerships.number_reading import NOTHING_KNOWN, NumberContext, NumberReading, warning

EARLIEST_YEAR = 1945
LONGEST_VALIDITY_YEARS = 100


class Expiry(StrEnum):
    """Whether a document has a last day: it must be told, should be told (else a warning), may be told, or has none."""

    REQUIRED = "required"
    EXPECTED = "expected"
    OPTIONAL = "optional"
    NONE = "none"


class DetailType(StrEnum):
    """What a detail holds; a choice is one of the codes of the field."""

    TEXT = "text"
    YES_NO = "yes_no"
    CHOICE = "choice"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailField:
    """One thing a kind needs beyond a number: a name for JSON, a label, its type, and whether it must be there."""

    name: str
    label: str
    type: DetailType = DetailType.TEXT
    choices: Mapping[str, str] = field(default_factory=dict)
    is_required: bool = True
    max_length: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a producer (or staff) hands in for one requirement."""

    number: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    has_evidence: bool = False
    has_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a submission amounts to: what to store, the errors that stop it by field, the warnings for the reviewer."""

    number: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    details: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, tuple[Problem, ...]] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def is_submittable(self) -> bool:
        """Whether nothing stops the submission."""
        return not self.errors


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementKind:
    """One kind of requirement: what people are told about it, what it needs, and how it is checked.

    `covers_products` means it covers exactly the products it lists, so listing none covers none; other kinds cover the
    whole business unless products are listed. `also_satisfied_by` are stronger kinds that make this one unnecessary.
    `question` is asked where a rule makes the kind conditional: a yes makes it required. Numbers that are personal
    (`number_is_personal`) are to be stored encrypted. `number_source` says where the form of the number is from.
    `needs_back` asks for a second photo, of the other side. Costs and durations are what is usual, not a tariff.
    """

    code: str
    name: str
    issuer: str
    purpose: str
    how_to_get: str
    cost: str
    duration: str
    question: str
    check_number: Callable[[str, NumberContext], NumberReading] | None = None
    number_source: str = ""
    expiry: Expiry = Expiry.NONE
    needs_evidence: bool = True
    needs_back: bool = False
    covers_products: bool = False
    number_is_personal: bool = False
    also_satisfied_by: tuple[str, ...] = ()
    details: tuple[DetailField, ...] = ()
    check_details: Callable[[Mapping[str, object]], tuple[Problem, ...]] | None = None
    example: Submission

    @property
    def needs_number(self) -> bool:
        """Whether the document has a number that must be told."""
        return self.check_number is not None

    def check(self, submission: Submission, *, on: date, context: NumberContext = NOTHING_KNOWN) -> Findings:
        """Judge a submission on a day.

        Errors by field stop it: an unreadable number, a missing or unknown detail, a document that has ended. Warnings
        are for the reviewer. Raises nothing whatever is handed in.
        """
        reading = NumberReading("")
        if self.check_number is not None:
            reading = self.check_number(submission.number, replace(context, valid_until=submission.valid_until))
        elif submission.number.strip():
            reading = NumberReading(None, {}, (Problem("has_no_number", N_("Dokumen ini tidak memiliki nomor.")),))
        details, detail_errors = self._read_details(submission.details)
        day_errors, day_warnings = self._judge_days(submission, on)
        if submission.has_back and not self.needs_back:
            detail_errors["evidence_back"] = (Problem("no_second_side", N_("Dokumen ini hanya memerlukan satu foto.")),)
        errors = {"number": (*reading.errors, *_ended_by_number(reading, on))} | day_errors | detail_errors
        warnings = [*reading.warnings, *day_warnings]
        if self.needs_evidence and not submission.has_evidence:
            warnings.append(warning("evidence_missing", N_("Belum ada foto atau dokumen bukti.")))
        if self.needs_back and not submission.has_back:
            warnings.append(warning("back_photo_missing", N_("Belum ada foto sisi belakang.")))
        if self.check_details is not None and not detail_errors:
            warnings.extend(self.check_details(details))
        return Findings(
            number=reading.normalised or "",
            facts=reading.facts,
            details=details,
            errors={name: problems for name, problems in errors.items() if problems},
            warnings=tuple(warnings),
        )

    def _judge_days(
        self, submission: Submission, on: date
    ) -> tuple[dict[str, tuple[Problem, ...]], tuple[Problem, ...]]:
        errors = _unlikely_years(submission, on)
        if errors:
            return errors, ()
        issued, until = submission.issued_on, submission.valid_until
        if issued is not None and issued > on:
            errors["issued_on"] = (Problem("issued_in_future", N_("Tanggal terbit tidak boleh di masa depan.")),)
        if until is None:
            if self.expiry is Expiry.REQUIRED:
                errors["valid_until"] = (Problem("required", N_("Isi tanggal akhir masa berlaku.")),)
            missing = warning("valid_until_missing", N_("Tanggal akhir masa berlaku belum diisi."))
            return errors, (missing,) if self.expiry is Expiry.EXPECTED else ()
        if issued is not None and issued > until:
            ends_early = Problem("ends_before_it_starts", N_("Masa berlaku berakhir sebelum tanggal terbit."))
            errors["valid_until"] = (ends_early,)
        elif until < on:
            errors["valid_until"] = (_ended(until.year),)
        endless = warning("has_no_expiry", N_("Dokumen jenis ini biasanya tidak memiliki masa berlaku."))
        return errors, (endless,) if self.expiry is Expiry.NONE else ()

    def _read_details(self, given: Mapping[str, object]) -> tuple[dict[str, object], dict[str, tuple[Problem, ...]]]:
        found: dict[str, object] = {}
        errors: dict[str, tuple[Problem, ...]] = {}
        known = {detail.name: detail for detail in self.details}
        for name in given:
            if name not in known:
                errors[f"details.{name}"] = (Problem("unknown_field", N_("Isian ini tidak dikenal.")),)
        for name, detail in known.items():
            value = given.get(name)
            read = None if value is None else _read_detail(detail, value)
            if isinstance(read, Problem):
                errors[f"details.{name}"] = (read,)
            elif read not in {None, ""}:
                found[name] = read
            elif detail.is_required:
                errors[f"details.{name}"] = (Problem("required", N_("Isian ini wajib diisi.")),)
        return found, errors


def _unlikely_years(submission: Submission, on: date) -> dict[str, tuple[Problem, ...]]:
    days = {"issued_on": submission.issued_on, "valid_until": submission.valid_until}
    return {
        name: (Problem("unlikely_year", N_("Tahun %(year)s tidak wajar."), {"year": day.year}),)
        for name, day in days.items()
        if day is not None and not EARLIEST_YEAR <= day.year <= on.year + LONGEST_VALIDITY_YEARS
    }


def _read_detail(detail: DetailField, value: object) -> str | bool | Problem:
    """The value as it is to be stored (a day as `YYYY-MM-DD`), or what is wrong with it."""
    if detail.type is DetailType.YES_NO:
        return value if isinstance(value, bool) else Problem("not_yes_or_no", N_("Jawab dengan ya atau tidak."))
    if detail.type is DetailType.DAY:
        return _read_day(value)
    if not isinstance(value, str):
        return Problem("must_be_text", N_("Isian ini harus berupa teks."))
    text = clean(value, max_length=detail.max_length)
    if detail.type is DetailType.CHOICE and isinstance(text, str) and text and text not in detail.choices:
        return Problem("not_a_choice", N_("Pilih salah satu dari daftar."))
    return text


def _read_day(value: object) -> str | Problem:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        return Problem("not_a_day", N_("Tulis tanggal seperti 2026-11-22."))


def _ended(year: int) -> Problem:
    return Problem("permit_expired", N_("Dokumen ini sudah kedaluwarsa (%(year)s). Perpanjang dahulu."), {"year": year})


def _ended_by_number(reading: NumberReading, on: date) -> tuple[Problem, ...]:
    """What a number itself tells of its end: the last two digits of a P-IRT number are its year."""
    year = reading.facts.get("expiry_year")
    return (_ended(year),) if isinstance(year, int) and year < on.year else ()
