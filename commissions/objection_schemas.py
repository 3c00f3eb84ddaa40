"""The shapes of what comes in and goes out about objections to reports that staff entered."""

from marshmallow import fields

from commissions.objection_states import ObjectionOutcome, ObjectionStatus
from core.fields import AnswerSchema, Code, Id, Rupiah, Schema, Text, WholeNumber, page_of
from core.instants import Instant
from core.wording import N_


class RaiseObjection(Schema):
    """What is wrong with a report, or with one line of it."""

    line_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Baris")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Apa yang keliru?")})


class DecideObjection(Schema):
    """What was corrected, or why the report stands."""

    outcome = Code(ObjectionOutcome, required=True, metadata={"label": N_("Jawaban")})
    quantity = WholeNumber(
        most=10**6, load_default=None, allow_none=True, metadata={"label": N_("Jumlah yang benar (pcs)")}
    )
    unit_price_rupiah = Rupiah(
        least=1, load_default=None, allow_none=True, metadata={"label": N_("Harga satuan yang benar")}
    )
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class WithdrawObjection(Schema):
    """Why an objection is taken back."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ObjectionQuery(Schema):
    """What narrows the list, besides page and order."""

    status = Code(ObjectionStatus)
    report_id = Id()
    page = WholeNumber(least=1)
    per_page = WholeNumber(least=1)
    sort = Text(most=40)


class ObjectionAnswer(AnswerSchema):
    """An objection and what was answered; without a line it is about the whole report."""

    id = fields.Integer()
    report_id = fields.Integer()
    line_id = fields.Integer(allow_none=True)
    status = Code(ObjectionStatus)
    reason = fields.String()
    raised_at = Instant()
    decided_at = Instant(allow_none=True)
    decision_reason = fields.String(allow_none=True)


ObjectionPage = page_of(ObjectionAnswer)
