"""The shapes of what comes in and goes out about buy-backs."""

from marshmallow import fields

from commissions.buyback_states import BuybackMeans
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Rupiah, Schema, Text, WholeNumber, page_of
from core.wording import N_
from partnerships.schemas import Upload

MOST_LINES = 200


class BuybackLineInput(Schema):
    """Pieces of one batch."""

    placement_id = Id(required=True, metadata={"label": N_("Penempatan")})
    batch = Text(required=True, most=40, metadata={"label": N_("Kode produksi")})
    quantity = WholeNumber(required=True, least=1, most=10**6, metadata={"label": N_("Jumlah")})
    share_percent = WholeNumber(
        least=1, most=100, load_default=None, allow_none=True, metadata={"label": N_("Bagian harga titip")}
    )


class ProposeBuyback(Schema):
    """Goods of an outlet to be bought back from a budget line."""

    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    budget_id = Id(required=True, metadata={"label": N_("Dari pos anggaran")})
    lines = Listed(Nested(BuybackLineInput), required=True, most=MOST_LINES, metadata={"label": N_("Barang")})
    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Alasan")})


class ApproveBuyback(Schema):
    """A second person's approval."""

    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Catatan")})


class DeclineBuyback(Schema):
    """Why it is not bought."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class PayBuyback(Schema):
    """What the agency paid one producer."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah dibayar")})
    paid_on = Day(required=True, metadata={"label": N_("Tanggal bayar")})
    means = Code(BuybackMeans, load_default=BuybackMeans.TRANSFER, metadata={"label": N_("Cara bayar")})
    reference = Text(most=60, load_default="", metadata={"label": N_("Nomor bukti")})


class DisposeBuyback(Schema):
    """The proof that what was bought was destroyed."""

    disposed_on = Day(required=True, metadata={"label": N_("Tanggal pemusnahan")})
    method = Text(required=True, most=300, lines=True, metadata={"label": N_("Cara pemusnahan")})
    witnesses = Text(required=True, most=300, lines=True, metadata={"label": N_("Saksi")})
    photo = Upload(load_default=None, metadata={"label": N_("Foto pemusnahan")})


class OpenBudget(Schema):
    """A line of the agency's budget."""

    year = WholeNumber(required=True, least=2000, most=2100, metadata={"label": N_("Tahun")})
    code = Text(required=True, most=60, metadata={"label": N_("Kode rekening")})
    name = Text(required=True, most=200, metadata={"label": N_("Uraian")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Pagu")})


class ChangeBudget(Schema):
    """A revised budget."""

    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Pagu baru")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class BudgetAnswer(AnswerSchema):
    """A budget line with what is used and left."""

    id = fields.Integer()
    year = fields.Integer()
    code = fields.String()
    name = fields.String()
    amount_rupiah = fields.Integer()
    used_rupiah = fields.Integer()
    left_rupiah = fields.Integer()


class BuybackRow(AnswerSchema):
    """A buy-back in a list."""

    id = fields.Integer()
    status = fields.String()
    outlet_id = fields.Integer()
    budget_id = fields.Integer()
    decided_on = Day(allow_none=True)
    pieces = fields.Integer()
    amount_rupiah = fields.Integer()


class BuybackLineAnswer(AnswerSchema):
    """Pieces of one batch as answered."""

    id = fields.Integer()
    placement_id = fields.Integer()
    producer_id = fields.Integer()
    product_id = fields.Integer()
    batch = fields.String()
    expires_on = Day(allow_none=True)
    ground = fields.String()
    quantity = fields.Integer()
    consigned_price_rupiah = fields.Integer()
    share_percent = fields.Integer()
    amount_rupiah = fields.Integer()


class BuybackProducerAnswer(AnswerSchema):
    """What one producer gets; the hint of PPh 22 posts nothing."""

    producer_id = fields.Integer()
    amount_rupiah = fields.Integer()
    unpaid_rupiah = fields.Integer()
    pph22_hint_rupiah = fields.Integer()


class BuybackPaymentAnswer(AnswerSchema):
    """A payment of the agency."""

    id = fields.Integer()
    producer_id = fields.Integer()
    amount_rupiah = fields.Integer()
    paid_on = Day()
    means = fields.String()
    reference = fields.String()


class DisposalAnswer(AnswerSchema):
    """The proof of disposal."""

    disposed_on = Day()
    method = fields.String()
    witnesses = fields.String()


class BuybackAnswer(AnswerSchema):
    """One buy-back."""

    id = fields.Integer()
    number = fields.String()
    status = fields.String()
    outlet_id = fields.Integer()
    budget_id = fields.Integer()
    reason = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    decided_on = Day(allow_none=True)
    amount_rupiah = fields.Integer()
    lines = fields.List(fields.Nested(BuybackLineAnswer))
    producers = fields.List(fields.Nested(BuybackProducerAnswer))
    payments = fields.List(fields.Nested(BuybackPaymentAnswer))
    disposal = fields.Nested(DisposalAnswer, allow_none=True)


BudgetPage = page_of(BudgetAnswer)
BuybackPage = page_of(BuybackRow)
