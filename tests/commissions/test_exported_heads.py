"""The head of the chain is written outside the database, so that cutting off its end is found (quality fault 29)."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from accounts.models import AuditEvent
from commissions.commands import export_command
from commissions.exported_heads import export_history, path_of_heads
from commissions.verification import verify
from core.database import db
from tests.factories.ledger import close_month, make_pair, tamper

SENTENCE = "heads written outside the database are links of the chain"


@pytest.fixture
def exported(own_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Three statements of October, and their head written out on two nights."""
    monkeypatch.setitem(own_app.config, "DATA_FOLDER", str(tmp_path))
    runner = own_app.test_cli_runner()
    assert "0 statements" in runner.invoke(export_command).output
    assert not path_of_heads().exists()
    for pair in [make_pair(), make_pair(), make_pair()]:
        pair.sell(date(2026, 10, 5), 3, 15_000)
    close_month("2026-10")
    for _night in range(2):
        assert "3 statements" in runner.invoke(export_command).output
    return own_app


def found() -> tuple[int, list[str]]:
    db.session.remove()
    return next((one.looked_at, list(one.broken)) for one in verify() if one.sentence == SENTENCE)


def test_what_was_written_out_is_found_in_the_chain_again(exported: Flask) -> None:
    lines = path_of_heads().read_text().splitlines()
    assert [line.split()[1] for line in lines] == ["3", "3"]
    assert found() == (1, [])


def test_statements_cut_off_the_end_are_missed_although_the_rest_is_whole(exported: Flask) -> None:
    at = path_of_heads().read_text().split()[0]
    db.session.remove()
    tamper(
        exported,
        "CREATE TEMP TABLE last AS SELECT id, previous_hash FROM statement ORDER BY id DESC LIMIT 1",
        "DELETE FROM statement WHERE id = (SELECT id FROM last)",
        "UPDATE chain_head SET links = 2, hash = (SELECT previous_hash FROM last)",
    )
    whole = {one.sentence: one.holds for one in verify()}
    assert whole["the chain of seals is whole and its head is the last seal"]
    assert found() == (1, [f"on {at} the chain had 3 statements, and the last of them is not there"])


def test_a_line_that_is_no_head_is_named(exported: Flask) -> None:
    with path_of_heads().open("a") as file:
        file.write("rusak\n")
    assert found() == (2, ["chain_heads.txt line 3: not a head"])


def test_a_line_of_the_history_that_was_rewritten_or_cut_off_is_found(
    exported: Flask, clock_stands: time_machine.Traveller
) -> None:
    """What is younger than an hour is sealed the next time; nothing new gives no further seal."""
    assert export_history() == 0, "nothing has settled yet"
    clock_stands.shift(timedelta(hours=2))
    sealed = export_history()
    assert sealed == db.session.query(AuditEvent).count() > 0
    assert export_history() == sealed
    holds = (
        "what was sealed of the history is what stands there",
        "heads of the history written outside the database are seals of it",
    )
    db.session.remove()
    assert [one.broken for one in verify() if one.sentence in holds] == [[], []]
    db.session.remove()
    tamper(exported, "UPDATE audit_event SET actor_role = 'head' WHERE id = (SELECT max(id) FROM audit_event)")
    assert [bool(one.broken) for one in verify() if one.sentence in holds] == [True, False]
    db.session.remove()
    tamper(exported, "DELETE FROM history_seal")
    assert [bool(one.broken) for one in verify() if one.sentence in holds] == [False, True]
