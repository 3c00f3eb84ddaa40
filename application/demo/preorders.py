"""A pooled pre-order of the demo's gallery: masks, as in 2020, with a part delivered, paid and fetched."""

from collections.abc import Mapping
from datetime import timedelta

from accounts.models import UserAccount
from application.demo.trade import Place, Supplier
from commissions import preorder_deliveries, preorder_payments, preorder_pickups
from core.dates import today
from outlets import campaign_pool, campaign_sharing, campaigns, material_shortages, preorders
from outlets.campaign_models import Campaign
from outlets.campaign_states import PaymentMeans
from outlets.preorder_models import Preorder
from partnerships.states import Source

PRICE = 5_000
MAKERS = ("Rotan Tampung Penyang", "Penjahit Masker Berkah Isen Mulang")
"""Who of the gallery's producers sews."""
ORDERS = (
    ("Rina Wulandari", "", "62.71", 10, False),
    ("Bagian Umum", "Bank Kalteng", "62.71", 300, True),
    ("Sekretariat", "Dinas Kesehatan Kota", "62.02", 250, True),
    ("Joko Susilo", "", "64.71", 40, False),
    ("Posko", "BPBD Provinsi", "62.71", 600, True),
)
"""Buyer, organisation, region, pieces, whether a part may be fetched first; the last one waits."""


def run_a_campaign(
    place: Place, suppliers: Mapping[str, Supplier], *, officer: UserAccount, finance: UserAccount
) -> None:
    """The gallery takes orders for a week of work; the first pieces are there, and elastic lacks."""
    here = today()
    campaign = campaigns.open_campaign(
        product_name="Masker kain dua lapis (CONTOH)",
        specification="Katun dua lapis dengan karet telinga, dicuci sebelum diserahkan",
        outlet_id=place.outlet.id,
        price_rupiah=PRICE,
        minimum_lot=10,
        opens_on=here - timedelta(days=3),
        closes_on=here + timedelta(days=5),
        deliver_from=here,
        deliver_until=here + timedelta(days=7),
        by=officer,
    )
    makers = [suppliers[name] for name in MAKERS]
    for maker in makers:
        campaign_pool.join(
            campaign.id, producer_id=maker.producer.id, pieces_per_day=50, source=Source.PHONE, by=officer
        )
    orders = [_order(campaign, number, officer) for number in range(len(ORDERS))]
    campaign_sharing.share_out(campaign.id, by=officer)
    _open_the_counter(campaign, orders, makers[-1], place.manager, finance)


def _order(campaign: Campaign, number: int, officer: UserAccount) -> Preorder:
    name, organisation, region, quantity, takes_parts = ORDERS[number]
    return preorders.enter(
        campaign.id,
        buyer_name=name,
        phone=f"0812121677{number:02d}",
        organisation=organisation,
        region_code=region,
        quantity=quantity,
        wanted_on=campaign.deliver_until,
        takes_parts=takes_parts,
        source=Source.PHONE,
        by=officer,
    )


def _open_the_counter(
    campaign: Campaign, orders: list[Preorder], maker: Supplier, manager: UserAccount, finance: UserAccount
) -> None:
    """A tailor came early: a citizen fetched its masks, an office paid in advance by transfer, and elastic lacks."""
    here = today()
    preorder_deliveries.deliver(
        campaign.id,
        producer_id=maker.producer.id,
        delivered_on=here,
        accepted=28,
        rejected=2,
        reason="Karet telinga lepas.",
        rest_follows=True,
        by=manager,
    )
    preorder_pickups.hand_over(orders[0].id, pieces=10, picked_on=here, paid_rupiah=10 * PRICE, by=manager)
    preorder_payments.pay(
        orders[1].id,
        amount_rupiah=500_000,
        paid_on=here,
        means=PaymentMeans.TRANSFER,
        reference="TRX-0411",
        source="bukti transfer lewat surel",
        by=finance,
    )
    material_shortages.note(
        campaign.id,
        producer_id=maker.producer.id,
        material="Karet elastis",
        quantity=40,
        unit="meter",
        remark="Toko di Palangka Raya kosong.",
        by=maker.account,
    )
