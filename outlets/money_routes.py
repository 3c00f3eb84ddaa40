"""Where a buyer's money goes, and on which claim the commission stands: the three routes an agreement may choose."""

from enum import StrEnum

from core.wording import N_


class MoneyRoute(StrEnum):
    """Who collects and who owes commission; frozen on a line by the agreement version of the day of sale."""

    OUTLET_REMITS_NET = "outlet_remits_net"
    OUTLET_REMITS_GROSS = "outlet_remits_gross"
    PRODUCER_COLLECTS = "producer_collects"


MONEY_ROUTE_LABELS = {
    MoneyRoute.OUTLET_REMITS_NET: N_("Gerai menyetor bersih (komisi langsung diperhitungkan)"),
    MoneyRoute.OUTLET_REMITS_GROSS: N_("Gerai menyetor kotor (komisi ditagih tersendiri)"),
    MoneyRoute.PRODUCER_COLLECTS: N_("Produsen menerima langsung (komisi terutang ke gerai)"),
}
