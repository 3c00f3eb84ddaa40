"""The vetting desk: its queue, its cases, many acceptances at once, waivers by two, labels, and who looked."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from core.dates import now
from partnerships.models import Requirement
from partnerships.states import RequirementStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_requirement
from tests.factories.people import make_user

SUBMITTED = RequirementStatus.SUBMITTED
DESK = "/verifikasi-dokumen"


def text_of(response):
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def waiting(producer=None, kind="nib", *, risk=0, signs=None, days=0, warnings=(), **more):
    requirement = make_requirement(producer or make_producer(), kind, status=SUBMITTED, **more)
    requirement.risk, requirement.risk_signs = risk, signs or {}
    requirement.submitted_at = now() - timedelta(days=days)
    requirement.warnings = [
        {"code": code, "sentence": "Belum ada foto atau dokumen bukti.", "params": {}} for code in warnings
    ]
    db.session.commit()
    return requirement


def queries_of(work):
    """How many statements a piece of work sends."""
    sent = []

    def note(_connection, _cursor, statement, *_more):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(sent)


def order_on(page, *requirements):
    places = [page.index(f"{DESK}/{requirement.id}") for requirement in requirements]
    return places == sorted(places)


def test_the_queue_counts_what_lies_behind_each_filter_and_keeps_the_filter_on_the_way(app, verifier):
    balikpapan, metro = make_producer(region_code="64.71"), make_producer(region_code="18.72", name="Keripik Metro")
    old = waiting(balikpapan, "pirt", risk=50, days=8, signs={"number_shared": 1, "grave_kind": 1})
    waiting(balikpapan, "halal", risk=10, days=4)
    new = waiting(metro, "nib", risk=0)
    browser = signed_in(app, verifier)
    page = text_of(browser.get(DESK))
    assert "3 dokumen menunggu." in page
    for choice in ("Kota Balikpapan (2)", "Kota Metro (1)", "Tinggi (1)", "Rendah (2)", "Lebih dari 3 hari (2)"):
        assert choice in page
    assert "Lebih dari 7 hari (1)" in page
    assert "Lebih dari 14 hari" not in page
    assert "Nomornya juga diajukan pelaku UMKM lain." in page
    assert "(8 hari)" in page
    narrowed = text_of(browser.get(f"{DESK}?region=64&age=7"))
    assert f"{DESK}/{old.id}?region=64&amp;age=7" in narrowed
    assert f"{DESK}/{new.id}" not in narrowed
    assert ", 1 cocok dengan saringan." in narrowed
    assert "SPP-IRT (nomor P-IRT) (1)" in narrowed
    assert "Tinggi (1)" in narrowed


def test_the_queue_is_ordered_by_age_risk_region_or_kind(app, verifier):
    low = waiting(make_producer(region_code="18.72"), "nib", risk=5, days=3)
    high = waiting(make_producer(region_code="64.71"), "halal", risk=60, days=1)
    browser = signed_in(app, verifier)
    assert order_on(text_of(browser.get(DESK)).split("<tbody", 1)[1], low, high)
    assert order_on(text_of(browser.get(f"{DESK}?sort=-risk")).split("<tbody", 1)[1], high, low)
    assert order_on(text_of(browser.get(f"{DESK}?sort=region")).split("<tbody", 1)[1], low, high)
    assert order_on(text_of(browser.get(f"{DESK}?sort=kind")).split("<tbody", 1)[1], high, low)


@pytest.mark.parametrize("query", ["risk=huge", "age=5", "kind=ktp", "region=zz", "sort=name", "sort=--risk"])
def test_a_filter_nobody_offers_is_refused_on_the_page_and_by_the_api(app, verifier, query):
    assert signed_in(app, verifier).get(f"{DESK}?{query}").status_code == 422
    assert Api(app, verifier).get(f"/requirements/waiting?{query}").status_code == 422


def test_the_queue_asks_the_database_no_more_for_many_rows_than_for_few(app, verifier):
    producer = make_producer()
    waiting(producer)
    browser = signed_in(app, verifier)
    browser.get(DESK)
    few = queries_of(lambda: browser.get(DESK))
    for kind in ("pirt", "halal", "npwp", "slhs", "sni", "trademark"):
        waiting(producer, kind)
    browser.get(DESK)
    assert queries_of(lambda: browser.get(DESK)) == few


def test_a_case_says_where_it_stands_and_leads_to_its_neighbours_of_the_same_filter(app, verifier):
    producer = make_producer()
    first, second, third = (waiting(producer, "nib", days=days) for days in (3, 2, 1))
    waiting(producer, "halal", days=5)
    page = text_of(signed_in(app, verifier).get(f"{DESK}/{second.id}?kind=nib"))
    assert "2 dari 3" in page
    assert f'rel="prev" href="{DESK}/{first.id}?kind=nib"' in page
    assert f'rel="next" href="{DESK}/{third.id}?kind=nib"' in page
    assert f'href="{DESK}?kind=nib"' in page
    assert "<kbd>a</kbd>" in page


def test_by_risk_backwards_the_neighbours_are_those_of_that_order(app, verifier):
    low, middle, high = (waiting(risk=risk) for risk in (5, 25, 60))
    page = text_of(signed_in(app, verifier).get(f"{DESK}/{middle.id}?sort=-risk"))
    assert "2 dari 3" in page
    assert f'rel="prev" href="{DESK}/{high.id}?sort=-risk"' in page
    assert f'rel="next" href="{DESK}/{low.id}?sort=-risk"' in page


def test_a_case_shows_the_facts_of_the_number_siblings_and_who_shares_it(app, verifier):
    producer, other = make_producer(), make_producer(name="Amplang Bu Rahma")
    make_requirement(producer, "npwp")
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"kind": "pirt", "number": "2053374020970-28", "valid_until": "2028-06-13"}
    first = officer.post(f"/producers/{other.id}/requirements", body).json
    assert "number_shared" not in [found["code"] for found in first["warnings"]]
    mine = officer.post(f"/producers/{producer.id}/requirements", body).json
    page = text_of(signed_in(app, verifier).get(f"{DESK}/{mine['id']}"))
    for words in ("Terbaca dari nomor", "Kemasan", "Plastik", "Hasil olahan kelapa", "Kota Semarang", "2028"):
        assert words in page
    assert "Nomor yang sama dipakai usaha lain" in page
    assert "Amplang Bu Rahma" in page
    assert "Nomor Pokok Wajib Pajak (NPWP)" in page


def test_who_handed_the_number_in_first_is_warned_of_too_and_rises_in_the_queue(app, verifier):
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"kind": "halal", "number": "ID32110000474710722"}
    first = officer.post(f"/producers/{make_producer().id}/requirements", body).json["id"]
    before = db.session.get(Requirement, first).risk
    officer.post(f"/producers/{make_producer().id}/requirements", body)
    db.session.expire_all()
    requirement = db.session.get(Requirement, first)
    assert "number_shared" in [found["code"] for found in requirement.warnings]
    assert requirement.risk == before + 40


def test_a_reason_of_the_list_is_told_with_its_next_step_and_a_text_for_whatsapp(app, verifier):
    producer = make_producer()
    owner = make_producer_user(producer)
    owner.password_hash = HASH
    returned, following = waiting(producer, "pirt", days=2), waiting(producer, "nib", days=1)
    browser = signed_in(app, verifier)
    browser.get(f"{DESK}/{returned.id}")
    answer = browser.post(f"{DESK}/{returned.id}", {"decision": "returned", "reason_code": "photo_unreadable"})
    assert answer.headers["Location"] == f"{DESK}/{following.id}?done={returned.id}"
    page = text_of(browser.get(answer.headers["Location"]))
    assert "Baru diputuskan: SPP-IRT (nomor P-IRT), dikembalikan untuk perbaikan" in page
    assert "https://wa.me/6281212166678?text=Halo%20Siti%20Aminah" in page
    mine = text_of(signed_in(app, owner).get(f"/persyaratan/{returned.id}"))
    assert "Foto tidak terbaca: buram, gelap atau terpotong." in mine
    assert "Foto ulang seluruh dokumen di tempat terang, lalu ajukan lagi." in mine
    assert "wa.me" not in mine
    event = db.session.query(AuditEvent).filter_by(action="requirement:returned").one()
    assert event.after["reason_code"] == "photo_unreadable"


def test_by_the_api_a_reason_of_the_list_stands_for_words_and_one_that_does_not_fit_is_refused(app, verifier):
    requirement, api = waiting(kind="nib"), Api(app, verifier)
    path = f"/requirements/{requirement.id}/decision"
    for code in ("other_regency", "no_such_reason"):
        refused = api.post(path, {"decision": "returned", "reason_code": code})
        assert (refused.status_code, refused.json["code"]) == (422, "reason_does_not_fit")
    refused = api.post(path, {"decision": "accepted", "reason_code": "photo_unreadable"})
    assert refused.json["code"] == "reason_does_not_fit"
    told = api.post(path, {"decision": "rejected", "reason_code": "altered", "reason": "Tanggal ditimpa"}).json
    assert (told["status"], told["reason_code"], told["reason"]) == ("rejected", "altered", "Tanggal ditimpa")
    assert told["reason_told"] == "Dokumen ini tampak diubah atau bukan asli. Tanggal ditimpa"


def test_a_decision_about_an_older_version_is_refused_with_both_versions(app, verifier):
    requirement = waiting()
    seen = requirement.version
    requirement.warnings = [{"code": "number_shared", "sentence": "x", "params": {}}]
    db.session.commit()
    late = Api(app, verifier).post(
        f"/requirements/{requirement.id}/decision", {"decision": "accepted", "version": seen}
    )
    assert (late.status_code, late.json["code"]) == (409, "changed_meanwhile")
    assert (late.json["yours"], late.json["current"]) == (seen, seen + 1)


def test_many_are_accepted_at_once_and_each_that_is_not_says_why(app, verifier):
    producer = make_producer()
    good, warned, own = (
        waiting(producer),
        waiting(kind="halal", warnings=["evidence_missing"]),
        waiting(submitted_by=verifier),
    )
    changed, decided = waiting(kind="npwp"), waiting(kind="sni")
    decided_version = decided.version
    other = Api(app, make_user(Role.VERIFIER))
    other.post(f"/requirements/{decided.id}/decision", {"decision": "accepted"})
    changed_version = changed.version
    changed.valid_until = now().date()
    db.session.commit()
    items = [
        {"id": good.id, "version": good.version},
        {"id": warned.id, "version": warned.version},
        {"id": own.id, "version": own.version},
        {"id": changed.id, "version": changed_version},
        {"id": decided.id, "version": decided_version},
        {"id": 999_999_937, "version": 1},
    ]
    answer = Api(app, verifier).post("/requirements/accept", {"items": items})
    assert answer.status_code == 200
    assert [(found["accepted"], found["code"]) for found in answer.json["items"]] == [
        (True, ""),
        (False, "warning_stands"),
        (False, "second_person_needed"),
        (False, "changed_meanwhile"),
        (False, "already_decided"),
        (False, "not_found"),
    ]
    db.session.expire_all()
    assert good.status is RequirementStatus.ACCEPTED
    assert [row.status for row in (warned, own, changed)] == [SUBMITTED] * 3
    assert db.session.query(AuditEvent).filter_by(action="requirement:accepted").count() == 2


def test_on_the_page_only_documents_without_warning_have_a_box_and_the_result_names_each(app, verifier):
    good, warned = waiting(), waiting(kind="halal", warnings=["evidence_missing"])
    browser = signed_in(app, verifier)
    page = text_of(browser.get(DESK))
    assert f'value="{good.id}.{good.version}"' in page
    assert f'value="{warned.id}.{warned.version}"' not in page
    chosen = [f"{good.id}.{good.version}", f"{warned.id}.{warned.version}", "nonsense", "1.2.3"]
    told = text_of(browser.post(f"{DESK}/setujui", {"chosen": chosen}))
    assert "1 dari 2 dokumen disetujui." in told
    assert "Ada peringatan atau permintaan pengecualian" in told
    assert browser.post(f"{DESK}/setujui", {}).headers["Location"] == DESK


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.HEAD, Role.PARTNERSHIP_OFFICER, Role.FINANCE, Role.PRODUCER])
def test_only_verifiers_decide_one_or_many(app, role):
    requirement = waiting()
    user = make_user(role, password_hash=HASH)
    api = Api(app, user)
    item = {"id": requirement.id, "version": requirement.version}
    assert api.post("/requirements/accept", {"items": [item]}).status_code == 403
    assert api.post(f"/requirements/{requirement.id}/decision", {"decision": "accepted"}).status_code == 403
    assert api.post(f"/requirements/{requirement.id}/waiver/decline", {"reason": "x"}).status_code == 403
    assert api.get("/requirements/waiting").status_code == 403
    assert signed_in(app, user).get(f"{DESK}/{requirement.id}").status_code == 403
    db.session.expire_all()
    assert requirement.status is SUBMITTED


@pytest.mark.parametrize(
    "body", [{}, {"items": []}, {"items": [{"id": 1}]}, {"items": "1"}, {"items": [{"id": -1, "version": 1}]}]
)
def test_nonsense_in_place_of_documents_is_answered(app, verifier, body):
    answer = Api(app, verifier).post("/requirements/accept", body)
    assert answer.status_code == (200 if body == {"items": []} else 422)
