"""The shapes that every upload of a file with rows shares: how its columns are told, and what is said of its rows."""

from enum import StrEnum

from marshmallow import fields

from core.fields import AnswerSchema


class NumberStyleCode(StrEnum):
    """How a file writes numbers: `1.250,00` or `1,250.00`."""

    ID = "id"
    EN = "en"


class DateStyleCode(StrEnum):
    """In which order a file writes day, month and year."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


class FileRowAnswer(AnswerSchema):
    """What is to be said of one row, where it stands as its owner sees it."""

    row = fields.Integer()
    field = fields.String()
    code = fields.String()
    message = fields.String()
    value = fields.String()
    sheet = fields.String()
    column = fields.String()
    heading = fields.String()


class NoticeAnswer(AnswerSchema):
    """What is to be said of the file as a whole."""

    code = fields.String()
    message = fields.String()


class MappingAnswer(AnswerSchema):
    """How the columns were understood, or the suggestions to confirm."""

    columns = fields.Dict(keys=fields.String(), values=fields.String())
    missing = fields.List(fields.String())
    titles = fields.List(fields.String())
    sample = fields.List(fields.List(fields.String()))
    heading_row = fields.Integer()
    sheet = fields.String()
    sheets = fields.List(fields.String())
    number_style = fields.String(allow_none=True)
    date_style = fields.String(allow_none=True)
