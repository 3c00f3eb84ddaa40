"""Messages about placements. They wait in the outbox; nobody claims they were sent."""

from datetime import date

from sqlalchemy import select

from accounts import outbox
from accounts.models import UserAccount
from core.database import db
from core.money import format_rupiah
from core.wording import N_
from outlets.dated_prices import Prices
from outlets.models import OutletMember, Placement
from partnerships.models import ProducerMember

PLACEMENT = "placement"


def people_of(placement: Placement) -> list[UserAccount]:
    """Who acts for the producer and who works at the outlet, in the order of their ids."""
    makers = select(ProducerMember.user_id).where(ProducerMember.producer_id == placement.producer_id)
    sellers = select(OutletMember.user_id).where(OutletMember.outlet_id == placement.outlet_id)
    rows = select(UserAccount).where(UserAccount.id.in_(makers) | UserAccount.id.in_(sellers), UserAccount.is_active)
    return list(db.session.execute(rows.order_by(UserAccount.id)).scalars())


def tell_of_price(placement: Placement, starts_on: date, before: Prices, prices: Prices, *, by: UserAccount) -> None:
    """Tell both sides, but not the one who typed it, which price holds from which day."""
    for person in people_of(placement):
        if person.id == by.id:
            continue
        outbox.put(
            PLACEMENT,
            person,
            subject=N_("Harga produk titipan berubah"),
            body=N_(
                "%(product)s di %(outlet)s mulai %(day)s: harga jual %(retail)s (sebelumnya %(retail_before)s), harga"
                " titip %(consigned)s (sebelumnya %(consigned_before)s). Penjualan sebelum hari itu memakai harga lama."
            ),
            product=placement.product.name,
            outlet=placement.outlet.name,
            day=starts_on,
            retail=format_rupiah(prices.retail_rupiah),
            retail_before=format_rupiah(before.retail_rupiah),
            consigned=format_rupiah(prices.consigned_rupiah),
            consigned_before=format_rupiah(before.consigned_rupiah),
        )
