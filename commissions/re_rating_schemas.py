"""The shapes of what comes in and goes out about re-ratings and previews of a rate."""

from marshmallow import fields

from core.fields import AnswerSchema, Day, Id, Month, Rate, Schema, Text, WholeNumber, page_of
from core.wording import N_


class ProposeReRating(Schema):
    """Which sales were charged at a wrong rate, and which rate was agreed."""

    first_day = Day(required=True, metadata={"label": N_("Hari penjualan pertama")})
    last_day = Day(required=True, metadata={"label": N_("Hari penjualan terakhir")})
    wrong_rate_bp = Rate(required=True, metadata={"label": N_("Tarif yang keliru")})
    rate_bp = Rate(required=True, metadata={"label": N_("Tarif yang benar")})
    product_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Hanya produk")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ApproveReRating(Schema):
    """A second person's note."""

    reason = Text(load_default=None, allow_none=True, most=500, lines=True, metadata={"label": N_("Catatan")})


class DeclineReRating(Schema):
    """Why it is not done."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan penolakan")})


class PreviewQuery(Schema):
    """Which rate to try on which month's sales; an address writes it in basis points, too."""

    rate_bp = WholeNumber(required=True, most=10_000, metadata={"label": N_("Tarif yang dicoba")})
    product_id = Id(metadata={"label": N_("Hanya produk")})
    month = Month(metadata={"label": N_("Bulan")})


class PreviewOnPage(Schema):
    """The same as typed, in percent."""

    rate_bp = Rate(required=True)
    product_id = Id()


class ReRatingRow(AnswerSchema):
    """One in a list: two rates, or of an outlet two tax codes, null meaning no PPN."""

    id = fields.Integer()
    agreement_id = fields.Integer()
    product_id = fields.Integer(allow_none=True)
    status = fields.String()
    first_day = Day()
    last_day = Day()
    wrong_rate_bp = fields.Integer(allow_none=True)
    rate_bp = fields.Integer(allow_none=True)
    outlet_id = fields.Integer(allow_none=True)
    wrong_tax_code = fields.String(allow_none=True)
    tax_code = fields.String(allow_none=True)


class ReRatedLineAnswer(AnswerSchema):
    """What is left of one sale and both commissions on it; `replaced_by_report_id` once it is approved."""

    sale_line_id = fields.Integer()
    sold_on = Day()
    product_name = fields.String()
    outlet_name = fields.String()
    pieces = fields.Integer()
    unit_price_rupiah = fields.Integer()
    old_commission_rupiah = fields.Integer()
    new_commission_rupiah = fields.Integer()
    replaced_by_report_id = fields.Integer(allow_none=True)


class ReRatingAnswer(ReRatingRow):
    """One re-rating with the lines the reader sees."""

    reason = fields.String()
    decision_reason = fields.String(allow_none=True)
    old_commission_rupiah = fields.Integer()
    new_commission_rupiah = fields.Integer()
    old_tax_rupiah = fields.Integer(allow_none=True)
    new_tax_rupiah = fields.Integer(allow_none=True)
    lines = fields.List(fields.Nested(ReRatedLineAnswer))


class RatePreviewRowAnswer(AnswerSchema):
    """One product under another rate."""

    product_id = fields.Integer()
    product_name = fields.String()
    pieces = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    new_commission_rupiah = fields.Integer()


class RatePreviewAnswer(AnswerSchema):
    """A month under another rate."""

    month = fields.String()
    rate_bp = fields.Integer()
    commission_rupiah = fields.Integer()
    new_commission_rupiah = fields.Integer()
    difference_rupiah = fields.Integer()
    rows = fields.List(fields.Nested(RatePreviewRowAnswer))


ReRatingPage = page_of(ReRatingRow)
