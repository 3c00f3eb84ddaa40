"""The JSON doors of programmes, their sessions, invitations, attendance and effect."""

from typing import Any

from accounts.access import person, requires
from accounts.api_blueprint import ApiBlueprint
from accounts.permissions import Permission
from core.listing import listed
from partnerships import attendance, programme_effect, programme_invitations, programmes
from partnerships.programme_effect import Group
from partnerships.programme_errors import UnknownProgramme
from partnerships.programme_lists import (
    INVITATION_ORDERS,
    PROGRAMME_ORDERS,
    SESSION_ORDERS,
    invitation_filters,
    programme_filters,
)
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.programme_schemas import (
    AnswerInvitation,
    AttendanceList,
    CancelSession,
    EffectAnswer,
    InvitationPage,
    InvitationsMade,
    InviteToSession,
    MarkAttendance,
    ProgrammeAnswer,
    ProgrammeContent,
    ProgrammeInvitationAnswer,
    ProgrammePage,
    ProgrammeSessionAnswer,
    SessionContent,
    SessionPage,
)

api = ApiBlueprint("api_programmes", __name__, description="Programmes, their sessions, invitations and attendance")


def told(invitation: ProgrammeInvitation) -> dict[str, object]:
    """An invitation as the API tells it."""
    return {
        "id": invitation.id,
        "session_id": invitation.session_id,
        "producer_id": invitation.producer_id,
        "status": invitation.status.value,
        "place_in_line": programme_invitations.place_in_line(invitation),
        "source": invitation.source,
        "answered_at": invitation.answered_at,
    }


@api.route("/programmes")
@requires(Permission.PROGRAMME_READ)
@api.response(200, ProgrammePage)
def list_programmes() -> object:
    """The programmes you may see. Filters: `q`, `kind`, `region`, `aim` (a requirement kind), `status`."""
    rows, filters = programme_filters(programmes.visible_to(person()))
    listing = listed(rows, orders=PROGRAMME_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: row[0])


@api.route("/programmes", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.arguments(ProgrammeContent)
@api.response(201, ProgrammeAnswer)
def create_programme(body: dict[str, Any]) -> object:
    """Plan a programme in your regions."""
    return programmes.create(**body, by=person())


@api.route("/programmes/<int:programme_id>")
@requires(Permission.PROGRAMME_READ)
@api.response(200, ProgrammeAnswer)
def show_programme(programme_id: int) -> object:
    """One programme."""
    return programmes.get(programme_id, by=person())


@api.route("/programmes/<int:programme_id>/sessions")
@requires(Permission.PROGRAMME_READ)
@api.response(200, SessionPage)
def list_sessions(programme_id: int) -> object:
    """The sessions of a programme; a producer sees those it is invited to."""
    programme = programmes.get(programme_id, by=person())
    rows = programmes.sessions_visible_to(person()).where(ProgrammeSession.programme_id == programme.id)
    return listed(rows, orders=SESSION_ORDERS, default_order="starts").envelope(lambda row: row[0])


@api.route("/programmes/<int:programme_id>/sessions", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.arguments(SessionContent)
@api.response(201, ProgrammeSessionAnswer)
def add_session(body: dict[str, Any], programme_id: int) -> object:
    """Plan a session; `starts` and `ends` are times of day in the agency's zone."""
    return programmes.add_session(programme_id, **body, by=person())


@api.route("/sessions/<int:programme_session_id>/open", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.response(200, ProgrammeSessionAnswer)
def open_session(programme_session_id: int) -> object:
    """Open a planned session to invitations. 409 `session_move_not_allowed`."""
    return programmes.open_session(programme_session_id, by=person())


@api.route("/sessions/<int:programme_session_id>/hold", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.response(200, ProgrammeSessionAnswer)
def hold_session(programme_session_id: int) -> object:
    """Close the attendance list of a session. 409 `session_not_yet` before its day."""
    return programmes.hold_session(programme_session_id, by=person())


@api.route("/sessions/<int:programme_session_id>/cancel", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.arguments(CancelSession)
@api.response(200, ProgrammeSessionAnswer)
def cancel_session(body: dict[str, Any], programme_session_id: int) -> object:
    """Cancel a session with a reason. 409 `session_move_not_allowed` for one that was held."""
    return programme_invitations.cancel_session(programme_session_id, **body, by=person())


@api.route("/sessions/<int:programme_session_id>/invitations")
@requires(Permission.PROGRAMME_READ)
@api.response(200, InvitationPage)
def list_invitations(programme_session_id: int) -> object:
    """The invitations to a session, a producer's only its own. Filter: `answer`."""
    session = programmes.get_session(programme_session_id, by=person())
    visible = programme_invitations.visible_to(person()).where(ProgrammeInvitation.session_id == session.id)
    rows, filters = invitation_filters(visible)
    listing = listed(rows, orders=INVITATION_ORDERS, default_order="id", filters=filters)
    return listing.envelope(lambda row: told(row[0]))


@api.route("/sessions/<int:programme_session_id>/invitations", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.arguments(InviteToSession)
@api.response(201, InvitationsMade)
def invite(body: dict[str, Any], programme_session_id: int) -> object:
    """Invite producers by `producer_ids`, or up to `most` found by what they lack, where and how large they are."""
    made = programme_invitations.invite(programme_session_id, **body, by=person())
    return {"items": [told(invitation) for invitation in made]}


@api.route("/invitations/<int:invitation_id>/answer", methods=["POST"])
@requires(Permission.PROGRAMME_READ)
@api.arguments(AnswerInvitation)
@api.response(200, ProgrammeInvitationAnswer)
def answer_invitation(body: dict[str, Any], invitation_id: int) -> object:
    """Say yes or no; staff send a `source`. A yes when every place is taken answers `waiting`."""
    return told(programme_invitations.answer(invitation_id, **body, by=person()))


@api.route("/sessions/<int:programme_session_id>/attendance")
@requires(Permission.PROGRAMME_READ)
@api.response(200, AttendanceList)
def list_attendance(programme_session_id: int) -> object:
    """What counts for each producer at a session; staff only."""
    session = programmes.session_for_staff(programme_session_id, by=person())
    return {"items": [event for _id, event in sorted(attendance.events_of(session.id).items())]}


@api.route("/sessions/<int:programme_session_id>/attendance", methods=["POST"])
@requires(Permission.PROGRAMME_MANAGE)
@api.arguments(MarkAttendance)
@api.response(200, AttendanceList)
def mark_attendance(body: dict[str, Any], programme_session_id: int) -> object:
    """Note who came; `absent` takes back what was noted, with a reason. The answer holds the new events only."""
    return {"items": attendance.mark(programme_session_id, **body, by=person())}


@api.route("/programmes/<int:programme_id>/effect")
@requires(Permission.PROGRAMME_READ)
@api.response(200, EffectAnswer)
def show_effect(programme_id: int) -> object:
    """Who lacked something the programme aims at and gained it 30 and 90 days after; staff only."""
    if not person().is_staff:
        raise UnknownProgramme
    courses = programme_effect.courses_of(programmes.get(programme_id, by=person()))
    return {
        "attended": group(programme_effect.group_of(course for course in courses if course.came)),
        "absent": group(programme_effect.group_of(course for course in courses if not course.came)),
    }


def group(found: Group) -> dict[str, object]:
    """A group as the API tells it."""
    return {
        "producers": found.producers,
        "lacking": found.lacking,
        "after": [
            {"after_days": days, "looked_at": found.looked[days], "gained": found.gained[days]} for days in found.looked
        ],
    }
