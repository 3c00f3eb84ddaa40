"""The shapes of what comes in and goes out about the item codes of an outlet's till."""

from marshmallow import fields

from core.fields import AnswerSchema, Id, Schema, Text, page_of
from core.wording import N_
from outlets.sales_rows import LONGEST_CODE


class AddOutletCode(Schema):
    """A code and what it means."""

    code = Text(required=True, most=LONGEST_CODE, metadata={"label": N_("Kode barang di kasir")})
    placement_id = Id(required=True, metadata={"label": N_("Produk yang dikenali kode ini")})


class ChangeOutletCode(AddOutletCode):
    """Another spelling or meaning, and why."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class OutletCodeAnswer(AnswerSchema):
    """A code as answered; `sales_file_id` is the till file it was learned from, if it was."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    code = fields.String()
    placement_id = fields.Integer()
    learned_at = fields.AwareDateTime(format="iso")
    retired_at = fields.AwareDateTime(format="iso", allow_none=True)
    sales_file_id = fields.Integer(allow_none=True)


class ListedOutletCode(OutletCodeAnswer):
    """A code in a list, with its product."""

    product_id = fields.Integer()
    product_name = fields.String()


OutletCodePage = page_of(ListedOutletCode)
