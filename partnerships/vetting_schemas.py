"""The shapes of the vetting desk: many decisions at once, and the queue as the API tells it."""

from marshmallow import fields

from core.fields import AnswerSchema, Id, Listed, Nested, Schema, Text, WholeNumber, page_of
from core.languages import say
from core.wording import N_
from partnerships.risk import explained, level_of


class WaitingVersion(Schema):
    """A document that waits, as its reviewer saw it."""

    id = Id(required=True)
    version = WholeNumber(required=True, least=1)


class AcceptMany(Schema):
    """Documents to accept at once, each by itself."""

    items = Listed(Nested(WaitingVersion), required=True, most=200, metadata={"label": N_("Dokumen")})


class BulkResultAnswer(AnswerSchema):
    """What became of one document of many."""

    id = fields.Integer(attribute="requirement_id")
    accepted = fields.Boolean(attribute="is_accepted")
    code = fields.String()
    message = fields.Function(lambda result: say(result.problem) if result.problem else "")


class BulkAnswer(AnswerSchema):
    """What became of each of many documents."""

    items = fields.List(fields.Nested(BulkResultAnswer))


class WaitingAnswer(AnswerSchema):
    """A document in the queue of the desk."""

    id = fields.Integer()
    version = fields.Integer()
    kind = fields.String()
    producer_id = fields.Integer()
    producer = fields.String()
    region_code = fields.String()
    submitted_at = fields.AwareDateTime(format="iso")
    warnings = fields.Integer()
    risk = fields.Integer()
    risk_level = fields.Function(lambda row: level_of(row.risk).value)
    risk_reasons = fields.Function(lambda row: [say(problem) for problem in explained(row.risk_signs)])


class DeclineWaiver(Schema):
    """Why a waiver is not granted."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan tidak mengecualikan")})


class ChosenDocuments(Schema):
    """The boxes ticked in the queue: each is an id and the version that was shown, as `12.3`."""

    chosen = Listed(Text(most=40), required=True, most=200, metadata={"label": N_("Dokumen")})


WaitingPage = page_of(WaitingAnswer)
