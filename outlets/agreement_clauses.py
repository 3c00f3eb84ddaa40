"""What an agreement says beyond rate, route and payment term. Pure: plain values in, plain values out.

Who bears what, which deductions there are, how goods come and go. What is left out reads as `Clauses()`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from core.money import format_rate, format_rupiah
from core.wording import N_, Problem
from outlets.agreement_days import PROTECTED_SIZES
from outlets.states import Side


class Deduction(StrEnum):
    """The seven deductions trading terms may hold (Perpres 112/2007 Pasal 8)."""

    REGULAR_DISCOUNT = "regular_discount"
    FIXED_REBATE = "fixed_rebate"
    CONDITIONAL_REBATE = "conditional_rebate"
    PROMOTION_DISCOUNT = "promotion_discount"
    PROMOTION_COST = "promotion_cost"
    DISTRIBUTION_COST = "distribution_cost"
    LISTING_FEE = "listing_fee"


class ReportCycle(StrEnum):
    """How often an outlet reports its sales."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


DEDUCTION_LABELS: Mapping[Deduction, str] = {
    Deduction.REGULAR_DISCOUNT: N_("Potongan harga reguler"),
    Deduction.FIXED_REBATE: N_("Potongan harga tetap"),
    Deduction.CONDITIONAL_REBATE: N_("Potongan harga khusus"),
    Deduction.PROMOTION_DISCOUNT: N_("Potongan harga promosi"),
    Deduction.PROMOTION_COST: N_("Biaya promosi"),
    Deduction.DISTRIBUTION_COST: N_("Biaya distribusi"),
    Deduction.LISTING_FEE: N_("Biaya administrasi pendaftaran barang"),
}
CYCLE_LABELS: Mapping[ReportCycle, str] = {
    ReportCycle.DAILY: N_("Setiap hari"),
    ReportCycle.WEEKLY: N_("Setiap minggu"),
    ReportCycle.MONTHLY: N_("Setiap bulan"),
}
SHARED_DEDUCTIONS = tuple(kind for kind in Deduction if kind is not Deduction.LISTING_FEE)
"""Those that are a share of the sales; the listing fee is an amount for each new item."""
MOST_DEDUCTED_BP = 1_500
"""All deductions but the regular discount come to 15 % at most (Permendag 23/2021 Pasal 11)."""
LISTING_FEE_CAPS_RUPIAH: Mapping[str, int] = {"hypermarket": 150_000, "supermarket": 75_000, "minimarket": 50_000}
"""What listing one new item in one outlet may cost a supplier that is neither micro nor small (Permendag 23/2021)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The further terms of an agreement; the values here are those of an agreement that says nothing else.

    Shares are basis points, amounts rupiah, terms calendar days. Goods stay the producer's until they are sold.
    """

    deductions: Mapping[str, int] = field(default_factory=dict)
    """Basis points of the sales by `Deduction`; without the listing fee, which is the amount below."""
    listing_fee_rupiah: int = 0
    transport_borne_by: str = Side.PRODUCER.value
    transfer_cost_borne_by: str = Side.OUTLET.value
    damage_borne_by: str = Side.OUTLET.value
    loss_borne_by: str = Side.OUTLET.value
    expiry_borne_by: str = Side.PRODUCER.value
    shrinkage_tolerance_bp: int = 0
    minimum_shelf_life_days: int = 0
    pick_up_within_days: int = 14
    report_cycle: str = ReportCycle.DAILY.value
    price_notice_days: int = 30
    renewal_notice_days: int = 30
    development: str = ""
    disputes: str = ""


NAMES = tuple(item.name for item in fields(Clauses))
DEFAULTS = Clauses()


def from_json(stored: Mapping[str, Any]) -> Clauses:
    """Clauses as they are stored; what is not there reads as its default."""
    return Clauses(**{name: value for name, value in stored.items() if name in NAMES})


def to_json(clauses: Clauses) -> dict[str, Any]:
    """Clauses to be stored."""
    return asdict(clauses)


def changed(clauses: Clauses, told: Mapping[str, Any]) -> Clauses:
    """Clauses with what was told put in place; what was not told, or told as nothing, stays."""
    new = {name: value for name, value in told.items() if value is not None}
    if "deductions" in new:
        new["deductions"] = {kind: share for kind, share in sorted(new["deductions"].items()) if share}
    return replace(clauses, **new)


def differences(before: Clauses, after: Clauses) -> list[tuple[str, Any, Any]]:
    """What changed from one version to the next: name, before, after."""
    return [
        (name, getattr(before, name), getattr(after, name))
        for name in NAMES
        if getattr(before, name) != getattr(after, name)
    ]


def faults_in_clauses(clauses: Clauses, *, size_class: str, outlet_kind: str | None) -> Sequence[tuple[str, Problem]]:
    """What the law does not let an agreement say, as field and problem.

    No listing fee for micro and small producers (PP 29/2021 Pasal 95 ayat (1) huruf a), a capped one for others, and
    all deductions but the regular discount at most 15 % together (Permendag 23/2021 Pasal 11).
    """
    found: list[tuple[str, Problem]] = []
    if clauses.listing_fee_rupiah and size_class in PROTECTED_SIZES:
        sentence = N_(
            "Biaya administrasi pendaftaran barang tidak boleh dikenakan kepada usaha mikro dan kecil"
            " (PP 29/2021 Pasal 95 ayat (1) huruf a). Kosongkan isian ini."
        )
        found.append(("listing_fee_rupiah", Problem("listing_fee_not_allowed", sentence)))
    elif clauses.listing_fee_rupiah > LISTING_FEE_CAPS_RUPIAH.get(outlet_kind or "", clauses.listing_fee_rupiah):
        sentence = N_("Biaya pendaftaran per barang di gerai jenis ini paling banyak %(most)s (Permendag 23/2021).")
        most = {"most": format_rupiah(LISTING_FEE_CAPS_RUPIAH[outlet_kind or ""])}
        found.append(("listing_fee_rupiah", Problem("listing_fee_too_high", sentence, most)))
    counted = sum(share for kind, share in clauses.deductions.items() if kind != Deduction.REGULAR_DISCOUNT)
    if counted > MOST_DEDUCTED_BP:
        sentence = N_(
            "Jumlah potongan paling banyak 15 persen dari penjualan, di luar potongan reguler"
            " (Permendag 23/2021 Pasal 11). Sekarang %(sum)s."
        )
        found.append(("deductions", Problem("deductions_too_high", sentence, {"sum": format_rate(counted)})))
    return found
