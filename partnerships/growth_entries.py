"""The figures each business told over time, and the legal size that followed; rows are only ever added."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from accounts.models import UserAccount
from core.database import db
from core.dates import now, today
from partnerships.growth import Occasion, Reach, SizeClass, has_grown
from partnerships.growth_models import LadderEntry, SizeClassEntry
from partnerships.ladder import Step
from partnerships.models import Producer


@dataclass(frozen=True, slots=True)
class Growth:
    """The size of a producer when it registered and now; `day` is that of the newest figures."""

    at_registration: SizeClass
    now: SizeClass
    day: date

    @property
    def has_grown(self) -> bool:
        """Whether it stands in a higher class than at its registration (naik kelas)."""
        return has_grown(self.at_registration, self.now)


def note(
    producer: Producer,
    *,
    occasion: Occasion,
    by: UserAccount | None,
    day: date | None = None,
    source: str = "",
    workers: int | None = None,
    monthly_capacity: int | None = None,
    reach: Reach | None = None,
) -> SizeClassEntry:
    """Add the figures a producer has now to its history, as of a day, today unless said otherwise."""
    entry = SizeClassEntry(
        producer_id=producer.id,
        day=day or today(),
        annual_sales_rupiah=producer.annual_sales_rupiah,
        capital_rupiah=producer.capital_rupiah,
        workers=workers,
        monthly_capacity=monthly_capacity,
        reach=reach,
        size_class=SizeClass(producer.size_class),
        occasion=occasion,
        source=source,
        noted_by_id=by.id if by else None,
        created_at=now(),
    )
    db.session.add(entry)
    return entry


def note_registration(producer: Producer, *, by: UserAccount | None) -> None:
    """Write the first figures of a producer that has just registered, and the first step of its ladder."""
    note(producer, occasion=Occasion.REGISTRATION, by=by, source=producer.source)
    db.session.add(LadderEntry(producer_id=producer.id, day=today(), step=Step.REGISTERED, created_at=now()))


def newest_entry(producer_id: int) -> SizeClassEntry | None:
    """The newest figures of a producer."""
    rows = select(SizeClassEntry).where(SizeClassEntry.producer_id == producer_id)
    return db.session.execute(rows.order_by(SizeClassEntry.id.desc()).limit(1)).scalar_one_or_none()


def entries_of(producer_id: int) -> list[SizeClassEntry]:
    """All figures of a producer, newest first."""
    rows = select(SizeClassEntry).where(SizeClassEntry.producer_id == producer_id).order_by(SizeClassEntry.id.desc())
    return list(db.session.execute(rows).scalars())


def growth_of(entries: list[SizeClassEntry]) -> Growth | None:
    """What entries (newest first) say of growing; None where there are none."""
    return Growth(entries[-1].size_class, entries[0].size_class, entries[0].day) if entries else None
