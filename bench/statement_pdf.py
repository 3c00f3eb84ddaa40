"""How long the paper of a statement takes, against WeasyPrint laying out the very same page and nothing else.

    .venv/bin/python -m bench.statement_pdf [rounds]

Ours is everything from the stored statement to the bytes: amounts in words, both languages, the QR code, the template,
the layout. The floor is WeasyPrint alone over the finished page, with the same style sheet and fonts already read. Both
run in turns; what counts is the time one processor is busy, and the medians are compared. Aim: under 0.2 s for 30 rows,
at most 1.15 times the floor.
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from statistics import median
from unittest.mock import patch

from application import create_app
from commissions.issuing import GENESIS
from commissions.models import Statement
from commissions.statement_documents import html_of, pdf_of, qr_of, style
from commissions.statements import content_hash, figures
from commissions.tax_terms import Tax
from core.documents import as_pdf

ADDRESS = "https://etalase.contoh.id/verifikasi/K7P2M9XTR4HB"
HEAD = ("0" * 64, "REK-2026-00001")


def statement_of(rows: int) -> Statement:
    """A statement of so many products, as it would be stored."""
    printed = [
        {
            "product_id": n,
            "product_name": f"Keripik pisang rasa {n} kemasan 250 g",
            "code": f"KP-{n:04d}",
            "kind": "sale",
            "sold_in": "2026-10",
            "unit_price_rupiah": 12_500 + 500 * (n % 9),
            "rate_bp": 300,
            "rule": "base",
            "money_route": "outlet_remits_gross",
            "lines": 1 + n % 7,
            "quantity": 1 + n % 40,
            "gross_rupiah": (1 + n % 40) * (12_500 + 500 * (n % 9)),
            "commission_rupiah": ((1 + n % 40) * (12_500 + 500 * (n % 9)) * 300 + 5_000) // 10_000,
        }
        for n in range(rows)
    ]
    gross = sum(int(str(row["gross_rupiah"])) for row in printed)
    commission = sum(int(str(row["commission_rupiah"])) for row in printed)
    summed = figures(None, {"takings": gross, "sales": -gross, "commission": commission, "commission_due": -commission})
    snapshot: dict[str, object] = {
        "number": "REK-2026-00001",
        "period": "2026-10",
        "issued_on": "2026-11-22",
        "due_on": "2026-12-07",
        "agency": {"name": "Dinas Koperasi, UMKM dan Perindustrian", "is_example": True},
        "producer": {"id": 1, "name": "Keripik Bu Siti"},
        "outlet": {"id": 1, "name": "Maxi Swalayan Balikpapan", "address": "Jalan Jenderal Sudirman 8"},
        "agreement": {"id": 1, "version": 1, "money_route": "outlet_remits_gross", "payment_term_days": 15},
        "figures": summed.as_dict(),
        "rows": printed,
        "prior_rows": [],
    }
    return Statement(
        number="REK-2026-00001",
        period="2026-10",
        snapshot=snapshot,
        content_hash=content_hash(snapshot, GENESIS),
        previous_hash=GENESIS,
        verification_code="K7P2M9XTR4HB",
        due_on=date(2026, 12, 7),
        issued_at=datetime(2026, 11, 22, 2, 0, tzinfo=UTC),
        silence_days=14,
    )


@contextmanager
def without_database() -> Iterator[None]:
    """Taxes as the law has them and no note on where reports came from: there is no database to ask."""
    with (
        patch("commissions.tax_settings.all_noted", lambda: dict.fromkeys(Tax, ())),
        patch("commissions.statement_sources.origins_of", lambda _statement: []),
    ):
        yield


def page_of(statement: Statement) -> str:
    """The paper as a page, from the snapshot alone: there is no database here."""
    return html_of(statement, address=ADDRESS, qr="etalase:qr", head=HEAD, snapshot=statement.snapshot)


def seconds(work: Callable[[], object]) -> float:
    """How long a piece of work keeps one processor busy."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print seconds and ratio for 30 and 300 rows."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    app = create_app("postgresql://nobody@localhost/none", SECRET_KEY="a key for a measurement that signs nothing")
    with app.test_request_context(), without_database():
        for rows in (30, 300):
            statement = statement_of(rows)
            html, css, qr = page_of(statement), style(), qr_of(ADDRESS)
            ours, floor = [], []
            for _ in range(rounds + 1):
                ours.append(seconds(lambda: pdf_of(statement, ADDRESS, HEAD, statement.snapshot)))  # noqa: B023 - called at once
                floor.append(seconds(lambda: as_pdf(html, css, {"qr": qr})))  # noqa: B023
            taken, alone = median(ours[1:]), median(floor[1:])
            print(f"{rows:>4} rows: {taken:.3f} s, WeasyPrint alone {alone:.3f} s, ratio {taken / alone:.2f}")


if __name__ == "__main__":
    main()
