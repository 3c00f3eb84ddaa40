"""verify-ledger: what the owner of the database changes behind our back is found and named."""

from datetime import date

import pytest
from flask import Flask

from commissions.commands import close_command, verify_command
from commissions.models import Statement, Transfer
from commissions.verification import CHECKS, verify
from core.database import db, transaction
from core.files import path_of, store
from outlets.sales_models import SaleLine
from tests.factories.ledger import as_owner, close_month, make_pair, tamper

OCTOBER = "2026-10"


def broken() -> dict[str, list[str]]:
    db.session.remove()
    return {outcome.sentence: list(outcome.broken) for outcome in verify() if not outcome.holds}


@pytest.fixture
def closed(own_app: Flask) -> Flask:
    """October closed for three pairs, one of them PKP, with a return."""
    pairs = [make_pair(), make_pair(vat_registered=True), make_pair()]
    for pair in pairs:
        pair.sell(date(2026, 10, 5), 3, 15_000)
    pairs[0].bring_back(pairs[0].lines()[0], 1, date(2026, 10, 9))
    close_month(OCTOBER)
    assert broken() == {}
    return own_app


def test_an_untouched_ledger_holds_and_each_check_says_how_much_it_looked_at(closed: Flask) -> None:
    result = closed.test_cli_runner().invoke(verify_command)
    assert result.exit_code == 0, result.output
    assert f"all {len(CHECKS)} checks hold" in result.output
    assert "4  gross of a line is pieces times price" in result.output
    assert "3  figures of statements follow from the transfers" in result.output


def test_the_command_names_what_is_broken_and_exits_with_1(closed: Flask) -> None:
    tamper(closed, "UPDATE transfer SET amount_rupiah = amount_rupiah + 1 WHERE kind = 'return' AND debit = 'returns'")
    result = closed.test_cli_runner().invoke(verify_command)
    assert result.exit_code == 1
    assert "lines say 15000, the ledger 15001" in result.output


@pytest.mark.parametrize(
    ("change", "sentence", "names"),
    [
        (
            (
                "INSERT INTO ledger_leg VALUES ('sale', 'commission', 'sales');"
                " UPDATE transfer SET debit = 'commission', credit = 'sales' WHERE id = (SELECT min(id) FROM transfer)"
            ),
            "every transfer is an allowed leg of its book and moves more than nothing",
            "sale commission / sales",
        ),
        (
            "UPDATE sale_line SET commission_rupiah = commission_rupiah - 1 WHERE kind = 'sale' AND id = 1",
            "commission of a sale is half up, once a line",
            "line 1: 1349 instead of 1350",
        ),
        (
            "UPDATE agreement_rate SET rate_bp = rate_bp + 100",
            "each line carries the rate that was agreed for its day and product",
            "line 1: not the rate agreed",
        ),
        (
            "UPDATE sale_line SET commission_rupiah = 0 WHERE kind = 'customer_return'",
            "what left a sale chains without a gap and takes its commission along",
            "does not follow from sale 1",
        ),
        (
            "UPDATE posted_total SET lines = 2 WHERE id = 1",
            "totals kept by product are those of the lines",
            "kept 2 with 1350",
        ),
        (
            "UPDATE sale_line SET rule = 'product' WHERE id = 1",
            "statements told anew from lines and ledger have the same numbers and seals",
            "REK-2026-00001: lines and ledger give the seal",
        ),
        (
            "UPDATE statement SET number = 'REK-2026-00009' WHERE number = 'REK-2026-00002'",
            "statements told anew from lines and ledger have the same numbers and seals",
            "REK-2026-00009 of book 2 stands where REK-2026-00002 belongs",
        ),
        (
            "DELETE FROM line_departure",
            "what left a sale chains without a gap and takes its commission along",
            "not in the chain of its sale",
        ),
        (
            "DELETE FROM transfer WHERE kind = 'tax'",
            "each tax document carries the PPN on its commission",
            "PPN 0 on commission 1350",
        ),
        (
            (
                "UPDATE statement SET gross_rupiah = gross_rupiah - 1, closing_rupiah = closing_rupiah - 1,"
                " takings_claim_rupiah = takings_claim_rupiah - 1, outlet_owes_rupiah = outlet_owes_rupiah - 1"
                " WHERE number = 'REK-2026-00003'"
            ),
            "figures of statements follow from the transfers",
            "gross_rupiah is 44999, the ledger says 45000",
        ),
        (
            "DELETE FROM statement WHERE number = 'REK-2026-00002'",
            "statement numbers have no gap",
            "REK-2026-00003 stands where REK-2026-00002 belongs",
        ),
        (
            "DELETE FROM statement WHERE number = 'REK-2026-00003'",
            "the chain of seals is whole and its head is the last seal",
            "the chain ends after 2 statements, its head names 3",
        ),
        (
            (
                """UPDATE statement SET snapshot = jsonb_set(snapshot, '{producer,name}', '"Orang Lain"')"""
                " WHERE number = 'REK-2026-00001'"
            ),
            "the chain of seals is whole and its head is the last seal",
            "REK-2026-00001: its content is not what was sealed",
        ),
        (
            "UPDATE statement SET due_on = due_on + 1 WHERE number = 'REK-2026-00001'",
            "snapshots say what the statements say",
            "REK-2026-00001",
        ),
        (
            "UPDATE transfer SET posted_at = posted_at + interval '1 day' WHERE id = (SELECT min(id) FROM transfer)",
            "months are closed in order and nothing is posted in one afterwards",
            "posted after 2026-10 was closed",
        ),
        (
            "ALTER TABLE transfer DISABLE TRIGGER transfer_append_only",
            "tables of the ledger refuse changes by trigger",
            "transfer: no trigger transfer_append_only",
        ),
        (
            "GRANT DELETE ON statement TO etalase_app",
            "the application's role may only add to them",
            "statement: the application may change or remove its rows",
        ),
        ("ALTER TABLE sale_line ADD COLUMN guess real", "no column holds a float", "sale_line.guess: real"),
    ],
)
def test_what_the_owner_of_the_database_changes_is_found(closed: Flask, change: str, sentence: str, names: str) -> None:
    db.session.remove()
    change_it = as_owner if change.startswith(("ALTER", "GRANT")) else tamper
    change_it(closed, change)
    found = broken()
    assert sentence in found
    assert names in " ".join(found[sentence])


def test_a_stored_original_that_changed_on_disk_is_found(own_app: Flask) -> None:
    with own_app.app_context(), transaction():
        stored = store(b"tanggal;kode_produk\n", media_type="text/csv", original_name="kasir.csv", by_id=None)
        path, named = path_of(stored.sha256), f"file {stored.id}: changed on disk"
    assert broken() == {}
    path.write_bytes(b"tanggal;kode_produx\n")
    assert broken() == {"stored originals are what was sent": [named]}


def test_the_month_is_closed_from_the_command_line_and_missing_outlets_are_named(own_app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    make_pair(outlet_name="Gerai Diam")
    runner = own_app.test_cli_runner()
    refused = runner.invoke(close_command, [OCTOBER])
    assert refused.exit_code == 1
    assert "Gerai Diam" in refused.output
    assert "missing_reports" in refused.output
    closed = runner.invoke(close_command, [OCTOBER, "--waive-missing", "--reason", "Renovasi"])
    assert (closed.exit_code, closed.output) == (0, "2026-10 closed, 1 statements\n")
    again = runner.invoke(close_command, [OCTOBER])
    assert (again.exit_code, "already_closed" in again.output) == (1, True)
    assert runner.invoke(close_command, ["oktober"]).exit_code == 2
    assert db.session.query(Statement).count() == 1
    assert db.session.query(Transfer).count() == 2 * db.session.query(SaleLine).count()
