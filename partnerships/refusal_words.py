"""How a refusal is told: the reason of the list, the missing items of a label, the reviewer's words, the next step."""

from flask_babel import force_locale
from flask_babel import gettext as _

from core.languages import speak
from core.wording import N_
from partnerships.models import Requirement
from partnerships.refusal_reasons import REASONS, REJECT, reasons_for
from partnerships.requirement_kinds import KINDS, LABEL_ITEMS
from partnerships.states import RequirementStatus

REFUSED = (RequirementStatus.RETURNED, RequirementStatus.REJECTED)
NEXT_STEP_OF_OWN_WORDS = N_("Perbaiki sesuai catatan, lalu ajukan lagi dokumen ini saja.")


def refusal_told(requirement: Requirement) -> str:
    """Why a document was refused, in the reader's language; the reviewer's own words come last. Empty for no reason."""
    parts = []
    if requirement.reason_code in REASONS:
        parts.append(speak(REASONS[requirement.reason_code].sentence))
    if requirement.missing_items:
        items = [speak(LABEL_ITEMS[item]) for item in requirement.missing_items if item in LABEL_ITEMS]
        parts.append(_("Belum ada: %(items)s.", items=", ".join(items)))
    if requirement.reason:
        parts.append(requirement.reason)
    return " ".join(parts)


def next_step(requirement: Requirement) -> str:
    """What the producer does now about a returned or rejected document, in the reader's language; else empty."""
    if requirement.status not in REFUSED:
        return ""
    if requirement.reason_code in REASONS:
        return speak(REASONS[requirement.reason_code].next_step)
    return speak(NEXT_STEP_OF_OWN_WORDS) if requirement.status is RequirementStatus.RETURNED else ""


def reason_choices(kind: str) -> list[tuple[str, str]]:
    """The reasons a reviewer may choose from for a kind; those that only reject say so."""
    only_reject = _("hanya untuk menolak")
    return [
        (reason.code, speak(reason.sentence) + (f" ({only_reject})" if reason.decisions == REJECT else ""))
        for reason in reasons_for(kind)
    ]


def refusal_message(requirement: Requirement) -> str:
    """A text for WhatsApp that tells the owner, in Indonesian, what was refused, why, and the next step."""
    with force_locale("id"):
        told = {"kind": speak(KINDS[requirement.kind].name), "name": requirement.producer.name}
        returned = requirement.status is RequirementStatus.RETURNED
        lines = [
            _("Halo %(owner)s,", owner=requirement.producer.owner_name),
            _("%(kind)s untuk %(name)s dikembalikan untuk diperbaiki.", **told)
            if returned
            else _("%(kind)s untuk %(name)s ditolak.", **told),
            refusal_told(requirement),
            next_step(requirement),
            _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
        ]
        return "\n".join(line for line in lines if line)
