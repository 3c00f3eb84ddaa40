"""Messages to outlets about what they are asked to pull. They wait in the outbox; nobody claims they were sent."""

from collections import defaultdict
from collections.abc import Collection

from flask_babel import force_locale
from sqlalchemy import select

from accounts import outbox
from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import db
from core.languages import speak
from core.wording import N_
from outlets.models import Outlet, OutletMember, Placement
from outlets.pull_models import PullEntry
from partnerships.models import Producer, Product

PULL_LIST = "pull_list"
LINE = N_("%(number)s. %(product)s dari %(producer)s, paling lambat %(day)s")


def tell_outlets(entry_ids: Collection[int]) -> int:
    """Put one message for each manager into the outbox that lists what their outlet is asked to pull; how many."""
    rows = db.session.execute(
        select(
            PullEntry.outlet_id,
            PullEntry.deadline,
            Product.name,
            Producer.name.label("producer"),
            Outlet.name.label("outlet"),
        )
        .join(Placement, Placement.id == PullEntry.placement_id)
        .join(Product, Product.id == Placement.product_id)
        .join(Producer, Producer.id == Placement.producer_id)
        .join(Outlet, Outlet.id == PullEntry.outlet_id)
        .where(PullEntry.id.in_(entry_ids))
        .order_by(PullEntry.outlet_id, Product.name, PullEntry.id)
    ).all()
    asked = defaultdict(list)
    for row in rows:
        asked[row.outlet_id].append(row)
    managers = db.session.execute(
        select(OutletMember.outlet_id, UserAccount)
        .join(UserAccount, UserAccount.id == OutletMember.user_id)
        .where(OutletMember.outlet_id.in_(asked), UserAccount.is_active, UserAccount.role == Role.OUTLET_MANAGER)
        .order_by(OutletMember.outlet_id, UserAccount.id)
    ).all()
    for outlet_id, manager in managers:
        with force_locale(manager.language):
            lines = [
                speak(LINE, number=number, product=row.name, producer=row.producer, day=row.deadline)
                for number, row in enumerate(asked[outlet_id], start=1)
            ]
        outbox.put(
            PULL_LIST,
            manager,
            subject=N_("Produk yang harus ditarik dari rak"),
            body=N_(
                "Izin produk berikut di %(outlet)s sudah berakhir atau dicabut:\n%(lines)s\n\nTarik dari rak, lalu"
                " catat jumlahnya di Etalase pada Daftar penarikan. Pengiriman baru dihentikan sampai izinnya"
                " diperbarui."
            ),
            outlet=asked[outlet_id][0].outlet,
            lines="\n".join(lines),
        )
    return len(managers)
