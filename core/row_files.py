"""Files of rows between upload and confirmation: the original and its dry run lie sealed in one row of a table.

What producers and outlets share of it; what a row means, who may see a file and the history belong to each noun.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.column_matching import Layout, TaughtColumns, plain_title
from core.errors import InvalidInput
from core.remembered_columns import recall, remember
from core.row_problems import stored_problem
from core.secrets_at_rest import decrypt, encrypt, keyed_hash
from core.table_opening import OpenedTable, open_table
from core.tables import Table
from core.wording import N_


class ColumnNotInFile(InvalidInput):
    """A mapping names a heading that the file does not have. Parameters: `title`."""

    code = "column_not_in_file"
    sentence = N_("Berkas ini tidak memiliki kolom berjudul “%(title)s”.")


class SealedFile(Protocol):
    """A row that holds a file and its dry run."""

    content_encrypted: bytes | None
    rows_encrypted: bytes | None
    mapping: dict[str, object]


@dataclass(frozen=True, slots=True)
class Seals:
    """Under which purposes a noun seals the content of its files and what the check found."""

    content: str
    rows: str

    def hash_of(self, content: bytes) -> str:
        """By what the same bytes are known again, without telling what a removed file held."""
        return keyed_hash(hashlib.sha256(content).hexdigest(), self.content)

    def sealed(self, content: bytes) -> bytes:
        """The original, sealed."""
        return encrypt(content.decode("latin-1"), self.content)

    def content_of(self, found: SealedFile) -> bytes | None:
        """The original; None once it was removed."""
        if found.content_encrypted is None:
            return None
        return decrypt(found.content_encrypted, self.content).encode("latin-1")

    def rows_of(self, found: SealedFile) -> dict[str, Any]:
        """What the last check found: `rows`, `sample`, `notices`; empty once the file was removed."""
        if found.rows_encrypted is None:
            return {"rows": [], "sample": [], "notices": []}
        kept: dict[str, Any] = json.loads(decrypt(found.rows_encrypted, self.rows))
        return kept

    def sealed_rows(self, opened: OpenedTable, rows: list[dict[str, object]]) -> bytes:
        """What a check found, sealed: the sample, the notices and each row."""
        notices = [stored_problem(notice) for notice in opened.notices]
        kept = {"sample": [[cell[:80] for cell in cells] for cells in opened.sample], "notices": notices, "rows": rows}
        return encrypt(json.dumps(kept), self.rows)


def mapping_of(opened: OpenedTable, taught: TaughtColumns) -> dict[str, object]:
    """How the columns were understood, or the suggestions a person must confirm; nothing of what the rows say."""
    heading = opened.heading
    return {
        "columns": heading.columns,
        "missing": list(heading.missing),
        "titles": list(heading.titles),
        "heading_row": heading.row,
        "sheet": opened.sheet.name,
        "sheets": opened.sheet_names,
        "number_style": taught.number_style,
        "date_style": taught.date_style,
        "chosen_sheet": taught.sheet,
    }


def open_with_memory(
    table: Table, layout: Layout, purpose: str, sheet: str | None
) -> tuple[OpenedTable, TaughtColumns]:
    """The table with what its headings have taught; a second look, because only the first one knows the headings."""
    first = open_table(table, layout, TaughtColumns(sheet=sheet))
    known = recall(purpose, first.heading.titles)
    taught = TaughtColumns(known.columns, known.number_style, known.date_style, sheet)
    return (open_table(table, layout, taught) if known.columns else first), taught


def teach(purpose: str, known: Mapping[str, Any], columns: Mapping[str, str], *, by_id: int) -> None:
    """Learn which heading of a file means which column, for all that follow. Raises `ColumnNotInFile`."""
    titles = {plain_title(title): title for title in known["titles"]}
    named = {name: title for name, title in columns.items() if title}
    for title in named.values():
        if plain_title(title) not in titles:
            raise ColumnNotInFile(field="columns", title=title)
    before = recall(purpose, known["titles"])
    remember(
        purpose,
        known["titles"],
        columns={name: titles[plain_title(title)] for name, title in named.items()} or before.columns,
        number_style=before.number_style,
        date_style=before.date_style,
        by_id=by_id,
    )
