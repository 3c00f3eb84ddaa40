"""Statements follow from lines and ledger alone: closed in another, empty database they are the same (L10)."""

from collections.abc import Iterator
from datetime import date
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Table, select

from commissions.closing import close
from commissions.ledger import Claim, Party
from commissions.models import LedgerBook, Period, Statement, Transfer
from commissions.posted_total_models import PostedTotal
from core.agency_settings import AgencySetting
from core.database import SCHEMA, committed, db
from outlets.models import AgreementVersion
from outlets.money_routes import MoneyRoute
from outlets.sales_models import ReportItem, SaleLine
from partnerships.personal_models import PersonalKey
from tests.conftest import _drop_database, _libpq, _make_app, _make_database, _on
from tests.factories.ledger import make_pair

MONTHS = ("2026-09", "2026-10")
DRAWN_BY_LOT = {"id", "verification_code", "names_encrypted"}
COLUMNS = [column for column in Statement.__table__.columns if column.name not in DRAWN_BY_LOT]
TAKEN_ALONG = (ReportItem, SaleLine, LedgerBook, Transfer, PostedTotal, AgreementVersion, PersonalKey, AgencySetting)
"""What a close reads: lines, ledger, the terms, and the keys names are sealed with."""
POSTED_BY_CLOSES = "source LIKE 'close:%'"


@pytest.fixture
def empty_app(own_app: Flask, server: tuple[str, str], template: str) -> Iterator[Flask]:
    """A second agency with a database of its own in which nobody has done anything."""
    name = f"own_{uuid4().hex[:12]}"
    _make_database(server[1], name, template)
    app = _make_app(_on(server[0], name), _on(server[1], name), own_app.config["DATA_FOLDER"])
    yield app
    with app.app_context():
        db.engine.dispose()
    _drop_database(server[1], name)


def with_what_they_name() -> list[Table]:
    """The tables taken along and those their rows refer to, each after those it refers to itself."""
    wanted = {model.__table__ for model in TAKEN_ALONG}
    waiting = list(wanted)
    while waiting:
        named = {key.column.table for key in waiting.pop().foreign_keys} - wanted
        wanted |= named
        waiting += named
    return [table for table in db.metadata.sorted_tables if table in wanted]


def take_along(source: Flask, target: Flask) -> None:
    """Copy lines, ledger and what they name, but for what closes posted; what every database begins with is there."""
    addresses = [_libpq(app.config["DATABASE_OWNER_URL"]) for app in (source, target)]
    there, here = (psycopg.connect(address, options=f"-c search_path={SCHEMA}") for address in addresses)
    with there, here:
        for table in with_what_they_name():
            own = f"SELECT * FROM {table}"
            if table is Transfer.__table__:
                own += f" WHERE NOT ({POSTED_BY_CLOSES})"
            here.execute(f"CREATE TEMP TABLE moved AS SELECT * FROM {table} WHERE false")
            with (
                there.cursor().copy(f"COPY ({own}) TO STDOUT") as reading,
                here.cursor().copy("COPY moved FROM STDIN") as writing,
            ):
                for block in reading:
                    writing.write(block)
            here.execute(f"INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT * FROM moved ON CONFLICT DO NOTHING")
            here.execute("DROP TABLE moved")
            if "id" in table.columns:
                here.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}")
        here.execute("UPDATE period SET status = 'open', closed_at = NULL, closed_by_id = NULL")


def close_month(month: str) -> None:
    committed(close, month, by=None, waive_missing=True, reason="uji")


def stated() -> list[tuple[object, ...]]:
    """Every statement with all that is not drawn by lot, in the order of the seals."""
    return [tuple(row) for row in db.session.execute(select(*COLUMNS).order_by(Statement.id))]


def test_a_close_in_another_empty_database_gives_the_same_statements_and_seals(
    own_app: Flask, empty_app: Flask
) -> None:
    pairs = [make_pair(route, vat_registered=route is not MoneyRoute.PRODUCER_COLLECTS) for route in MoneyRoute]
    for number, pair in enumerate(pairs):
        pair.sell(date(2026, 9, 5 + number), 3, 15_333)
    close_month(MONTHS[0])
    for pair in pairs:
        pair.sell(date(2026, 10, 7), 2, 9_999)
        pair.bring_back(pair.lines()[0], 1, date(2026, 10, 9))
    pairs[0].pay(Party.OUTLET, 20_000, date(2026, 10, 12), Claim.TAKINGS)
    close_month(MONTHS[1])
    told = stated()
    assert len(told) == 2 * len(pairs)
    assert db.session.query(Transfer).filter(Transfer.source.like("close:%")).count() > 0
    take_along(own_app, empty_app)
    with empty_app.app_context():
        assert db.session.query(Statement).count() == 0
        assert db.session.query(Period).filter_by(status="closed").count() == 0
        db.session.rollback()
        for month in MONTHS:
            close_month(month)
        assert stated() == told
        db.session.remove()
