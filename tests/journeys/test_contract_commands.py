"""The commands of section 1 of the contract that close a month and check the books, as a script meets them."""

from datetime import date

import pytest
from flask import Flask

from core.database import db
from tests.factories.ledger import make_pair, tamper


def run(app: Flask, *words: str) -> tuple[int, str]:
    """A command's exit code and everything it said."""
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def test_a_month_is_closed_by_command_once(app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    assert run(app, "period", "close", "2026-10") == (0, "2026-10 closed, 1 statements\n")
    code, said = run(app, "period", "close", "2026-10")
    assert code == 1
    assert "already_closed" in said


def test_missing_reports_are_named_and_waived_only_with_a_reason(app: Flask) -> None:
    make_pair().sell(date(2026, 10, 5))
    make_pair(outlet_name="Gerai Diam")
    code, said = run(app, "period", "close", "2026-10")
    assert code == 1
    assert "Gerai Diam" in said
    assert "missing_reports" in said
    code, said = run(app, "period", "close", "2026-10", "--waive-missing")
    assert code == 1
    assert "reason_required" in said
    assert run(app, "period", "close", "2026-10", "--waive-missing", "--reason", "Direnovasi")[0] == 0


@pytest.mark.parametrize(("month", "code"), [("2026-13", 2), ("oktober", 2), ("2026-11", 1), ("2026-12", 1)])
def test_what_is_no_month_or_has_not_ended_is_not_closed(app: Flask, month: str, code: int) -> None:
    make_pair().sell(date(2026, 11, 5))
    assert run(app, "period", "close", month)[0] == code


def test_whole_books_end_with_0_and_a_changed_line_with_1_and_its_name(own_app: Flask) -> None:
    pair = make_pair()
    pair.sell(date(2026, 10, 5))
    line_id = pair.lines()[0].id
    db.session.remove()
    code, said = run(own_app, "verify-ledger")
    assert code == 0, said
    assert "checks hold" in said
    db.session.remove()
    tamper(own_app, f"UPDATE sale_line SET commission_rupiah = commission_rupiah + 1 WHERE id = {line_id}")
    code, said = run(own_app, "verify-ledger")
    assert code == 1
    assert "BROKEN" in said
