"""The shapes of what comes in and goes out about personal data."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Id, Schema, Text, YesNo, page_of
from core.wording import N_
from partnerships.personal_codes import Channel, IdentityProof, Purpose, RefusalArticle, RequestKind

CHANNEL = N_("Diterima lewat")
SOURCE = N_("Sumber")


class GiveConsent(Schema):
    """A yes or no to one purpose; staff say how it reached them."""

    purpose = Code(Purpose, required=True, metadata={"label": N_("Tujuan")})
    granted = YesNo(required=True, metadata={"label": N_("Setuju")})
    channel = Code(Channel, load_default=Channel.SELF, metadata={"label": CHANNEL})
    source = Text(most=200, load_default="", metadata={"label": SOURCE})


class AskAboutData(Schema):
    """What a producer asks about its data."""

    kind = Code(RequestKind, required=True, metadata={"label": N_("Apa yang Anda minta?")})
    purpose = Code(Purpose, load_default=None, allow_none=True, metadata={"label": N_("Persetujuan yang ditarik")})
    words = Text(most=2000, lines=True, load_default="", metadata={"label": N_("Penjelasan")})
    channel = Code(Channel, load_default=Channel.SELF, metadata={"label": CHANNEL})
    source = Text(most=200, load_default="", metadata={"label": SOURCE})


class AskAboutDataFor(AskAboutData):
    """The same by program: it names the producer."""

    producer_id = Id(required=True)


class AskPublicly(Schema):
    """What anybody may ask on the public page."""

    kind = Code(RequestKind, required=True, metadata={"label": N_("Apa yang Anda minta?")})
    name = Text(required=True, most=120, metadata={"label": N_("Nama Anda (sesuai KTP)")})
    contact = Text(required=True, most=120, metadata={"label": N_("Nomor telepon yang dapat dihubungi")})
    words = Text(required=True, most=2000, lines=True, metadata={"label": N_("Usaha yang dimaksud dan penjelasan")})


class CheckIdentity(Schema):
    """How it is known that whoever asks is the person, and which producer is meant."""

    proof = Code(IdentityProof, required=True, metadata={"label": N_("Bukti identitas")})
    producer_id = Id(load_default=None, allow_none=True, metadata={"label": N_("ID pelaku UMKM")})


class Finish(Schema):
    """The answer to a request that was done."""

    answer = Text(required=True, most=2000, metadata={"label": N_("Jawaban untuk pemohon")})


class Refuse(Schema):
    """On what article and in what words a request is refused."""

    article = Code(RefusalArticle, required=True, metadata={"label": N_("Dasar penolakan (UU 27/2022)")})
    answer = Text(required=True, most=2000, metadata={"label": N_("Penjelasan untuk pemohon")})


class SendBack(Schema):
    """Why a prepared erasure goes back, or a restriction is lifted."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class DataRequestAnswer(AnswerSchema):
    """A request as the API tells it; what was written in it is read on the desk alone."""

    id = fields.Integer()
    kind = fields.String()
    status = fields.String()
    producer_id = fields.Integer()
    purpose = fields.String()
    channel = fields.String()
    received_at = fields.AwareDateTime(format="iso")
    deadline_at = fields.AwareDateTime(format="iso")
    closed_at = fields.AwareDateTime(format="iso")
    article = fields.String()
    answer = fields.String()


DataRequestPage = page_of(DataRequestAnswer)


class ConsentAnswer(AnswerSchema):
    """What a producer said about one purpose, and whether it holds now."""

    purpose = fields.String()
    granted = fields.Boolean()
    allowed = fields.Boolean()
    text_version = fields.Integer()
    at = fields.AwareDateTime(format="iso")
    channel = fields.String()


class ConsentsAnswer(AnswerSchema):
    """Every purpose of a producer."""

    items = fields.List(fields.Nested(ConsentAnswer))
