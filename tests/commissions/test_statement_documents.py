"""The paper of a statement says what the statement says, in two languages, and fetches nothing."""

import io
from datetime import date

import pytest
import time_machine
from flask import Flask
from pypdf import PdfReader

from commissions import statement_documents
from commissions.ledger import Claim, Party
from commissions.models import Statement
from commissions.pricing import ReportLine
from commissions.statement_documents import annexe_of, document_response, html_of, pdf_of
from core.documents import as_pdf, can_make_pdf
from outlets.money_routes import MoneyRoute
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.outlets import make_placement
from tests.factories.partnerships import make_product

OCTOBER, NOVEMBER = "2026-10", "2026-11"
ADDRESS = "https://etalase.contoh.id/verifikasi/K7P2"

needs_pango = pytest.mark.skipif(not can_make_pdf(), reason="Pango is missing on this machine, so no PDF can be made")


def text_of(statement: Statement) -> str:
    pages = PdfReader(io.BytesIO(pdf_of(statement, ADDRESS))).pages
    return "\n".join(page.extract_text(extraction_mode="layout") for page in pages)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def closed_pair(route: MoneyRoute = MoneyRoute.OUTLET_REMITS_NET) -> Pair:
    pair = make_pair(route, outlet_name="Maxi Balikpapan")
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    return pair


@needs_pango
@pytest.mark.parametrize(
    ("route", "expected", "english"),
    [
        (
            MoneyRoute.OUTLET_REMITS_NET,
            [
                "Rp14.550",
                "Maxi Balikpapan membayar kepada Keripik Bu Siti",
                "Empat belas ribu lima ratus lima puluh rupiah",
                "Hasil penjualan Rp15.000 dikurangi komisi Rp450",
                "Maxi Balikpapan pays Keripik Bu Siti",
                "Takings of Rp15.000 less commission of Rp450",
            ],
            "Fourteen thousand five hundred fifty rupiah",
        ),
        (
            MoneyRoute.OUTLET_REMITS_GROSS,
            [
                "Rp15.000",
                "Lima belas ribu rupiah",
                "Keripik Bu Siti membayar kepada Maxi Balikpapan",
                "Empat ratus lima puluh rupiah",
                "komisi Rp450 ditagih gerai tersendiri",
            ],
            "Fifteen thousand rupiah",
        ),
        (
            MoneyRoute.PRODUCER_COLLECTS,
            [
                "Keripik Bu Siti membayar kepada Maxi Balikpapan",
                "Empat ratus lima puluh rupiah",
                "Produsen menerima langsung hasil penjualan Rp15.000",
                "−Rp450",
            ],
            "Four hundred fifty rupiah",
        ),
    ],
)
def test_the_paper_says_who_owes_whom_in_words_of_both_languages(
    app: Flask, route: MoneyRoute, expected: list[str], english: str
) -> None:
    with app.test_request_context():
        text = squeezed(text_of(closed_pair(route).statement(OCTOBER)))
    for words in [*expected, english, "REK-2026-00001", "Rekap komisi Oktober 2026", "7 Desember 2026"]:
        assert words in text


@needs_pango
def test_the_paper_prints_its_seal_the_link_before_it_and_the_head_of_the_chain(app: Flask) -> None:
    first, second = make_pair(producer_name="Produsen A"), make_pair(producer_name="Produsen B")
    for pair in (first, second):
        pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    head = second.statement(OCTOBER)
    with app.test_request_context():
        text = squeezed(text_of(first.statement(OCTOBER)))
    statement = first.statement(OCTOBER)
    for seal in (statement.content_hash, statement.previous_hash, head.content_hash):
        assert seal in text
    code = statement.verification_code
    assert f"{code[:4]} {code[4:8]} {code[8:]}" in text
    assert ADDRESS in text


@needs_pango
def test_late_sales_stand_in_a_block_of_their_own_with_the_rate_of_their_day(app: Flask) -> None:
    pair = make_pair(rate_bp=300, later_base_rates={date(2026, 10, 15): 500})
    pair.sell(date(2026, 10, 14), 2, 12_000)
    close_month(OCTOBER)
    pair.sell(date(2026, 10, 14), 1, 12_000)
    pair.sell(date(2026, 11, 3), 1, 12_500)
    with time_machine.travel("2026-12-05T02:00:00Z"):
        close_month(NOVEMBER)
    with app.test_request_context():
        text = squeezed(text_of(pair.statement(NOVEMBER)))
    before, after = text.split("Koreksi periode lalu")
    assert "1 12.500 12.500 5 % 625" in before
    assert "2026-10" in after
    assert "1 12.000 12.000 3 % 360" in after


@needs_pango
def test_the_same_statement_prints_the_same_bytes_years_later_whatever_its_sides_are_called_then(app: Flask) -> None:
    pair = closed_pair()
    statement = pair.statement(OCTOBER)
    with app.test_request_context():
        before = pdf_of(statement, ADDRESS)
        pair.producer.name = "Nama Baru"
        with time_machine.travel("2029-05-05T02:00:00Z"):
            assert pdf_of(statement, ADDRESS) == before


@needs_pango
@pytest.mark.parametrize(
    "trap",
    [
        '<img src="file:///etc/passwd">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<img src="http://127.0.0.1:9/x.png">',
        '<style>@import url("file:///etc/passwd");</style>',
        '<object data="file:///etc/hostname"></object>',
        '<img src="etalase:nothing">',
    ],
)
def test_a_document_that_wants_to_fetch_something_is_not_made(trap: str) -> None:
    refused = pytest.importorskip("weasyprint.urls").FatalURLFetchingError
    with pytest.raises(refused):
        as_pdf(f"<html><body>{trap}</body></html>", "")


@needs_pango
def test_a_paper_of_more_than_300_rows_refers_to_its_annexe_and_keeps_its_totals(app: Flask) -> None:
    pair = make_pair()
    placements = [
        make_placement(make_product(pair.producer, name=f"Produk {number:03d}"), pair.outlet) for number in range(310)
    ]
    pair.report(
        date(2026, 10, 1),
        [
            ReportLine(row, date(2026, 10, 5), placement.id, 1, 10_000, f"S-{row}")
            for row, placement in enumerate(placements)
        ],
    )
    close_month(OCTOBER)
    statement = pair.statement(OCTOBER)
    with app.test_request_context():
        text = squeezed(text_of(statement))
        annexe = annexe_of(statement).get_data(as_text=True)
    assert "10 baris lagi ada pada lampiran CSV" in text
    assert "Produk 299" in text
    assert "Produk 300" not in text
    assert "3.100.000" in text
    assert len(annexe.splitlines()) == 311


def test_names_that_look_like_markup_stay_names(app: Flask) -> None:
    pair = make_pair(producer_name="Dapur <b>Ibu</b> & Anak")
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    with app.test_request_context():
        html = html_of(pair.statement(OCTOBER), address=ADDRESS, qr="etalase:qr")
    assert "Dapur &lt;b&gt;Ibu&lt;/b&gt; &amp; Anak" in html
    assert "<b>Ibu</b>" not in html


def test_without_pango_the_paper_comes_as_a_page_to_print(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_documents, "can_make_pdf", lambda: False)
    with app.test_request_context():
        response = document_response(closed_pair().statement(OCTOBER))
    assert response.mimetype == "text/html"
    page = response.get_data(as_text=True)
    assert "Empat belas ribu lima ratus lima puluh rupiah" in page
    assert 'src="data:image/svg+xml' in page


def test_payments_and_what_they_leave_stand_in_the_calculation(app: Flask) -> None:
    pair = make_pair(MoneyRoute.OUTLET_REMITS_GROSS)
    pair.sell(date(2026, 10, 5))
    pair.pay(Party.OUTLET, 15_000, date(2026, 10, 20), Claim.TAKINGS)
    pair.pay(Party.PRODUCER, 450, date(2026, 10, 21), Claim.COMMISSION)
    close_month(OCTOBER)
    with app.test_request_context():
        html = html_of(pair.statement(OCTOBER), address=ADDRESS, qr="etalase:qr")
    assert "−Rp15.000" in html
    assert "+Rp450" in html
    assert "Tidak ada yang terutang di antara kedua pihak." in html
