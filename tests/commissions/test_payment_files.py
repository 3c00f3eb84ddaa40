"""Payment files: what an outlet owes as a list its bank reads, exact to the byte, nobody lost and nothing twice."""

import html
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import AuditEvent
from accounts.permissions import Role
from commissions.ledger import Claim, Party
from commissions.payment_file_layouts import BankTransfer, bank_text, generic_csv, mandiri, service_of
from commissions.payment_files import make
from core.database import committed, db
from partnerships.readers import readers_of
from partnerships.states import RequirementStatus
from tests.accounts.people_at_work import HASH, signed_in
from tests.clients import Api
from tests.factories.ledger import close_month, make_pair
from tests.factories.payment_files import make_bank_account
from tests.factories.people import make_user

DEBIT = "1480012345678"


@pytest.fixture
def pairs(app, clock_stands):
    """One outlet owes Rp14.550 to Bu Siti (BPD Kaltimtara), Rp29.100 to Pak Agus (Mandiri), Rp14.550 to Bu Rina."""
    clock_stands.move_to(datetime(2026, 11, 4, 2, tzinfo=UTC))
    siti = make_pair(producer_name="Keripik Bu Siti", outlet_name="Maxi Balikpapan")
    agus = make_pair(producer_name="Abon Pak Agus", outlet=siti.outlet)
    rina = make_pair(producer_name="Sambal Bu Rina", outlet=siti.outlet)
    for pair, pieces in ((siti, 1), (agus, 2), (rina, 1)):
        pair.manager = siti.manager
        pair.sell(date(2026, 10, 5), pieces)
    close_month("2026-10")
    make_bank_account(siti.producer)
    make_bank_account(agus.producer, "1480098765432", "008", "=Agus, Wijáya")
    return siti, agus, rina


def made(api: Api, pair, **more) -> dict:
    answer = api.post(f"/outlets/{pair.outlet.id}/payment-files", more)
    assert answer.status_code == 201, answer.json
    return answer.json


def sent(client, page: str, data: dict, action: str | None = None):
    client.get(page)
    return client.post(action or page, data)


def text_of(answer) -> str:
    return html.unescape(answer.get_data(as_text=True))


def content(api: Api, number: int, layout: str) -> bytes:
    path = f"/api/v1/payment-files/{number}/content?layout={layout}"
    answer = api.client.get(path, headers={"Authorization": f"Bearer {api.token}"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store"), answer.json
    return answer.data


def test_the_bank_reads_exactly_these_bytes(app, pairs) -> None:
    siti, _agus, rina = pairs
    api = Api(app, siti.manager)
    told = made(api, siti, debit_account=DEBIT)
    assert (told["transfers"], told["control_total_rupiah"], told["apart_rupiah"]) == (2, 43_650, 14_550)
    assert [line["no_account"] for line in told["lines"] if line["producer_id"] == rina.producer.id] == ["missing"]
    assert "0012345678" not in str(told)
    number, key = told["number"], told["id"]
    assert content(api, key, "mandiri") == (
        f"P,20261104,{DEBIT},2,43650.00\r\n"
        f"0012345678,Siti Aminah,,,,IDR,14550.00,REK-2026-00001,{number}-001,BAU\r\n"
        f"1480098765432,Agus Wijaya,,,,IDR,29100.00,REK-2026-00002,{number}-002,IBU\r\n"
    ).encode("ascii")
    assert (
        content(api, key, "csv")
        == (
            "\ufeffKode bank;Bank;Rekening;Atas nama;Jumlah (Rp);Berita;Nomor acuan\r\n"
            f"124;Bankaltimtara;0012345678;Siti Aminah;14550;REK-2026-00001;{number}-001\r\n"
            f"008;Bank Mandiri;1480098765432;'=Agus, Wijáya;29100;REK-2026-00002;{number}-002\r\n"
            "TOTAL 2;;;;43650;;\r\n"
            "-;;;Sambal Bu Rina;14550;Belum menyerahkan rekening bank.;\r\n"
        ).encode()
    )


def test_every_account_in_a_file_is_recorded_as_read_and_its_producer_sees_what_for(app, pairs) -> None:
    siti, agus, rina = pairs
    api = Api(app, siti.manager)
    told = made(api, siti)
    assert db.session.query(AuditEvent).filter_by(action="requirement:number_read").count() == 0
    content(api, told["id"], "csv")
    for pair in (siti, agus):
        (read,) = readers_of(pair.producer.id)
        assert read.purpose == f"Transfer hasil penjualan dari Maxi Balikpapan, berkas {told['number']}"
    assert readers_of(rina.producer.id) == []


def test_a_claim_is_in_one_open_file_only(app, pairs) -> None:
    siti, agus, _rina = pairs
    api = Api(app, siti.manager)
    claim = {"statement_id": agus.statement("2026-10").id, "claim": "takings"}
    first = made(api, siti, claims=[claim])
    path = f"/outlets/{siti.outlet.id}/payment-files"
    again = api.post(path, {"claims": [claim]})
    assert (again.status_code, again.json["code"]) == (409, "in_another_file")
    assert first["number"] in again.json["detail"]
    rest = made(api, siti)
    assert [line["producer_id"] for line in rest["lines"]] == [siti.producer.id, _rina.producer.id]
    nothing = api.post(path, {})
    assert (nothing.status_code, nothing.json["code"]) == (422, "nothing_to_pay")
    assert api.post(f"/payment-files/{first['id']}/cancel", {}).json["status"] == "cancelled"
    assert made(api, siti)["control_total_rupiah"] == 29_100


def test_sent_it_announces_one_payment_a_producer_who_confirms_it(app, pairs) -> None:
    siti, _agus, rina = pairs
    api = Api(app, siti.manager)
    told = made(api, siti)
    early = api.post(f"/payment-files/{told['id']}/send", {"paid_on": "2026-11-05"})
    assert (early.status_code, early.json["code"]) == (422, "day_in_future")
    assert api.post(f"/payment-files/{told['id']}/send", {"paid_on": "2026-11-04"}).json["status"] == "sent"
    rows = api.get("/payments?sort=producer").json["items"]
    assert [(row["amount_rupiah"], row["reference"], row["status"]) for row in rows] == [
        (29_100, f"{told['number']}-002", "announced"),
        (14_550, f"{told['number']}-001", "announced"),
    ]
    waits = api.post(
        f"/outlets/{siti.outlet.id}/payment-files",
        {"claims": [{"statement_id": siti.statement("2026-10").id, "claim": "takings"}]},
    )
    assert (waits.status_code, waits.json["code"]) == (409, "payment_waits")
    assert [line["producer_id"] for line in made(api, siti)["lines"]] == [rina.producer.id]
    owner = Api(app, siti.owner)
    assert owner.post(f"/payments/{rows[1]['id']}/confirm", {}).json["status"] == "confirmed"
    assert owner.get("/debts").json["total"] == 0
    assert [row["owed_rupiah"] for row in Api(app, rina.owner).get("/debts").json["items"]] == [14_550]
    for verb, body in (("send", {"paid_on": "2026-11-04"}), ("cancel", {})):
        assert api.post(f"/payment-files/{told['id']}/{verb}", body).json["code"] == "already_ended"
    assert api.get(f"/payment-files/{told['id']}/content").json["code"] == "already_ended"


def test_an_account_that_changed_since_is_not_paid_into(app, pairs) -> None:
    siti, *_others = pairs
    api = Api(app, siti.manager)
    told = made(api, siti)
    make_bank_account(siti.producer, "0099999999")
    refused = api.get(f"/payment-files/{told['id']}/content")
    assert (refused.status_code, refused.json["code"]) == (409, "account_changed")
    assert "Keripik Bu Siti" in refused.json["detail"]
    assert db.session.query(AuditEvent).filter_by(action="requirement:number_read").count() == 0


@pytest.mark.parametrize(
    ("status", "why"),
    [(RequirementStatus.SUBMITTED, "waiting"), (RequirementStatus.REJECTED, "refused")],
)
def test_an_account_nobody_accepted_stands_apart_with_why(app, pairs, status, why) -> None:
    siti, _agus, rina = pairs
    make_bank_account(rina.producer, "0055555555", status=status)
    told = made(Api(app, siti.manager), siti)
    assert [line["no_account"] for line in told["lines"]] == [None, None, why]


def test_what_is_not_owed_or_no_account_is_refused_in_words(app, pairs) -> None:
    siti, *_others = pairs
    api = Api(app, siti.manager)
    path = f"/outlets/{siti.outlet.id}/payment-files"
    wrong = {"statement_id": siti.statement("2026-10").id, "claim": "commission"}
    assert api.post(path, {"claims": [wrong]}).json["errors"].keys() == {"claims"}
    assert api.post(path, {"debit_account": "12-AB"}).json["code"] == "account_not_digits"
    told = made(api, siti)
    assert api.get(f"/payment-files/{told['id']}/content?layout=mandiri").json["code"] == "debit_account_required"
    assert Api(app, siti.owner).get(f"/payment-files/{told['id']}").status_code == 403


def test_the_outlets_manager_makes_it_on_pages_and_finance_sees_it(app, pairs) -> None:
    siti, agus, _rina = pairs
    for user in (siti.manager, finance := make_user(Role.FINANCE)):
        user.password_hash = HASH
    db.session.commit()
    browser = signed_in(app, siti.manager)
    page = f"/gerai/{siti.outlet.id}/berkas-pembayaran"
    assert "Rp58.200" in text_of(browser.get("/berkas-pembayaran"))
    assert sent(browser, page, {"chosen": []}).status_code == 422
    chosen = f"{agus.statement('2026-10').id}:takings"
    done = sent(browser, page, {"chosen": [chosen, "x:y"], "debit_account": DEBIT})
    assert done.status_code == 303
    shown = text_of(browser.get(done.headers["Location"]))
    assert "••••5432" in shown
    assert "1480098765432" not in shown
    assert "Rp29.100" in shown
    assert "sudah di BPB-" in text_of(browser.get(page))
    assert b"1480098765432" in browser.get(f"{done.headers['Location']}/mandiri.csv").data
    assert "Berkas pembayaran diunduh" in text_of(signed_in(app, finance).get(done.headers["Location"]))
    assert (
        sent(
            browser, done.headers["Location"], {"paid_on": "2026-11-04"}, f"{done.headers['Location']}/sudah-ditransfer"
        ).status_code
        == 303
    )
    assert browser.get(f"{done.headers['Location']}/csv.csv").headers["Location"] == done.headers["Location"]
    assert "Buat berkas" in text_of(browser.get("/berkas-pembayaran"))
    assert sent(browser, page, {"everything": "ya"}).status_code == 303
    left = text_of(browser.get("/berkas-pembayaran"))
    assert ("Buat berkas" in left, "Semuanya sedang dibayar" in left) == (False, True)
    shut = text_of(browser.get(page))
    assert ("Buat dari semuanya" in shut, "tidak ada yang dapat dimasukkan ke berkas baru" in shut) == (False, True)


def transfer(amount: int, bank: str = "124", **more) -> BankTransfer:
    told = {"account": "0012345678", "bank_name": "B", "holder": "Siti", "remark": "REK-1", "reference": "BPB-1-001"}
    return BankTransfer(bank_code=bank, amount_rupiah=amount, **(told | more))


def test_large_amounts_go_another_way() -> None:
    ways = {250_000_000: "BAU", 250_000_001: "LBU", 1_000_000_000: "LBU", 1_000_000_001: "RBU"}
    assert {amount: service_of(transfer(amount)) for amount in ways} == ways
    assert service_of(transfer(2_000_000_000, "008")) == "IBU"


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 10**12), st.text(max_size=60)), min_size=1, max_size=5))
def test_no_name_breaks_a_row_or_becomes_a_formula(people) -> None:
    transfers = [transfer(amount, holder=name, remark=name) for amount, name in people]
    rows = mandiri(transfers, debit_account="1", on=date(2026, 11, 4)).decode("ascii").split("\r\n")
    assert rows.pop() == ""
    assert [len(row.split(",")) for row in rows] == [5] + [10] * len(people)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.split(","))
    total = sum(amount for amount, _name in people)
    assert rows[0].endswith(f",{len(people)},{total}.00")
    assert f"TOTAL {len(people)};;;;{total};;" in generic_csv(transfers, [], ["a"]).decode()


def test_texts_are_cut_to_what_the_bank_takes() -> None:
    assert bank_text('  Ibu\nSiti; "Renyah"  é', 12) == "Ibu Siti Ren"


def test_a_file_holds_what_is_open_when_it_is_made(app, pairs) -> None:
    siti, *_rest = pairs
    siti.pay(Party.OUTLET, 4_550, date(2026, 11, 4), Claim.TAKINGS)
    file = committed(make, siti.outlet.id, by=siti.manager)
    assert [line.amount_rupiah for line in file.lines] == [10_000, 29_100, 14_550]
