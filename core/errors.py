"""The four kinds of refusal every verb may answer with.

A business error subclasses one of them, is named after the fact (`PermitExpired`, `PeriodClosed`), and carries a stable
code and an Indonesian sentence. HTTP statuses are not known here; they stand in one table in
`application/error_pages.py`.
"""

import errno
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.wording import N_, Problem


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row of a list or file: the row as the user counts it, its field, and the problem."""

    row: int
    field: str
    problem: Problem
    value: str = ""
    sheet: str = ""


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an accident
    """An action refused for a reason the user can act on. Not raised itself; one of the four kinds below is."""

    code = "refused"
    sentence = N_("Permintaan ini ditolak.")

    def __init__(
        self,
        *,
        field: str | None = None,
        errors: Mapping[str, Sequence[Problem]] | None = None,
        rows: Sequence[RowProblem] = (),
        extra: Mapping[str, object] | None = None,
        **params: object,
    ) -> None:
        """Say what is refused.

        `field` names the input the refusal belongs to; `errors` gives several; `rows` those of a list or file; `extra`
        is added to the API answer (for example what is missing); `params` fill the sentence.
        """
        super().__init__(self.code)
        self.params = params
        self.errors = {name: list(problems) for name, problems in (errors or {}).items()}
        if field is not None:
            self.errors.setdefault(field, []).append(self.problem)
        self.rows = list(rows)
        self.extra = dict(extra or {})

    @property
    def problem(self) -> Problem:
        """The refusal as a plain value: code, sentence and parameters."""
        return Problem(self.code, self.sentence, self.params)


class InvalidInput(Refusal):
    """What was sent cannot be what was meant: wrong content."""

    code = "invalid_input"
    sentence = N_("Ada isian yang perlu diperbaiki.")


class NotPermitted(Refusal):
    """The user is known, but this is not theirs to do."""

    code = "not_permitted"
    sentence = N_("Anda tidak berwenang melakukan ini.")


class NotFound(Refusal):
    """It does not exist, or it is not the user's to see; the answer is the same."""

    code = "not_found"
    sentence = N_("Data tidak ditemukan.")


class StorageFull(Refusal):
    """The disk has no room left, for what is kept or for what is unpacked on the way; nothing is kept of it."""

    code = "storage_full"
    sentence = N_("Penyimpanan penuh, jadi tidak ada yang disimpan. Hubungi petugas, lalu coba lagi.")
    retry_after_seconds = 60


def is_full(error: OSError) -> bool:
    """Whether the disk, or what one account may use of it, has no room left."""
    return error.errno in {errno.ENOSPC, errno.EDQUOT}


class Conflict(Refusal):
    """Not now: the state of things forbids it (already decided, duplicate, closed month)."""

    code = "conflict"
    sentence = N_("Tindakan ini tidak dapat dilakukan sekarang.")
