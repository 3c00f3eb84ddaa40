"""The shapes of what comes in and goes out about agreements; what they mean is judged by the verbs."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Listed, Nested, Rate, Schema, Text, WholeNumber
from core.wording import N_
from outlets.agreement_days import LONGEST_TERM_DAYS
from outlets.clause_schemas import ClausesAnswer, ClausesInput
from outlets.money_routes import MoneyRoute
from outlets.states import AgreementStatus, Side
from partnerships.schemas import Category
from partnerships.states import Source


class RateInput(Schema):
    """One rate: base, or for a category or a product."""

    rate_bp = Rate(required=True, metadata={"label": N_("Tarif komisi")})
    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    ends_on = Day(allow_none=True, metadata={"label": N_("Sampai")})
    category = Code(Category, allow_none=True, metadata={"label": N_("Kategori")})
    product_id = Id(allow_none=True, metadata={"label": N_("Produk")})


class ProposeAgreement(Schema):
    """An agreement as it is proposed."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    outlet_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Gerai")})
    chain_id = Id(load_default=None, allow_none=True, metadata={"label": N_("Jaringan ritel")})
    starts_on = Day(required=True, metadata={"label": N_("Mulai berlaku")})
    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})
    money_route = Code(MoneyRoute, required=True, metadata={"label": N_("Jalur uang")})
    payment_term_days = WholeNumber(
        load_default=None, allow_none=True, most=LONGEST_TERM_DAYS, metadata={"label": N_("Jangka bayar (hari)")}
    )
    rates = Listed(Nested(RateInput), required=True, most=200, metadata={"label": N_("Tarif komisi")})
    clauses = Nested(ClausesInput, load_default=None, allow_none=True, metadata={"label": N_("Ketentuan lain")})
    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Alasan")})


class CounterAgreement(ProposeAgreement):
    """Other terms between the same two."""

    class Meta(ProposeAgreement.Meta):
        """The sides are those of the proposal."""

        exclude = ("producer_id", "outlet_id", "chain_id")


class AmendAgreement(Schema):
    """Changed terms from a later day on; what is left out stays as it is."""

    starts_on = Day(required=True, metadata={"label": N_("Berlaku mulai")})
    money_route = Code(MoneyRoute, load_default=None, allow_none=True, metadata={"label": N_("Jalur uang")})
    payment_term_days = WholeNumber(
        load_default=None, allow_none=True, most=LONGEST_TERM_DAYS, metadata={"label": N_("Jangka bayar (hari)")}
    )
    rates = Listed(Nested(RateInput), load_default=list, most=200, metadata={"label": N_("Tarif komisi")})
    clauses = Nested(ClausesInput, load_default=None, allow_none=True, metadata={"label": N_("Ketentuan lain")})
    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Alasan")})


class Accept(Schema):
    """An acceptance; an officer says for whom and from what source."""

    on_behalf_of = Code(Side, load_default=None, allow_none=True, metadata={"label": N_("Mewakili")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Sumber")})


class AcceptForOneSide(Schema):
    """An officer's acceptance on a page, where both must be chosen."""

    on_behalf_of = Code(Side, required=True, metadata={"label": N_("Mewakili")})
    source = Code(Source, required=True, metadata={"label": N_("Sumber")})


class Approve(Schema):
    """A second person's approval."""

    reason = Text(most=500, lines=True, load_default=None, allow_none=True, metadata={"label": N_("Catatan")})


class GiveReason(Schema):
    """Why."""

    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class SuspendAgreement(GiveReason):
    """From which day an agreement rests, today unless said otherwise."""

    starts_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Mulai dibekukan")})


class EndWithReason(GiveReason):
    """Which day is the last, today unless said otherwise."""

    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})


class RateAnswer(AnswerSchema):
    """A rate as answered; the end of a base rate follows from the next one."""

    id = fields.Integer(allow_none=True)
    rate_bp = fields.Integer()
    category = fields.String(allow_none=True)
    product_id = fields.Integer(allow_none=True)
    starts_on = Day()
    ends_on = Day(allow_none=True)


class VersionAnswer(AnswerSchema):
    """The terms from a day on."""

    number = fields.Integer()
    starts_on = Day()
    money_route = Code(MoneyRoute)
    payment_term_days = fields.Integer()
    clauses = fields.Nested(ClausesAnswer)
    changed = fields.List(fields.String())


class AmendmentAnswer(AnswerSchema):
    """Changed terms that wait."""

    id = fields.Integer()
    status = fields.String()
    starts_on = Day()
    money_route = Code(MoneyRoute)
    payment_term_days = fields.Integer()
    rates = fields.List(fields.Nested(RateAnswer))
    clauses = fields.Nested(ClausesAnswer)
    producer_accepted_at = fields.AwareDateTime(allow_none=True)
    outlet_accepted_at = fields.AwareDateTime(allow_none=True)


class AgreementRow(AnswerSchema):
    """An agreement in a list."""

    id = fields.Integer()
    status = Code(AgreementStatus)
    producer_id = fields.Integer()
    outlet_id = fields.Integer(allow_none=True)
    chain_id = fields.Integer(allow_none=True)
    starts_on = Day()
    ends_on = Day(allow_none=True)
    money_route = Code(MoneyRoute)
    rate_bp = fields.Integer(allow_none=True)


class AgreementAnswer(AgreementRow):
    """An agreement with its terms; `rate_bp` is the base rate of today, or of its first day before that."""

    payment_term_days = fields.Integer()
    clauses = fields.Nested(ClausesAnswer)
    counters_id = fields.Integer(allow_none=True)
    answered_by_id = fields.Integer(allow_none=True)
    version = fields.Integer()
    reason = fields.String(allow_none=True)
    producer_accepted_at = fields.AwareDateTime(allow_none=True)
    producer_accepted_source = fields.String(allow_none=True)
    outlet_accepted_at = fields.AwareDateTime(allow_none=True)
    outlet_accepted_source = fields.String(allow_none=True)
    approved_at = fields.AwareDateTime(allow_none=True)
    rates = fields.List(fields.Nested(RateAnswer))
    versions = fields.List(fields.Nested(VersionAnswer))
    amendment = fields.Nested(AmendmentAnswer, allow_none=True)


class AgreementPage(AnswerSchema):
    """One page of agreements."""

    items = fields.List(fields.Nested(AgreementRow))
    page = fields.Integer()
    per_page = fields.Integer()
    total = fields.Integer()
