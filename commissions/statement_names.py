"""The names a statement prints. They stand beside what is sealed, under the producer's own key, not in it.

The snapshot holds ids, figures and a commitment to the names: a keyed hash, so that a paper's names can be held against
the seal while the key is there, and nothing can be learnt from it once the key is destroyed. Then the seal still
verifies, and the paper prints a mark where the names stood. Why it is so, also for statements of before, stands in
docs/decisions/0008-names-stand-beside-what-is-sealed.md.
"""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import select

from commissions.models import Statement
from commissions.statement_facts import PairFacts
from commissions.statements import canonical
from core.database import db
from core.secrets_at_rest import CannotBeRead, DataKey, KeysUnusable
from core.wording import N_
from partnerships.models import Producer
from partnerships.personal_keys import keys_of

log = structlog.get_logger()

PURPOSE = "statement|names"
ERASED = N_("(data pribadi dihapus)")
UNREADABLE = N_("(nama tidak dapat dibuka)")
BATCH = 500


def keys_for(producer_ids: list[int]) -> dict[int, DataKey]:
    """The keys to seal names with. Where they are lost statements are still issued, without names: money goes on."""
    try:
        return keys_of(producer_ids)
    except (CannotBeRead, KeysUnusable):
        log.exception("statements_without_names", why="the keys of persons cannot be opened; see docs/operations.md")
        return {}


def names_of(facts: PairFacts) -> bytes:
    """The names of a pair's producer and its products as the bytes that are sealed."""
    products = {str(row.product_id): row.product_name for row in facts.rows}
    return canonical({"producer": facts.producer_name, "products": products})


def sealed_names(facts: PairFacts, key: DataKey | None) -> tuple[bytes | None, str | None]:
    """The names under the producer's key, and the commitment to them that the snapshot holds; nothing without a key."""
    if key is None:
        return None, None
    names = names_of(facts)
    return key.seal(names, PURPOSE), key.commitment(names, PURPOSE)


def shown(statement: Statement) -> dict[str, Any]:
    """The snapshot with the names put back, or with a mark where they were erased or cannot be opened."""
    erased_at = db.session.execute(
        select(Producer.erased_at).where(Producer.id == statement.producer_id)
    ).scalar_one_or_none()
    if erased_at is not None:
        return with_names(statement.snapshot, ERASED, {})
    if "name" in _producer(statement.snapshot):
        return dict(statement.snapshot)
    if statement.names_encrypted is None:
        return with_names(statement.snapshot, UNREADABLE, {})
    try:
        key = keys_of([statement.producer_id])[statement.producer_id]
        names = json.loads(key.open(statement.names_encrypted, PURPOSE))
    except (CannotBeRead, KeysUnusable, KeyError):
        return with_names(statement.snapshot, UNREADABLE, {})
    return with_names(statement.snapshot, names["producer"], names["products"])


def with_names(snapshot: Mapping[str, Any], producer: str, products: Mapping[str, str]) -> dict[str, Any]:
    """A snapshot with these names; a product without one goes by its code."""

    def named(row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "product_name": products.get(str(row["product_id"]), row["code"] or f"#{row['product_id']}")}

    return {
        **snapshot,
        "producer": {**_producer(snapshot), "name": producer},
        "rows": [named(row) for row in snapshot["rows"]],
        "prior_rows": [named(row) for row in snapshot["prior_rows"]],
    }


def names_are_those_sealed() -> tuple[int, list[str]]:
    """The names kept beside each statement are those its seal commits to, wherever the key is still there."""
    looked_at, broken = 0, []
    rows = select(Statement.number, Statement.producer_id, Statement.snapshot, Statement.names_encrypted)
    rows = rows.where(Statement.names_encrypted.is_not(None)).order_by(Statement.id)
    result = db.session.execute(rows.execution_options(yield_per=BATCH))
    for batch in result.partitions():
        keys = keys_of({producer_id for _number, producer_id, *_rest in batch}, make=False)
        for number, producer_id, snapshot, sealed in batch:
            key = keys.get(producer_id)
            if key is None:
                continue
            looked_at += 1
            try:
                names = key.open(sealed, PURPOSE)
            except CannotBeRead:
                broken.append(f"{number}: the names cannot be opened")
                continue
            if key.commitment(names, PURPOSE) != _producer(snapshot).get("names_seal"):
                broken.append(f"{number}: other names than those sealed")
    return looked_at, broken


def _producer(snapshot: Mapping[str, Any]) -> dict[str, Any]:
    return dict(snapshot["producer"])
