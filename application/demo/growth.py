"""How a producer of the demo grew: the figures of its last year, and the steps of the ladder everybody reached."""

from accounts.models import UserAccount
from application.demo.trade import Supplier
from outlets import ladder_night
from partnerships import growth_history
from partnerships.growth import Reach
from partnerships.states import Source

GROWN = "Batik Sekar Mangrove"
"""The producer that moved up from micro to small."""


def grow(suppliers: dict[str, Supplier], *, by: UserAccount) -> None:
    """Let one producer move up a class, and look at the ladder for the first time."""
    growth_history.record_year(
        suppliers[GROWN].producer.id,
        by=by,
        annual_sales_rupiah=2_350_000_000,
        capital_rupiah=410_000_000,
        workers=14,
        monthly_capacity=900,
        reach=Reach.NATIONAL,
        source=Source.VISIT,
    )
    ladder_night.run()
