"""The shapes of what comes in and goes out about holds and pull lists."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Schema, Text, WholeNumber, page_of
from core.wording import N_
from partnerships.schemas import RequirementAnswer
from partnerships.states import Source
from partnerships.watch_schemas import ReviewAnswer


class MarkPulled(Schema):
    """A product that was taken off the shelf."""

    quantity = WholeNumber(required=True, least=0, most=1_000_000, metadata={"label": N_("Jumlah ditarik (pcs)")})
    pulled_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal ditarik")})
    note = Text(most=500, lines=True, load_default="", metadata={"label": N_("Catatan")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class AskOverride(Schema):
    """Why a hold should not stop a product."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class GrantOverride(Schema):
    """An override is granted as it was asked for; nothing is added."""


class PullAnswer(AnswerSchema):
    """A line of a pull list as the API tells it."""

    id = fields.Integer()
    placement_id = fields.Integer()
    outlet_id = fields.Integer()
    outlet_name = fields.String()
    product_id = fields.Integer()
    product_name = fields.String()
    producer_name = fields.String()
    state = fields.String()
    kind = fields.String()
    requirement_id = fields.Integer()
    since = fields.Date()
    asked_on = fields.Date()
    deadline = fields.Date()
    pulled_on = fields.Date()
    pulled_quantity = fields.Integer()
    lifted_on = fields.Date()


PullPage = page_of(PullAnswer)


class HoldAnswer(AnswerSchema):
    """A hold as the API tells it."""

    id = fields.Integer()
    placement_id = fields.Integer()
    requirement_id = fields.Integer()
    kind = fields.String()
    since = fields.Date()
    lifted_on = fields.Date()
    lifted_by_requirement_id = fields.Integer()
    override_reason = fields.String()
    override_asked_by_id = fields.Integer()
    overridden_by_id = fields.Integer()


class HoldsAnswer(AnswerSchema):
    """The holds of a placement, newest first."""

    items = fields.List(fields.Nested(HoldAnswer))


class RevokedAnswer(RequirementAnswer):
    """A revoked document, and what it did to the shelves."""

    holds = fields.List(fields.Integer())
    pull_entries = fields.List(fields.Integer())


class ReviewedAnswer(ReviewAnswer):
    """A review that was decided, and the holds that followed."""

    holds = fields.List(fields.Integer())
