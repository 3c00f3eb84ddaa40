"""The shapes of what comes in and goes out about placements."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Rupiah, Schema, Text, WholeNumber
from core.wording import N_
from outlets.agreement_schemas import Accept, AcceptForOneSide
from outlets.states import PlacementStatus


class ProposePlacement(Schema):
    """A product proposed for a shelf; prices are whole rupiah a piece."""

    product_id = Id(required=True, metadata={"label": N_("Produk yang ditempatkan")})
    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    consigned_price_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Harga titip")})
    retail_price_rupiah = Rupiah(required=True, least=1, metadata={"label": N_("Harga jual")})
    starts_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Mulai ditempatkan")})
    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Sampai")})
    quota = WholeNumber(load_default=None, allow_none=True, least=1, metadata={"label": N_("Kuota (pcs)")})
    min_shelf_life_days = WholeNumber(
        load_default=None,
        allow_none=True,
        least=1,
        most=3_650,
        metadata={"label": N_("Sisa masa simpan minimal (hari)")},
    )
    outlet_code = Text(most=64, load_default=None, allow_none=True, metadata={"label": N_("Kode barang di kasir")})


class AcceptPlacement(Accept):
    """An acceptance by the outlet, which may say what its till calls the product."""

    outlet_code = Text(most=64, load_default=None, allow_none=True, metadata={"label": N_("Kode barang di kasir")})


class AcceptForOutlet(AcceptForOneSide):
    """An officer's acceptance on a page, for the outlet."""

    outlet_code = Text(most=64, load_default=None, allow_none=True, metadata={"label": N_("Kode barang di kasir")})


class AcceptPlacements(Schema):
    """Several placements to accept."""

    ids = Listed(Id(), load_default=list, most=200, metadata={"label": N_("Penempatan")})


class LearnCode(Schema):
    """What an outlet's till calls a product."""

    outlet_code = Text(required=True, most=64, metadata={"label": N_("Kode barang di kasir")})


class PlacementAnswer(AnswerSchema):
    """A placement as answered."""

    id = fields.Integer()
    status = Code(PlacementStatus)
    product_id = fields.Integer()
    producer_id = fields.Integer()
    outlet_id = fields.Integer()
    consigned_price_rupiah = fields.Integer()
    retail_price_rupiah = fields.Integer()
    starts_on = Day()
    ends_on = Day(allow_none=True)
    quota = fields.Integer(allow_none=True)
    on_hand = fields.Integer()
    in_transit = fields.Integer()
    min_shelf_life_days = fields.Integer(allow_none=True)
    outlet_codes = fields.List(fields.String())
    held_for = fields.List(fields.String())


class PlacementRow(PlacementAnswer):
    """A placement in a list, without what lies there."""

    class Meta(PlacementAnswer.Meta):
        """Counting every shelf would make the list slow."""

        exclude = ("on_hand", "in_transit")


class PlacementPage(AnswerSchema):
    """One page of placements."""

    items = fields.List(fields.Nested(PlacementRow))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
