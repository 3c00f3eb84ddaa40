"""A line of a pooled pre-order on a statement: disputed, frozen, corrected with a credit note, or it stands."""

import io
from datetime import UTC, datetime

import pypdf
import pytest
from flask import Flask
from sqlalchemy import select

from accounts.permissions import Role
from commissions.models import Statement
from core.database import db
from tests.accounts.people_at_work import HASH
from tests.commissions.test_preorder_doors import DAY, Gallery, assert_everything_holds
from tests.factories.ledger import close_month
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text


@pytest.fixture
def stated(app: Flask, clock_stands) -> tuple[Gallery, int, int]:
    """48 masks counted in November where 45 came; the month is closed. With the statement's id and the line's."""
    gallery = Gallery(app, clock_stands)
    gallery.orders(50)
    gallery.starts_work()
    line = gallery.brings(gallery.rini, 48, rest_follows=True).json["id"]
    clock_stands.move_to(datetime(2026, 12, 4, 8, tzinfo=UTC), tick=False)
    close_month("2026-11", waive_missing=True, reason="galeri belum melapor")
    statement_id = db.session.execute(select(Statement.id)).scalar_one()
    return gallery, statement_id, line


def test_a_disputed_delivery_posts_nothing_until_it_is_corrected_with_a_credit_note(app, stated) -> None:
    gallery, statement_id, line = stated
    finance = signed_in(app, make_user(Role.FINANCE, email="f@contoh.id", password_hash=HASH))
    page = text(finance, f"/rekap/{statement_id}")
    assert f"campaign_delivery_id={line}" in page
    text(finance, f"/rekap/{statement_id}/keberatan?campaign_delivery_id={line}")
    told = {"campaign_delivery_id": line, "reason": "Yang datang 45, bukan 48."}
    raised = gallery.manager.post(f"/statements/{statement_id}/dispute", told)
    assert (raised.status_code, raised.json["status"]) == (201, "disputed")
    assert gallery.tailor.post(f"/statements/{statement_id}/dispute", told).json["code"] == "line_disputed"
    correction = {"accepted": 3, "reason": "salah hitung"}
    frozen = gallery.manager.post(f"/campaign-deliveries/{line}/correction", correction)
    assert (frozen.status_code, frozen.json["code"]) == (409, "line_disputed")
    path = f"/disputes/{raised.json['dispute_id']}"
    assert "Masker kain" in text(finance, "/keberatan")
    assert "Yang benar diterima dari penyerahan ini" in text(finance, f"/keberatan/{raised.json['dispute_id']}")
    decision = {"outcome": "adjusted", "reason": "Slip menyebut 45."}
    refused = [
        gallery.finance.post(f"{path}/decision", {**decision, **more}).json["code"]
        for more in ({}, {"quantity": 48}, {"quantity": 45, "unit_price_rupiah": 4_000})
    ]
    assert refused == ["quantity_required", "nothing_changes", "price_follows_delivery"]
    decided = gallery.finance.post(f"{path}/decision", {**decision, "quantity": 45})
    assert (decided.json["outcome"], decided.json["campaign_delivery_id"]) == ("adjusted", line)
    (note,) = gallery.tailor.get("/credit-notes").json["items"]
    assert (note["gross_rupiah"], note["commission_rupiah"], note["sale_line_id"]) == (15_000, 450, None)
    paper = gallery.tailor.get(f"/credit-notes/{note['id']}.pdf")
    printed = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    assert "Masker kain, diserahkan 24 November 2026" in " ".join(printed.split())
    assert "Nota kredit" in text(finance, f"/keberatan/{raised.json['dispute_id']}")
    gallery.clock.move_to(datetime(2027, 1, 4, 8, tzinfo=UTC), tick=False)
    close_month("2026-12", waive_missing=True, reason="galeri belum melapor")
    december = db.session.execute(select(Statement).where(Statement.period == "2026-12")).scalar_one()
    assert (december.gross_rupiah, december.commission_rupiah, december.prior_gross_rupiah) == (-15_000, -450, -15_000)
    assert_everything_holds()


def test_what_was_forgotten_is_a_further_delivery_and_a_line_that_was_right_stands(app, stated) -> None:
    gallery, statement_id, line = stated
    path = f"/statements/{statement_id}/dispute"
    told = {"campaign_delivery_id": line, "reason": "Masih ada 2 lagi."}
    first = gallery.tailor.post(path, told).json["dispute_id"]
    upheld = {"outcome": "upheld", "reason": "Sudah dihitung bersama."}
    assert gallery.finance.post(f"/disputes/{first}/decision", upheld).json["outcome"] == "upheld"
    again = gallery.tailor.post(path, told).json["dispute_id"]
    more = {"outcome": "adjusted", "quantity": 50, "reason": "Dua ada di gudang."}
    assert gallery.finance.post(f"/disputes/{again}/decision", more).json["outcome"] == "adjusted"
    lines = gallery.officer.get(f"/campaigns/{gallery.campaign}/deliveries").json["items"]
    assert [(one["accepted"], one["delivered_on"], one["period"], one["late"]) for one in lines] == [
        (48, DAY, "2026-11", False),
        (2, DAY, "2026-12", True),
    ]
    assert gallery.tailor.get("/credit-notes").json["items"] == []
    for wrong in ({"campaign_delivery_id": line + 1}, {"campaign_delivery_id": 10**12}, {}):
        refused = gallery.tailor.post(path, {"reason": "x", **wrong})
        assert (refused.status_code, refused.json["code"]) == (422, "not_on_this_statement")
    assert_everything_holds()
