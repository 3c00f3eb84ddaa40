"""Registering what the check of a file showed: all of it in one transaction, or nothing."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from core.collector import resting_collector
from core.database import db
from core.dates import now
from core.money import format_number
from core.row_problems import MOST_ROWS_KEPT
from partnerships import producers
from partnerships.producer_file_check import CheckedRow, FileCheck, RowState
from partnerships.producer_file_errors import (
    CheckOutdated,
    ColumnsNotMatched,
    NothingToRegister,
    RowsAreWrong,
)
from partnerships.producer_files import check_again, chosen, kept_rows, open_file
from partnerships.producer_rows import ProducerRow
from partnerships.registration_models import ProducerFile, ToldAtRegistration
from partnerships.registration_states import Choice, ProducerFileStatus
from partnerships.states import Source
from partnerships.told_at_registration import fill_empty

ONE_AT_A_TIME = 20_261_125
"""The number of the database lock two confirmations at once wait for each other with."""


@dataclass(frozen=True)
class Confirmed:
    """What confirming a file did: rows registered, filled, skipped because somebody is known, left out as wrong."""

    producer_file: ProducerFile
    registered: int
    merged: int
    skipped: int
    left_out: int


def confirm(
    file_id: int,
    *,
    skip_wrong: bool = False,
    merge: Collection[int] = (),
    register: Collection[int] = (),
    by: UserAccount,
) -> Confirmed:
    """Register what the check of a file showed; without `skip_wrong` only when no row is wrong.

    `merge` and `register` are rows chosen now, beside those chosen before. The file is read and checked again under
    its lock. Raises what `producer_files.open_file` raises, `ColumnsNotMatched`, `ChoiceNotOffered`, `RowsAreWrong`,
    `NothingToRegister`, and `CheckOutdated` when other rows would be registered than the person saw.
    """
    found = open_file(file_id, by=by)
    if found.status is ProducerFileStatus.NEEDS_MAPPING:
        raise ColumnsNotMatched(missing=", ".join(found.mapping["missing"]))  # type: ignore[arg-type]
    found.choices = chosen(found, dict.fromkeys(merge, Choice.MERGE) | dict.fromkeys(register, Choice.REGISTER))
    db.session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    with resting_collector():
        check = check_again(found)
        if check.kept_rows() != kept_rows(found)["rows"]:
            raise CheckOutdated
        return _register(found, check, skip_wrong=skip_wrong, by=by)


def _register(found: ProducerFile, check: FileCheck, *, skip_wrong: bool, by: UserAccount) -> Confirmed:
    wrong = [row for row in check.rows if row.state is RowState.WRONG]
    if wrong and not skip_wrong:
        faults = [fault for row in wrong for fault in row.faults]
        raise RowsAreWrong(
            rows=faults[:MOST_ROWS_KEPT], wrong=format_number(len(wrong)), all=format_number(len(check.rows))
        )
    new = [row for row in check.rows if row.row and _is_new(row, found)]
    known = [row for row in check.rows if found.choices.get(str(row.number)) == Choice.MERGE]
    if not new and not known:
        raise NothingToRegister
    registered = _add([row.row for row in new if row.row], found, by=by)
    fills = {row.twin.producer.id: row.twin.fills for row in known if row.twin and row.twin.producer}
    merged = fill_empty(fills, file_id=found.id, by=by) if fills else 0
    skipped = len(check.rows) - len(wrong) - registered - merged
    found.status = ProducerFileStatus.CONFIRMED
    found.confirmed_by_id, found.confirmed_at = by.id, now()
    result = {"registered": registered, "merged": merged, "skipped": skipped, "left_out": len(wrong)}
    found.counts = {**found.counts, **result}
    db.session.flush()
    record(
        "producer_file:confirmed",
        found,
        by=by,
        before={"file_status": ProducerFileStatus.CHECKED.value},
        after={"file_status": found.status.value, **result},
        source=found.source or None,
    )
    return Confirmed(found, **result)


def _is_new(row: CheckedRow, found: ProducerFile) -> bool:
    """Whether a row becomes a producer: because it is new, or because a person said that it is somebody else."""
    return row.state is RowState.VALID or found.choices.get(str(row.number)) == Choice.REGISTER


def _add(rows: list[ProducerRow], found: ProducerFile, *, by: UserAccount) -> int:
    """Add all these producers at once. Raises `CheckOutdated` when one of them was registered a moment ago."""
    source = Source(found.source) if found.source else None
    made = [
        producers.made(
            by=by,
            name=row.name,
            owner_name=row.owner_name,
            owner_nik=row.nik,
            phone=row.phone,
            region_code=row.region_code,
            address=row.address,
            started_on=row.started_on,
            annual_sales_rupiah=row.annual_sales_rupiah,
            capital_rupiah=row.capital_rupiah,
            source=source,
        )
        for row in rows
    ]
    try:
        with db.session.begin_nested():
            db.session.add_all([producer for producer, _key in made])
    except IntegrityError as error:
        if "owner_nik_hash" not in str(error.orig):
            raise
        raise CheckOutdated from None
    with db.session.no_autoflush:
        for row, (producer, key) in zip(rows, made, strict=True):
            producers.note_registered(producer, key, by=by)
            if row.product_lines or row.products or row.nib:
                lines = list(row.product_lines)
                told = ToldAtRegistration(
                    producer_id=producer.id, product_lines=lines, products=row.products, nib=row.nib
                )
                db.session.add(told)
    db.session.flush()
    return len(made)
