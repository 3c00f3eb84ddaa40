"""Growing: recording the yearly figures of a business, and who moved up a class (naik kelas) in a year."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, case, extract, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import today
from core.errors import InvalidInput
from core.wording import N_
from partnerships import producers
from partnerships.growth import Occasion, Reach, SizeClass, size_class
from partnerships.growth_entries import newest_entry, note
from partnerships.growth_models import SizeClassEntry
from partnerships.models import Producer
from partnerships.states import Source


class FiguresNotYet(InvalidInput):
    """Figures of a day that has not come."""

    code = "figures_not_yet"
    sentence = N_("Tanggal data tidak boleh di masa depan.")


class NewerFiguresKnown(InvalidInput):
    """Figures older than those known already; the history only goes on. Parameter: `day`."""

    code = "newer_figures_known"
    sentence = N_("Sudah ada data per %(day)s. Isi data dengan tanggal yang sama atau lebih baru.")


def record_year(
    producer_id: int,
    *,
    by: UserAccount,
    annual_sales_rupiah: int,
    capital_rupiah: int | None = None,
    workers: int | None = None,
    monthly_capacity: int | None = None,
    reach: Reach | None = None,
    day: date | None = None,
    source: Source | None = None,
) -> SizeClassEntry:
    """Record the yearly figures of a business: sales of the twelve months up to a day, capital, capacity and reach.

    The legal class follows by PP 7/2021 Pasal 35. A capital that is not told stays what it was. Raises
    `UnknownProducer`, `ProducerGone`, `FiguresNotYet`, `NewerFiguresKnown`.
    """
    producer = producers.get_active(producer_id, by=by, for_update=True)
    day = day or today()
    if day > today():
        raise FiguresNotYet(field="day")
    newest = newest_entry(producer.id)
    if newest is not None and day < newest.day:
        raise NewerFiguresKnown(field="day", day=newest.day)
    before = producer.size_class
    producer.annual_sales_rupiah = annual_sales_rupiah
    producer.capital_rupiah = producer.capital_rupiah if capital_rupiah is None else capital_rupiah
    producer.size_class = size_class(annual_sales_rupiah, producer.capital_rupiah).value
    told_by = Source.SELF if not by.is_staff else source
    entry = note(
        producer,
        occasion=Occasion.YEARLY_FIGURES,
        by=by,
        day=day,
        source=told_by.value if told_by else "",
        workers=workers,
        monthly_capacity=monthly_capacity,
        reach=reach,
    )
    db.session.flush()
    record(
        "producer:figures_recorded",
        producer,
        by=by,
        before={"size_class": before},
        after={
            "size_class": producer.size_class,
            "annual_sales_rupiah": annual_sales_rupiah,
            "figures_on": day.isoformat(),
        },
        source=entry.source or None,
    )
    return entry


def risen(year: int) -> Subquery:
    """The producers that moved up in a year and stand above the class of their registration since.

    One row each: `producer_id`, `at_registration`, `size_class`, `annual_sales_rupiah`, and the `day` of the figures
    by which it last rose in that year.
    """
    of_producer = {"partition_by": SizeClassEntry.producer_id, "order_by": SizeClassEntry.id}
    steps = select(
        SizeClassEntry.id,
        SizeClassEntry.producer_id,
        SizeClassEntry.day,
        SizeClassEntry.size_class,
        SizeClassEntry.annual_sales_rupiah,
        func.first_value(SizeClassEntry.size_class).over(**of_producer).label("at_registration"),
        func.lag(SizeClassEntry.size_class).over(**of_producer).label("before"),
        func.last_value(SizeClassEntry.size_class).over(**of_producer, rows=(None, None)).label("by_now"),
    ).subquery()
    return (
        select(
            steps.c.producer_id,
            steps.c.day,
            steps.c.size_class,
            steps.c.annual_sales_rupiah,
            steps.c.at_registration,
        )
        .ext(distinct_on(steps.c.producer_id))
        .where(
            extract("year", steps.c.day) == year,
            _rank(steps.c.size_class) > _rank(steps.c.before),
            _rank(steps.c.size_class) > _rank(steps.c.at_registration),
            _rank(steps.c.by_now) > _rank(steps.c.at_registration),
        )
        .order_by(steps.c.producer_id, steps.c.id.desc())
        .subquery()
    )


def grown_in(user: UserAccount, year: int) -> tuple[Select[tuple[Producer]], Subquery]:
    """The producers a person sees that moved up in a year, with the subquery `risen` they are joined to."""
    rose = risen(year)
    rows = (
        producers.visible_to(user)
        .join(rose, rose.c.producer_id == Producer.id)
        .add_columns(rose.c.day, rose.c.size_class, rose.c.at_registration, rose.c.annual_sales_rupiah)
    )
    return rows, rose


def grown_orders(rose: Subquery) -> Mapping[str, Sequence[ColumnElement[Any]]]:
    """What the list of those that moved up may be sorted by."""
    return {
        "name": [Producer.name, Producer.id],
        "region": [Producer.region_code, Producer.id],
        "day": [rose.c.day, Producer.id],
        "sales": [rose.c.annual_sales_rupiah, Producer.id],
    }


def _rank(column: ColumnElement[SizeClass]) -> ColumnElement[int]:
    return case({size.value: place for place, size in enumerate(SizeClass)}, value=column.cast(db.Text))
