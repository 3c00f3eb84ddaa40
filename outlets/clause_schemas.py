"""The shape of the further terms of an agreement, nested in the API and flat on a page."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from core.fields import AnswerSchema, Code, Nested, Rate, Rupiah, Schema, Text, WholeNumber
from core.wording import N_
from outlets.agreement_clauses import DEDUCTION_LABELS, SHARED_DEDUCTIONS, ReportCycle
from outlets.states import Side

MOST_DAYS = 365
DEDUCTION_FIELD = "deduction_"


def _deductions(prefix: str) -> dict[str, fields.Field]:
    return {
        f"{prefix}{kind.value}": Rate(load_default=None, allow_none=True, metadata={"label": DEDUCTION_LABELS[kind]})
        for kind in SHARED_DEDUCTIONS
    }


DeductionsInput = Schema.from_dict(_deductions(""), name="DeductionsInput")


class PlainClauses(Schema):
    """The further terms but the deductions; what is left out stays as it is, or as agreements say by default."""

    listing_fee_rupiah = Rupiah(
        load_default=None, allow_none=True, metadata={"label": N_("Biaya administrasi pendaftaran per barang")}
    )
    transport_borne_by = Code(
        Side, load_default=None, allow_none=True, metadata={"label": N_("Ongkos kirim ditanggung")}
    )
    transfer_cost_borne_by = Code(
        Side, load_default=None, allow_none=True, metadata={"label": N_("Biaya transfer ditanggung")}
    )
    damage_borne_by = Code(Side, load_default=None, allow_none=True, metadata={"label": N_("Barang rusak ditanggung")})
    loss_borne_by = Code(Side, load_default=None, allow_none=True, metadata={"label": N_("Barang hilang ditanggung")})
    expiry_borne_by = Code(
        Side, load_default=None, allow_none=True, metadata={"label": N_("Barang kedaluwarsa ditanggung")}
    )
    shrinkage_tolerance_bp = Rate(load_default=None, allow_none=True, metadata={"label": N_("Toleransi selisih stok")})
    minimum_shelf_life_days = WholeNumber(
        most=3_650, load_default=None, allow_none=True, metadata={"label": N_("Sisa masa simpan saat diterima")}
    )
    pick_up_within_days = WholeNumber(
        least=1, most=MOST_DAYS, load_default=None, allow_none=True, metadata={"label": N_("Retur diambil paling lama")}
    )
    report_cycle = Code(ReportCycle, load_default=None, allow_none=True, metadata={"label": N_("Laporan penjualan")})
    price_notice_days = WholeNumber(
        most=MOST_DAYS, load_default=None, allow_none=True, metadata={"label": N_("Perubahan harga diberitahukan")}
    )
    renewal_notice_days = WholeNumber(
        most=MOST_DAYS, load_default=None, allow_none=True, metadata={"label": N_("Perpanjangan diingatkan")}
    )
    development = Text(
        most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Bentuk pengembangan")}
    )
    disputes = Text(
        most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Penyelesaian perselisihan")}
    )


class ClausesInput(PlainClauses):
    """The further terms as the API takes them; deductions are basis points of the sales by kind."""

    deductions = Nested(DeductionsInput, load_default=None, allow_none=True)


CLAUSE_NAMES = tuple(PlainClauses().fields)
DEDUCTION_NAMES = tuple(f"{DEDUCTION_FIELD}{kind.value}" for kind in SHARED_DEDUCTIONS)


def deduction_fields() -> dict[str, fields.Field]:
    """The deductions as fields of a page's form, beside those of `PlainClauses`."""
    return _deductions(DEDUCTION_FIELD)


def clauses_from_page(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed of the further terms, as the verbs take it."""
    told = {name: typed[name] for name in CLAUSE_NAMES if typed.get(name) is not None}
    shares = {name.removeprefix(DEDUCTION_FIELD): typed.get(name) or 0 for name in DEDUCTION_NAMES}
    return told | {"deductions": shares}


def name_on_page(name: str) -> str:
    """Where a field of the clauses stands on a page: the sum of the deductions is said at the first of them."""
    field = name.removeprefix("clauses.")
    return DEDUCTION_NAMES[1] if field == "deductions" else field


class ClausesAnswer(AnswerSchema):
    """The further terms as answered."""

    deductions = fields.Dict(keys=fields.String(), values=fields.Integer())
    listing_fee_rupiah = fields.Integer()
    transport_borne_by = fields.String()
    transfer_cost_borne_by = fields.String()
    damage_borne_by = fields.String()
    loss_borne_by = fields.String()
    expiry_borne_by = fields.String()
    shrinkage_tolerance_bp = fields.Integer()
    minimum_shelf_life_days = fields.Integer()
    pick_up_within_days = fields.Integer()
    report_cycle = fields.String()
    price_notice_days = fields.Integer()
    renewal_notice_days = fields.Integer()
    development = fields.String()
    disputes = fields.String()
