"""Agreements and placements through the pages, as an officer at a desk, a manager and a producer on a phone do it."""

from datetime import date

import pytest

from accounts.models import AuditEvent
from accounts.permissions import Role
from core.database import db
from outlets import waiting
from outlets.models import Agreement, AgreementRate, OutletCode, Placement
from outlets.states import AgreementStatus, PlacementStatus
from tests.factories.outlets import make_agreement, make_outlet, make_outlet_member, make_placement
from tests.factories.partnerships import make_producer, make_producer_user, make_product, make_ready_product
from tests.factories.people import make_user
from tests.outlets.browsers import signed_in, text


def terms(producer, outlet, **changes: str) -> dict[str, str]:
    return {
        "producer_id": str(producer.id),
        "partner": f"outlet:{outlet.id}",
        "starts_on": "2026-12-01",
        "rate_bp": "2,5",
        "money_route": "producer_collects",
        "payment_term_days": "15",
        **changes,
    }


def test_an_officer_proposes_and_both_sides_accept_on_their_pages(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    product = make_product(producer)
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    assert f"/perjanjian/baru?producer_id={producer.id}&amp;outlet_id=7" in text(
        officer, "/perjanjian/baru?outlet_id=7"
    )
    assert "Keripik Bu Siti" not in text(officer, "/perjanjian/baru?q=Amplang")
    form = text(officer, f"/perjanjian/baru?producer_id={producer.id}&outlet_id={outlet.id}")
    assert "Rp14.550" in form
    further = {"rate_1_for": f"product:{product.id}", "rate_1_bp": "4", "rate_1_until": "2027-01-31"}
    made = officer.post("/perjanjian/baru", terms(producer, outlet, **further))
    assert made.status_code == 303
    agreement = db.session.query(Agreement).one()
    assert [(rate.scope, rate.rate_bp, rate.ends_on) for rate in db.session.query(AgreementRate)] == [
        ("base", 250, None),
        (f"product:{product.id}", 400, date(2027, 1, 31)),
    ]
    path = f"/perjanjian/{agreement.id}"
    for user in (make_producer_user(producer), make_outlet_member(outlet)):
        assert waiting.agreements_to_accept(user) == 1
        browser = signed_in(app, user)
        assert "Terima perjanjian" in text(browser, path)
        assert browser.post(f"{path}/terima").status_code == 303
        assert "Terima perjanjian" not in text(browser, path)
        assert waiting.agreements_to_accept(user) == 0
    db.session.refresh(agreement)
    assert agreement.status is AgreementStatus.ACTIVE
    assert db.session.query(AuditEvent).filter_by(action="agreement:accepted").count() == 2


def test_a_refusal_stands_beside_the_field_it_is_about(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    text(officer, f"/perjanjian/baru?producer_id={producer.id}")
    cases = [
        ({"payment_term_days": "30"}, "f-payment_term_days", "PP 29/2021 Pasal 95"),
        ({"rate_bp": "7"}, "f-reason", "memerlukan alasan"),
        ({"rate_1_for": "category:craft"}, "f-rate_1_bp", "kosongkan seluruh barisnya"),
        (
            {"rate_1_for": "category:craft", "rate_1_bp": "3", "rate_1_until": "2026-11-01"},
            "f-rate_1_until",
            "mendahului tanggal mulainya",
        ),
        ({"partner": ""}, "f-partner", "wajib diisi"),
        ({"ends_on": "2026-11-30"}, "f-ends_on", "mendahului tanggal mulai"),
    ]
    for changes, field, sentence in cases:
        refused = officer.post("/perjanjian/baru", terms(producer, outlet, **changes))
        page = refused.get_data(as_text=True)
        assert refused.status_code == 422, changes
        assert f'href="#{field}"' in page, changes
        assert sentence in page, changes
        assert 'value="2026-12-01"' in page
    assert db.session.query(Agreement).count() == 0


def test_a_second_officer_approves_a_rate_outside_the_band_on_the_page(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    first, second = make_user(Role.PARTNERSHIP_OFFICER), make_user(Role.PARTNERSHIP_OFFICER)
    proposer = signed_in(app, first)
    text(proposer, f"/perjanjian/baru?producer_id={producer.id}")
    proposer.post("/perjanjian/baru", terms(producer, outlet, rate_bp="7", reason="Rak berpendingin"))
    path = f"/perjanjian/{db.session.query(Agreement).one().id}"
    assert "petugas lain yang harus menyetujui" in text(proposer, path)
    assert (waiting.agreements_to_approve(first), waiting.agreements_to_approve(second)) == (0, 1)
    colleague = signed_in(app, second)
    assert "Setujui tarif ini" in text(colleague, path)
    assert colleague.post(f"{path}/setujui").status_code == 303
    assert db.session.query(Agreement).one().status is AgreementStatus.PROPOSED


def test_an_officer_notes_the_acceptance_of_one_side_with_its_source(app) -> None:
    agreement = make_agreement(status=AgreementStatus.PROPOSED)
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    path = f"/perjanjian/{agreement.id}"
    text(officer, path)
    officer.post(f"{path}/terima", {"on_behalf_of": "producer"})
    assert "Sumber: Isian ini wajib diisi." in text(officer, path)
    officer.post(f"{path}/terima", {"on_behalf_of": "producer", "source": "phone"})
    page = text(officer, path)
    assert "petugas, sumber: Telepon" in page
    assert "Catat penerimaan" not in page
    assert officer.post(f"{path}/terima", {"on_behalf_of": "outlet", "source": "phone"}).status_code == 403


def test_changed_terms_are_proposed_accepted_and_withdrawn_on_the_page(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    path = f"/perjanjian/{make_agreement(producer, outlet).id}"
    manager = signed_in(app, make_outlet_member(outlet))
    text(manager, f"{path}/ubah")
    change = {"starts_on": "2026-12-01", "money_route": "outlet_remits_net", "rate_bp": "2"}
    late = manager.post(f"{path}/ubah", {**change, "starts_on": "2026-11-22"})
    assert (late.status_code, "23 November 2026" in late.get_data(as_text=True)) == (422, True)
    assert manager.post(f"{path}/ubah", change).status_code == 303
    assert "Usulan perubahan mulai 1 Desember 2026" in text(manager, path)
    manager.post(f"{path}/terima")
    maker = signed_in(app, make_producer_user(producer))
    assert "Terima perubahan" in text(maker, path)
    maker.post(f"{path}/tarik-perubahan")
    assert "Usulan perubahan mulai" not in text(maker, path)
    assert db.session.query(AgreementRate).count() == 1


@pytest.mark.parametrize(
    ("action", "status"), [("bekukan", AgreementStatus.SUSPENDED), ("akhiri", AgreementStatus.ENDED)]
)
def test_ending_and_suspending_ask_for_a_reason(app, action: str, status: AgreementStatus) -> None:
    agreement = make_agreement()
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    text(officer, f"/perjanjian/{agreement.id}/{action}")
    assert officer.post(f"/perjanjian/{agreement.id}/{action}").status_code == 422
    assert officer.post(f"/perjanjian/{agreement.id}/{action}", {"reason": "Audit"}).status_code == 303
    db.session.refresh(agreement)
    assert agreement.status is status
    assert "Audit" in text(officer, f"/perjanjian/{agreement.id}")


def test_an_officer_proposes_a_placement_and_sees_what_is_missing(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    ready, bare = make_ready_product(producer), make_product(producer, name="Abon tongkol")
    make_agreement(producer, outlet)
    officer = signed_in(app, make_user(Role.PARTNERSHIP_OFFICER))
    text(officer, f"/penempatan/baru?producer_id={producer.id}")
    form = {"outlet_id": str(outlet.id), "consigned_price_rupiah": "12.500", "retail_price_rupiah": "15.000"}
    refused = officer.post(f"/penempatan/baru?producer_id={producer.id}", {**form, "product_id": str(bare.id)})
    assert refused.status_code == 422
    assert "Yang masih kurang" in refused.get_data(as_text=True)
    made = officer.post(
        f"/penempatan/baru?producer_id={producer.id}", {**form, "product_id": str(ready.id), "outlet_code": "0012"}
    )
    assert made.status_code == 303
    placement = db.session.query(Placement).one()
    assert (placement.first_consigned_price_rupiah, placement.first_retail_price_rupiah) == (12_500, 15_000)
    assert db.session.query(OutletCode).one().code == "0012"
    assert waiting.placements_to_accept(make_outlet_member(outlet)) == 1


def test_a_manager_accepts_many_at_once_and_hears_of_each(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    make_agreement(producer, outlet)
    ready, bare = make_ready_product(producer), make_product(producer, name="Abon tongkol")
    chosen = [make_placement(product, outlet, status=PlacementStatus.PROPOSED) for product in (ready, bare)]
    foreign = make_placement(status=PlacementStatus.PROPOSED)
    manager = signed_in(app, make_outlet_member(outlet))
    assert "Terima yang dipilih" in text(manager, "/penempatan?status=proposed")
    ids = [str(placement.id) for placement in [*chosen, foreign]]
    page = manager.post("/penempatan/terima", {"ids": ids}).get_data(as_text=True)
    assert "1 dari 3 penempatan diterima" in page
    assert "Produk ini belum memenuhi syarat" in page
    assert "Penempatan ini tidak ditemukan" in page
    db.session.expire_all()
    states = [db.session.get(Placement, int(placement_id)).status for placement_id in ids]
    assert states == [PlacementStatus.ACTIVE, PlacementStatus.PROPOSED, PlacementStatus.PROPOSED]
    manager.get("/penempatan")
    assert manager.post("/penempatan/terima").status_code == 303


def test_a_manager_accepts_one_with_its_till_code_and_ends_it(app) -> None:
    producer, outlet = make_producer(), make_outlet()
    make_agreement(producer, outlet)
    placement = make_placement(make_ready_product(producer), outlet, status=PlacementStatus.PROPOSED)
    path = f"/penempatan/{placement.id}"
    manager = signed_in(app, make_outlet_member(outlet))
    text(manager, path)
    assert manager.post(f"{path}/terima", {"outlet_code": "0077"}).status_code == 303
    page = text(manager, path)
    assert "0077" in page
    manager.post(f"{path}/kode", {"outlet_code": "0078"})
    assert "0077, 0078" in text(manager, path)
    assert manager.post(f"{path}/akhiri", {"reason": "Tidak laku"}).status_code == 303
    assert "Berakhir" in text(manager, path)


def test_lists_filter_by_state_and_export_exactly_what_they_show(app) -> None:
    producer, outlet = make_producer(), make_outlet(name="Maxi Swalayan")
    make_agreement(producer, outlet)
    make_agreement(producer, make_outlet(name="Hotel Mahakam"), status=AgreementStatus.PROPOSED)
    past = make_agreement(producer, make_outlet(name="Kafe Tepian"), ends_on=date(2026, 6, 30))
    maker = signed_in(app, make_producer_user(producer))
    page = text(maker, "/perjanjian?status=ended")
    assert f"/perjanjian/{past.id}" in page
    assert "Maxi Swalayan" not in page
    lines = maker.get("/perjanjian?status=ended&export=csv").get_data(as_text=True).splitlines()
    assert (len(lines), "Kafe Tepian" in lines[1], lines[2].startswith("TOTAL 1")) == (3, True, True)
    make_placement(make_product(producer), outlet, outlet_code="0012")
    lines = maker.get("/penempatan?export=csv").get_data(as_text=True).splitlines()
    assert lines[1].endswith(";0012")
    assert maker.get("/penempatan?page=0").status_code == 422
