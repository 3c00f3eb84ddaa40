"""The database itself holds a sale line to its report and its placement, with the facts they share (decision 9)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.database import db
from outlets.sales_models import SaleLine
from tests.commissions.test_posting import OCTOBER_5, make_shelf
from tests.factories.outlets import make_outlet, make_placement

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def line() -> SaleLine:
    """A posted line of Rp15.000."""
    shelf = make_shelf()
    shelf.report(shelf.line(day=OCTOBER_5, reference="R1"))
    return db.session.execute(db.select(SaleLine)).scalar_one()


def copied(line: SaleLine, **changed: int) -> None:
    """Store the line once more with something changed, past all Python."""
    names = [column.name for column in SaleLine.__table__.columns if column.name not in {"id", "natural_key"}]
    values = ", ".join(f":{name}" if name in changed else name for name in names)
    statement = f"INSERT INTO sale_line ({', '.join(names)}) SELECT {values} FROM sale_line WHERE id = {line.id}"
    db.session.execute(text(statement), changed)


def refused(line: SaleLine, **changed: int) -> str:
    with pytest.raises(DBAPIError) as refusal, db.session.begin_nested():
        copied(line, **changed)
    return refusal.value.orig.sqlstate


def test_a_line_names_a_report_of_its_outlet(line: SaleLine) -> None:
    copied(line)
    assert refused(line, report_id=line.report_id + 1) == "23503"
    assert refused(line, outlet_id=make_outlet().id) == "23503"


def test_a_line_names_a_placement_of_its_outlet_with_its_product_and_producer(line: SaleLine) -> None:
    elsewhere = make_placement()
    assert refused(line, placement_id=elsewhere.id + 1) == "23503"
    assert refused(line, placement_id=elsewhere.id) == "23503"
    assert refused(line, product_id=elsewhere.product_id) == "23503"
    assert refused(line, producer_id=elsewhere.producer_id) == "23503"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM placement",
        "UPDATE placement SET outlet_id = outlet_id + 1",
        "UPDATE placement SET product_id = product_id + 1",
        "UPDATE placement SET producer_id = producer_id + 1",
        "TRUNCATE placement CASCADE",
    ],
)
def test_what_a_line_names_stays(line: SaleLine, statement: str) -> None:
    with pytest.raises(DBAPIError, match=r"violates foreign key|permission denied"), db.session.begin_nested():
        db.session.execute(text(statement))


def test_an_item_names_a_report_and_a_placement_of_the_same_outlet(line: SaleLine) -> None:
    elsewhere = make_placement()
    statement = text("INSERT INTO report_item VALUES (:report, :placement, :outlet, :product, :producer)")
    theirs = {"placement": elsewhere.id, "product": elsewhere.product_id, "producer": elsewhere.producer_id}
    for outlet_id in (line.outlet_id, elsewhere.outlet_id):
        with pytest.raises(DBAPIError, match="violates foreign key"), db.session.begin_nested():
            db.session.execute(statement, {"report": line.report_id, "outlet": outlet_id, **theirs})
