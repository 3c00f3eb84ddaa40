"""What happens to documents as the days pass: they expire after their last day, and their holders are reminded before.

Every function may run again for the same day without doing anything twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import insert

from accounts import outbox
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from core.languages import speak
from core.wording import N_
from partnerships.models import Producer, ProducerMember, Requirement
from partnerships.requirement_kinds import KINDS
from partnerships.states import ProducerStatus, RequirementStatus
from partnerships.watch_models import NightlyRun, ProducerNotice, RequirementEnding
from partnerships.watch_states import WINDOWS, windows_crossed

IN_FORCE = (RequirementStatus.ACCEPTED, RequirementStatus.WAIVED)
PERMITS_ENDING = "permits_ending"
"""The kind of notice that lists permits that end soon."""
EXPIRY = "expiry"
"""The name of the nightly job whose heartbeat stands in `nightly_run`."""


def last_run(name: str = EXPIRY, *, for_update: bool = False) -> NightlyRun | None:
    """How far the nightly work of a name is done; None before its first night."""
    rows = select(NightlyRun).where(NightlyRun.name == name)
    if for_update:
        rows = rows.with_for_update()
    return db.session.execute(rows).scalar_one_or_none()


def note_run(day: date, *, name: str = EXPIRY) -> None:
    """Write the heartbeat: the work of every day up to this one is done. It never goes back."""
    made = insert(NightlyRun).values(name=name, last_day=day, ended_at=now())
    later = func.greatest(NightlyRun.last_day, made.excluded.last_day)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["name"], set_={"last_day": later, "ended_at": made.excluded.ended_at}
        )
    )


def expire(day: date) -> list[Requirement]:
    """Let every document in force whose last day lies before this day expire; each expires once."""
    rows = (
        select(Requirement)
        .where(Requirement.status.in_(IN_FORCE), Requirement.valid_until < day)
        .order_by(Requirement.id)
        .with_for_update(of=Requirement)
    )
    expired = list(db.session.execute(rows).scalars())
    for requirement in expired:
        before = requirement.status
        requirement.status = RequirementStatus.EXPIRED
        db.session.add(
            RequirementEnding(requirement_id=requirement.id, last_day=requirement.valid_until, ended_at=now())
        )
        record(
            "requirement:expired",
            requirement,
            by=None,
            before={"status": before.value},
            after={"status": requirement.status.value, "last_day_on": str(requirement.valid_until)},
        )
    db.session.flush()
    return expired


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many producers got a digest, and how many messages wait in the outbox because of it."""

    producers: int = 0
    messages: int = 0


def remind(day: date, *, after: date | None) -> Reminded:
    """One digest for each producer that lists the permits that reached 90, 60, 30 or 7 days since the last look.

    `after` is the day of the last look; days missed since then are made good in the digest of this day, which tells
    the days that are left now. A permit that a newer one replaced is left out, and so are producers that have left.
    """
    rows = db.session.execute(
        select(Requirement.id, Requirement.producer_id, Requirement.kind, Requirement.valid_until)
        .join(Producer, Producer.id == Requirement.producer_id)
        .where(
            Requirement.status.in_(IN_FORCE),
            Requirement.replaced_by_id.is_(None),
            Requirement.valid_until >= day,
            Requirement.valid_until <= day + timedelta(days=max(WINDOWS)),
            Producer.status.in_((ProducerStatus.REGISTERED, ProducerStatus.ACTIVE)),
        )
        .order_by(Requirement.valid_until, Requirement.id)
    ).all()
    by_producer: dict[int, list[dict[str, object]]] = defaultdict(list)
    for row in rows:
        left = (row.valid_until - day).days
        if windows_crossed((row.valid_until - after).days if after else None, left):
            by_producer[row.producer_id].append(_line(row, left))
    reminded = Reminded()
    for producer_id, lines in sorted(by_producer.items()):
        made = insert(ProducerNotice).values(
            producer_id=producer_id, kind=PERMITS_ENDING, day=day, lines=lines, created_at=now()
        )
        is_new = db.session.execute(made.on_conflict_do_nothing().returning(ProducerNotice.id)).scalar_one_or_none()
        if is_new is not None:
            sent = _put_into_outbox(producer_id, day, lines)
            reminded = Reminded(reminded.producers + 1, reminded.messages + sent)
    return reminded


def _line(row: Row[tuple[int, int, str, date]], days: int) -> dict[str, object]:
    return {
        "requirement_id": row.id,
        "kind": row.kind,
        "valid_until": row.valid_until.isoformat(),
        "days": days,
    }


def _put_into_outbox(producer_id: int, day: date, lines: Sequence[dict[str, object]]) -> int:
    """A message for each account of the producer, in its own language; how many."""
    members = (
        select(UserAccount)
        .join(ProducerMember, ProducerMember.user_id == UserAccount.id)
        .where(ProducerMember.producer_id == producer_id, UserAccount.is_active)
        .order_by(UserAccount.id)
    )
    people = list(db.session.execute(members).scalars())
    for account in people:
        with force_locale(account.language):
            told = numbered(told_lines(lines))
        outbox.put(
            PERMITS_ENDING,
            account,
            subject=N_("Izin usaha Anda akan berakhir"),
            body=N_(
                "Per %(day)s, izin berikut akan berakhir:\n%(lines)s\n\nPerpanjang sebelum berakhir, lalu unggah"
                " dokumen yang baru di Etalase. Bila izin yang wajib bagi sebuah produk berakhir, pengirimannya"
                " dihentikan dan gerai menariknya dari rak."
            ),
            day=day,
            lines=told,
        )
    return len(people)


def told_lines(lines: Sequence[dict[str, object]]) -> list[str]:
    """The permits of a digest as sentences in the current language."""
    return [
        speak(
            N_("%(kind)s: berlaku sampai %(day)s (%(days)s hari lagi)"),
            kind=speak(KINDS[str(line["kind"])].name),
            day=date.fromisoformat(str(line["valid_until"])),
            days=line["days"],
        )
        for line in lines
    ]


def numbered(sentences: Sequence[str]) -> str:
    """Sentences below each other, each with its number."""
    return "\n".join(f"{number}. {sentence}" for number, sentence in enumerate(sentences, start=1))


def whatsapp_text(notice: ProducerNotice) -> str:
    """The digest as a text for WhatsApp, in Indonesian; nobody claims that it was sent."""
    with force_locale("id"):
        return "\n".join(
            [
                _("Halo %(owner)s,", owner=notice.producer.owner_name),
                speak(
                    N_("izin %(name)s berikut akan berakhir (per %(day)s):"), name=notice.producer.name, day=notice.day
                ),
                numbered(told_lines(notice.lines)),
                _("Perpanjang sebelum berakhir, lalu unggah dokumen yang baru di Etalase."),
                _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
            ]
        )


def newest_notice(producer_id: int) -> ProducerNotice | None:
    """The newest digest of a producer the caller may see."""
    rows = select(ProducerNotice).where(
        ProducerNotice.producer_id == producer_id, ProducerNotice.kind == PERMITS_ENDING
    )
    return db.session.execute(rows.order_by(ProducerNotice.day.desc()).limit(1)).scalar_one_or_none()


def one_permit_text(producer: Producer, requirement: Requirement, day: date) -> str:
    """A text for WhatsApp about one permit that ends or has ended, in Indonesian."""
    with force_locale("id"):
        has_ended = requirement.valid_until is not None and requirement.valid_until < day
        told = (
            N_("%(kind)s untuk %(name)s sudah berakhir pada %(day)s. Perpanjang, lalu unggah dokumen yang baru.")
            if has_ended
            else N_(
                "%(kind)s untuk %(name)s berlaku sampai %(day)s. Perpanjang sebelum berakhir, lalu unggah di Etalase."
            )
        )
        return "\n".join(
            [
                _("Halo %(owner)s,", owner=producer.owner_name),
                speak(told, kind=speak(KINDS[requirement.kind].name), name=producer.name, day=requirement.valid_until),
                _("Bila perlu bantuan, balas pesan ini. Terima kasih."),
            ]
        )
