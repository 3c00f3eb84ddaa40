"""The further terms of an agreement in words, for pages: what each is called, and what it says."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from accounts import audit
from core.languages import speak, speak_rate
from core.money import format_rupiah, typed_rate
from core.wording import N_
from outlets.agreement_clauses import CYCLE_LABELS, DEDUCTION_LABELS, ReportCycle
from outlets.clause_schemas import PlainClauses
from outlets.words import side_choices, side_word

CLAUSE_LABELS: Mapping[str, str] = {
    "deductions": N_("Potongan"),
    **{name: field.metadata["label"] for name, field in PlainClauses().fields.items()},
}
OTHER_LABELS = {"money_route": N_("Jalur uang"), "payment_term_days": N_("Jangka bayar (hari)")}
SIDES = ("transport_borne_by", "transfer_cost_borne_by", "damage_borne_by", "loss_borne_by", "expiry_borne_by")

audit.ACTION_LABELS.update(
    {
        "agreement:countered": N_("Dijawab dengan usulan balasan"),
        "agreement:counter_declined": N_("Usulan balasan tidak diterima"),
    }
)
audit.FIELD_LABELS.update({"clauses": N_("Ketentuan lain"), "answered_by": N_("Usulan balasan nomor")})


def clause_lines(clauses: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every further term as label and words, in the order agreements tell them; empty ones are left out."""
    lines = [(speak(label), clause_words(name, clauses[name])) for name, label in CLAUSE_LABELS.items()]
    return [(label, words) for label, words in lines if words]


def clause_words(name: str, value: Any) -> str:  # noqa: ANN401 - whatever the clause holds
    """What one clause says, in the reader's language."""
    if name == "deductions":
        shares = [
            f"{speak(DEDUCTION_LABELS[kind])} {speak_rate(value[kind])}" for kind in DEDUCTION_LABELS if value.get(kind)
        ]
        return ", ".join(shares) or _("tidak dikenakan")
    if name == "listing_fee_rupiah":
        return format_rupiah(value) if value else _("tidak dikenakan")
    if name.endswith("_days"):
        return _("%(days)s hari", days=value)
    said = {
        "report_cycle": lambda: speak(CYCLE_LABELS[ReportCycle(value)]),
        "shrinkage_tolerance_bp": lambda: speak_rate(value),
        **dict.fromkeys(SIDES, lambda: side_word(value)),
    }
    return said[name]() if name in said else str(value)


def changed_words(names: list[str]) -> str:
    """The names of what a version changed, in words."""
    known = {**CLAUSE_LABELS, **OTHER_LABELS}
    return ", ".join(speak(known[name]) for name in names)


def form_choices() -> dict[str, list[tuple[str, str]]]:
    """What the clauses that are chosen from a list offer."""
    offered = {name: side_choices() for name in SIDES}
    return offered | {"report_cycle": [(cycle.value, speak(label)) for cycle, label in CYCLE_LABELS.items()]}


def form_values(clauses: Mapping[str, Any]) -> dict[str, Any]:
    """The clauses as the fields of a page's form show them."""
    shares = {f"deduction_{kind}": typed_rate(share) for kind, share in clauses["deductions"].items()}
    plain = {name: value for name, value in clauses.items() if name != "deductions"}
    return plain | {"shrinkage_tolerance_bp": typed_rate(clauses["shrinkage_tolerance_bp"])} | shares
