"""The demo agency: its story is told through the verbs, so that loading it also tries the product."""

import shutil
import tempfile

import pytest
import time_machine
from sqlalchemy import func, select, true

from accounts.models import UserAccount
from accounts.passwords import is_right
from accounts.permissions import Role
from application import demo
from application.demo.clearing import clear
from application.demo.standing import AGENCY, NotDemo, NotEmpty, added_since, counts, is_empty
from application.home import home_of
from commissions import debts
from commissions.adjustment_models import Adjustment
from commissions.closing import missing_reports
from commissions.dispute_models import CreditNote, StatementDispute
from commissions.models import Period, PeriodStatus, Statement
from commissions.payment_file_models import PaymentFileLine
from commissions.settlement_models import Payment
from commissions.verification import verify
from core.agency_settings import put
from core.database import db, transaction
from outlets.models import Outlet
from outlets.money_routes import MoneyRoute
from outlets.re_rating_models import ReRating
from outlets.sales_models import SaleLine
from outlets.vat_models import OutletVatStatus
from partnerships.models import Requirement
from tests.conftest import TODAY, _drop_database, _make_app, _make_database, _on
from tests.factories.people import make_user

SIGN_INS = 9


@pytest.fixture(scope="module")
def demo_app(server, template, worker_id):
    """An application whose database holds the demo, loaded once for all tests here that only read."""
    name = f"demo_of_{worker_id}"
    _make_database(server[1], name, template)
    folder = tempfile.mkdtemp(prefix="etalase-data-")
    app = _make_app(_on(server[0], name), _on(server[1], name), folder)
    with app.app_context():
        with time_machine.travel(TODAY, tick=False):
            demo.load()
        yield app
        db.session.remove()
        db.engine.dispose()
    _drop_database(server[1], name)
    shutil.rmtree(folder, ignore_errors=True)


def one(email):
    return db.session.execute(select(UserAccount).where(UserAccount.email == email)).scalar_one()


@pytest.mark.parametrize(("email", "role"), demo.LOGINS)
def test_every_demo_login_signs_in_with_the_one_password(demo_app, email, role):
    account = one(email)
    assert (account.role, is_right(account.password_hash, demo.PASSWORD)) == (role, True)


def test_a_start_prints_every_login_and_the_password(demo_app):
    printed = demo.sign_in_lines()
    assert len(printed) == SIGN_INS + 1
    assert demo.PASSWORD in printed[0]


def test_two_months_are_closed_and_the_third_runs(demo_app):
    months = dict(db.session.execute(select(Period.month, Period.status)).all())
    assert months == {
        "2026-09": PeriodStatus.CLOSED,
        "2026-10": PeriodStatus.CLOSED,
        "2026-11": PeriodStatus.OPEN,
    }


def test_the_books_of_the_demo_hold_every_invariant(demo_app):
    assert [finding for finding in verify() if finding.broken] == []


def test_there_are_statements_of_all_three_money_routes(demo_app):
    routes = db.session.execute(select(SaleLine.money_route).where(SaleLine.period == "2026-10").distinct()).scalars()
    assert set(routes) == set(MoneyRoute)
    assert db.session.execute(select(func.count()).select_from(Statement)).scalar_one() > 2 * 10


def test_the_cooperative_reported_september_late(demo_app):
    late = db.session.execute(
        select(SaleLine.period, func.count()).where(SaleLine.late).group_by(SaleLine.period)
    ).all()
    assert [period for period, _lines in late] == ["2026-11"]
    assert missing_reports("2026-09") == []


def test_every_outlet_says_that_it_is_an_example(demo_app):
    names = db.session.execute(select(Outlet.name)).scalars().all()
    assert len(names) == 10
    assert [name for name in names if "CONTOH" not in name] == []


def test_no_number_of_the_demo_is_taken_for_a_wrong_one(demo_app):
    warned = db.session.execute(select(Requirement.kind, Requirement.warnings, Requirement.status)).all()
    codes = {(kind, found["code"]) for kind, warnings, _status in warned for found in warnings}
    assert codes == {("pirt", "pirt_regency_differs")}


@pytest.mark.parametrize(
    ("email", "waiting"),
    [
        ("petugas@contoh.id", {"dokumen menunggu keputusan": 9, "produk menunggu kurasi": 2}),
        ("admin@contoh.id", {"perjanjian menunggu persetujuan Anda": 1}),
        ("kemitraan@contoh.id", {"perjanjian menunggu salah satu pihak": 1, "produsen tinggal kurang satu syarat": 1}),
        ("gerai@contoh.id", {"gerai belum melaporkan penjualan hari ini": 1, "berkas kasir belum dibukukan": 1}),
        ("kasir@contoh.id", {"gerai belum melaporkan penjualan hari ini": 1, "berkas kasir belum dibukukan": 1}),
        ("produsen@contoh.id", {"perjanjian menunggu persetujuan Anda": 1, "undangan program belum Anda jawab": 1}),
    ],
)
def test_something_waits_for_everybody_who_has_work_to_do(demo_app, email, waiting):
    with demo_app.test_request_context("/beranda"):
        found = {item.label: item.count for item in home_of(one(email)).items}
    assert {label: found.get(label) for label in waiting} == waiting


def test_the_demo_is_only_loaded_where_nothing_stands(app):
    make_user(Role.ADMINISTRATOR)
    with pytest.raises(NotEmpty):
        demo.load()


def test_an_agency_at_work_prints_nothing_about_signing_in(app):
    make_user(Role.ADMINISTRATOR)
    assert demo.sign_in_lines() == []


def test_a_first_start_in_production_loads_no_demo(app, monkeypatch):
    monkeypatch.setenv("ETALASE_ENV", "production")
    demo.load_if_empty()
    assert is_empty()


def test_an_agency_that_was_not_loaded_as_a_demo_is_never_cleared(app):
    with pytest.raises(NotDemo):
        clear()


def test_clearing_says_what_was_added_and_leaves_an_empty_agency_that_stays_empty(own_app):
    with transaction():
        put("demo_loaded_at", "2026-11-20T01:00:00+00:00")
        put("demo_rows_user_account", "1")
    make_user(Role.ADMINISTRATOR)
    make_user(Role.HEAD)
    assert added_since() == [("pengguna", 1)]
    clear()
    assert set(counts().values()) == {0}
    demo.load_if_empty()
    assert is_empty()
    assert demo.sign_in_lines() == [demo.FIRST_ACCOUNT]


def test_every_page_about_money_has_something_to_show(demo_app):
    """Overdue is what was owed for September: issued on 4 October, due at the latest 15 days later."""
    counted = {
        model.__tablename__: db.session.execute(select(func.count()).select_from(model)).scalar_one()
        for model in (Payment, PaymentFileLine, Adjustment, StatementDispute, CreditNote, ReRating, OutletVatStatus)
    }
    assert [name for name, count in counted.items() if not count] == []
    rows, _columns = debts.listed_debts(lambda _column: true())
    owed = db.session.execute(rows).all()
    assert {row.state for row in owed} >= {"overdue", "due"}
    assert max(row.days_overdue or 0 for row in owed) >= 30
    assert db.session.execute(select(func.max(Statement.tax_rupiah))).scalar_one() > 0
    snapshot = db.session.execute(select(Statement.snapshot).limit(1)).scalar_one()
    assert snapshot["agency"] == {"name": AGENCY, "is_example": True}
