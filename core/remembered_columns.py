"""What people have taught about the columns of files: one with the same headings is not asked about again.

One row for a purpose (`producers`, `outlets`) and a set of headings, whoever uploads it.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Mapped, mapped_column

from core.column_matching import TaughtColumns, plain_title
from core.database import Model, db
from core.dates import now
from core.row_problems import ADDED_TITLES


class RememberedColumns(Model):
    """How the columns under certain headings were understood, and how such files write numbers and dates."""

    __tablename__ = "remembered_columns"

    purpose: Mapped[str] = mapped_column(primary_key=True)
    titles_hash: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    number_style: Mapped[str | None]
    date_style: Mapped[str | None]
    learned_at: Mapped[datetime]
    learned_by_id: Mapped[int]


def hash_of_titles(titles: Sequence[str]) -> str:
    """By what a set of headings is known again: their order and their spelling in small things do not matter.

    What we put in front of rows to mend does not count either: the mended file is the same kind of file.
    """
    added = {plain_title(title) for title in ADDED_TITLES}
    plain = sorted(title for title in map(plain_title, titles) if title and title not in added)
    return hashlib.sha256("\n".join(plain).encode("utf-8", "surrogatepass")).hexdigest()


def recall(purpose: str, titles: Sequence[str]) -> TaughtColumns:
    """What was taught about files with these headings; nothing yet where nobody was asked."""
    known = db.session.get(RememberedColumns, (purpose, hash_of_titles(titles)), populate_existing=True)
    if known is None:
        return TaughtColumns()
    return TaughtColumns(known.columns, known.number_style, known.date_style)  # type: ignore[arg-type]


def remember(
    purpose: str,
    titles: Sequence[str],
    *,
    columns: Mapping[str, str],
    number_style: str | None,
    date_style: str | None,
    by_id: int,
) -> None:
    """Keep what was taught about files with these headings, in place of what was taught before."""
    learned = {
        "columns": dict(columns),
        "number_style": number_style,
        "date_style": date_style,
        "learned_at": now(),
        "learned_by_id": by_id,
    }
    db.session.execute(
        insert(RememberedColumns)
        .values(purpose=purpose, titles_hash=hash_of_titles(titles), **learned)
        .on_conflict_do_update(index_elements=["purpose", "titles_hash"], set_=learned)
    )
