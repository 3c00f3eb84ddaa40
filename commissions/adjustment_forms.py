"""The forms of proposing on a page: charges and set-offs with several goods, and balances older than the platform."""

from typing import Any

from accounts.models import UserAccount
from commissions import adjustments
from commissions.adjustment_models import Adjustment
from commissions.adjustment_schemas import ChargeKind
from commissions.ledger import Claim, Party
from commissions.settlement_states import AdjustmentKind
from core.errors import InvalidInput, Refusal
from core.fields import Code, Day, Rupiah, Schema, Text, WholeNumber
from core.wording import N_, Problem
from outlets.agreement_clauses import Deduction

MOST_LINES = 8
"""So many goods one proposal on a page may name; a program may name more."""
LINE_FIELDS = ("placement_id", "batch", "quantity", "share_percent")
CREDITOR_OWES = {Claim.TAKINGS: Party.OUTLET, Claim.COMMISSION: Party.PRODUCER}
"""Who owes on a claim whose balance is above 0."""


class GoodsIncomplete(InvalidInput):
    """A row of goods that was begun and not finished."""

    code = "goods_incomplete"
    sentence = N_("Barang, kode produksi, dan jumlahnya perlu diisi semua.")


MISSING = N_("Isi bagian ini, atau kosongkan seluruh barisnya.")


class ProposalBase(Schema):
    """A proposal as it is typed: which of three kinds, and what that kind needs beside its goods."""

    kind = Code(AdjustmentKind, required=True, metadata={"label": N_("Jenis")})
    amount_rupiah = Rupiah(least=1, load_default=None, allow_none=True, metadata={"label": N_("Jumlah uang")})
    deduction = Code(Deduction, load_default=None, allow_none=True, metadata={"label": N_("Potongan")})
    happened_on = Day(required=True, metadata={"label": N_("Tanggal kejadian")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


def _line_fields(place: int) -> dict[str, Any]:
    """The fields of one of the goods."""
    return {
        f"placement_id_{place}": Text(most=20, load_default="", metadata={"label": N_("Barang")}),
        f"batch_{place}": Text(most=40, load_default="", metadata={"label": N_("Kode produksi")}),
        f"quantity_{place}": WholeNumber(load_default=0, most=10**6, metadata={"label": N_("Jumlah (pcs)")}),
        f"share_percent_{place}": WholeNumber(
            least=1, most=100, load_default=100, metadata={"label": N_("Bagian harga titip")}
        ),
    }


ALL_LINES: dict[str, Any] = {name: field for place in range(MOST_LINES) for name, field in _line_fields(place).items()}
SOURCE = N_("Dari mana Anda tahu")
ProposalOnPage = ProposalBase.from_dict(ALL_LINES, name="ProposalOnPage")
StaffProposalOnPage = ProposalBase.from_dict(
    {**ALL_LINES, "source": Text(required=True, metadata={"label": SOURCE})}, name="StaffProposalOnPage"
)


class BalanceOnPage(Schema):
    """A balance older than the platform: on which claim, who owes it, and how much."""

    claim = Code(Claim, required=True, metadata={"label": N_("Saldo apa")})
    owed_by = Code(Party, required=True, metadata={"label": N_("Siapa yang berutang")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah uang")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Dasar")})


class StaffBalanceOnPage(BalanceOnPage):
    """Staff say how they know."""

    source = Text(required=True, metadata={"label": SOURCE})


def propose(producer_id: int, outlet_id: int, typed: dict[str, Any], user: UserAccount) -> Adjustment:
    """Propose what was typed, by its kind. A refusal of one of the goods comes back at its field."""
    told = {"producer_id": producer_id, "outlet_id": outlet_id, "reason": typed["reason"], "by": user}
    told["source"] = typed.get("source")
    kind = AdjustmentKind(typed["kind"])
    if kind is AdjustmentKind.SET_OFF:
        return adjustments.propose_set_off(**told, amount_rupiah=typed["amount_rupiah"] or 0)
    told |= {"kind": AdjustmentKind(ChargeKind(kind.value).value), "happened_on": typed["happened_on"]}
    if kind is AdjustmentKind.AGREED_COST:
        return adjustments.propose_charge(**told, amount_rupiah=typed["amount_rupiah"], deduction=typed["deduction"])
    named = [place for place in range(MOST_LINES) if _is_begun(typed, place)]
    if lacking := [name for place in named for name in _lacking(typed, place)]:
        raise GoodsIncomplete(errors={name: [Problem(GoodsIncomplete.code, MISSING)] for name in lacking})
    lines = [{name: typed[f"{name}_{place}"] for name in LINE_FIELDS} for place in named]
    for line in lines:
        line["placement_id"] = int(line["placement_id"])
    try:
        return adjustments.propose_charge(**told, lines=lines)
    except Refusal as refusal:
        places = {f"lines.{at}.{name}": f"{name}_{place}" for at, place in enumerate(named) for name in LINE_FIELDS}
        places["lines"] = "placement_id_0"
        refusal.errors = {places.get(name, name): problems for name, problems in refusal.errors.items()}
        raise


def _is_begun(typed: dict[str, Any], place: int) -> bool:
    """Whether anything of a row of goods was filled in."""
    return any(typed[f"{name}_{place}"] for name in LINE_FIELDS if name != "share_percent")


def _lacking(typed: dict[str, Any], place: int) -> list[str]:
    """The fields of a row that was begun and not finished."""
    names = [f"{name}_{place}" for name in LINE_FIELDS if not typed[f"{name}_{place}"]]
    chosen = f"placement_id_{place}"
    return names if chosen in names or typed[chosen].isdigit() else [chosen, *names]


def propose_balance(producer_id: int, outlet_id: int, typed: dict[str, Any], user: UserAccount) -> Adjustment:
    """Propose a balance by who owes it; the ledger signs it as the claim. Raises as `adjustments.propose_balance`."""
    claim: Claim = typed["claim"]
    sign = 1 if CREDITOR_OWES[claim] is typed["owed_by"] else -1
    try:
        return adjustments.propose_balance(
            producer_id=producer_id,
            outlet_id=outlet_id,
            claim=claim,
            balance_rupiah=sign * typed["amount_rupiah"],
            reason=typed["reason"],
            by=user,
            source=typed.get("source"),
        )
    except Refusal as refusal:
        refusal.errors = {
            "amount_rupiah" if name == "balance_rupiah" else name: problems for name, problems in refusal.errors.items()
        }
        raise
