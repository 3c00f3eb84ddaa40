"""PostgreSQL whose disk is full ends, begins again in the room set aside, and has lost nothing (quality fault 13)."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from core.embedded_postgres import start
from core.embedded_postgres_ballast import BALLAST_BYTES

pytestmark = pytest.mark.long
DISK_MEGABYTES = 420


@pytest.fixture(autouse=True)
def clock_stands() -> None:
    """The clock runs here: real processes are waited for."""
    return


@pytest.fixture
def disk() -> Iterator[Path]:
    """A small disk of its own."""
    folder = Path(tempfile.mkdtemp(prefix="etalase-disk-"))
    folder.chmod(0o755)
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MEGABYTES}m,mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(words, check=False, capture_output=True).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)
    folder.rmdir()


def test_a_full_disk_ends_the_database_and_the_room_set_aside_brings_it_back_whole(disk: Path) -> None:
    data = disk / "data"
    data.mkdir(mode=0o755)
    with start(data) as server:
        ballast = server.cluster.with_name("ballast")
        assert ballast.stat().st_size == BALLAST_BYTES
        url = server.owner_url.replace("postgresql+psycopg://", "postgresql://", 1)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (id bigserial PRIMARY KEY, filler text)")
        acknowledged = 0
        with (disk / "rest").open("wb") as rest:
            os.posix_fallocate(rest.fileno(), 0, os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize - 4_000_000)
        deadline = time.monotonic() + 120
        while ballast.exists() and time.monotonic() < deadline:
            try:
                with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                    while True:
                        connection.execute("INSERT INTO kept (filler) SELECT repeat(md5(random()::text), 200)")
                        acknowledged += 1
            except psycopg.Error:
                server.revive()
                time.sleep(0.2)
        assert not ballast.exists(), "the disk never became full"
        with psycopg.connect(url, autocommit=True, connect_timeout=30) as connection:
            kept = connection.execute("SELECT count(*) FROM kept").fetchone()
            assert kept
            assert acknowledged <= kept[0] <= acknowledged + 1
            connection.execute("INSERT INTO kept (filler) VALUES ('again')")
    print(f"{acknowledged} rows acknowledged before the disk was full, all there afterwards")  # noqa: T201
