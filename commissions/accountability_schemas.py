"""What the accountability pack is asked for and answered with."""

from marshmallow import fields as plain

from core.fields import AnswerSchema, Month, Schema


class PackQuery(Schema):
    """Which months."""

    first_month = Month(required=True)
    last_month = Month(required=True)


class PackRowAnswer(AnswerSchema):
    """One row of a table; without a label it is several small ones joined."""

    label = plain.String(allow_none=True)
    businesses = plain.Integer()
    amounts = plain.Dict(keys=plain.String(), values=plain.Integer())


class ControlAnswer(AnswerSchema):
    """A total of the pack beside that of the ledger, whole rupiah."""

    account = plain.String()
    in_pack_rupiah = plain.Integer(allow_none=True)
    in_ledger_rupiah = plain.Integer(allow_none=True)
    ties = plain.Boolean()


class PackAnswer(AnswerSchema):
    """The pack of some months."""

    first_month = plain.String()
    last_month = plain.String()
    by_district = plain.List(plain.Nested(PackRowAnswer), allow_none=True)
    by_category = plain.List(plain.Nested(PackRowAnswer), allow_none=True)
    unsold = plain.List(plain.Nested(PackRowAnswer), allow_none=True)
    buybacks = plain.List(plain.Nested(PackRowAnswer), allow_none=True)
    controls = plain.List(plain.Nested(ControlAnswer))
