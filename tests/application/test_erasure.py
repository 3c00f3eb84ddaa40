"""Erasing a person: refused while anything stands, done by two, and nothing of the money is touched."""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text as sql
from time_machine import Traveller
from werkzeug.datastructures import FileStorage

from accounts.models import UserAccount
from accounts.permissions import Role
from application.personal_data import erasure, export
from commissions.ledger import Claim, Party
from commissions.models import Statement
from commissions.statement_documents import html_of
from commissions.statement_names import shown
from commissions.verification import verify
from commissions.verification_pages import asked_about
from core import erased_files
from core.database import Base, committed, db
from core.files import FileErased, StoredFile, content_of, path_of
from core.jobs import Job, perform
from partnerships import data_requests, personal_keys, producers, requirements
from partnerships.models import Producer, Product, Requirement
from partnerships.person_tables import LEFT_OUT
from partnerships.personal_codes import RequestKind
from partnerships.personal_errors import PersonErased, SecondPersonErases, StillStands, UnknownExport
from partnerships.personal_models import DataExport, DataRequest, PersonalKey
from partnerships.states import ProducerStatus, RequestStatus
from tests.clients import Api
from tests.factories.ledger import Pair, close_month, make_pair
from tests.factories.partnerships import make_producer_user
from tests.factories.people import make_user
from tests.factories.personal_data import make_sealed_producer
from tests.outlets.browsers import signed_in
from tests.outlets.browsers import text as page_text
from tests.partnerships.pictures import jpeg

OCTOBER = "2026-10"
NIK = "6471025403900017"
ACCOUNT = "0098765432"
OWNER = "Rahmawati Dewi"
NAME = "Sambal Bu Rahmawati"
PHONE = "81347172288"


def producer_with_everything(officer: UserAccount) -> Producer:
    """A producer with sealed papers and a photo, its account, and one sale at an outlet stated for October."""
    producer = make_sealed_producer(by=officer, name=NAME, owner_name=OWNER, nik=NIK)
    committed(
        requirements.submit,
        producer.id,
        by=officer,
        kind="bank_account",
        number=ACCOUNT,
        details={"bank_code": "124", "holder": OWNER},
        evidence=FileStorage(io.BytesIO(jpeg()), filename="buku-tabungan.jpg"),
    )
    return producer


def stated(producer: Producer) -> Pair:
    """The producer trades with an outlet: one sale of Rp15.000 on 5 October, stated."""
    pair = make_pair(producer=producer, producer_name=NAME)
    pair.sell(date(2026, 10, 5))
    close_month(OCTOBER)
    return pair


def paper_of(app: Flask, statement: Statement) -> str:
    """The paper of a statement as a page."""
    with app.test_request_context():
        return html_of(statement, address="http://etalase.contoh.id/verifikasi/X", qr="etalase:qr")


def settle(pair: Pair) -> None:
    """Agreement and shelf end, the outlet pays its Rp14.550, and November is closed with it."""
    pair.pay(Party.OUTLET, 14_550, date(2026, 11, 20), Claim.TAKINGS)
    db.session.execute(sql("UPDATE agreement SET status = 'ended' WHERE producer_id = :id"), {"id": pair.producer.id})
    db.session.execute(sql("UPDATE placement SET status = 'ended' WHERE producer_id = :id"), {"id": pair.producer.id})
    db.session.commit()
    db.session.expire_all()


def everything_stored() -> str:
    """Every row of every table as text, bytes as hexadecimal digits."""
    found: list[str] = []
    for table in Base.metadata.sorted_tables:
        found += db.session.execute(sql(f"SELECT t::text FROM {table.name} t")).scalars().all()
    return "\n".join(found)


def asked_to_be_erased(producer: Producer) -> DataRequest:
    owner = make_producer_user(producer, name=OWNER, email="rahmawati@contoh.id")
    return committed(data_requests.ask, producer.id, by=owner, kind=RequestKind.ERASURE, words=f"Hapus, {OWNER}")


def test_nobody_is_erased_while_anything_stands_and_each_thing_is_named(app: Flask, clock_stands: Traveller) -> None:
    administrator, officer = make_user(Role.ADMINISTRATOR), make_user(Role.PARTNERSHIP_OFFICER)
    producer = producer_with_everything(officer)
    pair = stated(producer)
    request = asked_to_be_erased(producer)
    with pytest.raises(StillStands) as refusal:
        committed(erasure.prepare, request.id, by=administrator)
    found = {blocker["code"]: blocker for blocker in refusal.value.extra["blockers"]}
    assert set(found) == {"agreements_stand", "placements_stand", "claims_open"}
    assert (found["claims_open"]["count"], found["claims_open"]["amount_rupiah"]) == (1, 14_550)
    page = page_text(signed_in(app, administrator), f"/permintaan-data/{request.id}")
    assert "1 perjanjian belum berakhir" in page
    assert "Rp14.550" in page
    assert "Siapkan penghapusan" not in page
    settle(pair)
    with pytest.raises(StillStands) as refusal:
        committed(erasure.prepare, request.id, by=administrator)
    assert [blocker["code"] for blocker in refusal.value.extra["blockers"]] == ["months_open"]
    clock_stands.shift(timedelta(days=9))
    close_month("2026-11", waive_missing=True, reason="uji")
    assert committed(erasure.prepare, request.id, by=administrator).status is RequestStatus.PREPARED


def test_two_people_erase_a_person_and_the_ledger_and_its_seals_stay_whole(app: Flask, clock_stands: Traveller) -> None:
    administrator, head = make_user(Role.ADMINISTRATOR), make_user(Role.HEAD)
    officer = make_user(Role.PARTNERSHIP_OFFICER)
    producer = producer_with_everything(officer)
    neighbour = make_sealed_producer(
        by=officer, name="Keripik Pak Dahlan", owner_name="Dahlan", phone="0811 5550 1234", address="Jalan Ahmad Yani 4"
    )
    pair = stated(producer)
    request = asked_to_be_erased(producer)
    statement = pair.statement(OCTOBER)
    seal, figures, code = statement.content_hash, dict(statement.snapshot["figures"]), statement.verification_code
    assert NAME in paper_of(app, statement)
    settle(pair)
    clock_stands.shift(timedelta(days=9))
    close_month("2026-11", waive_missing=True, reason="uji")
    file = db.session.query(StoredFile).filter_by(original_name="buku-tabungan.jpg").one()
    assert path_of(file.sha256).exists()
    committed(erasure.prepare, request.id, by=administrator)
    with pytest.raises(SecondPersonErases):
        committed(erasure.approve, request.id, by=administrator)
    kept_in_a_copy = bytes(producer.owner_nik_encrypted)
    committed(erasure.approve, request.id, by=head)
    for job in db.session.query(Job).filter_by(kind=erased_files.REMOVE).all():
        perform(job.id)

    db.session.expire_all()
    assert request.status is RequestStatus.DONE
    assert (producer.status, producer.name) == (ProducerStatus.LEFT, f"UMKM {producer.id} (data pribadi dihapus)")
    assert db.session.get_one(PersonalKey, producer.id).wrapped is None
    with pytest.raises(PersonErased):
        personal_keys.opened(producer.id, kept_in_a_copy, personal_keys.NIK_PURPOSE)
    stored = everything_stored()
    for secret in (NIK, ACCOUNT, OWNER, NAME, PHONE, "rahmawati@contoh.id", "Prapatan"):
        assert secret not in stored, secret
    assert "Keripik Pak Dahlan" in stored
    assert producers.reveal_nik(neighbour.id, by=make_user(Role.VERIFIER), purpose="Mencocokkan KTP")
    assert not path_of(file.sha256).exists()
    with pytest.raises(FileErased):
        content_of(file)

    statement = db.session.get_one(Statement, statement.id, populate_existing=True)
    assert (statement.content_hash, statement.snapshot["figures"]) == (seal, figures)
    answer = asked_about(code)
    assert answer is not None
    assert (answer.genuine, answer.content_hash) == (True, seal)
    paper = paper_of(app, statement)
    assert "(data pribadi dihapus)" in paper
    assert "Rp14.550" in paper
    assert NAME not in paper
    assert [outcome.sentence for outcome in verify() if not outcome.holds] == []


def test_whoever_is_erased_can_no_longer_sign_in_and_may_register_anew(app: Flask) -> None:
    administrator, head = make_user(Role.ADMINISTRATOR), make_user(Role.HEAD)
    producer = producer_with_everything(administrator)
    request = asked_to_be_erased(producer)
    owner = db.session.query(UserAccount).filter_by(email="rahmawati@contoh.id").one()
    program = Api(app, owner)
    assert program.get("/producers").status_code == 200
    committed(erasure.prepare, request.id, by=administrator)
    committed(erasure.approve, request.id, by=head)
    assert program.get("/producers").status_code == 401
    db.session.refresh(owner)
    assert (owner.is_active, owner.name, owner.password_hash) == (False, "(data pribadi dihapus)", None)
    again = make_sealed_producer(by=administrator, nik=NIK)
    assert again.id != producer.id
    with pytest.raises(PersonErased):
        committed(data_requests.ask, producer.id, by=administrator, kind=RequestKind.ACCESS)


def test_a_statement_of_before_prints_the_mark_although_its_seal_holds_the_name(app: Flask) -> None:
    """What part 1 sealed with the name inside cannot be taken out without breaking every later seal (decision 8)."""
    assert app is not None
    administrator, head = make_user(Role.ADMINISTRATOR), make_user(Role.HEAD)
    producer = producer_with_everything(administrator)
    old = Statement(
        producer_id=producer.id,
        snapshot={
            "producer": {"id": producer.id, "name": NAME},
            "rows": [{"product_id": 5, "product_name": "Sambal Rahmawati", "code": "SBL-1"}],
            "prior_rows": [],
        },
    )
    assert shown(old)["producer"]["name"] == NAME
    request = asked_to_be_erased(producer)
    committed(erasure.prepare, request.id, by=administrator)
    committed(erasure.approve, request.id, by=head)
    assert shown(old)["producer"]["name"] == "(data pribadi dihapus)"
    assert shown(old)["rows"][0]["product_name"] == "SBL-1"


def test_a_copy_holds_everything_about_a_person_and_nothing_of_a_neighbour(app: Flask, clock_stands: Traveller) -> None:
    officer, verifier = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.VERIFIER)
    producer = producer_with_everything(officer)
    pair = stated(producer)
    neighbour = make_sealed_producer(by=officer, name="Keripik Pak Dahlan", owner_name="Dahlan Saputra")
    other = make_pair(producer=neighbour)
    other.sell(date(2026, 11, 5))
    owner = make_producer_user(producer, email="rahmawati@contoh.id")
    committed(producers.reveal_nik, producer.id, by=verifier, purpose="Mencocokkan KTP di meja")
    made = committed(export.ask, producer.id, by=owner)
    perform(made.job_id)
    job = db.session.get_one(Job, made.job_id, populate_existing=True)
    assert (job.status.value, job.arguments, job.result) == (
        "succeeded",
        {"export_id": made.id},
        {"export_id": made.id},
    )
    db.session.refresh(made)
    at_rest = path_of(db.session.get_one(StoredFile, made.file_id).sha256).read_bytes()
    assert NIK.encode() not in at_rest
    assert not at_rest.startswith(b"PK")

    answer = signed_in(app, owner).get(f"/data-pribadi/salinan/{made.id}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    packed = zipfile.ZipFile(io.BytesIO(answer.get_data()))
    told = json.loads(packed.read("data.json"))
    page = packed.read("baca-saya.html").decode()
    for wanted in (NIK, ACCOUNT, OWNER, NAME, PHONE, "rahmawati@contoh.id", "Mencocokkan KTP di meja"):
        assert wanted in json.dumps(told), wanted
    assert NIK in page
    assert [row["gross_rupiah"] for row in told["tables"]["sale_line"]] == [15_000]
    assert [row["number"] for row in told["tables"]["statement"]] == [pair.statement(OCTOBER).number]
    assert len([name for name in packed.namelist() if name.startswith("berkas/")]) == 1
    last4 = f'"owner_nik_last4": "{neighbour.owner_nik_last4}"'
    for foreign in ("Dahlan", last4, "_hash", "_encrypted"):
        assert foreign not in json.dumps(told), foreign
    ids = {row["producer_id"] for rows in told["tables"].values() for row in rows if "producer_id" in row}
    assert ids == {producer.id}

    for stranger in (make_producer_user(neighbour), officer, verifier):
        with pytest.raises(UnknownExport):
            export.get(made.id, by=stranger)
    assert export.get(made.id, by=make_user(Role.ADMINISTRATOR)).id == made.id
    clock_stands.shift(timedelta(days=7))
    with pytest.raises(UnknownExport):
        export.get(made.id, by=owner)
    assert committed(export.remove_expired) == 1
    assert db.session.get_one(DataExport, made.id).file_id is None


def test_every_table_that_names_a_producer_is_in_the_copy_or_left_out_for_a_reason() -> None:
    named = {table.name for table in Base.metadata.sorted_tables if "producer_id" in table.c}
    assert named >= LEFT_OUT - {"audit_event"}
    assert {"sale_line", "statement", "consent", "requirement"} <= named - LEFT_OUT


def test_numbers_of_persons_stand_in_no_history_job_message_or_log(
    app: Flask, capfd: pytest.CaptureFixture[str]
) -> None:
    administrator, verifier = make_user(Role.ADMINISTRATOR), make_user(Role.VERIFIER)
    producer = producer_with_everything(administrator)
    owner = make_producer_user(producer)
    browser = signed_in(app, verifier)
    browser.get(f"/umkm/{producer.id}/nik")
    browser.post(f"/umkm/{producer.id}/nik", {"purpose": "Mencocokkan KTP"})
    browser.post("/umkm/baru", {"owner_nik": NIK, "name": "x"})
    document = db.session.query(Requirement).filter_by(producer_id=producer.id).one()
    committed(requirements.reveal, document.id, by=verifier, purpose="Mencocokkan rekening")
    made = committed(export.ask, producer.id, by=owner)
    perform(made.job_id)
    request = committed(data_requests.ask, producer.id, by=owner, kind=RequestKind.CORRECTION, words=f"NIK {NIK}")
    committed(data_requests.finish, request.id, by=administrator, answer="Sudah diperbaiki.")
    for table in ("audit_event", "job", "outbox_message", "data_request", "stored_answer", "producer_notice"):
        rows = "\n".join(db.session.execute(sql(f"SELECT t::text FROM {table} t")).scalars())
        for secret in (NIK, ACCOUNT, NIK.encode().hex(), ACCOUNT.encode().hex()):
            assert secret not in rows, table
    logged = "".join(capfd.readouterr())
    assert NIK not in logged
    assert ACCOUNT not in logged


def test_names_of_goods_go_with_the_person_and_their_codes_stay(app: Flask) -> None:
    assert app is not None
    administrator, head = make_user(Role.ADMINISTRATOR), make_user(Role.HEAD)
    producer = producer_with_everything(administrator)
    pair = stated(producer)
    settle(pair)
    request = asked_to_be_erased(producer)
    db.session.execute(sql("UPDATE period SET status = 'closed', closed_at = now() WHERE status = 'open'"))
    db.session.commit()
    committed(erasure.prepare, request.id, by=administrator)
    committed(erasure.approve, request.id, by=head)
    product = db.session.query(Product).filter_by(producer_id=producer.id).one()
    db.session.refresh(product)
    assert product.name == f"Produk {product.sku}"
    assert product.price_rupiah == 15_000
