"""Own production, not brokers: who shares a permit, account, telephone or address, and what visits found."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from werkzeug.datastructures import FileStorage

from accounts.audit import record
from accounts.models import UserAccount
from core.database import db, get_visible
from core.dates import now, today
from partnerships import evidence as evidence_files
from partnerships import producers
from partnerships.clusters import Cluster, Mark, clusters
from partnerships.models import Producer, Product, Requirement
from partnerships.states import ProducerStatus, ProductStatus, RequirementStatus
from partnerships.watch_errors import NotYetHappened, UnknownVisit
from partnerships.watch_models import ProductionVisit
from partnerships.watch_states import Shared, Verdict

NOT_HELD = (RequirementStatus.RETURNED, RequirementStatus.REJECTED)
"""A refused document says nothing about who holds the permit."""
SHORTEST_ADDRESS = 8
"""Letters and digits; a shorter address such as "RT 3" is no sign."""
WORDS_OF_NO_MATTER = r"\m(jl|jln|jalan|no|nomor)\M"
"""Words that are written in many ways and say nothing about the place."""
BANK_ACCOUNT = "bank_account"


def clusters_seen_by(user: UserAccount) -> list[Cluster]:
    """The clusters among the producers a member of staff sees; for anybody else none."""
    return clusters(_marks(producers.ids_visible_to(user))) if user.is_staff else []


def holders_of_the_same_permit(producer_id: int, user: UserAccount) -> list[tuple[str, Producer]]:
    """The permit numbers of a producer that another one has handed in too, with the other, as far as one sees it."""
    own = _numbers().where(Requirement.producer_id == producer_id).subquery()
    rows = (
        select(Requirement.number, Producer)
        .join(Producer, Producer.id == Requirement.producer_id)
        .join(own, (own.c.number == Requirement.number) & (own.c.kind == Requirement.kind))
        .where(
            Requirement.producer_id != producer_id,
            Requirement.status.not_in(NOT_HELD),
            Producer.id.in_(producers.ids_visible_to(user)),
        )
        .order_by(Requirement.number, Producer.id)
        .distinct()
    )
    return [(number, producer) for number, producer in db.session.execute(rows)]


def _numbers() -> Select[Any]:
    return select(Requirement.kind, Requirement.number, Requirement.producer_id).where(
        Requirement.number != "", Requirement.status.not_in(NOT_HELD)
    )


def _marks(visible: Select[tuple[int]]) -> Iterator[Mark]:
    """What several visible producers share, each in one query that returns only what occurs twice."""
    held = _numbers().where(Requirement.producer_id.in_(visible)).subquery()
    for kind, number, producer_id in _repeated(held, (held.c.kind, held.c.number), held.c.producer_id):
        yield Mark(Shared.PERMIT, f"{kind}|{number}", producer_id, number)
    accounts = (
        select(Requirement.number_hash, Requirement.number_last4, Requirement.producer_id)
        .where(
            Requirement.kind == BANK_ACCOUNT,
            Requirement.number_hash.is_not(None),
            Requirement.status.not_in(NOT_HELD),
            Requirement.producer_id.in_(visible),
        )
        .subquery()
    )
    by_account = (accounts.c.number_hash, accounts.c.number_last4)
    for number_hash, last4, producer_id in _repeated(accounts, by_account, accounts.c.producer_id):
        yield Mark(Shared.BANK_ACCOUNT, number_hash, producer_id, f"••••{last4}")
    told = func.regexp_replace(func.lower(Producer.address), WORDS_OF_NO_MATTER, "", "g")
    address = func.regexp_replace(told, "[^a-z0-9]+", "", "g")
    here = (
        select(
            Producer.id,
            Producer.phone,
            Producer.region_code,
            Producer.address,
            address.label("plain_address"),
        )
        .where(Producer.id.in_(visible), Producer.status != ProducerStatus.LEFT)
        .subquery()
    )
    for phone, producer_id in _repeated(here, (here.c.phone,), here.c.id):
        yield Mark(Shared.PHONE, phone, producer_id, phone)
    long_enough = func.length(here.c.plain_address) >= SHORTEST_ADDRESS
    by_address = (here.c.region_code, here.c.plain_address)
    for region, plain, producer_id in _repeated(here, by_address, here.c.id, long_enough):
        yield Mark(Shared.ADDRESS, f"{region}|{plain}", producer_id)


def _repeated(
    table: Any,  # noqa: ANN401 - a subquery
    keys: tuple[ColumnElement[Any], ...],
    producer_id: ColumnElement[int],
    *conditions: ColumnElement[bool],
) -> Iterator[Any]:
    """The rows whose keys occur with more than one producer: the keys and the producer, each once."""
    twice = select(*keys).where(*conditions).group_by(*keys).having(func.count(producer_id.distinct()) > 1).subquery()
    same = [key == twice.c[number] for number, key in enumerate(keys)]
    rows = select(*keys, producer_id).select_from(table).join(twice, db.and_(*same)).distinct()
    yield from db.session.execute(rows.order_by(*keys, producer_id))


@dataclass(frozen=True, slots=True)
class Member:
    """One producer of a cluster as shown beside the others."""

    producer: Producer
    products: int
    visit: ProductionVisit | None


def members_of(found: Collection[Cluster]) -> dict[int, Member]:
    """The producers of some clusters by id, with how many products they have and the newest visit. Three queries."""
    ids = {producer_id for cluster in found for producer_id in cluster.producer_ids}
    rows = db.session.execute(select(Producer).where(Producer.id.in_(ids))).scalars()
    counted = dict(
        db.session.execute(
            select(Product.producer_id, func.count())
            .where(Product.producer_id.in_(ids), Product.status != ProductStatus.WITHDRAWN)
            .group_by(Product.producer_id)
        ).all()
    )
    newest = newest_visits(ids)
    return {row.id: Member(row, counted.get(row.id, 0), newest.get(row.id)) for row in rows}


def newest_visits(producer_ids: Collection[int]) -> dict[int, ProductionVisit]:
    """The newest visit to each of these producers, by producer."""
    rows = (
        select(ProductionVisit)
        .where(ProductionVisit.producer_id.in_(producer_ids))
        .ext(distinct_on(ProductionVisit.producer_id))
        .order_by(ProductionVisit.producer_id, ProductionVisit.visited_on.desc(), ProductionVisit.id.desc())
    )
    return {visit.producer_id: visit for visit in db.session.execute(rows).scalars()}


def visits_to(producer_id: int) -> list[ProductionVisit]:
    """Every visit to a producer the caller may see, newest first."""
    rows = select(ProductionVisit).where(ProductionVisit.producer_id == producer_id)
    return list(
        db.session.execute(rows.order_by(ProductionVisit.visited_on.desc(), ProductionVisit.id.desc())).scalars()
    )


def visit(
    producer_id: int, *, by: UserAccount, visited_on: date, verdict: Verdict, findings: str, evidence: FileStorage
) -> ProductionVisit:
    """Write down a visit to where the goods are made; a later visit is a further row.

    Raises `UnknownProducer`, `NotYetHappened`, and the refusals of `partnerships.evidence`.
    """
    producer = producers.get(producer_id, by=by)
    if visited_on > today():
        raise NotYetHappened(field="visited_on")
    stored = evidence_files.keep(evidence, by=by)
    made = ProductionVisit(
        producer_id=producer.id,
        visited_on=visited_on,
        verdict=verdict,
        findings=findings,
        photo_id=stored.id,
        visited_by_id=by.id,
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    record(
        "producer:visited",
        producer,
        by=by,
        after={"verdict": verdict.value, "visited_on": visited_on.isoformat()},
    )
    return made


def get_visit(visit_id: int, *, by: UserAccount) -> ProductionVisit:
    """One visit, for staff. Raises `UnknownVisit` for one that does not exist or is not this person's to see."""
    rows = select(ProductionVisit).where(ProductionVisit.producer_id.in_(producers.ids_visible_to(by)))
    found = get_visible(rows, ProductionVisit, visit_id) if by.is_staff else None
    if found is None:
        raise UnknownVisit
    return found
