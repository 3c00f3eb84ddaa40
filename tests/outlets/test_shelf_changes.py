"""Shelf slots as they change: other places, a turn that ends early, who is told, and the figures by outlet."""

from datetime import timedelta

from accounts.models import AuditEvent
from accounts.permissions import Role
from application.waiting import SHELVES, counts_of
from core.database import db
from core.dates import today
from outlets import shelf_slots
from tests.clients import Api
from tests.factories.outlets import make_outlet, make_outlet_member
from tests.factories.partnerships import make_producer, make_producer_user
from tests.factories.people import make_user
from tests.factories.shelves import make_shelf_exception, make_shelf_request, make_shelf_slot
from tests.outlets.browsers import signed_in, text


def officer():
    return make_user(Role.PARTNERSHIP_OFFICER)


def day(offset: int) -> str:
    return (today() + timedelta(offset)).isoformat()


def give(app, by, slot, asked, starts: int = 0) -> dict:
    body = {"request_id": asked.id, "starts_on": day(starts)}
    answer = Api(app, by).post(f"/shelf-slots/{slot.id}/turns", body)
    assert answer.status_code == 201, answer.json
    return answer.json


def test_a_slot_changes_and_what_was_given_stays(app) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by, places=2)
    turns = [give(app, by, slot, make_shelf_request(slot, make_producer(), by)) for _ in range(2)]
    api, path = Api(app, by), f"/shelf-slots/{slot.id}"
    told = {"name": "Rak depan", "places": 3, "turn_days": 14, "version": api.get(path).json["slot"]["version"]}
    changed = api.post(f"{path}/change", told)
    assert (changed.status_code, changed.json["places"], changed.json["turn_days"]) == (200, 3, 14)
    assert {turn["ends_on"] for turn in api.get(path).json["turns"]} == {turns[0]["ends_on"]} == {day(29)}
    refusals = [
        (told, 409, "changed_meanwhile"),
        ({**told, "version": None, "places": 1}, 409, "place_still_given"),
        ({**told, "version": None, "ends_on": day(28)}, 409, "turns_beyond_end"),
        ({**told, "version": None, "ends_on": day(-1)}, 422, "slot_days_reversed"),
    ]
    for body, status, code in refusals:
        refused = api.post(f"{path}/change", body)
        assert (refused.status_code, refused.json["code"]) == (status, code)
    event = db.session.query(AuditEvent).filter_by(action="shelf_slot:changed").one()
    assert (event.before["slot_places"], event.after["slot_places"]) == (2, 3)


def test_a_turn_ends_early_and_its_place_is_free_the_day_after(app, clock_stands) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by)
    first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    turn = give(app, by, slot, first)
    api, path = Api(app, by), f"/shelf-turns/{turn['id']}/end"
    for last_day in (None, day(-1), turn["ends_on"]):
        refused = api.post(path, {"last_day": last_day, "reason": "Stok habis"})
        assert (refused.status_code, refused.json["code"]) == (422, "not_earlier")
    ended = api.post(path, {"last_day": day(4), "reason": "Stok habis"}).json
    assert (ended["status"], ended["ends_on"], ended["planned_until"]) == ("given", day(4), day(29))
    assert give(app, by, slot, second, starts=5)["place"] == 1
    clock_stands.shift(timedelta(days=5))
    over = api.post(path, {"last_day": day(-5), "reason": "Terlambat"})
    assert (over.status_code, over.json["code"]) == (409, "turn_not_running")
    again = make_shelf_request(slot, first.producer, by)
    ranked = next(one.waiting for one in shelf_slots.queue(slot) if one.waiting.request_id == again.id)
    assert (ranked.turns, ranked.days_on_shelf) == (1, 5)


def test_a_turn_that_has_not_begun_is_cancelled_and_counts_as_none(app) -> None:
    by = officer()
    slot = make_shelf_slot(make_outlet(), by)
    asked = make_shelf_request(slot, make_producer(), by)
    turn = give(app, by, slot, asked, starts=7)
    cancelled = Api(app, by).post(f"/shelf-turns/{turn['id']}/end", {"reason": "Tidak jadi ikut"}).json
    assert cancelled["status"] == "cancelled"
    again = make_shelf_request(slot, asked.producer, by)
    assert [one.waiting.turns for one in shelf_slots.queue(slot)] == [0]
    assert give(app, by, slot, again, starts=7)["place"] == 1


def test_the_second_person_is_told_and_the_first_is_not(app) -> None:
    by, other = officer(), officer()
    slot = make_shelf_slot(make_outlet(), by)
    _first, second = (make_shelf_request(slot, make_producer(), by) for _ in range(2))
    make_shelf_exception(second, by)
    assert (counts_of(by)[SHELVES], counts_of(other)[SHELVES]) == (0, 1)
    assert "1 giliran di luar urutan menunggu putusan Anda" in text(signed_in(app, other), "/rak-bergilir")
    assert "menunggu putusan Anda" not in text(signed_in(app, by), "/rak-bergilir")
    assert "Putuskan" in text(signed_in(app, other), "/rak-bergilir/giliran?status=awaiting_approval")


def test_the_figures_by_outlet_are_for_staff_and_its_manager(app) -> None:
    by, outlet = officer(), make_outlet(name="Gerai Satu")
    slot = make_shelf_slot(outlet, by, places=2)
    make_shelf_slot(make_outlet(name="Gerai Dua"), by)
    asked = [make_shelf_request(slot, make_producer(), by) for _ in range(3)]
    give(app, by, slot, asked[0])
    give(app, by, slot, asked[1], starts=5)
    rows = {row["outlet_name"]: row for row in Api(app, by).get("/shelf-slots/summary").json["items"]}
    one = rows["Gerai Satu"]
    assert (one["places"], one["asked"], one["had_a_turn"], one["waiting"], one["turns"]) == (2, 3, 2, 1, 2)
    assert (one["average_wait_days"], rows["Gerai Dua"]["average_wait_days"]) == (3, None)
    manager = make_outlet_member(outlet)
    assert [row["outlet_name"] for row in Api(app, manager).get("/shelf-slots/summary").json["items"]] == ["Gerai Satu"]
    assert Api(app, make_producer_user(make_producer())).get("/shelf-slots/summary").status_code == 403
    export = signed_in(app, by).get("/rak-bergilir/per-gerai?export=csv").get_data(as_text=True)
    assert "TOTAL 2;2;3;" in export


def test_the_lists_are_narrowed_and_exported(app) -> None:
    by, outlet = officer(), make_outlet()
    slot = make_shelf_slot(outlet, by, name="Rak batik", category="textile")
    make_shelf_slot(outlet, by, name="Rak lama", starts_on=today() - timedelta(60), ends_on=today() - timedelta(1))
    api = Api(app, by)

    def names(query: str) -> list[str]:
        return [row["name"] for row in api.get(f"/shelf-slots?{query}").json["items"]]

    assert (names("state=open"), names("state=over"), names("q=batik")) == (["Rak batik"], ["Rak lama"], ["Rak batik"])
    assert names("category=cosmetics") == ["Rak lama"]
    assert names(f"outlet_id={outlet.id + 1}") == []
    browser = signed_in(app, by)
    assert "Rak batik;textile;1;30" in browser.get("/rak-bergilir?export=csv&q=batik").get_data(as_text=True)
    maker = make_producer(name="Batik Sekar")
    from_db = make_shelf_slot(outlet, by, name="Rak umum")
    give(app, by, from_db, make_shelf_request(from_db, maker, by))
    turns = browser.get("/rak-bergilir/giliran?export=csv&kind=in_turn").get_data(as_text=True)
    assert "Rak umum;Batik Sekar;1;" in turns
    assert "TOTAL 1" in turns
    assert text(browser, "/rak-bergilir/giliran?kind=exception").count("Batik Sekar") == 0
    assert slot.category == "textile"


def test_the_pages_ask_give_change_and_end(app) -> None:
    by, maker = officer(), make_producer()
    slot = make_shelf_slot(make_outlet(), by)
    browser = signed_in(app, by)
    ask, give_one = f"/rak-bergilir/{slot.id}/minta", f"/rak-bergilir/{slot.id}/giliran"
    assert browser.get(ask).status_code == 200
    assert browser.post(ask, {"producer_id": str(maker.id), "source": "phone"}).status_code == 303
    assert browser.get(give_one).status_code == 200
    asked = shelf_slots.queue(slot)[0].waiting.request_id
    assert browser.post(give_one, {"request_id": str(asked), "starts_on": day(0)}).status_code == 303
    turn = Api(app, by).get(f"/shelf-slots/{slot.id}").json["turns"][0]
    edit = f"/rak-bergilir/{slot.id}/ubah"
    browser.get(edit)
    typed = {"name": "Rak tengah", "places": "4", "turn_days": "30", "ends_on": "", "version": str(slot.version)}
    assert browser.post(edit, typed).status_code == 303
    end = f"/rak-bergilir/giliran/{turn['id']}/akhiri"
    browser.get(end)
    assert browser.post(end, {"last_day": day(2), "reason": "Stok habis"}).status_code == 303
    page = text(browser, f"/rak-bergilir/{slot.id}")
    assert "Rak tengah" in page
    assert "semula" in page
    assert "Stok habis" in page
