"""Who really makes the goods: what producers share, what visits found, and who is told."""

import io

import pytest
from sqlalchemy import select

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from partnerships.clusters import Bond, Cluster, Mark, clusters
from partnerships.own_production import clusters_seen_by
from partnerships.states import RequirementStatus
from partnerships.watch_models import ProductionVisit
from partnerships.watch_states import Shared, Verdict, windows_crossed
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.partnerships import make_producer, make_producer_user, make_requirement
from tests.factories.people import make_user
from tests.factories.watches import make_visit
from tests.partnerships.pictures import jpeg


def browser(app, role, **more):
    return signed_in(app, make_user(role, password_hash=HASH, **more))


def apart(number: int, **more: object):
    """A producer that shares nothing with the others unless told."""
    facts = {"name": f"UMKM {number}", "phone": f"+62812121666{number:02d}"} | more
    producer = make_producer(**facts)
    producer.address = f"Jalan Contoh {number}, Damai"
    db.session.commit()
    return producer


def test_producers_hang_together_by_what_they_share_directly_or_through_others() -> None:
    marks = [
        Mark(Shared.PHONE, "a", 1, "a"),
        Mark(Shared.PHONE, "a", 2, "a"),
        Mark(Shared.ADDRESS, "b", 2),
        Mark(Shared.ADDRESS, "b", 5),
        Mark(Shared.PERMIT, "pirt|c", 3, "c"),
        Mark(Shared.PERMIT, "pirt|c", 4, "c"),
        Mark(Shared.PERMIT, "pirt|d", 4, "d"),
        Mark(Shared.BANK_ACCOUNT, "e", 6, "••••6789"),
    ]
    assert clusters(marks) == [
        Cluster((3, 4), (Bond(Shared.PERMIT, "c", (3, 4)),)),
        Cluster((1, 2, 5), (Bond(Shared.PHONE, "a", (1, 2)), Bond(Shared.ADDRESS, "", (2, 5)))),
    ]


def test_the_order_in_which_marks_come_changes_nothing() -> None:
    marks = [Mark(Shared.PHONE, str(n // 2), n) for n in range(1, 40)] + [
        Mark(Shared.ADDRESS, str((n + 1) // 2), n) for n in range(1, 40)
    ]
    assert clusters(marks) == clusters(reversed(marks))
    assert [found.producer_ids for found in clusters(marks)] == [tuple(range(1, 40))]


@pytest.mark.parametrize(
    ("before", "left", "is_crossed"),
    [
        *((91, 90, True), (90, 89, False), (31, 30, True), (96, 88, True), (8, 6, True), (7, 6, False)),
        *((3, -1, False), (None, 60, True), (None, 59, False), (61, 60, True)),
    ],
)
def test_a_reminder_is_due_when_a_window_is_reached_since_the_last_look(before, left, is_crossed) -> None:
    assert windows_crossed(before, left) is is_crossed


def test_shared_permit_account_phone_and_address_make_clusters(app) -> None:
    first, second, third, fourth, fifth = (apart(number) for number in range(1, 6))
    make_requirement(first, "pirt", number="205337402097028")
    make_requirement(second, "pirt", number="205337402097028", status=RequirementStatus.SUBMITTED)
    make_requirement(fifth, "pirt", number="205337402097028", status=RequirementStatus.REJECTED)
    fourth.phone = third.phone
    for producer in (third, fourth):
        account = make_requirement(producer, "bank_account")
        account.number_hash, account.number_last4 = "keyed", "6789"
    fifth.address = "JL. contoh 4 - damai"
    fourth.address = "Jl Contoh 4, Damai"
    db.session.commit()
    head = make_user(Role.HEAD)
    assert [
        (found.producer_ids, [(bond.shared, bond.shown) for bond in found.bonds]) for found in clusters_seen_by(head)
    ] == [
        ((first.id, second.id), [(Shared.PERMIT, "205337402097028")]),
        (
            (third.id, fourth.id, fifth.id),
            [
                (Shared.BANK_ACCOUNT, "••••6789"),
                (Shared.PHONE, "+6281212166603"),
                (Shared.ADDRESS, ""),
            ],
        ),
    ]
    assert clusters_seen_by(make_user(Role.VERIFIER, regions=("18.72",))) == []


def test_the_same_permit_with_two_producers_is_flagged_on_both_records_for_staff_only(app) -> None:
    first, second = apart(1), apart(2)
    for producer in (first, second):
        make_requirement(producer, "pirt", number="205337402097028")
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    page = officer.get(f"/umkm/{first.id}").get_data(as_text=True)
    assert "UMKM 2 juga mengajukan nomor 205337402097028" in page
    assert "UMKM 1 juga mengajukan" in officer.get(f"/umkm/{second.id}").get_data(as_text=True)
    owner = make_producer_user(first)
    owner.password_hash = HASH
    db.session.commit()
    assert "UMKM 2" not in signed_in(app, owner).get(f"/umkm/{first.id}").get_data(as_text=True)
    side_by_side = officer.get("/umkm/kelompok").get_data(as_text=True)
    assert "Nomor izin sama" in side_by_side
    assert side_by_side.index("UMKM 1") < side_by_side.index("UMKM 2")


def test_a_visit_is_written_down_with_its_photo_and_the_verdict_is_shown(app) -> None:
    producer = apart(1)
    officer = browser(app, Role.PARTNERSHIP_OFFICER)
    path = f"/umkm/{producer.id}/kunjungan"
    told = {"visited_on": "20/11/2026", "verdict": "unclear", "findings": "Tidak ada yang sedang membuat."}
    officer.get(path)
    assert officer.post(path, told).status_code == 422
    tomorrow = officer.post(path, {**told, "visited_on": "23/11/2026", "evidence": (io.BytesIO(jpeg()), "a.jpg")})
    assert "Tanggalnya tidak boleh di masa depan." in tomorrow.get_data(as_text=True)
    forged = officer.post(path, {**told, "evidence": (io.BytesIO(b"MZ\x90"), "a.jpg")})
    assert forged.status_code == 422
    assert db.session.query(ProductionVisit).count() == 0
    assert officer.post(path, {**told, "evidence": (io.BytesIO(jpeg()), "dapur.jpg")}).status_code == 303
    visit = db.session.execute(select(ProductionVisit)).scalar_one()
    assert visit.verdict is Verdict.UNCLEAR
    assert "Belum jelas" in officer.get(f"/umkm/{producer.id}").get_data(as_text=True)
    photo = officer.get(f"/kunjungan/{visit.id}/foto")
    assert photo.headers["Content-Disposition"].startswith("attachment")
    noted = select(AuditEvent.after).where(AuditEvent.action == "producer:visited")
    assert db.session.execute(noted).scalar_one() == {"verdict": "unclear", "visited_on": "2026-11-20"}


def test_the_producer_reads_the_verdict_and_neither_findings_nor_photo(app) -> None:
    producer = apart(1)
    visit = make_visit(producer)
    owner = make_producer_user(producer)
    owner.password_hash = HASH
    db.session.commit()
    reader = signed_in(app, owner)
    page = reader.get(f"/umkm/{producer.id}").get_data(as_text=True)
    assert "Produksi sendiri" in page
    assert visit.findings not in page
    assert reader.get(f"/kunjungan/{visit.id}/foto").status_code == 404
    assert Api(app, owner).get(f"/producers/{producer.id}/visits").status_code == 403


def test_a_visit_by_api_takes_a_photo_along(app) -> None:
    producer = apart(1)
    officer = Api(app, make_user(Role.PARTNERSHIP_OFFICER))
    body = {"visited_on": "2026-11-20", "verdict": "own_production", "findings": "Ada alat dan bahan."}
    path = f"/producers/{producer.id}/visits"
    assert officer.post(path, body).status_code == 422
    made = officer.request(
        "POST",
        path,
        data={**body, "evidence": (io.BytesIO(jpeg()), "dapur.jpg")},
        content_type="multipart/form-data",
    )
    assert (made.status_code, made.json["verdict"]) == (201, "own_production")
    assert [row["id"] for row in officer.get(path).json["items"]] == [made.json["id"]]
