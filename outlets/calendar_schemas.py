"""The shapes of what comes in and goes out about the reporting calendar."""

from enum import StrEnum

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Listed, Month, Schema, Text, WholeNumber, YesNo, page_of
from core.wording import N_


class ContactMeans(StrEnum):
    """How staff spoke to an outlet."""

    PHONE = "phone"
    WHATSAPP = "whatsapp"
    VISIT = "visit"


MEANS_LABELS = {
    ContactMeans.PHONE: N_("Telepon"),
    ContactMeans.WHATSAPP: N_("WhatsApp"),
    ContactMeans.VISIT: N_("Kunjungan"),
}


class MonthQuery(Schema):
    """Which month of a calendar; this one when none is named."""

    month = Month()


class OpeningInput(Schema):
    """On which weekdays an outlet is open: 1 is Monday, 7 Sunday."""

    weekdays = Listed(WholeNumber(least=1, most=7), most=7, required=True, metadata={"label": N_("Hari buka")})
    opens_on_holidays = YesNo(load_default=False, metadata={"label": N_("Buka juga pada hari libur")})
    starts_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Berlaku mulai")})


class HolidayInput(Schema):
    """A holiday and where it is written."""

    day = Day(required=True, metadata={"label": N_("Tanggal")})
    name = Text(required=True, most=120, metadata={"label": N_("Nama hari libur")})
    source = Text(required=True, most=200, metadata={"label": N_("Sumber")})


class ContactInput(Schema):
    """How an outlet was spoken to, and what came of it."""

    means = Code(ContactMeans, required=True, metadata={"label": N_("Dihubungi lewat")})
    note = Text(required=True, most=500, lines=True, metadata={"label": N_("Hasil pembicaraan")})


class PeriodAnswer(AnswerSchema):
    """A period an outlet owes a report for, and what became of it."""

    start = Day()
    end = Day()
    cycle = fields.String()
    due_on = Day()
    state = fields.String()
    completed_on = Day(allow_none=True)
    days_late = fields.Integer()
    lacking_days = fields.List(Day())


class CalendarAnswer(AnswerSchema):
    """The calendar of an outlet for a month."""

    outlet_id = fields.Integer()
    month = fields.String()
    items = fields.List(fields.Nested(PeriodAnswer))


class ScoredAnswer(PeriodAnswer):
    """A period with the points it earned."""

    points = fields.Integer()


class DisciplineAnswer(AnswerSchema):
    """How reliably an outlet reports, with every period it was worked out from."""

    outlet_id = fields.Integer()
    score = fields.Integer(allow_none=True)
    days = fields.Integer()
    items = fields.List(fields.Nested(ScoredAnswer))


class StandingAnswer(AnswerSchema):
    """Where an outlet stands today."""

    outlet_id = fields.Integer()
    outlet_name = fields.String()
    missing = fields.Integer()
    days_late = fields.Integer()
    oldest_missing = Day(allow_none=True)
    score = fields.Integer(allow_none=True)
    task = fields.Boolean()


class HolidayAnswer(AnswerSchema):
    """A holiday."""

    id = fields.Integer()
    day = Day()
    name = fields.String()
    source = fields.String()


class HolidaysAnswer(AnswerSchema):
    """Every holiday that is kept."""

    items = fields.List(fields.Nested(HolidayAnswer))


class OpeningAnswer(AnswerSchema):
    """The opening days of an outlet as they were set."""

    outlet_id = fields.Integer()
    starts_on = Day()
    weekdays = fields.List(fields.Integer())
    opens_on_holidays = fields.Boolean()


class ContactAnswer(AnswerSchema):
    """That an outlet was spoken to."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    means = fields.String()


StandingPage = page_of(StandingAnswer)
