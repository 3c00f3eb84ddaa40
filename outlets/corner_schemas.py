"""The shapes of what comes in and goes out about the corners of offices."""

from enum import StrEnum

from marshmallow import fields

from core.fields import AnswerSchema, Code, EMail, Id, Listed, Rate, Schema, Text, page_of
from core.languages import say_refusal
from core.wording import N_
from outlets.money_routes import MoneyRoute
from partnerships.states import Source

DIRECT = (MoneyRoute.PRODUCER_COLLECTS, MoneyRoute.OUTLET_REMITS_NET)
DirectRoute = StrEnum("DirectRoute", {route.name: route.value for route in DIRECT})
"""In a corner the producer collects, or its manager does; nobody bills a commission apart."""


class OpenCorner(Schema):
    """The corner of an office, as it is opened."""

    office = Text(required=True, most=100, metadata={"label": N_("Kantor (perangkat daerah)")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    contact_name = Text(required=True, most=120, metadata={"label": N_("Penanggung jawab")})
    contact_phone = Text(required=True, most=30, metadata={"label": N_("Nomor telepon")})
    source = Code(Source, required=True, metadata={"label": N_("Persetujuan pengelola diterima lewat")})
    email = EMail(load_default=None, allow_none=True, metadata={"label": N_("Surel penanggung jawab")})
    money_route = Code(DirectRoute, load_default=None, allow_none=True, metadata={"label": N_("Yang menerima uang")})
    rate_bp = Rate(load_default=None, allow_none=True, metadata={"label": N_("Komisi")})


class AgreeTerms(Schema):
    """Standing terms of a corner; an officer says how the manager's word reached them."""

    money_route = Code(DirectRoute, required=True, metadata={"label": N_("Yang menerima uang")})
    rate_bp = Rate(required=True, metadata={"label": N_("Komisi")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Persetujuan diterima lewat")})


class TakeIn(Schema):
    """Products that are offered to a corner; an officer names the producer and from what source the offer came."""

    producer_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Pelaku UMKM")})
    product_ids = Listed(Id(), most=200, load_default=list, metadata={"label": N_("Produk yang dititipkan")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber")})


class CornerAnswer(AnswerSchema):
    """A corner in the list; the figures of the month are null for a producer."""

    id = fields.Integer()
    name = fields.String()
    parent_office = fields.String()
    region_code = fields.String()
    contact_name = fields.String()
    contact_phone = fields.String(allow_none=True)
    status = fields.String()
    producers = fields.Integer(dump_default=None, allow_none=True)
    products = fields.Integer(dump_default=None, allow_none=True)
    pieces = fields.Integer(dump_default=None, allow_none=True)
    gross_rupiah = fields.Integer(dump_default=None, allow_none=True)
    commission_rupiah = fields.Integer(dump_default=None, allow_none=True)


CornerPage = page_of(CornerAnswer)


class CornerOpenedAnswer(AnswerSchema):
    """A corner that was opened; the link, where an address was given, is answered once."""

    id = fields.Integer(attribute="corner.id")
    name = fields.String(attribute="corner.name")
    invitation_link = fields.String(attribute="link", allow_none=True)


class CornerTermsAnswer(AnswerSchema):
    """The standing terms that count from now on."""

    outlet_id = fields.Integer()
    money_route = fields.String()
    rate_bp = fields.Integer()
    accepted_at = fields.AwareDateTime(format="iso")
    source = fields.String(allow_none=True)


class NotReadyAnswer(AnswerSchema):
    """A product that could not be placed, and why; `missing` lists requirements."""

    product_id = fields.Integer(attribute="product.id")
    code = fields.String(attribute="refusal.code")
    message = fields.Function(lambda found: say_refusal(found.refusal), metadata={"type": "string"})
    missing = fields.Function(lambda found: found.refusal.extra.get("missing", []), metadata={"type": "array"})


class TakenInAnswer(AnswerSchema):
    """What became of an offer."""

    agreement_id = fields.Integer()
    placement_ids = fields.Function(lambda taken: [row.id for row in taken.placed], metadata={"type": "array"})
    not_ready = fields.List(fields.Nested(NotReadyAnswer))
