"""Campaigns of pooled pre-orders, their pools and their orders."""

from datetime import date

from accounts.models import UserAccount
from accounts.permissions import Role
from core.database import committed, db
from outlets import campaign_pool, campaign_sharing, campaigns, preorders
from outlets.campaign_models import Campaign, CampaignMember
from outlets.models import Outlet
from outlets.preorder_models import Preorder
from partnerships.models import Producer
from tests.factories.outlets import make_agreement, make_outlet
from tests.factories.partnerships import make_producer
from tests.factories.people import make_user

FIRST_DAY = date(2026, 12, 1)
"""The first day of delivery; the clock of the tests stands at 22 November."""


def make_campaign(outlet: Outlet | None = None, *, by: UserAccount | None = None, **changes: object) -> Campaign:
    """Cloth masks at Rp5.000 at a gallery, ordered in November, delivered from 1 to 10 December."""
    told = {
        "product_name": "Masker kain tiga lapis",
        "specification": "Katun, tali elastis",
        "price_rupiah": 5_000,
        "opens_on": date(2026, 11, 20),
        "closes_on": date(2026, 11, 30),
        "deliver_from": FIRST_DAY,
        "deliver_until": date(2026, 12, 10),
        **changes,
    }
    place = outlet or make_outlet("plut_gallery")
    maker = by or make_user(Role.PARTNERSHIP_OFFICER)
    return committed(campaigns.open_campaign, outlet_id=place.id, by=maker, **told)


def make_campaign_member(
    campaign: Campaign, pieces_per_day: int = 50, *, producer: Producer | None = None, days_off: tuple[date, ...] = ()
) -> CampaignMember:
    """A producer in the pool, with an agreement with the outlet."""
    maker = producer or make_producer()
    if producer is None:
        make_agreement(maker, campaign.outlet)
    return committed(
        campaign_pool.join,
        campaign.id,
        producer_id=maker.id,
        pieces_per_day=pieces_per_day,
        days_off=days_off,
        by=make_user(Role.PARTNERSHIP_OFFICER),
    )


def make_preorder(campaign: Campaign, quantity: int = 50, **changes: object) -> Preorder:
    """An order of the public."""
    told = {
        "buyer_name": "Rina Wulandari",
        "phone": "0812-1216-6679",
        "region_code": "64.72",
        "wanted_on": date(2026, 12, 5),
        **changes,
    }
    return committed(preorders.place_publicly, campaign.id, quantity=quantity, **told)


def make_shares(campaign: Campaign) -> Campaign:
    """What is promised, handed out."""
    return committed(campaign_sharing.share_out, campaign.id, by=make_user(Role.PARTNERSHIP_OFFICER))


def fresh(order: Preorder) -> Preorder:
    """An order as it stands in the database now."""
    db.session.expire_all()
    return db.session.get_one(Preorder, order.id)
