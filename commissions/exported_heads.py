"""The head of the chain of seals, written every night to a file outside the database.

Whoever owns the database can cut the last statements off the chain and set its head back, and what is left is whole in
itself. The file remembers how long the chain was and where it ended, so the cut shows. It is only added to; a copy of
it kept on another machine is worth more than the one beside the database.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import structlog
from flask import current_app
from sqlalchemy import func, select

from commissions.issuing import CHAIN
from commissions.models import ChainHead, Statement
from core.database import db
from core.dates import now
from core.jobs import queue

log = structlog.get_logger()

FILE = "chain_heads.txt"
WORDS_OF_A_LINE = 3


def path_of_heads() -> Path:
    """Where the heads are written: beside the uploads, one line a night with instant, links and seal."""
    return Path(current_app.config["DATA_FOLDER"]).joinpath(FILE)


def export_head() -> int:
    """Add the head of today to the file and return how many statements the chain has; 0, and no line, before the first.

    Raises OSError when the file cannot be written.
    """
    head = db.session.execute(select(ChainHead.hash, ChainHead.links).where(ChainHead.name == CHAIN)).one_or_none()
    if head is None or not head.links:
        return 0
    path = path_of_heads()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{now().isoformat(timespec='seconds')} {head.links} {head.hash}\n")
    return int(head.links)


@queue.periodic(cron="50 3 * * *")
@queue.task(name="chain_head_tick", queue="default")
def tick(timestamp: int) -> None:  # noqa: ARG001 - procrastinate tells when it was due
    """Every night: the worker is here already, so it is done in place."""
    log.info("chain_head_exported", links=export_head())


def heads_are_in_the_chain() -> tuple[int, list[str]]:
    """Every head that was written out is still a link of the chain, at the place it had."""
    broken: list[str] = []
    looked_at = 0
    for row, words in _written():
        looked_at += 1
        if len(words) != WORDS_OF_A_LINE or not words[1].isdecimal():
            broken.append(f"{FILE} line {row}: not a head")
            continue
        at, links, seal = words
        # The seal says which statement it was; how many stand up to it says whether one before it is gone.
        place = select(func.count()).where(
            Statement.id <= select(Statement.id).where(Statement.content_hash == seal).scalar_subquery()
        )
        standing = db.session.execute(place).scalar_one()
        if standing != int(links):
            there = f"stands there after {standing}" if standing else "is not there"
            broken.append(f"on {at} the chain had {links} statements, and the last of them {there}")
    return looked_at, broken


def _written() -> Iterator[tuple[int, list[str]]]:
    """The distinct heads of the file with the number of the line they first stand on, as words."""
    path = path_of_heads()
    if not path.is_file():
        return
    seen: set[tuple[str, ...]] = set()
    with path.open(encoding="ascii", errors="replace") as file:
        for row, line in enumerate(file, start=1):
            words = line.split()
            if tuple(words[1:]) not in seen:
                seen.add(tuple(words[1:]))
                yield row, words


HEAD_CHECKS: tuple[tuple[str, Callable[[], tuple[int, list[str]]]], ...] = (
    ("heads written outside the database are links of the chain", heads_are_in_the_chain),
)
