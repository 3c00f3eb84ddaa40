"""The filters, orders and rows of the lists of programmes, read from the address; the same for pages and API."""

from sqlalchemy import Select, func, select

from core.dates import now
from partnerships.lists import Filtered, chosen, lies_in_region, searched
from partnerships.programme_models import Programme, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import InvitationStatus, ProgrammeKind, SessionStatus
from partnerships.regions import is_region
from partnerships.requirement_kinds import KINDS

LAST_DAY = select(func.max(ProgrammeSession.day)).where(ProgrammeSession.programme_id == Programme.id).scalar_subquery()
"""The last day of a programme; without a session there is none."""
PROGRAMME_ORDERS = {
    "id": [Programme.id],
    "title": [Programme.title, Programme.id],
    "day": [func.coalesce(LAST_DAY, func.date(Programme.created_at)), Programme.id],
}
SESSION_ORDERS = {"starts": [ProgrammeSession.starts_at, ProgrammeSession.id], "id": [ProgrammeSession.id]}
INVITATION_ORDERS = {"id": [ProgrammeInvitation.id]}
RECORDING = "recording"
"""A filter of programmes: those with a session whose attendance is not closed."""


def programme_filters(rows: Select[tuple[Programme]]) -> Filtered:
    """Programmes narrowed by `q` (title), kind, region, aim, and the state of a session or `recording`."""
    states = {status.value for status in SessionStatus}
    filters = {
        "q": searched(),
        "kind": chosen("kind", {kind.value for kind in ProgrammeKind}.__contains__),
        "region": chosen("region", is_region),
        "aim": chosen("aim", KINDS.__contains__),
        "status": chosen("status", {*states, RECORDING}.__contains__),
    }
    if filters["q"]:
        rows = rows.where(Programme.title.icontains(filters["q"], autoescape=True))
    if filters["kind"]:
        rows = rows.where(Programme.kind == ProgrammeKind(filters["kind"]))
    if filters["region"]:
        rows = rows.where(lies_in_region(Programme.region_code, filters["region"]))
    if filters["aim"]:
        rows = rows.where(Programme.aims.contains([filters["aim"]]))
    if filters["status"] == RECORDING:
        ended = (ProgrammeSession.status == SessionStatus.OPEN) & (ProgrammeSession.ends_at <= now())
        rows = rows.where(Programme.sessions.any(ended))
    elif filters["status"]:
        rows = rows.where(Programme.sessions.any(ProgrammeSession.status == SessionStatus(filters["status"])))
    return rows, filters


def invitation_filters(rows: Select[tuple[ProgrammeInvitation]]) -> Filtered:
    """Invitations narrowed by what was answered."""
    filters = {"answer": chosen("answer", {status.value for status in InvitationStatus}.__contains__)}
    if filters["answer"]:
        rows = rows.where(ProgrammeInvitation.status == InvitationStatus(filters["answer"]))
    return rows, filters
