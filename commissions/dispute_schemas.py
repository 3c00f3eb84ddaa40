"""The shapes of what comes in and goes out about disputes and credit notes."""

from marshmallow import fields

from commissions.dispute_models import DisputeOutcome
from commissions.ledger import Party
from commissions.models import StatementStatus
from core.fields import AnswerSchema, Code, Day, Id, Rupiah, Schema, Text, WholeNumber, page_of
from core.wording import N_


class DisputeLine(Schema):
    """A line of a statement that is wrong, and why: of a sale, or of a delivery for a pooled pre-order."""

    sale_line_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Baris")})
    campaign_delivery_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Baris")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Apa yang keliru?")})
    on_behalf_of = Code(Party, load_default=None, allow_none=True, metadata={"label": N_("Atas nama")})
    source = Text(load_default=None, allow_none=True, metadata={"label": N_("Dari mana keberatannya diterima")})


class StaffDisputeLine(DisputeLine):
    """The form of staff, who name the side and how they know."""

    on_behalf_of = Code(Party, required=True, metadata={"label": N_("Atas nama")})
    source = Text(required=True, metadata={"label": N_("Dari mana keberatannya diterima")})


class DecideDispute(Schema):
    """The line stands, or it is corrected."""

    outcome = Code(DisputeOutcome, required=True, metadata={"label": N_("Keputusan")})
    quantity = WholeNumber(
        most=10**6, load_default=None, allow_none=True, metadata={"label": N_("Jumlah yang benar (pcs)")}
    )
    unit_price_rupiah = Rupiah(
        least=1, load_default=None, allow_none=True, metadata={"label": N_("Harga satuan yang benar")}
    )
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class StatementDisputeAnswer(AnswerSchema):
    """A dispute; without an outcome it is not decided."""

    id = fields.Integer()
    statement_id = fields.Integer()
    sale_line_id = fields.Integer(allow_none=True)
    campaign_delivery_id = fields.Integer(allow_none=True)
    raised_for = fields.String()
    reason = fields.String()
    outcome = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)


class DisputedAnswer(AnswerSchema):
    """What came of disputing a line."""

    id = fields.Integer()
    status = Code(StatementStatus)
    dispute_id = fields.Integer()


class CreditNoteAnswer(AnswerSchema):
    """A credit note: what it takes off which line of which statement."""

    id = fields.Integer()
    number = fields.String()
    statement_id = fields.Integer()
    sale_line_id = fields.Integer(allow_none=True)
    line_id = fields.Integer(allow_none=True)
    campaign_delivery_id = fields.Integer(allow_none=True)
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    issued_on = Day()


DisputePage = page_of(StatementDisputeAnswer)
CreditNotePage = page_of(CreditNoteAnswer)
