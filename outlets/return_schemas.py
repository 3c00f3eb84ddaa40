"""The shapes of what comes in and goes out about returns."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, WholeNumber, page_of
from core.wording import N_
from outlets.return_states import ReturnReason
from partnerships.schemas import Upload

MOST_LINES = 200


class ReturnLineInput(Schema):
    """Pieces of one batch."""

    placement_id = Id(required=True, metadata={"label": N_("Penempatan")})
    batch = Text(required=True, most=40, metadata={"label": N_("Kode produksi")})
    quantity = WholeNumber(required=True, least=1, most=10**6, metadata={"label": N_("Jumlah")})


class AnnounceFields(Schema):
    """Why goods go back and by when they are to be fetched."""

    reason = Code(ReturnReason, required=True, metadata={"label": N_("Sebab retur")})
    pick_up_by = Day(load_default=None, allow_none=True, metadata={"label": N_("Diambil paling lambat")})
    note = Text(most=500, lines=True, load_default="", metadata={"label": N_("Catatan")})


class AnnounceReturn(AnnounceFields):
    """Pieces an outlet sets aside for their producer."""

    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    lines = Listed(Nested(ReturnLineInput), required=True, most=MOST_LINES, metadata={"label": N_("Barang")})


class PickUpReturn(Schema):
    """Who fetched the goods."""

    fetched_by = Text(required=True, most=120, metadata={"label": N_("Diambil oleh")})
    on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal diambil")})


class DisposeReturn(Schema):
    """How goods nobody fetched were destroyed."""

    disposed_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal pemusnahan")})
    method = Text(required=True, most=300, lines=True, metadata={"label": N_("Cara pemusnahan")})
    witnesses = Text(required=True, most=300, lines=True, metadata={"label": N_("Saksi")})
    photo = Upload(load_default=None, metadata={"label": N_("Foto pemusnahan")})


class CancelReturn(Schema):
    """Why the goods stay for sale."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class ReturnLineAnswer(AnswerSchema):
    """Pieces of one batch as answered."""

    placement_id = fields.Integer()
    batch = fields.String()
    expires_on = Day(allow_none=True)
    quantity = fields.Integer()


class ReturnDisposalAnswer(AnswerSchema):
    """The record of disposal."""

    disposed_on = Day()
    method = fields.String()
    witnesses = fields.String()


class ReturnRow(AnswerSchema):
    """A return in a list."""

    id = fields.Integer()
    number = fields.String()
    status = fields.String()
    reason = fields.String()
    outlet_id = fields.Integer()
    producer_id = fields.Integer()
    pick_up_by = Day()


class ReturnAnswer(ReturnRow):
    """One return."""

    note = fields.String()
    announced_on = Day()
    closed_on = Day(allow_none=True)
    fetched_by = fields.String()
    cancelled_reason = fields.String(allow_none=True)
    lines = fields.List(fields.Nested(ReturnLineAnswer))
    disposal = fields.Nested(ReturnDisposalAnswer, allow_none=True)


ReturnPage = page_of(ReturnRow)
