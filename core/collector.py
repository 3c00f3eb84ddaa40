"""Letting the collector of reference cycles rest: over what is loaded for good, and while a large batch is built."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Run a block without collecting reference cycles; memory is still freed as soon as nothing refers to it.

    A file of 100,000 lines becomes some hundred thousand tuples that all live until it is posted. The collector would
    walk over them again and again, for a third of the whole time (bench/sales_import.py), and find nothing. So it is
    with the statements of a month.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def spare_what_is_loaded() -> None:
    """Take everything loaded so far out of later collections, for modules and classes live as long as the program.

    Called before processes are forked. A full collection would walk over some hundred thousand objects that never die,
    in the middle of somebody's request, and touch, so copy, pages of memory the processes share.
    """
    gc.collect()
    gc.freeze()
