"""The shapes of what comes in and goes out about readiness everywhere and about growing."""

from typing import Any

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Rupiah, Schema, WholeNumber, page_of
from core.languages import speak
from core.wording import N_
from partnerships.growth import Reach
from partnerships.readiness import Gap
from partnerships.requirement_kinds import KINDS
from partnerships.states import Source

LARGEST_RUPIAH = 10**15


class RecordYear(Schema):
    """The yearly figures of a business."""

    annual_sales_rupiah = Rupiah(
        required=True, most=LARGEST_RUPIAH, metadata={"label": N_("Penjualan 12 bulan terakhir")}
    )
    capital_rupiah = Rupiah(
        most=LARGEST_RUPIAH,
        load_default=None,
        allow_none=True,
        metadata={"label": N_("Modal (tanpa tanah dan bangunan)")},
    )
    workers = WholeNumber(
        least=1, most=100_000, load_default=None, allow_none=True, metadata={"label": N_("Tenaga kerja")}
    )
    monthly_capacity = WholeNumber(
        least=0, most=10**9, load_default=None, allow_none=True, metadata={"label": N_("Kapasitas produksi sebulan")}
    )
    reach = Code(Reach, load_default=None, allow_none=True, metadata={"label": N_("Jangkauan pemasaran")})
    day = Day(load_default=None, allow_none=True, metadata={"label": N_("Data per tanggal")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class YearlyFiguresAnswer(AnswerSchema):
    """Figures as the API tells them, with the legal size that follows."""

    id = fields.Integer()
    producer_id = fields.Integer()
    day = fields.Date()
    annual_sales_rupiah = fields.Integer()
    capital_rupiah = fields.Integer()
    workers = fields.Integer()
    monthly_capacity = fields.Integer()
    reach = fields.String()
    size_class = fields.String()
    occasion = fields.String()
    source = fields.String()
    noted_by_id = fields.Integer()


class LadderStepAnswer(AnswerSchema):
    """A step of the ladder and the day from which the producer stood on it."""

    step = fields.String()
    day = fields.Date()


class GrowthAnswer(AnswerSchema):
    """How a producer grew."""

    producer_id = fields.Integer()
    size_class = fields.String()
    size_class_at_registration = fields.String()
    has_grown = fields.Boolean()
    step = fields.String()
    next_step = fields.String()
    next_step_takes = fields.String()
    figures = fields.List(fields.Nested(YearlyFiguresAnswer))
    steps = fields.List(fields.Nested(LadderStepAnswer))


class GrownAnswer(AnswerSchema):
    """A producer that moved up a class."""

    producer_id = fields.Integer()
    name = fields.String()
    region_code = fields.String()
    size_class_at_registration = fields.String()
    size_class = fields.String()
    annual_sales_rupiah = fields.Integer()
    day = fields.Date()


class ReadinessGapAnswer(AnswerSchema):
    """One gap: kind and reason as codes, and in the reader's language its name and the next step."""

    kind = fields.String()
    label = fields.Method("named")
    reason = fields.String()
    next_step = fields.Method("told")

    def named(self, gap: Gap) -> str:
        """The name of the kind."""
        return speak(KINDS[gap.kind].name)

    def told(self, gap: Gap) -> str:
        """The next step."""
        return speak(gap.next_step, **gap.params)


class ReadinessPlaceAnswer(AnswerSchema):
    """Whether a product may stand in a place; a place is a kind of outlet, a set of a chain, or both."""

    outlet_kind = fields.String()
    requirement_set = fields.String()
    eligible = fields.Boolean()
    missing = fields.List(fields.Nested(ReadinessGapAnswer))


class ProductReadinessAnswer(AnswerSchema):
    """One product and every place."""

    product_id = fields.Integer()
    name = fields.String()
    places = fields.List(fields.Nested(ReadinessPlaceAnswer))


class ProducerReadinessAnswer(AnswerSchema):
    """How complete a producer is, what it lacks, and where each of its products may stand."""

    producer_id = fields.Integer()
    on = fields.Date()
    complete = fields.Integer()
    required = fields.Integer()
    missing = fields.List(fields.Nested(ReadinessGapAnswer))
    products = fields.List(fields.Nested(ProductReadinessAnswer))


class NearAnswer(AnswerSchema):
    """A producer that lacks something, and what."""

    producer_id = fields.Integer()
    name = fields.String()
    region_code = fields.String()
    complete = fields.Integer(attribute="completeness.complete")
    required = fields.Integer(attribute="completeness.required")
    missing: Any = fields.Function(lambda near: ReadinessGapAnswer(many=True).dump(near.gaps.values()))


GrownPage = page_of(GrownAnswer)
NearPage = page_of(NearAnswer)
