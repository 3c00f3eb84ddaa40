"""The database: one base class, one place that commits, and rows that are only ever added.

Verbs `flush`; the edge (a form, an API call, a job, a command) wraps the verb in `transaction()`, which is the only
place in the product that commits. No table is ever schema-qualified: the connection's `search_path` decides.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Enum, LargeBinary, MetaData, Select, Text, event
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, registry

SCHEMA = "etalase"
"""The agency's schema, first on every connection's search path."""
JOBS_SCHEMA = "procrastinate"
"""The schema the job queue keeps for itself."""
APP_ROLE = "etalase_app"
"""The database role the application works as: it owns nothing and may not change what is append-only."""
READING_ROLES = ("etalase_backup", "etalase_auditor")
"""Roles that read everything and change nothing: one for backups, one for whoever audits."""

RETRIED_SQLSTATES = frozenset({"40001", "40P01"})
AWAY_SQLSTATES = frozenset({"57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"})
"""The server stops, has just been killed or starts again."""
MOST_ATTEMPTS = 5
GREATEST_ID = 2**63 - 1

T = TypeVar("T")

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every table shares: names by convention, BIGINT numbers, aware instants, text without a length."""

    metadata = MetaData(naming_convention=NAMING)
    registry = registry(
        metadata=metadata,
        type_annotation_map={
            int: BigInteger,
            str: Text,
            bool: Boolean,
            bytes: LargeBinary,
            date: Date,
            datetime: DateTime(timezone=True),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class AppendOnly:
    """A row that is only ever added: the ORM refuses to change it, and so do a trigger and the database's grants."""


class ChangedAppendOnlyRow(RuntimeError):  # noqa: N818 - named after the fact
    """Code tried to change or delete a row that is only ever added: a programming error, never a user's."""


def code_column(codes: type[StrEnum], name: str) -> Enum:
    """A column type that stores the value of a `StrEnum` and a CHECK, named `name`, that admits no other."""
    return Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


def id_column() -> Mapped[int]:
    """The primary key every table carries: an identity, never shown as a secret."""
    return mapped_column(BigInteger, primary_key=True)


@contextmanager
def transaction() -> Iterator[Session]:
    """Run a block and commit it once; any exception rolls everything back. An inner block joins the outer one."""
    session = db.session()
    if session.info.get("in_transaction"):
        yield session
        return
    session.info["in_transaction"] = True
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("in_transaction", None)


def committed(work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes any verb through
    """Run a verb in a transaction and return its result; deadlocks and serialization failures are tried again.

    At most five attempts with a growing, random pause; then the database's own error is raised and the reader is told
    to come back shortly. Inside a transaction already open the verb simply joins it.
    """
    if db.session().info.get("in_transaction"):
        return work(*args, **kwargs)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        try:
            with transaction():
                return work(*args, **kwargs)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in RETRIED_SQLSTATES or attempt == MOST_ATTEMPTS:
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**attempt)  # noqa: S311 - a pause, not a secret
    raise AssertionError("unreachable")


def is_away(error: DBAPIError) -> bool:
    """Whether a statement failed because the database itself is gone for the moment; what was begun is not done."""
    sqlstate = getattr(error.orig, "sqlstate", None)
    is_cut = error.connection_invalidated or (isinstance(error, OperationalError) and sqlstate is None)
    return is_cut or sqlstate in AWAY_SQLSTATES


def get_visible(rows: Select[tuple[T]], model: type[T], row_id: int, *, for_update: bool = False) -> T | None:
    """The row of that id among those a select makes visible, or None; the caller raises its own not-found."""
    if not 0 < row_id <= GREATEST_ID:
        return None
    narrowed = rows.where(model.id == row_id)  # type: ignore[attr-defined]
    if for_update:
        narrowed = narrowed.with_for_update(of=model).execution_options(populate_existing=True)
    return db.session.execute(narrowed).scalar_one_or_none()


@event.listens_for(Session, "before_flush")
def refuse_changed_rows(session: Session, _context: object, _instances: object) -> None:
    """Refuse to flush an append-only row that was changed or deleted in memory."""
    changed = [row for row in session.dirty if isinstance(row, AppendOnly) and session.is_modified(row)]
    changed += [row for row in session.deleted if isinstance(row, AppendOnly)]
    if changed:
        raise ChangedAppendOnlyRow(type(changed[0]).__name__)


@event.listens_for(Session, "do_orm_execute")
def refuse_bulk_changes(state: ORMExecuteState) -> None:
    """Refuse bulk UPDATE and DELETE of append-only tables, which mapper events never see."""
    if (state.is_update or state.is_delete) and any(
        issubclass(mapper.class_, AppendOnly) for mapper in state.all_mappers
    ):
        raise ChangedAppendOnlyRow(str(state.statement))
