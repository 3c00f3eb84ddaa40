"""The shapes of what comes in and goes out about shelf slots, their queue and their turns."""

from enum import StrEnum

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, Id, Schema, Text, WholeNumber, YesNo, page_of
from core.wording import N_
from outlets.shelf_states import ExceptionGround
from partnerships.product_categories import CATEGORIES
from partnerships.states import Source

SlotCategory = StrEnum("SlotCategory", {code: code for code in CATEGORIES})


class OpenShelfSlot(Schema):
    """A slot as it is opened."""

    outlet_id = Id(required=True, metadata={"label": N_("Gerai")})
    name = Text(required=True, most=100, metadata={"label": N_("Nama rak")})
    places = WholeNumber(required=True, least=1, most=100, metadata={"label": N_("Tempat untuk berapa pelaku UMKM")})
    turn_days = WholeNumber(required=True, least=1, most=365, metadata={"label": N_("Lama satu giliran (hari)")})
    starts_on = Day(required=True, metadata={"label": N_("Hari pertama")})
    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})
    category = Code(SlotCategory, load_default=None, allow_none=True, metadata={"label": N_("Kategori produk")})


class ChangeShelfSlot(Schema):
    """A slot as it is to be; `version` is that of the slot its author looked at."""

    name = Text(required=True, most=100, metadata={"label": N_("Nama rak")})
    places = WholeNumber(required=True, least=1, most=100, metadata={"label": N_("Tempat untuk berapa pelaku UMKM")})
    turn_days = WholeNumber(required=True, least=1, most=365, metadata={"label": N_("Lama satu giliran (hari)")})
    ends_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})
    version = WholeNumber(load_default=None, allow_none=True, metadata={"label": N_("Versi")})


class EndTurn(Schema):
    """The last day of a turn that ends earlier, and why; one that has not begun needs no day."""

    last_day = Day(load_default=None, allow_none=True, metadata={"label": N_("Hari terakhir")})
    reason = Text(lines=True, required=True, most=500, metadata={"label": N_("Alasan")})


class EndRunningTurn(EndTurn):
    """As it is typed for a turn that has begun."""

    last_day = Day(required=True, metadata={"label": N_("Hari terakhir")})


class AskForTurn(Schema):
    """A request for a place; who asks for a producer says how its word arrived."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Permintaan diterima lewat")})


class GiveTurn(Schema):
    """A turn; out of order with a ground and a reason."""

    request_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    starts_on = Day(required=True, metadata={"label": N_("Mulai")})
    ground = Code(ExceptionGround, load_default=None, allow_none=True, metadata={"label": N_("Dasar pengecualian")})
    reason = Text(
        lines=True, load_default=None, allow_none=True, most=500, metadata={"label": N_("Alasan pengecualian")}
    )


class DecideException(Schema):
    """What the second person decides about a turn out of order."""

    approve = YesNo(load_default=False, metadata={"label": N_("Setujui pengecualian ini")})
    reason = Text(lines=True, required=True, most=500, metadata={"label": N_("Alasan putusan")})


class ShelfSlotAnswer(AnswerSchema):
    """A slot."""

    id = fields.Integer()
    outlet_id = fields.Integer()
    name = fields.String()
    places = fields.Integer()
    turn_days = fields.Integer()
    starts_on = fields.Date(format="iso")
    ends_on = fields.Date(format="iso", allow_none=True)
    category = fields.String(allow_none=True)
    version = fields.Integer()


class ListedShelfSlot(ShelfSlotAnswer):
    """A slot in a list, with how many wait for it."""

    outlet_name = fields.String()
    waiting = fields.Integer()


ShelfSlotPage = page_of(ListedShelfSlot)


class OutletFairnessAnswer(AnswerSchema):
    """How the slots of one outlet went round."""

    outlet_id = fields.Integer()
    outlet_name = fields.String()
    slots = fields.Integer()
    places = fields.Integer()
    waiting = fields.Integer()
    asked = fields.Integer()
    had_a_turn = fields.Integer()
    turns = fields.Integer()
    average_wait_days = fields.Integer(allow_none=True)
    exceptions = fields.Integer()
    undecided = fields.Integer()


OutletFairnessPage = page_of(OutletFairnessAnswer)


class PlaceInQueueAnswer(AnswerSchema):
    """A place in the queue and why; a producer gets its own alone."""

    place = fields.Integer()
    request_id = fields.Integer()
    producer_name = fields.String()
    asked_on = fields.Date(format="iso")
    why = fields.List(fields.String())


class ShelfTurnAnswer(AnswerSchema):
    """A turn, in order or proposed out of it."""

    id = fields.Integer()
    slot_id = fields.Integer()
    producer_id = fields.Integer()
    place = fields.Integer()
    rank = fields.Integer()
    starts_on = fields.Date(format="iso")
    ends_on = fields.Date(format="iso")
    status = fields.String()
    ground = fields.String(allow_none=True)
    reason = fields.String(allow_none=True)
    decision_reason = fields.String(allow_none=True)
    planned_until = fields.Date(format="iso", allow_none=True)
    ended_reason = fields.String(allow_none=True)


class ExceptionAnswer(AnswerSchema):
    """An exception as everybody who sees the slot may know it."""

    rank = fields.Integer()
    starts_on = fields.Date(format="iso")
    ends_on = fields.Date(format="iso")
    status = fields.String()
    ground = fields.String()


class ShelfSlotShownAnswer(AnswerSchema):
    """A slot with its rule, its queue and its exceptions."""

    slot = fields.Nested(ShelfSlotAnswer)
    free_today = fields.Integer()
    waiting = fields.Integer()
    rule = fields.List(fields.String())
    queue = fields.List(fields.Nested(PlaceInQueueAnswer))
    turns = fields.List(fields.Nested(ShelfTurnAnswer))
    exceptions = fields.List(fields.Nested(ExceptionAnswer))


class ShelfRequestAnswer(AnswerSchema):
    """A request for a place."""

    id = fields.Integer()
    slot_id = fields.Integer()
    producer_id = fields.Integer()
    asked_on = fields.Date(format="iso")
    status = fields.String()
    source = fields.String(allow_none=True)
