"""The shapes of changes, photos, prices and the permit of a product; what they mean is judged by the verbs."""

from enum import StrEnum
from typing import Any

from flask import url_for
from marshmallow import fields

from core.dates import today
from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Rupiah, Schema, Text, WholeNumber, page_of
from core.languages import speak
from core.wording import N_
from partnerships.pirt_routing import FOOD_PERMITS, QUESTIONS
from partnerships.product_photos import MOST_PHOTOS, PhotoRole
from partnerships.schemas import ProductContent, Upload
from partnerships.watch_states import Changed


class Told(StrEnum):
    """How a question about the permit is answered on a form."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Place(StrEnum):
    """Where a photo shall stand, as chosen on a form."""

    P1 = "1"
    P2 = "2"
    P3 = "3"
    P4 = "4"
    P5 = "5"
    P6 = "6"
    P7 = "7"
    P8 = "8"
    REMOVE = "remove"


PermitChoice = StrEnum("PermitChoice", {route.name: route.value for route in FOOD_PERMITS})


class PlacedPhoto(Schema):
    """A photo that is shown, and what it shows."""

    id = Id(required=True)
    role = Code(PhotoRole, load_default=PhotoRole.OTHER)


class ArrangePhotos(Schema):
    """The photos a product shows, the main one first; a photo left out is shown no more."""

    photos = Listed(Nested(PlacedPhoto), most=100, required=True, metadata={"label": N_("Foto")})


class AddPhoto(Schema):
    """One more photo of a product."""

    photo = Upload(required=True, metadata={"label": N_("Foto")})
    role = Code(PhotoRole, load_default=PhotoRole.OTHER, metadata={"label": N_("Yang terlihat")})


class ChangeProduct(ProductContent):
    """A change of a product; `version` is that of the product its author looked at."""

    version = WholeNumber(least=1, load_default=None, allow_none=True, metadata={"label": N_("Versi")})
    changed_in_making = Listed(
        Code(Changed), most=len(Changed), load_default=list, metadata={"label": N_("Cara membuatnya berubah")}
    )
    note = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Jelaskan perubahannya")})
    photos = Listed(Nested(PlacedPhoto), most=100, load_default=None, allow_none=True, metadata={"label": N_("Foto")})


def question_field(code: str) -> str:
    """The name of the field of a question on a form."""
    return f"route_{code}"


class _ProductForm(ProductContent):
    """A product as its form sends it: photos by place, answers one by one."""

    version = WholeNumber(least=1, load_default=None, metadata={"label": N_("Versi")})
    changed_in_making = Listed(
        Code(Changed), most=len(Changed), load_default=list, metadata={"label": N_("Cara membuatnya berubah")}
    )
    note = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Jelaskan perubahannya")})
    new_photos = Listed(Upload(), most=50, load_default=list, metadata={"label": N_("Tambah foto")})
    photo_id = Listed(Id(), most=MOST_PHOTOS, load_default=list, metadata={"label": N_("Foto")})
    photo_place = Listed(Code(Place), most=MOST_PHOTOS, load_default=list, metadata={"label": N_("Urutan")})
    photo_role = Listed(Code(PhotoRole), most=MOST_PHOTOS, load_default=list, metadata={"label": N_("Yang terlihat")})


ProductForm: type[Schema] = _ProductForm.from_dict(  # type: ignore[assignment]
    {
        question_field(code): Code(Told, load_default=Told.UNKNOWN, metadata={"label": question.text})
        for code, question in QUESTIONS.items()
    },
    name="ProductForm",
)
"""The form of a product, with one field for each question about its permit."""


def told_by_form(loaded: dict[str, Any]) -> dict[str, Any]:
    """What a loaded form says, as the verbs take it: answers as one mapping, photos in the order of their places."""
    told = {name: value for name, value in loaded.items() if not name.startswith(("route_", "photo_"))}
    answers = {code: loaded[question_field(code)] for code in QUESTIONS}
    told["route_answers"] = {code: answer is Told.YES for code, answer in answers.items() if answer != Told.UNKNOWN}
    rows = list(zip(loaded["photo_id"], loaded["photo_place"], loaded["photo_role"], strict=False))
    kept = sorted((row for row in rows if row[1] != Place.REMOVE), key=lambda row: row[1].value)
    told["photos"] = [{"id": photo_id, "role": role.value} for photo_id, _place, role in kept]
    return told


class SetPrice(Schema):
    """A new price of a product and the day it starts on, today unless said otherwise."""

    price_rupiah = Rupiah(required=True, least=1, most=10**9, metadata={"label": N_("Harga baru")})
    starts_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Berlaku mulai")})


class DecideRoute(Schema):
    """Which permit a product needs, where its answers leave that to a verifier."""

    route = Code(PermitChoice, required=True, metadata={"label": N_("Izin yang diperlukan")})
    reason = Text(required=True, most=1000, lines=True, metadata={"label": N_("Alasan")})


class PhotoAnswer(AnswerSchema):
    """A photo a product shows."""

    id = fields.Integer()
    role = fields.String()
    url = fields.Function(lambda photo: url_for("products.photo", photo_id=photo["id"]))
    small_url = fields.Function(lambda photo: url_for("products.small_photo", photo_id=photo["id"]))


class PhotosAnswer(AnswerSchema):
    """The photos that are approved, and those of the change that waits when one does."""

    items = fields.List(fields.Nested(PhotoAnswer))
    proposed = fields.List(fields.Nested(PhotoAnswer), allow_none=True)


class PriceAnswer(AnswerSchema):
    """A price and the days it holds."""

    price_rupiah = fields.Integer()
    starts_on = fields.Date()
    ends_on = fields.Date()
    current = fields.Function(lambda period: period.holds_on(today()), metadata={"type": "boolean"})
    set_by_id = fields.Integer()


class RevisionAnswer(AnswerSchema):
    """A change of an approved product."""

    id = fields.Integer()
    product_id = fields.Integer()
    number = fields.Integer()
    content = fields.Dict()
    before = fields.Dict()
    changed_in_making = fields.List(fields.String())
    note = fields.String()
    status = fields.String()
    submitted_by_id = fields.Integer()
    submitted_at = fields.AwareDateTime(format="iso")
    decided_by_id = fields.Integer()
    decided_at = fields.AwareDateTime(format="iso")
    reason = fields.String()


class ReasonAnswer(AnswerSchema):
    """Why the answers lead where they lead."""

    sentence = fields.Function(lambda reason: speak(reason.sentence), metadata={"type": "string"})
    source = fields.Function(lambda reason: speak(reason.source), metadata={"type": "string"})


class RouteAnswer(AnswerSchema):
    """Where the answers lead, what a verifier decided, and the permit that counts."""

    route = fields.String()
    decided_route = fields.String()
    needed = fields.String()
    reasons = fields.List(fields.Nested(ReasonAnswer))
    unanswered = fields.List(fields.String())


PricePage = page_of(PriceAnswer)
RevisionPage = page_of(RevisionAnswer)
