"""Letting the collector of reference cycles rest while a large batch is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Run a block without collecting reference cycles; memory is still freed as soon as nothing refers to it.

    A file of 100,000 lines becomes some hundred thousand tuples that all live until it is posted. The collector would
    walk over them, and over everything the application has loaded, again and again, for a third of the whole time
    (bench/sales_import.py), and find nothing.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
