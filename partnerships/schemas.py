"""The shapes of what comes in and goes out; what they mean is judged by the verbs."""

from enum import StrEnum
from typing import Any

from marshmallow import fields
from werkzeug.datastructures import FileStorage

from accounts.access import person
from core.fields import (
    AnswerSchema,
    Code,
    Day,
    EMail,
    Id,
    Listed,
    Rupiah,
    Schema,
    Text,
    Translated,
    WholeNumber,
)
from core.languages import speak
from core.wording import N_
from partnerships.product_categories import CATEGORIES
from partnerships.refusal_words import refusal_told
from partnerships.requirement_kinds import KINDS, LABEL_ITEMS
from partnerships.requirements import warnings_for
from partnerships.states import Decision, ProducerStatus, Source

Category = StrEnum("Category", {code.upper(): code for code in CATEGORIES})
RequirementCode = StrEnum("RequirementCode", {code.upper(): code for code in KINDS})
LabelItem = StrEnum("LabelItem", {code.upper(): code for code in LABEL_ITEMS})
CurationDecision = StrEnum("CurationDecision", {d.name: d.value for d in Decision if d is not Decision.WAIVED})


class Upload(Translated, fields.Field):
    """A file that came along with a form or a multipart body."""

    default_error_messages = {"not_a_file": N_("Lampirkan sebuah berkas.")}  # noqa: RUF012 - marshmallow's own form

    def _deserialize(self, value: object, _attr: object, _data: object, **_kwargs: object) -> FileStorage:
        if not isinstance(value, FileStorage):
            raise self.make_error("not_a_file")
        return value


class JsonObject(Translated, fields.Dict):
    """An object whose keys are texts and whose values are judged by whoever knows what they mean."""

    default_error_messages = {"invalid": N_("Isinya harus berupa objek.")}  # noqa: RUF012


class ProducerProfile(Schema):
    """What is told of a business."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama usaha")})
    owner_name = Text(required=True, most=120, metadata={"label": N_("Nama pemilik (sesuai KTP)")})
    phone = Text(required=True, most=40, metadata={"label": N_("Nomor telepon/WhatsApp")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    address = Text(most=300, lines=True, load_default="", metadata={"label": N_("Alamat tempat produksi")})
    started_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Mulai usaha")})
    annual_sales_rupiah = Rupiah(load_default=None, allow_none=True, metadata={"label": N_("Penjualan setahun")})
    capital_rupiah = Rupiah(
        load_default=None, allow_none=True, metadata={"label": N_("Modal (tanpa tanah dan bangunan)")}
    )


class RegisterProducer(ProducerProfile):
    """A registration by staff, on behalf of the owner."""

    owner_nik = Text(required=True, most=40, metadata={"label": N_("NIK pemilik")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})


class ChangeProducerStatus(Schema):
    """A move of a producer by an officer."""

    status = Code(ProducerStatus, required=True, metadata={"label": N_("Status")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class StatePurpose(Schema):
    """For what personal data is opened."""

    purpose = Text(required=True, most=300, lines=True, metadata={"label": N_("Keperluan")})


class InviteMember(Schema):
    """Whom to invite to act for a producer."""

    email = EMail(required=True, metadata={"label": N_("Alamat surel")})
    name = Text(required=True, most=120, metadata={"label": N_("Nama")})


class WarningAnswer(AnswerSchema):
    """A warning as the API tells it."""

    code = fields.String()
    message = fields.Method("spoken")

    def spoken(self, warning: Any) -> str:  # noqa: ANN401 - a Problem or its stored form
        """The sentence in the reader's language."""
        if isinstance(warning, dict):
            return speak(warning["sentence"], **warning.get("params", {}))
        return speak(warning.sentence, **warning.params)


class ProducerAnswer(AnswerSchema):
    """A producer as the API tells it; of the NIK only the last four digits."""

    id = fields.Integer()
    name = fields.String()
    owner_name = fields.String()
    owner_nik_last4 = fields.String()
    phone = fields.String()
    region_code = fields.String()
    address = fields.String()
    started_on = fields.Date()
    annual_sales_rupiah = fields.Integer()
    capital_rupiah = fields.Integer()
    size_class = fields.String()
    status = fields.String()
    source = fields.String()
    created_at = fields.AwareDateTime(format="iso")
    version = fields.Integer()
    warnings = fields.List(fields.Nested(WarningAnswer))


class SubmitRequirement(Schema):
    """A document handed in; `details` holds what its kind needs beyond a number."""

    kind = Code(RequirementCode, required=True, metadata={"label": N_("Jenis persyaratan")})
    number = Text(most=200, load_default="", metadata={"label": N_("Nomor dokumen")})
    issued_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal terbit")})
    valid_until = Day(load_default=None, allow_none=True, metadata={"label": N_("Berlaku sampai")})
    product_ids = Listed(Id(), most=200, load_default=list, metadata={"label": N_("Produk yang tercakup")})
    details = JsonObject(keys=fields.String(), load_default=dict, metadata={"json": True, "label": N_("Rincian")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber data")})
    evidence = Upload(load_default=None, metadata={"label": N_("Foto atau berkas bukti")})
    evidence_back = Upload(load_default=None, metadata={"label": N_("Foto sisi belakang")})


class RequirementAnswer(AnswerSchema):
    """A requirement as the API tells it; a personal number only by its last four characters."""

    id = fields.Integer()
    producer_id = fields.Integer()
    kind = fields.String()
    number = fields.String(attribute="shown_number")
    issued_on = fields.Date()
    valid_until = fields.Date()
    details = fields.Dict()
    facts = fields.Dict()
    status = fields.String()
    product_ids = fields.Function(lambda requirement: [product.id for product in requirement.products])
    has_evidence = fields.Function(lambda requirement: requirement.evidence_id is not None)
    has_evidence_back = fields.Function(lambda requirement: requirement.evidence_back_id is not None)
    version = fields.Integer()
    source = fields.String()
    submitted_by_id = fields.Integer()
    submitted_at = fields.AwareDateTime(format="iso")
    decided_by_id = fields.Integer()
    decided_at = fields.AwareDateTime(format="iso")
    reason = fields.String()
    reason_code = fields.String()
    reason_told = fields.Function(refusal_told)
    missing_items = fields.List(fields.String())
    waiver_asked_by_id = fields.Integer()
    replaced_by_id = fields.Integer()
    warnings = fields.Function(
        lambda requirement: WarningAnswer(many=True).dump(warnings_for(requirement, person())),
        metadata={"type": "array", "items": {"type": "object"}},
    )


class Decide(Schema):
    """A decision about a document."""

    decision = Code(Decision, required=True, metadata={"label": N_("Keputusan")})
    reason_code = Text(most=60, load_default="", metadata={"label": N_("Alasan dari daftar")})
    reason = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Catatan Anda")})
    label_items = Listed(
        Code(LabelItem),
        most=len(LABEL_ITEMS),
        load_default=None,
        allow_none=True,
        metadata={"label": N_("Butir label yang ada")},
    )
    version = WholeNumber(least=1, load_default=None, allow_none=True, metadata={"label": N_("Versi")})


class DecideProduct(Schema):
    """A decision of curation; `version` is that of the product the reviewer looked at."""

    decision = Code(CurationDecision, required=True, metadata={"label": N_("Keputusan")})
    reason = Text(most=1000, lines=True, load_default="", metadata={"label": N_("Alasan")})
    version = WholeNumber(least=1, load_default=None, allow_none=True, metadata={"label": N_("Versi")})
    checked = Listed(
        Text(most=60), most=20, load_default=None, allow_none=True, metadata={"label": N_("Daftar periksa")}
    )


class ProductContent(Schema):
    """What is told of a product."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama produk")})
    category = Code(Category, required=True, metadata={"label": N_("Kategori")})
    sku = Text(required=True, most=40, metadata={"label": N_("SKU (kode Anda sendiri)")})
    gtin = Text(most=20, load_default="", allow_none=True, metadata={"label": N_("Kode batang (GTIN)")})
    packaging = Text(most=60, load_default="", allow_none=True, metadata={"label": N_("Kemasan")})
    net_weight_gram = WholeNumber(
        least=1, most=1_000_000, load_default=None, allow_none=True, metadata={"label": N_("Berat bersih")}
    )
    shelf_life_days = WholeNumber(
        least=1, most=3_650, load_default=None, allow_none=True, metadata={"label": N_("Masa simpan")}
    )
    price_rupiah = Rupiah(required=True, least=1, most=10**9, metadata={"label": N_("Harga jual")})
    answered_yes = Listed(
        Code(RequirementCode), most=len(KINDS), load_default=list, metadata={"label": N_("Jawaban ya")}
    )
    route_answers = JsonObject(
        keys=fields.String(), load_default=None, allow_none=True, metadata={"json": True, "label": N_("Jalur izin")}
    )


class ProductAnswer(AnswerSchema):
    """A product as the API tells it."""

    id = fields.Integer()
    producer_id = fields.Integer()
    name = fields.String()
    category = fields.String()
    sku = fields.String()
    gtin = fields.String()
    packaging = fields.String()
    net_weight_gram = fields.Integer()
    shelf_life_days = fields.Integer()
    price_rupiah = fields.Integer()
    answered_yes = fields.List(fields.String())
    route_answers = fields.Dict()
    decided_route = fields.String()
    photos = fields.List(fields.Dict())
    revision_number = fields.Integer()
    status = fields.String()
    submitted_at = fields.AwareDateTime(format="iso")
    decided_by_id = fields.Integer()
    decided_at = fields.AwareDateTime(format="iso")
    reason = fields.String()
    version = fields.Integer()


class GiveReason(Schema):
    """Why something out of the ordinary is done."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


def page_of(item: type[AnswerSchema], name: str) -> type[AnswerSchema]:
    """The schema of one page of a list of these items."""
    return AnswerSchema.from_dict(  # type: ignore[return-value]
        {
            "items": fields.List(fields.Nested(item)),
            "page": fields.Integer(),
            "per_page": fields.Integer(),
            "total": fields.Integer(),
        },
        name=name,
    )


ProducerPage = page_of(ProducerAnswer, "ProducerPage")
ProductPage = page_of(ProductAnswer, "ProductPage")
RequirementPage = page_of(RequirementAnswer, "RequirementPage")
