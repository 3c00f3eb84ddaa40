"""The shapes of what comes in and goes out about taxes and about outlets that are PKP."""

from typing import Any

from marshmallow import fields

from commissions.tax_terms import FIELDS, Tax
from core.fields import AnswerSchema, Code, Day, Id, Rate, Rupiah, Schema, Text, WholeNumber, YesNo
from core.wording import N_

REASON: dict[str, Any] = {"required": True, "most": 500, "lines": True}


class ChangeVatStatus(Schema):
    """Whether an outlet is PKP from a day on, and what that rests on."""

    vat_registered = YesNo(load_default=False, metadata={"label": N_("Pengusaha Kena Pajak (PKP)")})
    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    reason = Text(**REASON, metadata={"label": N_("Dasar")})


class ChangeVatStatusByApi(ChangeVatStatus):
    """The same by API, where yes or no is always said."""

    vat_registered = YesNo(required=True, metadata={"label": N_("Pengusaha Kena Pajak (PKP)")})


class ProposeVatCorrection(Schema):
    """Of which days the sales get the tax code of their day, and why."""

    first_day = Day(required=True, metadata={"label": N_("Hari penjualan pertama")})
    last_day = Day(required=True, metadata={"label": N_("Hari penjualan terakhir")})
    reason = Text(**REASON, metadata={"label": N_("Alasan")})


class ProposeVatCorrectionByApi(ProposeVatCorrection):
    """The same by API, where the agreement is named."""

    agreement_id = Id(required=True, metadata={"label": N_("Perjanjian")})


class NoteTaxTerms(Schema):
    """Other terms of a tax from a day on; a number that is left out stays."""

    tax = Code(Tax, required=True, metadata={"label": N_("Pajak")})
    applies = YesNo(required=True, metadata={"label": N_("Diterapkan")})
    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    rate_bp = Rate(load_default=None, allow_none=True, metadata={"label": N_("Tarif")})
    base_numerator = WholeNumber(least=1, most=9999, load_default=None, metadata={"label": N_("Pembilang DPP")})
    base_denominator = WholeNumber(least=1, most=9999, load_default=None, metadata={"label": N_("Penyebut DPP")})
    threshold_rupiah = Rupiah(load_default=None, allow_none=True, metadata={"label": N_("Hanya di atas")})
    duty_rupiah = Rupiah(least=1, most=10_000_000, load_default=None, metadata={"label": N_("Bea tiap dokumen")})
    reason = Text(**REASON, metadata={"label": N_("Alasan atau dasar hukum")})


def form_of(tax: Tax) -> type[Schema]:
    """The form of one tax: its own numbers, a ticked box for whether it applies."""

    class OnPage(NoteTaxTerms):
        class Meta(Schema.Meta):
            exclude = ("tax", *(name for name in NUMBER_FIELDS if name not in FIELDS[tax]))

        applies = YesNo(load_default=False, metadata={"label": N_("Diterapkan")})

    return OnPage


NUMBER_FIELDS = ("rate_bp", "base_numerator", "base_denominator", "threshold_rupiah", "duty_rupiah")


class VatPeriodAnswer(AnswerSchema):
    """Days of an outlet, both included, with whether it is PKP; no first day means as long as the record reaches."""

    starts_on = Day(allow_none=True)
    ends_on = Day(allow_none=True)
    vat_registered = fields.Boolean(attribute="value")


class VatPeriodsAnswer(AnswerSchema):
    """Every stretch of days, the newest first. After a change: how many posted sales keep the tax code they bear."""

    items = fields.List(fields.Nested(VatPeriodAnswer))
    lines_posted_otherwise = fields.Integer()


class WronglyTaxedAnswer(AnswerSchema):
    """What is left of sales under one agreement that bear another tax code than that of their day; null is no PPN."""

    agreement_id = fields.Integer()
    producer_name = fields.String()
    first_day = Day()
    last_day = Day()
    lines = fields.Integer()
    commission_rupiah = fields.Integer()
    wrong_tax_code = fields.String(allow_none=True)
    tax_code = fields.String(allow_none=True)
    old_tax_rupiah = fields.Integer()
    new_tax_rupiah = fields.Integer()
    waiting_id = fields.Integer(allow_none=True)


class WronglyTaxedListAnswer(AnswerSchema):
    """Every agreement with such sales."""

    items = fields.List(fields.Nested(WronglyTaxedAnswer))


class TaxPeriodAnswer(AnswerSchema):
    """Days with the terms of a tax."""

    starts_on = Day(allow_none=True)
    ends_on = Day(allow_none=True)
    applies = fields.Boolean(attribute="value.applies")
    rate_bp = fields.Integer(attribute="value.rate_bp")
    base_numerator = fields.Integer(attribute="value.base_numerator")
    base_denominator = fields.Integer(attribute="value.base_denominator")
    threshold_rupiah = fields.Integer(attribute="value.threshold_rupiah")
    duty_rupiah = fields.Integer(attribute="value.duty_rupiah")


class TaxSettingAnswer(AnswerSchema):
    """One tax with its terms by day, the newest first, and the law the first ones come from."""

    tax = Code(Tax)
    source = fields.String()
    periods = fields.List(fields.Nested(TaxPeriodAnswer))


class TaxSettingsAnswer(AnswerSchema):
    """Every tax."""

    items = fields.List(fields.Nested(TaxSettingAnswer))
