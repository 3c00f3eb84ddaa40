"""The shapes of what comes in and goes out about ended documents, the halal watch and visits."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Schema, Text
from core.wording import N_
from partnerships.schemas import Upload, page_of
from partnerships.watch_states import Changed, Ground, ReviewOutcome, Verdict


class Revoke(Schema):
    """A revocation on one of the six grounds, with words of one's own where they help."""

    ground = Code(Ground, required=True, metadata={"label": N_("Alasan pencabutan")})
    words = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Penjelasan")})


class DeclareChange(Schema):
    """What changed in how a product is made."""

    changed = Code(Changed, required=True, metadata={"label": N_("Apa yang berubah?")})
    what = Text(required=True, most=1000, lines=True, metadata={"label": N_("Jelaskan perubahannya")})
    changed_on = Day(required=True, metadata={"label": N_("Berubah sejak")})


class ReviewDecision(Schema):
    """Whether a halal claim holds after a change."""

    decision = Code(ReviewOutcome, required=True, metadata={"label": N_("Keputusan")})
    reason = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Alasan")})


class NoteVisit(Schema):
    """A visit to where the goods are made."""

    visited_on = Day(required=True, metadata={"label": N_("Tanggal kunjungan")})
    verdict = Code(Verdict, required=True, metadata={"label": N_("Kesimpulan")})
    findings = Text(required=True, most=2000, lines=True, metadata={"label": N_("Temuan")})
    evidence = Upload(required=True, metadata={"label": N_("Foto tempat produksi")})


class ReviewAnswer(AnswerSchema):
    """A review of a halal claim as the API tells it."""

    id = fields.Integer()
    requirement_id = fields.Integer()
    product_id = fields.Integer()
    changed = fields.String()
    what = fields.String()
    changed_on = fields.Date()
    status = fields.String()
    declared_by_id = fields.Integer()
    declared_at = fields.AwareDateTime(format="iso")
    decided_by_id = fields.Integer()
    decided_at = fields.AwareDateTime(format="iso")
    reason = fields.String()


class ReviewsOpened(AnswerSchema):
    """The reviews a declared change opened."""

    reviews = fields.List(fields.Nested(ReviewAnswer))


ReviewPage = page_of(ReviewAnswer, "HalalReviewPage")


class VisitAnswer(AnswerSchema):
    """A visit as the API tells it."""

    id = fields.Integer()
    producer_id = fields.Integer()
    visited_on = fields.Date()
    verdict = fields.String()
    findings = fields.String()
    visited_by_id = fields.Integer()
    created_at = fields.AwareDateTime(format="iso")


class VisitsAnswer(AnswerSchema):
    """The visits to a producer, newest first."""

    items = fields.List(fields.Nested(VisitAnswer))
