"""Who of a file is known already: by NIK, by NIB, or by telephone number and name; asked once for all rows.

A row is compared with the rows above it and with the registry. Where the NIK is the same the known producer's empty
fields may be filled; where only telephone and name agree it may be somebody else of the same house, whom a person may
register all the same; a NIB belongs to one business, so the row with another NIK is left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, any_, literal, select, union
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from accounts.models import UserAccount
from core.database import db
from core.secrets_at_rest import keyed_hash
from partnerships.models import Producer, Requirement
from partnerships.producer_rows import ProducerRow
from partnerships.producers import NIK_PURPOSE
from partnerships.regions import lies_in
from partnerships.registration_models import ToldAtRegistration
from partnerships.registration_states import Choice
from partnerships.states import ProducerStatus

NIB = "nib"


class KnownBy(StrEnum):
    """By what a row looks like somebody known."""

    NIK = "nik"
    NIB = "nib"
    PHONE_AND_NAME = "phone_and_name"


@dataclass(frozen=True, slots=True)
class Twin:
    """Whom a row looks like: an earlier row of the file, or a producer; one the reader may not see has no `producer`.

    `fills` are the empty fields of the producer that the row could fill, with what would stand there.
    """

    known_by: KnownBy
    row: int | None = None
    producer: Producer | None = None
    fills: dict[str, object] = field(default_factory=dict)

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What a person may choose, the first of them unless they say otherwise."""
        if self.known_by is KnownBy.PHONE_AND_NAME:
            return (Choice.SKIP, Choice.REGISTER)
        return (Choice.SKIP, Choice.MERGE) if self.fills else (Choice.SKIP,)


class Registry:
    """What the registry knows of the rows of a file: one query for each way to be known."""

    def __init__(self, rows: Sequence[ProducerRow]) -> None:
        """Look everybody up at once."""
        self.hashes = {row.number: keyed_hash(row.nik, NIK_PURPOSE) for row in rows}
        self.by_nik = {p.owner_nik_hash: p for p in _producers(Producer.owner_nik_hash, self.hashes.values())}
        self.by_nib = _by_nib({row.nib for row in rows if row.nib})
        self.by_phone: dict[tuple[str, str], Producer] = {}
        for producer in _producers(Producer.phone, {row.phone for row in rows}):
            for name in _names(producer.name, producer.owner_name):
                self.by_phone.setdefault((producer.phone, name), producer)
        known = [producer.id for producer in self.by_nik.values()]
        told = select(ToldAtRegistration).where(_among(ToldAtRegistration.producer_id, known, BigInteger))
        self.told = {found.producer_id: found for found in db.session.execute(told).scalars()}
        documents = select(Requirement.producer_id).where(
            Requirement.kind == NIB, _among(Requirement.producer_id, known, BigInteger)
        )
        self.with_nib = set(db.session.execute(documents).scalars())

    def of(self, row: ProducerRow) -> tuple[KnownBy, Producer] | None:
        """By what, and as whom, the registry knows a row."""
        if found := self.by_nik.get(self.hashes[row.number]):
            return KnownBy.NIK, found
        if row.nib and (found := self.by_nib.get(row.nib)):
            return KnownBy.NIB, found
        for name in _names(row.name, row.owner_name):
            if found := self.by_phone.get((row.phone, name)):
                return KnownBy.PHONE_AND_NAME, found
        return None

    def fills(self, row: ProducerRow, producer: Producer) -> dict[str, object]:
        """The empty fields of a producer that a row with the same NIK could fill; nothing of one that has left."""
        if producer.status is ProducerStatus.LEFT or producer.restricted_at or producer.erased_at:
            return {}
        told = self.told.get(producer.id)
        empty = {
            "address": not producer.address,
            "started_on": producer.started_on is None,
            "annual_sales_rupiah": producer.annual_sales_rupiah is None,
            "capital_rupiah": producer.capital_rupiah is None,
            "nib": producer.id not in self.with_nib and not (told and told.nib),
            "product_lines": not (told and told.product_lines),
            "products": not (told and told.products),
        }
        return {name: value for name, is_empty in empty.items() if is_empty and (value := getattr(row, name))}


class TwinFinder:
    """Finds the twin of each row in the order of the file, as somebody who works in certain regions sees it."""

    def __init__(self, rows: Sequence[ProducerRow], by: UserAccount) -> None:
        """Ask the registry about all rows at once."""
        self.registry, self.by = Registry(rows), by
        self.niks: dict[str, int] = {}
        self.nibs: dict[str, int] = {}
        self.phones: dict[tuple[str, str], int] = {}

    def twin_of(self, row: ProducerRow) -> Twin | None:
        """Whom a row looks like: same NIK before same NIB before telephone and name, the file before the registry."""
        above = self._above(row)
        known = self.registry.of(row)
        self.niks.setdefault(row.nik, row.number)
        if row.nib:
            self.nibs.setdefault(row.nib, row.number)
        for name in _names(row.name, row.owner_name):
            self.phones.setdefault((row.phone, name), row.number)
        order = list(KnownBy)
        if above and (known is None or order.index(above.known_by) <= order.index(known[0])):
            return above
        if known is None:
            return None
        known_by, producer = known
        if not self._is_visible(producer):
            return Twin(known_by)
        fills = self.registry.fills(row, producer) if known_by is KnownBy.NIK else {}
        return Twin(known_by, producer=producer, fills=fills)

    def _above(self, row: ProducerRow) -> Twin | None:
        if found := self.niks.get(row.nik):
            return Twin(KnownBy.NIK, row=found)
        if row.nib and (found := self.nibs.get(row.nib)):
            return Twin(KnownBy.NIB, row=found)
        for name in _names(row.name, row.owner_name):
            if found := self.phones.get((row.phone, name)):
                return Twin(KnownBy.PHONE_AND_NAME, row=found)
        return None

    def _is_visible(self, producer: Producer) -> bool:
        return works_in(self.by, producer.region_code)


def works_in(user: UserAccount, region_code: str) -> bool:
    """Whether a region is one a member of staff works in."""
    return user.works_everywhere or any(lies_in(region_code, area) for area in user.region_codes)


def _names(*names: str) -> tuple[str, ...]:
    """Names for comparison: letters and digits in lower case."""
    plain = ("".join(sign for sign in name.casefold() if sign.isalnum()) for name in names)
    return tuple(name for name in plain if name)


def _among(column: Any, values: Iterable[object], of: type[TypeEngine[Any]] = Text) -> ColumnElement[bool]:  # noqa: ANN401
    """The condition that a column holds one of many values: one parameter however many there are."""
    return column == any_(literal(list(values), ARRAY(of)))  # type: ignore[no-any-return]


def _producers(column: Any, values: Iterable[str]) -> list[Producer]:  # noqa: ANN401 - a mapped column
    """The producers with one of these values, the oldest first."""
    return list(db.session.execute(select(Producer).where(_among(column, values)).order_by(Producer.id)).scalars())


def _by_nib(nibs: Iterable[str]) -> dict[str, Producer]:
    """Whose NIB it is, by what was told at registration and by documents handed in, whatever became of them."""
    wanted = list(nibs)
    told = select(ToldAtRegistration.nib.label("nib"), ToldAtRegistration.producer_id.label("producer_id")).where(
        _among(ToldAtRegistration.nib, wanted)
    )
    documents = select(Requirement.number, Requirement.producer_id).where(
        Requirement.kind == NIB, _among(Requirement.number, wanted)
    )
    known = union(told, documents).subquery()
    rows = db.session.execute(
        select(known.c.nib, Producer).join(Producer, Producer.id == known.c.producer_id).order_by(Producer.id.desc())
    )
    return {row.nib: row.Producer for row in rows}
