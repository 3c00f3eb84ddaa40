"""The states of a file of registrations, and what may be chosen for a row of it."""

from enum import StrEnum
from typing import TypeAlias

from core.row_file_states import ROW_FILE_MOVES, RowFileStatus
from core.wording import N_

ProducerFileStatus: TypeAlias = RowFileStatus
PRODUCER_FILE_MOVES = ROW_FILE_MOVES


class Choice(StrEnum):
    """What to do with a row that looks like somebody known: nothing, fill what is empty, register all the same."""

    SKIP = "skip"
    MERGE = "merge"
    REGISTER = "register"


PRODUCER_FILE_LABELS: dict[ProducerFileStatus, str] = {
    ProducerFileStatus.NEEDS_MAPPING: N_("Kolom belum dicocokkan"),
    ProducerFileStatus.CHECKED: N_("Sudah diperiksa, belum didaftarkan"),
    ProducerFileStatus.CONFIRMED: N_("Sudah didaftarkan"),
    ProducerFileStatus.REFUSED: N_("Dibatalkan"),
}
CHOICE_LABELS: dict[Choice, str] = {
    Choice.SKIP: N_("Lewati"),
    Choice.MERGE: N_("Lengkapi data yang kosong"),
    Choice.REGISTER: N_("Tetap daftarkan"),
}
