"""The shapes of what comes in and goes out about campaigns, their pools, their orders and their shares of work."""

from marshmallow import fields

from core.fields import AnswerSchema, Code, Day, EMail, Id, Listed, Rupiah, Schema, Text, WholeNumber, YesNo, page_of
from core.wording import N_
from partnerships.states import Source

MOST_PIECES = 1_000_000


class OpenCampaign(Schema):
    """A campaign as it is opened."""

    product_name = Text(required=True, most=150, metadata={"label": N_("Produk")})
    specification = Text(load_default="", most=2_000, lines=True, metadata={"label": N_("Spesifikasi")})
    outlet_id = Id(required=True, metadata={"label": N_("Gerai pengambilan")})
    price_rupiah = Rupiah(required=True, least=1, most=1_000_000_000, metadata={"label": N_("Harga satuan")})
    minimum_lot = WholeNumber(
        load_default=1, least=1, most=10_000, metadata={"label": N_("Jumlah terkecil sekali kerja")}
    )
    opens_on = Day(required=True, metadata={"label": N_("Pesanan dibuka")})
    closes_on = Day(required=True, metadata={"label": N_("Pesanan ditutup")})
    deliver_from = Day(required=True, metadata={"label": N_("Hari penyerahan pertama")})
    deliver_until = Day(required=True, metadata={"label": N_("Hari penyerahan terakhir")})


class ChangeCampaign(Schema):
    """What changes in a campaign that is open, and why; what is left out stays as it is."""

    specification = Text(load_default=None, most=2_000, lines=True, metadata={"label": N_("Spesifikasi")})
    price_rupiah = Rupiah(
        load_default=None, least=1, most=1_000_000_000, metadata={"label": N_("Harga satuan pesanan baru")}
    )
    paid_from = Day(load_default=None, metadata={"label": N_("Harga baru dibayarkan mulai penyerahan")})
    minimum_lot = WholeNumber(
        load_default=None, least=1, most=10_000, metadata={"label": N_("Jumlah terkecil sekali kerja")}
    )
    opens_on = Day(load_default=None, metadata={"label": N_("Pesanan dibuka")})
    closes_on = Day(load_default=None, metadata={"label": N_("Pesanan ditutup")})
    deliver_from = Day(load_default=None, metadata={"label": N_("Hari penyerahan pertama")})
    deliver_until = Day(load_default=None, metadata={"label": N_("Hari penyerahan terakhir")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class CloseDays(Schema):
    """All days of a campaign on which nobody works, and why."""

    days_off = Listed(Day(), load_default=list, most=366, metadata={"label": N_("Hari libur untuk semua")})
    reason = Text(required=True, most=500, lines=True, metadata={"label": N_("Alasan")})


class OfferOfMember(Schema):
    """What a member offers: pieces a day, and days on which it makes nothing."""

    pieces_per_day = WholeNumber(
        required=True, least=1, most=100_000, metadata={"label": N_("Kemampuan sehari (potong)")}
    )
    days_off = Listed(Day(), load_default=list, most=366, metadata={"label": N_("Hari libur")})


class JoinCampaign(OfferOfMember):
    """A producer that joins; who lets it join may say how its word arrived."""

    producer_id = Id(required=True, metadata={"label": N_("Pelaku UMKM")})
    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Pernyataan diterima lewat")})


class LeaveCampaign(Schema):
    """A member that leaves."""

    reason = Text(load_default="", most=500, lines=True, metadata={"label": N_("Alasan")})


class PlaceOrder(Schema):
    """An order as a buyer tells it."""

    buyer_name = Text(required=True, most=150, metadata={"label": N_("Nama pemesan")})
    phone = Text(required=True, most=40, metadata={"label": N_("Nomor telepon/WhatsApp")})
    email = EMail(load_default="", metadata={"label": N_("Alamat surel")})
    organisation = Text(load_default="", most=150, metadata={"label": N_("Kantor atau lembaga")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    quantity = WholeNumber(required=True, least=1, most=MOST_PIECES, metadata={"label": N_("Jumlah (potong)")})
    wanted_on = Day(required=True, metadata={"label": N_("Diinginkan pada")})
    takes_parts = YesNo(load_default=False, metadata={"label": N_("Bersedia mengambil sebagian lebih dahulu")})


class EnterOrder(PlaceOrder):
    """An order that somebody enters for a buyer."""

    source = Code(Source, load_default=None, allow_none=True, metadata={"label": N_("Pesanan diterima lewat")})


class PlaceOrderPublicly(PlaceOrder):
    """An order on the public page, with what this showing of the form carries."""

    form_key = Text(load_default="", most=36, metadata={"label": ""})
    homepage = Text(load_default="", most=500, metadata={"label": ""})
    """A field nobody sees: whoever fills it is a program."""


class ChangeOrderQuantity(Schema):
    """Another number of pieces for an order."""

    quantity = WholeNumber(required=True, least=1, most=MOST_PIECES, metadata={"label": N_("Jumlah (potong)")})


class CancelOwnOrder(Schema):
    """A buyer cancels its order: it ticks that it means it, and need not say why."""

    sure = YesNo(required=True, metadata={"label": N_("Ya, batalkan pesanan ini")})
    reason = Text(load_default="", most=500, lines=True, metadata={"label": N_("Alasan")})


class CampaignAnswer(AnswerSchema):
    """A campaign with the room that is left."""

    id = fields.Integer()
    product_name = fields.String()
    specification = fields.String()
    outlet_id = fields.Integer()
    price_rupiah = fields.Integer()
    minimum_lot = fields.Integer()
    opens_on = fields.Date(format="iso")
    closes_on = fields.Date(format="iso")
    deliver_from = fields.Date(format="iso")
    deliver_until = fields.Date(format="iso")
    status = fields.String()
    allocated_at = fields.DateTime(format="iso", allow_none=True)


CampaignPage = page_of(CampaignAnswer)


class CampaignShownAnswer(CampaignAnswer):
    """One campaign with what it holds."""

    days_off = fields.List(fields.Date(format="iso"))
    members = fields.Integer()
    pieces_per_day = fields.Integer()
    pieces_left = fields.Integer()
    earliest = fields.Date(format="iso", allow_none=True)
    accepted_pieces = fields.Integer()
    waiting_orders = fields.Integer()
    given_pieces = fields.Integer()


class CampaignMemberAnswer(AnswerSchema):
    """A member of a pool."""

    producer_id = fields.Integer()
    pieces_per_day = fields.Integer()
    days_off = fields.List(fields.Date(format="iso"))
    joined = fields.Integer()
    left_on = fields.Date(format="iso", allow_none=True)


CampaignMemberPage = page_of(CampaignMemberAnswer)


class PlacedAnswer(AnswerSchema):
    """An order as it was placed: its code, and its promise or its place in the waiting list."""

    id = fields.Integer()
    code = fields.String()
    status = fields.String()
    promised_on = fields.Date(format="iso", allow_none=True)
    waiting_position = fields.Integer(allow_none=True)


class OrderAnswer(PlacedAnswer):
    """An order for those who handle it."""

    campaign_id = fields.Integer()
    buyer_name = fields.String()
    phone = fields.String()
    email = fields.String()
    organisation = fields.String()
    region_code = fields.String()
    quantity = fields.Integer()
    price_rupiah = fields.Integer()
    wanted_on = fields.Date(format="iso")
    takes_parts = fields.Boolean()
    source = fields.String(allow_none=True)
    handed_over = fields.Integer()


class OrderRowAnswer(AnswerSchema):
    """An order in a list, without who ordered."""

    id = fields.Integer()
    code = fields.String()
    organisation = fields.String()
    region_code = fields.String()
    quantity = fields.Integer()
    wanted_on = fields.Date(format="iso")
    status = fields.String()
    promised_on = fields.Date(format="iso", allow_none=True)


OrderPage = page_of(OrderRowAnswer)


class ShareAnswer(AnswerSchema):
    """What a producer makes on a day, and why, in the reader's language."""

    producer_id = fields.Integer()
    day = fields.Date(format="iso")
    quantity = fields.Integer()
    why = fields.String()


SharePage = page_of(ShareAnswer)
