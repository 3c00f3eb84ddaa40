"""The shape of a request for labels."""

from core.fields import Code, Day, Schema, Text, WholeNumber, YesNo
from core.wording import N_
from outlets.labels import MOST_LABELS, LabelLayout


class PrintLabels(Schema):
    """How many labels of a product, on what, and the dates that stand on them."""

    layout = Code(LabelLayout, load_default=LabelLayout.A4_24, metadata={"label": N_("Dicetak pada")})
    count = WholeNumber(required=True, least=1, most=MOST_LABELS, metadata={"label": N_("Jumlah label")})
    batch = Text(most=30, load_default="", metadata={"label": N_("Kode produksi")})
    produced_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal produksi")})
    expires_on = Day(load_default=None, allow_none=True, metadata={"label": N_("Tanggal kedaluwarsa")})
    month_only = YesNo(load_default=False, metadata={"label": N_("Cetak bulan dan tahun kedaluwarsa saja")})
    skip = WholeNumber(least=0, most=100, load_default=0, metadata={"label": N_("Label yang dilewati")})
