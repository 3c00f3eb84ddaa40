"""The shapes of what comes in and goes out about stock counts."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, WholeNumber, YesNo, page_of
from core.wording import N_
from outlets.count_states import CountKind, CountOutcome
from outlets.states import StockPolicy

MOST_LINES = 5_000
MOST_PIECES = 10**6
LONGEST_AGO_SECONDS = 14 * 24 * 3600
LABEL_OF_OVERLAP = N_("Mengapa ditambahkan ke hari yang sudah dilaporkan")


class BeginCount(Schema):
    """What is counted, and whether today's sales are over."""

    sales_until = Day(load_default=None, allow_none=True, metadata={"label": N_("Penjualan sampai dengan")})
    kind = Code(CountKind, load_default=CountKind.REGULAR, metadata={"label": N_("Jenis")})
    policy = Code(StockPolicy, load_default=None, allow_none=True, metadata={"label": N_("Pencatatan stok")})


class CountLineInput(Schema):
    """What was counted of one batch, or of one placement."""

    placement_id = Id(required=True, metadata={"label": N_("Penempatan")})
    batch = Text(most=40, load_default="", metadata={"label": N_("Kode produksi")})
    expires_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal kedaluwarsa")})
    counted = WholeNumber(required=True, most=MOST_PIECES, metadata={"label": N_("Jumlah di rak")})
    seconds_ago = WholeNumber(load_default=0, most=LONGEST_AGO_SECONDS, metadata={"label": N_("Detik yang lalu")})


class EnterCount(Schema):
    """The numbers of a sheet."""

    lines = Listed(Nested(CountLineInput), required=True, most=MOST_LINES, metadata={"label": N_("Barang")})
    key = Text(most=64, load_default="", metadata={"label": N_("Kunci kiriman")})
    shelf_is_empty = YesNo(load_default=False, metadata={"label": N_("Raknya memang kosong")})


class DifferenceInput(Schema):
    """What became of pieces of one line."""

    line_id = Id(required=True, metadata={"label": N_("Baris")})
    outcome = Code(CountOutcome, required=True, metadata={"label": N_("Penjelasan")})
    pieces = WholeNumber(required=True, least=1, most=MOST_PIECES, metadata={"label": N_("Jumlah")})
    reason = Text(most=300, lines=True, load_default="", metadata={"label": N_("Keterangan")})


class ConfirmCount(Schema):
    """Agreeing with a count; asks for a reason only where what it found sold falls on days reported already."""

    overlap_reason = Text(most=500, lines=True, load_default="", metadata={"label": LABEL_OF_OVERLAP})


class ClassifyCount(ConfirmCount):
    """What became of every difference."""

    differences = Listed(Nested(DifferenceInput), load_default=list, most=MOST_LINES, metadata={"label": N_("Selisih")})


class CountReason(Schema):
    """Why a count is given up or goes back."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class DifferenceAnswer(AnswerSchema):
    """Pieces of a line with what was said about them; a charge may name their id."""

    id = fields.Integer()
    outcome = fields.String()
    pieces = fields.Integer()
    surplus = fields.Boolean()
    reason = fields.String()


class CountLineAnswer(AnswerSchema):
    """What was counted of a batch against the books; `expected` only once the sheet was sent."""

    id = fields.Integer()
    placement_id = fields.Integer()
    producer_id = fields.Integer()
    product_name = fields.String()
    batch = fields.String(allow_none=True)
    expires_on = fields.Date(allow_none=True)
    counted = fields.Integer()
    expected = fields.Integer()
    difference = fields.Integer()
    counted_at = fields.AwareDateTime(format="iso")
    differences = fields.List(fields.Nested(DifferenceAnswer))


class CountAnswer(AnswerSchema):
    """A count with its lines."""

    id = fields.Integer()
    number = fields.String()
    outlet_id = fields.Integer()
    kind = fields.String()
    status = fields.String()
    policy = fields.String()
    sales_until = fields.Date()
    opened_at = fields.AwareDateTime(format="iso")
    lines = fields.List(fields.Nested(CountLineAnswer))


class CountRowAnswer(AnswerSchema):
    """A count in a list."""

    id = fields.Integer()
    number = fields.String()
    outlet_id = fields.Integer()
    kind = fields.String()
    status = fields.String()
    sales_until = fields.Date()


CountPage = page_of(CountRowAnswer)
