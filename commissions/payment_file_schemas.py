"""The shapes of what comes in and goes out about payment files."""

from marshmallow import fields

from commissions.ledger import Claim
from commissions.payment_file_states import Layout
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, page_of
from core.wording import N_

MOST_CLAIMS = 2_000


class ClaimInput(Schema):
    """One claim of one statement."""

    statement_id = Id(required=True, metadata={"label": N_("Rekap")})
    claim = Code(Claim, required=True, metadata={"label": N_("Tagihan")})


class MakePaymentFile(Schema):
    """Which claims are paid; left out, all that are due from the outlet and in no open file."""

    claims = Listed(Nested(ClaimInput), most=MOST_CLAIMS, load_default=None, metadata={"label": N_("Tagihan")})
    debit_account = Text(most=40, load_default="", metadata={"label": N_("Rekening asal")})


class MakePaymentFileOnPage(Schema):
    """The same as chosen on the page: `statement:claim`, or all of them."""

    chosen = Listed(Text(most=40), most=MOST_CLAIMS, load_default=list, metadata={"label": N_("Tagihan")})
    everything = Text(most=3, load_default="")
    debit_account = Text(most=40, load_default="", metadata={"label": N_("Rekening asal")})


class SendPaymentFile(Schema):
    """The day the bank took it."""

    paid_on = Day(required=True, metadata={"label": N_("Tanggal transfer")})


class CancelPaymentFile(Schema):
    """Nothing to say."""


class LayoutQuery(Schema):
    """How the file is laid out."""

    layout = Code(Layout, load_default=Layout.CSV)


class PaymentFileQuery(Schema):
    """Which page of the list."""

    page = Text(most=12)
    per_page = Text(most=12)
    sort = Text(most=40)


class PaymentFileRow(AnswerSchema):
    """A file in a list; count and total are those of the transfers."""

    id = fields.Integer()
    number = fields.String()
    outlet_id = fields.Integer()
    status = fields.String()
    made_at = fields.DateTime()
    paid_on = Day(allow_none=True)
    transfers = fields.Integer()
    control_total_rupiah = fields.Integer()


class PaymentFileLineAnswer(AnswerSchema):
    """A claim in a file; `no_account` says why its producer stands apart, else it is null."""

    producer_id = fields.Integer()
    statement_id = fields.Integer()
    claim = fields.String()
    amount_rupiah = fields.Integer()
    account_last4 = fields.String(allow_none=True)
    no_account = fields.String(allow_none=True)


class PaymentFileAnswer(PaymentFileRow):
    """One file. Whole account numbers are only in the file itself."""

    apart_rupiah = fields.Integer()
    lines = fields.List(fields.Nested(PaymentFileLineAnswer))


PaymentFilePage = page_of(PaymentFileRow)
