"""The ledger on its page: staff see each transfer of their regions, and the export adds up."""

from datetime import date

from flask import Flask

from accounts.permissions import Role
from core.database import db
from tests.clients import Api
from tests.commissions.test_statement_doors import read
from tests.factories.ledger import make_pair
from tests.factories.people import make_user


def test_a_sale_stands_in_the_ledger_as_two_transfers_that_add_up_to_15450(app: Flask) -> None:
    make_pair(outlet_name="Maxi Balikpapan").sell(date(2026, 10, 5))
    head = make_user(Role.HEAD)
    page = read(app, head, "/buku-besar")
    for words in ("Hasil penjualan titipan", "Rp15.000", "Rp450", "Maxi Balikpapan"):
        assert words in page
    lines = read(app, head, "/buku-besar?export=csv&period=2026-10").splitlines()
    assert len(lines) == 4
    assert lines[-1].startswith("TOTAL 2;")
    assert ";15450;" in lines[-1]
    head.language = "en"
    db.session.commit()
    assert "Consignment takings" in read(app, head, "/buku-besar?account=takings")


def test_the_ledger_narrows_by_pair_and_account_and_stays_within_the_region(app: Flask) -> None:
    here, there = make_pair(outlet_name="Maxi Balikpapan"), make_pair(outlet_name="Gerai Palangka", region_code="62.71")
    here.sell(date(2026, 10, 5))
    there.sell(date(2026, 10, 5))
    finance = make_user(Role.FINANCE)
    only_there = read(app, finance, f"/buku-besar?outlet_id={there.outlet.id}&account=commission&export=csv")
    assert "Gerai Palangka" in only_there
    assert len(only_there.splitlines()) == 3
    local = read(app, make_user(Role.FINANCE, regions=("64",)), "/buku-besar")
    assert "Maxi Balikpapan" in local
    assert "Gerai Palangka" not in local


def test_the_two_sides_do_not_read_the_ledger_of_everybody(app: Flask) -> None:
    pair = make_pair()
    for user in (pair.owner, pair.manager):
        client = Api(app, user)
        response = client.client.get("/buku-besar", headers={"Authorization": f"Bearer {client.token}"})
        assert response.status_code == 403
