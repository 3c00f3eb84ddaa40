"""The states of pooled pre-orders and their orders, and the codes of what happens to shares, orders and money."""

from enum import StrEnum

from core.wording import N_


class CampaignStatus(StrEnum):
    """Where a campaign stands; before its first and after its last day it takes no orders whatever its state."""

    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class OrderStatus(StrEnum):
    """Where an order stands."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"


class TakenBack(StrEnum):
    """Why pieces that were given to a producer are no longer its to make."""

    LEFT = "left"
    SHORT = "short"
    LESS_OFFERED = "less_offered"
    NOT_NEEDED = "not_needed"
    DAY_OFF = "day_off"


class OrderEventKind(StrEnum):
    """What happened to an order; the buyer reads it on the page of the order."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    PROMISE_MOVED = "promise_moved"
    QUANTITY_CHANGED = "quantity_changed"
    CANCELLED = "cancelled"
    READY = "ready"
    HANDED_OVER = "handed_over"


class DeliveryKind(StrEnum):
    """What a row of the pieces a producer brought to the outlet says."""

    DELIVERY = "delivery"
    CORRECTION = "correction"
    BROUGHT_BACK = "brought_back"


class PaymentMeans(StrEnum):
    """How a buyer pays or is paid back; no cards."""

    ON_PICKUP = "on_pickup"
    TRANSFER = "transfer"
    OFFICE_INVOICE = "office_invoice"


CAMPAIGN_MOVES: dict[CampaignStatus, frozenset[CampaignStatus]] = {
    CampaignStatus.OPEN: frozenset({CampaignStatus.CLOSED, CampaignStatus.CANCELLED}),
    CampaignStatus.CLOSED: frozenset({CampaignStatus.OPEN, CampaignStatus.CANCELLED}),
    CampaignStatus.CANCELLED: frozenset(),
}
ORDER_MOVES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.ACCEPTED: frozenset({OrderStatus.WAITING, OrderStatus.HANDED_OVER, OrderStatus.CANCELLED}),
    OrderStatus.WAITING: frozenset({OrderStatus.ACCEPTED, OrderStatus.CANCELLED}),
    OrderStatus.HANDED_OVER: frozenset({OrderStatus.ACCEPTED}),
    OrderStatus.CANCELLED: frozenset(),
}
CAMPAIGN_LABELS: dict[str, str] = {
    CampaignStatus.OPEN: N_("Dibuka"),
    CampaignStatus.CLOSED: N_("Ditutup untuk pesanan baru"),
    CampaignStatus.CANCELLED: N_("Dibatalkan"),
}
ORDER_LABELS: dict[str, str] = {
    OrderStatus.ACCEPTED: N_("Diterima"),
    OrderStatus.WAITING: N_("Daftar tunggu"),
    OrderStatus.HANDED_OVER: N_("Sudah diambil"),
    OrderStatus.CANCELLED: N_("Dibatalkan"),
}
EVENT_LABELS: dict[str, str] = {
    OrderEventKind.ACCEPTED: N_("Pesanan diterima"),
    OrderEventKind.WAITING: N_("Masuk daftar tunggu"),
    OrderEventKind.PROMISE_MOVED: N_("Hari jadi berubah"),
    OrderEventKind.QUANTITY_CHANGED: N_("Jumlah diubah"),
    OrderEventKind.CANCELLED: N_("Pesanan dibatalkan"),
    OrderEventKind.READY: N_("Siap diambil"),
    OrderEventKind.HANDED_OVER: N_("Pesanan diambil"),
}
MEANS_LABELS: dict[str, str] = {
    PaymentMeans.ON_PICKUP: N_("Dibayar saat diambil"),
    PaymentMeans.TRANSFER: N_("Transfer bank"),
    PaymentMeans.OFFICE_INVOICE: N_("Tagihan kantor"),
}
