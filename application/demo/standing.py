"""Whether an agency is the demo, and what was added to it since."""

from datetime import datetime

from sqlalchemy import func, select

from accounts.models import UserAccount
from application.demo.cast import AGENCY
from commissions.models import Statement
from core.agency_settings import AGENCY_NAME, DEMO_LOADED_AT, all_settings, put
from core.database import Base, db
from core.dates import now
from core.errors import Conflict
from core.wording import N_
from outlets.models import Agreement, Outlet, Placement
from outlets.sales_models import SalesReport
from partnerships.models import Producer, Product, Requirement

DEMO_CLEARED_AT = "demo_cleared_at"
COUNTED: tuple[tuple[str, type[Base]], ...] = (
    (N_("pengguna"), UserAccount),
    (N_("produsen"), Producer),
    (N_("produk"), Product),
    (N_("dokumen"), Requirement),
    (N_("gerai"), Outlet),
    (N_("perjanjian"), Agreement),
    (N_("penempatan"), Placement),
    (N_("laporan penjualan"), SalesReport),
    (N_("rekap"), Statement),
)
"""What is counted when the demo is loaded, so that clearing it can say what came later."""


class NotEmpty(Conflict):
    """The demo is only loaded where nothing stands."""

    code = "not_empty"
    sentence = N_("Contoh hanya dimuat pada instansi yang masih kosong; di sini sudah ada data.")


class NotDemo(Conflict):
    """Only an agency that was loaded as a demo is cleared."""

    code = "not_demo"
    sentence = N_("Instansi ini tidak dimuat sebagai contoh, jadi tidak dihapus.")


def counts() -> dict[str, int]:
    """How many rows of each kind there are, by the name of the table."""
    counted = [
        select(func.count()).select_from(model).scalar_subquery().label(model.__tablename__)
        for _label, model in COUNTED
    ]
    return dict(db.session.execute(select(*counted)).one()._mapping)  # noqa: SLF001 - the row as a mapping


def is_empty() -> bool:
    """Whether nothing stands here."""
    return not any(counts().values())


def is_demo() -> bool:
    """Whether this agency was loaded as a demo."""
    return DEMO_LOADED_AT in all_settings()


def may_load_by_itself() -> bool:
    """Whether this is a first start: nothing stands, and no demo was cleared to make room for the real agency."""
    return DEMO_CLEARED_AT not in all_settings() and is_empty()


def refuse_unless_empty() -> None:
    """Raises `NotEmpty`."""
    if not is_empty():
        raise NotEmpty


def begin_demo() -> None:
    """Note that this is the demo before anything is told, so that its statements carry its name and the mark CONTOH."""
    put(AGENCY_NAME, AGENCY)
    put(DEMO_LOADED_AT, now().isoformat())


def mark_as_demo() -> None:
    """Note that the demo is told, and how much of everything belongs to it."""
    for table, count in counts().items():
        put(f"demo_rows_{table}", str(count))
    put(DEMO_LOADED_AT, now().isoformat())


def loaded_at() -> datetime:
    """When the demo was loaded. Raises `NotDemo`."""
    loaded = all_settings().get(DEMO_LOADED_AT)
    if loaded is None:
        raise NotDemo
    return datetime.fromisoformat(loaded)


def added_since() -> list[tuple[str, int]]:
    """What came after the demo was loaded, as label and how many."""
    settings, present = all_settings(), counts()
    return [
        (label, more)
        for label, model in COUNTED
        if (more := present[model.__tablename__] - int(settings.get(f"demo_rows_{model.__tablename__}", "0"))) > 0
    ]
