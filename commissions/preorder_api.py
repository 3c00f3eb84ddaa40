"""Deliveries, pick-ups, buyers' money and shortages of a campaign by API."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.password_again import asks_password
from accounts.permissions import Permission
from commissions import preorder_deliveries, preorder_messages, preorder_payments, preorder_pickups
from commissions.preorder_book import account_of
from commissions.preorder_progress import Progress, progress_of
from commissions.preorder_schemas import (
    BringBack,
    BuyerAccountAnswer,
    BuyerPaymentAnswer,
    CampaignDeliveryAnswer,
    CampaignDeliveryPage,
    CorrectDelivery,
    CountDelivery,
    CountedAnswer,
    HandOver,
    NoteShortage,
    PayOrder,
    PickupAnswer,
    ProgressAnswer,
    RefundOrder,
    SettleShortage,
    ShortageAnswer,
    ShortagesAnswer,
    TakeBack,
    TellWork,
    ToldAnswer,
)
from core.languages import say
from core.listing import listed
from outlets import campaigns, material_shortages, preorders
from outlets.campaign_models import CampaignDelivery, MaterialShortage
from outlets.preorder_models import BuyerPayment, PreorderPickup

api = ApiBlueprint("api_preorders", __name__, description="Pooled pre-orders: deliveries, pick-ups, buyers' money")
DELIVERY_ORDERS = {
    "day": (CampaignDelivery.delivered_on, CampaignDelivery.id),
    "id": (CampaignDelivery.id,),
}


@api.route("/campaigns/<int:campaign_id>/deliveries", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, CampaignDeliveryPage)
def list_deliveries(campaign_id: int) -> Any:  # noqa: ANN401 - answers are dumped by their schema
    """What came in, line by line; a producer gets its own lines alone."""
    user = person()
    campaign = campaigns.get(campaign_id, by=user)
    rows = preorder_deliveries.visible_to(user).where(CampaignDelivery.campaign_id == campaign.id)
    return listed(rows, orders=DELIVERY_ORDERS, default_order="day").envelope(lambda row: row.CampaignDelivery)


@api.route("/campaigns/<int:campaign_id>/deliveries", methods=["POST"])
@requires(Permission.CAMPAIGN_RECEIVE)
@api.arguments(CountDelivery)
@api.response(201, CountedAnswer)
def deliver(body: dict[str, Any], campaign_id: int) -> dict[str, Any]:
    """Count what a producer brought; accepted pieces are posted. 409 `no_agreement`, 422 `not_in_this_pool`."""
    counted = preorder_deliveries.deliver(campaign_id, **body, by=person())
    return {
        **CampaignDeliveryAnswer().dump(counted.row),
        "delivered_on": counted.row.delivered_on,
        "shared_anew": counted.missing,
        "warnings": [{"code": problem.code, "detail": say(problem)} for problem in counted.warnings],
    }


@api.route("/campaign-deliveries/<int:campaign_delivery_id>/correction", methods=["POST"])
@requires(Permission.CAMPAIGN_RECEIVE)
@api.arguments(CorrectDelivery)
@api.response(201, CampaignDeliveryAnswer)
def correct(body: dict[str, Any], campaign_delivery_id: int) -> CampaignDelivery:
    """Take wrongly counted pieces off a delivery by a further line; 409 `more_than_was_counted`."""
    return preorder_deliveries.correct(campaign_delivery_id, **body, by=person())


@api.route("/campaigns/<int:campaign_id>/tell-work", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(TellWork)
@api.response(200, ToldAnswer)
def tell_work(body: dict[str, Any], campaign_id: int) -> dict[str, int]:
    """Put how many pieces each producer makes on a day into the outbox; 409 `quiet_hours`, `told_already`."""
    return {"told": preorder_messages.tell_work(campaign_id, **body, by=person())}


@api.route("/campaigns/<int:campaign_id>/progress", methods=["GET"])
@requires(Permission.PREORDER_READ)
@api.response(200, ProgressAnswer)
def progress(campaign_id: int) -> Progress:
    """What was delivered and fetched, what is late, who waits, and what buyers have paid."""
    return progress_of(campaigns.get(campaign_id, by=person()))


@api.route("/preorders/<int:order_id>/account", methods=["GET"])
@requires(Permission.PREORDER_READ)
@api.response(200, BuyerAccountAnswer)
def account(order_id: int) -> dict[str, Any]:
    """One order in numbers, with its payments and pick-ups."""
    order = preorders.get(order_id, by=person())
    numbers = account_of(order)
    names = [name for name in BuyerAccountAnswer().fields if hasattr(numbers, name)]
    return {
        "order_id": order.id,
        **{name: getattr(numbers, name) for name in names},
        "payments": preorder_payments.of_order(order.id),
        "pickups": preorder_pickups.of_order(order.id),
    }


@api.route("/preorders/<int:order_id>/payments", methods=["POST"])
@requires(Permission.PREORDER_PAY)
@api.arguments(PayOrder)
@api.response(201, BuyerPaymentAnswer)
def pay(body: dict[str, Any], order_id: int) -> BuyerPayment:
    """Note what a buyer paid, in part, in full, or too much."""
    return preorder_payments.pay(order_id, **body, by=person())


@api.route("/preorders/<int:order_id>/refunds", methods=["POST"])
@requires(Permission.PREORDER_REFUND)
@asks_password
@api.arguments(RefundOrder)
@api.response(201, BuyerPaymentAnswer)
def refund(body: dict[str, Any], order_id: int) -> BuyerPayment:
    """Note what went back to a buyer; 409 `more_than_is_held`."""
    return preorder_payments.refund(order_id, **body, by=person())


@api.route("/buyer-payments/<int:buyer_payment_id>/take-back", methods=["POST"])
@requires(Permission.PREORDER_REFUND)
@asks_password
@api.arguments(TakeBack)
@api.response(201, BuyerPaymentAnswer)
def take_payment_back(body: dict[str, Any], buyer_payment_id: int) -> BuyerPayment:
    """Take back a payment or refund entered by mistake; 409 `money_was_moved`."""
    return preorder_payments.take_back(buyer_payment_id, **body, by=person())


@api.route("/preorders/<int:order_id>/pickups", methods=["POST"])
@requires(Permission.PREORDER_HAND_OVER)
@api.arguments(HandOver)
@api.response(201, PickupAnswer)
def hand_over(body: dict[str, Any], order_id: int) -> PreorderPickup:
    """Hand pieces to a buyer; 409 `not_paid_yet`, `not_enough_there`, `waits_for_the_whole`."""
    return preorder_pickups.hand_over(order_id, **body, by=person())


@api.route("/preorder-pickups/<int:pickup_id>/take-back", methods=["POST"])
@requires(Permission.PREORDER_HAND_OVER)
@api.arguments(TakeBack)
@api.response(201, PickupAnswer)
def take_pickup_back(body: dict[str, Any], pickup_id: int) -> PreorderPickup:
    """Take back a pick-up entered by mistake."""
    return preorder_pickups.take_back(pickup_id, **body, by=person())


@api.route("/preorder-pickups/<int:pickup_id>/return", methods=["POST"])
@requires(Permission.PREORDER_HAND_OVER)
@api.arguments(BringBack)
@api.response(201, PickupAnswer)
def bring_back(body: dict[str, Any], pickup_id: int) -> PreorderPickup:
    """Note pieces a buyer brought back; they are a return of the producer whose delivery they came from."""
    return preorder_pickups.bring_back(pickup_id, **body, by=person())


@api.route("/campaigns/<int:campaign_id>/shortages", methods=["GET"])
@requires(Permission.CAMPAIGN_READ)
@api.response(200, ShortagesAnswer)
def list_shortages(campaign_id: int) -> dict[str, Any]:
    """What lacks and is not settled, added up by material; a producer gets its own notes alone."""
    user = person()
    campaign = campaigns.get(campaign_id, by=user)
    return {
        "materials": material_shortages.by_material(campaign, user),
        "items": [row.MaterialShortage for row in material_shortages.open_rows(campaign, user)],
    }


@api.route("/campaigns/<int:campaign_id>/shortages", methods=["POST"])
@requires(Permission.CAMPAIGN_JOIN)
@api.arguments(NoteShortage)
@api.response(201, ShortageAnswer)
def note_shortage(body: dict[str, Any], campaign_id: int) -> MaterialShortage:
    """Say that a producer lacks material."""
    return material_shortages.note(campaign_id, **body, by=person())


@api.route("/material-shortages/<int:shortage_id>/settle", methods=["POST"])
@requires(Permission.CAMPAIGN_MANAGE)
@api.arguments(SettleShortage)
@api.response(200, ShortageAnswer)
def settle_shortage(body: dict[str, Any], shortage_id: int) -> MaterialShortage:
    """Say that the material arrived."""
    return material_shortages.settle(shortage_id, **body, by=person())
