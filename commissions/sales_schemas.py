"""The shape of sales as they are sent and answered."""

from marshmallow import ValidationError, fields, post_load, validates_schema

from commissions.departures import DepartureKind
from commissions.ledger import Party
from commissions.second_sources import Overlap
from core.fields import AnswerSchema, Code, Day, Id, Listed, Month, Nested, Rupiah, Schema, Text, WholeNumber, YesNo
from core.wording import N_
from outlets.states import Channel, OverlapDecision

MOST_LINES = 20_000


class SaleLineInput(Schema):
    """One line of a report. A negative quantity is a customer return and names its sale."""

    sold_on = Day(required=True)
    code = Text(most=64)
    placement_id = Id()
    quantity = WholeNumber(required=True, least=-1_000_000, most=1_000_000_000)
    unit_price_rupiah = Rupiah(required=True)
    reference = Text(most=64, load_default="")
    returns_reference = Text(most=64, load_default="")
    returns_line_id = Id(allow_none=True, load_default=None)

    @validates_schema
    def names_one_item(self, data: dict[str, object], **_kwargs: object) -> None:
        """Either a code or a placement, not both and not neither."""
        if bool(data.get("code")) == bool(data.get("placement_id")):
            raise ValidationError({"code": [N_("Isi salah satu: code atau placement_id.")]})


class OverlapInput(Schema):
    """What a person decided about days that another report answers for, and why."""

    decision = Code(OverlapDecision, required=True, metadata={"label": N_("Keputusan")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})

    seen = Text(most=64, load_default="")

    @post_load
    def as_overlap(self, data: dict[str, object], **_kwargs: object) -> Overlap:
        """The plain value the verbs take."""
        return Overlap(**data)  # type: ignore[arg-type]


class SalesReportInput(Schema):
    """A report of one outlet within one month."""

    period_start = Day(required=True)
    period_end = Day(required=True)
    lines = Listed(Nested(SaleLineInput), most=MOST_LINES, load_default=list)
    nil = YesNo(load_default=False)
    skip_wrong = YesNo(load_default=False)
    source = Text(most=200, load_default="")
    overlap = Nested(OverlapInput, allow_none=True, load_default=None)


class ReportQuery(Schema):
    """What narrows a list of reports, besides page and order. `period` is the month of the days reported."""

    period = Month()
    channel = Code(Channel)
    page = WholeNumber(least=1)
    per_page = WholeNumber(least=1)
    sort = Text(most=40)


class ReportedAnswer(AnswerSchema):
    """One accepted report and what its lines come to now, less what left them since."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    period_start = fields.String()
    period_end = fields.String()
    nil = fields.Boolean()
    channel = fields.String()
    source = fields.String()
    reported_at = fields.String()
    sales_file_id = fields.Integer(allow_none=True)
    corrects_id = fields.Integer(allow_none=True)
    correction_number = fields.Integer(allow_none=True)
    replaces_line_id = fields.Integer(allow_none=True)
    lines = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()


class RowAnswer(AnswerSchema):
    """What is to be said of one row."""

    row = fields.Integer()
    field = fields.String()
    code = fields.String()
    message = fields.String()


class SalesReportAnswer(AnswerSchema):
    """What a posted report came to; gross and commission are net of returns."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    lines_posted = fields.Integer()
    lines_held = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    warnings = fields.List(fields.Nested(RowAnswer))
    rows = fields.List(fields.Nested(RowAnswer))


class ReversalInput(Schema):
    """Pieces that leave a sale; all that are left unless a quantity says fewer."""

    quantity = WholeNumber(least=1, allow_none=True, load_default=None)
    reason = Text(most=500, lines=True, required=True)
    kind = Code(DepartureKind, load_default=DepartureKind.WRONG_ENTRY)
    returned_on = Day(allow_none=True, load_default=None)
    refunded_by = Code(Party, allow_none=True, load_default=None)


class CancellationInput(Schema):
    """Why a customer return was a mistake."""

    reason = Text(most=500, lines=True, required=True, metadata={"label": N_("Alasan")})


class CorrectionInput(Schema):
    """What a wrong line should have said; price and product stay those of the line unless they are given.

    `pieces_seen` is how many were still sold when it was read: other than that is refused. `also_sold` says that a line
    that looks like one standing already is a further sale.
    """

    quantity = WholeNumber(required=True, least=1, metadata={"label": N_("Jumlah yang benar")})
    unit_price_rupiah = Rupiah(least=1, allow_none=True, load_default=None, metadata={"label": N_("Harga satuan")})
    placement_id = Id(allow_none=True, load_default=None, metadata={"label": N_("Produk")})
    pieces_seen = WholeNumber(allow_none=True, load_default=None)
    also_sold = YesNo(load_default=False, metadata={"label": N_("Memang terjual lagi")})
    reason = Text(most=500, lines=True, required=True, metadata={"label": N_("Alasan")})
    source = Text(most=200, load_default="")


class AdditionInput(Schema):
    """Lines a report forgot, and how many corrections it had when that was found."""

    lines = Listed(Nested(SaleLineInput), most=500, required=True)
    corrections_seen = WholeNumber(required=True)
    also_sold = YesNo(load_default=False)
    reason = Text(most=500, lines=True, required=True)
    source = Text(most=200, load_default="")


class CorrectedAnswer(AnswerSchema):
    """What a correction came to: its report, the one it corrects, and the line that took a wrong one back."""

    id = fields.Integer()
    corrects_id = fields.Integer()
    correction_number = fields.Integer()
    reversal_line_id = fields.Integer(allow_none=True)
    lines_posted = fields.Integer()
    lines_held = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    warnings = fields.List(fields.Nested(RowAnswer))


class ReversalAnswer(AnswerSchema):
    """The line that takes the pieces back, and the month it is posted in."""

    id = fields.Integer()
    reverses_id = fields.Integer()
    quantity = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    period = fields.String()
    late = fields.Boolean()


class WhyAnswer(AnswerSchema):
    """The rule that gave a line its rate, and the sentence that explains its commission."""

    rule = fields.String()
    sentence = fields.String()


class LineAnswer(AnswerSchema):
    """One posted line."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    producer_id = fields.Integer()
    placement_id = fields.Integer()
    sold_on = fields.String()
    code = fields.String()
    product_id = fields.Integer()
    quantity = fields.Integer()
    unit_price_rupiah = fields.Integer()
    gross_rupiah = fields.Integer()
    rate_bp = fields.Integer()
    commission_rupiah = fields.Integer()
    agreement_id = fields.Integer()
    agreement_version = fields.Integer()
    money_route = fields.String()
    reference = fields.String()
    channel = fields.String()
    source = fields.String()
    kind = fields.String()
    reverses_id = fields.Integer(allow_none=True)
    replaces_id = fields.Integer(allow_none=True)
    period = fields.String()
    late = fields.Boolean()
    why = fields.Nested(WhyAnswer)


class LineQuery(Schema):
    """What narrows a list of lines, besides page and order."""

    outlet_id = Id()
    producer_id = Id()
    period = Month()
    page = WholeNumber(least=1)
    per_page = WholeNumber(least=1)
    sort = Text(most=40)
