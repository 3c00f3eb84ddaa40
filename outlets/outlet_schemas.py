"""The shapes of what comes in and goes out about outlets, chains and who works there."""

from enum import StrEnum

from marshmallow import fields

from accounts.permissions import Role
from core.fields import AnswerSchema, Code, Day, EMail, Id, Schema, Text, YesNo
from core.wording import N_
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.states import StockPolicy
from outlets.time_zones import TimeZone

OutletKindCode = StrEnum("OutletKindCode", {code.upper(): code for code in OUTLET_KINDS})
MemberRole = StrEnum("MemberRole", {role.name: role.value for role in (Role.OUTLET_MANAGER, Role.CASHIER)})


class CreateChain(Schema):
    """A retail chain."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama jaringan")})
    requirement_set = Text(most=40, load_default=None, allow_none=True, metadata={"label": N_("Paket syarat")})


class ChooseSet(Schema):
    """Which set of requirements a chain asks for on top of the rules; none when left out."""

    requirement_set = Text(most=40, load_default=None, allow_none=True, metadata={"label": N_("Paket syarat")})


class CreateOutlet(Schema):
    """A place that sells local products."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama gerai")})
    kind = Code(OutletKindCode, required=True, metadata={"label": N_("Jenis gerai")})
    chain_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Jaringan ritel")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    address = Text(most=300, lines=True, load_default="", metadata={"label": N_("Alamat")})
    vat_registered = YesNo(load_default=False, metadata={"label": N_("Pengusaha Kena Pajak (PKP)")})
    stock_policy = Code(StockPolicy, load_default=None, allow_none=True, metadata={"label": N_("Pencatatan stok")})
    time_zone = Code(TimeZone, load_default=None, allow_none=True, metadata={"label": N_("Zona waktu")})


class InviteMember(Schema):
    """Somebody who is to work at an outlet."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama")})
    email = EMail(required=True, metadata={"label": N_("Alamat surel")})
    role = Code(MemberRole, required=True, metadata={"label": N_("Peran")})


class AskEligibility(Schema):
    """Which product is asked about; it stands in the address, so it is text. Asked for once the outlet is found."""

    typed_by_hand = True

    product_id = Id(load_default=None, metadata={"label": N_("Produk")})


class ChainAnswer(AnswerSchema):
    """A chain as answered, with the code of the set of requirements it asks for on top."""

    id = fields.Integer()
    name = fields.String()
    requirement_set = fields.Function(lambda chain: getattr(chain.requirement_set, "code", chain.requirement_set))


class OutletAnswer(AnswerSchema):
    """An outlet as answered."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.String()
    chain_id = fields.Integer(allow_none=True)
    region_code = fields.String()
    address = fields.String()
    vat_registered = fields.Boolean()
    stock_policy = Code(StockPolicy)
    time_zone = fields.String()


class InvitationAnswer(AnswerSchema):
    """An account that was invited, and the link by which its owner sets a password; shown once."""

    id = fields.Integer()
    role = fields.String()
    invitation_link = fields.String()


class GapAnswer(AnswerSchema):
    """One requirement that is missing."""

    kind = fields.String()
    label = fields.String()
    reason = fields.String()
    next_step = fields.String()


class EligibilityAnswer(AnswerSchema):
    """Whether a product may stand in an outlet on a day, and what is missing."""

    eligible = fields.Boolean()
    on = Day()
    missing = fields.List(fields.Nested(GapAnswer))


class ChainPage(AnswerSchema):
    """One page of chains."""

    items = fields.List(fields.Nested(ChainAnswer))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()


class OutletPage(AnswerSchema):
    """One page of outlets."""

    items = fields.List(fields.Nested(OutletAnswer))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
