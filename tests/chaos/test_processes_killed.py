"""Whoever lays out papers is killed: the processes it had started for them end too."""

import os
import subprocess
import sys
import time

import pytest

from tests.test_serve import PROJECT

pytestmark = pytest.mark.long
PARENT = """
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from core.documents import end_with_parent
with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=end_with_parent) as pool:
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(os.read, os.pipe()[0], 1).result()
"""


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_processes_of_a_worker_that_is_killed_end_with_it() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert lives(child)
        parent.kill()
    for _ in range(100):
        if not lives(child):
            break
        time.sleep(0.1)
    assert not lives(child)
