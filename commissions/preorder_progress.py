"""Where a campaign stands: what came in, what was fetched, what is late, who waits, and what its buyers have paid."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from commissions.buyer_accounts import BuyerAccount
from commissions.preorder_book import accounts_of
from core.database import db
from outlets import campaigns
from outlets.campaign_models import Campaign, CampaignDelivery, CampaignShare
from outlets.campaign_states import DeliveryKind, OrderStatus
from outlets.preorder_models import Preorder
from outlets.ready_pieces import aside_at


@dataclass(frozen=True, slots=True)
class WaitingBuyer:
    """An accepted order that still waits for pieces."""

    order: Preorder
    account: BuyerAccount
    is_late: bool
    aside: int
    """Pieces that lie at the outlet for it."""

    @property
    def order_id(self) -> int:
        """Which order it is."""
        return self.order.id

    @property
    def code(self) -> str:
        """By which its buyer fetches it."""
        return self.order.code

    @property
    def outstanding(self) -> int:
        """Pieces it waits for."""
        return self.account.outstanding

    @property
    def promised_on(self) -> date | None:
        """The day it was promised for."""
        return self.order.promised_on


@dataclass(frozen=True, slots=True)
class Progress:
    """A campaign in pieces and rupiah, as of now."""

    accepted: int
    rejected: int
    handed_over: int
    ready: int
    outstanding: int
    late_pieces: int
    late_orders: int
    late_work: int
    """Pieces producers were asked to make up to yesterday and did not bring."""
    paid_rupiah: int
    refunded_rupiah: int
    deposit_rupiah: int
    """Held for buyers, goods still to come or money to go back."""
    owed_by_buyers_rupiah: int
    """Goods that left on an office's invoice and are not paid yet."""
    buyers: list[WaitingBuyer]


def progress_of(campaign: Campaign) -> Progress:
    """Where a campaign stands. The caller checks that it is visible."""
    here = campaigns.today_at(campaign)
    rows = select(Preorder).where(Preorder.campaign_id == campaign.id).options(joinedload(Preorder.campaign))
    orders = db.session.execute(rows.order_by(Preorder.promised_on, Preorder.id)).scalars().all()
    accounts = accounts_of(orders)
    aside = aside_at(campaign.id)
    buyers = [
        WaitingBuyer(
            order,
            accounts[order.id],
            order.promised_on is not None and order.promised_on < here,
            aside.get(order.id, 0),
        )
        for order in orders
        if order.status is OrderStatus.ACCEPTED and accounts[order.id].outstanding
    ]
    line = CampaignDelivery
    accepted, rejected, sold = db.session.execute(
        select(
            func.coalesce(func.sum(line.accepted).filter(line.kind != DeliveryKind.BROUGHT_BACK), 0),
            func.coalesce(func.sum(line.rejected), 0),
            func.coalesce(func.sum(line.accepted), 0),
        ).where(line.campaign_id == campaign.id)
    ).one()
    asked = select(func.coalesce(func.sum(CampaignShare.pieces), 0)).where(
        CampaignShare.campaign_id == campaign.id, CampaignShare.day < here
    )
    late = [buyer for buyer in buyers if buyer.is_late]
    fetched = sum(account.handed_over - account.brought_back for account in accounts.values())
    deposits = [account.deposit_rupiah for account in accounts.values()]
    return Progress(
        accepted=int(accepted),
        rejected=int(rejected),
        handed_over=fetched,
        ready=int(sold) - fetched,
        outstanding=sum(buyer.outstanding for buyer in buyers),
        late_pieces=sum(buyer.outstanding for buyer in late),
        late_orders=len(late),
        late_work=max(int(db.session.execute(asked).scalar_one()) - int(accepted), 0),
        paid_rupiah=sum(account.paid_rupiah for account in accounts.values()),
        refunded_rupiah=sum(account.refunded_rupiah for account in accounts.values()),
        deposit_rupiah=sum(amount for amount in deposits if amount > 0),
        owed_by_buyers_rupiah=-sum(amount for amount in deposits if amount < 0),
        buyers=buyers,
    )
