"""The heads of the two chains of seals, of statements and of the history, written every night outside the database.

Whoever owns the database can cut the last statements off the chain and set its head back, and what is left is whole in
itself. The file remembers how long the chain was and where it ended, so the cut shows. It is only added to; a copy of
it kept on another machine is worth more than the one beside the database.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import func, select

from accounts import history_seals
from accounts.history_seals import HistorySeal
from commissions.issuing import CHAIN
from commissions.models import ChainHead, Statement
from commissions.verification_check import Check
from core.database import db, transaction
from core.dates import now
from core.jobs import queue
from core.wording import N_

log = structlog.get_logger()

FILE = "chain_heads.txt"
HISTORY_FILE = "history_heads.txt"
WORDS_OF_A_LINE = 3


def path_of_heads(name: str = FILE) -> Path:
    """Where the heads are written: beside the uploads, one line a night with instant, links and seal."""
    return Path(current_app.config["DATA_FOLDER"]).joinpath(name)


def export_head() -> int:
    """Add the head of today to the file and return how many statements the chain has; 0, and no line, before the first.

    Raises OSError when the file cannot be written.
    """
    head = db.session.execute(select(ChainHead.hash, ChainHead.links).where(ChainHead.name == CHAIN)).one_or_none()
    if head is None or not head.links:
        return 0
    _add(FILE, head.links, head.hash)
    return int(head.links)


def export_history() -> int:
    """Seal the history of the day, add its head to a file of its own, and return how many events are sealed.

    Raises OSError when the file cannot be written.
    """
    with transaction():
        history_seals.seal()
        last = history_seals.last_seal()
        if last is None:
            return 0
        _add(HISTORY_FILE, last.events, last.content_hash)
        return last.events


def _add(name: str, links: int, seal: str) -> None:
    path = path_of_heads(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now().isoformat(timespec='seconds')} {links} {seal}\n")


@queue.periodic(cron="50 3 * * *")
@queue.task(name="chain_head_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every night: the worker is here already, so it is done in place."""
    log.info("chain_head_exported", links=export_head(), events=export_history())


def heads_are_in_the_chain() -> tuple[int, list[str]]:
    """Every head that was written out is still a link of the chain, at the place it had."""
    return _checked(FILE, _against_statements)


def history_heads_are_seals() -> tuple[int, list[str]]:
    """Every head of the history that was written out is still a seal, with as many events up to it."""
    return _checked(HISTORY_FILE, _against_history)


def _checked(name: str, against: Callable[[str, int, str], str | None]) -> tuple[int, list[str]]:
    """How many heads of a file were looked at, and what `against` says of those that do not hold.

    It is told the instant a head was written, how long the chain was, and the seal it ended in.
    """
    broken: list[str] = []
    looked_at = 0
    for row, words in _written(name):
        looked_at += 1
        if len(words) != WORDS_OF_A_LINE or not words[1].isdecimal():
            broken.append(f"{name} line {row}: not a head")
        elif said := against(words[0], int(words[1]), words[2]):
            broken.append(said)
    return looked_at, broken


def _against_statements(at: str, links: int, seal: str) -> str | None:
    # The seal says which statement it was; how many stand up to it says whether one before it is gone.
    place = select(func.count()).where(
        Statement.id <= select(Statement.id).where(Statement.content_hash == seal).scalar_subquery()
    )
    standing = db.session.execute(place).scalar_one()
    if standing == links:
        return None
    there = f"stands there after {standing}" if standing else "is not there"
    return f"on {at} the chain had {links} statements, and the last of them {there}"


def _against_history(at: str, events: int, seal: str) -> str | None:
    sealed = select(HistorySeal.events).where(HistorySeal.content_hash == seal)
    if db.session.execute(sealed).scalar_one_or_none() == events:
        return None
    return f"on {at} the history had {events} sealed events, and their seal is not there"


def _written(name: str) -> Iterator[tuple[int, list[str]]]:
    """The distinct heads of the file with the number of the line they first stand on, as words."""
    path = path_of_heads(name)
    if not path.is_file():
        return
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="ascii", errors="replace") as file:
        for row, line in enumerate(file, start=1):
            words = line.split()
            if tuple(words[1:]) not in seen:
                seen.add(tuple(words[1:]))
                yield row, words


HEAD_CHECKS = (
    Check(
        "heads written outside the database are links of the chain",
        N_("Ujung rantai yang disimpan di luar basis data masih ada di dalam rantai."),
        ("P7", "Q2"),
        heads_are_in_the_chain,
    ),
    Check(
        "what was sealed of the history is what stands there",
        N_("Riwayat yang sudah disegel masih sama dengan yang tersimpan."),
        ("Q2",),
        history_seals.seals_hold,
    ),
    Check(
        "heads of the history written outside the database are seals of it",
        N_("Ujung segel riwayat yang disimpan di luar basis data masih ada."),
        ("Q2",),
        history_heads_are_seals,
    ),
)
