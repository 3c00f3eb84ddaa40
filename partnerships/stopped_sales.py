"""Whose goods may not be sold on which days, read from the history of producers and products."""

from collections import defaultdict

from sqlalchemy import Select, select, union_all

from accounts.models import AuditEvent
from core.database import db
from core.dates import business_day
from partnerships.models import Producer, Product
from partnerships.sale_stops import SaleStop, StopCause, suspensions
from partnerships.states import ProducerStatus, ProductStatus

MOVES = {f"producer:{status.value}": status for status in ProducerStatus}
WITHDRAWN = "product:withdrawn"


class StoppedSales:
    """The days without sales of some producers and products, loaded in one query."""

    def __init__(self, producer_ids: Select[tuple[int]], product_ids: Select[tuple[int]]) -> None:
        """Of whom: queries of ids. A withdrawn product never comes back, so only those withdrawn now are looked up."""
        of_producers = select(AuditEvent.id, AuditEvent.at, AuditEvent.action, AuditEvent.subject_id).where(
            AuditEvent.subject_type == Producer.__tablename__,
            AuditEvent.subject_id.in_(producer_ids),
            AuditEvent.action.in_(MOVES),
        )
        withdrawn = select(Product.id).where(Product.id.in_(product_ids), Product.status == ProductStatus.WITHDRAWN)
        of_products = select(AuditEvent.id, AuditEvent.at, AuditEvent.action, AuditEvent.subject_id).where(
            AuditEvent.subject_type == Product.__tablename__,
            AuditEvent.subject_id.in_(withdrawn),
            AuditEvent.action == WITHDRAWN,
        )
        moves = defaultdict(list)
        self._products: dict[int, list[SaleStop]] = {}
        for _id, at, action, subject_id in sorted(db.session.execute(union_all(of_producers, of_products))):
            day = business_day(at)
            if action == WITHDRAWN:
                self._products[subject_id] = [SaleStop(StopCause.PRODUCT_WITHDRAWN, day)]
            else:
                moves[subject_id].append((day, MOVES[action]))
        self._producers = {producer_id: suspensions(of_one) for producer_id, of_one in moves.items()}

    def of(self, producer_id: int, product_id: int) -> list[SaleStop]:
        """The stretches of days on which a product of a producer may not be sold; mostly none."""
        return [*self._producers.get(producer_id, ()), *self._products.get(product_id, ())]
