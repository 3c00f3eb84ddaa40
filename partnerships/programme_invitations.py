"""Invitations to sessions: aimed at a gap, answered by the producer or by staff for it, with a waiting list.

Everything that gives or frees a place locks the row of the session first, so places are never given twice.
"""

from collections.abc import Collection, Sequence
from datetime import date, time

from sqlalchemy import Select, func, select

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from accounts.permissions import Permission
from core.database import db, get_visible
from core.dates import now, today
from core.errors import NotPermitted
from partnerships import producers, programme_messages, programmes
from partnerships.errors import UnknownProducer
from partnerships.growth import SizeClass
from partnerships.models import Producer, ProducerMember
from partnerships.programme_candidates import TAKING_PART, USUAL_NUMBER, candidates
from partnerships.programme_errors import (
    AnswerDeadlinePassed,
    ChooseOrAim,
    NobodyChosen,
    PlacesBelowComing,
    SessionNotOpen,
    SourceNeeded,
    UnknownInvitation,
)
from partnerships.programme_models import Programme, ProgrammeInvitation, ProgrammeSession
from partnerships.programme_states import Answer, InvitationStatus, SessionStatus
from partnerships.states import Source


def visible_to(user: UserAccount) -> Select[tuple[ProgrammeInvitation]]:
    """The invitations a person may see: staff those to sessions of their regions, a producer its own."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    is_theirs = ProgrammeInvitation.producer_id.in_(own)
    return (
        select(ProgrammeInvitation)
        .join(ProgrammeSession, ProgrammeSession.id == ProgrammeInvitation.session_id)
        .join(Programme, Programme.id == ProgrammeSession.programme_id)
        .where(in_regions_of(user, Programme.region_code) if user.is_staff else is_theirs)
    )


def get(invitation_id: int, *, by: UserAccount) -> ProgrammeInvitation:
    """One invitation. Raises `UnknownInvitation` for one that does not exist or is not this person's to see."""
    found = get_visible(visible_to(by), ProgrammeInvitation, invitation_id)
    if found is None:
        raise UnknownInvitation
    return found


def unanswered(user: UserAccount) -> Select[tuple[ProgrammeInvitation]]:
    """The invitations of this account's producers that may and should still be answered."""
    return visible_to(user).where(
        ProgrammeInvitation.status == InvitationStatus.INVITED, programmes.is_answerable(today())
    )


def invite(
    session_id: int,
    *,
    by: UserAccount,
    producer_ids: Collection[int] | None = None,
    missing: str = "",
    region_code: str = "",
    category: str = "",
    size_class: SizeClass | None = None,
    most: int = USUAL_NUMBER,
) -> list[ProgrammeInvitation]:
    """Invite the producers named, or up to `most` found by the filters; each account gets a message in the outbox.

    Who was invited before is left alone. Raises `UnknownSession`, `SessionNotOpen`, `AnswerDeadlinePassed`,
    `UnknownProducer` for one the caller does not see or who takes no part any more, `NobodyChosen`, `ChooseOrAim`.
    """
    session = programmes.session_for_staff(session_id, by=by, for_update=True)
    _refuse_unless_answerable(session)
    is_aimed = bool(missing or region_code or category or size_class)
    if producer_ids is not None and is_aimed:
        raise ChooseOrAim(field="producer_ids")
    if producer_ids is not None:
        chosen = _named(session, producer_ids, by=by)
    elif is_aimed:
        found = candidates(
            session,
            by=by,
            missing=missing,
            region_code=region_code,
            category=category,
            size_class=size_class.value if size_class else "",
            most=most,
        )
        chosen = [producer for producer, _lacking in found]
    else:
        chosen = []
    if not chosen:
        raise NobodyChosen(field="producer_ids")
    made = [
        ProgrammeInvitation(
            session_id=session.id,
            producer_id=producer.id,
            status=InvitationStatus.INVITED,
            invited_by_id=by.id,
            invited_at=now(),
        )
        for producer in chosen
    ]
    db.session.add_all(made)
    db.session.flush()
    for invitation in made:
        record("invitation:made", invitation, by=by, after={"status": invitation.status.value})
    programme_messages.invited(session, [producer.id for producer in chosen])
    return made


def _named(session: ProgrammeSession, producer_ids: Collection[int], *, by: UserAccount) -> list[Producer]:
    wanted = set(producer_ids)
    rows = producers.visible_to(by).where(Producer.id.in_(wanted), Producer.status.in_(TAKING_PART))
    seen = list(db.session.execute(rows.order_by(Producer.id)).scalars())
    if len(seen) != len(wanted):
        raise UnknownProducer
    before = select(ProgrammeInvitation.producer_id).where(ProgrammeInvitation.session_id == session.id)
    invited = set(db.session.execute(before).scalars())
    return [producer for producer in seen if producer.id not in invited]


def answer(invitation_id: int, *, by: UserAccount, answer: Answer, source: Source | None = None) -> ProgrammeInvitation:
    """Say yes or no to an invitation; a yes when every place is taken waits, a no lets the first who waits move up.

    A producer answers until the deadline; staff who manage programmes answer for it while the session is open, and say
    from what source. The same answer again changes nothing. Raises `UnknownInvitation`, `NotPermitted`,
    `SourceNeeded`, `SessionNotOpen`, `AnswerDeadlinePassed`.
    """
    session_id = get(invitation_id, by=by).session_id
    session = programmes.get_session(session_id, by=by, for_update=True)
    if by.is_staff:
        if not by.may(Permission.PROGRAMME_MANAGE):
            raise NotPermitted
        if source is None or source is Source.SELF:
            raise SourceNeeded(field="source")
        if session.status is not SessionStatus.OPEN:
            raise SessionNotOpen
    else:
        _refuse_unless_answerable(session)
    invitation = get(invitation_id, by=by)
    db.session.refresh(invitation)
    told = (source or Source.SELF).value if by.is_staff else Source.SELF.value
    if answer is Answer.NO:
        _say_no(invitation, session, by=by, source=told)
    elif invitation.status in {InvitationStatus.INVITED, InvitationStatus.DECLINED}:
        _say_yes(invitation, session, by=by, source=told)
    return invitation


def _say_yes(invitation: ProgrammeInvitation, session: ProgrammeSession, *, by: UserAccount, source: str) -> None:
    if coming_count(session.id) < session.places:
        _answered(invitation, InvitationStatus.COMING, by=by, source=source)
        return
    last = select(func.coalesce(func.max(ProgrammeInvitation.waiting_number), 0)).where(
        ProgrammeInvitation.session_id == session.id
    )
    invitation.waiting_number = db.session.execute(last).scalar_one() + 1
    _answered(invitation, InvitationStatus.WAITING, by=by, source=source)


def _say_no(invitation: ProgrammeInvitation, session: ProgrammeSession, *, by: UserAccount, source: str) -> None:
    if invitation.status is InvitationStatus.DECLINED:
        return
    invitation.waiting_number = None
    _answered(invitation, InvitationStatus.DECLINED, by=by, source=source)
    move_up(session, by=by)


def _answered(invitation: ProgrammeInvitation, status: InvitationStatus, *, by: UserAccount, source: str) -> None:
    before, invitation.status = invitation.status, status
    invitation.answered_by_id, invitation.answered_at, invitation.source = by.id, now(), source
    db.session.flush()
    record(
        f"invitation:{status.value}",
        invitation,
        by=by,
        before={"status": before.value},
        after={"status": status.value},
        on_behalf_of="producer" if by.is_staff else None,
        source=source,
    )


def move_up(session: ProgrammeSession, *, by: UserAccount) -> list[ProgrammeInvitation]:
    """Give the free places of a locked session to those who wait longest, and tell them; who moved up."""
    free = session.places - coming_count(session.id)
    if free <= 0 or session.status is not SessionStatus.OPEN:
        return []
    rows = (
        select(ProgrammeInvitation)
        .where(ProgrammeInvitation.session_id == session.id, ProgrammeInvitation.status == InvitationStatus.WAITING)
        .order_by(ProgrammeInvitation.waiting_number)
        .limit(free)
    )
    moved = list(db.session.execute(rows).scalars())
    for invitation in moved:
        invitation.status, invitation.waiting_number = InvitationStatus.COMING, None
        db.session.flush()
        told = {"status": InvitationStatus.WAITING.value}, {"status": InvitationStatus.COMING.value}
        record("invitation:moved_up", invitation, by=by, before=told[0], after=told[1])
    if moved:
        programme_messages.moved_up(session, [invitation.producer_id for invitation in moved])
    return moved


def change_session(
    session_id: int,
    *,
    by: UserAccount,
    day: date,
    starts: time,
    ends: time,
    place: str,
    places: int,
    answer_by: date,
) -> ProgrammeSession:
    """Change a session; more places let those who wait move up. Raises `PlacesBelowComing`, `SessionOver` and more."""
    session = programmes.session_for_staff(session_id, by=by, for_update=True)
    coming = coming_count(session.id)
    if places < coming:
        raise PlacesBelowComing(field="places", coming=coming)
    before = (session.starts_at, session.ends_at, session.place)
    programmes.change_session(
        session, by=by, day=day, starts=starts, ends=ends, place=place, places=places, answer_by=answer_by
    )
    if (session.starts_at, session.ends_at, session.place) != before:
        programme_messages.changed(session, _still_concerned(session))
    move_up(session, by=by)
    return session


def cancel_session(session_id: int, *, by: UserAccount, reason: str) -> ProgrammeSession:
    """Cancel a session and tell everybody invited who has not declined. Raises what `programmes.cancel` raises."""
    session = programmes.session_for_staff(session_id, by=by, for_update=True)
    programmes.cancel(session, by=by, reason=reason)
    programme_messages.cancelled(session, _still_concerned(session))
    return session


def _still_concerned(session: ProgrammeSession) -> Sequence[int]:
    rows = select(ProgrammeInvitation.producer_id).where(
        ProgrammeInvitation.session_id == session.id, ProgrammeInvitation.status != InvitationStatus.DECLINED
    )
    return list(db.session.execute(rows.order_by(ProgrammeInvitation.producer_id)).scalars())


def coming_count(session_id: int) -> int:
    """How many places of a session are given."""
    rows = select(func.count()).where(
        ProgrammeInvitation.session_id == session_id, ProgrammeInvitation.status == InvitationStatus.COMING
    )
    return int(db.session.execute(rows).scalar_one())


def counts_of(session_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """How many invitations of each session stand in which state; states nobody is in are left out."""
    rows = db.session.execute(
        select(ProgrammeInvitation.session_id, ProgrammeInvitation.status, func.count())
        .where(ProgrammeInvitation.session_id.in_(session_ids))
        .group_by(ProgrammeInvitation.session_id, ProgrammeInvitation.status)
    )
    found: dict[int, dict[str, int]] = {session_id: {} for session_id in session_ids}
    for session_id, status, count in rows:
        found[session_id][status.value] = count
    return found


def place_in_line(invitation: ProgrammeInvitation) -> int:
    """The position of one who waits, from 1; 0 for anybody else."""
    if invitation.waiting_number is None:
        return 0
    rows = select(func.count()).where(
        ProgrammeInvitation.session_id == invitation.session_id,
        ProgrammeInvitation.waiting_number <= invitation.waiting_number,
    )
    return int(db.session.execute(rows).scalar_one())


def _refuse_unless_answerable(session: ProgrammeSession) -> None:
    if session.status is not SessionStatus.OPEN:
        raise SessionNotOpen
    if session.answer_by < today():
        raise AnswerDeadlinePassed(day=session.answer_by)
