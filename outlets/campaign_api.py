"""Campaigns by API: opening, the pool, orders and who makes what."""

from typing import Any

from flask import request

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from outlets import campaign_changes, campaign_lists, campaign_pool, campaign_sharing, campaigns, preorders
from outlets.campaign_models import Campaign, CampaignMember
from outlets.campaign_schemas import (
    CampaignAnswer,
    CampaignMemberAnswer,
    CampaignMemberPage,
    CampaignPage,
    CampaignShownAnswer,
    ChangeCampaign,
    ChangeOrderQuantity,
    CloseDays,
    EnterOrder,
    JoinCampaign,
    LeaveCampaign,
    OfferOfMember,
    OpenCampaign,
    OrderAnswer,
    OrderPage,
    PlacedAnswer,
    SharePage,
)
from outlets.outlet_schemas import OutletReason
from outlets.preorder_buyers import buyer_of
from outlets.preorder_models import Preorder

api = ApiBlueprint("api_campaigns", __name__, description="Pooled pre-orders: campaigns, pools, orders and shares")


def shown(campaign: Campaign) -> dict[str, Any]:
    """A campaign with its figures, as the API answers it."""
    told = {name: getattr(campaign, name) for name in CampaignAnswer().fields}
    off = [closed.day for closed in campaign.closed_days]
    return {**told, "days_off": off, **vars(campaign_lists.figures(campaign))}


def member_shown(member: CampaignMember) -> dict[str, Any]:
    """A member as the API answers it."""
    return {
        "producer_id": member.producer_id,
        "pieces_per_day": member.pieces_per_day,
        "days_off": [off.day for off in member.days_off],
        "joined": member.joined,
        "left_on": member.left_on,
    }


def placed(order: Preorder) -> dict[str, Any]:
    """An order with its promise or its place in the waiting list."""
    return {
        "id": order.id,
        "code": order.code,
        "status": order.status.value,
        "promised_on": order.promised_on,
        "waiting_position": preorders.waiting_position(order),
    }


def order_shown(order: Preorder) -> dict[str, Any]:
    """An order for those who handle it."""
    buyer = buyer_of(order)
    told = (
        "campaign_id",
        "organisation",
        "region_code",
        "quantity",
        "price_rupiah",
        "wanted_on",
        "takes_parts",
        "source",
    )
    return {
        **placed(order),
        **{name: getattr(order, name) for name in told},
        "buyer_name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "handed_over": preorders.handed_over(order),
    }


@api.route("/campaigns", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, CampaignPage)
def list_campaigns() -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """The campaigns this person may see, newest first."""
    return listed(campaign_lists.rows(person()), orders=campaign_lists.ORDERS, default_order="-opened").envelope(
        lambda row: row
    )


@api.route("/campaigns", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(OpenCampaign)
@api.response(201, CampaignShownAnswer)
def open_campaign(body: dict[str, Any]) -> dict[str, Any]:
    """Open a campaign."""
    return shown(campaigns.open_campaign(**body, by=person()))


@api.route("/campaigns/<int:campaign_id>", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, CampaignShownAnswer)
def show(campaign_id: int) -> dict[str, Any]:
    """One campaign in figures."""
    return shown(campaigns.get(campaign_id, by=person()))


@api.route("/campaigns/<int:campaign_id>", methods=["PATCH"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(ChangeCampaign)
@api.response(200, CampaignShownAnswer)
def change(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Change days, price, lot or specification; 409 `promised_outside`, `open_already`, `delivery_began`."""
    return shown(campaign_changes.change(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/days-off", methods=["PUT"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(CloseDays)
@api.response(200, CampaignShownAnswer)
def close_days(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Say on which days nobody works; what was given for them is shared out anew."""
    return shown(campaign_changes.close_days(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/close", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(OutletReason)
@api.response(200, CampaignShownAnswer)
def close(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Take no further orders."""
    return shown(campaigns.close(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/reopen", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(OutletReason)
@api.response(200, CampaignShownAnswer)
def reopen(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Take orders again."""
    return shown(campaigns.reopen(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/cancel", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(OutletReason)
@api.response(200, CampaignShownAnswer)
def cancel(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Call it off with all its orders; 409 `pieces_delivered_already`."""
    return shown(campaigns.cancel(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/members", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, CampaignMemberPage)
def list_members(campaign_id: int) -> Any:  # noqa: ANN401
    """The pool, those who left included; a producer gets itself alone."""
    campaign = campaigns.get(campaign_id, by=person())
    listing = listed(
        campaign_lists.member_rows(campaign, person()), orders=campaign_lists.MEMBER_ORDERS, default_order="joined"
    )
    return listing.envelope(lambda row: member_shown(row.CampaignMember))


@api.route("/campaigns/<int:campaign_id>/members", methods=["POST"])
@requires(Permission.CAMPAIGN_JOIN)
@api.arguments(JoinCampaign)
@api.response(201, CampaignMemberAnswer)
def join(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Let a producer into the pool; 422 `no_agreement_with_outlet`, 409 `already_in_pool`."""
    return member_shown(campaign_pool.join(campaign_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/members/<int:producer_id>", methods=["PUT"])
@requires(Permission.CAMPAIGN_JOIN)
@api.arguments(OfferOfMember)
@api.response(200, CampaignMemberAnswer)
def change_member(body: dict[str, Any], campaign_id: int, producer_id: int) -> dict[str, Any]:
    """Offer more or less a day, or other days off; what no longer fits is shared out anew."""
    return member_shown(campaign_pool.change(campaign_id, producer_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/members/<int:producer_id>/leave", methods=["POST"])
@requires(Permission.CAMPAIGN_JOIN)
@api.arguments(LeaveCampaign)
@api.response(200, CampaignMemberAnswer)
def leave(body: dict[str, Any], campaign_id: int, producer_id: int) -> dict[str, Any]:
    """Leave the pool; what is not delivered is shared out anew."""
    return member_shown(campaign_pool.leave(campaign_id, producer_id, **body, by=person()))


@api.route("/campaigns/<int:campaign_id>/orders", methods=["GET"])
@requires(Permission.PREORDER_READ)
@api.response(200, OrderPage)
def list_orders(campaign_id: int) -> Any:  # noqa: ANN401
    """The orders of a campaign, as they arrived; `status`, `region` and `q` narrow them."""
    campaign = campaigns.get(campaign_id, by=person())
    filters = {name: request.args.get(name, "") for name in ("status", "region", "q")}
    rows = campaign_lists.preorder_rows(campaign, person(), filters)
    return listed(rows, orders=campaign_lists.PREORDER_ORDERS, default_order="arrival").envelope(lambda row: row)


@api.route("/campaigns/<int:campaign_id>/orders", methods=["POST"])
@requires(Permission.PREORDER_ENTER)
@api.arguments(EnterOrder)
@api.response(201, PlacedAnswer)
def enter_order(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Enter an order: accepted with a promised day, or waiting with its place."""
    return placed(preorders.enter(campaign_id, **body, by=person()))


@api.route("/preorders/<int:order_id>", methods=["GET"])
@requires(Permission.PREORDER_READ)
@api.response(200, OrderAnswer)
def show_order(order_id: int) -> dict[str, Any]:
    """One order with its buyer."""
    return order_shown(preorders.get(order_id, by=person()))


@api.route("/preorders/<int:order_id>/quantity", methods=["POST"])
@requires(Permission.PREORDER_ENTER)
@api.arguments(ChangeOrderQuantity)
@api.response(200, OrderAnswer)
def change_quantity(body: dict[str, Any], order_id: int) -> dict[str, Any]:
    """Make an order larger or smaller; 409 `no_room_for_more`."""
    return order_shown(preorders.change_quantity(preorders.get(order_id, by=person()), **body, by=person()))


@api.route("/preorders/<int:order_id>/cancel", methods=["POST"])
@requires(Permission.PREORDER_ENTER)
@api.arguments(OutletReason)
@api.response(200, OrderAnswer)
def cancel_order(body: dict[str, Any], order_id: int) -> dict[str, Any]:
    """Cancel an order; the waiting list moves up."""
    return order_shown(preorders.cancel(preorders.get(order_id, by=person()), **body, by=person()))


@api.route("/preorders/<int:order_id>/erase-buyer", methods=["POST"])
@requires(Permission.PRIVACY_HANDLE)
@api.response(200, OrderAnswer)
def erase_buyer(order_id: int) -> dict[str, Any]:
    """Remove who ordered; 409 `buyer_still_needed` while the order is open."""
    return order_shown(preorders.erase_buyer(order_id, by=person()))


@api.route("/campaigns/<int:campaign_id>/allocate", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.response(200, CampaignShownAnswer)
def allocate(campaign_id: int) -> dict[str, Any]:
    """Hand out what is promised and not yet given; what is given stays."""
    return shown(campaign_sharing.share_out(campaign_id, by=person()))


@api.route("/campaigns/<int:campaign_id>/allocation", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, SharePage)
def allocation(campaign_id: int) -> Any:  # noqa: ANN401
    """Who makes what on which day and why; a producer gets its own shares alone. `day`, `producer_id` narrow it."""
    campaign = campaigns.get(campaign_id, by=person())
    filters = {name: request.args.get(name, "") for name in ("day", "producer_id")}
    rows = campaign_lists.share_rows(campaign, person(), filters)
    listing = listed(rows, orders=campaign_lists.SHARE_ORDERS, default_order="day")
    shares = campaign_lists.with_why(campaign, listing)
    return {**listing.envelope(lambda row: row), "items": shares}
