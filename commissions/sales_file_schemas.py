"""The shape of a till file's steps as they are sent and answered."""

from marshmallow import fields, post_load

from commissions.sales_import import CodeMeaning
from commissions.sales_schemas import OverlapInput
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Schema, Text, YesNo
from core.file_schemas import DateStyleCode, FileRowAnswer, MappingAnswer, NoticeAnswer, NumberStyleCode
from core.wording import N_
from outlets.sales_columns import COLUMNS
from outlets.states import OverlapDecision
from partnerships.schemas import Upload

COLUMN_LABELS = {
    "tanggal": N_("Tanggal"),
    "kode_produk": N_("Kode produk"),
    "jumlah": N_("Jumlah"),
    "harga_satuan": N_("Harga satuan"),
    "no_struk": N_("Nomor struk"),
    "total": N_("Total baris"),
    "struk_asal": N_("Nomor struk asal retur"),
}


class SalesFileInput(Schema):
    """A till's file."""

    file = Upload(required=True, metadata={"label": N_("Berkas dari kasir"), "type": "string", "format": "binary"})
    source = Text(most=200, load_default="", metadata={"label": N_("Asal berkas")})


class UploadForm(SalesFileInput):
    """The same, with the outlet it is for."""

    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})


class ColumnsInput(Schema):
    """Which heading of the file stands for which of our columns."""

    tanggal = Text(most=200, metadata={"label": COLUMN_LABELS["tanggal"]})
    kode_produk = Text(most=200, metadata={"label": COLUMN_LABELS["kode_produk"]})
    jumlah = Text(most=200, metadata={"label": COLUMN_LABELS["jumlah"]})
    harga_satuan = Text(most=200, metadata={"label": COLUMN_LABELS["harga_satuan"]})
    no_struk = Text(most=200, metadata={"label": COLUMN_LABELS["no_struk"]})
    total = Text(most=200, metadata={"label": COLUMN_LABELS["total"]})
    struk_asal = Text(most=200, metadata={"label": COLUMN_LABELS["struk_asal"]})


class MappingInput(Schema):
    """How the outlet's till writes its files."""

    columns = Nested(ColumnsInput)
    number_style = Code(NumberStyleCode, allow_none=True)
    date_style = Code(DateStyleCode, allow_none=True)
    sheet = Text(most=200)


class MatchColumns(ColumnsInput):
    """The same as one flat form, where the columns every sale needs must be chosen."""

    tanggal = Text(most=200, required=True, metadata={"label": COLUMN_LABELS["tanggal"]})
    kode_produk = Text(most=200, required=True, metadata={"label": COLUMN_LABELS["kode_produk"]})
    jumlah = Text(most=200, required=True, metadata={"label": COLUMN_LABELS["jumlah"]})
    harga_satuan = Text(most=200, required=True, metadata={"label": COLUMN_LABELS["harga_satuan"]})
    number_style = Code(NumberStyleCode, metadata={"label": N_("Cara menulis angka")})
    date_style = Code(DateStyleCode, metadata={"label": N_("Cara menulis tanggal")})
    sheet = Text(most=200, metadata={"label": N_("Lembar")})


class CodeMeaningInput(Schema):
    """A till code and the placement it means."""

    code = Text(required=True, most=64)
    placement_id = Id(required=True)

    @post_load
    def as_meaning(self, data: dict[str, object], **_kwargs: object) -> CodeMeaning:
        """The plain value the verb takes."""
        return CodeMeaning(**data)  # type: ignore[arg-type]


class CodesInput(Schema):
    """What codes mean, learned once for all."""

    codes = Listed(Nested(CodeMeaningInput), required=True)


class ConfirmInput(Schema):
    """Whether the good rows are posted although others are wrong."""

    skip_wrong = YesNo(load_default=False)
    overlap = Nested(OverlapInput, allow_none=True, load_default=None)


class PostForm(Schema):
    """The same on a page, flat."""

    skip_wrong = YesNo(load_default=False, metadata={"label": N_("Bukukan baris yang benar saja")})


class DecideForm(PostForm):
    """The same for a file that brings days another report answers for."""

    decision = Code(OverlapDecision, required=True, metadata={"label": N_("Keputusan")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class DayDifferenceAnswer(AnswerSchema):
    """One product on one day in both sources; pieces and rupiah."""

    sold_on = fields.String()
    product_id = fields.Integer()
    name = fields.String()
    pieces_standing = fields.Integer()
    rupiah_standing = fields.Integer()
    pieces_coming = fields.Integer()
    rupiah_coming = fields.Integer()
    pieces_more = fields.Integer()


class SuggestionAnswer(AnswerSchema):
    """A placement a code may mean."""

    placement_id = fields.Integer()
    name = fields.String()


class UnknownCodeAnswer(AnswerSchema):
    """A code that is no product of the outlet yet."""

    code = fields.String()
    name = fields.String()
    rows = fields.Integer()
    first_row = fields.Integer()
    suggestions = fields.List(fields.Nested(SuggestionAnswer))


class SalesFileAnswer(AnswerSchema):
    """The dry run: each row read stands in one class."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    status = fields.String()
    original_name = fields.String()
    sha256 = fields.String()
    rows_read = fields.Integer()
    rows_valid = fields.Integer()
    rows_held = fields.Integer()
    rows_returned = fields.Integer()
    rows_duplicate = fields.Integer()
    rows_unknown_product = fields.Integer()
    rows_wrong = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    rows = fields.List(fields.Nested(FileRowAnswer))
    rows_total = fields.Integer()
    warnings = fields.List(fields.Nested(FileRowAnswer))
    warnings_total = fields.Integer()
    notices = fields.List(fields.Nested(NoticeAnswer))
    differences = fields.List(fields.Nested(DayDifferenceAnswer))
    unknown_codes = fields.List(fields.Nested(UnknownCodeAnswer))
    mapping = fields.Nested(MappingAnswer)
    report_ids = fields.List(fields.Integer())


class MonthPostedAnswer(AnswerSchema):
    """The report made of the lines of one month; `posted_in` is later when that month was closed."""

    id = fields.Integer()
    month = fields.String()
    posted_in = fields.String()
    late = fields.Boolean()
    period_start = Day()
    period_end = Day()
    lines_posted = fields.Integer()
    lines_held = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()


class ConfirmedAnswer(AnswerSchema):
    """What confirming a file made."""

    id = fields.Integer()
    status = fields.String()
    lines_posted = fields.Integer()
    lines_held = fields.Integer()
    gross_rupiah = fields.Integer()
    commission_rupiah = fields.Integer()
    rows_left_out = fields.Integer()
    reports = fields.List(fields.Nested(MonthPostedAnswer))


if set(COLUMN_LABELS) != set(COLUMNS):
    raise ValueError("every column of a sales file needs a label")
