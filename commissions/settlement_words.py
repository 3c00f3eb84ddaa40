"""The words pages use when two sides settle, and what histories call their actions."""

from accounts import audit
from commissions.dispute_models import OUTCOME_LABELS
from commissions.ledger import Claim, Party
from commissions.settlement_states import (
    ADJUSTMENT_LABELS,
    KIND_LABELS,
    MEANS_LABELS,
    PAYMENT_LABELS,
    AdjustmentKind,
    PaymentMeans,
)
from core.languages import speak
from core.wording import N_

PARTY_LABELS: dict[str, str] = {Party.PRODUCER: N_("Produsen"), Party.OUTLET: N_("Gerai")}
CLAIM_LABELS: dict[str, str] = {Claim.TAKINGS: N_("Hasil penjualan"), Claim.COMMISSION: N_("Komisi")}

audit.ACTION_LABELS.update(
    {
        "payment:announced": N_("Pembayaran dicatat"),
        "payment:confirmed": N_("Pembayaran dikonfirmasi"),
        "payment:declined": N_("Pembayaran tidak diakui"),
        "payment:withdrawn": N_("Pembayaran ditarik kembali"),
        "payment:returned": N_("Uang kembali"),
        "statement:disputed": N_("Keberatan diajukan"),
        "statement:dispute_decided": N_("Keberatan diputuskan"),
        "adjustment:proposed": N_("Diusulkan"),
        "adjustment:confirmed": N_("Disetujui"),
        "adjustment:declined": N_("Tidak disetujui"),
        "adjustment:withdrawn": N_("Ditarik kembali"),
        "adjustment:cancelled": N_("Dibatalkan"),
    }
)
audit.FIELD_LABELS.update(
    {
        "paid_by": N_("Yang membayar"),
        "payment_status": N_("Status"),
        "adjustment_status": N_("Status"),
        "happened_on": N_("Tanggal kejadian"),
        "payment_means": N_("Cara bayar"),
    }
)
audit.VALUE_LABELS.update(
    {
        "payment_status": PAYMENT_LABELS,
        "adjustment_status": ADJUSTMENT_LABELS,
        "paid_by": PARTY_LABELS,
        "payment_means": {code.value: label for code, label in MEANS_LABELS.items()},
    }
)


def payment_word(status: str) -> str:
    """The word for where a payment stands."""
    return speak(PAYMENT_LABELS[status])


def party_word(party: str) -> str:
    """What a side is called."""
    return speak(PARTY_LABELS[party])


def claim_word(claim: str) -> str:
    """What a claim is called."""
    return speak(CLAIM_LABELS[claim])


def means_word(means: PaymentMeans) -> str:
    """How money moved, in words."""
    return speak(MEANS_LABELS[means])


def means_choices() -> list[tuple[str, str]]:
    """Ways money moves, to choose from."""
    return [(means.value, speak(label)) for means, label in MEANS_LABELS.items()]


def party_choices() -> list[tuple[str, str]]:
    """The two sides, to choose from."""
    return [(str(party), speak(label)) for party, label in PARTY_LABELS.items()]


def claim_choices() -> list[tuple[str, str]]:
    """The two claims, to choose from."""
    return [(str(claim), speak(label)) for claim, label in CLAIM_LABELS.items()]


def adjustment_word(status: str) -> str:
    """The word for where a set-off, charge or balance stands."""
    return speak(ADJUSTMENT_LABELS[status])


def kind_word(kind: str) -> str:
    """What kind of adjustment it is, in words."""
    return speak(KIND_LABELS[kind])


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of adjustments, to choose from."""
    return [(kind.value, speak(KIND_LABELS[kind])) for kind in AdjustmentKind]


def outcome_word(outcome: str) -> str:
    """How a dispute was decided, in words."""
    return speak(OUTCOME_LABELS[outcome])
