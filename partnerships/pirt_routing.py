"""Which food permit a product needs: P-IRT, BPOM MD, SLHS, or a verifier's look, from a few questions about it.

Pure. Every packaged food needs a marketing authorisation of BPOM (MD); food of a home industry is exempt when it holds
an SPP-IRT of its regency (PP 86/2019 Pasal 34 and 35), which PerBPOM 4/2024 gives only where all conditions hold. What
keeps no longer than seven days is neither, it is looked after by the health office (SLHS).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.wording import N_

PERBPOM = "PerBPOM 4/2024"
MARKETING_AUTHORISATION = "PP 86/2019 Pasal 34"
HOME_INDUSTRY = "PP 86/2019 Pasal 35"
LABEL_LAW = "UU 18/2012 Pasal 97"
HEALTH_OFFICE = N_("Pembinaan pangan siap saji oleh Dinas Kesehatan")
SOURCES_DISAGREE = N_("Sumber berbeda pendapat, jadi petugas yang memutuskan")

LONGEST_SHORT_DAYS = 7
"""What keeps no longer than this is neither P-IRT nor MD."""


class Route(StrEnum):
    """Where the answers lead; the first three are the codes of the permits themselves."""

    PIRT = "pirt"
    BPOM_MD = "bpom_md"
    SLHS = "slhs"
    MANUAL_REVIEW = "manual_review"


FOOD_PERMITS = (Route.PIRT, Route.BPOM_MD, Route.SLHS)
"""The permits among which the answers choose."""
ASKED_CATEGORIES = frozenset({"dry_food", "chilled_food", "ready_to_eat", "powder_drink", "liquid_drink"})
"""The categories of which the questions are asked. Fresh produce has permits of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question; `fits` is the answer with which P-IRT stays possible, `otherwise` where the other one leads."""

    code: str
    text: str
    fits: bool
    otherwise: Route
    because: str
    source: str


def _question(code: str, text: str, because: str, *, fits: bool, otherwise: Route, source: str) -> Question:
    return Question(code=code, text=text, fits=fits, otherwise=otherwise, because=because, source=source)


KEEPS = "keeps_over_7_days"
COLD = "frozen_or_chilled"

QUESTIONS: Mapping[str, Question] = {
    question.code: question
    for question in (
        _question(
            "home_premises",
            N_("Dibuat di rumah atau dapur usaha di rumah, bukan di mal atau kawasan industri?"),
            N_("P-IRT hanya untuk tempat produksi di rumah tinggal."),
            fits=True,
            otherwise=Route.BPOM_MD,
            source=PERBPOM,
        ),
        _question(
            "manual_equipment",
            N_("Alatnya manual sampai semi otomatis?"),
            N_("P-IRT hanya untuk peralatan manual sampai semi otomatis."),
            fits=True,
            otherwise=Route.BPOM_MD,
            source=PERBPOM,
        ),
        _question(
            "listed_food_group",
            N_("Pangan olahan kering, misalnya keripik, kue kering, bumbu, kopi bubuk, selai, atau madu?"),
            N_("Jenis pangan ini tidak termasuk yang boleh memakai P-IRT."),
            fits=True,
            otherwise=Route.BPOM_MD,
            source=PERBPOM,
        ),
        _question(
            KEEPS,
            N_("Tahan lebih dari 7 hari pada suhu ruang?"),
            N_("Pangan yang tahan paling lama 7 hari tidak memakai P-IRT maupun MD."),
            fits=True,
            otherwise=Route.SLHS,
            source=HEALTH_OFFICE,
        ),
        _question(
            COLD,
            N_("Dijual beku atau dingin?"),
            N_("Pangan beku atau dingin memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "packaged_and_labelled",
            N_("Dikemas dan berlabel?"),
            N_("Pangan tanpa kemasan dan label belum dapat memperoleh izin."),
            fits=True,
            otherwise=Route.MANUAL_REVIEW,
            source=LABEL_LAW,
        ),
        _question(
            "made_in_indonesia",
            N_("Dibuat di Indonesia?"),
            N_("Pangan impor tidak memakai P-IRT; petugas memeriksa izin impornya."),
            fits=True,
            otherwise=Route.MANUAL_REVIEW,
            source=PERBPOM,
        ),
        _question(
            "health_claims",
            N_("Ada klaim kesehatan atau gizi pada label?"),
            N_("Label P-IRT tidak boleh memuat klaim kesehatan atau gizi."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=PERBPOM,
        ),
        _question(
            "milk_product",
            N_("Susu atau hasil olahan susu?"),
            N_("Susu dan olahannya memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "sterilised_or_pasteurised",
            N_("Disterilkan, dipasteurisasi, atau dikalengkan?"),
            N_("Pangan steril komersial, pasteurisasi, dan kaleng berasam rendah memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "baby_or_diet_food",
            N_("Untuk bayi, MP-ASI, ibu menyusui, atau diet khusus?"),
            N_("Pangan bayi dan diet khusus memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "alcoholic",
            N_("Mengandung alkohol sebagai minuman beralkohol?"),
            N_("Minuman beralkohol memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "bottled_water",
            N_("Air minum dalam kemasan (AMDK)?"),
            N_("Air minum dalam kemasan memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "mandatory_sni",
            N_("Termasuk barang wajib SNI, misalnya tepung terigu atau minyak goreng?"),
            N_("Pangan yang wajib SNI memerlukan izin edar MD."),
            fits=False,
            otherwise=Route.BPOM_MD,
            source=MARKETING_AUTHORISATION,
        ),
        _question(
            "repacked_bulk",
            N_("Hasil mengemas ulang pangan curah yang sudah ber-P-IRT?"),
            N_("Pengemasan ulang pangan curah diputuskan petugas."),
            fits=False,
            otherwise=Route.MANUAL_REVIEW,
            source=SOURCES_DISAGREE,
        ),
    )
}
"""The questions in the order in which they are asked."""

ALL_CONDITIONS_HOLD = N_("Semua syarat P-IRT terpenuhi.")
SHELF_LIFE_SHORT = N_("Masa simpannya paling lama 7 hari.")
CONTRADICTION = N_("Jawaban tentang ketahanan tidak cocok dengan masa simpan yang tertulis.")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why the answers lead where they lead: a sentence and where it stands written."""

    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class Routing:
    """Where the answers lead and why; no route while the answers do not suffice, and then the rule of the category."""

    route: Route | None
    reasons: tuple[Reason, ...]
    unanswered: tuple[str, ...]


def routing(category: str, answers: Mapping[str, bool], *, shelf_life_days: int | None = None) -> Routing:
    """Where the answers about a product lead.

    One answer against P-IRT is enough to leave it; P-IRT itself needs an answer to every question. Where reasons lead
    to different places, or the answers contradict the shelf life in days, a verifier decides. Nothing answered, or a
    category of which nothing is asked, is no route.
    """
    if category not in ASKED_CATEGORIES:
        return Routing(None, (), ())
    unanswered = tuple(code for code in QUESTIONS if code not in answers)
    if len(unanswered) == len(QUESTIONS):
        return Routing(None, (), unanswered)
    route, reasons = _away_from_pirt(answers, shelf_life_days)
    if route is None and not unanswered and answers[KEEPS]:
        route, reasons = Route.PIRT, [Reason(ALL_CONDITIONS_HOLD, f"{PERBPOM}; {HOME_INDUSTRY}")]
    return Routing(route, tuple(reasons), unanswered)


def _away_from_pirt(answers: Mapping[str, bool], shelf_life_days: int | None) -> tuple[Route | None, list[Reason]]:
    """Where the answers lead when P-IRT is not possible, and why; nowhere while nothing speaks against it."""
    if _contradicts(answers, shelf_life_days):
        return Route.MANUAL_REVIEW, [Reason(CONTRADICTION, PERBPOM)]
    leaving: dict[Route, list[Reason]] = {}
    for question in QUESTIONS.values():
        if question.code != KEEPS and answers.get(question.code, question.fits) != question.fits:
            leaving.setdefault(question.otherwise, []).append(Reason(question.because, question.source))
    short = _short_lived(answers, shelf_life_days)
    if short is not None:
        cold = Reason(QUESTIONS[COLD].because, QUESTIONS[COLD].source)
        others = [reason for reason in leaving.get(Route.BPOM_MD, []) if reason != cold]
        return (Route.MANUAL_REVIEW if others else Route.SLHS), [short, *others]
    for route in (Route.BPOM_MD, Route.MANUAL_REVIEW):
        if route in leaving:
            return route, leaving[route]
    return None, []


def _short_lived(answers: Mapping[str, bool], shelf_life_days: int | None) -> Reason | None:
    """Why a product counts as one that keeps seven days at most; what is kept cold is judged by its days alone."""
    if shelf_life_days is not None and shelf_life_days <= LONGEST_SHORT_DAYS:
        return Reason(SHELF_LIFE_SHORT, HEALTH_OFFICE)
    if answers.get(KEEPS) is False and answers.get(COLD) is False:
        return Reason(QUESTIONS[KEEPS].because, QUESTIONS[KEEPS].source)
    return None


def _contradicts(answers: Mapping[str, bool], shelf_life_days: int | None) -> bool:
    """Whether the answer on keeping and the shelf life in days cannot both be true."""
    if shelf_life_days is None:
        return False
    if answers.get(KEEPS) is True:
        return shelf_life_days <= LONGEST_SHORT_DAYS
    return answers.get(KEEPS) is False and answers.get(COLD) is False and shelf_life_days > LONGEST_SHORT_DAYS


def needed_route(
    category: str, answers: Mapping[str, bool], *, shelf_life_days: int | None, decided_route: str | None
) -> Route | None:
    """The route that counts: a verifier's decision where the answers lead to a review by hand, else the answers'."""
    found = routing(category, answers, shelf_life_days=shelf_life_days).route
    return Route(decided_route) if found is Route.MANUAL_REVIEW and decided_route else found


def with_route(kinds: list[str], route: Route | None) -> list[str]:
    """The required kinds with the food permit of the route in the place of the category's.

    Where the rules ask for no food permit, none is asked for; a route that is not decided leaves what the rules say.
    """
    if route not in FOOD_PERMITS or not any(kind in FOOD_PERMITS for kind in kinds):
        return kinds
    found: list[str] = []
    for kind in kinds:
        chosen = str(route) if kind in FOOD_PERMITS else kind
        if chosen not in found:
            found.append(chosen)
    return found
