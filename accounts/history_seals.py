"""Seals over the history: every night what was written since the last seal is sealed after it, so that a change shows.

Sealing each line as it is written would make everybody wait for everybody; sealed in blocks, nobody waits. A block ends
an hour ago: what was being written then has long been committed or thrown away. The head is written outside the
database with that of the statements (quality invariant Q2, `commissions/exported_heads.py`).
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from accounts.models import AuditEvent
from core.database import AppendOnly, Model, db, id_column
from core.dates import now

SETTLED_AFTER = timedelta(hours=1)
"""No transaction of the product is open for so long."""
BATCH = 5_000
GENESIS = ""


class HistorySeal(AppendOnly, Model):
    """One block of the history, up to and including an event, sealed after the block before it."""

    __tablename__ = "history_seal"

    id: Mapped[int] = id_column()
    last_event_id: Mapped[int] = mapped_column(unique=True)
    events: Mapped[int]
    """How many events the history had up to there."""
    previous_hash: Mapped[str]
    content_hash: Mapped[str]
    sealed_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("previous_hash"),)


def seal() -> HistorySeal | None:
    """Seal what was written since the last seal and has settled; None where nothing was.

    Two at once cannot both follow the same seal: the second breaks on the key of `previous_hash`.
    """
    last = last_seal()
    begin, previous = (last.last_event_id, last.content_hash) if last else (0, GENESIS)
    unsettled = select(func.min(AuditEvent.id)).where(AuditEvent.id > begin, AuditEvent.at > now() - SETTLED_AFTER)
    until = select(func.max(AuditEvent.id)).where(
        AuditEvent.id > begin, AuditEvent.id < func.coalesce(unsettled.scalar_subquery(), 2**63 - 1)
    )
    end = db.session.execute(until).scalar_one()
    if end is None:
        return None
    count, found = hash_of_block(begin, end, previous)
    made = HistorySeal(
        last_event_id=end,
        events=(last.events if last else 0) + count,
        previous_hash=previous,
        content_hash=found,
        sealed_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


def last_seal() -> HistorySeal | None:
    """The newest seal."""
    return db.session.execute(select(HistorySeal).order_by(HistorySeal.id.desc()).limit(1)).scalar_one_or_none()


def hash_of_block(after_id: int, last_id: int, previous: str) -> tuple[int, str]:
    """How many events stand between two ids and the seal over them, after the seal before."""
    digest, count = sha256(previous.encode()), 0
    for line in _lines(after_id, last_id):
        digest.update(b"\n" + line)
        count += 1
    return count, digest.hexdigest()


def _lines(after_id: int, last_id: int) -> Iterator[bytes]:
    """Each event as one line that can be written in one way only."""
    columns = AuditEvent.__table__.columns
    rows = select(*columns).where(AuditEvent.id > after_id, AuditEvent.id <= last_id).order_by(AuditEvent.id)
    for row in db.session.execute(rows.execution_options(yield_per=BATCH)):
        told = [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in row]
        yield json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def seals_hold() -> tuple[int, list[str]]:
    """Each seal is that of its block and follows the one before; names the first block that does not."""
    begin, previous, events, broken = 0, GENESIS, 0, list[str]()
    for one in db.session.execute(select(HistorySeal).order_by(HistorySeal.id)).scalars().all():
        count, found = hash_of_block(begin, one.last_event_id, one.previous_hash)
        events += count
        if one.previous_hash != previous:
            broken.append(f"history seal {one.id}: does not follow the one before")
        if (events, found) != (one.events, one.content_hash):
            broken.append(f"history seal {one.id}: events {begin + 1} to {one.last_event_id} are not what was sealed")
            events = one.events
        begin, previous = one.last_event_id, one.content_hash
    return events, broken
