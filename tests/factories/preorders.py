"""Pooled pre-orders: a campaign at a gallery, its pool, an order, and lines of what came in."""

from datetime import date
from itertools import count

from accounts.models import UserAccount
from accounts.permissions import Role
from commissions import preorder_deliveries, preorder_payments, preorder_pickups
from core.database import committed, db
from core.dates import now
from outlets import campaigns, material_shortages
from outlets.campaign_models import Campaign, CampaignMember
from outlets.campaign_states import CampaignStatus, OrderStatus, PaymentMeans
from outlets.models import Outlet
from outlets.preorder_buyers import Buyer, sealed
from outlets.preorder_models import Preorder
from partnerships.models import Producer
from tests.factories.outlets import make_outlet
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user

_numbers = count(1)


def make_campaign(
    outlet: Outlet | None = None, *, price_rupiah: int = 5_000, opens_on: date = date(2026, 9, 1)
) -> Campaign:
    """Cloth masks of Rp5.000, ordered since September, delivered until the end of the year."""
    campaign = Campaign(
        product_name="Masker kain",
        specification="Dua lapis, karet telinga",
        outlet_id=(outlet or make_outlet("plut_gallery")).id,
        price_rupiah=price_rupiah,
        minimum_lot=1,
        opens_on=opens_on,
        closes_on=date(2026, 12, 15),
        deliver_from=opens_on,
        deliver_until=date(2026, 12, 31),
        status=CampaignStatus.OPEN,
        opened_by_id=make_user(Role.PARTNERSHIP_OFFICER).id,
        opened_at=now(),
    )
    db.session.add(campaign)
    db.session.flush()
    campaigns.note_price(campaign, opens_on, by=db.session.get_one(UserAccount, campaign.opened_by_id))
    db.session.commit()
    return campaign


def make_member(campaign: Campaign, producer: Producer | None = None, *, pieces_per_day: int = 50) -> CampaignMember:
    """A producer in the pool of a campaign."""
    producer = producer or make_producer()
    member = CampaignMember(
        campaign_id=campaign.id,
        producer_id=producer.id,
        pieces_per_day=pieces_per_day,
        joined=next(_numbers),
        joined_on=campaign.opens_on,
        joined_at=now(),
        joined_by_id=campaign.opened_by_id,
    )
    db.session.add(member)
    db.session.commit()
    return member


def make_preorder(
    campaign: Campaign, quantity: int = 50, *, takes_parts: bool = False, organisation: str = ""
) -> Preorder:
    """An accepted order of a buyer, promised for the last day of delivery."""
    order = Preorder(
        campaign_id=campaign.id,
        code=f"PSN{next(_numbers):05d}",
        buyer_encrypted=sealed(Buyer("Andi Saputra", "+6281212166678")),
        organisation=organisation,
        region_code="64.71",
        quantity=quantity,
        price_rupiah=campaign.price_rupiah,
        wanted_on=campaign.deliver_until,
        takes_parts=takes_parts,
        status=OrderStatus.ACCEPTED,
        promised_on=campaign.deliver_until,
        ordered_at=now(),
    )
    db.session.add(order)
    db.session.commit()
    return order


def make_counter_rows(campaign: Campaign, producer: Producer, *, by: UserAccount, day: date) -> dict[str, int]:
    """What a gallery entered of a campaign: a delivery, an order of one piece paid and fetched, and lacking elastic.

    Answers with the ids by the names of the addresses.
    """
    brought = committed(
        preorder_deliveries.deliver,
        campaign.id,
        producer_id=producer.id,
        delivered_on=day,
        accepted=5,
        rest_follows=True,
        by=by,
    )
    order = make_preorder(campaign, 1)
    paid = committed(
        preorder_payments.pay,
        order.id,
        amount_rupiah=campaign.price_rupiah,
        paid_on=day,
        means=PaymentMeans.TRANSFER,
        by=by,
    )
    fetched = committed(preorder_pickups.hand_over, order.id, pieces=1, picked_on=day, before_others=True, by=by)
    lacks = committed(
        material_shortages.note, campaign.id, producer_id=producer.id, material="Karet", quantity=5, unit="meter", by=by
    )
    return {
        "campaign_delivery_id": brought.row.id,
        "buyer_payment_id": paid.id,
        "pickup_id": fetched.id,
        "shortage_id": lacks.id,
    }
