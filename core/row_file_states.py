"""The states of a file of rows between upload and confirmation, and the moves allowed. Pure."""

from enum import StrEnum


class RowFileStatus(StrEnum):
    """Where a file of rows stands."""

    NEEDS_MAPPING = "needs_mapping"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


ROW_FILE_MOVES: dict[RowFileStatus, frozenset[RowFileStatus]] = {
    RowFileStatus.NEEDS_MAPPING: frozenset({RowFileStatus.CHECKED, RowFileStatus.REFUSED}),
    RowFileStatus.CHECKED: frozenset({RowFileStatus.NEEDS_MAPPING, RowFileStatus.CONFIRMED, RowFileStatus.REFUSED}),
    RowFileStatus.CONFIRMED: frozenset(),
    RowFileStatus.REFUSED: frozenset(),
}
