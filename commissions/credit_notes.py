"""Credit notes: when pieces are taken off a sale that stands on an issued statement, a numbered document says so.

The statement stays as it was; what was corrected comes on the next one. A customer return is no correction and gives no
credit note: the sale was right when it was stated.
"""

from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.dialects.postgresql import insert

from accounts.models import UserAccount
from commissions.dispute_models import CreditNote
from commissions.models import NumberSeries, Statement
from commissions.two_sides import is_seen_by
from core.database import db, get_visible
from core.dates import now, today
from core.errors import NotFound
from core.wording import N_
from outlets.campaign_models import CampaignDelivery
from outlets.models import Outlet
from outlets.sales_models import SaleLine
from partnerships.models import Producer


class UnknownCreditNote(NotFound):
    """There is no such note, or it is not this person's to see."""

    sentence = N_("Nota kredit tidak ditemukan.")


def visible_to(user: UserAccount) -> Select[tuple[CreditNote]]:
    """The credit notes a person may see."""
    return select(CreditNote).where(is_seen_by(CreditNote.producer_id, CreditNote.outlet_id, user))


def get(note_id: int, *, by: UserAccount) -> CreditNote:
    """One credit note. Raises `UnknownCreditNote`."""
    note = get_visible(visible_to(by), CreditNote, note_id)
    if note is None:
        raise UnknownCreditNote
    return note


def rows(user: UserAccount) -> Select[Any]:
    """The credit notes a person sees, as plain columns with names."""
    return (
        visible_to(user)
        .with_only_columns(
            CreditNote.id,
            CreditNote.number,
            CreditNote.statement_id,
            Statement.number.label("statement_number"),
            CreditNote.sale_line_id,
            CreditNote.line_id,
            CreditNote.delivery_line_id.label("campaign_delivery_id"),
            CreditNote.gross_rupiah,
            CreditNote.commission_rupiah,
            CreditNote.issued_on,
            Producer.name.label("producer_name"),
            Outlet.name.label("outlet_name"),
        )
        .join(Statement, Statement.id == CreditNote.statement_id)
        .join(Producer, Producer.id == CreditNote.producer_id)
        .join(Outlet, Outlet.id == CreditNote.outlet_id)
    )


def issue_for(sale: SaleLine, line: SaleLine) -> CreditNote | None:
    """The credit note of a line that took pieces off a sale as a wrong entry; None while no statement states the sale.

    Numbers of a year have no gap: the series is locked until the transaction ends.
    """
    return _issue(sale, line, sale_line_id=sale.id, line_id=line.id)


def issue_for_delivery(root: CampaignDelivery, line: CampaignDelivery) -> CreditNote | None:
    """The same of a line that took wrongly counted pieces off a delivery of a pooled pre-order."""
    return _issue(root, line, delivery_id=root.id, delivery_line_id=line.id)


def _issue(stated: SaleLine | CampaignDelivery, line: SaleLine | CampaignDelivery, **about: int) -> CreditNote | None:
    of_line = select(Statement.id).where(
        Statement.producer_id == stated.producer_id,
        Statement.outlet_id == stated.outlet_id,
        Statement.period == stated.period,
    )
    statement_id = db.session.execute(of_line).scalar_one_or_none()
    if statement_id is None or line.gross_rupiah == 0:
        return None
    day = today()
    note = CreditNote(
        number=f"NK-{day.year}-{_next_number(f'credit_note:{day.year}'):05d}",
        statement_id=statement_id,
        producer_id=stated.producer_id,
        outlet_id=stated.outlet_id,
        gross_rupiah=-line.gross_rupiah,
        commission_rupiah=-line.commission_rupiah,
        issued_on=day,
        issued_at=now(),
        **about,
    )
    db.session.add(note)
    db.session.flush()
    return note


def _next_number(series: str) -> int:
    db.session.execute(insert(NumberSeries).values(name=series, last_number=0).on_conflict_do_nothing())
    given = (
        update(NumberSeries)
        .where(NumberSeries.name == series)
        .values(last_number=NumberSeries.last_number + 1)
        .returning(NumberSeries.last_number)
        .execution_options(synchronize_session=False)
    )
    return int(db.session.execute(given).scalar_one())
