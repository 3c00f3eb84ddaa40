"""The shapes of what comes in and goes out about outlets, chains and who works there."""

from enum import StrEnum
from typing import Any

from marshmallow import fields

from accounts.permissions import Role
from core.dates import today
from core.fields import AnswerSchema, Code, Day, EMail, Id, Schema, Text, WholeNumber, YesNo, page_of
from core.languages import say
from core.wording import N_
from outlets import vat_statuses
from outlets.models import Outlet
from outlets.outlet_kinds import OUTLET_KINDS
from outlets.outlet_profile import POSITION, warnings_of
from outlets.states import OutletStatus, StockPolicy
from outlets.time_zones import TimeZone

OutletKindCode = StrEnum("OutletKindCode", {code.upper(): code for code in OUTLET_KINDS})
MemberRole = StrEnum("MemberRole", {role.name: role.value for role in (Role.OUTLET_MANAGER, Role.CASHIER)})


def warnings_said(outlet: Outlet) -> list[dict[str, str]]:
    """The warnings of an outlet in the reader's language."""
    return [{"code": warning.code, "message": say(warning)} for warning in warnings_of(outlet)]


def vat_today(outlet: Any) -> bool:  # noqa: ANN401 - an outlet, or a row of a list that carries it
    """Whether an outlet is PKP today."""
    return vat_statuses.registered_on(outlet, today()) if isinstance(outlet, Outlet) else outlet.vat_registered


class CreateChain(Schema):
    """A retail chain."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama jaringan")})
    requirement_set = Text(most=40, load_default=None, allow_none=True, metadata={"label": N_("Paket syarat")})


class ChooseSet(Schema):
    """Which set of requirements a chain asks for on top of the rules; none when left out."""

    requirement_set = Text(most=40, load_default=None, allow_none=True, metadata={"label": N_("Paket syarat")})


class OutletDetails(Schema):
    """What an outlet tells beside what it is."""

    address = Text(most=300, lines=True, metadata={"label": N_("Alamat")})
    floor_area_square_metres = WholeNumber(
        least=1, most=1_000_000, allow_none=True, metadata={"label": N_("Luas lantai penjualan (m²)")}
    )
    parent_office = Text(most=120, metadata={"label": N_("Perangkat daerah tempatnya berada")})
    contact_name = Text(most=120, metadata={"label": N_("Penanggung jawab")})
    contact_phone = Text(most=30, allow_none=True, metadata={"label": N_("Nomor telepon")})
    contact_whatsapp = Text(most=30, allow_none=True, metadata={"label": N_("Nomor WhatsApp")})
    opening_hours = Text(most=120, metadata={"label": N_("Jam buka")})
    latitude_micro = WholeNumber(
        least=-90_000_000, most=90_000_000, allow_none=True, metadata={"label": N_("Lintang (sepersejuta derajat)")}
    )
    longitude_micro = WholeNumber(
        least=-180_000_000, most=180_000_000, allow_none=True, metadata={"label": N_("Bujur (sepersejuta derajat)")}
    )


class CreateOutlet(OutletDetails):
    """A place that sells local products."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama gerai")})
    kind = Code(OutletKindCode, required=True, metadata={"label": N_("Jenis gerai")})
    chain_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Jaringan ritel")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    vat_registered = YesNo(load_default=False, metadata={"label": N_("Pengusaha Kena Pajak (PKP)")})
    stock_policy = Code(StockPolicy, load_default=None, allow_none=True, metadata={"label": N_("Pencatatan stok")})
    time_zone = Code(TimeZone, load_default=None, allow_none=True, metadata={"label": N_("Zona waktu")})


class CreateOnPage(CreateOutlet):
    """The same on a page, where a position is pasted as a map shows it."""

    class Meta(Schema.Meta):
        """The two numbers are typed as one position."""

        exclude = POSITION

    position = Text(most=60, metadata={"label": N_("Titik di peta")})


class ChangeOutlet(OutletDetails):
    """A change of an outlet's record: what is left out stays. `version` is that of the record its author looked at."""

    version = WholeNumber(least=1, load_default=None, allow_none=True, metadata={"label": N_("Versi")})
    name = Text(required=False, most=120, metadata={"label": N_("Nama gerai")})
    kind = Code(OutletKindCode, metadata={"label": N_("Jenis gerai")})
    chain_id = Id(allow_none=True, metadata={"label": N_("Jaringan ritel")})
    region_code = Text(most=13, metadata={"label": N_("Kabupaten/kota")})
    time_zone = Code(TimeZone, metadata={"label": N_("Zona waktu")})


class ChangeOnPage(CreateOnPage):
    """The whole record on a page: what is empty becomes empty."""

    class Meta(Schema.Meta):
        """How stock is followed and whether the outlet is PKP change on pages of their own."""

        exclude = (*POSITION, "stock_policy", "vat_registered")

    version = WholeNumber(least=1, load_default=None, metadata={"label": N_("Versi")})
    time_zone = Code(TimeZone, required=True, metadata={"label": N_("Zona waktu")})


class OutletReason(Schema):
    """A step that is told why."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ChangeStockPolicy(OutletReason):
    """How the stock of an outlet is followed from now on."""

    stock_policy = Code(StockPolicy, required=True, metadata={"label": N_("Pencatatan stok")})


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
    vat_registered = fields.Function(vat_today, metadata={"type": "boolean"})
    stock_policy = Code(StockPolicy)
    time_zone = fields.String()
    status = Code(OutletStatus)
    closed_on = Day(allow_none=True)
    floor_area_square_metres = fields.Integer(allow_none=True)
    parent_office = fields.String()
    contact_name = fields.String()
    contact_phone = fields.String(allow_none=True)
    contact_whatsapp = fields.String(allow_none=True)
    opening_hours = fields.String()
    latitude_micro = fields.Integer(allow_none=True)
    longitude_micro = fields.Integer(allow_none=True)
    version = fields.Integer()


class OutletRecordAnswer(OutletAnswer):
    """One outlet, with what looks odd about it."""

    warnings = fields.Function(warnings_said, metadata={"type": "array", "items": {"type": "object"}})


class MemberAnswer(AnswerSchema):
    """Somebody who works at an outlet."""

    id = fields.Integer()
    name = fields.String()
    email = fields.String()
    role = fields.String()
    is_active = fields.Boolean()


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


ChainPage, OutletPage, MemberPage = page_of(ChainAnswer), page_of(OutletAnswer), page_of(MemberAnswer)
