"""What producers are told about sessions: messages in the outbox for their accounts, and texts for WhatsApp.

Nothing here claims that anything was sent.
"""

from collections.abc import Collection

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from accounts import outbox
from accounts.links import address_of
from accounts.models import UserAccount
from core.database import db
from core.languages import speak
from core.wording import N_
from partnerships.models import Producer, ProducerMember
from partnerships.programme_models import ProgrammeInvitation, ProgrammeSession
from partnerships.programmes import hours_of

INVITED = "programme_invited"
MOVED_UP = "programme_moved_up"
CHANGED = "programme_changed"
CANCELLED = "programme_cancelled"


def path_of(invitation_id: int) -> str:
    """Where an invitation is read and answered."""
    return f"/undangan-program/{invitation_id}"


def invited(session: ProgrammeSession, producer_ids: Collection[int]) -> None:
    """Put the invitation into the outbox of every account of these producers."""
    _put(
        session,
        producer_ids,
        INVITED,
        subject=N_("Undangan program untuk usaha Anda"),
        body=N_(
            "Halo %(name)s,\n\nAnda diundang ke %(title)s pada %(day)s pukul %(hours)s di %(place)s."
            " Jawab paling lambat %(answer_by)s: %(link)s"
        ),
    )


def moved_up(session: ProgrammeSession, producer_ids: Collection[int]) -> None:
    """Tell those who waited that they have a place now."""
    _put(
        session,
        producer_ids,
        MOVED_UP,
        subject=N_("Anda mendapat tempat di sebuah program"),
        body=N_(
            "Halo %(name)s,\n\nada tempat kosong, jadi Anda kini terdaftar di %(title)s pada %(day)s pukul %(hours)s"
            " di %(place)s. Bila tidak dapat hadir, batalkan di sini: %(link)s"
        ),
    )


def changed(session: ProgrammeSession, producer_ids: Collection[int]) -> None:
    """Tell those who were invited that the time or place is another."""
    _put(
        session,
        producer_ids,
        CHANGED,
        subject=N_("Waktu atau tempat program berubah"),
        body=N_(
            "Halo %(name)s,\n\nwaktu atau tempat %(title)s berubah. Kini %(day)s pukul %(hours)s di %(place)s."
            " Jawaban Anda dapat dilihat dan diubah di sini: %(link)s"
        ),
    )


def cancelled(session: ProgrammeSession, producer_ids: Collection[int]) -> None:
    """Tell those who were invited that the session does not take place."""
    _put(
        session,
        producer_ids,
        CANCELLED,
        subject=N_("Program dibatalkan"),
        body=N_("Halo %(name)s,\n\n%(title)s pada %(day)s di %(place)s dibatalkan. Alasan: %(reason)s\n\n%(link)s"),
        reason=session.reason,
    )


def _put(
    session: ProgrammeSession, producer_ids: Collection[int], kind: str, *, subject: str, body: str, **more: object
) -> None:
    rows = db.session.execute(
        select(UserAccount, ProgrammeInvitation.id)
        .join(ProducerMember, ProducerMember.user_id == UserAccount.id)
        .join(ProgrammeInvitation, ProgrammeInvitation.producer_id == ProducerMember.producer_id)
        .where(
            ProgrammeInvitation.session_id == session.id,
            ProducerMember.producer_id.in_(producer_ids),
            UserAccount.is_active,
        )
        .order_by(UserAccount.id, ProgrammeInvitation.id)
    ).all()
    for account, invitation_id in rows:
        outbox.put(
            kind, account, subject=subject, body=body, name=account.name, **facts(session, invitation_id), **more
        )


def facts(session: ProgrammeSession, invitation_id: int) -> dict[str, object]:
    """What every message about a session says: title, day, hours, place, deadline, and where to answer."""
    return {
        "title": session.programme.title,
        "day": session.day,
        "hours": hours_of(session),
        "place": session.place,
        "answer_by": session.answer_by,
        "link": address_of(path_of(invitation_id)),
    }


def whatsapp_text(invitation: ProgrammeInvitation, producer: Producer) -> str:
    """The invitation as a text for WhatsApp, in Indonesian."""
    with force_locale("id"):
        return "\n".join(
            [
                _("Halo %(owner)s,", owner=producer.owner_name),
                speak(
                    N_(
                        "%(business)s diundang ke %(title)s pada %(day)s pukul %(hours)s di %(place)s."
                        " Mohon dijawab paling lambat %(answer_by)s: %(link)s"
                    ),
                    business=producer.name,
                    **facts(invitation.session, invitation.id),
                ),
                _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
            ]
        )
