"""The shapes of what comes in and goes out about deliveries, receipts and disputes of them."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, WholeNumber, page_of
from core.wording import N_
from outlets.stock import ExpiryPrecision
from outlets.stock_states import DeliveryStatus, DisputeStatus
from partnerships.states import Source

MOST_LINES = 500
MOST_PIECES = 1_000_000


class DeliveryLineInput(Schema):
    """Pieces of one batch; with precision `month` any day of the month stands for its last."""

    placement_id = Id(required=True, metadata={"label": N_("Produk")})
    batch = Text(required=True, most=40, metadata={"label": N_("Kode produksi")})
    produced_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal produksi")})
    expires_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal kedaluwarsa")})
    expiry_precision = Code(ExpiryPrecision, load_default=ExpiryPrecision.DAY)
    quantity = WholeNumber(required=True, least=1, most=MOST_PIECES, metadata={"label": N_("Jumlah (pcs)")})


class SendDelivery(Schema):
    """A delivery note."""

    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    delivered_on = Day(required=True, metadata={"label": N_("Tanggal kirim")})
    lines = Listed(Nested(DeliveryLineInput), required=True, most=MOST_LINES)
    note = Text(most=500, lines=True, load_default="", metadata={"label": N_("Catatan")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class SendForProducer(SendDelivery):
    """A delivery note that staff write on a page, who say how they know."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber data")})


class ReceiptLineInput(Schema):
    """What came of one batch; damaged is none and short is the rest unless told."""

    placement_id = Id(required=True)
    batch = Text(required=True, most=40)
    good = WholeNumber(required=True, least=0, most=MOST_PIECES, metadata={"label": N_("Baik")})
    short = WholeNumber(least=0, most=MOST_PIECES, load_default=None, allow_none=True)
    damaged = WholeNumber(least=0, most=MOST_PIECES, load_default=None, allow_none=True)


class ConfirmReceipt(Schema):
    """A receipt of a whole delivery."""

    lines = Listed(Nested(ReceiptLineInput), required=True, most=MOST_LINES)
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class ConfirmForOutlet(ConfirmReceipt):
    """A receipt that staff note on a page, who say how they know."""

    source = Code(Source, required=True, metadata={"label": N_("Sumber data")})


class AllGood(Schema):
    """A receipt that says that everything came as sent."""

    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class CancelDelivery(Schema):
    """Why a note is taken back."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class OpenDispute(Schema):
    """A producer's words against a receipt."""

    line_id = Id(required=True)
    good = WholeNumber(required=True, least=0, most=MOST_PIECES, metadata={"label": N_("Jumlah baik menurut Anda")})
    words = Text(required=True, most=500, lines=True, metadata={"label": N_("Keterangan")})


class DisputeDecision(Schema):
    """What staff decide about a dispute; `good` is what the producer claims unless told."""

    decision = Code(DisputeStatus, required=True, metadata={"label": N_("Keputusan")})
    good = WholeNumber(
        least=0, most=MOST_PIECES, load_default=None, allow_none=True, metadata={"label": N_("Jumlah baik")}
    )
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class DeliveryLineAnswer(AnswerSchema):
    """A line of a delivery, and what came of it once it was received."""

    id = fields.Integer()
    placement_id = fields.Integer()
    product_id = fields.Integer()
    batch = fields.String()
    produced_on = Day(allow_none=True)
    expires_on = Day(allow_none=True)
    expiry_precision = fields.String()
    quantity = fields.Integer()
    good = fields.Integer(allow_none=True)
    short = fields.Integer(allow_none=True)
    damaged = fields.Integer(allow_none=True)


class DeliveryAnswer(AnswerSchema):
    """A delivery as the API tells it."""

    id = fields.Integer()
    number = fields.String()
    code = fields.String()
    status = Code(DeliveryStatus)
    outlet_id = fields.Integer()
    producer_id = fields.Integer()
    delivered_on = Day()
    confirm_by = Day()
    received_on = Day(allow_none=True)
    automatic = fields.Boolean(allow_none=True)
    lines = fields.List(fields.Nested(DeliveryLineAnswer))


class DeliveryBrief(AnswerSchema):
    """A delivery in a list."""

    id = fields.Integer()
    number = fields.String()
    status = Code(DeliveryStatus)
    outlet_id = fields.Integer()
    producer_id = fields.Integer()
    delivered_on = Day()
    confirm_by = Day()


DeliveryPage = page_of(DeliveryBrief)


class DisputeAnswer(AnswerSchema):
    """A dispute of a receipt."""

    id = fields.Integer()
    delivery_id = fields.Integer()
    status = Code(DisputeStatus)
    claimed_good = fields.Integer()
    decided_good = fields.Integer(allow_none=True)
    words = fields.String()
    reason = fields.String(allow_none=True)
