"""The shapes of what comes in and goes out about the rules of requirements, their sets and their changes."""

from enum import StrEnum

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, YesNo, page_of
from core.wording import N_
from outlets.outlet_schemas import OutletKindCode
from partnerships.growth import SizeClass
from partnerships.product_categories import CATEGORIES
from partnerships.readiness import Need
from partnerships.requirement_kinds import KINDS
from partnerships.rule_states import RuleMove

RequirementKindCode = StrEnum("RequirementKindCode", {code.upper(): code for code in KINDS})
CategoryCode = StrEnum("CategoryCode", {code.upper(): code for code in CATEGORIES})


class AddStep(Schema):
    """One step of a change: add a rule, end one on a last day, or put another in its place from a day on."""

    move = Code(RuleMove, required=True, metadata={"label": N_("Langkah")})
    rule_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Aturan")})
    kind = Code(RequirementKindCode, load_default=None, allow_none=True, metadata={"label": N_("Jenis persyaratan")})
    category = Code(CategoryCode, load_default=None, allow_none=True, metadata={"label": N_("Kategori")})
    outlet_kind = Code(OutletKindCode, load_default=None, allow_none=True, metadata={"label": N_("Jenis gerai")})
    size_class = Code(SizeClass, load_default=None, allow_none=True, metadata={"label": N_("Skala usaha")})
    requirement_set = Text(most=40, load_default=None, allow_none=True, metadata={"label": N_("Paket syarat")})
    need = Code(Need, load_default=None, allow_none=True, metadata={"label": N_("Wajib atau tidak")})
    starts_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Berlaku mulai")})
    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})
    source = Text(most=300, load_default="", metadata={"label": N_("Sumber")})
    to_confirm = Text(most=300, load_default="", metadata={"label": N_("Yang perlu dikonfirmasi")})
    already_in_force = YesNo(load_default=False, metadata={"label": N_("Sumbernya sudah berlaku")})


class PrepareChange(Schema):
    """A change of the rules: why, and by what source."""

    reason = Text(required=True, most=1000, lines=True, metadata={"label": N_("Alasan perubahan")})
    source = Text(required=True, most=300, metadata={"label": N_("Sumber")})


class PrepareChangeWithSteps(PrepareChange):
    """The same with its steps at once."""

    items = Listed(Nested(AddStep), most=100, load_default=list, metadata={"label": N_("Langkah")})


class CreateSet(Schema):
    """A set of requirements of a chain."""

    code = Text(required=True, most=40, metadata={"label": N_("Kode")})
    name = Text(required=True, most=120, metadata={"label": N_("Nama paket")})
    description = Text(required=True, most=500, lines=True, metadata={"label": N_("Yang diminta")})
    source = Text(required=True, most=300, metadata={"label": N_("Sumber")})


class AskPreview(Schema):
    """The day a preview is for; the last effective day of the change unless said otherwise."""

    typed_by_hand = True

    on = Day(load_default=None, metadata={"label": N_("Pada tanggal")})


class RuleAnswer(AnswerSchema):
    """A rule as answered."""

    id = fields.Integer()
    kind = fields.String()
    category = fields.String(allow_none=True)
    outlet_kind = fields.String(allow_none=True)
    size_class = fields.String(allow_none=True)
    requirement_set = fields.String(allow_none=True)
    need = fields.String()
    starts_on = Day()
    ends_on = Day(allow_none=True)
    source = fields.String()
    to_confirm = fields.String()
    introduced_in_version = fields.Integer()
    ended_in_version = fields.Integer(allow_none=True)
    replaces_id = fields.Integer(allow_none=True)


class RequirementSetAnswer(AnswerSchema):
    """A set as answered."""

    id = fields.Integer()
    code = fields.String()
    name = fields.String()
    description = fields.String()
    source = fields.String()


class RuleStepAnswer(AnswerSchema):
    """A step of a change as answered."""

    id = fields.Integer()
    move = fields.String()
    rule_id = fields.Integer(allow_none=True)
    kind = fields.String()
    category = fields.String(allow_none=True)
    outlet_kind = fields.String(allow_none=True)
    size_class = fields.String(allow_none=True)
    requirement_set = fields.Function(lambda item: item.requirement_set.code if item.requirement_set else None)
    need = fields.String()
    starts_on = Day(allow_none=True)
    ends_on = Day(allow_none=True)
    source = fields.String()
    to_confirm = fields.String()
    already_in_force = fields.Boolean()


class RuleChangeAnswer(AnswerSchema):
    """A change of the rules as answered; `warnings` are the days in the past that it reaches back to."""

    id = fields.Integer()
    status = fields.String()
    reason = fields.String()
    source = fields.String()
    prepared_on_version = fields.Integer()
    applied_version = fields.Integer(allow_none=True)
    prepared_at = fields.AwareDateTime(format="iso")
    decided_at = fields.AwareDateTime(format="iso", allow_none=True)
    items = fields.List(fields.Nested(RuleStepAnswer))
    warnings = fields.List(fields.String())


class HitPlaceAnswer(AnswerSchema):
    """How many products are hit at one kind of outlet, or at the outlets of chains with one set."""

    outlet_kind = fields.String(allow_none=True)
    requirement_set = fields.String(allow_none=True)
    products_missing = fields.Integer()
    products_freed = fields.Integer()
    products_losing = fields.Integer()
    products_gaining = fields.Integer()
    producers = fields.Integer()


class HitProductAnswer(AnswerSchema):
    """One product that is hit: what is newly missing, what no longer, and whether it stops or begins to be eligible."""

    product_id = fields.Integer()
    product_name = fields.String()
    producer_id = fields.Integer()
    producer_name = fields.String()
    missing = fields.List(fields.String())
    freed = fields.List(fields.String())


class HitPlacementAnswer(AnswerSchema):
    """One active placement whose product would lose or gain eligibility where it stands."""

    placement_id = fields.Integer()
    product_name = fields.String()
    outlet_name = fields.String()
    missing = fields.List(fields.String())


class RulePreviewAnswer(AnswerSchema):
    """Whom a change would hit on a day. Lists hold at most 200 each; the counts are of everything."""

    on = Day()
    days = fields.List(Day())
    products_missing = fields.Integer()
    products_freed = fields.Integer()
    producers = fields.Integer()
    placements_losing = fields.Integer()
    placements_gaining = fields.Integer()
    places = fields.List(fields.Nested(HitPlaceAnswer))
    products = fields.List(fields.Nested(HitProductAnswer))
    placements = fields.List(fields.Nested(HitPlacementAnswer))


RulePage = page_of(RuleAnswer)
SetPage = page_of(RequirementSetAnswer)
