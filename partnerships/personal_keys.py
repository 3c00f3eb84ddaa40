"""A key for each producer: what it seals can be read while the key is there, and never again once it is destroyed.

The key lies in the database sealed under the installation's keys, so a rotation concerns one short row a producer. What
part 1 sealed under the installation's key itself still opens; `rewrap` moves it, a batch at a time.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from core.database import db
from core.dates import now
from core.secrets_at_rest import (
    DATA_KEY_FORMAT,
    DataKey,
    decrypt,
    encrypt,
    new_data_key,
    sealed_under_current_key,
    sealed_under_data_key,
)
from partnerships.models import Producer, Requirement
from partnerships.personal_errors import PersonErased
from partnerships.personal_models import PersonalKey

WRAPPED = "personal_key|wrapped"
NIK_PURPOSE = "producer|owner_nik"
DETAILS_PURPOSE = "requirement|details"
BATCH = 500


def keep(producer_id: int, key: DataKey) -> None:
    """Keep the key a new producer's data was sealed with; whoever adds many producers keeps one for each."""
    db.session.add(PersonalKey(producer_id=producer_id, wrapped=_wrapped(key, producer_id), made_at=now()))


def keys_of(producer_ids: Iterable[int], *, make: bool = True) -> dict[int, DataKey]:
    """The keys of some producers; those erased have none and are left out.

    Producers of part 1 get theirs here, unless the caller only reads (`make=False`). Raises `CannotBeRead`,
    `KeysUnusable`.
    """
    wanted = sorted(set(producer_ids))
    found = {row.producer_id: row for row in _rows(wanted)}
    missing = [producer_id for producer_id in wanted if producer_id not in found]
    if missing and make:
        fresh = [
            {"producer_id": producer_id, "wrapped": _wrapped(new_data_key(), producer_id), "made_at": now()}
            for producer_id in missing
        ]
        db.session.execute(insert(PersonalKey).values(fresh).on_conflict_do_nothing())
        found.update({row.producer_id: row for row in _rows(missing)})
    return {
        producer_id: _unwrapped(row.wrapped, producer_id)
        for producer_id, row in found.items()
        if row.wrapped is not None
    }


def key_of(producer_id: int) -> DataKey:
    """The key of one producer. Raises `PersonErased`."""
    found = keys_of([producer_id])
    if not found:
        raise PersonErased
    return found[producer_id]


def sealed(producer_id: int, text: str, purpose: str) -> bytes:
    """A text sealed under the producer's key, for a purpose `table|column`. Raises `PersonErased`."""
    return key_of(producer_id).seal(text.encode(), purpose)


def opened(producer_id: int, content: bytes, purpose: str) -> str:
    """The text that was sealed, also one of part 1. Raises `PersonErased`, `CannotBeRead`, `KeysUnusable`."""
    if content and not sealed_under_data_key(content):
        return decrypt(content, purpose)
    return key_of(producer_id).open(content, purpose).decode()


def destroy(producer_id: int) -> None:
    """Destroy a producer's key for good: nothing is left in its row. Doing it twice does no harm."""
    instant = now()
    made = insert(PersonalKey).values(producer_id=producer_id, wrapped=None, made_at=instant, destroyed_at=instant)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["producer_id"],
            set_={"wrapped": None, "destroyed_at": instant},
            where=PersonalKey.destroyed_at.is_(None),
        )
    )


def rewrap(after_id: int = 0) -> int | None:
    """Bring the next batch of producers to where new ones begin; the id to go on after, None when all are done.

    Data of part 1 moves under the producer's own key, and keys sealed under an older installation key under the
    current one. What is in order is left alone, so that it may be stopped, run again, and run beside the application.
    """
    ids = (
        db.session.execute(
            select(Producer.id)
            .where(Producer.id > after_id, Producer.erased_at.is_(None))
            .order_by(Producer.id)
            .limit(BATCH)
        )
        .scalars()
        .all()
    )
    keys = keys_of(ids)
    for row in _rows(ids, for_update=True):
        if row.wrapped is not None and not sealed_under_current_key(row.wrapped):
            row.wrapped = _wrapped(keys[row.producer_id], row.producer_id)
    of_part_1 = func.get_byte(Producer.owner_nik_encrypted, 0) != DATA_KEY_FORMAT
    producers = select(Producer).where(Producer.id.in_(ids), func.length(Producer.owner_nik_encrypted) > 0, of_part_1)
    for producer in db.session.execute(producers.with_for_update()).scalars():
        nik = decrypt(producer.owner_nik_encrypted, NIK_PURPOSE)
        producer.owner_nik_encrypted = keys[producer.id].seal(nik.encode(), NIK_PURPOSE)
    details = Requirement.details_encrypted
    documents = select(Requirement).where(
        Requirement.producer_id.in_(ids), func.length(details) > 0, func.get_byte(details, 0) != DATA_KEY_FORMAT
    )
    for document in db.session.execute(documents.with_for_update(of=Requirement)).scalars():
        text = decrypt(document.details_encrypted or b"", DETAILS_PURPOSE)
        document.details_encrypted = keys[document.producer_id].seal(text.encode(), DETAILS_PURPOSE)
    db.session.flush()
    return ids[-1] if ids else None


def _rows(producer_ids: Iterable[int], *, for_update: bool = False) -> list[PersonalKey]:
    rows = select(PersonalKey).where(PersonalKey.producer_id.in_(list(producer_ids))).order_by(PersonalKey.producer_id)
    if for_update:
        rows = rows.with_for_update()
    return list(db.session.execute(rows.execution_options(populate_existing=True)).scalars())


def _wrapped(key: DataKey, producer_id: int) -> bytes:
    """A key as it is kept. Whose it is, is bound into the seal: copied to another producer it does not open."""
    return encrypt(b64encode(key.secret).decode(), f"{WRAPPED}|{producer_id}")


def _unwrapped(wrapped: bytes, producer_id: int) -> DataKey:
    return DataKey(b64decode(decrypt(wrapped, f"{WRAPPED}|{producer_id}")))
