"""The shapes of what comes in and goes out about payments."""

from marshmallow import fields

from commissions.ledger import Claim, Party
from commissions.settlement_states import PaymentMeans, PaymentStatus
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Rupiah, Schema, Text, page_of
from core.wording import N_
from partnerships.schemas import Upload

MOST_ALLOCATIONS = 100


class AllocationInput(Schema):
    """The part of a payment that goes to one claim of one statement."""

    statement_id = Id(required=True, metadata={"label": N_("Rekap")})
    claim = Code(Claim, required=True, metadata={"label": N_("Tagihan")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah uang")})


class AnnouncePayment(Schema):
    """Money that moved. The pair follows from the statements named, or is named itself."""

    paid_by = Code(Party, required=True, metadata={"label": N_("Yang membayar")})
    amount_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Jumlah dibayar")})
    paid_on = Day(required=True, metadata={"label": N_("Tanggal bayar")})
    reference = Text(most=60, load_default="", metadata={"label": N_("Nomor bukti")})
    means = Code(PaymentMeans, load_default=PaymentMeans.TRANSFER, metadata={"label": N_("Cara bayar")})
    producer_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Pelaku UMKM")})
    outlet_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Gerai")})
    allocations = Listed(
        Nested(AllocationInput),
        most=MOST_ALLOCATIONS,
        load_default=list,
        metadata={"json": True, "label": N_("Pembagian")},
    )
    proof = Upload(load_default=None, metadata={"label": N_("Foto atau PDF bukti")})
    on_behalf_of = Code(Party, load_default=None, allow_none=True, metadata={"label": N_("Atas nama")})
    source = Text(load_default=None, allow_none=True, metadata={"label": N_("Dari mana Anda tahu")})


class AnswerForASide(Schema):
    """The other side's yes; staff name the side and how they know."""

    on_behalf_of = Code(Party, load_default=None, allow_none=True, metadata={"label": N_("Atas nama")})
    source = Text(load_default=None, allow_none=True, metadata={"label": N_("Dari mana jawabannya diterima")})


class DeclineForASide(AnswerForASide):
    """The other side's no, with why."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class StaffAnswer(AnswerForASide):
    """The form of staff, who always say how they know; the side follows."""

    source = Text(required=True, metadata={"label": N_("Dari mana jawabannya diterima")})


class StaffDecline(DeclineForASide):
    """The same for a no."""

    source = Text(required=True, metadata={"label": N_("Dari mana jawabannya diterima")})


class WithdrawPayment(Schema):
    """Why something is taken back."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ReturnPayment(Schema):
    """The bank sent the money back."""

    returned_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal uang kembali")})
    reason = Text(load_default="", most=500, lines=True, metadata={"label": N_("Alasan")})


class PaymentQuery(Schema):
    """What narrows the list of payments."""

    status = Code(PaymentStatus)
    paid_by = Code(Party)
    producer_id = Id()
    outlet_id = Id()
    statement_id = Id()
    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class AllocationAnswer(AnswerSchema):
    """A part of a payment; without a statement it goes to the oldest ones."""

    statement_id = fields.Integer(allow_none=True)
    claim = fields.String()
    amount_rupiah = fields.Integer()


class PaymentWarning(AnswerSchema):
    """Something whoever confirms should look at; it forbids nothing."""

    code = fields.String()
    message = fields.String()


class PaymentRow(AnswerSchema):
    """A payment in a list."""

    id = fields.Integer()
    number = fields.String()
    status = fields.String()
    producer_id = fields.Integer()
    outlet_id = fields.Integer()
    paid_by = fields.String()
    amount_rupiah = fields.Integer()
    paid_on = Day()
    means = fields.String()
    reference = fields.String()
    period = fields.String(allow_none=True)
    returned_on = Day(allow_none=True)


class PaymentAnswer(PaymentRow):
    """One payment."""

    allocations = fields.List(fields.Nested(AllocationAnswer))
    has_proof = fields.Boolean()
    announced_for = fields.String()
    decision_reason = fields.String(allow_none=True)
    return_reason = fields.String(allow_none=True)
    warnings = fields.List(fields.Nested(PaymentWarning))


PaymentPage = page_of(PaymentRow)
