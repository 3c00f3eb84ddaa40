"""Why the further terms or a counter-proposal of an agreement are refused."""

from collections.abc import Sequence

from core.errors import Conflict, InvalidInput
from core.wording import N_, Problem


class WrongClauses(InvalidInput):
    """Further terms the law does not allow. The code is that of the first fault."""

    def __init__(self, faults: Sequence[tuple[str, Problem]]) -> None:
        """`faults` are fields of the clauses and problems."""
        first = faults[0][1]
        self.code, self.sentence = first.code, first.sentence
        errors: dict[str, list[Problem]] = {}
        for name, problem in faults:
            errors.setdefault(f"clauses.{name}", []).append(problem)
        super().__init__(errors=errors, **first.params)


class NotOpenForCounter(Conflict):
    """Only a proposal that waits for acceptance can be answered with another one."""

    code = "not_open_for_counter"
    sentence = N_("Usulan ini tidak sedang menunggu penerimaan, jadi tidak dapat dijawab dengan usulan balasan.")


class OwnProposal(Conflict):
    """Whoever proposed takes back and proposes again; a counter-proposal comes from the other side."""

    code = "own_proposal"
    sentence = N_(
        "Usulan ini dari pihak Anda. Tolak usulan ini, lalu usulkan yang baru; usulan balasan dibuat pihak lain."
    )
