"""How the sales of a statement were reported: by channel and source, from the lines themselves.

The lines of a closed month never change, so neither does this, though it stands beside what is sealed.
"""

from typing import NamedTuple

from flask_babel import force_locale
from sqlalchemy import func, select

from commissions.models import Statement
from commissions.report_sources import PREORDER, origin_label
from core.database import db
from core.languages import speak
from core.money import format_number, format_rupiah
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.sales_models import SaleLine, SalesReport
from outlets.states import Channel

MOST_PRINTED = 12
"""A program may write a source of its own into every report; a paper names so many, the others together."""
OTHERS = N_("Sumber lain")
LINES = N_("%(origin)s, baris: %(lines)s")


class Origin(NamedTuple):
    """What came in by one channel from one source: lines, and rupiah net of what left the sales.

    Without a channel `source` is a marked sentence of its own.
    """

    channel: Channel | None
    source: str
    lines: int
    gross_rupiah: int

    @property
    def label(self) -> str:
        """Channel and source in the reader's language."""
        return speak(self.source) if self.channel is None else origin_label(self.channel, self.source)


def origins_of(statement: Statement) -> list[Origin]:
    """The channels and sources of a statement's lines, the most lines first, pre-orders last."""
    counted = func.count().label("lines")
    rows = db.session.execute(
        select(SalesReport.channel, SalesReport.source, counted, func.sum(SaleLine.gross_rupiah).cast(db.BigInteger))
        .join(SalesReport, SalesReport.id == SaleLine.report_id)
        .where(
            SaleLine.producer_id == statement.producer_id,
            SaleLine.outlet_id == statement.outlet_id,
            SaleLine.period == statement.period,
        )
        .group_by(SalesReport.channel, SalesReport.source)
        .order_by(counted.desc(), SalesReport.channel, SalesReport.source)
    )
    found = [Origin(*row) for row in rows]
    if len(found) > MOST_PRINTED:
        rest = found[MOST_PRINTED - 1 :]
        others = Origin(None, OTHERS, sum(one.lines for one in rest), sum(one.gross_rupiah for one in rest))
        found = [*found[: MOST_PRINTED - 1], others]
    return found + _preorders(statement)


def _preorders(statement: Statement) -> list[Origin]:
    """What pooled pre-orders brought, if any."""
    lines, gross = db.session.execute(
        select(func.count(), func.sum(CampaignDelivery.gross_rupiah).cast(db.BigInteger)).where(
            CampaignDelivery.producer_id == statement.producer_id,
            CampaignDelivery.outlet_id == statement.outlet_id,
            CampaignDelivery.period == statement.period,
            CampaignDelivery.accepted != 0,
        )
    ).one()
    return [Origin(None, PREORDER, lines, gross)] if lines else []


def in_both(origins: list[Origin]) -> list[dict[str, object]]:
    """The same as the paper prints it: words in Indonesian and English, and the amount."""
    return [
        {"label": tuple(_said(one, language) for language in ("id", "en")), "amount": format_rupiah(one.gross_rupiah)}
        for one in origins
    ]


def _said(origin: Origin, language: str) -> str:
    with force_locale(language):
        return speak(LINES, origin=origin.label, lines=format_number(origin.lines))
