"""Outlets of the demo that carry no local product yet, and what the agency's letters to them say."""

from accounts.models import UserAccount
from application.demo import cast
from outlets import outlets
from outlets.compliance_letters import set_letter_head

WITHOUT_PRODUCTS = (
    ("Hotel Teluk Balikpapan (CONTOH)", "hotel", "Jalan Jenderal Sudirman 2"),
    ("Minimarket Ruhui Rahayu (CONTOH)", "minimarket", "Jalan Ruhui Rahayu 18"),
)


def leave_shelves_empty(*, by: UserAccount) -> None:
    """Two outlets to write to, and the head of the letters with the rule of the city."""
    for name, kind, address in WITHOUT_PRODUCTS:
        outlets.create(name=name, kind=kind, region_code=cast.BALIKPAPAN, address=address, chain_id=None, by=by)
    set_letter_head(
        by=by,
        number_pattern="500.2/{nomor}/DISKOPUKM/{bulan}/{tahun}",
        place="Balikpapan",
        address="Jalan Jenderal Sudirman, Balikpapan",
        local_rule="Peraturan Wali Kota Balikpapan tentang Pemasaran Produk UMKM Setempat (CONTOH)",
        signed_as="Kepala Dinas Koperasi dan UKM",
        signed_by="Drs. Suryadi, M.Si.",
    )
