"""The shapes of what comes in and goes out about set-offs, charges and balances brought in."""

from enum import StrEnum

from marshmallow import fields

from commissions.ledger import Claim, Party
from commissions.settlement_states import AdjustmentKind, AdjustmentStatus
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Rupiah, Schema, Text, WholeNumber, page_of
from core.money import LARGEST_LINE_RUPIAH
from core.wording import N_
from outlets.agreement_clauses import Deduction

MOST_LINES = 200


class ChargeKind(StrEnum):
    """What is charged: goods the outlet answers for, or a cost the producer bears."""

    COMPENSATION = "compensation"
    AGREED_COST = "agreed_cost"


class _ForASide(Schema):
    """What staff add: the side they speak for, and how they know."""

    on_behalf_of = Code(Party, load_default=None, allow_none=True, metadata={"label": N_("Atas nama")})
    source = Text(load_default=None, allow_none=True, metadata={"label": N_("Dari mana Anda tahu")})


class ProposeSetOff(_ForASide):
    """So much of what the two owe each other is set off."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah uang")})
    reason = Text(most=500, lines=True, load_default="", metadata={"label": N_("Catatan")})


class CompensationInput(Schema):
    """Pieces of one batch the outlet answers for."""

    placement_id = Id(required=True, metadata={"label": N_("Penempatan")})
    batch = Text(required=True, most=40, metadata={"label": N_("Kode produksi")})
    quantity = WholeNumber(required=True, least=1, most=10**6, metadata={"label": N_("Jumlah")})
    share_percent = WholeNumber(
        least=1, most=100, load_default=None, allow_none=True, metadata={"label": N_("Bagian harga titip")}
    )


class ProposeCharge(_ForASide):
    """Goods made good, with lines; or a cost the producer bears, with an amount."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    kind = Code(ChargeKind, required=True, metadata={"label": N_("Jenis")})
    lines = Listed(Nested(CompensationInput), most=MOST_LINES, load_default=list, metadata={"label": N_("Barang")})
    amount_rupiah = Rupiah(least=1, load_default=None, allow_none=True, metadata={"label": N_("Jumlah uang")})
    deduction = Code(Deduction, load_default=None, allow_none=True, metadata={"label": N_("Potongan")})
    happened_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal kejadian")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ProposeBalance(_ForASide):
    """A balance from before the platform, signed like the claim on a statement."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    claim = Code(Claim, required=True, metadata={"label": N_("Tagihan")})
    balance_rupiah = Rupiah(required=True, least=-LARGEST_LINE_RUPIAH, metadata={"label": N_("Saldo")})
    reason = Text(most=500, lines=True, load_default="", metadata={"label": N_("Catatan")})


class CancelAdjustment(Schema):
    """Why it is taken back."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal barang ditemukan")})


class AdjustmentQuery(Schema):
    """What narrows the list."""

    kind = Code(AdjustmentKind)
    status = Code(AdjustmentStatus)
    producer_id = Id()
    outlet_id = Id()
    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class AdjustmentRow(AnswerSchema):
    """One in a list."""

    id = fields.Integer()
    number = fields.String()
    kind = fields.String()
    status = fields.String()
    producer_id = fields.Integer()
    outlet_id = fields.Integer()
    amount_rupiah = fields.Integer()
    happened_on = Day()
    period = fields.String(allow_none=True)


class CompensationAnswer(AnswerSchema):
    """Pieces of one batch as answered."""

    placement_id = fields.Integer()
    batch = fields.String()
    quantity = fields.Integer()
    consigned_price_rupiah = fields.Integer()
    share_percent = fields.Integer()
    amount_rupiah = fields.Integer()


class AdjustmentAnswer(AdjustmentRow):
    """One set-off, charge or balance."""

    claim = fields.String(allow_none=True)
    deduction = fields.String(allow_none=True)
    reason = fields.String()
    proposed_for = fields.String()
    decision_reason = fields.String(allow_none=True)
    cancelled_on = Day(allow_none=True)
    cancel_reason = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(CompensationAnswer))


AdjustmentPage = page_of(AdjustmentRow)
