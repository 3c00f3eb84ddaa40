"""The walk of docs/api_walkthrough.py, from no papers to a signed-off statement, through the API alone."""

import importlib.util
import io
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from accounts.permissions import Role
from commissions.verification import verify
from core.database import db
from outlets.models import OutletMember
from tests.clients import token_for
from tests.factories.people import make_user
from tests.serving import serving

WALK = Path(__file__).resolve().parents[2] / "docs" / "api_walkthrough.py"


@pytest.fixture
def walk_module():
    spec = importlib.util.spec_from_file_location("api_walkthrough", WALK)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_producer_without_papers_ends_with_a_signed_off_statement(own_app: Flask, walk_module, clock_stands) -> None:
    def make_account(role: str, *, producer: int | None = None, outlet: int | None = None) -> str:
        user = make_user(Role(role))
        if outlet:
            db.session.add(OutletMember(user_id=user.id, outlet_id=outlet))
            db.session.commit()
        return token_for(user)

    said: list[str] = []
    with serving(own_app) as address:
        walk = walk_module.Walk(address, make_account, month="2026-10", say=said.append)
        walk.all_the_way()
    assert (walk.report["gross_rupiah"], walk.report["commission_rupiah"]) == (15_000, 450)
    figures = {name: walk.statement[f"{name}_rupiah"] for name in ("gross", "commission", "closing", "outlet_owes")}
    assert figures == {"gross": 15_000, "commission": 450, "closing": 14_550, "outlet_owes": 14_550}
    assert walk.statement["producer_owes_rupiah"] == 0
    assert walk.status == "acknowledged"
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(walk.pdf)).pages)
    assert "14.550" in text
    assert walk.statement["number"] in text
    assert [outcome for outcome in verify() if not outcome.holds] == []
    assert len(said) >= 12
