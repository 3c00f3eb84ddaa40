"""How many papers of statements two processors make in the time one makes them.

    .venv/bin/python -m bench.statement_batch [papers]

The same pages of 30 rows are laid out by one process and then by every processor of the machine, as the job behind
"download all as ZIP" does; starting the processes is part of it. Aim: 1.8 times the throughput on two cores.
"""

import os
import sys
import time

from application import create_app
from bench.statement_pdf import ADDRESS, HEAD, statement_of, without_database
from commissions.statement_documents import html_of, qr_of, style
from core.documents import Page, as_pdfs


def seconds(pages: list[Page], processes: int) -> float:
    """How long so many processes take for all pages."""
    started = time.perf_counter()
    assert sum(1 for _ in as_pdfs(pages, processes)) == len(pages)
    return time.perf_counter() - started


def main(papers: int) -> None:
    """Print both times and their ratio."""
    app = create_app("postgresql://nobody@localhost/none", SECRET_KEY="a key for a measurement that signs nothing")
    with app.test_request_context(), without_database():
        statement = statement_of(30)
        html = html_of(statement, address=ADDRESS, qr="etalase:qr", head=HEAD, snapshot=statement.snapshot)
        page = Page(html, style(), {"qr": qr_of(ADDRESS)})
    pages = [page] * papers
    cores = os.cpu_count() or 1
    one, all_of_them = seconds(pages, 1), seconds(pages, cores)
    print(
        f"{papers:,} papers of 30 rows: {one:.1f} s on one core, {all_of_them:.1f} s on {cores}:"
        f" {one / all_of_them:.2f} times the throughput"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
