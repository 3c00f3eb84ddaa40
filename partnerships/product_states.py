"""The states of a change to an approved product, and the moves between them that are allowed."""

from enum import StrEnum


class RevisionStatus(StrEnum):
    """Where a change to an approved product stands; the approved version stays on sale meanwhile."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


REVISION_MOVES: dict[RevisionStatus, frozenset[RevisionStatus]] = {
    RevisionStatus.SUBMITTED: frozenset({RevisionStatus.RETURNED, RevisionStatus.ACCEPTED, RevisionStatus.WITHDRAWN}),
    RevisionStatus.RETURNED: frozenset(),
    RevisionStatus.ACCEPTED: frozenset(),
    RevisionStatus.WITHDRAWN: frozenset(),
}
"""A change is decided once; what is typed afterwards is a further change."""
