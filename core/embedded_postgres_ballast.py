"""Room set aside for the hour in which the disk is full.

PostgreSQL that cannot write its log ends, and without room it does not start again, not even to let somebody delete
something. A file of no use beside the cluster gives way then: the database recovers, what was answered is there, and
whoever looks after the machine has that much room left to make more. The next ordinary start sets it aside again.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path

import structlog

from core.embedded_postgres_account import Home

BALLAST_BYTES = 64 * 1024 * 1024
LEAST_FREE_BYTES = 18 * 1024 * 1024
"""Less than one segment of the write-ahead log and a little: the server could not begin."""

log = structlog.get_logger()


def ballast_of(home: Home) -> Path:
    """Where it lies: beside the cluster, on the same disk."""
    return home.cluster.with_name("ballast")


def is_disk_full(home: Home) -> bool:
    """Whether there is too little room for a server to begin."""
    return shutil.disk_usage(home.cluster).free < LEAST_FREE_BYTES


def keep_ballast(home: Home) -> None:
    """Set the room aside, unless it is, or the disk is so small that it would be missed."""
    path = ballast_of(home)
    if path.exists() or shutil.disk_usage(home.cluster).free < 3 * BALLAST_BYTES:
        return
    with suppress(OSError), path.open("xb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST_BYTES)


def drop_ballast(home: Home) -> bool:
    """Give the room free; False when there was none set aside."""
    try:
        ballast_of(home).unlink()
    except FileNotFoundError:
        return False
    log.error("disk_full", freed_bytes=BALLAST_BYTES, do="make room on the disk of the database now")
    return True
