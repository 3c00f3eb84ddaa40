"""The shapes of the steps of a registration on the public page."""

from core.fields import Code, Day, EMail, Id, Listed, Rupiah, Schema, Text, YesNo
from core.wording import N_
from partnerships.product_categories import CATEGORIES
from partnerships.schemas import Category, RegisterProducer


class TellBusiness(Schema):
    """The business."""

    name = Text(required=True, most=120, metadata={"label": N_("Nama usaha")})
    region_code = Text(required=True, most=13, metadata={"label": N_("Kabupaten/kota")})
    address = Text(most=300, lines=True, load_default="", metadata={"label": N_("Alamat tempat produksi")})
    started_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Mulai usaha")})


class TellOwner(Schema):
    """Its owner."""

    owner_name = Text(required=True, most=120, metadata={"label": N_("Nama pemilik (sesuai KTP)")})
    owner_nik = Text(required=True, most=40, metadata={"label": N_("NIK pemilik")})
    phone = Text(required=True, most=40, metadata={"label": N_("Nomor telepon/WhatsApp")})
    email = EMail(required=True, metadata={"label": N_("Alamat surel")})


class TellOwnerAgain(TellOwner):
    """The same when the NIK was told before: left empty, it stays as it was."""

    owner_nik = Text(load_default="", most=40, metadata={"label": N_("NIK pemilik")})


class TellProducts(Schema):
    """What it makes, and how large it is."""

    product_lines = Listed(
        Code(Category), most=len(CATEGORIES), load_default=list, metadata={"label": N_("Jenis produk")}
    )
    products = Text(most=200, lines=True, load_default="", metadata={"label": N_("Contoh produk")})
    annual_sales_rupiah = Rupiah(load_default=None, allow_none=True, metadata={"label": N_("Penjualan setahun")})
    capital_rupiah = Rupiah(
        load_default=None, allow_none=True, metadata={"label": N_("Modal (tanpa tanah dan bangunan)")}
    )


class SendRegistration(Schema):
    """The agreement to the text that was shown."""

    consent = YesNo(required=True, metadata={"label": N_("Persetujuan")})
    text_id = Id(required=True, metadata={"label": N_("Teks persetujuan")})


class RegisterWithGoods(RegisterProducer):
    """A registration by staff with what the business makes and the NIB it told, before any of it is handed in."""

    product_lines = Listed(
        Code(Category), most=len(CATEGORIES), load_default=list, metadata={"label": N_("Jenis produk")}
    )
    products = Text(most=200, lines=True, load_default="", metadata={"label": N_("Contoh produk")})
    nib = Text(most=40, load_default="", metadata={"label": N_("NIB")})
