"""The yearly budget lines goods are bought back from, and how much of each is left."""

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError

from accounts.audit import record
from accounts.models import UserAccount
from commissions.buyback_errors import BelowWhatIsUsed, BudgetExists, UnknownBudget
from commissions.buyback_models import Buyback, BuybackBudget, BuybackLine
from commissions.buyback_states import BuybackStatus
from core.database import GREATEST_ID, db
from core.dates import now
from core.money import format_rupiah


def rows() -> Select[Any]:
    """Every budget line with what was approved from it and what is left. The agency's own; doors let in who may."""
    used = (
        select(func.coalesce(func.sum(BuybackLine.amount_rupiah), 0).cast(db.BigInteger))
        .join(Buyback, Buyback.id == BuybackLine.buyback_id)
        .where(Buyback.budget_id == BuybackBudget.id, Buyback.status == BuybackStatus.APPROVED)
        .scalar_subquery()
    )
    return select(
        BuybackBudget.id,
        BuybackBudget.year,
        BuybackBudget.code,
        BuybackBudget.name,
        BuybackBudget.amount_rupiah,
        used.label("used_rupiah"),
        (BuybackBudget.amount_rupiah - used).label("left_rupiah"),
    )


def get(budget_id: int, *, for_update: bool = False) -> BuybackBudget:
    """One budget line. Raises `UnknownBudget`."""
    if not 0 < budget_id <= GREATEST_ID:
        raise UnknownBudget
    wanted = select(BuybackBudget).where(BuybackBudget.id == budget_id)
    if for_update:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    budget = db.session.execute(wanted).scalar_one_or_none()
    if budget is None:
        raise UnknownBudget
    return budget


def used_of(budget_id: int) -> int:
    """Rupiah approved from a budget line."""
    used = select(rows().where(BuybackBudget.id == budget_id).subquery().c.used_rupiah)
    return int(db.session.execute(used).scalar_one())


def open_line(*, year: int, code: str, name: str, amount_rupiah: int, by: UserAccount) -> BuybackBudget:
    """Enter a line of the agency's budget. Raises `BudgetExists`."""
    budget = BuybackBudget(
        year=year, code=code, name=name, amount_rupiah=amount_rupiah, created_by_id=by.id, created_at=now()
    )
    try:
        with db.session.begin_nested():
            db.session.add(budget)
            db.session.flush()
    except IntegrityError:
        raise BudgetExists(field="code", code=code, year=year) from None
    after = {"year": year, "code": code, "amount_rupiah": amount_rupiah}
    record("buyback_budget:opened", budget, by=by, after=after)
    return budget


def change_amount(budget_id: int, *, amount_rupiah: int, reason: str, by: UserAccount) -> BuybackBudget:
    """Change what a line holds, as a revised budget does. Raises `UnknownBudget`, `BelowWhatIsUsed`."""
    budget = get(budget_id, for_update=True)
    used = used_of(budget.id)
    if amount_rupiah < used:
        raise BelowWhatIsUsed(field="amount_rupiah", used=format_rupiah(used))
    before = {"amount_rupiah": budget.amount_rupiah}
    budget.amount_rupiah = amount_rupiah
    db.session.flush()
    record(
        "buyback_budget:changed", budget, by=by, before=before, after={"amount_rupiah": amount_rupiah}, reason=reason
    )
    return budget
