"""The shapes of what comes in and goes out about deliveries, pick-ups, buyers' money and shortages of a campaign."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Rupiah, Schema, Text, WholeNumber, YesNo, page_of
from core.wording import N_
from outlets.campaign_states import PaymentMeans

MOST_PIECES = 100_000
MOST_RUPIAH = 10**12


class CountDelivery(Schema):
    """What a producer brought on a day. `rest_follows` says that what lacks comes later and is not handed out anew."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    delivered_on = Day(required=True, metadata={"label": N_("Tanggal penyerahan")})
    accepted = WholeNumber(required=True, most=MOST_PIECES, metadata={"label": N_("Diterima (potong)")})
    rejected = WholeNumber(load_default=0, most=MOST_PIECES, metadata={"label": N_("Ditolak (potong)")})
    reason = Text(load_default="", most=500, lines=True, metadata={"label": N_("Alasan penolakan")})
    rest_follows = YesNo(load_default=False, metadata={"label": N_("Sisanya menyusul")})
    entries_seen = WholeNumber(load_default=None, allow_none=True)
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class CorrectDelivery(Schema):
    """Pieces that were counted wrongly."""

    accepted = WholeNumber(load_default=0, most=MOST_PIECES, metadata={"label": N_("Kurangi yang diterima")})
    rejected = WholeNumber(load_default=0, most=MOST_PIECES, metadata={"label": N_("Kurangi yang ditolak")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class CampaignDeliveryAnswer(AnswerSchema):
    """One line of what came in; below zero what left it."""

    id = fields.Integer()
    campaign_id = fields.Integer()
    producer_id = fields.Integer()
    kind = fields.String()
    delivered_on = fields.Date(format="iso")
    accepted = fields.Integer()
    rejected = fields.Integer()
    reason = fields.String()
    corrects_id = fields.Integer(allow_none=True)
    unit_price_rupiah = fields.Integer()
    gross_rupiah = fields.Integer()
    rate_bp = fields.Integer()
    commission_rupiah = fields.Integer()
    agreement_id = fields.Integer()
    agreement_version = fields.Integer()
    money_route = fields.String()
    period = fields.String()
    late = fields.Boolean()


CampaignDeliveryPage = page_of(CampaignDeliveryAnswer)


class CountWarningAnswer(AnswerSchema):
    """Something to look at again."""

    code = fields.String()
    detail = fields.String()


class CountedAnswer(CampaignDeliveryAnswer):
    """A delivery as it was counted; `shared_anew` are the pieces that lacked and were handed out again."""

    shared_anew = fields.Integer()
    warnings = fields.List(fields.Nested(CountWarningAnswer))


class PayOrder(Schema):
    """What a buyer paid; `held_by_id` names the producer that collected it, without it the outlet holds it."""

    amount_rupiah = Rupiah(required=True, least=1, most=MOST_RUPIAH, metadata={"label": N_("Jumlah uang")})
    paid_on = Day(required=True, metadata={"label": N_("Tanggal")})
    means = Code(PaymentMeans, required=True, metadata={"label": N_("Cara bayar")})
    reference = Text(load_default="", most=100, metadata={"label": N_("Nomor bukti")})
    held_by_id = Id(load_default=None, allow_none=True)
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class RefundOrder(Schema):
    """What went back to a buyer, and why."""

    amount_rupiah = Rupiah(required=True, least=1, most=MOST_RUPIAH, metadata={"label": N_("Jumlah uang")})
    paid_on = Day(required=True, metadata={"label": N_("Tanggal")})
    means = Code(PaymentMeans, required=True, metadata={"label": N_("Cara pengembalian")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    reference = Text(load_default="", most=100, metadata={"label": N_("Nomor bukti")})
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class TakeBack(Schema):
    """Why an entry was a mistake."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class HandOver(Schema):
    """Pieces handed to a buyer, and what it pays with them."""

    pieces = WholeNumber(required=True, least=1, most=1_000_000, metadata={"label": N_("Jumlah diserahkan")})
    picked_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal")})
    paid_rupiah = Rupiah(load_default=0, least=0, most=MOST_RUPIAH, metadata={"label": N_("Dibayar sekarang")})
    before_others = YesNo(
        load_default=False, metadata={"label": N_("Dahulukan pemesan ini dari janji yang lebih awal")}
    )
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class BringBack(Schema):
    """Pieces a buyer brought back; `campaign_delivery_id` names the delivery of the producer they came from."""

    campaign_delivery_id = Id(required=True, metadata={"label": N_("Barang dari")})
    pieces = WholeNumber(required=True, least=1, most=MOST_PIECES, metadata={"label": N_("Jumlah kembali")})
    returned_on = Day(required=True, metadata={"label": N_("Tanggal kembali")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    source = Text(load_default="", most=200, metadata={"label": N_("Dari mana keterangan ini")})


class BuyerPaymentAnswer(AnswerSchema):
    """A payment, a refund, or below zero the taking back of one."""

    id = fields.Integer()
    order_id = fields.Integer()
    is_refund = fields.Boolean()
    amount_rupiah = fields.Integer()
    means = fields.String()
    paid_on = fields.Date(format="iso")
    period = fields.String()
    reference = fields.String()
    reason = fields.String()
    corrects_id = fields.Integer(allow_none=True)


class PickupAnswer(AnswerSchema):
    """Pieces handed over, or below zero come back."""

    id = fields.Integer()
    order_id = fields.Integer()
    pieces = fields.Integer()
    picked_on = fields.Date(format="iso")
    corrects_id = fields.Integer(allow_none=True)
    campaign_delivery_id = fields.Integer(attribute="delivery_id", allow_none=True)
    reason = fields.String()


class BuyerAccountAnswer(AnswerSchema):
    """An order in numbers: money paid, refunded and held, pieces fetched, brought back and still to come."""

    order_id = fields.Integer()
    price_rupiah = fields.Integer()
    ordered = fields.Integer()
    paid_rupiah = fields.Integer()
    refunded_rupiah = fields.Integer()
    handed_over = fields.Integer()
    brought_back = fields.Integer()
    outstanding = fields.Integer()
    deposit_rupiah = fields.Integer()
    unpaid_rupiah = fields.Integer()
    over_rupiah = fields.Integer()
    refundable_rupiah = fields.Integer()
    payments = fields.List(fields.Nested(BuyerPaymentAnswer))
    pickups = fields.List(fields.Nested(PickupAnswer))


class WaitingBuyerAnswer(AnswerSchema):
    """An order that waits for pieces, in the order of its promise."""

    order_id = fields.Integer()
    code = fields.String()
    outstanding = fields.Integer()
    aside = fields.Integer()
    promised_on = fields.Date(format="iso", allow_none=True)
    is_late = fields.Boolean()


class ProgressAnswer(AnswerSchema):
    """Where a campaign stands: what came in, what was fetched, what lies there, what is late, and its buyers' money."""

    accepted = fields.Integer()
    rejected = fields.Integer()
    handed_over = fields.Integer()
    ready = fields.Integer()
    outstanding = fields.Integer()
    late_pieces = fields.Integer()
    late_orders = fields.Integer()
    late_work = fields.Integer()
    paid_rupiah = fields.Integer()
    refunded_rupiah = fields.Integer()
    deposit_rupiah = fields.Integer()
    owed_by_buyers_rupiah = fields.Integer()
    buyers = fields.List(fields.Nested(WaitingBuyerAnswer))


class NoteShortage(Schema):
    """Material a producer lacks."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    material = Text(required=True, most=100, metadata={"label": N_("Bahan yang kurang")})
    quantity = WholeNumber(required=True, least=1, most=10**6, metadata={"label": N_("Jumlah yang kurang")})
    unit = Text(required=True, most=30, metadata={"label": N_("Satuan")})
    remark = Text(load_default="", most=500, lines=True, metadata={"label": N_("Catatan")})


class SettleShortage(Schema):
    """How a shortage was settled."""

    remark = Text(load_default="", most=500, lines=True, metadata={"label": N_("Bagaimana diselesaikan")})


class TellWork(Schema):
    """Whose work of which day is told."""

    day = Day(required=True, metadata={"label": N_("Tanggal")})


class ToldAnswer(AnswerSchema):
    """How many producers were told; the messages wait in the outbox."""

    told = fields.Integer()


class ShortageAnswer(AnswerSchema):
    """A shortage that was noted."""

    id = fields.Integer()
    producer_id = fields.Integer()
    material = fields.String()
    quantity = fields.Integer()
    unit = fields.String()
    note = fields.String()
    settled_at = fields.DateTime(format="iso", allow_none=True)


class MaterialAnswer(AnswerSchema):
    """What lacks of one material over all producers."""

    material = fields.String()
    unit = fields.String()
    quantity = fields.Integer()
    producers = fields.Integer()


class ShortagesAnswer(AnswerSchema):
    """What lacks, note by note and added up by material."""

    materials = fields.List(fields.Nested(MaterialAnswer))
    items = fields.List(fields.Nested(ShortageAnswer))
