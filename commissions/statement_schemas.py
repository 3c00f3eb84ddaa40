"""What statements, months and jobs are asked for and answered with."""

from marshmallow import fields as plain

from commissions.ledger import Party
from commissions.models import StatementStatus
from commissions.sales_schemas import LineAnswer
from commissions.statements import FIELDS
from core.fields import AnswerSchema, Code, Day, Id, Month, Schema, Text, WholeNumber, YesNo
from core.wording import N_


class StatementQuery(Schema):
    """What narrows the list of statements."""

    period = Month()
    producer_id = Id()
    outlet_id = Id()
    status = Code(StatementStatus)
    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class PageQuery(Schema):
    """Which page of a list."""

    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


FiguresAnswer = AnswerSchema.from_dict({name: plain.Integer() for name in FIELDS}, name="FiguresAnswer")
"""The figures of a statement, all whole rupiah with sign."""


class StatementAnswer(FiguresAnswer):  # type: ignore[misc,valid-type]
    """A statement as the API answers it."""

    id = Id()
    number = Text()
    status = Code(StatementStatus)
    producer_id = Id()
    outlet_id = Id()
    period = Month()
    due_on = Day()
    content_hash = Text()
    verification_code = Text()


class StatementLineAnswer(LineAnswer):
    """A line of a statement; `campaign_id` is that of a pooled pre-order, which has no placement and no product."""

    placement_id = plain.Integer(allow_none=True)
    product_id = plain.Integer(allow_none=True)
    campaign_id = plain.Integer(allow_none=True)


class Acknowledgement(Schema):
    """One side agrees; staff name the side and how they know."""

    on_behalf_of = Code(Party, load_default=None, metadata={"label": N_("Atas nama")})
    source = Text(load_default=None, metadata={"label": N_("Dari mana persetujuannya diterima")})


class AcknowledgementForASide(Schema):
    """The form of staff, who always name the side and how they know."""

    on_behalf_of = Code(Party, required=True, metadata={"label": N_("Atas nama")})
    source = Text(required=True, metadata={"label": N_("Dari mana persetujuannya diterima")})


class AcknowledgementAnswer(AnswerSchema):
    """What came of it."""

    id = Id()
    status = Code(StatementStatus)


class CloseMonth(Schema):
    """Close a month; missing reports are waived only with a reason."""

    waive_missing = YesNo(load_default=False, metadata={"label": N_("Kesampingkan laporan yang belum masuk")})
    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Alasan")})


class JobAsked(AnswerSchema):
    """The job that does it."""

    job_id = Id()


class JobAnswer(AnswerSchema):
    """How far a job is."""

    id = Id()
    kind = Text()
    status = Text()
    done = WholeNumber()
    total = WholeNumber()
    result = plain.Dict(allow_none=True)


class PairAnswer(FiguresAnswer):  # type: ignore[misc,valid-type]
    """The figures of one pair as its statement would say."""

    producer_id = Id()
    producer_name = Text()
    outlet_id = Id()
    outlet_name = Text()


class PreviewAnswer(AnswerSchema):
    """What a close would write down, and what stands in its way."""

    period = Month()
    status = Text()
    refusals = plain.List(plain.Dict())
    missing = plain.List(plain.Dict())
    pending_files = plain.List(plain.Dict())
    held = plain.List(plain.Dict())
    unconfirmed_payments = plain.List(plain.Dict())
    disputed_lines = plain.List(plain.Dict())
    objections = plain.List(plain.Dict())
    two_sources = plain.List(plain.Dict())
    late_lines = plain.Dict()
    items = plain.List(plain.Nested(PairAnswer))
    totals = plain.Nested(FiguresAnswer)
