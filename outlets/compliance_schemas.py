"""The shapes of what comes in and goes out about the local rule."""

from marshmallow import fields

from core.fields import AnswerSchema, Day, Id, Listed, Schema, Text, WholeNumber, page_of
from core.wording import N_
from outlets.compliance_letters import LABELS, MOST_AT_ONCE


class MakeLetters(Schema):
    """To whom letters go, from which number on, and their date."""

    outlet_ids = Listed(Id(), most=MOST_AT_ONCE, load_default=list, metadata={"label": N_("Gerai")})
    first_number = WholeNumber(required=True, least=1, most=99_999, metadata={"label": N_("Nomor urut surat pertama")})
    day = Day(required=True, metadata={"label": N_("Tanggal surat")})


class SetLetterHead(Schema):
    """What every letter of the agency says."""

    number_pattern = Text(required=True, most=100, metadata={"label": LABELS["number_pattern"]})
    place = Text(most=100, load_default="", metadata={"label": LABELS["place"]})
    address = Text(most=200, load_default="", metadata={"label": LABELS["address"]})
    national_rule = Text(most=500, load_default="", metadata={"label": LABELS["national_rule"]})
    local_rule = Text(most=500, load_default="", metadata={"label": LABELS["local_rule"]})
    signed_as = Text(required=True, most=100, metadata={"label": LABELS["signed_as"]})
    signed_by = Text(most=100, load_default="", metadata={"label": LABELS["signed_by"]})
    signer_number = Text(most=30, load_default="", metadata={"label": LABELS["signer_number"]})


class LetterHeadAnswer(AnswerSchema):
    """What every letter of the agency says; the pattern of numbers may hold `{nomor}`, `{bulan}` and `{tahun}`."""

    number_pattern = fields.String()
    place = fields.String()
    address = fields.String()
    national_rule = fields.String()
    local_rule = fields.String()
    signed_as = fields.String()
    signed_by = fields.String()
    signer_number = fields.String()


class ComplianceAnswer(AnswerSchema):
    """An outlet and what it carries today; `since` is the first day of what stands there."""

    id = fields.Integer()
    name = fields.String()
    kind = fields.String()
    region_code = fields.String()
    chain_name = fields.String(allow_none=True)
    products = fields.Integer()
    producers = fields.Integer()
    since = fields.Date(allow_none=True)
    letter_at = fields.AwareDateTime(format="iso", allow_none=True)


CompliancePage = page_of(ComplianceAnswer)


class KindAnswer(AnswerSchema):
    """The outlets of a kind."""

    kind = fields.String()
    outlets = fields.Integer()
    carrying = fields.Integer()
    without = fields.Integer()
    products = fields.Integer()


class MonthAnswer(AnswerSchema):
    """The shelves at the end of a month."""

    month = fields.String()
    outlets = fields.Integer()
    carrying = fields.Integer()
    products = fields.Integer()


class ComplianceSummary(AnswerSchema):
    """The outlets by kind today, and the last twelve months."""

    kinds = fields.List(fields.Nested(KindAnswer))
    months = fields.List(fields.Nested(MonthAnswer))
