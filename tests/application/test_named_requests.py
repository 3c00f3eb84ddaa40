"""Named bad inputs of a request as a whole, or of a field of no single slice; a name's number is the catalogue's.

The others are listed in docs/named_inputs.md with the tests that show them.
"""

import io
import json

import pypdf
import pytest
import structlog
from flask import Flask
from marshmallow import Schema as MarshmallowSchema
from marshmallow import ValidationError

from accounts.permissions import Role
from accounts.sign_in_pages import address
from commissions.payment_schemas import AnnouncePayment
from core.database import db
from core.documents import as_pdf, can_make_pdf
from core.fields import Listed, Rate, Schema, Text
from tests.clients import Api
from tests.factories.people import make_user


def refused_fields(schema: MarshmallowSchema, sent: dict[str, object]) -> list[str]:
    """The fields a schema refuses."""
    with pytest.raises(ValidationError) as refused:
        schema.load(sent)
    return list(refused.value.messages)


def typed_rate(text: str) -> object:
    """A rate as it is typed into a form: basis points, or the sentence that refuses it."""
    schema = Schema.from_dict({"rate_bp": Rate()})()
    schema.typed_by_hand = True
    try:
        return schema.load({"rate_bp": text})["rate_bp"]
    except ValidationError as refused:
        return refused.messages["rate_bp"][0]


def test_23_and_24_a_rate_is_typed_in_percent_and_a_fraction_is_answered_with_what_to_type(app: Flask) -> None:
    with app.test_request_context():
        assert [typed_rate(text) for text in ("3", "3%", "2,5 %", "0", "0,5")] == [300, 300, 250, 0, 50]
        assert typed_rate("0,03") == "Tarif ditulis dalam persen: untuk 3 % tulis 3."
        for text in ("-3", "tiga", "1e2", "0,025", "\uff13"):
            assert typed_rate(text) == "Tulis persen, misalnya 3 atau 2,5.", text


def test_25_a_payment_of_nothing_or_less_is_refused(app: Flask) -> None:
    with app.test_request_context():
        for amount in (0, -1):
            sent = {"paid_by": "outlet", "paid_on": "2026-11-10", "amount_rupiah": amount}
            assert refused_fields(AnnouncePayment(), sent) == ["amount_rupiah"]


def test_63_a_line_break_in_what_is_logged_stays_within_its_line() -> None:
    event: object = {"event": "odd", "told": "a\n[INFO] fake\r\nb"}
    for processor in structlog.get_config()["processors"]:
        event = processor(None, "warning", event)
    assert str(event).splitlines() == [event]
    assert json.loads(str(event))["told"] == "a\n[INFO] fake\r\nb"


def test_64_no_column_holds_an_address_that_somebody_typed_and_a_page_would_link() -> None:
    names = [str(column) for table in db.metadata.tables.values() for column in table.columns]
    assert [name for name in names if name.rpartition(".")[2] in {"website", "url", "link", "homepage"}] == []


needs_pango = pytest.mark.skipif(not can_make_pdf(), reason="Pango is missing on this machine, so no PDF can be made")


@needs_pango
def test_66_emoji_and_other_scripts_do_not_stop_a_paper_from_being_printed() -> None:
    printed = as_pdf(
        "<html lang=id><body><p>Sambal \U0001f336 \u1a05\u1a14 \u0645\u0633\u0643 Rp15.000</p></body></html>", ""
    )
    (page,) = pypdf.PdfReader(io.BytesIO(printed)).pages
    assert "Rp15.000" in page.extract_text().replace("\x00", "")


def test_70_a_note_of_ten_megabytes_and_a_list_of_501_are_too_long(app: Flask) -> None:
    with app.test_request_context():
        schema = Schema.from_dict({"note": Text(most=500, lines=True), "tags": Listed(Text())})()
        assert refused_fields(schema, {"note": "x" * 10_000_000, "tags": ["a"] * 501}) == ["note", "tags"]


def test_155_an_address_a_sender_writes_into_a_header_is_not_believed(app: Flask) -> None:
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP"):
        with app.test_request_context(headers={header: "203.0.113.9"}, environ_base={"REMOTE_ADDR": "10.0.0.7"}):
            assert address() == "10.0.0.7"
    assert type(app.wsgi_app).__name__ == "method", "nothing that trusts a header stands before the application"


def test_156_a_filter_that_is_named_twice_is_refused_by_its_name(app: Flask) -> None:
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    answer = officer.get("/sales-lines?outlet_id=1&outlet_id=2&page=1", headers={"Accept-Language": "id"})
    assert (answer.status_code, answer.json["code"]) == (422, "invalid_input")
    assert answer.json["errors"] == {"outlet_id": ["Disebut lebih dari sekali. Sebut sekali saja."]}
