"""The shapes of what comes in and goes out about days with receipts of two channels."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Schema, Text
from core.wording import N_
from outlets.states import OverlapDecision


class UndecidedInput(Schema):
    """What the two sources are, why, and the mark of what was shown."""

    decision = Code(OverlapDecision, required=True, metadata={"label": N_("Keputusan")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})
    seen = Text(most=64, load_default="")


class TwoSourcesAnswer(AnswerSchema):
    """Days that wait, and both sources of them by day and product."""

    report_id = fields.Integer()
    days = fields.List(fields.String())
    differences = fields.List(fields.Dict())
    seen = fields.String()


class DecidedAnswer(AnswerSchema):
    """What was decided about which report."""

    report_id = fields.Integer()
    decision = fields.String()
