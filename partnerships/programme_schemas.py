"""The shapes of what comes in and goes out about programmes, sessions, invitations and attendance."""

import re
from datetime import time
from typing import Any

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Schema, Text, Translated, WholeNumber
from core.wording import N_
from partnerships.growth import SizeClass
from partnerships.product_categories import CATEGORIES
from partnerships.programme_candidates import MOST_AT_ONCE, USUAL_NUMBER
from partnerships.programme_states import Answer, ProgrammeKind
from partnerships.requirement_kinds import KINDS
from partnerships.schemas import page_of
from partnerships.states import Source

MOST_PLACES = 10_000
TYPED_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?", re.ASCII)


class TimeOfDay(Translated, fields.Field):
    """A time of day in the agency's zone, `09:00`; `09.00` is read too. Serialises as `09:00`."""

    default_error_messages = {"not_a_time": N_("Tulis jam sebagai jam:menit, misalnya 09:00.")}  # noqa: RUF012

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> time:
        match = TYPED_TIME.fullmatch(value.strip()) if isinstance(value, str) else None
        if match is None:
            raise self.make_error("not_a_time")
        return time(int(match[1]), int(match[2]))


class OneOf(Text):
    """One of the codes of a table, such as a kind of requirement."""

    default_error_messages = {"unknown": N_("Pilihan ini tidak dikenal.")}  # noqa: RUF012

    def __init__(self, codes: Any, **kwargs: Any) -> None:  # noqa: ANN401 - any container of codes
        """`codes` holds what may be chosen."""
        super().__init__(most=40, **kwargs)
        self.codes = codes

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text and text not in self.codes:
            raise self.make_error("unknown")
        return text


class ProgrammeContent(Schema):
    """What a programme is."""

    kind = Code(ProgrammeKind, required=True, metadata={"label": N_("Jenis program")})
    title = Text(required=True, most=120, metadata={"label": N_("Judul")})
    description = Text(most=2000, lines=True, load_default="", metadata={"label": N_("Isi program")})
    aims = Listed(
        OneOf(KINDS), most=len(KINDS), load_default=list, metadata={"label": N_("Membantu mendapatkan persyaratan")}
    )
    partner_offices = Listed(Text(most=100), most=20, load_default=list, metadata={"label": N_("Instansi mitra")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Wilayah")})


class ProgrammeForm(ProgrammeContent):
    """The same on a page, where the offices stand one on a line."""

    partner_offices = Text(most=2000, lines=True, load_default="", metadata={"label": N_("Instansi mitra")})


class SessionContent(Schema):
    """When and where a session is, and for how many."""

    day = Day(required=True, metadata={"label": N_("Tanggal")})
    starts = TimeOfDay(required=True, metadata={"label": N_("Mulai")})
    ends = TimeOfDay(required=True, metadata={"label": N_("Selesai")})
    place = Text(required=True, most=200, metadata={"label": N_("Tempat")})
    places = WholeNumber(required=True, least=1, most=MOST_PLACES, metadata={"label": N_("Jumlah tempat")})
    answer_by = Day(required=True, metadata={"label": N_("Batas jawaban")})


class CancelSession(Schema):
    """Why a session does not take place."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class InviteToSession(Schema):
    """Whom to invite: named, or found by what they lack, where they are, what they make and how large they are."""

    producer_ids = Listed(Id(), most=MOST_AT_ONCE, load_default=None, metadata={"label": N_("Pelaku UMKM")})
    missing = OneOf(KINDS, load_default="", metadata={"label": N_("Belum punya")})
    region_code = Text(most=13, load_default="", metadata={"label": N_("Wilayah")})
    category = OneOf(CATEGORIES, load_default="", metadata={"label": N_("Kategori")})
    size_class = Code(SizeClass, load_default=None, metadata={"label": N_("Skala usaha")})
    most = WholeNumber(least=1, most=MOST_AT_ONCE, load_default=USUAL_NUMBER, metadata={"label": N_("Paling banyak")})


class AnswerInvitation(Schema):
    """Yes or no; staff say from what source they know."""

    answer = Code(Answer, required=True, metadata={"label": N_("Jawaban")})
    source = Code(Source, load_default=None, metadata={"label": N_("Sumber jawaban")})


class MarkAttendance(Schema):
    """Who came, and who against what was noted did not."""

    present = Listed(Id(), most=MOST_AT_ONCE, load_default=list, metadata={"label": N_("Hadir")})
    absent = Listed(Id(), most=MOST_AT_ONCE, load_default=list, metadata={"label": N_("Tidak hadir")})
    reason = Text(most=500, lines=True, load_default="", metadata={"label": N_("Alasan perbaikan")})


class ProgrammeAnswer(AnswerSchema):
    """A programme as the API tells it."""

    id = fields.Integer()
    kind = fields.String()
    title = fields.String()
    description = fields.String()
    aims = fields.List(fields.String())
    partner_offices = fields.List(fields.String())
    region_code = fields.String()
    created_at = fields.AwareDateTime(format="iso")


ProgrammePage = page_of(ProgrammeAnswer, "ProgrammePage")


class ProgrammeSessionAnswer(AnswerSchema):
    """A session as the API tells it; instants carry their zone."""

    id = fields.Integer()
    programme_id = fields.Integer()
    day = fields.Date()
    starts_at = fields.AwareDateTime(format="iso")
    ends_at = fields.AwareDateTime(format="iso")
    place = fields.String()
    places = fields.Integer()
    answer_by = fields.Date()
    status = fields.String()
    reason = fields.String(allow_none=True)


SessionPage = page_of(ProgrammeSessionAnswer, "ProgrammeSessionPage")


class ProgrammeInvitationAnswer(AnswerSchema):
    """An invitation as the API tells it; `place_in_line` counts those who wait, from 1, and is 0 for anybody else."""

    id = fields.Integer()
    session_id = fields.Integer()
    producer_id = fields.Integer()
    status = fields.String()
    place_in_line = fields.Integer()
    source = fields.String()
    answered_at = fields.AwareDateTime(format="iso", allow_none=True)


class InvitationsMade(AnswerSchema):
    """The invitations that were made."""

    items = fields.List(fields.Nested(ProgrammeInvitationAnswer))


InvitationPage = page_of(ProgrammeInvitationAnswer, "ProgrammeInvitationPage")


class AttendanceAnswer(AnswerSchema):
    """What was noted about one producer at a session."""

    id = fields.Integer()
    session_id = fields.Integer()
    producer_id = fields.Integer()
    is_present = fields.Boolean()
    seen_by = fields.String()
    reason = fields.String(allow_none=True)
    noted_by_id = fields.Integer()
    noted_at = fields.AwareDateTime(format="iso")


class AttendanceList(AnswerSchema):
    """What counts for each producer at a session."""

    items = fields.List(fields.Nested(AttendanceAnswer))


class AfterDays(AnswerSchema):
    """What was found so many days after: who was looked at again, and who of them gained a kind aimed at."""

    after_days = fields.Integer()
    looked_at = fields.Integer()
    gained = fields.Integer()


class GroupAnswer(AnswerSchema):
    """A group in numbers; `lacking` lacked a kind aimed at on the day, and only they can gain one."""

    producers = fields.Integer()
    lacking = fields.Integer()
    after = fields.List(fields.Nested(AfterDays))


class EffectAnswer(AnswerSchema):
    """The effect of a programme: those who came beside those who were invited and did not."""

    attended = fields.Nested(GroupAnswer)
    absent = fields.Nested(GroupAnswer)
