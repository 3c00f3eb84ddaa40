"""The programmes of the demo: a counselling with one session today and one to come, and an exhibition being planned."""

from datetime import date, time, timedelta

from accounts.models import UserAccount
from application.demo import cast
from application.demo.trade import Supplier
from core.dates import today
from partnerships import attendance, programme_invitations, programmes
from partnerships.programme_models import Programme, ProgrammeSession
from partnerships.programme_states import Answer, ProgrammeKind
from partnerships.states import Source

PAVILION = "Nuwo Intan, Jalan Z.A. Pagar Alam, Metro"
HALL = "Aula Dinas Koperasi dan UKM, Jalan Jenderal Sudirman, Balikpapan"
COME_TODAY = ("Sambal Gami Mak Ijah", "Kepiting Kenari Manggar", "Kopi Luwak Samboja")
HERE_ALREADY = COME_TODAY[:2]
INVITED_NEXT = ("Amplang Bu Rahma", *COME_TODAY)
PLACES_NEXT = 2


def hold_programmes(suppliers: dict[str, Supplier], *, by: UserAccount) -> None:
    """Plan, invite, answer and mark as an officer does; one producer has not answered and one waits for a place."""
    counselling = programmes.create(
        by=by,
        kind=ProgrammeKind.COUNSELLING,
        title="Bimbingan SPP-IRT, halal, dan label",
        description="Mengisi permohonan di OSS, menyiapkan dapur, dan memeriksa label bersama petugas."
        " Bawa contoh kemasan dan NIB.",
        aims=("pirt", "halal", "label_check"),
        partner_offices=("Dinas Kesehatan", "Dinas Perdagangan", "BPOM Balikpapan"),
        region_code=cast.BALIKPAPAN,
    )
    first = open_session(counselling, today(), places=20, by=by)
    invite(first, [suppliers[name] for name in COME_TODAY], by=by)
    attendance.mark(first.id, by=by, present=[suppliers[name].producer.id for name in HERE_ALREADY])
    second = open_session(counselling, today() + timedelta(days=14), places=PLACES_NEXT, by=by)
    invite(second, [suppliers[name] for name in INVITED_NEXT], by=by, silent=INVITED_NEXT[0])
    exhibition = programmes.create(
        by=by,
        kind=ProgrammeKind.EXHIBITION,
        title="Pameran produk Metro di Nuwo Intan",
        description="Stan bersama untuk bertemu pembeli toko modern.",
        partner_offices=("Dinas Perdagangan Kota Metro",),
        region_code=cast.METRO,
    )
    plan(exhibition, today() + timedelta(days=40), places=12, place=PAVILION, by=by)


def plan(programme: Programme, day: date, *, places: int, by: UserAccount, place: str = HALL) -> ProgrammeSession:
    """A session from nine to four."""
    return programmes.add_session(
        programme.id,
        by=by,
        day=day,
        starts=time(9),
        ends=time(16),
        place=place,
        places=places,
        answer_by=max(today(), day - timedelta(days=3)),
    )


def open_session(programme: Programme, day: date, *, places: int, by: UserAccount) -> ProgrammeSession:
    """A session that is open for registration."""
    return programmes.open_session(plan(programme, day, places=places, by=by).id, by=by)


def invite(session: ProgrammeSession, guests: list[Supplier], *, by: UserAccount, silent: str = "") -> None:
    """Invite producers; all but `silent` say yes on the telephone."""
    made = programme_invitations.invite(session.id, by=by, producer_ids=[guest.producer.id for guest in guests])
    for invitation in made:
        if invitation.producer.name != silent:
            programme_invitations.answer(invitation.id, by=by, answer=Answer.YES, source=Source.PHONE)
