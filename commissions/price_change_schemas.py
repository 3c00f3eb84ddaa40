"""The shapes of what comes in and goes out about prices of placements."""

from marshmallow import fields

from core.fields import AnswerSchema, Day, Rupiah, Schema, Text
from core.wording import N_


class ChangePrice(Schema):
    """Other prices from a day on, in whole rupiah a piece."""

    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    retail_price_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Harga jual")})
    consigned_price_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Harga titip")})
    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Alasan")})


class PricePeriodAnswer(AnswerSchema):
    """Prices with the days they hold, both included."""

    starts_on = Day()
    ends_on = Day(allow_none=True)
    consigned_price_rupiah = fields.Integer(attribute="prices.consigned_rupiah")
    retail_price_rupiah = fields.Integer(attribute="prices.retail_rupiah")


class PricesAnswer(AnswerSchema):
    """Every price of a placement, the newest first; exactly one holds on each day."""

    items = fields.List(fields.Nested(PricePeriodAnswer))
