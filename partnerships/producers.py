"""Producers: who may see them, who registers them, and where they stand with the agency."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from accounts.access import in_regions_of
from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from core.secrets_at_rest import DataKey, keyed_hash, new_data_key
from core.text import normalise_phone
from core.wording import Problem
from partnerships import personal_keys
from partnerships.errors import (
    MoveNotAllowed,
    NikAlreadyRegistered,
    NotStartedYet,
    ProducerGone,
    PurposeNeeded,
    ReasonNeeded,
    RegionNotYours,
    UnknownProducer,
    UnknownRegion,
    WrongContent,
)
from partnerships.growth import Occasion, size_class
from partnerships.growth_entries import note, note_registration
from partnerships.leaving import refuse_while_trading
from partnerships.models import Producer, ProducerMember
from partnerships.personal_errors import ProcessingRestricted
from partnerships.regions import is_regency, lies_in
from partnerships.states import PRODUCER_MOVES, ProducerStatus, Source
from partnerships.tax_numbers import check_nik

NIK_PURPOSE = "producer|owner_nik"
SHORTEST_PURPOSE = 10
LARGEST_ID = 2**63 - 1


def visible_to(user: UserAccount) -> Select[tuple[Producer]]:
    """The producers a person may see: staff those of their regions, members their own, anybody else none."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return select(Producer).where(in_regions_of(user, Producer.region_code) | Producer.id.in_(own))


def ids_visible_to(user: UserAccount) -> Select[tuple[int]]:
    """The ids of the producers a person may see, for the rows that belong to producers."""
    return visible_to(user).with_only_columns(Producer.id)


def get(producer_id: int, *, by: UserAccount, for_update: bool = False) -> Producer:
    """One producer. Raises `UnknownProducer` for one that does not exist or is not this person's to see."""
    if not 0 < producer_id <= LARGEST_ID:
        raise UnknownProducer
    producer = get_visible(visible_to(by), Producer, producer_id, for_update=for_update)
    if producer is None:
        raise UnknownProducer
    return producer


def get_active(producer_id: int, *, by: UserAccount, for_update: bool = False) -> Producer:
    """One producer that may hand something in. Raises `UnknownProducer`, `ProducerGone`."""
    producer = get(producer_id, by=by, for_update=for_update)
    if producer.status in {ProducerStatus.SUSPENDED, ProducerStatus.LEFT}:
        raise ProducerGone
    return producer


def refuse_restricted(producer: Producer) -> None:
    """Nothing new is begun with a producer that asked for it, or was erased. Raises `ProcessingRestricted`."""
    if producer.restricted_at is not None or producer.erased_at is not None:
        raise ProcessingRestricted


def register(
    *,
    by: UserAccount | None,
    name: str,
    owner_name: str,
    owner_nik: str,
    phone: str,
    region_code: str,
    address: str = "",
    started_on: date | None = None,
    annual_sales_rupiah: int | None = None,
    capital_rupiah: int | None = None,
    source: Source | None = None,
) -> Producer:
    """Register a producer; staff do it on the owner's behalf, `by` is None when the owner does it on the public page.

    The NIK is sealed under a key of the producer's own; a keyed hash keeps it unique in the whole agency. The legal
    size follows from sales or capital (PP 7/2021 Pasal 35). Raises `WrongContent` (NIK, phone), `UnknownRegion`,
    `RegionNotYours`, `NotStartedYet`, and `NikAlreadyRegistered`, which names the producer only to somebody who may
    see it.
    """
    producer, key = made(
        by=by,
        name=name,
        owner_name=owner_name,
        owner_nik=owner_nik,
        phone=phone,
        region_code=region_code,
        address=address,
        started_on=started_on,
        annual_sales_rupiah=annual_sales_rupiah,
        capital_rupiah=capital_rupiah,
        source=source,
    )
    try:
        with db.session.begin_nested():
            db.session.add(producer)
    except IntegrityError as error:
        if "owner_nik_hash" not in str(error.orig):
            raise
        raise _already_registered(owner_nik, by) from None
    note_registered(producer, key, by=by)
    return producer


def made(
    *,
    by: UserAccount | None,
    name: str,
    owner_name: str,
    owner_nik: str,
    phone: str,
    region_code: str,
    address: str = "",
    started_on: date | None = None,
    annual_sales_rupiah: int | None = None,
    capital_rupiah: int | None = None,
    source: Source | None = None,
) -> tuple[Producer, DataKey]:
    """A new producer and the key its data is sealed with, not yet added; raises what `register` says of its content.

    Whoever adds it flushes and then calls `note_registered`: one at a time (`register`) or many at once.
    """
    nik, e164 = readable(owner_nik, phone)
    check_region(region_code, by)
    check_start(started_on)
    key = new_data_key()
    producer = Producer(
        name=name,
        owner_name=owner_name,
        owner_nik_encrypted=key.seal(nik.encode(), NIK_PURPOSE),
        owner_nik_hash=keyed_hash(nik, NIK_PURPOSE),
        owner_nik_last4=nik[-4:],
        phone=e164,
        region_code=region_code,
        address=address,
        started_on=started_on,
        annual_sales_rupiah=annual_sales_rupiah,
        capital_rupiah=capital_rupiah,
        size_class=size_class(annual_sales_rupiah, capital_rupiah).value,
        status=ProducerStatus.REGISTERED,
        source=_told(source, by),
        registered_by_id=by.id if by else None,
        created_at=now(),
    )
    producer.warnings = check_nik(nik).warnings
    return producer, key


def note_registered(producer: Producer, key: DataKey, *, by: UserAccount | None) -> None:
    """Everything that goes with a new producer that has been flushed: its key, first figures and line of history."""
    personal_keys.keep(producer.id, key)
    note_registration(producer, by=by)
    record(
        "producer:registered",
        producer,
        by=by,
        after={"region_code": producer.region_code, "size_class": producer.size_class, "status": "registered"},
        source=producer.source or None,
    )


def readable(owner_nik: str, phone: str) -> tuple[str, str]:
    """The NIK and the telephone number in their one form. Raises `WrongContent` for both at once."""
    reading, e164 = check_nik(owner_nik), normalise_phone(phone)
    errors = {"owner_nik": list(reading.errors)} if reading.normalised is None else {}
    if isinstance(e164, Problem):
        errors["phone"] = [e164]
    if errors or reading.normalised is None or isinstance(e164, Problem):
        raise WrongContent(errors)
    return reading.normalised, e164


def find_by_nik(nik: str) -> Producer | None:
    """The producer whose owner has this NIK (sixteen digits), whoever may see it."""
    return db.session.execute(
        select(Producer).where(Producer.owner_nik_hash == keyed_hash(nik, NIK_PURPOSE))
    ).scalar_one_or_none()


def change_profile(
    producer_id: int,
    *,
    by: UserAccount,
    name: str,
    owner_name: str,
    phone: str,
    region_code: str,
    address: str = "",
    started_on: date | None = None,
    annual_sales_rupiah: int | None = None,
    capital_rupiah: int | None = None,
) -> Producer:
    """Change what is told of a business; its size follows. The history names the fields, never what stood in them.

    Raises `UnknownProducer`, `WrongContent`, `UnknownRegion`, `RegionNotYours`, `NotStartedYet`.
    """
    producer = get(producer_id, by=by, for_update=True)
    e164 = normalise_phone(phone)
    if isinstance(e164, Problem):
        raise WrongContent({"phone": [e164]})
    if region_code != producer.region_code:
        check_region(region_code, by if by.is_staff else None)
    check_start(started_on)
    wanted = {
        "name": name,
        "owner_name": owner_name,
        "phone": e164,
        "region_code": region_code,
        "address": address,
        "started_on": started_on,
        "annual_sales_rupiah": annual_sales_rupiah,
        "capital_rupiah": capital_rupiah,
        "size_class": size_class(annual_sales_rupiah, capital_rupiah).value,
    }
    changed = sorted(field for field, value in wanted.items() if getattr(producer, field) != value)
    size_before = producer.size_class
    for field in changed:
        setattr(producer, field, wanted[field])
    db.session.flush()
    if {"annual_sales_rupiah", "capital_rupiah"} & set(changed):
        note(producer, occasion=Occasion.PROFILE_CHANGE, by=by)
    if changed:
        record(
            "producer:changed",
            producer,
            by=by,
            before={"size_class": size_before},
            after={"fields": ", ".join(changed), "size_class": producer.size_class},
        )
    return producer


def change_status(producer_id: int, *, by: UserAccount, status: ProducerStatus, reason: str = "") -> Producer:
    """Suspend a producer, take it back, or note that it left, with a reason.

    Raises `MoveNotAllowed`, `ReasonNeeded`, `StillTrades` for one that would leave goods, agreements or claims.

    A registered producer becomes active by itself with the first product or document that is accepted.
    """
    producer = get(producer_id, by=by, for_update=True)
    if status not in moves_by_hand(producer):
        raise MoveNotAllowed(field="status")
    if not reason.strip():
        raise ReasonNeeded(field="reason")
    if status is ProducerStatus.LEFT:
        refuse_while_trading(producer.id)
    before = producer.status
    producer.status = status
    db.session.flush()
    record(
        f"producer:{status.value}",
        producer,
        by=by,
        before={"status": before.value},
        after={"status": status.value},
        reason=reason,
    )
    return producer


def moves_by_hand(producer: Producer) -> list[ProducerStatus]:
    """Where an officer may take a producer: active it becomes first by an acceptance, which a second person gives."""
    by_acceptance = {ProducerStatus.ACTIVE} if producer.status is ProducerStatus.REGISTERED else set()
    return sorted(PRODUCER_MOVES[producer.status] - by_acceptance)


def activate_by_acceptance(producer: Producer, *, by: UserAccount) -> None:
    """Make a registered producer active: its first product or document has just been accepted."""
    if producer.status is ProducerStatus.REGISTERED:
        producer.status = ProducerStatus.ACTIVE
        db.session.flush()
        record("producer:active", producer, by=by, before={"status": "registered"}, after={"status": "active"})


def reveal_nik(producer_id: int, *, by: UserAccount, purpose: str) -> str:
    """The whole NIK, for a purpose that is written into the history (UU 27/2022 Pasal 31).

    Raises `PurposeNeeded`, `PersonErased`.
    """
    producer = get(producer_id, by=by)
    require_purpose(purpose)
    nik = personal_keys.opened(producer.id, producer.owner_nik_encrypted, NIK_PURPOSE)
    record("producer:nik_read", producer, by=by, reason=purpose)
    return nik


def require_purpose(purpose: str) -> None:
    """Raises `PurposeNeeded` when nobody could tell from it why personal data was opened."""
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise PurposeNeeded(field="purpose")


def is_member(user: UserAccount, producer_id: int) -> bool:
    """Whether an account acts for a producer."""
    found = select(func.count()).select_from(ProducerMember)
    found = found.where(ProducerMember.user_id == user.id, ProducerMember.producer_id == producer_id)
    return bool(db.session.execute(found).scalar_one())


def producer_ids_of(user: UserAccount) -> list[int]:
    """The producers an account acts for."""
    own = select(ProducerMember.producer_id).where(ProducerMember.user_id == user.id)
    return list(db.session.execute(own.order_by(ProducerMember.producer_id)).scalars())


def _told(source: Source | None, by: UserAccount | None) -> str:
    """The source as it is kept: what was told, `self` on the public page, nothing when staff did not tell."""
    if source is None:
        return Source.SELF.value if by is None else ""
    return source.value


def check_region(region_code: str, by: UserAccount | None) -> None:
    """Raises `UnknownRegion`, and `RegionNotYours` for staff who do not work there."""
    if not is_regency(region_code):
        raise UnknownRegion(field="region_code")
    if by is not None and not (by.works_everywhere or any(lies_in(region_code, area) for area in by.region_codes)):
        raise RegionNotYours


def check_start(started_on: date | None) -> None:
    """Raises `NotStartedYet` for a business that would begin in the future."""
    if started_on is not None and started_on > today():
        raise NotStartedYet(field="started_on")


def _already_registered(owner_nik: str, by: UserAccount | None) -> NikAlreadyRegistered:
    existing = find_by_nik(check_nik(owner_nik).normalised or "")
    shown = by is not None and existing is not None
    if shown and get_visible(visible_to(by), Producer, existing.id) is None:  # type: ignore[arg-type, union-attr]
        shown = False
    return NikAlreadyRegistered(field="owner_nik", extra={"producer_id": existing.id} if shown else {})  # type: ignore[union-attr]
