"""Consents: what a producer agreed to, in which wording, and whether its data may be used for a purpose now.

The notice is acknowledged, not consented to: what rests on law and agreement needs no consent, and is not undone by
withdrawing one. Everything else starts as no, and a withdrawal holds from the moment it is recorded
(UU 27/2022 Pasal 20-24 and 40).
"""

from collections.abc import Iterable

from flask_babel import get_locale
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from accounts import audit
from accounts.models import UserAccount
from core.database import db
from core.dates import now
from partnerships.models import Producer
from partnerships.personal_codes import OPTIONAL, Channel, Purpose
from partnerships.personal_errors import NotOptional, PersonErased, SourceNeeded
from partnerships.personal_models import Consent, ConsentText


def current_text(purpose: Purpose) -> ConsentText:
    """The wording of a purpose that is shown and agreed to now."""
    rows = select(ConsentText).where(ConsentText.purpose == purpose).order_by(ConsentText.version.desc())
    return db.session.execute(rows.limit(1)).scalar_one()


def publish(purpose: Purpose, *, indonesian: str, english: str, by: UserAccount | None) -> ConsentText:
    """Publish a new wording of a purpose; what was agreed to before stays agreed to in its own wording."""
    text = ConsentText(
        purpose=purpose,
        version=current_text(purpose).version + 1,
        indonesian=indonesian,
        english=english,
        published_at=now(),
        published_by_id=by.id if by else None,
    )
    db.session.add(text)
    db.session.flush()
    audit.record("consent_text:published", text, by=by, after={"purpose": purpose.value, "version": text.version})
    return text


def wording_of(text: ConsentText) -> str:
    """A consent text in the reader's language."""
    return text.english if str(get_locale()) == "en" else text.indonesian


def record(
    producer: Producer,
    purpose: Purpose,
    *,
    granted: bool,
    by: UserAccount | None,
    channel: Channel = Channel.SELF,
    source: str = "",
) -> Consent:
    """Note that a producer said yes or no to the wording of today. A no stops the use at once.

    `by` is who recorded it, None on the public page; whoever does it for the producer names the channel and where the
    yes or no can be found (`source`). The caller has checked that the producer is this person's to see. The same
    answer to the same wording is not noted twice. Raises `SourceNeeded`, `NotOptional`, `PersonErased`.
    """
    if producer.erased_at is not None:
        raise PersonErased
    if purpose not in OPTIONAL and not granted:
        raise NotOptional(field="purpose")
    if channel is not Channel.SELF and (by is None or not source.strip()):
        raise SourceNeeded(field="source")
    text = current_text(purpose)
    latest = latest_of(producer.id).get(purpose)
    if latest is not None and latest.granted == granted and latest.text_id == text.id:
        return latest
    consent = Consent(
        producer_id=producer.id,
        purpose=purpose,
        text=text,
        granted=granted,
        at=now(),
        by_id=by.id if by else None,
        channel=channel,
        source=source.strip(),
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(
        "producer:consented" if granted else "producer:consent_withdrawn",
        producer,
        by=by,
        after={"purpose": purpose.value, "version": text.version},
        source=channel.value,
        on_behalf_of=None if channel is Channel.SELF else "producer",
    )
    return consent


def latest_of(producer_id: int) -> dict[Purpose, Consent]:
    """The answer that counts for each purpose a producer was asked about."""
    rows = (
        select(Consent)
        .ext(distinct_on(Consent.purpose))
        .where(Consent.producer_id == producer_id)
        .order_by(Consent.purpose, Consent.id.desc())
    )
    return {consent.purpose: consent for consent in db.session.execute(rows).scalars()}


def history_of(producer_id: int) -> list[Consent]:
    """Every answer a producer gave, newest first."""
    rows = select(Consent).where(Consent.producer_id == producer_id).order_by(Consent.id.desc())
    return list(db.session.execute(rows).scalars())


def allows(producer_id: int, purpose: Purpose) -> bool:
    """Whether a producer's data may be used for a purpose now: it said yes last, and asked for no restriction."""
    found = ids_allowing(purpose).where(Producer.id == producer_id)
    return db.session.execute(found).first() is not None


def ids_allowing(purpose: Purpose) -> Select[tuple[int]]:
    """The producers whose data may be used for a purpose now, for the rows that belong to producers."""
    last = (
        select(Consent.granted)
        .where(Consent.producer_id == Producer.id, Consent.purpose == purpose)
        .order_by(Consent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(Producer.id).where(
        func.coalesce(last, False), Producer.restricted_at.is_(None), Producer.erased_at.is_(None)
    )


def allowing(producer_ids: Iterable[int], purpose: Purpose) -> set[int]:
    """Those of some producers whose data may be used for a purpose now, in one query."""
    wanted = list(producer_ids)
    return set(db.session.execute(ids_allowing(purpose).where(Producer.id.in_(wanted))).scalars()) if wanted else set()
