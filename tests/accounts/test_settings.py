"""What the agency sets for itself: declared once, shown on one page, changed with a reason."""

from datetime import date

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent
from accounts.permissions import Role
from accounts.setting_pages import schema_for
from core.agency_settings import put, value_of
from core.database import db
from core.setting_kinds import SETTINGS, DayOf, Days, Money, Words, YesNo, declare
from outlets.stock_lists import NEAR_EXPIRY_DAYS
from tests.accounts.people_at_work import make_person, signed_in
from tests.clients import Client

TOLD = {"label": "", "group": "", "ground": ""}


@pytest.mark.parametrize(
    ("setting", "value", "kept", "none_of_its_values"),
    [
        (Days("a", default=3, least=1, most=60, **TOLD), 5, "5", ["0", "61", "5.5", "-1", "", "٣"]),
        (Money("b", default=0, least=0, most=10_000, **TOLD), 10_000, "10000", ["10001", "1.000"]),
        (Words("c", default="", longest=5, **TOLD), "Perda", "Perda", ["Perwali"]),
        (YesNo("d", default=False, **TOLD), True, "true", ["1", "ya"]),
        (DayOf("e", default=date(2027, 1, 1), first=date(2026, 1, 1), **TOLD), date(2026, 1, 1), "2026-01-01", ["x"]),
    ],
)
def test_a_value_is_kept_as_text_and_read_back(setting, value, kept, none_of_its_values) -> None:
    assert (setting.write(value), setting.read(kept)) == (kept, value)
    for text in none_of_its_values:
        with pytest.raises(ValueError, match=text or "$"):
            setting.read(text)


def test_a_setting_is_declared_once_and_its_usual_value_is_one_of_its_values() -> None:
    with pytest.raises(ValueError, match="twice"):
        declare(NEAR_EXPIRY_DAYS)
    with pytest.raises(ValueError, match="90"):
        declare(Days("too_long", default=90, least=1, most=60, **TOLD))
    assert "too_long" not in SETTINGS


def test_what_is_no_value_of_the_setting_counts_as_unset(app) -> None:
    assert app is not None
    for text, days in (("45", 45), ("366", 30), ("soon", 30), ("", 30)):
        put(NEAR_EXPIRY_DAYS.name, text)
        assert value_of(NEAR_EXPIRY_DAYS) == days


@pytest.fixture
def client(app) -> Client:
    """The administrator's browser."""
    return signed_in(app, make_person(Role.ADMINISTRATOR, "sri@contoh.id"))


def test_the_page_shows_every_setting_and_the_history_keeps_the_reason(client: Client) -> None:
    page = client.get("/pengaturan").get_data(as_text=True)
    for setting in SETTINGS.values():
        assert setting.label in page
    client.get("/pengaturan/near_expiry_days")
    answer = client.post("/pengaturan/near_expiry_days", {"value": "45", "reason": "Roti kering lambat laku"})
    assert (answer.status_code, value_of(NEAR_EXPIRY_DAYS)) == (303, 45)
    events = db.session.execute(select(AuditEvent).where(AuditEvent.action == "setting:changed")).scalars().all()
    assert [(e.before, e.after, e.reason) for e in events] == [
        ({"value": 30}, {"value": 45}, "Roti kering lambat laku")
    ]
    assert "Roti kering lambat laku" in client.get("/pengaturan/near_expiry_days").get_data(as_text=True)


@pytest.mark.parametrize(
    "typed",
    [
        {"value": "0", "reason": "x"},
        {"value": "366", "reason": "x"},
        {"value": "45"},
        {"value": "30", "reason": "sama"},
    ],
)
def test_a_change_outside_the_bounds_or_without_reason_is_refused(client: Client, typed) -> None:
    client.get("/pengaturan/near_expiry_days")
    assert client.post("/pengaturan/near_expiry_days", typed).status_code == 422
    assert value_of(NEAR_EXPIRY_DAYS) == 30


def test_a_setting_of_another_page_or_of_nobody_is_not_found(client: Client) -> None:
    assert client.get("/pengaturan/letter_place").status_code == 404
    assert client.get("/pengaturan/demo_loaded_at").status_code == 404


def test_every_setting_has_a_field_that_accepts_its_usual_value() -> None:
    for setting in SETTINGS.values():
        schema = schema_for(setting)()
        assert schema.load({"value": setting.default, "reason": "x"})["value"] == setting.default, setting.name
