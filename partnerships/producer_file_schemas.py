"""The shape of the steps of a file of registrations as they are sent and answered."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Id, Listed, Nested, Schema, Text, YesNo, page_of
from core.file_schemas import DateStyleCode, FileRowAnswer, MappingAnswer, NoticeAnswer, NumberStyleCode
from core.wording import N_
from partnerships.producer_columns import COLUMN_LABELS, COLUMNS, REQUIRED
from partnerships.schemas import Upload
from partnerships.states import Source


class ProducerFileInput(Schema):
    """A file of registrations."""

    file = Upload(required=True, metadata={"label": N_("Berkas UMKM"), "type": "string", "format": "binary"})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


def columns_schema(name: str, required: tuple[str, ...]) -> type[Schema]:
    """A schema with a text for each of our columns: the heading of the file that stands for it."""
    return Schema.from_dict(  # type: ignore[return-value]
        {
            column: Text(most=200, required=column in required, metadata={"label": COLUMN_LABELS[column]})
            for column in COLUMNS
        },
        name=name,
    )


class ProducerMappingInput(Schema):
    """How files with these headings are written."""

    columns = Nested(columns_schema("ProducerColumnsInput", ()))
    number_style = Code(NumberStyleCode, allow_none=True)
    date_style = Code(DateStyleCode, allow_none=True)
    sheet = Text(most=200)


class MatchProducerColumns(columns_schema("MatchProducerColumnsBase", REQUIRED)):  # type: ignore[misc]
    """The same as one flat form, where the columns every registration needs must be chosen."""

    number_style = Code(NumberStyleCode, metadata={"label": N_("Cara menulis angka")})
    date_style = Code(DateStyleCode, metadata={"label": N_("Cara menulis tanggal")})
    sheet = Text(most=200, metadata={"label": N_("Lembar")})


class ProducerConfirmInput(Schema):
    """Whether the good rows are registered although others are wrong, and which rows of known people are dealt with."""

    skip_wrong = YesNo(load_default=False)
    merge = Listed(Id(), most=10_000, load_default=list)
    register = Listed(Id(), most=10_000, load_default=list)


class RegisterFileForm(Schema):
    """The first of it on a page, where the rest was chosen row by row before."""

    skip_wrong = YesNo(load_default=False, metadata={"label": N_("Daftarkan baris yang benar saja")})


class MatchAnswer(AnswerSchema):
    """A row that looks like somebody known: whom, by what, and what may be done with it."""

    row = fields.Integer()
    state = fields.String()
    known_by = fields.String()
    same_as_row = fields.Integer(allow_none=True)
    producer_id = fields.Integer(allow_none=True)
    choices = fields.List(fields.String())
    choice = fields.String()
    fills = fields.Dict()


class ProducerFileAnswer(AnswerSchema):
    """The dry run: each row read stands in one class."""

    id = fields.Integer()
    status = fields.String()
    original_name = fields.String()
    source = fields.String()
    uploaded_by_id = fields.Integer()
    uploaded_at = fields.AwareDateTime(format="iso")
    rows_read = fields.Integer()
    rows_valid = fields.Integer()
    rows_wrong = fields.Integer()
    rows_duplicate = fields.Integer()
    rows_registered = fields.Integer()
    rows_warned = fields.Integer()
    rows = fields.List(fields.Nested(FileRowAnswer))
    rows_total = fields.Integer()
    matches = fields.List(fields.Nested(MatchAnswer))
    matches_total = fields.Integer()
    notices = fields.List(fields.Nested(NoticeAnswer))
    mapping = fields.Nested(MappingAnswer)
    registered = fields.Integer()
    merged = fields.Integer()
    skipped = fields.Integer()
    left_out = fields.Integer()
    removed = fields.Boolean()


class ProducersRegisteredAnswer(AnswerSchema):
    """What confirming a file did."""

    id = fields.Integer()
    status = fields.String()
    registered = fields.Integer()
    merged = fields.Integer()
    skipped = fields.Integer()
    left_out = fields.Integer()


class ProducerFileBrief(AnswerSchema):
    """A file in the list."""

    id = fields.Integer()
    status = fields.String()
    original_name = fields.String()
    uploaded_by_id = fields.Integer()
    uploaded_at = fields.AwareDateTime(format="iso")
    rows_read = fields.Function(lambda found: found.counts.get("rows_read", 0), metadata={"type": "integer"})
    registered = fields.Function(lambda found: found.counts.get("registered", 0), metadata={"type": "integer"})


ProducerFilePage = page_of(ProducerFileBrief)
