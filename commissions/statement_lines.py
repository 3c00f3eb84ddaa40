"""The lines a statement is made of, in one list: sales of the shelf, and pieces of pooled pre-orders.

Both kinds of lines have tables of their own. The list is ordered and cut into pages by the database over what the two
share; only the lines of the page are read whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Select, cast, literal, select, union_all

from accounts.models import UserAccount
from commissions.models import Statement
from commissions.preorder_rows import ROW_KINDS, key_of
from commissions.rates import RateRule
from commissions.report_sources import PREORDER, origin_label
from commissions.sales_lines import RULE_LABELS, LineFilters, line_answer, listed_lines, posted_answer, why
from core.database import db
from core.languages import speak, speak_rate
from core.money import format_number, format_rupiah
from core.wording import N_
from outlets.campaign_models import Campaign, CampaignDelivery
from outlets.campaign_states import DeliveryKind
from outlets.sales_models import SaleLine

WHY_PREORDER = N_(
    "%(quantity)s × %(price)s = %(gross)s pesanan bersama yang diterima; %(rule)s %(rate)s pada hari penyerahan"
    " (perjanjian %(agreement)s versi %(version)s), komisi %(commission)s."
)
WHY_PREORDER_LEAVING = N_(
    "%(quantity)s keluar dari penyerahan %(root)s dengan harga dan tarif hari itu (%(rate)s): komisi yang tadinya"
    " terutang dikurangi komisi atas yang tetap diterima, dikembalikan %(commission)s."
)


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line as the page shows it, of a sale or of a pre-order by one of the ids; `answer` is what the API says."""

    sold_on: date
    late: bool
    product_name: str
    quantity: int
    unit_price_rupiah: int
    gross_rupiah: int
    rate_bp: int
    commission_rupiah: int
    origin: str
    why: str
    sale_line_id: int | None
    campaign_delivery_id: int | None
    answer: dict[str, object]


def listed_statement_lines(user: UserAccount, statement: Statement) -> tuple[Select[Any], dict[str, Any]]:
    """Which lines a statement holds, as a select of `is_preorder, id, sold_on, gross`, and its orders.

    Who may see the statement may see its pre-orders; sale lines keep their own `visible_to`.
    """
    filters = LineFilters(statement.outlet_id, statement.producer_id, statement.period)
    sales = listed_lines(user, filters).with_only_columns(
        literal(0).label("is_preorder"), SaleLine.id, SaleLine.sold_on, cast(SaleLine.gross_rupiah, BigInteger)
    )
    brought = select(
        literal(1), CampaignDelivery.id, CampaignDelivery.delivered_on, cast(CampaignDelivery.gross_rupiah, BigInteger)
    ).where(
        CampaignDelivery.producer_id == statement.producer_id,
        CampaignDelivery.outlet_id == statement.outlet_id,
        CampaignDelivery.period == statement.period,
        CampaignDelivery.accepted != 0,
    )
    both = union_all(sales.order_by(None), brought).subquery("line")
    is_preorder, line_id, sold_on, gross = both.c
    orders = {
        "sold_on": (sold_on, is_preorder, line_id),
        "id": (line_id, is_preorder),
        "gross": (gross, is_preorder, line_id),
    }
    return select(is_preorder, line_id.label("id"), sold_on, gross.label("gross_rupiah")), orders


def whole(rows: Sequence[Any], user: UserAccount) -> list[StatementLine]:
    """The lines of one page of `listed_statement_lines`, in its order."""
    sale_ids = [row.id for row in rows if not row.is_preorder]
    preorder_ids = [row.id for row in rows if row.is_preorder]
    found: dict[tuple[int, int], StatementLine] = {}
    if sale_ids:
        sales = listed_lines(user, LineFilters()).where(SaleLine.id.in_(sale_ids))
        found |= {(0, row.SaleLine.id): _of_a_sale(row) for row in db.session.execute(sales)}
    if preorder_ids:
        brought = select(CampaignDelivery, Campaign.product_name).join(
            Campaign, Campaign.id == CampaignDelivery.campaign_id
        )
        found |= {
            (1, line.id): _of_a_preorder(line, name)
            for line, name in db.session.execute(brought.where(CampaignDelivery.id.in_(preorder_ids)))
        }
    return [found[row.is_preorder, row.id] for row in rows]


def is_stated(statement: Statement, line: StatementLine) -> bool:
    """Whether a statement states a line."""
    names = ("producer_id", "outlet_id", "period")
    return all(line.answer[name] == getattr(statement, name) for name in names)


def line_of(
    user: UserAccount, *, sale_line_id: int | None = None, delivery_line_id: int | None = None
) -> StatementLine | None:
    """One line by its id, of a sale the person may see or of a pre-order; who asks has checked its statement."""
    if sale_line_id is not None:
        row = db.session.execute(listed_lines(user, LineFilters()).where(SaleLine.id == sale_line_id)).one_or_none()
        return _of_a_sale(row) if row else None
    brought = db.session.get(CampaignDelivery, delivery_line_id) if delivery_line_id else None
    return _of_a_preorder(brought, brought.member.campaign.product_name) if brought else None


def _of_a_sale(row: Any) -> StatementLine:  # noqa: ANN401 - a row of `listed_lines`
    line: SaleLine = row.SaleLine
    return StatementLine(
        line.sold_on,
        line.late,
        row.product_name,
        line.quantity,
        line.unit_price_rupiah,
        line.gross_rupiah,
        line.rate_bp,
        line.commission_rupiah,
        origin_label(row.channel, row.source),
        why(line),
        line.id,
        None,
        {**line_answer(row), "campaign_id": None},
    )


def _of_a_preorder(line: CampaignDelivery, product_name: str) -> StatementLine:
    sentence = why_preorder(line)
    return StatementLine(
        line.delivered_on,
        line.late,
        product_name,
        line.accepted,
        line.unit_price_rupiah,
        line.gross_rupiah,
        line.rate_bp,
        line.commission_rupiah,
        speak(PREORDER),
        sentence,
        None,
        line.id,
        {
            **posted_answer(line, sold_on=line.delivered_on, sentence=sentence),
            "placement_id": None,
            "code": key_of(line.campaign_id),
            "product_id": None,
            "quantity": line.accepted,
            "reference": "",
            "channel": "preorder",
            "source": "",
            "kind": ROW_KINDS[line.kind],
            "reverses_id": line.corrects_id,
            "replaces_id": None,
            "campaign_id": line.campaign_id,
        },
    )


def why_preorder(line: CampaignDelivery) -> str:
    """Why a line of a pre-order carries the commission it does, in the reader's language."""
    shared = {
        "rate": speak_rate(line.rate_bp),
        "quantity": format_number(abs(line.accepted)),
        "commission": format_rupiah(abs(line.commission_rupiah)),
    }
    if line.kind is not DeliveryKind.DELIVERY:
        return speak(WHY_PREORDER_LEAVING, root=line.corrects_id, **shared)
    return speak(
        WHY_PREORDER,
        price=format_rupiah(line.unit_price_rupiah),
        gross=format_rupiah(line.gross_rupiah),
        rule=speak(RULE_LABELS[RateRule(line.rule)]),
        agreement=line.agreement_id,
        version=line.agreement_version,
        **shared,
    )
