"""Pull lists, holds and revocations through the pages, and the night run by two workers at once."""

import re
import threading
from datetime import date, datetime

import pytest
from sqlalchemy import select

from accounts.permissions import Role
from core.database import committed, db
from core.dates import agency_zone
from outlets import holds
from outlets.expiry_night import run
from outlets.pull_models import PlacementHold, PullEntry
from partnerships.models import Requirement
from partnerships.watch_models import ProducerNotice, RequirementEnding
from tests.accounts.people_at_work import HASH, signed_in
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer_user, make_ready_product, make_requirement
from tests.factories.people import make_user


def browser_of(app, user):
    user.password_hash = HASH
    db.session.commit()
    return signed_in(app, user)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.get_data(as_text=True))


def expired_shelf():
    """A product whose P-IRT ended yesterday, on a shelf, with the hold and the line of the pull list."""
    product = make_ready_product(pirt_until=date(2026, 11, 24))
    outlet = make_outlet(name="Maxi Swalayan")
    make_agreement(product.producer, outlet)
    placement = make_placement(product, outlet)
    return product, outlet, placement


@pytest.fixture
def pulled_tomorrow(app, clock_stands):
    """The shelf on the morning after, the line of its pull list, and its manager."""
    product, outlet, placement = expired_shelf()
    manager = make_outlet_member(outlet)
    clock_stands.move_to(datetime(2026, 11, 25, 9, tzinfo=agency_zone()))
    committed(run)
    entry = db.session.execute(select(PullEntry)).scalar_one()
    return product, placement, entry, manager


def test_the_manager_finds_the_product_on_the_pull_list_and_says_it_is_done(app, pulled_tomorrow) -> None:
    product, _placement, entry, manager = pulled_tomorrow
    browser = browser_of(app, manager)
    listed = text_of(browser.get("/gerai/penarikan?state=todo"))
    assert product.name in listed
    assert "2 Desember 2026" in listed
    page = text_of(browser.get(f"/gerai/penarikan/{entry.id}"))
    assert "SPP-IRT" in page
    assert product.producer.phone in page
    wrong = browser.post(f"/gerai/penarikan/{entry.id}/ditarik", {"quantity": "banyak"})
    assert wrong.status_code == 422
    assert "Tulis bilangan bulat" in text_of(wrong)
    done = browser.post(f"/gerai/penarikan/{entry.id}/ditarik", {"quantity": "1.250", "pulled_on": "25/11/2026"})
    assert done.status_code == 303
    assert "Tidak ada yang" in text_of(browser.get("/gerai/penarikan?state=todo"))
    assert "1.250 pcs" in text_of(browser.get("/gerai/penarikan?state=pulled"))
    lines = browser.get("/gerai/penarikan?export=csv").get_data(as_text=True).splitlines()
    assert lines[1].split(";")[5:] == ["2026-12-02", "Sudah ditarik", "2026-11-25", "1250"]


def test_the_producer_reads_why_and_does_not_mark_it(app, pulled_tomorrow) -> None:
    product, placement, entry, _manager = pulled_tomorrow
    browser = browser_of(app, make_producer_user(product.producer))
    assert "Harus ditarik" in text_of(browser.get(f"/gerai/penarikan/{entry.id}"))
    assert browser.post(f"/gerai/penarikan/{entry.id}/ditarik", {"quantity": "1"}).status_code == 403
    assert "Pengiriman dihentikan" in text_of(browser.get(f"/penempatan/{placement.id}/penahanan"))
    assert "Pengiriman dihentikan dan penjualan ditahan" in text_of(browser.get(f"/penempatan/{placement.id}"))


def test_two_members_of_staff_override_a_hold(app, pulled_tomorrow) -> None:
    _product, placement, _entry, _manager = pulled_tomorrow
    hold = db.session.execute(select(PlacementHold)).scalar_one()
    officer = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER, name="Rina"))
    verifier = browser_of(app, make_user(Role.VERIFIER))
    path = f"/penempatan/{placement.id}/penahanan"
    officer.get(path)
    assert officer.post(f"/penahanan/{hold.id}/pengecualian", {"reason": ""}).status_code == 422
    assert officer.post(f"/penahanan/{hold.id}/pengecualian", {"reason": "Menunggu OSS"}).status_code == 303
    assert "Setujui pengecualian" not in text_of(officer.get(path))
    assert officer.post(f"/penahanan/{hold.id}/pengecualian/setujui").status_code == 403
    page = text_of(verifier.get(path))
    assert "Menunggu OSS" in page
    assert "Diminta oleh" in page
    assert verifier.post(f"/penahanan/{hold.id}/pengecualian/tolak").status_code == 303
    assert holds.without_deliveries([placement.id]) == {placement.id}
    officer.post(f"/penahanan/{hold.id}/pengecualian", {"reason": "Surat Dinkes 12/2026"})
    assert verifier.post(f"/penahanan/{hold.id}/pengecualian/setujui").status_code == 303
    assert holds.without_deliveries([placement.id]) == set()
    history = text_of(verifier.get(path))
    for told in ("Pengecualian tidak disetujui", "pengecualian disetujui", "Surat Dinkes 12/2026"):
        assert told in history


def test_a_verifier_sees_the_shelves_before_revoking_and_the_history_after(app) -> None:
    product, outlet, placement = expired_shelf()
    permit = db.session.execute(select(Requirement).where(Requirement.kind == "pirt")).scalar_one()
    verifier = browser_of(app, make_user(Role.VERIFIER))
    assert f"/persyaratan/{permit.id}/cabut" in text_of(verifier.get(f"/persyaratan/{permit.id}"))
    page = text_of(verifier.get(f"/persyaratan/{permit.id}/cabut"))
    assert outlet.name in page
    assert page.count('name="ground"') == 6
    assert verifier.post(f"/persyaratan/{permit.id}/cabut", {"words": "Tanpa alasan"}).status_code == 422
    sent = {"ground": "dangerous_content", "words": "Boraks, uji BPOM 18 November."}
    assert verifier.post(f"/persyaratan/{permit.id}/cabut", sent).status_code == 303
    record = text_of(verifier.get(f"/persyaratan/{permit.id}"))
    for told in ("pengiriman 1 penempatan dihentikan", "bahan berbahaya", "Boraks, uji BPOM", "Pengiriman ke gerai"):
        assert told in record
    again = text_of(verifier.get(f"/persyaratan/{permit.id}/cabut"))
    assert "Hanya dokumen yang disetujui" in again
    assert holds.without_deliveries([placement.id]) == {placement.id}
    assert product.name in text_of(browser_of(app, make_outlet_member(outlet)).get("/gerai/penarikan"))


def test_permits_that_end_are_listed_with_a_text_for_whatsapp_that_claims_nothing(app, clock_stands) -> None:
    product = make_ready_product(pirt_until=date(2026, 12, 22))
    make_requirement(product.producer, "trademark", number="IDM000123456", valid_until=date(2026, 11, 1))
    make_requirement(product.producer, "npwp", valid_until=date(2027, 6, 1))
    officer = browser_of(app, make_user(Role.PARTNERSHIP_OFFICER))
    rows = officer.get("/izin-berakhir?export=csv").get_data(as_text=True).splitlines()
    assert [row.split(";")[6] for row in rows[1:-1]] == ["2026-11-01", "2026-12-22"]
    page = text_of(officer.get("/izin-berakhir?period=30"))
    assert "30 hari lagi" in page
    assert "Pendaftaran merek</a>" not in page
    assert "https://wa.me/6281212166678?text=" in page
    assert "terkirim" not in page.lower()
    assert officer.get("/izin-berakhir?period=12").status_code == 422
    committed(run)
    record = text_of(officer.get(f"/umkm/{product.producer_id}"))
    assert "berlaku sampai 22 Desember 2026 (30 hari lagi)" in record
    assert "Ingatkan masa berlaku" in record


def test_two_workers_at_once_do_the_night_once(own_app, clock_stands) -> None:
    product, _outlet, _placement = expired_shelf()
    make_requirement(product.producer, "trademark", number="IDM000123456", valid_until=date(2026, 12, 2))
    clock_stands.move_to(datetime(2026, 11, 25, 9, tzinfo=agency_zone()))
    start, faults = threading.Barrier(4), []

    def work() -> None:
        with own_app.app_context():
            try:
                start.wait()
                committed(run)
            except Exception as error:  # noqa: BLE001 - any fault fails the test
                faults.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    counted = [
        db.session.query(model).count() for model in (RequirementEnding, PlacementHold, PullEntry, ProducerNotice)
    ]
    assert counted == [1, 1, 1, 1]
